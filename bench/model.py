"""A property graph of many statements: building it, its incidence and the graph in force on a day, beside reading.

The table stands for a file of activities: agencies that operate in places from one day to another, one piece of
evidence each; how often an agency or a place occurs follows a power law. pandas reads the same table from CSV and from
Parquet: what comes before any graph.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench._measure import Usage, in_turn, machine, ratio, seconds, table, timed
from graph.model import PropertyGraph

DAY = "2018-05-17"
CSV, PARQUET = "pandas reads CSV", "pandas reads Parquet"


def tables(statements: int, agencies: int, places: int, seed: int) -> dict[str, pd.DataFrame]:
    """The tables of a graph, as `PropertyGraph` takes them: one row of `edges` and of `evidence` a statement."""
    random = np.random.default_rng(seed)

    def drawn(kind: str, count: int) -> pd.Series[str]:
        chance = np.arange(1, count + 1) ** -0.8
        codes = random.choice(count, size=statements, p=chance / chance.sum())
        return pd.Series([f"{kind}:{n}" for n in range(count)], dtype="str").take(codes).reset_index(drop=True)

    def days(first: int, last: int) -> pd.Series[str]:
        known = pd.Series(pd.date_range(f"{first}-01-01", f"{last}-12-31").strftime("%Y-%m-%d"), dtype="str")
        return known.take(random.integers(0, len(known), statements)).reset_index(drop=True)

    source = "source:generated"
    nodes = [*(f"agency:{n}" for n in range(agencies)), *(f"place:{n}" for n in range(places)), source]
    ids = pd.Series([f"operates-in/{n:08d}" for n in range(statements)], dtype="str")
    edges = pd.DataFrame({"id": ids, "relation": "OPERATES_IN"})
    edges = edges.assign(source=drawn("agency", agencies), target=drawn("place", places), spell=1)
    edges = edges.assign(start=days(2010, 2017), end=days(2018, 2024), confidence="stated", dataset="generated")
    evidence = pd.DataFrame({"id": ids + "#1", "about": ids, "source": source, "date": "2024", "stance": "supports"})
    sources = pd.DataFrame({"id": [source], "title": ["generated"], "accessed": ["2024-01-01"]})
    return {
        "nodes": pd.DataFrame({"id": nodes, "name_en": nodes}),
        "edges": edges,
        "evidence": evidence,
        "sources": sources,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Time each step in turn, and print medians and their ratios to the reading."""
    parser = argparse.ArgumentParser(prog="bench.model", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--statements", type=int, default=1_000_000, help="how many statements (default 1000000)")
    parser.add_argument("--agencies", type=int, default=20_000, help="how many agencies (default 20000)")
    parser.add_argument("--places", type=int, default=5_000, help="how many places (default 5000)")
    parser.add_argument("--seed", type=int, default=20220517, help="the seed of the generator (default 20220517)")
    parser.add_argument("--runs", type=int, default=3, help="how many turns (default 3)")
    given = parser.parse_args(arguments)
    made = tables(given.statements, given.agencies, given.places, given.seed)
    with tempfile.TemporaryDirectory() as folder:
        csv, parquet = Path(folder) / "edges.csv", Path(folder) / "edges.parquet"
        made["edges"].to_csv(csv, index=False)
        made["edges"].to_parquet(parquet, index=False)
        taken = in_turn(_steps(made, csv, parquet), given.runs)
    wall = {name: [usage.wall for usage in runs] for name, runs in taken.items()}
    rows = [
        [name, seconds(times), f"{ratio(times, wall[CSV]):.2f}", f"{ratio(times, wall[PARQUET]):.2f}"]
        for name, times in wall.items()
    ]
    print(machine("pandas", "pyarrow", "numpy", "scipy"))
    print(f"{given.statements:,} statements and pieces of evidence, {given.agencies + given.places:,} nodes\n")
    print(table(["", "wall s", "to CSV", "to Parquet"], rows))
    print(f"\nMedians of {given.runs} turns (least-most); ratios are medians of those within turns.")


def _steps(made: dict[str, pd.DataFrame], csv: Path, parquet: Path) -> dict[str, Callable[[], Usage]]:
    graphs: list[PropertyGraph] = []  # the one of this turn: what is cached in one turn is not there in the next

    def built() -> PropertyGraph:
        graphs[:] = [PropertyGraph(**made)]
        return graphs[0]

    steps: dict[str, Callable[[], Any]] = {
        CSV: partial(pd.read_csv, csv),
        PARQUET: partial(pd.read_parquet, parquet),
        "PropertyGraph": built,
        "incidence on a day": lambda: graphs[0].incidence("OPERATES_IN", as_of=DAY),
        "the same, cached": lambda: graphs[0].incidence("OPERATES_IN", as_of=DAY),
        "the graph at a day": lambda: graphs[0].at(DAY),
        "the same, cached ": lambda: graphs[0].at(DAY),
    }
    return {name: partial(_usage, step) for name, step in steps.items()}


def _usage(step: Callable[[], Any]) -> Usage:
    return timed(step).usage


if __name__ == "__main__":
    main()
