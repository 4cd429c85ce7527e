"""Immutable snapshots of the store: one is current, the next is built beside it and swapped in."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import mkdtemp

from sparql.candidate import Candidate
from sparql.embedded import EmbeddedStore
from sparql.endpoint import StoreError
from sparql.manifest import Snapshot, read_manifest


class SnapshotStore:
    """A folder of snapshots, `current` among them; many may read, one process writes.

    `snapshots/<id>/` holds a snapshot's store and manifest and never changes, `current` is a
    symbolic link to one, `building/` holds what a writer works on, `history` tells which snapshot
    was current since when.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._snapshots = folder / "snapshots"
        self._building = folder / "building"
        self._current = folder / "current"
        self._history = folder / "history"

    def current(self) -> Snapshot | None:
        """Return the snapshot that answers, or None where nothing was published yet."""
        try:
            name = self._current.readlink().name
        except FileNotFoundError:
            return None
        return read_manifest(self._snapshots / name)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Return all snapshots, the oldest first."""
        found = (read_manifest(path.parent) for path in self._snapshots.glob("*/manifest.json"))
        return tuple(sorted(found, key=lambda snapshot: snapshot.number))

    def get(self, ref: str | date) -> Snapshot:
        """Return a snapshot by id or number, or the one that was current at the end of a day."""
        if isinstance(ref, str):
            for snapshot in self.snapshots():
                if ref in (snapshot.id, str(snapshot.number)):
                    return snapshot
            raise StoreError(f"There is no snapshot {ref}; `rbm snapshots list` names all.")
        kept = {snapshot.id: snapshot for snapshot in self.snapshots()}
        day = ref.date() if isinstance(ref, datetime) else ref
        chosen = [
            kept[entry["id"]]
            for entry in self._entries()
            if entry["id"] in kept and datetime.fromisoformat(entry["when"]).date() <= day
        ]
        if not chosen:
            raise StoreError(f"No snapshot of {day} or before is kept.")
        return chosen[-1]

    def reader(self, ref: str | date | None = None) -> EmbeddedStore:
        """Return a snapshot opened read-only, the current one unless another is named."""
        snapshot = self.current() if ref is None else self.get(ref)
        if snapshot is None:
            raise StoreError(f"{self.folder} holds no data yet; `rbm load` publishes some.")
        return EmbeddedStore(snapshot.folder / "store", snapshot=snapshot.id)

    @contextmanager
    def candidate(self, note: str, by: str | None = None) -> Iterator[Candidate]:
        """Give a writable copy of the current snapshot; what is not published is deleted."""
        with self._lock(note):
            shutil.rmtree(self._building, ignore_errors=True)
            self._building.mkdir()
            work = Path(mkdtemp(dir=self._building))
            try:
                candidate = Candidate(
                    work, self._next_number(), self.current(), note, by, self._adopt
                )
                try:
                    yield candidate
                finally:
                    candidate.close()
            finally:
                shutil.rmtree(self._building, ignore_errors=True)

    def roll_back(self, ref: str) -> Snapshot:
        """Make an older snapshot the current one."""
        with self._lock(f"roll back to {ref}"):
            snapshot = self.get(ref)
            self._swap(snapshot.id, "roll back")
            return snapshot

    def _next_number(self) -> int:
        """Return the number of the next snapshot; numbers only rise, whatever the clock says."""
        numbers = [snapshot.number for snapshot in self.snapshots()]
        numbers += [int(entry["id"].split("-")[0]) for entry in self._entries()]
        return max(numbers, default=0) + 1

    def _adopt(self, built: Path, name: str) -> Snapshot:
        """Take a finished folder in as snapshot and make it current."""
        self._snapshots.mkdir(exist_ok=True)
        sync_folder(built)
        built.rename(self._snapshots / name)
        sync(self._snapshots)
        self._swap(name, "publish")
        return read_manifest(self._snapshots / name)

    def _swap(self, name: str, action: str) -> None:
        """Point `current` at a snapshot in one step, and write that down."""
        link = self.folder / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("snapshots") / name)
        link.replace(self._current)
        sync(self.folder)
        entry = {"when": self._now(), "action": action, "id": name}
        with self._history.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _now(self) -> str:
        """Return the time, never before the last entry's: a clock may go backwards."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return max([now, *(entry["when"] for entry in self._entries()[-1:])])

    def _entries(self) -> list[dict[str, str]]:
        try:
            lines = self._history.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines]

    @contextmanager
    def _lock(self, purpose: str) -> Iterator[None]:
        """Hold the writer's lock; a second writer is told who works."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise StoreError(
                    f"Another process writes to {self.folder} ({file.read()}). "
                    "Wait until it is done and try again."
                ) from None
            file.truncate(0)
            file.write(f"process {os.getpid()}, {purpose}")
            file.flush()
            yield


def sync_folder(folder: Path) -> None:
    """Make a folder lasting with all that is in it."""
    for path in [*folder.rglob("*"), folder]:
        sync(path)


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's entries, lasting."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
