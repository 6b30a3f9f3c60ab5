"""Looking up in a store what a page does not carry: nodes with their neighbours, statements, names.

What is found has the form of the payload (`explorer.payload`), except that evidence names what it is about by its id.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from explorer import payload as plain
from explorer.carried import ORDER, PIECES, carved, stub
from graph import names, schema
from graph.model import PropertyGraph
from graph.stores import CypherStore, Store

Json = dict[str, Any]

NEIGHBOURS = 300
"""How many statements of a node are told; of more, those that mechanisms and countries are in come first."""
FUZZY = 300_000
"""Beyond so many names a search takes no typing errors: it must answer while somebody types."""
LIKE = 82.0
"""The least likeness (0 to 100) of a name to what was typed with errors."""
_WORTH = {kind: place for place, kind in enumerate(ORDER)}
_NAMES = ("name_en", "name_es", "short_en", "short_es")


class Lookup(Protocol):
    """Looks up in a store."""

    def node(self, node_id: str) -> Json | None:
        """A node with its statements and neighbours, what is said of it and on what evidence; None where it is none.

        `of` says how many statements touch it.
        """

    def statements(self, ids: Sequence[str]) -> Json:
        """Some statements with their ends and evidence."""

    def names(self) -> Names:
        """The names of all nodes, to search in."""


def lookup(source: PropertyGraph | Store) -> Lookup:
    """What looks up in a graph or a store."""
    if isinstance(source, PropertyGraph):
        return InMemory(source)
    return OnServer(source) if isinstance(source, CypherStore) else InMemory(source.read())


class InMemory:
    """Looks up in a graph in memory."""

    def __init__(self, graph: PropertyGraph) -> None:
        """Take the graph; what speeds looking up is made when first needed."""
        self._graph = graph
        self._lock = threading.Lock()
        self._made: Names | None = None

    def node(self, node_id: str) -> Json | None:
        """As `Lookup.node`."""
        graph = self._graph
        row = int(graph.node_index.get_indexer(pd.Index([node_id], dtype=object))[0])
        if row < 0:
            return None
        touching = np.flatnonzero((graph.source_rows == row) | (graph.target_rows == row))
        other = np.where(graph.source_rows[touching] == row, graph.target_rows[touching], graph.source_rows[touching])
        worth = graph.nodes["kind"].iloc[other].map(lambda kind: _WORTH.get(kind, len(_WORTH))).to_numpy()
        chosen = touching[np.lexsort((touching, worth))][:NEIGHBOURS]
        nodes = np.zeros(len(graph.nodes), dtype=bool)
        nodes[row] = True
        return {**self._part(chosen, nodes), "of": len(touching)}

    def statements(self, ids: Sequence[str]) -> Json:
        """As `Lookup.statements`."""
        places = self._graph.edge_index.get_indexer(pd.Index(list(ids), dtype=object))
        return self._part(places[places >= 0], np.zeros(len(self._graph.nodes), dtype=bool))

    def names(self) -> Names:
        """As `Lookup.names`."""
        with self._lock:
            if self._made is None:
                columns = self._graph.nodes[["id", "kind", *_NAMES, "aliases"]]
                self._made = Names.of(columns.itertuples(index=False))
            return self._made

    def _part(self, rows: Any, nodes: Any) -> Json:
        graph = self._graph
        edges = np.zeros(len(graph.edges), dtype=bool)
        edges[rows] = True
        nodes[graph.source_rows[edges]] = nodes[graph.target_rows[edges]] = True
        part = carved(graph, edges, nodes)
        sources = {row["id"]: row for row in plain._records(part.sources)}
        return {
            "nodes": [plain._node(row, sources) for row in plain._records(part.nodes)],
            "statements": [plain._statement(row) for row in plain._records(part.edges)],
            "observations": [_observation(row) for row in plain._records(part.observations)],
            "evidence": [_piece(row) for row in plain._records(part.evidence)],
        }


class OnServer:
    """Looks up on a server."""

    def __init__(self, store: CypherStore) -> None:
        """Take the store."""
        self._store = store
        self._lock = threading.Lock()
        self._made: tuple[int, Names] | None = None

    def node(self, node_id: str) -> Json | None:
        """As `Lookup.node`."""
        found = self._store.run("MATCH (n:Entity {id: $id}) RETURN properties(n)", id=node_id).rows
        if not found:
            return None
        number = self._store.run("MATCH (n:Entity {id: $id})-[s]-(:Entity) RETURN count(DISTINCT s)", id=node_id).rows[
            0
        ][0]
        rows = self._store.run(
            "MATCH (n:Entity {id: $id})-[s]-(o:Entity) WITH DISTINCT s, o, [k IN range(0, size($order) - 1) "
            "WHERE $order[k] = o.kind] AS worth RETURN type(s), startNode(s).id, endNode(s).id, properties(s), "
            "properties(o) ORDER BY coalesce(worth[0], size($order)), s.id LIMIT $limit",
            id=node_id,
            order=list(ORDER),
            limit=NEIGHBOURS,
        ).rows
        made = self._part(rows, [dict(found[0][0]), *(dict(row[4]) for row in rows)], [node_id])
        seen = self._store.run(
            "MATCH (o:Observation)-[:ABOUT]->(n:Entity {id: $id}) RETURN properties(o) ORDER BY o.id", id=node_id
        ).rows
        return {**made, "observations": [_observation({**row[0], "node": node_id}) for row in seen], "of": number}

    def statements(self, ids: Sequence[str]) -> Json:
        """As `Lookup.statements`; by relation, since each has an index of its own."""
        by_relation: dict[str, list[str]] = {}
        for row in self._store.run(
            "UNWIND $ids AS id MATCH (e:Evidence {about: id}) RETURN DISTINCT id", ids=list(ids)
        ).rows:
            by_relation.setdefault("", []).append(row[0])
        rows: list[Any] = []
        wanted = by_relation.get("", [])
        for relation in schema.RELATIONS if wanted else ():
            query = (
                f"MATCH (a:Entity)-[s:{relation}]->(b:Entity) WHERE s.id IN $ids "
                "RETURN type(s), a.id, b.id, properties(s), properties(a), properties(b) ORDER BY s.id"
            )
            rows += self._store.run(query, ids=wanted).rows
        return self._part(rows, [dict(end) for row in rows for end in row[4:6]], [])

    def names(self) -> Names:
        """As `Lookup.names`; read again after each load."""
        with self._lock:
            version = self._store.ready()
            if self._made is None or self._made[0] != version:
                columns = ", ".join(f"n.{name}" for name in ("id", "kind", *_NAMES, "aliases"))
                rows = self._store.run(f"MATCH (n:Entity) RETURN {columns} ORDER BY n.id").rows
                self._made = (version, Names.of(rows))
            return self._made[1]

    def _part(self, rows: Iterable[Any], ends: Iterable[Json], others: Sequence[str]) -> Json:
        statements = [
            {**properties, "relation": kind, "source": source, "target": target}
            for kind, source, target, properties, *_ in rows
        ]
        about = [*others, *(row["id"] for row in statements)]
        found = self._store.run(
            "MATCH (e:Evidence)-[:FROM]->(s:Source) WHERE e.about IN $about "
            "RETURN properties(e), properties(s) ORDER BY e.stance <> 'contradicts', e.id",
            about=about,
        ).rows
        count: dict[str, int] = {}
        pieces: list[Json] = []
        sources: dict[str, Json] = {}
        for piece, source in found:
            count[piece["about"]] = count.get(piece["about"], 0) + 1
            if count[piece["about"]] <= PIECES:
                pieces.append({**piece, "source": source["id"]})
                sources[source["id"]] = {"title": source["id"], "kind": "Source", **source}
        nodes = {row["id"]: row for row in ends} | sources
        made = [plain._node(_titled(nodes[node]), sources) for node in sorted(nodes)]
        return {
            "nodes": made,
            "statements": [plain._statement(row) for row in statements],
            "observations": [],
            "evidence": [_piece(row) for row in pieces],
        }


def _titled(row: Json) -> Json:
    """A source that is no node of the graph is called by its title."""
    return row if "name_en" in row else {**row, "name_en": row.get("title", row["id"])}


def _observation(row: Json) -> Json:
    return plain._only(row, plain._OBSERVATION) | plain._texts(row, "note")


def _piece(row: Json) -> Json:
    made = {"about": row["about"]} | plain._only(row, plain._EVIDENCE)
    made |= plain._texts(row, "reading") | plain._texts(row, "reason")
    return made | ({"stance": row["stance"]} if row["stance"] != "supports" else {})


@dataclass(frozen=True, slots=True)
class Names:
    """Names to search in: what each is folded, and whose it is.

    Attributes:
        folded: The folded names.
        texts: The names as written.
        owners: For each name the place of its node in `nodes`.
        nodes: Id, kind and what is shown for it, by language.
    """

    folded: list[str]
    texts: list[str]
    owners: list[int]
    nodes: list[tuple[str, str, Mapping[str, str]]]

    @classmethod
    def of(cls, rows: Iterable[Any]) -> Names:
        """The names of nodes; a row is id, kind, the names of `_NAMES`, and the aliases."""
        made = cls([], [], [], [])
        for node_id, kind, *given, aliases in rows:
            known = [text if isinstance(text, str) else None for text in given]
            name_en, name_es, short_en, short_es = known
            en = short_en or name_en or node_id
            made.nodes.append((node_id, kind, {"en": en, "es": short_es or name_es or en}))
            seen: set[str] = set()
            further = aliases if isinstance(aliases, list | tuple | np.ndarray) else ()
            for text in (*known, *further):
                if isinstance(text, str) and (key := names.fold(text)) and key not in seen:
                    seen.add(key)
                    made.folded.append(key)
                    made.texts.append(text)
                    made.owners.append(len(made.nodes) - 1)
        return made

    def search(self, text: str, limit: int = 12) -> list[Json]:
        """The nodes that a text may mean, best first: ``id, kind, name, text`` (the name that was found), ``near``.

        The whole name comes first, then the start of it or of a word, then what lies inside, then names that are like
        it (``near``); sources come after all else.
        """
        wanted = names.fold(text)
        if not wanted:
            return []
        best: dict[int, tuple[int, int, int]] = {}
        for place, folded in enumerate(self.folded):
            if wanted in folded and (tier := _tier(folded, wanted)) < 4:
                owner = self.owners[place]
                best[owner] = min(best.get(owner, (9, 0, 0)), (tier, len(folded), place))
        if len(best) < 3 and len(wanted) > 3 and len(self.folded) <= FUZZY:
            for place, likeness in self._like(wanted, limit):
                best.setdefault(self.owners[place], (5, int(100 - likeness), place))
        order = sorted(best, key=lambda owner: (*self._order(owner, best[owner]), owner))[:limit]
        return [self._hit(owner, *best[owner]) for owner in order]

    def _order(self, owner: int, found: tuple[int, int, int]) -> tuple[int, ...]:
        tier, length, _ = found
        kind = self.nodes[owner][1]
        return (tier > 4, kind == "Source", tier, _WORTH.get(kind, len(_WORTH)), length)

    def _like(self, wanted: str, limit: int) -> list[tuple[int, float]]:
        from rapidfuzz import fuzz, process

        found = process.extract(wanted, self.folded, scorer=fuzz.partial_ratio, score_cutoff=LIKE, limit=8 * limit)
        least = len(wanted) - 2
        return [(place, score) for text, score, place in found if len(text) >= least]

    def _hit(self, owner: int, tier: int, _: int, place: int) -> Json:
        node_id, kind, shown = self.nodes[owner]
        made = {**stub(node_id, shown), "kind": kind, "text": self.texts[place]}
        return {**made, "near": True} if tier > 4 else made


def _tier(folded: str, wanted: str) -> int:
    if folded == wanted:
        return 0
    if folded.startswith(wanted) or f" {wanted}" in folded:
        return 1
    return 2 if len(wanted) > 2 else 4
