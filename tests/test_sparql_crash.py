"""What a killed writer, a full disk and a read-only disk leave behind.

`make crash` repeats the kills with more moments: RBM_CRASHES says how many.
"""

import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crashing import EX, GRAPH, SIZE, write_version

from sparql.endpoint import StoreError
from sparql.snapshots import SnapshotStore

CRASHES = int(os.environ.get("RBM_CRASHES", "4"))
WRITER = Path(__file__).parent / "crashing.py"
VERSIONS = "SELECT ?v (COUNT(?s) AS ?n) WHERE { %s } GROUP BY ?v"
VERSION = f"?s <{EX}version> ?v"


def writer(folder: Path, *arguments: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(folder), *map(str, arguments)],
        stdout=subprocess.PIPE,
    )


def assert_whole(store: SnapshotStore, acknowledged: list[str]) -> None:
    """Every snapshot holds one version, wholly; what was acknowledged is there or superseded."""
    store.check()
    assert store.check() == ()
    assert {path.name for path in store.folder.iterdir()} <= {
        "current",
        "history",
        "lock",
        "snapshots",
    }
    told = [entry.snapshot for entry in store.history()]
    assert told[: len(acknowledged)] == acknowledged
    assert len(told) <= len(acknowledged) + 2  # one change was under way, one may be a repair
    current = store.current()
    assert (current is None) == (not told)
    for snapshot in store.snapshots():
        reader = store.reader(snapshot.id)
        expected = [(snapshot.note, str(SIZE))]
        for pattern in (VERSION, f"GRAPH <{GRAPH}> {{ {VERSION} }}"):
            rows = reader.select(VERSIONS % pattern).rows
            assert [(str(version), str(number)) for version, number in rows] == expected


@pytest.mark.timeout(0)
def test_a_writer_killed_at_any_moment_leaves_the_old_or_the_new_snapshot(tmp_path: Path) -> None:
    pick = random.Random(7)
    store = SnapshotStore(tmp_path / "data")
    acknowledged: list[str] = []
    for seed in range(CRASHES):
        with writer(store.folder, seed) as process:
            assert process.stdout
            acknowledged.append(process.stdout.readline().decode().strip())
            time.sleep(pick.uniform(0, 0.5))
            process.kill()
            acknowledged += process.stdout.read().decode().split()
        assert_whole(store, acknowledged)
        acknowledged = [entry.snapshot for entry in store.history()]


@pytest.mark.timeout(0)
def test_a_writer_killed_at_any_step_leaves_the_old_or_the_new_snapshot(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "data")
    pick = random.Random(8)
    acknowledged: list[str] = []
    for seed in range(CRASHES):
        with writer(store.folder, seed, pick.randrange(1, 400)) as process:
            assert process.stdout
            acknowledged += process.stdout.read().decode().split()
        assert process.returncode == -9
        assert_whole(store, acknowledged)
        acknowledged = [entry.snapshot for entry in store.history()]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB, which only root may mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def publish(store: SnapshotStore, file: Path) -> str:
    with store.candidate("a publication") as candidate:
        candidate.replace(GRAPH, file)
        return candidate.publish().id


def big_file(path: Path) -> Path:
    path.write_text("".join(f'<{EX}{n}> <{EX}p> "{n * 7919} and more" .\n' for n in range(100_000)))
    return path


def test_a_full_disk_publishes_nothing_and_the_old_data_is_served(
    small_disk: Path, tmp_path: Path
) -> None:
    store = SnapshotStore(small_disk / "data")
    write_version(tmp_path / "small.nt", 1)
    first = publish(store, tmp_path / "small.nt")
    with pytest.raises(StoreError, match=r"No space left.*still served"):
        publish(store, big_file(tmp_path / "big.nt"))
    assert_only(store, first)
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    with pytest.raises(StoreError, match="still served"):
        publish(store, tmp_path / "small.nt")
    assert_only(store, first)
    filler.unlink()
    assert publish(store, tmp_path / "small.nt").startswith("2-")


def test_a_file_size_limit_publishes_nothing(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "data")
    write_version(tmp_path / "small.nt", 1)
    first = publish(store, tmp_path / "small.nt")
    big_file(tmp_path / "big.nt")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, limits[1]))
    try:
        with pytest.raises(StoreError, match=r"File too large.*still served"):
            publish(store, tmp_path / "big.nt")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert_only(store, first)


def test_a_read_only_disk_is_read_and_refuses_writers(small_disk: Path, tmp_path: Path) -> None:
    store = SnapshotStore(small_disk / "data")
    write_version(tmp_path / "small.nt", 1)
    first = publish(store, tmp_path / "small.nt")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreError, match=r"(?i)read-only"):
        publish(store, tmp_path / "small.nt")
    assert store.reader().snapshot == first
    assert len(store.reader().select(f"SELECT ?s WHERE {{ {VERSION} }}")) == SIZE


def assert_only(store: SnapshotStore, name: str) -> None:
    assert store.check() == ()
    assert [snapshot.id for snapshot in store.snapshots()] == [name]
    assert len(store.reader().select(f"SELECT ?s WHERE {{ {VERSION} }}")) == SIZE
