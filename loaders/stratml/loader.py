"""The loader of StratML: reads leniently, maps strictly, tells every fault."""

from loaders.source import Sink, Source, refusal
from loaders.stratml.context import PLANS, Context
from loaders.stratml.plan import read_plan
from loaders.stratml.structure import flaws
from loaders.xml import Element, local, tree
from loaders.xmlhead import root_of
from shapes.finding import Level, Place

NAMESPACES = {
    "urn:ISO:std:iso:17469:tech:xsd:stratml_core": "StrategicPlan",
    "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport": "PerformancePlanOrReport",
    "http://www.stratml.net": None,
}
"""The namespaces in use and the root element that belongs to each; the last is an old one."""


class StratmlLoader:
    """Reads StratML Parts 1 and 2."""

    name = "stratml"
    title = "StratML"
    version = "1"

    def recognize(self, head: bytes, source: Source) -> float:
        """Return how surely the root element is one of StratML's."""
        root = root_of(head)
        if root is None:
            return 0.0
        if root[0] in NAMESPACES:
            return 1.0
        return 0.8 if root[1] in PLANS else 0.0

    def read(self, source: Source, sink: Sink) -> None:
        """Tell the sink what the document says and every departure from the standard."""
        root = tree(source)
        if local(root) not in PLANS:
            raise refusal(
                "STRATML-ROOT",
                f"{source.name} begins with {local(root)}, which is no plan or report of StratML.",
                Place(source.name, line=1),
                f"The root element of Part 1 is {PLANS[0]}, that of Part 2 is {PLANS[1]}.",
                zh=f"{source.name} 的根元素 {local(root)} 不是 StratML 计划或报告。",
            )
        document = Context(source, sink, root)
        _namespace(document, root)
        part = 1 if local(root) == PLANS[0] else 2
        for flaw in flaws(root, part):
            document.report(
                flaw.rule,
                Level.WARNING,
                flaw.message,
                flaw.chinese,
                flaw.fix,
                flaw.element,
            )
        read_plan(document, root)


def _namespace(document: Context, root: Element) -> None:
    """Tell a namespace that is not the one of the root element."""
    given = root.tag.removeprefix("{").partition("}")[0] if root.tag[0] == "{" else ""
    if NAMESPACES.get(given) != local(root):
        right = next(name for name, owner in NAMESPACES.items() if owner == local(root))
        document.report(
            "STRATML-NAMESPACE",
            Level.WARNING,
            f"The namespace is {given or 'missing'!r}; the file is read all the same.",
            f"命名空间为 {given!r}，不是标准规定的；仍予读取。",
            f"{local(root)} belongs to {right}.",
            root,
        )
