"""Messages of results (sections 2.1.6, 3.6.2.7 and 5.3.3): what a rule says, or a default."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rdflib import SH, Literal, URIRef
from rdflib.term import Node

PLACE = re.compile(r"\{[?$](\w+)\}")

DEFAULTS: Mapping[str, tuple[str, str]] = {
    "Class": ("The value must be a {expected}.", "值必须属于类 {expected}。"),
    "Datatype": ("The value must be a well-formed {expected}.", "值必须是格式正确的 {expected}。"),
    "NodeKind": ("The value must be of the kind {expected}.", "值的节点种类必须是 {expected}。"),
    "MinCount": ("At least {expected} value(s) are needed.", "至少需要 {expected} 个值。"),
    "MaxCount": ("At most {expected} value(s) are allowed.", "最多允许 {expected} 个值。"),
    "MinExclusive": ("The value must be greater than {expected}.", "值必须大于 {expected}。"),
    "MinInclusive": ("The value must be at least {expected}.", "值不得小于 {expected}。"),
    "MaxExclusive": ("The value must be less than {expected}.", "值必须小于 {expected}。"),
    "MaxInclusive": ("The value must be at most {expected}.", "值不得大于 {expected}。"),
    "MinLength": ("At least {expected} characters are needed.", "至少需要 {expected} 个字符。"),
    "MaxLength": ("At most {expected} characters are allowed.", "最多允许 {expected} 个字符。"),
    "Pattern": ("The value must match {expected}.", "值必须符合模式 {expected}。"),
    "LanguageIn": ("The language must be one of {expected}.", "语言必须是 {expected} 之一。"),
    "UniqueLang": ("Each language may be used only once.", "每种语言只能使用一次。"),
    "Equals": ("The values must equal those of {expected}.", "值必须与 {expected} 的值相同。"),
    "Disjoint": ("No value may be shared with {expected}.", "值不得与 {expected} 的值相同。"),
    "LessThan": ("The value must be less than that of {expected}.", "值必须小于 {expected} 的值。"),
    "LessThanOrEquals": (
        "The value must be at most that of {expected}.",
        "值不得大于 {expected} 的值。",
    ),
    "Not": ("The value must not conform to {expected}.", "值不得符合 {expected}。"),
    "And": ("The value must conform to all of the shapes.", "值必须符合全部形状。"),
    "Or": ("The value must conform to one of the shapes.", "值必须至少符合其中一个形状。"),
    "Xone": ("The value must conform to exactly one shape.", "值必须恰好符合其中一个形状。"),
    "Node": ("The value must conform to {expected}.", "值必须符合 {expected}。"),
    "QualifiedMinCount": (
        "At least {expected} value(s) must conform to the shape.",
        "至少需要 {expected} 个符合该形状的值。",
    ),
    "QualifiedMaxCount": (
        "At most {expected} value(s) may conform to the shape.",
        "最多允许 {expected} 个符合该形状的值。",
    ),
    "Closed": ("The property is not allowed here.", "此处不允许使用该属性。"),
    "HasValue": ("The value {expected} is missing.", "缺少值 {expected}。"),
    "In": ("The value must be one of {expected}.", "值必须是 {expected} 之一。"),
}
"""The text in English and Chinese for each component of SHACL Core."""

OTHER = ("The rule {expected} is broken.", "违反了规则 {expected}。")


def messages(
    written: tuple[Literal, ...], component: URIRef, expected: str, bindings: Mapping[str, Node]
) -> tuple[Literal, ...]:
    """Return the messages of a rule with their places filled, or the default ones."""
    if written:
        return tuple(
            Literal(fill(str(message), bindings), lang=message.language) for message in written
        )
    return _default(component, expected)


@lru_cache(maxsize=1_024)
def _default(component: URIRef, expected: str) -> tuple[Literal, ...]:
    name = str(component).rpartition("#")[2].removesuffix("ConstraintComponent")
    english, chinese = DEFAULTS.get(name, OTHER) if component.startswith(str(SH)) else OTHER
    return (
        Literal(english.replace("{expected}", expected), lang="en"),
        Literal(chinese.replace("{expected}", expected), lang="zh"),
    )


def fill(template: str, bindings: Mapping[str, Node]) -> str:
    """Return a text with `{?name}` and `{$name}` replaced; a name without a value stays."""
    return PLACE.sub(
        lambda match: str(bindings[match[1]]) if match[1] in bindings else match[0], template
    )


def by_language(found: Iterable[Literal]) -> dict[str, str]:
    """Return messages by language tag; English is always there."""
    texts: dict[str, str] = {}
    # By text and tag: rdflib compares literals by what they stand for, which takes long.
    for message in sorted(found, key=lambda said: (str(said), said.language or "")):
        texts.setdefault((message.language or "en").lower(), str(message))
    if texts and "en" not in texts:
        texts["en"] = next(iter(texts.values()))
    return texts
