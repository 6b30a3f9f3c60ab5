"""Where and when an IATI activity takes place and what it is about: codes become nodes, and what is odd is said."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from graph import ids
from loaders._iati_activity import COUNTRY, DAC, REGION, SECTOR, Activity, Code, Named, owner

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load

TIED = {"15190": "theme:orderly"}
"""Purpose codes of the DAC that are a theme of the curated graph: 15190 is orderly, safe and regular migration."""
NOWHERE = (REGION, DAC, "998")
"""Developing countries that are not specified."""
ROUNDING = 0.011
"""By how much shares may miss 100 %."""


class Codes:
    """What turns the codes of activities into nodes, and says what is odd about them."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._countries: dict[str, str] = {}
        self._known = set(load.graph.nodes["id"])
        self.named: dict[Named, str] = {}
        self._coded_nodes: dict[Named, tuple[str, str]] = {}

    def days(self, found: Activity, place: Place) -> tuple[str | None, str | None]:
        """The first and last day of an activity, the actual ones before those planned."""
        start = found.days.get("start") or found.days.get("planned start")
        end = found.days.get("end") or found.days.get("planned end")
        if start and end and end < start:
            self._load.report.note("the activity ends before it starts: its end is read as not known", place)
            end = None
        return start, end

    def ties(self, found: Activity, place: Place) -> list[tuple[str, str, float]]:
        """The relation, node and share of each place and theme of an activity."""
        report = self._load.report
        for told in sorted(found.on_transactions):
            report.note(told, place)
        self._shares(found, place)
        ties: dict[tuple[str, str], float | None] = {}
        for (kind, vocabulary, code), share in (*found.areas.items(), *found.sectors.items()):
            if not code:
                report.note(f"{kind} without a code", place)
            elif node := self._node(found, kind, vocabulary, code, place):
                relation = "ADDRESSES" if kind == SECTOR else "OPERATES_IN"
                ties.setdefault((relation, node), share)
        return [(relation, node, math.nan if share is None else share) for (relation, node), share in ties.items()]

    def _shares(self, found: Activity, place: Place) -> None:
        """Say which shares do not make one whole: those of places all together, those of sectors by vocabulary."""
        if not any(share is not None for share in (*found.areas.values(), *found.sectors.values())):
            return
        wholes: dict[str, list[float | None]] = {}
        for code, share in (*found.areas.items(), *found.sectors.items()):
            kind, vocabulary, _ = code
            if code in found.unshared:
                continue
            if kind == SECTOR:
                wholes.setdefault(f"sectors of vocabulary {vocabulary}", []).append(share)
            elif vocabulary in ("", DAC):
                wholes.setdefault("countries and regions", []).append(share)
        for what, shares in wholes.items():
            known = [share for share in shares if share is not None]
            if known and (len(known) < len(shares) or abs(sum(known) - 1) > ROUNDING):
                self._load.report.note(f"percentages of {what} do not make 100", place)

    def _node(self, found: Activity, kind: str, vocabulary: str, code: str, place: Place) -> str | None:
        if kind == COUNTRY:
            if code not in self._countries:
                node = self._load.names.country(code.upper(), place)
                if node is None:
                    return None
                self._countries[code] = node
            return self._countries[code]
        if (kind, vocabulary, code) == NOWHERE:
            self._load.report.note("region 998 is no place (developing countries, unspecified)", place)
            return None
        if kind == SECTOR and vocabulary == DAC and TIED.get(code) in self._known:
            return TIED[code]
        return self._coded(found, (kind, vocabulary, code))

    def _coded(self, found: Activity, coded: Code) -> str:
        """The node of a region or sector, named as the first file that names it does."""
        key = (owner(found, coded[1]), *coded)
        if key not in self._coded_nodes:
            alias = ":".join(filter(None, (key[0], *coded[1:])))
            label, made = ("Theme", "sector") if coded[0] == SECTOR else ("Place", "region")
            self._coded_nodes[key] = (ids.node(label, f"iati {made} {alias}")[:120].strip("-"), alias)
        return self._coded_nodes[key][0]

    def nodes(self) -> None:
        """Make the nodes of regions and sectors, named as the first activity that names them does."""
        for key, (node, alias) in self._coded_nodes.items():
            kind, subtype = ("Sector", None) if key[1] == SECTOR else ("Region", "region")
            self._load.draft.node(
                node, name_en=self.named.get(key, f"{kind} {alias}"), aliases=[alias], subtype=subtype
            )
