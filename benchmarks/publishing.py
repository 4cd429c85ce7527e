"""What a publication costs in a store that is large already, step by step.

`publishing.py --size 1000000 --change 100000` builds a store of so many statements of this domain,
replaces an import of so many in it by other ones, checks it by all rules, and compares that with
what must be paid in any case: loading the same file into an empty store. Answers about the whole
store are computed in the background after the swap: the time until the last one stands is told
apart (`--answers` waits for them so many seconds). A large store takes minutes to build: with
`--folder` it is kept there, and used again by the next run.
"""

import argparse
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

from loaders.judging import Judge, Manner
from ontology.modules import codes
from ontology.modules import graph as ontology
from ontology.vocabulary import RBM
from sparql import kept
from sparql.candidate import Candidate
from sparql.embedded import EmbeddedStore
from sparql.graphs import CODES, ONTOLOGY
from sparql.search import search
from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
XSD = "http://www.w3.org/2001/XMLSchema#"
PER_PLAN = 104
"""Statements that one plan brings, about."""
WORDS = ["".join(random.Random(n).choices("abcdefghilmnoprstu", k=8)) for n in range(3000)]
STEPS: dict[str, tuple[float, float]] = {}


def write_import(path: Path, name: str, size: int, pick: random.Random) -> None:
    """Write plans with results, indicators and observations, all of one import."""
    with path.open("w", encoding="utf-8") as output:
        for number in range(size // PER_PLAN):
            for subject, predicate, value in plan(f"{EX}{name}/plan/{number}", number, pick):
                output.write(f"<{subject}> <{predicate}> {value} .\n")


def plan(iri: str, number: int, pick: random.Random) -> Iterator[tuple[str, str, str]]:
    kind = pick.choice(("Strategy", "Project", "Programme"))
    yield iri, TYPE, f"<{RBM}{kind}>"
    for language in ("en", "fr"):
        name = f"{kind} {number} for {pick.choice(WORDS)} {pick.choice(WORDS)}"
        yield iri, LABEL, f'"{name}"@{language}'
    yield iri, f"{RBM}inCountry", f"<{EX}country/{pick.randrange(200)}>"
    for goal in pick.sample(range(169), 3):
        yield iri, f"{RBM}servesSdg", f"<{EX}sdg/{goal}>"
    for part in range(3):
        result, indicator = f"{iri}/result/{part}", f"{iri}/result/{part}/indicator"
        yield iri, f"{RBM}seeks", f"<{result}>"
        yield result, TYPE, f"<{RBM}ImmediateOutcome>"
        yield result, LABEL, f'"{pick.choice(WORDS)} {part}"@en'
        yield result, f"{RBM}contributesTo", f"<{EX}outcome/{pick.randrange(500)}>"
        yield indicator, TYPE, f"<{RBM}Indicator>"
        yield indicator, f"{RBM}measures", f"<{result}>"
        yield indicator, f"{RBM}usesDefinition", f"<{EX}definition/{pick.randrange(1000)}>"
        yield indicator, LABEL, f'"Share of {pick.choice(WORDS)}"@en'
        for year in range(2010, 2015):
            observation = f"{indicator}/{year}"
            yield observation, TYPE, f"<{RBM}{pick.choice(('Target', 'Actual'))}>"
            yield observation, f"{RBM}ofIndicator", f"<{indicator}>"
            yield observation, f"{RBM}value", f'"{pick.randrange(100)}"^^<{XSD}decimal>'
            yield observation, f"{RBM}startDate", f'"{year}-01-01"^^<{XSD}date>'
            yield observation, f"{RBM}valueText", f'"{pick.randrange(100)} %"'


@contextmanager
def timed(step: str) -> Iterator[None]:
    clock, processor = perf_counter(), sum(os.times()[:4])
    yield
    STEPS[step] = perf_counter() - clock, sum(os.times()[:4]) - processor
    print(f"| {step} | {STEPS[step][0]:.2f} s | {STEPS[step][1]:.2f} s |", flush=True)


def watch(method: str, step: str) -> None:
    """Time a step that `publish` takes."""
    original = getattr(Candidate, method)

    def watched(self: Candidate, *arguments: object) -> object:
        with timed(step):
            return original(self, *arguments)

    setattr(Candidate, method, watched)


def await_answers(snapshot: Path, seconds: int) -> str:
    """Return the questions whose answers are still not kept when the time is up."""
    missing = list(kept.questions())
    until = perf_counter() + seconds
    while missing and perf_counter() < until:
        time.sleep(1)
        missing = [
            name for name in missing if kept.answer(snapshot, name, kept.given(name), 1) is None
        ]
    return ", ".join(missing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--change", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="publishing-"))
    folder.mkdir(exist_ok=True)
    try:
        store = SnapshotStore(folder / "data")
        if store.current() is None:
            build(store, folder, options.size, options.change)
        measure(store, folder, options.change, options.answers)
    finally:
        if not options.folder:
            shutil.rmtree(folder)


def build(store: SnapshotStore, folder: Path, size: int, change: int) -> None:
    """Publish a large import and a small one."""
    pick = random.Random(1)
    write_import(folder / "large.nt", "large", size, pick)
    write_import(folder / "before.nt", "small", change, pick)
    print(f"First publication, {size:,} statements and {change:,} more\n")
    print("| step | clock | processor |\n|---|--:|--:|")
    with patch("sparql.candidate.keep_all"), store.candidate("large") as candidate:
        candidate.add(ONTOLOGY, ontology())
        candidate.add(CODES, codes())
        with timed("load"):
            candidate.replace(f"{EX}graph/large", folder / "large.nt")
            candidate.replace(f"{EX}graph/small", folder / "before.nt")
        with timed("derive"):
            candidate.derive()
        with timed("publish"):
            candidate.publish()


def measure(store: SnapshotStore, folder: Path, change: int, answers: int) -> None:
    """Replace the small import by another one, and tell what each step cost."""
    before = store.current()
    assert before is not None
    write_import(folder / "after.nt", "small", change, random.Random(before.number))
    STEPS.clear()
    print(f"\nAn import of {change:,} statements replaced in {before.total:,}\n")
    print("| step | clock | processor |\n|---|--:|--:|")
    for method, step in (
        ("_index", "full-text index"),
        ("_manifest", "counts"),
        ("_record", "audit trail"),
    ):
        watch(method, step)
    with timed("whole publication"), store.candidate("small") as candidate:
        with timed("replace"):
            candidate.replace(f"{EX}graph/small", folder / "after.nt")
        with timed("derive"):
            candidate.derive()
        with timed("validate"):
            report = Judge(manner=Manner(limit=100)).of_graphs(candidate, [f"{EX}graph/small"])
        with timed("publish"):
            snapshot = candidate.publish()
    with timed("the same file into an empty store"):
        empty = EmbeddedStore(folder / "empty", writable=True)
        empty.extend(f"{EX}graph/small", folder / "after.nt")
        empty.close()
    published = perf_counter()
    whole, alone = STEPS["whole publication"], STEPS["the same file into an empty store"]
    print(
        "\nA publication takes as long as loading its file into an empty store "
        f"{whole[0] / alone[0]:.1f} times ({whole[1] / alone[1]:.1f} in processor time)."
    )
    print(f"The rules had {sum(report.counts.values()):,} findings on the new version.")
    start = perf_counter()
    hits = search(snapshot.folder, f"Strategy {WORDS[7]}")
    print(f"Search: {len(hits)} hits in {(perf_counter() - start) * 1000:.1f} ms.")
    if answers:
        missing = await_answers(snapshot.folder, answers)
        print(
            f"Answers about the whole store: {missing or 'none'} missing after "
            f"{perf_counter() - published:.0f} s."
        )


if __name__ == "__main__":
    main()
