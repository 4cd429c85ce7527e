"""Constraints that the set of values decides, as queries (sections 4.2, 4.4.5, 4.5 and 4.8).

Each query returns the focus node as `this` and, where the standard wants them, `value` and `path`.
`FILTER NOT EXISTS` stands only over one triple pattern: over more, Oxigraph's is quadratic.
"""

from collections.abc import Callable, Iterator, Mapping

from rdflib import SH, Literal, URIRef

from shapes.compiler.context import Context
from shapes.compiler.graph import Constraint, Shape, ShapesGraph
from shapes.compiler.paths import may_be_empty, single, step
from shapes.compiler.terms import nameable, text


def queries(
    shapes: ShapesGraph, shape: Shape, constraint: Constraint, context: Context
) -> list[str]:
    """Return the queries for what breaks a constraint, or none where no set of values does."""
    if constraint.parameter == SH.closed:
        return [_closed(shapes, shape, constraint, context)]
    writer = WRITERS.get(constraint.parameter)
    return list(writer(shape, constraint, context)) if writer else []


def _min_count(shape: Shape, constraint: Constraint, context: Context) -> Iterator[str]:
    assert shape.route is not None
    least = constraint.number()
    empty = may_be_empty(shape.route)
    if least > 1:
        some = context.pairs(shape.route)
        if not empty:
            some = f"{context.bind('this')} OPTIONAL {{ {step(shape.route, 'this', 'value')} }}"
        few = f"HAVING (COUNT(DISTINCT ?value) < {least})"
        yield f"SELECT ?this {{ {some} }} GROUP BY ?this {few}"
    elif least == 1 and not empty:
        walk = step(shape.route, "this", "value")
        yield (
            f"SELECT ?this {{ {context.bind('this')} OPTIONAL {{ {walk} }} "
            "FILTER (!BOUND(?value)) }"
        )


def _max_count(shape: Shape, constraint: Constraint, context: Context) -> Iterator[str]:
    pairs = context.pairs(shape.route)
    if constraint.number() == 0:
        yield f"SELECT DISTINCT ?this {{ {pairs} }}"
    else:
        many = f"HAVING (COUNT(?value) > {constraint.number()})"
        yield f"SELECT ?this {{ {pairs} }} GROUP BY ?this {many}"


def _unique_lang(shape: Shape, _: Constraint, context: Context) -> Iterator[str]:
    tag = 'BIND (LCASE(LANG(?value)) AS ?tag) FILTER (?tag != "")'
    yield (
        f"SELECT ?this ?tag {{ {context.pairs(shape.route)} {tag} }} "
        "GROUP BY ?this ?tag HAVING (COUNT(?value) > 1)"
    )


def _equals(shape: Shape, constraint: Constraint, context: Context) -> Iterator[str]:
    other = text(constraint.value)
    pairs = context.pairs(shape.route)
    yield f"SELECT ?this ?value {{ {pairs} FILTER NOT EXISTS {{ ?this {other} ?value }} }}"
    back = f"{context.bind('this')} ?this {other} ?value ."
    if shape.route is None:
        yield f"SELECT ?this ?value {{ {back} FILTER (!sameTerm(?this, ?value)) }}"
    elif single(shape.route):
        walk = step(shape.route, "this", "value")
        yield f"SELECT ?this ?value {{ {back} FILTER NOT EXISTS {{ {walk} }} }}"
    else:
        yield f"SELECT ?this ?value {{ {back} MINUS {{ {pairs} }} }}"


def _less(shape: Shape, constraint: Constraint, context: Context) -> Iterator[str]:
    sign = "<" if constraint.parameter == SH.lessThan else "<="
    yield (
        f"SELECT ?this ?value ?other {{ {context.pairs(shape.route)} "
        f"?this {text(constraint.value)} ?other . "
        f"FILTER (!COALESCE(?value {sign} ?other, false)) }}"
    )


def _has_value(shape: Shape, constraint: Constraint, context: Context) -> Iterator[str]:
    assert shape.route is not None
    bind = context.bind("this")
    if not nameable(constraint.value):
        yield f"SELECT ?this {{ {bind} }}"
        return
    value = text(constraint.value)
    if isinstance(shape.route, URIRef):
        walk = f"?this {shape.route.n3()} {value} ."
    else:
        walk = f"{step(shape.route, 'this', 'value')} FILTER (sameTerm(?value, {value}))"
    itself = f"FILTER (!sameTerm(?this, {value}))" if may_be_empty(shape.route) else ""
    yield (
        f"SELECT DISTINCT ?this {{ {bind} OPTIONAL {{ {walk} BIND (true AS ?found) }} "
        f"FILTER (!BOUND(?found)) {itself} }}"
    )


def _closed(shapes: ShapesGraph, shape: Shape, constraint: Constraint, context: Context) -> str:
    allowed = ", ".join(text(p) for p in shapes.allowed(shape, constraint))
    if shape.route is None:
        triples = f"{context.bind('this')} ?this ?path ?value ."
    else:
        triples = f"{context.pairs(shape.route, value='node')} ?node ?path ?value ."
    return f"SELECT ?this ?path ?value {{ {triples} FILTER (?path NOT IN ({allowed})) }}"


def qualified(shape: Shape, constraint: Constraint, context: Context, wanted: str) -> str:
    """Return the query for a qualified count of the values for which an expression is true."""
    if constraint.parameter == SH.qualifiedMaxCount:
        many = f"HAVING (COUNT(?value) > {constraint.number()})"
        return (
            f"SELECT ?this {{ {context.pairs(shape.route)} FILTER ({wanted}) }} "
            f"GROUP BY ?this {many}"
        )
    some = f"BIND (IF({wanted}, 1, 0) AS ?counts)"
    pairs = f"{{ {context.pairs(shape.route)} {some} }}"
    few = f"HAVING (SUM(?counts) < {constraint.number()})"
    none = f"{{ {context.bind('this')} BIND (0 AS ?counts) }}"
    return f"SELECT ?this {{ {pairs} UNION {none} }} GROUP BY ?this {few}"


def expected(constraint: Constraint) -> str | None:
    """Return what the constraint's parameter asks for, as text."""
    if constraint.members:
        return ", ".join(str(member) for member in constraint.members)
    return str(constraint.value) if isinstance(constraint.value, URIRef | Literal) else None


WRITERS: Mapping[URIRef, Callable[[Shape, Constraint, Context], Iterator[str]]] = {
    SH.minCount: _min_count,
    SH.maxCount: _max_count,
    SH.uniqueLang: _unique_lang,
    SH.equals: _equals,
    SH.lessThan: _less,
    SH.lessThanOrEquals: _less,
    SH.hasValue: _has_value,
}
