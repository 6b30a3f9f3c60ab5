"""What the parts of a brief share: the graph, the questions asked of it, the names, and what claims rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import queries
from graph import dates, schema
from graph.model import PropertyGraph
from migov.briefs import _text
from migov.briefs._model import Cite, Text
from migov.briefs._references import cut
from queries._say import Say, word

if TYPE_CHECKING:
    from queries._frame import Answer

NAMED = 6
"""How many names a sentence lists before it only counts the rest."""
NAME = 90
"""A name longer than this is cut."""


@dataclass
class Asked:
    """A graph and a node of it, in one language, as of a day.

    Attributes:
        graph: The whole graph.
        node: The id that the brief is about.
        lang: `en` or `es`.
        as_of: The day.
    """

    graph: PropertyGraph
    node: str
    lang: str
    as_of: str
    _answers: dict[str, Answer] = field(default_factory=dict, repr=False)

    @cached_property
    def words(self) -> dict[str, str]:
        """The fixed words."""
        return dict(_text.of(self.lang))

    @cached_property
    def say(self) -> Say:
        """Speaks the language."""
        return Say(self.lang, self.graph.labels(self.lang))

    # -- names ------------------------------------------------------------------------------------------------------

    @property
    def me(self) -> str:
        """The short name of the node."""
        return self.name(self.node)

    def name(self, node_id: str) -> str:
        """The short name of a node; of a population or place the whole one, which reads in a sentence."""
        if node_id.startswith(("population:", "place:")):
            return self.long(node_id)
        return cut(self.say.name(node_id), NAME)

    def full(self, node_id: str) -> str:
        """The name of a node, its short name after it where that differs."""
        short, whole = self.name(node_id), self.long(node_id)
        return short if short.casefold() in whole.casefold() else f"{whole} ({short})"

    def long(self, node_id: str) -> str:
        """The name of a node in full."""
        row = self.graph.node(node_id) or {}
        return cut(str(row.get(f"name_{self.lang}") or row.get("name_en") or ""), NAME) or cut(
            self.say.name(node_id), NAME
        )

    def names(self, node_ids: Iterable[str], most: int = NAMED) -> str:
        """The names, sorted and joined; the rest beyond so many is counted."""
        return self.listed(sorted({self.name(node_id) for node_id in node_ids}, key=str.casefold), most)

    def listed(self, told: Sequence[str], most: int = NAMED) -> str:
        """What is told, joined; the rest beyond so many is counted."""
        if len(told) > most + 1:  # 'and 1 more' is no shorter than the one
            rest = len(told) - most
            told = [*told[:most], self.say(f"{rest} more", f"{rest} más")]
        return self.say.joined(told)

    def mine(self, preposition: str) -> str:
        """A Spanish preposition and the name of the node, with the article that its first word asks for, if known."""
        first = self.me.partition(" ")[0]
        if first in _text.MASCULINE:
            told = f" {preposition} el {self.me}".replace(" de el ", " del ").replace(" a el ", " al ")
            return told.strip()
        return f"{preposition} la {self.me}" if first in _text.FEMININE else f"{preposition} {self.me}"

    def word(self, text: str) -> str:
        """A closed word in the language."""
        return word(text, self.lang)

    def day(self, text: object) -> str:
        """A date in words; empty where unknown."""
        return _text.day(text, self.lang)

    def the(self, text: object) -> str:
        """A date in a sentence: in Spanish a day has its article, a month or year none."""
        full = isinstance(text, str) and len(text) == 10
        return f"el {self.day(text)}" if full and self.lang == "es" else self.day(text)

    # -- questions --------------------------------------------------------------------------------------------------

    def ask(self, name: str, **params: object) -> Answer:
        """The answer to a question, as of the day; the same question is asked once."""
        key = f"{name} {sorted(params.items())}"
        if key not in self._answers:
            self._answers[key] = queries.ask(self.graph, name, as_of=self.as_of, lang=self.lang, **params)
        return self._answers[key]

    # -- statements -------------------------------------------------------------------------------------------------

    @cached_property
    def touching(self) -> pd.DataFrame:
        """The counted statements that start or end at the node, by id, with `state` on the day."""
        row = self.graph.node_index.get_indexer(pd.Index([self.node]))[0]
        fits = (self.graph.source_rows == row) | (self.graph.target_rows == row)
        fits &= self.graph.mask(confidence=schema.COUNTED_CONFIDENCES)
        states = self.graph.states(self.as_of)[fits]
        edges: pd.DataFrame = self.graph.edges[fits]
        return edges.assign(state=[str(state) for state in states])

    def held(self, relation: str, *, outward: bool) -> pd.DataFrame:
        """The statements of a relation from (or to) the node that are in force on the day."""
        ends = self.touching["source" if outward else "target"] == self.node
        return self.touching[ends & (self.touching["relation"] == relation) & (self.touching["state"] == "yes")]

    def statements(self, ids: Sequence[str]) -> pd.DataFrame:
        """The statements of these ids, those that the graph has."""
        rows = self.graph.edge_index.get_indexer(pd.Index(list(ids), dtype="object"))
        return self.graph.edges.iloc[rows[rows >= 0]]

    def between(self, one: str, other: str, relations: Sequence[str]) -> pd.DataFrame:
        """The statements of some relations between two nodes, either way, that held by the day."""
        a, b = self.graph.node_index.get_indexer(pd.Index([one, other]))
        sources, targets = self.graph.source_rows, self.graph.target_rows
        fits = ((sources == a) & (targets == b)) | ((sources == b) & (targets == a))
        found: pd.DataFrame = self.graph.edges[fits & self.graph.mask(relations, confidence=schema.COUNTED_CONFIDENCES)]
        held: pd.DataFrame = found[(found["since"] <= self.as_of).fillna(False).to_numpy(dtype=bool)]
        return held

    @cached_property
    def later(self) -> frozenset[str]:
        """The statements and dated values about the node that are of after the day: nobody could dispute them yet."""
        seen, observed = self.touching, self.graph.observations
        values = (observed["node"] == self.node) & (observed["start"] > self.as_of).fillna(False)
        return frozenset(seen.loc[(seen["since"] > self.as_of).fillna(False), "id"]) | frozenset(
            observed.loc[values, "id"]
        )

    @cached_property
    def disputed(self) -> frozenset[str]:
        """What some source contradicts: ids of statements, dated values and nodes."""
        evidence = self.graph.evidence
        marked = self.graph.edges.loc[self.graph.edges["disputed"].fillna(False).to_numpy(dtype=bool), "id"]
        return frozenset(evidence.loc[evidence["stance"] == "contradicts", "about"]) | frozenset(marked)

    # -- texts ------------------------------------------------------------------------------------------------------

    def claim(self, text: str, about: Iterable[str], end: str = ".", *, direct: bool = False) -> Text:
        """A sentence and what it rests on."""
        return (text, Cite(tuple(dict.fromkeys(about)), direct), end)

    @cached_property
    def source_days(self) -> pd.DataFrame:
        """When each source was published and read, as precisely as that is known."""
        return self.graph.sources.drop_duplicates("id").set_index("id")[["published", "accessed"]]

    def seen(self, day: object, about: Iterable[str]) -> object:
        """The day on which statements were seen, as precise as their evidence: a month is not its first day."""
        if not isinstance(day, str) or not day.endswith("-01"):  # only the first of a month may stand for all of it
            return day
        sources = self.source_days
        found = self.graph.evidence[self.graph.evidence["about"].isin(list(about))]
        raw = [*found["date"], *sources.reindex(found["source"]).to_numpy().ravel()]
        fits = [text for text in raw if isinstance(text, str) and dates.first_day(text) == day]
        return max(fits, key=len, default=day)

    def dated(self, start: object, since: object, about: Iterable[str] = ()) -> str:
        """Since when, in words: unknown is not the day on which it was first seen, by what rests on `about`."""
        if told := self.day(start):
            return told
        seen = self.day(self.seen(since, about))
        unknown = self.words["not known"]
        return f"{unknown} ({self.say('first seen', 'visto por primera vez:')} {seen})" if seen else unknown


def rows_of(frame: pd.DataFrame, *columns: str, of: str) -> pd.DataFrame:
    """The rows of an answer in which one of the columns is (or, for lists, holds) the id."""
    fits = np.zeros(len(frame), dtype=bool)
    for column in columns:
        cells: list[Any] = frame[column].tolist()
        fits |= np.array([of in cell if isinstance(cell, list) else cell == of for cell in cells], dtype=bool)
    return frame[fits]


def evidence_of(frame: pd.DataFrame) -> list[str]:
    """The ids that the rows of an answer rest on, sorted."""
    return sorted({about for cell in frame["evidence"] for about in cell})


def rows_in(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of an answer as mappings."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
