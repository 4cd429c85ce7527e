"""A report as a `sh:ValidationReport` (SHACL, section 3.6) in four RDF syntaxes."""

from urllib.parse import quote

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.vocabulary import RBM, RBMSH
from shapes import rules
from shapes.finding import Finding, Level, Place
from shapes.report import Report

SYNTAXES = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}
SEVERITIES = {Level.VIOLATION: SH.Violation, Level.WARNING: SH.Warning, Level.INFO: SH.Info}


def graph(report: Report) -> Graph:
    """Return a report as RDF; a finding's place hangs at its result by `rbm:statedAt`."""
    found = Graph()
    for prefix, namespace in (("sh", SH), ("rbm", RBM), ("rbmsh", RBMSH), ("dcterms", DCTERMS)):
        found.bind(prefix, str(namespace))
    root = BNode()
    found.add((root, RDF.type, SH.ValidationReport))
    found.add((root, SH.conforms, Literal(report.conforms)))
    found.add((root, DCTERMS.date, Literal(report.as_of.isoformat(), datatype=XSD.date)))
    found.add((root, DCTERMS.conformsTo, rules.ONTOLOGY))
    found.add((rules.ONTOLOGY, OWL.versionInfo, Literal(report.version)))
    for finding in report.findings:
        found.add((root, SH.result, _result(found, finding)))
    return found


def serialized(report: Report, media_type: str) -> bytes:
    """Return a report in the syntax of a media type."""
    return graph(report).serialize(format=SYNTAXES[media_type], encoding="utf-8")


def _result(found: Graph, finding: Finding) -> Node:
    result = BNode()
    found.add((result, RDF.type, SH.ValidationResult))
    found.add((result, SH.resultSeverity, SEVERITIES[finding.level]))
    if finding.focus:
        found.add((result, SH.focusNode, _node(finding.focus)))
    if finding.path:
        _add_path(found, result, finding)
    if finding.value is not None:
        found.add((result, SH.value, _node(finding.value)))
    if finding.component:
        found.add((result, SH.sourceConstraintComponent, URIRef(finding.component)))
    shape = finding.shape or str(RBMSH[quote(finding.rule)])
    found.add((result, SH.sourceShape, _node(shape)))
    for tag, text in finding.message.items():
        found.add((result, SH.resultMessage, Literal(text, lang=tag)))
    for tag, text in finding.fix.items():
        found.add((result, RBMSH.fix, Literal(text, lang=tag)))
    for place in finding.places:
        found.add((result, RBM.statedAt, _location(found, place)))
    for detail in finding.details:
        found.add((result, SH.detail, _result(found, detail)))
    return result


def _node(text: str) -> Node:
    """Return a name as an IRI where it is one; a finding keeps the text of a term only."""
    if text.startswith("_:"):
        return BNode(text[2:])
    scheme, sign, rest = text.partition(":")
    iri = bool(sign) and scheme.isalnum() and rest.startswith("//")
    return (
        URIRef(text) if iri and not any(sign in text for sign in ' <>"{}|\\^`') else Literal(text)
    )


def _add_path(found: Graph, result: Node, finding: Finding) -> None:
    if finding.path and ">" not in finding.path:
        found.add((result, SH.resultPath, URIRef(finding.path)))
        return
    shapes = rules.shapes()
    path = shapes.value(URIRef(finding.shape or ""), SH.path)
    if path is not None:
        found.add((result, SH.resultPath, _copied(shapes, path, found)))


def _copied(source: Graph, node: Node, target: Graph) -> Node:
    if not isinstance(node, BNode):
        return node
    copy = BNode()
    for _, predicate, value in source.triples((node, None, None)):
        target.add((copy, predicate, _copied(source, value, target)))
    return copy


def _location(found: Graph, place: Place) -> Node:
    location = BNode()
    found.add((location, RDF.type, RBM.SourceLocation))
    found.add((location, RDFS.label, Literal(str(place))))
    for predicate, part in (
        (RBM.sheetName, place.sheet),
        (RBM.cell, place.cell),
        (RBM.line, place.line),
        (RBM.column, place.column),
        (RBM.xpath, place.xpath),
        (RBM.jsonPointer, place.pointer),
        (RBM.paragraphNumber, place.paragraph),
    ):
        if part is not None:
            found.add((location, predicate, Literal(part)))
    return location
