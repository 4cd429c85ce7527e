"""Rows of queries as validation results (sections 3.6.2 and 5.3.2)."""

from collections.abc import Mapping

from rdflib import SH, Literal, URIRef
from rdflib.term import Node

from shapes.compiler.custom import Validator
from shapes.compiler.faults import ShapeFault
from shapes.compiler.graph import Constraint, Shape, ShapesGraph
from shapes.compiler.messages import by_language
from shapes.compiler.paths import route, text
from shapes.compiler.queries import expected
from shapes.compiler.results import Result
from shapes.finding import Finding, Level

Row = Mapping[str, Node]
LEVELS = {SH.Warning: Level.WARNING, SH.Info: Level.INFO}


def result(
    shape: Shape,
    constraint: Constraint,
    row: Row,
    *,
    written: tuple[Literal, ...] | None = None,
    bindings: Row | None = None,
    source: Node | None = None,
    details: tuple[Result, ...] = (),
) -> Result:
    """Return the result for a row; `written` are messages in place of the shape's own."""
    names = dict(bindings or row)
    asked = str(names["expected"]) if "expected" in names else expected(constraint)
    if asked is not None:
        names.setdefault(local(constraint.parameter), Literal(asked))
        names.setdefault("expected", Literal(asked))
    path = row.get("path") if isinstance(row.get("path"), URIRef) else shape.path
    return Result(
        row["this"],
        path,
        row.get("value"),
        constraint.component,
        shape.node,
        shape.severity,
        shape.messages if written is None else written,
        source,
        asked,
        details,
        names,
    )


def answer(shape: Shape, constraint: Constraint, validator: Validator, row: Row) -> Result:
    """Return the result for a solution of a SPARQL-based constraint.

    Its message is that of the solution, else of the validator, else of the shape.
    """
    if str(row.get("failure")) == "true":
        raise ShapeFault(shape.node, "its query reports a failure")
    said = row.get("message")
    written = (said,) if isinstance(said, Literal) else validator.messages or shape.messages
    bindings = {**validator.parameters, **row}
    if "value" not in row and shape.route is None:
        row = {**row, "value": row["this"]}
    return result(
        shape, constraint, row, written=written, bindings=bindings, source=validator.source
    )


def rule(shapes: ShapesGraph, found: Result) -> str:
    """Return the id of the rule that a result breaks: the local name of what names it."""
    name = found.constraint if isinstance(found.constraint, URIRef) else found.shape
    return local(shapes.owner(name))


def finding(shapes: ShapesGraph, found: Result) -> Finding:
    """Return a result as the finding that every engine and loader gives."""
    return Finding(
        rule=rule(shapes, found),
        level=LEVELS.get(found.severity, Level.VIOLATION),
        message=by_language(found.messages),
        focus=str(found.focus),
        path=_path(shapes, found),
        value=None if found.value is None else str(found.value),
        expected=found.expected,
        component=str(found.component),
        shape=str(found.shape),
        details=tuple(finding(shapes, detail) for detail in found.details),
    )


def _path(shapes: ShapesGraph, found: Result) -> str | None:
    if found.path is None or isinstance(found.path, URIRef):
        return None if found.path is None else str(found.path)
    return text(route(shapes.graph, found.path, found.shape))


def local(term: Node) -> str:
    """Return the last part of a name."""
    return str(term).replace("/", "#").rpartition("#")[2]
