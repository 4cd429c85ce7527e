"""The rows of a matrix as HTML, written here and not in a template: there are forty thousand cells.

In a matrix that is large each cell says only its number; the kinds of the links stand in its title
where there are few enough.
"""

from collections.abc import Iterator
from functools import cache
from urllib.parse import quote

from flask import url_for
from markupsafe import Markup, escape

from webapp import addresses, naming
from webapp.installation import settings
from webapp.languages import interface
from webapp.matrices import Cell, Matrix

DENSE = 60
"""Rows above which cells have no titles."""


def short(thing: str) -> str:
    """Return the address of a thing on this site where it has one below `/id/`, else its IRI."""
    path = addresses.page(thing, settings().base)
    return path if path.startswith("/id/") else thing


def full(address: str) -> str:
    """Return the IRI that `short` shortened."""
    return settings().base + address[4:] if address.startswith("/id/") else address


def body(matrix: Matrix, by: str) -> Markup:
    """Return the rows of a matrix; `by` is the rule where the columns are what plans share."""
    write = _shared(matrix) if by else _linked(matrix)
    return Markup("\n".join(write))  # every text that goes in is escaped on its way


def _linked(matrix: Matrix) -> Iterator[str]:
    why = url_for("linkage.why")
    dense = len(matrix.rows) > DENSE
    title = cache(lambda thing: naming.name(thing).text)
    ends = {
        thing: escape(quote(short(thing), safe="/:")) for thing in {*matrix.rows, *matrix.columns}
    }
    for row in matrix.rows:
        start = f'"><a dir="ltr" href="{why}?first={ends[row]}&amp;second='
        cells = []
        for column in matrix.columns:
            cell = matrix.cells.get((row, column))
            if row == column:
                cells.append('<td class="self"></td>')
            elif cell is None:
                cells.append("<td></td>")
            else:
                told = "" if dense else f' title="{escape(cell.kinds(title))}"'
                link = f'{start}{ends[column]}"{told}>{_numbers(cell)}</a></td>'
                cells.append(f'<td class="{_class(matrix, cell)}{link}')
        yield f"<tr>{_head(row)}{''.join(cells)}</tr>"


def _shared(matrix: Matrix) -> Iterator[str]:
    names = {column: escape(naming.name(column).text) for column in matrix.columns}
    for row in matrix.rows:
        called = naming.name(row)
        cells = []
        for column in matrix.columns:
            cell = matrix.cells.get((row, column))
            cells.append(
                f'<td class="{_class(matrix, cell)}"><a href="{escape(called.address or "")}" '
                f'aria-label="{escape(called.text)}, {names[column]}">●</a></td>'
                if cell
                else "<td></td>"
            )
        yield f"<tr>{_head(row)}{''.join(cells)}</tr>"


def _head(thing: str) -> str:
    called = naming.name(thing)
    tag = called.language
    language = f' lang="{escape(tag)}" dir="auto"' if tag and tag != interface().tag else ""
    text = f"<span{language}>{escape(called.text)}</span>"
    if called.address:
        text = f'<a href="{escape(called.address)}"{language}>{escape(called.text)}</a>'
    return f'<th scope="row">{text}</th>'


def _class(matrix: Matrix, cell: Cell) -> str:
    told = cell.stated or cell.back
    return f"shade-{matrix.shade(cell)}{'' if told else ' derived-only'}"


def _numbers(cell: Cell) -> str:
    stated, back, derived = (sum(counts.values()) for _, counts in cell.by_basis())
    return (
        f"{stated or ''}{f'<small>←{back}</small>' if back else ''}"
        f"{f'<small>+{derived}</small>' if derived else ''}"
    )
