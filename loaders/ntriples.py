"""N-Triples and N-Quads, streamed line by line: tokens pass through as they stand."""

import re

from loaders import tokens
from loaders.limits import encoding_of
from loaders.rdf import Statements
from loaders.slips import Slips
from loaders.source import Refusal, Sink, Source, refusal
from shapes.finding import Place

_PLAIN = r"[^\x00-\x20<>\"{}|^`\\]*"
_ESCAPE = r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_IRI = rf"<{_PLAIN}(?:{_ESCAPE}{_PLAIN})*>"
_BLANK = r"_:[\w][\w.·-]*(?<!\.)"
_STRING = r'"[^"\\\n\r]*(?:\\(?:[tbnrf"\'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})[^"\\\n\r]*)*"'
_TAG = r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"
_LINE = re.compile(
    rf"[ \t]*({_IRI}|{_BLANK})[ \t]*({_IRI})[ \t]*({_IRI}|{_BLANK}|{_STRING}(?:{_TAG}|\^\^{_IRI})?)"
    rf"[ \t]*({_IRI}|{_BLANK})?[ \t]*\.[ \t]*(?:#.*)?\Z"
)
_SILENT = re.compile(r"[ \t]*(#.*)?\Z")
_TICK = 5_000


class NTriplesLoader:
    """Reads N-Triples and N-Quads."""

    name = "ntriples"
    title = "N-Triples or N-Quads"
    version = "1"

    def recognize(self, head: bytes, source: Source) -> float:
        """Return how surely the first full line is a statement of N-Triples."""
        for line in head.decode(encoding_of(head), "replace").splitlines():
            if not _SILENT.match(line):
                return 0.95 if _LINE.match(line) else 0.0
        return 0.0

    def read(self, source: Source, sink: Sink) -> None:
        """Tell the sink every statement with its line."""
        statements = Statements(source, sink)
        slips = Slips(source.name)
        position = 0
        with source.path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                position += len(raw)
                place = Place(source.name, line=number)
                try:
                    line = raw.decode("utf-8").rstrip("\r\n")
                except UnicodeDecodeError:
                    slips.add(_undecoded(source, place))
                    continue
                if number == 1:
                    line = line.removeprefix("\ufeff")
                match = _LINE.match(line)
                if match is None:
                    if _SILENT.match(line):
                        continue
                    slips.add(_broken(source, line, place))
                    continue
                subject, predicate, value, graph = match.groups()
                if graph is not None:
                    statements.graph(graph.strip("<>"), place)
                statements.put(
                    _own(subject, statements, place),
                    _own(predicate, statements, place),
                    _own(value, statements, place),
                    place,
                )
                if number % _TICK == 0:
                    sink.advance(position)
        slips.close()
        statements.close()


def _own(token: str, statements: Statements, place: Place) -> str:
    """Return a token as it stands; a blank node gets our label, a bad IRI or tag is told."""
    if token[0] == "_":
        return statements.named_blank(token[2:])
    if token[0] == "<":
        return (
            token
            if tokens.is_iri(token[1:-1])
            else statements.name(tokens.plain(token[1:-1]), place)
        )
    end = token.rfind('"') + 1
    tail = token[end:]
    if "\\" in token:
        # The source map knows a text by one spelling.
        token = tokens.quoted(tokens.plain(token[1 : end - 1])) + tail
        end = token.rfind('"') + 1
    if not tail or (tail[0] == "@" and tokens.is_language(tail[1:])):
        return token
    if tail[0] == "^":
        return f"{token[:end]}^^{_own(tail[2:], statements, place)}"
    return statements.literal(tokens.plain(token[1 : end - 1]), None, tail[1:], place)


def _undecoded(source: Source, place: Place) -> Refusal:
    return refusal(
        "LOAD-ENCODING",
        f"{source.name} is not UTF-8 in line {place.line}.",
        place,
        "Save the file as UTF-8.",
        zh=f"{source.name} 第 {place.line} 行不是 UTF-8 编码。",
    )


def _broken(source: Source, line: str, place: Place) -> Refusal:
    """Return the refusal of a line, saying up to which column it can be read."""
    column = 1
    for part in (
        rf"[ \t]*({_IRI}|{_BLANK})",
        rf"[ \t]*({_IRI})",
        rf"[ \t]*({_IRI}|{_BLANK}|{_STRING})",
    ):
        match = re.compile(part).match(line, column - 1)
        if match is None:
            break
        column = match.end() + 1
    column += len(line[column - 1 :]) - len(line[column - 1 :].lstrip(" \t"))
    return refusal(
        "LOAD-SYNTAX",
        f"{source.name} is not well-formed N-Triples at line {place.line}, column {column}:"
        f" there stands {line[column - 1 : column + 29]!r}.",
        Place(source.name, line=place.line, column=column),
        "A line holds subject, predicate, object and a dot. Correct the line and load again.",
        zh=f"{source.name} 第 {place.line} 行第 {column} 列不符合 N-Triples 语法。",
    )
