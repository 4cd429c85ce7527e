"""Why a shape cannot be compiled: it breaks the standard, or it lies beyond this compiler."""

from rdflib.term import Node


class ShapeFault(Exception):
    """A shape that cannot be run, with the node of the shape and the reason."""

    def __init__(self, shape: Node, reason: str):
        super().__init__(f"{shape}: {reason}")
        self.shape = shape
        self.reason = reason


class NotWellFormed(ShapeFault):
    """The shape breaks a syntax rule of SHACL (section 3.4.1 calls the outcome a failure)."""


class Recursive(NotWellFormed):
    """The shape refers to itself, which SHACL leaves undefined (section 3.4.3)."""


class Unsupported(ShapeFault):
    """The shape is sound, but SPARQL cannot express it here; the reference engine runs it."""
