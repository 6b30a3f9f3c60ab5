"""R4V 5W and OCHA 3W, 4W and 5W: who does what, where and when, for how many people.

R4V's reports are told apart by their headers, which have changed over the years and are also in Spanish; OCHA's tables
bear HXL tags (https://hxlstandard.org), or headers in English, Spanish or French. For others a map (`--map`) says which
column is what, by keys such as `lead`, `implementer`, `country`, `theme` below `[columns]` (`SPEC`). What the tables
tell becomes projects (`loaders._presence`). Neither is a table of money: the value that R4V gives is cash handed to
people, and that a donor funds a project is read without an amount.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DataError
from loaders import _mapping, _values
from loaders._five_w_columns import SPEC, check_roles, is_header, roles
from loaders._five_w_oddities import mended, tell_cash, tell_repeated, tell_setup
from loaders._presence import Presence
from loaders._run import Format
from loaders._tables import read_table
from loaders._tabular import Tabular

if TYPE_CHECKING:
    from loaders._run import Load


def read(load: Load) -> None:
    """Read reports of activities and presence."""
    presence = Presence(load)
    for file in load.files:
        _add(load, presence, file)  # a table is gone before the next is read
    presence.finish()


def _add(load: Load, presence: Presence, file: Path) -> None:
    if load.options.map is not None:
        table, places = _mapping.table(load, file, _mapping.Chart(load.options.map, SPEC))
        table, column = mended(load, table), {role: at[0] for role, at in places.items() if at}
        check_roles(table, column)
    else:
        table = mended(load, read_table(load, file, is_header))
        column = roles(load, table)
    tell_cash(load, table, column)
    tell_setup(load, table, column)
    tell_repeated(load, table)
    presence.add(table, column, year=_year(load, table, column))
    _count(load, table, column)


def _year(load: Load, table: Tabular, column: dict[str, int]) -> str:
    """The year of months that name none: the one that the caller gives, else the only one around the table.

    Raises:
        DataError: What the caller gives is no year.
    """
    if given := load.options.given.get("year", ""):
        if not re.fullmatch(r"(?:19|20)\d{2}", given):
            raise DataError(table.file.name, 0, "", given, "year: not a year", "write it as 2022")
        return given
    above = " ".join(cell for row in table.above for cell in row)
    for text in (table.sheet, table.file.stem, above):
        years = set(re.findall(r"(?<!\d)20\d{2}(?!\d)", text))
        if len(years) == 1 and "month" in column:
            return str(years.pop())
    return ""


def _count(load: Load, table: Tabular, column: dict[str, int]) -> None:
    """Count what the table names, so that a person can compare it with the source."""
    for role, told in (
        ("lead", "leading organisations named"),
        ("implementer", "implementing organisations named"),
        ("country", "countries named"),
        ("theme", "sectors named"),
    ):
        held = [column[name] for name in (role, f"{role}_acronym") if name in column]
        names: set[str] = set()
        for at, other in zip(held[:1], held[1:] or held[:1], strict=True):
            pairs = table.coded[[at, other]].drop_duplicates() if at != other else table.coded[[at]].drop_duplicates()
            for row in pairs.itertuples(index=False):
                names |= set([text for text in row if not _values.is_unknown(text)][:1])
        if held:
            key = f"{table.file.name}: {told}"
            load.report.totals[key] = float(len(names))


FORMAT = Format(
    name="five-w",
    title="R4V 5W and OCHA 3W, 4W, 5W: who does what, where and when",
    files="CSV or .xlsx, with HXL tags or known headers",
    read=read,
    mappable=True,
    settings=("country", "dates", "year"),
)
