"""Our own workbook: which sheets and columns it has and what each cell says.

The writer, the reader and the guide for people are all made from this table. A cell that names
other things holds their ids, one on each line.
"""

from dataclasses import dataclass
from functools import cache

from rdflib import DCTERMS, RDF, RDFS, SKOS, URIRef

from loaders.foreign import PREFIXES
from ontology.modules import CODES, codes

SIGNATURE = "RBM Graph framework template"
VERSION = "1"
GUIDE, LISTS, OTHERS = "Guidance", "Lists", "Other statements"
LANGUAGE = "en"
"""Language of a text whose column names none; `title (fr)` is the French column."""

OTHER_COLUMNS = ("subject", "property", "value", "language", "datatype")
IRI = "IRI"
"""What stands as datatype where a value is the id or IRI of a thing."""

NAMES = {
    **PREFIXES,
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "dcterms": str(DCTERMS),
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes that shorten properties and datatypes in the sheet of other statements."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the property it states, how a cell is read, and what people read.

    `kind` is text, string, ref, code, date, decimal, integer, boolean, value, sdg or country;
    `scheme` is the code list of a code.
    """

    header: str
    predicate: str
    kind: str
    note: str
    required: bool = False
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """One sheet: its name, the types its rows may have, and its columns after id and type."""

    name: str
    types: tuple[str, ...]
    columns: tuple[Column, ...]
    note: str


_TITLE = Column("title", "rdfs:label", "text", "Name for people, in English.", required=True)
_DESCRIPTION = Column("description", "dcterms:description", "text", "What it is, in a paragraph.")
_FRAMEWORK = Column("framework", "rbm:inFramework", "ref", "Id of the results framework.")
_PERIOD = Column("period", "rbm:inPeriod", "ref", "Id of the planning period.")
_START = Column("start", "rbm:startDate", "date", "First day, as 2024-01-31.")
_END = Column("end", "rbm:endDate", "date", "Last day, as 2027-12-31.")
_ORDER = Column("order", "rbm:order", "integer", "Place in a list, 1 is the first.")
_SDG = Column("SDG", "rbm:servesSdg", "sdg", "SDG goal, target or indicator: 8, 8.2 or 8.2.1.")

TABS = (
    Tab(
        "Framework",
        ("ResultsFramework", "PlanningPeriod", "Phase"),
        (
            _TITLE,
            _DESCRIPTION,
            Column("owner", "rbm:ownedBy", "ref", "Id of the organization that owns it."),
            _PERIOD,
            _START,
            _END,
            _ORDER,
            Column("replaces", "dcterms:replaces", "ref", "Id of the earlier version."),
            Column("part of", "dcterms:isPartOf", "ref", "Id of the longer period it lies in."),
        ),
        "Frameworks, their versions, and the planning periods.",
    ),
    Tab(
        "Results",
        ("Mandate", "StrategicObjective", "Impact", "Outcome", "IntermediateOutcome",
         "ImmediateOutcome", "Output", "Activity", "Input"),
        (
            _TITLE,
            _DESCRIPTION,
            _FRAMEWORK,
            Column("contributes to", "rbm:contributesTo", "ref",
                   "Ids of the results one level up that it contributes to."),
            Column("contributors", "rbm:hasContributor", "ref",
                   "Ids of organizations and groups that contribute too."),
            Column("assumes", "rbm:assumes", "ref", "Ids of assumptions."),
            _SDG,
            _PERIOD,
            _START,
            _END,
            _ORDER,
        ),
        "The results chain from the mandate down to the inputs.",
    ),
    Tab(
        "Indicators",
        ("Indicator", "IndicatorDefinition"),
        (
            _TITLE,
            _DESCRIPTION,
            _FRAMEWORK,
            Column("measures", "rbm:measures", "ref", "Id of the one result it measures."),
            Column("definition", "rbm:usesDefinition", "ref", "Id of what is measured."),
            Column("direction", "rbm:hasDirection", "code", "Which way is better.",
                   scheme="directions"),
            Column("measure type", "rbm:hasMeasureType", "code", "What kind of value.",
                   scheme="measure-types"),
            Column("unit", "rbm:unitText", "string", "Unit as people write it."),
            Column("unit IRI", "rbm:hasUnit", "ref", "Id or IRI of the unit."),
            Column("over time", "rbm:hasTimeAggregation", "code", "How values of several times"
                   " become one.", scheme="aggregations"),
            Column("over places", "rbm:hasPlaceAggregation", "code", "How values of several"
                   " places become one.", scheme="aggregations"),
            Column("aggregatable", "rbm:isAggregatable", "boolean", "yes or no."),
            Column("numerator", "rbm:numeratorDefinition", "text", "What is counted."),
            Column("denominator", "rbm:denominatorDefinition", "text", "Out of what."),
            Column("means of verification", "rbm:meansOfVerification", "text", "Source."),
            _SDG,
        ),
        "What is measured, and the use of each measure for one result.",
    ),
    Tab(
        "Values",
        ("Baseline", "Target", "Actual"),
        (
            _TITLE,
            Column("indicator", "rbm:ofIndicator", "ref", "Id of the indicator.", required=True),
            Column("value", "rbm:valueText", "value", "The value; a number where it is one."),
            Column("observed on", "rbm:observedOn", "date", "Day or year of the observation."),
            _PERIOD,
            _START,
            _END,
            Column("place", "rbm:atPlace", "ref", "Id of the place."),
            Column("unit", "rbm:unitText", "string", "Unit, where it is not the indicator's."),
            Column("compared with", "rbm:comparedWith", "ref", "Id of the baseline or target."),
            Column("comment", "rdfs:comment", "text", "What explains the value."),
        ),
        "Baselines, targets and actual values; an interim value is a target of a shorter period.",
    ),
    Tab(
        "Strategies",
        ("Strategy", "Programme", "Project", "WorkPlan", "RoadMap", "Approach", "RoadMapArea"),
        (
            _TITLE,
            _DESCRIPTION,
            Column("owner", "rbm:ownedBy", "ref", "Id of the organization that owns it."),
            _START,
            _END,
            _PERIOD,
            Column("status", "rbm:hasPlanStatus", "code", "Where it stands.",
                   scheme="plan-status"),
            Column("seeks", "rbm:seeks", "ref", "Ids of the results it seeks."),
            Column("framework held", "rbm:holdsFramework", "ref", "Id of the framework in it."),
            Column("implementers", "rbm:hasImplementer", "ref", "Ids of organizations."),
            Column("partners", "rbm:hasPartner", "ref", "Ids of organizations or groups."),
            Column("funders", "rbm:hasFunder", "ref", "Ids of organizations."),
            Column("country", "rbm:inCountry", "country", "ISO codes, as KE."),
            _SDG,
            Column("gender marker", "rbm:genderMarker", "code", "Weight of gender equality.",
                   scheme="gender-markers"),
            Column("shares", "rbm:usesCapability", "ref", "Ids of systems or services used."),
            Column("explains", "rbm:explains", "ref", "Approach only: id of the outcome."),
            Column("stated in", "rbm:statedInPlan", "ref", "Approach only: id of the plan."),
            Column("replaces", "dcterms:replaces", "ref", "Id of the earlier version."),
            Column("part of", "dcterms:isPartOf", "ref", "Id of the plan it is part of."),
        ),
        "Plans of every kind, and the approach that explains how one outcome is reached.",
    ),
    Tab(
        "Linkages",
        ("Linkage",),
        (
            _TITLE,
            Column("from", "rbm:linksFrom", "ref", "Id of the plan that links.", required=True),
            Column("to", "rbm:linksTo", "ref", "Id of what it links to.", required=True),
            Column("kind", "rbm:hasLinkKind", "code", "How they are linked.", required=True,
                   scheme="link-kinds"),
            Column("stated in", "rbm:statedInPlan", "ref", "Id of the plan that says so."),
            Column("quotation", "rbm:quotation", "text", "The words that say so."),
            Column("settlement", "rbm:settlementNote", "text", "How a conflict is settled."),
            Column("answers lesson", "rbm:answersLesson", "ref", "Ids of lessons."),
        ),
        "Links that a text states; links that follow from shared results need no row.",
    ),
    Tab(
        "Milestones",
        ("Milestone", "StatusReport"),
        (
            _TITLE,
            _DESCRIPTION,
            Column("road map", "rbm:inRoadMap", "ref", "Id of the road map."),
            Column("area", "rbm:inArea", "ref", "Id of the area."),
            Column("phase", "rbm:inPhase", "ref", "Id of the phase."),
            _PERIOD,
            Column("due", "rbm:dueDate", "date", "Day, month or year: 2006-11-15, 2006-11, 2006."),
            Column("reached", "rbm:reachedOn", "date", "When it was reached."),
            Column("depends on", "rbm:dependsOn", "ref", "Ids of milestones."),
            Column("concerns", "rbm:concerns", "ref", "Ids of plans, results or units."),
            Column("answers lesson", "rbm:answersLesson", "ref", "Ids of lessons."),
            Column("reports on", "rbm:reportsOn", "ref", "Status report only: id of milestone."),
            Column("state", "rbm:hasMilestoneState", "code", "Status report only.",
                   scheme="milestone-states"),
            Column("reported on", "rbm:reportedOn", "date", "Status report only: the day."),
        ),
        "Dated deliverables, and what was said of them on a day.",
    ),
    Tab(
        "Allocations",
        ("Allocation", "Saving"),
        (
            _TITLE,
            Column("amount", "rbm:amount", "decimal", "A plain number."),
            Column("currency", "rbm:currency", "string", "ISO 4217, as USD."),
            Column("amount as found", "rbm:valueText", "string", "The words of the source."),
            Column("for", "rbm:allocatedTo", "ref", "Id of the result or plan."),
            Column("by", "rbm:allocatedBy", "ref", "Id of who provides it."),
            Column("source of funds", "rbm:fundingSource", "code", "Kind of funds.",
                   scheme="funding-sources"),
            Column("region", "rbm:forRegion", "ref", "Id of the region."),
            _PERIOD,
            Column("total", "rbm:isTotal", "boolean", "yes where it is a stated total."),
        ),
        "Money: amounts for results and plans, and amounts freed.",
    ),
    Tab(
        "People",
        ("Organization", "OrganizationalUnit", "Post", "Committee", "ConstituentGroup", "Region"),
        (
            _TITLE,
            _DESCRIPTION,
            Column("unit of", "org:unitOf", "ref", "Id of the organization of a unit."),
            Column("post in", "org:postIn", "ref", "Id of the unit of a post."),
            Column("accountable for", "rbm:isAccountableFor", "ref", "Ids of results or plans."),
            Column("responsible for", "rbm:isResponsibleFor", "ref", "Ids of milestones."),
            Column("authority over", "rbm:hasAuthorityOver", "ref", "Ids of allocations."),
            Column("acts in", "rbm:actsIn", "ref", "Ids of regions."),
            _ORDER,
        ),
        "Organizations, units and posts, and what each answers for.",
    ),
)  # fmt: skip

_ORG = {"Organization", "OrganizationalUnit", "Post"}


def class_of(name: str) -> str:
    """Return the IRI of a type as the workbook names it."""
    return NAMES["org" if name in _ORG else "rbm"] + name


def expanded(name: str) -> str:
    """Return the IRI of a prefixed name; raise `KeyError` where the prefix is unknown."""
    prefix, _, rest = name.partition(":")
    return NAMES[prefix] + rest


def shortened(iri: str) -> str:
    """Return an IRI with its prefix where that leads back to it."""
    for prefix, start in NAMES.items():
        rest = iri.removeprefix(start)
        if rest != iri and rest.isidentifier():
            return f"{prefix}:{rest}"
    return iri


@cache
def concepts(scheme: str) -> dict[str, str]:
    """Return the concepts of a code list by their names in the workbook."""
    found = {str(one) for one in codes().subjects(SKOS.inScheme, URIRef(CODES + scheme))}
    return {iri.rpartition("/")[2]: iri for iri in sorted(found)}
