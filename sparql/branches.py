"""A derivation rule as the alternatives it is a union of, each a list of triple patterns.

A rule asked as a whole can only be asked about everything. Its branches can be asked about some
plans or some things, and tell which plans a changed triple may concern.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import Literal, URIRef, Variable
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from ontology.vocabulary import RBM

STATED_AT = f"<{RBM.statedAt}>"
Pattern = tuple[Node, Node, Node]


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in which a rule's row comes about; `named` are the variables that BIND fills."""

    patterns: tuple[Pattern, ...]
    named: Mapping[Variable, Node]

    def query(self, variable: str, terms: Iterable[str]) -> str:
        """Return the query for this branch's rows, about some terms of a variable."""
        at = self.origin(variable).n3()
        return f"{self._head()} WHERE {{ VALUES {at} {{ {' '.join(terms)} }} {self._body()} }}"

    def whole(self) -> str:
        """Return the query for all of this branch's rows."""
        return f"{self._head()} WHERE {{ {self._body()} }}"

    def plans(self, names: Iterable[Variable], rows: Iterable[tuple[str, ...]]) -> str:
        """Return the query for the plans whose rows hold some terms of variables together."""
        values = " ".join(f"({' '.join(row)})" for row in rows)
        head = " ".join(name.n3() for name in names)
        return f"SELECT DISTINCT ?plan WHERE {{ VALUES ({head}) {{ {values} }} {self._body()} }}"

    def origin(self, name: str) -> Variable:
        """Return the variable of the patterns that a column shows."""
        bound = self.named.get(Variable(name))
        return bound if isinstance(bound, Variable) else Variable(name)

    def predicates(self) -> frozenset[str]:
        """Return the predicates of the patterns, as N-Triples write them."""
        return frozenset(pattern[1].n3() for pattern in self.patterns)

    def _head(self) -> str:
        shown = (self._column(name) for name in ("plan", "thing", "how", "basis"))
        return f"SELECT DISTINCT {' '.join(shown)}"

    def _column(self, name: str) -> str:
        bound = self.named.get(Variable(name))
        return f"?{name}" if bound is None else f"({bound.n3()} AS ?{name})"

    def _body(self) -> str:
        return " ".join(f"{s.n3()} {p.n3()} {o.n3()} ." for s, p, o in self.patterns)


@cache
def branches(text: str) -> tuple[Branch, ...]:
    """Return the branches of a rule's query; raise `ValueError` where it is no such union."""
    node = prepareQuery(text).algebra
    while node.name in ("SelectQuery", "Distinct", "Project"):
        node = node.p
    return tuple(Branch(tuple(patterns), named) for patterns, named in _parts(node))


def _parts(node: CompValue) -> Iterator[tuple[list[Pattern], dict[Variable, Node]]]:
    if node.name == "BGP":
        if not all(isinstance(predicate, URIRef) for _, predicate, _ in node.triples):
            raise ValueError("A derivation rule names its predicates.")
        yield list(node.triples), {}
    elif node.name == "Union":
        yield from _parts(node.p1)
        yield from _parts(node.p2)
    elif node.name == "Join":
        others = list(_parts(node.p2))
        for patterns, named in _parts(node.p1):
            for more, also in others:
                yield [*patterns, *more], {**named, **also}
    elif node.name == "Extend" and isinstance(node.expr, URIRef | Literal | Variable):
        for patterns, named in _parts(node.p):
            yield patterns, {**named, node.var: node.expr}
    else:
        raise ValueError(f"A derivation rule is a union of patterns with BIND, not {node.name}.")
