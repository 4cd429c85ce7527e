"""Why a shape cannot be compiled: it breaks the standard, or it lies beyond this compiler."""

from rdflib.term import Node


class ShapeFault(Exception):
    """A shape that cannot be run, with the node of the shape and the reason."""

    def __init__(self, shape: Node, reason: str):
        super().__init__(f"{shape}: {reason}")
        self.shape = shape
        self.reason = reason

    def __reduce__(self) -> tuple[type["ShapeFault"], tuple[Node, str]]:
        """Return what makes the fault anew on the other side of a pipe."""
        return type(self), (self.shape, self.reason)


class NotWellFormed(ShapeFault):
    """The shape breaks a syntax rule of SHACL (section 3.4.1 calls the outcome a failure)."""


class Recursive(NotWellFormed):
    """The shape refers to itself, which SHACL leaves undefined (section 3.4.3)."""


class CutOff(ShapeFault):
    """The query of the shape took longer than it may, or brought its process down."""


class Unsupported(ShapeFault):
    """The shape is sound, but SPARQL cannot express it here; the reference engine runs it."""
