"""The results that a plan seeks, those of one name together, with the indicators of each."""

from dataclasses import dataclass, field

from rdflib.term import Identifier

from sparql.answers import Table
from webapp import naming


@dataclass(slots=True)
class Sought:
    """Results of one name in one framework, their indicators, and the places that state them."""

    results: list[Identifier]
    framework: Identifier | None
    indicators: list[Identifier] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def evidence(self) -> str:
        """Return the places as the cells of an answer hold them."""
        return " ".join(dict.fromkeys(self.places))


def sought(results: Table, indicators: Table) -> list[Sought]:
    """Return the results of a plan as a reader sees them: one for each name and framework.

    A source may repeat a result for each group of people or each unit; only its indicators differ.
    """
    naming.learn(row[0] for table in (results, indicators) for row in table.rows)
    measured: dict[Identifier, list[Identifier]] = {}
    for row in indicators:
        known = measured.setdefault(row["result"], [])
        if row["indicator"] not in known:
            known.append(row["indicator"])
    found: dict[tuple[str, Identifier | None], Sought] = {}
    for row in results:
        result, framework = row["result"], row.get("framework")
        group = found.setdefault((naming.name(result).text, framework), Sought([], framework))
        if result not in group.results:
            group.results.append(result)
            group.indicators += measured.get(result, [])
        group.places += str(row.get("evidence", "")).split()
    return list(found.values())
