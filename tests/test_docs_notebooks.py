"""The notebooks of the manual, run as they stand against a served road map."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ontology.datasets import dataset, graph_iri
from sparql.snapshots import SnapshotStore
from tests.conftest import ROOT
from tests.serving import serve
from webapp.serving.options import Options

TEXT = (ROOT / "docs" / "notebooks.md").read_text(encoding="utf-8")
SITE = "http://127.0.0.1:8000"
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
R = re.findall(r"```r\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("notebooks")
    with SnapshotStore(folder).candidate("test") as candidate:
        candidate.add(str(graph_iri("ilo")), dataset("ilo"))
        candidate.derive()
        candidate.publish()
    with serve(folder, Options(workers=2)) as running:
        yield running.base


def test_the_python_of_the_notebooks_runs_and_gives_tables(site: str) -> None:
    pytest.importorskip("pandas")
    told: dict[str, object] = {}
    for code in PYTHON:
        exec(code.replace(SITE, site), told)
    due, square, counts = (told[name] for name in ("due", "square", "counts"))
    assert due.groupby("standing").size()["reached"] == 30  # type: ignore[attr-defined]
    assert square.sum().sum() == told["pairs"]["links"].sum() > 0  # type: ignore[attr-defined,index]
    assert set(counts.columns) >= {"class", "things"}  # type: ignore[attr-defined]
    assert len(told["coverage"]) == len(told["answer"]["rows"]) > 0  # type: ignore[arg-type,index]


def r(code: str, folder: Path) -> str:
    """Return what R prints; skip where R is not installed."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed here")
    file = folder / "notebook.r"
    file.write_text(code, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "--vanilla", file], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_r_of_the_notebooks_runs_and_gives_tables(site: str, tmp_path: Path) -> None:
    base = [code for code in R if "jsonlite" not in code]
    told = (
        'cat("sums", sum(square), sum(pairs$links), sum(kinds), nrow(counts), "\\n")',
        'cat("names", names(counts), names(due)[1], "\\n")',
    )
    said = r("\n".join((*base, *told)).replace(SITE, site), tmp_path)
    assert re.search(r"reached\s*\n.*\b30\b", said), said
    sums = re.search(r"sums (\d+) (\d+) (\d+) (\d+)", said)
    assert sums and len({int(each) for each in sums.groups()[:3]}) == 1 and int(sums[1]) > 0
    names = re.search(r"names (.*)", said)
    assert names and "class" in names[1].split() and names[1].split()[-1] == "standing"
    assert (tmp_path / "kinds.pdf").stat().st_size > 1000


def test_the_r_of_the_notebooks_reads_json(site: str, tmp_path: Path) -> None:
    if "jsonlite" not in r("cat(rownames(installed.packages()))", tmp_path).split():
        pytest.skip("the R package jsonlite is not installed here")
    first = f'site <- "{site}"'
    code = next(code for code in R if "jsonlite" in code)
    said = r("\n".join((first, code, 'cat("rows", nrow(coverage))')), tmp_path)
    assert int(re.findall(r"rows (\d+)", said)[0]) > 0


def test_there_is_a_notebook_of_each_kind() -> None:
    assert len(PYTHON) >= 4 and len(R) >= 4
