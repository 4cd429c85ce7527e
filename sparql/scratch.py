"""A writable copy of the current snapshot to see what a change would do; it is never published.

It holds no lock: anybody may check a file while a steward publishes.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from sparql.candidate import Candidate
from sparql.endpoint import StoreError
from sparql.manifest import Snapshot
from sparql.snapshots import SnapshotStore


@contextmanager
def scratch(store: SnapshotStore) -> Iterator[Candidate]:
    """Give a copy of the current snapshot, by hard links, that is thrown away afterwards."""
    folder = store.folder / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    work = Path(mkdtemp(prefix=f"{os.getpid()}-", dir=folder))
    try:
        candidate = Candidate(work, 0, store.current(), "a check", None, _refuse)
        try:
            yield candidate
        finally:
            candidate.close()
    finally:
        shutil.rmtree(work, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove the copies of processes that are gone."""
    for path in folder.iterdir():
        process = path.name.partition("-")[0]
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(path, ignore_errors=True)


def _refuse(folder: Path, name: str, by: str | None) -> Snapshot:
    raise StoreError(f"{folder.name}/{name}: a copy made for a check is never published ({by}).")
