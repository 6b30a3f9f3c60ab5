"""Text as names are looked for in it: folded, and each character knows where it stands in the text as read.

Documents write a name in many ways: over the end of a line, with a soft hyphen in it, with joined letters, with the
number of a footnote at its end. What is compared has none of that; what is told are places in the text as read.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass


def words(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


PARAGRAPH = "\n"
"""What stands for an empty line: no name and no sentence goes over it."""
LONGEST = 2000
"""The most characters of a sentence; what is longer is a list or a table, and is cut."""
_PIECES = re.compile(
    r"(?P<split>(?<=[^\W\d_])[-\u2010][ \t]*\r?\n[ \t]*(?=[^\W\d_]))"
    r"|(?P<soft>\u00ad[ \t]*\r?\n[ \t]*)"
    r"|(?P<space>\s+)|(?P<ascii>[!-,.-~]+)|(?P<other>.)",
    re.DOTALL,
)
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_SAME = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’‚‛´`", "'"), **dict.fromkeys("“”„«»", '"')})
_SIGNS = frozenset({"No", "So"})
"""Raised numbers and signs such as ™: they end a word."""
_ENDS = re.compile(r"\n|[.!?…][)\"'\]]* (?=[\"'(\[]?[^\W_a-z])")
_SHORTENED = words(
    "al art approx ca cf col dr ed eds eg et etc fig gen ie inc jr lic ltd mr mrs ms no num op p pp pr prof rep"
    " res rev sec sr sra st ste vol vs"
)
"""What a point shortens rather than ends."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A text to look for names in.

    Attributes:
        exact: The text without accents, runs of blanks and what a page does to words; case as written.
        folded: The same in small letters, of equal length.
        at: Where each of its characters stands in the text as read.
    """

    exact: str
    folded: str
    at: array[int]

    def where(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of it stands in the text as read: first and last character, counted from 1."""
        return self.at[start] + 1, self.at[end - 1] + 1


def plain(text: str) -> Plain:
    """The text, ready to look for names in it."""
    parts: list[str] = []
    at = array("q")
    for piece in _PIECES.finditer(text):
        start, end = piece.span()
        kind, found = piece.lastgroup, piece.group()
        if kind == "ascii":
            parts.append(found.translate(_SAME))
            at.extend(range(start, end))
            continue
        if kind == "split":
            # A capital after it means that the hyphen is one of the name: Asia-\nPacific.
            made = "" if text[end].islower() else "-"
        elif kind == "soft":
            made = ""
        elif kind == "space":
            made = PARAGRAPH if found.count("\n") > 1 else " "
        else:
            made = _plain_character(found)
        parts.append(made)
        at.extend([start] * len(made))
    exact = "".join(parts)
    return Plain(exact, _lower(exact), at)


def folded(name: str) -> str:
    """A name as it is looked for."""
    return plain(" ".join(name.split())).folded


def sentences(exact: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, in order, without gaps."""
    start = 0
    for mark in _ENDS.finditer(exact):
        if mark.group() != PARAGRAPH and _shortens(exact[max(start, mark.start() - 20) : mark.start()]):
            continue
        yield from _cut(start, mark.end())
        start = mark.end()
    yield from _cut(start, len(exact))


def _cut(start: int, end: int) -> Iterator[tuple[int, int]]:
    for begin in range(start, end, LONGEST):
        yield begin, min(begin + LONGEST, end)


def _shortens(before: str) -> bool:
    """Whether the point after these words belongs to the last of them."""
    word = re.split(r"[\s(\[\"']", before)[-1].casefold()
    return len(word) == 1 or word in _SHORTENED or bool(re.fullmatch(r"[a-z](\.[a-z])+", word))


def _plain_character(found: str) -> str:
    if found in _DROPPED:
        return ""
    if unicodedata.category(found) in _SIGNS:
        return " "
    whole = unicodedata.normalize("NFKD", found.translate(_SAME))
    kept = "".join(" " if char.isspace() else char for char in whole if not unicodedata.combining(char))
    return kept.translate(_SAME)


def _lower(exact: str) -> str:
    """The text in small letters, of equal length."""
    lower = exact.lower()
    if len(lower) == len(exact):
        return lower
    return "".join(small if len(small := char.lower()) == 1 else char for char in exact)
