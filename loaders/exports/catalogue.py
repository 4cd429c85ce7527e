"""A DCAT 3 record of what is published here: a catalogue, one data set, its forms, a service.

It says what DCAT-AP 3 asks of each of them.
"""

from collections.abc import Mapping

from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import XSD

from ontology.modules import ONTOLOGY
from sparql.manifest import Snapshot

LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
MEDIA = "https://www.iana.org/assignments/media-types/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
LANGUAGES = ("ARA", "ENG", "FRA", "RUS", "SPA", "ZHO")
TITLES = {
    "en": "Results-based management: frameworks, strategies and their links",
    "fr": "Gestion axée sur les résultats : cadres, stratégies et leurs liens",
    "es": "Gestión basada en los resultados: marcos, estrategias y sus vínculos",
    "zh": "基于结果的管理：框架、战略及其相互联系",
    "ar": "الإدارة القائمة على النتائج: الأطر والاستراتيجيات وروابطها",
    "ru": "Управление, ориентированное на результаты: системы, стратегии и их связи",
}
DESCRIPTIONS = {
    "en": "Results, indicators, plans, milestones and linkages, each with its place in its source.",
    "fr": "Résultats, indicateurs, plans, jalons et liens, chacun avec sa place dans sa source.",
    "es": "Resultados, indicadores, planes, hitos y vínculos, cada uno con su lugar en su fuente.",
    "zh": "结果、指标、计划、里程碑和联系，各注明其在来源中的位置。",
    "ar": "نتائج ومؤشرات وخطط ومعالم رئيسية وروابط، مع موضع كل منها في مصدره.",
    "ru": "Результаты, показатели, планы, вехи и связи, каждый с его местом в источнике.",
}
KEYWORDS = {
    "en": "results-based management",
    "fr": "gestion axée sur les résultats",
    "es": "gestión basada en los resultados",
    "zh": "基于结果的管理",
    "ar": "الإدارة القائمة على النتائج",
    "ru": "управление, ориентированное на результаты",
}


def record(
    snapshot: Snapshot, site: str, publisher: str, forms: Mapping[str, tuple[str, str]]
) -> Graph:
    """Return the record of a snapshot served at a site.

    `publisher` names the installation; `forms` maps addresses to a title and a media type.
    """
    graph = Graph()
    graph.bind("dcat", DCAT)
    catalogue, data, service = (URIRef(f"{site}{path}") for path in ("dcat", "data", "sparql"))
    agent = URIRef(site)
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(publisher)))
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    graph.add((catalogue, DCAT.dataset, data))
    graph.add((catalogue, DCAT.service, service))
    graph.add((catalogue, DCTERMS.modified, Literal(snapshot.made)))
    graph.add((service, RDF.type, DCAT.DataService))
    graph.add((service, DCAT.endpointURL, service))
    graph.add((service, DCAT.endpointDescription, service))
    graph.add((service, DCAT.servesDataset, data))
    graph.add((service, DCTERMS.title, Literal("SPARQL", lang="en")))
    graph.add((service, DCTERMS.conformsTo, URIRef("https://www.w3.org/TR/sparql11-protocol/")))
    for thing in (catalogue, data):
        _texts(graph, thing, DCTERMS.title, TITLES)
        _texts(graph, thing, DCTERMS.description, DESCRIPTIONS)
        for code in LANGUAGES:
            graph.add((thing, DCTERMS.language, URIRef(LANGUAGE + code)))
    for thing in (catalogue, data, service):
        graph.add((thing, DCTERMS.publisher, agent))
        graph.add((thing, DCTERMS.license, LICENCE))
    _dataset(graph, data, snapshot, site)
    for address, (title, media_type) in sorted(forms.items()):
        form = URIRef(address)
        graph.add((data, DCAT.distribution, form))
        graph.add((form, RDF.type, DCAT.Distribution))
        graph.add((form, DCTERMS.title, Literal(title, lang="en")))
        graph.add((form, DCAT.accessURL, form))
        graph.add((form, DCAT.downloadURL, form))
        graph.add((form, DCAT.mediaType, URIRef(MEDIA + media_type)))
        graph.add((form, DCTERMS.license, LICENCE))
    return graph


def _dataset(graph: Graph, data: URIRef, snapshot: Snapshot, site: str) -> None:
    graph.add((data, RDF.type, DCAT.Dataset))
    _texts(graph, data, DCAT.keyword, KEYWORDS)
    graph.add((data, DCTERMS.identifier, Literal(snapshot.id)))
    graph.add((data, URIRef(f"{DCAT}version"), Literal(snapshot.id)))
    graph.add((data, DCTERMS.issued, Literal(snapshot.made)))
    graph.add((data, DCTERMS.conformsTo, URIRef(ONTOLOGY)))
    graph.add((data, DCAT.landingPage, data))
    graph.add((data, RDFS.seeAlso, URIRef(f"{site}ontology")))
    graph.add((data, DCTERMS.extent, Literal(snapshot.total, datatype=XSD.integer)))
    if snapshot.parent:
        graph.add((data, PROV.wasRevisionOf, URIRef(f"{site}data?asOf={snapshot.parent}")))


def _texts(graph: Graph, thing: URIRef, predicate: URIRef, texts: Mapping[str, str]) -> None:
    for language, text in texts.items():
        graph.add((thing, predicate, Literal(text, lang=language)))
