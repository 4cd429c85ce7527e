"""Shapes of an organization's own: Turtle files that the operator lays in the data folder.

They run beside the rules, under the same limits: a query in them reaches no network (`SERVICE` is
refused) and no script runs. A file that would not run as it is meant is left out and named.
"""

from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph

from shapes.finding import Finding, Level, Place
from shapes.lint import lint

FOLDER = "shapes"
"""Folder in the data folder whose `*.ttl` are run at every check and every publication."""


@dataclass(frozen=True, slots=True)
class Own:
    """Shapes of an organization's own, and what is wrong with those that do not run."""

    shapes: tuple[Graph, ...] = ()
    faults: tuple[Finding, ...] = ()

    @property
    def refused(self) -> tuple[str, ...]:
        """Return what does not run, a line each: file, line, fault."""
        return tuple(
            f"{fault.places[0]}: {fault.text()}"
            for fault in self.faults
            if fault.level is Level.VIOLATION
        )


NONE = Own()


def read(path: Path) -> Own:
    """Return the shapes of one file, linted; none where a fault would make them pass in silence."""
    try:
        text = path.read_text(encoding="utf-8")
        shapes = Graph().parse(data=text, format="turtle")
    except Exception as error:
        # The parsers of rdflib raise many kinds; whichever it is, the file cannot be read.
        said = " ".join(str(error).split())[:300]
        return Own((), (_unreadable(path.name, said),))
    faults = tuple(lint(shapes, text, path.name))
    grave = any(fault.level is Level.VIOLATION for fault in faults)
    return Own(() if grave else (shapes,), faults)


def own_shapes(data: Path) -> Own:
    """Return what stands in the folder of an installation's own shapes, in the order of names."""
    found = [read(path) for path in sorted((data / FOLDER).glob("*.ttl"))]
    return Own(
        tuple(graph for each in found for graph in each.shapes),
        tuple(fault for each in found for fault in each.faults),
    )


def _unreadable(name: str, said: str) -> Finding:
    return Finding(
        rule="SHAPES-SYNTAX",
        level=Level.VIOLATION,
        message={
            "en": f"This is no Turtle file of shapes: {said}",
            "zh": f"不是 Turtle 形状文件：{said}",
            "fr": f"Ce n'est pas un fichier Turtle de formes : {said}",
            "es": f"No es un archivo Turtle de formas: {said}",
            "ru": f"Это не файл форм в Turtle: {said}",
            "ar": f"ليس هذا ملف أشكال بصيغة Turtle: {said}",
        },
        places=(Place(name),),
    )
