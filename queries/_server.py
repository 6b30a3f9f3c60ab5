"""Asking a graph that lies on a server: Cypher gives the rows, or the ties that a kernel finishes.

What was looked at, and the names in the parameters, come from a context: a part of the graph that stays small however
many activities and payments it holds. All else of an answer is made as for a graph in memory.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pandas as pd

from graph import names, schema
from graph.errors import TooLarge
from graph.model import PropertyGraph
from queries._frame import CITED_COLUMNS, EVIDENCE_COLUMNS, MANY, Params, Question, Rows, shaped
from queries._proof import first, said
from queries._say import LANGUAGES

if TYPE_CHECKING:
    from graph.stores import CypherStore

MONEY = "FUNDS"
"""The relation of which it may hold a million statements between nodes of other kinds."""
NAMED = ("",)
"""Where the names of all nodes are kept among the contexts: no relation is called so."""
LARGEST = 5_000_000
"""A what-if reads the whole graph and changes the copy, up to this many statements."""

_STATEMENTS = " UNION ALL ".join(
    f"MATCH (a:Entity)-[s:{name}]->(b:Entity) WHERE s.id IN $about RETURN s.id AS id, a.id AS source, "
    f"'{name}' AS relation, b.id AS target, s.role AS role, s.start AS start, s.end AS end, "
    "s.confidence AS confidence, s.dataset AS dataset"
    for name in schema.RELATIONS
)
"""One part a relation, so that each can use the index on its ids; names from the schema only."""


_READ: WeakKeyDictionary[CypherStore, tuple[int, dict[tuple[str, ...], PropertyGraph]]] = WeakKeyDictionary()
"""The contexts read from each store since its last load, by what they hold beside the smallest."""


class Server:
    """A store that answers in Cypher; looks up what ids stand for, as `queries._proof.Proof`."""

    def __init__(self, store: CypherStore) -> None:
        """Take the store.

        Raises:
            StoreError: No whole graph is there to be asked.
        """
        self._store, loads = store, store.ready()
        if store not in _READ or _READ[store][0] != loads:
            _READ[store] = (loads, {})
        self._parts = _READ[store][1]

    def context(self, reads: Sequence[str] = ()) -> PropertyGraph:
        """The nodes of all kinds but `MANY` with what is said among them but money, and the statements of `reads`."""
        further = tuple(sorted(name for name in reads if name == MONEY or _large(name)))
        if further not in self._parts:
            kinds = [kind for kind in schema.KINDS if kind not in MANY]
            small = [name for name in schema.RELATIONS if name != MONEY]
            part = self._store.select(small, kinds) if not further else self._store.select(further)
            self._parts[further] = part if not further else _joined(self.context(), part)
        return self._parts[further]

    def named(self) -> PropertyGraph:
        """All nodes without statements, and of those of the kinds in `MANY` no more than their names."""
        if NAMED not in self._parts:
            columns = ("id", "kind", *names.BORNE)
            query = f"MATCH (n:{'|'.join(MANY)}) WHERE n:Entity RETURN {', '.join(f'n.{c} AS {c}' for c in columns)}"
            nodes = [self.context().nodes, self._frame(query)]
            self._parts[NAMED] = PropertyGraph(nodes=pd.concat(nodes, ignore_index=True))
        return self._parts[NAMED]

    def whole(self) -> PropertyGraph:
        """The whole graph, for a what-if: it changes a copy and never the server.

        Raises:
            TooLarge: It has more statements than `LARGEST`.
        """
        number = self._store.run("MATCH (:Entity)-[s]->(:Entity) RETURN count(s) AS number").rows[0][0]
        if number > LARGEST:
            raise TooLarge(f"a what-if reads the whole graph, and {number} statements are more than {LARGEST}")
        return self._store.read()

    def found(self, question: Question, p: Params, context: PropertyGraph) -> Rows:
        """The answer to a question."""
        given = {key: list(value) if isinstance(value, tuple) else value for key, value in p.items()}
        return question.told(context, p, shaped(question.returned, self._frame(question.cypher, **given)))

    def labels(self, context: PropertyGraph, ids: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """What is shown for ids, by language; those that the context does not know are looked up."""
        missing = sorted(set(ids).difference(context.node_index))
        forms = [f"{form}_{lang}" for form in ("short", "name") for lang in LANGUAGES]
        query = f"MATCH (n:Entity) WHERE n.id IN $ids RETURN n.id AS id, {', '.join(f'n.{f} AS {f}' for f in forms)}"
        looked_up = self._frame(query, ids=missing).to_dict("records") if missing else []
        found: dict[str, Mapping[str, str]] = {}
        for lang in LANGUAGES:
            order = (f"short_{lang}", f"name_{lang}", "short_en", "name_en")
            own = {row["id"]: next(row[c] for c in order if row[c] is not None) for row in looked_up}
            found[lang] = ChainMap(own, context.labels(lang))  # type: ignore[arg-type]
        return found

    def is_statement(self, text: str) -> bool:
        """Whether a text is the id of a statement; only what holds a slash can be."""
        return "/" in text and len(self._frame(_STATEMENTS, about=[text])) > 0

    def evidence(self, about: Sequence[str]) -> pd.DataFrame:
        """As `queries._proof.Proof.evidence`."""
        own = ", ".join(f"e.{c} AS {c}" for c in EVIDENCE_COLUMNS if c in _OF_EVIDENCE)
        bibliography = ", ".join(f"s.{c} AS {c}" for c in ("title", "publisher", "url", "published"))
        query = (
            "MATCH (e:Evidence)-[:FROM]->(s:Source) WHERE e.about IN $about "
            f"RETURN e.about AS id, e.id AS piece, s.id AS source, {bibliography}, {own}"
        )
        return first(["id", "piece"], [self._frame(query, about=about)])[list(EVIDENCE_COLUMNS)].astype("str")

    def cited(self, about: Sequence[str]) -> pd.DataFrame:
        """As `queries._proof.Proof.cited`."""
        seen = (
            "MATCH (o:Observation)-[:ABOUT]->(n:Entity) WHERE o.id IN $about RETURN o.id AS id, n.id AS node, "
            "o.measure AS measure, o.number AS number, o.text AS text, o.unit AS unit, o.currency AS currency, "
            "o.start AS start, o.end AS end, o.confidence AS confidence, o.dataset AS dataset"
        )
        nodes = "MATCH (n:Entity) WHERE n.id IN $about RETURN n.id AS id, n.start AS start, n.end AS end"
        parts = [self._frame(query, about=about) for query in (_STATEMENTS, seen, nodes)]
        parts[1] = parts[1].astype({"number": "float64"})
        return first(["id"], [said(*parts)])[list(CITED_COLUMNS)]

    def _frame(self, cypher: str, **parameters: object) -> pd.DataFrame:
        found = self._store.run(cypher, **parameters)
        columns: list[Any] = [list(column) for column in zip(*found.rows, strict=True)] or [[] for _ in found.columns]
        return pd.DataFrame(dict(zip(found.columns, columns, strict=True)), dtype=object)


_OF_EVIDENCE = {p.name for p in schema.EVIDENCE_PROPERTIES} - {"id", "about", "source"}


def _large(relation: str) -> bool:
    """Whether statements of a relation may have an end of a kind of which there may be many."""
    ends = schema.RELATIONS[relation]
    return bool(set(MANY) & {*ends.sources, *ends.targets})


def _joined(*parts: PropertyGraph) -> PropertyGraph:
    """One graph of parts of the same graph."""
    tables = {}
    for name in schema.TABLES:
        frames = [part.tables[name] for part in parts]
        tables[name] = pd.concat(frames, ignore_index=True).drop_duplicates("id")
    return PropertyGraph(**tables)
