"""What follows from the data, kept true while the data changes: inferred and derived graphs."""

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sparql.derivation import descriptions, rules_of, statements
from sparql.embedded import EmbeddedStore, Triples
from sparql.graphs import DERIVED, INFERRED, ONTOLOGY, inferred_from, is_inferred
from sparql.incidences import all_lines, changed_lines, plans_concerned
from sparql.inference import Axioms, axioms, from_one_statement, from_several_statements
from sparql.lines import FILE, Lines
from sparql.quads import parsed
from sparql.writing import remove, replace, take_out


class Consequences:
    """The graphs of a store that are computed from its other graphs.

    `before` is the store as it was when its copy was made, `lines` the lines of the derived
    graph as they stand; each None where there is none.
    """

    def __init__(
        self, store: EmbeddedStore, folder: Path, before: EmbeddedStore | None, lines: Lines | None
    ):
        self.lines = lines
        self._store = store
        self._before = before
        self._folder = folder
        self._concerned: set[str] = set()

    def follow(
        self, changed: set[str], progress: Callable[[str], None]
    ) -> Mapping[str, int | None]:
        """Bring up to date what follows from changed graphs; return the graphs written.

        Each with the number of triples by which it has grown, None where that must be counted.
        """
        every = changed.union(self._store.graphs())
        rules = axioms(self._store)
        written: dict[str, int | None] = {}
        for graph in sorted((every if ONTOLOGY in changed else changed) - {DERIVED}):
            if not is_inferred(graph):
                progress(f"Inferring from {graph}")
                target = inferred_from(graph)
                file = self._construct(from_one_statement(rules, graph))
                if file.stat().st_size or target in every:
                    replace(self._store, target, file)
                    written[target] = None
        if rules.chains or INFERRED in every:
            self._infer_from_several(rules)
            written[INFERRED] = None
        written |= self._derive(DERIVED not in changed, progress)
        return written

    def _concerns(self) -> set[str] | None:
        """Return the plans whose lines may have changed; None where all are computed anew."""
        journal = self._store.journal
        if self.lines is None or self._before is None or journal is None:
            return None
        plans = plans_concerned(self._store, self._before, journal)
        if plans is None:
            return None
        # The lines may have been brought up to date before, for plans that changed back since.
        self._concerned |= plans
        return self._concerned

    def _infer_from_several(self, known: Axioms) -> None:
        """Apply chains, and what follows from their results, until nothing is new."""
        remove(self._store, INFERRED)
        while known.chains:
            queries = [*from_several_statements(known), *from_one_statement(known, INFERRED)]
            file = self._construct(queries)
            if not file.stat().st_size:
                break
            self._store.extend(INFERRED, file)

    def _derive(self, untouched: bool, progress: Callable[[str], None]) -> Mapping[str, int | None]:
        """Write the derived graph, or what has changed of it; return it if anything has."""
        plans = self._concerns()
        if self.lines is None or plans is None:
            found = all_lines(self._store, progress)
            gone = set(self.lines or ()) - found
            new = found.difference(self.lines or ())
        else:
            progress(f"Deriving: what {len(plans):,} plans share")
            gone, new = changed_lines(self._store, self.lines, plans)
        trusted = untouched and self.lines is not None
        if trusted and not gone and not new:
            return {}
        known = self.lines.rules(rules_of(new)) if self.lines is not None else ()
        lines = self._changed(gone, new)
        if trusted and len(gone) + len(new) < len(lines) / 2:
            lost = set(statements(gone)) - set(descriptions(lines.rules(rules_of(gone))))
            came = set(statements(new)) - set(descriptions(known))
            take_out(self._store, parsed(DERIVED, self._write("gone.nt", lost)))
            self._store.extend(DERIVED, self._write("new.nt", came))
            # To count millions of triples would take longer than to write these.
            return {DERIVED: len(came) - len(lost)}
        replace(self._store, DERIVED, self._write("derived.nt", statements(set(lines))))
        return {DERIVED: None}

    def _changed(self, gone: Iterable[str], new: Iterable[str]) -> Lines:
        """Return the lines in a file of our own, changed; the parent's stays as it is."""
        own = self._folder / FILE
        if self.lines is not None and self.lines.path != own:
            shutil.copyfile(self.lines.path, own)
        self.lines = Lines(own)
        self.lines.change(gone, new)
        return self.lines

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
