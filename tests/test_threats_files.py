"""The rows of docs/threat-model.md that concern files, tried on the loaders themselves.

Nothing shields the network here: a loader that fetched anything would reach the canary.
"""

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
import xlsxwriter
from rdflib import OWL

from loaders import opendocument, workbook
from loaders.imports import run
from loaders.limits import Limits
from loaders.source import Refusal, Sink, Source

DATA = Path(__file__).parent / "data"
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE r [<!ENTITY e0 "lol">{ENTITIES}]>'
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


class Canary(BaseHTTPRequestHandler):
    """Counts whoever comes."""

    hits: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def canary() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def book() -> bytes:
    """Return a small workbook with a link, a comment and a formula."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as made:
        sheet = made.add_worksheet("S")
        sheet.write("A1", "text")
        sheet.write_url("A2", "https://example.org/")
        sheet.write_comment("A1", "note")
        sheet.write_formula("A3", "=1+1")
    return data.getvalue()


def document() -> bytes:
    """Return a small OpenDocument spreadsheet."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<o:document-content xmlns:o="{office}:office:1.0" xmlns:t="{office}:table:1.0" '
        f'xmlns:x="{office}:text:1.0"><o:body><o:spreadsheet><t:table t:name="S"><t:table-row>'
        '<t:table-cell o:value-type="string"><x:p>text</x:p></t:table-cell>'
        "</t:table-row></t:table></o:spreadsheet></o:body></o:document-content>"
    )
    manifest = (
        f'<m:manifest xmlns:m="{office}:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return data.getvalue()


def changed(package: bytes, part: str, change: Callable[[str], bytes]) -> bytes:
    """Return a package with one of its parts changed."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
    return data.getvalue()


def parts(package: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return [name for name in archive.namelist() if name.endswith((".xml", ".rels", ".vml"))]


PACKAGES = {"a.xlsx": book(), "a.ods": document()}
PARTS = [(name, part) for name, package in PACKAGES.items() for part in parts(package)]


def texts(folder: Path, name: str, package: bytes) -> list[str]:
    """Return the texts in the cells of a workbook."""
    path = folder / name
    path.write_bytes(package)
    sink = Sink(folder / "q.nq", folder / "m.sqlite", "urn:g")
    reader = opendocument if name.endswith("ods") else workbook
    try:
        with reader.sheets(Source(path, name, "test"), sink, Limits()) as opened:
            return [
                str(value)
                for sheet in opened
                for row in sheet.rows
                for value in row.cells
                if value is not None
            ]
    finally:
        sink.abandon()


def with_doctype(text: str, doctype: str) -> str:
    """Return an XML text with a DOCTYPE behind its declaration, and an entity in each element."""
    declaration, _, rest = text.rpartition("?>") if text.startswith("<?xml") else ("", "", text)
    head, _, body = rest.partition(">")
    declared = declaration.split("encoding")[0] + "?>" if declaration else ""
    return f"{declared}{doctype}{head}>&e9;{body}"


XML_FILES = {
    "iati.xml": (DATA / "iati-2.03.xml").read_text(encoding="utf-8"),
    "old-iati.xml": (DATA / "iati-1.05.xml").read_text(encoding="utf-8"),
    "stratml.xml": (DATA / "stratml-part2.xml").read_text(encoding="utf-8"),
    "old-stratml.xml": (DATA / "stratml-part1.xml").read_text(encoding="utf-8"),
    "graph.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>',
    "graph.trix": '<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/"></TriX>',
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", XML_FILES)
def test_an_entity_bomb_in_an_xml_file_is_refused_in_any_encoding(
    name: str, encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(with_doctype(XML_FILES[name], BOMB).encode(encoding))
    began = time.process_time()
    assert run([path], None).refused
    assert time.process_time() - began < 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("name", "part"), PARTS)
def test_an_entity_bomb_in_a_part_of_a_workbook_never_unfolds(
    name: str, part: str, encoding: str, tmp_path: Path
) -> None:
    package = changed(PACKAGES[name], part, lambda text: with_doctype(text, BOMB).encode(encoding))
    began = time.process_time()
    try:
        found = texts(tmp_path, name, package)
    except Refusal:
        found = []
    assert "lol" not in "".join(found)
    assert time.process_time() - began < 5


def swollen(name: str) -> bytes:
    """Return an archive or workbook that swells to half a gigabyte."""
    data = io.BytesIO(PACKAGES.get(name, b""))
    with zipfile.ZipFile(data, "a" if name in PACKAGES else "w", zipfile.ZIP_DEFLATED) as archive:
        inside = {"a.xlsx": "xl/media/image1.png", "a.ods": "Pictures/a.png"}.get(name, "a.ttl")
        with archive.open(inside, "w") as member:
            for _ in range(500):
                member.write(bytes(1_000_000))
    return data.getvalue()


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.ods"])
def test_an_archive_that_swells_is_refused_before_it_does(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(swollen(name))
    began = time.process_time()
    assert run([path], None).refused
    assert time.process_time() - began < 5
    assert sum(each.stat().st_size for each in tmp_path.rglob("*") if each.is_file()) < 2_000_000


def crafted(canary: str) -> Iterator[tuple[str, bytes]]:
    """Return files that name the canary wherever a format lets a file name another one."""
    external = f'<!DOCTYPE r SYSTEM "{canary}/x.dtd">'
    entity = f'<!DOCTYPE r [<!ENTITY e9 SYSTEM "{canary}/e">]>'
    parameter = f'<!DOCTYPE r [<!ENTITY % p SYSTEM "{canary}/p"> %p;]>'
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{canary}/i"/>'
    schema = (
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="urn:x {canary}/s.xsd" xsi:noNamespaceSchemaLocation="{canary}/n.xsd"'
    )
    sheet = f'<?xml-stylesheet type="text/xsl" href="{canary}/s.xsl"?>'
    for name, text in XML_FILES.items():
        for number, doctype in enumerate((external, entity, parameter)):
            yield f"{number}-{name}", with_doctype(text, doctype).encode()
        bare = text.rpartition("?>")[2]
        head, _, body = bare.partition(">")
        slash = "/" if head.endswith("/") else ""
        yield f"schema-{name}", f"{head.rstrip('/')}{schema}{slash}>{body}".encode()
        yield f"include-{name}", f"{head}>{include}{body}".encode()
        yield f"sheet-{name}", f"{sheet}{bare}".encode()
    for number, context in enumerate(
        (
            f'"{canary}/c.jsonld"',
            f'["{canary}/c.jsonld", {{"p": "urn:p"}}]',
            f'{{"@import": "{canary}/c.jsonld", "@version": 1.1}}',
            f'{{"p": {{"@id": "urn:p", "@context": "{canary}/c.jsonld"}}}}',
            '"file:///etc/hostname"',
            '"../../../../etc/hostname"',
        )
    ):
        text = f'{{"@context": {context}, "@id": "urn:a", "p": {{"p": 1}}}}'
        yield f"{number}.jsonld", text.encode()
    imports = f"<{canary}/o> a <{OWL.Ontology}>"
    yield "imports.ttl", f"{imports} ; <{OWL.imports}> <{canary}/i> .".encode()
    yield "base.ttl", f"@base <{canary}/> . <a> <b> <c> .".encode()
    yield "service.ttl", f"<urn:a> <urn:b> 'SERVICE <{canary}/>' .".encode()
    link = f'<Relationship Id="rId9" Type="urn:x" Target="{canary}/l" TargetMode="External"/>'
    yield (
        "links.xlsx",
        changed(
            PACKAGES["a.xlsx"],
            "xl/_rels/workbook.xml.rels",
            lambda text: text.replace("</Relationships>", f"{link}</Relationships>").encode(),
        ),
    )
    yield "list.csv", f'id,title\n1,"=WEBSERVICE(""{canary}/w"")"\n'.encode()


def test_no_file_reaches_the_network_or_another_file(canary: str, tmp_path: Path) -> None:
    files = list(crafted(canary))
    assert len(files) > 40
    for name, content in files:
        path = tmp_path / name
        path.write_bytes(content)
        result = run([path], None)
        said = " ".join(finding.text() for finding in result.refused)
        assert Path("/etc/hostname").read_text().strip() not in said
        path.unlink()
    assert Canary.hits == []
