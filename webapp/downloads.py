"""A table as a file: CSV, XLSX or JSON, in which no cell can become a formula."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal

import xlsxwriter
from flask import Response
from rdflib import Literal, URIRef
from rdflib.term import Identifier

from sparql.answers import Table
from webapp import naming
from webapp.negotiation import Format

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which spreadsheet programs take text for a formula."""
MOST = 1_048_575
"""Rows of a sheet below its heading."""
Value = str | int | float | None


def download(table: Table, name: str, format_: Format) -> Response:
    """Return a table as a file of that format, IRIs with their names beside them."""
    write = {"csv": as_csv, "xlsx": as_xlsx, "json": as_json}[format_.name]
    naming.learn(term for row in table.rows for term in row)
    body = write(table)
    response = Response(body, content_type=f"{format_.media}; charset=utf-8")
    if format_.name == "xlsx":
        response.content_type = format_.media
    if format_.name != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{format_.name}"'
    response.headers["X-Snapshot"] = table.snapshot or ""
    if table.truncated:
        response.headers["X-Result-Truncated"] = "true"
    return response


def headings(table: Table) -> list[str]:
    """Return the columns of a file: a column of IRIs is followed by one of their names."""
    named = named_columns(table)
    return [
        heading
        for variable in table.variables
        for heading in ([variable, f"{variable} name"] if variable in named else [variable])
    ]


def named_columns(table: Table) -> frozenset[str]:
    """Return the columns that hold IRIs."""
    return frozenset(
        variable
        for at, variable in enumerate(table.variables)
        if any(isinstance(row[at], URIRef) for row in table.rows)
    )


def rows(table: Table) -> Iterator[list[Value]]:
    """Return the rows of a file."""
    named = named_columns(table)
    for row in table.rows:
        cells: list[Value] = []
        for variable, term in zip(table.variables, row, strict=True):
            cells.append(plain(term))
            if variable in named:
                cells.append(naming.name(term).text if isinstance(term, URIRef) else None)
        yield cells


def plain(term: Identifier | None) -> Value:
    """Return a term as a number where it is one that a spreadsheet can hold, else as text."""
    if term is None:
        return None
    if isinstance(term, Literal):
        value = term.toPython()
        if isinstance(value, Decimal):
            return float(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    return str(term)


def harmless(value: Value) -> Value:
    """Return a cell that no spreadsheet program takes for a formula; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def as_csv(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8 with a byte order mark, as Excel wants it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(heading) for heading in headings(table)])
    writer.writerows([harmless(value) for value in row] for row in rows(table))
    if table.truncated:
        writer.writerow(["# truncated: more rows exist"])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """Return a table as a workbook; text is written as text, whatever it begins with."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Table")
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, heading in enumerate(headings(table)):
            sheet.write_string(0, column, heading, bold)
            sheet.set_column(column, column, 34)
        for number, row in enumerate(rows(table), start=1):
            if number > MOST:
                break
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value[:32_767])
                elif value is not None:
                    sheet.write_number(number, column, value)
        sheet.freeze_panes(1, 0)
        note = book.add_worksheet("Source")
        note.write_string(0, 0, "Snapshot")
        note.write_string(0, 1, table.snapshot or "")
        note.write_string(1, 0, "Complete")
        note.write_string(1, 1, "no, cut" if table.truncated else "yes")
    return file.getvalue()


def as_json(table: Table) -> bytes:
    """Return a table as JSON: columns, rows as objects, the snapshot and whether it was cut."""
    columns = headings(table)
    document = {
        "snapshot": table.snapshot,
        "truncated": table.truncated,
        "columns": columns,
        "rows": [
            {name: value for name, value in zip(columns, row, strict=True) if value is not None}
            for row in rows(table)
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
