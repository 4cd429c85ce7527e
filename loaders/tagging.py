"""A language tag put to a text where it stands: in Turtle, N-Triples, JSON-LD and RDF/XML."""

import json
import re
from dataclasses import dataclass
from html import unescape

from loaders import tokens
from loaders.annotation import XML

JSON = frozenset({".json", ".jsonld"})

_TEXT = re.compile(
    r'"""(?P<a>(?:[^"\\]|\\.|"(?!""))*)"""|\'\'\'(?P<b>(?:[^\'\\]|\\.|\'(?!\'\'))*)\'\'\''
    r'|"(?P<c>(?:[^"\\\n]|\\.)*)"|\'(?P<d>(?:[^\'\\\n]|\\.)*)\'',
    re.DOTALL,
)
_KEY = re.compile(r'"(?:[^"\\]|\\.)*"\s*:\s*')
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?')
_VALUE = re.compile(r'"@value"\s*:\s*\Z')
_ELEMENT = re.compile(r"<[^\s<>/]+(?P<attributes>[^<>]*)>(?P<text>[^<>]*)</")


@dataclass(frozen=True, slots=True)
class Tagging:
    """What is put in place of a span of a text."""

    begin: int
    end: int
    text: str


def tag(text: str, at: int, value: str, language: str, ending: str) -> Tagging | None:
    """Return what gives a value its language tag, None where it does not stand there for sure.

    `at` is where the value (in N-Triples its line, in JSON its key, in XML its element) begins.
    """
    if ending in JSON:
        return _in_json(text, at, value, language)
    if ending in XML:
        return _in_xml(text, at, value, language)
    for match in _TEXT.finditer(text, at):
        if text.count("\n", at, match.start()):
            return None
        written = next(part for part in match.groups() if part is not None)
        if tokens.plain(written) == value and text[match.end() : match.end() + 1] not in ("@", "^"):
            return Tagging(match.end(), match.end(), f"@{language}")
    return None


def _in_json(text: str, at: int, value: str, language: str) -> Tagging | None:
    key = _KEY.match(text, at)
    if key is None:
        return None
    try:
        _, end = json.JSONDecoder(strict=False).raw_decode(text, key.end())
    except ValueError:
        return None
    found = [
        match
        for match in _STRING.finditer(text, key.end(), end)
        if match[2] is None and json.loads(match[1], strict=False) == value
    ]
    if len(found) != 1:
        return None
    start, after = found[0].span()
    added = f', "@language": "{language}"'
    if _VALUE.search(text, key.end(), start):
        node = text[text.rfind("{", key.end(), start) : text.find("}", after)]
        return None if '"@type"' in node else Tagging(after, after, added)
    return Tagging(start, after, f'{{"@value": {found[0][1]}{added}}}')


def _in_xml(text: str, at: int, value: str, language: str) -> Tagging | None:
    element = _ELEMENT.match(text, at)
    if element is None or "lang" in element["attributes"] or unescape(element["text"]) != value:
        return None
    begin = element.start("attributes")
    return Tagging(begin, begin, f' xml:lang="{language}"')
