"""Rows of queries as validation results (sections 3.6.2 and 5.3.2)."""

from collections.abc import Mapping

from rdflib import Literal, URIRef
from rdflib.term import Node

from shapes.compiler.custom import Validator
from shapes.compiler.faults import ShapeFault
from shapes.compiler.graph import Constraint, Shape
from shapes.compiler.queries import expected
from shapes.compiler.results import Result

Row = Mapping[str, Node]


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
        names.setdefault(_local(constraint.parameter), Literal(asked))
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


def _local(term: Node) -> str:
    return str(term).replace("/", "#").rpartition("#")[2]
