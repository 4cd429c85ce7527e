"""Where the line of a rule runs: small cases just inside and just outside of it."""

# ruff: noqa: E501 -- a case is one line, so that a table of them can be read

from datetime import date

import pytest
from rdflib import Graph

from shapes.validation import check

HEAD = """
@prefix : <https://w3id.org/rbm/id/case/> .
@prefix rbm: <https://w3id.org/rbm/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix direction: <https://w3id.org/rbm/code/directions/> .
@prefix measure: <https://w3id.org/rbm/code/measure-types/> .
@prefix link: <https://w3id.org/rbm/code/link-kinds/> .
@prefix status: <https://w3id.org/rbm/code/plan-status/> .
@prefix level: <https://w3id.org/rbm/code/levels/> .
"""
DAY = date(2026, 6, 30)
FEWER = """
:i a rbm:Indicator ; rbm:hasDirection direction:decrease ; rbm:hasMeasureType measure:unit .
:b a rbm:Baseline ; rbm:ofIndicator :i ; rbm:value 10 ; rbm:observedOn "2020"^^xsd:gYear .
:t a rbm:Target ; rbm:ofIndicator :i ; """
SPLIT = """
:i a rbm:Indicator ; rbm:hasMeasureType measure:unit .
:all a rbm:Actual ; rbm:ofIndicator :i ; rbm:value 10 ; rbm:observedOn "2020"^^xsd:gYear .
:f a rbm:Actual ; rbm:ofIndicator :i ; rbm:value 6 ; rbm:observedOn "2020"^^xsd:gYear ;
  rbm:hasDimension [ rbm:dimensionName "sex" ; rbm:dimensionValue "female" ] .
:m a rbm:Actual ; rbm:ofIndicator :i ; rbm:value 4 ; rbm:observedOn "2020"^^xsd:gYear ;
  rbm:hasDimension [ rbm:dimensionName "sex" ; rbm:dimensionValue "male" ] .
"""
LINK = ":l a rbm:Linkage ; rbm:linksFrom :a ; rbm:linksTo :b ; rbm:hasLinkKind link:supports ;"
BUDGET = ":a a rbm:Allocation ; rbm:amount 5 ; rbm:currency "
TWO = """
:i a rbm:Indicator .
:t1 a rbm:Target ; rbm:ofIndicator :i ; rbm:value 1 ; rbm:endDate "2025-12-31"^^xsd:date"""

CASES = [
    ("RC-01", "through an impact", 0, ":o a rbm:IntermediateOutcome ; rbm:contributesTo :i . :i a rbm:Impact ; rbm:contributesTo :m . :m a rbm:Mandate ."),
    ("RC-01", "never up to a mandate", 1, ":o a rbm:IntermediateOutcome ; rbm:contributesTo :i . :i a rbm:Impact ."),
    ("RC-05", "an outcome of unknown level to another", 0, ":a a rbm:Outcome ; rbm:contributesTo :b . :b a rbm:Outcome ."),
    ("RC-05", "an outcome of unknown level to an immediate one", 1, ":a a rbm:Outcome ; rbm:contributesTo :b . :b a rbm:ImmediateOutcome ."),
    ("RC-05", "an intermediate outcome to one of unknown level", 1, ":a a rbm:IntermediateOutcome ; rbm:contributesTo :b . :b a rbm:Outcome ."),
    ("RC-05", "an output to an output", 1, ":a a rbm:Output ; rbm:contributesTo :b . :b a rbm:Output ."),
    ("RC-05", "an input to an activity", 0, ":a a rbm:Input ; rbm:contributesTo :b . :b a rbm:Activity ."),
    ("RC-05", "a level of an organization's own", 1, ":Step rdfs:subClassOf rbm:Activity . :a a :Step ; rbm:contributesTo :b . :b a rbm:Input ."),
    ("RC-06", "a cycle of three", 3, ":a a rbm:Outcome ; rbm:contributesTo :b . :b a rbm:Outcome ; rbm:contributesTo :c . :c a rbm:Outcome ; rbm:contributesTo :a ."),
    ("RC-06", "a chain beside the cycle", 2, ":a a rbm:Outcome ; rbm:contributesTo :b . :b a rbm:Outcome ; rbm:contributesTo :c . :c a rbm:Outcome ; rbm:contributesTo :b ."),
    ("RC-07", "a level the framework does not use", 0, ":f rbm:hasLevel level:output . :a a rbm:ImmediateOutcome ; rbm:inFramework :f ; rbm:contributesTo :m . :m a rbm:Mandate ."),
    ("RC-07", "two levels skipped are two findings", 2, ":f rbm:hasLevel level:impact , level:intermediate-outcome . :a a rbm:ImmediateOutcome ; rbm:inFramework :f ; rbm:contributesTo :m . :m a rbm:Mandate ."),
    ("RC-08", "an immediate outcome is an outcome", 0, ":a a rbm:ImmediateOutcome , rbm:Outcome , rbm:Result ."),
    ("RC-08", "two levels of outcomes", 1, ":a a rbm:ImmediateOutcome , rbm:IntermediateOutcome ."),
    ("RC-09", "two versions", 1, ":a a rbm:Output ; rbm:inFramework :f , :g ."),
    ("RC-10", "one label in each of two languages", 0, ':a a rbm:Output ; rdfs:label "a"@en , "a"@fr .'),
    ("IN-02", "two results", 1, ":i a rbm:Indicator ; rbm:measures :a , :b ."),
    ("IN-04", "one measure of two groups", 0, ':i a rbm:Indicator ; rdfs:label "Number of women and men treated"@en .'),
    ("IN-04", "two measures in Chinese", 1, ':i a rbm:Indicator ; rdfs:label "就诊人数和接种比例"@zh .'),
    ("IN-05", "a percentage names its unit itself", 0, ":i a rbm:Indicator ; rbm:hasMeasureType measure:percentage ."),
    ("IN-05", "the definition names the unit", 0, ':i a rbm:Indicator ; rbm:hasMeasureType measure:unit ; rbm:usesDefinition :d . :d rbm:unitText "people" .'),
    ("IN-06", "the definition gives the direction", 0, ":i a rbm:Indicator ; rbm:usesDefinition :d . :d rbm:hasDirection direction:increase ."),
    ("TG-02", "a start is no date by which to reach it", 1, ':t a rbm:Target ; rbm:startDate "2025-01-01"^^xsd:date .'),
    ("TG-03", "the last day of the period", 0, ':f rbm:inPeriod :p . :p rbm:startDate "2024-01-01"^^xsd:date ; rbm:endDate "2025-12-31"^^xsd:date . :r rbm:inFramework :f . :i rbm:measures :r . :t a rbm:Target ; rbm:ofIndicator :i ; rbm:endDate "2025-12-31"^^xsd:date .'),
    ("TG-03", "a year that the period begins in", 0, ':f rbm:inPeriod :p . :p rbm:startDate "2024-07-01"^^xsd:date ; rbm:endDate "2025-12-31"^^xsd:date . :r rbm:inFramework :f . :i rbm:measures :r . :t a rbm:Target ; rbm:ofIndicator :i ; rbm:observedOn "2024"^^xsd:gYear .'),
    ("TG-03", "a year before the period", 1, ':f rbm:inPeriod :p . :p rbm:startDate "2024-07-01"^^xsd:date ; rbm:endDate "2025-12-31"^^xsd:date . :r rbm:inFramework :f . :i rbm:measures :r . :t a rbm:Target ; rbm:ofIndicator :i ; rbm:observedOn "2023"^^xsd:gYear .'),
    ("TG-04", "text instead of a number is a value", 0, ':t a rbm:Target ; rbm:valueText "many" .'),
    ("TG-04", "empty text is none", 1, ':t a rbm:Target ; rbm:valueText "" .'),
    ("TG-05", "fewer is better and it is fewer", 0, FEWER + "rbm:value 5 ."),
    ("TG-05", "fewer is better and it is more", 1, FEWER + "rbm:value 15 ."),
    ("TG-05", "as many as before", 0, FEWER + "rbm:value 10 ."),
    ("TG-05", "at another place", 0, FEWER + "rbm:value 15 ; rbm:atPlace :kenya ."),
    ("TG-05", "compared with the baseline of its own place", 1, FEWER + "rbm:value 15 ; rbm:atPlace :kenya ; rbm:comparedWith :b ."),
    ("TG-06", "the same year may be in order", 0, FEWER + 'rbm:endDate "2020-12-31"^^xsd:date .'),
    ("TG-06", "the year before the baseline", 1, FEWER + 'rbm:endDate "2019-12-31"^^xsd:date .'),
    ("TG-07", "two places", 0, TWO + ' . :t2 a rbm:Target ; rbm:ofIndicator :i ; rbm:value 2 ; rbm:endDate "2025-12-31"^^xsd:date ; rbm:atPlace :kenya .'),
    ("TG-07", "a total and a part", 0, TWO + ' . :t2 a rbm:Target ; rbm:ofIndicator :i ; rbm:endDate "2025-12-31"^^xsd:date ; rbm:hasDimension [ rbm:dimensionName "sex" ; rbm:dimensionValue "female" ] .'),
    ("TG-07", "two parts that are the same", 1, TWO + ' ; rbm:hasDimension [ rbm:dimensionName "sex" ; rbm:dimensionValue "female" ] . :t2 a rbm:Target ; rbm:ofIndicator :i ; rbm:endDate "2025-12-31"^^xsd:date ; rbm:hasDimension [ rbm:dimensionName "sex" ; rbm:dimensionValue "female" ] .'),
    ("TG-07", "two parts that differ", 0, TWO + ' ; rbm:hasDimension [ rbm:dimensionName "sex" ; rbm:dimensionValue "female" ] . :t2 a rbm:Target ; rbm:ofIndicator :i ; rbm:endDate "2025-12-31"^^xsd:date ; rbm:hasDimension [ rbm:dimensionName "sex" ; rbm:dimensionValue "male" ] .'),
    ("TG-07", "three of one: two repeat the first", 2, TWO + ' . :t2 a rbm:Target ; rbm:ofIndicator :i ; rbm:endDate "2025-12-31"^^xsd:date . :t3 a rbm:Target ; rbm:ofIndicator :i ; rbm:endDate "2025-12-31"^^xsd:date .'),
    ("TG-07", "a target and an actual", 0, TWO + ' . :a a rbm:Actual ; rbm:ofIndicator :i ; rbm:endDate "2025-12-31"^^xsd:date .'),
    ("VA-03", "a number and what the file wrote", 0, ':i rbm:hasMeasureType measure:unit . :t a rbm:Target ; rbm:ofIndicator :i ; rbm:value 1.5 ; rbm:valueText "1,5" .'),
    ("VA-05", "all of them", 0, ":i rbm:hasMeasureType measure:percentage . :t a rbm:Target ; rbm:ofIndicator :i ; rbm:value 100.0 ."),
    ("VA-05", "less than none", 1, ":i rbm:hasMeasureType measure:percentage . :t a rbm:Target ; rbm:ofIndicator :i ; rbm:value -0.5 ."),
    ("VA-06", "parts that make up the total", 0, SPLIT),
    ("VA-06", "another way of dividing it", 0, SPLIT + ':y a rbm:Actual ; rbm:ofIndicator :i ; rbm:value 9 ; rbm:observedOn "2020"^^xsd:gYear ; rbm:hasDimension [ rbm:dimensionName "age" ; rbm:dimensionValue "young" ] .'),
    ("VA-06", "a part too many", 1, SPLIT + ':x a rbm:Actual ; rbm:ofIndicator :i ; rbm:value 1 ; rbm:observedOn "2020"^^xsd:gYear ; rbm:hasDimension [ rbm:dimensionName "sex" ; rbm:dimensionValue "unknown" ] .'),
    ("VA-07", "a day", 0, ':p rbm:startDate "2024-01-01"^^xsd:date ; rbm:endDate "2024-01-01"^^xsd:date .'),
    ("ST-04", "evidence by its paragraph", 0, LINK + " rbm:statedAt :p ."),
    ("ST-04", "no second end", 1, ':l a rbm:Linkage ; rbm:linksFrom :a ; rbm:hasLinkKind link:supports ; rbm:quotation "q"@en .'),
    ("ST-04", "no first end", 1, ':l a rbm:Linkage ; rbm:linksTo :a ; rbm:hasLinkKind link:supports ; rbm:quotation "q"@en .'),
    ("ST-04", "to itself", 1, ':l a rbm:Linkage ; rbm:linksFrom :a ; rbm:linksTo :a ; rbm:hasLinkKind link:supports ; rbm:quotation "q"@en .'),
    ("ST-04", "no kind", 1, ':l a rbm:Linkage ; rbm:linksFrom :a ; rbm:linksTo :b ; rbm:quotation "q"@en .'),
    ("ST-04", "a kind of no scheme", 1, ':l a rbm:Linkage ; rbm:linksFrom :a ; rbm:linksTo :b ; rbm:hasLinkKind :liking ; rbm:quotation "q"@en .'),
    ("ST-05", "a link to what is no strategy", 0, LINK + " rbm:statedAt :p . :a a rbm:Strategy . :b a rbm:Programme ."),
    ("RS-01", "two who answer", 1, ":o a rbm:ImmediateOutcome . :u rbm:isAccountableFor :o . :v rbm:isAccountableFor :o ."),
    ("MS-01", "a word is no date", 1, ':m a rbm:Milestone ; rbm:dueDate "soon" .'),
    ("MS-06", "due in the year of the month before", 0, ':m a rbm:Milestone ; rbm:dueDate "2025"^^xsd:gYear ; rbm:dependsOn :n . :n a rbm:Milestone ; rbm:dueDate "2025-11"^^xsd:gYearMonth .'),
    ("MS-07", "a report on the road map is one on its milestones", 0, ':m a rbm:Milestone ; rbm:inRoadMap :r . :p a rbm:ProgressReport ; rbm:reportsOn :r ; rbm:reportedOn "2025-01-01"^^xsd:date .'),
    ("MS-07", "a report of the future is none", 1, ':m a rbm:Milestone . :p a rbm:StatusReport ; rbm:reportsOn :m ; rbm:reportedOn "2027-01-01"^^xsd:date .'),
    ("RE-01", "a currency that ISO knows", 0, BUDGET + '"CHF" .'),
    ("RE-01", "a currency that ISO does not know", 1, BUDGET + '"USX" .'),
    ("RE-01", "a currency in small letters", 1, BUDGET + '"usd" .'),
    ("RE-01", "no currency", 1, ":a a rbm:Allocation ; rbm:amount 5 ."),
    ("RE-01", "no amount", 1, ':a a rbm:Allocation ; rbm:currency "USD" .'),
    ("PL-01", "the day itself", 0, ':p a rbm:Plan ; rbm:hasPlanStatus status:pipeline ; rbm:startDate "2026-06-30"^^xsd:date .'),
    ("PL-05", "a funder contributes", 0, ":p a rbm:Plan ; rbm:hasImplementer :u ; rbm:hasFunder :v ."),
    ("PL-05", "nobody is told once", 1, ":p a rbm:Plan ."),
    ("PL-05", "a funder alone", 1, ":p a rbm:Plan ; rbm:hasFunder :v ."),
    ("PL-04", "the goals of what it seeks", 0, ":p a rbm:Strategy ; rbm:seeks :o . :o rbm:servesSdg :g ."),
    ("CD-01", "a concept of another list", 1, ":i rbm:hasDirection measure:unit ."),
    ("CD-01", "a reference to a code that its list has", 0, ':o rbm:hasReference [ skos:notation "1" ; skos:inScheme <https://w3id.org/rbm/code/measure-types> ] .'),
    ("CD-01", "a reference to a code that its list lacks", 1, ':o rbm:hasReference [ skos:notation "99" ; skos:inScheme <https://w3id.org/rbm/code/measure-types> ] .'),
    ("CD-02", "a script and a region", 0, ':a rdfs:label "a"@zh-Hans-CN .'),
    ("CD-02", "a currency of what is no allocation", 1, ':s a rbm:Saving ; rbm:currency "USX" .'),
    ("CD-02", "a country", 0, ":p rbm:inCountry <https://w3id.org/rbm/code/countries/KE> ."),
    ("CD-02", "a country that all lists but ISO's hold", 0, ":p rbm:inCountry <https://w3id.org/rbm/code/countries/XK> ."),
    ("CD-02", "a country that is none", 1, ":p rbm:inCountry <https://w3id.org/rbm/code/countries/XQ> ."),
    ("CD-03", "goals of the UN are named, not held", 0, ":p a rbm:Plan ; rbm:servesSdg <http://metadata.un.org/sdg/8> ."),
    ("CD-04", "one number in two frameworks", 0, ':a a rbm:Output ; dcterms:identifier "1" ; rbm:inFramework :f . :b a rbm:Output ; dcterms:identifier "1" ; rbm:inFramework :g .'),
    ("CD-04", "an indicator that is a milestone", 1, ":a a rbm:Indicator , rbm:Milestone ."),
    ("CD-04", "a road map that is a plan", 0, ":a a rbm:RoadMap , rbm:Plan ."),
]  # fmt: skip


def _named(case: tuple[str, str, int, str]) -> str:
    return f"{case[0]} {case[1]}"


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_a_rule_draws_its_line_here(case: tuple[str, str, int, str]) -> None:
    rule, _, expected, turtle = case
    data = Graph().parse(data=HEAD + turtle, format="turtle")
    assert check(data, as_of=DAY, rules=[rule]).counts == ({rule: expected} if expected else {})


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_the_reference_draws_the_line_there_too(case: tuple[str, str, int, str]) -> None:
    rule, _, expected, turtle = case
    data = Graph().parse(data=HEAD + turtle, format="turtle")
    report = check(data, as_of=DAY, rules=[rule], engine="reference")
    assert report.counts == ({rule: expected} if expected else {})
