"""The front door: what `migov.open` gives."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import dates, names
from graph.errors import BadParameter, UsageError
from graph.stores import Store, open_store
from graph.stores.embedded import EmbeddedStore
from loaders import curated

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from explorer.inline import Inline
    from graph.model import PropertyGraph
    from loaders._report import Report
    from loaders._run import Options
    from migov.briefs import Brief
    from queries._frame import Answer

CURATED = "curated"
"""Names the built-in graph wherever a store is named."""


class Migov:
    """A graph with its questions.

    Attributes:
        store: The store that holds it.
        day: The day that `at` was given, or None.
        report: What the `load` that made it had to say, or None.
    """

    def __init__(self, store: Store, day: str | None = None, report: Report | None = None) -> None:
        """Take the graph that a store holds, as it is or on a day; it is read when first needed."""
        self.store = store
        self.day = day
        self.report = report

    @cached_property
    def graph(self) -> PropertyGraph:
        """The property graph itself: all of it, or what is in force on the day that `at` was given."""
        whole = self.store.read()
        return whole if self.day is None else whole.at(self.day)

    @property
    def nodes(self) -> pd.DataFrame:
        """One row a node; columns as `graph.schema.NODE_PROPERTIES`."""
        return self.graph.nodes

    @property
    def edges(self) -> pd.DataFrame:
        """One row a statement; columns as `graph.schema.EDGE_PROPERTIES`."""
        return self.graph.edges

    @property
    def observations(self) -> pd.DataFrame:
        """One row a dated value of a node; columns as `graph.schema.OBSERVATION_PROPERTIES`."""
        return self.graph.observations

    @property
    def evidence(self) -> pd.DataFrame:
        """One row a source for or against something; columns as `graph.schema.EVIDENCE_PROPERTIES`."""
        return self.graph.evidence

    @property
    def sources(self) -> pd.DataFrame:
        """One row a source; columns as `graph.schema.SOURCE_PROPERTIES`."""
        return self.graph.sources

    def at(self, day: str) -> Migov:
        """The same on a day: tables and views hold what is in force then, and questions are asked as of it.

        Questions still see the whole graph, since what is not in force may be unknown and not absent.

        Raises:
            BadParameter: `day` is not a date.
        """
        day = str(day)
        if wrong := dates.problem(day):
            raise BadParameter("day", day, wrong, dates.REMEDY)
        return Migov(self.store, dates.covered(day))

    def networkx(
        self,
        relations: str | Sequence[str] | None = None,
        *,
        kinds: Sequence[str] | None = None,
        as_of: str | None = None,
        confidence: Sequence[str] | None = None,
    ) -> nx.MultiDiGraph:
        """The graph or a selection of it for NetworkX; see `PropertyGraph.networkx`.

        Raises:
            BadParameter: `as_of` is not a date, or the schema does not declare one of the others.
        """
        if as_of is not None and (wrong := dates.problem(as_of)):
            raise BadParameter("as_of", as_of, wrong, dates.REMEDY)
        return self.graph.networkx(relations, kinds=kinds, as_of=as_of, confidence=confidence)

    def load(self, name: str, /, *files: str | Path, **options: object) -> Migov:
        """The graph with the files of a format beside it, in memory; this one, and its store, stay as they are.

        Args:
            name: The format, such as ``fts`` or ``memberships``.
            *files: The files.
            **options: `dataset`, `map`, `aliases`, `sheet`, `title`, `publisher`, `url`, `published`, `language`,
                `lenient` as on the command line; others are settings of the format (``country="COL"``).

        Returns:
            The larger graph; its `report` says what was read, made, left out and not known (``.report.as_text()``).

        Raises:
            UsageError: There is no such format, no file, or no such setting.
            DataErrors: The files are wrong; all places.
        """
        from loaders import _run

        graph, report = _run.load(name, [Path(file) for file in files], self.store.read(), _options(options))
        memory = EmbeddedStore()
        memory.write(graph)
        return Migov(memory, self.day, report)

    def ask(self, name: str, /, **params: object) -> Answer:
        """The answer to a question; see `queries.ask`.

        A parameter that takes a node of any kind is resolved as `resolve` does, homonyms outside the graph included.
        """
        from queries import _runner

        if self.day is not None:
            params.setdefault("as_of", self.day)
        return _runner.ask(self.store, name, params, curated.homonyms())

    def brief(self, node: str, *, lang: str = "en", as_of: str | None = None, role: str | None = None) -> Brief:
        """The brief about a country, a mechanism or a donor, as of a day; see `migov.briefs.brief`.

        Args:
            node: Its name, acronym, code or id.
            lang: `en` or `es`.
            as_of: The day; that of `at`, or today, where None.
            role: `donor` for the money of a country.
        """
        from migov import briefs

        # Like a question, a brief sees the whole graph: what is not in force may be unknown, and not absent.
        whole = self.store.read()
        found = names.resolve(whole, node, curated.homonyms())
        return briefs.brief(whole, found, lang, as_of or self.day, role)

    def resolve(self, text: str) -> str:
        """The id of the node that bears a name; see `migov.resolve`."""
        return names.resolve(self.graph, text, curated.homonyms())

    def __repr__(self) -> str:
        """The size of the graph."""
        return repr(self.graph).replace("PropertyGraph", "migov")


def opened(store: str | Path | None) -> Migov:
    """What `migov.open` gives."""
    if store is None or str(store) == CURATED:
        memory = EmbeddedStore()
        memory.write(curated.load())
        return Migov(memory)
    return Migov(open_store(str(store)))


def explored(graph: Migov, out: str | Path, as_of: str | None, lang: str | None, *, show: bool) -> Path:
    """What `migov.explore` does."""
    import explorer

    try:
        path = explorer.write(graph.store, Path(out), as_of=_day(graph, as_of), lang=lang)
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror})") from error
    if show:
        webbrowser.open(path.resolve().as_uri())
    return path


def inlined(graph: Migov, as_of: str | None, lang: str | None, height: int | None) -> Inline:
    """What `migov.explore` does with `inline`."""
    import explorer
    from explorer.inline import HEIGHT, Inline

    page = explorer.build(graph.store, as_of=_day(graph, as_of), lang=lang)
    return Inline(page, lang, HEIGHT if height is None else height)


def served(graph: Migov, port: int, as_of: str | None, lang: str | None, *, show: bool) -> None:
    """What `migov explore --serve` does: serve the page on this computer until an interrupt."""
    from explorer.serve import Served

    server = Served(graph.store, graph.ask, port=port, as_of=_day(graph, as_of), lang=lang)
    print(f"{server.link}\nThe link opens once, on this computer only. Ctrl+C ends it.", file=sys.stderr, flush=True)
    if show:
        webbrowser.open(server.link)
    server.forever()


def _options(words: dict[str, object]) -> Options:
    """The options of a load from keywords; what is no option of every load is a setting of the format."""
    from loaders._run import Options

    known = {field.name for field in fields(Options)} - {"given"}
    paths: dict[str, Any] = {name: Path(str(words[name])) for name in ("map", "aliases") if words.get(name) is not None}
    plain: dict[str, Any] = {name: value for name, value in words.items() if name in known - {"map", "aliases"}}
    given = {name: str(value) for name, value in words.items() if name not in known}
    return Options(**plain, **paths, given=given)


def _day(graph: Migov, as_of: str | None) -> str:
    """The day that a page opens on.

    Raises:
        BadParameter: `as_of` is not a date.
    """
    if as_of is not None and (wrong := dates.problem(as_of)):
        raise BadParameter("as-of", as_of, wrong, dates.REMEDY)
    return dates.covered(as_of) if as_of else graph.day or dates.today()
