"""What a brief is made of: parts of text, blocks, numbered references; the same for all three forms that it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migov.briefs._drawing import Drawn


@dataclass(frozen=True, slots=True)
class Cite:
    """What a claim rests on, before its references have numbers.

    Attributes:
        about: Ids of statements, dated values or nodes.
        direct: Whether the claim repeats these statements: it then cites more of the sources of each.
        against: The source that contradicts them, where that is meant; empty where those that support them are.
    """

    about: tuple[str, ...]
    direct: bool = True
    against: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """The numbers of the references of a claim, and how much of it no source supports (`none`, `some`, `all`).

    Of a claim with very many sources `more` are not in the list.
    """

    numbers: tuple[int, ...]
    unsourced: str = "none"
    more: int = 0


Part = str | Cite | Ref
Text = tuple[Part, ...]
"""Words and, where a claim ends, what it rests on."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `lead` is set apart before it."""

    text: Text
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head.

    Attributes:
        caption: What it shows.
        head: The titles of its columns.
        rows: Its cells.
        widths: How wide the columns are, in parts of the whole.
        numbers: The columns that hold numbers, which stand to the right.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    widths: tuple[int, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Attributes:
        caption: What it shows.
        alt: All that it shows, in words.
        drawn: Draws it, as `png` for documents or `svg` for pages.
    """

    caption: str
    alt: str
    drawn: Callable[[str], Drawn] = field(repr=False)


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Reference:
    """A source in the list at the end.

    Attributes:
        number: Its number.
        title: Its title.
        publisher: Who published it; empty where unknown.
        published: When, in words; empty where unknown.
        accessed: When it was read, in words; empty where unknown.
        url: Its address as shown; empty where unknown.
        link: Its address where it is one of the web and may be a link; else empty.
        locators: Where in it, as the claims need it.
        more: How many further places are not listed.
    """

    number: int
    title: str
    publisher: str
    published: str
    accessed: str
    url: str
    link: str
    locators: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True)
class Brief:
    """A brief about a country, a mechanism or a donor.

    Attributes:
        subject: The id of the node that it is about.
        role: `country`, `mechanism` or `donor`.
        title: Its title.
        subtitle: What it is, and the day.
        lang: `en` or `es`.
        as_of: The day it is for.
        short: The headline, sentence by sentence.
        blocks: The rest, in order.
        references: The sources, by number.
        notes: How to read it.
    """

    subject: str
    role: str
    title: str
    subtitle: str
    lang: str
    as_of: str
    short: tuple[Text, ...]
    blocks: tuple[Block, ...] = field(repr=False)
    references: tuple[Reference, ...] = field(repr=False)
    notes: tuple[str, ...] = field(repr=False)

    def to_markdown(self) -> str:
        """The brief as Markdown, all in one file: pictures are told in words."""
        from migov.briefs import _markdown

        return _markdown.written(self)

    def to_html(self) -> str:
        """The brief as one page of HTML that asks nothing of any network and holds no script."""
        from migov.briefs import _html

        return _html.page(self)

    def to_docx(self) -> bytes:
        """The brief as a Word document."""
        from migov.briefs import _docx

        return _docx.document(self)

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from migov.briefs import _html

        return _html.fragment(self)

    def _repr_markdown_(self) -> str:
        """How a notebook without HTML shows it."""
        return self.to_markdown()

    @cached_property
    def accessed(self) -> str:
        """When most of the sources were read, in words; empty where there is no such day."""
        days = [reference.accessed for reference in self.references if reference.accessed]
        most = max(dict.fromkeys(days), key=days.count, default="")
        return most if days.count(most) > 1 else ""

    @cached_property
    def read(self) -> str:
        """That sentence; empty where there is no such day."""
        if not self.accessed:
            return ""
        if self.lang == "en":
            return f"Read {self.accessed} where no other day is given."
        return f"Consultado: {self.accessed}, donde no se indica otra fecha."


def plain(text: Text, words: Mapping[str, str] | None = None) -> str:
    """A text in plain characters, the numbers of its references in brackets."""
    return "".join(part if isinstance(part, str) else marked(part, words or {}) for part in text)


def marked(part: Cite | Ref, words: Mapping[str, str]) -> str:
    """The mark of a reference: `[1, 3–5]`, and in words that no source stands behind it."""
    if isinstance(part, Cite):
        return ""
    more = [f"+{part.more}"] if part.more else []
    numbers = f"[{', '.join([*spans(part.numbers), *more])}]" if part.numbers else ""
    missing = words.get(part.unsourced, "") if part.unsourced != "none" else ""
    found = " ".join(piece for piece in (numbers, f"({missing})" if missing else "") if piece)
    return f"\u00a0{found}" if found else ""


def spans(numbers: Sequence[int]) -> list[str]:
    """Sorted numbers, three or more in a row as a span: 1, 3–5."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    found: list[str] = []
    for run in runs:
        found += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return found
