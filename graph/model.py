"""The property graph: typed tables, the truth; NetworkX and sparse matrices are views of them.

Integer row ids inside, string ids outside. Tables are sorted by id and are not to be changed in place: a changed
graph is a new `PropertyGraph` (`graph.changes`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from graph import dates, ids, schema
from graph.errors import ModelError, TooLarge, listed

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

Array = np.ndarray[Any, Any]
Rows = Iterable[Mapping[str, object]]

NEVER = 99991231
"""The day number of an end that has not come."""
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


class PropertyGraph:
    """A graph of typed nodes and dated statements with their evidence.

    Attributes:
        nodes: One row a node, sorted by `id`; columns as `graph.schema.NODE_PROPERTIES`.
        edges: One row a statement, sorted by `id`; columns as `graph.schema.EDGE_PROPERTIES`.
        observations: One row a dated value of a node, sorted by `id`.
        evidence: One row a source for (or against) a statement, observation or node, sorted by `id`.
        sources: One row a document or page, sorted by `id`: the bibliographic columns of the nodes of kind Source.

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
            ModelError: A column is unknown or missing, an id occurs twice, or an end is no node.
        """
        frames = {"nodes": nodes, "edges": edges, "observations": observations}
        frames |= {"evidence": evidence, "sources": sources}
        shaped = {name: _shaped(name, frame) for name, frame in frames.items()}
        self._set(shaped)
        self._check()
        self._derive()

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
        full_edges = [_minted(row) for row in statements]
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
        return pd.Index(self.nodes["id"])

    @cached_property
    def edge_index(self) -> pd.Index[str]:
        """The statement ids, in the order of rows."""
        return pd.Index(self.edges["id"])

    @cached_property
    def source_rows(self) -> Array:
        """The row in `nodes` where each statement starts, int64 of shape (edges,)."""
        return self.node_index.get_indexer(pd.Index(self.edges["source"]))

    @cached_property
    def target_rows(self) -> Array:
        """The row in `nodes` where each statement ends, int64 of shape (edges,)."""
        return self.node_index.get_indexer(pd.Index(self.edges["target"]))

    def node(self, node_id: str) -> dict[str, Any] | None:
        """The row of a node as a mapping without what is unknown, or None."""
        row = self.node_index.get_indexer(pd.Index([node_id]))[0]
        return None if row < 0 else _known(self.nodes.iloc[row].to_dict())

    def labels(self, lang: str = "en") -> dict[str, str]:
        """What tables and boxes show for each node id: its short name, else its name, else its English name."""
        if lang not in self._labels:
            shown = self.nodes[f"short_{lang}"]
            for column in (f"name_{lang}", "short_en", "name_en"):
                shown = shown.fillna(self.nodes[column])
            self._labels[lang] = dict(zip(self.nodes["id"], shown, strict=True))
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

        Raises:
            ValueError: `day` is not a date.
        """
        key = dates.covered(day)
        if key not in self._at:
            self._at[key] = self.select(self.in_force(key))
        return self._at[key]

    def select(self, edges: Array, nodes: Array | None = None) -> PropertyGraph:
        """The graph of some statements (a boolean mask) and some nodes (a mask; all where None).

        Statements with an end outside the nodes go with it; derived columns stay as they are.
        """
        if nodes is not None:
            edges = edges & nodes[self.source_rows] & nodes[self.target_rows]
        kept_nodes = self.nodes if nodes is None else self.nodes[nodes]
        kept_edges = self.edges[edges]
        observations = self.observations[self.observations["node"].isin(kept_nodes["id"])]
        about = pd.concat([kept_edges["id"], kept_nodes["id"], observations["id"]])
        evidence = self.evidence[self.evidence["about"].isin(about)]
        part = object.__new__(PropertyGraph)
        tables = {"nodes": kept_nodes, "edges": kept_edges, "observations": observations}
        tables |= {"evidence": evidence, "sources": self.sources}
        part._set({name: frame.reset_index(drop=True) for name, frame in tables.items()})
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
        """
        fits = np.ones(len(self.edges), dtype=bool)
        if relations is not None:
            wanted = [relations] if isinstance(relations, str) else list(relations)
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
            TooLarge: More than `NETWORKX_EDGES` statements fit.
        """
        import networkx as nx

        fits = self.mask(relations, as_of=as_of, confidence=confidence)
        keep = np.ones(len(self.nodes), dtype=bool)
        if kinds is not None:
            keep = self.nodes["kind"].isin(list(kinds)).to_numpy()
            fits &= keep[self.source_rows] & keep[self.target_rows]
        if int(fits.sum()) > NETWORKX_EDGES:
            raise TooLarge(
                f"{int(fits.sum())} statements are more than a NetworkX view can carry ({NETWORKX_EDGES}); "
                "select by relations=, kinds= or as_of=, or use incidence()"
            )
        touched = np.zeros(len(self.nodes), dtype=bool)
        touched[self.source_rows[fits]] = touched[self.target_rows[fits]] = True
        keep &= touched | (self.nodes["kind"] != "Source").to_numpy()
        view = nx.MultiDiGraph()
        collecting = gc.isenabled()
        gc.disable()
        try:
            view.add_nodes_from((row.pop("id"), row) for row in _records(self.nodes[keep]))
            view.add_edges_from(
                (row.pop("source"), row.pop("target"), row.pop("id"), row) for row in _records(self.edges[fits])
            )
        finally:
            if collecting:
                gc.enable()
        return view

    # -- making -------------------------------------------------------------------------------------------------

    def _set(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.nodes, self.edges = tables["nodes"], tables["edges"]
        self.observations, self.evidence, self.sources = tables["observations"], tables["evidence"], tables["sources"]
        self._labels: dict[str, dict[str, str]] = {}
        self._at: dict[str, PropertyGraph] = {}
        self._incidences: dict[object, Incidence] = {}

    def _check(self) -> None:
        for name in schema.TABLES:
            frame_ids = cast("pd.DataFrame", getattr(self, name))["id"]
            if not frame_ids.is_unique:
                twice = sorted(set(frame_ids[frame_ids.duplicated()]))[:3]
                raise ModelError(f"{name}: the id {listed(twice)} occurs twice")
        for name, rows in (("source", self.source_rows), ("target", self.target_rows)):
            if len(rows) and rows.min() < 0:
                lost = self.edges.loc[rows < 0, ["id", name]].iloc[0]
                raise ModelError(f"edges: {name} {lost[name]!r} of {lost['id']!r} is no node")
        lost_nodes = self.observations.loc[~self.observations["node"].isin(self.nodes["id"]), "node"]
        if len(lost_nodes):
            raise ModelError(f"observations: {lost_nodes.iloc[0]!r} is no node")

    def _derive(self) -> None:
        earliest, latest = self._evidence_days()
        start, end = day_numbers(self.edges["start"], 0), day_numbers(self.edges["end"], NEVER, last=True)
        self._since: Array = np.where(start > 0, start, np.where(earliest < NEVER, earliest, NEVER))
        self._until: Array = end
        self._void: Array = self.edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
        seat = self._seats()
        self._withdraw(seat)
        self.edges["since"] = day_texts(self._since)
        self.edges["until"] = day_texts(self._until)
        self.edges["last_seen"] = day_texts(latest)
        self.edges["seat"] = pd.Series(seat, dtype="str")
        self.nodes["labels"] = self._node_labels()

    def _evidence_days(self) -> tuple[Array, Array]:
        """The earliest and the latest day of supporting evidence of each statement (`NEVER` and 0 where none)."""
        earliest = np.full(len(self.edges), NEVER, dtype=np.int32)
        latest = np.zeros(len(self.edges), dtype=np.int32)
        if len(self.evidence):
            read = self.sources.set_index("id")
            dated = read["published"].fillna(read["accessed"])
            day = day_numbers(self.evidence["date"].fillna(self.evidence["source"].map(dated)), 0)
            row = self.edge_index.get_indexer(pd.Index(self.evidence["about"]))
            counts = (row >= 0) & (day > 0) & (self.evidence["stance"] == "supports").to_numpy()
            np.minimum.at(earliest, row[counts], day[counts])
            np.maximum.at(latest, row[counts], day[counts])
        return earliest, latest

    def _seats(self) -> Array:
        """The seat that each statement gives a government in a room, objects of str or None (DESIGN section 2)."""
        codes, relations = pd.factorize(self.edges["relation"])
        column = {name: position for position, name in enumerate(relations)}
        allowed = np.zeros((len(self.nodes), max(len(relations), 1)), dtype=bool)
        is_room = self.nodes["subtype"].isin(list(schema.SEATS)) & (self.nodes["kind"] == "Mechanism")
        for position in np.flatnonzero(is_room.to_numpy()):
            own = self.nodes["seats"].iloc[position]
            for name in (own,) if isinstance(own, str) else schema.SEATS[self.nodes["subtype"].iloc[position]]:
                if name in column:
                    allowed[position, column[name]] = True
        room = is_room.to_numpy()[self.target_rows] & (self.nodes["kind"] == "Country").to_numpy()[self.source_rows]
        room &= ~self._void
        sits = room & allowed[self.target_rows, codes] if len(codes) else room
        relation, role = self.edges["relation"], self.edges["role"]
        member = relation == "MEMBER_OF"
        sits &= ~(member & role.isin(["associate", "observer"])).to_numpy()
        sits &= ~((relation == "PARTICIPATES_IN") & role.isin(["attended", "invited"])).to_numpy()
        sits &= ~((relation == "VOTED") & (self.edges["choice"] != "yes")).to_numpy()
        seat = np.full(len(self.edges), None, dtype=object)
        for other in ("associate", "observer"):
            seat[room & (member & (role == other)).to_numpy()] = other
        seat[sits] = "member"
        return seat

    def _withdraw(self, seat: Array) -> None:
        """A withdrawal ends the seats that its country held there, on its day."""
        leaving = ((self.edges["relation"] == "WITHDREW_FROM") & self.edges["start"].notna()).to_numpy() & ~self._void
        pair = self.source_rows.astype(np.int64) * max(len(self.nodes), 1) + self.target_rows
        days: dict[int, list[int]] = {}
        for key, day in zip(pair[leaving], self._since[leaving], strict=True):
            days.setdefault(int(key), []).append(int(day))
        held = np.flatnonzero((seat != None) & np.isin(pair, list(days)))  # noqa: E711 - an array, elementwise
        for row in held:
            later = [day for day in days[int(pair[row])] if self._since[row] < day <= self._until[row]]
            if later:
                self._until[row] = min(later)

    def _node_labels(self) -> pd.Series[Any]:
        funding = self.edges["relation"].to_numpy() == "FUNDS"
        donor = np.zeros(len(self.nodes), dtype=bool)
        donor[self.source_rows[funding]] = True
        territory = (self.nodes["subtype"] == "territory").to_numpy()
        labels = [
            [kind, *(["Territory"] if is_territory else []), *(["Donor"] if is_donor else [])]
            for kind, is_territory, is_donor in zip(self.nodes["kind"], territory, donor, strict=True)
        ]
        return pd.Series(labels, dtype=object)


# -- days as numbers --------------------------------------------------------------------------------------------


def day_number(day: str) -> int:
    """A full day as a number that sorts alike: 2018-09-04 is 20180904."""
    return int(day.replace("-", ""))


def day_numbers(column: pd.Series[str], unknown: int, *, last: bool = False) -> Array:
    """The first (or last) days of a column of dates as numbers, int32; `unknown` where there is none."""
    cover = dates.last_day if last else dates.first_day
    codes, texts = pd.factorize(column)
    numbers = np.array([day_number(cover(text)) for text in texts] + [unknown], dtype=np.int32)
    return cast("Array", numbers[codes])


def day_texts(numbers: Array) -> pd.Series[str]:
    """Numbers of days as ISO texts; 0 and `NEVER` are unknown."""
    codes, unique = pd.factorize(numbers)
    texts = np.array(
        [None if n in (0, NEVER) else f"{n // 10000:04d}-{n // 100 % 100:02d}-{n % 100:02d}" for n in unique.tolist()],
        dtype=object,
    )
    return pd.Series(texts[codes] if len(codes) else [], dtype="str")


# -- shaping ----------------------------------------------------------------------------------------------------


def _shaped(table: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """The frame with exactly the columns and dtypes of the schema, sorted by id."""
    properties = schema.TABLES[table]
    if frame is None or not len(frame.columns):
        frame = pd.DataFrame({"id": pd.Series([], dtype="str")})
    if table == "nodes" and "kind" not in frame.columns:
        frame = frame.assign(kind=[schema.kind_of(str(node_id)) for node_id in frame["id"]])
    if unknown := [str(name) for name in frame.columns if name not in schema.named(properties)]:
        raise ModelError(f"{table}: the schema has no column {listed(unknown)}")
    columns: dict[str, Any] = {}
    for p in properties:
        if p.name not in frame.columns:
            if p.required and len(frame):
                raise ModelError(f"{table}: the column '{p.name}' is missing")
            columns[p.name] = _column(p, None, len(frame))
        else:
            columns[p.name] = _column(p, frame[p.name], len(frame))
            if p.required and pd.isna(columns[p.name]).any():
                raise ModelError(f"{table}: a row has no '{p.name}'")
    shaped = pd.DataFrame(columns)
    if not shaped["id"].is_monotonic_increasing:
        shaped = shaped.sort_values("id", kind="stable")
    return shaped.reset_index(drop=True)


def _column(p: schema.Property, values: pd.Series[Any] | None, length: int) -> Any:
    """The values of a property in the dtype of its type."""
    dtype = schema.TYPES[p.type]
    if p.type == "list":
        if values is None:
            return pd.Series([[] for _ in range(length)], dtype=object)
        return pd.Series([list(v) if isinstance(v, list | tuple | np.ndarray) else [] for v in values], dtype=object)
    if values is None:
        return pd.Series([None] * length, dtype=dtype)
    try:
        return values.astype(dtype).reset_index(drop=True)
    except (TypeError, ValueError) as error:
        raise ModelError(f"column '{p.name}' is not of type {p.type}: {error}") from error


def _minted(row: Mapping[str, object]) -> dict[str, object]:
    relation = schema.RELATIONS.get(str(row["relation"]))
    if relation is None:
        raise ModelError(f"no relation {row['relation']!r}; did you mean one of {sorted(schema.RELATIONS)}?")
    role = row.get("role") or relation.default_role or None
    spell = cast("int", row.get("spell", 1))
    minted = ids.statement(relation.name, str(row["source"]), str(row["target"]), cast("str | None", role), spell)
    return {"id": minted, "confidence": "stated", "dataset": "built", "spell": spell, **row, "role": role}


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what is unknown."""
    return {name: v for name, v in row.items() if (len(v) > 0 if isinstance(v, list) else not pd.isna(v))}


def _records(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """The rows as mappings without what is unknown, in plain Python values."""
    columns: list[list[Any]] = []
    for name in frame.columns:
        values = frame[name].tolist()
        known = [len(v) > 0 for v in values] if frame[name].dtype == object else frame[name].notna().tolist()
        columns.append([v if k else None for v, k in zip(values, known, strict=True)])
    for row in zip(*columns, strict=True):
        yield {name: v for name, v in zip(frame.columns, row, strict=True) if v is not None}
