"""A badge of a report: a small SVG picture for a README or a page."""

from html import escape

from shapes.finding import Level
from shapes.report import Report

COLOURS = {
    None: "#2e7d32",
    Level.INFO: "#1565c0",
    Level.WARNING: "#9a6700",
    Level.VIOLATION: "#c62828",
}
LEFT = "RBM rules"
_WIDE = 7
"""Width of a letter in pixels, at 11 px Verdana; the text is fitted to it."""


def badge(report: Report) -> bytes:
    """Return the badge: sound, or how many findings of the gravest level there are."""
    text = escape(verdict(report))
    left, right = len(LEFT) * _WIDE + 10, len(text) * _WIDE + 10
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


def verdict(report: Report) -> str:
    """Return the verdict in a few words: `sound`, `3 violations`, `nothing to check`."""
    if report.knows_nothing:
        return "nothing to check"
    if report.worst is None:
        return "sound"
    count = report.weights[report.worst]
    word = {Level.INFO: "remark"}.get(report.worst, report.worst.value)
    return f"{count} {word}" + ("" if count == 1 else "s")
