"""The names that are looked for in documents: those of the graph and of all countries, and what only looks like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import ahocorasick  # type: ignore[import-not-found]

from graph.model import PropertyGraph
from graph.names import BORNE
from loaders import curated
from loaders._countries import countries
from loaders._mentions_text import plain

KINDS = ("Country", "Agency", "Mechanism", "Instrument", "Event")
"""What is looked for; themes, places and the rest have names that are ordinary words."""
SHORT = 4
"""An acronym of so many letters means other things elsewhere."""
_SPOKEN = frozenset({"EU", "UK", "UN", "US", "USA", "EEUU"})
"""Acronyms of two letters, and codes of countries, that texts do use as names."""
_NOT = (
    "New Mexico", "Nuevo México", "Mexico City", "Ciudad de México", "Gulf of Mexico", "Golfo de México",
    "State of Mexico", "Estado de México", "New York University", "New Jersey", "New England", "Northern Ireland",
    "Inner Mongolia", "Georgia State", "Georgia Tech", "Guinea pig", "Panama Papers", "Panama City", "Panama hat",
    "Guatemala City", "Kuwait City", "Ciudad de Guatemala", "Ciudad de Panamá", "Jersey City", "South Jordan",
    "Jordan Compact", "Brazil nut", "Gulf of Guinea", "Lake Chad", "Lago Chad", "Bay of Bengal", "Andean Region",
)  # fmt: skip
"""What has the name of a country in it and means something else."""
_ORDINARY = frozenset({"dominique", "maurice", "reunion"})
"""Names of countries that are ordinary words or given names in the languages of these documents."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name that is looked for.

    Attributes:
        exact: The name as a text has it after `plain`.
        acronym: Whether it only counts in this case.
        nodes: Who bears it; none where it stands for something that is not looked for.
        elsewhere: Whether it is known to mean something outside the graph as well.
    """

    exact: str
    acronym: bool
    nodes: tuple[str, ...]
    elsewhere: bool = False

    @property
    def letters(self) -> int:
        """How many letters and digits it has."""
        return sum(char.isalnum() for char in self.exact)

    @property
    def short(self) -> bool:
        """Whether it is an acronym that means other things elsewhere."""
        return self.acronym and self.letters <= SHORT

    @property
    def tiny(self) -> bool:
        """Whether it is an acronym that nobody knows without its long form."""
        return self.acronym and self.letters <= 2 and self.exact.replace(".", "") not in _SPOKEN


@dataclass(slots=True)
class _Bearers:
    nodes: dict[str, None] = field(default_factory=dict)
    elsewhere: bool = False


class Gazetteer:
    """All names at once, found in one pass over a text."""

    def __init__(self, graph: PropertyGraph) -> None:
        """Take the names of a graph, of all countries, and of what is known to mean several things."""
        self.kinds = {node: kind for node, kind in graph.nodes[["id", "kind"]].to_numpy().tolist() if kind in KINDS}
        self.titles: dict[str, str] = {}
        bearers: dict[str, _Bearers] = {}
        for node, name in self._borne(graph):
            exact = plain(" ".join(name.split())).exact.strip()
            if exact and exact.lower() not in _ORDINARY:
                bearers.setdefault(exact, _Bearers()).nodes[node] = None
        self._homonyms(bearers)
        for text in _NOT:
            bearers[plain(text).exact] = _Bearers()
        self.words = ahocorasick.Automaton()
        keyed: dict[str, list[Name]] = {}
        for exact, known in bearers.items():
            keyed.setdefault(plain(exact).folded, []).append(
                Name(exact, is_acronym(exact), tuple(known.nodes), known.elsewhere)
            )
        for key, names in keyed.items():
            self.words.add_word(key, (len(key), _merged(names)))
        self.words.make_automaton()

    def _borne(self, graph: PropertyGraph) -> Iterator[tuple[str, str]]:
        """Each node with each of its names."""
        for code, row in countries().items():
            node = f"country:{code}"
            self.kinds[node] = "Country"
            yield from self._spoken(node, [row["name_en"], row["name_es"], *row["aliases"].split("|")], row["iso2"])
        nodes = graph.nodes.loc[graph.nodes["kind"].isin(KINDS), ["id", *BORNE]]
        for node, *names, aliases in nodes.itertuples(index=False):
            told = [*names, *aliases]
            code = names[BORNE.index("iso2")]
            yield from self._spoken(node, [name for name in told if isinstance(name, str)], code)

    def _spoken(self, node: str, names: list[str], iso2: object) -> Iterator[tuple[str, str]]:
        self.titles.setdefault(node, names[0])
        codes = {node.partition(":")[2], iso2} if self.kinds[node] == "Country" else set()
        for name in names:
            # Codes of countries are words in capitals: AND, PER, CAN.
            if len(name) > 1 and (name not in codes or name in _SPOKEN):
                yield node, name

    def _homonyms(self, bearers: dict[str, _Bearers]) -> None:
        for homonym in curated.homonyms():
            exact = plain(homonym.text).exact
            known = bearers.setdefault(exact, _Bearers())
            if homonym.candidate not in self.kinds:
                known.elsewhere = True
            elif not (is_acronym(exact) and self.kinds[homonym.candidate] == "Country"):  # codes are not looked for
                known.nodes[homonym.candidate] = None


def is_acronym(exact: str) -> bool:
    """Whether a name only counts in the case in which it is written: R4V, MIRPS, U.S."""
    return " " not in exact and sum(char.isupper() for char in exact) >= 2 and len(exact) <= 12 and _capital(exact)


def _capital(exact: str) -> bool:
    return sum(char.islower() for char in exact) <= sum(char.isupper() for char in exact)


def _merged(names: Iterable[Name]) -> tuple[Name, ...]:
    """Names that fold alike: those in any case as one, each acronym for itself."""
    names = list(names)
    loose = [name for name in names if not name.acronym]
    found = [name for name in names if name.acronym]
    if loose:
        nodes = tuple(dict.fromkeys(node for name in loose for node in name.nodes))
        found.append(Name(loose[0].exact, False, nodes, any(name.elsewhere for name in loose)))
    return tuple(found)
