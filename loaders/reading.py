"""Reading: from what a user names to one bundle per data set, nothing published yet."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from loaders.formats import LOADERS, loader, recognize
from loaders.gather import Given, gather
from loaders.limits import LIMITS, Limits
from loaders.provenance import Read
from loaders.source import Loader, Refusal, Sink, Source, Tally, refusal
from loaders.sourcemap import SourceMap
from ontology.vocabulary import BASE
from shapes.finding import Finding, Place
from sparql.graphs import FIXED, GRAPH

RESERVED = {graph.removeprefix(GRAPH) for graph in FIXED}

Progress = Callable[[str, int, int], None]
"""Told the file's name (or the step), the bytes done and the bytes in all."""


@dataclass(frozen=True, slots=True)
class ImportBundle:
    """One data set as read: its statements as N-Quads, its source map, what was counted."""

    dataset: str
    graph: str
    quads: Path
    places: Path
    read: tuple[Read, ...]
    tally: Tally

    def source_map(self) -> SourceMap:
        """Return where each statement comes from."""
        return SourceMap(self.places)


@dataclass(frozen=True, slots=True)
class Settings:
    """How an import reads: format (None: by content), data set (None: one per file), base.

    `origin` is the address that the files were fetched from, where they were; `graph` the named
    graph they become, and what their relative IRIs are relative to, where a program names it.
    """

    format: str | None = None
    dataset: str | None = None
    base: str = BASE
    origin: str | None = None
    graph: str | None = None
    limits: Limits = LIMITS
    loaders: Sequence[Loader] = LOADERS


def read(
    paths: Iterable[str | Path],
    folder: Path,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> tuple[list[ImportBundle], list[Finding]]:
    """Read files into bundles in a folder; return them and the findings of refused files."""
    settings = settings or Settings()
    refused: list[Finding] = []
    sets: dict[str, list[tuple[Given, Loader]]] = {}
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    for given in gather(paths, unpacked, settings.limits):
        if isinstance(given, Refusal):
            refused.extend(given.findings)
            continue
        dataset = settings.dataset or given.dataset
        try:
            chosen = _loader(given, dataset, settings)
        except Refusal as refusing:
            if given.chosen or refusing.finding.rule != "LOAD-FORMAT":
                refused.extend(refusing.findings)
            continue
        sets.setdefault(dataset, []).append((given, chosen))
    if not sets and not refused:
        said = ", ".join(str(path) for path in paths)
        refused.append(
            refusal(
                "LOAD-NONE", f"There is nothing to read in {said}.", Place(said), "Check the path."
            ).finding
        )
    bundles = []
    for dataset, files in sets.items():
        try:
            _check_name(dataset, files, settings)
            bundles.append(_bundle(dataset, files, folder, settings, progress, cancel))
        except Refusal as refusing:
            refused.extend(refusing.findings)
    return bundles, refused


def _loader(given: Given, dataset: str, settings: Settings) -> Loader:
    if settings.format is not None:
        return loader(settings.format, settings.loaders)
    source = Source(given.path, given.name, dataset, settings.base)
    return recognize(source, settings.loaders)


def _check_name(dataset: str, files: list[tuple[Given, Loader]], settings: Settings) -> None:
    place = Place(files[0][0].name)
    if dataset in RESERVED:
        raise refusal(
            "LOAD-NAME",
            f"The data set would be called {dataset!r}, a name the service keeps for itself.",
            place,
            "Give it another name with --graph.",
            zh=f"数据集名称 {dataset!r} 为系统保留。",
        )
    origins = {given.origin for given, _ in files}
    if settings.dataset is None and len(origins) > 1:
        names = " and ".join(sorted(origin.name for origin in origins))
        raise refusal(
            "LOAD-NAME",
            f"{names} would all be the data set {dataset!r}.",
            place,
            "Load them one by one with --graph, or together under one --graph.",
            zh=f"多个文件对应同一数据集名称 {dataset!r}。",
        )


def _bundle(
    dataset: str,
    files: list[tuple[Given, Loader]],
    folder: Path,
    settings: Settings,
    progress: Progress | None,
    cancel: Callable[[], bool] | None,
) -> ImportBundle:
    """Read all files of one data set into one graph."""
    graph = settings.graph or f"{GRAPH}{dataset}"
    quads = folder / f"{len(list(folder.iterdir()))}.nq"
    places = quads.with_suffix(".sqlite")
    at: list[Given] = []

    def advance(position: int) -> None:
        if progress is not None:
            progress(at[-1].name, min(position, at[-1].size), at[-1].size)

    sink = Sink(quads, places, graph, progress=advance, cancelled=cancel)
    account = []
    try:
        with _rare_collection():
            for given, chosen in files:
                at.append(given)
                source = Source(given.path, given.name, dataset, settings.base, settings.graph)
                sink.document(source)
                sink.advance(0)
                chosen.read(source, sink)
                sink.advance(given.size)
                account.append(
                    Read(
                        given.name,
                        source.document,
                        given.sha256,
                        given.size,
                        chosen.name,
                        chosen.version,
                    )
                )
            sink.close()
    except BaseException:
        sink.abandon()
        raise
    return ImportBundle(dataset, graph, quads, places, tuple(account), sink.tally)


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Let the garbage collector run seldom: a load makes many small objects and hardly a cycle."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
