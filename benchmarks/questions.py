"""Time every question of the catalogue on synthetic data of this domain.

    python -m benchmarks.questions [--triples 100000] [--seed 1] [--only NAME] [--folder KEPT]

Data is made, published into a folder of its own (inference and derivation included), and asked: a
question about one thing with twenty things drawn at random and with the most linked one, a question
about the whole store once. Times of questions are CPU time of the thread that answers, rows turned
into terms included, so that they hold on a machine that does other work as well.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.made import HERE, PER_PLAN, published
from ontology.vocabulary import RBM
from sparql.catalogue import ask, names, question
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.kept import MOST, keep, part
from sparql.kept import answer as kept_answer
from sparql.matrix import touches

ABOUT: Mapping[str, Callable[[str], dict[str, str]]] = {
    "linked-strategies": lambda n: {"strategy": f"{HERE}plan/{n}"},
    "linkage-matrix": lambda n: {"strategy": f"{HERE}plan/{n}"},
    "why-linked": lambda n: {"first": f"{HERE}plan/{n}", "second": f"{HERE}plan/{int(n) // 2 + 1}"},
    "chain-to-mandate": lambda n: {"result": f"{HERE}outcome/{n}"},
    "shared-outcomes": lambda n: {"outcome": f"{HERE}outcome/{n}"},
    "outcomes-without-strategy": lambda n: {"framework": f"{HERE}framework/{int(n) // 10}"},
    "orphan-results": lambda n: {"framework": f"{HERE}framework/{int(n) // 10}"},
    "smart-board": lambda n: {"framework": f"{HERE}framework/{int(n) // 10}"},
    "indicator-progress": lambda n: {"plan": f"{HERE}plan/{n}"},
    "milestones-due": lambda n: {"on": "2024-06-30", "roadmap": f"{HERE}roadmap/{int(n) // 200}"},
    "blocked-milestones": lambda n: {
        "on": "2024-06-30",
        "roadmap": f"{HERE}roadmap/{int(n) // 200}",
    },
    "progress-report": lambda n: {"on": "2024-06-30", "roadmap": f"{HERE}roadmap/{int(n) // 200}"},
    "shared-milestones": lambda n: {"given": f"{HERE}plan/{n}"},
    "accountable-units": lambda n: {"framework": f"{HERE}framework/{int(n) // 10}"},
    "resources-by-outcome": lambda n: {"outcome": f"{HERE}outcome/{n}"},
    "overlaps-and-conflicts": lambda n: {"strategy": f"{HERE}plan/{n}"},
    "review-coverage": lambda n: {"framework": f"{HERE}framework/{int(n) // 10}"},
    "lessons-applied": lambda n: {"lesson": f"{HERE}lesson/{int(n) // 50}"},
    "sdg-alignment": lambda n: {"sdg": f"http://metadata.un.org/sdg/{int(n) % 169}"},
    "coverage": lambda n: {"thing": f"{HERE}plan/{n}"},
    "said-in": lambda n: {"location": f"{HERE}page/{n}"},
    "strategies-without-results": lambda n: {"owner": f"{HERE}organization/{int(n) // 50}"},
    "unlinked-strategies": lambda n: {"owner": f"{HERE}organization/{int(n) // 50}"},
    "framework-changes": lambda n: {"newer": f"{HERE}framework/{int(n) // 10}"},
    "crosswalk": lambda _: {"term": f"{RBM}Outcome"},
}
"""The parameters by which each question is asked about one thing, given a plan's number."""

DAYS = {"on": "2024-06-30"}
PAIRS = "linkage-matrix"
"""The question whose answer about everything is counted by `matrix`, not told row by row."""
PAGE = 100
"""Rows of one page."""


def timed(run: Callable[[], object]) -> float:
    begin = time.thread_time()
    run()
    return (time.thread_time() - begin) * 1000


def of_one(store: Endpoint, name: str, plans: int) -> tuple[float, float, float]:
    """Return median, 95th percentile and the time of the most linked plan, in milliseconds."""
    draw = random.Random(7)
    numbers = [str(draw.randrange(plans)) for _ in range(20)]
    ask(store, name, ABOUT[name](numbers[0]))
    times = sorted(timed(lambda n=n: ask(store, name, ABOUT[name](n))) for n in numbers)
    hub = timed(lambda: ask(store, name, ABOUT[name]("0")))
    return statistics.median(times), times[18], hub


def of_all(store: EmbeddedStore, name: str) -> str | None:
    """Return the times of a question about everything, and its rows; None where it needs a thing.

    Asked live, as publishing asks it, and read from what publishing kept, as a page reads it.
    """
    needed = {each.name for each in question(name).parameters if each.required}
    if needed - DAYS.keys() or name == PAIRS:
        return None
    given = {key: value for key, value in DAYS.items() if key in needed}
    begin = time.thread_time()
    answer = ask(store, name, given)
    live = (time.thread_time() - begin) * 1000
    assert store.folder is not None
    snapshot = store.folder.parent
    keep(snapshot, name, given, answer)
    again = timed(lambda: kept_answer(snapshot, name, given, MOST))
    page = timed(lambda: part(snapshot, name, given, len(answer) // 2, PAGE))
    return f"{live:.0f} | {again:.1f} | {page:.1f} | {len(answer):,}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--triples", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="")
    options.add_argument("--folder", type=Path, help="Where the made store is kept or found.")
    options.add_argument("--one", action="store_true", help="Only questions about one thing.")
    chosen = options.parse_args()
    plans = max(20, chosen.triples // PER_PLAN)
    with tempfile.TemporaryDirectory() as made_now:
        folder = chosen.folder or Path(made_now)
        store, seconds = published(folder, plans, chosen.seed)
        print(f"{store.count():,} triples, {plans:,} plans", flush=True)
        print(f"published in {seconds:.1f} s of processor time\n" if seconds else "")
        print("question | one: median, ms | p95 | hub | live: all, ms | kept: all | a page | rows")
        print("---|--:|--:|--:|--:|--:|--:|--:")
        for name in names():
            if chosen.only and name != chosen.only:
                continue
            one = " | ".join(f"{value:.1f}" for value in of_one(store, name, plans))
            whole = None if chosen.one else of_all(store, name)
            print(f"{name} | {one} | {whole or '– | – | – | –'}", flush=True)
        if not chosen.only:
            matrix(store)


def matrix(store: Endpoint) -> None:
    """Time the matrix of all plans, read and multiplied."""
    begin = time.perf_counter()
    touched = touches(store)
    read = time.perf_counter() - begin
    begin = time.perf_counter()
    pairs = touched.pairs()
    whole = time.perf_counter() - begin
    begin = time.perf_counter()
    touched.pairs(touched.most_linked(200))
    part = time.perf_counter() - begin
    cells = sum(counts.nnz for counts in (*pairs.derived.values(), *pairs.stated.values()))
    print(
        f"\nmatrix of {len(touched.plans):,} plans x {len(touched.names):,} things: "
        f"read {read:.2f} s, all {cells:,} cells {whole:.2f} s, the 200 most linked {part:.3f} s"
    )


if __name__ == "__main__":
    main()
