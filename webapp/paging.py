"""Tables in pages for programs: some rows, and where the pages around them are (RFC 8288).

A page begins behind a number of rows. The addresses name the snapshot, whose answers never change,
so that each row stands on one page however long a program takes to walk them.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, abort, request
from flask_babel import gettext as _

from sparql.answers import Table
from sparql.paging import MOST

ARGUMENTS = frozenset({"page-size", "after"})


@dataclass(frozen=True, slots=True)
class Page:
    """The page that is asked for: how many rows, behind how many others."""

    size: int
    begin: int

    def of(self, table: Table) -> Table:
        """Return the rows of this page."""
        rows = table.rows[self.begin : self.begin + self.size]
        return Table(table.variables, rows, table.snapshot, table.truncated)

    def link(self, response: Response, every: int, snapshot: str) -> Response:
        """Return a response that tells the pages around this one of so many rows."""
        places = {"first": 0, "last": max(0, every - 1) // self.size * self.size}
        if self.begin:
            places["prev"] = max(0, self.begin - self.size)
        if self.begin + self.size < every:
            places["next"] = self.begin + self.size
        response.headers["Link"] = ", ".join(
            f'<{self._address(begin, snapshot)}>; rel="{relation}"'
            for relation, begin in places.items()
        )
        response.headers["X-Total-Count"] = str(every)
        return response

    def _address(self, begin: int, snapshot: str) -> str:
        fields = [
            (key, value)
            for key, value in request.args.items(multi=True)
            if key not in ARGUMENTS and key != "asOf"
        ]
        fields += [("asOf", snapshot), ("page-size", str(self.size))]
        fields += [("after", str(begin))] if begin else []
        return f"{request.base_url}?{urlencode(fields)}"


def asked() -> Page | None:
    """Return the page that the address asks for, None for all rows; status 400 for an odd one."""
    if not ARGUMENTS & request.args.keys():
        return None
    size, begin = request.args.get("page-size", ""), request.args.get("after", "0")
    if not _is_number(size) or not _is_number(begin) or not 1 <= int(size) <= MOST:
        abort(
            400,
            _(
                "“page-size” is a number from 1 to %(most)s, “after” the number of rows before.",
                most=MOST,
            ),
        )
    return Page(int(size), int(begin))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
