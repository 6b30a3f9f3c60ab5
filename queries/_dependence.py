"""How far one side of money hangs on one of the other: what single-donor-dependency and donor-concentration share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from queries import _money, _money_say
from queries._frame import Column, Params, Rows
from queries._say import Say

HHI = Column(
    "hhi",
    "number",
    "sum of the squared shares of those named, 0 to 1",
    "suma de las partes al cuadrado de los que tienen nombre, de 0 a 1",
)
UNNAMED = Column(
    "unnamed_share",
    "number",
    "the part of `total` of several or unnamed ones together, 0 to 1: in no other share, so that these and `hhi` may be "
    "larger",
    "la parte de `total` de varios o sin nombre en conjunto, de 0 a 1: en ninguna otra parte, de modo que estas y `hhi` "
    "pueden ser mayores",
    "not named",
    "sin nombre",
)
TOTAL = Column(
    "total",
    "number",
    "net sum of those of more than nothing, in `currency`; empty is unknown",
    "suma neta de los que superan cero, en `currency`; vacío: desconocido",
)
OTHERS = Column(
    "other_currencies",
    "integer",
    "further figures of the same kind and dataset in other currencies: not added",
    "otras cifras del mismo tipo y carga en otras monedas: no se suman",
    "other currencies",
    "otras monedas",
)


@dataclass(frozen=True, slots=True)
class Side:
    """Whose dependence it is, and the words for it.

    Attributes:
        whole: The column of those who depend, which is also the key of the universe without its plural s.
        part: The column of those on whom they depend.
        parts: The column that counts these.
        head: What so many of so many did with one of several others: English, Spanish for one, Spanish for several.
        none: That nobody is known to have done so.
        one: What those have of whom only one of the others is recorded.
        unsure: Why a share may be another.
        nobody: That none of those who depend has a name.
    """

    whole: str
    part: str
    parts: str
    head: tuple[str, str, str]
    none: tuple[str, str]
    one: tuple[str, str]
    unsure: tuple[str, str]
    nobody: tuple[str, str]


def concentration(found: pd.DataFrame, whole: str, part: str) -> pd.DataFrame:
    """How far each whole hangs on one part: one row a figure (whole, currency, money, dataset), sorted by these.

    Who stands for several or unnamed ones is in `total` and is no part: the shares of the named are the least that
    they may be. As a whole it has no shares.

    Columns: these, `top` (the named part with the largest net, of equals the first by id; the only part where no share
    is known; else None), `top_share`, `hhi`, `effective` (numbers, NaN where no amount of a named part is known or
    their net is nothing), `parts` (named and recorded), `total` (of all whose net is more than nothing),
    `unnamed_share`, `unknown_amounts`, `netted` (named parts whose net is nothing or less), `other_currencies` (further
    figures of the same whole, kind and dataset), `state`, `evidence`.
    """
    found = _money.placed(found, [whole])
    pairs = _money.nets(found, [whole, part])
    figures, code = _money.coded(pairs, [whole, *_money.KEY])
    n, net = len(figures), pairs["net"].to_numpy()
    nobody, apart = _money.unnamed(found, pairs, part), _money.unnamed(found, figures, whole)
    total = _money.totals(net, code, n)
    share = _money.ratio(np.where(net > 0, net, 0.0), total[code])
    given = (share > 0) & ~nobody & ~apart[code]
    order = np.lexsort((-np.where(given, share, 0.0), code))  # stable: of equals the first by id
    first = order[np.searchsorted(code[order], np.arange(n))]
    parts, known = np.bincount(code[~nobody], minlength=n), np.bincount(code[given], minlength=n) > 0
    only = np.isnan(total) & (np.bincount(code, minlength=n) == 1) & (parts == 1) & ~apart
    figures["top"] = pairs[part].take(first).to_numpy(dtype=object)
    figures["top"] = figures["top"].where(pd.Series(known | only), None)
    figures["top_share"] = np.where(known, share[first], np.nan)
    hhi = np.minimum(np.bincount(code[given], share[given] ** 2, n), 1.0)
    figures["hhi"] = np.where(known, hhi, np.nan)
    figures["effective"] = _money.ratio(np.ones(n), figures["hhi"].to_numpy())
    figures["parts"] = parts
    figures["total"] = total
    hidden = nobody & (net > 0)
    figures["unnamed_share"] = _money.ratio(np.bincount(code[hidden], net[hidden], n).astype(float), total)
    figures["unknown_amounts"] = np.bincount(code, pairs["unknown"], n).astype(np.int64)
    figures["netted"] = np.bincount(code[(net <= 0) & ~nobody], minlength=n)
    figures["other_currencies"] = _money.others(figures, [whole, "money", "dataset"])
    partly = (figures["unknown_amounts"] > 0) | (np.bincount(code[nobody & (net != 0)], minlength=n) > 0)
    figures["state"] = np.select([~known, partly], [_money.NO_EVIDENCE, _money.PARTLY], _money.KNOWN)
    figures["evidence"] = _money.proof(found, _money.figure_of(found, [whole]), n)
    return figures


def at_least(frame: pd.DataFrame, p: Params, side: Side) -> pd.DataFrame:
    """The rows whose top share is that large, may be so with what has no name, or is not known; largest first."""
    share, hidden = frame["top_share"], frame["unnamed_share"]
    may = (hidden > 0) & (share + hidden >= p["at_least"] - _money.ROUNDING)
    frame = frame[share.isna() | (share >= p["at_least"]) | may]
    order = ["top_share", "hhi", side.whole, *_money.KEY]
    return frame.sort_values(order, ascending=[False, False, *[True] * 4], kind="stable", na_position="last")


def sentence(found: Rows, p: Params, say: Say, side: Side) -> str:
    """Who hangs on one of several others, who has only one, as far as amounts are known, and who cannot be compared."""
    everyone = found.universe[f"{side.whole}s"]
    nobody = found.universe.get(f"unnamed_{side.whole}s", [])
    if not everyone and not nobody:
        return _money_say.nothing(found, p, say)
    frame = found.frame[~found.frame[side.whole].isin(nobody)]
    whole = frame[_sure(frame, p) & (frame["other_currencies"] == 0)]
    several = whole[(whole[side.parts] > 1) | (whole["unnamed_share"] > 0)]
    single = whole[~whole[side.whole].isin(several[side.whole])]
    n, alone = several[side.whole].nunique(), single[side.whole].nunique()
    parts = [say("On known amounts", "Con los montos conocidos") + f" {_money_say.period(say, p)}, "]
    words = {"n": _money_say.number(say, n), "of": _money_say.number(say, len(everyone)), "least": _least(p, say)}
    if n:
        en, es, es_many = side.head
        parts[0] += say(en, es if n == 1 else es_many).format(**words)
        parts[0] += f": {_money_say.listed(say, _pairs(several, side, say), n)}."
    else:
        parts[0] += say(*side.none if everyone else side.nobody).format(**words)
    if alone:
        more = say(" more", " más") if n else say(" of them", " de ellos")
        has = say("has", "tiene") if alone == 1 else say("have", "tienen")
        names = say.names(list(dict.fromkeys(single[side.whole])), _money_say.FEW)
        parts.append(f"{_money_say.number(say, alone)}{more} {has} {say(*side.one)}: {names}.")
    return " ".join([*parts, *_limits(frame, p, side, say), _money_say.coverage(found, say)])


def _sure(frame: pd.DataFrame, p: Params) -> pd.Series[bool]:
    """Which rows hold whatever is not known: all is known, or all but who is behind what the share does not need."""
    bound = (frame["unnamed_share"] > 0) & (frame["unknown_amounts"] == 0) & (frame["top_share"] >= p["at_least"])
    if "unplaced" in frame:
        bound &= frame["unplaced"] == 0
    sure: pd.Series[bool] = (frame["state"] == _money.KNOWN) | bound
    return sure


def _least(p: Params, say: Say) -> str:
    if not p["at_least"]:
        return say("part", "una parte")
    share = _money_say.percent(say, p["at_least"])
    return say("all", "todo") if p["at_least"] == 1 else say(f"{share} or more", f"{share} o más")


def _pairs(frame: pd.DataFrame, side: Side, say: Say) -> list[str]:
    """The first who depend, each with on whom and for which kind of money."""
    first = frame[side.whole].drop_duplicates().head(_money_say.FEW)
    by: dict[str, dict[str, None]] = {whole: {} for whole in first}
    rows = frame.loc[frame[side.whole].isin(first), [side.whole, side.part, "money"]]
    for whole, part, money in rows.itertuples(index=False):
        by[whole].setdefault(f"{say.name(part)}: {_money_say.kind(say, money)}")
    return [f"{say.name(whole)} ({', '.join(parts)})" for whole, parts in by.items()]


def _limits(frame: pd.DataFrame, p: Params, side: Side, say: Say) -> list[str]:
    """What the shares do not say: amounts or names missing, several currencies, no amounts."""
    known = frame[frame["top_share"].notna()]
    partly = known.loc[~_sure(known, p) & (known["other_currencies"] == 0), side.whole]
    several = known.loc[known["other_currencies"] > 0, side.whole]
    blank = frame.loc[~frame[side.whole].isin(known[side.whole]), side.whole]
    told = (
        (
            partly,
            *side.unsure,
        ),
        (
            several,
            "In several currencies, not added",
            "En varias monedas, sin sumar",
        ),
        (blank, "No share known", "Sin parte conocida"),
    )
    return [f"{say(en, es)}: {_money_say.few(say, ids.unique())}." for ids, en, es in told if len(ids)]
