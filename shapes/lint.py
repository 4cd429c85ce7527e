"""Faults of shapes themselves: what every engine passes over in silence, named with its line."""

import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches

from pyparsing import ParseException
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.term import Node

from shapes.compiler.custom import Validators
from shapes.compiler.faults import NotWellFormed, Recursive, Unsupported
from shapes.compiler.graph import COMPONENTS, CORE, QUALIFIED, TARGETS, ShapesGraph
from shapes.compiler.literals import RANGES, uncommon
from shapes.compiler.run import SHAPES_GRAPH
from shapes.finding import Finding, Place
from shapes.linttexts import FIXES, MESSAGES

TERMS = sorted({str(term).removeprefix(str(SH)) for term in dir(SH)} | set(CORE))
"""Local names of the SHACL vocabulary; Python's own words are not among rdflib's."""

SEVERITIES = frozenset((SH.Violation, SH.Warning, SH.Info))

Fault = tuple[str, Node | None, str, str]


def lint(shapes: Graph, text: str | None = None, file: str = "shapes.ttl") -> list[Finding]:
    """Return the faults of a shapes graph; with the Turtle text each has the line of its shape."""
    graph = ShapesGraph(shapes)
    checks: tuple[Callable[[ShapesGraph], Iterator[Fault]], ...] = (
        _empty,
        _terms,
        _scripts,
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


def _scripts(graph: ShapesGraph) -> Iterator[Fault]:
    for subject, predicate in graph.graph.subject_predicates():
        if str(predicate).startswith(f"{SH}js"):
            yield "SHAPES-SCRIPT", subject, str(predicate).removeprefix(str(SH)), ""


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
    level, said = MESSAGES[rule]
    owner = None if node is None else graph.owner(node)
    filled = {
        tag: text.replace("{value}", value).replace("{expected}", expected)
        for tag, text in said.items()
    }
    line = None if text is None or owner is None else _line(graph.graph, text, owner)
    return Finding(
        rule=rule,
        level=level,
        message=filled,
        focus=None if owner is None else str(owner),
        value=value or None,
        expected=expected or None,
        fix=FIXES.get(rule, {}),
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
