"""One StratML document while it is read: where its elements stand and what they are called."""

from collections import Counter
from csv import DictReader
from functools import cache
from importlib.resources import files

from rdflib import DCTERMS, RDFS, SKOS, URIRef

from loaders import tokens
from loaders.dates import read_date
from loaders.source import Kept, Sink, Source
from loaders.spots import starts
from loaders.xml import Element, attributes, elements, line, local, text_of
from ontology.vocabulary import RBM
from shapes.finding import Finding, Level, Place

LABEL = tokens.LABEL
ALT_LABEL = tokens.iri(str(SKOS.altLabel))
NOTATION = tokens.iri(str(SKOS.notation))
DESCRIPTION = tokens.iri(str(DCTERMS.description))
COMMENT = tokens.iri(str(RDFS.comment))
IDENTIFIER = tokens.iri(str(DCTERMS.identifier))
KIND = tokens.iri(str(DCTERMS.type))
CODE = "https://w3id.org/rbm/code/"
THINGS = ("Goal", "Objective", "PerformanceIndicator", "TargetResult", "ActualResult")
"""Elements that are things even where nothing is written in them: none of these is lost."""

PLANS = ("StrategicPlan", "PerformancePlanOrReport")
_TEXTS = {"Name": LABEL, "Description": DESCRIPTION, "OtherInformation": COMMENT}


def term(name: str) -> str:
    """Return the token of one of our terms."""
    return tokens.iri(str(RBM[name]))


@cache
def mapped() -> dict[str, tuple[Kept, str]]:
    """Return what each path becomes, and whether its meaning or its text is kept."""
    text = (files("loaders.stratml") / "mapping.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {
        row["path"]: (Kept(row["kept"]), row["becomes"])
        for row in DictReader(lines, delimiter="\t")
    }


def kept(parent: str, name: str) -> Kept:
    """Return what becomes of an element, or attribute, below another."""
    known = mapped()
    if parent == "Submitter":
        return Kept.UNMAPPED
    choices = [f"{parent}/{name}", f"*/{name}"]
    if parent in PLANS:
        choices.insert(0, f"PLAN/{name}")
    return next((known[path][0] for path in choices if path in known), Kept.UNMAPPED)


def filled(element: Element) -> bool:
    """Return whether an element says anything: a text, or a type of what it holds."""
    return any((node.text or "").strip() for node in element.iter())


class Context:
    """What the parts of the loader share while they read one document."""

    def __init__(self, source: Source, sink: Sink, root: Element):
        self.source = source
        self.sink = sink
        self.base = f"{source.base}stratml/"
        self._places: dict[Element, Place] = {}
        self._named: set[str] = set()
        self._survey(root)
        self.key = self._document_key(root)

    def name(self, kind: str, *parts: str) -> str:
        """Return the token of a thing that has no identifier of its own."""
        return tokens.name(self.base, kind, self.key, *parts)

    def identified(self, identifier: str) -> str:
        """Return the token of whatever an identifier stands for, in this document or another."""
        if tokens.is_iri(identifier):
            return tokens.iri(identifier)
        return tokens.name(self.base, "thing", identifier)

    def thing(self, element: Element, kind: URIRef, *position: str) -> str:
        """Return a thing with its class, identifier and texts stated.

        It is named by its identifier; without one, or where another thing has it, by position.
        """
        given = self.child_text(element, "Identifier")
        subject = self.identified(given) if given else ""
        if not given or subject in self._named:
            subject = self.name(local(element).lower(), *position)
        self._named.add(subject)
        self.sink.thing(subject, kind, self.place(element))
        self.say_texts(subject, element)
        return subject

    def say_texts(self, subject: str, element: Element) -> None:
        """State the texts that most elements may hold: names, descriptions, identifiers."""
        for child in elements(element):
            text = text_of(child).strip()
            if not text:
                continue
            name = local(child)
            if name in _TEXTS:
                self.say(subject, _TEXTS[name], tokens.quoted(text), child)
            elif name == "Identifier":
                self.say(subject, IDENTIFIER, tokens.quoted(text), child)
            elif name == "SequenceIndicator":
                self.say(subject, NOTATION, tokens.quoted(text), child)

    def say(self, subject: str, predicate: str, value: str, element: Element) -> None:
        """State something that an element says."""
        self.sink.add(subject, predicate, value, self.place(element))

    def say_date(self, subject: str, predicate: str, element: Element) -> None:
        """State a date that can be read; another text is told where the structure is judged."""
        value = read_date(text_of(element).strip()).token()
        if value is not None:
            self.say(subject, predicate, value, element)

    def place(self, element: Element) -> Place:
        """Return where an element stands."""
        return self._places[element]

    def report(
        self,
        rule: str,
        level: Level,
        message: str,
        chinese: str,
        fix: str,
        element: Element,
    ) -> None:
        """Tell a finding at an element."""
        self.sink.report(
            Finding(
                rule=rule,
                level=level,
                message={"en": message, "zh": chinese},
                fix={"en": fix},
                places=(self.place(element),),
            )
        )

    @staticmethod
    def child_text(element: Element, name: str) -> str:
        """Return the text of the first child of a name, an empty one where there is none."""
        for child in elements(element):
            if local(child) == name:
                return text_of(child).strip()
        return ""

    def _document_key(self, root: Element) -> str:
        """Return the identifier of the document, that of its organization, or its data set."""
        own = self._first_identifier(root, "AdministrativeInformation")
        if own:
            return own
        organization = self._first_identifier(root, "Organization")
        parts = (organization, self.source.dataset)
        return "/".join(part for part in parts if part)

    def _first_identifier(self, root: Element, name: str) -> str:
        holders = (element for element in root.iter() if local(element) == name)
        return next(filter(None, (self.child_text(holder, "Identifier") for holder in holders)), "")

    def _survey(self, root: Element) -> None:
        """Note where every element stands and count what becomes of it."""
        spots = starts(self.source)
        counts: Counter[tuple[Element, str]] = Counter()
        for number, element in enumerate(node for node in root.iter() if isinstance(node.tag, str)):
            parent, name = element.getparent(), local(element)
            at, column = spots[number] if number < len(spots) else (line(element), None)
            above = self._places[parent].xpath if parent is not None else ""
            counts[parent, name] += 1
            # XPath 2.0: `*:` leaves the namespace open, of which three are in use.
            step = f"/*:{name}[{counts[parent, name]}]"
            path = f"{above}{step}" if parent is not None else f"/*:{name}"
            self._places[element] = Place(self.source.name, line=at, column=column, xpath=path)
            self._count(element, local(parent) if parent is not None else "", name)

    def _count(self, element: Element, parent: str, name: str) -> None:
        shown = f"{parent}/{name}" if parent else name
        state = Kept.MAPPED if not parent else kept(parent, name)
        said = filled(element) or name in THINGS
        self.sink.count(shown, state if said else Kept.UNMAPPED)
        for attribute in attributes(element):
            known = mapped().get(f"{name}/@{attribute}", (Kept.UNMAPPED, ""))[0]
            self.sink.count(f"{name}/@{attribute}", known)
