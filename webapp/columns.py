"""What stands over the columns of tables, in the language of the interface."""

import re

from flask_babel import lazy_gettext

_ = lazy_gettext

HEADINGS = {
    "amount": _("Amount"),
    "evidence": _("Evidence"),
}


def heading(variable: str) -> str:
    """Return what stands over a column; a variable nobody named is written as words."""
    if variable in HEADINGS:
        return str(HEADINGS[variable])
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", variable).lower()
    return words[:1].upper() + words[1:]
