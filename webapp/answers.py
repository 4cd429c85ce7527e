"""All that the pages ask of the store: the only module of the pages that calls an `Endpoint`.

A snapshot never changes, so an answer kept for one snapshot is never stale.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar, cast

from flask import current_app, g, request
from rdflib import Graph

from sparql import kept, ordering, search
from sparql.answers import Table
from sparql.derivation import derivations
from sparql.endpoint import Endpoint
from sparql.labels import places, undescribed
from sparql.limits import Limits
from sparql.manifest import Snapshot
from sparql.pooled import PooledEndpoint
from sparql.terms import iri
from webapp.serving.keeping import Memory
from webapp.serving.service import Service, asker, store_folder, wished_id
from webapp.whole import Whole

FOLDER = Path(__file__).parent / "queries"
KEPT = 4096
"""Answers kept in memory."""
NAMED = 100_000
"""Things whose names are kept in memory."""
SECONDS = 60.0
"""Seconds that a query of ours may take; what readers write is bound by the operator's limit."""
ROWS = 1_000_000
CELLS = 1_000_000
"""Cells of the answers to readers' own queries that are kept for their other views."""
BATCH = 400
"""IRIs named in one query."""
NOWHERE = "-"
"""Stands for a language where a thing is only referred to: it has no name here to be found."""
Answer = TypeVar("Answer")
Names = Mapping[str, str]
"""What a thing is called, by language tag; the empty tag stands for no language."""


@cache
def rule_names() -> Mapping[str, Names]:
    """Return what the rules are called by which links are derived; no index holds their names."""
    return {str(rule.iri): rule.label for rule in derivations()}


@cache
def page_query(name: str) -> str:
    """Return the text of a page's own query, a file of `queries/`."""
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def fill(query: str, name: str, terms: Iterable[str]) -> str:
    """Return a query with the SPARQL terms of a variable put where it says `{ UNDEF }`."""
    values = f"VALUES ?{name} {{ {' '.join(terms)} }}"
    return re.sub(rf"VALUES \?{name} \{{ UNDEF \}}", lambda _: values, query)


class Answers:
    """What one snapshot answers to the pages; `free` takes the queries that readers write."""

    def __init__(
        self,
        endpoint: Endpoint,
        free: Endpoint,
        snapshot: Snapshot,
        memory: Memory[object],
        names: Memory[Names],
        own: Memory[Table],
    ):
        self.endpoint = endpoint
        self.free = free
        self.snapshot = snapshot
        self.whole = Whole(snapshot.folder, endpoint)
        self._memory = memory
        self._names = names
        self._own = own

    def select(self, query: str) -> Table:
        """Return the rows of a query."""
        return self.keep(("select", query), lambda: ordering.select(self.endpoint, query))

    def own(self, query: str) -> Table:
        """Return the rows of a query that a reader wrote; a small answer is kept a while."""
        key = (self.snapshot.id, query)
        table = self._own.get(key)
        if table is None:
            table = self.free.select(query)
            if not table.truncated:  # another reader may have wider limits
                self._own.put(key, table)
        return table

    def question(self, name: str, parameters: Mapping[str, str]) -> Table:
        """Return the answer of a question of the catalogue."""
        key = ("question", name, tuple(sorted(parameters.items())))
        return self.keep(
            key, lambda: kept.answered(self.snapshot.folder, self.endpoint, name, parameters)
        )

    def rows(
        self, name: str, parameters: Mapping[str, str], begin: int, count: int
    ) -> tuple[Table, int]:
        """Return some rows of a question's answer, and how many it has."""
        found = kept.part(self.snapshot.folder, name, parameters, begin, count)
        if found is not None:
            return found
        table = self.question(name, parameters)
        some = table.rows[begin : begin + count]
        return Table(table.variables, some, table.snapshot, table.truncated), len(table)

    def page(self, name: str, **terms: Iterable[str] | str) -> Table:
        """Return the rows of a page's own query; without any IRI it is about the whole store."""
        query = self.text(name, **terms)
        if terms:
            return self.select(query)
        return self.keep(("select", query), lambda: self.whole.select(query))

    def text(self, name: str, **terms: Iterable[str] | str) -> str:
        """Return the text of a page's own query for IRIs given by variable."""
        query = page_query(name)
        for variable, values in terms.items():
            given = (values,) if isinstance(values, str) else values
            query = fill(query, variable, [iri(value) for value in given])
        return query

    def construct(self, query: str) -> Graph:
        """Return the triples of a query."""
        return self.endpoint.construct(query)

    def keep(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return what is kept for this snapshot under a key, made first where nothing is."""
        found = self._memory.get((self.snapshot.id, key))
        if found is None:
            found = make()
            self._memory.put((self.snapshot.id, key), found)
        return cast("Answer", found)

    def kept(self, key: Hashable) -> object | None:
        """Return what is kept for this snapshot under a key, None where nothing is."""
        return self._memory.get((self.snapshot.id, key))

    def names(self, things: Iterable[str]) -> Mapping[str, Names]:
        """Return what things are called, by IRI and language; a thing without a name has none."""
        told = {thing: self._names.get((self.snapshot.id, thing)) for thing in things}
        missing = [thing for thing, names in told.items() if names is None]
        found = search.names(self.snapshot.folder, missing) if missing else {}
        # A place in a source is called as people cite it where it has no name of its own.
        found |= {thing: dict(rule_names()[thing]) for thing in missing if thing in rule_names()}
        nameless = [thing for thing in missing if thing not in found]
        for thing, cited in places(self.endpoint, nameless).items():
            found[thing] = {"": cited}
        for thing in undescribed(self.endpoint, [each for each in nameless if each not in found]):
            found[thing] = {NOWHERE: thing}
        for thing in missing:
            called = told[thing] = found.get(thing, {})
            self._names.put((self.snapshot.id, thing), called)
        return cast("Mapping[str, Names]", told)


def answers() -> Answers:
    """Return the answers of the snapshot that serves this request."""
    if "answers" not in g:
        g.answers = current_app.extensions["rbm"].answers()
    return cast("Answers", g.answers)


class Library:
    """The snapshot store as the pages see it: always the current snapshot, read by the pool."""

    def __init__(self, service: Service):
        self.store = service.store
        self._service = service
        self._memory = Memory[object](KEPT)
        self._names = Memory[Names](NAMED)
        self._own = Memory[Table](CELLS, lambda table: len(table) * len(table.variables))

    def answers(self) -> Answers:
        """Return the answers of the current snapshot; raise `StoreError` where there is none."""
        return self.of(self._service.snapshot(request.args.get("asOf")))

    def of(self, snapshot: Snapshot) -> Answers:
        """Return the answers of one snapshot that is kept."""
        role = asker().role
        free = self._service.limits(role)
        own = replace(free, seconds=max(free.seconds, SECONDS), rows=ROWS)
        # The pages hold an answer in memory, which a program that streams it need not.
        free = replace(free, rows=min(free.rows, ROWS))
        return Answers(
            self._endpoint(snapshot, own, role),
            self._endpoint(snapshot, free, role, wished_id()),
            snapshot,
            self._memory,
            self._names,
            self._own,
        )

    def _endpoint(
        self, snapshot: Snapshot, limits: Limits, role: str, job: str | None = None
    ) -> Endpoint:
        return PooledEndpoint(
            self._service.pool, store_folder(snapshot), snapshot.id, limits, role, job
        )
