"""From what claims rest on to numbered references: one number a source, in the order in which the text needs them.

A source is cited again where it has been, before another one that says the same: the list stays short, and every number
leads to a source that says what is claimed. Where several sources support a statement, `migov ask why` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from migov.briefs import _text
from migov.briefs._model import Block, Bullets, Cite, Paragraph, Ref, Reference, Table, Text
from queries._terminal import calm

if TYPE_CHECKING:
    from graph.model import PropertyGraph

MOST, LONG = 2, 45
"""How many sources are cited where a claim repeats a single statement; elsewhere, and where that makes a list of more
than so many, one of each."""
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

    def read(self, cites: Iterable[Cite]) -> None:
        """Look up at once the evidence of all that is cited: a large graph is gone through a single time."""
        wanted = sorted({about for cite in cites for about in cite.about})
        evidence = self.graph.evidence
        found = evidence[evidence["about"].isin(wanted)]
        dated = self.graph.sources[["id", "published"]].rename(columns={"id": "source"})
        found = found.merge(dated, on="source", how="left")
        # The latest first: it is the one that a reader is most likely to find, and the least out of date.
        latest = found["published"].fillna("")
        found = found.assign(latest=latest).sort_values(["latest", "id"], ascending=[False, True], kind="stable")
        for about, source, locator, stance in zip(
            found["about"], found["source"], found["locator"], found["stance"], strict=True
        ):
            of = self.pieces.setdefault((about, stance == "contradicts"), {}).setdefault(source, {})
            if isinstance(locator, str):
                of[locator] = None

    def numbered(self, cite: Cite) -> Ref:
        """The numbers of what a claim rests on."""
        numbers: set[int] = set()
        bare = 0
        most = self.most if len(cite.about) == 1 and cite.direct else 1
        for about in cite.about:
            places = self.pieces.get((about, bool(cite.against)), {})
            if cite.against:
                places = {source: where for source, where in places.items() if source == cite.against}
            bare += not places
            chosen = list(places)
            if len(chosen) > most:
                chosen = sorted(chosen, key=lambda source: self.numbers.get(source, len(self.numbers) + 1))[:most]
            for source in chosen:
                numbers.add(self.numbers.setdefault(source, len(self.numbers) + 1))
                self.places.setdefault(source, {}).update(places[source])
        unsourced = "none" if not bare else "all" if bare == len(cite.about) else "some"
        return Ref(tuple(sorted(numbers)), unsourced)

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
    register.read(part for text in texts for part in text if isinstance(part, Cite))
    told = _numbered(register, short, blocks)
    if len(register.numbers) > LONG:
        register = replace(register, most=1, numbers={}, places={})
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
