"""From what claims rest on to numbered references: one number a source, in the order in which the text needs them.

A claim that repeats statements with their dates cites first the source nearest to the start of each: a later list of
members says that it holds, not since when. What is computed cites those again, before others that say the same: the
list stays short, and every number leads to a source that says what is claimed. `migov ask why` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from migov.briefs import _text
from migov.briefs._model import Block, Bullets, Cite, Paragraph, Ref, Reference, Table, Text
from queries._terminal import calm

if TYPE_CHECKING:
    from graph.model import PropertyGraph

MOST, LONG = 2, 52
"""How many sources are cited where a claim repeats a single statement; elsewhere, and where that makes a list of more
than so many, one of each."""
MANY = 24
"""A claim that rests on more sources than so many cites these, and counts those of the others that no claim cites."""
PLACES = 3
"""How many places in a source a reference lists; more are counted."""
LONGEST = 300
"""A title, publisher or place longer than this is cut."""


@dataclass
class Register:
    """The references of a brief, as they come.

    Attributes:
        graph: Where the sources are.
        lang: The language of the dates.
        most: How many sources are cited where a claim repeats a single statement.
    """

    graph: PropertyGraph
    lang: str
    most: int = MOST
    numbers: dict[str, int] = field(default_factory=dict)
    places: dict[str, dict[str, None]] = field(default_factory=dict)
    pieces: dict[tuple[str, bool], dict[str, dict[str, None]]] = field(default_factory=dict)
    prompt: set[str] = field(default_factory=set)
    """The statements whose first source is of within two years of their start, or that have none: one is enough."""
    needed: set[str] = field(default_factory=set)
    """The sources that claims cite which repeat statements: cited wherever they will do."""

    def read(self, cites: Iterable[Cite]) -> None:
        """Look up at once the evidence of all that is cited: a large graph is gone through a single time."""
        wanted = sorted({about for cite in cites for about in cite.about})
        evidence = self.graph.evidence
        found = evidence[evidence["about"].isin(wanted)]
        dated = self.graph.sources[["id", "published"]].rename(columns={"id": "source"})
        found = found.merge(dated, on="source", how="left")
        rows = self.graph.edge_index.get_indexer(pd.Index(found["about"], dtype="object"))
        starts = self.graph.edges["start"].reset_index(drop=True).reindex(rows).fillna("").to_numpy()
        days = found["date"].fillna(found["published"]).fillna("").to_numpy()
        late = [_after(day, start) for day, start in zip(days, starts, strict=True)]
        self.prompt = {
            about
            for about, day, start in zip(found["about"], days, starts, strict=True)
            if not start or (day and 0 <= int(day[:4]) - int(start[:4]) <= 2)
        }
        found = found.assign(late=late, day=days).sort_values(["late", "day", "id"], kind="stable")
        for about, source, locator, stance in zip(
            found["about"], found["source"], found["locator"], found["stance"], strict=True
        ):
            of = self.pieces.setdefault((about, stance == "contradicts"), {}).setdefault(source, {})
            if isinstance(locator, str):
                of[locator] = None

    def need(self, cites: Iterable[Cite]) -> None:
        """Choose the sources of the claims that repeat statements before those of what is computed from many."""
        self.needed = {
            source
            for cite in cites
            if cite.direct or cite.against
            for about in cite.about
            for source in self._chosen(cite, self._places(cite, about))
        }

    def _places(self, cite: Cite, about: str) -> dict[str, dict[str, None]]:
        """The sources of a statement, those nearest to its start first, with the places in each."""
        places = self.pieces.get((about, bool(cite.against)), {})
        return {source: where for source, where in places.items() if source == cite.against} if cite.against else places

    def _chosen(self, cite: Cite, places: Mapping[str, object]) -> list[str]:
        """Which of the sources of a statement are cited."""
        if cite.direct:
            one = len(cite.about) > 1 or (self.most == 1 and cite.about[0] in self.prompt)
            return list(places)[: 1 if one else MOST]
        again = [source for source in places if source in self.needed or source in self.numbers]
        return [*again, *places][:1]

    def numbered(self, cite: Cite) -> Ref:
        """The numbers of what a claim rests on."""
        numbers: set[int] = set()
        left: set[str] = set()
        bare = 0
        for about in cite.about:
            places = self._places(cite, about)
            bare += not places
            for source in self._chosen(cite, places):
                if source not in self.numbers and len(numbers) >= MANY:
                    left.add(source)
                    continue
                numbers.add(self.numbers.setdefault(source, len(self.numbers) + 1))
                self.places.setdefault(source, {}).update(places[source])
        unsourced = "none" if not bare else "all" if bare == len(cite.about) else "some"
        return Ref(tuple(sorted(numbers)), unsourced, len(left))

    def listed(self) -> tuple[Reference, ...]:
        """The references by number."""
        table = self.graph.sources
        rows = table[table["id"].isin(list(self.numbers))]
        known = {str(row["id"]): row for row in rows.to_dict("records")}
        return tuple(self._reference(source, number, known.get(source, {})) for source, number in self.numbers.items())

    def _reference(self, source: str, number: int, row: Mapping[Any, Any]) -> Reference:
        told = {key: value for key, value in row.items() if isinstance(value, str)}
        places = list(self.places.get(source, {}))
        url = told.get("url", "")
        return Reference(
            number,
            cut(told.get("title", "")) or _text.of(self.lang)["untitled"],
            cut(told.get("publisher", "")),
            _text.day(told.get("published"), self.lang),
            _text.day(told.get("accessed"), self.lang),
            cut(url.removeprefix("https://").removeprefix("http://").removeprefix("www.").removesuffix("/")),
            address(url),
            tuple(cut(place) for place in places[:PLACES]),
            max(len(places) - PLACES, 0),
        )


def _after(day: str, start: str) -> bool:
    """Whether a source is of before the start, or of no known day where another may tell it: the last to be cited."""
    return not day or day < start[: len(day)]


def address(url: str) -> str:
    """The address where it is one of the web, safe to be a link; empty for anything else."""
    text = calm(url).strip()
    low = text.lower()
    if not low.startswith(("https://", "http://")) or len(text) > 2000:
        return ""
    return "".join(f"%{ord(c):02X}" if c in " <>\"'`{}|\\^" else c for c in text)


def cut(text: str, longest: int = LONGEST) -> str:
    """The text on one line, without control characters, cut between words where it is too long."""
    line = " ".join(calm(text).split())
    if len(line) <= longest:
        return line
    start = line[: longest - 1]
    whole = start.rpartition(" ")[0]  # at a word, unless that would lose much
    return f"{(whole if len(whole) > longest // 2 else start).rstrip(' ,;:')}…"


def resolved(
    graph: PropertyGraph, lang: str, short: Sequence[Text], blocks: Sequence[Block]
) -> tuple[tuple[Text, ...], tuple[Block, ...], tuple[Reference, ...]]:
    """The headline and the blocks with the numbers of their references, in the order of reading; and the references."""
    register = Register(graph, lang)
    texts = [*short, *(text for block in blocks for text in _texts(block))]
    cites = [part for text in texts for part in text if isinstance(part, Cite)]
    register.read(cites)
    register.need(cites)
    told = _numbered(register, short, blocks)
    if len(register.numbers) > LONG:
        register = replace(register, most=1, numbers={}, places={})
        register.need(cites)
        told = _numbered(register, short, blocks)
    return *told, register.listed()


def _numbered(
    register: Register, short: Sequence[Text], blocks: Sequence[Block]
) -> tuple[tuple[Text, ...], tuple[Block, ...]]:

    def number(text: Text) -> Text:
        parts = (register.numbered(part) if isinstance(part, Cite) else part for part in text)
        return tuple(part for part in parts if not isinstance(part, Ref) or part.numbers or part.unsourced != "none")

    return tuple(number(text) for text in short), tuple(_mapped(block, number) for block in blocks)


def _texts(block: Block) -> Iterable[Text]:
    if isinstance(block, Paragraph):
        return [block.text]
    if isinstance(block, Bullets):
        return block.items
    if isinstance(block, Table):
        return [cell for row in block.rows for cell in row]
    return []


def _mapped(block: Block, change: Callable[[Text], Text]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=change(block.text))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(change(item) for item in block.items))
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(change(cell) for cell in row) for row in block.rows))
    return block
