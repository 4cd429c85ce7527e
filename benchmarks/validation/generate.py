"""Synthetic results frameworks as N-Triples, with a known share of faults, for timing engines."""

import random
from collections.abc import Iterator
from pathlib import Path

NS = "https://w3id.org/rbm/ns#"
DATA = "https://w3id.org/rbm/id/synthetic/"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
XSD = "http://www.w3.org/2001/XMLSchema#"
FAULTY = 0.02
"""Share of things with a fault."""


def write(path: Path, triples: int, seed: int = 7, first: int = 0) -> int:
    """Write about so many triples to an N-Triples file and return how many there are.

    `first` is the number of the first plan; files with other plans share the units only.
    """
    chance = random.Random(seed)
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for line in _organizations():
            out.write(line)
            count += 1
        plan = first
        while count < triples:
            for line in _plan(plan, chance):
                out.write(line)
                count += 1
            plan += 1
    return count


def _organizations() -> Iterator[str]:
    for index in range(50):
        yield _triple(f"unit/{index}", RDF_TYPE, "<http://www.w3.org/ns/org#OrganizationalUnit>")
        yield _triple(f"unit/{index}", LABEL, f'"Unit {index}"@en')


def _plan(index: int, chance: random.Random) -> Iterator[str]:
    """Return one plan: results, indicators, targets, milestones and money, about 190 triples."""
    year = 2010 + chance.randrange(14)
    plan = f"plan/{index}"
    yield from _thing(plan, "Strategy", f"Strategy {index}", chance)
    yield _triple(plan, _p("startDate"), _literal(f"{year}-01-01", "date"))
    end = year - 1 if _fault(chance) else year + 3
    yield _triple(plan, _p("endDate"), _literal(f"{end}-12-31", "date"))
    yield _triple(plan, _p("amount"), _literal(str(4_000 + chance.randrange(3_000)), "integer"))
    for number in range(4):
        outcome = f"{plan}/outcome/{number}"
        yield from _thing(outcome, "Outcome", f"Outcome {index}.{number}", chance)
        if not _fault(chance):
            yield _triple(outcome, _p("partOf"), _iri(plan))
        if not _fault(chance):
            yield _triple(outcome, _p("accountableUnit"), _iri(f"unit/{chance.randrange(50)}"))
        allocation = f"{outcome}/allocation"
        yield from _thing(allocation, "Allocation", f"Allocation {index}.{number}", chance)
        yield _triple(allocation, _p("forPlan"), _iri(plan))
        yield _triple(allocation, _p("amount"), _literal(str(chance.randrange(1_060)), "integer"))
        currency = "chf" if _fault(chance) else chance.choice(("CHF", "USD", "EUR"))
        yield _triple(allocation, _p("currency"), f'"{currency}"')
        yield from _indicators(outcome, year, chance)
    for number in range(3):
        milestone = f"{plan}/milestone/{number}"
        yield from _thing(milestone, "Milestone", f"Milestone {index}.{number}", chance)
        due = year + (9 if _fault(chance) else chance.randrange(3))
        yield _triple(milestone, _p("dueDate"), _literal(f"{due}-0{number + 1}-28", "date"))
        yield _triple(milestone, _p("ofPlan"), _iri(plan))
        state = "late" if _fault(chance) else chance.choice(("open", "reached", "dropped"))
        yield _triple(milestone, _p("hasMilestoneState"), _iri(f"code/{state}"))


def _indicators(outcome: str, year: int, chance: random.Random) -> Iterator[str]:
    for number in range(2):
        indicator = f"{outcome}/indicator/{number}"
        yield from _thing(indicator, "Indicator", f"Indicator {number}", chance)
        yield _triple(indicator, _p("ofResult"), _iri(outcome))
        unit = '"%"' if chance.random() < 0.5 else '"people"'
        if not _fault(chance):
            yield _triple(indicator, _p("unit"), unit)
        for offset in range(0 if _fault(chance) else 2):
            target = f"{indicator}/target/{offset}"
            yield _triple(target, RDF_TYPE, _p("Target"))
            yield _triple(target, _p("ofIndicator"), _iri(indicator))
            kind = "string" if _fault(chance) else "decimal"
            yield _triple(target, _p("value"), _literal(f"{chance.randrange(99)}.5", kind))
            at = year if _fault(chance) else year + offset
            yield _triple(target, _p("startDate"), _literal(f"{at}-01-01", "date"))
            yield _triple(target, _p("endDate"), _literal(f"{at}-12-31", "date"))
            if _fault(chance):
                yield _triple(target, _p("remark"), '"not in the model"')


def _thing(name: str, kind: str, label: str, chance: random.Random) -> Iterator[str]:
    yield _triple(name, RDF_TYPE, _p(kind))
    if not _fault(chance):
        yield _triple(name, LABEL, f'"{label}"@en')
        yield _triple(name, LABEL, f'"{label} (fr)"@fr')
    if _fault(chance):
        yield _triple(name, LABEL, f'"{label} again"@en')


def _fault(chance: random.Random) -> bool:
    return chance.random() < FAULTY


def _triple(name: str, predicate: str, obj: str) -> str:
    return f"{_iri(name)} {predicate} {obj} .\n"


def _iri(name: str) -> str:
    return f"<{DATA}{name}>"


def _p(name: str) -> str:
    return f"<{NS}{name}>"


def _literal(value: str, datatype: str) -> str:
    return f'"{value}"^^<{XSD}{datatype}>'
