"""JSON read with the line and column of every object, key and item, without recursion."""

import json
import re
from bisect import bisect_right
from typing import Any

from loaders.limits import LIMITS, too_deep
from loaders.source import Refusal, refusal
from shapes.finding import Place

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"')
_SCALAR = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|true\b|false\b|null\b")


class Node(dict[str, Any]):
    """A JSON object that knows where it stands and where each of its keys does."""

    __slots__ = ("keys_at", "pointer", "start")

    def __init__(self, pointer: str, start: int):
        super().__init__()
        self.pointer = pointer
        self.start = start
        self.keys_at: dict[str, int] = {}


class JsonText:
    """A JSON text and the places in it."""

    def __init__(self, text: str, file: str):
        self._text = text
        self._file = file
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, index: int, pointer: str | None = None) -> Place:
        """Return the line and column of a position."""
        row = bisect_right(self._starts, index)
        column = index - self._starts[row - 1] + 1
        return Place(self._file, line=row, column=column, pointer=pointer)

    def read(self) -> Any:
        """Return the value; objects are `Node`s. Raise `Refusal` where the text is not JSON."""
        text, index = self._text, self._skip(0)
        stack: list[tuple[Node | list[Any], str]] = []
        value: Any = None
        while True:
            letter = text[index : index + 1]
            if letter in ("{", "["):
                if len(stack) >= LIMITS.json_depth:
                    raise too_deep(self.place(index), LIMITS.json_depth)
                opened: Node | list[Any] = (
                    Node(self._pointer(stack), index) if letter == "{" else []
                )
                index = self._skip(index + 1)
                if text[index : index + 1] != ("}" if letter == "{" else "]"):
                    stack.append((opened, ""))
                    if letter == "{":
                        index = self._key(stack, index)
                    continue
                value, index = opened, index + 1
            else:
                value, index = self._scalar(index)
            index = self._skip(index)
            # Close every container that ends here, then go on with the next key or item.
            while stack:
                container, key = stack[-1]
                if isinstance(container, Node):
                    container[key] = value
                else:
                    container.append(value)
                letter = text[index : index + 1]
                if letter == ",":
                    index = self._skip(index + 1)
                    if isinstance(container, Node):
                        index = self._key(stack, index)
                    break
                if letter != ("}" if isinstance(container, Node) else "]"):
                    raise self._broken(index, "a comma or a closing bracket is expected")
                value, index = container, self._skip(index + 1)
                stack.pop()
            else:
                if index != len(text):
                    raise self._broken(index, "the text should end here")
                return value

    def _pointer(self, stack: list[tuple[Node | list[Any], str]]) -> str:
        if not stack:
            return ""
        parts = []
        for container, key in stack:
            if isinstance(container, Node):
                parts.append(key.replace("~", "~0").replace("/", "~1"))
            else:
                parts.append(str(len(container)))
        return "/" + "/".join(parts)

    def _key(self, stack: list[tuple[Node | list[Any], str]], index: int) -> int:
        match = _STRING.match(self._text, index)
        if match is None:
            raise self._broken(index, "a key in double quotation marks is expected")
        key = json.loads(match.group())
        node = stack[-1][0]
        if isinstance(node, Node):
            node.keys_at[key] = index
        stack[-1] = (node, key)
        index = self._skip(match.end())
        if self._text[index : index + 1] != ":":
            raise self._broken(index, "a colon is expected")
        return self._skip(index + 1)

    def _scalar(self, index: int) -> tuple[Any, int]:
        match = _STRING.match(self._text, index) or _SCALAR.match(self._text, index)
        if match is None:
            raise self._broken(index, "a value is expected")
        if len(match.group()) > 1_000 and not match.group().startswith('"'):
            raise self._broken(index, "a number of a thousand digits is no number of ours")
        return json.loads(match.group()), match.end()

    def _skip(self, index: int) -> int:
        match = _SPACE.match(self._text, index)
        return match.end() if match else index

    def _broken(self, index: int, why: str) -> Refusal:
        place = self.place(index)
        found = self._text[index : index + 30].split("\n")[0] or "the end"
        return refusal(
            "LOAD-SYNTAX",
            f"{self._file} is not well-formed JSON at line {place.line}, column {place.column}:"
            f" {why}; there stands {found!r}.",
            place,
            "Correct the line, or fetch the file again if it is cut off.",
            zh=f"{self._file} 第 {place.line} 行第 {place.column} 列不符合 JSON 语法。",
        )
