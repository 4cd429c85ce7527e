"""The fictitious example is whole, and each of its gaps is wanted and says so."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Namespace, URIRef

from ontology.datasets import dataset
from ontology.vocabulary import BASE, RBM
from shapes.finding import Level
from shapes.validation import check

EX = Namespace(BASE + "example/")
SDG = "http://metadata.un.org/sdg/"
CODES = Namespace("https://w3id.org/rbm/code/")
NEW, OLD = EX["framework/2024-27"], EX["framework/2020-23"]
STORMS = EX["outcome/storms"]

GAPS = {
    "outcome/storms",
    "output/film",
    "strategy/archives",
    "project/night-market",
    "linkage/enterprise-conflicts-youth",
    "indicator/readiness",
    "indicator/shelters",
    "indicator/stock",
    "allocation/enterprise-total",
    "milestone/catches",
    "review/skills-2025",
    "lesson/2",
}


@pytest.fixture(scope="module")
def example() -> Graph:
    return dataset("example")


def members(graph: Graph, kind: URIRef) -> set[URIRef]:
    return {thing for thing in graph.subjects(RDF.type, kind) if isinstance(thing, URIRef)}


def label(graph: Graph, thing: URIRef) -> str:
    return next(str(text) for text in graph.objects(thing, RDFS.label) if text.language == "en")


def test_every_name_says_that_it_is_an_example(example: Graph) -> None:
    places = members(example, RBM.SourceLocation)
    for thing in set(example.subjects(RDF.type)) - places:
        if str(thing).startswith(EX):
            words = {text.language: str(text) for text in example.objects(thing, RDFS.label)}
            assert words["en"].startswith("Example: "), thing
            assert words["zh"].startswith("示例："), thing


def test_the_gaps_are_those_that_are_documented(example: Graph) -> None:
    noted = {
        str(thing).removeprefix(EX)
        for thing, note in example.subject_objects(SKOS.editorialNote)
        if "Deliberate gap" in note
    }
    assert noted == GAPS


def test_results_are_carried_over_changed_dropped_and_new(example: Graph) -> None:
    def outcomes(framework: URIRef) -> set[URIRef]:
        return {
            thing
            for thing in example.subjects(RBM.inFramework, framework)
            if (thing, RDF.type, RBM.ImmediateOutcome) in example
        }

    assert (NEW, DCTERMS.replaces, OLD) in example
    before = {new: example.value(new, DCTERMS.replaces) for new in outcomes(NEW)}
    carried = {n for n, o in before.items() if o and label(example, n) == label(example, o)}
    changed = {n for n, o in before.items() if o and label(example, n) != label(example, o)}
    assert carried == {EX["outcome/co-management"]}
    assert changed == {EX["outcome/enterprise"]}
    assert {n for n, o in before.items() if o is None} == {EX["outcome/skilled-work"], STORMS}
    assert outcomes(OLD) - set(before.values()) == {EX["outcome/salt-2020"]}


def test_every_immediate_outcome_but_one_is_looked_after(example: Graph) -> None:
    lacking = defaultdict(set)
    for outcome in members(example, RBM.ImmediateOutcome):
        if len(set(example.subjects(RBM.isAccountableFor, outcome))) != 1:
            lacking[outcome].add("accountable")
        for how in (RBM.explains, RBM.allocatedTo, RBM.covers):
            if not set(example.subjects(how, outcome)):
                lacking[outcome].add(how)
        if not set(example.objects(outcome, RBM.hasContributor)):
            lacking[outcome].add(RBM.hasContributor)
    assert set(lacking) == {STORMS}
    assert len(lacking[STORMS]) == 5


def test_indicators_are_whole_but_for_two(example: Graph) -> None:
    def incomplete(indicator: URIRef) -> bool:
        kinds = {
            kind
            for observation in example.subjects(RBM.ofIndicator, indicator)
            for kind in example.objects(observation, RDF.type)
        }
        wanted = [RBM.hasDirection, RBM.meansOfVerification, RBM.hasMeasureType]
        if (indicator, RBM.hasMeasureType, CODES["measure-types/qualitative"]) not in example:
            wanted.append(RBM.hasUnit)
        has_all = all((indicator, how, None) in example for how in wanted)
        return not has_all or not {RBM.Baseline, RBM.Target} <= kinds

    found = {thing for thing in members(example, RBM.Indicator) if incomplete(thing)}
    assert found == {EX["indicator/readiness"], EX["indicator/shelters"]}


def test_indicators_point_in_all_directions_and_one_has_words(example: Graph) -> None:
    directions = {str(code).rpartition("/")[2] for code in example.objects(None, RBM.hasDirection)}
    assert directions == {"increase", "decrease", "maintain"}
    worded = set(example.subjects(RBM.hasMeasureType, CODES["measure-types/qualitative"]))
    assert worded == {EX["indicator/dialogue"]}
    for observation in example.subjects(RBM.ofIndicator, EX["indicator/dialogue"]):
        assert (observation, RBM.valueText, None) in example
        assert (observation, RBM.value, None) not in example


def test_parts_of_a_disaggregation_add_up_to_the_total(example: Graph) -> None:
    total, ages, places = Decimal(0), Decimal(0), Decimal(0)
    for actual in example.subjects(RBM.ofIndicator, EX["indicator/businesses"]):
        if (actual, RDF.type, RBM.Actual) not in example:
            continue
        if (actual, RBM.inPeriod, EX["period/2025"]) not in example:
            continue
        value = example.value(actual, RBM.value).toPython()
        if (actual, RBM.hasDimension, None) in example:
            ages += value
        elif (actual, RBM.atPlace, None) in example:
            places += value
        else:
            total += value
    assert total == ages == places == 190


def test_regions_add_up_to_the_total_but_for_one_outcome(example: Graph) -> None:
    parts: dict[tuple[URIRef, URIRef], Decimal] = defaultdict(Decimal)
    totals = {}
    for money in members(example, RBM.Allocation):
        key = (example.value(money, RBM.allocatedTo), example.value(money, RBM.fundingSource))
        amount = example.value(money, RBM.amount).toPython()
        if (money, RBM.isTotal, None) in example:
            totals[key] = amount
        elif (money, RBM.forRegion, None) in example:
            parts[key] += amount
    assert len(totals) == 3
    wrong = {
        outcome for (outcome, source), sum_ in totals.items() if parts[outcome, source] != sum_
    }
    assert wrong == {EX["outcome/enterprise"]}


def test_one_conflict_is_settled_and_one_is_not(example: Graph) -> None:
    conflicts = set(example.subjects(RBM.hasLinkKind, CODES["link-kinds/conflicts-with"]))
    settled = {link for link in conflicts if (link, RBM.settlementNote, None) in example}
    assert len(conflicts) == 2
    assert settled == {EX["linkage/co-management-conflicts-enterprise"]}


def test_activities_of_two_strategies_meet_in_output_place_and_period(example: Graph) -> None:
    meeting = defaultdict(set)
    for activity in members(example, RBM.Activity):
        where = tuple(
            example.value(activity, how) for how in (RBM.contributesTo, RBM.atPlace, RBM.inPeriod)
        )
        meeting[where].add(example.value(activity, RBM.statedInPlan))
    assert sum(len(plans) > 1 for plans in meeting.values()) == 2


def test_organizations_share_an_outcome_an_indicator_a_goal_and_a_country(example: Graph) -> None:
    agency, fund = EX["strategy/enterprise"], EX["strategy/youth-skills"]
    owners = {example.value(plan, RBM.ownedBy) for plan in (agency, fund)}
    assert len(owners) == 2
    for how in (RBM.seeks, RBM.servesSdg, RBM.inCountry):
        assert set(example.objects(agency, how)) & set(example.objects(fund, how)), how
    used = {
        example.value(indicator, RBM.inFramework)
        for indicator in example.subjects(RBM.usesDefinition, EX["definition/placements"])
    }
    assert used == {NEW, EX["framework/skills-2024-27"]}


def test_milestones_wait_in_a_row_and_are_due_in_that_order(example: Graph) -> None:
    def end(milestone: URIRef) -> str:
        due = str(example.value(milestone, RBM.dueDate))
        return due + "-12-31"[len(due) - 4 :]

    chain = [EX[f"milestone/{name}"] for name in ("catches", "quota-office", "licences", "law")]
    for later, earlier in pairwise(chain):
        assert (later, RBM.dependsOn, earlier) in example
    for later, earlier in example.subject_objects(RBM.dependsOn):
        assert end(earlier) <= end(later)


def test_milestones_are_reported_on_two_days_in_all_states(example: Graph) -> None:
    days = {str(day) for day in example.objects(None, RBM.reportedOn)}
    assert days == {"2025-12-31", "2026-06-30"}
    states = {str(code).rpartition("/")[2] for code in example.objects(None, RBM.hasMilestoneState)}
    assert states == {"reached", "open", "delayed", "dropped"}
    for report in example.subjects(RBM.hasMilestoneState, CODES["milestone-states/reached"]):
        assert (example.value(report, RBM.reportsOn), RBM.reachedOn, None) in example


def test_plans_stand_in_every_status_but_suspended(example: Graph) -> None:
    statuses = {str(code).rpartition("/")[2] for code in example.objects(None, RBM.hasPlanStatus)}
    assert statuses == {"pipeline", "implementation", "finalization", "closed", "cancelled"}


@pytest.mark.shared
def test_every_sdg_target_is_one_of_the_united_nations(example: Graph, shared: Path) -> None:
    listed = Graph().parse(shared / "data" / "sdg" / "sdg-kos-goals-targets-indicators.ttl")
    served = set(example.objects(None, RBM.servesSdg))
    assert len(served) == 4
    for target in served:
        assert str(target).startswith(SDG)
        assert (target, RDF.type, None) in listed


def test_the_rules_find_the_documented_gaps_and_no_other_fault(example: Graph) -> None:
    report = check(example, as_of=date(2026, 11, 22))
    found = {
        (finding.rule, str(finding.focus).removeprefix(EX))
        for finding in report.findings
        if finding.level is not Level.INFO
    }
    assert not report.refused
    assert found == {
        ("EV-01", "outcome/storms"),
        ("EV-03", "review/skills-2025"),
        ("IN-05", "indicator/readiness"),
        ("IN-06", "indicator/readiness"),
        ("IN-07", "indicator/readiness"),
        ("IN-08", "indicator/readiness"),
        ("MS-03", "milestone/catches"),
        ("PL-02", "project/night-market"),
        ("PL-04", "strategy/archives"),
        ("PL-05", "strategy/archives"),
        ("PL-06", "strategy/archives"),
        ("RC-03", "output/film"),
        ("RC-11", "outcome/storms"),
        ("RE-03", "allocation/enterprise-total"),
        ("RS-01", "outcome/storms"),
        ("RS-03", "observation/readiness-target-undated"),
        ("RS-03", "observation/stock-target-2027"),
        ("ST-01", "strategy/archives"),
        ("ST-02", "strategy/archives"),
        ("ST-03", "strategy/archives"),
        ("ST-06", "outcome/storms"),
        ("ST-07", "linkage/enterprise-conflicts-youth"),
        ("TG-01", "indicator/shelters"),
        ("TG-02", "observation/readiness-target-undated"),
    }
