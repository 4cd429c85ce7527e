"""The cells of a row by the names of their columns, and the parts that are made of them."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from loaders.mapping import Mapping, Part, Thing
from loaders.mapping_tables import Lookup, folded

NUMBER = "#"
"""The name by which a mapping asks for a row's number in its group."""

REMEMBERED = 8_192
"""How many texts of a column are remembered with what they say."""


class Columns:
    """The cells of the row at hand by the names of their columns, parts made of them included."""

    def __init__(self, mapping: Mapping, header: Sequence[str], lookups: dict[str, Lookup]):
        self._at: dict[str, int] = {}
        for number, name in enumerate(header):
            self._at.setdefault(name, number)
        self._parts = {name: (part, _maker(part, lookups)) for name, part in mapping.parts.items()}
        self.texts: list[str] = []
        self._held: dict[str, tuple[str, ...]] = {}

    def begin(self, texts: list[str], number: str) -> None:
        """Take the texts of the next row, and its number in its group."""
        self.texts = texts
        self._held = {NUMBER: (number,)}

    def index(self, name: str) -> int | None:
        """Return the number of the column behind a name, that of a part's source for a part."""
        while name in self._parts:
            name = self._parts[name][0].column
        if name == NUMBER:
            return None
        return self._at.get(name)

    def values(self, name: str) -> tuple[str, ...]:
        """Return what a column or a part holds; a part that a table gives may hold several."""
        held = self._held.get(name)
        if held is None:
            held = self._held[name] = self._made(name) if name in self._parts else self._cell(name)
        return held

    def _made(self, name: str) -> tuple[str, ...]:
        part, make = self._parts[name]
        made = (one for held in self.values(part.column) for one in make(held))
        return tuple(dict.fromkeys(made))

    def _cell(self, name: str) -> tuple[str, ...]:
        number = self._at.get(name)
        if number is None or number >= len(self.texts) or not self.texts[number]:
            return ()
        return (self.texts[number],)

    def lacking(self, things: Sequence[Thing]) -> str:
        """Return a column that is empty in a row and that a thing needs, one that needs fewest."""
        lacks = (
            [name for name in (*thing.when, *thing.id.holes) if not self.values(name)]
            for thing in things
        )
        fewest = min(lacks, key=len)
        return fewest[0] if fewest else ""


def _maker(part: Part, lookups: dict[str, Lookup]) -> Callable[[str], tuple[str, ...]]:
    """Return what turns a column's text into those of a part."""
    table = lookups.get(part.table, {}) if part.table else None

    @lru_cache(maxsize=REMEMBERED)
    def make(held: str) -> tuple[str, ...]:
        found = [held]
        if table is not None:
            rows = table.get(folded(held), ())
            found = [row[part.give] for row in rows if part.give and row.get(part.give)]
        if part.find is not None:
            cut = (part.find.search(one) for one in found)
            found = [(match[1] if match.re.groups else match[0]) for match in cut if match]
        return tuple(found)

    return make
