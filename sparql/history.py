"""Which snapshot was current since when: one line of JSON for each publication and roll back."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """A snapshot became current; `action` is `publish`, `roll back`, `restore` or `repair`."""

    when: datetime
    action: str
    snapshot: str
    by: str | None = None


class History:
    """The file that tells which snapshot was current when; lines are only ever added."""

    def __init__(self, path: Path):
        self._path = path

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, the oldest first; a line that a crash cut short is left out."""
        try:
            lines = self._path.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return ()
        fields = (json.loads(line) for line in lines)
        return tuple(Entry(datetime.fromisoformat(field.pop("when")), **field) for field in fields)

    def add(self, action: str, snapshot: str, by: str | None = None) -> None:
        """Write that a snapshot became current now; no earlier than the entry before says."""
        self.mend()
        now = datetime.now(UTC).replace(microsecond=0)
        # A clock may go backwards; the order of the lines is the truth.
        when = max([now, *(entry.when for entry in self.entries()[-1:])])
        line = asdict(Entry(when, action, snapshot, by)) | {"when": when.isoformat()}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def mend(self) -> bool:
        """Cut off a last line that is not whole; return whether there was one."""
        if not self._path.exists():
            return False
        text = self._path.read_bytes()
        whole = text.rfind(b"\n") + 1
        if whole == len(text):
            return False
        os.truncate(self._path, whole)
        return True

    def on(self, day: date, kept: frozenset[str]) -> str | None:
        """Return the snapshot, of those kept, that was current last on a day (UTC)."""
        found = [
            entry.snapshot
            for entry in self.entries()
            if entry.snapshot in kept and entry.when.date() <= day
        ]
        return found[-1] if found else None
