"""SPARQL written for one node, rewritten for all nodes at once (section 5.3.1, pre-binding).

SHACL substitutes a node for `$this` everywhere in the query. Here the pattern of all nodes is put
into each group that mentions `$this`, which gives the union of those answers in one query.
"""

from dataclasses import dataclass, field

from shapes.compiler.tokens import Token, joined, tokens

ILLEGAL = frozenset(("MINUS", "VALUES", "SERVICE"))
AGGREGATES = frozenset(("COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"))
CUTS = frozenset(("LIMIT", "OFFSET"))


class IllegalQuery(ValueError):
    """The query breaks a rule of pre-binding; the message names it."""


@dataclass(eq=False)
class Group:
    """One pair of braces: what stands before it, where it opens and closes, what it holds."""

    role: str
    start: int
    end: int = 0
    above: "Group | None" = None
    inside: "list[Group]" = field(default_factory=list)


class Template:
    """A SELECT or ASK query in which `$this` and other names stand for terms given later."""

    def __init__(self, query: str, names: frozenset[str]):
        self._tokens = tokens(query)
        self._names = names
        self._groups = _groups(self._tokens)
        self._refuse_illegal()

    @property
    def filter(self) -> str | None:
        """Return the expression where the body is one FILTER without patterns, else None."""
        top = self._groups[0]
        body = self._tokens[top.start + 1 : top.end]
        if body and body[-1].text == ".":
            body.pop()
        if not body or body[0].word != "FILTER" or top.inside or not _enclosed(body[1:]):
            return None
        return joined(token.text for token in body[1:])

    @property
    def plain(self) -> str:
        """Return the query with each FILTER over EXISTS as an OPTIONAL, to see what it reads."""
        written: list[str] = []
        for token in self._tokens:
            written.append(token.text)
            words = [text.upper() for text in written[-4:]]
            for head in (["FILTER", "EXISTS", "{"], ["FILTER", "NOT", "EXISTS", "{"]):
                if words[-len(head) :] == head:
                    written[-len(head) :] = ["OPTIONAL", "{"]
        return joined(written)

    @property
    def drops_repeats(self) -> bool:
        """Return whether the answer is the same when a node is bound twice."""
        words = self._words(0, len(self._tokens))
        return [token.word for token in self._tokens[:2]] == ["SELECT", "DISTINCT"] and not (
            AGGREGATES & words or "GROUP" in words
        )

    @property
    def asks_beyond(self) -> bool:
        """Return whether a nested SELECT says nothing of the nodes, and so asks about all data."""
        return any(
            self._nested_select(group) and not self._matches(group) for group in self._groups
        )

    @property
    def one_by_one(self) -> bool:
        """Return whether many nodes at once would get another answer than each alone."""
        top = self._groups[0]
        return self._cuts(-1, top, len(self._tokens)) or any(
            self._mentions(group.start, group.end)
            if group.role == "GRAPH"
            else self._nested_select(group) and self._cuts(group.start, group.inside[0], group.end)
            for group in self._groups
        )

    def select(self, nodes: str, *, one: bool = False) -> str:
        """Return the SELECT over the nodes that a pattern binds.

        With `one` the pattern binds a single node, and the query no longer returns it.
        """
        places = {group.start for group in self._groups if self._wants_nodes(group, one)}
        absences = {group.start - 3: group for group in self._groups if self._absence(group)}
        late: dict[int, list[str]] = {}
        written: list[str] = []
        index = 0
        while index < len(self._tokens):
            token = self._tokens[index]
            if group := absences.get(index):
                assert group.above is not None
                late.setdefault(group.above.end, []).append(self._optional(group))
                index = group.end + 1
                continue
            written += late.get(index, ())
            if not (one and index < self._groups[0].start and self._named(token)):
                written.append(token.text)
            if index in places:
                written.append(nodes)
            index += 1
        return joined(written)

    def body(self, nodes: str) -> str:
        """Return the pattern of the query over the nodes that another pattern binds."""
        return self.select(nodes).partition("{")[2].rpartition("}")[0]

    def _refuse_illegal(self) -> None:
        for token, follows in zip(self._tokens, [*self._tokens[1:], Token("", "")], strict=True):
            if token.word in ILLEGAL and token.kind == "word":
                raise IllegalQuery(f"{token.word} may not stand in a SPARQL constraint")
            if token.word == "AS" and self._named(follows):
                raise IllegalQuery(f"AS may not bind {follows.text}, which is bound beforehand")
        for group in self._groups:
            if self._nested_select(group):
                head = self._tokens[group.start : group.inside[0].start]
                shown = {token.text[1:] for token in head if token.kind == "variable"}
                for name in sorted(self._names - shown):
                    raise IllegalQuery(f"a nested SELECT must return ${name}")

    def _named(self, token: Token) -> bool:
        return token.kind == "variable" and token.text[1:] in self._names

    def _mentions(self, start: int, end: int) -> bool:
        return any(self._named(token) for token in self._tokens[start:end])

    def _matches(self, group: Group) -> bool:
        """Return whether a pattern or expression in a group holds a name.

        A nested SELECT that only passes `$this` on, as it must, says nothing about it.
        """
        heads = [inner for inner in self._groups if self._nested_select(inner)]
        passed = {
            index
            for head in heads
            for index in (
                *range(head.start, head.inside[0].start),
                *range(head.inside[-1].end, head.end),
            )
        }
        return any(
            self._named(self._tokens[index])
            for index in range(group.start, group.end)
            if index not in passed
        )

    def _words(self, start: int, end: int) -> set[str]:
        return {token.word for token in self._tokens[start:end] if token.kind == "word"}

    def _nested_select(self, group: Group) -> bool:
        return self._tokens[group.start + 1].word == "SELECT" and bool(group.inside)

    def _cuts(self, start: int, where: Group, end: int) -> bool:
        """Return whether a SELECT limits its rows, or counts over more than one node."""
        head = self._words(start + 1, where.start)
        tail = self._words(where.end, end)
        if CUTS & tail:
            return True
        folded = bool(AGGREGATES & (head | tail)) or "GROUP" in tail
        return folded and not ("GROUP" in tail and self._mentions(where.end, end))

    def _wants_nodes(self, group: Group, one: bool) -> bool:
        """Return whether the nodes must be bound inside a group for its answer to be right."""
        if group is self._groups[0]:
            return True
        if self._nested_select(group) or group.role == "EXISTS" or _within(group, "EXISTS"):
            return False
        if not self._matches(group):
            return False
        if group.role == "GRAPH" or _within(group, "GRAPH"):
            return one
        return group.role != "OPTIONAL" or "BIND" in self._words(group.start, group.end)

    def _absence(self, group: Group) -> bool:
        """Return whether a group is a FILTER NOT EXISTS that a store answers slowly.

        Oxigraph compares each row with every row of a NOT EXISTS over two patterns or more.
        """
        before = [token.word for token in self._tokens[max(0, group.start - 3) : group.start]]
        if before != ["FILTER", "NOT", "EXISTS"] or group.inside or _within(group, "EXISTS"):
            return False
        inner = self._tokens[group.start + 1 : group.end]
        if inner and inner[-1].text == ".":
            inner.pop()
        joins = any(token.kind == "sign" and token.text in ".;,/" for token in inner)
        return joins and not {"BIND", "EXISTS"} & self._words(group.start, group.end)

    def _optional(self, group: Group) -> str:
        """Return the same absence as an OPTIONAL that finds nothing."""
        inner = joined(token.text for token in self._tokens[group.start + 1 : group.end])
        mark = f"?absent_{group.start}"
        return f"OPTIONAL {{ {inner} BIND (true AS {mark}) }} FILTER (!BOUND({mark}))"


def _groups(found: list[Token]) -> list[Group]:
    """Return every group of a query in order, the outermost first."""
    groups: list[Group] = []
    above: Group | None = None
    for index, token in enumerate(found):
        if token.text == "{":
            group = Group(_role(found, index), index, above=above)
            if above:
                above.inside.append(group)
            groups.append(group)
            above = group
        elif token.text == "}":
            if above is None:
                raise IllegalQuery("a closing brace has no opening one")
            above.end = index
            above = above.above
    if above is not None or not groups:
        raise IllegalQuery("the braces do not match")
    return groups


def _role(found: list[Token], index: int) -> str:
    before = [token.word for token in found[max(0, index - 2) : index]]
    if before[-1:] == ["OPTIONAL"] or before[-1:] == ["EXISTS"]:
        return before[-1]
    return "GRAPH" if before[:1] == ["GRAPH"] else "GROUP"


def _within(group: Group, role: str) -> bool:
    outer = group.above
    while outer is not None:
        if outer.role == role:
            return True
        outer = outer.above
    return False


def _enclosed(found: list[Token]) -> bool:
    """Return whether one pair of brackets encloses all the tokens."""
    depth = 0
    for index, token in enumerate(found):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0:
            return index == len(found) - 1
    return False
