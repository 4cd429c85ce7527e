"""The loader of tables whose layout a mapping file describes, in any spreadsheet format."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from loaders import mapping_findings as findings
from loaders.limits import is_zip
from loaders.mapping import Mapping, MappingFault
from loaders.mapping_file import shipped
from loaders.mapping_near import unknown
from loaders.mapping_rows import Rows
from loaders.mapping_tables import Lookup, find, read
from loaders.source import Refusal, Sink, Source, refusal
from loaders.spreadsheets import HEADER_WITHIN, REPORTED, first_rows, open_table
from loaders.tables import Row, Sheet, header_of
from shapes.finding import Place


class MappingLoader:
    """Reads tables by the mapping given, or by the one that comes along and fits best."""

    name = "table"
    title = "tables with a known mapping (.xlsx, .ods, .csv, .tsv)"
    version = "1"

    def __init__(self, mapping: Mapping | None = None, tables: Sequence[Path] = ()):
        self._mappings = None if mapping is None else (mapping,)
        self._tables = tuple(tables)

    def recognize(self, head: bytes, source: Source) -> float:
        """Return whether a sheet has the headers that a mapping requires."""
        try:
            found = first_rows(source)
        except Refusal:
            # What is wrong with the file is told when it is read.
            return 0.6 if is_zip(head) else 0.0
        rows = [row for _, first in found for row in first]
        return 0.9 if any(self._fitting(row) for row in rows) else 0.0

    def read(self, source: Source, sink: Sink) -> None:
        """Tell the sink every row of every sheet that a mapping fits."""
        opened = open_table(source, sink)
        if opened is None:
            raise refusal(
                "LOAD-FORMAT",
                f"{source.name} is no spreadsheet and no text table.",
                Place(source.name),
                "Save it as .xlsx, .ods or CSV.",
                zh=f"{source.name} 不是电子表格或文本表格。",
            )
        lookups: dict[str, dict[str, Lookup]] = {}
        fitted = False
        with opened as sheets:
            for sheet in sheets:
                first: list[Row] = []
                mapping = None
                for row in islice(sheet.rows, HEADER_WITHIN):
                    first.append(row)
                    if mapping := self._fitting(row, sheet.name):
                        break
                if mapping is None:
                    if any(header_of(row) in REPORTED for row in first[:1]):
                        continue  # the list of findings in an annotated copy
                    if any(cell is not None for row in first for cell in row.cells):
                        sink.report(findings.left_out(Place(sheet.file, sheet.name, "A1")))
                    continue
                fitted = True
                if sheet.hidden:
                    sink.report(findings.hidden(Place(sheet.file, sheet.name, "A1")))
                if mapping.name not in lookups:
                    lookups[mapping.name] = self._lookups(mapping, source, sink)
                self._read_sheet(mapping, sheet, first[-1], lookups[mapping.name], source, sink)
        if not fitted:
            raise unknown(source, first_rows(source), self.known())

    def _read_sheet(
        self,
        mapping: Mapping,
        sheet: Sheet,
        head: Row,
        lookups: dict[str, Lookup],
        source: Source,
        sink: Sink,
    ) -> None:
        header = header_of(head)
        for name in mapping.columns:
            if name not in header:
                sink.report(findings.missing(name, mapping, sheet.place(head, 0)))
        for name in sorted({name for name in header if name and header.count(name) > 1}):
            sink.report(findings.doubled(name, sheet.place(head, header.index(name))))
        for name in mapping.untagged:
            column = mapping.parts[name].column if name in mapping.parts else name
            if column in header:
                spot = sheet.place(head, header.index(column))
                sink.report(findings.untagged(column, mapping, spot))
        rows = Rows(mapping, sheet, header, lookups, source, sink)
        taken = False
        for row in sheet.rows:
            rows.take(row)
            taken = True
        rows.close()
        if not taken:
            sink.report(findings.no_rows(sheet.place(head, 0)))

    def _fitting(self, row: Row, sheet: str | None = None) -> Mapping | None:
        """Return the mapping that a header row fits best."""
        header = set(header_of(row))
        fits = [
            mapping
            for mapping in self.known()
            if header.issuperset(mapping.requires)
            and (mapping.sheet is None or sheet is None or mapping.sheet == sheet)
        ]
        return max(fits, key=lambda one: len(header & set(one.columns)), default=None)

    def known(self) -> tuple[Mapping, ...]:
        """Return the mappings by which it reads."""
        return shipped() if self._mappings is None else self._mappings

    def _lookups(self, mapping: Mapping, source: Source, sink: Sink) -> dict[str, Lookup]:
        found: dict[str, Lookup] = {}
        for name, table in mapping.tables.items():
            path = find(mapping, name, source, self._tables)
            if path is None:
                sink.report(findings.no_table(table.file, mapping, Place(source.name)))
                continue
            try:
                found[name] = read(path, table)
            except MappingFault as fault:
                raise refusal("LOAD-TABLE", str(fault), Place(path.name)) from fault
        return found
