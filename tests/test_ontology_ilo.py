"""The ILO data set says what the paper says: a list checked by hand against its paragraphs."""

from collections import Counter

import pytest
from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from ontology.datasets import dataset
from ontology.vocabulary import BASE, RBM

ILO = Namespace(BASE + "ilo/")
PARAGRAPH = ILO["source/gb297-pfa-1-1/para-"]
KIND = "https://w3id.org/rbm/code/link-kinds/"
REACHED = URIRef("https://w3id.org/rbm/code/milestone-states/reached")
STRATEGIES, ACCOUNTABILITY = "integrated-strategies", "performance-accountability"
CYCLE, FIELD = "programming-cycle", "field-structure"

# milestone, due, phase, biennium, areas, paragraph as printed
MILESTONES = [
    ("1999-strategic-budgeting", "1999", 1, "1998-99", (), "54"),
    ("1999-decent-work", "1999", 1, "1998-99", (), "55"),
    ("1999-pb-2000-01", "1999", 1, "1998-99", (), "56"),
    ("1999-senior-management-team", "1999", 1, "1998-99", (), "56"),
    ("1999-four-sectors", "1999", 1, "1998-99", (), "56"),
    ("1999-infocus", "1999", 1, "1998-99", (), "56"),
    ("2000-hr-strategy", "2000", 1, "2000-01", (), "56"),
    ("2000-efficiency", "2000", 1, "2000-01", (), "57"),
    ("2000-spf-2002-05", "2000", 1, "2000-01", (), "56"),
    ("2000-evaluation-strategy", "2000", 1, "2000-01", (), "56"),
    ("2001-pb-2002-03", "2001", 1, "2000-01", (), "56-57"),
    ("2002-implementation-report", "2002", 2, "2002-03", (), "56"),
    ("2002-evaluation-framework", "2002", 2, "2002-03", (), "56"),
    ("2003-pb-2004-05", "2003", 2, "2002-03", (), "61-63"),
    ("2003-delivery-initiative", "2003", 2, "2002-03", (), "70"),
    ("2004-iris-design", "2004", 2, "2004-05", (), "67"),
    ("2004-pb-2006-07", "2004", 2, "2004-05", (), "67"),
    ("2004-efficiency", "2004", 2, "2004-05", (), "61"),
    ("2004-executive-director", "2004", 2, "2004-05", (), "61"),
    ("2004-dwcp-circular", "2004", 2, "2004-05", (), "64"),
    ("2004-spf-2006-09", "2004", 2, "2004-05", (), "65"),
    ("2005-iris-live", "2005", 2, "2004-05", (), "67"),
    ("2005-first-dwcps", "2005", 2, "2004-05", (), "67"),
    ("2005-jiu-review", "2005", 2, "2004-05", (), "3"),
    ("2005-evaluation-policy", "2005-11", 2, "2004-05", (), "68"),
    ("2005-hr-strategy", "2005-11", 2, "2004-05", (), "73"),
    ("2005-ict-subcommittee", "2005", 2, "2004-05", (), None),
    ("2005-change-committee", "2005", 2, "2004-05", (), "49"),
    ("2006-future-action", "2006-03", 3, "2006-07", (), None),
    ("2006-conference-technical-cooperation", "2006-06", 3, "2006-07", (), None),
    ("2006-rbm-strategy", "2006-11", 3, "2006-07", (), "102"),
    ("2007-it-strategy", "2007", 3, "2006-07", (STRATEGIES,), "73"),
    ("2007-knowledge-strategy", "2007", 3, "2006-07", (STRATEGIES,), "78"),
    ("2008-common-approach", "2008", 3, "2008-09", (STRATEGIES,), "74"),
    ("2009-all-strategies-reviewed", "2009", 3, "2008-09", (STRATEGIES,), "76"),
    ("2007-dwcps-implemented", "2007", 3, "2006-07", (ACCOUNTABILITY,), "87"),
    ("2007-performance-system", "2007", 3, "2006-07", (ACCOUNTABILITY,), "83"),
    ("2007-work-plan-standards", "2007", 3, "2006-07", (ACCOUNTABILITY,), "86"),
    ("2008-dwcps-specified", "2008", 3, "2008-09", (ACCOUNTABILITY,), "87"),
    ("2008-computerized-work-plans", "2008", 3, "2008-09", (ACCOUNTABILITY,), "86"),
    ("2008-pilot", "2008", 3, "2008-09", (ACCOUNTABILITY,), "84"),
    ("2008-circulars", "2008", 3, "2008-09", (ACCOUNTABILITY,), "55"),
    ("2009-work-plans-used", "2009", 3, "2008-09", (ACCOUNTABILITY,), "86"),
    ("2008-efficiency-goals", "2008", 3, "2008-09", (ACCOUNTABILITY, CYCLE), "83"),
    ("2007-programming-cycle", "2007", 3, "2006-07", (CYCLE,), "90-91"),
    ("2008-spf-redesigned", "2008", 3, "2008-09", (CYCLE,), "91"),
    ("2006-field-criteria", "2006-11", 3, "2006-07", (FIELD,), "97"),
    ("2007-field-review", "2007-11", 3, "2006-07", (FIELD,), "96-97"),
    ("2008-field-implementation", "2008", 3, "2008-09", (FIELD,), "97"),
]

HR, IT, KNOWLEDGE = "strategy/hr-2005", "strategy/it-2007-09", "strategy/knowledge-research"
MOBILIZATION, EVALUATION = "strategy/resource-mobilization", "strategy/evaluation-2005"
RBM_STRATEGY, DWCPS = "strategy/rbm", "programme/dwcps"
BUDGETING = "programme/programme-and-budget"
REQUIRED = "73 74 75 76 77"

# from, to, kind, paragraphs: the links between strategies, row by row
LINKAGES = [
    (HR, RBM_STRATEGY, "supports", "35 48 83"),
    (HR, f"area/{ACCOUNTABILITY}", "supports", "35 48 83"),
    (HR, "lesson/5", "supports", "46 48"),
    (HR, BUDGETING, "supports", "76"),
    (IT, BUDGETING, "supports", "76"),
    (KNOWLEDGE, BUDGETING, "supports", "76"),
    (IT, BUDGETING, "supports", "32 67 81"),
    (IT, f"area/{ACCOUNTABILITY}", "supports", "32 67 81"),
    (IT, DWCPS, "supports", "30 67"),
    (IT, "plan/work-plans", "supports", "86"),
    (IT, f"area/{FIELD}", "supports", "97 98"),
    (EVALUATION, RBM_STRATEGY, "complements", "18 40"),
    (EVALUATION, f"area/{CYCLE}", "informs", "88 92 93 94"),
    (MOBILIZATION, DWCPS, "funds", "26 64 97"),
    (KNOWLEDGE, "lesson/2", "supports", "30 78"),
    (DWCPS, f"area/{FIELD}", "depends-on", "87 96"),
    (DWCPS, f"area/{CYCLE}", "informs", "63 89 91"),
    (RBM_STRATEGY, HR, "requires", REQUIRED),
    (RBM_STRATEGY, IT, "requires", REQUIRED),
    (RBM_STRATEGY, MOBILIZATION, "requires", REQUIRED),
    (RBM_STRATEGY, KNOWLEDGE, "requires", REQUIRED),
    (RBM_STRATEGY, EVALUATION, "requires", REQUIRED),
]

DOCUMENTS_OF_92 = {
    "GB.295/ESP/1/1",
    "GB.295/ESP/1/2",
    "GB.295/ESP/1/3",
    "GB.291/ESP/4",
    "GB.289/ESP/5",
    "GB.288/ESP/5",
    "GB.295/TC/1",
    "GB.295/TC/2",
    "GB.294/TC/1",
    "GB.292/TC/1",
    "GB.294/LILS/4",
    "GB.295/STM/4",
}


@pytest.fixture(scope="module")
def ilo() -> Graph:
    return dataset("ilo")


def paragraphs(graph: Graph, thing: URIRef) -> list[int]:
    found = (str(place) for place in graph.objects(thing, RBM.statedAt))
    return sorted(int(place.removeprefix(PARAGRAPH)) for place in found if PARAGRAPH in place)


def local(thing: object) -> str:
    return str(thing).rpartition("/")[2]


@pytest.mark.parametrize(("slug", "due", "phase", "biennium", "areas", "printed"), MILESTONES)
def test_a_milestone_stands_as_the_chart_prints_it(
    ilo: Graph,
    slug: str,
    due: str,
    phase: int,
    biennium: str,
    areas: tuple[str, ...],
    printed: str | None,
) -> None:
    milestone = ILO[f"milestone/{slug}"]
    assert (milestone, RDF.type, RBM.Milestone) in ilo
    assert [str(day) for day in ilo.objects(milestone, RBM.dueDate)] == [due]
    assert list(ilo.objects(milestone, RBM.inPhase)) == [ILO[f"phase/{phase}"]]
    assert list(ilo.objects(milestone, RBM.inPeriod)) == [ILO[f"period/pb-{biennium}"]]
    assert {local(area) for area in ilo.objects(milestone, RBM.inArea)} == set(areas)
    as_printed = ilo.value(milestone, RBM.paragraphAsPrinted)
    assert as_printed == (None if printed is None else Literal(printed))


def test_the_chart_has_no_other_milestone(ilo: Graph) -> None:
    listed = {ILO[f"milestone/{row[0]}"] for row in MILESTONES}
    assert set(ilo.subjects(RDF.type, RBM.Milestone)) == listed
    assert len(listed) == len(MILESTONES) == 49


def test_the_four_areas_hold_19_entries_of_18_milestones(ilo: Graph) -> None:
    entries = list(ilo.subject_objects(RBM.inArea))
    assert Counter(local(area) for _, area in entries) == {
        STRATEGIES: 4,
        ACCOUNTABILITY: 9,
        CYCLE: 3,
        FIELD: 3,
    }
    assert len(entries) == 19
    assert len({milestone for milestone, _ in entries}) == 18


def test_the_chart_of_paragraph_100_has_50_entries(ilo: Graph) -> None:
    chart = set(ilo.subjects(DCTERMS.isPartOf, PARAGRAPH + "100"))
    assert len(chart) == 50
    told = {place for _, place in ilo.subject_objects(RBM.statedAt) if place in chart}
    assert told == chart


def test_only_what_the_paper_tells_as_past_is_reached(ilo: Graph) -> None:
    for slug, due, *_ in MILESTONES:
        milestone = ILO[f"milestone/{slug}"]
        past = due < "2006-10"
        reports = list(ilo.subjects(RBM.reportsOn, milestone))
        states = [ilo.value(report, RBM.hasMilestoneState) for report in reports]
        assert ((milestone, RBM.reachedOn, None) in ilo) is past, slug
        assert (REACHED in states) is past, slug


def test_two_years_are_read_from_the_layout(ilo: Graph) -> None:
    read = {local(milestone) for milestone in ilo.subjects(RBM.readFromLayout, Literal(True))}
    assert read == {"2004-iris-design", "2005-iris-live"}


@pytest.mark.parametrize(
    ("later", "earlier"),
    [
        ("2005-evaluation-policy", "2002-evaluation-framework"),
        ("2009-all-strategies-reviewed", "2008-common-approach"),
        ("2009-work-plans-used", "2007-work-plan-standards"),
        ("2009-work-plans-used", "2008-computerized-work-plans"),
        ("2008-spf-redesigned", "2007-programming-cycle"),
        ("2007-field-review", "2006-field-criteria"),
        ("2008-field-implementation", "2007-field-review"),
    ],
)
def test_a_milestone_waits_for_the_one_the_text_names(ilo: Graph, later: str, earlier: str) -> None:
    assert (ILO[f"milestone/{later}"], RBM.dependsOn, ILO[f"milestone/{earlier}"]) in ilo
    assert len(list(ilo.subject_objects(RBM.dependsOn))) == 7


@pytest.mark.parametrize(("source", "target", "kind", "places"), LINKAGES)
def test_a_link_stands_with_kind_and_paragraphs(
    ilo: Graph, source: str, target: str, kind: str, places: str
) -> None:
    expected = [int(place) for place in places.split()]
    found = [
        paragraphs(ilo, link)
        for link in ilo.subjects(RBM.linksFrom, ILO[source])
        if (link, RBM.linksTo, ILO[target]) in ilo
        and (link, RBM.hasLinkKind, URIRef(KIND + kind)) in ilo
    ]
    assert expected in found


def test_every_link_quotes_each_of_its_paragraphs(ilo: Graph) -> None:
    links = list(ilo.subjects(RDF.type, RBM.Linkage))
    assert len(links) == 32
    for link in links:
        quotation = ilo.value(link, RBM.quotation, any=False)
        lines = str(quotation).split("\n")
        assert quotation.language == "zh"
        texts = [str(ilo.value(place, RBM.quotation)) for place in ilo.objects(link, RBM.statedAt)]
        assert all(any(line in text for text in texts) for line in lines), link
        assert all(any(line in text for line in lines) for text in texts), link


def test_a_revised_strategy_replaces_the_one_before(ilo: Graph) -> None:
    pairs = {
        (local(new), local(old))
        for new, old in ilo.subject_objects(DCTERMS.replaces)
        if (new, RDF.type, RBM.Strategy) in ilo
    }
    assert pairs == {
        ("hr-2005", "hr-2000"),
        ("evaluation-2005", "evaluation-2000"),
        ("spf-2006-09", "spf-2002-05"),
    }


def test_the_framework_has_eight_levels_in_order(ilo: Graph) -> None:
    levels = ilo.objects(ILO["framework/rbm-2006"], RBM.hasLevel)
    ranked = sorted((int(ilo.value(level, RBM.levelOrder)), local(level)) for level in levels)
    assert ranked == [
        (1, "purpose-and-mandate"),
        (2, "intermediate-outcome"),
        (3, "immediate-outcome"),
        (4, "indicator"),
        (5, "target"),
        (6, "strategy"),
        (7, "output-and-activity"),
        (8, "input"),
    ]


def test_biennia_nest_in_the_strategic_policy_framework(ilo: Graph) -> None:
    nested = {(local(part), local(whole)) for part, whole in ilo.subject_objects(DCTERMS.isPartOf)}
    assert {
        ("pb-2002-03", "spf-2002-05"),
        ("pb-2004-05", "spf-2002-05"),
        ("pb-2006-07", "spf-2006-09"),
        ("pb-2008-09", "spf-2006-09"),
    } <= nested
    for period in ilo.subjects(RDF.type, RBM.PlanningPeriod):
        whole = ilo.value(period, DCTERMS.isPartOf)
        if whole is not None:
            assert ilo.value(whole, RBM.startDate) <= ilo.value(period, RBM.startDate)
            assert ilo.value(period, RBM.endDate) <= ilo.value(whole, RBM.endDate)


@pytest.mark.parametrize(
    ("number", "first", "last"), [(1, 21, 26), (2, 27, 30), (3, 31, 35), (4, 36, 40), (5, 41, 49)]
)
def test_a_lesson_stands_in_its_paragraphs_and_is_answered(
    ilo: Graph, number: int, first: int, last: int
) -> None:
    lesson = ILO[f"lesson/{number}"]
    assert (lesson, RBM.lessonNumber, Literal(number)) in ilo
    assert paragraphs(ilo, lesson) == list(range(first, last + 1))
    assert set(ilo.subjects(RBM.answersLesson, lesson))


def test_paragraph_92_lists_fifteen_reviews_with_their_documents(ilo: Graph) -> None:
    reviews = [
        thing for kind in (RBM.Review, RBM.Evaluation) for thing in ilo.subjects(RDF.type, kind)
    ]
    listed = [review for review in reviews if paragraphs(ilo, review) == [92]]
    documents = [ilo.value(review, DCTERMS.source) for review in listed]
    numbers = {str(ilo.value(document, RBM.documentNumber)) for document in documents}
    assert len(listed) == 15
    assert numbers - {"None"} == DOCUMENTS_OF_92
    text = str(ilo.value(PARAGRAPH + "92", RBM.quotation))
    assert all(number in text for number in DOCUMENTS_OF_92)
    organs = Counter(
        local(organ) for review in listed for organ in ilo.objects(review, RBM.discussedIn)
    )
    assert organs == {"esp": 6, "tc": 4, "lils": 1, "stm": 1, "conference": 3}


def test_the_field_review_has_four_issues_and_six_criteria(ilo: Graph) -> None:
    review = ILO["review/field-structure"]
    assert len(list(ilo.objects(review, RBM.addresses))) == 4
    assert len(list(ilo.objects(review, RBM.usesCriterion))) == 6
    assert len(list(ilo.subjects(RDF.type, RBM.Region))) == 5


def test_the_amounts_are_those_of_the_paper(ilo: Graph) -> None:
    amounts = {
        (local(money), int(amount), str(ilo.value(money, RBM.currency)))
        for money, amount in ilo.subject_objects(RBM.amount)
    }
    assert amounts == {
        ("2000-meetings-travel", 1_000_000, "USD"),
        ("2001-technical-programmes", 2_700_000, "USD"),
        ("2003-regions", 6_800_000, "USD"),
        ("2006-grades", 2_000_000, "USD"),
        ("2006-absorbed", 6_000_000, "USD"),
    }


@pytest.mark.parametrize("number", [11, 13, 16])
def test_immediate_for_intermediate_stays_visible(ilo: Graph, number: int) -> None:
    slip = ilo.value(PARAGRAPH + str(number), RBM.hasSlip)
    assert slip == ILO[f"slip/p{number}-immediate"]
    printed, reading = ilo.value(slip, RBM.textAsPrinted), ilo.value(slip, RBM.reading)
    assert printed in ilo.value(PARAGRAPH + str(number), RBM.quotation)
    assert str(reading) == str(printed).replace("即时", "中期", 1)


@pytest.mark.parametrize(
    ("milestone", "slip", "printed", "meant"),
    [
        ("2008-circulars", "circulars-paragraph", "55", "85"),
        ("2006-field-criteria", "criteria-paragraph", "97", "98"),
    ],
)
def test_a_wrong_paragraph_is_kept_beside_the_right_one(
    ilo: Graph, milestone: str, slip: str, printed: str, meant: str
) -> None:
    thing = ILO[f"milestone/{milestone}"]
    assert (thing, RBM.hasSlip, ILO[f"slip/{slip}"]) in ilo
    assert (thing, RBM.paragraphAsPrinted, Literal(printed)) in ilo
    assert int(meant) in paragraphs(ilo, thing)
    assert int(printed) not in paragraphs(ilo, thing)


def test_every_slip_is_dated_and_stands_somewhere(ilo: Graph) -> None:
    slips = list(ilo.subjects(RDF.type, RBM.SourceSlip))
    assert len(slips) == 12
    for slip in slips:
        assert ilo.value(slip, RBM.textAsPrinted)
        assert ilo.value(slip, RBM.reading)
        assert str(ilo.value(slip, SKOS.editorialNote)).startswith("2026-11-22")


def test_nothing_is_invented_where_the_paper_is_silent(ilo: Graph) -> None:
    silent = [RBM.Indicator, RBM.Baseline, RBM.Target, RBM.Actual, RBM.Outcome, RBM.Approach]
    silent += [RBM.IntermediateOutcome, RBM.ImmediateOutcome, RBM.Output, RBM.Activity]
    for kind in silent:
        assert (None, RDF.type, kind) not in ilo, kind


def test_names_the_paper_lacks_say_where_they_come_from(ilo: Graph) -> None:
    objectives = list(ilo.subjects(RDF.type, RBM.StrategicObjective))
    assert len(objectives) == 4
    for objective in objectives:
        assert "87th Session, 1999" in str(ilo.value(objective, SKOS.editorialNote))


def test_each_of_102_paragraphs_has_its_text_and_gist(ilo: Graph) -> None:
    for number in range(1, 103):
        place = URIRef(PARAGRAPH + str(number))
        assert (place, RBM.paragraphNumber, Literal(str(number))) in ilo
        assert (place, RDFS.label, Literal(f"§{number}", lang="en")) in ilo
        assert ilo.value(place, RBM.quotation).language == "zh"
        assert ilo.value(place, DCTERMS.description).language == "en"
