"""Finding known names in a document, and names that nobody knows.

All names are found in one pass (Aho-Corasick) and then filtered: they begin and end at the borders of words, the
longest wins, acronyms count as they are written, and nothing in an address of the web counts. What a short acronym
or a homonym means is decided by the whole document: it counts where its long form stands somewhere in it. What stays
open is doubtful; what may mean several things of the graph is not taken at all.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders._mentions_names import Gazetteer, Name
from loaders._mentions_text import Plain, plain, sentences, words

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}"
    r"|\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|edu|eu|gob|gov|info|int|net|org)\b\S{0,200}",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"\b(?:e|im|in)?migra|\brefug|\basyl|\basil[oa]|\bdisplace|\bdesplaz|\bhumanitari|\bmobility|\bmovilidad"
)
"""What a document about migration speaks of."""
_GLUE = words("and by for from in of or the to with con de del e el en la las los o para por y")
"""Words that a PDF may write without the blank after them."""
_WORDS = words(
    "all and are but can care cam come de del do el en es fem for gain get go help how in is it la las los may no not"
    " of on one or out pact para pep pero por que save se she si sin so su the to un una unite up us was we who y"
)
"""Words that are acronyms as well: in a line of capitals they are words."""
_PEOPLE = frozenset({"chad", "georgia", "granada", "israel", "jersey", "jordan", "san martin", "santa elena"})
"""Countries whose names people bear."""
_NAME = re.compile(
    r"(?<![\w@#./-])[A-Z][\w&'-]*(?:\.[A-Z])*"
    r"(?: (?:(?:of|for|on|and|de|del|la|las|los|para|por|y|e|the|do|da|dos|em|en) ){0,2}[A-Z][\w&'-]*)*"
)
_COMMON = words(
    "a about after all also among an and annex any are article as asi at available based because before between box but"
    " by chapter como con contact con cuando de del desde despite dr during e each el ella ellos en en entre es esta"
    " este estas estos figure finally for from furthermore given he her his home how however i if in in it its la las"
    " le lo los mas more moreover most mr mrs ms new no not note of on one or other our over page para per pero por"
    " published read section see segun since skip so some su sus such table that the their there these they this"
    " those through thus to un una under we what when where which while who with within y you your january february"
    " march april may june july august september october november december enero febrero marzo abril mayo junio julio"
    " agosto septiembre octubre noviembre diciembre monday tuesday wednesday thursday friday saturday sunday lunes"
    " martes miercoles jueves viernes sabado domingo"
)
"""Words that begin sentences and are no part of a name there, months and days."""
LONGEST = 80
"""The most characters of an unknown name."""


@dataclass(slots=True)
class Mention:
    """A name in a document.

    Attributes:
        page: The page, counted from 0.
        start: Where it begins in the plain text of the page, and `end` where it ends.
        name: The name that it is.
        node: What it means; empty where it may mean several things.
        doubtful: Whether it may mean something else.
    """

    page: int
    start: int
    end: int
    name: Name
    node: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A capitalised name that is not known: its page, and where it begins and ends in the plain text of that."""

    page: int
    start: int
    end: int


class Document:
    """What names stand in a document.

    Attributes:
        pages: Its text by page.
        mentions: The known names in order.
        unknown: The names that are not known, in order.
    """

    def __init__(self, texts: Sequence[str], gazetteer: Gazetteer) -> None:
        self._texts = texts
        self.pages = [plain(text) for text in texts]
        self._gazetteer = gazetteer
        self.mentions: list[Mention] = []
        self.unknown: list[Unknown] = []
        for number, page in enumerate(self.pages):
            hits = _longest(_hits(page, gazetteer))
            self.mentions += [Mention(number, start, end, name) for start, end, name in hits if name.nodes]
            self.unknown += [Unknown(number, start, end) for start, end in _unknown(page.exact, hits)]
        self._decide()

    def written(self, page: int, start: int, end: int) -> str:
        """A part of a page as it is written, on one line."""
        at = self.pages[page].at
        return " ".join(self._texts[page][at[start] : at[end - 1] + 1].split())

    def sentences(self) -> Iterator[tuple[int, int, int, list[Mention]]]:
        """Each sentence with names in it: page, begin, end, and the names in order."""
        by_page: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            by_page.setdefault(mention.page, []).append(mention)
        for number, found in by_page.items():
            starts = [mention.start for mention in found]
            for start, end in sentences(self.pages[number].exact):
                low, high = bisect.bisect_left(starts, start), bisect.bisect_left(starts, end)
                if low < high:
                    yield number, start, end, found[low:high]

    def _decide(self) -> None:
        long = {
            mention.name.nodes[0]
            for mention in self.mentions
            if not mention.name.acronym and len(mention.name.nodes) == 1 and not mention.name.elsewhere
        }
        context = any(_CONTEXT.search(page.folded) for page in self.pages)
        otherwise = self._defined_otherwise()
        for mention in self.mentions:
            name = mention.name
            told = [node for node in name.nodes if node in long]
            if len(name.nodes) > 1:
                # Another edition of a forum may be meant than the one whose long name stands in the document.
                mention.node, mention.doubtful = (told[0], True) if len(told) == 1 else ("", False)
                continue
            mention.node = name.nodes[0]
            known = bool(told) if name.elsewhere or name.tiny else bool(told) or context
            mention.doubtful = (
                ((name.short or name.elsewhere) and not known)
                or (name.exact in otherwise and not told)
                or self._is_person(mention)
            )

    def _defined_otherwise(self) -> set[str]:
        """The acronyms that the document itself gives to something else: Centre for Refugee Matters (CRM)."""
        ends = {(mention.page, mention.end): mention.name for mention in self.mentions}
        found = set()
        for mention in self.mentions:
            exact = self.pages[mention.page].exact
            before, after = exact[max(0, mention.start - 120) : mention.start], exact[mention.end : mention.end + 1]
            if not mention.name.acronym or after != ")" or not before.endswith(" ("):
                continue
            bearer = ends.get((mention.page, mention.start - 2))
            initials = [word[0] for word in re.findall(r"[A-Za-z][\w-]*", before) if word[0].isupper()]
            letters = [char for char in mention.name.exact if char.isupper()]
            if bearer is None and initials[-len(letters) :] == letters:
                found.add(mention.name.exact)
        return found

    def _is_person(self, mention: Mention) -> bool:
        """Whether a name follows that makes it the name of a person: Granada Garcés."""
        page = self.pages[mention.page]
        return page.folded[mention.start : mention.end] in _PEOPLE and bool(
            re.match(r" [A-Z][a-z]+", page.exact[mention.end : mention.end + 3])
        )


Hit = tuple[int, int, Name]


def _hits(page: Plain, gazetteer: Gazetteer) -> Iterator[Hit]:
    """Each name that stands between borders of words, in the right case."""
    away = [match.span() for match in _ADDRESS.finditer(page.folded)]
    starts = [start for start, _ in away]
    for last, (length, names) in gazetteer.words.iter(page.folded):
        start, end = last + 1 - length, last + 1
        at = bisect.bisect_right(starts, start) - 1
        if (at >= 0 and start < away[at][1]) or not _ends(page.exact, end) or not _begins(page.exact, start):
            continue
        written = page.exact[start:end]
        fitting = [name for name in names if _fits(name, written)]
        if fitting and not (fitting[0].acronym and _is_word(page, start, end)):
            yield start, end, fitting[0]


def _fits(name: Name, written: str) -> bool:
    if not name.acronym:
        return written[0].isupper() or not written[0].isalpha()
    return written == name.exact or (len(written) > 5 and name.exact.isupper() and written.istitle())


def _begins(exact: str, start: int) -> bool:
    if start == 0:
        return True
    before = exact[start - 1]
    if before == "-" and exact[max(0, start - 4) : start].lower() == "non-":
        return False
    if not (before.isalnum() or before == "_"):
        return before not in "@#" or not exact[start].isalnum()
    glued = re.search(r"(?<!\w)[a-z]+\Z", exact[max(0, start - 8) : start])
    return glued is not None and glued.group() in _GLUE and exact[start].isupper()


def _ends(exact: str, end: int) -> bool:
    # Footnotes: a page may write UNICEF15 for what was raised.
    after = re.match(r"\w*", exact[end : end + 5])
    rest = after.group() if after else ""
    return not rest or (rest.isdigit() and len(rest) < 4 and exact[end - 1].isalpha())


def _is_word(page: Plain, start: int, end: int) -> bool:
    """Whether what looks like an acronym is a word in a line of capitals: WHO WE ARE."""
    if page.folded[start:end] not in _WORDS:
        return False
    before = re.search(r"([^\W\d_]+)[^\w\n]\Z", page.exact[max(0, start - 30) : start])
    after = re.match(r"[^\w\n]([^\W\d_]+)", page.exact[end : end + 30])
    beside = [match.group(1) for match in (before, after) if match]
    return bool(beside) and all(word.isupper() for word in beside)


def _longest(hits: Iterator[Hit]) -> list[Hit]:
    """The hits that no longer one overlaps, in order."""
    starts: list[int] = []
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
        at = bisect.bisect_left(starts, hit[0])
        if (at == 0 or kept[at - 1][1] <= hit[0]) and (at == len(kept) or hit[1] <= starts[at]):
            starts.insert(at, hit[0])
            kept.insert(at, hit)
    return kept


def _unknown(exact: str, hits: Sequence[Hit]) -> Iterator[tuple[int, int]]:
    """The capitalised names that no known name is part of."""
    masked = _without(exact, [(start, end) for start, end, _ in hits])
    masked = _without(masked, [match.span() for match in _ADDRESS.finditer(masked)])
    for match in _NAME.finditer(masked):
        text = match.group().rstrip("-'&")
        start = match.start()
        while " " in text and text.partition(" ")[0].lower() in _COMMON:
            rest = text.partition(" ")[2]
            start += len(text) - len(rest)
            text = rest
        capitals = [word for word in text.split() if word[0].isupper()]
        if _is_name(capitals, text):
            yield start, start + len(text)


def _without(exact: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with bars in place of some parts, of equal length."""
    parts, done = [], 0
    for start, end in spans:
        parts += [exact[done:start], "|" * (end - start)]
        done = end
    return "".join([*parts, exact[done:]])


def _is_name(capitals: list[str], text: str) -> bool:
    if not capitals or len(text) > LONGEST:
        return False
    if len(capitals) == 1:
        plainly = text.lower() not in _COMMON and text.lower() not in _WORDS
        return plainly and len(text) > 2 and sum(char.isupper() for char in text) >= 2
    # A line of capitals is a heading.
    return not all(word.isupper() for word in capitals)
