"""The syntax errors of one text, gathered so that a refusal tells them all."""

from loaders.source import Refusal, refusal
from shapes.finding import Place

MOST = 100
"""How many errors of a text are told one by one; all that are met are counted."""


class Slips:
    """Gathers the errors of a text that is read on after each; nothing of it is imported."""

    def __init__(self, file: str):
        self._file = file
        self._first: list[Refusal] = []
        self.count = 0

    def add(self, refused: Refusal) -> None:
        """Take an error."""
        self.count += 1
        if self.count <= MOST:
            self._first.append(refused)

    def close(self) -> None:
        """Raise one refusal with every error, if there is one."""
        if not self._first:
            return
        findings = [each.finding for each in self._first]
        if self.count > MOST:
            findings.append(_more(self._file, self.count - MOST).finding)
        raise Refusal(*findings) from self._first[0]


def _more(file: str, count: int) -> Refusal:
    return refusal(
        "LOAD-MORE",
        f"{file} has {count:,} more syntax errors, which are not told one by one.",
        Place(file),
        "Correct those that are told, then load the file again.",
        zh=f"{file} 另有 {count:,} 处语法错误，未逐一列出。",
    )
