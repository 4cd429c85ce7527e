"""The terms as a reader meets them: one page's worth of facts on each, as plain data.

Axioms are written in the Manchester syntax of OWL 2, whose keywords read as English.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rdflib import DCTERMS, OWL, RDF, RDFS, SDO, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.modules import LANGUAGES, ONTOLOGY, graph
from ontology.vocabulary import RBM

KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object property",
    OWL.DatatypeProperty: "datatype property",
    OWL.AnnotationProperty: "annotation property",
}
"""What OWL calls each kind of term, and what we call it."""

CHARACTERISTICS = {
    OWL.FunctionalProperty: "functional",
    OWL.IrreflexiveProperty: "irreflexive",
    OWL.AsymmetricProperty: "asymmetric",
}

Texts = Mapping[str, str]
"""One text per language tag."""


@dataclass(frozen=True, slots=True)
class Term:
    """One class or property: what it is called, what it means, and how it hangs together.

    `parents`, `children` and `disjoint` are of the same kind. `subjects` and `values` say where a
    property is meant to be used (nothing follows from it); `bears` and `receives` are the
    properties whose subject or value a class may be, its ancestors' included. `replaced_by` is
    set on a deprecated term.
    """

    iri: URIRef
    kind: str
    module: URIRef
    labels: Texts
    other_names: Mapping[str, tuple[str, ...]]
    definitions: Texts
    scope_notes: Texts
    examples: Texts
    change_notes: tuple[str, ...]
    sources: tuple[str, ...]
    characteristics: tuple[str, ...]
    axioms: tuple[str, ...]
    parents: tuple[URIRef, ...]
    children: tuple[URIRef, ...]
    disjoint: tuple[URIRef, ...]
    subjects: tuple[URIRef, ...]
    values: tuple[URIRef, ...]
    bears: tuple[URIRef, ...]
    receives: tuple[URIRef, ...]
    deprecated: bool
    replaced_by: URIRef | None

    @property
    def name(self) -> str:
        """Return the local name, such as `Outcome`."""
        return self.iri.removeprefix(str(RBM))

    def label(self, language: str = "en") -> str:
        """Return the label in a language, in English where that one is missing."""
        return self.labels.get(language) or self.labels["en"]


@dataclass(frozen=True, slots=True)
class Module:
    """One OWL module: its names, its purpose, its version and its terms in order of name."""

    iri: URIRef
    titles: Texts
    descriptions: Texts
    version: str
    version_iri: URIRef
    terms: tuple[Term, ...]

    @property
    def name(self) -> str:
        """Return the last step of the module's IRI, such as `results`."""
        return self.iri.removeprefix(f"{ONTOLOGY}/")


@cache
def terms() -> Mapping[URIRef, Term]:
    """Return all terms by IRI, in the order of their names."""
    source = graph()
    found = sorted(
        subject
        for kind in KINDS
        for subject in source.subjects(RDF.type, kind)
        if isinstance(subject, URIRef) and subject in RBM
    )
    return {iri: _term(source, iri) for iri in found}


def term(name: str) -> Term:
    """Return the term with a local name; raise `KeyError` where there is none."""
    found = terms().get(URIRef(str(RBM) + name))
    if found is None:
        raise KeyError(f"No term is called {name!r}.")
    return found


@cache
def sections() -> tuple[Module, ...]:
    """Return the modules that hold terms, in alphabetical order."""
    source = graph()
    headers = _iris(source.objects(URIRef(ONTOLOGY), OWL.imports))
    found = (
        Module(
            header,
            _texts(source, header, DCTERMS.title),
            _texts(source, header, DCTERMS.description),
            str(source.value(header, OWL.versionInfo)),
            URIRef(str(source.value(header, OWL.versionIRI))),
            tuple(one for one in terms().values() if one.module == header),
        )
        for header in headers
    )
    return tuple(module for module in found if module.terms)


def _term(source: Graph, iri: URIRef) -> Term:
    kind = next(kind for kind in KINDS if (iri, RDF.type, kind) in source)
    below = RDFS.subClassOf if kind == OWL.Class else RDFS.subPropertyOf
    ancestors = set(source.transitive_objects(iri, below)) if kind == OWL.Class else set()
    deprecated = source.value(iri, OWL.deprecated)
    replaced_by = source.value(iri, DCTERMS.isReplacedBy)
    return Term(
        iri=iri,
        kind=KINDS[kind],
        module=URIRef(str(source.value(iri, RDFS.isDefinedBy))),
        labels=_texts(source, iri, RDFS.label),
        other_names=_all_texts(source, iri, SKOS.altLabel),
        definitions=_texts(source, iri, SKOS.definition),
        scope_notes=_texts(source, iri, SKOS.scopeNote),
        examples=_texts(source, iri, SKOS.example),
        change_notes=tuple(sorted(map(str, source.objects(iri, SKOS.changeNote)))),
        sources=tuple(sorted(map(str, source.objects(iri, DCTERMS.source)))),
        characteristics=tuple(
            text for kind, text in CHARACTERISTICS.items() if (iri, RDF.type, kind) in source
        ),
        axioms=tuple(
            sorted(
                manchester(source, above)
                for above in source.objects(iri, below)
                if not isinstance(above, URIRef)
            )
        ),
        parents=_iris(source.objects(iri, below)),
        children=_iris(source.subjects(below, iri)),
        disjoint=_iris(_disjoint(source, iri)),
        subjects=_iris(source.objects(iri, SDO.domainIncludes)),
        values=_iris({*source.objects(iri, SDO.rangeIncludes), *source.objects(iri, RDFS.range)}),
        bears=_iris(held for one in ancestors for held in source.subjects(SDO.domainIncludes, one)),
        receives=_iris(
            held for one in ancestors for held in source.subjects(SDO.rangeIncludes, one)
        ),
        deprecated=isinstance(deprecated, Literal) and bool(deprecated.value),
        replaced_by=replaced_by if isinstance(replaced_by, URIRef) else None,
    )


def manchester(source: Graph, expression: Node) -> str:
    """Return a class expression in Manchester syntax; refuse one that the ontology has not."""
    if isinstance(expression, URIRef):
        return source.namespace_manager.qname(expression)
    for predicate, word in ((OWL.unionOf, " or "), (OWL.intersectionOf, " and ")):
        members = source.value(expression, predicate)
        if members is not None:
            parts = (manchester(source, part) for part in Collection(source, members))
            return f"({word.join(parts)})"
    negated = source.value(expression, OWL.complementOf)
    if negated is not None:
        return f"not {manchester(source, negated)}"
    filler = source.value(expression, OWL.allValuesFrom)
    held = source.value(expression, OWL.onProperty)
    if filler is None or held is None:
        raise NotImplementedError("Only unions, negations and 'only' restrictions can be written.")
    return f"{manchester(source, held)} only {manchester(source, filler)}"


def _disjoint(source: Graph, iri: URIRef) -> set[Node]:
    together = [set(Collection(source, members)) for members in source.objects(None, OWL.members)]
    apart = {other for group in together if iri in group for other in group}
    for predicate in (OWL.disjointWith, OWL.propertyDisjointWith):
        apart |= set(source.objects(iri, predicate)) | set(source.subjects(predicate, iri))
    return apart - {iri}


def _iris(nodes: Iterable[Node]) -> tuple[URIRef, ...]:
    return tuple(sorted({node for node in nodes if isinstance(node, URIRef)}))


def _texts(source: Graph, thing: Node, predicate: URIRef) -> Texts:
    found = {
        text.language: str(text)
        for text in source.objects(thing, predicate)
        if isinstance(text, Literal) and text.language
    }
    return {tag: found[tag] for tag in LANGUAGES if tag in found}


def _all_texts(source: Graph, thing: Node, predicate: URIRef) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {tag: [] for tag in LANGUAGES}
    for text in source.objects(thing, predicate):
        if isinstance(text, Literal) and text.language:
            found[text.language].append(str(text))
    return {tag: tuple(sorted(texts)) for tag, texts in found.items() if texts}
