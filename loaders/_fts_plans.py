"""Plans of FTS as nodes: one a plan, and one for the part of a plan that lies in a country or belongs to a cluster.

A plan is known by its code (`RSYR20`), its number in FTS or its name, whichever a file gives; the code names the node.
What a regional plan requires in one country is no figure of the whole plan, nor is what a cluster requires: these are
figures of parts, so that no question takes one for the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graph import ids
from graph.names import fold
from loaders._countries import countries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loaders._fts_flow import Party
    from loaders._report import Place
    from loaders._run import Load

SUBTYPE = "response-plan-edition"
_YEAR = re.compile(r"\b((?:19|20)\d\d)(?:\s*-\s*((?:19|20)\d\d))?\s*$")


def number(ref: str) -> str:
    """The number of a plan in FTS as an alias: `fts-plan:943`."""
    return f"fts-plan:{ref}"


class Plans:
    """The plans of one load."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._made: dict[str, str] = {}

    def plan(self, party: Party, start: str | None = None, end: str | None = None) -> str:
        """The id of a plan; one that is made is of the years that its name ends with, if no dates are given."""
        keys = [fold(key) for key in (number(party.ref) if party.ref else "", party.code, party.name) if key]
        node = next((self._made[key] for key in keys if key in self._made), None)
        if node is None:
            node = self._found(party) or f"instrument:{ids.slug(party.code) or self._slug(party)}"
        for key in keys:
            self._made.setdefault(key, node)
        years = _YEAR.search(party.name)
        if start is None and end is None and years:
            start, end = years[1], years[2] or years[1]
        aliases = [name for name in (party.code, number(party.ref) if party.ref else "") if name]
        return self._load.draft.node(
            node, name_en=party.name, name_es=party.name, subtype=SUBTYPE, aliases=aliases, start=start, end=end
        )

    def _found(self, party: Party) -> str | None:
        """The plan in the graph before this load: by number, code or name."""
        names = (number(party.ref) if party.ref else "", party.code, party.name)
        found = (self._load.names.bearer(name, ("Instrument",)) for name in names if name)
        return next(filter(None, found), None)

    def _slug(self, party: Party) -> str:
        return f"fts-{party.ref}" if ids.slug(party.ref) else (ids.slug(party.name)[:80].strip("-") or "unnamed")

    def part(self, plan: str, name: str, what: str, words: tuple[str, str], place: Place, date: str | None) -> str:
        """The id of a part of a plan: `what` (a code) of it, called by these words in English and Spanish."""
        node = self._load.draft.node(
            f"{plan}.{ids.slug(what)}", name_en=f"{name}: {words[0]}", name_es=f"{name}: {words[1]}", subtype=SUBTYPE
        )
        self._load.draft.statement("PART_OF", node, plan, node.partition(":")[2], place, date=date)
        return node

    def within(self, plan: str, name: str, country: str, place: Place, date: str | None) -> str:
        """The id of the part of a plan that lies in a country."""
        code = country.partition(":")[2]
        row = countries()[code]
        node = self.part(plan, name, code, (row["name_en"], row["name_es"]), place, date)
        self.lies(node, country, place, date)
        return node

    def lies(self, plan: str, country: str, place: Place, date: str | None) -> None:
        """State that a plan, or a part of it, is for a country."""
        record = f"{plan.partition(':')[2]}.{country.partition(':')[2]}"
        self._load.draft.statement("OPERATES_IN", plan, country, record, place, date=date)


def regional(rows: Iterable[tuple[str, str, str]]) -> set[str]:
    """The plans of which a file has figures by country: those that it has for several, and those of a regional type.

    Args:
        rows: A plan, a country and the type of the plan, for each row.
    """
    lying: dict[str, set[str]] = {}
    found = set()
    for plan, country, kind in rows:
        lying.setdefault(plan, set()).add(country)
        if "regional" in kind.lower():
            found.add(plan)
    return found | {plan for plan, where in lying.items() if len(where) > 1}
