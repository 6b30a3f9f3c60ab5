"""The questions: one file each, its Cypher beside it; `ask` runs one and joins the evidence.

`catalogue()` finds them by the names of their files; a file that starts with ``_`` is machinery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.stores import Store
    from queries._frame import Answer, Question

__all__ = ["ask", "catalogue", "question"]


def catalogue() -> list[str]:
    """The names of all questions, sorted."""
    from queries import _catalogue

    return _catalogue.names()


def question(name: str) -> Question:
    """A question with its parameters, columns and Cypher.

    Raises:
        UnknownQuestion: There is none of that name.
    """
    from queries import _catalogue

    return _catalogue.question(name)


def ask(source: PropertyGraph | Store, name: str, /, **params: object) -> Answer:
    """The answer to a question.

    Args:
        source: A graph, or a store that holds one.
        name: The question, such as ``member-overlap``.
        **params: Its parameters, with ``_`` for ``-``; every question takes `as_of`, `confidence` and `lang`.

    Raises:
        UnknownQuestion: There is no such question.
        BadParameter: It does not take such a parameter, or not such a value.
        UnknownName, AmbiguousName: A parameter names no node, or several.
    """
    from queries import _runner

    return _runner.ask(source, name, params)
