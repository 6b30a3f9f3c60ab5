"""Money to and from a node: by recipient, kind, currency and dataset, which are never added."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from graph import schema
from migov.briefs import _text
from migov.briefs._asked import Asked, evidence_of
from migov.briefs._model import Block, Cite, Heading, Paragraph, Table, Text
from migov.briefs._references import cut
from migov.briefs._seats import rest

ROWS, TOPS = 10, 3
"""How many rows a table shows, and how many figures a headline."""
KINDS = ("Agency", "Instrument", "Project", "Mechanism", "Event")


def figures(asked: Asked, question: str, **params: object) -> pd.DataFrame:
    """The rows of a question on money, in US dollars where a dataset gives all of them so, else in each currency."""
    own: pd.DataFrame = asked.ask(question, **params).frame
    dollars = in_dollars(asked)
    if not dollars:
        return own
    usd = asked.ask(question, currency="USD", **params).frame
    parts = [own[~own["dataset"].isin(dollars)], usd[usd["dataset"].isin(dollars)]]
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found


def in_dollars(asked: Asked) -> tuple[str, ...]:
    """The datasets that give all their money, of several currencies, in US dollars too.

    It is the same for every question of a brief: what remains without a donor must be a part of what it had.
    """
    own = asked.ask("donor-significance").frame
    if own["currency"].nunique() < 2:
        return ()
    usd = asked.ask("donor-significance", currency="USD").frame
    found = []
    for name in dict.fromkeys(own["dataset"]):
        here, there = own[own["dataset"] == name], usd[usd["dataset"] == name]
        whole = int(there["unknown_amounts"].sum()) <= int(here["unknown_amounts"].sum())
        if whole and here["currency"].nunique() > 1:
            found.append(str(name))
    return tuple(found)


def converted(asked: Asked, found: pd.DataFrame) -> list[Block]:
    """Whose dollars they are, where a table shows money of other currencies in them."""
    told = [cut(name) for name in in_dollars(asked) if (found["dataset"] == name).any()]
    if not told:
        return []
    names = asked.listed(told)
    text = asked.say(
        f"Money in other currencies is shown in the US dollars that the dataset itself gives ({names}).",
        f"El dinero en otras monedas figura en los dólares de los Estados Unidos que da el propio conjunto de datos "
        f"({names}).",
    )
    return [Paragraph((text,))]


def served(asked: Asked) -> set[str]:
    """What operates in a country on the day or did before: projects, plans and mechanisms, no agencies."""
    edges = asked.touching
    fits = (edges["relation"] == "OPERATES_IN") & (edges["target"] == asked.node)
    fits &= (edges["since"] <= asked.as_of).fillna(False)
    return {node for node in edges.loc[fits, "source"] if schema.kind_of(node) != "Agency"}


def inward(asked: Asked, recipients: set[str], caption: str) -> tuple[list[Block], pd.DataFrame]:
    """The money to some recipients, a row for each figure, with its largest donor; and the rows."""
    found = figures(asked, "single-donor-dependency", at_least=0)
    found = _largest(found[found["recipient"].isin(list(recipients))], "total")
    if found.empty:
        return [], found
    cells = [
        (
            (asked.name(row["recipient"]),),
            (_kind(asked, row, found),),
            (_amount(asked, row["total"], row),),
            (_donors(asked, row),),
            (_years(asked, row["evidence"]),),
            (Cite(tuple(row["evidence"]), direct=False),),
        )
        for row in _mixed(found).to_dict("records")
    ]
    heads = tuple(asked.words[head] for head in ("recipient", "kind", "amount", "from whom", "years", "sources"))
    table = Table(caption, heads, tuple(cells), (27, 13, 19, 22, 10, 9), (2,))
    return [table, *rest(asked, len(found) - ROWS, "single-donor-dependency"), *converted(asked, found)], found


def beside(asked: Asked, recipients: list[str]) -> pd.DataFrame:
    """The figures of other donors to some recipients, of any kind and currency."""
    found = figures(asked, "donor-significance")
    return found[found["recipient"].isin(recipients) & (found["donor"] != asked.node)]


def outward(asked: Asked) -> tuple[list[Block], pd.DataFrame]:
    """The money that the node gave or promised, a row for each recipient and figure; and the rows."""
    found = figures(asked, "donor-significance")
    found = _largest(found[found["donor"] == asked.node], "amount")
    others = set(beside(asked, found["recipient"].tolist())["recipient"])
    if found.empty:
        return [], found
    cells = [
        (
            (asked.name(row["recipient"]),),
            (_kind(asked, row, found),),
            (_amount(asked, row["amount"], row),),
            (_years(asked, row["evidence"]),),
            (_share(asked, row, alone=row["recipient"] not in others),),
            (Cite(tuple(row["evidence"])),),
        )
        for row in _mixed(found).to_dict("records")
    ]
    heads = tuple(asked.words[head] for head in ("recipient", "kind", "amount", "years", "share", "sources"))
    caption = asked.say(
        f"Money of {asked.me} by recipient and kind; kinds and currencies are not added",
        f"Dinero de {asked.me} por receptor y tipo; no se suman tipos ni monedas",
    )
    table = Table(caption, heads, tuple(cells), (28, 14, 20, 10, 19, 9), (2,))
    return [table, *rest(asked, len(found) - ROWS, "donor-significance"), *converted(asked, found)], found


def kind(asked: Asked, money: object) -> str:
    """A kind of money in words."""
    words = _text.MONEY.get(str(money))
    return (words[0] if asked.lang == "en" else words[2]) if words else asked.words["not known"]


def _kind(asked: Asked, row: dict[Any, Any], found: pd.DataFrame) -> str:
    """The kind, and where several datasets tell of money, which may be the same, the one that tells of this."""
    several = found["dataset"].nunique() > 1
    return f"{kind(asked, row['money'])} ({cut(row['dataset'])})" if several else kind(asked, row["money"])


def kinds(asked: Asked, money: object) -> str:
    """Several of a kind of money."""
    words = _text.MONEY.get(str(money))
    return (words[1] if asked.lang == "en" else words[3]) if words else asked.words["not known"]


def _amount(asked: Asked, amount: float, row: dict[Any, Any]) -> str:
    if not np.isfinite(amount):
        return asked.words["no amount"]
    unknown = row["unknown_amounts"]
    more = asked.say(f" and {unknown} of unknown amount", f" y {unknown} sin monto conocido") if unknown else ""
    return _text.amount(amount, row["currency"], asked.lang) + more


def _donors(asked: Asked, row: dict[Any, Any]) -> str:
    """The largest donor with its share, and how many others there are, or that they are not named."""
    if not row["donors"]:
        return asked.say("not named", "sin nombrar")
    if not isinstance(row["donor"], str):
        count = asked.say.count(row["donors"], "donor", "donors", "donante", "donantes")
        return asked.say(f"{count}, largest not known", f"{count}, no se sabe cuál es el mayor")
    others, hidden = row["donors"] - 1, row["unnamed_share"] > 0
    share = row["top_share"]
    part = f" ({_text.percent(share, asked.lang)})" if share == share and (others or hidden) else ""
    more = asked.say(f" and {others} more", f" y {others} más") if others else ""
    more += asked.say(", others not named", ", otros sin nombrar") if hidden else ""
    return f"{asked.name(row['donor'])}{part}{more}"


def _share(asked: Asked, row: dict[Any, Any], *, alone: bool) -> str:
    """What part of the recorded money of the recipient it is, and beside how many others."""
    if alone:
        return asked.say("no other donor recorded", "sin otro donante registrado")
    share, same = row["share_of_recipient"], row["donors"] - 1
    if not same and row["unnamed_share"] > 0:
        told = asked.say("others not named", "otros sin nombrar")
        return f"{_text.percent(share, asked.lang)}, {told}" if share == share else told
    if not same:
        return asked.say("others only in other kinds or currencies", "otros solo en otros tipos o monedas")
    count = asked.say.count(same, "other donor", "other donors", "donante más", "donantes más")
    return f"{_text.percent(share, asked.lang)}, {count}" if share == share else count


def _years(asked: Asked, ids: list[str]) -> str:
    """The years in which the statements of money began."""
    starts = [start for start in asked.statements(ids)["start"] if isinstance(start, str)]
    return _text.years(starts) or asked.words["not known"]


def _largest(found: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows, those of each currency, kind and dataset together, the largest amounts first and unknown ones last."""
    keys = ["currency", "money", "dataset"]
    top = found.groupby(keys, dropna=False)[column].transform("max")
    order = found.assign(top=top).sort_values(
        ["top", *keys, column], ascending=[False, True, True, True, False], kind="stable", na_position="last"
    )
    return order.drop(columns="top").reset_index(drop=True)


def figure(asked: Asked, amount: float, row: dict[Any, Any]) -> str:
    """An amount with its kind and recipient."""
    told = _text.amount(amount, row["currency"], asked.lang)
    return f"{told} ({kind(asked, row['money'])}, {asked.name(row['recipient'])})"


def _mixed(found: pd.DataFrame) -> pd.DataFrame:
    """So many rows that each currency, kind and dataset has its largest among them, in their order."""
    rank = found.groupby(["currency", "money", "dataset"], dropna=False).cumcount()
    return found.loc[sorted(rank.sort_values(kind="stable").index[:ROWS])]


def not_counted(asked: Asked, *, outward: bool) -> list[Text]:
    """How many statements of money are left out of all totals, and why; nothing where there are none."""
    edges = asked.touching
    fits = (edges["relation"] == "FUNDS") & (edges["source" if outward else "target"] == asked.node)
    fits &= ~edges["counted"].fillna(False).astype(bool) & (edges["since"] <= asked.as_of).fillna(False)
    left = int(fits.sum())
    if not left:
        return []
    count = asked.say.count(left, "further statement", "further statements", "afirmación más", "afirmaciones más")
    text = asked.say(
        "Left out of all totals, as the same money is counted elsewhere, was passed on, or lies partly outside: "
        f"{count} of "
        f"money {'from' if outward else 'to'} {asked.me}",
        "Fuera de todo total, porque el mismo dinero se cuenta en otra parte, se transfirió o queda en parte fuera: "
        f"{count} sobre dinero {'de' if outward else 'para'} {asked.me}",
    )
    return [asked.claim(text, edges.loc[fits, "id"].tolist())]


def of_country(asked: Asked) -> tuple[list[Block], list[Text]]:
    """Money in and out of a country; and the headline."""
    say = asked.say
    blocks: list[Block] = [Heading(asked.words["money"])]
    caption = say(
        f"Money to {asked.me}, and to projects and plans that operate there (some also elsewhere); kinds and "
        "currencies "
        "are not added",
        f"Dinero para {asked.me} y para proyectos y planes que operan allí (algunos también en otros países); no se "
        "suman "
        "tipos ni monedas",
    )
    tables, found = inward(asked, {asked.node} | served(asked), caption)
    nothing_in = say(
        f"No money to {asked.me}, or to a project or plan there, is recorded: no evidence.",
        f"No consta dinero para {asked.me} ni para un proyecto o plan allí: sin evidencia.",
    )
    blocks += tables or [Paragraph((nothing_in,))]
    blocks += [Paragraph(text) for text in not_counted(asked, outward=False)]
    out, gave = outward(asked)
    nothing_out = say(
        f"No money from {asked.me} is recorded: no evidence.", f"No consta dinero de {asked.me}: sin evidencia."
    )
    blocks += out or [Paragraph((nothing_out,))]
    blocks += [Paragraph(text) for text in not_counted(asked, outward=True)]
    return blocks, _headline(asked, found, gave)


def _headline(asked: Asked, found: pd.DataFrame, gave: pd.DataFrame) -> list[Text]:
    """The largest known figure in, and what is known out."""
    known = found[found["total"].notna()] if len(found) else found
    say = asked.say
    if known.empty and gave.empty:
        return [
            (
                say(
                    f"No money to or from {asked.me} of a known amount is recorded: no evidence.",
                    f"No consta dinero para {asked.me} ni de {asked.me} con monto conocido: sin evidencia.",
                ),
            )
        ]
    told: list[str] = []
    proof: list[str] = []
    if len(known):
        tops = known.drop_duplicates(["currency", "money"]).head(TOPS)
        figured = say.joined([figure(asked, row["total"], row) for row in tops.to_dict("records")])
        told.append(
            say(
                f"largest recorded figures of money in, by kind and currency: {figured}",
                f"mayores cifras registradas de dinero recibido, por tipo y moneda: {figured}",
            )
        )
        proof += evidence_of(tops)
    count = say.count(gave["recipient"].nunique(), "recipient", "recipients", "receptor", "receptores")
    if len(gave):
        told.append(say(f"as a donor it is recorded with {count}", f"como donante figura con {count}"))
        proof += evidence_of(gave)
    text = say("; ", "; ").join(told)
    return [asked.claim(text[:1].upper() + text[1:], proof)]
