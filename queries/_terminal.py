"""Text for terminals: a table that is wrapped to a width, and no character that a terminal would act on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

NARROWEST, WORD = 8, 16
"""No column of a terminal table is made narrower than this; up to so many letters no word of it is broken in two."""


def calm(text: str) -> str:
    """Text without control characters, so that no terminal acts on it."""
    return "".join(c if c.isprintable() else " " for c in text)


def table_lines(rows: Sequence[Sequence[str]], width: int, numbers: Sequence[bool]) -> Iterator[str]:
    """The lines of a table whose first row is its head; columns of numbers stand to the right."""
    return _wrapped(rows, _widths(rows, width, numbers), numbers)


def _widths(rows: Sequence[Sequence[str]], width: int, numbers: Sequence[bool]) -> list[int]:
    """How wide each column may be, so that all fit: heads of numbers give way, then the widest, last words and numbers."""
    widths = [max(len(calm(row[i])) for row in rows) for i in range(len(rows[0]))]
    words = [max(len(word) for row in rows for word in calm(row[i]).split() or [""]) for i in range(len(widths))]
    narrow = [min(NARROWEST, full) for full in widths]
    whole = [longest if number else min(longest, WORD) for longest, number in zip(words, numbers, strict=True)]
    loose = [max(pair) for pair in zip(whole, narrow, strict=True)]
    broken = [longest if number else least for longest, number, least in zip(words, numbers, narrow, strict=True)]
    titles = [longest if number else full for longest, number, full in zip(words, numbers, widths, strict=True)]
    room = width - 2 * (len(widths) - 1)
    for floor in (titles, loose, whole, broken, narrow):
        while sum(widths) > room and (wider := [i for i in range(len(widths)) if widths[i] > floor[i]]):
            widths[max(wider, key=lambda i: widths[i])] -= 1
    return widths


def _wrapped(rows: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    for number, row in enumerate(rows):
        cells = [textwrap.wrap(calm(cell), w) or [""] for cell, w in zip(row, widths, strict=True)]
        for i in range(max(len(cell) for cell in cells)):
            parts = [cell[i] if i < len(cell) else "" for cell in cells]
            aligned = [p.rjust(w) if r else p.ljust(w) for p, w, r in zip(parts, widths, right, strict=True)]
            yield "  ".join(aligned).rstrip()
        if number == 0:
            yield "  ".join("-" * w for w in widths)
