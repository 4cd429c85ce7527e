"""What is wrong with a query and where, from the words of the guard and of the engine."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from sparql.pool import LimitPassed

AT = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
WHERE = re.compile(r"\s*\(line (\d+), column (\d+)\)")
CLASSES = re.compile(r"\[[^\]]*\](?:\s*\|\s*'[^']*'(?:\.\.='[^']*')?)*")
MOST = 5
"""Expected words that help; more of them only say that this was not the place."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a query: its place, counted from 1, and 0 where it has none."""

    message: str
    line: int = 0
    column: int = 0

    def excerpt(self, query: str) -> str:
        """Return the line at fault, empty where the fault has no place."""
        lines = query.splitlines()
        return lines[self.line - 1] if 0 < self.line <= len(lines) else ""


def fault(text: str, query: str) -> Fault:
    """Return the fault that an error tells of, at a place that the query has."""
    if match := AT.search(text):
        line, column = int(match[1]), int(match[2])
        found = Fault(_expected(match[3]), line, column)
    elif match := WHERE.search(text):
        found = Fault(WHERE.sub("", text), int(match[1]), int(match[2]))
    else:
        return Fault(text)
    return _within(found, query)


def stopped(error: LimitPassed) -> str:
    """Return why a query was stopped, and what its writer can do."""
    if "cancelled" in str(error):
        return str(_("The query was cancelled."))
    if "memory" in str(error):
        return str(_("It needed more memory than is allowed here. Narrow it, or set a LIMIT."))
    return str(_("It took more time than is allowed here. Narrow it, or set a LIMIT."))


def _within(found: Fault, query: str) -> Fault:
    """Return a fault whose place is the end of the text where it lies behind that."""
    lines = query.rstrip().splitlines() or [""]
    if found.line > len(lines):
        return Fault(found.message, len(lines), len(lines[-1]) + 1)
    return found


def _expected(told: str) -> str:
    """Return what the engine would have taken here, without its classes of characters."""
    if "Prefix not found" in told:
        return str(_("This prefix is not declared: add a PREFIX line for it."))
    sentences = [each.strip() for each in CLASSES.sub("", told).split(",")]
    sentences = [each for each in sentences if 2 < len(each.split()) < 20 and each.isprintable()]
    if sentences:
        return f"{sentences[0]}."
    words = re.findall(r'"([^"\s]{1,3})"', told)
    if not 0 < len(words) <= MOST:
        return str(_("This cannot stand here."))
    return str(_("This cannot stand here. Expected: %(words)s", words=" ".join(words)))
