"""The loader of IATI activity files."""

from loaders.iati.context import Context, Names
from loaders.iati.links import as_finding, hints
from loaders.iati.plan import read_activity
from loaders.iati.results import read_results
from loaders.iati.schema import activity_faults, root_faults
from loaders.source import Kept, Sink, Source, refusal
from loaders.xml import Element, Fault, attributes, line, stream
from loaders.xmlhead import root_of
from shapes.finding import Finding, Level, Place

VERSIONS = ("1.01", "1.02", "1.03", "1.04", "1.05", "2.01", "2.02", "2.03")
JUDGED = "2.03"
"""The version whose structure is judged; older ones are read without a verdict."""


class IatiLoader:
    """Reads IATI activity files, one activity at a time."""

    name = "iati"
    title = "IATI activities"
    version = "1"

    def recognize(self, head: bytes, source: Source) -> float:
        """Return whether the root element is iati-activities."""
        root = root_of(head)
        return 1.0 if root and root[1] == "iati-activities" else 0.0

    def read(self, source: Source, sink: Sink) -> None:
        """Tell the sink every activity, what the standard says of it, and links it may hide."""
        names = Names()
        number = 0
        version: str | None = None
        top: Element | None = None
        met: list[tuple[str, int]] = []
        for root, element, spots in stream(source, sink):
            if top is None:
                top = root
                version = _version(root, source, sink)
                _count_root(root, sink)
            if not met or met[-1][0] != element.tag:
                met.append((str(element.tag), spots[0][0] if spots else line(element)))
            if element.tag != "iati-activity":
                sink.count(f"iati-activities/{element.tag}", Kept.UNMAPPED)
                continue
            number += 1
            activity = Context(source, sink, names, element, number, spots)
            if version == JUDGED:
                for fault in activity_faults(element):
                    _tell(fault, activity.place_of_fault(fault), sink)
            read_activity(activity)
            for hint in hints(read_results(activity)):
                sink.report(as_finding(hint, activity.place(hint.thing.element)))
        if top is None:
            raise refusal(
                "IATI-EMPTY",
                f"{source.name} holds no activity.",
                Place(source.name, line=1),
                "Check that this is the file you meant.",
                zh=f"{source.name} 不含任何活动。",
            )
        if version == JUDGED:
            for fault in root_faults(top, met):
                _tell(fault, Place(source.name, line=fault.line, xpath=fault.path), sink)


def _version(root: Element, source: Source, sink: Sink) -> str:
    """Return the version that a file says it has, the judged one where it says none."""
    given = (root.get("version") or "").strip()
    if given and given not in VERSIONS:
        _note(
            root,
            source,
            sink,
            Level.WARNING,
            f"IATI version {given!r} is not known; the file is read as 2.03.",
            f"未知的 IATI 版本 {given!r}，按 2.03 读取。",
        )
    elif given and given != JUDGED:
        _note(
            root,
            source,
            sink,
            Level.INFO,
            f"The file is of IATI version {given}; its structure is judged for {JUDGED} only.",
            f"文件为 IATI {given} 版，仅对 {JUDGED} 版判断结构。",
        )
        return given
    return JUDGED


def _note(
    root: Element, source: Source, sink: Sink, level: Level, message: str, chinese: str
) -> None:
    place = Place(source.name, line=line(root), xpath="/iati-activities")
    fix = {"en": f"Move to IATI {JUDGED} if you can."}
    told = {"en": message, "zh": chinese}
    sink.report(Finding("IATI-VERSION", level, told, fix=fix, places=(place,)))


def _count_root(root: Element, sink: Sink) -> None:
    sink.count("iati-activities", Kept.MAPPED)
    for name in attributes(root):
        known = Kept.MAPPED if name == "version" else Kept.UNMAPPED
        sink.count(f"iati-activities/@{name}", known)


def _tell(fault: Fault, place: Place, sink: Sink) -> None:
    sink.report(
        Finding(
            rule="IATI-XSD",
            level=Level.VIOLATION,
            message={
                "en": f"Against the IATI Standard 2.03: {fault.message}",
                "zh": f"不符合 IATI 2.03 标准：{fault.message}",
            },
            fix={"en": "Correct the element; the standard's reference describes it."},
            places=(place,),
        )
    )
