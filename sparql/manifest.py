"""What a snapshot is made of: a manifest beside its store, which its id is a hash of."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the data that never changes: `id` is `<number>-<hash of the manifest>`.

    `graphs` counts the triples of each named graph, `classes` the things of each class,
    `properties` the triples of each property; `total` is the number of different triples. `parent`
    is the snapshot this one was copied from, and `versions` names each graph's state: the snapshot
    that last changed it, a point and a token.
    """

    id: str
    folder: Path
    number: int
    parent: str | None
    note: str
    by: str | None
    made: datetime
    total: int
    graphs: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


def manifest_id(manifest: Mapping[str, object]) -> str:
    """Return the id that belongs to a manifest."""
    text = json.dumps(manifest, sort_keys=True, ensure_ascii=False)
    return f"{manifest['number']}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def write_manifest(folder: Path, manifest: Mapping[str, object]) -> str:
    """Write a manifest into a snapshot's folder; return the snapshot's id."""
    name = manifest_id(manifest)
    text = json.dumps({"id": name, **manifest}, indent=2, sort_keys=True, ensure_ascii=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")
    return name


def is_whole(folder: Path) -> bool:
    """Return whether a folder holds a store and the manifest that its name is a hash of."""
    try:
        manifest = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return (
            manifest.pop("id") == manifest_id(manifest) == folder.name
            and (folder / "store" / "CURRENT").exists()
        )
    except (OSError, ValueError, KeyError, AttributeError):
        return False


@lru_cache(maxsize=1024)
def read_manifest(folder: Path) -> Snapshot:
    """Return the snapshot of a folder."""
    manifest = json.loads((folder / FILE).read_text(encoding="utf-8"))
    made = datetime.fromisoformat(manifest.pop("made"))
    return Snapshot(folder=folder, made=made, **manifest)
