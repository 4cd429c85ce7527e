"""Reports of findings in the formats that people, editors and code hosts read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shapes.report import Report
from shapes.reports import badge, page, plain, rdf, sarif, tables


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a report: its media type, its file ending and what writes it."""

    name: str
    media_type: str
    ending: str
    write: Callable[[Report, str], bytes]


def _rdf(name: str, media_type: str, ending: str) -> Format:
    return Format(name, media_type, ending, lambda report, _: rdf.serialized(report, media_type))


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format("json", "application/json", "json", lambda report, _: plain.json_text(report)),
        Format("csv", "text/csv", "csv", tables.csv_text),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            tables.workbook,
        ),
        Format("sarif", "application/sarif+json", "sarif", sarif.log),
        _rdf("turtle", "text/turtle", "ttl"),
        _rdf("jsonld", "application/ld+json", "jsonld"),
        _rdf("ntriples", "application/n-triples", "nt"),
        _rdf("rdfxml", "application/rdf+xml", "rdf"),
        Format("html", "text/html", "html", page.page),
        Format("badge", "image/svg+xml", "svg", badge.badge),
    )
}
"""Every form of a report by its name."""


def written(report: Report, form: str, language: str = "en") -> bytes:
    """Return a report in one of `FORMATS`, its texts in a language where the form has one."""
    return FORMATS[form].write(report, language)
