"""Briefs: a country, a mechanism or a donor on two to four pages, every claim with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import dates
from graph.errors import BadParameter, UnknownName, UsageError
from migov.briefs._model import Brief, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.model import PropertyGraph
    from migov.briefs._asked import Asked
    from migov.briefs._model import Block

__all__ = ["ROLES", "Brief", "brief", "role_of"]

ROLES = ("country", "mechanism", "donor")
"""As what a node can be described."""
_KINDS = {"Country": ("country", "donor"), "Mechanism": ("mechanism",), "Agency": ("donor",)}
"""The roles that each kind of node can have, its own first."""


def brief(
    graph: PropertyGraph, node: str, lang: str = "en", as_of: str | None = None, role: str | None = None
) -> Brief:
    """The brief about a node of a graph.

    Args:
        graph: The whole graph; what is not in force on the day may be unknown, and not absent.
        node: The id of a country, a mechanism or an agency (which is described by what it funds and does).
        lang: `en` or `es`.
        as_of: The day; today where None. A month or year stands for its last day.
        role: `donor` for the money of a country; what is usual for the kind of node where None.

    Raises:
        UnknownName: The graph has no such node.
        UsageError: It is of a kind that has no brief.
        BadParameter: There is no such language, day or role.
    """
    if lang not in ("en", "es"):
        raise BadParameter("lang", lang, "no such choice", "choose from en, es")
    if as_of is not None and (wrong := dates.problem(as_of)):
        raise BadParameter("as-of", as_of, wrong, dates.REMEDY)
    role = role_of(graph, node, role)
    from migov.briefs import _asked, _country, _donor, _mechanism, _references, _wording

    asked = _asked.Asked(graph, node, lang, dates.covered(as_of) if as_of else dates.today())
    parts: dict[str, Callable[[Asked], tuple[list[Text], list[Block]]]] = {
        "country": _country.country,
        "mechanism": _mechanism.mechanism,
        "donor": _donor.donor,
    }
    short, blocks = parts[role](asked)
    told, resolved, references = _references.resolved(graph, lang, short, blocks)
    return Brief(
        node,
        role,
        *_wording.titles(asked, role),
        lang,
        asked.as_of,
        told,
        resolved,
        references,
        _wording.notes(asked, role),
    )


def role_of(graph: PropertyGraph, node: str, role: str | None = None) -> str:
    """As what a node is described.

    Raises:
        UnknownName: The graph has no such node.
        UsageError: It is of a kind that has no brief.
        BadParameter: A node of its kind has no such role.
    """
    if role is not None and role not in ROLES:
        raise BadParameter("role", role, "no such choice", f"choose from {', '.join(ROLES)}")
    found = graph.node(node)
    if found is None:
        raise UnknownName(node, [])
    kind = str(found["kind"])
    possible = _KINDS.get(kind)
    if possible is None:
        raise UsageError(f"{node} is a {kind}; a brief is about a country, a mechanism, or an agency as a donor")
    if role is not None and role not in possible:
        raise BadParameter("role", role, f"{node} is a {kind}", f"choose from {', '.join(possible)}")
    return role or possible[0]
