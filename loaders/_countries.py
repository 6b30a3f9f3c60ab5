"""Countries by name and code.

The names are those of ISO 3166-1, the United Nations and Unicode CLDR in English, Spanish, Portuguese and French;
`countries.csv` is made from these.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources

from graph.names import fold

LIKE = 80.0
"""The least likeness of a proposal; the names of countries are few, and often misspelt."""
PROPOSED = 3
_AMBIGUOUS = frozenset(
    map(
        fold,
        (
            "Regional",
            "Antillas",
            "Antilles",
            "Caribe",
            "Caribbean",
            "Global",
            "Multiple",
            "Various",
            "Varios",
            "Guiana",
            "Republic of China",
            "República de China",
        ),
    )
)
"""What is no country, or may be several."""


@cache
def countries() -> dict[str, dict[str, str]]:
    """The countries and territories by ISO 3166-1 alpha-3 code: a row of `countries.csv` each."""
    text = (resources.files("loaders") / "countries.csv").read_text(encoding="utf-8")
    return {row["iso3"]: row for row in csv.DictReader(text.splitlines())}


@cache
def _country_names() -> dict[str, str]:
    """Each folded name, and each code, with the country that bears it."""
    found: dict[str, str] = {}
    for code, row in countries().items():
        for name in (row["name_en"], row["name_es"], *filter(None, row["aliases"].split("|"))):
            found[fold(name)] = code
    return found


def _loose(text: str) -> str:
    """A folded name without what joins its words: St. Vincent & the Grenadines, Saint Vincent and the Grenadines."""
    words = ["saint" if word == "st" else word for word in fold(text).split()]
    return " ".join(word for word in words if word not in ("and", "y", "e", "et", "the"))


@cache
def _loose_names() -> dict[str, str]:
    bearers: dict[str, set[str]] = {}
    for name, code in _country_names().items():
        bearers.setdefault(_loose(name), set()).add(code)
    return {name: codes.pop() for name, codes in bearers.items() if len(codes) == 1}


@cache
def _country_codes() -> dict[str, str]:
    codes = {row[key]: code for code, row in countries().items() for key in ("iso2", "m49") if row[key]}
    return codes | {code: code for code in countries()}


def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of a country by any name or code, or None."""
    plain = text.strip()
    if plain in _country_codes():
        return _country_codes()[plain]
    folded = fold(plain)
    if not folded or folded in _AMBIGUOUS:
        return None
    bare = re.sub(r"\s*[(\[].*?[)\]]\s*", " ", plain)
    bare = re.sub(
        r"^(?:the )?(?:republic|rep\.?|rep[uú]blica) (?:of(?: the)?|de(?:l| la)?) ",
        "",
        bare.strip(),
        flags=re.IGNORECASE,
    )
    return _country_names().get(folded) or _country_names().get(fold(bare)) or _loose_names().get(_loose(plain))


def proposals(text: str) -> list[tuple[str, float]]:
    """Codes of countries with a name much alike (ratio of edits, 0 to 100), best first: for a person to decide."""
    from rapidfuzz import fuzz, process

    near = process.extract(fold(text), list(_country_names()), scorer=fuzz.ratio, score_cutoff=LIKE, limit=2 * PROPOSED)
    found: dict[str, float] = {}
    for name, score, _ in near:
        found.setdefault(_country_names()[name], score)
    return list(found.items())[:PROPOSED]
