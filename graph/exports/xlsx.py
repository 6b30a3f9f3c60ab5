"""A workbook for colleagues in Excel: nodes, statements, observations, evidence and sources, with names beside ids.

The first sheet says what is in it, as of when and under which licence; the last one what each column means. Dates are
texts, as precise as known, which sort as they should: a date cell could only hold a full day, and 2018 is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph import schema
from graph.exports import _about, _sheet
from graph.tables import values

if TYPE_CHECKING:
    from graph.model import PropertyGraph

FOLDER = False

INSTEAD = "export csv, which holds any number"
BATCH = 20_000
"""How many rows are in memory as cells at a time."""
JOINT = "; "
"""What stands between the titles of sources, and between the names of a list."""

Columns = dict[str, Any]
"""Columns by their heads, each a Series."""


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the workbook.

    Raises:
        TooLarge: A sheet does not hold so many rows.
    """
    contents = {
        "Nodes": _nodes(graph),
        "Statements": _statements(graph),
        "Observations": _observations(graph),
        "Evidence": _evidence(graph),
        "Sources": _sources(graph),
    }
    with _sheet.workbook(_about.TITLE, ["About", *contents, "Columns"], path) as book:
        for title, columns in contents.items():
            book.fill(title, _rows(columns), INSTEAD, wrap=False)
        book.fill("Columns", _about.columns(contents), INSTEAD)
        remarks = _about.remarks(book.lost)
        book.fill("About", _about.rows(graph, remarks), INSTEAD)
    return [f"{english}: {count:,}" for count, english, _ in remarks]


def _rows(columns: Columns) -> Iterator[Sequence[object]]:
    yield list(columns)
    length = len(next(iter(columns.values())))
    for start in range(0, length, BATCH):
        yield from zip(*(values(column.iloc[start : start + BATCH]) for column in columns.values()), strict=True)


def _nodes(graph: PropertyGraph) -> Columns:
    return {str(name): _shown(column) for name, column in graph.nodes.items()}


def _statements(graph: PropertyGraph) -> Columns:
    edges = graph.edges
    columns: Columns = {}
    for end, rows in (("source", graph.source_rows), ("target", graph.target_rows)):
        columns |= _named(graph, edges, end, rows)
        if end == "source":
            columns["relation"] = edges["relation"]
            columns["relation_en"] = edges["relation"].map({r.name: r.en for r in schema.RELATIONS.values()})
            columns["relation_es"] = edges["relation"].map({r.name: r.es for r in schema.RELATIONS.values()})
    columns |= {name: edges[name] for name in ("role", "start", "end", "status", "confidence")}
    columns |= _cited(graph, edges["id"])
    return columns | _others(edges, columns, ("id",)) | {"id": edges["id"]}


def _observations(graph: PropertyGraph) -> Columns:
    frame = graph.observations
    columns = _named(graph, frame, "node", graph.observed_rows)
    columns["measure"] = frame["measure"]
    for place, lang in enumerate(("en", "es")):
        words = {name: both[place] for name, both in schema.MEASURES.items()}
        columns[f"measure_{lang}"] = frame["measure"].map(words)
    columns |= {name: frame[name] for name in ("number", "text", "unit", "currency", "start", "end", "confidence")}
    return columns | _cited(graph, frame["id"]) | _others(frame, columns, ("id",)) | {"id": frame["id"]}


def _evidence(graph: PropertyGraph) -> Columns:
    """One row a piece of evidence, with what it is about in words and the source that it is from."""
    frame = graph.evidence
    columns: Columns = {"about": frame["about"]}
    for lang in ("en", "es"):
        columns[f"about_{lang}"] = _in_words(graph, lang)
    columns |= {"stance": frame["stance"], "source": frame["source"], "title": _titles(graph, frame["source"])}
    sources = graph.sources.set_index("id")
    at = sources.index.get_indexer(pd.Index(frame["source"]))
    for name in ("publisher", "published", "url"):
        columns[name] = sources[name].reset_index(drop=True).reindex(at).reset_index(drop=True)
    return columns | _others(frame, columns, ("id",)) | {"id": frame["id"]}


def _sources(graph: PropertyGraph) -> Columns:
    pieces = graph.evidence["source"].value_counts()
    columns: Columns = {str(name): column for name, column in graph.sources.items()}
    return columns | {"evidence": graph.sources["id"].map(pieces).fillna(0).astype("int64")}


def _named(graph: PropertyGraph, frame: pd.DataFrame, column: str, rows: Any) -> Columns:
    """A column of ids, and beside it the names of what they stand for."""
    named: Columns = {column: frame[column]}
    for lang in ("en", "es"):
        named[f"{column}_{lang}"] = _at(_names(graph, lang), rows)
    return named


def _names(graph: PropertyGraph, lang: str) -> pd.Series[Any]:
    """The name of each node, in English where it has none in that language."""
    return graph.nodes[f"name_{lang}"].fillna(graph.nodes["name_en"])


def _others(frame: pd.DataFrame, done: Columns, later: Iterable[str]) -> Columns:
    left_out = {*done, *later}
    return {str(name): _shown(column) for name, column in frame.items() if name not in left_out}


def _shown(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column with its lists as texts: names joined, or as JSON where one of them holds what joins them."""
    if column.dtype != object:
        return column
    joined = [
        json.dumps(v, ensure_ascii=False) if any(JOINT.strip() in part or not part for part in v) else JOINT.join(v)
        for v in column
    ]
    return pd.Series(joined, dtype="str")


def _titles(graph: PropertyGraph, ids: pd.Series[str]) -> pd.Series[Any]:
    """The title of each source, else the name of its node, else its id."""
    titles = ids.map(graph.sources.set_index("id")["title"])
    named: pd.Series[Any] = titles.fillna(ids.map(graph.nodes.set_index("id")["name_en"]))
    return named.fillna(ids).astype("str")


def _cited(graph: PropertyGraph, ids: pd.Series[str]) -> Columns:
    """The titles of the sources that support a row, and of those that contradict it."""
    evidence = graph.evidence
    cited: Columns = {}
    for head, stance in (("sources", "supports"), ("contradicted_by", "contradicts")):
        own = evidence[(evidence["stance"] == stance).to_numpy() & evidence["about"].isin(ids).to_numpy()]
        pairs = pd.DataFrame({"about": own["about"], "title": _titles(graph, own["source"])}).drop_duplicates()
        single = ~pairs["about"].duplicated(keep=False).to_numpy()
        titles = pairs[single].set_index("about")["title"]
        several = pairs[~single].groupby("about", sort=False)["title"].agg(JOINT.join)
        cited[head] = ids.map(pd.concat([titles, several]))
    return cited


def _in_words(graph: PropertyGraph, lang: str) -> pd.Series[Any]:
    """What each piece of evidence is about, as a person says it."""
    names, edges, observations = _names(graph, lang), graph.edges, graph.observations
    place = 0 if lang == "en" else 1
    verbs = {name: getattr(relation, lang) for name, relation in schema.RELATIONS.items()}
    measures = {name: words[place] for name, words in schema.MEASURES.items()}
    parts = [
        (edges["id"], _at(names, graph.source_rows) + " " + _words(edges["relation"], verbs)
         + " " + _at(names, graph.target_rows)),
        (observations["id"], _at(names, graph.observed_rows) + ": " + _words(observations["measure"], measures)),
        (graph.nodes["id"], names),
    ]  # fmt: skip
    said = pd.concat([pd.Series(texts.to_numpy(), index=pd.Index(ids)) for ids, texts in parts])
    about: pd.Series[Any] = graph.evidence["about"].map(said[~said.index.duplicated()])
    return about


def _at(names: pd.Series[Any], rows: Any) -> pd.Series[Any]:
    picked: pd.Series[Any] = names.iloc[rows].reset_index(drop=True)
    return picked


def _words(column: pd.Series[Any], words: dict[str, str]) -> pd.Series[Any]:
    """The words for the values of a column; a value without any stands for itself."""
    said: pd.Series[Any] = column.map(words)
    return said.fillna(column)
