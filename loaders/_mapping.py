"""The map of a table: a TOML file that says which column is what, checked key by key before the table is read.

A loader declares the tables and keys that its maps may have (`Spec`); any other key, a value of another type and a
column that the table does not have are errors with the near names. A path in a map is relative to the map.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import dates
from graph.errors import DataError, DataErrors, listed, near
from graph.names import fold
from loaders import _values
from loaders._tables import read_table
from loaders._tabular import Tabular, fold_header

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load

LARGEST = 1 << 20
"""The most bytes that a map may have."""
REST = "*"
"""What stands for all columns that the map does not name."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a map.

    Attributes:
        type: `column` (one), `columns` (one or a list), `text`, `words` (one or a list), `date`, `flag`, `file`.
        needed: Whether a map must have it.
        choices: The values it may have; empty means any.
    """

    type: str
    needed: bool = False
    choices: tuple[str, ...] = ()


Spec = Mapping[str, Mapping[str, Key]]
"""The keys of a map by table; those of the table "" stand at the top."""

DATES = {
    "order": Key("text", choices=("day-first", "month-first")),
    "missing": Key("words"),
    "open": Key("words"),
    "data_start": Key("date"),
    "data_end": Key("date"),
}
"""The keys of `[dates]`, the same in all maps."""


class Chart:
    """A map that was read and checked.

    Attributes:
        file: Where it stands.
        spec: The keys that it may have.
    """

    def __init__(self, file: Path, spec: Spec) -> None:
        """Read the map in a file.

        Raises:
            DataErrors: It is no TOML, or some keys are wrong; all of them.
        """
        self.file, self.spec = file, spec
        self._errors: list[DataError] = []
        self._given = self._checked(_parsed(file))
        if self._errors:
            raise DataErrors(self._errors)

    def text(self, table: str, key: str, default: str = "") -> str:
        """The text of a key."""
        return str(self._given.get(table, {}).get(key, default))

    def list(self, table: str, key: str) -> list[str]:
        """The texts of a key, one or several; none where it is not given."""
        value = self._given.get(table, {}).get(key, [])
        return [value] if isinstance(value, str) else list(value)

    def flag(self, table: str, key: str) -> bool | None:
        """Whether a key is true; None where it is not given."""
        value = self._given.get(table, {}).get(key)
        return None if value is None else bool(value)

    def wrong(self, table: str, key: str, value: object, problem: str, remedy: str) -> DataError:
        """The error that a key of the map is wrong."""
        name = f"{table}.{key}" if table and key else table or key
        return DataError(self.file.name, 0, "", value, f"{name}: {problem}" if name else problem, remedy)

    def words(self, table: str) -> dict[str, str]:
        """Each word of the lists of a table, folded, and the key that it stands under.

        Raises:
            DataError: A word stands under two keys.
        """
        found: dict[str, str] = {}
        for key, kind in self.spec[table].items():
            for text in self.list(table, key) if kind.type == "words" else ():
                if found.setdefault(word(text), key) != key:
                    told = f"it stands under {found[word(text)]} as well"
                    raise self.wrong(table, key, text, told, "write it once")
        return found

    # -- checking -------------------------------------------------------------------------------------------------

    def _miss(self, table: str, key: str, value: object, problem: str, remedy: str) -> None:
        self._errors.append(self.wrong(table, key, value, problem, remedy))

    def _checked(self, given: dict[str, Any]) -> dict[str, dict[str, Any]]:
        tables: dict[str, dict[str, Any]] = {"": {}}
        for name, value in given.items():
            if name in self.spec.get("", {}):
                tables[""][name] = value
            elif name not in self.spec or not name:
                known = [*self.spec.get("", {}), *filter(None, self.spec)]
                self._miss("", name, None, "a map has no such key", _meant(name, known))
            elif not isinstance(value, dict):
                self._miss("", name, value, "not a table", f"write [{name}] on a line of its own, its keys below")
            else:
                tables[name] = value
        for table, keys in self.spec.items():
            self._table(table, keys, tables.get(table, {}))
        return tables

    def _table(self, table: str, keys: Mapping[str, Key], given: dict[str, Any]) -> None:
        for name, value in given.items():
            if name not in keys:
                self._miss(table, name, None, "a map has no such key", _meant(name, keys))
            elif problem := _problem(keys[name], value):
                self._miss(table, name, value, *problem)
            elif keys[name].type == "date":
                given[name] = str(value)
        for name, key in keys.items():
            if key.needed and name not in given:
                what = "the column" if key.type in ("column", "columns") else "it"
                self._miss(table, name, None, "it is missing", f'write {what}: {name} = "..."')


def _problem(key: Key, value: object) -> tuple[str, str] | None:
    """What is wrong with the value of a key and what would be right, or None."""
    many = key.type in ("columns", "words")
    if key.type == "flag":
        return None if isinstance(value, bool) else ("not true or false", "write true or false, without quotes")
    if key.type == "date":
        text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        text = text or str(value) if hasattr(value, "isoformat") else text
        return None if text and not dates.problem(text) else ("not a date", dates.REMEDY)
    texts = value if many and isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and (text.strip() or key.type == "words") for text in texts):
        return ("not a text" + (" or a list of texts" if many else ""), "write it in quotes")
    if key.choices and not set(texts) <= set(key.choices):
        return ("not one of its values", f"write one of {', '.join(key.choices)}")
    return None


def _parsed(file: Path) -> dict[str, Any]:
    """The TOML in a file.

    Raises:
        DataError: It cannot be read, or is no TOML.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise DataError(file.name, 0, "", None, "too large for a map", "give the TOML file that names the columns")
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise DataError(
            str(file), 0, "", None, f"cannot be read ({error.strerror})", "give the path of a map"
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(file.name, 0, "", None, f"not UTF-8 ({error.reason})", "save it as UTF-8") from error
    except (ValueError, RecursionError) as error:
        remedy = 'write lines such as member = "Country" below [columns]'
        raise DataError(file.name, 0, "", None, f"not TOML ({error})", remedy) from error


def _meant(name: str, known: Sequence[str] | Mapping[str, Key]) -> str:
    close = near(name, known)
    return f"did you mean {listed(close)}?" if close else f"there are {', '.join(known)}"


# -- tables -----------------------------------------------------------------------------------------------------------


def table(
    load: Load, file: Path, chart: Chart, spread: Sequence[str] = (), ignore: Sequence[str] = ()
) -> tuple[Tabular, dict[str, list[int]]]:
    """The table in a file and the places of the columns that the map names for each key of `[columns]`.

    Columns that the map does not name are told as ignored.

    Args:
        load: The load that is told.
        file: The file.
        chart: The map.
        spread: Further columns, the places of which are found under the key "spread"; `REST` stands for all others.
        ignore: Those that `REST` leaves out.

    Raises:
        DataError: The file is no table, or has no header with the columns.
        DataErrors: Columns are not there; all of them.
    """
    wanted = {key: chart.list("columns", key) for key in chart.spec["columns"] if chart.list("columns", key)}
    names = {fold_header(name) for some in wanted.values() for name in some}
    rows: list[int] = []
    enough = (len(names) + 1) // 2  # a header that lacks a column is to be told by that column

    def recognise(cells: Sequence[str]) -> bool:
        rows.append(len(names & set(map(fold_header, cells))))
        return rows[-1] >= enough

    try:
        read = read_table(load, file, recognise)
    except DataError as error:
        if rows and max(rows) < enough:  # read well, and no row of it was the header
            told = f"none of the first {len(rows)} rows has the columns that {chart.file.name} names"
            remedy = f"it names {', '.join(name for some in wanted.values() for name in some)}"
            raise DataError(file.name, error.line, "", error.value, told, remedy) from error
        raise
    folded: dict[str, int] = {}
    for at, column in enumerate(read.columns):
        folded.setdefault(fold_header(column), at)
    found, errors = {}, []
    for key, some in {**wanted, "spread": [name for name in spread if name != REST]}.items():
        for name in some:
            if fold_header(name) not in folded:
                remedy = _meant(name, [column for column in read.columns if column.strip()])
                told = f"{file.name} has no such column"
                errors.append(chart.wrong("spread" if key == "spread" else "columns", key, name, told, remedy))
        found[key] = [folded[fold_header(name)] for name in some if fold_header(name) in folded]
    if errors:
        raise DataErrors(errors)
    used = {at for places in found.values() for at in places}
    rest = [at for at, column in enumerate(read.columns) if at not in used and column.strip()]
    if REST in spread:
        left = set(map(fold_header, ignore))
        found["spread"] = [at for at in rest if fold_header(read.columns[at]) not in left]
        rest = [at for at in rest if at not in found["spread"]]
    load.report.ignored[file.name] = [read.columns[at] for at in rest]
    return read, found


def first(read: Tabular, record: int, places: Mapping[str, list[int]], key: str) -> str:
    """The cell of a record under a key of one column; empty where the map does not name it."""
    at = places.get(key)
    return read.cells(record, {key: at[0]})[key] if at else ""


def texts(read: Tabular, record: int, places: Mapping[str, list[int]], key: str) -> list[str]:
    """The cells of a record under a key of several columns; none where the map does not name it."""
    return [cell for at in places.get(key, ()) for cell in read.cells(record, {key: at}).values()]


def place(load: Load, read: Tabular, record: int, places: Mapping[str, list[int]]) -> Place:
    """The place of a record, with what the row itself rests on where a column `source` says so."""
    found = read.place(load, record)
    told = first(read, record, places, "source")
    return found._replace(where=f"{found.where}, after {told[:300]}") if told else found


# -- cells ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def word(text: str) -> str:
    """A word or code as they are compared: 2, 002 and 2.0 are one, -9 is not 9, names fold."""
    plain = text.strip()
    if re.fullmatch(r"[+-]?[0-9]{1,18}(\.0+)?", plain):
        return str(int(plain.partition(".")[0]))
    return fold(plain) or plain.casefold()


class Dates:
    """How the dates of a table are written, after `[dates]` of its map."""

    def __init__(self, chart: Chart) -> None:
        order = chart.text("dates", "order")
        self._day_first = {"day-first": True, "month-first": False}.get(order)
        self._missing = {word(text) for text in chart.list("dates", "missing")}
        self._open = {word(text) for text in chart.list("dates", "open")}
        self.data_start = chart.text("dates", "data_start") or None
        self.data_end = chart.text("dates", "data_end") or None
        self._read: dict[tuple[str, ...], str | None] = {}

    def is_open(self, text: str) -> bool:
        """Whether a cell says that it goes on."""
        return word(text) in self._open

    def is_missing(self, text: str) -> bool:
        """Whether a cell says that nothing is known."""
        return _values.is_unknown(text) or word(text) in self._missing

    def read(self, cells: Sequence[str]) -> str | None:
        """The date in one cell, or in cells of year, month and day; as precise as they say, None where unknown.

        Raises:
            ValueError: It is no date.
        """
        key = tuple(cells)
        if key not in self._read:
            self._read[key] = self._date(cells)
        return self._read[key]

    def _date(self, cells: Sequence[str]) -> str | None:
        if not cells or self.is_missing(cells[0]) or self.is_open(cells[0]):
            return None
        if len(cells) == 1:
            plain = re.sub(r"^([0-9]{4})\.0+$", r"\1", cells[0].strip())
            return _values.date(plain, day_first=self._day_first)
        parts = []
        for cell in cells[:3]:
            if self.is_missing(cell) or word(cell) == "0":
                break
            parts.append(word(cell))
        if not all(part.isdecimal() for part in parts):
            raise ValueError("not a year, month and day in numbers")
        text = "-".join(part.zfill(4 if place == 0 else 2) for place, part in enumerate(parts))
        if not parts:
            return None
        if wrong := dates.problem(text):
            raise ValueError(wrong)
        return text


@lru_cache(maxsize=1 << 16)
def ordered(start: str | None, end: str | None) -> bool:
    """Whether an end does not lie before its start."""
    return start is None or end is None or dates.last_day(end) >= dates.first_day(start)
