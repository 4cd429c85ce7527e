"""Rows of a table as statements, by a mapping: the engine of every mapped layout."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product

from rdflib import RDFS

from loaders import mapping_findings as findings
from loaders import tokens
from loaders.annotation import COLUMN
from loaders.mapping import Mapping, Statement, Template, Thing
from loaders.mapping_columns import NUMBER, REMEMBERED, Columns
from loaders.mapping_tables import Lookup
from loaders.mapping_values import Said, say
from loaders.source import Kept, Sink, Source
from loaders.tables import Fault, Row, Sheet, fault, letters, text
from loaders.values import finding
from shapes.finding import Place

_COMMENT = tokens.iri(str(RDFS.comment))


def _woven(template: Template, values: Sequence[str]) -> str:
    """Return a template's text with its holes filled."""
    first, *others = template.texts
    pairs = zip(values, others, strict=True)
    return first + "".join(value + after for value, after in pairs)


class Rows:
    """Tells a sink what each row of a sheet says."""

    def __init__(
        self,
        mapping: Mapping,
        sheet: Sheet,
        header: Sequence[str],
        lookups: dict[str, Lookup],
        source: Source,
        sink: Sink,
    ):
        self._mapping, self._sheet, self._header = mapping, sheet, header
        self._source, self._sink = source, sink
        self._columns = Columns(mapping, header, lookups)
        self._groups: Counter[str] = Counter()
        self._known: set[tuple[str, ...]] = set()
        self._keys: set[int] = set()
        self._filled = [0] * len(header)
        # The notes in an annotated copy are no data when it comes back.
        self._notes = {number for number, name in enumerate(header) if name == COLUMN}
        self._raw: Counter[int] = Counter()
        self._row = Row(0, ())
        self._places: dict[int, Place] = {}
        self._things: dict[str, tuple[str, Place] | None] = {}
        self._sayers = {
            (thing.name, number): self._sayer(statement)
            for thing in mapping.things
            for number, statement in enumerate(thing.says)
        }
        self._read = {
            index for name in mapping.columns if (index := self._columns.index(name)) is not None
        }
        self._left: dict[tuple[bool, ...], tuple[int, ...]] = {}
        self._unread_cells: Counter[int] = Counter()
        # The first thing whose id is the row's own tells two rows of one id apart.
        own = (thing for thing in mapping.things if not thing.shared)
        self._key = next((thing for thing in own if NUMBER not in thing.id.holes), None)

    def take(self, row: Row) -> None:
        """Tell what one row says."""
        texts = []
        self._row, self._places = row, {}
        width = len(self._header)
        for number, value in enumerate(row.cells):
            if isinstance(value, str):
                held = value.strip()
            elif isinstance(value, Fault):
                self._sink.report(fault(value, self._place(number)))
                self._raw[number] += 1
                held = ""
            else:
                held = text(value)
            if number in self._notes:
                held = ""
            texts.append(held)
            if held or isinstance(value, Fault):
                if number < width:
                    self._filled[number] += 1
                else:
                    self._sink.count("cells beyond the headers", Kept.UNMAPPED)
                    self._sink.report(findings.beyond(held, self._place(number)))
        if not any(texts):
            return
        columns = self._columns
        columns.texts = texts
        if self._mapping.number_by:
            group = " ".join(columns.values(self._mapping.number_by))
            self._groups[group] += 1
            columns.number = str(self._groups[group])
        else:
            columns.number = str(row.number)
        self._things = {}
        for thing in self._mapping.things:
            self._things[thing.name] = self._name(thing)
        for thing in self._mapping.things:
            named = self._things[thing.name]
            if named is not None:
                self._state(thing, *named)
        stated = tuple(named is not None for named in self._things.values())
        for number in self._left_by(stated):
            if number < len(texts) and texts[number]:
                self._keep(number, texts[number])

    def _left_by(self, stated: tuple[bool, ...]) -> tuple[int, ...]:
        """Return the columns that no thing of a row reads, given which things the row states."""
        left = self._left.get(stated)
        if left is None:
            read = {self._mapping.number_by or ""}
            for thing, told in zip(self._mapping.things, stated, strict=True):
                read |= set(thing.columns) if told else set()
            taken = {self._columns.index(name) for name in read}
            left = tuple(number for number in range(len(self._header)) if number not in taken)
            self._left[stated] = left
        return left

    def close(self) -> None:
        """Tell what became of each column."""
        for number, name in enumerate(self._header):
            lost = self._unread_cells[number]
            raw = min(self._raw[number], self._filled[number] - lost)
            kept = self._filled[number] - raw - lost
            for what, times in ((Kept.RAW, raw), (Kept.UNMAPPED, lost), (Kept.MAPPED, kept)):
                if times or (what is Kept.MAPPED and number in self._read):
                    self._sink.count(self._shown(number), what, times)
            if lost:
                spot = Place(self._sheet.file, self._sheet.name, f"{letters(number)}1")
                self._sink.report(findings.unmapped(number, name, lost, self._mapping, spot))

    def _keep(self, number: int, held: str) -> None:
        """Keep the text of a cell that no statement reads, with its header, where one keeps it."""
        owner = self._things[self._mapping.rest] if self._mapping.rest else None
        if owner is None:
            self._unread_cells[number] += 1
            return
        kept = tokens.quoted(f"{self._header[number] or letters(number)}: {held}")
        self._sink.add(owner[0], _COMMENT, kept, self._place(number))
        self._raw[number] += 1

    def _shown(self, number: int) -> str:
        """Return a column as people name it: `Sheet1!result_title`."""
        name = self._header[number] or letters(number)
        return f"{self._sheet.name}!{name}" if self._sheet.name else name

    def _name(self, thing: Thing) -> tuple[str, Place] | None:
        """Return the IRI of a thing of this row and where it stands; None where it is not told."""
        columns = self._columns
        for name in thing.when:
            if not columns.values(name):
                return None
        subject = self._fill(thing.id)
        if subject is None:
            return None
        index = columns.index(thing.when[0]) if thing.when else None
        return subject, self._place(index or 0)

    def _fill(self, template: Template) -> str | None:
        """Return the token of an IRI whose holes the row fills, None where one stays empty."""
        filled = [self._columns.values(hole) for hole in template.holes]
        return self._iri(template, [held[0] for held in filled]) if all(filled) else None

    def _iri(self, template: Template, values: Sequence[str]) -> str:
        whole = _woven(template, [tokens.segment(value) for value in values])
        return tokens.iri(whole if "://" in template.texts[0] else self._source.base + whole)

    def _state(self, thing: Thing, subject: str, place: Place) -> None:
        if thing.shared:
            new = self._once(subject)
        else:
            new = True
            if thing is self._key:
                self._check_key(subject, place)
        if new:
            kind = self._class(thing, place)
            if kind is not None:
                self._sink.add(subject, tokens.TYPE, tokens.iri(kind), place)
            if thing.located:
                self._sink.thing(subject, None, place)
        for number, statement in enumerate(thing.says):
            self._say(thing, number, statement, subject, place)

    def _class(self, thing: Thing, place: Place) -> str | None:
        if thing.kind_column is None:
            return thing.kind
        for held in self._columns.values(thing.kind_column):
            if held in thing.kind_codes:
                return thing.kind_codes[held]
            index = self._columns.index(thing.kind_column) or 0
            self._unread(index, held, f"it is none of {', '.join(thing.kind_codes)}", thing.kind)
        return thing.kind

    def _say(
        self, thing: Thing, number: int, statement: Statement, subject: str, place: Place
    ) -> None:
        if statement.unless and self._columns.values(statement.unless):
            return
        predicate = tokens.iri(statement.predicate)
        if statement.thing is not None:
            other = self._things[statement.thing]
            if other is not None:
                self._add(thing, subject, predicate, other[0], place)
            return
        if statement.column is None:
            spot = self._place_of(statement, place)
            for made in self._made(statement):
                self._add(thing, subject, predicate, made, spot)
            return
        index = self._columns.index(statement.column)
        for held in self._columns.values(statement.column):
            said: Said = self._sayers[thing.name, number](held)
            spot = self._place(index or 0)
            for verb, value in said.pairs:
                self._add(thing, subject, verb, value, spot)
            for about in said.about:
                if self._once(*about):
                    self._sink.add(*about, spot)
            if said.reading is not None:
                self._raw[index or 0] += 1
                told = finding(said.reading, spot, subject.strip("<>"))
                if told is not None:
                    self._sink.report(told)
            elif said.why is not None and not statement.optional:
                self._unread(index or 0, held, said.why, None)

    def _made(self, statement: Statement) -> tuple[str, ...]:
        """Return the tokens that a template gives: one, or one for each value of its only hole."""
        template = statement.iri or statement.text
        if template is None:
            return ()
        filled = [self._columns.values(hole) for hole in template.holes]
        if len(filled) > 1:
            filled = [values[:1] for values in filled]
        made = []
        for values in product(*filled):
            if statement.iri is not None:
                made.append(self._iri(template, values))
                continue
            spoken = _woven(template, values)
            if statement.kind == "string":
                made.append(tokens.quoted(spoken))
            else:
                made.append(tokens.text(spoken, statement.language or self._mapping.language))
        return tuple(made)

    def _add(self, thing: Thing, subject: str, predicate: str, value: str, place: Place) -> None:
        if not thing.shared or self._once(subject, predicate, value):
            self._sink.add(subject, predicate, value, place)

    def _once(self, *said: str) -> bool:
        """Return whether something about a shared thing is said for the first time."""
        if said in self._known:
            return False
        self._known.add(said)
        return True

    def _sayer(self, statement: Statement) -> Callable[[str], Said]:
        mapping, base = self._mapping, self._source.base

        @lru_cache(maxsize=REMEMBERED)
        def sayer(held: str) -> Said:
            return say(statement, held, mapping.language, mapping.decimal_mark, base)

        return sayer

    def _place(self, index: int) -> Place:
        place = self._places.get(index)
        if place is None:
            place = self._places[index] = self._sheet.place(self._row, index)
        return place

    def _place_of(self, statement: Statement, otherwise: Place) -> Place:
        for name in statement.columns:
            index = self._columns.index(name)
            if index is not None:
                return self._place(index)
        return otherwise

    def _check_key(self, subject: str, place: Place) -> None:
        mark = hash(subject)
        if mark in self._keys:
            self._sink.report(findings.duplicate(subject, place))
        self._keys.add(mark)

    def _unread(self, index: int, held: str, why: str, instead: str | None) -> None:
        self._raw[index] += 1
        name = self._header[index] if index < len(self._header) else letters(index)
        self._sink.report(findings.unread(held, name, why, instead, self._place(index)))
