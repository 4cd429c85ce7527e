"""RDF/XML, with the line and column of the element that states each triple.

rdflib's handler does the reading, over a parser that refuses DOCTYPE and entities.
"""

from typing import Any, BinaryIO
from xml.sax import SAXParseException
from xml.sax.handler import feature_namespaces
from xml.sax.xmlreader import InputSource

from defusedxml import DefusedXmlException
from defusedxml.expatreader import create_parser
from rdflib import BNode
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.rdfxml import RDFXMLHandler
from rdflib.term import Identifier

from loaders.limits import LIMITS, check_xml, too_deep
from loaders.rdf import Statements
from loaders.source import Sink, Source, refusal
from loaders.xmlhead import root_of
from shapes.finding import Place

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TICK = 2_000


class _Taker:
    """Takes the triples that rdflib's handler adds, in place of a graph."""

    def __init__(self, statements: Statements):
        self.place = Place(statements.source.name)
        self.seen = 0
        self._statements = statements
        self._blanks: dict[BNode, str] = {}

    def add(self, triple: tuple[Identifier, Identifier, Identifier]) -> None:
        """Pass a triple on with the place of the element being read."""
        subject, predicate, value = (self._token(term) for term in triple)
        self._statements.put(subject, predicate, value, self.place)
        self.seen += 1

    def bind(self, *_: object, **__: object) -> None:
        """Take a prefix, which the statements do not need."""

    def _token(self, term: Identifier) -> str:
        if isinstance(term, BNode):
            if term not in self._blanks:
                self._blanks[term] = self._statements.blank()
            return self._blanks[term]
        return self._statements.term(term, self.place)


class _Handler(RDFXMLHandler):
    """rdflib's handler with the place of every element on a stack."""

    def __init__(self, taker: _Taker, source: Source, sink: Sink, file: BinaryIO):
        super().__init__(taker)  # type: ignore[arg-type]
        self._taker = taker
        self._source = source
        self._sink = sink
        self._file = file
        self._places: list[Place] = []
        self._elements = 0

    def startElementNS(self, name: tuple[str | None, str], qname: Any, attrs: Any) -> None:
        """Begin an element, remembering where it stands."""
        place = Place(
            self._source.name,
            line=self.locator.getLineNumber(),
            column=(self.locator.getColumnNumber() or 0) + 1,
        )
        self._places.append(place)
        if len(self._places) > LIMITS.xml_depth:
            raise too_deep(place, LIMITS.xml_depth)
        self._taker.place = place
        self._elements += 1
        if self._elements % _TICK == 0:
            self._sink.advance(self._file.tell())
        super().startElementNS(name, qname, attrs)

    def endElementNS(self, name: tuple[str | None, str], qname: Any) -> None:
        """End an element; what it states stands where it began."""
        self._taker.place = self._places[-1]
        super().endElementNS(name, qname)
        self._places.pop()


class RdfXmlLoader:
    """Reads RDF/XML."""

    name = "rdfxml"
    title = "RDF/XML"
    version = "1"

    def recognize(self, head: bytes, source: Source) -> float:
        """Return whether the root element is rdf:RDF."""
        return 1.0 if root_of(head) == (_RDF, "RDF") else 0.0

    def read(self, source: Source, sink: Sink) -> None:
        """Tell the sink every triple with the line and column of its element."""
        check_xml(source.path, Place(source.name))
        statements = Statements(source, sink)
        taker = _Taker(statements)
        with source.path.open("rb") as file:
            handler = _Handler(taker, source, sink, file)
            parser = create_parser(forbid_dtd=True)
            parser.setFeature(feature_namespaces, True)
            parser.setContentHandler(handler)
            given = InputSource(source.relative_to)
            given.setByteStream(file)
            try:
                parser.parse(given)
            except SAXParseException as error:
                raise _broken(
                    source, error.getMessage(), error.getLineNumber(), error.getColumnNumber()
                ) from error
            except (ParserError, DefusedXmlException, ValueError, KeyError, TypeError) as error:
                spot = taker.place
                raise _broken(source, str(error), spot.line, (spot.column or 1) - 1) from error
        statements.close()


def _broken(source: Source, why: str, line: int | None, column: int | None) -> Exception:
    spot = Place(source.name, line=line, column=None if column is None else column + 1)
    return refusal(
        "LOAD-SYNTAX",
        f"{source.name} is not well-formed RDF/XML at line {spot.line}, column {spot.column}:"
        f" {why}.",
        spot,
        "Correct the element at this line, or fetch the file again if it is cut off.",
        zh=f"{source.name} 第 {spot.line} 行第 {spot.column} 列不符合 RDF/XML 语法。",
    )
