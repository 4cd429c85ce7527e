"""How fast files are read and how much memory it takes, against a plain rdflib loop.

The plain loop reads the same XML with ElementTree, makes rdflib terms, adds them to a Graph and
writes N-Triples: what one would write first. It says where nothing stands, judges no schema and
counts no coverage. Both do their work in a process of their own; seconds are CPU seconds, so a
busy machine changes little.

    python benchmarks/loading.py [--times 1 10 100]
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests/data/iati-2.03.xml"

OURS = """
import json, resource, sys, time
from pathlib import Path
from loaders.reading import Settings, read
path, work = Path(sys.argv[1]), Path(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
(bundle,), refused = read([path], work, settings=Settings(dataset="bench"))
assert not refused
took = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([took, peak / 1024, before / 1024, bundle.tally.statements]))
"""

PLAIN = """
import json, resource, sys, time
from pathlib import Path
from xml.etree import ElementTree
from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
path, work = Path(sys.argv[1]), Path(sys.argv[2])
RBM, DC = Namespace("https://w3id.org/rbm/ns#"), Namespace("http://purl.org/dc/terms/")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
graph, number = Graph(), 0
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

def walk(element, subject):
    # One node per element, one statement per attribute, text and child: the plain mapping.
    global number
    graph.add((subject, RDF.type, RBM[element.tag]))
    for name, value in element.attrib.items():
        graph.add((subject, RBM[name.rpartition("}")[2]], Literal(value)))
    text = (element.text or "").strip()
    if text:
        graph.add((subject, RDFS.label, Literal(text, lang=element.get(LANG))))
    for child in element:
        number += 1
        node = URIRef(f"https://example.org/{number}")
        graph.add((subject, RBM.has, node))
        walk(child, node)

for event, element in ElementTree.iterparse(path):
    if element.tag == "iati-activity":
        walk(element, URIRef("https://example.org/" + element.findtext("iati-identifier")))
        element.clear()
graph.serialize(work / "data.nt", format="nt", encoding="utf-8")
took = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([took, peak / 1024, before / 1024, len(graph)]))
"""


def sample(target: Path, times: int) -> None:
    """Write the sample's activity many times over, each with an identifier of its own."""
    text = SAMPLE.read_text("utf-8")
    head, _, rest = text.partition("  <iati-activity ")
    body, _, tail = rest.rpartition("</iati-activity>")
    with target.open("w", encoding="utf-8") as file:
        file.write(head)
        for number in range(times):
            file.write("  <iati-activity " + body.replace("XM-EX-1-2024", f"XM-EX-{number}"))
            file.write("</iati-activity>\n")
        file.write(tail)


def run(script: str, path: Path, work: Path) -> list[float]:
    """Return CPU seconds, peak and starting memory in MB, and statements of a run."""
    work.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(path), str(work)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    result: list[float] = json.loads(done.stdout)
    return result


PARSED = """
import json, resource, sys, time
from pathlib import Path
from rdflib import Graph
path, work = Path(sys.argv[1]), Path(sys.argv[2])
began = time.process_time()
graph = Graph()
forms = {".nt": "nt", ".ttl": "turtle", ".xml": "xml", ".jsonld": "json-ld"}
graph.parse(path, format=forms[path.suffix])
graph.serialize(work / "data.nt", format="nt", encoding="utf-8")
took = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([took, peak / 1024, 0, len(graph)]))
"""


def compare_syntaxes(folder: Path, activities: int) -> None:
    """Print for each RDF syntax how fast it is read, against rdflib's parser and serializer."""
    from rdflib import Graph

    sample(folder / "rdf.xml", activities)
    work = folder / "rdf"
    run(OURS, folder / "rdf.xml", work)
    (quads,) = work.glob("*.nq")
    triples = [line.rpartition(" <")[0] for line in quads.read_text("utf-8").splitlines()]
    graph = Graph().parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")
    print("syntax   triples  ours s  triples/s  rdflib s  triples/s  ratio")
    for suffix, form in (("nt", "nt"), ("ttl", "turtle"), ("xml", "xml"), ("jsonld", "json-ld")):
        path = folder / f"graph.{suffix}"
        graph.serialize(path, format=form, encoding="utf-8")
        took = run(OURS, path, folder / f"ours-{suffix}")[0]
        plain = run(PARSED, path, folder / f"plain-{suffix}")[0]
        size = len(graph)
        print(
            f"{suffix:7} {size:8,} {took:7.2f} {size / took:10,.0f} {plain:9.2f}"
            f" {size / plain:10,.0f} {plain / took:6.2f}",
            flush=True,
        )


def main() -> None:
    """Print one row per size of file, then one per RDF syntax."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--unit", type=int, default=100, help="activities in the smallest file")
    parser.add_argument("--plain-up-to", type=int, default=10, help="largest size for rdflib")
    chosen = parser.parse_args()
    print("activities   MB  ours s  MB/s  statements/s  peak MB  rdflib s  statements/s  ratio")
    with TemporaryDirectory() as folder:
        for times in chosen.times:
            path = Path(folder) / f"{times}.xml"
            sample(path, times * chosen.unit)
            size = path.stat().st_size / 1e6
            took, peak, _, statements = run(OURS, path, Path(folder) / f"ours{times}")
            row = (
                f"{times * chosen.unit:10} {size:4.1f} {took:7.2f} {size / took:5.2f}"
                f" {statements / took:13,.0f} {peak:8.0f}"
            )
            if times <= chosen.plain_up_to:
                plain, _, _, triples = run(PLAIN, path, Path(folder) / f"plain{times}")
                row += f" {plain:9.2f} {triples / plain:13,.0f} {plain / took:6.2f}"
            print(row, flush=True)
        compare_syntaxes(Path(folder), chosen.unit * 2)


if __name__ == "__main__":
    main()
