"""Loading files into a store, listing what a store is made of, taking a part of it out: what the command line calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DataError, UsageError
from graph.stores import open_store
from migov._words import put

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.stores import Store
    from loaders._report import Report
    from loaders._run import Options

REASONS = 3
"""How many reasons, and files, a message names."""


def load(
    name: str,
    files: Sequence[Path],
    store: str,
    options: Options,
    *,
    empty: bool = False,
    dry_run: bool = False,
    review: str = "",
) -> Report:
    """Load files into a store, and give the report; a new store starts from the curated graph unless `empty`.

    What a person is to decide upon goes into the file `review`, where one is named, before the store is written.

    Raises:
        DataErrors: The files are wrong, or leave nothing of their dataset; the store is as it was.
        UsageError, StoreError: There is no such format, or the store or `review` cannot be read or written.
    """
    from loaders import _run
    from migov import _reviewing

    given = [path for path in (*files, options.map, options.aliases) if path is not None]
    _reviewing.check(review, given)
    where = open_store(store)
    before = _held(where, empty=empty)
    graph, report = _run.load(name, files, before, options)
    _not_emptied(options.dataset or name, files, before, report)
    if review:
        put(_reviewing.table(report), review, bom=True)
    if not dry_run and not same(before, graph, where):
        where.write(graph)
    return report


def _not_emptied(dataset: str, files: Sequence[Path], before: PropertyGraph, report: Report) -> None:
    """Refuse a load that would put nothing in place of what its dataset says: the wrong file, or a failed download.

    Raises:
        DataError: It would.
    """
    had = sum(int((before.tables[table]["dataset"] == dataset).sum()) for table in ("edges", "observations"))
    if report.made or not had:
        return
    why = "; ".join(f"{some.count:,} left out: {reason}" for reason, some in list(report.skipped.items())[:REASONS])
    told = f"nothing to load ({why})" if why else "nothing to load"
    keeps = f"the dataset {dataset} keeps its {had:,} statements and observations"
    remedy = f"{keeps}; `migov unload {dataset}` takes them out"
    raise DataError(", ".join(file.name for file in files[:REASONS]), 0, "", None, told, remedy)


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
