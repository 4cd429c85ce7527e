"""Every rule says the same of real files, whichever engine runs it.

The small files are compared in every run, the others with RBM_SLOW; of the results workbooks, which
the reference engine would judge for hours, the first rows.
"""

import csv
import os
from collections import Counter
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from loading import graph_of

from benchmarks.findings import FILES
from loaders.reading import read
from shapes.validation import check

pytestmark = pytest.mark.shared

SMALL = (
    "unhcr/mappings/mapping_sdg.csv",
    "stratml/real/ontoinsights.xml",
    "stratml/real/oecd-ai-policy-observatory.xml",
    "stratml/real/stratml-committee-2011-annual-report.xml",
)
ROWS = 150
SLOW = bool(os.environ.get("RBM_SLOW"))


def first_rows(path: Path, folder: Path) -> Path:
    """Return the first rows of a workbook as CSV, which the same mapping reads."""
    target = folder / f"{path.stem}.csv"
    with (
        closing(openpyxl.load_workbook(path, read_only=True)) as book,
        target.open("w", newline="", encoding="utf-8") as file,
    ):
        writer = csv.writer(file)
        for row in book.worksheets[0].iter_rows(max_row=ROWS + 1, values_only=True):
            writer.writerow(["" if cell is None else cell for cell in row])
    return target


@pytest.mark.timeout(3_600 if SLOW else 300)
@pytest.mark.parametrize("name", FILES if SLOW else SMALL)
def test_two_engines_say_the_same_of_a_real_file(name: str, shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / name
    if "iati_result" in name:
        path = first_rows(path, tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    bundles, refused = read([path], work)
    assert refused == []
    data = graph_of(bundles[0].quads)
    assert len(data) > 100
    found = []
    for engine in ("compiled", "reference"):
        report = check(data, as_of=FILES[name], engine=engine, limit=None)  # type: ignore[arg-type]
        assert report.refused == ()
        found.append(
            Counter((each.rule, each.level, each.focus, each.path) for each in report.findings)
        )
    assert found[0] == found[1]
