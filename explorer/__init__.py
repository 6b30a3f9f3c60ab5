"""The page: one HTML file that opens from a folder or a mail attachment and asks nothing of any network.

`build` gives its text, `write` saves it. The parts: `payload` (what the page knows), `pack` (how it is written there),
`network` and `layout` (the drawings), `render` (the file out of template, style and modules), and `page/` (those parts
themselves). Nothing heavy is imported before a page is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from graph.model import PropertyGraph

__all__ = ["build", "write"]


def build(graph: PropertyGraph, *, as_of: str | None = None, lang: str | None = None) -> str:
    """The page of a graph as one HTML text that refers to no other file.

    Args:
        graph: The graph; its curated questions are answered for `as_of` and put into the page.
        as_of: The day that the page opens on and its answers are for; today where not given.
        lang: `en` or `es`; None lets the page follow the reader's browser.

    Raises:
        ValueError: `as_of` is not a date.
        BadParameter: `lang` is neither of the two.
    """
    from explorer import payload, render

    return render.page(payload.payload(graph, as_of=as_of, lang=lang))


def write(
    graph: PropertyGraph, out: str | os.PathLike[str], *, as_of: str | None = None, lang: str | None = None
) -> Path:
    """The path of the page, written whole or not at all (UTF-8, line feeds).

    Raises:
        ValueError: `as_of` is not a date.
        BadParameter: `lang` is neither of the two.
        OSError: The file cannot be written.
    """
    from explorer import render

    return render.save(build(graph, as_of=as_of, lang=lang), out)
