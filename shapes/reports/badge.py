"""A badge of a report: a small SVG picture for a README or a page."""

from html import escape
from unicodedata import east_asian_width

from shapes.finding import Level
from shapes.report import Report
from shapes.reports.words import many, say

COLOURS = {
    None: "#2e7d32",
    Level.INFO: "#1565c0",
    Level.WARNING: "#9a6700",
    Level.VIOLATION: "#c62828",
}
LEFT = "RBM rules"
_WIDE = 7
"""Width of a letter in pixels, at 11 px Verdana; the text is fitted to it."""


def badge(report: Report, language: str = "en") -> bytes:
    """Return the badge: sound, or how many findings of the gravest level there are."""
    text = escape(verdict(report, language))
    left, right = len(LEFT) * _WIDE + 10, _width(text) + 10
    width, colour = left + right, COLOURS[report.worst]
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" \
aria-label="{LEFT}: {text}">
  <title>{LEFT}: {text}</title>
  <rect width="{left}" height="20" fill="#444"/>
  <rect x="{left}" width="{right}" height="20" fill="{colour}"/>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    <text x="5" y="14" textLength="{left - 10}">{LEFT}</text>
    <text x="{left + 5}" y="14" textLength="{right - 10}">{text}</text>
  </g>
</svg>
""".encode()


def verdict(report: Report, language: str = "en") -> str:
    """Return the verdict in a few words: `sound`, `3 violations`, `nothing to check`."""
    if report.knows_nothing:
        return say(language, "nothing")
    if report.worst is None:
        return say(language, "sound")
    return many(language, report.worst, report.weights[report.worst])


def _width(text: str) -> int:
    """Return the width of a text in pixels; East Asian signs are as wide as they are high."""
    return sum(12 if east_asian_width(sign) in "WF" else _WIDE for sign in text)
