"""Which elements and attributes of an activity are mapped, and to what."""

from csv import DictReader
from functools import cache
from importlib.resources import files

_OBSERVATIONS = (
    "result/indicator/baseline",
    "result/indicator/period/target",
    "result/indicator/period/actual",
)
_LINKED = ("result", "result/indicator", *_OBSERVATIONS)


@cache
def mapped() -> dict[str, str]:
    """Return what each mapped path below an activity becomes; attributes begin with @."""
    text = (files("loaders.iati") / "mapping.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = {row["path"]: row["becomes"] for row in DictReader(lines, delimiter="\t")}
    found: dict[str, str] = {}
    for path, becomes in rows.items():
        if path.startswith("OBSERVATION"):
            for kind in _OBSERVATIONS:
                found[path.replace("OBSERVATION", kind)] = becomes
        else:
            found[path] = becomes
    for parent in _LINKED:
        for path, becomes in rows.items():
            if path.startswith("document-link"):
                found.setdefault(f"{parent}/{path}", becomes)
    return found
