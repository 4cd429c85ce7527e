"""What the IATI Standard 2.03 demands of a file's structure, told element by element.

The table `standard-2.03.tsv` holds the facts of the standard; an XML Schema is made from it and
libxml2 judges with it, one activity at a time, so a file of any size is judged while it streams.
"""

import re
from csv import DictReader
from dataclasses import replace
from functools import cache
from importlib.resources import files

from loaders.xml import Element, Fault, Schema, line, skeleton

_XSD = "http://www.w3.org/2001/XMLSchema"
_COUNTS = {"": (1, "1"), "?": (0, "1"), "*": (0, "unbounded"), "+": (1, "unbounded")}
_CHILD = re.compile(r"([\w-]+)(?:=([\w.-]+))?([?*+]?)\Z")
_ATTRIBUTE = re.compile(r"(xml:lang|[\w-]+)(?::(\w+))?(!?)\Z")
_WILD = '<x:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>'
_WILD_ATTRIBUTE = '<x:anyAttribute namespace="##other" processContents="lax"/>'
_XML_NAMESPACE = f"""<x:schema xmlns:x="{_XSD}"
  targetNamespace="http://www.w3.org/XML/1998/namespace">
<x:attribute name="lang"><x:simpleType><x:union memberTypes="x:language"><x:simpleType>
<x:restriction base="x:string"><x:enumeration value=""/></x:restriction>
</x:simpleType></x:union></x:simpleType></x:attribute>
<x:attribute name="space"><x:simpleType><x:restriction base="x:NCName">
<x:enumeration value="default"/><x:enumeration value="preserve"/>
</x:restriction></x:simpleType></x:attribute>
<x:attribute name="base" type="x:anyURI"/><x:attribute name="id" type="x:ID"/></x:schema>"""


@cache
def table() -> dict[str, dict[str, str]]:
    """Return the rows of the standard's table by the name of the element's type."""
    text = (files("loaders.iati") / "standard-2.03.tsv").read_text(encoding="utf-8")
    lines = [row for row in text.splitlines() if not row.startswith("#")]
    return {row["element"]: row for row in DictReader(lines, delimiter="\t")}


def children(row: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return name, type and count of each child element, in order."""
    found = []
    for child in row["children"].split():
        match = _CHILD.match(child)
        if match is None:
            raise ValueError(f"{row['element']}: {child}")
        found.append((match[1], match[2] or match[1], match[3]))
    return found


def attributes(row: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Return name, datatype and need of each attribute."""
    found = []
    for attribute in row["attributes"].split():
        match = _ATTRIBUTE.match(attribute)
        if match is None:
            raise ValueError(f"{row['element']}: {attribute}")
        found.append((match[1], match[2] or "string", bool(match[3])))
    return found


def schema_text(root: str) -> str:
    """Return an XML Schema whose document element is the one of a row of the table."""
    parts = [f'<x:schema xmlns:x="{_XSD}">']
    parts.append(
        '<x:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="xml.xsd"/>'
    )
    parts.append(f'<x:element name="{root}" type="{root}"/>')
    parts += (_type(row) for row in table().values())
    return "".join([*parts, "</x:schema>"])


def _type(row: dict[str, str]) -> str:
    told = "".join(_attribute(*attribute) for attribute in attributes(row))
    if "a" in row["foreign"]:
        told += _WILD_ATTRIBUTE
    name = row["element"]
    if row["text"]:
        return (
            f'<x:complexType name="{name}"><x:simpleContent>'
            f'<x:extension base="x:{row["text"]}">{told}</x:extension>'
            "</x:simpleContent></x:complexType>"
        )
    inner = "".join(
        f'<x:element name="{child}" type="{kind}" minOccurs="{_COUNTS[count][0]}"'
        f' maxOccurs="{_COUNTS[count][1]}"/>'
        for child, kind, count in children(row)
    )
    if "e" in row["foreign"]:
        inner += _WILD
    return f'<x:complexType name="{name}"><x:sequence>{inner}</x:sequence>{told}</x:complexType>'


def _attribute(name: str, datatype: str, required: bool) -> str:
    use = "required" if required else "optional"
    if name == "xml:lang":
        return f'<x:attribute ref="xml:lang" use="{use}"/>'
    return f'<x:attribute name="{name}" type="x:{datatype}" use="{use}"/>'


@cache
def _activity_schema() -> Schema:
    return Schema(schema_text("iati-activity"), {"xml.xsd": _XML_NAMESPACE})


@cache
def _root_schema() -> Schema:
    # The activities are judged one by one; here only their place among the root's children is.
    text = schema_text("iati-activities").replace(
        'name="iati-activity" type="iati-activity"', 'name="iati-activity"'
    )
    return Schema(text, {"xml.xsd": _XML_NAMESPACE})


def activity_faults(activity: Element) -> list[Fault]:
    """Return what the standard finds wrong in an activity."""
    return _activity_schema().faults(activity)


def root_faults(root: Element, met: list[tuple[str, int]]) -> list[Fault]:
    """Return what the standard finds wrong at the root: its attributes, the order of its children.

    `met` holds tag and line of the children, repeats of one tag left out.
    """
    lines = [line(root), *(number for _, number in met)]
    faults = _root_schema().faults(skeleton(root, (tag for tag, _ in met)))
    return [replace(fault, line=lines[min(fault.line, len(lines)) - 1]) for fault in faults]
