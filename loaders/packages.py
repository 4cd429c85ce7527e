"""Workbooks as archives: what is checked before any reader opens one."""

import zipfile
from io import BytesIO
from pathlib import Path, PurePosixPath

from loaders.limits import LIMITS, MEGABYTE, Limits
from loaders.source import Refusal, refusal
from shapes.finding import Place

_STREAMED = ("xl/worksheets/", "xl/media/", "xl/embeddings/", "xl/drawings/", "Pictures/")
"""Parts that are read in a stream or not at all; every other part is held in memory."""


def check_package(package: Path | bytes, place: Place, limits: Limits = LIMITS) -> None:
    """Refuse an archive with too many parts, unsafe names, or parts that unpack too large.

    A part never unpacks to more than the archive says: the reader stops there.
    """
    size = len(package) if isinstance(package, bytes) else package.stat().st_size
    try:
        with zipfile.ZipFile(
            BytesIO(package) if isinstance(package, bytes) else package
        ) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _refused("LOAD-ARCHIVE", place, f"is damaged or cut off: {error}") from error
    if len(parts) > limits.archive_members:
        raise _refused("LOAD-BOMB", place, f"holds {len(parts):,} parts")
    total = 0
    for part in parts:
        name = PurePosixPath(part.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts:
            raise _refused(
                "LOAD-ARCHIVE", place, f"holds {part.filename!r}, a name that leads out of it"
            )
        if part.flag_bits & 1:
            raise _refused("LOAD-ARCHIVE", place, "is locked by a password")
        streamed = part.filename.startswith(_STREAMED)
        most = limits.archive_bytes if streamed else limits.text_bytes
        if part.file_size > most:
            raise _refused(
                "LOAD-BOMB", place, f"holds {part.filename}, which unpacks to {part.file_size:,}"
                " bytes"
            )  # fmt: skip
        total += part.file_size
    allowed = min(limits.archive_bytes, max(size * limits.archive_ratio, 10 * MEGABYTE))
    if total > allowed:
        raise _refused("LOAD-BOMB", place, f"unpacks to {total:,} bytes, more than {allowed:,}")


def _refused(rule: str, place: Place, what: str) -> Refusal:
    return refusal(
        rule,
        f"{place.file} {what}.",
        place,
        "Save it anew with a spreadsheet program, without a password and without what it does not"
        " need.",
        zh=f"{place.file} 作为工作簿不安全、已损坏或过大，不予读取。",
    )
