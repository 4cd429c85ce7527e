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


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_the_r_of_the_notebooks_runs(site: str, tmp_path: Path) -> None:
    file = tmp_path / "notebook.r"
    file.write_text("\n".join(R).replace(SITE, site))
    done = subprocess.run(["Rscript", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "reached" in done.stdout


def test_there_is_a_notebook_of_each_kind() -> None:
    assert len(PYTHON) >= 4 and len(R) >= 1
