"""Which bodies the organisations of IATI files are, decided when all are known, so that the order of files is nothing.

A reference identifies, whatever names stand beside it; a name without one is the body that bears it most. Names that
are equal after folding are one body, unless their references are of several countries (each has a Ministry of Health)
or are several of one registry, which gives a body one code. Different names under different references are never taken
for one: that is for a person to decide. A code of the DAC for a channel (`12000`, `XM-DAC-61000`) may be a group, and
identifies only who reports under it, or whom `registries.csv` knows by it.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from graph.names import fold
from loaders._countries import country_code
from loaders._iati_activity import Party
from loaders._names import is_nobody, registered

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load

SUBTYPES = {
    "10": "national-institution",
    "11": "national-institution",
    **dict.fromkeys(("21", "22", "23", "24"), "ngo"),
    "40": "international-organisation",
    "60": "foundation",
    "80": "research-body",
}
"""The subtype of an agency by the code of its type (IATI code list OrganisationType)."""
_CHANNEL = re.compile(r"\d{5}|XM-DAC-\d\d000", re.IGNORECASE)
_DONOR = re.compile(r"XM-DAC-\d{1,3}(?!\d)")
"""The code of a donor of the DAC; an agency of the donor has another number after it."""
_NATIONAL = re.compile(r"([A-Z]{2})-.+")

_Names = Counter[str]


class Bodies:
    """The organisations named so far, each with a code from 0, and what they turn out to be."""

    def __init__(self) -> None:
        self._codes: dict[Party, int] = {}
        self._counts = array("q")
        self._places: list[tuple[int, int]] = []
        self._reporters: set[str] = set()

    def code(self, party: Party | None, file: int, line: int) -> int:
        """The code of an organisation; -1 of none, and of one without a name or reference."""
        if party is None or not (party.ref or party.names):
            return -1
        code = self._codes.get(party)
        if code is None:
            code = self._codes[party] = len(self._codes)
            self._counts.append(0)
            self._places.append((file, line))
        self._counts[code] += 1
        return code

    def reports(self, party: Party | None) -> None:
        """Note that an organisation reports activities under its reference."""
        if party is not None and party.ref:
            self._reporters.add(party.ref.upper())

    def nodes(self, load: Load, used: Iterable[int]) -> list[str | None]:
        """The node of each code, None of those that are nobody; those that are used and not known are made."""
        wanted = set(used)
        parties = [(party, code) for party, code in self._codes.items() if code in wanted]
        key = self._keys(load, [party for party, _ in parties])
        groups: dict[str, list[tuple[Party, int]]] = {}
        for party, code in parties:
            groups.setdefault(key[party], []).append((party, code))
        nodes: list[str | None] = [None] * len(self._codes)
        for body in sorted(groups):
            found = self._node(load, groups[body], body)
            for _, code in groups[body]:
                nodes[code] = found
        return nodes

    def _keys(self, load: Load, parties: Sequence[Party]) -> dict[Party, str]:
        """What each organisation is the same by: a folded name, or a reference where that name is of several."""
        names: dict[str, _Names] = {}
        for party in parties:
            if ref := self._ref(party):
                for name in party.names[:1]:
                    names.setdefault(ref, Counter())[name] += self._counts[self._codes[party]]
        main = {ref: fold(_first(names[ref])) if names.get(ref) else "" for ref in set(map(self._ref, parties)) if ref}
        bearers: dict[str, set[str]] = {}
        for ref, name in main.items():
            bearers.setdefault(name, set()).add(ref)
        apart = {name for name, refs in bearers.items() if name and _several(refs)}
        for name, refs in sorted(bearers.items()):
            if name and len(refs) > 1:
                told = "kept apart, as they are of several countries or one registry" if name in apart else "one body"
                load.report.note(f"one name under several references: {told} ({name}: {', '.join(sorted(refs))})")
        for ref, counted in sorted(names.items()):
            if len(set(map(fold, counted))) > 1:
                some = ", ".join(sorted(counted)[:3])
                load.report.note(f"one reference beside several names: one body ({ref}: {some})")
        by_ref = {ref: f"ref {ref}" if name in apart or not name else f"name {name}" for ref, name in main.items()}
        return {
            party: by_ref[ref] if (ref := self._ref(party)) else f"name {fold(party.names[0] if party.names else '')}"
            for party in parties
        }

    def _ref(self, party: Party) -> str:
        """The reference of an organisation in capitals; empty where it does not identify it."""
        ref = party.ref.upper()
        if not party.names or ref in self._reporters or registered(ref):
            return ref
        return ref if "-" in ref and not _CHANNEL.fullmatch(ref) else ""

    def _node(self, load: Load, parties: Sequence[tuple[Party, int]], key: str) -> str | None:
        counted: _Names = Counter()
        for party, code in parties:
            for name in party.names[:1]:
                counted[name] += self._counts[code]
        refs = sorted({party.ref for party, _ in parties if self._ref(party)})
        name = _first(counted) if counted else refs[0]
        if key.startswith("name "):  # of the names under its references the one that makes it one body
            name = _first(Counter({some: n for some, n in counted.items() if fold(some) == key[5:]}) or counted)
        elif counted and fold(name) != fold(refs[0]):
            name = f"{name} ({refs[0]})"
        place = self._place(load, min(code for _, code in parties))
        if is_nobody(name):
            load.report.note(f"no organisation of its own: {name}", place, sum(self._counts[c] for _, c in parties))
            return None
        types = Counter(party.type for party, _ in parties if party.type in SUBTYPES)
        subtype = SUBTYPES[_first(types)] if types else ""
        node = load.names.organisation(name, place, refs=refs, subtype=subtype)
        if noted := load.report.unresolved.get(("Agency", name)):
            noted.noted.count = sum(self._counts[code] for _, code in parties)
        if node is not None and node.startswith("agency:"):
            others = sorted({some for party, _ in parties for some in party.names if some != name})
            load.draft.node(node, aliases=[some for some in others if fold(some) != fold(name)])
        return node

    def _place(self, load: Load, code: int) -> Place:
        file, line = self._places[code]
        return load.place(load.files[file], f"line {line}", line)


def _first(counted: Counter[str]) -> str:
    """The most frequent, of equals the first by its letters."""
    return min(counted, key=lambda text: (-counted[text], text))


def _several(refs: Iterable[str]) -> bool:
    """Whether references are surely of several bodies: of several countries, or several codes of one registry."""
    nations = set(filter(None, map(_nation, refs)))
    codes: dict[str, set[str]] = {}
    for ref in refs:
        registry, _, code = ref.rpartition("-")
        if _DONOR.match(ref):  # an agency of a donor: its number is that of the donor and its own
            registry, code = "donor", ref
        codes.setdefault(registry or "XM-DAC", set()).add(code.lstrip("0"))
    return len(nations) > 1 or any(len(some) > 1 for some in codes.values())


def _nation(ref: str) -> str | None:
    """The country that a reference is of: Bolivia of `BO-...`, the Netherlands of `XM-DAC-7-1`; None of others."""
    if match := _DONOR.match(ref):
        return (registered(match[0]) or match[0]).rpartition(":")[2]
    match = _NATIONAL.fullmatch(ref)
    return country_code(match[1]) if match else None
