"""The reference engine, pySHACL over rdflib memory: the only module that imports pyshacl.

It is slow and well tested; the compiled engine must find what it finds. It never runs over an
Oxigraph store, where it gives false findings.
"""

import logging
import re
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache

import pyshacl
from rdflib import SH, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from shapes.compiler.paths import route, text
from shapes.finding import Finding, Level

LEVELS = {SH.Warning: Level.WARNING, SH.Info: Level.INFO}
EXPECTED = "expected:"
NOW = re.compile(r"\bNOW\(\)")


class EngineError(Exception):
    """The reference engine could not run the shapes; the message says why."""


class _Memory(Graph):
    """A graph in memory that parses a query once, however many focus nodes it is asked of."""

    def query(self, query_object: object, *args: object, **options: object) -> Result:
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **options)  # type: ignore[arg-type]


@lru_cache(maxsize=512)
def _prepared(text: str) -> Query:
    return prepareQuery(text)


def validate(
    data: Graph,
    shapes: Graph,
    ontology: Graph | None = None,
    as_of: date | None = None,
    focus: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Return the findings of SHACL shapes over data and the ontology it is written in.

    `as_of` stands for the day in `NOW()`; `focus` narrows the check to some nodes.
    """
    if focus is not None and not focus:
        return ()
    memory = _Memory()
    memory += data
    if ontology is not None:
        memory += ontology
    outcome = pyshacl.validate(
        memory,
        shacl_graph=_instrumented(shapes, as_of),
        inplace=True,
        advanced=False,
        inference="none",
        focus_nodes=None if focus is None else sorted(focus),
        meta_shacl=False,
    )
    report = outcome[1]
    if not isinstance(report, Graph):
        raise EngineError(f"The shapes cannot be run: {report}")
    results = [node for _, node in report.subject_objects(SH.result)]
    return tuple(_finding(report, shapes, result) for result in results)


def _instrumented(shapes: Graph, as_of: date | None) -> Graph:
    """Return shapes whose results tell what was expected and for which day they were computed.

    The engine passes on no variable of a query but `value` and `path`; a message is where it
    fills in others.
    """
    changed = Graph()
    changed += shapes
    for constraint, query in list(changed.subject_objects(SH.select)):
        if as_of is not None:
            day = f'"{as_of.isoformat()}T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
            changed.set((constraint, SH.select, Literal(NOW.sub(day, str(query)))))
        if "?expected" in str(query):
            changed.set((constraint, SH.message, Literal(EXPECTED + "{?expected}")))
    return changed


def _finding(report: Graph, shapes: Graph, result: Node) -> Finding:
    shape = report.value(result, SH.sourceShape)
    value = report.value(result, SH.value)
    path = report.value(result, SH.resultPath)
    texts = [said for said in report.objects(result, SH.resultMessage) if isinstance(said, Literal)]
    details = tuple(
        _finding(report, shapes, detail) for detail in report.objects(result, SH.detail)
    )
    severity = report.value(result, SH.resultSeverity)
    return Finding(
        rule=str(shape).replace("/", "#").rpartition("#")[2],
        level=LEVELS.get(URIRef(str(severity)), Level.VIOLATION),
        message=_messages(shapes, shape, texts),
        focus=str(report.value(result, SH.focusNode)),
        path=None if path is None or shape is None else _path(report, shape, path),
        value=None if value is None else str(value),
        expected=_expected(texts),
        component=str(report.value(result, SH.sourceConstraintComponent)),
        shape=str(shape),
        details=details,
    )


def _messages(shapes: Graph, shape: Node | None, texts: list[Literal]) -> Mapping[str, str]:
    written = {
        (said.language or "en"): str(said)
        for said in shapes.objects(shape, SH.message)
        if isinstance(said, Literal)
    }
    if written:
        return {"en": next(iter(written.values())), **written}
    plain = [str(said) for said in texts if not said.startswith(EXPECTED)]
    return {"en": "; ".join(sorted(plain)) or "The shape is not met."}


def _expected(texts: list[Literal]) -> str | None:
    for said in texts:
        if said.startswith(EXPECTED) and said != EXPECTED + "{?expected}":
            return said.removeprefix(EXPECTED)
    return None


def _path(report: Graph, shape: Node, path: Node) -> str:
    """Return a property's IRI, or a longer path as SPARQL writes it."""
    return str(path) if isinstance(path, URIRef) else text(route(report, path, shape))


logging.getLogger("pyshacl").setLevel(logging.ERROR)
