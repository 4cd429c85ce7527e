"""JSON-LD 1.1, with the pointer and the line of every statement.

rdflib does the reading. Contexts are never fetched: those named by address come from the folder
`contexts`, any other is refused before rdflib sees it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import BNode
from rdflib.plugins.parsers.jsonld import Parser
from rdflib.plugins.shared.jsonld.context import Context
from rdflib.plugins.shared.jsonld.errors import JSONLDException
from rdflib.term import Identifier

from loaders.jsontext import JsonText, Node
from loaders.limits import LIMITS, encoding_of
from loaders.rdf import Statements
from loaders.source import Sink, Source, refusal
from loaders.turtle import read_text
from ontology.exports import CONTEXT, context
from shapes.finding import Place

FOREIGN = {
    "http://ontology.commonapproach.org/contexts/cidsContext.jsonld": "cids.jsonld",
    "https://ontology.commonapproach.org/contexts/cidsContext.jsonld": "cids.jsonld",
    "http://ontology.commonapproach.org/cidsContext.jsonld": "cids.jsonld",
    "https://ontology.commonapproach.org/cidsContext.jsonld": "cids.jsonld",
    "https://ontology.commonapproach.org/cidsContext.json": "cids.jsonld",
}
"""Address of each context of others that comes with the project, and its file."""

CONTEXTS = (CONTEXT, *FOREIGN)
"""Addresses of the contexts that are known without being fetched; the first is our own."""


@cache
def bundled(address: str) -> Any:
    """Return the content of a context that is known by its address."""
    if address == CONTEXT:
        return context()["@context"]
    file = Path(__file__).parent / "contexts" / FOREIGN[address]
    return json.loads(file.read_text(encoding="utf-8"))["@context"]


class _Taker:
    """Takes the triples that rdflib makes, in place of a data set and its graphs."""

    context_aware = True

    def __init__(self, statements: Statements, place: Place):
        self.place = place
        self._statements = statements
        self._blanks: dict[BNode, str] = {}

    @property
    def default_context(self) -> "_Taker":
        """Return where statements outside any named graph go."""
        return self

    def get_context(self, name: Identifier) -> "_Taker":
        """Return where the statements of a named graph go: to the import's graph, told so."""
        self._statements.graph(str(name), self.place)
        return self

    def bind(self, *_: object, **__: object) -> None:
        """Take a prefix, which the statements do not need."""

    def add(self, triple: tuple[Identifier, Identifier, Identifier]) -> None:
        """Pass a triple on with the place of the key being read."""
        subject, predicate, value = (self._token(term) for term in triple)
        self._statements.put(subject, predicate, value, self.place)

    def _token(self, term: Identifier) -> str:
        if isinstance(term, BNode):
            if term not in self._blanks:
                self._blanks[term] = self._statements.blank()
            return self._blanks[term]
        return self._statements.term(term, self.place)


class _Reader(Parser):
    """rdflib's reader, which tells the taker where the current key stands."""

    def __init__(self, text: JsonText, taker: _Taker, sink: Sink):
        super().__init__()
        self._json = text
        self._taker = taker
        self._sink = sink
        self._node: Node | None = None
        self._seen = 0

    def _add_to_graph(
        self, dataset: Any, graph: Any, context: Any, node: Any, topcontext: bool = False
    ) -> Any:
        before = self._node, self._taker.place
        if isinstance(node, Node):
            self._node = node
            self._taker.place = self._json.place(node.start, node.pointer or None)
            self._seen += 1
            if self._seen % 500 == 0:
                self._sink.advance(node.start)
        try:
            return super()._add_to_graph(dataset, graph, context, node, topcontext)
        finally:
            self._node, self._taker.place = before

    def _key_to_graph(
        self,
        dataset: Any,
        graph: Any,
        context: Any,
        subj: Any,
        key: str,
        obj: Any,
        reverse: bool = False,
        no_id: bool = False,
    ) -> None:
        before = self._taker.place
        if self._node is not None and key in self._node.keys_at:
            escaped = key.replace("~", "~0").replace("/", "~1")
            self._taker.place = self._json.place(
                self._node.keys_at[key], f"{self._node.pointer}/{escaped}"
            )
        try:
            super()._key_to_graph(dataset, graph, context, subj, key, obj, reverse, no_id)
        finally:
            self._taker.place = before


class JsonLdLoader:
    """Reads JSON-LD."""

    name = "jsonld"
    title = "JSON-LD"
    version = "1"

    def recognize(self, head: bytes, source: Source) -> float:
        """Return how surely the text is JSON with linked data in it."""
        text = head.decode(encoding_of(head), "replace").removeprefix("\ufeff").lstrip()
        if not text.startswith(("{", "[")):
            return 0.0
        return 0.9 if '"@' in text else 0.3

    def read(self, source: Source, sink: Sink) -> None:
        """Tell the sink every statement with its pointer and line."""
        text = JsonText(read_text(source, LIMITS.json_bytes), source.name)
        value = text.read()
        if not isinstance(value, Node | list):
            raise refusal(
                "LOAD-JSONLD",
                f"{source.name} holds a single value, not an object or a list.",
                text.place(0),
                "JSON-LD is an object, or a list of objects.",
                zh=f"{source.name} 只含一个值，不是 JSON-LD。",
            )
        put_contexts_in(value, text)
        statements = Statements(source, sink)
        taker = _Taker(statements, text.place(0))
        base = source.relative_to
        try:
            _Reader(text, taker, sink).parse(value, Context(base=base), taker)  # type: ignore[arg-type]
        except (
            JSONLDException,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            RecursionError,
        ) as error:
            place = taker.place
            raise refusal(
                "LOAD-JSONLD",
                f"{source.name} is JSON, but not JSON-LD that can be read, at line {place.line}"
                f" ({place.pointer or 'the top'}): {error}.",
                place,
                "Check the @context and the keys that begin with @.",
                zh=f"{source.name} 第 {place.line} 行不是可读的 JSON-LD。",
            ) from error
        statements.close()


def put_contexts_in(value: Any, text: JsonText) -> None:
    """Put bundled contexts in place of their addresses; refuse any other address."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, Node):
            if "@import" in item:
                raise _remote(item, "@import", item["@import"], text)
            if "@context" in item:
                item["@context"] = _resolved(item, item["@context"], text)
            waiting.extend(item.values())


def _resolved(node: Node, given: Any, text: JsonText) -> Any:
    if isinstance(given, list):
        return [_resolved(node, part, text) for part in given]
    if not isinstance(given, str):
        return given
    if given not in CONTEXTS:
        raise _remote(node, "@context", given, text)
    return bundled(given)


def _remote(node: Node, key: str, address: object, text: JsonText) -> Exception:
    place = text.place(node.keys_at.get(key, node.start), f"{node.pointer}/{key}")
    return refusal(
        "LOAD-CONTEXT",
        f"The {key} {address!r} at line {place.line} would have to be fetched; nothing is fetched"
        " while a file is read.",
        place,
        f"Put the context itself in place of its address, or use one of: {', '.join(CONTEXTS)}.",
        zh=f"第 {place.line} 行的 {key} {address!r} 需联网抓取，不予读取；请将其内容写入文件。",
    )
