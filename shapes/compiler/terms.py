"""RDF terms as SPARQL text."""

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text(term: Node) -> str:
    """Return an IRI or literal as SPARQL writes it; a blank node has no name in a query."""
    if isinstance(term, Literal):
        quoted = '"' + "".join(ESCAPES.get(sign, sign) for sign in str(term)) + '"'
        if term.language:
            return f"{quoted}@{term.language}"
        return f"{quoted}^^<{term.datatype}>" if term.datatype else quoted
    if isinstance(term, URIRef):
        return f"<{term}>"
    raise ValueError(f"{term} is a blank node: it cannot be named in a query")


def nameable(term: Node) -> bool:
    """Return whether a query can name the term."""
    return not isinstance(term, BNode)
