"""Pitfalls of ontology writing, after the catalogue of OOPS!: one `.rq` each, none may answer.

The first line of a check is the sentence that holds when it answers nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from rdflib import Graph

_SUMMARY = "#+ summary: "


@dataclass(frozen=True, slots=True)
class Pitfall:
    """One check: its name, the sentence that should hold, and what it found against it."""

    name: str
    sentence: str
    found: tuple[str, ...]


def pitfalls(ontology: Graph) -> Iterator[Pitfall]:
    """Return every check with what it finds in an ontology, in the order of their names."""
    for name in names():
        yield pitfall(ontology, name)


def names() -> tuple[str, ...]:
    """Return the names of all checks, in alphabetical order."""
    folder = files("ontology") / "checks"
    return tuple(sorted(file.name[:-3] for file in folder.iterdir() if file.name.endswith(".rq")))


def pitfall(ontology: Graph, name: str) -> Pitfall:
    """Return one check with what it finds, each row of its answer as one line."""
    text = (files("ontology") / "checks" / f"{name}.rq").read_text(encoding="utf-8")
    sentence = text.splitlines()[0].removeprefix(_SUMMARY)
    rows = ontology.query(text).bindings
    found = tuple(" ".join(str(row[key]) for key in sorted(row)) for row in rows)
    return Pitfall(name, sentence, found)
