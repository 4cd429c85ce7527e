"""SPARQL 1.1 results as bytes, row by row: JSON, XML, CSV and TSV.

Libraries serialize an answer that is whole; these writers stream one that may be cut, and say in
the last line that it was. A term is `(kind, value, language, datatype)` with kind `uri`,
`bnode` or `literal`.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from rdflib import XSD, BNode, Literal, URIRef
from rdflib.term import Identifier

Term = tuple[str, str, str | None, str | None]
Solution = Sequence[Term | None]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT query, read one by one."""

    variables: tuple[str, ...]
    rows: Iterator[Solution]


def identifier(term: Term) -> Identifier:
    """Return a term as rdflib has it."""
    kind, value, language, datatype = term
    if kind == "uri":
        return URIRef(value)
    if kind == "bnode":
        return BNode(value)
    if datatype is None:
        return Literal(value, lang=language, normalize=False)  # there is nothing to normalize
    if datatype == _BOOLEAN and value in _TRUTH:
        return _TRUTH[value]
    return Literal(value, datatype=URIRef(datatype))


_BOOLEAN = str(XSD.boolean)
_TRUTH = {text: Literal(text, datatype=XSD.boolean) for text in ("true", "false")}
"""The answers of tests, of which a query gives many."""

_quoted = json.JSONEncoder(ensure_ascii=False).encode
"""Writes a text as JSON; `json.dumps` would make a new encoder for every term."""

FORMATS = {
    "application/sparql-results+json": "json",
    "application/json": "json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
"""Media types of tabular results, in the order of preference."""


class Writer(Protocol):
    """Turns an answer into bytes piece by piece."""

    def head(self, variables: Sequence[str]) -> bytes:
        """Return what stands before the first row."""
        ...

    def row(self, solution: Solution) -> bytes:
        """Return one row."""
        ...

    def end(self, truncated: str | None) -> bytes:
        """Return what stands after the last row; `truncated` says why rows are missing."""
        ...


class JsonWriter:
    """SPARQL 1.1 Query Results JSON Format; a cut answer ends with `"truncated"`."""

    def head(self, variables: Sequence[str]) -> bytes:
        """Return the head object and the start of the bindings."""
        self._names = [json.dumps(name) for name in variables]
        self._comma = ""
        return f'{{"head":{{"vars":[{",".join(self._names)}]}},"results":{{"bindings":['.encode()

    def row(self, solution: Solution) -> bytes:
        """Return one binding object."""
        pairs = [
            f"{name}:{_json_term(term)}"
            for name, term in zip(self._names, solution, strict=True)
            if term is not None
        ]
        text = f"{self._comma}{{{','.join(pairs)}}}"
        self._comma = ",\n"
        return text.encode()

    def end(self, truncated: str | None) -> bytes:
        """Return the closing brackets."""
        note = f',"truncated":{json.dumps(truncated)}' if truncated else ""
        return f"]}}{note}}}\n".encode()


def _json_term(term: Term) -> str:
    kind, value, language, datatype = term
    text = f'{{"type":"{kind}","value":{_quoted(value)}'
    if language:
        return f'{text},"xml:lang":"{language}"}}'
    return f'{text},"datatype":{_quoted(datatype)}}}' if datatype else f"{text}}}"


class XmlWriter:
    """SPARQL Query Results XML Format; a cut answer ends with a comment."""

    def head(self, variables: Sequence[str]) -> bytes:
        """Return the head element and the start of the results."""
        self._names = [quoteattr(name) for name in variables]
        names = "".join(f"<variable name={name}/>" for name in self._names)
        return (
            '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
            f"<head>{names}</head>\n<results>\n"
        ).encode()

    def row(self, solution: Solution) -> bytes:
        """Return one result element."""
        bindings = "".join(
            f"<binding name={name}>{_xml_term(term)}</binding>"
            for name, term in zip(self._names, solution, strict=True)
            if term is not None
        )
        return f"<result>{bindings}</result>\n".encode()

    def end(self, truncated: str | None) -> bytes:
        """Return the closing tags."""
        note = f"<!-- truncated: {truncated} -->" if truncated else ""
        return f"</results>{note}</sparql>\n".encode()


def _xml_term(term: Term) -> str:
    kind, value, language, datatype = term
    text = escape("".join(c for c in value if c in "\t\n\r" or c >= " "), {"\r": "&#xD;"})
    attribute = f" xml:lang={quoteattr(language)}" if language else ""
    if datatype:
        attribute = f" datatype={quoteattr(datatype)}"
    return f"<{kind}{attribute}>{text}</{kind}>"


class CsvWriter:
    """SPARQL 1.1 Query Results CSV; a cut answer ends with a row that says so."""

    def head(self, variables: Sequence[str]) -> bytes:
        """Return the header row."""
        self._buffer = io.StringIO()
        self._csv = csv.writer(self._buffer, lineterminator="\r\n")
        return self._line(variables)

    def row(self, solution: Solution) -> bytes:
        """Return one row of plain values, blank nodes with their `_:`."""
        return self._line(
            "" if term is None else f"_:{term[1]}" if term[0] == "bnode" else term[1]
            for term in solution
        )

    def end(self, truncated: str | None) -> bytes:
        """Return nothing, or the row that says why rows are missing."""
        return self._line([f"# truncated: {truncated}"]) if truncated else b""

    def _line(self, values: object) -> bytes:
        self._csv.writerow(values)  # type: ignore[arg-type]
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text.encode()


class TsvWriter:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle."""

    def head(self, variables: Sequence[str]) -> bytes:
        """Return the header row."""
        return ("\t".join(f"?{name}" for name in variables) + "\n").encode()

    def row(self, solution: Solution) -> bytes:
        """Return one row of terms."""
        return (
            "\t".join("" if term is None else turtle(term) for term in solution) + "\n"
        ).encode()

    def end(self, truncated: str | None) -> bytes:
        """Return nothing, or the line that says why rows are missing."""
        return f"# truncated: {truncated}\n".encode() if truncated else b""


_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)


def turtle(term: Term) -> str:
    """Return a term as N-Triples writes it."""
    kind, value, language, datatype = term
    if kind == "uri":
        return f"<{value}>"
    if kind == "bnode":
        return f"_:{value}"
    quoted = f'"{value.translate(_ESCAPES)}"'
    if language:
        return f"{quoted}@{language}"
    return f"{quoted}^^<{datatype}>" if datatype else quoted


WRITERS: dict[str, type[Writer]] = {
    "json": JsonWriter,
    "xml": XmlWriter,
    "csv": CsvWriter,
    "tsv": TsvWriter,
}


def boolean(answer: bool, form: str) -> bytes:
    """Return the answer of an ASK query in a result format."""
    word = "true" if answer else "false"
    if form == "json":
        return f'{{"head":{{}},"boolean":{word}}}\n'.encode()
    if form == "xml":
        return (
            '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
            f"<head/><boolean>{word}</boolean></sparql>\n"
        ).encode()
    return f"{word}\n".encode()
