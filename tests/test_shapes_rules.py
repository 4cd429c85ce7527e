import re

from rdflib import OWL, SH, Graph, Literal

from shapes import rules
from shapes.finding import Level
from shapes.lint import lint

LANGUAGES = {"en", "zh", "fr", "es", "ru", "ar"}


def test_there_are_sixty_eight_rules_and_each_has_its_own_id() -> None:
    assert len({rule.id for rule in rules.rules()}) == len(rules.rules()) == 68


def test_every_rule_speaks_the_six_languages_and_says_what_to_do() -> None:
    for rule in rules.rules():
        assert set(rule.messages) == set(rule.fixes) == LANGUAGES, rule.id
        assert next(iter(rule.messages)) == "en", rule.id
        assert {"en", "zh"} <= set(rule.title), rule.id


def test_a_message_names_the_thing_in_every_language() -> None:
    for rule in rules.rules():
        for language, message in rule.messages.items():
            assert "{$this}" in message, (rule.id, language)


def test_all_languages_of_a_message_fill_in_the_same_places() -> None:
    for rule in rules.rules():
        for place in ("{?value}", "{?expected}"):
            assert len({place in text for text in rule.messages.values()}) == 1, rule.id


def test_a_rule_is_known_by_what_it_demands() -> None:
    assert rules.rule("IN-01").demand == "MUST"
    assert rules.rule("IN-08").level is Level.WARNING
    assert rules.rule("ST-05").demand == "MAY"


def test_a_rule_of_iati_keeps_its_numbers() -> None:
    assert rules.rule("VA-03").alternatives == ("IATI 8.10.2", "IATI 8.8.2", "IATI 8.9.2")


def test_an_unknown_rule_is_refused_with_those_that_resemble_it() -> None:
    try:
        rules.rule("IN-99")
    except KeyError as error:
        assert "IN-01" in str(error)
    else:
        raise AssertionError("IN-99 is no rule")


def test_the_version_is_the_one_the_turtle_states() -> None:
    stated = rules.shapes().value(rules.ONTOLOGY, OWL.versionInfo)
    assert stated == Literal(rules.RULES_VERSION)


def test_no_query_breaks_a_limit_of_shacl_sparql() -> None:
    for query in rules.shapes().objects(None, SH.select):
        text = str(query).upper()
        assert not any(word in text for word in ("MINUS", "VALUES", "SERVICE"))
        assert "%" not in text.replace("PERCENTAGE", ""), "a code list was not spelt out"


def test_what_must_not_exist_is_one_triple() -> None:
    # Oxigraph asks two patterns there for all data, once for each row.
    for query in rules.shapes().objects(None, SH.select):
        for inside in re.findall(r"NOT EXISTS\s*\{([^{}]*)", str(query)):
            patterns = inside.partition("FILTER")[0].strip().rstrip(".").strip()
            assert len(patterns.split()) == 3, patterns


def test_a_selection_of_rules_is_a_graph_that_runs_alone() -> None:
    part = rules.selection(["IN-01", "RC-05"])
    assert isinstance(part, Graph)
    assert len(set(part.subjects(SH.severity))) == 2
    assert next(part.objects(None, SH.select), None) is not None


def test_the_shapes_of_the_rules_have_no_fault_of_their_own() -> None:
    assert lint(rules.shapes()) == []
