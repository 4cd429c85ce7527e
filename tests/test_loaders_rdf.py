"""Every RDF syntax gives the same triples, each with the line that states it."""

import http.server
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loading import load_file, load_text
from rdflib import DCTERMS, RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from loaders.formats import LOADERS
from loaders.imports import run
from loaders.source import Kept, Refusal
from ontology.vocabulary import RBM
from sparql.snapshots import SnapshotStore

fuzz = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
EX = Namespace("https://example.org/")
TURTLE = """\
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://example.org/> .

ex:outcome a rbm:Outcome ;   # a comment
  rdfs:label "Fair work"@en ,
    "体面劳动"@zh ;
  rbm:order 1 .

ex:indicator
  rbm:measures ex:outcome ;
  rdfs:comment \"\"\"two
lines\"\"\" ; rbm:value 1.50 .
[] rbm:concerns ( ex:outcome "x" ) .
"""
JSONLD = """\
{
  "@context": {"rbm": "https://w3id.org/rbm/ns#", "ex": "https://example.org/"},
  "@graph": [
    {"@id": "ex:outcome", "@type": "rbm:Outcome"},
    {
      "@id": "ex:indicator",
      "rbm:measures": {"@id": "ex:outcome"},
      "rbm:order": 2
    }
  ]
}
"""


def plain(graph: Graph) -> Graph:
    """Return the graph with explicit xsd:string as plain strings, which RDF 1.1 calls the same."""
    result = Graph()
    for subject, predicate, value in graph:
        if isinstance(value, Literal) and value.datatype == XSD.string:
            value = Literal(str(value))
        result.add((subject, predicate, value))
    return result


def test_turtle_gives_the_line_and_column_of_every_triple(tmp_path: Path) -> None:
    loaded = load_text(TURTLE, tmp_path)
    assert loaded.loader == "turtle"
    assert isomorphic(loaded.stated, Graph().parse(data=TURTLE, format="turtle"))
    spots = {
        (RDF.type, str(RBM.Outcome)): (5, 14),
        (RDFS.label, "Fair work"): (6, 14),
        (RDFS.label, "体面劳动"): (7, 5),
        (RBM.order, "1"): (8, 13),
    }
    for (predicate, value), spot in spots.items():
        (place,) = loaded.places.places(str(EX.outcome), str(predicate), value)
        assert (place.line, place.column) == spot
    (comment,) = loaded.places.places(str(EX.indicator), str(RDFS.comment))
    assert (comment.line, comment.column) == (12, 16)
    (value,) = loaded.places.places(str(EX.indicator), str(RBM.value))
    assert value.line == 13


@pytest.mark.parametrize("form", ["turtle", "nt", "xml", "json-ld", "trig", "nquads"])
def test_every_syntax_gives_the_same_graph(form: str, tmp_path: Path) -> None:
    graph = Graph().parse(data=TURTLE, format="turtle")
    if form in ("trig", "nquads"):
        text = graph.serialize(format="nt" if form == "nquads" else "turtle")
        if form == "trig":
            prefixes, _, statements = text.rpartition("@prefix")
            first, _, rest = statements.partition("\n")
            text = f"{prefixes}@prefix{first}\n<https://example.org/g> {{{rest}}}"
        else:
            text = text.replace(" .\n", " <https://example.org/g> .\n")
    else:
        text = graph.serialize(format=form)
    loaded = load_text(text, tmp_path)
    assert isomorphic(plain(loaded.stated), graph)
    assert ("LOAD-GRAPH" in loaded.rules) == (form in ("trig", "nquads"))


def test_loading_twice_gives_the_same_file(tmp_path: Path) -> None:
    first = load_text(TURTLE, tmp_path).quads.read_text("utf-8")
    assert load_text(TURTLE, tmp_path).quads.read_text("utf-8") == first


def test_json_ld_gives_pointer_and_line(tmp_path: Path) -> None:
    loaded = load_text(JSONLD, tmp_path)
    assert loaded.loader == "jsonld"
    (place,) = loaded.places.places(str(EX.indicator), str(RBM.measures))
    assert (place.pointer, place.line) == ("/@graph/1/rbm:measures", 7)


def test_rdf_xml_gives_the_line_of_the_element(tmp_path: Path) -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"\n'
        ' xmlns:rbm="https://w3id.org/rbm/ns#">\n'
        '<rbm:Outcome rdf:about="https://example.org/outcome">\n'
        '  <rbm:contributesTo>\n    <rbm:Impact rdf:about="https://example.org/impact"/>\n'
        "  </rbm:contributesTo>\n</rbm:Outcome></rdf:RDF>"
    )
    loaded = load_text(text, tmp_path)
    assert loaded.loader == "rdfxml"
    (place,) = loaded.places.places(str(EX.outcome), str(RBM.contributesTo))
    assert (place.line, place.column) == (4, 3)
    (place,) = loaded.places.places(str(EX.impact))
    assert place.line == 5


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("@prefix ex: <https://example.org/> .\nex:a ex:b ex:c\nex:d ex:e ex:f .\n", 3, 1),
        ('@prefix ex: <https://example.org/> .\nex:a ex:b "open .\n', 2, 18),
        ("@prefix ex: <https://example.org/> .\nex:a ex:b foo:c .\n", 2, 10),
        ("@prefix ex: <https://example.org/> .\nex:a ex:b ex:c ;\n", 3, 1),
        ("<https://a.org/a> <https://a.org/b> <https://a.org/c> .\n<https://a.org/a> x\n", 2, 18),
        ('{"@context": {},\n "@graph": [1,\n ]}', 3, 2),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<a>\n</rdf:RDF>',
            3,
            3,
        ),
    ],
)
def test_a_broken_file_is_refused_at_its_line(
    text: str, line: int, column: int, tmp_path: Path
) -> None:
    with pytest.raises(Refusal) as refused:
        load_text(text, tmp_path)
    (place,) = refused.value.finding.places
    assert place.line == line
    assert abs((place.column or 0) - column) <= 1
    assert refused.value.finding.fix["en"]
    assert refused.value.finding.message["zh"]


def test_own_sources_are_kept_and_others_added(tmp_path: Path) -> None:
    text = TURTLE + "ex:indicator rbm:statedAt ex:paragraph ."
    graph = load_text(text, tmp_path).graph
    assert graph.value(EX.indicator, RBM.statedAt) == EX.paragraph
    location = graph.value(EX.outcome, RBM.statedAt)
    assert graph.value(location, RBM.line) == Literal(5)


def test_ids_relative_to_the_file_lie_in_its_data_set(tmp_path: Path) -> None:
    graph = load_text("<outcome/1> a <https://w3id.org/rbm/ns#Outcome> .", tmp_path).stated
    assert (URIRef("https://w3id.org/rbm/id/test/outcome/1"), RDF.type, RBM.Outcome) in graph


def test_imports_are_named_and_never_fetched(tmp_path: Path) -> None:
    text = (
        "<https://example.org/o> <http://www.w3.org/2002/07/owl#imports> <https://example.org/x> ."
    )
    assert "LOAD-IMPORTS" in load_text(text, tmp_path).rules


class Canary(http.server.BaseHTTPRequestHandler):
    """Counts every request it gets."""

    hits = 0

    def do_GET(self) -> None:
        Canary.hits += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"@context": {}}')

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": "%s", "a": 1}',
        '{"@context": ["%s", {}], "a": 1}',
        '{"@context": {"@import": "%s"}, "a": 1}',
        '{"@context": {"x": {"@id": "urn:x", "@context": "%s"}}, "x": {"x": 1}}',
        '{"@graph": [{"a": [{"@context": ["%s"]}]}]}',
        '{"@context": {"x": {"@id": "urn:x", "@context": ["file:///etc/hostname"]}}, "%s": 1}',
        '{"@context": "file:///etc/hostname", "%s": 1}',
    ],
)
def test_no_context_is_ever_fetched(text: str, tmp_path: Path) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), Canary) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with pytest.raises(Refusal) as refused:
                load_text(text % f"http://127.0.0.1:{server.server_port}/c", tmp_path)
        finally:
            server.shutdown()
            thread.join()
    assert refused.value.finding.rule == "LOAD-CONTEXT"
    assert Canary.hits == 0


def test_a_bundled_context_stands_in_for_its_address(tmp_path: Path) -> None:
    text = (
        '{"@context": "https://ontology.commonapproach.org/cidsContext.jsonld",'
        ' "@id": "https://example.org/o", "@type": "cids:Outcome", "hasName": "Hope",'
        ' "hasIndicator": ["https://example.org/i"]}'
    )
    graph = load_text(text, tmp_path).stated
    assert (EX.o, RDF.type, RBM.Outcome) in graph
    assert (EX.i, RBM.measures, EX.o) in graph
    assert str(graph.value(EX.o, RDFS.label)) == "Hope"


def test_our_own_context_names_our_terms(tmp_path: Path) -> None:
    text = (
        '{"@context": "https://w3id.org/rbm/context.jsonld", "id": "https://example.org/i",'
        ' "type": "Indicator", "label": {"en": "Share", "zh": "比例"},'
        ' "measures": "https://example.org/o"}'
    )
    graph = load_text(text, tmp_path).stated
    assert (EX.i, RDF.type, RBM.Indicator) in graph
    assert (EX.i, RBM.measures, EX.o) in graph
    assert (EX.i, RDFS.label, Literal("比例", lang="zh")) in graph


def test_a_value_of_cids_moves_to_the_report_that_owns_it(tmp_path: Path) -> None:
    text = """@prefix cids: <https://ontology.commonapproach.org/cids#> .
@prefix i72: <http://ontology.eil.utoronto.ca/ISO21972/iso21972#> .
@prefix ex: <https://example.org/> .
ex:report a cids:IndicatorReport ; cids:forIndicator ex:i ; i72:value ex:measure .
ex:measure i72:hasNumericalValue "12" .
"""
    graph = load_text(text, tmp_path).stated
    assert (EX.report, RDF.type, RBM.Actual) in graph
    assert (EX.report, RBM.ofIndicator, EX.i) in graph
    assert (EX.report, RBM.valueText, Literal("12")) in graph


def test_a_bad_iri_is_told_and_kept(tmp_path: Path) -> None:
    loaded = load_text(
        "@prefix ex: <https://example.org/> . ex:a ex:b <https://example.org/a^b> .", tmp_path
    )
    assert "LOAD-IRI" in loaded.rules
    assert (EX.a, EX.b, URIRef("https://example.org/a%5Eb")) in loaded.stated


@pytest.mark.parametrize(
    "text",
    [
        "<urn:ex:a> <urn:ex:b> <http://a.org/b#c#d> .\n",
        '<urn:ex:a> <urn:ex:b> "x"@e .\n',
        '<urn:ex:a> <urn:ex:b> "x"^^<http://a:b/> .\n',
        "<urn:ex:a> <urn:ex:b> <relative> .\n",
        '@prefix ex: <urn:ex:> . ex:a ex:b "x"@a-b-c , <http://a.org/[x]> .',
        '{"@id": "urn:ex:a", "urn:ex:b": {"@value": "x", "@language": "e"}}',
    ],
)
def test_what_the_store_would_refuse_is_told_and_mended(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(text, "utf-8")
    store = SnapshotStore(tmp_path / "store")
    result = run([path], store)
    rules = {rule for rule, _ in result.counts}
    assert rules & {"LOAD-IRI", "LOAD-LANGUAGE"}
    assert store.reader().ask("ASK { <urn:ex:a> <urn:ex:b> ?o }")


@pytest.mark.parametrize(
    "text",
    [
        "@prefix ex: <https://example.org/> . ex:a ex:b " + "[ ex:b " * 100_000,
        "@prefix ex: <https://example.org/> . ex:a ex:b " + "( " * 100_000,
        '{"@context": {}, "a": ' + "[" * 100_000,
        '{"@context": {}, "a": ' + '{"a":' * 100_000,
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' + "<a>" * 100_000,
    ],
)
def test_nesting_a_hundred_thousand_deep_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        load_text(text, tmp_path)
    assert refused.value.finding.rule == "LOAD-DEPTH"


def test_a_variable_is_refused_where_it_stands(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        load_text("@prefix e: <urn:e:> .\n<urn:a> ?b <urn:c> .\n", tmp_path, "a.ttl")
    assert "variable" in refused.value.finding.text()
    assert (refused.value.finding.places[0].line, refused.value.finding.places[0].column) == (2, 9)


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.name)
@fuzz
@given(data=st.data())
def test_any_bytes_are_read_or_refused(loader: object, data: st.DataObject, tmp_path: Path) -> None:
    seed = data.draw(st.sampled_from([TURTLE, JSONLD, "<a:b> <a:c> <a:d> .\n"])).encode()
    cut = data.draw(st.integers(0, len(seed)))
    noise = data.draw(st.binary(max_size=20) | st.text(max_size=20).map(str.encode))
    try:
        load_text(seed[:cut] + noise + seed[cut:], tmp_path, loader=loader)  # type: ignore[arg-type]
    except Refusal as refused:
        assert refused.finding.places


iris = st.sampled_from([EX.a, EX["b/c"], EX.ü])
blanks = st.sampled_from([BNode("x"), BNode("y")])
literals = st.builds(Literal, st.text(st.characters(blacklist_categories=("Cs", "Cc"))))
literals |= st.builds(Literal, st.integers()) | st.builds(Literal, st.booleans())


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@fuzz
@given(
    triples=st.lists(st.tuples(iris | blanks, iris, iris | blanks | literals), max_size=6),
    data=st.data(),
)
def test_any_text_is_read_as_rdflib_reads_it(
    triples: list[tuple[URIRef, URIRef, URIRef]], data: st.DataObject, tmp_path: Path
) -> None:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    form = data.draw(st.sampled_from(["turtle", "nt", "json-ld"]))
    loader = {"turtle": "turtle", "nt": "ntriples", "json-ld": "jsonld"}[form]
    (chosen,) = (item for item in LOADERS if item.name == loader)
    text = graph.serialize(format=form)
    loaded = load_text(text, tmp_path, loader=chosen)
    assert isomorphic(plain(loaded.stated), plain(Graph().parse(data=text, format=form)))


@pytest.mark.shared
def test_the_sdg_files_come_in_triple_for_triple(shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "data/sdg").glob("*.ttl")):
        loaded = load_file(path, tmp_path)
        graph = Graph().parse(path, publicID="https://w3id.org/rbm/id/test/")
        assert isomorphic(plain(loaded.stated), plain(graph)), path.name
        counted = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
        assert counted == len(graph)


@pytest.mark.shared
def test_the_sdg_goals_targets_and_indicators_are_all_there(shared: Path, tmp_path: Path) -> None:
    loaded = load_file(shared / "data/sdg/sdg-kos-goals-targets-indicators.ttl", tmp_path)
    ontology = "http://metadata.un.org/sdg/ontology#"
    for kind, number in (("Goal", 17), ("Target", 169), ("Indicator", 232)):
        assert loaded.tally.things[f"<{ontology}{kind}>"] == number
    goal = URIRef("http://metadata.un.org/sdg/8")
    labels = [term for term in loaded.graph.objects(goal) if isinstance(term, Literal)]
    assert {label.language for label in labels} >= {"en", "fr", "es"}


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_cids_data_comes_in_mapped_with_its_own_iris(shared: Path, tmp_path: Path) -> None:
    loaded = load_file(shared / "data/cids/knowledge_graph.jsonld", tmp_path)
    graph = loaded.stated
    source = Graph().parse(shared / "data/cids/knowledge_graph.jsonld")
    cids = Namespace("https://ontology.commonapproach.org/cids#")
    for theirs, ours, number in (
        (cids.Outcome, RBM.Outcome, 19),
        (cids.Indicator, RBM.Indicator, 16),
        (cids.IndicatorReport, RBM.Actual, 16),
    ):
        things = set(source.subjects(RDF.type, theirs))
        assert set(graph.subjects(RDF.type, ours)) == things
        assert len(things) == number
    outcomes = set(source.subjects(RDF.type, cids.Outcome))
    pairs = {(i, o) for o, i in source.subject_objects(cids.hasIndicator) if o in outcomes}
    pairs |= set(source.subject_objects(cids.forOutcome))
    assert set(graph.subject_objects(RBM.measures)) == pairs
    assert set(graph.subject_objects(DCTERMS.subject)) == set(source.subject_objects(cids.forTheme))
    assert all(Kept.UNMAPPED not in counts for counts in loaded.tally.coverage.values())


@pytest.mark.shared
def test_every_triple_of_the_cids_files_is_kept(shared: Path, tmp_path: Path) -> None:
    for path in sorted((shared / "data/cids").rglob("*.ttl")):
        loaded = load_file(path, tmp_path)
        source = Graph().parse(path)
        counted = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
        stated_twice = 1 if path.name == "cids-3.2.1.ttl" else 0
        assert counted == len(source) + stated_twice, path.name
