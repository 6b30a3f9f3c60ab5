"""Flows as statements: each dollar counted once, whatever the number of its legs.

A flow is one FUNDS statement (its record is the number of the flow) from its source to the plan that it goes to, else
the project, the organisation, the country: the first of these of which it names one only. Where it names others, they
are legs of the same money (record `NUMBER.node`), with the amount and not counted: the organisation that receives
money for a plan, the country where an organisation spends it. Where it names several of a kind (several plans, several
countries), FTS does not say how they share it: their legs have no amount, and none of them is counted.

Several sources of one flow are a leg each without an amount, and the flow itself starts from a node that stands for
them together, as do donors whom FTS does not name: the money stays in the totals, counted once, and nobody is made its
donor. Governments ("Jordan, Government of") are their countries.

A flow has one status at a time: a pledge that is paid is a pledge no more. So each statement is marked `latest_stage`,
and what is committed is never taken for what the payments came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from graph import ids, schema
from graph.names import fold
from loaders._fts_flow import WHY, Flow, Party

if TYPE_CHECKING:
    from loaders._fts_plans import Plans
    from loaders._report import Place
    from loaders._run import Load

SUBTYPES = {
    "UN agency": "un-agency",
    "NGO": "ngo",
    "Private organization/foundation": "foundation",
    "Pooled fund": "fund",
    "Inter-governmental": "international-organisation",
    "Government": "national-institution",
    "Red Cross/Red Crescent": "ngo",
}
"""What an organisation of a type of FTS is here."""
PRIVATE, SEVERAL, UNNAMED, MANY, NOWHERE = "private", "several", "unnamed", "many", "nowhere"
STAND_INS = {
    PRIVATE: ("fts-private-donors", "Private donors, not named (FTS)", "Donantes privados, sin nombre (FTS)"),
    SEVERAL: ("fts-several-sources", "Several sources together (FTS)", "Varias fuentes en conjunto (FTS)"),
    UNNAMED: ("fts-unnamed-source", "Source not named (FTS)", "Fuente sin nombre (FTS)"),
    MANY: ("fts-several-recipients", "Several recipients together (FTS)", "Varios receptores en conjunto (FTS)"),
    NOWHERE: ("fts-unnamed-recipient", "Recipient not named (FTS)", "Receptor sin nombre (FTS)"),
}
"""The nodes that stand for whom FTS does not name one by one: slug, English and Spanish name."""
_STANDS = (
    "Stands for what FTS does not name one by one; no organisation.",
    "Representa lo que FTS no nombra uno por uno; no es un organismo.",
)
_LEG = ("another leg of a flow that is counted once", "otro tramo de un flujo que cuenta una vez")
_KIND = ("in kind", "en especie")
_HOW = ("Money to it for the plan is reported.", "Consta dinero que recibe para el plan.")
_NOBODY = re.compile(
    r"details not yet provided|not specified|to be (?:determined|confirmed)|unspecified|undefined|^allocation of |"
    r"^(?:multiple|various|several|unknown|other|others|not yet recorded)\b.{0,40}$"
)
_PRIVATE = re.compile(r"^private individuals")


@lru_cache(maxsize=1 << 16)
def is_organisation(name: str) -> bool:
    """Whether a name is one of an organisation, and no word for several or unnamed ones."""
    folded = fold(name)
    return bool(folded) and not _NOBODY.search(folded) and not _PRIVATE.match(folded)


@dataclass(slots=True)
class _Tie:
    """What flows say of how two nodes belong together: the places, and the earliest day."""

    places: list[Place] = field(default_factory=list)
    date: str | None = None


class Writer:
    """Puts flows into the draft of a load."""

    def __init__(self, load: Load, plans: Plans) -> None:
        self._load, self._plans = load, plans
        self._ties: dict[tuple[str, str, str], _Tie] = {}
        self._countries: dict[str, str] = {}

    def write(self, flow: Flow) -> None:
        """Put a flow in: its statement, its other legs, and what it says of plans and projects."""
        place = flow.places[0]
        sources = list(self._organisations(flow.sources, place))
        plans = [self._plans.plan(party) for party in flow.plans]
        projects = [self._project(party) for party in flow.projects]
        organisations = list(self._organisations(flow.organisations, place))
        countries = [node for name in flow.countries if (node := self._country(name, place))]
        levels = [list(dict.fromkeys(level)) for level in (plans, projects, organisations, countries)]
        source, target = self._source(flow, sources), self._target(levels)
        self._state(flow, flow.key, source, target, counted=not flow.why)
        for node in () if source in sources else dict.fromkeys(sources):
            self._state(flow, f"{flow.key}.{_slug(node)}", node, target, amount=False)
        placed = bool(projects) or len(set(plans)) == 1  # then that operates in the countries
        for level in levels[:3] if placed else levels:
            for node in level:
                if node not in (source, target):  # money that passes to oneself is no leg
                    self._state(flow, f"{flow.key}.{_slug(node)}", source, node, amount=len(level) == 1)
        self._belong(flow, levels)

    def _organisations(self, parties: Sequence[Party], place: Place) -> Iterator[str]:
        names = self._load.names
        for party in parties:
            if is_organisation(party.name):
                ref = (f"fts:{party.ref}",) if party.ref else ()
                node = names.organisation(party.name, place, refs=ref, subtype=SUBTYPES.get(party.type, ""))
                if node is not None:
                    yield node

    def _country(self, name: str, place: Place) -> str | None:
        """The country of a name; the work of finding it is done once for each."""
        node = self._countries.get(name) or self._load.names.country(name, place)
        if node is not None:
            self._countries[name] = node
        return node

    def _source(self, flow: Flow, sources: Sequence[str]) -> str:
        """Who gives: the one source, or a node that stands for several or unnamed ones."""
        named = [party.name for party in flow.sources]
        if len(set(sources)) == 1 and len(sources) == len(named):
            return sources[0]
        if not sources and named and all(_PRIVATE.match(fold(name)) for name in named):
            return self._stand_in(PRIVATE, flow)
        several = len(named) > 1 or any(fold(name).startswith("multiple") for name in named)
        return self._stand_in(SEVERAL if several else UNNAMED, flow)

    def _target(self, levels: Sequence[Sequence[str]]) -> str:
        """Where it goes: the first level that has one node only, or a node that stands for several or none."""
        single = next((level[0] for level in levels if len(level) == 1), None)
        return single or self._stand_in(MANY if any(levels) else NOWHERE)

    def _stand_in(self, what: str, flow: Flow | None = None) -> str:
        slug, en, es = STAND_INS[what]
        if flow is not None:
            self._load.report.note(f"the source of a flow is nobody in particular: {en}", flow.places[0])
        return self._load.draft.node(
            f"agency:{slug}", subtype=schema.UNNAMED, name_en=en, name_es=es, note=_STANDS[0], note_es=_STANDS[1]
        )

    def _project(self, party: Party) -> str:
        slug = ids.slug(party.code or party.ref or party.name)[:80].strip("-") or "unnamed"
        return self._load.draft.node(
            f"project:fts.{slug}", name_en=party.name, name_es=party.name,
            aliases=[party.code] if party.code else [],
        )  # fmt: skip

    def _state(
        self, flow: Flow, record: str, source: str, target: str, *, counted: bool = False, amount: bool = True
    ) -> None:
        why = WHY[flow.why] if flow.why else None if counted else _LEG
        notes = [words for words in (_KIND if flow.in_kind else None, why) if words]
        made = self._load.draft.statement(
            "FUNDS", source, target, record, flow.places[0],
            amount=flow.amount if amount else None,
            currency=flow.currency if amount else None,
            amount_usd=flow.usd if amount else None,
            money=flow.money, counted=counted, latest_stage=True, start=flow.start, date=flow.seen,
            note="; ".join(words[0] for words in notes), note_es="; ".join(words[1] for words in notes),
        )  # fmt: skip
        for place in flow.places[1:]:
            self._load.draft.cite(made, place, flow.seen)

    def _belong(self, flow: Flow, levels: Sequence[Sequence[str]]) -> None:
        """Note what the flow says of its plans and projects: where they are, what for, who carries them out."""
        plans, projects, organisations, countries = levels
        one = len(plans) == 1
        ours = projects or (plans if one else ())
        themes = [node for name in flow.themes if ours and (node := self._load.names.theme(name, flow.places[0]))]
        for node in ours:
            self._tie(flow, "OPERATES_IN", [node], countries)
            self._tie(flow, "ADDRESSES", [node], themes)
        if len(projects) == 1:
            self._tie(flow, "IMPLEMENTS", organisations, projects)
        if one:
            self._tie(flow, "PART_OF", projects, plans)
            self._tie(flow, "PARTNER_IN", organisations, plans)

    def _tie(self, flow: Flow, relation: str, sources: Sequence[str], targets: Sequence[str]) -> None:
        for source in sources:
            for target in targets:
                tie = self._ties.setdefault((relation, source, target), _Tie())
                if len(tie.places) <= 5:
                    tie.places.append(flow.places[0])
                tie.date = min(filter(None, (tie.date, flow.seen)), default=None)

    def finish(self) -> None:
        """State how plans, projects, organisations and countries belong together, each once."""
        draft = self._load.draft
        for (relation, source, target), tie in self._ties.items():
            inferred = {"confidence": "inferred", "how": _HOW[0], "how_es": _HOW[1]} if relation == "PARTNER_IN" else {}
            # As `Plans.lies` has it: a table and a flow that say the same are two places of one statement.
            record = f"{source.partition(':')[2]}.{target.partition(':')[2]}"
            for place in tie.places:
                draft.statement(relation, source, target, record, place, date=tie.date, **inferred)


def _slug(node: str) -> str:
    return node.replace(":", ".")
