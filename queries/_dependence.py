"""How far one side of money hangs on one of the other: what single-donor-dependency and donor-concentration share."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from queries import _money, _money_say
from queries._frame import Column, Params, Rows
from queries._say import Say

HHI = Column("hhi", "number", "sum of the squared shares, 0 to 1", "suma de las partes al cuadrado, de 0 a 1")
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
    """

    whole: str
    part: str
    parts: str
    head: tuple[str, str, str]
    none: tuple[str, str]
    one: tuple[str, str]


def at_least(frame: pd.DataFrame, p: Params, side: Side) -> pd.DataFrame:
    """The rows whose top share is that large, or not known; largest first."""
    frame = frame[frame["top_share"].isna() | (frame["top_share"] >= p["at_least"])]
    order = ["top_share", "hhi", side.whole, *_money.KEY]
    return frame.sort_values(order, ascending=[False, False, *[True] * 4], kind="stable", na_position="last")


def sentence(found: Rows, p: Params, say: Say, side: Side) -> str:
    """Who hangs on one of several others, who has only one, as far as amounts are known, and who cannot be compared."""
    everyone = found.universe[f"{side.whole}s"]
    if not everyone:
        return _money_say.nothing(found, p, say)
    frame = found.frame
    whole = frame[(frame["state"] == _money.KNOWN) & (frame["other_currencies"] == 0)]
    several = whole[whole[side.parts] > 1]
    single = whole[~whole[side.whole].isin(several[side.whole])]
    n, alone = several[side.whole].nunique(), single[side.whole].nunique()
    parts = [say("On known amounts", "Con los montos conocidos") + f" {_money_say.period(say, p)}, "]
    words = {"n": _money_say.number(say, n), "of": _money_say.number(say, len(everyone)), "least": _least(p, say)}
    if n:
        en, es, es_many = side.head
        parts[0] += say(en, es if n == 1 else es_many).format(**words)
        parts[0] += f": {_money_say.listed(say, _pairs(several, side, say), n)}."
    else:
        parts[0] += say(*side.none).format(**words)
    if alone:
        more = say(" more", " más") if n else say(" of them", " de ellos")
        has = say("has", "tiene") if alone == 1 else say("have", "tienen")
        names = say.names(list(dict.fromkeys(single[side.whole])), _money_say.FEW)
        parts.append(f"{_money_say.number(say, alone)}{more} {has} {say(*side.one)}: {names}.")
    return " ".join([*parts, *_limits(frame, side, say), _money_say.coverage(found, say)])


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


def _limits(frame: pd.DataFrame, side: Side, say: Say) -> list[str]:
    """What the shares do not say: amounts missing, several currencies, no amounts."""
    known = frame[frame["top_share"].notna()]
    partly = known.loc[(known["state"] == _money.PARTLY) & (known["other_currencies"] == 0), side.whole]
    several = known.loc[known["other_currencies"] > 0, side.whole]
    blank = frame.loc[~frame[side.whole].isin(known[side.whole]), side.whole]
    told = (
        (
            partly,
            "Perhaps, as some amounts are unknown",
            "Quizá, pues faltan montos",
        ),
        (
            several,
            "In several currencies, not added",
            "En varias monedas, sin sumar",
        ),
        (blank, "No share known", "Sin parte conocida"),
    )
    return [f"{say(en, es)}: {_money_say.few(say, ids.unique())}." for ids, en, es in told if len(ids)]
