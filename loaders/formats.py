"""The formats that are read, and which one a file has, judged by its content."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from loaders.iati.loader import IatiLoader
from loaders.jsonld import JsonLdLoader
from loaders.limits import encoding_of
from loaders.mapping import MappingFault
from loaders.mapping_file import read_mapping
from loaders.mapping_findings import unmeant
from loaders.mapping_loader import MappingLoader
from loaders.mapping_near import unknown
from loaders.ntriples import NTriplesLoader
from loaders.rdfxml import RdfXmlLoader
from loaders.source import Loader, Refusal, Source, refusal
from loaders.spreadsheets import first_rows, is_table
from loaders.stratml.loader import StratmlLoader
from loaders.template_loader import TemplateLoader
from loaders.turtle import TurtleLoader
from shapes.finding import Place

HEAD_BYTES = 65_536
"""How many of a file's first bytes a loader sees to recognize its format."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the container begins that old workbooks, and locked new ones, are kept in."""

LOADERS: tuple[Loader, ...] = (
    TurtleLoader(),
    NTriplesLoader(),
    RdfXmlLoader(),
    JsonLdLoader(),
    IatiLoader(),
    StratmlLoader(),
    MappingLoader(),
    TemplateLoader(),
)

_PAGE = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL)


def loader(name: str, loaders: Sequence[Loader] = LOADERS) -> Loader:
    """Return the loader of a format; raise `KeyError` where there is none."""
    for candidate in loaders:
        if candidate.name == name:
            return candidate
    raise KeyError(name)


def mapped(mapping: Path | None = None, tables: Sequence[Path] = ()) -> tuple[Loader, ...]:
    """Return the loaders to choose from: with a mapping file, only the one that reads by it.

    `tables` are folders of the lookup tables that mappings name.
    """
    if mapping is not None:
        return (MappingLoader(read_mapping(mapping), tables),)
    return tuple(
        MappingLoader(tables=tables) if isinstance(known, MappingLoader) else known
        for known in LOADERS
    )


def beside(mappings: Iterable[Path]) -> tuple[Loader, ...]:
    """Return the loaders to choose from where mapping files come along with the data.

    Raises `Refusal` where one cannot be meant.
    """
    readers = []
    for path in mappings:
        try:
            readers.append(MappingLoader(read_mapping(path)))
        except MappingFault as fault:
            raise Refusal(unmeant(fault, path.name)) from fault
    return (*readers, *LOADERS)


def recognize(source: Source, loaders: Sequence[Loader] = LOADERS) -> Loader:
    """Return the loader that knows a source best; refuse a web page and what nobody knows."""
    with source.path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    place = Place(source.name)
    if _PAGE.match(head.decode(encoding_of(head), "replace").removeprefix("\ufeff")):
        raise refusal(
            "LOAD-HTML",
            f"{source.name} is a web page, whatever its name says.",
            place,
            "Often a site asked for a login instead of sending the file. Download it again.",
            zh=f"{source.name} 是网页，不是数据文件。",
        )
    sure, best = max(
        ((candidate.recognize(head, source), candidate) for candidate in loaders),
        key=lambda pair: pair[0],
    )
    if sure <= 0:
        known = ", ".join(candidate.title for candidate in loaders)
        if head.startswith(OLE):
            raise refusal(
                "LOAD-FORMAT",
                f"{source.name} is a workbook of Excel 97 to 2003 (.xls), or one locked by a"
                " password, whatever its name says.",
                place,
                "Open it in a spreadsheet program and save it as .xlsx, without a password.",
                zh=f"{source.name} 是旧版 Excel 工作簿（.xls），或设有密码。",
            )
        if is_table(source):
            readers = [each for each in loaders if isinstance(each, MappingLoader)]
            mappings = [mapping for each in readers for mapping in each.known()]
            raise unknown(source, first_rows(source), mappings)
        raise refusal(
            "LOAD-FORMAT",
            f"{source.name} is in no format that is read here.",
            place,
            f"These are read: {known}. Where the content is one of them, name it:"
            " `rbm load --format`, `rbm validate --read-as`.",
            zh=f"无法识别 {source.name} 的格式。",
        )
    return best
