"""Documents: which known countries, agencies, mechanisms, instruments and events a text, web page or PDF names, where.

A mention is a statement `MENTIONS` of the document, unreviewed, with page and characters as its locator; one that may
mean something else is `unverified`. It is evidence of nothing more: two names in one sentence are a candidate for a
person to review (`--review FILE.csv`), who writes the relation into the file and loads that with the format
`reviewed`. Capitalised names that nobody knows are reported; `--aliases` takes what a person decided they mean.

Characters are counted from 1 in the text of the page (of the file, where it has no pages); in a web page and a PDF
that is the text that is taken from it. No passage of the document goes into the graph.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

from loaders import _mentions_files
from loaders._mentions import Document, Mention
from loaders._mentions_names import Gazetteer, Name
from loaders._report import Candidate, Place
from loaders._run import Format

if TYPE_CHECKING:
    from loaders._run import Load

QUOTE = 100
"""The most characters of a document that a row for review shows."""
CROWD = 60
"""A sentence with more pairs of names than this is a list of like things, and makes no candidates."""
MOST = 20_000
"""The most candidates of a document: nobody reviews more."""
UNKNOWN = "Name"
"""What the report and the file for review call the kind of a name that nobody knows."""


def read(load: Load) -> None:
    """Read documents."""
    gazetteer, known = Gazetteer(load.graph), frozenset(load.graph.nodes["id"])
    for file in load.files:
        texts, paged = _mentions_files.pages(file)
        source = load.place(file, "").source
        load.report.read(file.name, len(texts))
        for page in (page for page, text in enumerate(texts, 1) if paged and not text.strip()):
            load.report.note("a page without text (a picture of one?)", Place(file.name, source, f"page {page}"))
        _Reading(load, file, source, Document(texts, gazetteer), paged, known).read()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One document on its way into the draft."""

    load: Load
    file: Path
    source: str
    document: Document
    paged: bool
    known: frozenset[str]

    def read(self) -> None:
        self._unknown()
        self._mentions()
        self._candidates()

    def _place(self, page: int, start: int, end: int) -> Place:
        first, last = self.document.pages[page].where(start, end)
        told = f"characters {first}-{last}"
        where = f"page {page + 1}, {told}" if self.paged else told
        return Place(self.file.name, self.source, where)

    def _mentions(self) -> None:
        by_node: dict[str, list[Mention]] = {}
        for mention in self.document.mentions:
            place = self._place(mention.page, mention.start, mention.end)
            if mention.node:
                by_node.setdefault(mention.node, []).append(mention)
                if mention.doubtful:
                    self.load.report.note(f"{mention.name.exact!r} may mean something else", place)
            else:
                self._open(mention, place)
        for node, mentions in by_node.items():
            self._say(node, mentions)

    def _open(self, mention: Mention, place: Place) -> None:
        """Report a name that several nodes bear."""
        name = mention.name
        self.load.names.missed(UNKNOWN, name.exact, place)
        self.load.report.unresolved[UNKNOWN, name.exact].proposals = [(node, 100.0) for node in name.nodes]

    def _say(self, node: str, mentions: list[Mention]) -> None:
        # The clear ones first: a locator names the first few places.
        mentions.sort(key=lambda mention: (mention.doubtful, mention.page, mention.start))
        if node.startswith("country:"):
            self.load.names.country(node.partition(":")[2])
        places = [self._place(mention.page, mention.start, mention.end) for mention in mentions]
        digest = self.source.rpartition(".")[2]
        confidence = "unverified" if mentions[0].doubtful else "stated"
        name = self.load.draft.statement(
            "MENTIONS", self.source, node, f"{digest}/{node}", places[0], status="unreviewed", confidence=confidence
        )
        for place in places[1:]:
            self.load.draft.cite(name, place)

    def _unknown(self) -> None:
        """Report the names that nobody knows; those that a person decided upon become mentions."""
        kept = []
        for mention in self.document.mentions:
            node = self._decision(mention.name.exact)
            if node is None:
                kept.append(mention)
            elif node:
                kept.append(replace(mention, node=node, doubtful=False))
        for some in self.document.unknown:
            text = self.document.written(some.page, some.start, some.end)
            node = self._decision(text)
            if node is None:
                self.load.names.missed(UNKNOWN, text, self._place(some.page, some.start, some.end))
            elif node:
                kept.append(Mention(some.page, some.start, some.end, Name(text, False, (node,)), node))
                if node not in self.known:  # a person gave it an id of its own
                    self.load.draft.node(node, name_en=text, name_es=text)
        self.document.mentions = sorted(kept, key=lambda mention: (mention.page, mention.start))

    def _decision(self, text: str) -> str | None:
        return self.load.names.decided.of(text, (UNKNOWN, "Agency", "Country"))

    def _candidates(self) -> None:
        report, count = self.load.report, 0
        for page, start, end, mentions in self.document.sentences():
            nodes = dict.fromkeys(mention.node for mention in mentions if mention.node)
            # Countries stand side by side in every sentence: two of them are no candidate.
            others = sum(not node.startswith("country:") for node in nodes)
            place = self._place(page, start, end)
            if others * (others - 1) // 2 + others * (len(nodes) - others) > CROWD:
                report.note(f"a sentence has more than {CROWD} pairs of names: a list", place)
                continue
            first = {mention.node: mention for mention in reversed(mentions)}
            for one, other in combinations(nodes, 2):
                if one.startswith("country:") and other.startswith("country:"):
                    continue
                if count == MOST:
                    report.note(f"more than {MOST:,} pairs of names: no more candidates from here on", place)
                    return
                count += 1
                report.note("two names in one sentence: candidates; --review FILE.csv writes them", place)
                report.candidates.append(self._candidate(place, first[one], first[other], (start, end)))

    def _candidate(self, place: Place, one: Mention, other: Mention, sentence: tuple[int, int]) -> Candidate:
        options = self.load.options
        return Candidate(
            subject=one.node,
            object=other.node,
            quote=_quote(self.document, one, other, sentence),
            locator=place.where,
            title=options.title or self.file.name,
            document=self.source.rpartition(".")[2],
            publisher=options.publisher,
            url=options.url,
            published=options.published,
            language=options.language,
        )


def _quote(document: Document, one: Mention, other: Mention, sentence: tuple[int, int]) -> str:
    """The words around two names, or both with what stands beside them where they are far apart."""
    page, start, end = one.page, min(one.start, other.start), max(one.end, other.end)
    if end - start <= QUOTE:
        start = max(sentence[0], start - (QUOTE - (end - start)) // 2)
        return _plain(document.written(page, start, min(sentence[1], start + QUOTE)))[:QUOTE]
    half = (QUOTE - 3) // 2
    first, last = document.written(page, start, start + half), document.written(page, end - half, end)
    return f"{_plain(first)[:half]} … {_plain(last)[-half:]}"


def _plain(text: str) -> str:
    """A text without signs that nobody sees, some of which turn the order of what is read."""
    return "".join(sign for sign in text if category(sign) not in ("Cc", "Cf"))


FORMAT = Format(
    name="documents",
    title="Documents: which known names a text, web page or PDF mentions, and where; pairs for review",
    files="PDF, HTML or text (UTF-8, UTF-16, Windows-1252)",
    read=read,
)
