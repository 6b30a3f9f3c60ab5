"""IATI: the activities that a publisher reports, with who takes part, where, on what, and each transaction.

An activity becomes a project; who is accountable leads it (the extending organisation as co-lead), who implements it
implements it, who funds it without a transaction that says so funds it with an amount that is not known. A transaction
is a statement that its provider funds the project (the reporting organisation where an outgoing one names none, as IATI
rules); `_iati_counted` says which count. Countries and DAC sectors stand on activities or on transactions; shares stand
on the statements, countries and regions sharing one 100 %. Reporting alone makes no tie. Reading is streamed
(`_iati_xml`, `_iati_activity`); statements are made of columns when all files are read (`_iati_columns`,
`_iati_statements`), as which organisation is which, and which money counts, hangs on all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from loaders import _iati_statements
from loaders._iati_activity import Activity, Named, activity
from loaders._iati_codes import Codes
from loaders._iati_columns import Columns
from loaders._iati_xml import activities
from loaders._run import Format

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load


def read(load: Load) -> None:
    """Read files of activities."""
    columns = Columns()
    seen: dict[str, tuple[int, Place]] = {}
    codes = Codes(load)
    for number, file in enumerate(load.files):
        for found in _found(load, file, codes.named):
            place = load.place(file, f"line {found.line}", found.line)
            if _again(load, found, place, seen):
                continue
            columns.add(found, number, codes.days(found, place), codes.ties(found, place))
            load.progress(len(columns), "activities")
    if not load.errors:
        codes.nodes()
        _iati_statements.make(load, columns)


def _found(load: Load, file: Path, named: dict[Named, str]) -> Iterator[Activity]:
    """The activities of a file that have an identifier."""
    ignored: set[str] = set()

    def wrong(column: str, value: object, problem: str, remedy: str, line: int) -> None:
        load.wrong(load.place(file, f"line {line}", line).wrong(column, value, problem, remedy))

    for element in activities(file):
        found = activity(element, wrong, ignored, named)
        load.report.read(file.name)
        if found.ident:
            yield found
        else:
            told, remedy = "the activity has none", "give it the one that it is published with"
            wrong("iati-identifier", None, told, remedy, found.line)
    before = load.report.ignored.get(file.name, ())
    load.report.ignored[file.name] = sorted({*before, *(name.rpartition("}")[2] for name in ignored)})


def _again(load: Load, found: Activity, place: Place, seen: dict[str, tuple[int, Place]]) -> bool:
    """Whether an activity was read before; with another content it is wrong."""
    content = found.content()
    before, first = seen.setdefault(found.ident, (content, place))
    if first is place:
        return False
    if before == content:
        load.report.skip("the same activity again, with the same content", place)
    else:
        told = f"the activity stands at {first} with another content"
        load.wrong(
            place.wrong("iati-identifier", found.ident, told, "keep one, or load the files as datasets of their own")
        )
    return True


FORMAT = Format(
    name="iati",
    title="IATI: activities and transactions of a publisher",
    files="activity XML of version 2.01 to 2.03",
    read=read,
)
