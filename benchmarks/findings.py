"""What the rules find in each real file: a table in Markdown, and the first findings of each rule.

`python -m benchmarks.findings FOLDER [-v]`; FOLDER holds the reference files.
"""

import sys
from datetime import date
from pathlib import Path

from loaders.checking import check_files
from loaders.judging import Judge, Manner
from shapes.finding import Level

FILES = {
    **{
        f"unhcr/iati_result_{year}.xlsx": date(year, 12, 31)
        for year in (2016, 2017, 2018, 2020, 2022)
    },
    **{
        f"unhcr/iati_{kind}_2022.xlsx": date(2022, 12, 31)
        for kind in ("activity", "budget", "related_activity")
    },
    **{
        f"unhcr/mappings/mapping_{kind}.csv": date(2022, 12, 31)
        for kind in ("indicator", "result", "sdg", "sector")
    },
    "iati/real/unhcr-2017-activity.rebuilt.xml": date(2017, 6, 30),
    "iati/real/UNHCR-Activities-2023.xml": date(2023, 6, 30),
    "iati/official-examples/activity-standard-example-annotated-multi-1.05.xml": date(2014, 12, 31),
    "iati/official-examples/activity-standard-example-annotated-2.01.xml": date(2014, 12, 31),
    "iati/official-examples/activity-standard-example-annotated-2.03.xml": date(2014, 12, 31),
    "stratml/real/stratml-committee-2011-annual-report.xml": date(2011, 12, 31),
    "stratml/real/oecd-ai-policy-observatory.xml": date(2020, 12, 31),
    "stratml/real/ontoinsights.xml": date(2020, 12, 31),
    "cids/knowledge_graph.jsonld": date(2024, 12, 31),
    "sdg/sdg-kos-goals-targets-indicators.ttl": date(2019, 12, 31),
    "sdg/sdg-kos-series-2019-Q2-G-01.ttl": date(2019, 12, 31),
    "sdg/sdg-kos-subject-mappings.ttl": date(2019, 12, 31),
    "sdg/sdgs-ontology.ttl": date(2019, 12, 31),
    "sdg/void.ttl": date(2019, 12, 31),
}
"""Each file with the day on which it is judged: the end of the year it is about, or near it."""


def row(path: Path, day: date, verbose: bool) -> str:
    """Return the row of one file; say on the way where the first findings of each rule lie."""
    verdict = check_files([path], judge=Judge(day, Manner(limit=5)))
    if verdict.report is None:
        said = "; ".join(finding.text() for finding in verdict.refused)
        return f"| `{path.name}` | {day} | not read: {said} | | | | |"
    report = verdict.report
    if verbose:
        for finding in report.findings:
            print(finding.rule, finding.places[:1], finding.text(), file=sys.stderr)
    weights = " | ".join(f"{report.weights[level]:,}" for level in Level)
    counts = ", ".join(f"{rule} {count:,}" for rule, count in report.counts.items()) or "none"
    known = "; **no statement that the model knows**" if report.knows_nothing else ""
    return f"| `{path.name}` | {day} | {report.statements:,} | {weights} | {counts}{known} |"


def main(folder: Path, verbose: bool) -> None:
    """Print the table."""
    print("| file | day | statements | violations | warnings | remarks | by rule |")
    print("|---|---|---|---|---|---|---|")
    for name, day in FILES.items():
        print(row(folder / name, day, verbose), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "-v" in sys.argv)
