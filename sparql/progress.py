"""The biennial progress report (§101-102): every milestone, its state, and what changed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rdflib.term import Identifier

from sparql.catalogue import ask, question, render
from sparql.endpoint import Endpoint
from sparql.labels import Labels, iris, of_table

STANDINGS = ("reached", "overdue", "due within a year", "open", "dropped", "undated")
"""What may be said of a milestone on a day, in the order of a report."""


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """One milestone on the day of the report and on the day compared with."""

    iri: str
    name: str
    due: str
    standing: str
    earlier: str
    units: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Return whether it stands otherwise than on the day compared with."""
        return self.standing != self.earlier


@dataclass(frozen=True, slots=True)
class Section:
    """The milestones of one area of one road map; `area` is empty for those in none."""

    roadmap: str
    area: str
    milestones: tuple[MilestoneState, ...]


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """What a report says; `counts` counts each milestone once, whatever areas it stands in."""

    on: str
    compared: str
    sections: tuple[Section, ...]
    counts: Mapping[str, int]
    query: str
    snapshot: str | None

    @property
    def changed(self) -> tuple[MilestoneState, ...]:
        """Return the milestones that stand otherwise now, each once."""
        every = {each.iri: each for section in self.sections for each in section.milestones}
        return tuple(each for each in every.values() if each.changed)


def progress(
    endpoint: Endpoint, parameters: Mapping[str, str], language: str = "en"
) -> ProgressReport:
    """Return the report for the parameters of the question `progress-report`."""
    table = ask(endpoint, "progress-report", parameters)
    names = of_table(endpoint, table, (language,))
    grouped: dict[tuple[str, str], dict[str, dict[str, Identifier]]] = {}
    units: dict[str, list[str]] = {}
    for row in table:
        key = (_name(row["roadmap"], names), _name(row.get("area"), names))
        milestone = str(row["milestone"])
        grouped.setdefault(key, {})[milestone] = row
        if "unit" in row and (unit := _name(row["unit"], names)) not in units.get(milestone, []):
            units.setdefault(milestone, []).append(unit)
    sections = [
        Section(
            roadmap,
            area,
            tuple(_state(row, names, units.get(milestone, [])) for milestone, row in rows.items()),
        )
        for (roadmap, area), rows in grouped.items()
    ]
    sections.sort(key=lambda section: (section.roadmap, section.area == "", section.area))
    standings = {each.iri: each.standing for section in sections for each in section.milestones}
    counts = Counter(standings.values())
    return ProgressReport(
        parameters["on"].strip(),
        next((str(row["compared"]) for row in table), ""),
        tuple(sections),
        {standing: counts[standing] for standing in STANDINGS if counts[standing]},
        render(question("progress-report"), parameters),
        table.snapshot,
    )


def _state(row: dict[str, Identifier], names: Labels, units: list[str]) -> MilestoneState:
    return MilestoneState(
        str(row["milestone"]),
        _name(row["milestone"], names),
        str(row.get("due", "")),
        str(row["standing"]),
        str(row["earlier"]),
        tuple(sorted(units)),
        tuple(names.get(place, place) for place in iris(row.get("evidence"))),
    )


def _name(term: Identifier | None, names: Labels) -> str:
    return "" if term is None else names.get(str(term), str(term))
