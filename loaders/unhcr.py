"""UNHCR Refugee Data Finder: who hosts how many people, of which group and from where, year by year.

Reads the CSV of the website (with its lines above the header), the answers of the API (JSON pages, or the CSV that R
packages write) and the HDX tables of populations and solutions. Columns after https://www.unhcr.org/refugee-statistics
and https://api.unhcr.org/docs/.

For each country of asylum, group and year there is one `HOSTS` for each country of origin, as the file states it; its
population ("Refugees (country of origin: Colombia)") is `PART_OF` the group. Where the file has several origins, one
more `HOSTS`, inferred, gives their sum for the group: it says so in `how`, and is never to be added to its parts.
Groups are never added to each other. A year's figure holds in that year, the last of the file until contradicted; of
zeros only the first after people is kept. Returns and solutions are movements within a year, not people hosted: they
are observations of a population of their own.

Codes are those of ISO 3166-1 (`..._iso`, `ISO3...`); the own codes of UNHCR (`coo`, `coa`) mean other countries and are
not read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DataError
from graph.names import fold
from loaders import _json, _values
from loaders._run import Format
from loaders._tables import read_table
from loaders._tabular import Tabular, fold_header, matched
from loaders._unhcr import Reading
from loaders._unhcr_groups import GROUPS

if TYPE_CHECKING:
    from loaders._run import Load

PLACES = {
    "year": ("year",),
    "coo": ("country of origin iso", "coo iso", "iso3coo"),
    "coa": ("country of asylum iso", "coa iso", "iso3coa"),
    "origin": ("country of origin", "country of origin name", "coo name"),
    "asylum": ("country of asylum", "country of asylum name", "coa name"),
}
PARTED = frozenset((
    "gender", "sex", "age", "age group", "location", "location code", "location name", "population type",
    "accommodation type", "accommodationtype", "urban rural", "urbanrural",
))  # fmt: skip
"""Headers of what divides the figures of a table of demographics, as `fold_header` makes them."""
WHOLE = frozenset(("all", "total", "both", "all ages", "all locations"))
"""What stands in them where a figure is of all, folded."""
COLUMNS = {**PLACES, **{group.name: group.columns for group in GROUPS}}
"""The headers of each role, as `fold_header` makes them."""


def read(load: Load) -> None:
    """Read files of the Refugee Data Finder, its API or HDX.

    Raises:
        DataErrors: A file is none of these, or cells are wrong.
    """
    reading = Reading(load)
    for file in load.files:
        table = _table(load, file)
        column = matched(load, table, COLUMNS, ("year",))
        for role, name in (("coa", "asylum"), ("coo", "origin")):
            if role not in column and name not in column:
                told = f"no column tells the country of {name} by name or ISO code"
                raise DataError(
                    file.name, table.first - 1, "", ", ".join(table.columns), told, f"name it {PLACES[role]}"
                )
        reading.table(table, column)
    reading.make()


def _table(load: Load, file: Path) -> Tabular:
    """The table in a file, whatever its form.

    Raises:
        DataError: It is none.
    """
    if not _json.is_json(file):
        return _known(read_table(load, file, _recognised))
    whole = _json.value(file)
    rows = whole.get("items") if isinstance(whole, dict) else whole
    if not isinstance(rows, list) or not rows:
        raise DataError(file.name, 0, "items", None, "no list of records", "give what the API answers")
    pages = whole.get("maxPages") if isinstance(whole, dict) else None
    if isinstance(pages, int) and pages > len(load.files):
        load.report.note(f"the answer has {pages} pages, and {len(load.files)} were given: figures are not whole")
    return _known(_json.records(load, file, rows))


def _known(table: Tabular) -> Tabular:
    """The table, where it has figures of a group.

    Raises:
        DataError: It has none.
    """
    folded = set(map(fold_header, table.columns))
    if not any(folded & set(group.columns) for group in GROUPS):
        told = "no column with figures of a population"
        remedy = "give the table of populations or of solutions"
        raise DataError(table.file.name, table.first - 1, "", ", ".join(table.columns)[:200], told, remedy)
    for at, name in enumerate(table.columns):
        if fold_header(name) in PARTED and (parts := [text for text in _texts(table, at) if fold(text) not in WHOLE]):
            told = f"figures of parts of a population ({parts[0][:40]}), not of all of it"
            remedy = "give the table of populations, which is not divided by sex, age or place"
            raise DataError(table.file.name, table.first - 1, name, None, told, remedy)
    return table


def _texts(table: Tabular, at: int) -> list[str]:
    """The distinct texts of a column that say something."""
    texts = table.coded[at].cat.remove_unused_categories().cat.categories.tolist()
    return [text for text in texts if not _values.is_unknown(text)]


def _recognised(cells: object) -> bool:
    folded = {fold_header(str(cell)) for cell in cells} if isinstance(cells, list | tuple) else set()
    return "year" in folded and any(folded & set(PLACES[role]) for role in ("coa", "asylum"))


FORMAT = Format(
    name="unhcr",
    title="UNHCR Refugee Data Finder: populations by country of asylum, origin and year",
    files="CSV or JSON of the website, the API or HDX",
    read=read,
    publisher="UNHCR",
)
