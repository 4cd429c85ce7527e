import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import Graph

from sparql.snapshots import SnapshotStore
from webapp.command import rbm

Run = Callable[..., Result]
RULES = Path(__file__).parent / "rules"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*arguments: str | Path) -> Result:
        words = ["--data", str(tmp_path / "data"), "validate", *map(str, arguments)]
        return CliRunner().invoke(rbm, words)

    return call


def test_a_sound_file_ends_with_exit_code_0(run: Run) -> None:
    result = run(RULES / "TG-05" / "good.ttl", "--as-of", "2026-06-30")
    assert result.exit_code == 0, result.output
    assert "sound: 0 findings" in result.stdout


def test_a_violation_is_shown_at_its_line_and_ends_with_exit_code_1(run: Run) -> None:
    result = run(RULES / "IN-05" / "bad.ttl", "--as-of", "2026-06-30")
    assert result.exit_code == 1
    text = result.stdout
    assert "violation[IN-05]: A quantitative indicator names its unit" in text
    lines = (RULES / "IN-05" / "bad.ttl").read_text().splitlines()
    line = lines.index(":indicator a rbm:Indicator ;")
    assert f"--> bad.ttl:{line + 1}:" in text
    assert f" {line + 1} | :indicator a rbm:Indicator ;" in text


def test_a_warning_fails_only_where_it_is_asked_to(run: Run) -> None:
    bad = RULES / "TG-05" / "bad.ttl"
    assert run(bad, "--as-of", "2026-06-30").exit_code == 0
    assert run(bad, "--as-of", "2026-06-30", "--fail-on", "warning").exit_code == 1


def test_a_file_that_cannot_be_read_ends_with_exit_code_2(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix ex: <http://example.org/> .\nex:a ex:b .\n")
    result = run(broken)
    assert result.exit_code == 2
    assert "broken.ttl:2" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_that_cannot_be_read_stands_in_the_reports_for_programs(
    run: Run, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix ex: <http://example.org/> .\nex:a ex:b .\n")
    result = run(broken, "--format", "json", "--lang", "es")
    assert result.exit_code == 2
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["rule"], finding["places"][0]["line"]) == ("LOAD-SYNTAX", 2)
    assert "Corri" in result.stderr  # what to do, in Spanish


def test_a_missing_file_is_named(run: Run) -> None:
    result = run("nowhere.ttl")
    assert result.exit_code == 2
    assert "nowhere.ttl" in result.stderr


def test_without_a_file_the_ilo_data_is_checked(run: Run) -> None:
    result = run("--as-of", "2008-11-01", "--format", "json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["asOf"] == "2008-11-01"
    assert data["counts"]["ST-01"] > 0


def test_the_reader_chooses_the_language(run: Run) -> None:
    result = run(RULES / "IN-05" / "bad.ttl", "--lang", "zh")
    assert "定量指标应注明单位" in result.stdout


def test_a_report_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.sarif"
    result = run(RULES / "IN-05" / "bad.ttl", "--format", "sarif", "-o", target)
    assert result.exit_code == 1
    assert json.loads(target.read_text())["runs"][0]["results"][0]["ruleId"] == "IN-05"


def test_a_date_that_is_none_is_refused(run: Run) -> None:
    result = run("--as-of", "yesterday")
    assert result.exit_code == 2
    assert "yesterday" in result.stderr


def test_shapes_that_are_not_well_formed_are_refused_by_name(run: Run, tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<https://example.org/shapes#OWN-1> a sh:PropertyShape ;\n"
        "  sh:targetClass <https://w3id.org/rbm/ns#Mandate> ; sh:minCount 1 .\n"
    )
    result = run(RULES / "IN-05" / "good.ttl", "--shapes", shapes)
    assert result.exit_code == 2
    assert "own.ttl:2" in result.stderr


def test_a_misspelt_term_of_shacl_is_named_and_not_passed_over(run: Run, tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<https://example.org/shapes#OWN-1> a sh:NodeShape ;\n"
        "  sh:targetClass <https://w3id.org/rbm/ns#Mandate> ;\n"
        "  sh:property [ sh:path <https://w3id.org/rbm/ns#ownedBy> ; sh:minCout 1 ] .\n"
    )
    result = run(RULES / "IN-05" / "good.ttl", "--shapes", shapes)
    assert result.exit_code == 2
    assert "minCout" in result.stderr
    assert "minCount" in result.stderr


def test_shapes_of_ones_own_run_beside_the_rules(run: Run, tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<https://example.org/shapes#OWN-1> a sh:NodeShape ;\n"
        "  sh:targetClass <https://w3id.org/rbm/ns#Indicator> ;\n"
        "  sh:property [ sh:path <https://w3id.org/rbm/ns#ownedBy> ; sh:minCount 1 ;\n"
        '    sh:message "An indicator has an owner."@en ] .\n'
    )
    result = run(RULES / "IN-05" / "good.ttl", "--shapes", shapes, "--as-of", "2026-06-30")
    assert result.exit_code == 1
    assert "violation[OWN-1]: An indicator has an owner." in result.stdout


def test_a_file_may_be_judged_beside_what_is_published(run: Run, tmp_path: Path) -> None:
    published = Graph().parse(RULES / "CD-03" / "good.ttl")
    with SnapshotStore(tmp_path / "data").candidate("test") as candidate:
        candidate.add("https://w3id.org/rbm/graph/mandates", published)
        candidate.publish()
    file = tmp_path / "own.ttl"
    file.write_text(
        "@prefix : <https://w3id.org/rbm/id/clinic/> .\n"
        "@prefix rbm: <https://w3id.org/rbm/ns#> .\n"
        ":peace a rbm:StrategicObjective ; rbm:contributesTo :mandate ;\n"
        '  <http://www.w3.org/2000/01/rdf-schema#label> "Peace"@en .\n'
    )
    alone = run(file, "--format", "json")
    beside = run(file, "--published", "--format", "json")
    assert json.loads(alone.stdout)["counts"] == {"CD-03": 1}
    assert json.loads(beside.stdout)["counts"] == {}
    assert (alone.exit_code, beside.exit_code) == (1, 0)


def test_an_annotated_and_a_mended_copy_are_written_beside_the_file(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "plan.ttl"
    file.write_text((RULES / "VA-07" / "bad.ttl").read_text())
    annotated, repaired = tmp_path / "annotated", tmp_path / "mended"
    result = run(file, "--annotate", annotated, "--mend", repaired, "--as-of", "2026-06-30")
    assert result.exit_code == 1
    assert "# RBM Graph [VA-07] A period starts no later" in (annotated / "plan.ttl").read_text()
    assert run(repaired / "plan.ttl", "--as-of", "2026-06-30").exit_code == 0
    assert '-    rbm:startDate "2024-01-01"^^xsd:date ;' in result.stdout


def test_nothing_is_mended_where_nothing_is_certain(run: Run) -> None:
    result = run(RULES / "IN-01" / "bad.ttl", "--fixes", "--as-of", "2026-06-30")
    assert "No finding can be mended with certainty." in result.stderr


def test_a_limit_shortens_what_is_printed_and_not_the_annotated_copy(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "plan.ttl"
    prefix = "@prefix rbm: <https://w3id.org/rbm/ns#> .\n"
    file.write_text(prefix + "".join(f"<https://example.org/{n}> a rbm:Mandate .\n" for n in "abc"))
    result = run(file, "--limit", "1", "--annotate", tmp_path / "copies")
    assert result.stdout.count("violation[RC-10]") == 1
    assert "RC-10 3" in result.stdout
    assert (tmp_path / "copies" / "plan.ttl").read_text().count("# RBM Graph [RC-10]") == 3


ENDLESS = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rbm: <https://w3id.org/rbm/ns#> .
<https://example.org/shapes#B-endless> a sh:NodeShape ; sh:targetClass <https://e.org/Other> ;
  sh:sparql [ sh:select '''SELECT $this WHERE { $this ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i .
  FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = "never") }''' ] .
"""


def test_a_rule_that_takes_too_long_is_cut_off_and_named(run: Run, tmp_path: Path) -> None:
    shapes, data = tmp_path / "own.ttl", tmp_path / "many.ttl"
    shapes.write_text(ENDLESS)
    other = "<https://e.org/Other>"
    data.write_text("\n".join(f"<https://e.org/{n}> a {other} ." for n in range(300)))
    result = run(data, "--shapes", shapes, "--seconds", "2", "--format", "json")
    report = json.loads(result.stdout)
    assert ["cut off: it took longer than 2 seconds" in why for why in report["refused"]] == [True]
    # Nobody knows what it would have found.
    assert (report["counts"], result.exit_code) == ({}, 2)
    assert run("--seconds", "0").exit_code == 2


def test_a_report_names_the_engine_that_ran(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = run(RULES / "IN-05" / "bad.ttl", "--engine", "fast", "--format", "json")
    assert json.loads(fast.stdout)["engine"] == "fast"
    monkeypatch.setattr("shapes.compiler.whole.ENGINE", "shapes.missing")
    without = run(RULES / "IN-05" / "bad.ttl", "--engine", "fast", "--format", "json")
    assert json.loads(without.stdout)["engine"] == "compiled"
    assert "ran as queries" in without.stderr
    assert json.loads(without.stdout)["counts"] == json.loads(fast.stdout)["counts"]
