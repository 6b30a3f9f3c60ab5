"""How `loaders.pledges` reads rows, and what nodes and statements it makes of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from graph import ids
from graph.errors import DataError
from loaders import _mapping, _values
from loaders._finding import Finder
from loaders._mapping import Chart, Dates, first, texts, word
from loaders._names import slug_of

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load
    from loaders._tabular import Tabular

STAGES, UNKNOWN = ("planned", "active", "done", "suspended", "dropped"), "unknown"
"""What may have become of a pledge, and the key of the words that say that nobody knows."""
WORDS = {
    "yet to start": "planned",
    "not started": "planned",
    "in progress": "active",
    "ongoing": "active",
    "completed": "done",
    "fulfilled": "done",
}
"""Words for the stages that need not stand in the map."""
MONEY = ("amount", "amount_usd")
LONGEST = 60
"""The most letters of a title that go into an id."""

At = Mapping[str, list[int]]


class Reading:
    """One run over the files of a load."""

    def __init__(self, load: Load, chart: Chart) -> None:
        """Take the map.

        Raises:
            DataError: Its keys do not go together, or its files of aliases are wrong.
        """
        self.load, self.chart, self.dates = load, chart, Dates(chart)
        self.by = Finder(load, chart, "by", ("Country", "Agency"))
        self.under = Finder(load, chart, "under", ("Mechanism", "Event", "Instrument"))
        self.to = Finder(load, chart, "to", ("Country", "Agency"))
        self.theme = Finder(load, chart, "theme", ("Theme",))
        self.stages = {stage: stage for stage in STAGES} | WORDS | chart.words("status")
        self.counted = chart.flag("money", "counted") is not False
        if not chart.text("columns", "id") and not chart.text("columns", "title"):
            told = "a pledge has no name without it"
            raise chart.wrong("columns", "title", None, told, 'write the column: title = "...", or id')
        self.currency = self._currency()
        self.counted_once: set[str] = set()
        self.forum = chart.text("under", "default")
        if self.forum and load.names.decided.of(self.forum, ()) is None and self.forum not in load.graph.node_index:
            told = "no node has this id"
            raise chart.wrong("under", "default", self.forum, told, "write the id of an event, mechanism or instrument")
        if self.forum and self.forum.partition(":")[0] not in ("event", "mechanism", "instrument"):
            told = "not what a pledge is made under"
            raise chart.wrong("under", "default", self.forum, told, "write the id of an event, mechanism or instrument")

    def _currency(self) -> str | None:
        try:
            return _values.currency(self.chart.text("money", "currency"))
        except ValueError as error:
            given = self.chart.text("money", "currency")
            raise self.chart.wrong("money", "currency", given, str(error), "write it as ISO 4217 does") from error

    def read(self) -> None:
        """Read all files.

        Raises:
            DataErrors: A file is no such table.
        """
        for file in self.load.files:
            table, at = _mapping.table(self.load, file, self.chart)
            styles = {key: self._style(table, at, key) for key in MONEY if key in at}
            for record in table.records(self.load):
                place = _mapping.place(self.load, table, record, at)
                try:
                    self._row(table, record, at, place, styles)
                except DataError as error:  # it tells the key of the map; whoever corrects it looks for the column
                    named = table.columns[at[error.column][0]] if error.column in at else error.column
                    self.load.wrong(place.wrong(named, error.value, error.problem, error.remedy))

    def _style(self, table: Tabular, at: At, key: str) -> str | None:
        """How the amounts of a column are written; cells that do not agree are told one by one."""
        try:
            return _values.style_of(table.coded[at[key][0]].astype("str").unique().tolist())
        except ValueError:
            return None

    # -- rows -----------------------------------------------------------------------------------------------------

    def _row(self, table: Tabular, record: int, at: At, place: Place, styles: Mapping[str, str | None]) -> None:
        cell = {
            key: first(table, record, at, key) for key in ("id", "title", "by", "under", "status", "to", "currency")
        }
        start = self._date(table, record, at, "start", place)
        deadline = self._date(table, record, at, "end", place)
        seen = self._date(table, record, at, "seen", place)
        money = {key: self._amount(first(table, record, at, key), styles[key], place, key) for key in styles}
        status = self._status(cell["status"], place)
        makers = [node for name in self._parts("by", cell["by"]) if (node := self.by(name, place))]
        if not makers or not (cell["id"] or cell["title"]):
            told = "nobody is known by the name of its maker" if not makers else "it has neither an id nor a title"
            self.load.report.skip(told, place)
            return
        node = self._node(cell, makers, deadline)
        given = self._money(cell["currency"], money, place)
        recipient = self.to(cell["to"], place) if cell["to"] and given else None
        remark = {} if recipient or not given else self._remark(given, place)
        key = node.partition(":")[2]
        for maker in dict.fromkeys(makers):
            self.load.draft.statement(
                "COMMITS_TO", maker, node, f"{maker}/{key}", place, start=start, status=status,
                date=seen or start, **(remark if len(makers) == 1 else {}),
            )  # fmt: skip
        if seen:  # a later word on it, which the promise itself is not
            self.load.draft.cite(node, place, seen)
        self._made_under(cell["under"], node, key, start, seen, place)
        for name in (part for text in texts(table, record, at, "theme") for part in self._parts("theme", text)):
            if theme := self._theme(name, place):
                self.load.draft.statement("ADDRESSES", node, theme, f"{key}/{theme}", place, date=seen or start)
        if recipient and given:
            self._funds(makers, recipient, key, given, start, seen, place)

    def _node(self, cell: Mapping[str, str], makers: list[str], deadline: str | None) -> str:
        named = slug_of(cell["id"])
        if not named:
            whole = "|".join((cell["id"], *makers, cell["title"], cell["under"]))
            digest = hashlib.sha256(whole.encode()).hexdigest()[:8]
            maker = makers[0].partition(":")[2].lower()[:20]
            named = "-".join(filter(None, (maker, ids.slug(cell["title"])[:LONGEST].strip("-"), digest)))
        node = f"commitment:{self.load.options.dataset}.{named}"
        name = cell["title"] or cell["id"]
        note = {"note": f"Deadline: {deadline}.", "note_es": f"Plazo: {deadline}."} if deadline else {}
        aliases = [cell["id"]] if cell["id"] and cell["title"] else []
        return self.load.draft.node(node, name_en=name, name_es=name, aliases=aliases, **note)

    def _made_under(self, text: str, node: str, key: str, start: str | None, seen: str | None, place: Place) -> None:
        forum = self.under(text, place) if text and not self.dates.is_missing(text) else self.forum
        if forum:
            record = f"{key}/{forum}"
            self.load.draft.statement("UNDER", node, forum, record, place, start=start, date=seen or start)
        elif text:
            self.load.report.note("the forum of the pledge is not known: kept without it", place)

    def _theme(self, name: str, place: Place) -> str | None:
        decided = self.theme.decided(name)
        return self.load.names.theme(name, place) if decided is None else decided or None

    # -- money ----------------------------------------------------------------------------------------------------

    def _money(self, currency: str, money: Mapping[str, float | None], place: Place) -> dict[str, object] | None:
        """The amounts of a row with their currency; None where none is known.

        Raises:
            DataError: An amount has no currency.
        """
        amount, usd = money.get("amount"), money.get("amount_usd")
        try:
            code = _values.currency(currency) or self.currency
        except ValueError as error:
            raise place.wrong("currency", currency, str(error), "write it as ISO 4217 does") from error
        if amount is None:
            amount, code = usd, "USD"
        if amount is None:
            return None
        if code is None:
            told = 'name the column currency in the map, or write currency = "..." below [money]'
            raise place.wrong("amount", amount, "an amount without currency", told)
        return {"amount": amount, "currency": code, "amount_usd": amount if usd is None and code == "USD" else usd}

    def _remark(self, given: Mapping[str, object], place: Place) -> dict[str, str]:
        self.load.report.note("an amount without a known recipient: kept as a remark", place)
        told = f"{given['amount']:,.0f} {given['currency']}"
        return {"note": f"Pledged: {told}.", "note_es": f"Prometido: {told}."}

    def _funds(
        self,
        makers: list[str],
        recipient: str,
        key: str,
        given: Mapping[str, object],
        start: str | None,
        seen: str | None,
        place: Place,
    ) -> None:
        if len(makers) > 1:
            self.load.report.note("an amount of several makers: not divided, and not kept", place)
            return
        named = self.load.draft.statement(
            "FUNDS", makers[0], recipient, f"{key}/{recipient}", place, money="pledge", counted=self.counted,
            start=start, date=seen or start, **given,
        )  # fmt: skip
        if named in self.counted_once:  # the same row twice is one
            return
        self.counted_once.add(named)
        name = f"pledged, {given['currency']}"
        self.load.report.totals[name] = self.load.report.totals.get(name, 0) + float(str(given["amount"]))

    # -- cells ----------------------------------------------------------------------------------------------------

    def _date(self, table: Tabular, record: int, at: At, key: str, place: Place) -> str | None:
        cells = texts(table, record, at, key)
        try:
            return self.dates.read(cells)
        except ValueError as error:
            remedy = "correct it, or say in [dates] of the map how dates are written"
            raise place.wrong(key, " ".join(cells), str(error), remedy) from error

    def _amount(self, text: str, style: str | None, place: Place, key: str) -> float | None:
        if self.dates.is_missing(text):
            return None
        try:
            amount = _values.number(text, style)
        except ValueError as error:
            raise place.wrong(key, text, str(error), "write it as the others of its column are") from error
        if amount is not None and amount < 0:
            raise place.wrong(key, text, "less than nothing is no pledge", "correct the amount")
        return amount

    def _status(self, text: str, place: Place) -> str | None:
        """What became of it; None where the cell does not tell, or prints several stages.

        Raises:
            DataError: The word is none of the map.
        """
        if _values.is_unknown(text):
            return None
        folded = word(text)
        if folded in self.stages:
            stage = self.stages[folded]
            return None if stage == UNKNOWN else stage
        met = {stage for words, stage in self.stages.items() if f" {words} " in f" {folded} "}
        if len(met - {UNKNOWN}) > 1:
            self.load.report.note("several stages stand in one cell: the status is unknown", place)
            return None
        raise place.wrong("status", text, "not a word for a stage", "write it into a list of [status] of the map")

    def _parts(self, table: str, text: str) -> list[str]:
        mark = self.chart.text(table, "separator")
        return [part.strip() for part in (text.split(mark) if mark else [text]) if part.strip()]
