"""What follows from the data, kept true while the data changes: inferred and derived graphs."""

from collections.abc import Callable, Iterable
from pathlib import Path

from sparql.derivation import descriptions, statements
from sparql.embedded import EmbeddedStore, Triples, parsed
from sparql.graphs import DERIVED, INFERRED, ONTOLOGY, inferred_from, is_inferred
from sparql.incidences import all_lines, next_lines, plans_concerned
from sparql.inference import Axioms, axioms, from_one_statement, from_several_statements
from sparql.writing import remove, replace, take_out

FILE = "incidences.tsv"
"""The lines of the derived graph, beside the store of their snapshot."""


class Consequences:
    """The graphs of a store that are computed from its other graphs.

    `before` is the store as it was when its copy was made, `lines` the file of the derived graph's
    lines as it stands; each None where there is none.
    """

    def __init__(
        self, store: EmbeddedStore, folder: Path, before: EmbeddedStore | None, lines: Path | None
    ):
        self.lines = lines
        self._store = store
        self._before = before
        self._folder = folder
        self._concerned: set[str] = set()

    def follow(self, changed: set[str], progress: Callable[[str], None]) -> set[str]:
        """Bring up to date what follows from changed graphs; return the graphs written."""
        every = changed.union(self._store.graphs())
        rules = axioms(self._store)
        written = set()
        for graph in sorted((every if ONTOLOGY in changed else changed) - {DERIVED}):
            if not is_inferred(graph):
                progress(f"Inferring from {graph}")
                target = inferred_from(graph)
                file = self._construct(from_one_statement(rules, graph))
                if file.stat().st_size or target in every:
                    replace(self._store, target, file)
                    written.add(target)
        if rules.chains or INFERRED in every:
            self._infer_from_several(rules)
            written.add(INFERRED)
        known = self._known()
        found = self._incidences(known, progress)
        if self._derive(known, found, DERIVED not in changed):
            written.add(DERIVED)
        return written

    def _known(self) -> set[str]:
        return set(self.lines.read_text(encoding="utf-8").splitlines()) if self.lines else set()

    def _incidences(self, known: set[str], progress: Callable[[str], None]) -> set[str]:
        """Return what plans share now: carried on from what was known where that is possible."""
        journal = self._store.journal
        if self.lines is None or self._before is None or journal is None:
            return all_lines(self._store, progress)
        plans = plans_concerned(self._store, self._before, journal)
        if plans is None:
            return all_lines(self._store, progress)
        # The lines may have been brought up to date before, for plans that changed back since.
        self._concerned |= plans
        progress(f"Deriving: what {len(self._concerned):,} plans share")
        return next_lines(self._store, known, self._concerned)

    def _infer_from_several(self, known: Axioms) -> None:
        """Apply chains, and what follows from their results, until nothing is new."""
        remove(self._store, INFERRED)
        while known.chains:
            queries = [*from_several_statements(known), *from_one_statement(known, INFERRED)]
            file = self._construct(queries)
            if not file.stat().st_size:
                break
            self._store.extend(INFERRED, file)

    def _derive(self, known: set[str], found: set[str], untouched: bool) -> bool:
        """Write the derived graph, or what has changed of it; return whether anything has."""
        trusted = untouched and self.lines is not None
        if trusted and known == found:
            return False
        if trusted and len(known ^ found) < len(known) / 2:
            gone = set(statements(known - found)) - set(descriptions(found))
            take_out(self._store, parsed(DERIVED, self._write("gone.nt", gone)))
            self._store.extend(DERIVED, self._write("new.nt", statements(found - known)))
        else:
            replace(self._store, DERIVED, self._write("derived.nt", statements(found)))
        self.lines = self._write(FILE, (f"{line}\n" for line in sorted(found)))
        return True

    def _write(self, name: str, lines: Iterable[str]) -> Path:
        path = self._folder / name
        with path.open("w", encoding="utf-8") as file:
            file.writelines(lines)
        return path

    def _construct(self, queries: Iterable[str]) -> Path:
        """Write what queries construct to a file."""
        file = self._folder / "constructed.nt"
        with file.open("wb") as output:
            for query in queries:
                found = self._store.run(query)
                assert isinstance(found, Triples)
                found.write(output, "application/n-triples")
        return file
