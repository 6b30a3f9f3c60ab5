"""Pledges: any table of pledges and commitments, through a map (`--map FILE.toml`) that says which column is what.

Each row is a commitment: a node that somebody `COMMITS_TO`, made `UNDER` an event, mechanism or instrument, which
`ADDRESSES` themes. The export columns of no forum are taken for known, so there is no default map. Only `by` and one of
`id` and `title` are needed::

    [columns]
    id = "Pledge ID"                # names the commitment for good; else it is named by maker, title and forum
    title = "Title"
    by = "Entity"                   # who made it
    under = "Event"                 # in what forum
    theme = ["Area of focus"]       # one column or several
    status = "Stage"
    start = "Date of pledge"        # or ["Year", "Month", "Day"]
    end = "Deadline"                # by when it was to be done; kept as a remark, for a deadline does not end a promise
    seen = "Last updated"           # when what the row says was so
    amount = "Amount"               # money that was pledged
    currency = "Currency"
    amount_usd = "Amount (USD)"
    to = "Recipient"                # whom the money is pledged to; without it the amount is kept as a remark
    source = "Link"                 # what the row itself rests on; it goes into the locator

    [by]
    kinds = ["Country", "Agency"]
    codes = "iso3"                  # iso2, iso3, m49, or own: only the file of aliases reads codes
    aliases = "makers.csv"          # `name,node`: what a name stands for; `-` for nothing
    separator = ";"                 # what parts several makers of one cell; only where given

    [under]
    aliases = "forums.csv"
    default = "event:grf2023"       # the forum of rows that name none

    [to]
    aliases = "recipients.csv"

    [theme]
    separator = ";"

    [status]                        # the words of the column `status`
    planned = ["Yet to Start"]
    active = ["In Progress"]
    done = ["Completed"]            # also: suspended, dropped
    unknown = ["Not reported"]

    [money]
    currency = "USD"                # of all amounts, where no column says
    counted = true                  # false where another dataset of the store counts the same money

    [dates]
    order = "day-first"             # or "month-first", for 03/04/2023
    missing = ["TBD"]
    open = ["ongoing"]

A status that is not known stays unknown: so does a cell that holds several stages at once, as of a page that prints
all of them ("Yet to Start / In Progress / Completed"). Texts that describe a pledge are not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders import _mapping
from loaders._finding import CODES
from loaders._mapping import Chart, Key
from loaders._pledges import STAGES, UNKNOWN, Reading
from loaders._run import Format

if TYPE_CHECKING:
    from loaders._run import Load

_WHO = {"aliases": Key("file"), "codes": Key("text", choices=CODES)}
SPEC: _mapping.Spec = {
    "columns": {
        "by": Key("column", needed=True),
        **{name: Key("column") for name in ("id", "title", "under", "status", "seen", "to", "source")},
        **{name: Key("column") for name in ("amount", "currency", "amount_usd")},
        **{name: Key("columns") for name in ("theme", "start", "end")},
    },
    "by": {**_WHO, "kinds": Key("words", choices=("Country", "Agency")), "separator": Key("text")},
    "under": {"aliases": Key("file"), "default": Key("text")},
    "to": dict(_WHO),
    "theme": {"aliases": Key("file"), "separator": Key("text")},
    "status": {name: Key("words") for name in (*STAGES, UNKNOWN)},
    "money": {"currency": Key("text"), "counted": Key("flag")},
    "dates": _mapping.DATES,
}
"""The keys of a map."""


def read(load: Load) -> None:
    """Read tables of pledges.

    Raises:
        DataErrors: The map is wrong, or the tables are.
    """
    if load.options.map is not None:
        Reading(load, Chart(load.options.map, SPEC)).read()


FORMAT = Format(
    name="pledges",
    title="Pledges: any table of pledges and commitments, through a map",
    files="CSV or XLSX",
    read=read,
    mapped=True,
)
