"""A report as plain data and as JSON."""

import json
from dataclasses import asdict

from shapes import rules
from shapes.finding import Finding
from shapes.report import Report


def finding_data(finding: Finding) -> dict[str, object]:
    """Return a finding as plain data; what it lacks is left out."""
    data: dict[str, object] = {
        "rule": finding.rule,
        "level": finding.level.value,
        "message": dict(finding.message),
        "fix": dict(finding.fix),
        "focus": finding.focus,
        "label": finding.label,
        "path": finding.path,
        "value": finding.value,
        "expected": finding.expected,
        "component": finding.component,
        "shape": finding.shape,
        "places": [
            {name: part for name, part in asdict(place).items() if part is not None}
            for place in finding.places
        ],
        "details": [finding_data(detail) for detail in finding.details],
        "elsewhere": finding.elsewhere or None,
    }
    return {name: part for name, part in data.items() if part not in (None, [], {})}


def report_data(report: Report) -> dict[str, object]:
    """Return a report as plain data: what was checked, how many findings of each rule, which."""
    return {
        "conforms": report.conforms,
        "worst": report.worst,
        "asOf": report.as_of.isoformat(),
        "engine": report.engine,
        "rules": {"version": report.version, "sha256": report.digest, "iri": str(rules.ONTOLOGY)},
        "snapshot": report.snapshot,
        "statements": report.statements,
        "seconds": round(report.seconds, 3),
        "total": report.total,
        "truncated": report.truncated,
        "levels": {level.value: count for level, count in report.weights.items()},
        "counts": dict(report.counts),
        "idle": list(report.idle),
        "refused": list(report.refused),
        "findings": [finding_data(finding) for finding in report.findings],
    }


def json_text(report: Report) -> bytes:
    """Return a report as JSON, readable by people too."""
    return (json.dumps(report_data(report), ensure_ascii=False, indent=2) + "\n").encode()
