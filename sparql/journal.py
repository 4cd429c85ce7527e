"""What came into the default graph and what left it while a candidate was built.

A publication into a large store must not read the whole of it again: counts are carried on by what
changed, and derivation starts from the triples that changed. Past `MOST` changes the journal is
given up, for reading everything is then the cheaper way.
"""

from collections import Counter
from collections.abc import Collection, Iterable

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
MOST = 500_000
"""Changes up to which a journal is kept."""

Change = tuple[str, str, str]
"""Subject, predicate and object as N-Triples write them."""


class Journal:
    """The net changes of a default graph since its store was copied.

    `watched` names the predicates (as N-Triples write them) whose triples are kept in `added` and
    `removed`; all others are only counted. `complete` is false once changes were missed: nothing
    here holds any more then.
    """

    def __init__(self, watched: Collection[str], *, complete: bool = True):
        self.complete = complete
        self.added: set[Change] = set()
        self.removed: set[Change] = set()
        self.classes: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()
        self._watched = frozenset(watched)
        self._marks: set[int] = set()
        self._noted = 0

    @property
    def total(self) -> int:
        """Return by how many triples the default graph has grown."""
        return self.properties.total()

    def came(self, triple: Iterable[object]) -> None:
        """Note a triple that was not there before; it may be told of more than once."""
        if (mark := hash(triple)) not in self._marks:
            self._marks.add(mark)
            self._note(triple, 1)

    def left(self, triple: Iterable[object]) -> None:
        """Note a triple that is there no more."""
        self._marks.discard(hash(triple))
        self._note(triple, -1)

    def give_up(self) -> None:
        """Say that changes were made which nobody noted."""
        self.complete = False
        self.added.clear()
        self.removed.clear()
        self._marks.clear()

    def _note(self, triple: Iterable[object], by: int) -> None:
        self._noted += 1
        if self._noted > MOST:
            self.give_up()
            return
        subject, predicate, value = map(str, triple)
        self.properties[predicate] += by
        if predicate == TYPE:
            self.classes[value] += by
        if predicate in self._watched:
            change = (subject, predicate, value)
            here, there = (self.added, self.removed) if by > 0 else (self.removed, self.added)
            if change in there:
                there.discard(change)
            else:
                here.add(change)
