"""T3: how what two groups share changes over time."""

from __future__ import annotations

import calendar
from collections.abc import Sequence

import numpy as np
import pandas as pd

from graph import dates, schema
from graph.errors import BadParameter, TooLarge
from graph.model import PropertyGraph
from graph.tables import Array
from queries import _groups, _heard, _overlap, _sets, _trend_say
from queries._frame import ROLES, Column, Kernel, Parameter, Params, Question, scope
from queries._spells import Spells

YEARS = 10
"""The trend begins so many years before it ends, where no day is given."""
ROWS = 1_000_000
"""No answer lists more rows."""
STEPS = {"year": 12, "month": 1, "quarter": 3, "five-years": 60}
"""The months between two dates."""
KINDS = {
    "mechanisms": ("Mechanism",),
    "countries": ("Country",),
    "agencies": ("Agency",),
    "donors": ("Country", "Agency"),
    "projects": ("Project",),
    "plans": ("Instrument",),
}
"""The kinds of what is compared."""


def days(p: Params) -> list[str]:
    """The dates of the trend: the last day of the period of `from`, of each step after it, and `to`.

    Raises:
        BadParameter: `from` is after `to`.
    """
    last = str(p["to"] or p["as_of"])
    first = str(p["from"] or dates.covered(f"{max(int(last[:4]) - YEARS, dates.EARLIEST)}"))
    if first > last:
        if p["from"]:
            raise BadParameter("from", p["from"], f"it is after {last}, where the trend ends", "give an earlier day")
        first = last
    step = STEPS[p["step"]]
    span = min(step, 12)
    month = (int(first[:4]) * 12 + int(first[5:7]) - 1) // span * span + span - 1  # the last month of its period
    found = []
    while (day := _month_end(month)) < last:
        found.append(day)
        month += step
    return [*found, last]


def _month_end(month: int) -> str:
    year, number = divmod(month, 12)
    return f"{year:04d}-{number + 1:02d}-{calendar.monthrange(year, number + 1)[1]:02d}"


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The dates, and the sets that were compared on any of them."""
    grid = days(p)
    kept = found[(found["since"] <= grid[-1]) & ~(found["until"] < grid[0])]
    looked = _groups.looked_at(graph, {**p, "as_of": grid[-1]}, kept["holder"], kept["member"])
    return {"dates": grid, **looked}


def check(p: Params) -> None:
    """Nothing, where the parameters go together.

    Raises:
        BadParameter: What is compared has no such sets, the trend ends before it begins, or one of the nodes is not of
            the kind that is compared.
    """
    _groups.by(p)
    days(p)
    for node in p["nodes"]:
        if schema.kind_of(node) not in KINDS[p["between"]]:
            kinds = " or ".join(KINDS[p["between"]])
            raise BadParameter("nodes", node, f"a trend between {p['between']} is not about it", f"give a {kinds}")


def finish(ties: pd.DataFrame, p: Params) -> pd.DataFrame:
    """The rows of the answer from the ties; one incidence a date, of the same arrays.

    Raises:
        TooLarge: There are more rows than an answer can list.
    """
    grid, nodes = days(p), list(p["nodes"])
    if len(nodes) > 1:
        ties = ties[ties["holder"].isin(nodes)]
    spells = Spells.of(ties)
    pairs = _pairs(spells, grid, p["min_shared"])
    a, b = np.divmod(pairs, max(len(spells.holders), 1))
    if len(nodes) == 1:
        only = (spells.holders[a] == nodes[0]) | (spells.holders[b] == nodes[0])
        a, b = a[only], b[only]
    if len(a) * len(grid) > ROWS:
        raise TooLarge(
            f"{len(a)} pairs on {len(grid)} dates are too many to list; name two of them (nodes) or raise min-shared"
        )
    frame = pd.concat([_on(spells, day, a, b) for day in grid], ignore_index=True)
    frame = frame.sort_values(["a", "b", "date"], kind="stable", ignore_index=True)
    begun = frame["shared"].where(frame["date"] == grid[0], 0)  # no row yet: neither had, or may have had, a member
    frame.insert(7, "change", frame["shared"] - begun.groupby([frame["a"], frame["b"]]).transform("first"))
    return frame


def _pairs(spells: Spells, grid: Sequence[str], least: int) -> Array:
    """The pairs that share so many on any of the dates, as a * sets + b, sorted; with 0 every pair."""
    width = len(spells.holders)
    if least == 0:
        if width > _sets.ALL_PAIRS:
            raise TooLarge(f"every pair of {width} sets is too many to list; ask with min-shared 1 or more")
        a, b = np.triu_indices(width, 1)
        return np.asarray(a * width + b)
    found = np.empty(0, dtype=np.int64)
    for day in grid:
        a, b, _ = _overlap.shared(spells.matrix(day), least)
        found = _heard.distinct(np.append(found, a.astype(np.int64) * width + b))
    return found


def _on(spells: Spells, day: str, a: Array, b: Array) -> pd.DataFrame:
    """The rows of a date: of the pairs of which either has a member then, or may have one."""
    sets, possible = spells.on(day), spells.possible(day)
    there = possible.sizes[a] + possible.sizes[b] > 0
    a, b = a[there], b[there]
    shared, size_a, size_b = sets.common(a, b), sets.sizes[a], sets.sizes[b]
    union = size_a + size_b - shared
    return pd.DataFrame(
        {
            "date": pd.Series([day] * len(a), dtype="str"),
            "a": spells.holders[a],
            "b": spells.holders[b],
            "shared": shared,
            "jaccard": shared / np.where(union > 0, union, np.nan),
            "a_size": size_a,
            "b_size": size_b,
            "at_most": possible.common(a, b),
            "evidence": pd.Series(sets.evidence(a, b), dtype=object),
        }
    )


COLUMNS = (
    Column("date", "date", "the date", "la fecha", "date", "fecha"),
    Column("a", "id", "the first of the pair", "el primero del par", "A", "A"),
    Column("b", "id", "the second of the pair", "el segundo del par", "B", "B"),
    Column(
        "shared", "integer", "how many both have on that date", "cuántos tienen ambos en esa fecha", "shared", "comunes"
    ),
    Column(
        "jaccard",
        "number",
        "shared / (a_size + b_size - shared); unknown where both are 0",
        "comunes / (a_size + b_size - comunes); desconocido si ambos son 0",
        "Jaccard",
        "Jaccard",
    ),
    Column("a_size", "integer", "how many a has", "cuántos tiene a", "in A", "en A"),
    Column("b_size", "integer", "how many b has", "cuántos tiene b", "in B", "en B"),
    Column(
        "change",
        "integer",
        "shared, less those on the first date",
        "comunes, menos los de la primera fecha",
        "change",
        "cambio",
    ),
    Column(
        "at_most",
        "integer",
        "how many both have if all are counted of whom nobody says since when",
        "cuántos tienen ambos si se cuentan todos aquellos de los que nadie dice desde cuándo",
    ),
)

QUESTION = Question(
    name="overlap-trend",
    number="T3",
    en="Is overlap growing?",
    es="¿Crece la superposición?",
    definition="Sets as in `member-overlap`, on the last day of each period from `from` to `to` (ten years where "
    "nothing is said) and on `to`. A pair is listed on every date on which either has (or may have) a member, if on any date both "
    "share `min-shared`. Mechanisms count while they are active or dormant. What nobody dates counts from its earliest "
    "evidence, never before, so that growth may be of knowledge only: `at_most` counts all that may have been shared, "
    "and growth is certain where more is shared at the end than `at_most` at the beginning. "
    "All dates are counted on the same arrays, one incidence a date. More overlap is not more waste: it may be "
    "duplication or back-up.",
    parameters=(
        _sets.BETWEEN,
        _sets.BY,
        Parameter(
            "from",
            "day",
            None,
            "the first date; ten years before the last",
            "la primera fecha; diez años antes de la última",
        ),
        Parameter("to", "day", None, "the last date; the day asked for", "la última fecha; el día pedido"),
        Parameter("step", "choice", "year", "the time between dates", "el tiempo entre fechas", choices=tuple(STEPS)),
        Parameter(
            "nodes",
            "nodes",
            (),
            "only pairs of these; of one, all its pairs",
            "solo pares de estos; de uno, todos sus pares",
        ),
        ROLES,
        Parameter(
            "min-shared",
            "integer",
            1,
            "the least number shared on any of the dates; 0 lists every pair",
            "el mínimo común en alguna de las fechas; 0 da todos los pares",
        ),
        scope("regional"),
    ),
    columns=COLUMNS,
    order="a and b, then the date",
    universe=universe,
    sentence=_trend_say.sentence,
    check=check,
    kernel=Kernel(_sets.SPELLS, _sets.spells, finish),
)
