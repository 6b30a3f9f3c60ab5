"""CSV: the folder that `migov export csv` wrote, as it was written or edited since.

All of it is read back: an export that nobody touched gives the graph that was exported, datasets included. What the
folder's datasets said before in the store is replaced; other datasets stay. The rules of the cells stand in
`graph.exports.csv`; files that a spreadsheet has saved are read as well (a BOM, semicolons, decimal commas, CRLF,
TRUE and VERDADERO). Columns that are derived from others are derived anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import schema
from graph.errors import DataErrors
from loaders import _folder, _folder_checks, _folder_table
from loaders._run import Format

if TYPE_CHECKING:
    from loaders._run import Load


def read(load: Load) -> None:
    """Read the tables of a folder.

    Raises:
        DataError: The folder or a file of it is not there, or is no such file.
        DataErrors: The files are wrong; all places.
    """
    folder = _folder.opened(load)
    tables = {name: _folder_table.read(load, name, file) for name, file in folder.files.items()}
    if load.errors:
        raise DataErrors(load.errors)
    _folder_checks.check(load, tables)
    load.tables = {name: tables[name].frame for name in schema.TABLES}
    load.owners = folder.datasets


FORMAT = Format(
    name="csv",
    title="A graph as tables: what the export csv wrote, edited or not, datasets included",
    files="the folder of CSV",
    read=read,
    folder=True,
)
