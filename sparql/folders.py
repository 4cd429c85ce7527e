"""A folder that one process writes at a time, and what makes its files lasting."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sparql.endpoint import StoreError


@contextmanager
def locked(folder: Path, purpose: str) -> Iterator[None]:
    """Hold a folder's lock; a second writer is told who works, a failing disk becomes a message."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{folder} cannot be written to: {error.strerror}.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise StoreError(
                f"Another process writes to {folder} ({file.read()}). "
                "Wait until it is done and try again."
            ) from None
        try:
            file.truncate(0)
            file.write(f"process {os.getpid()}, {purpose}")
            file.flush()
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            raise StoreError(
                f"{purpose} failed: {error}. What was published before is still served."
            ) from error


def sync_folder(folder: Path, parent: Path | None) -> None:
    """Make a folder lasting with all that is in it; what it shares with a parent is so already."""
    shared = {path.stat().st_ino for path in parent.rglob("*")} if parent else set()
    for path in [*folder.rglob("*"), folder]:
        if path.stat().st_ino not in shared:
            sync(path)


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's entries, lasting."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
