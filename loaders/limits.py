"""Limits that hold before any parser sees a file: size, depth, DOCTYPE, archives.

Every check reads the file at most once, in bounded memory, and raises `Refusal`.
"""

import codecs
import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from loaders.source import Refusal, refusal
from shapes.finding import Place

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What an import accepts; an operator may set others."""

    file_bytes: int = 4096 * MEGABYTE
    archive_members: int = 2_000
    archive_bytes: int = 4096 * MEGABYTE
    archive_ratio: int = 200
    prolog_bytes: int = MEGABYTE
    xml_depth: int = 200
    json_depth: int = 100
    turtle_depth: int = 100
    text_bytes: int = 256 * MEGABYTE
    json_bytes: int = 64 * MEGABYTE
    item_bytes: int = 64 * MEGABYTE


LIMITS = Limits()

_SAFE_ENCODINGS = re.compile(
    r"(utf-?8|utf-?16(le|be)?|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d"
    r"|gb2312|gbk|gb18030|big5|shift_jis|euc-(jp|kr)|koi8-r)\Z",
    re.IGNORECASE,
)
_DECLARED = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)


def check_size(path: Path, place: Place, limits: Limits = LIMITS) -> int:
    """Return the size of a file in bytes; refuse one that is empty or too large."""
    size = path.stat().st_size
    if size == 0:
        raise refusal(
            "LOAD-EMPTY",
            f"{place.file} is empty.",
            place,
            "Check that it is the right file, saved with its content.",
            zh=f"{place.file} 是空文件。",
        )
    if size > limits.file_bytes:
        raise refusal(
            "LOAD-SIZE",
            f"{place.file} has {size:,} bytes; the limit is {limits.file_bytes:,}.",
            place,
            "Split the file, or ask the operator to raise the limit.",
            zh=f"{place.file} 有 {size:,} 字节，超过上限 {limits.file_bytes:,}。",
        )
    return size


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text from its mark, or from the zeros that UTF-16 leaves."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return encoding
    if head.startswith((b"<\0\0\0", b"\0\0\0<")):
        return "utf-32"
    if head.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if head[0] else "utf-16-be"
    sample = head[:400]
    if len(sample) >= 4:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if odd > len(sample) // 5 and odd > 3 * even:
            return "utf-16-le"
        if even > len(sample) // 5 and even > 3 * odd:
            return "utf-16-be"
    return "utf-8"


def check_xml(path: Path, place: Place, limits: Limits = LIMITS) -> None:
    """Refuse XML with a DOCTYPE, in any encoding, or whose prolog hides where the data begins."""
    with path.open("rb") as file:
        head = file.read(limits.prolog_bytes)
    encoding = encoding_of(head)
    if encoding == "utf-32":
        raise _bad_encoding("UTF-32", place)
    prolog = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    declared = _DECLARED.match(prolog)
    if declared and not _SAFE_ENCODINGS.match(declared.group(1)):
        raise _bad_encoding(declared.group(1), place)
    position = 0
    while match := _PROLOG.match(prolog, position):
        position = match.end()
    line = prolog.count("\n", 0, position) + 1
    rest = prolog[position : position + 9]
    if rest.upper() == "<!DOCTYPE":
        raise refusal(
            "LOAD-DOCTYPE",
            f"{place.file} has a DOCTYPE in line {line}. Results data needs none, and entities in"
            " it can exhaust a machine.",
            Place(place.file, line=line),
            "Delete the line that begins with <!DOCTYPE and load the file again.",
            zh=f"{place.file} 第 {line} 行含有 DOCTYPE，不予读取。",
        )
    if not re.match(r"<[^\s<>!?/]", rest):
        raise refusal(
            "LOAD-XML",
            f"{place.file} does not begin with an XML element (line {line}).",
            Place(place.file, line=line),
            "Check that this is the XML file you meant and that it is complete.",
            zh=f"{place.file} 不以 XML 元素开头（第 {line} 行）。",
        )


def _bad_encoding(encoding: str, place: Place) -> Refusal:
    return refusal(
        "LOAD-ENCODING",
        f"{place.file} is in {encoding}, which is not read.",
        place,
        "Save the file as UTF-8.",
        zh=f"{place.file} 的编码 {encoding} 不受支持，请存为 UTF-8。",
    )


def too_deep(place: Place, limit: int) -> Refusal:
    """Return the refusal of a file that nests deeper than the limit."""
    return refusal(
        "LOAD-DEPTH",
        f"{place.file} nests deeper than {limit} levels.",
        place,
        "No results data is nested so deep; check how the file was made.",
        zh=f"{place.file} 的嵌套超过 {limit} 层。",
    )


def check_depth(
    text: str, opening: str, closing: str, limit: int, place: Place, skip: re.Pattern[str]
) -> None:
    """Refuse a text whose brackets nest too deep; what `skip` matches is not looked into."""
    depth = 0
    pattern = re.compile(rf"{skip.pattern}|[{re.escape(opening + closing)}]", skip.flags)
    for match in pattern.finditer(text):
        bracket = match.group()
        if len(bracket) != 1:
            continue
        if bracket in opening:
            depth += 1
            if depth > limit:
                line = text.count("\n", 0, match.start()) + 1
                raise too_deep(Place(place.file, line=line), limit)
        elif bracket in closing:
            depth -= 1


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive: its name there and an open stream of its bytes."""

    name: str
    stream: IO[bytes]


def is_zip(head: bytes) -> bool:
    """Return whether the bytes begin a zip archive (also that of a workbook)."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_gzip(head: bytes) -> bool:
    """Return whether the bytes begin a gzip file."""
    return head.startswith(b"\x1f\x8b")


def members(path: Path, place: Place, limits: Limits = LIMITS) -> Iterator[Member]:
    """Return the files of a zip archive, refusing too many, unsafe names and locked ones."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > limits.archive_members:
                raise _bomb(place, f"holds {len(entries):,} files")
            for entry in entries:
                name = PurePosixPath(entry.filename.replace("\\", "/"))
                if name.is_absolute() or ".." in name.parts or entry.flag_bits & 1:
                    raise refusal(
                        "LOAD-ARCHIVE",
                        f"{place.file} holds {entry.filename!r}, a name that leads out of the"
                        " archive or a file locked by a password.",
                        place,
                        "Pack the plain files anew.",
                        zh=f"{place.file} 含有不安全或加密的文件名。",
                    )
                if name.name.startswith(".") or "__MACOSX" in name.parts:
                    continue
                with archive.open(entry) as stream:
                    yield Member(str(name), stream)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError) as error:
        raise _broken(place, error) from error


def unpack(
    stream: IO[bytes], target: Path, packed: int, place: Place, limits: Limits = LIMITS
) -> int:
    """Copy an unpacked stream to a file, counting real bytes; return how many there are."""
    written = 0
    allowed = min(limits.archive_bytes, max(packed * limits.archive_ratio, 10 * MEGABYTE))
    try:
        with target.open("wb") as file:
            while chunk := stream.read(MEGABYTE):
                written += len(chunk)
                if written > allowed:
                    raise _bomb(place, f"unpacks to more than {allowed:,} bytes")
                file.write(chunk)
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise _broken(place, error) from error
    return written


def _bomb(place: Place, what: str) -> Refusal:
    return refusal(
        "LOAD-BOMB",
        f"{place.file} {what}; such archives exhaust a machine.",
        place,
        "Unpack the archive yourself and load the files.",
        zh=f"{place.file} 解压后过大或文件过多，不予读取。",
    )


def _broken(place: Place, error: Exception) -> Refusal:
    return refusal(
        "LOAD-ARCHIVE",
        f"{place.file} is damaged or cut off: {error}.",
        place,
        "Fetch or pack the file again.",
        zh=f"{place.file} 已损坏或不完整。",
    )
