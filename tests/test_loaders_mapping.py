"""A mapping file turns any flat table into things and statements, each led back to its cell."""

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loading import Loaded, load_file
from python_calamine import CalamineWorkbook
from rdflib import DCTERMS, RDF, RDFS, XSD, Literal, Namespace

from loaders.formats import LOADERS, recognize
from loaders.mapping import MappingFault
from loaders.mapping_file import read_mapping, shipped
from loaders.mapping_loader import MappingLoader
from loaders.reading import read
from loaders.source import Kept, Refusal, Source
from ontology.vocabulary import RBM
from shapes.finding import Level

ID = Namespace("https://w3id.org/rbm/id/")
CODE = Namespace("https://w3id.org/rbm/code/")
SDG = Namespace("http://metadata.un.org/sdg/")
SLOW = pytest.mark.skipif(not os.environ.get("RBM_SLOW"), reason="slow: run with make test-slow")
MAPPING = """
name = "test"
title = "A test"
language = "en"
decimal_mark = "."
requires = ["id", "name"]

[parts]
year = { column = "id", find = '(20\\d\\d)' }

[codes.kinds]
plan = "rbm:Programme"
work = "rbm:WorkPlan"

[[thing]]
name = "plan"
id = "test/plan/{id}"
class = { column = "kind", codes = "kinds", default = "rbm:Plan" }
says = [
  { property = "rdfs:label", column = "name" },
  { property = "rbm:startDate", column = "start", as = "date" },
  { property = "rbm:inCountry", column = "country", as = "country" },
  { property = "dcterms:identifier", text = "{id} of {year}", as = "string" },
]

[[thing]]
name = "actual"
id = "test/actual/{id}"
class = "rbm:Actual"
when = ["value"]
says = [{ column = "value", as = "value" }]
"""
ROWS = "id,name,kind,start,country,value,extra\n"


def load(rows: str, folder: Path, mapping: str = MAPPING) -> Loaded:
    (folder / "test.toml").write_text(mapping, "utf-8")
    path = folder / "rows.csv"
    path.write_text(ROWS + rows, "utf-8")
    return load_file(path, folder, loader=MappingLoader(read_mapping(folder / "test.toml")))


def fault(change: tuple[str, str], folder: Path) -> str:
    path = folder / "test.toml"
    path.write_text(MAPPING.replace(*change), "utf-8")
    with pytest.raises(MappingFault) as raised:
        read_mapping(path)
    return str(raised.value)


def test_a_row_becomes_things_with_what_its_columns_say(tmp_path: Path) -> None:
    graph = load("P-2020,Fair work,plan,1 March 2020,KE,N: 11 D: 351 P: 3.1 %,x\n", tmp_path).stated
    plan, actual = ID["test/plan/P-2020"], ID["test/actual/P-2020"]
    assert graph.value(plan, RDF.type) == RBM.Programme
    assert graph.value(plan, RDFS.label) == Literal("Fair work", lang="en")
    assert graph.value(plan, RBM.startDate) == Literal("2020-03-01", datatype=XSD.date)
    assert graph.value(plan, RBM.inCountry) == CODE["countries/KE"]
    assert graph.value(plan, DCTERMS.identifier) == Literal("P-2020 of 2020")
    assert graph.value(actual, RBM.valueText) == Literal("N: 11 D: 351 P: 3.1 %")
    assert graph.value(actual, RBM.numerator) == Literal(Decimal(11))
    assert graph.value(actual, RBM.denominator) == Literal(Decimal(351))
    assert graph.value(actual, RBM.value) == Literal(Decimal("3.1"))


def test_each_statement_is_led_back_to_its_cell(tmp_path: Path) -> None:
    loaded = load("P-1,A,plan,2020-01-01,KE,5,x\nP-2,B,plan,2020-01-01,KE,6,y\n", tmp_path)
    places = loaded.places.places(str(ID["test/plan/P-2"]), str(RDFS.label))
    assert [(place.cell, place.line) for place in places] == [("B3", 3)]
    places = loaded.places.places(str(ID["test/actual/P-2"]), str(RBM.value), "6")
    assert [place.cell for place in places] == ["F3"]


def test_what_cannot_be_read_is_told_at_its_cell(tmp_path: Path) -> None:
    loaded = load("P-1,A,plane,soon,Atlantis,1.500 or so,x\n", tmp_path)
    told = {str(finding.places[0].cell): finding.rule for finding in loaded.tally.findings}
    assert told["C2"] == told["D2"] == told["E2"] == told["F2"] == "LOAD-VALUE"
    assert loaded.stated.value(ID["test/plan/P-1"], RDF.type) == RBM.Plan
    assert loaded.stated.value(ID["test/actual/P-1"], RBM.valueText) == Literal("1.500 or so")


def test_every_filled_cell_is_accounted_for(tmp_path: Path) -> None:
    rows = "P-1,A,plan,soon,KE,5,x\nP-2,,,,,,\n,no id,plan,2020,KE,7,y\n"
    coverage = load(rows, tmp_path).tally.coverage
    filled = Counter[str]()
    for row in rows.splitlines():
        names = ROWS.strip().split(",")
        filled.update(name for name, cell in zip(names, row.split(","), strict=True) if cell)
    assert {name: sum(counts.values()) for name, counts in coverage.items()} == filled
    assert coverage["extra"] == {Kept.UNMAPPED: 2}
    assert coverage["name"][Kept.UNMAPPED] == 1


def test_a_mapping_may_keep_the_text_of_all_other_columns(tmp_path: Path) -> None:
    mapping = MAPPING.replace("requires", 'rest = "plan"\nrequires', 1)
    loaded = load("P-1,A,plan,2020-01-01,KE,5,seen\n", tmp_path, mapping)
    assert (ID["test/plan/P-1"], RDFS.comment, Literal("extra: seen")) in loaded.stated
    assert loaded.tally.coverage["extra"] == {Kept.RAW: 1}


def test_two_rows_of_one_identifier_are_told(tmp_path: Path) -> None:
    loaded = load("P-1,A,plan,2020-01-01,KE,5,\nP-1,B,plan,2020-01-01,KE,6,\n", tmp_path)
    assert [finding.rule for finding in loaded.tally.findings] == ["LOAD-DUPLICATE"]
    assert loaded.tally.findings[0].places[0].cell == "A3"


def test_a_changed_title_stays_the_same_thing(tmp_path: Path) -> None:
    one = load("P-1,Old title,plan,2020-01-01,KE,5,\n", tmp_path).stated
    other = load("P-1,New title,plan,2020-01-01,KE,5,\n", tmp_path).stated
    assert set(one.subjects()) == set(other.subjects())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("rbm:startDate", "rbm:beginDate"), "statement 2 'rbm:beginDate' is no term"),
        (('as = "date"', 'as = "day"'), "has as = 'day'"),
        (("{id}\"\nclass = {", "all\"\nclass = {"), "without a {column}"),
        (('codes = "kinds"', 'codes = "sorts"'), "no [codes.sorts]"),
        (('find = \'(20\\d\\d)\'', "find = '('"), "parts.year has a pattern"),
        (("[[thing]]", "[[things]]"), "has things"),
        (('title = "A test"', ""), "needs title"),
        (("language =", "language = ="), "is no TOML text"),
        (('language = "en"', 'language = "en glish"'), "has language = 'en glish'"),
        (("column = \"name\"", "column = \"name\", colour = 1"), "has colour"),
    ],
)  # fmt: skip
def test_a_slip_in_a_mapping_is_named(change: tuple[str, str], said: str, tmp_path: Path) -> None:
    assert said in fault(change, tmp_path)


def test_a_row_that_names_nothing_is_told_at_its_empty_cell(tmp_path: Path) -> None:
    loaded = load("P-1,A,plan,2020-01-01,KE,5,\n,B,plan,03/04/2020,KE,6,\n", tmp_path)
    (told,) = loaded.tally.findings
    assert (told.rule, told.places[0].cell, told.value) == ("LOAD-UNSTATED", "A3", "id")
    assert loaded.tally.coverage["name"] == {Kept.MAPPED: 1, Kept.UNMAPPED: 1}


def test_cells_that_need_another_beside_them_are_told_where_they_begin(tmp_path: Path) -> None:
    mapping = MAPPING.replace(
        'says = [{ column = "value"',
        'says = [{ property = "rdfs:comment", column = "extra" }, { column = "value"',
    )
    rows = "P-1,A,plan,2020-01-01,KE,5,\nP-2,B,plan,2020-01-01,KE,,six\n"
    (told,) = load(rows, tmp_path, mapping).tally.findings
    assert (told.rule, told.places[0].cell, told.value) == ("LOAD-UNSTATED", "G3", "extra")


@pytest.mark.parametrize(
    ("text", "why"),
    [("03/04/2020", "either way round"), ("2022-02-30", "no such day"), ("soon", "no date")],
)
def test_a_date_that_cannot_be_read_says_why(text: str, why: str, tmp_path: Path) -> None:
    (told,) = load(f"P-1,A,plan,{text},KE,5,\n", tmp_path).tally.findings
    assert why in told.text() and "2008-11-30" in told.text()


def test_a_column_of_texts_without_a_language_is_told_at_its_header(tmp_path: Path) -> None:
    mapping = MAPPING.replace('language = "en"', "")
    loaded = load("p,Health,plan,2020-01-01,FR,1,\n", tmp_path, mapping)
    (told,) = [one for one in loaded.tally.findings if one.rule == "LOAD-NOTAG"]
    assert (told.places[0].cell, told.value) == ("B1", "name")
    assert 'language = "fr"' in told.fix["fr"]
    tagged = mapping.replace('column = "name"', 'column = "name", language = "fr"')
    assert "LOAD-NOTAG" not in load("p,Santé,plan,2020-01-01,FR,1,\n", tmp_path, tagged).rules


def test_the_shipped_mappings_can_be_meant() -> None:
    assert {mapping.name for mapping in shipped()} >= {"unhcr-results", "unhcr-areas"}


def test_a_table_that_no_mapping_knows_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("colour,taste\nred,sweet\n")
    with pytest.raises(Refusal) as refused:
        recognize(Source(path, "a.csv", "test"), LOADERS)
    assert "rbm mapping suggest" in refused.value.finding.fix["en"]


def unhcr(folder: Path, rows: list[list[str]], *, tables: bool = True) -> Path:
    """Return a small workbook in the layout of the UNHCR results, with its lookup tables."""
    mapping = next(one for one in shipped() if one.name == "unhcr-results")
    with xlsxwriter.Workbook(str(folder / "results.xlsx")) as book:
        sheet = book.add_worksheet("Sheet1")
        header = list(mapping.columns)
        sheet.write_row(0, 0, header)
        for number, row in enumerate(rows, start=1):
            told = dict(part.split("=", 1) for part in row)
            for column, name in enumerate(header):
                if name in told:
                    sheet.write_string(number, column, told[name])
    if tables:
        below = folder / "mappings"
        below.mkdir()
        (below / "mapping_result.csv").write_text(
            "result_title,sector_rbm,area_id\n"
            "Schools,OA11: Learning,OA11\nFund raising,EA20: E,EA20\n"
        )
        (below / "mapping_sdg.csv").write_text(
            "area,sdg\nOA11: Learning,4. Quality\nEA20: E,not_sdg\nEA20: E,17. Partners\n"
        )
        (below / "mapping_indicator.csv").write_text(
            "Indicator,Indicator_Code,standard_direction\nPupils,C_1,more_or_equal\n"
        )
    return folder / "results.xlsx"


ROW = [
    "iati_identifier=XM-DAC-41121-2021-EHGL-UGA",
    "result_type=2",
    "result_title=Schools",
    "result_indicator_title=Pupils",
    "result_indicator_measure=2",
    "result_indicator_period_start=2021-01-01",
    "result_indicator_period_end=2021-12-31",
    "result_indicator_target_value=80",
    "result_indicator_target_location_ref=Uganda",
    "result_indicator_target_dimension_1=Population targeted",
    "result_indicator_target_value_1=Refugees",
]


def test_a_unhcr_row_serves_the_goal_of_its_area(tmp_path: Path) -> None:
    loaded = load_file(unhcr(tmp_path, [ROW, ROW]), tmp_path)
    graph, key = loaded.stated, "XM-DAC-41121-2021-EHGL-UGA"
    assert loaded.loader == "table"
    assert loaded.tally.findings == []
    assert graph.value(ID[f"iati/activity/{key}"], RDF.type) == RBM.Programme
    assert graph.value(ID[f"iati/activity/{key}"], RBM.inCountry) == CODE["countries/UG"]
    assert set(graph.objects(ID[f"iati/activity/{key}"], RBM.seeks)) == {
        ID[f"unhcr/result/{key}/1"],
        ID[f"unhcr/result/{key}/2"],
    }
    result, indicator = ID[f"unhcr/result/{key}/1"], ID[f"unhcr/indicator/{key}/1"]
    assert graph.value(result, RDF.type) == RBM.Outcome
    assert graph.value(result, RBM.servesSdg) == SDG["4"]
    assert graph.value(indicator, RBM.measures) == result
    assert graph.value(indicator, RBM.usesDefinition) == ID["unhcr/indicator-definition/C_1"]
    assert graph.value(indicator, RBM.hasDirection) == CODE["directions/increase"]
    target = graph.value(predicate=RBM.ofIndicator, object=indicator)
    assert graph.value(target, RBM.value) == Literal(Decimal(80))
    assert graph.value(target, RBM.unitText) == Literal("%")
    assert graph.value(target, RBM.atPlace) == CODE["countries/UG"]
    dimension = graph.value(target, RBM.hasDimension)
    assert graph.value(dimension, RBM.dimensionValue) == Literal("Refugees")


def test_an_area_that_serves_a_goal_beside_none_serves_it(tmp_path: Path) -> None:
    row = [part.replace("Schools", "Fund raising") for part in ROW]
    graph = load_file(unhcr(tmp_path, [row]), tmp_path).stated
    result = ID["unhcr/result/XM-DAC-41121-2021-EHGL-UGA/1"]
    assert set(graph.objects(result, RBM.servesSdg)) == {SDG["17"]}


def test_a_missing_lookup_table_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    loaded = load_file(unhcr(tmp_path, [ROW], tables=False), tmp_path)
    assert Counter(finding.rule for finding in loaded.tally.findings) == {"LOAD-TABLE": 3}
    assert all(finding.level is Level.WARNING for finding in loaded.tally.findings)
    assert loaded.tally.things[f"<{RBM.Target}>"] == 1


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=st.lists(st.text(max_size=20), min_size=7, max_size=7))
def test_no_text_in_a_cell_breaks_a_statement(cells: list[str], tmp_path: Path) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    try:
        loaded = load("P-1,A,plan,2020-01-01,KE,5,\n" + quoted + "\n", tmp_path)
    except Refusal as refused:
        assert refused.finding.rule in ("LOAD-SYNTAX", "LOAD-ENCODING", "LOAD-FORMAT")
    else:
        assert (ID["test/plan/P-1"], RDFS.label, Literal("A", lang="en")) in loaded.graph


def counted(path: Path) -> Counter[str]:
    """Return what a UNHCR workbook holds, counted by another reader than the loader's."""
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    at = {name: number for number, name in enumerate(header)}
    found = Counter[str]()
    levels = {"1": RBM.Output, "2": RBM.Outcome, "3": RBM.Impact}
    for row in rows:
        found[str(levels[row[at["result_type"]]])] += 1
        found[str(RBM.Indicator)] += 1
        for kind, term in (
            ("baseline", RBM.Baseline),
            ("target", RBM.Target),
            ("actual", RBM.Actual),
        ):
            found[str(term)] += row[at[f"result_indicator_{kind}_value"]] != ""
    found[str(RBM.Programme)] = len({row[at["iati_identifier"]] for row in rows})
    found["cells"] = sum(cell != "" for row in rows for cell in row)
    return +found


@pytest.mark.shared
@pytest.mark.parametrize(
    "year",
    [
        pytest.param(2022, id="2022"),
        *(pytest.param(year, marks=SLOW) for year in (2016, 2017, 2018, 2020)),
    ],
)
def test_a_unhcr_workbook_comes_in_row_for_row(year: int, shared: Path, tmp_path: Path) -> None:
    path = shared / "data/unhcr" / f"iati_result_{year}.xlsx"
    loaded = load_file(path, tmp_path)
    expected = counted(path)
    found = {term: loaded.tally.things[f"<{term}>"] for term in expected if term != "cells"}
    assert found == {term: times for term, times in expected.items() if term != "cells"}
    cells = sum(sum(counts.values()) for counts in loaded.tally.coverage.values())
    assert cells == expected["cells"]
    assert loaded.tally.findings == []


@pytest.mark.shared
def test_the_unhcr_crosswalk_comes_in_as_areas_goals_and_definitions(
    shared: Path, tmp_path: Path
) -> None:
    folder = shared / "data/unhcr/mappings"
    titles = load_file(folder / "mapping_result.csv", tmp_path).stated
    assert len(set(titles.subjects(RDF.type))) == 22
    goals = load_file(folder / "mapping_sdg.csv", tmp_path).stated
    assert len(set(goals.subject_objects(RBM.servesSdg))) == 12
    indicators = load_file(folder / "mapping_indicator.csv", tmp_path).stated
    assert len(set(indicators.subjects(RDF.type, RBM.IndicatorDefinition))) == 47


@pytest.mark.shared
def test_activities_budgets_and_links_of_unhcr_come_in(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data/unhcr"
    plans = load_file(folder / "iati_activity_2022.xlsx", tmp_path)
    assert plans.tally.things[f"<{RBM.Programme}>"] == 131
    budgets = load_file(folder / "iati_budget_2022.xlsx", tmp_path)
    assert budgets.tally.things[f"<{RBM.Allocation}>"] == 123
    links = load_file(folder / "iati_related_activity_2022.xlsx", tmp_path)
    assert links.tally.things[f"<{RBM.Linkage}>"] == 522
    for loaded in (plans, budgets, links):
        assert loaded.tally.findings == []


def test_a_web_page_with_the_name_of_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("<!DOCTYPE html><html><body>a,b\n1,2\n</body></html>")
    with pytest.raises(Refusal) as refused:
        recognize(Source(path, "results.csv", "test"), LOADERS)
    assert refused.value.finding.rule == "LOAD-HTML"


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


BUDGET = ("iati_identifier", "budget_period_start", "budget_period_end", "budget_value")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], ("LOAD-EMPTY", None)),
        ([BUDGET], ("LOAD-EMPTY", "A1")),
        ([("Budgets",), ("iati identifer", *BUDGET[1:]), ("a", 1, 2, 3)], ("LOAD-HEADER", "A2")),
        ([(*BUDGET[:2], None, "budget_value"), ("a", 1, 2, 3)], ("LOAD-HEADER", "A1")),
        ([("one", "two"), (1, 2)], ("LOAD-MAPPING", None)),
    ],
)
def test_what_a_table_lacks_is_told_where_it_lacks_it(
    rows: list[tuple[object, ...]], told: tuple[str, str | None], tmp_path: Path
) -> None:
    bundles, refused = read([workbook(tmp_path / "b.xlsx", *rows)], tmp_path)
    found = [*refused, *(each for bundle in bundles for each in bundle.tally.findings)]
    spots = {(each.rule, each.places[0].cell) for each in found if each.rule != "LOAD-COLUMN"}
    assert spots == {told}


def test_an_old_workbook_under_a_new_name_is_known_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "old.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))
    _, (refused,) = read([path], tmp_path)
    assert refused.rule == "LOAD-FORMAT" and "save it as .xlsx" in refused.fix["en"]
