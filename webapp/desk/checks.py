"""The uploads that are being checked or were checked lately, each behind an unguessable id."""

import re
import secrets
import shutil
import threading
import time
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

from loaders.imports import ImportResult
from shapes.partial import Partial
from sparql.limits import ROLES
from sparql.worker import CallJob
from webapp.desk.tasks import Task, start
from webapp.desk.work import Checked
from webapp.serving.service import Service

LIFE = 3600.0
"""Seconds after which an upload and what was found in it are forgotten."""
MOST = 40
"""Uploads kept at once; the oldest finished one goes first."""


class DeskFull(Exception):
    """Too many uploads are being checked at once."""


def plain_name(name: str) -> str:
    """Return a file's name without folders and signs that a disk or a header would misread."""
    step = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    return re.sub(r"[^\w.() -]", "_", step).lstrip(". ")[-120:]


@dataclass
class Upload(Task):
    """One upload: its files on disk, how far its check is, and what came of it."""

    id: str
    folder: Path
    names: tuple[str, ...]
    dataset: str | None
    as_of: date
    owner: str
    started: float = field(default_factory=time.monotonic)
    checked: Checked | None = None
    published: str | None = None
    left_out: tuple[Partial, ...] = ()
    remarks: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)
    """What the copy of a file with findings cannot show, by the file's number and the language."""

    @property
    def files(self) -> tuple[str, ...]:
        """Return the paths of the files."""
        return tuple(str(self.folder / "files" / name) for name in self.names)


class Desk:
    """Takes uploads, has workers check and publish them, and forgets them after an hour."""

    def __init__(self, service: Service):
        self._service = service
        self._folder = service.store.folder / "desk"
        self._uploads: dict[str, Upload] = {}
        self._lock = threading.Lock()
        shutil.rmtree(self._folder, ignore_errors=True)

    def get(self, name: str) -> Upload | None:
        """Return an upload by its id, None where it is not (or no longer) known."""
        self._sweep()
        return self._uploads.get(name)

    def take(
        self, files: list[FileStorage], dataset: str | None, as_of: date, owner: str, role: str
    ) -> Upload:
        """Keep files and start checking them; raise `DeskFull` where too many are at work."""
        self._sweep()
        if sum(upload.working for upload in self._uploads.values()) >= MOST:
            raise DeskFull
        name = secrets.token_urlsafe(16)
        folder = self._folder / name
        (folder / "files").mkdir(parents=True)
        names: list[str] = []
        for number, file in enumerate(files):
            safe = plain_name(file.filename or "") or f"file-{number + 1}"
            unique = safe if safe not in names else f"{number + 1}-{safe}"
            file.save(folder / "files" / unique)
            names.append(unique)
        upload = Upload(name, folder, tuple(names), dataset, as_of, owner)
        with self._lock:
            self._uploads[name] = upload
        work = folder / "work"
        work.mkdir()
        manner = self._service.options.manner
        arguments = (self._service.store.folder, upload.files, work, dataset, as_of, manner)

        def keep(checked: Checked) -> None:
            upload.checked = checked

        start(self._service, upload, "check_files", arguments, role, keep)
        return upload

    def publish(self, upload: Upload, by: str, role: str, *, sound_only: bool) -> None:
        """Start publishing the files of an upload, or only the sound part of them."""
        arguments = (
            self._service.store.folder,
            upload.files,
            upload.dataset,
            upload.as_of,
            by,
            sound_only,
            self._service.options.manner,
        )

        def keep(outcome: tuple[ImportResult, tuple[Partial, ...]]) -> None:
            result, upload.left_out = outcome
            upload.published = result.snapshot
            if result.snapshot is None:
                upload.fault = "; ".join(finding.text() for finding in result.refused)

        start(self._service, upload, "publish_files", arguments, role, keep)

    def copy(self, function: str, *arguments: object) -> Any:
        """Return what a worker makes of a file: a copy with findings, or a mended one."""
        job = CallJob(f"webapp.desk.work:{function}", arguments, ROLES["steward"])
        (made,) = self._service.pool.submit(job).pieces
        return made

    def cancel(self, upload: Upload) -> None:
        """Stop the work on an upload and forget it."""
        if upload.job is not None:
            self._service.pool.cancel(upload.job)
        self._forget(upload)

    def _sweep(self) -> None:
        old = sorted(self._uploads.values(), key=lambda upload: upload.started)
        spare = len(old) - MOST
        for number, upload in enumerate(old):
            expired = time.monotonic() - upload.started > LIFE
            if not upload.working and (expired or number < spare):
                self._forget(upload)

    def _forget(self, upload: Upload) -> None:
        with self._lock:
            self._uploads.pop(upload.id, None)
        shutil.rmtree(upload.folder, ignore_errors=True)
