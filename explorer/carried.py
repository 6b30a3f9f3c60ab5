"""What a page carries of a graph that is larger than a page, and how it says what it left out.

A page stays under `BYTES`, whatever the store holds. A store that fits is carried whole. Of a larger one the page has,
in this order:

1. mechanisms, each with every seat and every other tie of a country to it or not at all; countries;
2. the answers, each with up to `ROWS` rows and the statements behind them; questions that take too long are left out;
3. what else is tied to a mechanism; then themes, plans, events and the agencies, places and projects that matter: first
   those with ties to mechanisms, then those with most statements. Projects that only have activities are not carried
   one by one where there are many;
4. of all activities and payments totals by who and where.

What comes out too large is made again with smaller numbers. The same store, day and limits give the same page, except
that a question may be slower than `SECONDS` on one day and not on another.

The payload then has more keys than `explorer.payload` tells of:

- ``meta.left_out``: ``nodes, statements, evidence, sources`` as [carried, all], ``kinds`` (by kind [carried, all]) and
  ``questions`` (names of those that have no answer for want of time). ``meta.live``: the page is served.
- ``nodes``: ``of``, how many statements touch it in the store, where the page carries fewer; ``stub`` where it only has
  the name, since an answer names it.
- ``statements``: ``pieces``, how many pieces of evidence there are, where the page carries fewer.
- answers: ``of``, how many rows there are, where the page carries fewer.
- ``totals``: rows ``who, how`` (runs, funds, works), ``country`` (left out: several, or none is known), ``statements,
  now`` (in force on the day), ``projects, money`` (``currency, money, amount`` and the numbers of payments that are
  ``counted`` and whose amount is ``unknown``). Each is an aggregate and no statement.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
import pandas as pd

from explorer.within import TooLong, within
from graph import dates, schema
from graph.model import PropertyGraph
from graph.stores import CypherStore, Store

if TYPE_CHECKING:
    from graph.tables import Array
    from queries._frame import Answer

Json = dict[str, Any]

BYTES = 5_000_000
"""The size that a page never reaches."""
SECONDS, TOGETHER = 20.0, 180.0
"""How long one question may take, and all of them."""
ROWS, BEHIND = 200, 30
"""How many rows of an answer a page carries, and how many statements behind each."""
PIECES = 6
"""How many pieces of evidence on one statement; those that contradict it come first."""
STATEMENTS, TOTALS = 12_000, 2_000
NODES = {"Mechanism": 200, "Country": 300, "Agency": 600, "Project": 300, "Place": 300}
OTHERS = 400
"""How many nodes of each kind; `OTHERS` of those not named."""
ORDER = (
    *("Mechanism", "Country", "Theme", "Population", "Corridor", "Instrument", "Commitment", "Event", "Agency"),
    *("Place", "Project"),
)
"""The kinds, those that matter most to a page first."""
READ = 50_000
"""A server with no more statements is read whole; of a larger one the relations that have no more are."""
TIES = ("OPERATES_IN", "IMPLEMENTS", "FUNDS", "LOCATED_IN")
"""What totals are made of."""
_PAID = ["currency", "money", "counted"]
_TIE = ["relation", "source", "target", *_PAID, "statements", "now", "amount", "unknown"]


@dataclass(frozen=True, slots=True)
class Size:
    """How much a page may carry, as a share of the numbers above."""

    share: float = 1.0

    def of(self, number: int) -> int:
        """So many at this size."""
        return max(1, int(number * self.share))


class Whole(Protocol):
    """What a page is made of: all that a store holds."""

    source: PropertyGraph | Store

    def part(self) -> PropertyGraph:
        """What may be carried of it, or more."""

    def counts(self) -> dict[str, dict[str, int]]:
        """How many there are: ``kinds`` by kind (but sources), and ``tables`` by name."""

    def ties(self, day: str) -> pd.DataFrame:
        """What totals are made of: a row a relation, pair and kind of money; columns `_TIE`."""

    def touching(self, ids: Sequence[str]) -> Mapping[str, int]:
        """How many statements touch each of these nodes."""


class InMemory:
    """A graph in memory."""

    def __init__(self, graph: PropertyGraph) -> None:
        """Take the graph."""
        self.source: PropertyGraph | Store = graph
        self._graph = graph

    def part(self) -> PropertyGraph:
        """As `Whole.part`: all of it."""
        return self._graph

    def counts(self) -> dict[str, dict[str, int]]:
        """As `Whole.counts`."""
        kinds = self._graph.nodes["kind"].value_counts()
        tables = {name: len(frame) for name, frame in self._graph.tables.items()}
        return _counts({str(kind): int(n) for kind, n in kinds.items()}, tables)

    def ties(self, day: str) -> pd.DataFrame:
        """As `Whole.ties`."""
        wanted = self._graph.edges["relation"].isin(TIES).to_numpy()
        edges = self._graph.edges.loc[wanted, ["relation", "source", "target", "amount", *_PAID]]
        edges = edges.assign(statements=1, now=self._graph.in_force(day)[wanted].astype(int))
        edges["unknown"] = edges["amount"].isna().astype(int)
        keys = ["relation", "source", "target", *_PAID]
        sums = {"statements": "sum", "now": "sum", "amount": "sum", "unknown": "sum"}
        return edges.groupby(keys, dropna=False, sort=True).agg(sums).reset_index()[_TIE]

    def touching(self, ids: Sequence[str]) -> Mapping[str, int]:
        """As `Whole.touching`."""
        rows = self._graph.node_index.get_indexer(pd.Index(list(ids)))
        return dict(zip(ids, self._degrees[rows].tolist(), strict=True))

    @cached_property
    def _degrees(self) -> Array:
        return degrees(self._graph)


class OnServer:
    """A graph on a server: what it counts, it counts there; what a page cannot carry is not read."""

    def __init__(self, store: CypherStore) -> None:
        """Take the store.

        Raises:
            StoreError: No whole graph is there to be asked.
        """
        store.ready()
        self.source: PropertyGraph | Store = store
        self._store = store

    def part(self) -> PropertyGraph:
        """As `Whole.part`: the kinds of which there are few, with the relations that have few statements among them."""
        found = self.counts()["kinds"]
        kinds = sorted(kind for kind, number in found.items() if kind != "Project" and number <= READ // 10)
        query = "MATCH (a:Entity)-[s]->(b:Entity) WHERE a.kind IN $kinds AND b.kind IN $kinds RETURN type(s), count(s)"
        numbers = sorted((number, name) for name, number in self._store.run(query, kinds=kinds).rows)
        return self._store.select([name for number, name in numbers if number <= READ], kinds)

    def counts(self) -> dict[str, dict[str, int]]:
        """As `Whole.counts`."""
        kinds = dict(map(tuple, self._store.run("MATCH (n:Entity) RETURN n.kind, count(n)").rows))
        tables = {
            name: int(self._store.run(query).rows[0][0])
            for name, query in (
                ("edges", "MATCH (:Entity)-[s]->(:Entity) RETURN count(s)"),
                ("evidence", "MATCH (e:Evidence) RETURN count(e)"),
                ("sources", "MATCH (s:Source) RETURN count(s)"),
            )
        }
        return _counts(kinds, tables)

    def ties(self, day: str) -> pd.DataFrame:
        """As `Whole.ties`: one row a pair comes over the wire, not one a statement."""
        rows: list[Any] = []
        for relation in TIES:
            query = (
                f"MATCH (a:Entity)-[s:{relation}]->(b:Entity) WITH a.id AS source, b.id AS target, "
                "s.currency AS currency, s.money AS money, s.counted AS counted, count(s) AS statements, "
                "sum(CASE WHEN s.since <= $day AND coalesce(s.until, $day) >= $day THEN 1 ELSE 0 END) AS now, "
                "sum(s.amount) AS amount, count(s) - count(s.amount) AS unknown "
                f"RETURN '{relation}', source, target, currency, money, counted, statements, now, amount, unknown"
            )
            rows += self._store.run(query, day=day).rows
        frame = pd.DataFrame(rows, columns=_TIE, dtype=object)
        return frame.astype({"statements": "int64", "now": "int64", "amount": "float64", "unknown": "int64"})

    def touching(self, ids: Sequence[str]) -> Mapping[str, int]:
        """As `Whole.touching`."""
        query = (
            "MATCH (n:Entity) WHERE n.id IN $ids "
            "RETURN n.id, COUNT { (n)-->(:Entity) } + COUNT { (n)<--(m:Entity) WHERE m <> n }"
        )
        return dict(map(tuple, self._store.run(query, ids=list(ids)).rows))


def whole(source: PropertyGraph | Store) -> Whole:
    """What a page is made of; a server is only read whole where it holds little.

    Raises:
        StoreError: There is no graph, or the server is absent or refuses.
    """
    if isinstance(source, PropertyGraph):
        return InMemory(source)
    if isinstance(source, CypherStore):
        server = OnServer(source)
        if server.counts()["tables"]["edges"] > READ:
            return server
    return InMemory(source.read())


def page(
    source: PropertyGraph | Store, *, as_of: str | None = None, lang: str | None = None, live: bool = False
) -> str:
    """The page of all that a store holds, or of what fits into `BYTES` of it.

    Raises:
        ValueError: `as_of` is not a date.
        BadParameter: `lang` is neither of the two.
        StoreError: There is no graph, or the server is absent or refuses.
    """
    from explorer import render

    day = dates.covered(as_of) if as_of is not None else dates.today()
    everything, size = whole(source), Size()
    asker = Asker(everything.source)
    while True:
        text = render.page(payload(everything, day, lang, size, asker, live=live))
        length = len(text.encode())
        if length < BYTES or size.share < 1e-3:
            return text
        size = Size(size.share * min(0.7, 0.9 * BYTES / length))


def payload(everything: Whole, day: str, lang: str | None, size: Size, asker: Asker, *, live: bool = False) -> Json:
    """The payload of a page of this size; see the module and `explorer.payload` for its keys."""
    from explorer import payload as plain

    part, counts = everything.part(), everything.counts()
    if _fits(part, counts, size):
        made = plain.payload(part, as_of=day, lang=lang)
        if live:
            made["meta"]["live"] = True
        return made
    asker.begin(size)
    # Once to know what the answers name and rest on, which is carried too; then with it.
    plain.payload(selected(part, size), as_of=day, lang=lang, ask=asker.noted)
    chosen = selected(part, size, asker.behind, asker.names)
    made = plain.payload(chosen, as_of=day, lang=lang, ask=asker)
    _offer(made)
    _name(made, asker.names)
    touching = everything.touching([node["id"] for node in made["nodes"]])
    _number(made, touching, part)
    made["totals"] = totals(everything.ties(day))[: size.of(TOTALS)]
    made["meta"]["counts"] = {
        "nodes": sum(counts["kinds"].values()),
        "statements": counts["tables"]["edges"],
        "sources": counts["tables"]["sources"],
    }
    made["meta"]["left_out"] = _left_out(made, counts, asker.slow)
    if live:
        made["meta"]["live"] = True
    return made


# -- what is chosen ---------------------------------------------------------------------------------------------------


def degrees(graph: PropertyGraph, edges: Array | None = None) -> Array:
    """How many statements touch each node, of all or of some; int64 of shape (nodes,)."""
    chosen = np.ones(len(graph.edges), dtype=bool) if edges is None else edges
    ends = [graph.source_rows[chosen], graph.target_rows[chosen & (graph.source_rows != graph.target_rows)]]
    return np.bincount(np.concatenate(ends), minlength=len(graph.nodes))


def selected(graph: PropertyGraph, size: Size, behind: Iterable[str] = (), names: Iterable[str] = ()) -> PropertyGraph:
    """The part of a graph that a page of this size carries.

    Args:
        graph: The graph.
        size: The size of the page.
        behind: Statements that answers rest on.
        names: Nodes that answers name.
    """
    kinds = graph.nodes["kind"].to_numpy(dtype=object)
    worth = {kind: place for place, kind in enumerate(ORDER)}
    of_kind = np.array([worth.get(kind, len(ORDER)) for kind in kinds], dtype=np.int64)
    source, target = graph.source_rows, graph.target_rows
    mechanism, source_kind = kinds == "Mechanism", kinds == "Source"
    to_mechanism = mechanism[source] | mechanism[target]
    asked = np.zeros(len(graph.edges), dtype=bool)
    places = graph.edge_index.get_indexer(pd.Index(list(behind), dtype=object))
    asked[places[places >= 0]] = True

    kept = _nodes(graph, size, kinds, degrees(graph, to_mechanism), degrees(graph))
    kept[source[asked]] = kept[target[asked]] = True
    rows = graph.node_index.get_indexer(pd.Index(list(names), dtype=object))
    kept[rows[rows >= 0]] = True
    kept &= ~source_kind
    country = kinds == "Country"
    seat = to_mechanism & (country[source] | country[target])
    kept &= ~mechanism | _seated(mechanism, seat & kept[source] & kept[target], source, target, size)
    worst = np.maximum(of_kind[source], of_kind[target])
    rank = np.where(seat, 0, np.where(asked, 1, np.where(to_mechanism, 2, 3 + worst)))
    rank[source_kind[source] | source_kind[target]] = 4 + len(ORDER)
    pairs = pd.DataFrame({"r": pd.factorize(graph.edges["relation"])[0], "s": source, "t": target})
    nth = pairs.groupby(["r", "s", "t"], sort=False).cumcount().to_numpy()
    fits = np.flatnonzero(kept[source] & kept[target])
    order = fits[np.lexsort((fits, nth[fits], rank[fits]))][: size.of(STATEMENTS)]
    edges = np.zeros(len(graph.edges), dtype=bool)
    edges[order] = True
    return carved(graph, edges, kept)


def _nodes(graph: PropertyGraph, size: Size, kinds: Array, ties: Array, touching: Array) -> Array:
    """Which nodes are carried whatever answers say: of each kind those that matter most; no sources."""
    kept = np.zeros(len(kinds), dtype=bool)
    for kind in dict.fromkeys(kinds.tolist()):
        if kind == "Source":
            continue
        rows = np.flatnonzero(kinds == kind)
        most = size.of(NODES.get(kind, OTHERS))
        if kind == "Project" and len(rows) > most:
            rows = rows[ties[rows] > 0]
        kept[rows[np.lexsort((rows, -touching[rows], -ties[rows]))][:most]] = True
    return kept


def _seated(mechanism: Array, seat: Array, source: Array, target: Array, size: Size) -> Array:
    """Which mechanisms can be carried with all their seats: one that is not carried misleads nobody, a seat would.

    Those with most seats come first, as long as all seats so far fit; a statement between two mechanisms is no seat.
    """
    host = np.where(mechanism[source[seat]], source[seat], target[seat])
    seats = np.bincount(host, minlength=len(mechanism))
    rows = np.flatnonzero(mechanism)
    rows = rows[np.lexsort((rows, -seats[rows]))]
    fits = np.zeros(len(mechanism), dtype=bool)
    fits[rows[np.cumsum(seats[rows]) <= size.of(STATEMENTS)]] = True
    return fits


def carved(graph: PropertyGraph, edges: Array, nodes: Array) -> PropertyGraph:
    """The graph of these, with some evidence on each, and only the sources that are named then."""
    sources = (graph.nodes["kind"] == "Source").to_numpy()
    part = graph.select(edges, nodes | sources)
    pieces = part.evidence
    about_source = pieces["about"].str.startswith("source:").to_numpy()
    against = (pieces["stance"] != "contradicts").to_numpy()
    order = np.lexsort((np.arange(len(pieces)), against))
    nth = np.empty(len(pieces), dtype=np.int64)
    nth[order] = pieces.iloc[order].groupby("about", sort=False).cumcount().to_numpy()
    pieces = pieces[(nth < PIECES) & ~about_source]
    named = {*pieces["source"], *part.edges["source"], *part.edges["target"]}
    is_source = (part.nodes["kind"] == "Source").to_numpy()
    keep = ~is_source | part.nodes["id"].isin(named).to_numpy()
    part = part.select(np.ones(len(part.edges), dtype=bool), keep)
    # A selection keeps all evidence and sources of what it keeps; a page must be small.
    part.evidence = pieces.reset_index(drop=True)
    part.sources = part.sources[part.sources["id"].isin(named)].reset_index(drop=True)
    return part


def _fits(part: PropertyGraph, counts: Mapping[str, Mapping[str, int]], size: Size) -> bool:
    """Whether a page can carry all there is."""
    kinds = {kind: number for kind, number in counts["kinds"].items() if number > size.of(NODES.get(kind, OTHERS))}
    whole = len(part.edges) == counts["tables"]["edges"]
    few = len(part.edges) <= size.of(STATEMENTS) and len(part.evidence) <= 2 * size.of(STATEMENTS)
    return whole and few and not kinds


# -- the answers ------------------------------------------------------------------------------------------------------


class Asker:
    """Asks the whole store, each question once, and cuts what it answers to the size of a page.

    Attributes:
        size: The size of the page.
        slow: The questions that took too long, with their names.
        behind: The statements that the rows rest on.
        names: What is shown for the ids in the rows, by language.
    """

    def __init__(self, source: PropertyGraph | Store, seconds: float = SECONDS, together: float = TOGETHER) -> None:
        """Take what is asked and how long that may take."""
        self.size = Size()
        self.slow: dict[str, None] = {}
        self.behind: dict[str, None] = {}
        self.names: dict[str, dict[str, str]] = {}
        self._source, self._seconds, self._left = source, seconds, together
        # In memory the work counts, so that a busy computer leaves out no more than an idle one.
        self._clock = time.process_time if isinstance(source, PropertyGraph) else time.monotonic
        self._given: dict[str, Answer | None] = {}

    def begin(self, size: Size) -> None:
        """Begin a page of this size: what a larger one named and rested on does not count."""
        self.size, self.behind, self.names = size, {}, {}

    def __call__(self, name: str, day: str, params: Mapping[str, Any]) -> tuple[Answer | None, Json]:
        """The answer as far as a page carries it, or None, and what to say of the rest."""
        key = json.dumps([name, day, params], sort_keys=True)
        if key not in self._given:
            self._given[key] = self._asked(name, day, params)
        answer = self._given[key]
        if answer is None:
            return None, {}
        rows, number = self.size.of(ROWS), len(answer.frame)
        frame = answer.frame.iloc[:rows].copy()
        behind = [list(cell)[:BEHIND] for cell in frame["evidence"]]
        frame["evidence"] = pd.Series(behind, index=frame.index, dtype=object)
        shown = replace(answer, frame=frame)
        self.behind |= dict.fromkeys(about for cell in frame["evidence"] for about in cell)
        self._note(shown)
        return shown, {"of": number} if number > rows else {}

    def noted(self, name: str, day: str, params: Mapping[str, Any]) -> tuple[None, Json]:
        """No answer, but what it names and rests on is known then."""
        self(name, day, params)
        return None, {}

    def _asked(self, name: str, day: str, params: Mapping[str, Any]) -> Answer | None:
        import queries

        if name in self.slow or self._left <= 0:
            self.slow[name] = None
            return None
        begun = self._clock()
        try:
            seconds = min(self._seconds, self._left)
            return within(seconds, lambda: queries.ask(self._source, name, as_of=day, **params), self._clock)
        except TooLong:
            self.slow[name] = None
            return None
        finally:
            self._left -= self._clock() - begun

    def _note(self, answer: Answer) -> None:
        """Keep what is shown for the ids in the rows."""
        for node in sorted(named(answer)):
            if node not in self.names:
                self.names[node] = {lang: names[node] for lang, names in answer.names.items() if node in names}


def named(answer: Answer) -> set[str]:
    """The nodes that the rows of an answer name."""
    found: set[str] = set()
    for column in answer.columns:
        if column.type == "id":
            found |= {value for value in answer.frame[column.name].tolist() if isinstance(value, str)}
        elif column.type in ("ids", "path"):
            found |= {value for cell in answer.frame[column.name] for value in cell}
    return {node for node in found if "/" not in node and ":" in node}


def stub(node: str, shown: Mapping[str, str]) -> Json:
    """A node of which only the name is told."""
    name = {"en": shown.get("en", node)}
    if shown.get("es", name["en"]) != name["en"]:
        name["es"] = shown["es"]
    return {"id": node, "kind": schema.kind_of(node), "name": name, "stub": True}


def _offer(made: Json) -> None:
    """Offer a reader only those values of parameters that there is an answer for."""
    for question in made["questions"]:
        for parameter in question.get("parameters", ()):
            there = [answer["params"].get(parameter["name"]) for answer in question["answers"]]
            parameter["values"] = [value for value in parameter["values"] if value in there]


def _name(made: Json, names: Mapping[str, Mapping[str, str]]) -> None:
    there = {node["id"] for node in made["nodes"]}
    made["nodes"] += [stub(node, shown) for node, shown in sorted(names.items()) if node not in there and shown]


# -- what is said of the rest -----------------------------------------------------------------------------------------


def _number(made: Json, touching: Mapping[str, int], part: PropertyGraph) -> None:
    """Say at nodes and statements how much there is, where the page carries less."""
    here: dict[str, int] = {}
    for row in made["statements"]:
        for end in {row["source"], row["target"]}:
            here[end] = here.get(end, 0) + 1
    for node in made["nodes"]:
        if (number := touching.get(node["id"], 0)) > here.get(node["id"], 0):
            node["of"] = number
    ids = pd.Index([row["id"] for row in made["statements"]])
    rows = part.edge_index.get_indexer(ids)
    about = part.about_rows
    on_edges = np.bincount(about[(about >= 0) & (about < len(part.edges))], minlength=len(part.edges))
    for row, number in zip(made["statements"], on_edges[rows].tolist(), strict=True):
        if number > PIECES:
            row["pieces"] = number


def _left_out(made: Json, counts: Mapping[str, Mapping[str, int]], slow: Iterable[str]) -> Json:
    here: dict[str, int] = {}
    for node in made["nodes"]:
        if not node.get("stub"):
            here[node["kind"]] = here.get(node["kind"], 0) + 1
    sources = here.pop("Source", 0)
    kinds = {kind: [here.get(kind, 0), number] for kind, number in counts["kinds"].items()}
    tables = counts["tables"]
    return {
        "nodes": [sum(here.values()), sum(counts["kinds"].values())],
        "statements": [len(made["statements"]), tables["edges"]],
        "evidence": [len(made["evidence"]), tables["evidence"]],
        "sources": [sources, tables["sources"]],
        "kinds": {kind: pair for kind, pair in sorted(kinds.items()) if pair[0] < pair[1]},
        "questions": list(slow),
    }


def _counts(kinds: Mapping[str, int], tables: Mapping[str, int]) -> dict[str, dict[str, int]]:
    own = {kind: int(number) for kind, number in sorted(kinds.items()) if kind != "Source"}
    return {"kinds": own, "tables": {name: tables[name] for name in ("edges", "evidence", "sources")}}


# -- totals -----------------------------------------------------------------------------------------------------------


def totals(ties: pd.DataFrame) -> list[Json]:
    """Activities and payments by who and where, those with most statements first; see the module for the keys.

    A payment to a project that works in several countries, or in none that is known, stands in a row without a country:
    each payment is in one row. Amounts are added within a currency and a kind of money, and only those that count.
    """
    home = ties[ties["relation"] == "LOCATED_IN"].drop_duplicates("source").set_index("source")["target"]
    works = ties[ties["relation"] == "OPERATES_IN"]
    country = works["target"].where(works["target"].str.startswith("country:"), works["target"].map(home))
    works = works.assign(country=country)[["source", "country", "statements", "now"]].dropna(subset=["country"])
    works = works.groupby(["source", "country"], as_index=False)[["statements", "now"]].sum()
    active = works[works["source"].str.startswith("project:")].rename(columns={"source": "project"})

    own = works[works["source"].str.startswith("agency:")].rename(columns={"source": "who"}).assign(how="works")
    runs = ties[(ties["relation"] == "IMPLEMENTS") & ties["target"].str.startswith("project:")]
    runs = runs[["source", "target"]].drop_duplicates().rename(columns={"source": "who", "target": "project"})
    runs = runs.merge(active, on="project").assign(how="runs")

    where = active.drop_duplicates("project", keep=False).set_index("project")["country"]
    funds = ties[ties["relation"] == "FUNDS"].rename(columns={"source": "who", "target": "project"})
    direct = funds["project"].where(funds["project"].str.startswith("country:"))
    funds = funds.assign(how="funds", country=funds["project"].map(where).fillna(direct))
    columns = ["who", "how", "country", "project", "statements", "now"]
    rows = pd.concat([part.reindex(columns=columns) for part in (own, runs, funds)], ignore_index=True)
    rows["project"] = rows["project"].where(rows["project"].str.startswith("project:", na=False))
    keys = ["who", "how", "country"]
    grouped = rows.groupby(keys, dropna=False).agg(
        statements=("statements", "sum"), now=("now", "sum"), projects=("project", "nunique")
    )
    money = _money(funds)
    found = []
    for row in grouped.reset_index().to_dict("records"):
        who, how, place = row["who"], row["how"], row["country"]
        made: Json = {"who": who, "how": how, "statements": int(row["statements"]), "now": int(row["now"])}
        if isinstance(place, str):
            made["country"] = place
        if row["projects"]:
            made["projects"] = int(row["projects"])
        if how == "funds":
            made["money"] = money.get((who, made.get("country", "")), [])
        found.append(made)
    found.sort(key=lambda made: (-made["statements"], made["who"], made["how"], made.get("country", "")))
    return found


def _money(funds: pd.DataFrame) -> dict[tuple[str, str], list[Json]]:
    """The amounts that count, by payer and country (empty: several, or none is known)."""
    counted = funds[funds["counted"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)]
    keys = ["who", "country", "currency", "money"]
    filled = counted.fillna({"country": "", "currency": "", "money": ""})
    sums = filled.groupby(keys)[["amount", "statements", "unknown"]].sum()
    found: dict[tuple[str, str], list[Json]] = {}
    for (who, country, currency, money), row in zip(sums.index, sums.itertuples(index=False), strict=True):
        made: Json = {"currency": currency, "money": money, "amount": float(cast("float", row.amount))}
        made |= {"counted": int(cast("int", row.statements)), "unknown": int(cast("int", row.unknown))}
        found.setdefault((who, country), []).append({name: value for name, value in made.items() if value != ""})
    return found
