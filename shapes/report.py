"""What the rules say of some data: the report that every engine fills and every format shows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from shapes import rules
from shapes.finding import Finding, Level


@dataclass(frozen=True, slots=True)
class Report:
    """What the rules say of some data on a day.

    `counts` holds the true number of findings of each rule, however few are shown. `idle` names
    the rules that met nothing to look at: their silence proves nothing. `refused` names what did
    not run, with the reason. `known` says whether files that were read hold a thing of our model.
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    weights: Mapping[Level, int]
    idle: tuple[str, ...]
    refused: tuple[str, ...]
    statements: int
    seconds: float
    as_of: date
    engine: str
    version: str
    digest: str
    snapshot: str | None = None
    known: bool | None = None

    @property
    def total(self) -> int:
        """Return the true number of findings."""
        return sum(self.counts.values())

    @property
    def truncated(self) -> bool:
        """Return whether some findings are counted and not shown."""
        return self.total > len(self.findings)

    @property
    def worst(self) -> Level | None:
        """Return the gravest level among the findings, or None where there are none."""
        return next((level for level in Level if self.weights.get(level)), None)

    def first(self, limit: int) -> "Report":
        """Return the report with the first findings of each rule only."""
        shown: Counter[str] = Counter()
        kept = []
        for finding in self.findings:
            shown[finding.rule] += 1
            if shown[finding.rule] <= limit:
                kept.append(finding)
        return replace(self, findings=tuple(kept))

    def tally(self) -> Counter[tuple[str, Level]]:
        """Return the true number of findings of each rule and level."""
        whole = Counter((finding.rule, finding.level) for finding in self.findings)
        levels: dict[str, list[Level]] = {}
        for rule, level in whole:
            levels.setdefault(rule, []).append(level)
        for rule, count in self.counts.items():
            # Where a rule has findings of two levels, those not shown count as the graver ones.
            first = min(levels.get(rule, [Level.VIOLATION]), key=list(Level).index)
            whole[rule, first] += count - sum(whole[rule, level] for level in levels.get(rule, []))
        return whole

    @property
    def conforms(self) -> bool:
        """Return whether nothing at all was found, as SHACL means it."""
        return not self.total

    @property
    def knows_nothing(self) -> bool:
        """Return whether the data holds no thing of our model: no rule on a thing had work."""
        if self.known is not None:
            return not self.known
        return all(rule.id in self.idle for rule in rules.rules() if rule.subject != "codes")
