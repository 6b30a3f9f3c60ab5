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
)


@dataclass(frozen=True, slots=True)
class Side:
    """Whose dependence it is, and the words for it.

    Attributes:
        whole: The column of those who depend, which is also the key of the universe without its plural s.
        part: The column of those on whom they depend.
        parts: The column that counts these.
        head: What so many of so many did, up to the colon: English, Spanish for one, Spanish for several.
        none: That nobody is known to have done so.
        one: That of so many only one of the others is recorded.
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
    """Who hangs on one of the others, as far as amounts are known, and who cannot be compared."""
    everyone = found.universe[f"{side.whole}s"]
    if not everyone:
        return _money_say.nothing(found, p, say)
    frame = found.frame
    whole = frame[(frame["state"] == _money.KNOWN) & (frame["other_currencies"] == 0)]
    n, least = whole[side.whole].nunique(), _money_say.percent(say, p["at_least"])
    parts = [say("On known amounts", "Según los montos conocidos") + f" {_money_say.period(say, p)}, "]
    words = {"n": n, "of": len(everyone), "least": least}
    if n:
        en, es, es_many = side.head
        parts[0] += say(en, es if n == 1 else es_many).format(**words)
        parts[0] += f": {_money_say.listed(say, _pairs(whole, side, say), n)}."
    else:
        parts[0] += say(*side.none).format(**words)
    single = whole.loc[whole[side.parts] == 1, side.whole].nunique()
    if single:
        parts.append(say(*side.one).format(n=single))
    return " ".join([*parts, *_limits(frame, side, say), _money_say.coverage(found, say)])


def _pairs(frame: pd.DataFrame, side: Side, say: Say) -> list[str]:
    """The first who depend, each with on whom and for which kind of money."""
    first = frame[side.whole].drop_duplicates().head(_money_say.MOST)
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
            "So too on what is known, though part is not",
            "También según lo conocido, aunque falta una parte",
        ),
        (
            several,
            "Not comparable, as their money is in several currencies without a dated rate",
            "No comparables, por ser en varias monedas sin tipo de cambio con fecha",
        ),
        (blank, "No share known", "Sin parte conocida"),
    )
    return [f"{say(en, es)}: {say.names(sorted(ids.unique()))}." for ids, en, es in told if len(ids)]
