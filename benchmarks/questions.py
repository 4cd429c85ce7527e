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
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from ontology.modules import codes, graph
from ontology.vocabulary import BASE, RBM
from sparql.catalogue import ask, names, question
from sparql.embedded import EmbeddedStore
from sparql.endpoint import Endpoint
from sparql.graphs import CODES, ONTOLOGY
from sparql.kept import MOST, keep, part
from sparql.kept import answer as kept_answer
from sparql.matrix import touches
from sparql.snapshots import SnapshotStore

HERE = f"{BASE}bench/"
PER_PLAN = 215
"""Triples that one plan brings with it, what follows from them included."""
XSD = "http://www.w3.org/2001/XMLSchema#"
CODE = "https://w3id.org/rbm/code/"


def thing(kind: str, number: int) -> str:
    return f"<{HERE}{kind}/{number}>"


def typed(value: object, datatype: str) -> str:
    return f'"{value}"^^<{XSD}{datatype}>'


def made(plans: int, seed: int) -> Iterator[str]:
    """Return N-Triples lines for so many plans and all that belongs to them."""
    draw = random.Random(seed)
    kinds = ["supports", "requires", "funds", "informs", "complements", "conflicts-with"]

    def say(subject: str, statements: Mapping[str, str | list[str]]) -> Iterator[str]:
        for name, values in statements.items():
            predicate = (
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#type" if name == "a" else f"{RBM}{name}"
            )
            if name == "label":
                predicate = "http://www.w3.org/2000/01/rdf-schema#label"
            for value in [values] if isinstance(values, str) else values:
                yield f"{subject} <{predicate}> {value} .\n"

    def cls(name: str) -> str:
        return f"<{RBM}{name}>"

    def code(scheme: str, name: str) -> str:
        return f"<{CODE}{scheme}/{name}>"

    def zipf(most: int) -> int:
        return min(most - 1, int(most * draw.random() ** 3))

    def place() -> str:
        return thing("page", draw.randrange(max(1, plans * 4)))

    periods = [(2020, 2023), (2024, 2027)]
    for number, (start, end) in enumerate(periods):
        yield from say(
            thing("period", number),
            {
                "a": cls("PlanningPeriod"),
                "startDate": typed(f"{start}-01-01", "date"),
                "endDate": typed(f"{end}-12-31", "date"),
            },
        )
    for number in range(plans * 4):
        yield from say(
            thing("page", number),
            {
                "a": cls("SourceLocation"),
                "inDocument": thing("document", number // 100),
                "paragraphNumber": f'"{number % 100}"',
            },
        )
    frameworks = max(2, plans // 10)
    for number in range(frameworks):
        yield from say(
            thing("framework", number),
            {
                "a": cls("ResultsFramework"),
                "label": f'"Framework {number}"@en',
                "statedAt": place(),
            },
        )
    for number in range(max(1, plans // 50)):
        yield from say(thing("lesson", number), {"a": cls("Lesson"), "statedAt": place()})
    for number in range(plans):
        yield from say(
            thing("plan", number),
            {
                "a": cls("Project" if number % 10 else "Strategy"),
                "label": [f'"Plan {number}"@en', f'"计划{number}"@zh'],
                "ownedBy": thing("organization", zipf(max(1, plans // 50))),
                "inCountry": thing("country", zipf(190)),
                "seeks": [thing("outcome", zipf(plans * 2)) for _ in range(3)],
                "servesSdg": [f"<http://metadata.un.org/sdg/{zipf(169)}>" for _ in range(2)],
                "holdsFramework": [thing("framework", number // 10)] * (number % 5 == 0),
                "answersLesson": [thing("lesson", zipf(max(1, plans // 50)))] * (number % 8 == 0),
                "statedAt": place(),
            },
        )
        if number % 2:
            yield from say(
                thing("linkage", number),
                {
                    "a": cls("Linkage"),
                    "linksFrom": thing("plan", number),
                    "linksTo": thing("plan", zipf(plans)),
                    "hasLinkKind": code("link-kinds", draw.choice(kinds)),
                    "quotation": '"as the paper says"@en',
                    "statedAt": place(),
                },
            )
            yield from say(
                thing("milestone", number),
                {
                    "a": cls("Milestone"),
                    "inRoadMap": thing("roadmap", number // 200),
                    "inArea": thing("area", number // 50),
                    "concerns": [thing("plan", number), thing("plan", zipf(plans))],
                    "dueDate": typed(2020 + number % 8, "gYear"),
                    "dependsOn": [thing("milestone", number - 2)] * (number % 10 > 2),
                    "statedAt": place(),
                },
            )
            yield from say(
                thing("status", number),
                {
                    "a": cls("StatusReport"),
                    "reportsOn": thing("milestone", number),
                    "reportedOn": typed(f"202{number % 6}-06-01", "date"),
                    "hasMilestoneState": code(
                        "milestone-states", draw.choice(["reached", "open", "delayed"])
                    ),
                },
            )
            yield from say(
                thing("unit", zipf(plans)), {"isResponsibleFor": thing("milestone", number)}
            )
        yield from say(
            thing("activity", number),
            {
                "a": cls("Activity"),
                "contributesTo": thing("output", zipf(plans * 2)),
                "statedInPlan": thing("plan", number),
                "atPlace": thing("country", zipf(190)),
                "inPeriod": thing("period", number % 2),
                "inFramework": thing("framework", number // 10 % frameworks),
                "statedAt": place(),
            },
        )
        yield from say(
            thing("allocation", number),
            {
                "a": cls("Allocation"),
                "allocatedTo": thing("outcome", zipf(plans * 2)),
                "amount": typed(draw.randrange(1000, 900_000), "decimal"),
                "currency": '"USD"',
                "fundingSource": code("funding-sources", draw.choice(["regular-budget", "other"])),
                "inPeriod": thing("period", number % 2),
                "statedAt": place(),
            },
        )
        if number % 5 == 0:
            yield from say(
                thing("review", number),
                {"a": cls("Review"), "covers": thing("outcome", zipf(plans * 2))},
            )
    for number in range(max(1, plans // 10)):
        yield from say(
            thing("goal", number),
            {
                "a": cls("IntermediateOutcome"),
                "contributesTo": thing("mandate", number // 10),
                "inFramework": thing("framework", number % frameworks),
                "statedAt": place(),
            },
        )
    for number in range(plans * 2):
        yield from _result(number, frameworks, draw, say, cls, place)


def _result(
    number: int,
    frameworks: int,
    draw: random.Random,
    say: Callable[[str, Mapping[str, str | list[str]]], Iterator[str]],
    cls: Callable[[str], str],
    place: Callable[[], str],
) -> Iterator[str]:
    """Return one outcome with its output, its indicator and six observations."""
    yield from say(
        thing("outcome", number),
        {
            "a": cls("ImmediateOutcome"),
            "label": [f'"Outcome {number}"@en', f'"成果{number}"@zh'],
            "contributesTo": [thing("goal", number // 20)] * (number % 12 > 0),
            "inFramework": thing("framework", number // 20 % frameworks),
            "statedAt": place(),
        },
    )
    yield from say(
        thing("output", number),
        {
            "a": cls("Output"),
            "contributesTo": [thing("outcome", number)] * (number % 9 > 0),
            "inFramework": thing("framework", number // 20 % frameworks),
            "statedAt": place(),
        },
    )
    if number % 10:
        yield from say(thing("unit", number // 4), {"isAccountableFor": thing("outcome", number)})
        yield from say(
            thing("approach", number),
            {"a": cls("Approach"), "explains": thing("outcome", number)},
        )
    indicator = thing("indicator", number)
    yield from say(
        indicator,
        {
            "a": cls("Indicator"),
            "measures": thing("outcome", number),
            "hasDirection": f"<{CODE}directions/{'decrease' if number % 7 == 0 else 'increase'}>",
            "unitText": ['"people"'] * (number % 6 > 0),
            "meansOfVerification": ['"survey"@en'] * (number % 3 > 0),
            "statedAt": place(),
        },
    )
    base = draw.randrange(10, 100)
    for order, (kind, year) in enumerate(
        [("Baseline", 2019), *[(kind, year) for year in (2021, 2023) for kind in OBSERVED]]
    ):
        yield from say(
            thing("observation", number * 10 + order),
            {
                "a": cls(kind),
                "ofIndicator": indicator,
                "value": typed(base + draw.randrange(40), "decimal"),
                "endDate": typed(f"{year}-12-31", "date"),
                "statedAt": place(),
            },
        )


OBSERVED = ("Target", "Actual")

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


def published(folder: Path, plans: int, seed: int) -> tuple[EmbeddedStore, float]:
    """Return the store that an earlier run left in a folder, or a new one and what it took."""
    kept = SnapshotStore(folder / "store")
    return (kept.reader(), 0.0) if kept.current() else publish(folder, plans, seed)


def publish(folder: Path, plans: int, seed: int) -> tuple[EmbeddedStore, float]:
    """Return made data as a published snapshot, and the processor seconds that this took.

    No answers are kept in the background: that would measure two things at once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "made.nt"
    with file.open("w", encoding="utf-8") as output:
        output.writelines(made(plans, seed))
    begin = time.process_time()
    snapshots = SnapshotStore(folder / "store")
    with patch("sparql.candidate.keep_all"), snapshots.candidate("bench") as candidate:
        candidate.add(ONTOLOGY, graph())
        candidate.add(CODES, codes())
        candidate.replace(f"{HERE}graph", file)
        candidate.publish()
    return snapshots.reader(), time.process_time() - begin


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
