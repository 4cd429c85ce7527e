"""One pass over the values of a shape for every constraint that a single row decides.

The pass finds values that break an expression, and for a path of one predicate also nodes without
a value (`sh:minCount 1`) and nodes with two (`sh:maxCount 1`): one walk instead of one for each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import SH
from rdflib.term import Node

from shapes.compiler.context import Context
from shapes.compiler.graph import Constraint, Shape
from shapes.compiler.paths import single, step
from shapes.compiler.values import Expressions

Row = Mapping[str, Node]

WITHOUT_VALUE = frozenset((SH.hasValue, SH.minCount, SH.maxCount, SH.uniqueLang))
"""Parameters whose results name no value: once for a node, or for a node and a language."""


@dataclass(frozen=True)
class Test:
    """A constraint and the expression that is true of a row that breaks it."""

    constraint: Constraint
    broken: str


def test(shape: Shape, constraint: Constraint, expressions: Expressions) -> Test | None:
    """Return the test of a constraint, or None where no single row decides it."""
    if shape.route is not None and single(shape.route):
        if constraint.parameter == SH.minCount and constraint.number() == 1:
            return Test(constraint, "!BOUND(?value)")
        if constraint.parameter == SH.maxCount and constraint.number() == 1:
            other = step(shape.route, "this", "other")
            return Test(constraint, f"EXISTS {{ {other} FILTER (!sameTerm(?other, ?value)) }}")
        if constraint.parameter == SH.uniqueLang:
            alike = "!sameTerm(?other, ?value) && LCASE(LANG(?other)) = LCASE(LANG(?value))"
            twice = f"EXISTS {{ {step(shape.route, 'this', 'other')} FILTER ({alike}) }}"
            return Test(constraint, f'COALESCE(LANG(?value) != "", false) && {twice}')
    broken = expressions.broken(shape, constraint)
    return None if broken is None else Test(constraint, broken)


def query(shape: Shape, tests: list[Test], context: Context) -> str:
    """Return the query of all tests: `this`, `value`, and for each test whether it is broken."""
    lacking = any(test.constraint.parameter == SH.minCount for test in tests)
    if shape.route is not None and lacking:
        walk = step(shape.route, "this", "value")
        pairs = f"{context.loose('this')} OPTIONAL {{ {walk} }}"
    else:
        pairs = context.pairs(shape.route, loose=True)
    anything = " || ".join(f"({test.broken})" for test in tests)
    flags = " ".join(f"({_flag(test, lacking)} AS ?t{i})" for i, test in enumerate(tests))
    if len(tests) == 1:
        flags = "(true AS ?t0)"
    return f"SELECT DISTINCT ?this ?value {flags} {{ {pairs} FILTER ({anything}) }}"


def _flag(test: Test, lacking: bool) -> str:
    if not lacking or test.constraint.parameter == SH.minCount:
        return f"({test.broken})"
    return f"(BOUND(?value) && ({test.broken}))"


def hits(index: int, test: Test, rows: list[Row]) -> Iterator[Row]:
    """Return the rows that break a test, as its results show them."""
    seen: set[tuple[Node, str]] = set()
    for row in rows:
        if str(row.get(f"t{index}")) != "true":
            continue
        if test.constraint.parameter not in WITHOUT_VALUE:
            yield {"this": row["this"], "value": row["value"]}
            continue
        tag = ""
        if test.constraint.parameter == SH.uniqueLang:
            tag = str(getattr(row["value"], "language", "")).lower()
        if (row["this"], tag) not in seen:
            seen.add((row["this"], tag))
            yield {"this": row["this"]}
