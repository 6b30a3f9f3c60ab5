"""Money that counts: the ties of the money questions, their sums and shares; `_money_say` has the words for them.

A figure is a sum of `counted` FUNDS statements of one kind of money, in one currency, from one dataset: `KEY` is part of
every group, so that no two of them can be added (FTS and IATI report the same dollars). An amount that is not known is
counted, never summed; corrections are netted; a total of nothing has no shares. Who stands for several or unnamed
donors or recipients is in every total, and is never one of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from graph import schema
from graph.changes import WHAT_IF
from graph.errors import BadParameter
from graph.model import PropertyGraph
from graph.tables import Array
from queries._frame import Column, Kernel, Parameter, Params

KEY = ("currency", "money", "dataset")
"""What is never added: part of the key of every figure."""
ROUNDING = 1e-12
"""A net below this part of what was added and taken away is the rounding of the computer, and nothing."""
NO_EVIDENCE, PARTLY, KNOWN = "no evidence", "partly known", "known"

FROM = Parameter(
    "from",
    "first-day",
    None,
    "only money since this day; money whose start is not known is then left out, and said",
    "solo dinero desde este día; el de inicio desconocido queda entonces fuera, y se dice",
)
MONEY = Parameter(
    "money",
    "choices",
    schema.MONEY,
    "which kinds of money; each is a figure of its own",
    "qué tipos de dinero; cada uno es una cifra aparte",
    choices=schema.MONEY,
)
CURRENCY = Parameter(
    "currency",
    "text",
    "",
    "amounts as known in this currency (ISO 4217), for USD those with a dated rate too; each currency apart if not given",
    "montos conocidos en esta moneda (ISO 4217), para USD también los que tienen un tipo de cambio con fecha; cada "
    "moneda aparte si no se indica",
)
EXCLUDE = Parameter(
    "exclude", "nodes", (), "donors to leave out", "donantes que se dejan fuera", kinds=("Country", "Agency")
)
RECIPIENTS = Parameter(
    "recipients",
    "choices",
    schema.RELATIONS["FUNDS"].targets,
    "which kinds of recipients",
    "qué clases de receptores",
    choices=schema.RELATIONS["FUNDS"].targets,
)
PARAMETERS = (CURRENCY, MONEY, FROM, EXCLUDE, RECIPIENTS)

TIES = (
    Column("donor", "id", "who funds", "quién financia"),
    Column("recipient", "id", "who is funded", "quién es financiado"),
    Column(
        "amount", "number", "the amount in `currency`; empty is unknown", "el monto en `currency`; vacío: desconocido"
    ),
    Column("currency", "text", "ISO 4217", "ISO 4217"),
    Column("money", "text", "the kind of money", "el tipo de dinero"),
    Column("dataset", "text", "the load that the statement comes from", "la carga de la que viene la afirmación"),
    Column("statement", "id", "the statement", "la afirmación"),
    Column(
        "unnamed_donor",
        "yes",
        "whether the donor stands for several or unnamed ones",
        "si el donante representa a varios o sin nombre",
    ),
    Column(
        "unnamed_recipient",
        "yes",
        "whether the recipient stands for several or unnamed ones",
        "si el receptor representa a varios o sin nombre",
    ),
    Column("evidence", "ids", "the statements behind the tie", "las afirmaciones que lo sustentan"),
)

FIGURE = (
    Column("currency", "text", "ISO 4217", "ISO 4217", "in", "en"),
    Column("money", "text", "the kind of money", "el tipo de dinero", "kind", "tipo"),
    Column("dataset", "text", "the load that the figure comes from", "la carga de la que viene la cifra"),
    Column(
        "unknown_amounts",
        "integer",
        "statements whose amount is not known",
        "afirmaciones cuyo monto no se conoce",
        "unknown",
        "sin monto",
    ),
)
"""The columns that say what figure a row is of, and how much of it is not known."""
STATE = Column(
    "state",
    "text",
    "known, partly known (some amounts are not, or who is behind some of them) or no evidence (no share)",
    "known, partly known (faltan montos, o quién está detrás de algunos) o no evidence (sin parte)",
)

# -- from the graph -------------------------------------------------------------------------------------------------


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The money that counts: one row a counted FUNDS statement of the period, columns as `TIES`, by statement.

    Raises:
        BadParameter: `currency` is not the code of one.
    """
    asked = wanted(p)
    columns = ["source", "target", "amount", "currency", "money", "dataset", "id", "amount_usd"]
    kept = _period(graph, p) & _counts(graph) & _typed(graph, p)
    found = graph.edges[columns][kept]
    found = found.set_axis([c.name for c in TIES[:7]] + ["usd"], axis=1).reset_index(drop=True)
    own = found["amount"].where(found["currency"].notna())  # an amount without a currency is not known in any
    usd = found.pop("usd")
    if asked:
        known = own.where(found["currency"] == asked)
        found["amount"] = known.fillna(usd) if asked == "USD" else known
        found["currency"] = pd.Series(asked, index=found.index, dtype="str")
    else:
        found["amount"] = own.fillna(usd)
        found["currency"] = found["currency"].mask(own.isna() & usd.notna(), "USD")
    found["dataset"] = homes(found, "recipient")
    nobody = (graph.nodes["subtype"] == schema.UNNAMED).fillna(False).to_numpy(dtype=bool)
    found["unnamed_donor"], found["unnamed_recipient"] = (
        nobody[graph.source_rows[kept]],
        nobody[graph.target_rows[kept]],
    )
    return found.assign(evidence=pd.Series([[about] for about in found["statement"].tolist()], dtype=object))


def homes(found: pd.DataFrame, whole: str) -> pd.Series[str]:
    """The dataset of each tie; what is supposed joins that of its `whole`, or of all, where it is a single one.

    Only then does a what-if change a figure. Where several datasets tell of the same money it stays beside them.
    """
    supposed = found["dataset"] == WHAT_IF
    if not supposed.any():
        return found["dataset"]
    told = found.loc[~supposed, [whole, "dataset"]].drop_duplicates()
    single = told.drop_duplicates(whole, keep=False).set_index(whole)["dataset"]
    own = found.loc[supposed, whole].map(single)
    if told["dataset"].nunique() == 1:
        own = own.fillna(told["dataset"].iloc[0])
    return found["dataset"].mask(supposed, own).fillna(WHAT_IF).astype("str")


def wanted(p: Params) -> str:
    """The currency asked for, in capitals; empty keeps each apart.

    Raises:
        BadParameter: It is not the code of a currency.
    """
    text = str(p["currency"])
    if not re.fullmatch(r"[A-Za-z]{3}|", text, re.ASCII):
        raise BadParameter("currency", text, "not the code of a currency", "write an ISO 4217 code: USD, EUR, CAD ...")
    return text.upper()


def check(p: Params) -> None:
    """Nothing, where a money question can be answered as asked.

    Raises:
        BadParameter: `currency` is not the code of one, the period ends before it begins, or a share is more than all.
    """
    wanted(p)
    if p["from"] is not None and p["from"] > p["as_of"]:
        raise BadParameter("from", p["from"], f"it is after the last day, {p['as_of']}", "give an earlier day")
    for name in ("at-least", "important"):
        if p.get(name.replace("-", "_"), 0) > 1:
            raise BadParameter(name, p[name.replace("-", "_")], "a share is at most 1", "write 0.5 for a half")


def kernel(finish: Callable[[pd.DataFrame, Params], pd.DataFrame]) -> Kernel:
    """The kernel of a question that is computed from `ties` alone."""
    return Kernel(TIES, ties, finish)


def reads(p: Params) -> tuple[str, ...]:
    """What `universe` looks at in the graph."""
    return ("FUNDS",)


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """What was looked at: donors, recipients, and the statements that count, are not known in full, or are left out."""
    fits, counts, undated = _fits(graph, p), _counts(graph), graph.edges["start"].isna().to_numpy()
    period = _period(graph, p, fits)
    left = {"not_counted": period & ~counts, "unknown_kind": period & counts & graph.edges["money"].isna().to_numpy()}
    if p["from"] is not None:
        left["unknown_start"] = fits & held(graph, p["as_of"]) & counts & undated & _typed(graph, p)
    unknown = found["amount"].isna()
    ends = {}
    for end in ("donor", "recipient"):
        nobody = found[f"unnamed_{end}"]
        ends[f"{end}s"] = sorted(found.loc[~nobody, end].unique())
        if nobody.any():
            ends[f"unnamed_{end}s"] = sorted(found.loc[nobody, end].unique())
    return (
        ends
        | {
            "known_amounts": found.loc[~unknown, "statement"].tolist(),
            "unknown_amounts": found.loc[unknown, "statement"].tolist(),
        }
        | {name: graph.edges["id"][mask].tolist() for name, mask in left.items()}
    )


def _fits(graph: PropertyGraph, p: Params) -> Array:
    """Which statements say, as well as asked for, that money of such donors to such recipients came to be."""
    fits = graph.mask("FUNDS", confidence=p["confidence"])
    fits &= graph.nodes["kind"].isin(list(p["recipients"])).to_numpy()[graph.target_rows]
    if p["exclude"]:
        fits &= ~np.isin(graph.source_rows, graph.node_index.get_indexer(pd.Index(list(p["exclude"]))))
    return fits


def held(graph: PropertyGraph, day: str) -> Array:
    """Which statements came to be by a day, whatever their end, boolean of shape (edges,)."""
    came = (graph.edges["since"] <= day).fillna(False).to_numpy(dtype=bool)
    return cast("Array", came & ~graph.edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy())


def _period(graph: PropertyGraph, p: Params, fits: Array | None = None) -> Array:
    """Those of them that began in the period, whatever their end: money given stays given."""
    fits = (_fits(graph, p) if fits is None else fits) & held(graph, p["as_of"])
    if p["from"] is not None:
        fits &= ((graph.edges["since"] >= p["from"]) & graph.edges["start"].notna()).to_numpy(dtype=bool)
    return fits


def _counts(graph: PropertyGraph) -> Array:
    return graph.edges["counted"].fillna(False).to_numpy(dtype=bool)


def _typed(graph: PropertyGraph, p: Params) -> Array:
    return graph.edges["money"].isin(list(p.get("money", schema.MONEY))).to_numpy()


# -- sums and shares ------------------------------------------------------------------------------------------------


def coded(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[pd.DataFrame, Array]:
    """The distinct rows of some columns, sorted (what is missing last), and for each row the position of its own."""
    code, size = np.zeros(len(frame), dtype=np.int64), 1
    for name in columns:
        part, texts = pd.factorize(frame[name], sort=True)
        part = np.where(part < 0, len(texts), part)
        if size * (len(texts) + 1) > 2**62:
            code = np.unique(code, return_inverse=True)[1]
            size = len(frame)
        code, size = code * (len(texts) + 1) + part, size * (len(texts) + 1)
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return frame[list(columns)].iloc[first].reset_index(drop=True), inverse


def lean(found: pd.DataFrame) -> pd.DataFrame:
    """The ties with their repeated texts as categories, which are grouped and taken without touching the texts."""
    texts = [c.name for c in TIES if c.type in ("id", "text") and c.name != "statement"]
    return found.astype(dict.fromkeys(found.columns.intersection([*texts, "place"]), "category"))


def placed(found: pd.DataFrame, whole: Sequence[str], same: Sequence[str] = ("money", "dataset")) -> pd.DataFrame:
    """The ties, those of unknown currency beside each currency of the same whole (and the same kind, dataset).

    Their amount is unknown in each of these currencies; where there is none they stand alone.
    """
    found = lean(found)
    currency = found["currency"].cat.codes.to_numpy().astype(np.int64)
    floating, kinds = currency < 0, len(found["currency"].cat.categories)
    if not floating.any() or floating.all():
        return found
    code = coded(found, [*whole, *same])[1]
    homes = np.flatnonzero(np.bincount(code[~floating] * kinds + currency[~floating]))  # the currencies of each whole
    rows = np.flatnonzero(floating)
    first, last = (np.searchsorted(homes // kinds, code[rows], side) for side in ("left", "right"))
    times = np.maximum(last - first, 1)
    step = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    home = np.repeat(first, times) + step
    alone = np.repeat(last == first, times)
    beside = found.iloc[np.repeat(rows, times)].reset_index(drop=True)
    codes = np.where(alone, -1, homes[np.where(alone, 0, home)] % kinds)
    beside["currency"] = pd.Categorical.from_codes(codes, found["currency"].cat.categories)
    return pd.concat([found[~floating], beside], ignore_index=True)


def nets(found: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """What was given net: one row for each distinct value of `columns` and `KEY`, sorted by them.

    Columns: these, `net` (number; NaN where no amount is known), `unknown` (integer: amounts that are not known).
    """
    frame, code = coded(found, [*columns, *KEY])
    amount = found["amount"].to_numpy(dtype=float)
    frame["net"] = summed(amount, code, len(frame))
    frame["unknown"] = np.bincount(code[~np.isfinite(amount)], minlength=len(frame))
    return frame


def summed(amount: Array, code: Array, groups: int) -> Array:
    """The known amounts of each group netted, float64 of shape (groups,); NaN where none is known."""
    known = np.isfinite(amount)
    amount, code = amount[known], code[known]
    with np.errstate(over="ignore", invalid="ignore"):
        net = np.bincount(code, amount, groups).astype(float)  # without any amount numpy counts in integers
        net[np.abs(net) <= ROUNDING * np.bincount(code, np.abs(amount), groups)] = 0.0
    net[(np.bincount(code, minlength=groups) == 0) | ~np.isfinite(net)] = np.nan
    return net


def ratio(part: Array, whole: Array) -> Array:
    """`part` / `whole`, float64; NaN where the whole is not known, or is not more than nothing."""
    out = np.full(len(part), np.nan)
    with np.errstate(over="ignore", invalid="ignore"):
        np.divide(part, whole, out=out, where=np.isfinite(whole) & (whole > 0))
    out[~np.isfinite(out)] = np.nan
    return out


def totals(net: Array, code: Array, figures: int) -> Array:
    """The sum of what is more than nothing by figure, float64 of shape (figures,); NaN where that is nothing."""
    gives = net > 0
    with np.errstate(over="ignore"):
        total = np.bincount(code[gives], net[gives], figures).astype(float)
    total[~np.isfinite(total) | (total <= 0)] = np.nan
    return total


def proof(found: pd.DataFrame, code: Array, figures: int) -> pd.Series[Any]:
    """The evidence of the ties of each figure, sorted; `code` is the figure of each tie."""
    if max(map(len, found["evidence"].tolist()), default=1) == 1:  # the statement alone, which sorts without lists
        return collected(found["statement"], code, figures)
    lists = collected(found["evidence"], code, figures)
    return pd.Series([sorted(set(itertools.chain.from_iterable(cells))) for cells in lists.tolist()], dtype=object)


def collected(cells: pd.Series[Any], code: Array, groups: int) -> pd.Series[Any]:
    """The cells of each group, sorted, as a list."""
    order = np.argsort(code, kind="stable")
    values = cells.take(order).tolist()
    bounds = itertools.pairwise(np.searchsorted(code[order], np.arange(groups + 1)).tolist())
    return pd.Series([sorted(values[a:b]) for a, b in bounds], dtype=object)


def unnamed(found: pd.DataFrame, frame: pd.DataFrame, end: str) -> Array:
    """Which rows have at an end who stands for several or unnamed ones there, boolean; the ties say who does."""
    nobody = found.loc[found[f"unnamed_{end}"].to_numpy(dtype=bool), end].unique()
    return cast("Array", frame[end].isin(list(nobody)).to_numpy(dtype=bool))


def figure_of(found: pd.DataFrame, whole: Sequence[str]) -> Array:
    """The figure of each tie: its position among the distinct values of `whole` and `KEY`, sorted."""
    return coded(found, [*whole, *KEY])[1]


def others(figures: pd.DataFrame, same: Sequence[str]) -> Array:
    """How many further figures agree in these columns: the currencies that are not added to it."""
    _, code = coded(figures, same)
    return cast("Array", np.bincount(code)[code] - 1) if len(figures) else code
