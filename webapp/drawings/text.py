"""Text in pictures: SVG does not break lines by itself."""

import unicodedata

LETTER = 7.0
"""Pixels that a Latin letter takes on average at 13 pixels; a Han character takes 13."""


def width(text: str) -> float:
    """Return about how many pixels a text takes."""
    return sum(13.0 if unicodedata.east_asian_width(sign) in "WF" else LETTER for sign in text)


def wrapped(text: str, room: float, most: int) -> tuple[str, ...]:
    """Return a text in lines that fit, at most so many; the last ends in … where it is cut."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and width(lines[-1] + word.rstrip()) > room:
            lines.append("")
        lines[-1] += word
    lines = [line.strip() for line in lines]
    if len(lines) > most:
        lines = lines[:most]
        while width(lines[-1]) > room - 13:
            lines[-1] = lines[-1][:-1]
        lines[-1] += "…"
    return tuple(lines)


def _words(text: str) -> list[str]:
    """Return the parts between which a line may break: words, and every Han character."""
    parts = [""]
    for sign in text:
        wide = unicodedata.east_asian_width(sign) in "WF"
        if parts[-1] and (wide or parts[-1][-1] == " "):
            parts.append("")
        parts[-1] += sign
        if wide:
            parts.append("")
    return [part for part in parts if part]
