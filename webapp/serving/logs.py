"""The log: one JSON object per line, with the id of the request where there is one.

No line holds a query, a parameter, a header or a body: those may be anybody's secrets.
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime

LINES = "webapp.serving.logs.JsonLines"


class JsonLines(logging.Formatter):
    """Writes a record as JSON; `extra={"fields": …}` adds to it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            line |= fields
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configuration(level: str) -> dict[str, object]:
    """Return what `logging.config.dictConfig` needs to write such lines to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"generic": {"()": LINES}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic"}},
        "loggers": {"_granian": {"handlers": ["console"], "propagate": False}},
        "root": {"handlers": ["console"], "level": level.upper()},
    }
