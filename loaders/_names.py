"""From a name in a file to a node: exact after folding, by code, or by a decision of a person; never by likeness.

Countries are found by name and code (`_countries`). Organisations are found by the decided names, a reference of a
registry (`registries.csv`: codes of the DAC for channels and donors, identifiers of IATI publishers), their names and
aliases, the name of the country whose government they are, the acronym they bear in brackets. One that is not found
becomes a node of its own and is reported, with names near it for a person to decide upon.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from graph import ids, schema
from graph.model import PropertyGraph
from graph.names import fold, index
from loaders._countries import countries, country_code, proposals
from loaders._decisions import Decisions
from loaders._draft import Draft
from loaders._report import Place, Report, Unresolved
from loaders._values import is_unknown

LIKE = 95.0
"""The least likeness (token sort ratio, 0 to 100) of a proposal; the first words must be equal as well."""
PROPOSED = 3
TELLING = 5
"""So many letters tell who bears an acronym, and which word a word is."""
CHANNEL = 5
"""The letters of a channel code of the DAC; a shorter number may mean anything where it does not name the DAC."""
CODES = 3
"""The most letters of a code of a country."""
LONGEST = 80
"""The most characters of the part of an id that is made of a name."""
REVIEW = ("kind", "name", "node", "count", "first_place", "proposal", "score")
"""The columns of a review file; `node` is for the person who decides, and what is read back."""
_BRACKETS = re.compile(r"\(([^()]{2,20})\)")
_NOBODY = frozenset(
    map(
        fold,
        (
            *("Recipient Government", "Donor Government", "Third Country Government", "Not applicable"),
            *("Various", "Varios", "Varias", "Multiple", "Múltiples", "Several", "Plusieurs", "Divers"),
            *("Other", "Others", "Otro", "Otros", "Otra", "Otras", "Autre", "Autres", "Outros"),
            *("Undisclosed", "Redacted", "Anonymous", "To be confirmed", "Private donors"),
        ),
    )
)
"""What names a group, or nobody."""
_APART = re.compile(";")
_BETWEEN = (_APART, re.compile(r"[\n|/,+&]|\s+(?:and|y|e|et)\s+", re.IGNORECASE))
"""What stands between the names of several organisations, the surest first."""
_GOVERNMENT = re.compile(
    r"^(?:(?:the )?government of (?P<a>.+)|(?P<b>.+), (?:the )?government of(?: the)?"
    r"|gobierno de(?:l| la)? (?P<c>.+))$",
    re.IGNORECASE,
)


@cache
def _registered() -> dict[str, str]:
    """The agency of the curated graph, or the country, that a registry knows by a code (`registries.csv`)."""
    text = (resources.files("loaders") / "registries.csv").read_text(encoding="utf-8")
    return {row["ref"]: row["node"] for row in csv.DictReader(text.splitlines())}


def registered(ref: str) -> str | None:
    """The agency or country that a code of a registry stands for, such as XM-DAC-41121 (or 41121), or None."""
    plain = ref.strip().upper()
    return _registered().get(f"XM-DAC-{plain}" if len(plain) == CHANNEL and "-" not in plain else plain)


def slug_of(text: str) -> str:
    """The part of an id that is made of a name: two names that differ when folded never give the same.

    What a slug cannot hold (Arabic, Cyrillic, the end of a long name) is told by a digest.
    """
    slug = ids.slug(text)
    held = len(slug.replace("-", ""))
    lost = sum(char.isalnum() for char in fold(text)) - held
    if len(slug) <= LONGEST and 10 * lost <= held:
        return slug
    digest = hashlib.sha256(fold(text).encode()).hexdigest()[:10]
    return f"{slug[: LONGEST - 11].strip('-')}-{digest}".strip("-")


def is_nobody(name: str) -> bool:
    """Whether what stands for an organisation names a group or nobody, or is a number."""
    folded = fold(name)
    return folded in _NOBODY or folded.replace(" ", "").isdecimal()


def _government(text: str) -> str | None:
    """The country whose government bears a name: an organisation that is called as a country is its government."""
    match = _GOVERNMENT.match(text.strip())
    name = next(filter(None, match.groups())) if match else text
    return country_code(name) if match or len(fold(name)) > CODES else None  # CAN is the Andean Community, too


class Names:
    """What finds nodes by name for one load, makes those that are not there, and keeps what it could not find."""

    def __init__(self, graph: PropertyGraph, draft: Draft, report: Report, aliases: Path | None = None) -> None:
        """Take the graph that is there, and the decided names of a CSV file with `kind`, `name` and `node`.

        Raises:
            DataErrors: The file of decided names is wrong.
        """
        self._graph, self._draft, self._report = graph, draft, report
        self._known = index(graph)
        self._kinds = dict(zip(graph.nodes["id"], graph.nodes["kind"], strict=True))
        self._made: dict[tuple[str, str], str] = {}
        self._fresh: set[str] = set()
        self.decided = Decisions(aliases, graph)

    def country(self, text: str, place: Place | None = None) -> str | None:
        """The id of a country or territory by name or code; None, and reported, where it is none."""
        decided = self.decided.of(text, ("Country",))
        if decided is not None:
            return decided or None
        code = country_code(text)
        if code is None:
            self._unresolved("Country", text, place)
            return None
        return self._country_node(code)

    def _country_node(self, code: str) -> str:
        node = f"country:{code}"
        if node not in self._kinds and ("Country", code) not in self._made:
            row = countries()[code]
            made: dict[str, Any] = {
                name: row[name] or None for name in ("name_en", "name_es", "iso2", "m49", "region", "subtype")
            }
            self._made["Country", code] = self._draft.node(node, **made)
        return node

    def organisation(
        self,
        text: str,
        place: Place | None = None,
        *,
        refs: Sequence[str] = (),
        acronym: str = "",
        subtype: str = "",
        make: bool = True,
    ) -> str | None:
        """The id of an organisation, or of the country whose government it is.

        Args:
            text: Its name.
            place: Where the name stands.
            refs: Codes by which registries know it, such as `XM-DAC-41114`, the surest first.
            acronym: Its acronym where the file gives one in a column of its own.
            subtype: The subtype of a node that is made.
            make: Whether a node is made where none is found; else None.
        """
        key = ("Agency", fold(text))
        if (decided := self.decided.of(text, ("Agency",))) is not None:
            if decided and decided not in self._kinds:  # a person gave it an id of its own
                self._draft.node(decided, name_en=text, name_es=text)
            return decided or None
        if key not in self._made and key[1]:
            found = self._found(text, refs, acronym)
            if found is None and not make:
                self._unresolved("Agency", text, place)
                return None
            self._made[key] = found or self._new(text, place, refs, acronym, subtype)
            for ref in refs:
                self._made.setdefault(("ref", ref.upper()), self._made[key])
        elif self._made.get(key) in self._fresh:
            self._unresolved("Agency", text, place, self._made[key])
        return self._made.get(key)

    def several(self, text: str, acronym: str = "") -> list[tuple[str, str]]:
        """The organisations that a cell names, each with its acronym where the file has one.

        What stands between semicolons is a name each, unless one acronym stands beside all of them. A line, a bar, a
        comma, a slash or an "and" is more often part of one name (``Action Against Hunger | ACF-USA``, ``PAHO/WHO``):
        these part only names that agencies or countries of the graph bear, every one of them.
        """
        kinds = ("Agency", "Country")
        if self.decided.of(text, ("Agency",)) is None and not self.bearer(text, kinds):
            for between in _BETWEEN:
                parts = [part.strip() for part in between.split(text or acronym)]
                short = [part.strip() for part in between.split(acronym)] if text else []
                beside = short if len(short) == len(parts) else [""] * len(parts)
                sure = between is _APART and (beside is short or not text or not acronym)
                if len(parts) > 1 and (sure or all(self.bearer(part, kinds) for part in parts)):
                    return [(part, own) for part, own in zip(parts, beside, strict=True) if not is_unknown(part)]
        return [(text, acronym)] if text or acronym else []

    def _found(self, text: str, refs: Sequence[str], acronym: str) -> str | None:
        for ref in refs:
            if node := self._made.get(("ref", ref.upper())) or self._one(ref, ("Agency", "Country")):
                return node
            known = registered(ref) or ""
            if known.startswith("country:"):
                return self._country_node(known.partition(":")[2])
            if known in self._kinds:
                return known
        if node := self._one(text, ("Agency",)):
            return node
        if code := _government(text):
            return self._country_node(code)
        bare = _BRACKETS.sub(" ", text)
        agreed = [self._one(name, ("Agency",)) for name in (bare, *_BRACKETS.findall(text)) if name.strip()]
        if node := next(filter(None, agreed), None) or self._one(acronym, ("Agency",)):
            return node if node in agreed or self._agrees(acronym, text, node) else None
        return None

    def _agrees(self, acronym: str, text: str, node: str) -> bool:
        """Whether the name beside an acronym may be that of the node: short acronyms are borne by many.

        Friends Community Development Organization, FCDO, is not the Foreign, Commonwealth and Development Office. An
        acronym of five letters and more is enough; else half of the words must begin as words of one of its names do.
        """
        words = {word[:TELLING] for word in fold(text).split() if len(word) > 3}
        if len(fold(acronym)) >= TELLING or not words:
            return True
        names = (name for name, bearers in self._known.items() if node in bearers)
        return any(2 * len(words & {word[:TELLING] for word in name.split()}) >= len(words) for name in names)

    def bearer(self, text: str, kinds: Sequence[str]) -> str | None:
        """The id of the one node of the graph before this load that bears a name; None, and not reported, else."""
        return self._one(text, kinds)

    def _one(self, text: str, kinds: Iterable[str]) -> str | None:
        """The one node of these kinds that bears a name; none where several do."""
        bearers = [node for node in self._known.get(fold(text), []) if self._kinds[node] in kinds]
        return bearers[0] if len(bearers) == 1 else None

    def _new(self, text: str, place: Place | None, refs: Sequence[str], acronym: str, subtype: str) -> str:
        node = f"agency:{slug_of(text)}"
        known = schema.KINDS["Agency"].subtypes
        aliases = [name for name in (acronym, *refs) if name and fold(name) != fold(text)]
        self._draft.node(
            node, name_en=text, name_es=text, aliases=aliases, subtype=subtype if subtype in known else None
        )
        self._fresh.add(node)
        self._unresolved("Agency", text, place, node)
        return node

    def theme(self, text: str, place: Place | None = None) -> str | None:
        """The id of a theme by name, such as a sector or cluster; one that is not there is made and reported."""
        decided = self.decided.of(text, ("Theme",))
        if decided is not None or not fold(text):
            return decided or None
        key = ("Theme", fold(text))
        if key not in self._made:
            self._made[key] = self._one(text, ("Theme",)) or self._draft.node(
                f"theme:{slug_of(text)}", name_en=text, name_es=text
            )
        if self._made[key] not in self._kinds:
            self._unresolved("Theme", text, place, self._made[key])
        return self._made[key]

    def area(
        self, name: str, country: str, place: Place, code: str = "", within: str = "", date: str | None = None
    ) -> str:
        """The id of a part of a country, by its code or name; it is made, and lies in `within` or the country.

        The date is one at which the file places it there; without it that is known from the day of the load.
        A place is never looked for by its name alone: many places of one country, and more of several, share a name.
        """
        slug = ids.slug(code) or slug_of(f"{country.partition(':')[2]} {within.partition(':')[2]} {name}")
        node = f"place:{slug}"
        if node not in self._kinds and ("Place", node) not in self._made:
            self._made["Place", node] = self._draft.node(node, name_en=name or code, name_es=name or code)
        if ("in", node) not in self._made:
            self._made["in", node] = self._draft.statement(
                "LOCATED_IN", node, within or country, slug, place, date=date
            )
        return node

    def known(self, text: str, kinds: Sequence[str], place: Place | None = None) -> str | None:
        """The id of a node of some kinds by name, alias or id; None, and reported, where there is none."""
        decided = self.decided.of(text, kinds)
        if decided is not None:
            return decided or None
        if self._kinds.get(text) in kinds:
            return text
        found = self._one(text, kinds)
        if found is None and text:
            self._unresolved(kinds[0], text, place)
        return found

    def missed(self, kind: str, text: str, place: Place | None, node: str = "") -> None:
        """Report a name that a loader looked for by rules of its own, and the node that it made for it."""
        self._unresolved(kind, text, place, node)

    def _unresolved(self, kind: str, text: str, place: Place | None, node: str = "") -> None:
        some = self._report.unresolved.get((kind, text))
        if some is None:
            some = self._report.unresolved[kind, text] = Unresolved(text, kind, node, self._proposals(kind, text))
        some.noted.add(place)

    def _proposals(self, kind: str, text: str) -> list[tuple[str, float]]:
        """The nodes of a kind whose names are much alike and begin with the same word, best first; of countries any."""
        from rapidfuzz import fuzz, process

        if kind == "Country":
            return [(f"country:{code}", score) for code, score in proposals(text)]

        key = fold(text)
        first = key.partition(" ")[0]
        names = [
            name
            for name in self._by_first.get(first, ())
            if any(self._kinds[node] == kind for node in self._known[name])
        ]
        near = process.extract(key, names, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE, limit=PROPOSED)
        found = {node: score for name, score, _ in near for node in self._known[name] if self._kinds[node] == kind}
        return list(found.items())[:PROPOSED]

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        """The known names by their first word."""
        found: dict[str, list[str]] = {}
        for name in self._known:
            found.setdefault(name.partition(" ")[0], []).append(name)
        return found


def review(report: Report) -> Iterator[tuple[object, ...]]:
    """The rows of a review file, the most frequent names first; columns as `REVIEW`."""
    for some in sorted(report.unresolved.values(), key=lambda u: (-u.noted.count, u.kind, u.name)):
        node, score = some.proposals[0] if some.proposals else ("", "")
        yield (
            some.kind,
            some.name,
            "",
            some.noted.count,
            some.noted.places[0] if some.noted.places else "",
            node,
            score,
        )
