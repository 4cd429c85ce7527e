"""What StratML demands of a document's structure: every fault by itself, none hides another.

A schema processor stops at the first fault of an element's children; here reading goes on, so
each misplaced, missing, repeated or unknown element and attribute is told once.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from loaders.xml import Element, attributes, elements, local, text_of

_COUNTS = {"": (1, 1), "?": (0, 1), "??": (0, 2), "*": (0, None), "+": (1, None)}
_CHILD = re.compile(r"(\w+?)(\?\?|[?*+])?\Z")
_ATTRIBUTE = re.compile(r"(\w+?):([\w|]+)(!?)\Z")
_FREE = ("xml:", "{http://www.w3.org/2001/XMLSchema-instance}")
_DATE = re.compile(r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(Z|[+-]\d\d:\d\d)?\Z")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z")
_ID = re.compile(r"[^\W\d][\w.\-·]*\Z")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Rule:
    """What an element may hold: children with their counts, attributes, the kind of its text."""

    children: dict[str, tuple[int, int | None]]
    attributes: dict[str, tuple[tuple[str, ...], bool]]
    text: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """One departure from the structure: where, what is wrong, and what is right."""

    element: Element
    message: str
    chinese: str
    fix: str
    rule: str = "STRATML-XSD"


@cache
def rules(part: int) -> dict[str, Rule]:
    """Return the rules of a part by element name."""
    text = (files("loaders.stratml") / "structure.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = {}
    for row in DictReader(lines, delimiter="\t"):
        if row["part"] in (str(part), "both"):
            found[row["element"]] = Rule(
                dict(_child(child) for child in row["children"].split()),
                dict(_attribute(attribute) for attribute in row["attributes"].split()),
                row["text"] or "",
            )
    return found


def _child(text: str) -> tuple[str, tuple[int, int | None]]:
    match = _CHILD.match(text)
    if match is None:
        raise ValueError(text)
    return match[1], _COUNTS[match[2] or ""]


def _attribute(text: str) -> tuple[str, tuple[tuple[str, ...], bool]]:
    match = _ATTRIBUTE.match(text)
    if match is None:
        raise ValueError(text)
    return match[1], (tuple(match[2].split("|")), bool(match[3]))


def flaws(root: Element, part: int) -> Iterator[Flaw]:
    """Return every fault of a document, in the document's order."""
    known = rules(part)
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        element = waiting.pop()
        rule = known.get(local(element))
        children = list(elements(element))
        waiting.extend(reversed(children))
        if rule is None:
            continue  # told at its parent
        yield from _attributes(element, rule)
        if rule.text:
            yield from _text(element, rule.text, children, seen)
        else:
            yield from _children(element, rule, children)


def _attributes(element: Element, rule: Rule) -> Iterator[Flaw]:
    given = {name for name in attributes(element) if not name.startswith(_FREE)}
    for name in sorted(given - set(rule.attributes)):
        yield Flaw(
            element,
            f"{local(element)} has an attribute {name}, which the standard does not know.",
            f"{local(element)} 含有标准以外的属性 {name}。",
            f"Known are: {', '.join(rule.attributes) or 'none'}.",
        )
    for name, (values, required) in rule.attributes.items():
        value = element.get(name)
        if value is None and required:
            yield Flaw(
                element,
                f"{local(element)} lacks its attribute {name}.",
                f"{local(element)} 缺少属性 {name}。",
                f"Give it one of: {', '.join(values)}.",
            )
        elif value is not None and value not in values:
            yield Flaw(
                element,
                f"{name} of {local(element)} is {value!r}.",
                f"{local(element)} 的 {name} 为 {value!r}。",
                f"Use one of: {', '.join(values)}.",
            )


def _children(element: Element, rule: Rule, children: list[Element]) -> Iterator[Flaw]:
    order = list(rule.children)
    counts = dict.fromkeys(order, 0)
    known = [child for child in children if _belongs(child, element, counts)]
    misplaced = _misplaced([order.index(local(child)) for child in known])
    strays = {known[number] for number in misplaced}
    if "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
        yield Flaw(
            element,
            f"{local(element)} holds text of its own, where only elements belong.",
            f"{local(element)} 中不应有文字。",
            "Put the text into Description or OtherInformation.",
        )
    for child in children:
        name = local(child)
        if not _belongs(child, element, counts):
            yield Flaw(
                child,
                f"{name} does not belong in {local(element)}.",
                f"{name} 不应出现在 {local(element)} 中。",
                f"{local(element)} may hold: {', '.join(order)}.",
            )
            continue
        counts[name] += 1
        most = rule.children[name][1]
        if most is not None and counts[name] == most + 1:
            yield Flaw(
                child,
                f"{local(element)} holds more than {most} {name}.",
                f"{local(element)} 中的 {name} 多于 {most} 个。",
                "Keep one, or split what it describes.",
            )
        elif child in strays:
            yield Flaw(
                child,
                f"{name} stands out of order in {local(element)}.",
                f"{local(element)} 中 {name} 的位置不对。",
                f"The order in {local(element)} is: {', '.join(order)}.",
            )
    for name, (least, _) in rule.children.items():
        if counts[name] < least:
            yield Flaw(
                element,
                f"{local(element)} lacks its {name}.",
                f"{local(element)} 缺少 {name}。",
                f"Add a {name} to it.",
            )


def _belongs(child: Element, parent: Element, known: dict[str, int]) -> bool:
    same = child.tag.rpartition("}")[0] == parent.tag.rpartition("}")[0]
    return same and local(child) in known


def _misplaced(order: list[int]) -> set[int]:
    """Return the fewest positions whose removal leaves the others in order."""
    ends: list[int] = []  # the position that ends the best row of each length
    before: list[int] = []
    for position, value in enumerate(order):
        length = bisect_right(ends, value, key=lambda end: order[end])
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [position]
    kept = set()
    position = ends[-1] if ends else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return set(range(len(order))) - kept


def _text(element: Element, kind: str, children: list[Element], seen: set[str]) -> Iterator[Flaw]:
    name = local(element)
    for child in children:
        yield Flaw(
            child,
            f"{local(child)} stands inside {name}, which holds text only.",
            f"{name} 中只能有文字，不能有 {local(child)}。",
            "Move it out.",
        )
    text = text_of(element)
    plain = text.strip()
    if kind == "ID":
        if not _ID.match(plain):
            yield Flaw(
                element,
                f"The identifier {plain!r} is not an XML identifier.",
                f"标识符 {plain!r} 不是合法的 XML 标识符。",
                "Begin it with a letter or an underscore, as in _78901c50, without spaces.",
            )
        elif plain in seen:
            yield Flaw(
                element,
                f"The identifier {plain!r} stands for two things.",
                f"标识符 {plain!r} 重复使用。",
                "Give the second thing an identifier of its own.",
                "STRATML-ID",
            )
        seen.add(plain)
    elif not _is(kind, plain, text):
        yield Flaw(
            element,
            f"{name} is {plain!r}, which is no {kind.strip('-').replace('|', ' or ')}.",
            f"{name} 的内容 {plain!r} 不合规定。",
            "Correct the text, or leave the element out.",
        )


def _is(kind: str, plain: str, text: str) -> bool:
    """Return whether a text is of a datatype of the table."""
    if kind == "string":
        return True
    if kind == "anyURI":
        return " " not in plain and not re.search(r"%(?![0-9A-Fa-f]{2})", plain)
    if kind.startswith("-") and text == "":
        return True
    if kind.endswith("date"):
        return bool(_DATE.match(plain)) and _is_day(plain)
    if kind.endswith("decimal"):
        return bool(_DECIMAL.match(plain))
    return text in kind.split("|")


def _is_day(text: str) -> bool:
    year, month, day = text.lstrip("-").split("-")[:3]
    leap = int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
    number = int(day[:2])
    return number <= _DAYS[int(month) - 1] and (leap or int(month) != 2 or number <= 28)
