"""The overview of how strategies hang together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from rdflib.term import Identifier

from sparql.catalogue import question, render
from webapp import naming
from webapp.answers import answers
from webapp.pages import gaps
from webapp.reporting.document import (
    Cell,
    Grid,
    Report,
    Section,
    Text,
    cell,
    figure,
    grid,
    listed,
    report,
    words,
)
from webapp.reporting.drawing import bars
from webapp.wording import word

BARS, PAIRS, SIDE = 20, 60, 16
"""Bars of a chart, pairs of a list, and rows of a matrix that fit on paper."""


def linkage() -> Report:
    """Return the overview of how strategies hang together."""
    table = answers().question("linkage-matrix", {})
    kinds: Counter[tuple[Identifier, Identifier]] = Counter()
    pairs: dict[tuple[Identifier, Identifier], Counter[str]] = defaultdict(Counter)
    for row in table:
        links, basis = int(str(row["links"])), row["basis"]
        kinds[basis, row["kind"]] += links
        pairs[row["first"], row["second"]][str(basis)] += links
    totals: Counter[Identifier] = Counter()
    for ends, counts in pairs.items():
        for end in ends:
            totals[end] += counts.total()
    busiest = [thing for thing, _links in totals.most_common(BARS)]
    naming.learn(
        [*busiest, *(kind for _basis, kind in kinds), *(end for ends in pairs for end in ends)]
    )
    strongest = sorted(pairs.items(), key=lambda item: (-item[1].total(), str(item[0])))
    alone = grid(gaps.sheet("unlinked-strategies", _("Strategies without any link")))
    told = _(
        "%(pairs)s pairs of strategies are linked, by %(stated)s stated and %(derived)s derived "
        "links.",
        pairs=figure(len(pairs)).text,
        stated=figure(sum(counts["stated"] for counts in pairs.values())).text,
        derived=figure(sum(counts["derived"] for counts in pairs.values())).text,
    )
    caption = _("Links by strategy")
    return report(
        "linkage",
        _("Linkage overview"),
        Text(_("How strategies hang together")),
        "",
        (
            Section(
                _("In short"),
                (told, *([_("The answer was cut at the limit.")] if table.truncated else ())),
                bars(caption, [(naming.name(thing).text, totals[thing]) for thing in busiest]),
                (
                    listed(
                        _("Links by kind"),
                        (_("Stated or derived"), _("Kind"), _("Links")),
                        _by_kind(kinds),
                    ),
                ),
            ),
            Section(
                _("Matrix of the most linked"),
                (_("The number of links between two strategies, stated and derived together."),),
                grids=(_square(busiest[:SIDE], pairs),) if busiest else (),
            ),
            Section(_("The strongest links"), grids=(_strongest(strongest[:PAIRS]),)),
            Section(
                alone.caption,
                () if alone.rows else (_("Every strategy is linked to another."),),
                grids=(alone,) if alone.rows else (),
            ),
        ),
        _(
            "A stated link is one that a source says; a derived link follows from something that "
            "both share, by the rule that is named beside it."
        ),
        [(name, render(question(name), {})) for name in ("linkage-matrix", "unlinked-strategies")],
    )


def _by_kind(kinds: Counter[tuple[Identifier, Identifier]]) -> Iterable[tuple[Cell, ...]]:
    for (basis, kind), links in sorted(
        kinds.items(), key=lambda item: (str(item[0][0]) != "stated", -item[1])
    ):
        yield words(word(str(basis))), cell(kind), figure(links)


def _strongest(
    pairs: Sequence[tuple[tuple[Identifier, Identifier], Counter[str]]],
) -> Grid:
    return listed(
        _("The strongest links"),
        (_("From"), _("To"), word("stated"), word("derived")),
        (
            (cell(first), cell(second), figure(counts["stated"]), figure(counts["derived"]))
            for (first, second), counts in pairs
        ),
    )


def _square(
    things: Sequence[Identifier], pairs: Mapping[tuple[Identifier, Identifier], Counter[str]]
) -> Grid:
    """Return a matrix whose columns are the numbers of its rows, so that it fits on paper."""

    def links(one: Identifier, other: Identifier) -> int:
        return sum(pairs[ends].total() for ends in ((one, other), (other, one)) if ends in pairs)

    return listed(
        _("Matrix of the most linked"),
        (_("No."), _("Strategy"), *map(str, range(1, len(things) + 1))),
        (
            (
                figure(at),
                cell(one),
                *(
                    Cell(()) if one == other or not links(one, other) else figure(links(one, other))
                    for other in things
                ),
            )
            for at, one in enumerate(things, start=1)
        ),
    )
