"""Synthetic data of this domain: plans, and all that belongs to them, published into a store."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from ontology.modules import codes, graph
from ontology.vocabulary import BASE, RBM
from sparql.embedded import EmbeddedStore
from sparql.graphs import CODES, ONTOLOGY
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
