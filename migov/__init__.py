"""migov: who governs migration in the Americas, as a sourced, dated property graph.

import migov

g = migov.open()
g.ask("member-overlap", as_of="2022-05-17").frame
migov.explore(g)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    from pathlib import Path

    from explorer.inline import Inline
    from migov.front import Migov

__version__ = "0.1.0"
__all__ = ["explore", "open", "resolve"]


def open(store: str | Path | None = None) -> Migov:  # noqa: A001 - the verb of the front door
    """The graph in a store, or the curated graph where none is named.

    Raises:
        StoreError: There is no such store.
    """
    from migov import front

    return front.opened(store)


def resolve(text: str) -> str:
    """The id of the node of the curated graph that bears a name, acronym, alias or code.

    Raises:
        AmbiguousName: Several things have the name; `.candidates` holds ids (or words) and reasons.
        UnknownName: Nothing has it; `.proposals` holds near ones.
    """
    return open().resolve(text)


@overload
def explore(
    graph: Migov | None = None,
    *,
    out: str | Path = ...,
    as_of: str | None = None,
    lang: str | None = None,
    show: bool = True,
    inline: Literal[False] = False,
) -> Path: ...


@overload
def explore(
    graph: Migov | None = None,
    *,
    as_of: str | None = None,
    lang: str | None = None,
    inline: Literal[True],
    height: int | None = None,
) -> Inline: ...


def explore(
    graph: Migov | None = None,
    *,
    out: str | Path = "explorer.html",
    as_of: str | None = None,
    lang: str | None = None,
    show: bool = True,
    inline: bool = False,
    height: int | None = None,
) -> Path | Inline:
    """Write the explorer, one HTML file that works offline, and open it in a browser; or show it inside a notebook.

    Args:
        graph: What `open` gave; the curated graph where None.
        out: Where to write it.
        as_of: The day its answers are for; today where None.
        lang: `en` or `es`; the reader's own language where None.
        show: Whether to open it.
        inline: Whether to show it below the cell of a notebook instead; no file is written then, and the notebook keeps
            the whole page if it is saved with its outputs.
        height: How high it is shown there, in pixels.

    Returns:
        The path of the file, or what a notebook shows.
    """
    from migov import front

    if inline:
        return front.inlined(graph or open(), as_of, lang, height)
    return front.explored(graph or open(), out, as_of, lang, show=show)
