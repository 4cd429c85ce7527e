"""Who is linked to whom, counted for all plans at once: sparse products instead of a self-join.

What plans share is stored as incidence, plan by thing; its product with its own transpose counts
the things that each two plans share. `linkage-matrix` asks a store for the same, but the store has
to walk every pair; here a thing that thousands touch costs a multiplication, and only for the plans
that are shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import reverse_cuthill_mckee

from sparql.endpoint import Endpoint

Counts: TypeAlias = sparse.csr_matrix

PREFIX = "PREFIX rbm: <https://w3id.org/rbm/ns#>"
STATED = f"""
{PREFIX}
SELECT ?kind ?first (GROUP_CONCAT(STR(?second); SEPARATOR=" ") AS ?others) WHERE {{
  ?link rbm:linksFrom ?first ;
    rbm:linksTo ?second ;
    rbm:hasLinkKind ?kind .
  ?first a rbm:Plan .
  ?second a rbm:Plan .
}}
GROUP BY ?kind ?first
ORDER BY ?kind ?first"""
TOUCHED = f"""
{PREFIX}
SELECT ?rule ?plan (GROUP_CONCAT(DISTINCT STR(?thing); SEPARATOR=" ") AS ?things) WHERE {{
  ?incidence rbm:incidencePlan ?plan ;
    rbm:incidenceThing ?thing ;
    rbm:incidenceRule ?rule .
}}
GROUP BY ?rule ?plan
ORDER BY ?rule ?plan"""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many links of a kind there are between a row and a column."""

    row: str
    column: str
    basis: str
    kind: str
    links: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts by kind: `stated` reads from row to column, `derived` has no direction.

    Each kind has one sparse matrix, its rows and columns in the order of `rows` and `columns`.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    stated: Mapping[str, Counts]
    derived: Mapping[str, Counts]

    def cells(self) -> tuple[Cell, ...]:
        """Return the cells that are not empty, in the order of rows and columns."""
        found = []
        for basis, kinds in (("stated", self.stated), ("derived", self.derived)):
            for kind, counts in kinds.items():
                at = counts.tocoo()
                found += [
                    (int(row), int(column), basis, kind, int(links))
                    for row, column, links in zip(at.row, at.col, at.data, strict=True)
                ]
        return tuple(
            Cell(self.rows[row], self.columns[column], basis, kind, links)
            for row, column, basis, kind, links in sorted(found)
        )

    def clustered(self) -> tuple[str, ...]:
        """Return the rows so that linked ones stand near each other (reverse Cuthill-McKee)."""
        size = len(self.rows)
        every = [*self.stated.values(), *self.derived.values()]
        total = sum(every, sparse.csr_matrix((size, size), dtype=np.int32))
        order = reverse_cuthill_mckee(sparse.csr_matrix(total + total.T), symmetric_mode=True)
        return tuple(self.rows[int(place)] for place in order)


@dataclass(frozen=True, slots=True)
class Touches:
    """What every plan touches, by derivation rule, and the links stated between plans, by kind.

    `things` has one matrix of plans by things per rule, `links` one of plans by plans per kind.
    """

    plans: tuple[str, ...]
    names: tuple[str, ...]
    things: Mapping[str, Counts]
    links: Mapping[str, Counts]
    snapshot: str | None = None

    def pairs(
        self, plans: Sequence[str] | None = None, others: Sequence[str] | None = None
    ) -> Matrix:
        """Return how often each two plans are linked: all plans, or the ones named in order.

        With `others` these are the columns, else the columns are the rows.
        """
        at = self._positions(plans)
        to = at if others is None else self._positions(others)
        stated = {kind: counts[at][:, to] for kind, counts in self.links.items()}
        derived = {rule: _shared(counts, at, to) for rule, counts in self.things.items()}
        return Matrix(
            tuple(self.plans[place] for place in at),
            tuple(self.plans[place] for place in to),
            _filled(stated),
            _filled(derived),
        )

    def narrowed(self, basis: str = "", kind: str = "") -> "Touches":
        """Return what is left with links stated or derived alone, or of one kind."""

        def kept(told: str, kinds: Mapping[str, Counts]) -> dict[str, Counts]:
            fits = basis in ("", told)
            return {each: counts for each, counts in kinds.items() if fits and kind in ("", each)}

        return replace(self, things=kept("derived", self.things), links=kept("stated", self.links))

    def neighbours(self, plans: Sequence[str]) -> tuple[str, ...]:
        """Return the plans linked to some, either way, those with the most links first."""
        at = self._positions(plans)
        chosen = np.zeros(len(self.plans), dtype=np.int64)
        chosen[at] = 1
        totals = np.zeros(len(self.plans), dtype=np.int64)
        for counts in self.links.values():
            totals += counts @ chosen + counts.T @ chosen
        for counts in self.things.values():
            totals += counts @ (counts.T @ chosen)
            # What a plan shares with itself is no link.
            totals -= chosen * np.asarray(counts.multiply(counts).sum(axis=1)).ravel()
        order = np.lexsort((np.arange(len(totals)), -totals))
        return tuple(self.plans[int(place)] for place in order if totals[place])

    def by_thing(self, rule: str, plans: Sequence[str] | None = None) -> Matrix:
        """Return which plans touch which things by a rule: outcomes, SDGs, countries, units."""
        at = self._positions(plans)
        counts = self.things.get(rule)
        if counts is None:
            return Matrix((), (), {}, {})
        part = counts[at]
        used = np.flatnonzero(np.asarray(part.sum(axis=0)).ravel())
        touching = np.flatnonzero(np.asarray(part.sum(axis=1)).ravel())
        return Matrix(
            tuple(self.plans[at[row]] for row in touching),
            tuple(self.names[column] for column in used),
            {},
            {rule: part[touching][:, used]},
        )

    def shared(self, plan: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Return what each other plan shares with one, by derivation rule."""
        found: dict[str, dict[str, list[str]]] = {}
        for place in self._positions([plan]):
            for rule, counts in self.things.items():
                columns = counts[place].indices
                both = counts.tocsc()[:, columns].tocoo()
                for row, column in zip(both.row, both.col, strict=True):
                    if row != place:
                        by_rule = found.setdefault(self.plans[int(row)], {})
                        by_rule.setdefault(rule, []).append(self.names[columns[int(column)]])
        return {
            other: {rule: tuple(sorted(things)) for rule, things in by_rule.items()}
            for other, by_rule in found.items()
        }

    def degrees(self) -> Mapping[str, int]:
        """Return how many links each plan has, stated and derived, without multiplying."""
        totals = np.zeros(len(self.plans), dtype=np.int64)
        for counts in self.links.values():
            totals += np.asarray(counts.sum(axis=1)).ravel()
            totals += np.asarray(counts.sum(axis=0)).ravel()
        for counts in self.things.values():
            others = np.asarray(counts.sum(axis=0)).ravel() - 1
            totals += (counts @ others).astype(np.int64)
        return {plan: int(total) for plan, total in zip(self.plans, totals, strict=True)}

    def most_linked(self, most: int) -> tuple[str, ...]:
        """Return the plans with the most links, the most linked first."""
        degrees = self.degrees()
        order = sorted(self.plans, key=lambda plan: (-degrees[plan], plan))
        return tuple(plan for plan in order[:most] if degrees[plan])

    def _positions(self, plans: Sequence[str] | None) -> list[int]:
        if plans is None:
            return list(range(len(self.plans)))
        place = {plan: number for number, plan in enumerate(self.plans)}
        return [place[plan] for plan in plans if plan in place]


def touches(endpoint: Endpoint) -> Touches:
    """Return what plans touch and how they are linked, read from a store."""
    shared = endpoint.select(TOUCHED)
    stated = endpoint.select(STATED)
    told = [(str(kind), str(plan), str(text).split()) for kind, plan, text in shared.rows]
    linked = [(str(kind), str(plan), str(text).split()) for kind, plan, text in stated.rows]
    plans = {plan for _, plan, _ in (*told, *linked)}
    plans.update(other for _, _, others in linked for other in others)
    things = {thing for _, _, some in told for thing in some}
    rows, columns = _numbered(plans), _numbered(things)
    return Touches(
        tuple(rows),
        tuple(columns),
        _by_kind(told, rows, columns),
        _by_kind(linked, rows, rows),
        shared.snapshot,
    )


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(names))}


def _by_kind(
    told: Sequence[tuple[str, str, list[str]]], rows: Mapping[str, int], columns: Mapping[str, int]
) -> dict[str, Counts]:
    """Return one sparse matrix per kind; what is told twice counts twice."""
    places: dict[str, tuple[list[int], list[int]]] = {}
    for kind, plan, others in told:
        at, to = places.setdefault(kind, ([], []))
        at.extend([rows[plan]] * len(others))
        to.extend(columns[other] for other in others)
    shape = (len(rows), len(columns))
    return {
        kind: sparse.csr_matrix((np.ones(len(at), dtype=np.int32), (at, to)), shape=shape)
        for kind, (at, to) in places.items()
    }


def _shared(counts: Counts, at: Sequence[int], to: Sequence[int]) -> Counts:
    """Return how many things each two plans share; a plan shares nothing with itself."""
    if at is to:
        square = sparse.csr_matrix(counts[at] @ counts[at].T)
        square.setdiag(0)
        square.eliminate_zeros()
        return square
    product = sparse.coo_matrix(counts[at] @ counts[to].T)
    apart = np.asarray(at)[product.row] != np.asarray(to)[product.col]
    kept = (product.data[apart], (product.row[apart], product.col[apart]))
    return sparse.csr_matrix(kept, shape=product.shape)


def _filled(kinds: Mapping[str, Counts]) -> dict[str, Counts]:
    return {kind: counts for kind, counts in kinds.items() if counts.nnz}
