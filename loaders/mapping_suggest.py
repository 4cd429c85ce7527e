"""A draft of a mapping from the headers and first rows of a table, for a person to finish."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from loaders.dates import read_date
from loaders.mapping import Mapping
from loaders.source import Source
from loaders.spreadsheets import first_rows
from loaders.tables import header_of, text
from loaders.values import Kind, read_number

SURE = 0.78
"""How alike a header and a known word must be to be taken for it."""

_PLAN = "plan"
_WORDS = (
    ("plan", "id", "dcterms:identifier", "string",
     "iati identifier|activity id|project id|programme id|operation id|project code|plan id|id"),
    ("plan", "title", "rdfs:label", "text",
     "project title|activity title|programme|project|plan|operation|project name"),
    ("result", "id", "", "", "result id|outcome id|output id|result code|result no"),
    ("result", "title", "rdfs:label", "text",
     "result|result title|outcome|output|objective|result statement|outcome statement"),
    ("indicator", "id", "", "", "indicator id|indicator code|indicator no"),
    ("indicator", "title", "rdfs:label", "text",
     "indicator|indicator title|indicator name|performance indicator|kpi"),
    ("indicator", "unit", "rbm:unitText", "string", "unit|unit of measure|unit of measurement"),
    ("baseline", "value", "", "value", "baseline|baseline value"),
    ("baseline", "year", "rbm:observedOn", "year", "baseline year|baseline date"),
    ("target", "value", "", "value", "target|target value|planned value|planned"),
    ("actual", "value", "", "value", "actual|actual value|achieved|achievement|result value"),
    ("period", "start", "rbm:startDate", "date", "start|start date|period start|from"),
    ("period", "end", "rbm:endDate", "date", "end|end date|period end|to"),
    ("plan", "country", "rbm:inCountry", "country", "country|country code|recipient country code"),
)  # fmt: skip
_CLASSES = {
    "plan": "rbm:Plan",
    "result": "rbm:Result",
    "indicator": "rbm:Indicator",
    "baseline": "rbm:Baseline",
    "target": "rbm:Target",
    "actual": "rbm:Actual",
}
_LINKS = {
    "plan": ('{ property = "rbm:seeks", thing = "result" }', "result"),
    "indicator": ('{ property = "rbm:measures", thing = "result" }', "result"),
    **dict.fromkeys(
        ("baseline", "target", "actual"),
        ('{ property = "rbm:ofIndicator", thing = "indicator" }', "indicator"),
    ),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column may be: of which thing, in which role, and how alike its header is."""

    column: str
    thing: str
    role: str
    predicate: str
    kind: str
    alike: float


def guesses(headers: Sequence[str]) -> list[Guess]:
    """Return the best guess for each header that is like a known word, no role twice."""
    scored = []
    for header in headers:
        plain = re.sub(r"[\W_]+", " ", header).strip().casefold()
        for thing, role, predicate, kind, words in _WORDS:
            alike = max(_alike(plain, word) for word in words.split("|"))
            if alike >= SURE:
                scored.append(Guess(header, thing, role, predicate, kind, alike))
    found: dict[str, Guess] = {}
    roles: set[tuple[str, str]] = set()
    for guess in sorted(scored, key=lambda one: -one.alike):
        if guess.column not in found and (guess.thing, guess.role) not in roles:
            found[guess.column] = guess
            roles.add((guess.thing, guess.role))
    return [found[header] for header in headers if header in found]


def table_of(source: Source) -> tuple[str | None, tuple[str, ...], list[list[str]]] | None:
    """Return sheet, headers and first rows of a table: those of its first sheet with two columns.

    The headers are taken to stand in the first row that has two texts or more.
    """
    for sheet, rows in first_rows(source):
        for number, row in enumerate(rows):
            header = header_of(row)
            if sum(bool(name) for name in header) > 1:
                found = [[text(cell) for cell in below.cells] for below in rows[number + 1 :]]
                return sheet.name, header, found
    return None


def draft(name: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a mapping file for a table: what was guessed is said, the rest is kept as text."""
    named = [header for header in dict.fromkeys(headers) if header]
    found = guesses(named)
    things = dict.fromkeys(guess.thing for guess in found if guess.thing in _CLASSES)
    if not things:
        things = {"plan": None}
    lines = [
        f"# Draft of a mapping for {name}. Look at every line; docs/mapping.md explains the keys.",
        "",
        f"name = {_quoted(_slug(name))}",
        f"title = {_quoted(name)}",
        'language = "en"',
        f"rest = {_quoted(next(iter(things)))}",
        *(
            f"number_by = {_quoted(guess.column)}"
            for guess in found
            if (guess.thing, guess.role) == (_PLAN, "id")
        ),
        "requires = [",
        *(f"  {_quoted(header)}," for header in (_requires(found) or named)),
        "]",
    ]
    for thing in things:
        lines += _thing(thing, list(things), found, _slug(name))
    taken = {guess.column for guess in found}
    lines += ["", "# Not guessed; their text is kept as comments:"]
    for number, header in enumerate(headers):
        if header and header not in taken:
            column = [row[number] for row in rows if number < len(row) and row[number]]
            lines.append(f"#   {_quoted(header)}: {_looks(column)}")
    return "\n".join(lines) + "\n"


def nearest(mapping: Mapping, headers: Sequence[str]) -> dict[str, str]:
    """Return for each column that a table lacks the header most like it, where one is."""
    found = {}
    for column in mapping.columns:
        if column not in headers:
            best = max(headers, key=lambda header: _alike(header, column), default="")
            if best and _alike(best, column) >= SURE:
                found[column] = best
    return found


def _thing(thing: str, things: list[str], found: list[Guess], prefix: str) -> list[str]:
    own = {guess.role: guess for guess in found if guess.thing == thing}
    keys = [guess for guess in found if guess.role == "id" and guess.thing in (_PLAN, thing)]
    parts = "/".join(f"{{{guess.column}}}" for guess in keys)
    # Without an id of its own a row's thing is named by the row's number.
    if "id" not in own:
        parts = f"{parts}/{{#}}".lstrip("/")
    lines = [
        "",
        "[[thing]]",
        f"name = {_quoted(thing)}",
        f"id = {_quoted(f'{prefix}/{thing}/{parts}')}",
        f'class = "{_CLASSES[thing]}"',
    ]
    if thing == _PLAN:
        lines.append("shared = true")
    main = own.get("value") or own.get("title") or own.get("id")
    if main is not None:
        lines.append(f"when = [{_quoted(main.column)}]")
    lines.append("says = [")
    link, other = _LINKS.get(thing, ("", ""))
    if other in things:
        lines.append(f"  {link},")
    dated = thing in ("target", "actual") or (thing == _PLAN and "target" not in things)
    for guess in found:
        if guess.thing == thing or (guess.thing == "period" and dated):
            lines += _statement(guess)
    return [*lines, "]"]


def _statement(guess: Guess) -> list[str]:
    column = f"column = {_quoted(guess.column)}"
    if guess.kind == "value":
        return [f'  {{ {column}, as = "value" }},']
    if not guess.predicate:
        return []
    kind = f', as = "{guess.kind}"' if guess.kind != "text" else ""
    return [f'  {{ property = "{guess.predicate}", {column}{kind} }},']


def _requires(found: list[Guess]) -> list[str]:
    return [guess.column for guess in found if guess.role in ("id", "title", "value")]


def _looks(values: Sequence[str]) -> str:
    """Return what the first values of a column look like."""
    if not values:
        return "empty in the first rows"
    if all(read_number(value).kind in (Kind.NUMBER, Kind.FRACTION) for value in values):
        return "numbers"
    if all(read_date(value).day for value in values):
        return "dates"
    few = len(set(values)) <= max(3, len(values) // 4)
    return f"{'codes' if few else 'text'}, such as {values[0][:60]!r}"


def _alike(one: str, other: str) -> float:
    """Return how alike a header is to a known word; one that ends in two of its words is that."""
    if " " in other and one.endswith(f" {other}"):
        return 0.95
    return SequenceMatcher(None, one, other).ratio()


def _slug(name: str) -> str:
    stem = name.rpartition(".")[0] or name
    return re.sub(r"\W+", "-", stem.casefold()).strip("-_") or "table"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", escaped) + '"'
