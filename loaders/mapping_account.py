"""What became of the cells of each column of a sheet, counted while its rows are read."""

from collections.abc import Sequence

from loaders import mapping_findings as findings
from loaders.annotation import COLUMN
from loaders.mapping import Mapping
from loaders.source import Kept, Sink
from loaders.tables import Fault, Row, Sheet, fault, letters, text
from shapes.finding import Place


class Account:
    """Counts filled cells: kept as text, not read, holding no value, and, by the rest, mapped."""

    def __init__(self, mapping: Mapping, sheet: Sheet, header: Sequence[str], sink: Sink):
        self._mapping, self._sheet, self._header, self._sink = mapping, sheet, header, sink
        self._filled = [0] * len(header)
        self._raw = [0] * len(header)
        self._lost = [0] * len(header)
        self._faulty = [0] * len(header)
        self._unnamed: dict[int, tuple[int, Place]] = {}
        self._odd: set[int] = set()
        # The notes in an annotated copy are no data when it comes back.
        self._notes = {number for number, name in enumerate(header) if name == COLUMN}

    def texts(self, row: Row) -> list[str]:
        """Return the texts of a row's cells; errors and cells beyond the headers are told."""
        texts = []
        self._odd.clear()
        for number, value in enumerate(row.cells):
            if isinstance(value, str):
                held = value.strip()
            elif isinstance(value, Fault):
                self._sink.report(fault(value, self._sheet.place(row, number)))
                if number < len(self._header):
                    self._filled[number] += 1
                    self._faulty[number] += 1
                held = ""
            else:
                held = text(value)
            if number in self._notes:
                held = ""
            texts.append(held)
            if held:
                if number < len(self._header):
                    self._filled[number] += 1
                else:
                    self._sink.count("cells beyond the headers", Kept.UNMAPPED)
                    place = self._sheet.place(row, number)
                    self._sink.report(findings.beyond(held, place))
        return texts

    def raw(self, number: int) -> bool:
        """Count a cell whose text is not understood; return whether that is new in this row."""
        if number in self._odd:
            return False
        self._odd.add(number)
        self._raw[number] += 1
        return True

    def lost(self, number: int, place: Place | None = None) -> None:
        """Count a cell that no statement reads; without a place that is told otherwise."""
        self._lost[number] += 1
        if place is not None:
            times, first = self._unnamed.get(number, (0, place))
            self._unnamed[number] = times + 1, first

    def lose(self, texts: Sequence[str]) -> int:
        """Count the cells of a row of which nothing is read, and return how many they are."""
        filled = [number for number, held in enumerate(texts[: len(self._header)]) if held]
        for number in filled:
            self.lost(number)
        return len(filled)

    def name(self, number: int) -> str:
        """Return a column as people name it: its header, else its letters."""
        return (self._header[number] if number < len(self._header) else "") or letters(number)

    def close(self, read: set[int]) -> None:
        """Tell what became of each column; `read` are those the mapping knows."""
        prefix = f"{self._sheet.name}!" if self._sheet.name else ""
        for number, name in enumerate(self._header):
            lost, faulty = self._lost[number], self._faulty[number]
            raw = min(self._raw[number], self._filled[number] - lost - faulty)
            mapped = self._filled[number] - raw - lost - faulty
            counts = ((Kept.RAW, raw), (Kept.UNMAPPED, lost + faulty), (Kept.MAPPED, mapped))
            for what, times in counts:
                if times or (what is Kept.MAPPED and number in read):
                    self._sink.count(prefix + self.name(number), what, times)
            times, first = self._unnamed.get(number, (0, None))
            if first is not None and number in read:
                self._sink.report(findings.unstated(self.name(number), times, first))
            elif first is not None:
                spot = Place(self._sheet.file, self._sheet.name, f"{letters(number)}1")
                self._sink.report(findings.unmapped(number, name, times, self._mapping, spot))
