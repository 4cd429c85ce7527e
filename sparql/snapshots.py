"""Immutable snapshots of the store: one is current, the next is built beside it and swapped in."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from tempfile import mkdtemp

from sparql.candidate import Candidate
from sparql.comparison import Comparison
from sparql.embedded import EmbeddedStore
from sparql.endpoint import StoreError
from sparql.folders import locked, sync, sync_folder
from sparql.history import Entry, History
from sparql.kept import sweep
from sparql.manifest import FILE, Snapshot, is_whole, read_manifest


class SnapshotStore:
    """A folder of snapshots, `current` among them; many may read, one process writes.

    `snapshots/<id>/` holds a snapshot and never changes, `current` is a symbolic link to one,
    `building/` holds what a writer works on, `history` tells which was current since when, `lock`
    is held by the writer. `keep` holds the operator's retention: how many of the newest snapshots
    a publication leaves; without that file it leaves all.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._keep = folder / "keep"
        self._snapshots = folder / "snapshots"
        self._building = folder / "building"
        self._current = folder / "current"
        self._history = History(folder / "history")

    def current(self) -> Snapshot | None:
        """Return the snapshot that answers, or None where nothing was published yet."""
        try:
            name = self._current.readlink().name
        except FileNotFoundError:
            return None
        if not (self._snapshots / name).is_dir():
            raise StoreError(
                f"{self._current} points to snapshot {name}, which is gone; "
                "`rbm snapshots check` mends that."
            )
        return read_manifest(self._snapshots / name)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Return all snapshots, the oldest first."""
        found = (read_manifest(path.parent) for path in self._snapshots.glob(f"*/{FILE}"))
        return tuple(sorted(found, key=lambda snapshot: snapshot.number))

    def history(self) -> tuple[Entry, ...]:
        """Return which snapshot became current when, the oldest first."""
        return self._history.entries()

    def get(self, ref: str | date) -> Snapshot:
        """Return a snapshot by id or number, or the one that was current at the end of a day."""
        kept = {snapshot.id: snapshot for snapshot in self.snapshots()}
        if isinstance(ref, str):
            fitting = [one for one in kept.values() if ref in (one.id, str(one.number))]
            if not fitting:
                raise StoreError(f"There is no snapshot {ref}; `rbm snapshots list` names all.")
            if len(fitting) > 1:
                names = " and ".join(snapshot.id for snapshot in fitting)
                raise StoreError(f"{ref} names {names}; say which one by its id.")
            return fitting[0]
        day = ref.date() if isinstance(ref, datetime) else ref
        name = self._history.on(day, frozenset(kept))
        if name is None:
            raise StoreError(f"No snapshot of {day} or before is kept.")
        return kept[name]

    def reader(self, ref: str | date | None = None) -> EmbeddedStore:
        """Return a snapshot opened read-only, the current one unless another is named."""
        snapshot = self.current() if ref is None else self.get(ref)
        if snapshot is None:
            raise StoreError(f"{self.folder} holds no data yet; `rbm load` publishes some.")
        return EmbeddedStore(snapshot.folder / "store", snapshot=snapshot.id)

    def compare(self, before: str | date, after: str | date) -> Comparison:
        """Return two snapshots side by side."""
        return Comparison(self.get(before), self.get(after))

    @contextmanager
    def candidate(self, note: str, by: str | None = None) -> Iterator[Candidate]:
        """Give a writable copy of the current snapshot; what is not published is deleted."""
        with locked(self.folder, note):
            self._mend()
            self._building.mkdir(exist_ok=True)
            work = Path(mkdtemp(dir=self._building))
            try:
                number = self._last_number() + 1
                candidate = Candidate(work, number, self.current(), note, by, self._adopt)
                try:
                    yield candidate
                finally:
                    candidate.close()
            finally:
                shutil.rmtree(self._building, ignore_errors=True)

    @contextmanager
    def incoming(self, note: str) -> Iterator[tuple[Path, Callable[[Path, str | None], Snapshot]]]:
        """Give an empty folder, and a function that takes a whole snapshot in it as current."""
        with locked(self.folder, note):
            self._mend()
            self._building.mkdir()
            try:
                yield self._building, self._take_in
            finally:
                shutil.rmtree(self._building, ignore_errors=True)

    def _take_in(self, folder: Path, by: str | None) -> Snapshot:
        if not is_whole(folder):
            raise StoreError(f"{folder.name} is not a whole snapshot; nothing was restored.")
        if not (self._snapshots / folder.name).exists():
            sync_folder(folder, None)
            self._snapshots.mkdir(exist_ok=True)
            folder.rename(self._snapshots / folder.name)
            sync(self._snapshots)
        self._swap(folder.name, "restore", by)
        return read_manifest(self._snapshots / folder.name)

    def roll_back(self, ref: str, by: str | None = None) -> Snapshot:
        """Make an older snapshot the current one."""
        with locked(self.folder, f"roll back to {ref}"):
            snapshot = self.get(ref)
            self._swap(snapshot.id, "roll back", by)
            return snapshot

    def remove(self, ref: str) -> Snapshot:
        """Remove a snapshot that is not current."""
        with locked(self.folder, f"remove {ref}"):
            snapshot = self.get(ref)
            self._remove(snapshot)
            return snapshot

    def retain(self, keep: int) -> tuple[Snapshot, ...]:
        """Remove all but the newest `keep` snapshots and the current one; return those removed."""
        with locked(self.folder, f"keep {keep} snapshots"):
            return self._retain(keep)

    def keep(self) -> int | None:
        """Return how many snapshots a publication leaves, None where it leaves all."""
        try:
            return int(self._keep.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):  # a torn file removes nothing
            return None

    def set_keep(self, number: int | None) -> None:
        """Decide how many of the newest snapshots a publication leaves, None for all of them."""
        with locked(self.folder, "set the retention"):
            if number is None:
                self._keep.unlink(missing_ok=True)
            else:
                self._keep.write_text(f"{number}\n", encoding="ascii")

    def check(self) -> tuple[str, ...]:
        """Mend what a crash left behind and say what was done, in sentences; none if all is well.

        While another process writes nothing is mended: what it works on is no leftover.
        """
        try:
            with locked(self.folder, "check"):
                return self._mend()
        except StoreError as error:
            return (str(error),)

    def _adopt(self, built: Path, name: str, by: str | None) -> Snapshot:
        """Take a finished folder in as snapshot and make it current."""
        before = self.current()
        sync_folder(built, before.folder if before else None)
        self._snapshots.mkdir(exist_ok=True)
        built.rename(self._snapshots / name)
        sync(self._snapshots)
        self._swap(name, "publish", by)
        if (keep := self.keep()) is not None:
            with suppress(OSError):  # what stays is removed at the next publication
                self._retain(keep)
        return read_manifest(self._snapshots / name)

    def _swap(self, name: str, action: str, by: str | None = None) -> None:
        """Write down that a snapshot is current, then point `current` at it in one step.

        The link is made before, so that a full disk stops all this before anything has changed;
        what a crash stops behind the written line is finished by `_mend`.
        """
        link = self.folder / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("snapshots") / name)
        try:
            self._history.add(action, name, by)
        except OSError:
            link.unlink()
            raise
        self._point(link)

    def _point(self, link: Path) -> None:
        link.replace(self._current)
        sync(self.folder)

    def _retain(self, keep: int) -> tuple[Snapshot, ...]:
        current = self.current()
        old = [snapshot for snapshot in self.snapshots()[:-keep] if snapshot != current]
        for snapshot in old:
            self._remove(snapshot)
        return tuple(old)

    def _remove(self, snapshot: Snapshot) -> None:
        if snapshot == self.current():
            raise StoreError(f"Snapshot {snapshot.id} is current; roll back to another one first.")
        # Renamed first, so that no half-removed snapshot is ever listed.
        self._building.mkdir(exist_ok=True)
        snapshot.folder.rename(self._building / snapshot.id)
        shutil.rmtree(self._building / snapshot.id)
        with suppress(OSError):  # a candidate may be at home there
            self._building.rmdir()

    def _last_number(self) -> int:
        """Return the highest number ever given; numbers only rise, whatever the clock says."""
        names = [snapshot.id for snapshot in self.snapshots()]
        names += [entry.snapshot for entry in self.history()]
        return max((int(name.partition("-")[0]) for name in names), default=0)

    def _mend(self) -> tuple[str, ...]:
        """Mend what a crash left behind; the writer's lock is held."""
        done = []
        if self._building.exists():
            shutil.rmtree(self._building)
            done.append("Removed a half-built snapshot that an interrupted publication left.")
        if self._history.mend():
            done.append("Cut off the last line of the history, which was not whole.")
        sweep(self._snapshots)
        for folder in sorted(self._snapshots.glob("*")):
            if not is_whole(folder):
                damaged = self.folder / "damaged"
                damaged.mkdir(exist_ok=True)
                folder.rename(damaged / folder.name)
                done.append(f"Moved snapshot {folder.name}, which is not whole, to {damaged}.")
        return tuple(done + self._mend_current())

    def _mend_current(self) -> list[str]:
        """Bring `current`, the history and the snapshots into agreement."""
        kept = {snapshot.id: snapshot for snapshot in self.snapshots()}
        told = [entry.snapshot for entry in self.history()]
        name = self._current.readlink().name if self._current.is_symlink() else None
        if name not in kept:
            known = [entry for entry in told if entry in kept] or list(kept)
            if not known and name:
                self._current.unlink()
                return [f"The current snapshot ({name}) was gone and no other is left."]
            if not known:
                return []
            self._swap(known[-1], "repair")
            return [f"The current snapshot ({name}) was gone; {known[-1]} is current now."]
        if not told:
            self._history.add("repair", name)
            return [f"Wrote into the history, which was lost, that snapshot {name} is current."]
        link = self.folder / "current.new"
        if told[-1] != name and told[-1] in kept:
            link.unlink(missing_ok=True)
            link.symlink_to(Path("snapshots") / told[-1])
            self._point(link)
            return [f"Finished an interrupted change: snapshot {told[-1]} is current."]
        if link.is_symlink():
            link.unlink()
            return ["Removed a link that an interrupted change left."]
        stray = [snapshot for snapshot in kept.values() if snapshot.id not in told]
        for snapshot in stray:
            self._remove(snapshot)
        return [
            f"Removed snapshot {snapshot.id}, which was built but never made current."
            for snapshot in stray
        ]
