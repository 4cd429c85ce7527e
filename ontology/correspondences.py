"""What our terms correspond to in other vocabularies: the SSSOM tables in `mappings/`.

A table is plain text: a YAML header in comment lines, whose `curie_map` spells out the prefixes,
and tab-separated rows. The tests validate it with the `sssom` package.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rdflib import URIRef


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One row of an SSSOM table: our term, an outside term, how close, how sure.

    `negated` is true where the row says that the two do *not* correspond.
    """

    vocabulary: str
    subject: URIRef
    closeness: URIRef
    negated: bool
    target: URIRef
    target_label: str
    confidence: float
    comment: str
    source: str


@cache
def correspondences() -> tuple[Correspondence, ...]:
    """Return the rows of all SSSOM tables, table by table in alphabetical order."""
    return tuple(row for name, text in _tables() for row in _rows(name, text))


def _tables() -> Iterator[tuple[str, str]]:
    folder = files("ontology") / "mappings"
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sssom.tsv"):
            yield file.name.removesuffix(".sssom.tsv"), file.read_text(encoding="utf-8")


def _rows(name: str, text: str) -> Iterator[Correspondence]:
    lines = text.splitlines()
    prefixes = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#  "))

    def expand(curie: str) -> URIRef:
        prefix, _, local = curie.partition(":")
        return URIRef(prefixes[prefix] + local)

    table = (line for line in lines if not line.startswith("#"))
    for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield Correspondence(
            name,
            expand(row["subject_id"]),
            expand(row["predicate_id"]),
            row.get("predicate_modifier") == "Not",
            expand(row["object_id"]),
            row["object_label"],
            float(row["confidence"]),
            row.get("comment") or "",
            row["see_also"],
        )
