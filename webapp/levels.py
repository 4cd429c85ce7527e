"""The levels of a results chain, the highest first."""

from collections.abc import Iterable

from ontology.vocabulary import RBM

LEVELS = tuple(
    str(level)
    for level in (
        RBM.Mandate,
        RBM.StrategicObjective,
        RBM.Impact,
        RBM.Outcome,
        RBM.IntermediateOutcome,
        RBM.ImmediateOutcome,
        RBM.Output,
        RBM.Activity,
        RBM.Input,
    )
)
"""Classes of elements in the order of their lanes."""


def level(kinds: Iterable[str]) -> str:
    """Return the level of an element: the most precise of its classes."""
    known = [kind for kind in kinds if kind in LEVELS]
    precise = [kind for kind in known if kind != str(RBM.Outcome)]
    return (precise or known or [str(RBM.ChainElement)])[0]
