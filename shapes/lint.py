"""Faults of shapes themselves: what every engine passes over in silence, named with its line."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches

from pyparsing import ParseException
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.term import Node

from shapes.compiled import SHAPES_GRAPH
from shapes.compiler.custom import Validators
from shapes.compiler.faults import NotWellFormed, Recursive, Unsupported
from shapes.compiler.graph import COMPONENTS, CORE, QUALIFIED, TARGETS, ShapesGraph
from shapes.compiler.literals import RANGES, uncommon
from shapes.finding import Finding, Level, Place

TERMS = sorted({str(term).removeprefix(str(SH)) for term in dir(SH)} | set(CORE))
"""Local names of the SHACL vocabulary; Python's own words are not among rdflib's."""

SEVERITIES = frozenset((SH.Violation, SH.Warning, SH.Info))

MESSAGES: Mapping[str, tuple[Level, str, str]] = {
    "SHAPES-EMPTY": (
        Level.VIOLATION,
        "The file holds no shape with a target: it checks nothing.",
        "该文件没有任何带目标的形状：不检查任何内容。",
    ),
    "SHAPES-TERM": (
        Level.VIOLATION,
        "SHACL has no term sh:{value}; did you mean {expected}?",
        "SHACL 没有术语 sh:{value}；是否指 {expected}？",
    ),
    "SHAPES-SEVERITY": (
        Level.VIOLATION,
        "The severity {value} is none of {expected}.",
        "严重程度 {value} 不属于 {expected}。",
    ),
    "SHAPES-FORM": (
        Level.VIOLATION,
        "The shape is not well-formed: it {value}.",
        "形状不合规范：{value}。",
    ),
    "SHAPES-LOOP": (
        Level.VIOLATION,
        "The shape refers to itself, directly or through others; SHACL gives that no meaning.",
        "该形状直接或间接引用自身；SHACL 未定义其含义。",
    ),
    "SHAPES-QUERY": (
        Level.VIOLATION,
        "The query cannot be read: {value}",
        "无法读取该查询：{value}",
    ),
    "SHAPES-IDLE": (
        Level.WARNING,
        "The shape has no target and no other shape refers to it: it never runs.",
        "该形状没有目标，也没有其他形状引用它：永远不会运行。",
    ),
    "SHAPES-SLOW": (
        Level.INFO,
        "The shape runs on the slower reference engine: it {value}.",
        "该形状在较慢的参考引擎上运行：{value}。",
    ),
    "SHAPES-STORE": (
        Level.WARNING,
        "The store keeps {value} as xsd:integer and checks its bounds only.",
        "存储库把 {value} 保存为 xsd:integer，只检查取值范围。",
    ),
}
"""Level and text of each fault, in English and Chinese."""

FIXES: Mapping[str, tuple[str, str]] = {
    "SHAPES-EMPTY": (
        "Give a shape sh:targetClass or another target.",
        "为形状添加 sh:targetClass 或其他目标。",
    ),
    "SHAPES-TERM": ("Mend the spelling of the term.", "更正该术语的拼写。"),
    "SHAPES-IDLE": ("Add a target, or remove the shape.", "添加目标或删除该形状。"),
    "SHAPES-STORE": (
        "Use xsd:integer with sh:minInclusive and sh:maxInclusive.",
        "请使用 xsd:integer 并配以 sh:minInclusive 和 sh:maxInclusive。",
    ),
}

Fault = tuple[str, Node | None, str, str]


def lint(shapes: Graph, text: str | None = None, file: str = "shapes.ttl") -> list[Finding]:
    """Return the faults of a shapes graph; with the Turtle text each has the line of its shape."""
    graph = ShapesGraph(shapes)
    checks: tuple[Callable[[ShapesGraph], Iterator[Fault]], ...] = (
        _empty,
        _terms,
        _severities,
        _forms,
        _idle,
    )
    found = dict.fromkeys(fault for check in checks for fault in check(graph))
    findings = [_finding(graph, fault, text, file) for fault in found]
    return sorted(findings, key=lambda f: (f.places[0].line or 0 if f.places else 0, f.rule))


def _empty(graph: ShapesGraph) -> Iterator[Fault]:
    if not graph.roots():
        yield "SHAPES-EMPTY", None, "", ""


def _terms(graph: ShapesGraph) -> Iterator[Fault]:
    for subject, predicate, obj in graph.graph:
        for term in (predicate, obj):
            if isinstance(term, URIRef) and term.startswith(str(SH)) and term not in SH:
                name = term.removeprefix(str(SH))
                close = get_close_matches(name, TERMS, 1)
                yield "SHAPES-TERM", subject, name, f"sh:{close[0]}" if close else "?"


def _severities(graph: ShapesGraph) -> Iterator[Fault]:
    for subject, severity in graph.graph.subject_objects(SH.severity):
        if severity not in SEVERITIES:
            yield "SHAPES-SEVERITY", subject, str(severity), "sh:Violation, sh:Warning, sh:Info"


def _forms(graph: ShapesGraph) -> Iterator[Fault]:
    validators = Validators(graph, SHAPES_GRAPH, None)
    for node in _shapes(graph):
        try:
            graph.refuse_recursion(node)
            shape = graph.shape(node)
        except Recursive as fault:
            yield "SHAPES-LOOP", fault.shape, "", ""
            continue
        except NotWellFormed as fault:
            yield "SHAPES-FORM", fault.shape, fault.reason, ""
            continue
        except Unsupported as fault:
            yield "SHAPES-SLOW", fault.shape, fault.reason, ""
            continue
        yield from _references(graph, node)
        for constraint in shape.constraints:
            if constraint.parameter == SH.pattern:
                yield from _pattern(node, constraint.value)
            if constraint.parameter == SH.datatype and constraint.value in RANGES:
                name = str(constraint.value).rpartition("#")[2]
                yield "SHAPES-STORE", node, f"xsd:{name}", "xsd:integer"
            if constraint.parameter not in (*COMPONENTS, *QUALIFIED):
                try:
                    validator = validators.of(shape, constraint)
                    if validator is not None:
                        parseQuery(validator.template.plain)
                except NotWellFormed as fault:
                    yield "SHAPES-FORM", node, fault.reason, ""
                except Unsupported as fault:
                    yield "SHAPES-SLOW", node, fault.reason, ""
                except ParseException as error:
                    yield "SHAPES-QUERY", node, str(error), ""


def _references(graph: ShapesGraph, node: Node) -> Iterator[Fault]:
    """Return where sh:node names a property shape or sh:property a node shape."""
    for child in graph.graph.objects(node, SH.node):
        if (child, SH.path, None) in graph.graph:
            yield "SHAPES-FORM", node, "names a property shape with sh:node", ""
    for child in graph.graph.objects(node, SH.property):
        if (child, SH.path, None) not in graph.graph:
            yield "SHAPES-FORM", child, "is used with sh:property but has no sh:path", ""


def _pattern(node: Node, pattern: Node) -> Iterator[Fault]:
    if reason := uncommon(str(pattern)):
        yield "SHAPES-SLOW", node, f"has an sh:pattern that {reason}", ""
        return
    try:
        re.compile(re.sub(r"\\[pP]\{[^}]*\}", "x", str(pattern)))
    except re.error as error:
        yield "SHAPES-FORM", node, f"has an sh:pattern that is no pattern: {error}", ""


def _idle(graph: ShapesGraph) -> Iterator[Fault]:
    aimed = set(graph.roots())
    used = {below for node in _shapes(graph) for below in graph.nested(node)}
    for kind in (SH.NodeShape, SH.PropertyShape):
        for node in graph.graph.subjects(RDF.type, kind):
            if not graph.deactivated(node) and node not in aimed | used:
                yield "SHAPES-IDLE", node, "", ""


def _shapes(graph: ShapesGraph) -> list[Node]:
    """Return every node that is a shape by its type, its target, or its use by another shape."""
    found: set[Node] = set(graph.roots())
    for kind in (SH.NodeShape, SH.PropertyShape):
        found |= set(graph.graph.subjects(RDF.type, kind))
    for target in TARGETS:
        found |= set(graph.graph.subjects(target))
    waiting = list(found)
    while waiting:
        try:
            below = set(graph.nested(waiting.pop())) - found
        except NotWellFormed:
            continue
        found |= below
        waiting += below
    return sorted((node for node in found if not isinstance(node, Literal)), key=str)


def _finding(graph: ShapesGraph, fault: Fault, text: str | None, file: str) -> Finding:
    rule, node, value, expected = fault
    level, *said = MESSAGES[rule]
    owner = None if node is None else graph.owner(node)
    filled = [part.replace("{value}", value).replace("{expected}", expected) for part in said]
    line = None if text is None or owner is None else _line(graph.graph, text, owner)
    return Finding(
        rule=rule,
        level=level,
        message=dict(zip(("en", "zh"), filled, strict=True)),
        focus=None if owner is None else str(owner),
        value=value or None,
        expected=expected or None,
        fix=dict(zip(("en", "zh"), FIXES[rule], strict=True)) if rule in FIXES else {},
        places=() if text is None else (Place(file, line=line),),
        shape=None if owner is None else str(owner),
    )


def _line(graph: Graph, text: str, node: Node) -> int | None:
    """Return the line on which a shape's name first stands as a subject, at the line's start."""
    names = {f"<{node}>"}
    if isinstance(node, URIRef):
        for prefix, space in graph.namespaces():
            if node.startswith(str(space)):
                names.add(f"{prefix}:{node.removeprefix(str(space))}")
    for number, line in enumerate(text.splitlines(), 1):
        if any(re.match(rf"\s*{re.escape(name)}(\s|$)", line) for name in names):
            return number
    return None
