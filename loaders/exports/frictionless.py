"""Frictionless Data Package: one CSV per class and a `datapackage.json`, in one zip file."""

import csv
import io
import json
import zipfile
from collections import defaultdict
from typing import BinaryIO

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from loaders.exports.selection import Loss, losses

TYPES = {
    XSD.integer: "integer",
    XSD.decimal: "number",
    XSD.double: "number",
    XSD.boolean: "boolean",
    XSD.date: "date",
    XSD.gYear: "year",
}
"""Frictionless types of a column whose values all have one datatype."""
SEPARATOR = " | "
"""Stands between several values of one cell."""


def write(graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
    """Write each class as a table, its things as rows, its properties as columns.

    Texts in several languages have a column each (`label@zh`); several values of a cell stand
    behind one another, separated by ` | `. Cells that begin like a formula keep their text: the
    package is for programs, and its README says so.
    """
    said: set[tuple[Node, Node, Node]] = set()
    members: dict[URIRef, list[Node]] = defaultdict(list)
    for thing, kind in graph.subject_objects(RDF.type):
        if isinstance(kind, URIRef) and isinstance(thing, URIRef):
            members[kind].append(thing)
            said.add((thing, RDF.type, kind))
    typed = {thing for things in members.values() for thing in things}
    untyped = [each for each in set(graph.subjects()) - typed if isinstance(each, URIRef)]
    if untyped:
        members[RDFS.Resource] = list(untyped)
    resources = []
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        taken: set[str] = set()
        for kind in sorted(members, key=str):
            name = _local(kind).lower()
            while name in taken:
                name += "-2"
            taken.add(name)
            text, fields = _table(graph, sorted(members[kind], key=str), said)
            archive.writestr(f"{name}.csv", text)
            resources.append(
                {
                    "name": name,
                    "path": f"{name}.csv",
                    "profile": "tabular-data-resource",
                    "format": "csv",
                    "mediatype": "text/csv",
                    "description": f"Things of class {kind}",
                    "encoding": "utf-8",
                    "schema": {"fields": fields, "primaryKey": "iri"},
                }
            )
        package = {
            "profile": "tabular-data-package",
            "name": "rbm-graph",
            "description": "Results-based management data; several values are separated by ' | '.",
            "licenses": [
                {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
            ],
            "resources": resources,
        }
        archive.writestr("datapackage.json", json.dumps(package, ensure_ascii=False, indent=1))
    return losses(graph, said)


def _table(
    graph: Graph, things: list[Node], said: set[tuple[Node, Node, Node]]
) -> tuple[str, list[dict[str, str]]]:
    cells: list[dict[str, list[str]]] = []
    kinds: dict[str, set[str]] = defaultdict(set)
    predicates: dict[str, str] = {}
    for thing in things:
        row: dict[str, list[str]] = defaultdict(list)
        for _, predicate, value in graph.triples((thing, None, None)):
            if predicate == RDF.type:
                continue
            column = _local(URIRef(str(predicate)))
            if predicates.get(column, str(predicate)) != str(predicate):
                column = str(predicate)  # two vocabularies use one name
            if isinstance(value, Literal) and value.language:
                column += f"@{value.language}"
            datatype = value.datatype if isinstance(value, Literal) else None
            kinds[column].add(TYPES.get(datatype, "string") if datatype else "string")
            predicates[column] = str(predicate)
            row[column].append(str(value))
            said.add((thing, predicate, value))
        cells.append(row)
    columns = sorted(kinds)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["iri", *columns])
    for thing, row in zip(things, cells, strict=True):
        table.writerow(
            [str(thing), *(SEPARATOR.join(sorted(row.get(name, ()))) for name in columns)]
        )
    several = {name for row in cells for name, values in row.items() if len(values) > 1}
    fields = [{"name": "iri", "type": "string", "format": "uri"}]
    for name in columns:
        kind = next(iter(kinds[name])) if len(kinds[name]) == 1 else "string"
        fields.append(
            {
                "name": name,
                "type": "string" if name in several else kind,
                "rdfType": predicates[name],
            }
        )
    return text.getvalue(), fields


def _local(iri: URIRef) -> str:
    return str(iri).rstrip("/").rpartition("#")[2].rpartition("/")[2] or "thing"
