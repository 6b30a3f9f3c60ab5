"""The groups of people that UNHCR counts, and what it writes where an origin is no country."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people that UNHCR counts.

    Attributes:
        name: Its name, and the role of its column.
        node: The slug of its population.
        en, es: What the population is called.
        columns: The headers it goes by.
        moves: Whether the figure counts movements within the year, not people at its end.
        inside: Whether these people may be in their own country.
    """

    name: str
    node: str
    en: str
    es: str
    columns: tuple[str, ...]
    moves: bool = False
    inside: bool = False


GROUPS = (
    Group(
        "refugees",
        "refugees",
        "Refugees",
        "Personas refugiadas",
        (
            "refugees under unhcr s mandate",
            "refugees under unhcrs mandate",
            "refugees",
            "ref",
        ),
    ),
    Group(
        "asylum_seekers",
        "asylum",
        "Asylum-seekers",
        "Solicitantes de asilo",
        (
            "asylum seekers",
            "asylum seekers pending cases",
            "asy",
        ),
    ),
    Group(
        "venezuelans",
        "venezuelans-displaced-abroad",
        "Venezuelans displaced abroad",
        "Venezolanos desplazados en el extranjero",
        (
            "venezuelans displaced abroad",
            "vda",
        ),
    ),
    Group(
        "oip",
        "other-intl-protection",
        "Other people in need of international protection",
        "Otras personas necesitadas de protección internacional",
        (
            "other people in need of international protection",
            "oip",
        ),
    ),
    Group(
        "idps",
        "idp",
        "Internally displaced persons",
        "Personas desplazadas internas",
        (
            "idps of concern to unhcr",
            "idps",
            "idp",
            "internally displaced persons",
        ),
        inside=True,
    ),
    Group(
        "stateless",
        "stateless",
        "Stateless persons",
        "Personas apátridas",
        (
            "stateless persons",
            "stateless",
            "sta",
        ),
        inside=True,
    ),
    Group(
        "ooc",
        "others-of-concern",
        "Others of concern to UNHCR",
        "Otras personas de interés del ACNUR",
        (
            "others of concern",
            "others of concern to unhcr",
            "ooc",
        ),
        inside=True,
    ),
    Group(
        "host_community",
        "host-communities",
        "Host communities",
        "Comunidades de acogida",
        (
            "host community",
            "hst",
        ),
        inside=True,
    ),
    Group(
        "returned_refugees",
        "returned-refugees",
        "Refugees returned in the year",
        "Personas refugiadas retornadas en el año",
        (
            "returned refugees",
            "ret",
        ),
        moves=True,
    ),
    Group(
        "returned_idps",
        "returned-idps",
        "Internally displaced persons returned in the year",
        "Personas desplazadas internas retornadas en el año",
        (
            "returned idps",
            "rdp",
        ),
        moves=True,
    ),
    Group(
        "resettled",
        "resettled-refugees",
        "Refugees resettled in the year",
        "Personas refugiadas reasentadas en el año",
        (
            "resettlement arrivals",
            "resettlement",
            "resettled",
            "rst",
        ),
        moves=True,
    ),
    Group(
        "naturalised",
        "naturalised-refugees",
        "Refugees naturalised in the year",
        "Personas refugiadas naturalizadas en el año",
        (
            "naturalisation",
            "naturalization",
            "nat",
        ),
        moves=True,
    ),
)
"""The groups, in the order of the website; the first four are people outside their country."""

UNKNOWN, STATELESS, OWN, ALL = "unknown", "stateless", "same", "all"
UNTOLD = frozenset(("", "unknown", "various", "various unknown", "unknown various", "desconocido", "varios", "inconnu"))
"""How UNHCR names origins that it does not know or does not tell apart, folded."""
NOWHERE = {
    "UKN": UNKNOWN,
    "UNK": UNKNOWN,
    "VAR": UNKNOWN,
    "XXX": UNKNOWN,
    "XXA": STATELESS,
    "STA": STATELESS,
    "TIB": "tibet",
}
"""Codes of origins that are no country of ISO 3166-1."""
ORIGINS = {
    UNKNOWN: ("unknown or various origins", "orígenes desconocidos o varios"),
    STATELESS: ("no nationality", "sin nacionalidad"),
    OWN: ("the country itself", "el mismo país"),
    "tibet": ("Tibet, as UNHCR lists it", "Tíbet, según lo enumera el ACNUR"),
}
