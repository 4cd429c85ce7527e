"""What every RDF loader shares: statements are checked, mapped, counted and passed on."""

import zlib

from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SDO, SKOS, TIME, XSD, Literal
from rdflib.term import Identifier

from loaders import meaningless, tokens
from loaders.foreign import Translator
from loaders.source import Kept, Sink, Source
from loaders.untagged import Untagged
from ontology.vocabulary import RBM, RBMSH
from shapes.finding import Finding, Level, Place

IMPORTS = tokens.iri(str(OWL.imports))
ORG = "http://www.w3.org/ns/org#"
KNOWN = tuple(
    f"<{namespace}"
    for namespace in (
        str(RBM),
        str(RBMSH),
        str(RDF),
        str(RDFS),
        str(OWL),
        str(SKOS),
        str(DCTERMS),
        str(PROV),
        str(TIME),
        str(SDO),
        str(XSD),
        ORG,
        "http://www.w3.org/ns/shacl#",
        "http://purl.org/linked-data/cube#",
        "http://metadata.un.org/sdg/",
    )
)
"""Vocabularies whose meaning the model knows; other terms are kept as they stand."""


class Statements:
    """Passes the statements of one RDF source to a sink, with what must be said about them."""

    def __init__(self, source: Source, sink: Sink):
        self.source = source
        self.sink = sink
        self._foreign = Translator("cids", sink)
        self._labels = f"{zlib.crc32(f'{source.dataset}/{source.name}'.encode()):08x}"
        self._blanks = 0
        self._untagged = Untagged()
        self._subject = ""
        self._counts: dict[str, int] = {}
        self._fates: dict[str, tuple[bool, Kept]] = {}
        self._graphs: set[str] = set()

    def blank(self) -> str:
        """Return a new blank node, the same one whenever the same file is read."""
        self._blanks += 1
        return f"_:b{self._labels}n{self._blanks}"

    def named_blank(self, label: str) -> str:
        """Return the blank node that a file calls by a label."""
        return tokens.blank(f"b{self._labels}l{label}")

    def put(self, subject: str, predicate: str, value: str, place: Place) -> None:
        """Take one statement of the source, as tokens."""
        if subject != self._subject:
            self._subject = subject
            if not subject.startswith("_:"):
                self.sink.thing(subject, None, place)
        self.sink.add(subject, predicate, value, place)
        if value[0] == '"':
            if value[-1] != ">":
                self._untagged.take(subject, predicate, value, place)
            elif meaningless.is_empty(value):
                self.sink.report(meaningless.empty(subject, predicate, value, place))
        term = value if predicate == tokens.TYPE and value.startswith("<") else predicate
        fate = self._fates.get(term)
        if fate is None:
            fate = self._fate(term, predicate)
        if fate[0]:
            if meaningless.is_unknown(term):
                self.sink.report(meaningless.unknown(subject, term, place))
            else:
                self._foreign.take(subject, predicate, value, place)
        self._counts[term] = self._counts.get(term, 0) + 1
        if predicate == IMPORTS:
            self._say_import(value, place)

    def _fate(self, term: str, predicate: str) -> tuple[bool, Kept]:
        """Return whether a term is looked at one by one, and what becomes of it.

        One by one are looked at terms that are mapped from another vocabulary, and slips in ours.
        """
        if len(self._fates) > 10_000:
            self._tell()
        foreign = self._foreign.knows(term) or self._foreign.knows(predicate)
        known = self._foreign.knows(term) or term.startswith(KNOWN)
        slip = meaningless.is_unknown(term)
        self._fates[term] = foreign or slip, Kept.MAPPED if known and not slip else Kept.RAW
        return self._fates[term]

    def name(self, value: str, place: Place) -> str:
        """Return an IRI as a token, with a finding where it is none."""
        token = tokens.iri(value)
        if token != f"<{value}>":
            self._remark(
                "LOAD-IRI",
                f"{value!r} is no absolute IRI; it is kept as {token[1:-1]}.",
                f"{value!r} 不是合规的绝对 IRI，按 {token[1:-1]} 保留。",
                value,
                place,
            )
        return token

    def literal(self, value: str, datatype: str | None, language: str | None, place: Place) -> str:
        """Return a literal as a token, with a finding where its language is malformed."""
        if datatype and datatype != f"{tokens.XSD}string":
            return f"{tokens.quoted(value)}^^{self.name(datatype, place)}"
        if language and not tokens.is_language(language):
            self._remark(
                "LOAD-LANGUAGE",
                f"{language!r} is no language tag; the text is kept without it.",
                f"{language!r} 不是合规的语言标记，文字按无语言保留。",
                language,
                place,
            )
        return tokens.text(value, language)

    def term(self, term: Identifier, place: Place) -> str:
        """Return an rdflib IRI or literal as a token."""
        if isinstance(term, Literal):
            datatype = str(term.datatype) if term.datatype else None
            return self.literal(str(term), datatype, term.language, place)
        return self.name(str(term), place)

    def _remark(self, rule: str, message: str, chinese: str, value: str, place: Place) -> None:
        self.sink.report(
            Finding(
                rule=rule,
                level=Level.WARNING,
                message={"en": message, "zh": chinese},
                value=value,
                fix={"en": "Correct it in the file."},
                places=(place,),
            )
        )

    def graph(self, name: str, place: Place) -> None:
        """Note that the source groups statements in a graph of its own."""
        if name in self._graphs:
            return
        self._graphs.add(name)
        self.sink.count(f"graph {name}", Kept.RAW)
        self.sink.report(
            Finding(
                rule="LOAD-GRAPH",
                level=Level.INFO,
                message={
                    "en": f"The file's graph {name} is read into the graph of this import.",
                    "zh": f"文件中的图 {name} 并入本次导入的图。",
                },
                places=(place,),
            )
        )

    def close(self) -> None:
        """Add what waited for the end; tell what lacks a tag and how often each term was met."""
        self._foreign.close()
        self._untagged.close(self.sink)
        self._tell()

    def _tell(self) -> None:
        for term, times in self._counts.items():
            self.sink.count(term.strip("<>"), self._fates[term][1], times)
        self._counts.clear()
        self._fates.clear()

    def _say_import(self, value: str, place: Place) -> None:
        self.sink.report(
            Finding(
                rule="LOAD-IMPORTS",
                level=Level.INFO,
                message={
                    "en": f"The file imports {value.strip('<>')}, which is not fetched.",
                    "zh": f"文件引入的 {value.strip('<>')} 不予抓取。",
                },
                fix={"en": "Load that file too if its statements are wanted."},
                places=(place,),
            )
        )
