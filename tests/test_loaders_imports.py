"""An import publishes all of its files or nothing, and says who read what, when and how."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from loading import graph_of
from rdflib import PROV, RDF, URIRef

from loaders.checking import check_files
from loaders.imports import run
from loaders.judging import Judge
from loaders.limits import MEGABYTE, Limits
from loaders.reading import Settings, read
from loaders.source import Cancelled
from ontology.vocabulary import RBM
from shapes import validation
from shapes.finding import Level
from sparql.graphs import PROVENANCE
from sparql.snapshots import SnapshotStore

DATA = Path(__file__).parent / "data"
TURTLE = "<outcome/{0}> a <https://w3id.org/rbm/ns#Outcome> .\n"
GRAPH = "https://w3id.org/rbm/graph/"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store")


def outcomes(store: SnapshotStore) -> set[str]:
    table = store.reader().select(f"SELECT ?o WHERE {{ ?o a <{RBM.Outcome}> }}")
    return {str(row["o"]).rpartition("/")[2] for row in table}


def test_files_folders_patterns_and_archives_become_data_sets(
    tmp_path: Path, store: SnapshotStore
) -> None:
    source = tmp_path / "in"
    write(source, "Plan A.ttl", TURTLE.format("a"))
    write(source, "more/b.ttl", TURTLE.format("b"))
    write(source, "more/notes.md", "# Nothing here")
    write(source, "c1.ttl.gz", gzip.compress(TURTLE.format("c1").encode()))
    packed = zipped(
        ("d/1.ttl", TURTLE.format("d1").encode()), ("2.nt", b"<urn:a> <urn:b> <urn:c> .")
    )
    write(source, "d.zip", packed)
    paths = [source / "Plan A.ttl", source / "more", source / "c*.gz", source / "d.zip"]
    result = run(paths, store, by="A steward")
    assert [dataset.name for dataset in result.datasets] == ["plan-a", "more-b", "c1", "d"]
    assert result.datasets[3].graph == f"{GRAPH}d"
    assert [file.name for file in result.datasets[3].files] == ["d.zip/d/1.ttl", "d.zip/2.nt"]
    assert result.snapshot
    assert outcomes(store) == {"a", "b", "c1", "d1"}


def test_one_name_may_be_given_to_all_files(tmp_path: Path, store: SnapshotStore) -> None:
    paths = [write(tmp_path, f"{name}.ttl", TURTLE.format(name)) for name in "ab"]
    result = run(paths, store, settings=Settings(dataset="plans"))
    assert [dataset.name for dataset in result.datasets] == ["plans"]
    assert outcomes(store) == {"a", "b"}


def test_loading_again_replaces_what_was_said(tmp_path: Path, store: SnapshotStore) -> None:
    path = write(tmp_path, "plan.ttl", TURTLE.format("a"))
    run([path], store)
    write(tmp_path, "plan.ttl", TURTLE.format("b"))
    run([path], store)
    assert outcomes(store) == {"b"}


def test_loading_the_same_file_twice_gives_the_same_graph(
    tmp_path: Path, store: SnapshotStore
) -> None:
    graphs = []
    for _ in range(2):
        run([DATA / "iati-2.03.xml"], store)
        reader = store.reader()
        pattern = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAPH}iati-2.03> {{ ?s ?p ?o }} }}"
        graphs.append(set(reader.construct(pattern)))
    assert graphs[0] == graphs[1]
    assert len(graphs[0]) > 200


def test_one_broken_file_stops_the_whole_import(tmp_path: Path, store: SnapshotStore) -> None:
    run([write(tmp_path, "old.ttl", TURTLE.format("old"))], store)
    before = store.current()
    good = write(tmp_path, "good.ttl", TURTLE.format("good"))
    bad = write(tmp_path, "bad.ttl", "<a> <b>\n")
    worse = write(tmp_path, "page.csv", "<!DOCTYPE html><html>log in</html>")
    result = run([good, bad, worse, tmp_path / "absent.ttl"], store)
    assert result.snapshot is None
    assert {finding.rule for finding in result.refused} == {"LOAD-SYNTAX", "LOAD-HTML", "LOAD-FILE"}
    assert store.current() == before
    assert outcomes(store) == {"old"}


def test_a_dry_run_publishes_nothing(tmp_path: Path, store: SnapshotStore) -> None:
    path = write(tmp_path, "plan.ttl", TURTLE.format("a"))
    result = run([path], store, dry_run=True)
    assert result.datasets[0].things[f"<{RBM.Outcome}>"] == 1
    assert store.current() is None


def test_a_user_who_stops_leaves_the_store_as_it_was(tmp_path: Path, store: SnapshotStore) -> None:
    run([write(tmp_path, "old.ttl", TURTLE.format("old"))], store)
    before = store.current()
    steps: list[str] = []
    path = write(tmp_path, "plan.ttl", TURTLE.format("a"))
    seen: set[str] = set()
    run([path], None, progress=lambda name, done, total: seen.add(name))
    assert "plan.ttl" in seen
    for last in ("plan.ttl", "store plan", "publish"):
        steps.clear()
        with pytest.raises(Cancelled):
            run(
                [path],
                store,
                progress=lambda name, done, total: steps.append(name),
                cancel=lambda last=last: last in steps or (last == "publish" and len(steps) > 3),
            )
        assert store.current() == before
    assert outcomes(store) == {"old"}


def test_a_stream_stops_in_the_middle(tmp_path: Path, store: SnapshotStore) -> None:
    calls: list[int] = []

    def cancel() -> bool:
        calls.append(1)
        return len(calls) > 1

    with pytest.raises(Cancelled):
        run([DATA / "iati-2.03.xml"], store, cancel=cancel)
    assert store.current() is None


def test_what_the_rules_say_is_located_and_strictness_stops_it(
    tmp_path: Path, store: SnapshotStore
) -> None:
    path = write(tmp_path, "plan.ttl", "\n\n" + TURTLE.format("a"))
    result = run([path], store, judge=Judge(), strict=True, ground=True)
    found = {finding.rule: finding for finding in result.findings}
    assert str(found["RC-09"].places[0]) == "plan.ttl:3:15"
    assert result.counts["RC-09", Level.VIOLATION] == 1
    assert result.snapshot is None
    assert store.current() is None
    assert run([path], store, judge=Judge()).snapshot


OUTCOME = """@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x: <https://example.org/> .
x:framework a rbm:ResultsFramework ; rdfs:label "framework"@en .
"""
ABOVE = OUTCOME + 'x:outcome a rbm:Outcome ; rdfs:label "o"@en ; rbm:inFramework x:framework .\n'
BELOW = OUTCOME + (
    'x:output a rbm:Output ; rdfs:label "o"@en ; rbm:inFramework x:framework ;\n'
    "  rbm:contributesTo x:outcome .\n"
)


@pytest.mark.parametrize("many", [1, validation.MANY])
def test_what_an_import_breaks_in_other_data_is_found(
    tmp_path: Path, store: SnapshotStore, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    monkeypatch.setattr(validation, "MANY", many)  # of many statements it is found in a fork
    above, below = write(tmp_path, "above.ttl", ABOVE), write(tmp_path, "below.ttl", BELOW)
    first = run([above, below], store, judge=Judge(), ground=True)
    assert "CD-03" not in {finding.rule for finding in first.findings}
    write(tmp_path, "above.ttl", OUTCOME)
    result = run([above], store, judge=Judge(), strict=True)
    (broken,) = [finding for finding in result.findings if finding.rule == "CD-03"]
    assert broken.focus == "https://example.org/output"
    assert broken.value == "https://example.org/outcome"
    assert broken.elsewhere
    assert str(broken.places[0]) == "below.ttl:5:12"
    assert result.snapshot is None
    # An old fault elsewhere is not the fault of a change that leaves it as it is.
    assert run([above], store, judge=Judge()).snapshot
    write(tmp_path, "above.ttl", OUTCOME + 'x:other a rbm:Outcome ; rdfs:label "x"@en .\n')
    again = run([above], store, judge=Judge())
    assert not [finding for finding in again.findings if finding.elsewhere]


def test_a_check_and_a_publication_say_the_same(tmp_path: Path, store: SnapshotStore) -> None:
    above, below = write(tmp_path, "above.ttl", ABOVE), write(tmp_path, "below.ttl", BELOW)
    run([above, below], store, ground=True)
    write(tmp_path, "above.ttl", OUTCOME)
    report = check_files([above], store=store).report
    published = run([above], store, judge=Judge()).report
    assert report and published
    assert report.findings == published.findings
    assert report.counts == published.counts
    assert any(finding.elsewhere for finding in report.findings)


def test_provenance_says_who_when_what_and_with_which_loader(
    tmp_path: Path, store: SnapshotStore
) -> None:
    path = write(tmp_path, "plan.ttl", TURTLE.format("a"))
    run([path], store, by="A steward")
    about = store.reader().construct(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{PROVENANCE}> {{ ?s ?p ?o }} }}"
    )
    (activity,) = about.subjects(PROV.generated, URIRef(f"{GRAPH}plan"))
    assert (activity, RDF.type, PROV.Activity) in about
    assert about.value(activity, PROV.startedAtTime) is not None
    said = {str(value) for value in about.objects()}
    assert "A steward" in said
    assert "turtle loader, version 1" in said
    assert any(value.startswith("sha256:") and len(value) == 71 for value in said)


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("empty.ttl", b"", "LOAD-EMPTY"),
        ("bomb.ttl.gz", gzip.compress(b" " * (40 * MEGABYTE)), "LOAD-BOMB"),
        ("bomb.zip", zipped(("a.ttl", b" " * (40 * MEGABYTE))), "LOAD-BOMB"),
        ("many.zip", zipped(*((f"{n}.ttl", b"x") for n in range(2_001))), "LOAD-BOMB"),
        ("slip.zip", zipped(("../../evil.ttl", b"x")), "LOAD-ARCHIVE"),
        ("cut.zip", zipped(("a.ttl", b"abc"))[:40], "LOAD-ARCHIVE"),
        ("cut.gz", gzip.compress(b"abc" * 1000)[:20], "LOAD-ARCHIVE"),
        ("words.txt", b"Only words.", "LOAD-FORMAT"),
        ("page.csv", b"\xef\xbb\xbf  <!doctype HTML><html>", "LOAD-HTML"),
        ("ontology.ttl", TURTLE.encode(), "LOAD-NAME"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_files_that_cannot_be_read_are_refused_with_what_to_do(
    name: str, content: bytes, rule: str, tmp_path: Path
) -> None:
    result = run([write(tmp_path, name, content)], None)
    (finding,) = result.refused
    assert finding.rule == rule
    assert finding.places
    assert finding.text()
    assert finding.text("zh") != finding.text("en")


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "plan.ttl", TURTLE.format("a"))
    result = run([path], None, settings=Settings(limits=Limits(file_bytes=10)))
    assert result.refused[0].rule == "LOAD-SIZE"


def test_two_files_of_one_name_are_not_mixed(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{folder}/plan.ttl", TURTLE.format(folder)) for folder in "ab"]
    assert run(paths, None).refused[0].rule == "LOAD-NAME"


def test_the_format_is_told_by_content_and_may_be_forced(tmp_path: Path) -> None:
    path = write(tmp_path, "plan.csv", TURTLE.format("a"))
    work = tmp_path / "work"
    work.mkdir()
    (bundle,), refused = read([path], work)
    assert refused == []
    assert bundle.read[0].loader == "turtle"
    assert len(graph_of(bundle.quads)) > 1
    assert run([path], None, settings=Settings(format="jsonld")).refused[0].rule == "LOAD-SYNTAX"


def test_the_same_counts_come_from_a_file_and_its_archive(tmp_path: Path) -> None:
    plain = DATA / "iati-2.03.xml"
    archive = write(tmp_path, "iati.zip", zipped((plain.name, plain.read_bytes())))
    one, other = run([plain], None).datasets[0], run([archive], None).datasets[0]
    assert one.things == other.things
    assert one.coverage == other.coverage
