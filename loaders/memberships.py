"""Memberships: any table of who belongs to what, through a map (`--map FILE.toml`) that says which column is what.

A row is a spell (a membership from a start to an end) or says what holds in one year; the years are folded into
spells. The map, in TOML; only `member` and `body` are needed, or one of the two and `[spread]`::

    rows = "spells"                 # or "years": a row a member, body and year

    [columns]
    member = "State"                # who belongs
    body = "Organization acronym"   # to what
    body_name = "Organization"      # its long name, where `body` is an acronym
    role = "Status"
    start = "From"                  # or ["Year", "Month", "Day"], three columns of numbers
    end = "To"                      # the last day, or an open end
    year = "Year"                   # where rows = "years"
    seen = "As of"                  # when what the row says was so
    source = "Reference"            # what the row itself rests on; it goes into the locator

    [member]
    kinds = ["Country"]             # and "Agency", "Mechanism"
    codes = "own"                   # iso2, iso3, m49, or own: only the file of aliases reads codes
    aliases = "codes.csv"           # `name,node`: what a code or name stands for; `-` for nothing

    [body]
    kinds = ["Mechanism", "Agency"] # among which it is looked for
    kind = "Agency"                 # what a new one becomes, with its `subtype`; a Mechanism also needs a `subtype`
    subtype = "international-organisation"
    scope = "regional"              # regional, hemispheric, global; of a Mechanism
    members_known = true            # of a Mechanism: the table has all its members, so no row means no member
    aliases = "bodies.csv"

    [roles]                         # the words of the column `role`; the roles themselves need no word
    member = ["1", "full member"]
    associate = ["2"]
    observer = ["3"]
    none = ["0", "-1"]              # no membership
    missing = ["-9"]                # nothing is known
    default = "member"              # where there is no column, or an empty cell

    [dates]
    order = "day-first"             # or "month-first", for 03/04/1948
    missing = ["-9"]                # nothing is known
    open = ["present", "9999"]      # it goes on
    data_start = 1945               # where the table begins: a start on or before that day is not known
    data_end = 2014                 # where it ends: an end on or after that day is no withdrawal, and not known

    [spread]                        # a table with a column for each body (or member), cells being roles
    of = "body"                     # or "member"
    columns = ["AU", "OAS"]         # or "*" for all that the map does not name
    ignore = ["state"]              # columns that "*" leaves out

A table of years that ends with a year says nothing of what came after: such ends stay unknown (they hold until
contradicted, and answers show when they were last seen). A table of spells whose ends mostly fall on its last date is
refused until the map says whether that is `data_end`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import schema
from loaders import _mapping
from loaders._finding import CODES
from loaders._mapping import Chart, Key
from loaders._memberships import NONE, ROLES, UNTOLD, Reading
from loaders._run import Format

if TYPE_CHECKING:
    from loaders._run import Load

SPEC: _mapping.Spec = {
    "": {"rows": Key("text", choices=("spells", "years"))},
    "columns": {
        **{name: Key("column") for name in ("member", "body", "body_name", "role", "year", "seen", "source")},
        **{name: Key("columns") for name in ("start", "end")},
    },
    "member": {
        "kinds": Key("words", choices=("Country", "Agency", "Mechanism")),
        "codes": Key("text", choices=CODES),
        "aliases": Key("file"),
    },
    "body": {
        "kinds": Key("words", choices=("Mechanism", "Agency")),
        "kind": Key("text", choices=("Mechanism", "Agency")),
        "subtype": Key("text"),
        "scope": Key("text", choices=schema.SCOPES),
        "members_known": Key("flag"),
        "aliases": Key("file"),
    },
    "roles": {**{name: Key("words") for name in (*ROLES, NONE, UNTOLD)}, "default": Key("text", choices=ROLES)},
    "dates": _mapping.DATES,
    "spread": {"of": Key("text", choices=("body", "member")), "columns": Key("words"), "ignore": Key("words")},
}
"""The keys of a map."""


def read(load: Load) -> None:
    """Read tables of memberships.

    Raises:
        DataErrors: The map is wrong, or the tables are.
    """
    if load.options.map is not None:
        Reading(load, Chart(load.options.map, SPEC)).read()


FORMAT = Format(
    name="memberships",
    title="Memberships: any table of who belongs to what, through a map",
    files="CSV or XLSX",
    read=read,
    mapped=True,
)
