"""`member-overlap` on a generated incidence: our kernel against a walk over a NetworkX graph and against DuckDB.

The incidence stands for a file of activities (5W, IATI): each activity is carried by one organisation or more. The
sets are the organisations, the members the activities, and two organisations overlap in the activities they share.
Sizes follow power laws on both sides: an activity has k organisations, 1 to 100, with a chance proportional to k^-2;
each is drawn with a chance proportional to rank^-0.8, so that few organisations are in very many activities.
"""

from __future__ import annotations

import argparse
import gc
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from bench._measure import Usage, child, in_turn, machine, ratio, seconds, table, timed

if TYPE_CHECKING:
    import duckdb
    import networkx as nx
    from scipy.sparse import csr_array

Array = np.ndarray[Any, Any]
Pairs = tuple[Array, Array, Array]
MOST_ORGANISATIONS, ACTIVITY_EXPONENT, ORGANISATION_EXPONENT = 100, 2.0, 0.8
ENGINES = OURS, WALK, DUCKDB = "queries._overlap", "NetworkX walk", "DuckDB self-join"


@dataclass(frozen=True, slots=True)
class Engine:
    """A way to find the pairs.

    Attributes:
        prepared: Seconds that its form of the memberships took to make.
        run: Finds the pairs in it.
    """

    prepared: float
    run: Callable[[], Pairs]


def memberships(organisations: int, activities: int, seed: int) -> tuple[Array, Array]:
    """Who is in what: organisations and activities by number, int32 each of shape (memberships,), no pair twice."""
    random = np.random.default_rng(seed)
    sizes = np.arange(1, MOST_ORGANISATIONS + 1)
    chance = sizes**-ACTIVITY_EXPONENT
    size = random.choice(sizes, size=activities, p=chance / chance.sum())
    weight = np.cumsum(np.arange(1, organisations + 1) ** -ORGANISATION_EXPONENT)
    drawn = np.searchsorted(weight, random.random(int(size.sum())) * weight[-1])
    organisation = random.permutation(organisations)[drawn]
    pair = np.unique(organisation.astype(np.int64) * activities + np.repeat(np.arange(activities), size))
    return (pair // activities).astype(np.int32), (pair % activities).astype(np.int32)


def sampled(organisation: Array, activity: Array, organisations: int, wanted: int, seed: int) -> tuple[Array, Array]:
    """The memberships of so many organisations drawn at random; of all where `wanted` is 0."""
    if not 0 < wanted < organisations:
        return organisation, activity
    chosen = np.random.default_rng(seed).choice(organisations, wanted, replace=False)
    kept = np.isin(organisation, chosen)
    return organisation[kept], activity[kept]


def matrix(organisation: Array, activity: Array, shape: tuple[int, int]) -> csr_array:
    """The memberships as our kernel takes them."""
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(organisation), dtype=np.int32), (organisation, activity)), shape=shape)


def graph(organisation: Array, activity: Array, shape: tuple[int, int]) -> nx.Graph:
    """The memberships as a plain NetworkX graph: organisations by number, activities numbered after them."""
    import networkx as nx

    made = nx.Graph()
    collecting = gc.isenabled()
    gc.disable()
    try:
        made.add_nodes_from(range(shape[0]))
        made.add_edges_from(zip(organisation.tolist(), (activity.astype(np.int64) + shape[0]).tolist(), strict=True))
    finally:
        if collecting:
            gc.enable()
    return made


def walk(made: nx.Graph, organisations: int, least: int) -> Pairs:
    """The overlaps by walking: for each organisation, count the organisations of its activities."""
    found: list[Pairs] = []
    for a in range(organisations):
        counts: Counter[int] = Counter()
        for activity in made[a]:
            counts.update(iter(made[activity]))  # an iterator is counted in C
        b = np.fromiter(counts.keys(), np.int32, len(counts))
        count = np.fromiter(counts.values(), np.int32, len(counts))
        keep = (b > a) & (count >= least)
        found.append((np.full(int(keep.sum()), a, dtype=np.int32), b[keep], count[keep]))
    a_, b_, count_ = (np.concatenate(column) for column in zip(*found, strict=True))
    return a_, b_, count_


def database(organisation: Array, activity: Array) -> duckdb.DuckDBPyConnection:
    """The memberships as a table in DuckDB's memory."""
    import duckdb
    import pandas as pd

    connection = duckdb.connect(":memory:")
    connection.register("given", pd.DataFrame({"organisation": organisation, "activity": activity}))
    connection.execute("CREATE TABLE membership AS SELECT organisation, activity FROM given")
    connection.unregister("given")
    return connection


def join(connection: duckdb.DuckDBPyConnection, least: int) -> Pairs:
    """The overlaps by a self-join on all processors; unsorted, which is to DuckDB's advantage."""
    found = connection.execute(
        """
        SELECT x.organisation AS a, y.organisation AS b, count(*)::INTEGER AS shared
        FROM membership x JOIN membership y ON x.activity = y.activity AND x.organisation < y.organisation
        GROUP BY ALL HAVING count(*) >= $least
        """,
        {"least": least},
    ).fetchnumpy()
    a, b, shared = (np.asarray(found[name]) for name in ("a", "b", "shared"))
    return a, b, shared


def packed(pairs: Pairs, shape: tuple[int, int]) -> Array:
    """Pairs and counts as one number each, sorted: equal where pairs and counts are, whatever their order."""
    a, b, count = (column.astype(np.int64) for column in pairs)
    return np.sort((a * shape[0] + b) * (shape[1] + 1) + count)


def engine(name: str, data: tuple[Array, Array], shape: tuple[int, int], least: int) -> Engine:
    """An engine with its input made."""
    from queries import _overlap

    if name == OURS:
        import scipy.sparse  # noqa: F401 - an import is no part of the input

        sets = timed(lambda: matrix(*data, shape))
        return Engine(sets.usage.wall, lambda: _overlap.shared(sets.result, least))
    if name == WALK:
        import networkx  # noqa: F401

        made = timed(lambda: graph(*data, shape))
        return Engine(made.usage.wall, lambda: walk(made.result, shape[0], least))
    import duckdb  # noqa: F401

    held = timed(lambda: database(*data))
    return Engine(held.usage.wall, lambda: join(held.result, least))


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare, and print what was compared, how long each took and the ratios."""
    given = _options().parse_args(arguments)
    organisation, activity = memberships(given.organisations, given.activities, given.seed)
    data = sampled(organisation, activity, given.organisations, given.networkx_sets, given.seed)
    shape = (given.organisations, given.activities)
    if given.peak is not None:
        if given.peak:
            engine(given.peak, data, shape, given.least).run()
        return
    print(machine("numpy", "scipy", "networkx", "duckdb"))
    degree, size = np.bincount(activity), np.bincount(organisation)
    print(
        f"{given.activities:,} activities of {given.organisations:,} organisations, {len(activity):,} memberships\n"
        f"organisations of an activity: median {np.median(degree[degree > 0]):.0f}, most {degree.max():,}; "
        f"activities of an organisation: median {np.median(size[size > 0]):,.0f}, most {size.max():,}"
    )
    if len(data[0]) < len(organisation):
        print(f"all compared on a sample of {given.networkx_sets:,} organisations: {len(data[0]):,} memberships")
        degree = np.bincount(data[1])
    print(
        f"increments of the sparse product: {int((degree**2).sum()):,}, "
        f"of them {int((degree * (degree - 1)).sum()) // 2:,} above its diagonal",
        flush=True,
    )
    peaks = _peaks(given)  # first, while this process is small
    _compare(data, shape, given, peaks)


def _compare(
    data: tuple[Array, Array], shape: tuple[int, int], given: argparse.Namespace, peaks: dict[str, float]
) -> None:
    ready = {name: engine(name, data, shape, given.least) for name in ENGINES}
    expected = packed(ready[OURS].run(), shape)

    def checked(run: Callable[[], Pairs]) -> Usage:
        taken = timed(run)
        assert np.array_equal(expected, packed(taken.result, shape)), "the engines do not find the same pairs"
        return taken.usage

    taken = in_turn({name: partial(checked, ready[name].run) for name in ENGINES}, given.runs)
    print(f"pairs that share {given.least} or more: {len(expected):,}; pairs and counts of all engines are equal\n")
    wall = {name: [usage.wall for usage in taken[name]] for name in ENGINES}
    cpu = {name: [usage.cpu for usage in taken[name]] for name in ENGINES}
    rows = [
        [
            name,
            f"{ready[name].prepared:.3f}",
            seconds(wall[name]),
            f"{ratio(wall[name], wall[OURS]):.1f}",
            f"{statistics.median(cpu[name]):.3f}",
            f"{ratio(cpu[name], cpu[OURS]):.1f}",
            f"{peaks[name]:,.0f}",
        ]
        for name in ENGINES
    ]
    print(table(["", "input, s", "pairs, wall s", "to ours", "cpu s", "to ours", "peak MB"], rows))
    print(
        f"\nMedians of {given.runs} turns (least-most); ratios are medians of those within turns. The input is made\n"
        "once, outside them. Our pairs come sorted; the others are sorted outside the clock. The peak is that of a\n"
        f"process of its own, input included; one that only makes the memberships takes {peaks['']:,.0f} MB."
    )


def _peaks(given: argparse.Namespace) -> dict[str, float]:
    """The peak of a process of its own for each engine, in MB; under no name that of the memberships alone."""
    options = [f"--{name}={getattr(given, name.replace('-', '_'))}" for name in SIZES]
    return {name: child(["-m", "bench.overlap", f"--peak={name}", *options]).peak_mb for name in ("", *ENGINES)}


SIZES = {
    "activities": (1_000_000, "how many activities"),
    "organisations": (20_000, "how many organisations"),
    "least": (1, "the least number shared"),
    "networkx-sets": (0, "compare on a random sample of so many organisations, where the walk would take too long"),
    "seed": (20220517, "the seed of the generator"),
}


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.overlap", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    for name, (default, meaning) in SIZES.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=f"{meaning} (default {default})")
    parser.add_argument("--runs", type=int, default=3, help="how many turns (default 3)")
    parser.add_argument("--peak", choices=("", *ENGINES), help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    main()
