"""What a constraint found, in the terms of a SHACL validation report (section 3.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import Literal, URIRef
from rdflib.term import Node

from shapes.compiler.messages import messages


@dataclass(frozen=True, slots=True)
class Result:
    """One `sh:ValidationResult`.

    `expected` names what the constraint's parameters ask for, `written` holds the messages of the
    rule and `bindings` what fills their places.
    """

    focus: Node
    path: Node | None
    value: Node | None
    component: URIRef
    shape: Node
    severity: URIRef
    written: tuple[Literal, ...] = ()
    constraint: Node | None = None
    expected: str | None = None
    details: tuple["Result", ...] = ()
    bindings: Mapping[str, Node] = field(default_factory=dict, compare=False)

    @property
    def messages(self) -> tuple[Literal, ...]:
        """Return the messages with their places filled; most results of a flood need none."""
        name = str(self.shape).replace("/", "#").rpartition("#")[2]
        return messages(self.written, self.component, self.expected or name, self.bindings)
