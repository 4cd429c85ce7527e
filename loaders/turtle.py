"""Turtle and TriG, with the line and column of every triple.

rdflib's parser does the reading; its sink is replaced, so no term and no graph is built.
"""

import re
from bisect import bisect_right
from decimal import Decimal
from typing import Any

from rdflib.plugins.parsers.notation3 import BadSyntax, sfloat
from rdflib.plugins.parsers.trig import TrigSinkParser

from loaders import tokens
from loaders.limits import LIMITS, check_depth, encoding_of
from loaders.rdf import Statements
from loaders.resuming import is_unbound, prefix_meant, resume
from loaders.slips import MOST, Slips
from loaders.source import Refusal, Sink, Source, refusal
from shapes.finding import Place

_SKIP = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>|\#[^\n]*',
    re.DOTALL,
)
_DIRECTIVE = re.compile(r"(@(prefix|base)\s|(PREFIX|BASE)\s)", re.IGNORECASE)
_STATEMENT = re.compile(r"(<[^<>\s]+>|[\w.-]*:[\w.-]*|\[|_:\w+)\s*(\s(a|<|[\w.-]*:)|\{|=)")
_GAP = re.compile(r"(\s|#[^\n]*(\n|\Z))*")
_TICK = 2_000


class Spelled(str):
    """A literal or a blank node that is a token already; any other text is an IRI."""

    __slots__ = ()


class _Graph:
    """Stands where rdflib's parser looks for the graph it fills."""

    identifier = None


class _Writer:
    """Makes terms for rdflib's parser; the statements go another way."""

    def __init__(self, statements: Statements):
        self._statements = statements
        self.graph = _Graph()
        self.place = Place(statements.source.name)

    def newSymbol(self, *parts: str) -> str:
        return parts[0]

    def newBlankNode(self, *_: object, **__: object) -> Spelled:
        return Spelled(self._statements.blank())

    def newLiteral(
        self, value: str, datatype: str | None = None, language: str | None = None
    ) -> Spelled:
        return Spelled(self._statements.literal(value, datatype, language, self.place))

    def newGraph(self, name: object) -> object:
        return name

    def newList(self, items: list[Any], _: object) -> list[Any]:
        return items

    def intern(self, item: Any) -> Any:
        return item

    def startDoc(self, _: object) -> None:
        """Begin."""

    def endDoc(self, _: object) -> None:
        """End."""


class _Parser(TrigSinkParser):
    """Reads Turtle and TriG; tells each statement where its object begins."""

    def __init__(self, statements: Statements, text: str, base: str, sink: Sink):
        self._writer = _Writer(statements)
        super().__init__(self._writer, baseURI=base, turtle=True)  # type: ignore[arg-type]
        self._statements = statements
        self._file = statements.source.name
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._sink = sink
        self._seen = 0
        self._slips = Slips(self._file)

    def feed(self, octets: str | bytes) -> None:
        """Read statement by statement; refuse the text at its end with every error met."""
        text = octets if isinstance(octets, str) else octets.decode()
        i: int | None = 0
        while i is not None:
            j = self.skipSpace(text, i)
            if j < 0:
                break
            i = self._statement(text, j)
        self._slips.close()

    def _statement(self, text: str, start: int) -> int | None:
        """Read a statement and return where the next begins, None where that cannot be said."""
        outside = self._context, self._parentContext, self._reason2
        while True:
            try:
                end = self.directiveOrStatement(text, start)
                if end >= 0:
                    return end
                at, why = start, "expected directive or statement"
            except BadSyntax as error:
                at, why = error._i, error._why
            except (AssertionError, IndexError):
                at, why = len(text), "the text breaks off"
            except AttributeError:
                # rdflib reads N3 too, and has no formula to put a variable in.
                at, why = text.find("?", start), "a variable, which Turtle does not have"
            except (ValueError, RecursionError) as error:
                at, why = len(text), str(error) or "the text breaks off"
            self._slips.add(self.broken(text, at, why))
            self._context, self._parentContext, self._reason2 = outside
            prefix = prefix_meant(text, start, why)
            if prefix is not None:
                # Every later use of it would be an error that is none of its own.
                self._bindings[prefix] = self._file
            if not is_unbound(why) or self._slips.count > MOST:
                return resume(text, start)

    def place(self, index: int) -> Place:
        """Return the line and column of a position in the text."""
        row = bisect_right(self._starts, index)
        return Place(self._file, line=row, column=index - self._starts[row - 1] + 1)

    def bind(self, qn: str, uri: bytes) -> None:
        """Take a prefix, which the statements do not need."""

    def graph(self, argstr: str, i: int) -> int:
        """Read a TriG graph; a plain statement is told at a glance, so it is parsed once."""
        match = _STATEMENT.match(argstr, i)
        if match and match.group(2) not in ("{", "="):
            return -1
        return super().graph(argstr, i)

    def property_list(self, argstr: str, i: int, subj: Any) -> int:
        """Read verbs and objects, passing each statement on with its own place."""
        while True:
            j = self._over(argstr, i, ";", "verb")
            verbs: list[Any] = []
            i = self.verb(argstr, j, verbs)
            if i <= 0:
                return j
            while True:
                j = self.skipSpace(argstr, i)
                objects: list[Any] = []
                if j >= 0:
                    self._writer.place = self.place(j)
                i = self.object(argstr, j, objects) if j >= 0 else j
                if i < 0:
                    self.BadSyntax(argstr, max(j, 0), "expected an object")
                self._tell(subj, verbs[0], objects[0], j)
                i = self.skipSpace(argstr, i)
                if i < 0:
                    self.BadSyntax(argstr, len(argstr), "the file ends inside a statement")
                if argstr[i] != ",":
                    break
                i += 1
            if argstr[i] != ";":
                return i
            i += 1

    def _over(self, argstr: str, i: int, mark: str, wanted: str) -> int:
        """Skip white space and repeated marks."""
        while True:
            j = self.skipSpace(argstr, i)
            if j < 0:
                self.BadSyntax(argstr, len(argstr), f"the file ends where a {wanted} is expected")
            if argstr[j] != mark:
                return j
            i = j + 1

    def _tell(self, subject: Any, verb: tuple[str, Any], value: Any, index: int) -> None:
        if self._slips.count:
            return
        place = self.place(index)
        direction, predicate = verb
        if self._context is not None:
            self._statements.graph(str(self._context), place)
        one, other = self._token(subject, place), self._token(value, place)
        if direction != "->":
            one, other = other, one
        self._statements.put(one, self._token(predicate, place), other, place)
        self._seen += 1
        if self._seen % _TICK == 0:
            self._sink.advance(index)

    def _token(self, term: Any, place: Place) -> str:
        if isinstance(term, Spelled):
            return term
        if isinstance(term, tuple):
            return tokens.iri(str(term[1]))
        if isinstance(term, bool):
            return tokens.boolean(term)
        if isinstance(term, int):
            return tokens.integer(term)
        if isinstance(term, Decimal):
            return tokens.decimal(term)
        if isinstance(term, sfloat):
            return tokens.typed(term, f"{tokens.XSD}double")
        if isinstance(term, list):
            return self._list(term, place)
        return self._statements.name(str(term), place)

    def _list(self, items: list[Any], place: Place) -> str:
        head = tokens.iri(_RDF + "nil")
        for item in reversed(items):
            node = self._statements.blank()
            self._statements.put(node, f"<{_RDF}first>", self._token(item, place), place)
            self._statements.put(node, f"<{_RDF}rest>", head, place)
            head = node
        return head

    def broken(self, argstr: str, i: int, why: str) -> Refusal:
        """Return the refusal of a text that breaks off at a position."""
        place = self.place(min(max(i, 0), len(argstr)))
        found = argstr[i : i + 30].split("\n")[0] or "the end"
        return refusal(
            "LOAD-SYNTAX",
            f"{self._file} is not well-formed Turtle at line {place.line}, column {place.column}:"
            f" {why}; there stands {found!r}.",
            place,
            "Often the statement before lacks its closing dot, or a quotation mark is missing."
            " Correct the line and load the file again.",
            zh=f"{self._file} 第 {place.line} 行第 {place.column} 列不合 Turtle 语法：{found!r}。",
        )


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


class TurtleLoader:
    """Reads Turtle and TriG."""

    name = "turtle"
    title = "Turtle or TriG"
    version = "1"

    def recognize(self, head: bytes, source: Source) -> float:
        """Return how surely the text begins as Turtle does."""
        text = head.decode(encoding_of(head), "replace")
        gap = _GAP.match(text)
        start = gap.end() if gap else 0
        if _DIRECTIVE.match(text, start):
            return 0.9
        return 0.5 if _STATEMENT.match(text, start) else 0.0

    def read(self, source: Source, sink: Sink) -> None:
        """Tell the sink every triple with its line and column."""
        whole = Place(source.name)
        text = read_text(source, LIMITS.text_bytes)
        check_depth(text, "[({", "])}", LIMITS.turtle_depth, whole, _SKIP)
        statements = Statements(source, sink)
        _Parser(statements, text, source.relative_to, sink).loadBuf(text)
        statements.close()


def read_text(source: Source, limit: int) -> str:
    """Return a whole text in Unicode, refusing bytes that are none and files beyond a limit."""
    place = Place(source.name)
    data = source.path.read_bytes() if source.path.stat().st_size <= limit else None
    if data is None:
        raise refusal(
            "LOAD-SIZE",
            f"{source.name} is larger than {limit:,} bytes, too large for a format that is read as"
            " a whole.",
            place,
            "Convert it to N-Triples or N-Quads, which are read in a stream.",
            zh=f"{source.name} 过大，请转换为 N-Triples 或 N-Quads。",
        )
    encoding = encoding_of(data[:400])
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(
            "LOAD-ENCODING",
            f"{source.name} is not {encoding.upper()} in line {line}.",
            Place(source.name, line=line),
            "Save the file as UTF-8.",
            zh=f"{source.name} 第 {line} 行不是 {encoding.upper()} 编码，请存为 UTF-8。",
        ) from error
