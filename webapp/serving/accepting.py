"""Content negotiation for programs (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence

from flask import request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable


def accepted(offers: Sequence[str]) -> str:
    """Return the media type that the request prefers, the first offer where it names none.

    Parameters such as `charset=utf-8` do not matter. A browser, which asks for a page, gets the
    first offer too. Status 406 where no offer is accepted.
    """
    ranges = MIMEAccept(
        [(value.partition(";")[0].strip(), weight) for value, weight in request.accept_mimetypes]
    )
    if not ranges or ranges.best == "text/html":
        return offers[0]
    best = ranges.best_match(offers)
    if best is None:
        raise NotAcceptable(f"This is available as: {', '.join(offers)}.")
    return best
