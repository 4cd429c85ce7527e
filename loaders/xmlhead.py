"""The root element of an XML file, told from its first bytes without a parser."""

import re

from loaders.limits import encoding_of

_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", re.DOTALL)
_ROOT = re.compile(r"<([^\s<>!?/]+)((?:\s+[^\s=<>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)")
_ATTRIBUTE = re.compile(r"([^\s=<>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def start_tag(head: bytes) -> tuple[str, dict[str, str]] | None:
    """Return the name of the root element as written and its attributes, or None."""
    text = head.decode(encoding_of(head), "replace").removeprefix("\ufeff")
    position = 0
    while match := _PROLOG.match(text, position):
        position = match.end()
    root = _ROOT.match(text, position)
    if root is None:
        return None
    attributes = {
        name: double or single for name, double, single in _ATTRIBUTE.findall(root.group(2))
    }
    return root.group(1), attributes


def root_of(head: bytes) -> tuple[str, str] | None:
    """Return namespace and local name of the root element, or None where there is none."""
    tag = start_tag(head)
    if tag is None:
        return None
    written, attributes = tag
    prefix, colon, local = written.partition(":")
    if not colon:
        return attributes.get("xmlns", ""), prefix
    return attributes.get(f"xmlns:{prefix}", ""), local
