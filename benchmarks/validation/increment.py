"""An import into a large store: the check of what changed beside checks of the import and of all.

`python benchmarks/validation/increment.py [STORE] [IMPORT]`, both in triples.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import generate  # noqa: E402
from rdflib import Graph  # noqa: E402

from shapes import change  # noqa: E402
from shapes.compiled import validate  # noqa: E402
from shapes.finding import Finding  # noqa: E402
from sparql.embedded import EmbeddedStore  # noqa: E402

ROUNDS = 3
"""Checks of the import; the whole store is checked once."""


def key(finding: Finding) -> tuple[str | None, ...]:
    return finding.focus, finding.path, finding.value, finding.component, finding.shape


def measured(
    work: Callable[[], list[Finding]], rounds: int = ROUNDS
) -> tuple[float, float, list[Finding]]:
    """Return the best seconds on the clock and of the processor over some rounds."""
    clock, processor = [], []
    for _ in range(rounds):
        began, used = time.perf_counter(), time.process_time()
        found = work()
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
    return min(clock), min(processor), found


def main(size: int, added: int) -> None:
    shapes = Graph().parse(HERE / "core.ttl") + Graph().parse(HERE / "queries.ttl")
    with tempfile.TemporaryDirectory() as temporary:
        large, small = Path(temporary, "large.nt"), Path(temporary, "small.nt")
        generate.write(large, size)
        generate.write(small, added, seed=8, first=10_000_000)
        # The units stand in both files; a change is what was not there before.
        triples = [t for t in Graph().parse(small, format="nt") if "/unit/" not in t[0]]
        alone, full = EmbeddedStore(None), EmbeddedStore(None)
        alone.fill(small)
        full.fill(large)
        full.fill(small)
    edit = change.Change(triples)
    rows = {
        "the change": measured(lambda: list(change.validate(full, shapes, edit))),
        "the import alone": measured(lambda: list(validate(alone, shapes))),
        "everything": measured(lambda: list(validate(full, shapes)), 1),
    }
    new = {str(subject) for subject, _, _ in triples}
    on_import = [
        Counter(key(f) for f in rows[name][2] if f.focus in new)
        for name in ("the change", "everything")
    ]
    print(f"{full.count():,} triples in the store, {len(triples):,} of them new\n")
    print("| checked | seconds | processor s | findings |\n|---|---|---|---|")
    for name, (clock, processor, found) in rows.items():
        print(f"| {name} | {clock:.2f} | {processor:.2f} | {len(found)} |")
    same = on_import[0] == on_import[1]
    print(f"\nsame findings on the import as in the check of everything: {same}")


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:3]]
    main(*(sizes or [1_000_000, 10_000]))
