"""The terms of results-based management as Python names.

`RBM` holds one attribute per term of the OWL modules beside this file; a test keeps the two
equal, so a slip in a term's name is an `AttributeError` here and a red build there.
The comment behind a property is its signature: `subject class -> object class or datatype`.
"""

from typing import ClassVar

from rdflib import Namespace, URIRef
from rdflib.namespace import DefinedNamespace

RBMSH = Namespace("https://w3id.org/rbm/shapes#")
"""Namespace of the shapes; the local name of a rule's shape is the rule's id."""

BASE = "https://w3id.org/rbm/id/"
"""Default base of data IRIs; an operator sets another."""


class RBM(DefinedNamespace):
    """Terms of `https://w3id.org/rbm/ns#`."""

    # framework
    ResultsFramework: URIRef  # one version of a framework; replaces via dcterms:replaces
    FrameworkLevel: URIRef  # a level that a framework uses (a skos:Concept), ordered
    PlanningPeriod: URIRef  # nests by dcterms:isPartOf; has startDate, endDate
    Phase: URIRef  # a phase of a road map (a PlanningPeriod)

    # results chain: all below ChainElement, pairwise disjoint
    ChainElement: URIRef
    Mandate: URIRef
    StrategicObjective: URIRef
    Result: URIRef  # superclass of Impact, Outcome, Output
    Impact: URIRef
    Outcome: URIRef  # a source that cannot tell the two levels stays here
    IntermediateOutcome: URIRef
    ImmediateOutcome: URIRef
    Output: URIRef
    Activity: URIRef
    Input: URIRef

    # measurement
    IndicatorDefinition: URIRef
    Indicator: URIRef
    Observation: URIRef  # superclass of Baseline, Target, Actual
    Baseline: URIRef
    Target: URIRef
    Actual: URIRef
    DimensionValue: URIRef  # one coded dimension of an observation: dimensionName, dimensionValue

    # plans
    Plan: URIRef  # superclass of the five below
    Strategy: URIRef  # a plan document, not the narrative of one outcome
    Programme: URIRef
    Project: URIRef
    WorkPlan: URIRef
    RoadMap: URIRef
    Approach: URIRef  # the narrative that explains how one outcome is reached
    Milestone: URIRef
    RoadMapArea: URIRef
    StatusReport: URIRef  # what was said of a milestone on a date

    # links
    Linkage: URIRef
    Incidence: URIRef  # derived: a plan touches a thing; pairs are joins on it

    # people: org:Organization, org:OrganizationalUnit, org:Post are reused
    Committee: URIRef  # subclass of org:OrganizationalUnit
    ConstituentGroup: URIRef  # governments, employers, workers and other contributing partners
    Region: URIRef

    # money
    Allocation: URIRef
    Saving: URIRef  # an amount freed, e.g. from administration, for other use

    # review
    ImplementationReport: URIRef
    Evaluation: URIRef
    Review: URIRef
    ReviewCriterion: URIRef
    Lesson: URIRef
    Assumption: URIRef
    Risk: URIRef
    ProgressReport: URIRef
    Issue: URIRef  # a question a review must answer

    # proof
    SourceDocument: URIRef
    SourceLocation: URIRef  # a paragraph, cell, line or element of a document
    SourceSlip: URIRef  # a slip kept visible: textAsPrinted, reading, dated editorial note

    # framework and chain properties
    inFramework: URIRef  # ChainElement | Indicator -> ResultsFramework
    hasLevel: URIRef  # ResultsFramework -> FrameworkLevel
    levelOrder: URIRef  # FrameworkLevel -> xsd:integer, 1 is the highest
    levelOf: URIRef  # FrameworkLevel -> the class it stands for (annotation)
    contributesTo: URIRef  # ChainElement -> ChainElement, child to parent; contribution, not cause
    contributionNote: URIRef  # ChainElement -> rdf:langString
    hasContributor: URIRef  # ChainElement -> org:Organization | ConstituentGroup
    startDate: URIRef  # -> xsd:date (Plan, PlanningPeriod, Observation, Allocation, Activity)
    endDate: URIRef  # -> xsd:date
    inPeriod: URIRef  # -> PlanningPeriod
    hasPhase: URIRef  # RoadMap -> Phase

    # measurement properties
    measures: URIRef  # Indicator -> ChainElement
    usesDefinition: URIRef  # Indicator -> IndicatorDefinition
    hasDirection: URIRef  # Indicator -> concept of directions
    hasUnit: URIRef  # Indicator | Observation -> concept or IRI of a unit
    unitText: URIRef  # -> xsd:string, the unit as found
    hasMeasureType: URIRef  # Indicator -> concept of measure-types
    hasTimeAggregation: URIRef  # Indicator -> concept of aggregations
    hasPlaceAggregation: URIRef  # Indicator -> concept of aggregations
    isAggregatable: URIRef  # Indicator | Result -> xsd:boolean (IATI aggregation-status)
    numeratorDefinition: URIRef  # Indicator -> rdf:langString
    denominatorDefinition: URIRef  # Indicator -> rdf:langString
    meansOfVerification: URIRef  # Indicator -> rdf:langString
    hasReference: (
        URIRef  # Result | Indicator -> code reference (an IRI or blank node with skos:notation)
    )
    ofIndicator: URIRef  # Observation -> Indicator
    value: URIRef  # Observation -> xsd:decimal
    valueText: URIRef  # Observation | Saving -> xsd:string, the text as found
    numerator: URIRef  # Observation -> xsd:decimal
    denominator: URIRef  # Observation -> xsd:decimal
    observedOn: URIRef  # Observation -> xsd:date | xsd:gYear
    atPlace: URIRef  # Observation | Plan | Activity -> place
    hasDimension: URIRef  # Observation -> DimensionValue
    dimensionName: URIRef  # DimensionValue -> xsd:string
    dimensionValue: URIRef  # DimensionValue -> xsd:string
    comparedWith: URIRef  # Target | Actual -> Baseline | Target

    # plan properties
    holdsFramework: URIRef  # Plan -> ResultsFramework
    seeks: URIRef  # Plan -> Result
    explains: URIRef  # Approach -> Outcome
    statedInPlan: URIRef  # Approach | Linkage | Target | Activity -> Plan that states it
    includesTarget: URIRef  # WorkPlan -> Target
    hasPlanStatus: URIRef  # Plan -> concept of plan-status
    genderMarker: URIRef  # Plan -> concept or code
    servesSdg: URIRef  # Plan | ChainElement | Indicator -> SDG goal, target or indicator IRI
    hasImplementer: URIRef  # Plan -> org:Organization
    hasPartner: URIRef  # Plan -> org:Organization | ConstituentGroup
    hasParticipant: URIRef  # Plan -> org:Organization, role not told
    hasFunder: URIRef  # Plan -> org:Organization
    ownedBy: URIRef  # Plan | ResultsFramework -> org:Organization
    inCountry: URIRef  # Plan -> country concept
    usesCapability: URIRef  # Plan -> thing (a system or service that plans share)
    inRoadMap: URIRef  # Milestone -> RoadMap
    inArea: URIRef  # Milestone -> RoadMapArea
    inPhase: URIRef  # Milestone -> Phase
    dueDate: URIRef  # Milestone | ProgressReport -> xsd:date | xsd:gYearMonth | xsd:gYear
    dependsOn: URIRef  # Milestone -> Milestone
    concerns: URIRef  # Milestone | Lesson | Issue | Risk | RoadMapArea -> what it is about
    reachedOn: URIRef  # Milestone -> xsd:date | xsd:gYearMonth | xsd:gYear
    reportsOn: URIRef  # StatusReport | ProgressReport -> Milestone | RoadMap
    hasMilestoneState: URIRef  # StatusReport -> concept of milestone-states
    reportedOn: URIRef  # StatusReport | ProgressReport -> xsd:date

    # link properties
    linksFrom: URIRef  # Linkage -> Plan
    linksTo: URIRef  # Linkage -> Plan | Lesson | RoadMapArea, as the source names it
    hasLinkKind: URIRef  # Linkage -> concept of link-kinds
    settlementNote: URIRef  # Linkage -> rdf:langString: how a conflict is settled
    quotation: URIRef  # anything stated -> text as found, language tagged
    incidencePlan: URIRef  # Incidence -> Plan
    incidenceThing: URIRef  # Incidence -> the thing touched
    incidenceHow: URIRef  # Incidence -> the property by which it is touched
    incidenceRule: URIRef  # Incidence -> derivation rule (IRI)

    # people properties
    isAccountableFor: URIRef  # Organization | Post -> ChainElement | Milestone | level | Plan
    isResponsibleFor: URIRef  # Organization | unit | Post -> Milestone | Activity | ProgressReport
    hasAuthorityOver: URIRef  # unit | Post -> Allocation
    actsIn: URIRef  # unit -> Region

    # money properties
    amount: URIRef  # Allocation | Saving -> xsd:decimal
    currency: URIRef  # Allocation | Saving -> xsd:string, ISO 4217
    fundingSource: URIRef  # Allocation -> concept of funding-sources
    allocatedTo: URIRef  # Allocation -> ChainElement | Plan
    allocatedBy: URIRef  # Allocation -> Plan or organization that provides it
    forRegion: URIRef  # Allocation -> Region
    isTotal: URIRef  # Allocation -> xsd:boolean: a stated total, not a part

    # review properties
    reviews: URIRef  # Review | Evaluation -> ResultsFramework | Plan
    covers: URIRef  # Review | Evaluation | ImplementationReport -> Result | Plan
    coversPeriod: URIRef  # ImplementationReport -> PlanningPeriod
    resourceImplications: URIRef  # Review | Evaluation -> rdf:langString
    usesCriterion: URIRef  # Review | Evaluation -> ReviewCriterion
    addresses: URIRef  # Review -> Issue
    answersLesson: URIRef  # Milestone | Plan | Linkage -> Lesson
    lessonNumber: URIRef  # Lesson -> xsd:integer
    assumes: URIRef  # ChainElement -> Assumption
    threatens: URIRef  # Risk -> ChainElement | Plan
    discussedIn: URIRef  # SourceDocument | Review | report | Milestone -> Committee or organ

    # proof properties
    statedAt: URIRef  # anything -> SourceLocation
    inDocument: URIRef  # SourceLocation -> SourceDocument
    documentNumber: URIRef  # SourceDocument -> xsd:string
    paragraphNumber: URIRef  # SourceLocation -> xsd:string
    paragraphAsPrinted: URIRef  # Milestone -> xsd:string, the reference the source prints
    sheetName: URIRef  # SourceLocation -> xsd:string
    cell: URIRef  # SourceLocation -> xsd:string, e.g. B17
    line: URIRef  # SourceLocation -> xsd:integer, 1 is the first
    column: URIRef  # SourceLocation -> xsd:integer, 1 is the first
    xpath: URIRef  # SourceLocation -> xsd:string
    jsonPointer: URIRef  # SourceLocation -> xsd:string
    hasSlip: URIRef  # anything -> SourceSlip
    textAsPrinted: URIRef  # SourceSlip -> text
    reading: URIRef  # SourceSlip -> text
    readFromLayout: URIRef  # Milestone -> xsd:boolean: the year is read from the layout
    loaderVersion: URIRef  # a version of a graph (prov:Entity) -> xsd:string
    rulesVersion: URIRef  # a version of a graph -> xsd:string
    violationCount: URIRef  # a version of a graph -> xsd:integer
    warningCount: URIRef  # a version of a graph -> xsd:integer
    infoCount: URIRef  # a version of a graph -> xsd:integer
    order: URIRef  # anything listed -> xsd:integer

    _NS = Namespace("https://w3id.org/rbm/ns#")
    _fail = True
    _extras: ClassVar[list[str]] = []
