"""Reading mapping files: plain data of a TOML text to a mapping, every slip named by its key."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from loaders.mapping import (
    KINDS,
    Mapping,
    MappingFault,
    Part,
    Statement,
    Table,
    Thing,
    iri,
    template,
)
from loaders.tokens import is_language

SHIPPED = Path(__file__).parent / "mappings"


@cache
def shipped() -> tuple[Mapping, ...]:
    """Return the mappings that come with the product, in the order of their names."""
    return tuple(read_mapping(path) for path in sorted(SHIPPED.glob("*.toml")))


def read_mapping(path: Path) -> Mapping:
    """Return what a mapping file says; raise `MappingFault` where it cannot be meant."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingFault(f"{path.name} is no TOML text: {error}.") from error
    return _Reader(path.name).mapping(content, path.parent)


class _Reader:
    """Turns the plain data of a TOML text into a mapping, naming the key of whatever is wrong."""

    def __init__(self, file: str):
        self._file = file

    def mapping(self, content: dict[str, Any], folder: Path) -> Mapping:
        self._only(content, "the file", set(_TOP))
        codes = {
            name: {str(key): str(value) for key, value in table.items()}
            for name, table in self._tables(content, "codes").items()
        }
        tables = {
            name: Table(self._text(table, "file", name), self._text(table, "key", name))
            for name, table in self._tables(content, "tables").items()
        }
        parts = {
            name: self._part(part, f"parts.{name}", tables)
            for name, part in self._tables(content, "parts").items()
        }
        things = content.get("thing")
        if not isinstance(things, list) or not things:
            raise self._fault("the file", "has no [[thing]], so no row would say anything")
        read = tuple(self._thing(thing, codes) for thing in things)
        names = [thing.name for thing in read]
        if len(set(names)) < len(names):
            raise self._fault("[[thing]]", "has two things of one name")
        for thing in read:
            for said in thing.says:
                if said.thing is not None and said.thing not in names:
                    raise self._fault(thing.name, f"points to {said.thing!r}, which is no thing")
        if (rest := content.get("rest")) is not None and rest not in names:
            raise self._fault("rest", f"names {rest!r}, which is no thing")
        requires = content.get("requires")
        if not isinstance(requires, list) or not requires:
            raise self._fault("requires", "must list the columns by which the layout is known")
        return Mapping(
            name=self._text(content, "name", "the file"),
            title=self._text(content, "title", "the file"),
            requires=tuple(requires),
            things=read,
            language=self._language(content, "the file"),
            decimal_mark=content.get("decimal_mark"),
            number_by=content.get("number_by"),
            tables=tables,
            parts=parts,
            folder=folder,
            sheet=content.get("sheet"),
            rest=content.get("rest"),
        )

    def _thing(self, given: Any, codes: dict[str, dict[str, str]]) -> Thing:
        where = f"thing {given.get('name', '')!r}" if isinstance(given, dict) else "[[thing]]"
        self._only(given, where, set(_THING))
        name = self._text(given, "name", where)
        identity = template(self._text(given, "id", where))
        if not identity.holes:
            raise self._fault(where, "has an id without a {column}: all rows would be one thing")
        kind = given.get("class")
        kind_column, kind_codes = None, {}
        if isinstance(kind, dict):
            self._only(kind, f"{where} class", {"column", "codes", "default"})
            kind_column = self._text(kind, "column", f"{where} class")
            kind_codes = self._codes(kind, codes, f"{where} class")
            kind = kind.get("default")
        if kind is not None:
            kind = self._iri(kind, where)
        when = given.get("when", [hole for hole in identity.holes if hole != "#"])
        says = given.get("says", [])
        return Thing(
            name=name,
            id=identity,
            kind=kind,
            kind_column=kind_column,
            kind_codes={key: self._iri(value, where) for key, value in kind_codes.items()},
            when=tuple(when),
            shared=bool(given.get("shared", False)),
            located=bool(given.get("located", True)),
            says=tuple(
                self._statement(said, codes, f"{where}, statement {number}")
                for number, said in enumerate(says, start=1)
            ),
        )

    def _statement(self, given: Any, codes: dict[str, dict[str, str]], where: str) -> Statement:
        self._only(given, where, set(_SAYS))
        sources = [key for key in ("column", "thing", "text", "iri") if key in given]
        if len(sources) != 1:
            raise self._fault(where, "needs exactly one of column, thing, text and iri")
        kind = given.get("as", "text")
        if kind not in KINDS:
            raise self._fault(where, f"has as = {kind!r}; it may be {', '.join(KINDS)}")
        if kind == "value" and "property" not in given:
            given = {**given, "property": "rbm:valueText"}
        table = self._codes(given, codes, where) if "codes" in given else None
        if kind == "code" and table is None:
            raise self._fault(where, "needs codes to translate by")
        return Statement(
            predicate=self._iri(self._text(given, "property", where), where),
            kind=kind,
            column=given.get("column"),
            thing=given.get("thing"),
            text=template(given["text"]) if "text" in given else None,
            iri=template(given["iri"]) if "iri" in given else None,
            codes=table,
            language=self._language(given, where),
            unless=given.get("unless"),
            optional=bool(given.get("optional", False)),
        )

    def _part(self, given: Any, where: str, tables: dict[str, Table]) -> Part:
        self._only(given, where, {"column", "table", "find"})
        table = give = None
        if "table" in given:
            table, _, give = str(given["table"]).partition(".")
            if table not in tables or not give:
                raise self._fault(where, "table must be the name of a table, a dot and a column")
        try:
            find = re.compile(given["find"]) if "find" in given else None
        except re.error as error:
            raise self._fault(where, f"has a pattern that cannot be read: {error}") from error
        return Part(self._text(given, "column", where), table, give, find)

    def _codes(
        self, given: dict[str, Any], codes: dict[str, dict[str, str]], where: str
    ) -> dict[str, str]:
        name = self._text(given, "codes", where)
        if name not in codes:
            raise self._fault(where, f"uses codes {name!r}, but there is no [codes.{name}]")
        return codes[name]

    def _tables(self, content: dict[str, Any], key: str) -> dict[str, Any]:
        found = content.get(key, {})
        if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
            raise self._fault(key, f"must be tables: [{key}.name]")
        return found

    def _text(self, given: dict[str, Any], key: str, where: str) -> str:
        value = given.get(key)
        if not isinstance(value, str) or not value:
            raise self._fault(where, f"needs {key}, a text")
        return value

    def _language(self, given: dict[str, Any], where: str) -> str | None:
        tag = given.get("language")
        if tag is not None and not (isinstance(tag, str) and is_language(tag)):
            raise self._fault(where, f'has language = {tag!r}; it is a tag such as "en" or "zh"')
        return tag

    def _iri(self, name: str, where: str) -> str:
        try:
            return iri(name)
        except MappingFault as fault:
            raise self._fault(where, str(fault)) from fault

    def _only(self, given: Any, where: str, known: set[str]) -> None:
        if not isinstance(given, dict):
            raise self._fault(where, "must be a table of keys and values")
        if odd := sorted(set(given) - known):
            raise self._fault(where, f"has {', '.join(odd)}; known are {', '.join(sorted(known))}")

    def _fault(self, where: str, what: str) -> MappingFault:
        return MappingFault(f"{self._file}: {where} {what}.")


_TOP = (
    "name", "title", "requires", "language", "decimal_mark", "number_by", "sheet", "rest",
    "tables", "codes", "parts", "thing",
)  # fmt: skip
_THING = ("name", "id", "class", "when", "shared", "located", "says")
_SAYS = (
    "property", "as", "column", "thing", "text", "iri", "codes", "language", "unless", "optional",
)  # fmt: skip
