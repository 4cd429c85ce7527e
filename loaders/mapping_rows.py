"""Rows of a table as statements, by a mapping: the engine of every mapped layout."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rdflib import RDFS

from loaders import mapping_findings as findings
from loaders import tokens
from loaders.mapping import Mapping, Statement, Template, Thing
from loaders.mapping_account import Account
from loaders.mapping_columns import NUMBER, REMEMBERED, Columns
from loaders.mapping_tables import Lookup
from loaders.mapping_values import Said, say
from loaders.source import Sink, Source
from loaders.tables import Row, Sheet
from loaders.values import finding
from shapes.finding import Place

_COMMENT = tokens.iri(str(RDFS.comment))


@dataclass(frozen=True, slots=True)
class _Saying:
    """A statement of a mapping made ready; `once` is true where rows may repeat what it says."""

    statement: Statement
    predicate: str
    index: int | None
    once: bool
    read: Callable[[str], Said]
    say: Callable[["_Saying", str, Place], None]


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
        self._account = Account(mapping, sheet, header, sink)
        self._row = Row(0, ())
        self._places: dict[int, Place] = {}
        self._things: dict[str, tuple[str, Place] | None] = {}
        self._shared = {thing.name for thing in mapping.things if thing.shared}
        self._sayings = {
            thing.name: [self._saying(thing, statement) for statement in thing.says]
            for thing in mapping.things
        }
        self._owning = {
            name: [one for one in sayings if one.statement.thing and not one.once]
            for name, sayings in self._sayings.items()
        }
        self._inputs = {thing.name: thing.columns for thing in mapping.things if thing.shared}
        self._repeated: set[tuple[Sequence[str], ...]] = set()
        self._faults = 0
        self._read = {
            index for name in mapping.columns if (index := self._columns.index(name)) is not None
        }
        self._left: dict[tuple[bool, ...], tuple[int, ...]] = {}
        # The first thing whose id is the row's own tells two rows of one id apart.
        own = (thing for thing in mapping.things if not thing.shared)
        self._key = next((thing for thing in own if NUMBER not in thing.id.holes), None)

    def take(self, row: Row) -> None:
        """Tell what one row says."""
        self._row, self._places = row, {}
        texts = self._account.texts(row)
        if not any(texts):
            return
        columns = self._columns
        columns.begin(texts, str(row.number))
        if self._mapping.number_by:
            group = " ".join(columns.values(self._mapping.number_by))
            self._groups[group] += 1
            columns.begin(texts, str(self._groups[group]))
        self._things = {}
        for thing in self._mapping.things:
            self._things[thing.name] = self._name(thing)
        for thing in self._mapping.things:
            named = self._things[thing.name]
            if named is not None:
                self._state(thing, *named)
        stated = tuple(named is not None for named in self._things.values())
        if not any(stated):
            # Nobody knows what the row speaks of: told at the cell that it would have to fill.
            index = columns.index(columns.lacking(self._mapping.things)) or 0
            filled = self._account.lose(texts)
            told = findings.nameless(self._account.name(index), filled, self._place(index))
            self._sink.report(told)
            return
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
        self._account.close(self._read)

    def _keep(self, number: int, held: str) -> None:
        """Keep the text of a cell that no statement reads, with its header, where one keeps it."""
        owner = self._things[self._mapping.rest] if self._mapping.rest else None
        if owner is None:
            self._account.lost(number, self._place(number))
            return
        kept = tokens.quoted(f"{self._account.name(number)}: {held}")
        self._sink.add(owner[0], _COMMENT, kept, self._place(number))
        self._account.raw(number)

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
        whole = template.filled([tokens.segment(value) for value in values])
        return tokens.iri(whole if "://" in template.texts[0] else self._source.base + whole)

    def _state(self, thing: Thing, subject: str, place: Place) -> None:
        sayings = self._sayings[thing.name]
        if thing.shared:
            # Row after row says the same of what rows share: it is worked out once.
            values = self._columns.values
            held = (subject, *[values(name) for name in self._inputs[thing.name]])
            if held in self._repeated:
                for saying in self._owning[thing.name]:
                    saying.say(saying, subject, place)
                return
            faults = self._faults
            self._introduce(thing, subject, place, new=self._once(subject))
            for saying in sayings:
                saying.say(saying, subject, place)
            if faults == self._faults:
                self._repeated.add(held)
            return
        if thing is self._key:
            self._check_key(subject, place)
        self._introduce(thing, subject, place, new=True)
        for saying in sayings:
            saying.say(saying, subject, place)

    def _introduce(self, thing: Thing, subject: str, place: Place, *, new: bool) -> None:
        """State the class of a thing and where it stands."""
        if new:
            kind = self._class(thing, place)
            if kind is not None:
                self._sink.add(subject, tokens.TYPE, f"<{kind}>", place)
            if thing.located:
                self._sink.thing(subject, None, place)

    def _class(self, thing: Thing, place: Place) -> str | None:
        if thing.kind_column is None:
            return thing.kind
        for held in self._columns.values(thing.kind_column):
            if held in thing.kind_codes:
                return thing.kind_codes[held]
            index = self._columns.index(thing.kind_column) or 0
            self._unread(index, held, f"it is none of {', '.join(thing.kind_codes)}", thing.kind)
        return thing.kind

    def _say_link(self, saying: _Saying, subject: str, place: Place) -> None:
        other = self._things[saying.statement.thing or ""]
        if other is not None:
            self._add(saying, subject, saying.predicate, other[0], place)

    def _say_made(self, saying: _Saying, subject: str, place: Place) -> None:
        unless = saying.statement.unless
        if unless and self._columns.values(unless):
            return
        spot = place if saying.index is None else self._place(saying.index)
        for made in self._made(saying.statement):
            self._add(saying, subject, saying.predicate, made, spot)

    def _say_column(self, saying: _Saying, subject: str, place: Place) -> None:
        statement, values = saying.statement, self._columns.values
        if statement.unless and values(statement.unless):
            return
        for held in values(statement.column or ""):
            said = saying.read(held)
            spot = place if saying.index is None else self._place(saying.index)
            for verb, value in said.pairs:
                self._add(saying, subject, verb, value, spot)
            for about in said.about:
                if self._once(*about):
                    self._sink.add(*about, spot)
            if said.reading is not None:
                self._faults += 1
                self._account.raw(saying.index or 0)
                told = finding(said.reading, spot, subject.strip("<>"))
                if told is not None:
                    self._sink.report(told)
            elif said.why is not None and not statement.optional:
                self._unread(saying.index or 0, held, said.why, None)

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
            spoken = template.filled(values)
            if statement.kind == "string":
                made.append(tokens.quoted(spoken))
            else:
                made.append(tokens.text(spoken, statement.language or self._mapping.language))
        return tuple(made)

    def _add(self, saying: _Saying, subject: str, predicate: str, value: str, place: Place) -> None:
        if not saying.once or self._once(subject, predicate, value):
            self._sink.add(subject, predicate, value, place)

    def _once(self, *said: str) -> bool:
        """Return whether something about a shared thing is said for the first time."""
        if said in self._known:
            return False
        self._known.add(said)
        return True

    def _saying(self, thing: Thing, statement: Statement) -> _Saying:
        mapping, base = self._mapping, self._source.base

        @lru_cache(maxsize=REMEMBERED)
        def read(held: str) -> Said:
            return say(statement, held, mapping.language, mapping.decimal_mark, base)

        columns = (self._columns.index(name) for name in statement.columns)
        index = next((number for number in columns if number is not None), None)
        # What a shared thing says of a row's own things is new in every row.
        own = statement.thing is not None and statement.thing not in self._shared
        doing = self._say_made
        if statement.thing is not None:
            doing = self._say_link
        elif statement.column is not None:
            doing = self._say_column
        predicate = tokens.iri(statement.predicate)
        return _Saying(statement, predicate, index, thing.shared and not own, read, doing)

    def _place(self, index: int) -> Place:
        place = self._places.get(index)
        if place is None:
            place = self._places[index] = self._sheet.place(self._row, index)
        return place

    def _check_key(self, subject: str, place: Place) -> None:
        mark = hash(subject)
        if mark in self._keys:
            self._sink.report(findings.duplicate(subject, place))
        self._keys.add(mark)

    def _unread(self, index: int, held: str, why: str, instead: str | None) -> None:
        self._faults += 1
        if self._account.raw(index):
            name = self._account.name(index)
            self._sink.report(findings.unread(held, name, why, instead, self._place(index)))
