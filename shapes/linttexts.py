"""What is said of faults in shapes, in the six languages of the United Nations."""

from collections.abc import Mapping

from shapes.finding import Level

Texts = Mapping[str, str]


def _six(en: str, zh: str, fr: str, es: str, ru: str, ar: str) -> Texts:
    return {"en": en, "zh": zh, "fr": fr, "es": es, "ru": ru, "ar": ar}


MESSAGES: Mapping[str, tuple[Level, Texts]] = {
    "SHAPES-EMPTY": (
        Level.VIOLATION,
        _six(
            "The file holds no shape with a target: it checks nothing.",
            "该文件没有任何带目标的形状：不检查任何内容。",
            "Le fichier ne contient aucune forme avec une cible : il ne vérifie rien.",
            "El archivo no contiene ninguna forma con objetivo: no comprueba nada.",
            "В файле нет ни одной формы с целью: он ничего не проверяет.",
            "لا يتضمن الملف أي شكل له هدف: فهو لا يفحص شيئا.",
        ),
    ),
    "SHAPES-TERM": (
        Level.VIOLATION,
        _six(
            "SHACL has no term sh:{value}; did you mean {expected}?",
            "SHACL 没有术语 sh:{value}；是否指 {expected}？",
            "SHACL n'a pas de terme sh:{value} ; vouliez-vous dire {expected} ?",
            "SHACL no tiene el término sh:{value}; ¿quiso decir {expected}?",
            "В SHACL нет термина sh:{value}; имелся в виду {expected}?",
            "لا يوجد في SHACL مصطلح sh:{value}؛ هل قصدت {expected}؟",
        ),
    ),
    "SHAPES-SCRIPT": (
        Level.VIOLATION,
        _six(
            "sh:{value} would run a script; no script runs here. Say it in SHACL or SPARQL.",
            "sh:{value} 会运行脚本；此处不运行任何脚本，请用 SHACL 或 SPARQL 表达。",
            "sh:{value} exécuterait un script ; aucun script n'est exécuté ici. Dites-le en SHACL"
            " ou en SPARQL.",
            "sh:{value} ejecutaría un script; aquí no se ejecuta ninguno. Dígalo en SHACL o en"
            " SPARQL.",
            "sh:{value} запустил бы сценарий; сценарии здесь не выполняются. Выразите это на SHACL"
            " или SPARQL.",
            "من شأن sh:{value} تشغيل برنامج نصي؛ لا تشغل هنا أي برامج. عبر عنه بلغة SHACL أو"
            " SPARQL.",
        ),
    ),
    "SHAPES-SEVERITY": (
        Level.VIOLATION,
        _six(
            "The severity {value} is none of {expected}.",
            "严重程度 {value} 不属于 {expected}。",
            "La gravité {value} n'est aucune de {expected}.",
            "La gravedad {value} no es ninguna de {expected}.",
            "Степень {value} не входит в число {expected}.",
            "درجة الخطورة {value} ليست من {expected}.",
        ),
    ),
    "SHAPES-FORM": (
        Level.VIOLATION,
        _six(
            "The shape is not well-formed: it {value}.",
            "形状不合规范：{value}。",
            "La forme est mal formée : {value}.",
            "La forma está mal construida: {value}.",
            "Форма составлена неверно: {value}.",
            "الشكل غير سليم الصياغة: {value}.",
        ),
    ),
    "SHAPES-LOOP": (
        Level.VIOLATION,
        _six(
            "The shape refers to itself, directly or through others; SHACL gives that no meaning.",
            "该形状直接或间接引用自身；SHACL 未定义其含义。",
            "La forme renvoie à elle-même, directement ou non ; SHACL n'y donne aucun sens.",
            "La forma remite a sí misma, directamente o a través de otras; SHACL no le da sentido.",
            "Форма ссылается на себя прямо или через другие; SHACL не придаёт этому смысла.",
            "يحيل الشكل إلى نفسه مباشرة أو عبر غيره؛ ولا معنى لذلك في SHACL.",
        ),
    ),
    "SHAPES-QUERY": (
        Level.VIOLATION,
        _six(
            "The query cannot be read: {value}",
            "无法读取该查询：{value}",
            "La requête est illisible : {value}",
            "No se puede leer la consulta: {value}",
            "Запрос не читается: {value}",
            "تتعذر قراءة الاستعلام: {value}",
        ),
    ),
    "SHAPES-IDLE": (
        Level.WARNING,
        _six(
            "The shape has no target and no other shape refers to it: it never runs.",
            "该形状没有目标，也没有其他形状引用它：永远不会运行。",
            "La forme n'a pas de cible et aucune autre n'y renvoie : elle ne s'exécute jamais.",
            "La forma no tiene objetivo y ninguna otra remite a ella: nunca se ejecuta.",
            "У формы нет цели и на неё не ссылается другая форма: она никогда не выполняется.",
            "ليس للشكل هدف ولا يحيل إليه شكل آخر: فهو لا ينفذ أبدا.",
        ),
    ),
    "SHAPES-SLOW": (
        Level.INFO,
        _six(
            "The shape runs on the slower reference engine: it {value}.",
            "该形状在较慢的参考引擎上运行：{value}。",
            "La forme s'exécute sur le moteur de référence, plus lent : {value}.",
            "La forma se ejecuta en el motor de referencia, más lento: {value}.",
            "Форма выполняется на более медленном эталонном движке: {value}.",
            "ينفذ الشكل على المحرك المرجعي الأبطأ: {value}.",
        ),
    ),
    "SHAPES-STORE": (
        Level.WARNING,
        _six(
            "The store keeps {value} as xsd:integer and checks its bounds only.",
            "存储库把 {value} 保存为 xsd:integer，只检查取值范围。",
            "Le dépôt garde {value} comme xsd:integer et n'en vérifie que les bornes.",
            "El almacén guarda {value} como xsd:integer y solo comprueba sus límites.",
            "Хранилище держит {value} как xsd:integer и проверяет только границы.",
            "يحفظ المخزن {value} بوصفه xsd:integer ولا يفحص إلا حدوده.",
        ),
    ),
}
"""Level and text of each fault."""

FIXES: Mapping[str, Texts] = {
    "SHAPES-EMPTY": _six(
        "Give a shape sh:targetClass or another target.",
        "为形状添加 sh:targetClass 或其他目标。",
        "Donnez à une forme sh:targetClass ou une autre cible.",
        "Dé a una forma sh:targetClass u otro objetivo.",
        "Задайте форме sh:targetClass или другую цель.",
        "أضف إلى شكل ما sh:targetClass أو هدفا آخر.",
    ),
    "SHAPES-TERM": _six(
        "Mend the spelling of the term.",
        "更正该术语的拼写。",
        "Corrigez l'orthographe du terme.",
        "Corrija la grafía del término.",
        "Исправьте написание термина.",
        "صحح كتابة المصطلح.",
    ),
    "SHAPES-IDLE": _six(
        "Add a target, or remove the shape.",
        "添加目标或删除该形状。",
        "Ajoutez une cible, ou retirez la forme.",
        "Añada un objetivo o retire la forma.",
        "Добавьте цель или удалите форму.",
        "أضف هدفا أو احذف الشكل.",
    ),
    "SHAPES-STORE": _six(
        "Use xsd:integer with sh:minInclusive and sh:maxInclusive.",
        "请使用 xsd:integer 并配以 sh:minInclusive 和 sh:maxInclusive。",
        "Employez xsd:integer avec sh:minInclusive et sh:maxInclusive.",
        "Use xsd:integer con sh:minInclusive y sh:maxInclusive.",
        "Используйте xsd:integer с sh:minInclusive и sh:maxInclusive.",
        "استخدم xsd:integer مع sh:minInclusive وsh:maxInclusive.",
    ),
}
