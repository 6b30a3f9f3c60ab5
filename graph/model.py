"""The property graph: typed tables, the truth; NetworkX and sparse matrices are views of them.

Integer row ids inside, string ids outside. Tables are sorted by id and are not to be changed in place: a changed
graph is a new `PropertyGraph` (`graph.changes`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from graph import dates, derive, ids, schema
from graph.errors import BadParameter, ModelError, TooLarge, listed, near
from graph.tables import Array, day_number, known, minted, records, rows_of, shaped

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

Rows = Iterable[Mapping[str, object]]

NETWORKX_EDGES = 1_000_000
"""Beyond this many edges a NetworkX view (some 700 bytes an edge) is refused."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """Who is tied to what, as a matrix.

    Attributes:
        matrix: CSR of int32, 1 where a tie holds, shape (len(rows), len(columns)).
        rows: Ids of the nodes that ties start from, sorted.
        columns: Ids of the nodes that ties end at, sorted.
    """

    matrix: csr_array
    rows: pd.Index[str]
    columns: pd.Index[str]


class Labels(Mapping[str, str]):
    """What is shown for each id; looked up when asked for, as a graph of a million nodes shows only a few."""

    def __init__(self, ids: pd.Index[str], shown: Array) -> None:
        """Take the ids and what is shown for them, in the same order."""
        self._ids, self._shown = ids, shown

    def __getitem__(self, key: str) -> str:
        """What is shown for an id."""
        return cast("str", self._shown[cast("int", self._ids.get_loc(key))])

    def __iter__(self) -> Iterator[str]:
        """The ids."""
        return iter(self._ids)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._ids)


class PropertyGraph:
    """A graph of typed nodes and dated statements with their evidence.

    Attributes:
        nodes: One row a node, sorted by `id`; columns as `graph.schema.NODE_PROPERTIES`.
        edges: One row a statement, sorted by `id`; columns as `graph.schema.EDGE_PROPERTIES`.
        observations: One row a dated value of a node, sorted by `id`.
        evidence: One row a source for (or against) a statement, observation or node, sorted by `id`.
        sources: One row a document or page, sorted by `id`: the bibliographic columns of the nodes of kind Source.
        as_of: The day, where it is what is in force on a day (`at`); None where it holds statements of any time.

    Missing texts are NaN, missing lists are empty, missing numbers NaN or NA: unknown is never 0 or "".
    """

    def __init__(
        self,
        nodes: pd.DataFrame,
        edges: pd.DataFrame | None = None,
        observations: pd.DataFrame | None = None,
        evidence: pd.DataFrame | None = None,
        sources: pd.DataFrame | None = None,
    ) -> None:
        """Shape the tables as the schema says, check that they hold together, derive what is derived.

        Raises:
            ModelError: A column is unknown or missing, a value is not of its type, an id occurs twice, or an end is no
                node.
        """
        frames = {"nodes": nodes, "edges": edges, "observations": observations}
        frames |= {"evidence": evidence, "sources": sources}
        self._set({name: shaped(name, frame) for name, frame in frames.items()})
        self._check()
        self._since, self._until, self._void = derive.complete(self)

    @classmethod
    def build(
        cls,
        nodes: Rows,
        statements: Rows = (),
        observations: Rows = (),
        evidence: Rows = (),
        sources: Rows = (),
    ) -> PropertyGraph:
        """A graph from plain rows, for tests and notebooks.

        Nodes need only `id`: kind and name follow from it. Statements need `relation`, `source` and `target`; `id`,
        `role`, `spell`, `confidence` and `dataset` have defaults. Evidence needs `about` and `source`.

        Raises:
            ModelError: As the constructor.
        """
        full_nodes = [{"name_en": str(row["id"]).partition(":")[2], **row} for row in nodes]
        full_edges = [minted(row) for row in statements]
        full_observations = [
            {
                "id": ids.observation(str(row["measure"]), str(row["node"]), cast("str | None", row.get("start"))),
                "confidence": "stated",
                "dataset": "built",
                **row,
            }
            for row in observations
        ]
        counts: dict[tuple[str, str], int] = {}
        full_evidence = []
        for row in evidence:
            piece = (str(row["about"]), str(row["source"]))
            counts[piece] = counts.get(piece, 0) + 1
            full_evidence.append({"id": ids.evidence(*piece, counts[piece]), "stance": "supports", **row})
        full_sources = [{"title": str(row["id"]), **row} for row in sources]
        tables = (full_nodes, full_edges, full_observations, full_evidence, full_sources)
        return cls(*(pd.DataFrame(rows) for rows in tables))

    # -- reading ------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        """The size of the graph."""
        return f"<PropertyGraph: {len(self.nodes)} nodes, {len(self.edges)} statements, {len(self.sources)} sources>"

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The five tables by name."""
        return {name: cast("pd.DataFrame", getattr(self, name)) for name in schema.TABLES}

    @cached_property
    def node_index(self) -> pd.Index[str]:
        """The node ids, in the order of rows."""
        return cast("pd.Index[str]", pd.Index(self.nodes["id"]))

    @cached_property
    def edge_index(self) -> pd.Index[str]:
        """The statement ids, in the order of rows."""
        return cast("pd.Index[str]", pd.Index(self.edges["id"]))

    @cached_property
    def source_rows(self) -> Array:
        """The row in `nodes` where each statement starts, int64 of shape (edges,)."""
        return rows_of(self.edges["source"], self.nodes["id"])

    @cached_property
    def target_rows(self) -> Array:
        """The row in `nodes` where each statement ends, int64 of shape (edges,)."""
        return rows_of(self.edges["target"], self.nodes["id"])

    @cached_property
    def observed_rows(self) -> Array:
        """The row in `nodes` that each observation is of, int64 of shape (observations,)."""
        return rows_of(self.observations["node"], self.nodes["id"])

    @cached_property
    def about_rows(self) -> Array:
        """The row that each piece of evidence is about, int64 of shape (evidence,).

        The rows of `edges`, `nodes` and `observations` are counted on in this order; -1 is none of them.
        """
        about, first = self.evidence["about"], 0
        rows = np.full(len(about), -1)
        for table in (self.edges, self.nodes, self.observations):
            found = rows_of(about, table["id"])
            rows[found >= 0] = found[found >= 0] + first
            first += len(table)
        return rows

    @cached_property
    def rooms(self) -> Array:
        """Which nodes are rooms, mechanisms where governments sit: boolean of shape (nodes,)."""
        by_subtype = self.nodes["subtype"].isin(list(schema.SEATS)) & (self.nodes["kind"] == "Mechanism")
        return (by_subtype & (self.nodes["seats"] != schema.NO_SEATS)).to_numpy()

    def is_room(self, node_id: str) -> bool:
        """Whether a node is a mechanism where governments sit."""
        row = self.node_index.get_indexer(pd.Index([node_id]))[0]
        return bool(row >= 0 and self.rooms[row])

    def node(self, node_id: str) -> dict[str, Any] | None:
        """The row of a node as a mapping without what is unknown, or None."""
        if node_id not in self._rows:
            row = self.node_index.get_indexer(pd.Index([node_id]))[0]
            self._rows[node_id] = None if row < 0 else known(self.nodes.iloc[row].to_dict())
        found = self._rows[node_id]
        return None if found is None else dict(found)

    def labels(self, lang: str = "en") -> Mapping[str, str]:
        """What tables and boxes show for each node id: its short name, else its name, else its English name."""
        if lang not in self._labels:
            shown = self.nodes[f"short_{lang}"]
            for column in (f"name_{lang}", "short_en", "name_en"):
                shown = shown.fillna(self.nodes[column])
            self._labels[lang] = Labels(self.node_index, shown.to_numpy(dtype=object))
        return self._labels[lang]

    # -- time ---------------------------------------------------------------------------------------------------

    def in_force(self, day: str) -> Array:
        """Which statements are in force on a day: boolean of shape (edges,), yes only.

        Raises:
            ValueError: `day` is not a date.
        """
        number = day_number(dates.covered(day))
        return (self._since <= number) & (number <= self._until) & ~self._void

    def states(self, day: str) -> Array:
        """The three-valued state of each statement on a day: objects of `dates.InForce`, shape (edges,).

        Raises:
            ValueError: `day` is not a date.
        """
        number = day_number(dates.covered(day))
        unknown = self.edges["start"].isna().to_numpy() & (number < self._since) & (number <= self._until)
        states = np.full(len(self.edges), dates.InForce.NO, dtype=object)
        states[unknown & ~self._void] = dates.InForce.NO_EVIDENCE
        states[self.in_force(day)] = dates.InForce.YES
        return states

    def at(self, day: str) -> PropertyGraph:
        """The graph in force on a day: all nodes, the statements that hold for certain, and their evidence.

        Where a statement is left out because there is no evidence for that day, the lists of its ends are not whole.

        Raises:
            ValueError: `day` is not a date.
        """
        key = dates.covered(day)
        if key not in self._at:
            part = self.select(self.in_force(key))
            undecided = self.states(key) == dates.InForce.NO_EVIDENCE
            doubtful = np.union1d(self.source_rows[undecided], self.target_rows[undecided])
            # What it leaves out for want of evidence must not read as absent: these lists are not whole on that day.
            part.nodes = part.nodes.copy()
            lists = part.nodes.index.isin(doubtful) & part.nodes["members_known"].notna()
            part.nodes.loc[lists, "members_known"] = False
            part.as_of = key
            self._at[key] = part
        return self._at[key]

    def select(self, edges: Array, nodes: Array | None = None) -> PropertyGraph:
        """The graph of some statements (a boolean mask) and some nodes (a mask; all where None).

        Statements with an end outside the nodes go with it; derived columns stay as they are.
        """
        if nodes is not None:
            edges = edges & nodes[self.source_rows] & nodes[self.target_rows]
        kept_nodes = self.nodes if nodes is None else self.nodes[nodes]
        kept_edges = self.edges[edges]
        kept = np.ones(len(self.nodes), dtype=bool) if nodes is None else nodes
        observed = kept[self.observed_rows]
        observations = self.observations[observed]
        # By rows, not `isin` on ids: pandas compares a million texts one by one.
        evidence = self.evidence[np.concatenate([edges, kept, observed, [False]])[self.about_rows]]
        part = object.__new__(PropertyGraph)
        tables = {"nodes": kept_nodes, "edges": kept_edges, "observations": observations}
        tables |= {"evidence": evidence, "sources": self.sources}
        part._set({name: frame.reset_index(drop=True) for name, frame in tables.items()})
        part.as_of = self.as_of
        part._since, part._until, part._void = self._since[edges], self._until[edges], self._void[edges]
        return part

    # -- views --------------------------------------------------------------------------------------------------

    def mask(
        self,
        relations: str | Sequence[str] | None = None,
        *,
        seats: Sequence[str] | None = None,
        as_of: str | None = None,
        confidence: Sequence[str] | None = None,
    ) -> Array:
        """Which statements fit: of these relations, giving these seats, in force on that day, so well supported.

        Returns:
            Boolean of shape (edges,).

        Raises:
            BadParameter: The schema does not declare one of them.
        """
        fits = np.ones(len(self.edges), dtype=bool)
        _declared("seats", seats, schema.SEAT_ROLES)
        _declared("confidence", confidence, schema.CONFIDENCES)
        if relations is not None:
            wanted = [relations] if isinstance(relations, str) else list(relations)
            _declared("relations", wanted, schema.RELATIONS)
            fits &= self.edges["relation"].isin(wanted).to_numpy()
        if seats is not None:
            fits &= self.edges["seat"].isin(list(seats)).to_numpy()
        if confidence is not None:
            fits &= self.edges["confidence"].isin(list(confidence)).to_numpy()
        if as_of is not None:
            fits &= self.in_force(as_of)
        return fits

    def incidence(
        self,
        relations: str | Sequence[str] | None = None,
        *,
        seats: Sequence[str] | None = None,
        as_of: str | None = None,
        confidence: Sequence[str] | None = schema.COUNTED_CONFIDENCES,
    ) -> Incidence:
        """Who is tied to what by some relations or seats on a day, as a sparse matrix; cached.

        Args:
            relations: A relation or several; all where None.
            seats: Count statements that give one of these seats in a room (`graph.schema.SEAT_ROLES`).
            as_of: The day; None counts statements of any time.
            confidence: The confidences that count.
        """
        from scipy.sparse import csr_array

        asked = relations if relations is None or isinstance(relations, str) else tuple(relations)
        day = None if as_of is None else dates.covered(as_of)
        key = (asked, None if seats is None else tuple(seats), day, None if confidence is None else tuple(confidence))
        if key not in self._incidences:
            fits = self.mask(relations, seats=seats, as_of=day, confidence=confidence)
            row_ids, row = np.unique(self.source_rows[fits], return_inverse=True)
            column_ids, column = np.unique(self.target_rows[fits], return_inverse=True)
            shape = (len(row_ids), len(column_ids))
            matrix = csr_array((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)
            matrix.sum_duplicates()
            matrix.data[:] = 1
            self._incidences[key] = Incidence(matrix, self.node_index[row_ids], self.node_index[column_ids])
        return self._incidences[key]

    def networkx(
        self,
        relations: str | Sequence[str] | None = None,
        *,
        kinds: Sequence[str] | None = None,
        as_of: str | None = None,
        confidence: Sequence[str] | None = None,
    ) -> nx.MultiDiGraph:
        """The graph, or a selection of it, for NetworkX.

        Nodes are keyed by id and edges by statement id, so that parallel statements stay apart; all columns are
        attributes, and what is unknown is absent. Sources that no edge touches are left out.

        Raises:
            BadParameter: The schema does not declare one of them.
            TooLarge: More than `NETWORKX_EDGES` statements fit.
        """
        import networkx as nx

        fits = self.mask(relations, as_of=as_of, confidence=confidence)
        keep = np.ones(len(self.nodes), dtype=bool)
        if kinds is not None:
            _declared("kinds", kinds, schema.KINDS)
            keep = self.nodes["kind"].isin(list(kinds)).to_numpy()
            fits &= keep[self.source_rows] & keep[self.target_rows]
        if int(fits.sum()) > NETWORKX_EDGES:
            raise TooLarge(
                f"{int(fits.sum())} statements are more than a NetworkX view can carry ({NETWORKX_EDGES}); "
                "select by relations=, kinds= or as_of=, or use incidence()"
            )
        touched = np.zeros(len(self.nodes), dtype=bool)
        touched[self.source_rows[fits]] = touched[self.target_rows[fits]] = True
        keep = keep & (touched | (self.nodes["kind"] != "Source").to_numpy())
        view = nx.MultiDiGraph()
        collecting = gc.isenabled()
        gc.disable()
        try:
            view.add_nodes_from((row.pop("id"), row) for row in records(self.nodes[keep]))
            view.add_edges_from(
                (row.pop("source"), row.pop("target"), row.pop("id"), row) for row in records(self.edges[fits])
            )
        finally:
            if collecting:
                gc.enable()
        return view

    # -- making -------------------------------------------------------------------------------------------------

    def _set(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.nodes, self.edges = tables["nodes"], tables["edges"]
        self.observations, self.evidence, self.sources = tables["observations"], tables["evidence"], tables["sources"]
        self.as_of: str | None = None
        self._labels: dict[str, Mapping[str, str]] = {}
        self._rows: dict[str, dict[str, Any] | None] = {}
        self._at: dict[str, PropertyGraph] = {}
        self._incidences: dict[object, Incidence] = {}

    def _check(self) -> None:
        for name in schema.TABLES:
            frame_ids = cast("pd.DataFrame", getattr(self, name))["id"]
            if bool((frame_ids.array[1:] == frame_ids.array[:-1]).any()):  # sorted as they are, equal ones are beside
                twice = sorted(set(frame_ids[frame_ids.duplicated()]))[:3]
                raise ModelError(f"{name}: the id {listed(twice)} occurs twice")
        for name, rows in (("source", self.source_rows), ("target", self.target_rows)):
            if len(rows) and rows.min() < 0:
                lost = self.edges.loc[rows < 0, ["id", name]].iloc[0]
                raise ModelError(f"edges: {name} {lost[name]!r} of {lost['id']!r} is no node")
        lost_nodes = self.observations.loc[~self.observations["node"].isin(self.nodes["id"]), "node"]
        if len(lost_nodes):
            raise ModelError(f"observations: {lost_nodes.iloc[0]!r} is no node")


def _declared(name: str, values: Sequence[str] | None, known: Iterable[str]) -> None:
    """Nothing, where the schema declares all the values.

    Raises:
        BadParameter: It does not declare one of them.
    """
    for value in values or ():
        if value not in known:
            close = near(value, known)
            remedy = f"did you mean {listed(close)}?" if close else f"choose from {', '.join(known)}"
            raise BadParameter(name, value, "the schema has none", remedy)
