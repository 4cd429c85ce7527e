"""A writer that never rests, to be killed: run as `crashing.py FOLDER SEED [STEP]`.

It publishes versions of one graph, rolls back and removes, and writes a line for each change that
the store has acknowledged. With STEP it kills itself at that step of its work on files.
"""

import os
import random
import signal
import sys
from itertools import count
from pathlib import Path

from sparql.snapshots import SnapshotStore

EX = "https://example.org/"
GRAPH = f"{EX}graph"
SIZE = 400
STEPS = ("fsync", "mkdir", "open", "rename", "replace", "rmdir", "symlink", "unlink", "stat")


def write_version(path: Path, version: int) -> None:
    path.write_text(
        "".join(f'<{EX}{n}> <{EX}version> "{version}" .\n' for n in range(SIZE))
        + f"<{EX}plan> <https://w3id.org/rbm/ns#seeks> <{EX}outcome/{version % 2}> .\n"
    )


def work(folder: Path, seed: int) -> None:
    pick = random.Random(seed)
    store = SnapshotStore(folder)
    file = folder.parent / "version.nt"
    while True:
        kept = store.snapshots()
        if len(kept) > 3 and pick.random() < 0.5:
            snapshot = store.roll_back(pick.choice(kept).id)
        elif len(kept) > 4:
            store.retain(2)
            continue
        else:
            version = pick.randrange(10**6)
            write_version(file, version)
            with store.candidate(str(version)) as candidate:
                candidate.replace(GRAPH, file)
                candidate.derive()
                assert candidate.ask(f"ASK {{ ?s <{EX}version> ?v }}")
                snapshot = candidate.publish()
        print(snapshot.id, flush=True)


def die_at(step: int) -> None:
    """Kill this process when it works on a file for the so many-th time."""
    steps = count(1)
    for name in STEPS:
        original = getattr(os, name)

        def counted(*arguments: object, original=original, **named: object) -> object:  # type: ignore[no-untyped-def]
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*arguments, **named)

        setattr(os, name, counted)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        die_at(int(sys.argv[3]))
    work(Path(sys.argv[1]), int(sys.argv[2]))
