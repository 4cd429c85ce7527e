"""What a constraint found, in the terms of a SHACL validation report (section 3.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import Literal, URIRef
from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Result:
    """One `sh:ValidationResult`; `expected` names what the constraint's parameters ask for."""

    focus: Node
    path: Node | None
    value: Node | None
    component: URIRef
    shape: Node
    severity: URIRef
    messages: tuple[Literal, ...] = ()
    constraint: Node | None = None
    expected: str | None = None
    details: tuple["Result", ...] = ()
    bindings: Mapping[str, Node] = field(default_factory=dict, compare=False)
