"""The files behind what a user names: globs, folders, gzip files and archives, laid out plainly."""

import gzip
import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from loaders.limits import LIMITS, Limits, check_size, is_gzip, is_zip, members, unpack
from loaders.source import Refusal, refusal
from shapes.finding import Place

_WORKBOOK_PARTS = {"[Content_Types].xml", "mimetype"}


@dataclass(frozen=True, slots=True)
class Given:
    """One plain file: where it lies, the name the user sees, its data set and its hash."""

    path: Path
    name: str
    dataset: str
    sha256: str
    size: int
    origin: Path
    """The file or archive it comes from."""
    chosen: bool
    """Whether the user named that very file; one that merely lies in a folder may be skipped."""


def slug(name: str) -> str:
    """Return a file's name as the name of a data set: `Results 2017.xlsx` is `results-2017`."""
    stem = re.sub(r"(\.(gz|zip))?$", "", name, flags=re.IGNORECASE)
    stem = re.sub(r"\.[A-Za-z0-9]{1,7}$", "", stem) or stem
    plain = unicodedata.normalize("NFKC", stem).casefold()
    return re.sub(r"[^\w.]+", "-", plain).strip("-._") or "data"


def gather(
    paths: Iterable[str | Path], folder: Path, limits: Limits = LIMITS
) -> Iterator[Given | Refusal]:
    """Return the plain files behind paths; archives are unpacked into a folder.

    What cannot be opened comes as a refusal, so one import tells all that is wrong.
    """
    number = 0
    for path, name, chosen in _files(paths):
        place = Place(name)
        try:
            check_size(path, place, limits)
            with path.open("rb") as file:
                head = file.read(512)
            if is_gzip(head):
                number += 1
                target = folder / f"{number}"
                with gzip.open(path) as packed:
                    unpack(cast("IO[bytes]", packed), target, path.stat().st_size, place, limits)
                yield _given(target, name, path, chosen, limits)
            elif is_zip(head) and not _is_workbook(path, place):
                left = limits.archive_bytes
                for member in members(path, place, limits):
                    number += 1
                    target = folder / f"{number}"
                    spot = Place(f"{name}/{member.name}")
                    left -= unpack(member.stream, target, path.stat().st_size, spot, limits)
                    if left < 0:
                        raise _too_much(place, limits)
                    if target.stat().st_size:
                        yield _given(target, spot.file, path, chosen, limits, slug(name))
            else:
                yield _given(path, name, path, chosen, limits)
        except Refusal as refused:
            yield refused
        except OSError as error:
            yield refusal(
                "LOAD-FILE",
                f"{name} cannot be read: {error.strerror or error}.",
                place,
                "Check the path and the permissions.",
                zh=f"无法读取 {name}。",
            )


def _files(paths: Iterable[str | Path]) -> Iterator[tuple[Path, str, bool]]:
    """Return each file with the name to show and whether the user named it."""
    for given in paths:
        path = Path(given)
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in inner.relative_to(path).parts)
                if inner.is_file() and not hidden:
                    yield inner, f"{path.name}/{inner.relative_to(path).as_posix()}", False
        elif not path.exists() and any(mark in str(given) for mark in "*?["):
            for found in sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor)))):
                if found.is_file():
                    yield found, found.name, True
        else:
            yield path, path.name, True


def _given(
    path: Path, name: str, origin: Path, chosen: bool, limits: Limits, dataset: str | None = None
) -> Given:
    size = check_size(path, Place(name), limits)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Given(path, name, dataset or slug(name), digest, size, origin, chosen)


def _is_workbook(path: Path, place: Place) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_WORKBOOK_PARTS & set(archive.namelist()))
    except zipfile.BadZipFile as error:
        raise refusal(
            "LOAD-ARCHIVE",
            f"{place.file} begins like an archive but is damaged or cut off.",
            place,
            "Fetch the file again.",
            zh=f"{place.file} 已损坏或不完整。",
        ) from error


def _too_much(place: Place, limits: Limits) -> Refusal:
    return refusal(
        "LOAD-BOMB",
        f"{place.file} unpacks to more than {limits.archive_bytes:,} bytes in all.",
        place,
        "Unpack the archive yourself and load the files.",
        zh=f"{place.file} 解压后过大，不予读取。",
    )
