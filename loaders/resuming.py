"""Where Turtle and TriG can be read again after a statement that is broken.

A statement ends at a dot outside strings, IRIs and comments, a graph of TriG at its brace. Where a
long string never ends, nobody can say where the next statement begins, and reading stops.
"""

import re

_MARK = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\'|(?P<open>"""|\'\'\')'
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|\#[^\n]*'
    r"|(?P<brace>[{}])|(?P<dot>\.(?=\s|\#|\Z)|(?<=[>\"'\])])\.)",
    re.DOTALL,
)
_LINE = re.compile(r"(PREFIX|BASE)\b[^\n]*", re.IGNORECASE)
_PREFIX = re.compile(r"@?[a-z]+\s+([^\s:<>\"']*)\s*:?\s*<?", re.IGNORECASE)
_UNBOUND = re.compile(r'Prefix "(.*):" not bound')


def resume(text: str, start: int) -> int | None:
    """Return where to read on after the broken statement that begins at a position."""
    line = _LINE.match(text, start)
    if line:
        return line.end()
    depth = 0
    for mark in _MARK.finditer(text, start):
        if mark["open"]:
            return None
        if mark["brace"]:
            depth += 1 if mark["brace"] == "{" else -1
        if depth <= 0 and (mark["dot"] or mark["brace"]):
            return mark.end()
    return None


def prefix_meant(text: str, start: int, why: str) -> str | None:
    """Return the prefix that a statement lacks or tried to declare, so that it is told once."""
    unbound = _UNBOUND.match(why)
    if unbound:
        return unbound[1]
    directive = (
        _PREFIX.match(text, start) if text[start] == "@" or _LINE.match(text, start) else None
    )
    return directive[1] if directive else None


def is_unbound(why: str) -> bool:
    """Return whether a statement is broken by a prefix only that nothing declares."""
    return _UNBOUND.match(why) is not None
