"""Texts without a language tag where the other texts of their property show which one it is.

A text is told where every tagged text of the same property, in the same script, has one tag: of
labels in English and Chinese a Latin one is English; of labels in English and French it is not
certain which, and nothing is said.
"""

import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache

from loaders import tokens
from loaders.source import FINDINGS_KEPT, Sink
from shapes.finding import Finding, Level, Place

RULE = "LOAD-UNTAGGED"
_LEAST = 2
"""How many tagged texts at least show the language of the others."""
_KEPT = 20 * FINDINGS_KEPT
"""How many texts without a tag are remembered in all; beyond that they are counted."""

Key = tuple[str, str]
"""A property, as a token, and a script."""


class Untagged:
    """Watches the texts of one source and tells at its end which lack a language tag."""

    def __init__(self) -> None:
        self._tags: dict[Key, Counter[str]] = defaultdict(Counter)
        self._found: dict[Key, list[tuple[str, str, Place]]] = defaultdict(list)
        self._counts: Counter[Key] = Counter()
        self._kept = 0

    def take(self, subject: str, predicate: str, value: str, place: Place) -> None:
        """Take a statement whose value is a text, with a language tag or without one."""
        end = value.rfind('"')
        key = predicate, script(value[1 : min(end, 80)])
        if end + 1 < len(value):
            self._tags[key][value[end + 2 :].lower()] += 1
        elif key[1]:
            self._counts[key] += 1
            kept = self._found[key]
            if len(kept) < FINDINGS_KEPT and self._kept < _KEPT:
                kept.append((subject, value, place))
                self._kept += 1

    def close(self, sink: Sink) -> None:
        """Tell the sink each text whose language the others of its property show."""
        for key, times in self._counts.items():
            tags = self._tags.get(key, Counter())
            if len(tags) != 1 or tags.total() < max(_LEAST, times):
                continue
            (tag,) = tags
            for subject, value, place in self._found[key]:
                sink.report(_finding(subject, key[0], value, tag, place))


def _finding(subject: str, predicate: str, value: str, tag: str, place: Place) -> Finding:
    text = tokens.plain(value[1:-1])
    return Finding(
        rule=RULE,
        level=Level.WARNING,
        message={
            "en": f"“{text}” has no language tag; every other text of this property in its"
            f" script has the tag {tag}.",
            "zh": f"“{text}”没有语言标记；该属性同文种的其他文字都标为 {tag}。",
        },
        focus=subject if subject.startswith("_:") else subject[1:-1],
        path=predicate[1:-1],
        value=text,
        expected=tag,
        fix={"en": f"Add the language tag {tag} if the text is in that language."},
        places=(place,),
    )


def script(text: str) -> str:
    """Return the script that most letters of a text are in, empty where it has no letter."""
    if text.isascii():
        return "LATIN" if any(map(str.isalpha, text)) else ""
    scripts = Counter(_script_of(letter) for letter in text if letter.isalpha())
    return scripts.most_common(1)[0][0] if scripts else ""


@lru_cache(maxsize=4_096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]
