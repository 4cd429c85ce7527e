"""The loader of our own workbook: every cell of its sheets, and the statements beside them."""

from loaders.limits import is_zip
from loaders.source import Refusal, Sink, Source, refusal
from loaders.spreadsheets import open_table
from loaders.tables import header_of
from loaders.template import GUIDE, SIGNATURE, TABS
from loaders.template_rows import Reader
from shapes.finding import Place

NAMES = {tab.name for tab in TABS}


class TemplateLoader:
    """Reads workbooks that were made from our template."""

    name = "template"
    title = "our workbook (.xlsx, .ods)"
    version = "1"

    def recognize(self, head: bytes, source: Source) -> float:
        """Return whether the guide's first cell says so, or a sheet has our name and headers."""
        if not is_zip(head):
            return 0.0
        try:
            opened = open_table(source)
            if opened is None:
                return 0.0
            with opened as sheets:
                for sheet in sheets:
                    first = next(iter(sheet.rows), None)
                    header = header_of(first) if first else ()
                    if sheet.name == GUIDE and header[:1] == (SIGNATURE,):
                        return 1.0
                    if sheet.name in NAMES and header[:2] == ("id", "type"):
                        return 0.95
        except Refusal:
            # What is wrong with the file is told when it is read.
            return 0.0
        return 0.0

    def read(self, source: Source, sink: Sink) -> None:
        """Tell the sink what every row of every known sheet says."""
        opened = open_table(source, sink)
        if opened is None:
            raise refusal(
                "LOAD-FORMAT",
                f"{source.name} is no workbook.",
                Place(source.name),
                "Make one with `rbm template -o framework.xlsx`.",
                zh=f"{source.name} 不是工作簿。",
            )
        reader = Reader(source, sink)
        with opened as sheets:
            for sheet in sheets:
                reader.sheet(sheet)
        reader.close()
