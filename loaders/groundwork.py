"""What every store holds beside imports: ontology, code lists, crosswalk, questions.

Without them a rule does not know the code lists, and a programme is not known to be a plan.
"""

from ontology.modules import codes
from ontology.modules import graph as ontology
from ontology.words import graph as crosswalk
from sparql.candidate import Candidate
from sparql.executables import graph as questions
from sparql.graphs import CODES, CROSSWALK, ONTOLOGY, QUESTIONS

PARTS = {ONTOLOGY: ontology, CODES: codes, CROSSWALK: crosswalk, QUESTIONS: questions}


def lay(candidate: Candidate, *, anew: bool = False) -> None:
    """Add the parts that a candidate lacks; all of them `anew` where they are to be renewed."""
    present = set(candidate.graphs())
    for name, make in PARTS.items():
        if anew or name not in present:
            if name in present:
                candidate.remove(name)
            candidate.add(name, make())
