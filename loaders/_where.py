"""Where a row is: its country, and the smallest area in it that the row names, down to the second level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from graph import ids
from graph.errors import DataError
from graph.names import fold
from loaders import _values
from loaders._countries import countries, country_code

if TYPE_CHECKING:
    from graph.tables import Array
    from loaders._report import Place
    from loaders._rows import Rows
    from loaders._run import Load

AREA = ("admin1", "admin1_code", "admin2", "admin2_code")
"""The roles that name areas, the largest first."""
CODES = ("admin2_code", "admin1_code")
_CODED = re.compile(r"([A-Z]{2,3})[-_ ]?\d+[A-Z0-9]*", re.IGNORECASE)
"""A code of a place (P-code): the ISO code of its country, two letters or three, and digits."""
DEPARTMENTS = frozenset((
    "amazonas", "antioquia", "arauca", "atlantico", "bogota", "bogota d c", "bolivar", "boyaca", "caldas", "caqueta",
    "casanare", "cauca", "cesar", "choco", "cordoba", "cundinamarca", "guainia", "guaviare", "huila", "la guajira",
    "magdalena", "meta", "narino", "norte de santander", "putumayo", "quindio", "risaralda",
    "san andres y providencia", "santander", "sucre", "tolima", "valle del cauca", "vaupes", "vichada",
))  # fmt: skip
"""The departments of Colombia, folded: reports of its platform (GIFMM) name no country."""
ELSEWHERE = frozenset(("amazonas", "bolivar", "cordoba", "magdalena", "santander", "sucre"))
"""Those whose names other countries have as well (Bolívar, Amazonas and Sucre are states of Venezuela)."""
WHOLE = frozenset((
    "all", "all areas", "all country", "all the country", "countrywide", "country wide", "country level", "nation wide",
    "national", "national level", "nationwide", "whole country", "ensemble du pays", "niveau national", "tout le pays",
    "tous", "a nivel nacional", "nacional", "nivel nacional", "nivel pais", "todas", "todo el pais",
    "todo el territorio", "todo o pais", "todos", "several", "multiple", "varios", "varias", "various", "plusieurs",
))  # fmt: skip
"""What stands for an area, folded, where a row is of the whole country or of no one area."""


def country_of(rows: Rows) -> Array:
    """For each row the code of its country; 0, and reported, where its cell names none.

    Where no column tells the country, it is the one that the caller gives (`country`), the one whose code those of the
    places begin with, or the one country that the name of the file or of the sheet, or the rows above the header, name.

    Raises:
        DataError: Nothing tells it.
    """
    load, names = rows.load, rows.load.names
    if "country" in rows.column:

        def named(cell: dict[str, str], place: Place, count: int) -> str | None:
            node = names.country(cell["country"], place) if cell["country"] else None
            if node is None:
                load.report.skip("no country", place, count)
                counted(rows, "Country", cell["country"], count)
            return node

        return rows.each(["country"], named)
    if given := load.options.given.get("country", ""):
        if (code := country_code(given)) is None:
            raise DataError(rows.table.file.name, 0, "", given, "country: no such country", "give its name or ISO code")
        return np.full(len(rows), _code(rows, code))
    if coded := _by_codes(rows):
        told = ", ".join(sorted(countries()[code]["name_en"] for code in set(coded.values())))
        load.report.note(f"no column tells the country; read from the codes of places: {told}")
        return _with_codes(rows, coded)
    code, whence = _by_words(rows)
    name = countries()[code]["name_en"]
    load.report.note(f"no column tells the country; read as {name}, after {whence} (--set country=... names another)")
    return np.full(len(rows), _code(rows, code))


def _code(rows: Rows, code: str) -> int:
    node = rows.load.names.country(code)
    return rows.meanings.code(node)


def _by_codes(rows: Rows) -> dict[str, str]:
    """The country of each code of a place that begins with one; none where half of the codes do not."""
    texts = {text for role in CODES for text in rows.texts(role)}
    found = {}
    for text in texts:
        if (matched := _CODED.fullmatch(text)) and (code := country_code(matched[1].upper())):
            found[text] = code
    return found if 2 * len(found) > len(texts) else {}


def _with_codes(rows: Rows, coded: Mapping[str, str]) -> Array:
    known = set(coded.values())

    def means(cell: dict[str, str], place: Place, count: int) -> str | None:
        code = next((coded[cell[role]] for role in CODES if cell[role] in coded), None)
        if code is None and len(known) == 1:
            code = next(iter(known))
        if code is None:
            rows.load.report.skip("no country", place, count)
        return rows.load.names.country(code, place) if code else None

    return rows.each(CODES, means)


def _by_words(rows: Rows) -> tuple[str, str]:
    """The one country that the words around the table, or its departments, name, and what these are.

    Raises:
        DataError: There is none, or several.
    """
    table = rows.table
    above = " ".join(cell for row in table.above for cell in row)
    for text, whence in (
        (table.sheet, "the name of the sheet"),
        (table.file.stem, "the name of the file"),
        (above[:1000], "the rows above the header"),
    ):
        found = set(_named(text))
        if len(found) == 1:
            return found.pop(), whence
    areas = {fold(text) for text in rows.texts("admin1")}
    if areas & DEPARTMENTS - ELSEWHERE and 2 * len(areas & DEPARTMENTS) > len(areas):
        return "COL", "its departments"
    header = ", ".join(table.columns)[:200]
    told, remedy = "nothing tells the country", "give it by --set country=ISO3"
    raise DataError(table.file.name, table.first - 1, "", header, told, remedy)


def _named(text: str) -> Iterable[str]:
    """The countries that a text names: by their names, or by three capital letters."""
    words = [word for word in re.split(r"[\W_\d]+", text) if word]
    for size in (1, 2, 3):
        for at in range(len(words) - size + 1):
            name = " ".join(words[at : at + size])
            # Small letters of three are words ("per", "can"); capital ones may be acronyms, but few are of a country.
            if (len(name) > 3 or (len(name) == 3 and name.isupper())) and (code := country_code(name)):
                yield code


def area_of(rows: Rows, country: Array, date: str | None) -> Array:
    """For each row the code of the smallest area that it names; of its country where it names none."""

    def means(cell: dict[str, str], place: Place, count: int, own: str | None) -> str | None:
        return area(rows.load, cell, own, place, date) if own else None

    return rows.each(AREA, means, country)


def area(load: Load, cell: Mapping[str, str], country: str, place: Place, date: str | None = None) -> str:
    """The smallest area that cells name by roles as in `AREA`, made where it is not there; else the country."""
    found = country
    for level in ("admin1", "admin2"):
        name, code = cell.get(level, ""), cell.get(f"{level}_code", "")
        code = code if ids.slug(code) else ""
        if fold(name) in WHOLE or _values.is_unknown(name) or code.upper().endswith("-XXX"):  # HAPI: HTI-XXX-XXX
            name, code = "", code if _CODED.fullmatch(code) else ""
        if fold(name) or code:
            if code and not _CODED.fullmatch(code):  # 05 is Antioquia in Colombia, and another place elsewhere
                code = f"{country.partition(':')[2]}-{code}"
            found = load.names.area(name, country, place, code, "" if found == country else found, date)
    return found


def counted(rows: Rows, kind: str, text: str, count: int) -> None:
    """Count a name that found no node for all the rows that it stands in."""
    if some := rows.load.report.unresolved.get((kind, text)):
        some.noted.count += count - 1
