"""The sheets of our own workbook, row by row and cell by cell."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from loaders import mapping_findings as findings
from loaders import tokens
from loaders.source import Kept, Sink, Source
from loaders.spreadsheets import REPORTED
from loaders.tables import Fault, Row, Sheet, fault, header_of, letters, text
from loaders.template import (
    GUIDE,
    IRI,
    LISTS,
    OTHER_COLUMNS,
    OTHERS,
    TABS,
    Column,
    Tab,
    class_of,
    expanded,
)
from loaders.template_cells import column_for, is_own, name, read
from loaders.values import finding
from shapes.finding import Finding, Level, Place

_TABS = {tab.name: tab for tab in TABS}


class Reader:
    """Reads the sheets of one workbook and knows which ids they define."""

    def __init__(self, source: Source, sink: Sink):
        self._source, self._sink = source, sink
        self._base = tokens.name(source.base, source.dataset, "item", "")
        self._rows: dict[str, Place] = {}
        self._named: dict[str, Place] = {}
        self._prefix = ""

    def sheet(self, sheet: Sheet) -> None:
        """Read one sheet."""
        if sheet.name in (GUIDE, LISTS):
            return
        first = next(iter(sheet.rows), None)
        header = header_of(first) if first else ()
        if not header or header in REPORTED:
            return
        self._prefix = f"{sheet.name}!"
        if sheet.name == OTHERS:
            self._others(sheet, header)
        elif sheet.name in _TABS and first is not None:
            self._tab(_TABS[sheet.name], sheet, header, first)
        else:
            self._sink.report(findings.left_out(Place(sheet.file, sheet.name, "A1")))
            for row in sheet.rows:
                for number, value in enumerate(row.cells):
                    if value is not None:
                        title = header[number] if number < len(header) else letters(number)
                        self._sink.count(self._prefix + title, Kept.UNMAPPED)

    def close(self) -> None:
        """Tell of ids that are named and that no row defines."""
        for named, place in self._named.items():
            if named not in self._rows:
                self._report(
                    "LOAD-REFERENCE",
                    f"No row of the workbook has the id {named!r}.",
                    f"工作簿中没有标识符为 {named!r} 的行。",
                    "Correct the id, or add a row that has it.",
                    place,
                    named,
                )

    def _tab(self, tab: Tab, sheet: Sheet, header: Sequence[str], first: Row) -> None:
        columns = {column.header: column for column in tab.columns}
        known: dict[int, tuple[Column, str]] = {}
        for number, title in enumerate(header):
            found = column_for(title, columns)
            if found is not None:
                known[number] = found
        for title in ("id", "type", *(column.header for column in tab.columns if column.required)):
            if title not in header:
                self._report(
                    "LOAD-COLUMN",
                    f"Sheet {tab.name} has no column {title!r}.",
                    f"工作表 {tab.name} 缺少“{title}”列。",
                    "Copy the header from a fresh template.",
                    sheet.place(first, 0),
                )
        if "id" not in header:
            return
        lost = Counter[int]()
        for row in sheet.rows:
            self._row(tab, sheet, header, row, known, lost)
        for number, times in sorted(lost.items()):
            title = header[number] if number < len(header) else ""
            spot = Place(sheet.file, sheet.name, f"{letters(number)}1")
            self._report(
                "LOAD-COLUMN",
                f"Column {title or letters(number)!r} is none of the template: {times:,} cells are"
                " not read.",
                f"“{title}”列不属于模板，{times:,} 个单元格未读取。",
                f"State it in the sheet {OTHERS}.",
                spot,
                level=Level.INFO,
            )

    def _row(
        self,
        tab: Tab,
        sheet: Sheet,
        header: Sequence[str],
        row: Row,
        known: dict[int, tuple[Column, str]],
        lost: Counter[int],
    ) -> None:
        filled: dict[int, str] = {}
        for number, value in enumerate(row.cells):
            if isinstance(value, Fault):
                self._sink.report(fault(value, sheet.place(row, number)))
                self._count(header, number, Kept.UNMAPPED)
            elif (held := text(value)).strip():
                filled[number] = held
        if not filled:
            return
        at = header.index("id")
        given = filled.pop(at, "").strip()
        if not given:
            self._report(
                "LOAD-ID",
                "This row has no id, so what it says has no subject; it is not read.",
                "该行没有标识符，未读取。",
                "Give the row an id that no other row has.",
                sheet.place(row, at),
            )
            for number in filled:
                self._count(header, number, Kept.UNMAPPED)
            return
        place = sheet.place(row, at)
        self._count(header, at, Kept.MAPPED)
        if given in self._rows:
            self._report(
                "LOAD-DUPLICATE",
                f"The id {given!r} stands at {self._rows[given]} too; both rows speak of one"
                " thing now.",
                f"标识符 {given!r} 重复。",
                "Give each row its own id.",
                place,
                given,
            )
        self._rows.setdefault(given, place)
        subject = name(given, self._base)
        self._sink.thing(subject, None, place)
        self._type(tab, sheet, header, row, subject, filled)
        for number, held in filled.items():
            if number not in known:
                self._count(header, number, Kept.UNMAPPED)
                lost[number] += 1
                continue
            self._cell(*known[number], held, subject, header, number, sheet.place(row, number))
        for number, (column, _) in known.items():
            if column.required and number not in filled and column.header == header[number]:
                self._report(
                    "LOAD-REQUIRED",
                    f"{given!r} has no {column.header}.",
                    f"{given!r} 缺少“{column.header}”。",
                    column.note,
                    sheet.place(row, number),
                    given,
                )

    def _type(
        self,
        tab: Tab,
        sheet: Sheet,
        header: Sequence[str],
        row: Row,
        subject: str,
        filled: dict[int, str],
    ) -> None:
        at = header.index("type") if "type" in header else -1
        given = filled.pop(at, "").strip() or (tab.types[0] if len(tab.types) == 1 else "")
        place = sheet.place(row, max(at, 0))
        if given in tab.types:
            self._sink.add(subject, tokens.TYPE, tokens.iri(class_of(given)), place)
            self._count(header, at, Kept.MAPPED)
            return
        self._count(header, at, Kept.UNMAPPED)
        self._report(
            "LOAD-TYPE",
            f"{given!r} is no type of the sheet {tab.name}; the row's thing has no type.",
            f"{given!r} 不是工作表 {tab.name} 的类型。",
            f"Choose one of {', '.join(tab.types)}.",
            place,
            given,
        )

    def _cell(
        self,
        column: Column,
        language: str,
        held: str,
        subject: str,
        header: Sequence[str],
        number: int,
        place: Place,
    ) -> None:
        said = read(column, held, language, self._base)
        for predicate, value in said.pairs:
            self._sink.add(subject, predicate, value, place)
        for ref in said.refs:
            if is_own(ref):
                self._named.setdefault(ref, place)
        if said.why is not None:
            self._count(header, number, Kept.UNMAPPED)
            unread = findings.unread(held, column.header, said.why, None, place, mapped=False)
            self._sink.report(unread)
            return
        self._count(header, number, Kept.RAW if said.reading else Kept.MAPPED)
        if said.reading is not None:
            told = finding(said.reading, place, subject.strip("<>"))
            if told is not None:
                self._sink.report(told)

    def _others(self, sheet: Sheet, header: Sequence[str]) -> None:
        """Read statements that no column of the other sheets holds."""
        if tuple(header[: len(OTHER_COLUMNS)]) != OTHER_COLUMNS:
            self._sink.report(findings.left_out(Place(sheet.file, sheet.name, "A1")))
            return
        for row in sheet.rows:
            cells = [text(value) for value in islice(row.cells, len(OTHER_COLUMNS))]
            cells += [""] * (len(OTHER_COLUMNS) - len(cells))
            if not any(cells):
                continue
            subject, predicate, value, language, datatype = cells
            place = sheet.place(row, 2)
            kept = Kept.MAPPED
            try:
                verb = tokens.iri(expanded(predicate) if "://" not in predicate else predicate)
                if datatype == IRI:
                    token = name(value, self._base)
                elif datatype:
                    whole = expanded(datatype) if "://" not in datatype else datatype
                    token = tokens.typed(value, whole)
                else:
                    token = tokens.text(value, language or None)
            except KeyError as error:
                kept = Kept.UNMAPPED
                self._report(
                    "LOAD-PREFIX",
                    f"The prefix {error.args[0]!r} is not known; the statement is not read.",
                    f"未知前缀 {error.args[0]!r}。",
                    "Write the whole IRI.",
                    place,
                    predicate,
                )
            else:
                self._sink.add(name(subject, self._base), verb, token, place)
            for number, cell in enumerate(cells):
                if cell:
                    self._count(header, number, kept)

    def _count(self, header: Sequence[str], number: int, kept: Kept) -> None:
        title = header[number] if 0 <= number < len(header) else ""
        self._sink.count(self._prefix + (title or letters(max(number, 0))), kept)

    def _report(
        self,
        rule: str,
        message: str,
        chinese: str,
        fix: str,
        place: Place,
        value: str | None = None,
        level: Level = Level.VIOLATION,
    ) -> None:
        self._sink.report(
            Finding(
                rule,
                level,
                {"en": message, "zh": chinese},
                value=value,
                fix={"en": fix},
                places=(place,),
            )
        )
