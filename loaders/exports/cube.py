"""RDF Data Cube (W3C, 2014): baselines, targets and actuals as observations of one data set.

Every observation has a value in every dimension, as integrity constraint IC-11 asks; where the
data states none, a code says so (`all places`, `total`, `no period stated`).
"""

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from rdflib import QB, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, XSD
from rdflib.term import Node

from loaders.exports.selection import Loss, losses
from ontology.vocabulary import BASE, RBM

CUBE = Namespace(f"{BASE}cube/")
SDMX = Namespace("http://purl.org/linked-data/sdmx/2009/attribute#")
KINDS = (RBM.Baseline, RBM.Target, RBM.Actual)
DIMENSIONS = ("indicator", "kind", "period", "place", "breakdown")
Triple = tuple[Node, Node, Node]


def cube(graph: Graph) -> tuple[Graph, set[Triple]]:
    """Return the cube of a graph's observations, and the statements of the graph it says."""
    made = Graph()
    made.bind("qb", QB)
    made.bind("cube", CUBE)
    _structure(made)
    said: set[Triple] = set()
    keys: set[tuple[Node, ...]] = set()
    for kind in KINDS:
        for observation in sorted(graph.subjects(RDF.type, kind), key=str):
            value = graph.value(observation, RBM.value)
            indicator = graph.value(observation, RBM.ofIndicator)
            if value is None or indicator is None or not isinstance(observation, URIRef):
                continue
            key = (
                indicator,
                _code(made, "kind", str(kind).rpartition("#")[2].lower()),
                _period(made, graph, observation),
                _place(made, graph, observation),
                _breakdown(made, graph, observation),
            )
            if key in keys:
                continue  # a second value under one key would break IC-12; it is told as a loss
            keys.add(key)
            made.add((observation, RDF.type, QB.Observation))
            made.add((observation, QB.dataSet, CUBE.observations))
            for name, term in zip(DIMENSIONS, key, strict=True):
                made.add((observation, CUBE[name], term))
            made.add((observation, CUBE.value, Literal(str(value), datatype=XSD.decimal)))
            said.update(_said(graph, observation))
    return made, said


def write(graph: Graph, output: BinaryIO) -> tuple[Loss, ...]:
    """Write the cube as Turtle."""
    made, said = cube(graph)
    made.serialize(output, format="turtle", encoding="utf-8")
    return losses(graph, said)


def _structure(made: Graph) -> None:
    data, structure = CUBE.observations, CUBE.structure
    made.add((data, RDF.type, QB.DataSet))
    made.add((data, QB.structure, structure))
    made.add((data, RDFS.label, Literal("Baselines, targets and actuals", lang="en")))
    made.add((structure, RDF.type, QB.DataStructureDefinition))
    for number, name in enumerate(DIMENSIONS, 1):
        component = CUBE[f"component/{name}"]
        made.add((structure, QB.component, component))
        made.add((component, RDF.type, QB.ComponentSpecification))
        made.add((component, QB.dimension, CUBE[name]))
        made.add((component, QB.componentProperty, CUBE[name]))
        made.add((component, QB.order, Literal(number)))
        made.add((CUBE[name], RDF.type, RDF.Property))
        made.add((CUBE[name], RDF.type, QB.ComponentProperty))
        made.add((CUBE[name], RDF.type, QB.DimensionProperty))
        made.add((CUBE[name], RDFS.label, Literal(name, lang="en")))
        if name == "indicator":
            made.add((CUBE[name], RDFS.range, RBM.Indicator))
            continue
        scheme = CUBE[f"codes/{name}"]
        made.add((CUBE[name], RDF.type, QB.CodedProperty))
        made.add((CUBE[name], RDFS.range, SKOS.Concept))
        made.add((CUBE[name], QB.codeList, scheme))
        made.add((scheme, RDF.type, SKOS.ConceptScheme))
    measure = CUBE["component/value"]
    made.add((structure, QB.component, measure))
    made.add((measure, RDF.type, QB.ComponentSpecification))
    made.add((measure, QB.measure, CUBE.value))
    made.add((measure, QB.componentProperty, CUBE.value))
    made.add((CUBE.value, RDF.type, QB.ComponentProperty))
    made.add((CUBE.value, RDF.type, QB.MeasureProperty))
    made.add((CUBE.value, RDFS.range, XSD.decimal))
    made.add((CUBE.value, RDFS.label, Literal("value", lang="en")))


def _code(made: Graph, scheme: str, text: str, source: Node | None = None) -> URIRef:
    code = CUBE[f"{scheme}/{quote(text, safe='')}"]
    made.add((code, RDF.type, SKOS.Concept))
    made.add((code, SKOS.inScheme, CUBE[f"codes/{scheme}"]))
    made.add((code, SKOS.prefLabel, Literal(text, lang="en")))
    if source is not None:
        made.add((code, DCTERMS.source, source))
    return code


def _period(made: Graph, graph: Graph, observation: Node) -> URIRef:
    period = graph.value(observation, RBM.inPeriod)
    holder = period or observation
    start, end = graph.value(holder, RBM.startDate), graph.value(holder, RBM.endDate)
    on = graph.value(observation, RBM.observedOn)
    if start is not None or end is not None:
        return _code(made, "period", f"{start or ''}/{end or ''}", period)
    if on is not None:
        return _code(made, "period", str(on))
    if period is not None:
        return _code(made, "period", str(graph.value(period, RDFS.label) or period), period)
    return _code(made, "period", "no period stated")


def _place(made: Graph, graph: Graph, observation: Node) -> URIRef:
    places = sorted(graph.objects(observation, RBM.atPlace), key=str)
    if not places:
        return _code(made, "place", "all places")
    names = [str(graph.value(place, RDFS.label) or place) for place in places]
    return _code(made, "place", ", ".join(names), places[0] if len(places) == 1 else None)


def _breakdown(made: Graph, graph: Graph, observation: Node) -> URIRef:
    parts = sorted(
        f"{graph.value(part, RBM.dimensionName)}={graph.value(part, RBM.dimensionValue)}"
        for part in graph.objects(observation, RBM.hasDimension)
    )
    return _code(made, "breakdown", "; ".join(parts) or "total")


def _said(graph: Graph, observation: Node) -> Iterator[Triple]:
    for predicate in (
        *(RDF.type, RBM.value, RBM.ofIndicator, RBM.inPeriod, RBM.startDate, RBM.endDate),
        *(RBM.observedOn, RBM.atPlace, RBM.hasDimension),
    ):
        yield from graph.triples((observation, predicate, None))
    for part in graph.objects(observation, RBM.hasDimension):
        yield from graph.triples((part, None, None))
