"""What a query text may hold before any parser sees it (SPARQL 1.1, section 19).

The engine below can be brought down by some thousand nested brackets and reaches the network for
`SERVICE` and `LOAD`. Both are told apart here from tokens: in the SPARQL grammar these words are
keywords wherever they stand outside a string, a comment, an IRI or a prefixed name, so no parse
tree is needed to refuse them, and no input can crash the refusal.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from sparql.endpoint import QueryError

MAX_BYTES = 65_536
MAX_NESTING = 100
QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATE_FORMS = frozenset(
    ["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"],
)

_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+)
    | (?P<comment>\#[^\r\n]*)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<string>\"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | \"(?:[^\"\\\r\n]|\\.)*\" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_](?:[\w.\-]{0,200}[\w\-])?)?:
        (?:(?:[\w\-:.]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*
           (?:[\w\-:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)
    | (?P<word>[A-Za-z]\w*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_HIDDEN = re.compile(r"[)\]*?+!]\s*(?:SERVICE|LOAD)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A text that may run: its form (`SELECT` … or `UPDATE`) and the graphs its FROM names."""

    text: str
    form: str
    from_graphs: tuple[str, ...] = ()
    from_named: tuple[str, ...] = ()


def guard_query(
    text: str,
    *,
    graphs: Container[str] | None = None,
    services: Container[str] = frozenset(),
) -> Guarded:
    """Return a query that may run; raise `QueryError` that says what to change.

    `graphs` are the graph names that FROM may name (None: any, none is ever fetched);
    `services` the endpoint IRIs that the operator allows behind SERVICE.
    """
    guarded = _guard(text, services)
    if guarded.form == "UPDATE":
        raise QueryError("This is an update; only queries are answered here.")
    if graphs is not None:
        for name in (*guarded.from_graphs, *guarded.from_named):
            if name not in graphs:
                raise QueryError(f"FROM names the graph <{name}>, which is not in this store.")
    return guarded


def guard_update(text: str) -> Guarded:
    """Return an update that may run; LOAD and SERVICE are refused."""
    guarded = _guard(text, frozenset())
    if guarded.form != "UPDATE":
        raise QueryError("This is a query; only updates are accepted here.")
    return guarded


def _guard(text: str, services: Container[str]) -> Guarded:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise QueryError(f"The query has {size:,} bytes; at most {MAX_BYTES:,} are read.")
    guarded = _read(text, services)
    decoded = _ESCAPE.sub(_character, text)
    if decoded != text:
        _read(decoded, services)
    return guarded


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise QueryError(f"{match[0]} is not a character.")
    return chr(number)


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Return the tokens of a text: kind, text and where each begins; no spaces, no comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind not in ("space", "comment"):
            yield kind, match[0], match.start()


def _read(text: str, services: Container[str]) -> Guarded:
    form = ""
    depth = signs = 0
    prefixes: dict[str, str] = {}
    from_graphs: list[str] = []
    from_named: list[str] = []
    stream = list(tokens(text))
    for number, (kind, token, start) in enumerate(stream):
        signs = signs + 1 if token in ("!", "-", "+", "^") else 0
        if token in ("{", "(", "["):
            depth += 1
        elif token in ("}", ")", "]"):
            depth -= 1
        if depth > MAX_NESTING or signs > MAX_NESTING:
            raise QueryError(
                f"Brackets or signs are nested more than {MAX_NESTING} deep {_where(text, start)}."
            )
        if kind == "iri" and _HIDDEN.search(token):
            raise QueryError(f"Put spaces around the comparison {_where(text, start)}.")
        if kind != "word":
            continue
        word = token.upper()
        following = stream[number + 1 : number + 4]
        if word == "PREFIX" and len(following) >= 2:
            prefixes[following[0][1]] = following[1][1].strip("<>")
        elif word == "LOAD":
            raise QueryError(f"LOAD would reach the network; it is refused {_where(text, start)}.")
        elif word == "SERVICE":
            _check_service(following, prefixes, services, _where(text, start))
        elif word == "FROM":
            named = bool(following) and following[0][1].upper() == "NAMED"
            name = following[1:2] if named else following[:1]
            (from_named if named else from_graphs).append(_iri(name, prefixes))
        if not form and (word in QUERY_FORMS or word in UPDATE_FORMS):
            form = word if word in QUERY_FORMS else "UPDATE"
    if not form:
        raise QueryError("There is no SELECT, ASK, CONSTRUCT or DESCRIBE in this text.")
    return Guarded(text, form, tuple(from_graphs), tuple(from_named))


def _check_service(
    following: list[tuple[str, str, int]],
    prefixes: dict[str, str],
    services: Container[str],
    where: str,
) -> None:
    if following and following[0][1].upper() == "SILENT":
        following = following[1:]
    if _iri(following[:1], prefixes) not in services:
        raise QueryError(
            f"SERVICE would ask another server; it is refused {where}. "
            "The operator can allow an endpoint by its IRI."
        )


def _iri(tokens: list[tuple[str, str, int]], prefixes: dict[str, str]) -> str:
    if not tokens:
        return ""
    kind, token, _ = tokens[0]
    if kind == "iri":
        return token[1:-1]
    prefix, colon, local = token.partition(":")
    return prefixes.get(prefix + colon, "") + local


def _where(text: str, start: int) -> str:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return f"(line {line}, column {column})"


def keywords(text: str) -> list[tuple[str, int]]:
    """Return the bare words of a text in capitals, with where each begins."""
    return [(token.upper(), start) for kind, token, start in tokens(text) if kind == "word"]
