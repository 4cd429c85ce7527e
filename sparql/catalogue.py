"""The catalogue of questions: one `.rq` file each, its metadata in a comment header.

A header is a block of lines that begin with `#+`:

    #+ summary: Which strategies are linked to none?
    #+ summary@zh: 哪些战略与任何战略都没有联系？
    #+ parameters:
    #+   strategy: iri(rbm:Plan) optional A strategy
    #+   on: date required The day on which milestones are judged
    #+ tags: linkage, gaps
    #+ source: §77

A parameter enters the query where the text says `VALUES ?name { UNDEF }`, as often as that stands
there (scope repeated in sub-selects); an optional parameter that is not given takes the block
away, so the variable stays free. A line that ends in `# when name` stands only where that
parameter is given, and narrows the answer by a pattern that not every row fits; `# unless name`
is its opposite.

Types: `iri` (with the class whose members are meant), `date`, `integer`, `string`, `language`.
Every question answers with a column `evidence`: the IRIs of the source locations that a row rests
on, separated by spaces; `#+ lists:` names other columns of that form. The tag `whole-store` marks
a question that reads everything when no parameter narrows it; publishing computes those once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rdflib import Literal, URIRef
from rdflib.term import Identifier

from ontology.vocabulary import RBM
from sparql import chains, links, ordering, pairs, waiting
from sparql.answers import Row, Table
from sparql.endpoint import Endpoint
from sparql.terms import KINDS, TermError

PREFIXES = {"rbm": str(RBM), "org": "http://www.w3.org/ns/org#"}
"""Prefixes that a parameter's class may use."""

_PARAMETER = re.compile(
    r"(?P<name>[a-z][A-Za-z]*): (?P<kind>[a-z]+)(\((?P<prefix>\w+):(?P<local>\w+)\))? "
    r"(?P<need>required|optional) (?P<summary>.+)"
)
_BLOCK = re.compile(r"VALUES \?(?P<name>\w+) \{ UNDEF \}")
_NARROWING = re.compile(r" *# (?P<mood>when|unless) (?P<name>\w+)$")


class QuestionError(Exception):
    """A question or a parameter was not understood; the message says what is allowed."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed place in a question that the asker fills; `target` is the class of an `iri`."""

    name: str
    kind: str
    required: bool
    summary: str
    target: URIRef | None = None

    def term(self, value: str) -> str:
        """Return a value as a SPARQL term; raise `QuestionError` where it is not of the kind."""
        try:
            return KINDS[self.kind](value)
        except TermError as error:
            raise QuestionError(f"Parameter “{self.name}”: {error}") from error


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the catalogue; `summary` maps language tags to a sentence, `en` always.

    `lists` names the columns whose cells hold several IRIs, separated by spaces.
    """

    name: str
    summary: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    tags: tuple[str, ...]
    source: str
    text: str
    lists: tuple[str, ...] = ("evidence",)

    def title(self, language: str = "en") -> str:
        """Return the sentence in a language, in English where that one is missing."""
        return self.summary.get(language) or self.summary["en"]


@cache
def names() -> tuple[str, ...]:
    """Return the names of all questions in alphabetical order."""
    folder = files("sparql") / "questions"
    return tuple(
        sorted(entry.name[:-3] for entry in folder.iterdir() if entry.name.endswith(".rq"))
    )


@cache
def question(name: str) -> Question:
    """Return a question by name; raise `QuestionError` where there is none."""
    if name not in names():
        raise QuestionError(f"There is no question “{name}”. Ask one of: {', '.join(names())}.")
    text = (files("sparql") / "questions" / f"{name}.rq").read_text(encoding="utf-8")
    return parse(name, text)


def parse(name: str, text: str) -> Question:
    """Return the question that a file's text holds; raise `ValueError` on a faulty header."""
    lines = text.splitlines()
    header = [line[2:] for line in lines if line.startswith("#+")]
    body = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    fields: dict[str, str] = {}
    parameters = []
    for line in header:
        if line.startswith("   "):
            parameters.append(_parameter(name, line.strip()))
        else:
            key, _, value = line.strip().partition(":")
            fields[key] = value.strip()
    summary = {
        key.partition("@")[2] or "en": value
        for key, value in fields.items()
        if key.partition("@")[0] == "summary"
    }
    for key in ("summary", "tags", "source"):
        if not fields.get(key):
            raise ValueError(f"{name}.rq: the header has no {key}")
    if {block["name"] for block in _BLOCK.finditer(body)} != {entry.name for entry in parameters}:
        raise ValueError(f"{name}.rq: parameters and VALUES ?name {{ UNDEF }} blocks differ")
    tags = tuple(tag.strip() for tag in fields["tags"].split(","))
    lists = tuple(column for column in fields.get("lists", "").split(", ") if column)
    return Question(
        name, summary, tuple(parameters), tags, fields["source"], body, ("evidence", *lists)
    )


def render(asked: Question, parameters: Mapping[str, str]) -> str:
    """Return the exact SPARQL that answers a question with these parameters."""
    known = {parameter.name for parameter in asked.parameters}
    for name in parameters:
        if name not in known:
            allowed = ", ".join(sorted(known)) or "none"
            raise QuestionError(
                f"Question “{asked.name}” has no parameter “{name}”. Allowed: {allowed}."
            )
    terms: dict[str, str] = {}
    for parameter in asked.parameters:
        value = parameters.get(parameter.name, "").strip()
        if value:
            terms[parameter.name] = parameter.term(value)
        elif parameter.required:
            raise QuestionError(
                f"Question “{asked.name}” needs parameter “{parameter.name}” "
                f"({parameter.kind}): {parameter.summary}."
            )
    lines = []
    for line in asked.text.splitlines():
        narrowing = _NARROWING.search(line)
        if narrowing and (narrowing["name"] in terms) is (narrowing["mood"] == "unless"):
            continue
        line = _NARROWING.sub("", line)
        # One pass over the text as written: a value that spells a block stays a value.
        lines.append(_BLOCK.sub(lambda block: _values(block["name"], terms), line))
    return "\n".join(line for line in lines if line.strip()) + "\n"


def ask(endpoint: Endpoint, name: str, parameters: Mapping[str, str]) -> Table:
    """Return the answer of a question; raise `QuestionError` where it is asked wrongly."""
    asked = question(name)
    query = render(asked, parameters)
    if name == "why-linked":
        ends = (parameters[end].strip() for end in ("first", "second"))
        return _in_order(chains.table(endpoint, *ends), asked.lists)
    found = pairs.table(endpoint, query, parameters) if name == pairs.NAME else None
    if found is not None:
        return _in_order(found, asked.lists)
    if name == waiting.NAME:
        found = waiting.table(endpoint, query, parameters)
    else:
        found = links.table(
            endpoint, name, query, parameters, lambda table: _in_order(table, asked.lists)
        )
    return _in_order(ordering.select(endpoint, query), asked.lists) if found is None else found


def unknown(endpoint: Endpoint, name: str, parameters: Mapping[str, str]) -> tuple[str, ...]:
    """Return the given IRIs of which the store knows nothing: a slip of the pen, as a rule."""
    render(question(name), parameters)
    given = [
        parameters[each.name].strip()
        for each in question(name).parameters
        if each.kind == "iri" and parameters.get(each.name, "").strip()
    ]
    return tuple(
        value
        for value in given
        if not endpoint.ask(f"ASK {{ {{ <{value}> ?p ?o }} UNION {{ ?s ?p <{value}> }} }}")
    )


def _parameter(name: str, line: str) -> Parameter:
    match = _PARAMETER.fullmatch(line)
    if match is None or match["kind"] not in KINDS:
        raise ValueError(f"{name}.rq: “{line}” is not “name: kind required|optional Summary”")
    target = URIRef(PREFIXES[match["prefix"]] + match["local"]) if match["prefix"] else None
    return Parameter(
        match["name"], match["kind"], match["need"] == "required", match["summary"], target
    )


def _values(name: str, terms: Mapping[str, str]) -> str:
    return f"VALUES ?{name} {{ {terms[name]} }}" if name in terms else ""


def _in_order(table: Table, lists: tuple[str, ...]) -> Table:
    """Return the table with the IRIs of each list cell sorted: stores concatenate freely."""
    at = {table.variables.index(name) for name in lists if name in table.variables}
    rows: list[Row] = [
        tuple(_sorted(cell) if number in at else cell for number, cell in enumerate(row))
        for row in table.rows
    ]
    return Table(table.variables, tuple(rows), table.snapshot, table.truncated)


def _sorted(cell: Identifier | None) -> Identifier | None:
    if not isinstance(cell, Literal):
        return cell
    text = " ".join(sorted(set(cell.split())))
    return Literal(text) if text else None
