"""Money given, in words small enough to draw, and the plain rules of what counts to compare the questions' own with."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from graph import schema
from graph.model import PropertyGraph
from tests.queries.drawn import tie

Figure = tuple[str | None, str, str]
"""Currency, kind of money and dataset: what is never added."""
Tie = tuple[str, str, Fraction | None, Figure, str]
"""Donor, recipient, amount (None is unknown), figure and statement."""

DAY = "2020-12-31"
DONORS = ("country:CAN", "country:ESP", "country:USA", "agency:eu", "agency:nobody")
RECIPIENTS = ("agency:iom", "agency:many", "country:COL", "project:roads")
NOBODY = ("agency:many", "agency:nobody")
"""Those that stand for several or unnamed ones together."""


def funds(donor: str, recipient: str, amount: float | None = None, currency: str | None = "USD", **more: Any) -> Any:
    """A counted FUNDS statement since 2020, a commitment unless told otherwise."""
    given = {"money": "commitment", "counted": True, "start": "2020", "amount": amount, "currency": currency}
    return tie("FUNDS", donor, recipient, **{**given, **more})


@st.composite
def payments(draw: st.DrawFn, size: int = 14) -> list[dict[str, Any]]:
    """Rows of FUNDS statements with everything that must not be added, netted or guessed."""
    row = st.fixed_dictionaries(
        {
            "source": st.sampled_from(DONORS),
            "target": st.sampled_from(RECIPIENTS),
            "amount": st.none() | st.integers(-6, 12).map(float),
            "amount_usd": st.none() | st.none() | st.integers(1, 9).map(float),
            "currency": st.sampled_from(["USD", "USD", "EUR", None]),
            "money": st.sampled_from(["pledge", "commitment", "disbursement", None]),
            "counted": st.sampled_from([True, True, True, False, None]),
            "latest_stage": st.sampled_from([None, None, None, False, True]),
            "dataset": st.sampled_from(["fts", "iati"]),
            "start": st.sampled_from(["2018", "2019-05", "2020", "2021", None]),
            "end": st.sampled_from([None, "2019-12"]),
            "status": st.sampled_from([None, None, None, "ended", "announced"]),
            "confidence": st.sampled_from(["stated", "stated", "inferred", "unverified"]),
        }
    )
    rows = draw(st.lists(row, max_size=size))
    return [{"relation": "FUNDS", "id": f"funds/{number:02d}", **row} for number, row in enumerate(rows)]


def paid(rows: Sequence[Mapping[str, Any]], more: Sequence[Mapping[str, Any]] = ()) -> PropertyGraph:
    """The graph of some payments, each read in 2019."""
    evidence = [{"about": row["id"], "source": "source:note", "date": "2019-06"} for row in (*rows, *more)]
    ends = {str(row[end]) for row in (*rows, *more) for end in ("source", "target")}
    ids = sorted({*DONORS, *RECIPIENTS, "source:note"} | ends)
    nodes = [{"id": node, **({"subtype": schema.UNNAMED} if node in NOBODY else {})} for node in ids]
    return PropertyGraph.build(nodes, [*rows, *more], (), evidence, [{"id": "source:note", "published": "2019-06"}])


def counted(rows: Iterable[Mapping[str, Any]], currency: str = "", since: str | None = None) -> list[Tie]:
    """What counts of some payments on `DAY`, by plain rules."""
    found: list[Tie] = []
    for row in rows:
        first = {"2018": "2018-01-01", "2019-05": "2019-05-01", "2020": "2020-01-01", "2021": "2021-01-01"}
        day = first[row["start"]] if row["start"] else "2019-06-01"  # else the day of its evidence
        out = row["status"] in schema.NEVER_IN_FORCE or row["confidence"] == "unverified" or day > DAY
        if since is not None:
            out = out or row["start"] is None or day < since
        if out or row["counted"] is not True or row["money"] is None:
            continue
        amount = row["amount"] if row["currency"] else None
        told = row["currency"]
        if currency:
            if row["currency"] != currency:
                amount = None
            if amount is None and currency == "USD":
                amount = row["amount_usd"]
            told = currency
        elif amount is None and row["amount_usd"] is not None:
            amount, told = row["amount_usd"], "USD"
        exact = None if amount is None else Fraction(amount)
        found.append((row["source"], row["target"], exact, (told, row["money"], row["dataset"]), row["id"]))
    return found


def beside(ties: Sequence[Tie], whole: int) -> list[Tie]:
    """The ties, those of unknown currency in each known one of the same donor (0) or recipient (1), kind, dataset."""
    out: list[Tie] = []
    for tied in ties:
        homes = {t[3] for t in ties if t[whole] == tied[whole] and t[3][1:] == tied[3][1:] and t[3][0] is not None}
        if tied[3][0] is not None or not homes:
            out.append(tied)
        else:
            out += [(*tied[:3], home, tied[4]) for home in homes]
    return out


def figures(ties: Sequence[Tie], whole: int) -> dict[tuple[str, Figure], list[Tie]]:
    """The ties by whole and figure."""
    by: dict[tuple[str, Figure], list[Tie]] = {}
    for tied in beside(ties, whole):
        by.setdefault((str(tied[whole]), tied[3]), []).append(tied)
    return by


def net(ties: Sequence[Tie], part: int) -> dict[str, Fraction | None]:
    """What each part gave or got net; None where none of its amounts is known."""
    by: dict[str, Fraction | None] = {}
    for tied in ties:
        name = str(tied[part])
        known = by.get(name)
        by[name] = known if tied[2] is None else (known or Fraction(0)) + tied[2]
    return by


def own(nets: Mapping[str, Fraction | None], whole: str = "") -> dict[str, Fraction]:
    """What each named part gave or got, of those with more than nothing; nothing of a whole that has no name."""
    named = {part: n for part, n in nets.items() if n is not None and n > 0 and part not in NOBODY}
    return {} if whole in NOBODY else named


def of_nobody(nets: Mapping[str, Fraction | None]) -> Fraction:
    """What several or unnamed ones together gave or got."""
    return sum((n for part, n in nets.items() if n is not None and n > 0 and part in NOBODY), Fraction(0))


def key(r: Mapping[str, Any], whole: str) -> tuple[str, Figure]:
    """The figure that a row is of."""
    return (r[whole], (r["currency"], r["money"], r["dataset"]))


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values, what is missing as None."""
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return [{k: None if isinstance(v, float) and v != v else v for k, v in row.items()} for row in rows]


def last(value: Any) -> tuple[bool, Any]:
    """A key that sorts what is missing behind all else."""
    return (value is None, value if value is not None else 0)


def down(value: float | None) -> tuple[bool, float]:
    """A key that sorts the largest first and what is missing last."""
    return (value is None, -(value or 0.0))


def figure_key(r: Mapping[str, Any]) -> Any:
    """How figures of the same node are sorted."""
    return (last(r["currency"]), r["money"], r["dataset"])
