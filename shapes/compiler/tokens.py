"""SPARQL text as tokens, to put terms into a query without touching its strings."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

TOKEN = re.compile(
    r"""(?P<gap>\s+|\#[^\n]*)
    |(?P<string>(?:\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')(?:@[A-Za-z][A-Za-z0-9-]*)?)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<variable>[?$]\w+)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<word>(?:[^\W\d][\w-]*)?:(?:[\w.%:-]*[\w%:-])?|[^\W\d][\w]*)
    |(?P<sign>\^\^|&&|\|\||[<>!]=|.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a query: its kind (string, iri, variable, word or sign) and its text."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """Return the text of a word in upper case, of anything else as it is."""
        return self.text.upper() if self.kind == "word" else self.text


def tokens(query: str) -> list[Token]:
    """Return the tokens of a query without blanks and comments."""
    found = (Token(str(match.lastgroup), match.group()) for match in TOKEN.finditer(query))
    return [token for token in found if token.kind != "gap"]


def joined(texts: Iterable[str]) -> str:
    """Return pieces as one query, with no blank where some parser wants none.

    Oxigraph wants none before the bracket of CONCAT, rdflib none before the `*` of a path and none
    in a typed literal.
    """
    written = ""
    for text in texts:
        close = text in ("(", "^^") or written.endswith("^^")
        close = close or (text in ("*", "+", "?") and written[-1:] in (">", ")"))
        written += text if close or not written else f" {text}"
    return written


def substitute(query: str, terms: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
    """Return the query with variables replaced by terms and prefixed names by whole IRIs.

    `bound()` of a replaced variable is true: what stands for it is always there.
    """
    spaces = dict(prefixes)
    written: list[str] = []
    for token in _declared(tokens(query), spaces):
        if token.kind == "variable" and token.text[1:] in terms:
            written.append(terms[token.text[1:]])
            if [text.upper() for text in written[-3:-1]] == ["BOUND", "("]:
                written[-3:] = ["(", "true"]
        elif token.kind == "word" and ":" in token.text:
            prefix, _, name = token.text.partition(":")
            written.append(f"<{spaces[prefix]}{name}>" if prefix in spaces else token.text)
        else:
            written.append(token.text)
    return joined(written)


def at_moment(query: str, moment: str) -> str:
    """Return the query with each `NOW()` replaced by the text of a fixed moment."""
    written: list[str] = []
    for token in tokens(query):
        written.append(token.text)
        if [text.upper() for text in written[-3:]] == ["NOW", "(", ")"]:
            written[-3:] = [moment]
    return joined(written)


def _declared(found: list[Token], spaces: dict[str, str]) -> list[Token]:
    """Take the PREFIX lines off the head of a query and note what they declare."""
    while [token.word for token in found[:1]] == ["PREFIX"] and len(found) > 2:
        spaces[found[1].text.rstrip(":")] = found[2].text[1:-1]
        found = found[3:]
    return found
