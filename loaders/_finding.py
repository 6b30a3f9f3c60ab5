"""From the cells of a mapped table to nodes: by the aliases of its map, by codes of the list it uses, by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DataError, DataErrors
from loaders import _table
from loaders._countries import countries, country_code
from loaders._decisions import NOBODY
from loaders._mapping import Chart, word

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load

CODE = re.compile(r"[A-Za-z]{1,3}|[+-]?[0-9]+(\.0+)?")
"""What a code of a country looks like; anything longer is a name."""
CODES = ("iso2", "iso3", "m49", "own")
"""What codes of countries a table may use: those of a standard, or its own, which a file of aliases reads."""


class Finder:
    """What finds the nodes that a column names, after one table of the map.

    Its file of aliases decides first. Where it has one, short codes are the table's own and only it can read them:
    the numbers and letters of one list of countries mean others in the next. Numbers are never read as M49 codes
    unless `codes` says so.
    """

    def __init__(self, load: Load, chart: Chart, table: str, kinds: Sequence[str]) -> None:
        """Read the aliases.

        Raises:
            DataErrors: The file of aliases is wrong.
        """
        self._load, self._table = load, table
        self.kinds = tuple(chart.list(table, "kinds")) or tuple(kinds)
        self._codes = chart.text(table, "codes")
        name = chart.text(table, "aliases")
        self._decided = _aliases(load, chart.file.parent / name) if name else {}
        self._found: dict[str, str] = {}
        self._own = self._codes == "own" or (bool(name) and not self._codes)

    def decided(self, text: str) -> str | None:
        """What the aliases of the map, or else of the load, say: an id, "" for none, None where they are silent."""
        node = self._decided.get(word(text))
        if node is None:
            node = self._load.names.decided.of(text, self.kinds)
        if node and node.startswith("country:"):
            return self._load.names.country(node.partition(":")[2])
        if node and node not in self._load.graph.node_index:
            self._load.draft.node(node, name_en=text, name_es=text)
        return node

    def __call__(self, text: str, place: Place) -> str | None:
        """The id of the node; None, and reported, where there is none."""
        if text not in self._found:
            node = self._node(text, place) if text else None
            if node is None or node not in self._load.graph.node_index:  # each place of a new name is told
                return node
            self._found[text] = node
        return self._found[text]

    def _node(self, text: str, place: Place) -> str | None:
        if (node := self.decided(text)) is not None:
            return node or None
        names = self._load.names
        if "Country" in self.kinds:
            readable = not CODE.fullmatch(text) or self._readable(text)
            if not readable and (self.kinds == ("Country",) or not text.isalpha()):
                names.missed("Country", text, place)
                return None
            plain = word(text).zfill(3) if self._codes == "m49" and CODE.fullmatch(text) else text
            if readable and (self.kinds == ("Country",) or country_code(plain)):
                return names.country(plain, place)
        others = [kind for kind in self.kinds if kind != "Country"]
        if (found := names.bearer(text, others)) is not None:
            return found
        return names.organisation(text, place) if "Agency" in others else names.known(text, others, place)

    def _readable(self, text: str) -> bool:
        """Whether a code is one of the list of codes that the table uses."""
        if self._own:
            return False
        digits = text.lstrip("+-")[:1].isdigit()
        if self._codes == "m49":
            return digits
        return not digits and (not self._codes or len(text) == {"iso2": 2, "iso3": 3}[self._codes])


def _aliases(load: Load, file: Path) -> dict[str, str]:
    """The node of each word in a CSV file with `name` and `node`; "" where it means none.

    Raises:
        DataErrors: The file is wrong.
    """
    read = _table.read(file, file.name)
    missing = [column for column in ("name", "node") if read.header and column not in read.header]
    remedy = "give name, node"
    errors = [*read.errors, *(DataError(file.name, 1, name, None, "the column is missing", remedy) for name in missing)]
    found: dict[str, str] = {}
    for row in read.rows if not errors else ():
        node = _node(load, row["node"])
        name = row["name"].removeprefix("'")
        if not row["node"] or not name:
            continue
        if node is None:
            remedy = f"write an id of the graph, the ISO 3166-1 code of a country, or {NOBODY} for none"
            errors.append(row.wrong("node", "no node has this id", remedy))
        elif found.setdefault(word(name), node) != node:
            errors.append(row.wrong("name", f"it stands for {found[word(name)]} above", "write it once"))
    if errors:
        raise DataErrors(errors)
    return found


def _node(load: Load, text: str) -> str | None:
    """The id that a cell of an alias file means, "" for none, None where it means nothing that is known."""
    if text in (NOBODY, ""):
        return ""
    kind, _, rest = text.partition(":")
    if text in load.graph.node_index or (kind == "agency" and re.fullmatch(r"[a-z0-9][a-z0-9._-]*", rest)):
        return text
    code = rest if kind == "country" else country_code(text) if len(text) == 2 and text.isalpha() else text
    return f"country:{code}" if code in countries() else None
