"""The lookup tables that a mapping names: found beside the data, read into memory."""

from collections import defaultdict
from pathlib import Path

from loaders.delimited import sheets
from loaders.limits import MEGABYTE
from loaders.mapping import Mapping, MappingFault, Table
from loaders.source import Source
from loaders.tables import header_of, text

MOST_BYTES = 64 * MEGABYTE

Lookup = dict[str, tuple[dict[str, str], ...]]
"""The rows of a table by their key, spaces and case of the key aside."""


def folded(key: str) -> str:
    """Return a key as tables compare it."""
    return " ".join(key.split()).casefold()


def find(mapping: Mapping, name: str, source: Source, folders: tuple[Path, ...]) -> Path | None:
    """Return where a table lies: in given folders, beside the data or below it in `mappings`."""
    file = mapping.tables[name].file
    beside = source.path.parent
    places = [*folders, beside, beside / "mappings"]
    if mapping.folder is not None:
        places.append(mapping.folder)
    for folder in places:
        path = folder / file
        if path.is_file() and path.resolve().parent == folder.resolve():
            return path
    return None


def read(path: Path, table: Table) -> Lookup:
    """Return the rows of a table by key; raise `MappingFault` where it lacks its key column."""
    if path.stat().st_size > MOST_BYTES:
        raise MappingFault(f"{path.name} is larger than {MOST_BYTES:,} bytes.")
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    with sheets(Source(path, path.name, "table")) as opened:
        rows = next(opened).rows
        header = header_of(next(rows))
        if table.key not in header:
            raise MappingFault(f"{path.name} has no column {table.key!r}.")
        for row in rows:
            cells = dict(zip(header, (text(cell).strip() for cell in row.cells), strict=False))
            if key := folded(cells.get(table.key, "")):
                found[key].append(cells)
    return {key: tuple(rows) for key, rows in found.items()}
