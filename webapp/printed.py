"""The progress report as text, Markdown, HTML and Word document."""

from collections.abc import Callable, Mapping
from html import escape
from io import BytesIO

from docx import Document

from sparql.progress import MilestoneState, ProgressReport, Section

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Progress report on results-based management",
        "as of": "As of {on}, compared with {compared}.",
        "counts": "Milestones by state",
        "changed": "What changed since the last report",
        "nothing": "Nothing changed.",
        "was": "{now} (was: {before})",
        "columns": "Due|Milestone|State|Answers for it|Rests on",
        "other": "In no area",
        "method": "How this report was made",
        "how": "A milestone is reached where its source says when it was reached, or where the "
        "latest status report up to the day says so. It is overdue where the day lies after its "
        "due date; a due date that names a year or a month counts at its end. What "
        "no source or report speaks of counts as not reached. Computed from "
        "snapshot {snapshot} by the question “progress-report”.",
        "reached": "reached",
        "overdue": "overdue",
        "due within a year": "due within a year",
        "open": "open",
        "dropped": "dropped",
        "undated": "without a date",
    },
    "fr": {
        "title": "Rapport d’étape sur la gestion axée sur les résultats",
        "as of": "Situation au {on}, comparée à celle du {compared}.",
        "counts": "Jalons par état",
        "changed": "Ce qui a changé depuis le dernier rapport",
        "nothing": "Rien n’a changé.",
        "was": "{now} (auparavant : {before})",
        "columns": "Échéance|Jalon|État|Responsable|Source",
        "other": "Hors domaine",
        "method": "Comment ce rapport a été établi",
        "how": "Un jalon est atteint lorsque sa source dit quand il l’a été, ou lorsque le dernier "
        "rapport d’état à cette date le dit. Il est en retard lorsque son échéance est passée ; "
        "une échéance qui nomme une année ou un mois compte à sa fin. Ce dont aucune source ni "
        "aucun rapport ne parle compte comme non atteint. Calculé à partir de "
        "l’instantané {snapshot} par la question « progress-report ».",
        "reached": "atteint",
        "overdue": "en retard",
        "due within a year": "attendu dans l’année",
        "open": "en cours",
        "dropped": "abandonné",
        "undated": "sans date",
    },
    "es": {
        "title": "Informe de progreso sobre la gestión basada en los resultados",
        "as of": "Situación al {on}, comparada con la del {compared}.",
        "counts": "Hitos por estado",
        "changed": "Qué ha cambiado desde el último informe",
        "nothing": "Nada ha cambiado.",
        "was": "{now} (antes: {before})",
        "columns": "Plazo|Hito|Estado|Responsable|Fuente",
        "other": "Fuera de toda área",
        "method": "Cómo se hizo este informe",
        "how": "Un hito está alcanzado cuando su fuente dice cuándo lo fue, o cuando lo dice el "
        "último informe de estado hasta ese día. Está vencido cuando ha pasado su plazo; un plazo "
        "que nombra un año o un mes cuenta a su término. Lo que ninguna fuente ni informe menciona "
        "cuenta como no alcanzado. Calculado a partir de la instantánea "
        "{snapshot} con la pregunta «progress-report».",
        "reached": "alcanzado",
        "overdue": "vencido",
        "due within a year": "previsto en el plazo de un año",
        "open": "abierto",
        "dropped": "abandonado",
        "undated": "sin fecha",
    },
    "zh": {
        "title": "基于结果的管理进展报告",
        "as of": "截至{on}，与{compared}比较。",
        "counts": "按状态列出的里程碑",
        "changed": "自上次报告以来的变化",
        "nothing": "没有变化。",
        "was": "{now}（原为：{before}）",
        "columns": "期限|里程碑|状态|负责者|依据",
        "other": "不属于任何领域",
        "method": "本报告的编制方法",
        "how": "来源说明何时实现的里程碑，或截至当日最近的状态报告称已实现的里程碑，即为已实现。"
        "期限已过者为逾期；只写明年份或月份的期限以该期末日为准。没有来源或报告提及者视为未实现。由问题“progress-report”"
        "根据快照{snapshot}计算。",
        "reached": "已实现",
        "overdue": "逾期",
        "due within a year": "一年内到期",
        "open": "未到期",
        "dropped": "已取消",
        "undated": "无日期",
    },
}
"""What the report says beside the data, by language."""

STYLE = """
body { font: 11pt/1.4 sans-serif; margin: 2cm auto; max-width: 60em; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #bbb; padding: .3em .5em; text-align: left; vertical-align: top; }
tr { break-inside: avoid; } h2 { break-after: avoid; }
"""


def as_text(report: ProgressReport, language: str) -> bytes:
    """Return the report for a terminal."""
    words = WORDS[language]
    lines = [words["title"], _as_of(report, words), ""]
    lines += [f"{words[state]:>20}  {count}" for state, count in report.counts.items()]
    lines += ["", words["changed"], *(f"  - {line}" for line in _changes(report, words))]
    for section in report.sections:
        lines += ["", _heading(section, words)]
        for each in section.milestones:
            due, name, state, units, places = _cells(each, words)
            lines += [f"  {due:<10} {name}", f"             {state}. {units}"]
            lines += [f"             {places}"]
    return _printable("\n".join([*lines, "", words["method"], _how(report, words), ""])).encode()


def as_markdown(report: ProgressReport, language: str) -> bytes:
    """Return the report in Markdown."""
    words = WORDS[language]
    lines = [f"# {words['title']}", "", _as_of(report, words), "", f"## {words['counts']}", ""]
    lines += [f"- {words[state]}: {count}" for state, count in report.counts.items()]
    lines += ["", f"## {words['changed']}", ""]
    lines += [f"- {_marked(line)}" for line in _changes(report, words)]
    for section in report.sections:
        lines += ["", f"## {_marked(_heading(section, words))}", ""]
        lines += [_row(words["columns"].split("|")), _row(["---"] * 5)]
        lines += [_row(map(_marked, _cells(each, words))) for each in section.milestones]
    lines += ["", f"## {words['method']}", "", _how(report, words), ""]
    return "\n".join([*lines, "```sparql", report.query + "```", ""]).encode()


def as_html(report: ProgressReport, language: str) -> bytes:
    """Return the report as a page of its own, fit to print."""
    words = WORDS[language]
    title = escape(words["title"])
    counts = "".join(f"<li>{words[state]}: {count}" for state, count in report.counts.items())
    changes = "".join(f"<li>{escape(line)}" for line in _changes(report, words))
    head = "".join(f'<th scope="col">{column}' for column in words["columns"].split("|"))
    tables = "".join(
        f"<h2>{escape(_heading(section, words))}</h2><table><thead><tr>{head}<tbody>"
        + "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}" for cell in _cells(each, words))
            for each in section.milestones
        )
        + "</table>"
        for section in report.sections
    )
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style><h1>{title}</h1><p>{escape(_as_of(report, words))}"
        f"<h2>{escape(words['counts'])}</h2><ul>{counts}</ul>"
        f"<h2>{escape(words['changed'])}</h2><ul>{changes}</ul>{tables}"
        f"<h2>{escape(words['method'])}</h2><p>{escape(_how(report, words))}"
        f"<details><summary>SPARQL</summary><pre>{escape(report.query)}</pre></details></html>\n"
    ).encode()


def as_document(report: ProgressReport, language: str) -> bytes:
    """Return the report as a Word document."""
    words = WORDS[language]
    document = Document()
    document.core_properties.title = words["title"]
    document.add_heading(words["title"], 0)
    document.add_paragraph(_as_of(report, words))
    document.add_heading(words["counts"], 1)
    for state, count in report.counts.items():
        document.add_paragraph(f"{words[state]}: {count}", style="List Bullet")
    document.add_heading(words["changed"], 1)
    for line in _changes(report, words):
        document.add_paragraph(_printable(line), style="List Bullet")
    for section in report.sections:
        document.add_heading(_printable(_heading(section, words)), 1)
        table = document.add_table(rows=1, cols=5, style="Light Grid")
        for cell, text in zip(table.rows[0].cells, words["columns"].split("|"), strict=True):
            cell.text = text
        for each in section.milestones:
            for cell, text in zip(table.add_row().cells, _cells(each, words), strict=True):
                cell.text = _printable(text)
    document.add_heading(words["method"], 1)
    document.add_paragraph(_how(report, words))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


FORMATS: Mapping[str, Callable[[ProgressReport, str], bytes]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "docx": as_document,
}
"""The forms of the report and what writes them."""


def _as_of(report: ProgressReport, words: Mapping[str, str]) -> str:
    return words["as of"].format(on=report.on, compared=report.compared)


def _how(report: ProgressReport, words: Mapping[str, str]) -> str:
    return words["how"].format(snapshot=report.snapshot)


def _heading(section: Section, words: Mapping[str, str]) -> str:
    return f"{section.roadmap}: {section.area or words['other']}"


def _changes(report: ProgressReport, words: Mapping[str, str]) -> list[str]:
    told = [f"{each.name}: {_state(each, words)}" for each in report.changed]
    return told or [words["nothing"]]


def _state(each: MilestoneState, words: Mapping[str, str]) -> str:
    now = words[each.standing]
    return words["was"].format(now=now, before=words[each.earlier]) if each.changed else now


def _cells(each: MilestoneState, words: Mapping[str, str]) -> tuple[str, ...]:
    return each.due, each.name, _state(each, words), "; ".join(each.units), "; ".join(each.places)


def _row(cells: object) -> str:
    return f"| {' | '.join(cells)} |"  # type: ignore[arg-type]


def _marked(text: str) -> str:
    """Return text that Markdown shows as it is: data makes no links, code or tags."""
    plain = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#|!~&" else sign for sign in plain)


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable())
