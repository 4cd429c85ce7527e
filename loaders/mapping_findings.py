"""What the loader of mapped tables has to say: of values, rows, columns, sheets and tables."""

from loaders.mapping import Mapping, MappingFault
from loaders.saying import in_all_languages
from loaders.tables import letters
from shapes.finding import Finding, Level, Place


def unread(
    held: str, column: str, why: str, instead: str | None, place: Place, *, mapped: bool = True
) -> Finding:
    """Return what is said of a value that is none of its kind; `instead` is what it becomes.

    A layout that is not `mapped` by a file of the steward's can learn no value.
    """
    then = f"; it is taken as {instead.rpartition('#')[2]}" if instead else ""
    return Finding(
        rule="LOAD-VALUE",
        level=Level.WARNING,
        message={
            "en": f"{held!r} in column {column!r} is not read: {why}{then}.",
            "zh": f"“{column}”列中的 {held!r} 无法读取。",
        },
        value=held,
        fix={"en": "Correct the cell" + (", or add the value to the mapping." if mapped else ".")},
        places=(place,),
    )


def beyond(held: str, place: Place) -> Finding:
    """Return what is said of a cell to the right of the last header."""
    return Finding(
        rule="LOAD-ROW",
        level=Level.WARNING,
        message={
            "en": f"This row has more cells than there are headers; {held!r} is not read.",
            "zh": f"该行的单元格多于表头，{held!r} 未读取。",
        },
        value=held,
        fix={"en": "Give the column a header, or put text with separators in quotes."},
        places=(place,),
    )


def duplicate(subject: str, place: Place) -> Finding:
    """Return what is said of a row whose identifier another row has."""
    return Finding(
        rule="LOAD-DUPLICATE",
        level=Level.WARNING,
        message={
            "en": f"Another row before this one has the same identifier, {subject}; both speak of"
            " one thing now.",
            "zh": f"此前已有一行使用相同的标识符 {subject}。",
        },
        focus=subject.strip("<>"),
        fix={"en": "Give each row its own identifier, or merge the rows."},
        places=(place,),
    )


def unmapped(number: int, name: str, filled: int, mapping: Mapping, place: Place) -> Finding:
    """Return what is said of a column that the mapping does not know."""
    return Finding(
        rule="LOAD-COLUMN",
        level=Level.INFO,
        message={
            "en": f"Column {letters(number)} ({name or 'without a header'}) is not mapped:"
            f" {filled:,} cells are not read.",
            "zh": f"{letters(number)} 列（{name}）未映射，{filled:,} 个单元格未读取。",
        },
        fix={"en": f"Add the column to the mapping {mapping.name}."},
        places=(place,),
    )


def unstated(name: str, times: int, place: Place) -> Finding:
    """Return what is said of cells whose rows do not state the thing that they speak of."""
    return Finding(
        rule="LOAD-UNSTATED",
        level=Level.WARNING,
        message={
            "en": f"{times:,} cells of column {name!r} are not read, from here on: their rows leave"
            " a cell empty that the mapping needs beside them.",
            "zh": f"自此处起，“{name}”列有 {times:,} 个单元格未读取：所在行缺少所需的单元格。",
        },
        value=name,
        fix={"en": "Fill in the cells that belong to it, or clear these."},
        places=(place,),
    )


def nameless(name: str, filled: int, place: Place) -> Finding:
    """Return what is said of a row that does not name what it speaks of."""
    return Finding(
        rule="LOAD-UNSTATED",
        level=Level.WARNING,
        message={
            "en": f"This row has no {name!r}, so nobody knows what it speaks of; its {filled:,}"
            " cells are not read.",
            "zh": f"该行缺少“{name}”，无法确定所指；其 {filled:,} 个单元格均未读取。",
        },
        value=name,
        fix={"en": f"Fill in {name!r}, or delete the row."},
        places=(place,),
    )


def missing(name: str, mapping: Mapping, place: Place) -> Finding:
    """Return what is said of a column that the mapping knows and the table lacks."""
    return Finding(
        rule="LOAD-COLUMN",
        level=Level.INFO,
        message={
            "en": f"The mapping {mapping.name} knows a column {name!r} that is not here.",
            "zh": f"映射 {mapping.name} 中的“{name}”列在此处不存在。",
        },
        fix={"en": "Nothing to do where the layout has no such column; else correct the header."},
        places=(place,),
    )


def unmeant(fault: MappingFault, file: str) -> Finding:
    """Return what is said of a mapping file that cannot be meant."""
    said = str(fault)
    return in_all_languages(
        Finding(
            rule="LOAD-TOML",
            level=Level.VIOLATION,
            message={"en": said, "zh": f"映射文件无法理解：{said}"},
            fix={"en": "Correct the mapping file, or leave it out."},
            places=(Place(file),),
        )
    )


def untagged(name: str, mapping: Mapping, place: Place) -> Finding:
    """Return what is said of a column of texts for which the mapping names no language."""
    return Finding(
        rule="LOAD-NOTAG",
        level=Level.WARNING,
        message={
            "en": f"The texts of column {name!r} get no language tag: the mapping"
            f" {mapping.name} names no language.",
            "zh": f"“{name}”列的文字没有语言标记：映射 {mapping.name} 未指明语言。",
        },
        value=name,
        fix={
            "en": 'Write language = "en" (or the language it is) at the top of the mapping or at'
            ' the statement; as = "string" where the text is of no language.'
        },
        places=(place,),
    )


def doubled(name: str, place: Place) -> Finding:
    """Return what is said of a header that stands more than once."""
    return Finding(
        rule="LOAD-COLUMN",
        level=Level.WARNING,
        message={
            "en": f"The header {name!r} stands more than once; only its first column is read.",
            "zh": f"表头“{name}”重复出现，仅读取第一列。",
        },
        fix={"en": "Give each column its own header."},
        places=(place,),
    )


def no_rows(place: Place) -> Finding:
    """Return what is said of a table that has headers and nothing below them."""
    return Finding(
        rule="LOAD-EMPTY",
        level=Level.WARNING,
        message={
            "en": "There are headers here and no row below them; nothing is read.",
            "zh": "此处只有表头，没有数据行；未读取任何内容。",
        },
        fix={"en": "Check that it is the right file, saved with its content."},
        places=(place,),
    )


def hidden(place: Place) -> Finding:
    """Return what is said of a sheet that is hidden."""
    return Finding(
        rule="LOAD-HIDDEN",
        level=Level.INFO,
        message={
            "en": f"Sheet {place.sheet} is hidden in the workbook; it is read all the same.",
            "zh": f"工作表 {place.sheet} 处于隐藏状态，仍予读取。",
        },
        fix={"en": "Delete the sheet if it is not meant to be published."},
        places=(place,),
    )


def left_out(place: Place) -> Finding:
    """Return what is said of a sheet that no mapping fits."""
    return Finding(
        rule="LOAD-SHEET",
        level=Level.WARNING,
        message={
            "en": f"Sheet {place.sheet} has headers that no mapping knows; it is not read.",
            "zh": f"工作表 {place.sheet} 的表头与任何映射都不符，未读取。",
        },
        fix={"en": "Draft a mapping for it with: rbm mapping suggest FILE"},
        places=(place,),
    )


def no_table(file: str, mapping: Mapping, place: Place) -> Finding:
    """Return what is said of a lookup table that is not there."""
    return Finding(
        rule="LOAD-TABLE",
        level=Level.WARNING,
        message={
            "en": f"The mapping {mapping.name} looks things up in {file}, which is neither beside"
            f" {place.file} nor in a folder mappings there; what it gives is not stated.",
            "zh": f"映射 {mapping.name} 所需的对照表 {file} 未找到，相关内容未生成。",
        },
        fix={"en": f"Put {file} beside the data, or name its folder with --tables."},
        places=(place,),
    )
