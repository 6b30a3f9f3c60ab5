"""What an export says of each node and each statement, as plain values: its columns, its evidence, its observations.

What is unknown is absent. Sources that no statement touches are no nodes of their own, as in `PropertyGraph.networkx`:
what they are stands in the evidence that comes from them. Formats that know no lists of mappings take `flat` rows, in
which a piece of evidence and an observation are each one line of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph import schema
from graph.stores._shape import OWN, SHARED
from graph.tables import is_known, records

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.tables import Array

Row = dict[str, Any]

ADDED = (
    schema.Property("label", "text", "What is shown: the name of a node in English, the words of a relation."),
    schema.Property("evidence", "list", "One line for each source for or against it, with place and address."),
    schema.Property("source_titles", "list", "The titles of the sources that support it."),
    schema.Property("source_urls", "list", "The addresses of the sources that support it."),
)
"""Attributes that flat rows have beside the columns of the tables."""
OBSERVED = schema.Property("observations", "list", "One line for each dated value of it, the earliest first.")

CONTRADICTS = "Contradicts: "
"""What a line of evidence against something begins with."""

UNSAID = {"observations": ("id", "note_es", "dataset"), "evidence": ("id", "reading_es", "reason_es")}
"""The columns for which the lines of text of a table have no place."""

BIBLIOGRAPHIC = tuple(p for p in schema.SOURCE_PROPERTIES if p.name != "id")


@dataclass(frozen=True, slots=True)
class Told:
    """A graph as exports tell it.

    Attributes:
        graph: The graph.
        kept: Which rows of its nodes are nodes of the export, boolean.
        pieces: The evidence for each id of a node, statement or observation, with what its source is.
        observed: The observations of each node, the earliest first; each has its `evidence` where there is any.
        sources: Whether the export has all sources.
    """

    graph: PropertyGraph
    kept: Array
    pieces: dict[str, list[Row]]
    observed: dict[str, list[Row]]
    sources: bool

    def nodes(self) -> Iterator[Row]:
        """The rows of the nodes that the export has, with `label`, `evidence` and `observations`."""
        described = {row.pop("id"): row for row in records(self.graph.sources)}
        for row in records(self.graph.nodes[self.kept]):
            if row["kind"] == "Source":
                row = _described(row, described.get(row["id"], {}))
            row["label"] = row["name_en"]
            yield self._with(row, self.observed.get(row["id"]))

    def apart(self) -> Iterator[Row]:
        """The sources that are no nodes of the export, each with all that the graph knows of it."""
        described = {row.pop("id"): row for row in records(self.graph.sources)}
        for row in records(self.graph.nodes[~self.kept]):
            yield self._with(_described(row, described.get(row["id"], {})), self.observed.get(row["id"]))
        nodes = set(self.graph.nodes["id"])
        yield from ({"id": name, **row} for name, row in described.items() if name not in nodes)

    def edges(self, which: Array | None = None) -> Iterator[Row]:
        """The rows of the statements (of those of a boolean mask), with `label` and `evidence`."""
        words = {name: relation.en for name, relation in schema.RELATIONS.items()}
        edges = self.graph.edges
        for row in records(edges if which is None else edges[which]):
            row["label"] = words.get(row["relation"], row["relation"])
            yield self._with(row)

    def _with(self, row: Row, observed: list[Row] | None = None) -> Row:
        if pieces := self.pieces.get(row["id"]):
            row["evidence"] = pieces
        if observed:
            row["observations"] = observed
        return row


def told(graph: PropertyGraph, *, sources: bool = False) -> Told:
    """The graph as exports tell it; with `sources`, those that no statement touches are nodes too."""
    kept = (graph.nodes["kind"] != "Source").to_numpy() | sources
    kept[graph.source_rows] = kept[graph.target_rows] = True
    pieces = _pieces(graph)
    observed: dict[str, list[Row]] = {}
    for row in records(graph.observations.sort_values(["start", "id"], kind="stable", na_position="first")):
        if row["id"] in pieces:
            row["evidence"] = pieces[row["id"]]
        observed.setdefault(row.pop("node"), []).append(row)
    return Told(graph, kept, pieces, observed, sources)


def flat(row: Row) -> Row:
    """The row with each piece of evidence and each observation as a line of text."""
    row = dict(row)
    if pieces := row.get("evidence"):
        row["evidence"] = cited_all(pieces)
        support = [piece for piece in pieces if piece["stance"] == "supports"]
        for name, column in (("source_titles", "title"), ("source_urls", "url")):
            if values := list(dict.fromkeys(piece[column] for piece in support if column in piece)):
                row[name] = values
    if observed := row.get("observations"):
        row["observations"] = [measured(observation) for observation in observed]
    return row


def cited_all(pieces: Iterable[Row]) -> list[str]:
    """Each piece of evidence on a line, what contradicts after what supports."""
    return [cited(piece) for piece in sorted(pieces, key=lambda piece: piece["stance"] != "supports")]


def cited(piece: Row) -> str:
    """A piece of evidence on one line: what the source is, where in it, what it says, and what it speaks against."""
    source = piece.get("title", piece["source"])
    if imprint := ", ".join(piece[name] for name in ("publisher", "published") if name in piece):
        source = f"{source} ({imprint})"
    parts = [source, *(piece[name] for name in ("locator", "url") if name in piece)]
    line = ", ".join(parts)
    if "date" in piece:
        line += f"; as of {piece['date']}"
    if "reading" in piece:
        line += f"; it says: {piece['reading'].rstrip('. ')}"
    if piece["stance"] == "contradicts":
        line = f"{CONTRADICTS}{line}"
        if "reason" in piece:
            line += f"; not chosen: {piece['reason'].rstrip('. ')}"
    return line


def measured(observation: Row) -> str:
    """An observation on one line: measure, value, unit, dates, and the titles of its sources."""
    measure = schema.MEASURES.get(observation["measure"], (observation["measure"],))[0]
    value = plain(observation["number"]) if "number" in observation else observation.get("text", "not known")
    # The unit of money is its currency, and a unit that only says the measure again says nothing.
    unit = observation.get("currency") or observation.get("unit", "")
    line = f"{measure}: {value}" + (f" {unit}" if unit not in ("", measure) else "")
    line += f" ({span})" if (span := dated(observation)) else " (undated)"
    if observation["confidence"] != "stated":
        line += f"; {observation['confidence']}"
    if "note" in observation:
        line += f"; {observation['note'].rstrip('. ')}"
    if pieces := observation.get("evidence"):
        line += f" [{'; '.join(cited_all(pieces))}]"
    return line


def dated(row: Row) -> str:
    """The dates of a row as given: the one, or both joined by 'to'; empty where none is known."""
    start, end = row.get("start"), row.get("end")
    if start is None:
        return f"to {end}" if end else ""
    return start if end in (None, start) else f"{start} to {end}"


def plain(number: float) -> str:
    """A number without a fraction that is none: 16000, 0.27."""
    return str(int(number)) if float(number).is_integer() else repr(number)


def columns(view: Told) -> dict[str, list[schema.Property]]:
    """The attributes that flat rows of nodes and of edges have, ids and ends left out, with their types."""
    nodes, edges = view.graph.nodes[view.kept], view.graph.edges
    found = {"nodes": _known(schema.NODE_PROPERTIES, nodes, ["id"])}
    found["edges"] = _known(schema.EDGE_PROPERTIES, edges, ["id", "source", "target"])
    ours = nodes[nodes["kind"] == "Source"].set_index("id")
    theirs = view.graph.sources.set_index("id").reindex(ours.index)
    named = schema.named(found["nodes"])
    found["nodes"] += [p for p in _known(BIBLIOGRAPHIC, theirs, []) if p.name not in named]
    for name in SHARED:
        if (ours[name].notna() & theirs[name].notna() & (ours[name] != theirs[name])).any():
            found["nodes"].append(
                schema.Property(OWN + name, "text", "That of the node, where its source has another.")
            )
    for name in found:
        found[name] = [ADDED[0], *found[name], *(ADDED[1:] if view.pieces else ())]
    if view.observed:
        found["nodes"].append(OBSERVED)
    return found


def remarks(view: Told, told_as: str, untold: Iterable[str] = (), *, whole: bool = False) -> list[str]:
    """What every export says of evidence, observations and sources.

    Args:
        view: The graph.
        told_as: How evidence and observations stand there, such as "as lines of text in `notes`".
        untold: Ids of nodes and statements that the export does not have at all.
        whole: Whether evidence, observations and the sources apart are there with all their columns; otherwise they
            are lines of text, and what these do not say is counted.
    """
    graph, said = view.graph, list[str]()
    away = set(untold)
    observed = graph.observations["node"].isin(away)
    away |= set(graph.observations.loc[observed, "id"])
    cited = (graph.about_rows >= 0) & ~graph.evidence["about"].isin(away).to_numpy()
    for carried, words in ((True, told_as), (False, "not carried")):
        counts = {"piece of evidence": int((cited == carried).sum()), "observation": int((observed != carried).sum())}
        if listed := [counted(count, name) for name, count in counts.items() if count]:
            said.append(f"{words}: {', '.join(listed)}")
    if whole:
        apart = sum(1 for _ in view.apart())
        return said + ([f"in `sources` of the graph: {counted(apart, 'source')} without a statement"] if apart else [])
    for table, rows in (("observations", ~observed), ("evidence", cited)):
        said += unsaid(f"not in the lines of {table}", getattr(graph, table).loc[rows, list(UNSAID[table])])
    return said if view.sources else said + _apart(view)


def _apart(view: Told) -> list[str]:
    """What becomes of sources that are no nodes of the export."""
    graph, said = view.graph, list[str]()
    if apart := int((~view.kept).sum()):
        said.append(f"no nodes of their own, since no statement touches them: {counted(apart, 'source')}")
    said += unsaid("not in the lines of evidence from sources that are no nodes", _uncited(view))
    named = pd.Index(graph.evidence["source"]).append(graph.node_index[view.kept])
    if idle := int((~graph.sources["id"].isin(named)).sum()):
        said.append(f"not carried: {counted(idle, 'source')} that no evidence names")
    return said


def unsaid(what: str, frame: pd.DataFrame) -> list[str]:
    """How many values of each column are left out, such as "not in the lines of evidence: 3 `reading_es`"."""
    counts = {str(name): int(is_known(column).sum()) for name, column in frame.items()}
    told = [f"{count} `{name}`" for name, count in counts.items() if count]
    return [f"{what}: {', '.join(told)}"] if told else []


def selected(day: str) -> str:
    """What a file says where it holds what is in force on a day."""
    return f"What is in force on {day}, and no other statement."


def undated(graph: PropertyGraph) -> list[str]:
    """What is said of a file that has no place to say so."""
    return [f"not said in the file: that it holds what is in force on {graph.as_of} alone"] if graph.as_of else []


def counted(number: int, name: str) -> str:
    """The number with what it counts: ``1 source``, ``2 pieces of evidence``."""
    first, _, rest = name.partition(" ")
    return f"{number} {first if number == 1 else first + 's'} {rest}".rstrip()


def infinite(view: Told) -> int:
    """How many numbers are not finite: JSON has no word for them."""
    frames = (view.graph.edges[["amount", "amount_usd"]], view.graph.observations[["number"]])
    return sum(int(np.isinf(frame.to_numpy(dtype="float64")).sum()) for frame in frames)


def _uncited(view: Told) -> pd.DataFrame:
    """What the graph knows of sources that are no nodes of the export, and lines of evidence do not say."""
    graph = view.graph
    nodes, sources = graph.nodes[~view.kept].set_index("id"), graph.sources.set_index("id")
    theirs = sources.reindex(nodes.index)
    nodes = nodes.drop(columns=["kind", "labels"])
    for p in schema.NODE_PROPERTIES:
        if p.type == "text" and p.name in nodes:
            nodes[p.name] = nodes[p.name].where(nodes[p.name] != theirs["url" if p.name == "url" else "title"])
    others = sources[~sources.index.isin(graph.nodes.loc[view.kept, "id"])]
    return nodes.join(others[["accessed", "language", "dataset"]], how="outer")


def _known(properties: Iterable[schema.Property], frame: pd.DataFrame, ends: list[str]) -> list[schema.Property]:
    return [p for p in properties if p.name not in ends and is_known(frame[p.name]).any()]


def _pieces(graph: PropertyGraph) -> dict[str, list[Row]]:
    """The evidence by what it is about, each piece with the columns of its source."""
    described = {row.pop("id"): row for row in records(graph.sources.drop(columns="dataset"))}
    found: dict[str, list[Row]] = {}
    for row in records(graph.evidence):
        found.setdefault(row.pop("about"), []).append(row | described.get(row["source"], {}))
    return found


def _described(row: Row, source: Row) -> Row:
    """A node of kind Source with its bibliographic columns; a column that both have is the source's, as in Neo4j."""
    shared = [name for name in SHARED if name in row and name in source]
    own = {OWN + name: row[name] for name in shared if row[name] != source[name]}
    return row | source | own
