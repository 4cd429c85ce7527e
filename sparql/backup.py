"""Copies of the store in one file: a tar archive of snapshots as they are, or N-Quads."""

import gzip
import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from sparql.endpoint import StoreError
from sparql.manifest import Snapshot
from sparql.snapshots import SnapshotStore

SUMS = "sha256.json"
"""The member of an archive that holds the hash of every other."""


def back_up(store: SnapshotStore, target: Path, ref: str | None = None) -> Snapshot:
    """Write one snapshot, the current one unless another is named, to a file; return it.

    The name tells the form: `.nq` and `.nq.gz` are N-Quads of all named graphs, anything else is
    a tar archive, compressed where the name ends in `.gz`.
    """
    snapshot = store.get(ref) if ref else store.current()
    if snapshot is None:
        raise StoreError(f"{store.folder} holds no data yet; there is nothing to back up.")
    with _whole_file(target) as part:
        if _is_quads(target):
            with _opened(part, "wb", target.suffix == ".gz") as output:
                store.reader(snapshot.id).dump(output)
        else:
            _archive(snapshot, part, "w:gz" if target.suffix == ".gz" else "w")
    return snapshot


def restore(store: SnapshotStore, source: Path, by: str | None = None) -> Snapshot:
    """Make what a file of `back_up` holds the current snapshot; return it.

    An archive gives the snapshot back under its id; N-Quads give a new one, which replaces all
    named graphs.
    """
    if not source.is_file():
        raise StoreError(f"{source} is not a file.")
    if _is_quads(source):
        with (
            store.candidate(f"Restored from {source.name}", by) as candidate,
            _opened(source, "rb", source.suffix == ".gz") as quads,
        ):
            for graph in candidate.graphs():
                candidate.remove(graph)
            candidate.load(quads, source.name)
            return candidate.publish()
    with store.incoming(f"restore {source.name}") as (folder, adopt):
        _unpack(source, folder)
        return adopt(next(path for path in folder.iterdir() if path.is_dir()), by)


def _archive(snapshot: Snapshot, target: Path, mode: str) -> None:
    sums = {}
    with tarfile.open(target, mode) as archive:  # type: ignore[call-overload]
        for path in sorted(snapshot.folder.rglob("*")):
            if path.is_file():
                name = str(path.relative_to(snapshot.folder.parent))
                sums[name] = _sum(path)
                archive.add(path, name)
        text = json.dumps(sums, indent=2, sort_keys=True).encode()
        entry = tarfile.TarInfo(SUMS)
        entry.size = len(text)
        archive.addfile(entry, BytesIO(text))


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        sums = json.loads((folder / SUMS).read_text())
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise StoreError(f"{source} is not a whole backup: {error}") from error
    (folder / SUMS).unlink()
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    wrong = found.symmetric_difference(sums)
    wrong |= {name for name in found & set(sums) if _sum(folder / name) != sums[name]}
    if wrong or not found:
        names = ", ".join(sorted(wrong)) or "it is empty"
        raise StoreError(f"{source} is damaged, nothing was restored: {names}")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_quads(path: Path) -> bool:
    return path.name.endswith((".nq", ".nq.gz"))


@contextmanager
def _opened(path: Path, mode: str, packed: bool) -> Iterator[IO[bytes]]:
    with gzip.open(path, mode) if packed else path.open(mode) as file:
        yield file  # type: ignore[misc]


@contextmanager
def _whole_file(target: Path) -> Iterator[Path]:
    """Give a file to write beside a target; it takes the target's place once it is whole."""
    part = target.with_name(f"{target.name}.part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise StoreError(f"{target} could not be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
