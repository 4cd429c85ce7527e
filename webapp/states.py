"""The words that answers use for states, bases and directions, in the reader's language."""

from flask_babel import lazy_gettext as _

WORDS = {
    "stated": _("stated"),
    "derived": _("derived"),
    "reached": _("reached"),
    "open": _("open"),
    "overdue": _("overdue"),
    "due within a year": _("due within a year"),
    "dropped": _("dropped"),
    "delayed": _("delayed"),
    "undated": _("undated"),
    "MUST": _("must"),
    "SHOULD": _("should"),
    "MAY": _("may"),
    "violation": _("violation"),
    "warning": _("warning"),
    "info": _("remark"),
    "unit": _("unit"),
    "target": _("target"),
    "date": _("date"),
    "baseline": _("baseline"),
    "actual": _("actual"),
    "direction": _("direction"),
    "means of verification": _("means of verification"),
}
"""A word of an answer and its translation."""
STANDINGS = ("overdue", "due within a year", "open", "undated", "reached", "dropped")
"""The states of a milestone, the most pressing first."""


def word(text: str) -> str:
    """Return a word of an answer in the language of the interface."""
    return str(WORDS.get(text, text))
