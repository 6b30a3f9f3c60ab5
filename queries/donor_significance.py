"""D6: is a relation between donor and recipient significant or token?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.tables import Array
from queries import _money, _money_say
from queries._frame import Column, Parameter, Params, Question, Rows
from queries._say import Say

BOTH, CONCENTRATED, IMPORTANT, TOKEN = "concentrated and important", "concentrated", "important", "token"
VALUES = (BOTH, CONCENTRATED, IMPORTANT, TOKEN, _money.NO_EVIDENCE)
EXACT = 1e-9
"""Shares that differ by less are the same, and what reaches the threshold within this much reaches it."""


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row for each donor and recipient, in each currency, kind of money and dataset."""
    found = _money.placed(found, ["recipient"])
    frame = _money.nets(found, ["donor", "recipient"])
    net = frame["net"].to_numpy()
    given = net > 0
    nobody = _money.unnamed(found, frame, "donor")
    named = ~nobody & ~_money.unnamed(found, frame, "recipient")
    sides = {}
    for side, columns in (("donor", ["donor"]), ("recipient", ["recipient"]), ("all", [])):
        keys, code = _money.coded(frame, [*columns, *_money.KEY])
        unknown = np.bincount(code, frame["unknown"], len(keys)).astype(np.int64)
        sides[side] = (code, _money.totals(net, code, len(keys))[code], unknown[code])
    recipient, of_recipient, unknown_there = sides["recipient"]
    amount = np.where(given & named, net, np.nan)
    frame["share_of_donor"] = _money.ratio(amount, sides["donor"][1])
    frame["share_of_recipient"] = share = _money.ratio(amount, of_recipient)
    frame["donor_share"] = overall = _money.ratio(np.where(given & named, sides["donor"][1], np.nan), sides["all"][1])
    concentrated = share > overall * (1 + EXACT)
    hidden = np.bincount(recipient[nobody & given], net[nobody & given], len(frame)).astype(float)[recipient]
    frame["unnamed_share"] = hidden = _money.ratio(hidden, of_recipient)
    larger, least = _larger(share, recipient), p["important"] - EXACT
    important = larger < least
    open_ = important & ~(larger + hidden < least)  # it hangs on who is behind what has no name
    frame["significance"] = np.select(
        [np.isnan(share) | open_, concentrated & important, concentrated, important],
        [_money.NO_EVIDENCE, BOTH, CONCENTRATED, IMPORTANT],
        TOKEN,
    )
    frame["donors"] = np.bincount(recipient[~nobody], minlength=len(frame))[recipient]
    frame["unknown_beside"] = unknown_there + sides["donor"][2] - 2 * frame["unknown"]
    frame["evidence"] = _money.proof(found, _money.figure_of(found, ["donor", "recipient"]), len(frame))
    frame["rank"] = frame["significance"].map({value: rank for rank, value in enumerate(VALUES)})
    order = ["rank", "share_of_recipient", "donor", "recipient", *_money.KEY]
    frame = frame.sort_values(order, ascending=[True, False, *[True] * 5], kind="stable", na_position="last")
    frame = frame.rename(columns={"net": "amount", "unknown": "unknown_amounts"})
    return frame[[*(c.name for c in COLUMNS), "evidence"]]


def _larger(share: Array, figure: Array) -> Array:
    """What the donors that gave more give together, as a share of the figure; NaN where the share is not known."""
    out = np.full(len(share), np.nan)
    order = np.lexsort((-share, figure))
    order = order[~np.isnan(share[order])]
    if not len(order):
        return out
    shares, figures = share[order], figure[order]
    before = np.cumsum(shares) - shares
    starts = np.append(True, figures[1:] != figures[:-1])
    runs = starts | np.append(True, shares[1:] != shares[:-1])  # equals stand or fall together
    position = np.arange(len(order))
    first = np.maximum.accumulate(np.where(starts, position, 0))
    run = np.maximum.accumulate(np.where(runs, position, 0))
    out[order] = before[run] - before[first]
    return out


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many relations are significant, which are token, and of how many nothing is known."""
    frame = found.frame
    if frame.empty:
        return _money_say.nothing(found, p, say)
    for end in ("donor", "recipient"):
        frame = frame[~frame[end].isin(found.universe.get(f"unnamed_{end}s", []))]
    count = frame["significance"].value_counts()
    blank = int(count.get(_money.NO_EVIDENCE, 0))
    known, token = len(frame) - blank, frame[frame["significance"] == TOKEN]
    when = _money_say.period(say, p)
    if not known:
        return _blank(frame, when, say) + _money_say.coverage(found, say)
    words = {
        BOTH: ("concentrated and important", "concentrada e importante", "concentradas e importantes"),
        CONCENTRATED: ("concentrated only", "solo concentrada", "solo concentradas"),
        IMPORTANT: ("important only", "solo importante", "solo importantes"),
        TOKEN: ("token", "simbólica", "simbólicas"),
    }
    told = {
        value: say.count(int(count.get(value, 0)), en, en, es, es_many) for value, (en, es, es_many) in words.items()
    }
    kinds = [told[value] for value in (BOTH, CONCENTRATED, IMPORTANT) if value in count]
    significant = known - len(token)
    parts = [
        say(
            f"On known amounts {when}, {significant} of {known} relations between donor and recipient are significant",
            f"Según los montos conocidos {when}, {significant} de {known} relaciones entre donante y receptor son "
            "significativas",
        )
        + (f" ({say.joined(kinds)})" if kinds else "")
        + say(" and ", " y ")
        + told[TOKEN]
    ]
    if len(token):
        ends = token[["donor", "recipient"]].drop_duplicates()
        told_ends = [f"{say.name(a)} → {say.name(b)}" for a, b in ends.head(_money_say.MOST).itertuples(index=False)]
        parts[0] += f": {_money_say.listed(say, told_ends, len(ends))}"
    parts[0] += "."
    alone = int(
        ((frame["donors"] == 1) & (frame["unnamed_share"] == 0) & frame["significance"].isin([BOTH, IMPORTANT])).sum()
    )
    if alone:
        parts.append(
            say(
                f"{alone} of them {'is' if alone == 1 else 'are'} of the only donor recorded of that money, important "
                "whatever it gave.",
                f"{alone} de ellas {'es' if alone == 1 else 'son'} del único donante registrado de ese dinero, importante "
                "dé lo que dé.",
            )
        )
    if blank:
        none = say.count(blank, "relation", "relations", "relación", "relaciones")
        parts.append(say(f"No evidence for {none}.", f"Sin evidencia sobre {none}."))
    return " ".join([*parts, _money_say.coverage(found, say)])


def _blank(frame: pd.DataFrame, when: str, say: Say) -> str:
    """That nothing can be judged, and why."""
    if frame["amount"].notna().any():
        return say(
            f"0 of {len(frame)} relations between donor and recipient can be judged {when}, as some donors are not named: "
            "no evidence whether they are significant or token. ",
            f"0 de {len(frame)} relaciones entre donante y receptor se pueden juzgar {when}, pues algunos donantes no tienen "
            "nombre: sin evidencia de si son significativas o simbólicas. ",
        )
    return say(
        f"0 of {len(frame)} relations between donor and recipient have a known amount {when}: no evidence whether "
        "they are significant or token. ",
        f"0 de {len(frame)} relaciones entre donante y receptor tienen un monto conocido {when}: sin evidencia de si "
        "son significativas o simbólicas. ",
    )


COLUMNS = (
    Column("donor", "id", "who funds", "quién financia", "donor", "donante"),
    Column("recipient", "id", "who is funded", "quién es financiado", "recipient", "receptor"),
    Column("amount", "number", "net, in `currency`; empty is unknown", "neto, en `currency`; vacío: desconocido"),
    Column(
        "share_of_donor",
        "number",
        "amount / what the donor gave in all, 0 to 1",
        "monto / todo lo que dio el donante, de 0 a 1",
        "gave",
        "dio",
    ),
    Column(
        "share_of_recipient",
        "number",
        "amount / what the recipient got in all, 0 to 1",
        "monto / todo lo que obtuvo el receptor, de 0 a 1",
        "got",
        "obtuvo",
    ),
    Column(
        "donor_share",
        "number",
        "what the donor gave in all / what all gave, 0 to 1",
        "todo lo que dio el donante / lo que dieron todos, de 0 a 1",
    ),
    Column(
        "significance",
        "text",
        f"{BOTH}, {CONCENTRATED}, {IMPORTANT}, {TOKEN} or no evidence",
        f"{BOTH}, {CONCENTRATED}, {IMPORTANT}, {TOKEN} o no evidence",
        "significance",
        "significado",
    ),
    *(_money.FIGURE[:-1]),
    Column(
        "donors",
        "integer",
        "named donors recorded of that money of the recipient",
        "donantes con nombre registrados de ese dinero del receptor",
    ),
    Column(
        "unnamed_share",
        "number",
        "the part of that money of the recipient that several or unnamed donors together gave, 0 to 1",
        "la parte de ese dinero del receptor que dieron varios donantes o sin nombre en conjunto, de 0 a 1",
    ),
    Column(
        "unknown_amounts",
        "integer",
        "statements of the pair whose amount is not known",
        "afirmaciones del par sin monto",
    ),
    Column(
        "unknown_beside",
        "integer",
        "statements of unknown amount from the donor to others, or from others to the recipient",
        "afirmaciones sin monto del donante a otros, o de otros al receptor",
    ),
)

QUESTION = Question(
    name="donor-significance",
    number="D6",
    en="Is a relation between donor and recipient significant or token?",
    es="¿Es significativa o simbólica la relación entre un donante y un receptor?",
    definition="After the test of significant aid relations in OECD (2011), Report on Division of Labour: a relation is "
    "concentrated if the donor's share of the recipient's money is larger than its share of all money, important if the "
    "donor is among the largest that together give `important` (90%) of the recipient's money (equal donors stand or fall "
    "together), token if neither. The OECD compares countries over all country programmable aid; here all money is what "
    "is counted of one kind, in one currency, from one dataset, and recipients are of any kind, so that a relation is "
    "judged by what is loaded. Net amounts; unknown ones, and nets of nothing or less, give no evidence. Money of several "
    "or unnamed donors or recipients together is in all totals and is no relation; a donor that is important only if no "
    "larger one is behind such money gives no evidence.",
    parameters=(
        Parameter(
            "important",
            "number",
            0.9,
            "the share of the recipient's money that the important donors give together, 0 to 1",
            "la parte del dinero del receptor que dan juntos los donantes importantes, de 0 a 1",
        ),
        *_money.PARAMETERS,
    ),
    columns=COLUMNS,
    order="concentrated and important, concentrated, important, token, no evidence; then largest share of the recipient, "
    "donor, recipient, currency, money and dataset",
    universe=_money.universe,
    reads=_money.reads,
    check=_money.check,
    sentence=sentence,
    kernel=_money.kernel(finish),
)
