"""What a change of one graph breaks in things that other graphs describe.

A publication is judged on its own things in full. Beside them stand things of other graphs that
read what has changed: an outcome withdrawn here leaves an output there without one. Of those only
what was sound before counts: an old fault is not the fault of this change.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rdflib import Graph, URIRef
from rdflib.term import Node

from shapes.change import Change, affected
from shapes.compiled import Findings
from shapes.compiler.faults import Unsupported
from shapes.compiler.run import Run
from shapes.finding import Finding
from sparql.endpoint import Endpoint

Focus = Mapping[Node, frozenset[Node] | None]
Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A change, and what opens the data as it was before it."""

    change: Change
    before: Callable[[], Endpoint]


def broken(
    data: Endpoint,
    shapes: Graph,
    effect: Effect | None,
    own: Collection[str],
    as_of: date,
    seconds: float | None = None,
) -> tuple[list[Finding], tuple[str, ...]]:
    """Return what a change breaks in things that are not its own, and was sound before it.

    The second part says which rules took longer than `seconds` or failed.
    """
    if effect is None:
        return [], ()
    touched = affected(data, shapes, effect.change)
    mine = frozenset[Node](map(URIRef, own))
    focus: Focus = {
        root: None if nodes is None else nodes - mine for root, nodes in touched.items()
    }
    if not any(nodes is None or nodes for nodes in focus.values()):
        return [], ()
    after = Findings(Run(data, shapes, focus=focus, as_of=as_of, seconds=seconds))
    now = [finding for finding in after if finding.focus not in own]
    failed = tuple(str(fault) for fault in after.refused if not isinstance(fault, Unsupported))
    if not now:
        return [], failed
    foci = frozenset[Node](URIRef(finding.focus) for finding in now if finding.focus)
    earlier = Run(effect.before(), shapes, focus=dict.fromkeys(focus, foci), as_of=as_of)
    known = Counter(map(_key, Findings(earlier)))
    fresh = []
    for finding in now:
        key = _key(finding)
        if known[key]:
            known[key] -= 1
        else:
            fresh.append(replace(finding, elsewhere=True))
    return fresh, failed


def _key(finding: Finding) -> Key:
    return (finding.focus, finding.path, finding.value, finding.component, finding.shape)
