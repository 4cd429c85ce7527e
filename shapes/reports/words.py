"""The words of a report itself in the six languages of the United Nations.

A number stands beside its noun after a colon where a language would need many plural forms.
"""

from collections.abc import Mapping

from shapes.finding import Finding, Level
from shapes.report import Report

TAGS = ("en", "zh", "fr", "es", "ru", "ar")
_ROWS: Mapping[str, tuple[str, str, str, str, str, str]] = {
    "violation": ("violation", "违反", "infraction", "incumplimiento", "нарушение", "مخالفة"),
    "warning": ("warning", "警告", "avertissement", "advertencia", "предупреждение", "تحذير"),
    "info": ("remark", "提示", "remarque", "observación", "примечание", "ملاحظة"),
    "violations": ("violations", "违反", "infractions", "incumplimientos", "нарушения", "مخالفات"),
    "warnings": (
        "warnings",
        "警告",
        "avertissements",
        "advertencias",
        "предупреждения",
        "تحذيرات",
    ),
    "infos": ("remarks", "提示", "remarques", "observaciones", "примечания", "ملاحظات"),
    "sound": ("sound", "合格", "conforme", "conforme", "без замечаний", "سليم"),
    "nothing": (
        "nothing to check",
        "无可检查内容",
        "rien à vérifier",
        "nada que comprobar",
        "нечего проверять",
        "لا شيء للفحص",
    ),
    "findings": ("Findings", "发现", "Constats", "Hallazgos", "Замечания", "الملاحظات"),
    "rules": ("Rules", "规则", "Règles", "Reglas", "Правила", "القواعد"),
    "rule": ("Rule", "规则", "Règle", "Regla", "Правило", "القاعدة"),
    "level": ("Level", "程度", "Gravité", "Gravedad", "Степень", "الدرجة"),
    "about": ("About", "内容", "Objet", "Tema", "О чём", "الموضوع"),
    "where": ("Where", "位置", "Où", "Dónde", "Где", "الموضع"),
    "cell": ("Cell", "单元格", "Cellule", "Celda", "Ячейка", "الخلية"),
    "message": ("What is wrong", "问题所在", "Problème", "Problema", "Что неверно", "الخطأ"),
    "fix": ("What to do", "如何处理", "Que faire", "Qué hacer", "Что делать", "ما العمل"),
    "value": ("Found", "发现的值", "Trouvé", "Hallado", "Найдено", "القيمة"),
    "thing": ("thing", "事物", "chose", "cosa", "предмет", "الشيء"),
    "show": ("Show", "显示", "Afficher", "Mostrar", "Показать", "عرض"),
    "judged": (
        "{statements} statements judged on {day} by rules {version} ({digest}).",
        "按规则 {version}（{digest}）以 {day} 为准检查了 {statements} 条陈述。",
        "{statements} énoncés jugés au {day} selon les règles {version} ({digest}).",
        "{statements} enunciados juzgados al {day} según las reglas {version} ({digest}).",
        "Проверено утверждений: {statements}, на {day}, по правилам {version} ({digest}).",
        "فُحصت {statements} من البيانات بتاريخ {day} وفق القواعد {version} ({digest}).",
    ),
    "found": (
        "{count} findings in {seconds} s",
        "{count} 项发现，用时 {seconds} 秒",
        "{count} constats en {seconds} s",
        "{count} hallazgos en {seconds} s",
        "замечаний: {count}, за {seconds} с",
        "{count} من الملاحظات في {seconds} ث",
    ),
    "shown": (
        "{shown} of {total} findings are shown; a rule shows its first ones only.",
        "显示 {total} 项发现中的 {shown} 项；每条规则只列前若干项。",
        "{shown} constats sur {total} sont montrés ; une règle ne montre que ses premiers.",
        "Se muestran {shown} de {total} hallazgos; cada regla muestra solo los primeros.",
        "Показано замечаний: {shown} из {total}; каждое правило показывает только первые.",
        "تُعرض {shown} من {total} ملاحظة؛ ولا تعرض كل قاعدة إلا أوائلها.",
    ),
    "unknown": (
        "Nothing in this data is of a kind that the rules know; their silence proves nothing.",
        "数据中没有规则所识别的内容；规则未报错不说明任何问题。",
        "Rien dans ces données n'est connu des règles ; leur silence ne prouve rien.",
        "Nada en estos datos es de un tipo que las reglas conozcan; su silencio no prueba nada.",
        "В этих данных нет ничего, что известно правилам; их молчание ничего не доказывает.",
        "ليس في هذه البيانات ما تعرفه القواعد؛ فسكوتها لا يثبت شيئا.",
    ),
    "idle": (
        "{count} rules met nothing to check, so their silence proves nothing: {names}.",
        "{count} 条规则没有可检查的对象，未报错不说明任何问题：{names}。",
        "{count} règles n'ont rien eu à vérifier, leur silence ne prouve rien : {names}.",
        "{count} reglas no hallaron nada que comprobar; su silencio no prueba nada: {names}.",
        "Правил без предмета проверки: {count}; их молчание ничего не доказывает: {names}.",
        "{count} من القواعد لم تجد ما تفحصه، فسكوتها لا يثبت شيئا: {names}.",
    ),
    "refused": (
        "Not run: {reason}",
        "未运行：{reason}",
        "Non exécuté : {reason}",
        "No ejecutado: {reason}",
        "Не выполнено: {reason}",
        "لم يُنفذ: {reason}",
    ),
    "byrule": (
        "By rule: {counts}.",
        "按规则：{counts}。",
        "Par règle : {counts}.",
        "Por regla: {counts}.",
        "По правилам: {counts}.",
        "حسب القاعدة: {counts}.",
    ),
    "elsewhere": (
        "already published in another data set; this change breaks it",
        "已在另一数据集中发布；本次更改使其出错",
        "déjà publié dans un autre jeu de données ; ce changement le rompt",
        "ya publicado en otro conjunto de datos; este cambio lo rompe",
        "уже опубликовано в другом наборе данных; это изменение его нарушает",
        "منشور من قبل في مجموعة بيانات أخرى؛ وهذا التغيير يخل به",
    ),
}


def say(language: str, key: str, **values: object) -> str:
    """Return a word or sentence in a language, in English where it is none of the six."""
    row = _ROWS[key]
    text = row[TAGS.index(language)] if language in TAGS else row[0]
    return text.format(**values) if values else text


def many(language: str, level: Level, count: int) -> str:
    """Return how many findings of a level there are: `3 violations`, `нарушения: 3`."""
    if language == "zh":
        return f"{count:,} 项{say(language, level.value)}"
    if language in ("ru", "ar"):
        return f"{say(language, f'{level.value}s')}: {count:,}"
    return f"{count:,} {say(language, level.value if count == 1 else f'{level.value}s')}"


def judged(report: Report, language: str) -> str:
    """Return what was judged, as of which day and by which version of the rules."""
    return say(
        language,
        "judged",
        statements=f"{report.statements:,}",
        day=report.as_of,
        version=report.version,
        digest=report.digest,
    )


def fix_of(finding: Finding, language: str) -> str:
    """Return what to do in a language, in English where that one is missing."""
    return finding.fix.get(language) or finding.fix.get("en", "")
