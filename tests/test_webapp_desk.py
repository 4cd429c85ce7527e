import io
import re
import time
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import Graph

from loaders.template_book import Content, write
from tests.serving import Running, serve
from webapp.desk.checks import plain_name
from webapp.serving.options import Options

FAULTY = b"""@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x: <https://example.org/> .

x:framework a rbm:ResultsFramework ;
    rdfs:label "framework"@en .

x:output a rbm:Output ;
    rdfs:label "<script>alert(1)</script>"@en ;
    rbm:inFramework x:framework .
"""
SOUND = FAULTY.replace(
    b"    rbm:inFramework x:framework .\n",
    b"    rbm:inFramework x:framework ;\n    rbm:contributesTo x:outcome .\n\n"
    b'x:outcome a rbm:Outcome ;\n    rdfs:label "outcome"@en ;\n'
    b"    rbm:inFramework x:framework .\n",
)
UPPER = """@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix x: <https://example.org/> .

x:outcome a rbm:Outcome ;
    rdfs:label "Outcome that carries"@en .
"""
LOWER = (
    UPPER.split("x:outcome")[0]
    + """
x:output a rbm:Output ;
    rdfs:label "Output that leans"@en ;
    rbm:contributesTo x:outcome .
"""
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serve(tmp_path_factory.mktemp("desk"), Options(workers=2)) as running:
        running.publish({})
        yield running


@pytest.fixture
def anybody(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.base, follow_redirects=True, timeout=60) as client:
        yield client


@pytest.fixture
def steward(anybody: httpx.Client) -> httpx.Client:
    anybody.post("/sign-in", data={"name": "steward", "password": "a long pass phrase"})
    return anybody


def upload(client: httpx.Client, data: bytes, name: str = "plan.ttl") -> httpx.Response:
    """Upload a file and return the page of its report."""
    page = client.post("/check", files={"file": (name, io.BytesIO(data))})
    return finished(client, page)


def finished(client: httpx.Client, page: httpx.Response) -> httpx.Response:
    """Return the page of an upload once nothing works on it any more."""
    for _ in range(480):
        if "Refresh" not in page.headers:
            return page
        time.sleep(0.25)
        page = client.get(page.url)
    raise AssertionError(f"the work did not end: {page.text}")


def test_every_fault_is_shown_at_its_line_with_what_to_do(anybody: httpx.Client) -> None:
    page = upload(anybody, FAULTY)
    assert page.status_code == 200
    assert "RC-03" in page.text
    assert "plan.ttl:8" in page.text
    assert "<script>alert" not in page.text


def test_findings_are_told_in_the_order_that_a_reader_groups_them_by(
    anybody: httpx.Client,
) -> None:
    more = b"x:later a rbm:Output .\nx:slip a rbm:Outcom .\n"
    path = upload(anybody, FAULTY + more).url.path
    by_rule = anybody.get(path).text
    heads = re.findall(r"<h3><bdi>(?:<a [^>]*>)?([A-Z]+-[A-Z0-9]+)", by_rule)
    told = re.findall(r'class="tag (violation|warning|info)">', by_rule)
    assert heads.index("LOAD-TERM") < heads.index("RC-03")
    assert told == sorted(told, key=["violation", "warning", "info"].index)
    assert "reading the file" in by_rule and "Outcom 1" in by_rule
    by_place = anybody.get(path, params={"by": "place"}).text
    lines = [int(line) for line in re.findall(r"<code>plan.ttl:(\d+)", by_place)]
    assert lines == sorted(lines) and len(lines) > 3
    # Each rule is told with its true count, and leads to its findings alone.
    alone = anybody.get(path, params={"rule": "LOAD-TERM"}).text
    assert re.findall(r"<code>plan.ttl:(\d+)", alone) == ["12"]
    assert 'rule=RC-03#findings" title=' in alone


MAPPING = """name = "wells"
title = "Wells"
language = "en"
requires = ["project", "result"]
[[thing]]
name = "output"
id = "wells/{project}"
class = "rbm:Output"
says = [{ property = "rdfs:label", column = "result" }]
"""


def test_a_table_is_read_by_the_mapping_that_comes_with_it(
    steward: httpx.Client, running: Running
) -> None:
    def sent(mapping: str) -> httpx.Response:
        texts = {"wells.csv": "project,result\np-1,Wells dug\n", "wells.toml": mapping}
        files = [("file", (name, io.BytesIO(text.encode()))) for name, text in texts.items()]
        return finished(steward, steward.post("/check", files=files))

    page = sent(MAPPING.replace("rbm:Output", "rbm:Ouput")).text
    assert "is no term" in page and "<code>wells.toml</code>" in page
    assert "Nothing can be published while" in page
    page = sent(MAPPING)
    assert "<code>wells.csv A2</code>" in page.text
    assert "the mapping by which the tables are read" in page.text
    page = finished(steward, steward.post(f"{page.url.path}/publish"))
    assert "Published as snapshot" in page.text
    store = running.service.store.reader()
    assert store.ask('ASK { <https://w3id.org/rbm/id/wells/p-1> ?label "Wells dug"@en }')


def test_one_file_that_cannot_be_read_keeps_the_others_from_being_published(
    steward: httpx.Client,
) -> None:
    files = [("file", ("plan.ttl", io.BytesIO(SOUND))), ("file", ("none.csv", io.BytesIO()))]
    page = finished(steward, steward.post("/check", files=files))
    assert "Nothing can be published while" in page.text
    assert "Publish these files" not in page.text


def test_a_report_downloads_in_every_form(anybody: httpx.Client) -> None:
    path = upload(anybody, FAULTY).url.path
    for ending in ("json", "csv", "xlsx", "sarif", "ttl", "jsonld", "nt", "rdf", "html"):
        answer = anybody.get(f"{path}/report.{ending}")
        assert answer.status_code == 200
        assert "attachment" in answer.headers["content-disposition"]
    assert anybody.get(f"{path}/report.svg").headers["content-type"].startswith("image/svg")
    assert anybody.get(f"{path}/report.exe").status_code == 404


def test_checking_publishes_nothing(anybody: httpx.Client, running: Running) -> None:
    before = running.service.snapshot().id
    path = upload(anybody, SOUND).url.path
    assert anybody.post(f"{path}/publish").status_code == 401
    assert running.service.snapshot().id == before


def test_the_file_comes_back_with_every_finding_in_its_place(anybody: httpx.Client) -> None:
    path = upload(anybody, FAULTY).url.path
    marked = anybody.get(f"{path}/marked/0")
    assert marked.status_code == 200
    assert "RC-03" in marked.text
    assert FAULTY.decode().splitlines()[4] in marked.text
    assert anybody.get(f"{path}/marked/1").status_code == 404


def test_what_the_copy_cannot_show_is_told_on_the_report(anybody: httpx.Client) -> None:
    book = io.BytesIO()
    write(Content(), book)
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", "")
    path = upload(anybody, book.getvalue(), "signed.xlsx").url.path
    told = anybody.get(f"{path}/marked/0", headers={"Accept-Language": "fr"})
    assert told.url.path == path
    assert "Le classeur était signé" in told.text
    copy = anybody.get(f"{path}/marked/0", params={"download": "1"})
    assert zipfile.is_zipfile(io.BytesIO(copy.content))
    path = upload(anybody, b'{"@id": "https://example.org/a"}', "plan.jsonld").url.path
    assert "cannot hold remarks" in anybody.get(path).text
    assert anybody.get(f"{path}/marked/0").status_code == 404


def test_certain_corrections_are_shown_and_made_in_a_copy(anybody: httpx.Client) -> None:
    text = SOUND + b'x:money a rbm:Allocation ; rdfs:label "m"@en ; rbm:currency "usd" .\n'
    path = upload(anybody, text).url.path
    shown = anybody.get(f"{path}/mended/0")
    assert "+" in shown.text
    copy = anybody.get(f"{path}/mended/0", params={"download": "1"})
    assert copy.content == text.replace(b'"usd"', b'"USD"')


def test_only_the_sound_part_is_published_and_the_rest_is_listed(
    steward: httpx.Client, running: Running
) -> None:
    unsound = b'x:odd a rbm:Output ; rdfs:label "odd"@en ; rbm:inFramework x:framework .\n'
    path = upload(steward, SOUND + unsound, "part.ttl").url.path
    page = finished(steward, steward.post(f"{path}/publish", data={"part": "sound"}))
    assert "Published as snapshot" in page.text
    listed = steward.get(f"{path}/left-out.csv").text
    assert "https://example.org/odd" in listed and "RC-03" in listed
    store = running.service.store.reader()
    assert store.ask("ASK { <https://example.org/output> ?p ?o }")
    assert not store.ask("ASK { <https://example.org/odd> ?p ?o }")


def test_a_file_that_cannot_be_read_says_why(anybody: httpx.Client) -> None:
    page = upload(anybody, b"@prefix x: <https://e.org/> .\nx:a x:b ;;; .\nx:c")
    assert "plan.ttl:" in page.text
    assert "Publish these files" not in page.text


def test_an_upload_is_forgotten_when_asked(anybody: httpx.Client) -> None:
    path = upload(anybody, SOUND).url.path
    assert anybody.post(f"{path}/forget").status_code == 200
    assert anybody.get(path).status_code == 404


@pytest.mark.parametrize("date", ["yesterday", "2026-13-01"])
def test_a_date_that_is_none_is_refused(anybody: httpx.Client, date: str) -> None:
    answer = anybody.post(
        "/check", files={"file": ("a.ttl", io.BytesIO(SOUND))}, data={"asOf": date}
    )
    assert answer.status_code == 400
    assert "not a date" in answer.text


def test_a_steward_publishes_compares_and_rolls_back(
    steward: httpx.Client, running: Running
) -> None:
    before = running.service.snapshot().id
    path = upload(steward, SOUND, "mended.ttl").url.path
    page = finished(steward, steward.post(f"{path}/publish"))
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text.partition("<main")[2]))
    assert "Published as snapshot" in page.text, told
    after = running.service.snapshot()
    assert after.id != before
    assert after.by == "steward"
    changed = steward.get("/history/compare", params={"before": before, "after": after.id})
    assert "graph/mended" in changed.text
    feed = ElementTree.fromstring(steward.get("/history/feed.atom").content)
    titles = [entry.text for entry in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert any(after.id in (title or "") for title in titles)
    steward.post("/history/withdraw", data={"graph": "https://w3id.org/rbm/graph/mended"})
    assert "https://w3id.org/rbm/graph/mended" not in running.service.snapshot().graphs
    steward.post("/history/roll-back", data={"snapshot": before})
    assert running.service.snapshot().id == before


def test_a_withdrawal_tells_beforehand_what_it_would_break(
    steward: httpx.Client, running: Running
) -> None:
    before = running.service.snapshot().id
    upper, lower = (f"https://w3id.org/rbm/graph/{name}" for name in ("upper", "lower"))
    running.publish({upper: Graph().parse(data=UPPER), lower: Graph().parse(data=LOWER)})
    leaning = running.service.snapshot().id
    address = "/history/withdraw"
    assert httpx.get(running.base + address, params={"graph": upper}).status_code == 401
    told = finished(steward, steward.get(address, params={"graph": upper})).text
    assert "Output that leans" in told and "RC-03" in told
    sound = finished(steward, steward.get(address, params={"graph": lower})).text
    assert "break nothing" in sound
    assert steward.get(address, params={"graph": "https://w3id.org/x"}).status_code == 400
    assert running.service.snapshot().id == leaning
    steward.post("/history/roll-back", data={"snapshot": before})


def test_rolling_back_and_withdrawing_are_for_stewards(
    anybody: httpx.Client, running: Running
) -> None:
    for path in ("/history/roll-back", "/history/withdraw"):
        assert anybody.post(path, data={"snapshot": "1"}).status_code == 401


def test_what_the_service_fills_itself_is_not_withdrawn(
    steward: httpx.Client, running: Running
) -> None:
    before = running.service.snapshot().id
    for name in ("codes", "ontology", "provenance"):
        answer = steward.post(
            "/history/withdraw", data={"graph": f"https://w3id.org/rbm/graph/{name}"}
        )
        assert answer.status_code == 400
    assert "graph/codes" not in steward.get("/history").text
    assert running.service.snapshot().id == before


def test_a_file_keeps_its_name_in_any_script() -> None:
    assert plain_name("../结果 2022.xlsx") == "结果 2022.xlsx"
    assert plain_name("C:\\plans\\نتائج.csv") == "نتائج.csv"
    assert plain_name('a"\r\nb<c>.ttl') == "a___b_c_.ttl"
    assert plain_name("..") == plain_name("/") == ""
