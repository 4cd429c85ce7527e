"""Time the linkage matrix at sizes that no real store has yet, beside a bare sparse product.

    python -m benchmarks.matrix [--plans 5000] [--things 20000] [--touched 40] [--runs 5]

Plans touch things as real ones do: a few things are touched by very many. Seconds are of the
processor; the bare product multiplies the same incidence once and keeps every pair.
"""

import argparse
import time
from collections.abc import Callable
from statistics import median

import numpy as np
from scipy import sparse

from sparql.matrix import Counts, Touches
from webapp import matrices

RULE = "https://w3id.org/rbm/code/derivations/outcome"
SEED = 7


def incidence(plans: int, things: int, touched: int) -> Counts:
    """Return which plans touch which things; how often a thing is touched falls with its number."""
    random = np.random.default_rng(SEED)
    weights = 1.0 / np.arange(1, things + 1)
    columns = random.choice(things, size=plans * touched, p=weights / weights.sum())
    rows = np.repeat(np.arange(plans), touched)
    counts = sparse.csr_matrix(
        (np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(plans, things)
    )
    counts.data[:] = 1
    return counts


def timed(work: Callable[[], object], runs: int) -> float:
    """Return the median of the processor seconds that some work takes."""
    spent = []
    for _ in range(runs):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return median(spent)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=5_000)
    parser.add_argument("--things", type=int, default=20_000)
    parser.add_argument("--touched", type=int, default=40)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    counts = incidence(given.plans, given.things, given.touched)
    names = tuple(f"https://example.org/plan/{number:05}" for number in range(given.plans))
    things = tuple(f"https://example.org/thing/{number:05}" for number in range(given.things))
    touched = Touches(names, things, {RULE: counts}, {})
    bare = timed(lambda: counts @ counts.T, given.runs)
    some = frozenset(names[:1])
    works: dict[str, Callable[[], object]] = {
        "all pairs of plans": touched.pairs,
        "the page, 60 by 60": lambda: matrices.of_plans(touched, False, 60),
        "the page, 200 by 200 in clusters": lambda: matrices.of_plans(touched, True, 200),
        "one plan against all it is linked to": lambda: matrices.of_plans(
            touched, False, 200, some
        ),
        "plans by shared things, 200 by 200": lambda: matrices.of_things(touched, RULE, 200),
    }
    print(f"{given.plans:,} plans, {given.things:,} shared things, {counts.nnz:,} touches.\n")
    print("| what | processor seconds | of a bare product |")
    print("|---|---:|---:|")
    print(f"| bare scipy product of the same incidence | {bare:.3f} | 1.00 |")
    for name, work in works.items():
        spent = timed(work, given.runs)
        print(f"| {name} | {spent:.3f} | {spent / bare:.2f} |", flush=True)


if __name__ == "__main__":
    main()
