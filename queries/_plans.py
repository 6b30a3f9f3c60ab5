"""What plans and hosts need and have: their dated figures, brought to one period each.

An observation speaks of a period: from its start to its end; the year that it names; or, where it only gives a day or
month, the period of its plan (of what has none: that calendar year). Of several for one measure, subject and period
the latest on or before the day decides: a requirement or target from its first day, money received from the last day
it covers, so that a figure for a whole year is not known before the year is over. Revisions are never added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from graph import schema
from graph.tables import NEVER, day_number, day_numbers
from queries._frame import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.model import PropertyGraph
    from graph.tables import Array
    from queries._frame import Params

REQUIREMENT, RECEIVED, SHARE, TARGETED = (
    "financial_requirement",
    "funding_received",
    "funded_share",
    "people_targeted",
)
MEASURES = (REQUIREMENT, RECEIVED, SHARE, TARGETED)
MET, BELOW, NO_EVIDENCE = "met", "below", "no evidence"
UNITS = {"percent": 100.0, "%": 100.0, "share": 1.0}
"""How many of a unit a whole is; a share in another unit is not read."""
LAST, SOLE, BY_SHARE = "reported", "payments", "share"
"""How it is known what was received: a reported figure, the sum of payments, or a share alone."""

FIGURES = (
    Column("subject", "id", "the plan or country", "el plan o país"),
    Column("what", "text", "a measure, `plan`, `pays` or `hosts`", "una medida, `plan`, `pays` o `hosts`"),
    Column("other", "id", "the donor, or the population hosted", "el donante, o la población acogida"),
    Column("number", "number", "the value, amount or people", "el valor, monto o personas"),
    Column(
        "usd",
        "number",
        "the amount in US dollars, where a dated rate is given",
        "el monto en dólares, con tipo de cambio",
    ),
    Column("unit", "text", "the unit of the value", "la unidad del valor"),
    Column("currency", "text", "ISO 4217", "ISO 4217"),
    Column("money", "text", "the kind of money", "el tipo de dinero"),
    Column("dataset", "text", "the load that it comes from", "la carga de la que viene"),
    Column("start", "date", "from when", "desde cuándo"),
    Column("end", "date", "until when", "hasta cuándo"),
    Column("first", "date", "the start of the plan", "el inicio del plan"),
    Column("last", "date", "the end of the plan", "el fin del plan"),
    Column("statement", "id", "the statement, dated value or node", "la afirmación, valor con fecha o nodo"),
    Column("evidence", "ids", "what the tie rests on", "lo que lo sustenta"),
)
"""The flat rows that `finished` needs."""


def begun(graph: PropertyGraph, relation: str, p: Params) -> Array:
    """Which statements of a relation began by the day, whatever their end: boolean of shape (edges,)."""
    fits = graph.mask(relation, confidence=p["confidence"])
    fits &= ~graph.edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
    return cast("Array", fits & (graph.edges["since"] <= p["as_of"]).fillna(False).to_numpy(dtype=bool))


def observed(graph: PropertyGraph, subject: Array, p: Params) -> pd.DataFrame:
    """The dated figures of the nodes of these rows: columns as `FIGURES`, without `evidence`."""
    wanted = np.zeros(len(graph.nodes), dtype=bool)
    wanted[subject] = True
    seen = graph.observations
    fits = seen["measure"].isin(MEASURES) & seen["confidence"].isin(list(p["confidence"]))
    row = graph.observed_rows
    fits &= wanted[row] & (seen["start"].notna() | seen["end"].notna()) & seen["number"].notna()
    seen, row = seen[fits], row[fits.to_numpy()]
    frame = seen.rename(columns={"node": "subject", "measure": "what", "id": "statement"})
    return dated(graph, frame, row)


def dated(graph: PropertyGraph, frame: pd.DataFrame, row: Array) -> pd.DataFrame:
    """The frame with all columns of `FIGURES` but `evidence`, and the dates of the nodes of these rows."""
    nodes = graph.nodes
    frame = frame.assign(first=nodes["start"].to_numpy()[row], last=nodes["end"].to_numpy()[row])
    return frame.reindex(columns=[c.name for c in FIGURES[:-1]]).reset_index(drop=True)


def proved(frame: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """The frame sorted by these columns, each statement as `evidence`, in the types that `FIGURES` declares."""
    frame = frame.sort_values(list(order), kind="stable", ignore_index=True)
    types = {c.name: "float64" if c.type == "number" else "str" for c in FIGURES[:-1]}
    frame = frame.astype({name: dtype for name, dtype in types.items() if name in frame.columns})
    frame["evidence"] = pd.Series([[about] for about in frame["statement"].tolist()], dtype=object)
    return frame


def placed(ties: pd.DataFrame, p: Params) -> pd.DataFrame:
    """The figures of measures known by the day, each with its period.

    Returns:
        The rows of measures, with `p0`, `p1` (int32 days: the period) and `day` (int32: when the figure is known).
    """
    found = ties[ties["what"].isin(MEASURES)]
    start, end = found["start"].fillna(found["end"]), found["end"].fillna(found["start"])
    first, last = day_numbers(start, 0), day_numbers(end, NEVER, last=True)
    plan0, plan1 = day_numbers(found["first"], 0), day_numbers(found["last"], NEVER, last=True)
    own = (found["end"].notna() | (found["start"].str.len() == 4)).to_numpy()
    plan = ~own & (plan0 > 0) & (plan1 < NEVER)
    year = ~own & ~plan
    p0 = np.where(plan, plan0, np.where(year, first // 10000 * 10000 + 101, first))
    p1 = np.where(plan, plan1, np.where(year, first // 10000 * 10000 + 1231, last))
    day = np.where(found["what"].isin([RECEIVED, SHARE]), last, first)
    found = found.assign(p0=p0, p1=p1, day=day)
    return found[day <= day_number(p["as_of"])]


def latest(found: pd.DataFrame, what: str, keys: list[str]) -> pd.DataFrame:
    """Of one measure the latest figure for each value of some columns; of two of one day the last by id."""
    part = found[found["what"] == what].sort_values([*keys, "day", "statement"], kind="stable")
    return part.drop_duplicates(keys, keep="last", ignore_index=True)


PERIOD = ["subject", "p0", "p1"]


def periods(ties: pd.DataFrame, p: Params) -> pd.DataFrame:
    """What each subject needs and is reported to have, one row a subject and period, sorted by these.

    Columns: `subject`, `p0`, `p1`, `requirement`, `received`, `currency`, `share`, `date` (of the money or the share),
    `until` (the last day that it covers, 0 where unknown), `basis`, `targeted`.
    """
    known = placed(ties, p)
    keys = known.loc[known["what"] != TARGETED, PERIOD].drop_duplicates().sort_values(PERIOD)
    need = latest(known, REQUIREMENT, PERIOD)[[*PERIOD, "number", "currency"]]
    frame = keys.merge(need.rename(columns={"number": "requirement"}), on=PERIOD, how="left")
    given = known[known["what"] == RECEIVED].merge(frame, on=PERIOD, suffixes=("", "_needed"))
    # Money in another currency than the requirement is not set against it.
    given = given[given["requirement"].isna() | (given["currency"] == given["currency_needed"])]
    given = _figure(latest(given, RECEIVED, PERIOD), "received")
    part = known[known["what"] == SHARE]
    unit = part["unit"].map(UNITS).astype("float64")
    part = part.assign(number=part["number"] / unit)
    part = _figure(latest(part[part["number"].notna()], SHARE, PERIOD), "share")
    frame = frame.merge(given, on=PERIOD, how="left").merge(part, on=PERIOD, how="left", suffixes=("", "_share"))
    frame["currency"] = frame["currency"].fillna(frame["currency_received"])
    reported, told = frame["received"].notna(), frame["share"].notna()
    needed = (frame["requirement"] > 0).to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (frame["received"] / frame["requirement"]).to_numpy()
    frame["share"] = np.where(reported, np.where(needed, share, np.nan), frame["share"])
    for name in ("date", "until"):
        frame[name] = frame[name].where(reported, frame[f"{name}_share"])
    frame["basis"] = np.select([reported, told], [LAST, BY_SHARE], "")
    many = latest(known, TARGETED, PERIOD)[[*PERIOD, "number"]].rename(columns={"number": "targeted"})
    frame = frame.merge(many, on=PERIOD, how="left")
    names = ["requirement", "received", "currency", "share", "date", "until", "basis", "targeted"]
    return frame[[*PERIOD, *names]]


def _figure(found: pd.DataFrame, name: str) -> pd.DataFrame:
    found = found.assign(date=found["end"].fillna(found["start"]), until=found["day"])
    columns = {"number": name} | ({"currency": "currency_received"} if name == "received" else {})
    return found.rename(columns=columns)[[*PERIOD, *columns.values(), "date", "until"]]


def state(share: Array) -> Array:
    """`met`, `below` or `no evidence` of each share, objects of str."""
    return cast("Array", np.select([np.isnan(share), share >= 1], [NO_EVIDENCE, MET], BELOW).astype(object))


def written(p0: Array, p1: Array) -> list[str | None]:
    """Periods as people write them: 2021, 2023/2024, 2021-03-01/2021-09-30; None where there is none."""
    return [_written(int(a), int(b)) for a, b in zip(p0.tolist(), p1.tolist(), strict=True)]


def _written(first: int, last: int) -> str | None:
    if first % 10000 == 101 and last % 10000 == 1231:
        return str(first // 10000) if first // 10000 == last // 10000 else f"{first // 10000}/{last // 10000}"
    ends = [_day(first) if first > 0 else "", _day(last) if last < NEVER else ""]
    return "/".join(ends) if any(ends) else None


def _day(number: int) -> str:
    return f"{number // 10000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"
