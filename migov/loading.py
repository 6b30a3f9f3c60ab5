"""Loading files into a store, listing what a store is made of, taking a part of it out: what the command line calls."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError
from graph.stores import open_store

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.stores import Store
    from loaders._report import Report
    from loaders._run import Options


def load(
    name: str, files: Sequence[Path], store: str, options: Options, *, empty: bool = False, dry_run: bool = False
) -> Report:
    """Load files into a store, and give the report; a new store starts from the curated graph unless `empty`.

    Raises:
        DataErrors: The files are wrong; the store is as it was.
        UsageError, StoreError: There is no such format, or the store cannot be read or written.
    """
    from loaders import _run

    where = open_store(store)
    before = _held(where, empty=empty)
    graph, report = _run.load(name, files, before, options)
    if not dry_run and not same(before, graph, where):
        where.write(graph)
    return report


def same(before: PropertyGraph, after: PropertyGraph, store: Store) -> bool:
    """Whether a store holds the graph already."""
    return store.holds() and all(before.tables[name].equals(table) for name, table in after.tables.items())


def _held(store: Store, *, empty: bool) -> PropertyGraph:
    from graph.model import PropertyGraph
    from loaders import curated

    if store.holds():
        if empty:
            raise UsageError(
                "--empty begins a new store, and this one holds a graph; leave it out, or name another store"
            )
        return store.read()
    return PropertyGraph.build([]) if empty else curated.load()


def unload(name: str, store: str) -> tuple[int, int]:
    """Take a dataset out of a store; how many statements and observations went.

    Raises:
        UsageError: The store has no such dataset.
    """
    from graph import datasets as of_graph

    where = open_store(store)
    before = where.read()
    after = of_graph.without_dataset(before, name)
    where.write(after)
    return len(before.edges) - len(after.edges), len(before.observations) - len(after.observations)


def review_csv(report: Report) -> str:
    """What a person is to decide upon, as CSV; no cell of it runs as a formula.

    These are the names that found no node and, in wider rows, pairs of names that stand in one sentence of a document.
    """
    from loaders import _names, reviewed
    from queries._render import harmless

    pairs = list(reviewed.rows(report.candidates))
    wide = reviewed.COLUMNS if pairs else ()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_names.REVIEW, *wide])
    names = [[*row, *[""] * len(wide)] for row in _names.review(report)]
    for row in names + [[reviewed.KIND, *[""] * (len(_names.REVIEW) - 1), *pair] for pair in pairs]:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()
