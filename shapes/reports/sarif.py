"""A report as SARIF 2.1.0, which editors and code hosts show beside the lines."""

import hashlib
import json
from importlib.metadata import version
from urllib.parse import quote

from shapes import rules
from shapes.finding import Finding, Level, Place
from shapes.report import Report
from shapes.reports.words import fix_of, say

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Level.VIOLATION: "error", Level.WARNING: "warning", Level.INFO: "note"}


def log(report: Report, language: str = "en") -> bytes:
    """Return a report as a SARIF log of one run."""
    ids = sorted({finding.rule for finding in report.findings})
    run = {
        "tool": {
            "driver": {
                "name": "rbm-graph",
                "version": version("rbm-graph"),
                "informationUri": str(rules.ONTOLOGY),
                "rules": [_rule(name, language) for name in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "language": language,
        "results": [
            _result(finding, ids.index(finding.rule), language) for finding in report.findings
        ],
        "properties": {
            "rulesVersion": report.version,
            "rulesSha256": report.digest,
            "asOf": report.as_of.isoformat(),
            "total": report.total,
        },
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _rule(name: str, language: str) -> dict[str, object]:
    if not rules.is_rule(name):
        return {"id": name}
    rule = rules.rule(name)
    return {
        "id": name,
        "name": rule.title["en"],
        "shortDescription": {"text": rule.title.get(language, rule.title["en"])},
        "fullDescription": {"text": f"{rule.demand}. {rule.source}."},
        "help": {"text": rule.fixes.get(language, rule.fixes["en"])},
        "helpUri": rule.shape,
        "defaultConfiguration": {"level": LEVELS[rule.level]},
    }


def _result(finding: Finding, index: int, language: str) -> dict[str, object]:
    parts = [finding.text(language), fix_of(finding, language)]
    if finding.elsewhere:
        parts.insert(1, say(language, "elsewhere"))
    text = "\n".join(part for part in parts if part)
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.level],
        "message": {"text": text},
        "partialFingerprints": {"thing/v1": _fingerprint(finding)},
    }
    locations = [_location(place, finding) for place in finding.places]
    if not locations and finding.focus:
        locations = [{"logicalLocations": [_thing(finding)]}]
    if locations:
        result["locations"] = locations
    return result


def _location(place: Place, finding: Finding) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(place.file)}}
    if place.line is not None:
        region = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
        physical["region"] = region
    logical = [_thing(finding)] if finding.focus else []
    spot = place.cell or place.xpath or place.pointer or place.paragraph
    if spot:
        name = f"{place.sheet}!{spot}" if place.sheet else spot
        logical.append({"fullyQualifiedName": name, "kind": "element"})
    location: dict[str, object] = {"physicalLocation": physical}
    if logical:
        location["logicalLocations"] = logical
    return location


def _thing(finding: Finding) -> dict[str, str]:
    thing = {"fullyQualifiedName": finding.focus or "", "kind": "resource"}
    if finding.label:
        thing["name"] = finding.label
    return thing


def _fingerprint(finding: Finding) -> str:
    parts = (finding.rule, finding.focus or "", finding.path or "", finding.value or "")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
