"""The house style, executed."""

import gzip
import importlib.metadata
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("ontology", "shapes", "loaders", "sparql", "webapp")
ENGINES = {
    "pyoxigraph": "sparql/embedded.py sparql/quads.py",
    "SPARQLWrapper": "sparql/remote.py",
    "pyshacl": "shapes/reference.py",
    "jpype": "ontology/profile.py",
    "owlready2": "ontology/reasoning.py",
    "lxml": "loaders/xml.py",
    "openpyxl": "loaders/workbook.py",
}
FLOORS = {name: number for number, name in enumerate(("ontology", "sparql", "shapes", "loaders"))}


def modules() -> list[Path]:
    return sorted(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines()


def test_no_other_distribution_owns_the_five_names() -> None:
    owners = importlib.metadata.packages_distributions()
    for name in PACKAGES:
        assert set(owners.get(name, ["rbm-graph"])) == {"rbm-graph"}


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_is_imported_where_it_belongs_only(engine: str) -> None:
    pattern = re.compile(rf"^\s*(?:import|from) {engine}\b", re.MULTILINE)
    found = {
        path.relative_to(ROOT).as_posix() for path in modules() if pattern.search(path.read_text())
    }
    assert found == set(ENGINES[engine].split())


def test_a_floor_calls_only_the_floors_below_it() -> None:
    for path in modules():
        floor = path.relative_to(ROOT).parts[0]
        for name in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(), re.MULTILINE):
            if name == "webapp" or (name in FLOORS and name != floor):
                assert FLOORS.get(name, 9) <= FLOORS.get(floor, 9), f"{path} imports {name}"


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for path in modules()
        if (count := len(path.read_text().splitlines())) > 300
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "helpers", "manager", "base", "misc", "common"}
    assert [path for path in modules() if path.stem in empty] == []


def test_nothing_in_git_names_a_machine_an_address_or_a_secret() -> None:
    # Put together here, so that this file does not hold what it looks for.
    private = re.compile(
        "|".join(("/" + "work/", "/" + "root/", r"\.py" + "env/", "BEGIN [A-Z ]*PRIVATE" + " KEY"))
        + r"|(?<![\w.])[\w.+-]+@(?!example)(?:[\w-]+\.)+(?:com|org|net|int|io)\b"
    )
    for name in tracked():
        path = ROOT / name
        if name == "uv.lock" or path.suffix in (".png", ".xlsx", ".gz", ".zip", ".ods"):
            continue
        match = private.search(path.read_text(encoding="utf-8", errors="replace"))
        assert match is None, f"{name}: {match[0] if match else ''}"


def test_nothing_generated_is_in_git() -> None:
    generated = re.compile(r"\.(pyc|mo|orig|bak|tmp|log)$|(^|/)(node_modules|__pycache__|dist)/")
    assert [name for name in tracked() if generated.search(name)] == []


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder


@pytest.mark.timeout(900)
def test_the_wheel_holds_the_editor_and_the_fonts_with_their_licences(unpacked: Path) -> None:
    webapp = unpacked / "site" / "webapp"
    script = (webapp / "static" / "build" / "editor.js").read_bytes()
    styles = [(webapp / "static" / name).read_bytes() for name in ("rbm.css", "query.css")]
    assert sum(len(gzip.compress(text)) for text in (script, *styles)) < 200_000
    assert len(gzip.compress(styles[0])) < 60_000
    assert {"NotoSans-Regular.ttf", "NotoSansHans-Regular.otf"} <= {
        path.name for path in (webapp / "fonts").iterdir()
    }
    for folder in (webapp / "static" / "build", webapp / "fonts"):
        assert "(MIT)" in (told := (folder / "licences.txt").read_text()) or "(OFL-1.1)" in told
    assert not (webapp / "editor").exists()


@pytest.mark.timeout(900)
def test_the_wheel_holds_all_that_the_demo_needs(unpacked: Path) -> None:
    # The wheel comes before the editable install on the path, and the work tree is not on it.
    environment = {**os.environ, "PYTHONPATH": str(unpacked / "site"), "PYTHONWARNINGS": ""}
    code = (
        "import sys, webapp, ontology; from webapp.command import main; "
        f"assert webapp.__file__.startswith({str(unpacked)!r}), webapp.__file__; "
        "sys.argv[0] = 'rbm'; main()"
    )
    for arguments in (
        ["--help"],
        ["--data", "data", "demo", "--no-serve"],
        ["--data", "data", "ask", "unlinked-strategies"],
        ["--data", "data", "validate", "--fail-on", "violation"],
        ["ontology", "counts"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=unpacked,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode in (0, 1), f"{arguments}: {done.stdout}{done.stderr}"
