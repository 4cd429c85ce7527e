"""OWL terms, code lists and the crosswalk of results-based management: what things are called."""

from ontology.vocabulary import BASE, RBM, RBMSH

__all__ = ["BASE", "RBM", "RBMSH"]
