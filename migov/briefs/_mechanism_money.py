"""The money of a mechanism: what it is known to get, and how far the plans that it carries out are funded."""

from __future__ import annotations

from typing import Any

from migov.briefs import _money, _text
from migov.briefs._asked import Asked
from migov.briefs._model import Block, Cite, Heading, Paragraph, Table, Text
from migov.briefs._seats import rest

PLANS = 8


def money(asked: Asked) -> tuple[list[Block], list[Text]]:
    """The section; and the headline."""
    say = asked.say
    caption = say(
        f"Money to {asked.me}; kinds and currencies are not added",
        f"Dinero {asked.mine('para')}; no se suman tipos ni monedas",
    )
    tables, _ = _money.inward(asked, {asked.node}, caption)
    plans, short = _plans(asked)
    blocks: list[Block] = [Heading(asked.words["money"]), *tables]
    if not tables:
        text = say(
            f"No money to {asked.me} itself is recorded: no evidence, which does not mean that there is none.",
            f"No consta dinero {asked.mine('para')}: sin evidencia, lo que no significa que no lo haya.",
        )
        blocks.append(Paragraph((text,)))
    blocks += [Paragraph(text) for text in _money.not_counted(asked, outward=False)]
    return [*blocks, *plans], short


def _plans(asked: Asked) -> tuple[list[Block], list[Text]]:
    """What the plans that it implements or implemented required and got."""
    edges = asked.touching
    fits = (
        (edges["relation"] == "IMPLEMENTS")
        & (edges["source"] == asked.node)
        & edges["target"].str.startswith("instrument:")
    )
    plans = sorted(set(edges.loc[fits, "target"]))
    if not plans:
        return [], []
    found = asked.ask("unfunded-hosts", plans=plans).frame
    found = found[found["requirement"].notna() | found["share"].notna()]
    if found.empty:
        return [], []
    rows = found.sort_values("period", ascending=False, kind="stable").to_dict("records")
    cells = [
        (
            (asked.name(row["subject"]),),
            (row["period"].replace("/", "–"),),
            (_amount(asked, row["requirement"], row),),
            (_amount(asked, row["received"], row),),
            (_share(asked, row),),
            (Cite(tuple(row["evidence"]), direct=False),),
        )
        for row in rows[:PLANS]
    ]
    heads = (
        asked.say("Plan", "Plan"),
        asked.say("Period", "Periodo"),
        asked.say("Required", "Requerido"),
        asked.say("Received", "Recibido"),
        asked.say("Share", "Parte"),
        asked.words["sources"],
    )
    caption = asked.say(
        "Response plans that it carries out: what was required and what was reported received",
        "Planes de respuesta que ejecuta: lo requerido y lo que se informó recibido",
    )
    table = Table(caption, heads, tuple(cells), (20, 12, 21, 19, 19, 9), (2, 3))
    return [table, *rest(asked, len(rows) - PLANS, "unfunded-hosts")], _headline(asked, rows)


def _amount(asked: Asked, amount: float, row: dict[Any, Any]) -> str:
    return _text.amount(amount, row["currency"], asked.lang) if amount == amount else asked.words["not known"]


def _share(asked: Asked, row: dict[Any, Any]) -> str:
    """What part is known to be funded, and by when."""
    if row["share"] != row["share"]:
        return asked.words["not known"]
    day = asked.the(row["funding_date"])
    return _text.percent(row["share"], asked.lang) + (asked.say(f", by {day}", f", hasta {day}") if day else "")


def _headline(asked: Asked, rows: list[dict[Any, Any]]) -> list[Text]:
    known = [row for row in rows if row["share"] == row["share"]]
    if not known:
        return []
    top = known[0]
    text = asked.say(
        f"The latest known funding of a plan that it carries out: {asked.name(top['subject'])}, {_share(asked, top)}",
        f"La última financiación conocida de un plan que ejecuta: {asked.name(top['subject'])}, {_share(asked, top)}",
    )
    return [asked.claim(text, top["evidence"])]
