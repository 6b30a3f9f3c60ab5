"""Which column of a table of activities tells what: by its HXL tag, else by its header (English, Spanish, French)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graph.errors import DataError
from loaders._mapping import Key
from loaders._tabular import Tabular, fold_header

if TYPE_CHECKING:
    from loaders._run import Load

CASH = ("cash", "cash_flag")
"""The roles of what R4V tells of cash that people are given."""
SETUP = "setup"
"""The role of R4V's flag that a partner implements."""

PLAIN = (
    "organisation name", "org name", "org name en", "org name fr", "org name es", "organisation", "org",
    "reporting organisation", "reporting organisation name", "nom de l organisation", "nom organisation",
    "organizacion", "nombre de la organizacion", "nombre organizacion", "organizacion que reporta",
    "agency", "agency name",
)  # fmt: skip
"""Headers of an organisation of which they do not tell the role: beside one that implements, it is who leads."""
HEADERS: dict[str, tuple[str, ...]] = {
    "lead": (
        "appealing organisation name", "appealing organisation", "appealing org name", "appealing org",
        "socio principal nombre", "socio principal", "organizacion lider", "organizacion solicitante",
        "lead organisation", "lead agency", "programming organisation", "lead organisation name",
    ),
    "implementer": (
        "implementing partner name", "implementing partner", "implementing partners", "implementing organisation",
        "implementing organisation name", "implementer organisation", "implementer",
        "socio implementador nombre", "socio implementador", "organizacion implementadora", "implementador",
        "organisation de mise en oeuvre", "partenaire de mise en oeuvre", "partenaire d execution",
        "organisation d execution", "organisation executante", "partenaire", "operational partner",
        *PLAIN, "partner", "partner name",
    ),
    "implementer_acronym": (
        "organisation acronym", "org acronym", "org acronym fr", "org acronym en", "org acronym es", "acronym",
        "acronyme", "sigle", "siglas", "sigla", "acronimo", "acronimo de la organizacion", "acronyme organisation",
        "implementing organisation acronym", "implementing partner acronym",
    ),
    "country": (
        "country", "country name", "pais", "pays", "admin0", "admin 0", "adm0 name", "admin0 name", "admin0name",
        "country countryiso",
        "countryiso", "country iso", "iso3", "country code", "adm0 pcode", "admin0 pcode",
    ),
    "admin1": (
        "admin1", "country admin1", "admin 1", "adm1", "admin1 name", "admin1name", "adm1 name", "adm1 en", "adm1 fr",
        "adm1 es",
        "admin departamento", "departamento", "departement", "department", "province", "provincia", "estado",
        "state", "region", "governorate",
    ),
    "admin1_code": (
        "country admin1isocode", "admin1isocode", "admin1 iso code", "admin1 pcode", "admin1 code", "adm1 pcode",
        "adm1 code", "adm1code", "adm1pcode", "pcode1", "pcode 1", "prov code", "codigo departamento",
        "code departement", "province code",
    ),
    "admin2": (
        "admin2", "country admin2", "admin 2", "adm2", "admin2 name", "admin2name", "adm2 name", "adm2 en", "adm2 fr",
        "adm2 es",
        "admin municipio", "municipio", "municipality", "commune", "district", "distrito", "canton", "cercle",
    ),
    "admin2_code": (
        "country admin2isocode", "admin2isocode", "admin2 pcode", "admin2 code", "adm2 pcode", "adm2 code", "adm2code",
        "adm2pcode", "pcode2", "pcode 2", "dist code", "codigo municipio", "code commune", "district code",
    ),
    "theme": (
        "sector", "indicator sector", "sector cluster", "cluster sector", "cluster sector name", "cluster",
        "sector name", "sector subsector wg", "sectors", "sectors fr", "sectors en", "sectors es", "secteur",
        "secteurs",
        "secteur cluster", "sector agrupacion", "subsector", "indicator subsector", "grupo sectorial", "sector fr",
        "sector en", "sector es", "sectores",
    ),
    "month": ("reporting month", "month", "mes de atencion", "mesdeatencion", "mes de reporte", "mes", "mois",
              "month of report", "mois de rapportage"),
    "year": ("year", "reporting year", "ano", "anio", "annee"),
    "start": ("start date", "date start", "project start date", "activity start date", "fecha de inicio",
        "fecha inicio",
              "date de debut", "date debut", "debut", "inicio"),
    "end": ("end date", "date end", "project end date", "activity end date", "fecha de fin", "fecha fin",
            "fecha de finalizacion", "date de fin", "date fin", "fin"),
    "status": ("status", "activity status", "project status", "estado de la actividad", "estatus", "statut"),
    "reached": (
        "total monthly beneficiaries", "total monthly", "total beneficiaries of the month",
        "total de beneficiarios del mes", "total beneficiarios del mes", "new beneficiaries of the month",
        "new beneficiaries", "total beneficiarios nuevos durante el mes", "beneficiarios nuevos durante el mes",
        "beneficiarios nuevos", "people reached", "total reached", "reached", "beneficiaries reached",
        "personas alcanzadas", "beneficiarios alcanzados", "personnes atteintes", "beneficiaires atteints",
    ),
    "targeted": (
        "people targeted", "targeted", "total targeted", "target", "personas meta", "poblacion meta",
        "personnes ciblees", "beneficiaires cibles",
    ),
    "funder": (
        "donor", "donors", "donor name", "donante", "donantes", "nombre del donante", "bailleur", "bailleurs",
        "bailleur de fonds", "financiador", "financiadores", "funder", "funded by", "funding organisation",
        "funding source", "fuente de financiamiento", "source de financement",
    ),
    SETUP: ("implementation set up", "implementation setup", "implementation", "modalidad de implementacion"),
    "cash": ("value of transfer in usd", "value in usd", "value", "valor en usd", "valor de la transferencia en usd"),
    "cash_flag": ("cva",),
}  # fmt: skip
"""The headers of each role as `fold_header` makes them, the best first."""

SPEC = {
    "columns": {
        role: Key("column")
        for role in (*HEADERS, "lead_acronym", "funder_acronym", "reported")
        if role not in (*CASH, SETUP)
    }
}
"""The keys that a map may have."""

_LEAD = frozenset(("prog", "programming", "lead", "appealing"))
_FUNDER = frozenset(("funder", "funding", "donor"))
_DOES = frozenset(("impl", "implementing", "partner", "exec"))
_NOT_A_NAME = frozenset(("code", "id", "type", "acronym", "abbr", "contact", "email", "phone", "url", "num", "count"))
_PARTS = frozenset(
    ("f", "m", "i", "children", "adults", "elderly", "infants", "adolescents", "girls", "boys", "women", "men", "hh")
)
"""Attributes of a part of the people, or of households."""


def is_header(cells: Sequence[str]) -> bool:
    """Whether cells are the header of such a table: it names an organisation, and a place or a sector."""
    folded = {fold_header(cell) for cell in cells}

    def has(*roles: str) -> bool:
        return any(name in folded for role in roles for name in HEADERS[role])

    places = ("country", "admin1", "admin1_code", "admin2", "admin2_code")
    return has("lead", "implementer", "implementer_acronym") and has(*places, "theme")


def roles(load: Load, table: Tabular) -> dict[str, int]:
    """The place of the column of each role: by tag, else by header; the columns of no role are told as ignored.

    Raises:
        DataError: No column names an organisation, or none a place or a sector.
    """
    found = _tagged(table)
    named = bool({"lead", "lead_acronym", "implementer", "implementer_acronym"} & found.keys())
    folded: dict[str, int] = {}
    for at, name in enumerate(table.columns):
        folded.setdefault(fold_header(name), at)
    for role, headers in HEADERS.items():
        places = [folded[name] for name in headers if name in folded and folded[name] not in found.values()]
        # Where tags tell the organisations, a header such as 'Organization' is of another column.
        if role not in found and places and not (named and role in ("lead", "implementer", "implementer_acronym")):
            found[role] = places[0]
    if not named and "implementer" in found and "lead" not in found:
        rest = [folded[name] for name in PLAIN if name in folded and folded[name] not in found.values()]
        if rest and fold_header(table.columns[found["implementer"]]) not in PLAIN:
            found["lead"] = rest[0]
            if "implementer_acronym" in found:  # 'Organisation acronym' is the other column's
                found["lead_acronym"] = found.pop("implementer_acronym")
    check_roles(table, found)
    kept = {at for role, at in found.items() if role not in (*CASH, SETUP)}
    ignored = [name for at, name in enumerate(table.columns) if at not in kept and name.strip()]
    load.report.ignored[table.file.name] = ignored
    return found


def check_roles(table: Tabular, found: Mapping[str, int]) -> None:
    """Nothing, where columns tell an organisation and a place or sector.

    Raises:
        DataError: None does.
    """
    row, names = table.first - 1, ", ".join(table.columns)
    who = {"lead", "implementer", "implementer_acronym"}
    for known, what, remedy in (
        (who, "organisation", "name one of them 'Organisation', or tag it #org"),
        ({"country", "admin1", "admin1_code", "admin2", "admin2_code", "theme"}, "place or sector",
         "name one of them 'Country', 'Admin1' or 'Sector', or tag it #country, #adm1 or #sector"),
    ):  # fmt: skip
        if not known & found.keys():
            raise DataError(table.file.name, row, "", names, f"no column tells the {what}", remedy)


def _tagged(table: Tabular) -> dict[str, int]:
    """The place of the column of each role by HXL tag; of several that could be, the plainest."""
    tags = [(at, tag.split("+")[0], frozenset(tag.split("+")[1:])) for at, tag in enumerate(table.tags) if tag]
    organisations = [(at, attributes) for at, tag, attributes in tags if tag == "#org"]
    partner = any(attributes & _DOES for _, attributes in organisations)
    found: dict[str, tuple[tuple[int, int, int], int]] = {}

    def offer(role: str, at: int, attributes: frozenset[str], best: str = "name") -> None:
        rank = (0 if best in attributes else 1, len(attributes), at)
        if role not in found or rank < found[role][0]:
            found[role] = (rank, at)

    for at, attributes in organisations:
        funds, leads = attributes & _FUNDER, attributes & _LEAD
        # Where others are tagged as implementing, the plain organisation is the one that answers for it.
        role = "funder" if funds else "lead" if leads or (partner and not attributes & _DOES) else "implementer"
        if not attributes & _NOT_A_NAME:
            offer(role, at, attributes)
        elif attributes & {"acronym", "abbr"}:
            offer(f"{role}_acronym", at, attributes)
    for at, tag, attributes in tags:
        coded = "code" in attributes
        if tag == "#country":
            offer("country", at, attributes)
        elif tag in ("#adm1", "#adm2"):
            offer(f"admin{tag[-1]}{'_code' if coded else ''}", at, attributes, "code" if coded else "name")
        elif tag in ("#sector", "#subsector") and not coded and not attributes & {"type", "id"}:
            offer("theme" if tag == "#sector" else "subsector", at, attributes)
        elif tag == "#date":
            kind = next((kind for kind in ("start", "end", "month", "year") if kind in attributes), "reported")
            offer(kind, at, attributes, kind)
        elif tag in ("#reached", "#targeted") and not attributes & _PARTS:
            offer(tag[1:], at, attributes, "total")
        elif tag == "#status":
            offer("status", at, attributes)
    if "subsector" in found:
        below = found.pop("subsector")
        found.setdefault("theme", below)
    return {role: at for role, (_, at) in found.items()}
