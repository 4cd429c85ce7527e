"""One activity while it is read: where its elements stand, its languages, its names."""

from collections.abc import Iterator, Sequence
from functools import cache

from rdflib import DCTERMS, RDFS, SKOS

from loaders import tokens
from loaders.iati.coverage import mapped
from loaders.source import Kept, Sink, Source
from loaders.spots import Spot
from loaders.xml import XML, Element, Fault, elements, find, line, local, text_of
from ontology.vocabulary import RBM
from shapes.finding import Finding, Level, Place

LABEL = tokens.LABEL
ALT_LABEL = tokens.iri(str(SKOS.altLabel))
NOTATION = tokens.iri(str(SKOS.notation))
IN_SCHEME = tokens.iri(str(SKOS.inScheme))
CONCEPT = SKOS.Concept
DESCRIPTION = tokens.iri(str(DCTERMS.description))
SUBJECT = tokens.iri(str(DCTERMS.subject))
SEE_ALSO = tokens.iri(str(RDFS.seeAlso))
CODE = "https://w3id.org/rbm/code/"
SDG = "http://metadata.un.org/sdg/"
LANG = f"{XML}lang"


@cache
def term(name: str) -> str:
    """Return the token of one of our terms."""
    return tokens.iri(str(RBM[name]))


@cache
def code(scheme: str, concept: str) -> str:
    """Return the token of a concept of one of our code lists."""
    return tokens.iri(f"{CODE}{scheme}/{concept}")


class Names:
    """The labels that things of wider reach than one activity already have in this file."""

    def __init__(self) -> None:
        self._labels: dict[tuple[str, str], str] = {}
        self._activities: set[str] = set()

    def is_new(self, identifier: str) -> bool:
        """Return whether no activity of this file had an identifier before."""
        if identifier in self._activities:
            return False
        self._activities.add(identifier)
        return True

    def predicate(self, subject: str, text: str, language: str) -> str:
        """Return by which property a name is said: the first is the label, another a variant."""
        known = self._labels.setdefault((subject, language), text)
        return LABEL if known == text else ALT_LABEL


class Context:
    """What the parts of the loader share while they read one activity."""

    def __init__(
        self,
        source: Source,
        sink: Sink,
        names: Names,
        activity: Element,
        number: int,
        spots: Sequence[Spot] = (),
    ):
        self.source = source
        self.sink = sink
        self.names = names
        self.activity = activity
        self.base = f"{source.base}iati/"
        self.locations: dict[str, str] = {}
        self._paths: dict[Element, str] = {}
        self._places: dict[Element, Place] = {}
        self._told: set[Element] = set()
        self._spots = dict(zip(activity.iter("*"), spots, strict=False))
        self._number = number
        self._language = (activity.get(LANG) or "").strip() or None
        self._survey()
        self.key = self._identifier()
        self.subject = self.name("activity", self.key)
        self.currency = (activity.get("default-currency") or "").strip() or None

    def name(self, kind: str, *parts: str) -> str:
        """Return the token of a thing: its kind and the identifiers that lead to it."""
        return tokens.name(self.base, kind, *parts)

    def place(self, element: Element) -> Place:
        """Return where an element stands; the same object for the same element."""
        place = self._places.get(element)
        if place is None:
            at, column = self._spots.get(element) or (line(element), None)
            path = self._paths.get(element)
            place = Place(self.source.name, line=at, column=column, xpath=path)
            self._places[element] = place
        return place

    def place_of_fault(self, fault: Fault) -> Place:
        """Return where the schema finds a fault: at its element, which its path leads to."""
        found = find(self.activity, f".{fault.path.removeprefix('/iati-activity')}")
        if found is None:
            return Place(self.source.name, line=fault.line, xpath=fault.path)
        return self.place(found)

    def say(self, subject: str, predicate: str, value: str, element: Element) -> None:
        """State something that an element says."""
        place = self._places.get(element) or self.place(element)
        self.sink.add(subject, predicate, value, place)

    def texts(self, element: Element) -> Iterator[tuple[str, str | None, Element]]:
        """Return text, language and element of each narrative, or of the element's own text."""
        told = False
        for child in element:
            if child.tag == "narrative":
                told = True
                text = text_of(child).strip()
                if text:
                    yield text, self._language_of(child, element), child
        if not told and (text := text_of(element).strip()):
            yield text, self._language_of(element), element

    def say_texts(self, subject: str, predicate: str, element: Element) -> None:
        """State all narratives of an element with their languages."""
        for text, language, stated in self.texts(element):
            self.say(subject, predicate, tokens.text(text, language), stated)

    def say_names(self, subject: str, element: Element) -> None:
        """State the names of a thing that others may have named before."""
        for text, language, stated in self.texts(element):
            predicate = self.names.predicate(subject, text, language or "")
            self.say(subject, predicate, tokens.text(text, language), stated)

    def report(self, rule: str, level: Level, message: str, element: Element, **more: str) -> None:
        """Tell a finding at an element; `zh` and `fix` may be given, and what a finding holds."""
        chinese, fix = more.pop("zh", None), more.pop("fix", None)
        self.sink.report(
            Finding(
                rule=rule,
                level=level,
                message={"en": message} | ({"zh": chinese} if chinese else {}),
                fix={"en": fix} if fix else {},
                places=(self.place(element),),
                **more,  # type: ignore[arg-type]
            )
        )

    def _language_of(self, *candidates: Element) -> str | None:
        for element in candidates:
            language = (element.get(LANG) or "").strip()
            if language and tokens.is_language(language):
                return language
            if language and element not in self._told:
                self._told.add(element)
                unknown(self, element, "language", language)
        return self._language if tokens.is_language(self._language or "") else None

    def _identifier(self) -> str:
        """Return what the activity is named by; what is missing or taken is told."""
        given = ""
        for child in elements(self.activity):
            if local(child) == "iati-identifier":
                given = text_of(child).strip()
                break
        if given and self.names.is_new(given):
            return given
        if given:
            told = f"Activity {self._number} has the identifier {given!r} of another one"
            chinese = f"第 {self._number} 个活动的标识符 {given!r} 已被使用"
        else:
            told = f"Activity {self._number} has no iati-identifier"
            chinese = f"第 {self._number} 个活动没有 iati-identifier"
        self.sink.report(
            Finding(
                rule="IATI-ID",
                level=Level.VIOLATION,
                message={
                    "en": f"{told}; it is named by its position in this file, so a new order"
                    " makes it another thing.",
                    "zh": f"{chinese}，只能按其位置命名。",
                },
                value=given or None,
                fix={"en": "Give the activity an identifier of its own."},
                places=(self.place(self.activity),),
            )
        )
        return f"{given or self.source.dataset}-{self._number}"

    def _survey(self) -> None:
        """Note the path of every element and count what becomes of it and its attributes."""
        counts: dict[tuple[str, str], int] = {}
        root = f"/iati-activities/iati-activity[{self._number}]"
        waiting = [(self.activity, root, "")]
        while waiting:
            element, path, kind = waiting.pop()
            self._paths[element] = path
            counts[kind, ""] = counts.get((kind, ""), 0) + 1
            for attribute in element.attrib:
                counts[kind, attribute] = counts.get((kind, attribute), 0) + 1
            seen: dict[str, int] = {}
            for child in element:
                tag = child.tag
                if not isinstance(tag, str):
                    continue
                number = seen[tag] = seen.get(tag, 0) + 1
                step, deeper = _step(kind, tag)
                waiting.append((child, f"{path}/{step}[{number}]", deeper))
        for (kind, attribute), times in counts.items():
            shown, kept = _fate(kind, attribute)
            self.sink.count(shown, kept, times)


@cache
def _step(kind: str, tag: str) -> tuple[str, str]:
    """Return the step of an XPath to a child, and the child's path below the activity."""
    step = tag if tag[0] != "{" else f"*[local-name()='{tag.rpartition('}')[2]}']"
    return step, f"{kind}/{tag}" if kind else tag


@cache
def _fate(kind: str, attribute: str) -> tuple[str, Kept]:
    """Return how an element or attribute is shown in the coverage, and what becomes of it."""
    parts = ["iati-activity", kind, f"@{attribute.replace(XML, 'xml:')}" if attribute else ""]
    shown = "/".join(part for part in parts if part)
    path = shown.removeprefix("iati-activity").lstrip("/") or "."
    return shown, Kept.MAPPED if path in mapped() else Kept.UNMAPPED


def unknown(activity: Context, element: Element, what: str, given: str) -> None:
    """Tell that a code or a value is none that the standard knows."""
    activity.report(
        "IATI-CODE",
        Level.WARNING,
        f"{given!r} is no {what} that can be read.",
        element,
        zh=f"{given!r} 不是可识别的值（{what}）。",
        fix="Use a value that the IATI Standard defines.",
        focus=activity.subject.strip("<>"),
        value=given,
    )
