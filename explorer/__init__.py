"""The page: one HTML file that opens from a folder or a mail attachment and asks nothing of any network.

`build` gives its text, `write` saves it, `serve` keeps a store behind it. The parts: `payload` (what the page knows),
`carried` (what it can know of a large store), `pack` (how it is written there), `network` and `layout` (the drawings),
`render` (the file out of template, style and modules), `serve` and `lookup` (the server), and `page/` (the parts of the
page themselves). Nothing heavy is imported before a page is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from graph.model import PropertyGraph
    from graph.stores import Store

__all__ = ["build", "write"]


def build(graph: PropertyGraph | Store, *, as_of: str | None = None, lang: str | None = None) -> str:
    """The page of a graph as one HTML text that refers to no other file.

    Args:
        graph: The graph, or the store that holds it; its questions are answered for `as_of` and put into the page. What
            a page cannot carry it leaves out, and says so (see `explorer.carried`).
        as_of: The day that the page opens on and its answers are for; today where not given.
        lang: `en` or `es`; None lets the page follow the reader's browser.

    Raises:
        ValueError: `as_of` is not a date.
        BadParameter: `lang` is neither of the two.
        StoreError: There is no graph in the store, or the server is absent or refuses.
    """
    from explorer import carried

    return carried.page(graph, as_of=as_of, lang=lang)


def write(
    graph: PropertyGraph | Store, out: str | os.PathLike[str], *, as_of: str | None = None, lang: str | None = None
) -> Path:
    """The path of the page, written whole or not at all (UTF-8, line feeds).

    Raises:
        ValueError: `as_of` is not a date.
        BadParameter: `lang` is neither of the two.
        StoreError: There is no graph in the store, or the server is absent or refuses.
        OSError: The file cannot be written.
    """
    from explorer import render

    return render.save(build(graph, as_of=as_of, lang=lang), out)
