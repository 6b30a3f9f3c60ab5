"""Words for sentences, in one language at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHOWN = 12
"""How many names a sentence lists before it only counts the rest."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks one language.

    Attributes:
        lang: `en` or `es`.
        labels: What is shown for each node id.
    """

    lang: str
    labels: Mapping[str, str]

    def __call__(self, en: str, es: str) -> str:
        """The text of this language."""
        return en if self.lang == "en" else es

    def name(self, node_id: str) -> str:
        """The name of a node, or the text itself where it is no node."""
        return self.labels.get(node_id, node_id)

    def names(self, node_ids: Sequence[str]) -> str:
        """The names, sorted, joined by commas and 'and'; the rest beyond `SHOWN` is counted."""
        named = sorted(self.name(node_id) for node_id in node_ids)
        if len(named) > SHOWN:
            rest = len(named) - SHOWN
            named = [*named[:SHOWN], self(f"{rest} more", f"{rest} más")]
        return self.joined(named)

    def joined(self, words: Sequence[str]) -> str:
        """The words joined by commas and 'and'; in Spanish ``e`` before the sound i."""
        if len(words) < 2:
            return "".join(words)
        last = words[-1].lower()
        y = "e" if last.startswith(("i", "í", "hi")) and not last.startswith(("hie", "ia", "io")) else "y"
        return f"{', '.join(words[:-1])} {self('and', y)} {words[-1]}"

    def count(self, number: int, en: str, en_plural: str, es: str, es_plural: str) -> str:
        """The number and the noun that fits it."""
        return f"{number} {self(en if number == 1 else en_plural, es if number == 1 else es_plural)}"

    def countries(self, number: int) -> str:
        """So many countries (territories counted in)."""
        return self.count(number, "country or territory", "countries and territories", "país o territorio", "países y territorios")

    def scopes(self, scopes: Sequence[str]) -> str:
        """The scopes as an adjective."""
        if len(scopes) == 3:
            return ""
        words = {"regional": "regional", "hemispheric": self("hemispheric", "hemisférico"), "global": self("global", "mundial")}
        return self.joined([words[s] for s in scopes])
