"""The parts of a workbook as a package (ECMA-376 part 2): read, related, added and saved."""

import io
import posixpath
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loaders import xml
from loaders.limits import LIMITS, Limits
from loaders.packages import check_package
from loaders.sheetxml import BROKEN
from loaders.source import Refusal, Source
from loaders.xml import Element
from shapes.finding import Place

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_UNHOLDABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class NotAWorkbook(Exception):
    """The bytes are no workbook that can be written back."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: the id, the last word of the type, the part's name."""

    id: str
    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet of a workbook, as its list names it; a chart alone on a sheet is none."""

    title: str
    part: str


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn what damaged packages raise into `NotAWorkbook`."""
    try:
        yield
    except Refusal as refused:
        raise NotAWorkbook(str(refused)) from refused
    except BROKEN as error:
        raise NotAWorkbook(f"{name} is no workbook that can be written back: {error}") from error


def escaped(text: str) -> str:
    """Return a text as cells and comments hold it: signs that XML cannot hold as `_x0007_`."""
    return _UNHOLDABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)


class Parts:
    """A package in memory. Parts that are neither changed nor added are copied as they are."""

    def __init__(self, content: bytes, name: str, limits: Limits = LIMITS):
        check_package(content, Place(name), limits)
        self._source = Source(Path(name), name, "")
        self._limits = limits
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._entries = {entry.filename: entry for entry in self._archive.infolist()}
        self._known = {filename.lower(): filename for filename in self._entries}
        self._trees: dict[str, Element] = {}
        self._changed: dict[str, bytes | None] = {}
        book = self.related("", "officeDocument")
        if book is None:
            raise ValueError("it has no workbook inside")
        self.book = book
        self.main = xml.namespace(self.tree(self.book))
        self.office = _STRICT if "purl.oclc.org" in self.main else _OFFICE

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._known

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._known.values())

    def read(self, part: str) -> bytes:
        """Return the bytes of a part, as changed so far."""
        name = self._known[part.lower()]
        changed = self._changed.get(name)
        return self._archive.read(name) if changed is None else changed

    def tree(self, part: str) -> Element:
        """Return the root of a part to read; `change` says that it will not stay as it is."""
        name = self._known[part.lower()]
        if name not in self._trees:
            if name in self._entries and self._entries[name].file_size > self._limits.text_bytes:
                raise NotAWorkbook(
                    f"{self._source.name} holds {name}, which unpacks to more than"
                    f" {self._limits.text_bytes:,} bytes; such a part is not written back."
                )
            self._trees[name] = self.parsed(self.read(name))
        return self._trees[name]

    def parsed(self, content: bytes) -> Element:
        """Return the root of XML that is to be a part, or a piece of one."""
        return xml.parsed(content, self._source)

    def change(self, part: str) -> Element:
        """Return the root of a part that is saved as the caller leaves it."""
        root = self.tree(part)
        self._changed[self._known[part.lower()]] = None
        return root

    def write(self, part: str, content: bytes) -> None:
        """Set the bytes of a part, which may be a new one."""
        name = self._known.setdefault(part.lower(), part)
        self._trees.pop(name, None)
        self._changed[name] = content

    def add(self, pattern: str, content: bytes, media_type: str) -> str:
        """Return the name of a new part, made from a pattern with a place for its number."""
        number = 1
        while (part := pattern.format(number)) in self:
            number += 1
        self.write(part, content)
        types = self.change(_TYPES)
        ending = part.rpartition(".")[2]
        if ending == "vml":
            if not any(child.get("Extension", "").lower() == ending for child in types):
                xml.added(types, "Default", {"Extension": ending, "ContentType": media_type}, 0)
        else:
            xml.added(types, "Override", {"PartName": f"/{part}", "ContentType": media_type})
        return part

    def relations(self, part: str) -> list[Relation]:
        """Return what a part is related to inside the package; "" is the package itself."""
        listed = _relations_of(part)
        if listed not in self:
            return []
        found = []
        for child in xml.elements(self.tree(listed)):
            target = child.get("Target", "")
            if child.get("TargetMode") != "External":
                path = posixpath.join("/", posixpath.dirname(part), target)
                kind = child.get("Type", "").rpartition("/")[2]
                found.append(
                    Relation(child.get("Id", ""), kind, posixpath.normpath(path).lstrip("/"))
                )
        return found

    def related(self, part: str, kind: str) -> str | None:
        """Return the first part of a kind that a part is related to, None where none is there."""
        found = (one.part for one in self.relations(part) if one.kind == kind)
        return next((name for name in found if name in self), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Return the id of a new relation from one part to another."""
        listed = _relations_of(part)
        if listed not in self:
            self.write(listed, f'<Relationships xmlns="{_PACKAGE}relationships"/>'.encode())
        root = self.change(listed)
        taken = {child.get("Id") for child in root}
        number = 1
        while (name := f"rId{number}") in taken:
            number += 1
        kind = f"{self.office}/{kind}"
        xml.added(root, "Relationship", {"Id": name, "Type": kind, "Target": f"/{target}"})
        return name

    def tabs(self) -> list[Tab]:
        """Return the worksheets in their order, hidden ones included."""
        sheets = {one.id: one for one in self.relations(self.book) if one.kind == "worksheet"}
        listed = next(child for child in self.tree(self.book) if xml.local(child) == "sheets")
        found = []
        for child in xml.elements(listed):
            one = sheets.get(child.get(f"{{{self.office}}}id"))
            if one is not None and one.part in self:
                found.append(Tab(child.get("name", ""), one.part))
        return found

    def saved(self) -> bytes:
        """Return the package with what was changed and added."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, entry in self._entries.items():
                kept = zipfile.ZipInfo(name, entry.date_time)
                kept.external_attr = entry.external_attr
                packed = entry.compress_type != zipfile.ZIP_STORED
                kept.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
                if name in self._changed:
                    archive.writestr(kept, self._bytes(name))
                    continue
                kept.file_size = entry.file_size
                with self._archive.open(entry) as old, archive.open(kept, "w") as new:
                    shutil.copyfileobj(old, new)
            for name in self._changed:
                if name not in self._entries:
                    archive.writestr(name, self._bytes(name))
        return content.getvalue()

    def _bytes(self, name: str) -> bytes:
        tree = self._trees.get(name)
        return self.read(name) if tree is None else xml.serialized(tree)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
