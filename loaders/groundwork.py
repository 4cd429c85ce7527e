"""What every store holds beside imports: ontology, code lists, crosswalk, questions.

Without them a rule does not know the code lists, and a programme is not known to be a plan.
"""

from functools import cache

from rdflib import Graph

from ontology.modules import codes
from ontology.modules import graph as ontology
from ontology.words import graph as crosswalk
from sparql.candidate import Candidate
from sparql.executables import graph as questions
from sparql.graphs import CODES, CROSSWALK, ONTOLOGY, QUESTIONS

MAKERS = {ONTOLOGY: ontology, CODES: codes, CROSSWALK: crosswalk, QUESTIONS: questions}


def lay(candidate: Candidate, *, anew: bool = False) -> None:
    """Add the parts that a candidate lacks; all of them `anew` where they are to be renewed."""
    present = set(candidate.graphs())
    for name in MAKERS:
        if anew or name not in present:
            if name in present:
                candidate.remove(name)
            candidate.add(name, _part(name))


@cache
def _part(name: str) -> Graph:
    """Return a part, made once in a process: a check that lays them all takes half the time."""
    return MAKERS[name]()
