"""How fast tables are read and how much memory it takes, against a plain rdflib loop.

The plain loop reads the same workbook with openpyxl's read-only mode, makes rdflib terms of each
row by the same rules as the mapping of the UNHCR results, adds them to a Graph and writes
N-Triples: what one would write first. It says where nothing stands, looks nothing up and counts
no coverage. Both do their work in a process of their own; seconds are CPU seconds, so a busy
machine changes little.

    python benchmarks/tables.py [--file results.xlsx] [--times 1 10 100] [--plain-up-to 10]
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter

ROOT = Path(__file__).parent.parent
ROWS = 2_000
"""Rows of the sample at one time: about those of the real table of 2022."""

OURS = """
import json, resource, sys, time
from pathlib import Path
from loaders.reading import Settings, read
path, work = Path(sys.argv[1]), Path(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
(bundle,), refused = read([path], work, settings=Settings(dataset="bench"))
assert not refused
took = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rows = bundle.tally.things["<https://w3id.org/rbm/ns#Indicator>"]
print(json.dumps([took, peak / 1024, before / 1024, bundle.tally.statements, rows]))
"""

PLAIN = """
import json, resource, sys, time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote
import openpyxl
from rdflib import DCTERMS, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
path, work = Path(sys.argv[1]), Path(sys.argv[2])
RBM, ID = Namespace("https://w3id.org/rbm/ns#"), "https://w3id.org/rbm/id/"
CODE = "https://w3id.org/rbm/code/"
LEVELS = {"1": RBM.Output, "2": RBM.Outcome, "3": RBM.Impact}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
graph, seen, count = Graph(), Counter(), 0
add = graph.add
rows = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0].iter_rows(
    values_only=True
)
header = next(rows)
for cells in rows:
    count += 1
    row = dict(zip(header, cells))
    key = row["iati_identifier"]
    seen[key] += 1
    spot = f"{key}/{seen[key]}"
    plan = URIRef(f"{ID}iati/activity/{key}")
    framework = URIRef(f"{ID}iati/framework/{key}")
    result = URIRef(f"{ID}unhcr/result/{spot}")
    indicator = URIRef(f"{ID}unhcr/indicator/{spot}")
    start = Literal(row["result_indicator_period_start"], datatype=XSD.date)
    end = Literal(row["result_indicator_period_end"], datatype=XSD.date)
    add((plan, RDF.type, RBM.Programme))
    add((plan, RDFS.label, Literal(key, lang="en")))
    add((plan, DCTERMS.identifier, Literal(key)))
    add((plan, RBM.startDate, start))
    add((plan, RBM.endDate, end))
    add((plan, RBM.holdsFramework, framework))
    add((plan, RBM.seeks, result))
    add((framework, RDF.type, RBM.ResultsFramework))
    add((result, RDF.type, LEVELS[row["result_type"]]))
    add((result, RDFS.label, Literal(row["result_title"], lang="en")))
    add((result, RBM.order, Literal(seen[key])))
    add((result, RBM.inFramework, framework))
    add((indicator, RDF.type, RBM.Indicator))
    add((indicator, RDFS.label, Literal(row["result_indicator_title"], lang="en")))
    add((indicator, RBM.measures, result))
    measure = "percentage" if row["result_indicator_measure"] == "2" else "unit"
    add((indicator, RBM.hasMeasureType, URIRef(f"{CODE}measure-types/{measure}")))
    for kind, term, dimension in (
        ("baseline", RBM.Baseline, "dimension_value"),
        ("target", RBM.Target, "value"),
        ("actual", RBM.Actual, "value"),
    ):
        value = row[f"result_indicator_{kind}_value"]
        if value is None:
            continue
        node = URIRef(f"{ID}unhcr/{kind}/{spot}")
        add((node, RDF.type, term))
        add((node, RBM.ofIndicator, indicator))
        add((node, RBM.valueText, Literal(value)))
        add((node, RBM.value, Literal(Decimal(value))))
        if kind == "baseline":
            year = row["result_indicator_baseline_year"]
            add((node, RBM.observedOn, Literal(year, datatype=XSD.gYear)))
        else:
            add((node, RBM.startDate, start))
            add((node, RBM.endDate, end))
        place = quote(row[f"result_indicator_{kind}_location_ref"])
        add((node, RBM.atPlace, URIRef(f"{ID}place/{place}")))
        for number in (1, 2):
            held = row[f"result_indicator_{kind}_{dimension}_{number}"]
            if held is None:
                continue
            part = URIRef(f"{ID}unhcr/dimension/{kind}/{spot}/{number}")
            name = row[f"result_indicator_{kind}_dimension_{number}"]
            add((node, RBM.hasDimension, part))
            add((part, RDF.type, RBM.DimensionValue))
            add((part, RBM.dimensionName, Literal(name)))
            add((part, RBM.dimensionValue, Literal(held)))
graph.serialize(work / "data.nt", format="nt", encoding="utf-8")
took = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([took, peak / 1024, before / 1024, len(graph), count]))
"""


def sample(target: Path, rows: int) -> None:
    """Write a workbook in the layout of the UNHCR results, 50 rows for each operation."""
    kinds = ("baseline", "target", "actual")
    places = [f"result_indicator_{kind}_location_ref" for kind in kinds]
    values = [f"result_indicator_{kind}_value" for kind in kinds]
    names, held = [], []
    for kind, dimension in zip(kinds, ("dimension_value", "value", "value"), strict=True):
        names += [f"result_indicator_{kind}_dimension_{number}" for number in (1, 2)]
        held += [f"result_indicator_{kind}_{dimension}_{number}" for number in (1, 2)]
    fixed = {
        "result_indicator_baseline_year": "2021",
        "result_indicator_period_start": "2021-01-01",
        "result_indicator_period_end": "2021-12-31",
        **dict.fromkeys(places, "Uganda"),
        **dict.fromkeys(names, "Population targeted"),
        **dict.fromkeys(held, "Refugees and asylum-seekers"),
    }
    with xlsxwriter.Workbook(str(target), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        for number in range(rows + 1):
            row = {
                "iati_identifier": f"XM-DAC-41121-2021-OP{number // 50}",
                "result_type": "12"[number % 2],
                "result_title": f"Area {number % 40}",
                "result_indicator_title": f"% of people reached, measure {number % 500}",
                "result_indicator_measure": "12"[number % 2],
                **fixed,
                **{name: str(number * 7 % 1000 / 10) for name in values},
            }
            sheet.write_row(number, 0, [*row.values()] if number else [*row])


def measured(program: str, path: Path) -> tuple[float, float, float, int, int]:
    """Return CPU seconds, peak and starting memory in MB, statements and rows of one program."""
    with TemporaryDirectory() as work:
        done = subprocess.run(
            [sys.executable, "-c", program, str(path), work],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
    took, peak, before, statements, rows = json.loads(done.stdout.splitlines()[-1])
    return took, peak, before, statements, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, help="a real workbook instead of the sample")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--plain-up-to", type=int, default=10)
    options = parser.parse_args()
    print("times    rows    MB   loader  CPU s   rows/s  statements  peak MB  (start)", flush=True)
    with TemporaryDirectory() as folder:
        for times in [1] if options.file else options.times:
            path = options.file or Path(folder) / "results.xlsx"
            if not options.file:
                sample(path, ROWS * times)
            size = path.stat().st_size / 1e6
            speeds = []
            for name, program in (("ours", OURS), ("plain", PLAIN)):
                if name == "plain" and times > options.plain_up_to:
                    continue
                took, peak, before, statements, rows = measured(program, path)
                speeds.append((rows / took, statements / took))
                print(
                    f"{times:5} {rows:7,} {size:5.1f}  {name:>7} {took:6.1f} {rows / took:8,.0f}"
                    f"  {statements:10,} {peak:8,.0f}  ({before:,.0f})",
                    flush=True,
                )
            if len(speeds) == 2:
                (rows_a, said_a), (rows_b, said_b) = speeds
                print(
                    f"      ours reads {rows_a / rows_b:.1f} times the rows and states"
                    f" {said_a / said_b:.1f} times the statements in a second",
                    flush=True,
                )


if __name__ == "__main__":
    main()
