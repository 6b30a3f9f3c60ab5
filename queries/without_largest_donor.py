"""D5: what remains of known money without the largest donor, or without named ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from graph.tables import Array
from queries import _money, _money_say
from queries._frame import Column, Parameter, Params, Question, Rows
from queries._say import Say

LEFT, ONLY_UNKNOWN, UNNAMED = "something left", "only unknown amounts left", "only unnamed donors left"
ELSEWHERE, NOTHING = "only other money left", "nothing left known"


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row for each figure of a recipient that loses a donor."""
    found = _money.placed(found, ["recipient"])
    pairs = _money.nets(found, ["recipient", "donor"])
    frame, code = _money.coded(pairs, ["recipient", *_money.KEY])
    n, net, unknown = len(frame), pairs["net"].to_numpy(), pairs["unknown"].to_numpy()
    gives = net > 0
    total = _money.totals(net, code, n)
    named, whole = ~_money.unnamed(found, pairs, "donor"), ~_money.unnamed(found, frame, "recipient")[code]
    asked = pairs["donor"].isin(list(p["donors"])).to_numpy()
    gone = whole & (asked if p["donors"] else _largest(pairs, code, total, named))
    told = np.bincount(code[gone & ~np.isnan(net)], minlength=n) > 0
    lost = np.where(told, np.bincount(code[gone & gives], net[gone & gives], n), np.nan)
    left = np.bincount(code[gives & ~gone], net[gives & ~gone], n)
    blank = np.bincount(code[(unknown > 0) & ~gone], minlength=n) > 0
    kept = np.bincount(code[(gives | (unknown > 0)) & ~gone & named], minlength=n) > 0
    none = np.bincount(code[gone], minlength=n) == 0
    frame["removed"] = _money.collected(pairs["donor"].astype("str")[gone], code[gone], n)
    frame["total"] = total
    frame["without"] = np.where(np.isnan(total) | none | ((left == 0) & blank), np.nan, left)
    frame["share_lost"] = _money.ratio(lost, total)
    frame["unknown_amounts"] = np.bincount(code, unknown, n).astype(np.int64)
    every = np.ones(len(pairs), dtype=bool)
    others = _others(pairs, code, gone, n, every, named=bool(p["donors"]))
    frame["other_donors"] = _others(pairs, code, gone, n, named, named=bool(p["donors"]))
    frame["state"] = np.select(
        [none, (left > 0) & kept, left > 0, blank, others > 0],
        [_money.NO_EVIDENCE, LEFT, UNNAMED, ONLY_UNKNOWN, ELSEWHERE],
        NOTHING,
    )
    frame["evidence"] = _money.proof(found, _money.figure_of(found, ["recipient"]), n)
    if p["donors"]:
        frame = frame[frame["state"] != _money.NO_EVIDENCE]
    order = ["share_lost", "recipient", *_money.KEY]
    frame = frame.sort_values(order, ascending=[False, *[True] * 4], kind="stable", na_position="last")
    return frame[[*(c.name for c in COLUMNS), "evidence"]]


def _largest(pairs: pd.DataFrame, code: Array, total: Array, named: Array) -> Array:
    """Which named pairs are the largest of their figure (of equals the first by donor), or all that is recorded of it."""
    net = pairs["net"].to_numpy()
    gives, open_ = (net > 0) & named, pairs["unknown"].to_numpy() > 0
    order = np.lexsort((-np.where(gives, net, 0.0), code))  # stable: of equals the first by donor
    largest = np.zeros(len(pairs), dtype=bool)
    largest[order[np.searchsorted(code[order], np.arange(len(total)))]] = True
    alone = (np.bincount(code[open_], minlength=len(total)) == 1)[code] & open_ & named
    return np.where(np.isnan(total[code]), alone, largest & gives)


def _others(pairs: pd.DataFrame, code: Array, gone: Array, n: int, some: Array, *, named: bool) -> Array:
    """How many other donors, of some of the pairs, each recipient has in any figure, those of unknown amount too.

    Named donors are gone from all its figures, the largest of a figure from that figure alone.
    """
    known, recipient = _money.coded(pairs, ["recipient"])
    held, tie = _money.coded(pairs, ["recipient", "donor"])
    of = np.zeros(len(held), dtype=np.int64)
    of[tie] = recipient
    live, away = np.zeros(len(held), dtype=bool), np.zeros(len(held), dtype=bool)
    live[tie[((pairs["net"] > 0) | (pairs["unknown"] > 0)).to_numpy() & some]] = True
    away[tie[gone]] = named
    left = np.bincount(of[live & ~away], minlength=len(known))
    figure = np.zeros(n, dtype=np.int64)
    figure[code] = recipient
    lost: Array = np.bincount(code[gone & (live & ~away)[tie]], minlength=n)
    return left[figure] - lost


def sentence(found: Rows, p: Params, say: Say) -> str:
    """To whom nothing known is left, who keeps what, and of whom too little is known."""
    nobody, of = found.universe.get("unnamed_recipients", []), len(found.universe["recipients"])
    frame = found.frame[~found.frame["recipient"].isin(nobody)]
    if not of and not nobody:
        return _money_say.nothing(found, p, say)
    when = _money_say.period(say, p)
    if p["donors"]:
        names = say.names(p["donors"])
        head = say(f"Without {names}, on known amounts {when}, ", f"Sin {names}, según los montos conocidos {when}, ")
    else:
        who = ("donor", "donante")
        if "unnamed_donors" in found.universe:
            who = ("named donor", "donante nombrado")
        head = say(
            f"Without the largest {who[0]} of each, on known amounts {when}, ",
            f"Sin el mayor {who[1]} de cada uno, según los montos conocidos {when}, ",
        )
    if frame.empty:
        return (
            head
            + say(
                f"none of {of} recipients is known to lose anything. ",
                f"de ninguno de {of} receptores consta que pierda algo. ",
            )
            + _money_say.coverage(found, say)
        )
    by = {state: sorted(part.unique()) for state, part in frame.groupby("state")["recipient"]}
    nothing = by.get(NOTHING, [])
    names = f": {say.names(nothing, _money_say.FEW)}" if nothing else ""
    parts = [
        head
        + say(
            f"nothing known is left to {len(nothing)} of {of} recipients, as no other donor of theirs is recorded{names}."
            if nothing
            else f"something recorded is left to each of {of} recipients.",
            f"no consta que les quede nada a {len(nothing)} de {of} receptores, pues no se registra otro donante{names}."
            if nothing
            else f"queda algo registrado a cada uno de {of} receptores.",
        )
    ]
    if LEFT in by:
        some = frame[frame["state"] == LEFT]
        told = [_kept(row, say) for row in some.head(_money_say.FEW).to_dict("records")]
        kept = _money_say.listed(say, told, len(some))
        parts.append(say(f"Something is left to {kept}.", f"Conservan algo: {kept}."))
    for state, en, es in (
        (
            ELSEWHERE,
            "Only money of another kind, currency or dataset is left to:",
            "Solo conservan dinero de otro tipo, moneda o carga:",
        ),
        (
            UNNAMED,
            "Only money of donors that are not named is left to:",
            "Solo conservan dinero de donantes sin nombre:",
        ),
        (ONLY_UNKNOWN, "Only unknown amounts are left to:", "Solo conservan montos desconocidos:"),
        (_money.NO_EVIDENCE, "The largest donor is not known of:", "No se conoce el mayor donante de:"),
    ):
        if state in by:
            parts.append(f"{say(en, es)} {_money_say.few(say, by[state])}.")
    return " ".join([*parts, _money_say.coverage(found, say)])


def _kept(row: Mapping[Any, Any], say: Say) -> str:
    left = _money_say.amount(say, row["without"], row["currency"])
    share = row["share_lost"]
    lost = say("an unknown part less", "una parte desconocida menos")
    if share == share:
        lost = say(f"{_money_say.percent(say, share)} less", f"{_money_say.percent(say, share)} menos")
    return f"{say.name(row['recipient'])} ({left}, {lost})"


COLUMNS = (
    Column("recipient", "id", "who is funded", "quién es financiado", "recipient", "receptor"),
    Column(
        "removed",
        "ids",
        "the donors taken away: the largest named one (of equals the first by id), or those asked for",
        "los donantes que se quitan: el mayor con nombre (de iguales, el primero por id) o los pedidos",
        "without",
        "sin",
    ),
    Column(
        "total",
        "number",
        "net sum of the donors that gave more than nothing, in `currency`; empty is unknown",
        "suma neta de los donantes que dieron más que nada, en `currency`; vacío: desconocido",
    ),
    Column(
        "without",
        "number",
        "what remains of `total`, that of donors not named too; empty is unknown",
        "lo que queda de `total`, también de donantes sin nombre; vacío: desconocido",
        "remains",
        "queda",
    ),
    Column(
        "share_lost",
        "number",
        "the part of `total` that goes, 0 to 1; empty where what is taken away is not known",
        "la parte de `total` que se pierde, de 0 a 1; vacío donde no se conoce lo que se quita",
        "lost",
        "perdido",
    ),
    *(_money.FIGURE[:-1]),
    Column(
        "unknown_amounts", "integer", "statements whose amount is not known", "afirmaciones cuyo monto no se conoce"
    ),
    Column(
        "other_donors",
        "integer",
        "named donors left to the recipient in any figure, those of unknown amount too",
        "donantes con nombre que quedan al receptor en cualquier cifra, también los de monto desconocido",
    ),
    Column(
        "state",
        "text",
        f"{LEFT}, {UNNAMED}, {ONLY_UNKNOWN}, {ELSEWHERE} (another kind, currency or dataset), {NOTHING}, or no evidence (the "
        "largest is not known)",
        f"{LEFT}, {UNNAMED}, {ONLY_UNKNOWN}, {ELSEWHERE} (otro tipo, moneda o carga), {NOTHING}, o no evidence (no se conoce el "
        "mayor)",
        "then",
        "entonces",
    ),
)

QUESTION = Question(
    name="without-largest-donor",
    number="D5",
    en="What remains without the largest donor (or named ones)?",
    es="¿Qué queda sin el mayor donante (o sin algunos)?",
    definition="For each recipient, currency, kind of money and dataset (never added together) what remains of the known "
    "net total when its largest donor is taken away, or the donors asked for (then only recipients of theirs are rows). "
    "Counted FUNDS statements that began in the period; unknown amounts are no 0: where all that remains is unknown, so is "
    "the remainder. Several or unnamed donors together are never the largest: what they gave remains, though the largest "
    "may be among them. Nothing left known means that no other donor of that recipient is recorded in any figure. It is "
    "arithmetic on what is recorded, not a forecast: others may step in, and unrecorded donors may remain.",
    parameters=(
        Parameter(
            "donors",
            "nodes",
            (),
            "take away these, not the largest of each",
            "quitar estos, no el mayor de cada uno",
            kinds=("Country", "Agency"),
        ),
        *_money.PARAMETERS,
    ),
    columns=COLUMNS,
    order="largest share lost first (unknown last), then recipient, currency, money and dataset",
    universe=_money.universe,
    reads=_money.reads,
    check=_money.check,
    sentence=sentence,
    kernel=_money.kernel(finish),
)
