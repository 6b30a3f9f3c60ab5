"""The brief of a mechanism: what it is, its members through time, its mandate; `_ties` has the rest."""

from __future__ import annotations

from typing import Any

import pandas as pd

from graph import rooms, schema
from migov.briefs import _changes, _figures, _mechanism_money, _pledges, _seats, _ties, _unknown
from migov.briefs._asked import Asked
from migov.briefs._model import Block, Bullets, Cite, Heading, Paragraph, Table, Text

BELONGING = ("MEMBER_OF", "ENDORSED", "ADOPTED", "VOTED", "PARTICIPATES_IN", "WITHDREW_FROM")
GROUPS, NAMED = 14, 16
"""How many rows the table of members shows, and names a group of members lists."""


def mechanism(asked: Asked) -> tuple[list[Text], list[Block]]:
    """The headline and the blocks."""
    overlaps, overlap_short = _ties.overlaps(asked)
    broken, broken_short = _ties.without(asked)
    money, money_short = _mechanism_money.money(asked)
    pledges, _ = _pledges.commitments(asked, under=asked.node)
    node = asked.graph.node(asked.node) or {}
    unlisted = [asked.node] if asked.graph.is_room(asked.node) and not node.get("members_known") else []
    blocks = [
        *_members(asked),
        *_mandate(asked),
        *_ties.leadership(asked),
        *_ties.links(asked),
        *overlaps,
        *broken,
        *money,
        *pledges,
        *_changes.changes(asked),
        *_unknown.unknown(asked, _unknown.unlisted(asked, unlisted)),
    ]
    return [*_headline(asked), *overlap_short, *broken_short, *money_short][:5], blocks


def _headline(asked: Asked) -> list[Text]:
    """What it is, who belongs to it, who presides."""
    node, say = asked.graph.node(asked.node) or {}, asked.say
    state = rooms.status(asked.graph, asked.as_of).get(asked.node, "")
    parts = [_seats.subtype(asked, asked.node)]
    if reach := asked.word(str(node.get("scope") or "")):
        parts.append(say(reach, f"alcance {reach}"))
    if state and state != "none":
        parts.append(say(asked.word(state), f"estado: {asked.word(state)}"))
    if since := asked.the(node.get("start")):
        parts.append(say(f"since {since}", f"desde {since}"))
    text = f"{asked.full(asked.node)}: {', '.join(parts)}"
    inside = _now(asked)
    told: list[Text] = [asked.claim(text, [asked.node, *_status_proof(asked)])]
    if len(inside):
        count = say.count(inside["source"].nunique(), "member", "members", "miembro", "miembros")
        where = say(" in the Americas", " en las Américas") if node.get("members_known_in") == rooms.AMERICAS else ""
        head = say(
            f"On {asked.day(asked.as_of)} it is known to have {count}{where}",
            f"Al {asked.day(asked.as_of)} constan {count}{where}",
        )
        told.append(asked.claim(f"{head}: {asked.names(inside['source'], NAMED)}", inside["id"]))
    elif len(places := asked.held("OPERATES_IN", outward=True)):
        count = say.countries(places["target"].nunique())
        text = say(f"It operates in {count}", f"Opera en {count}")
        told.append(asked.claim(f"{text}: {asked.names(places['target'], NAMED)}", places["id"]))
    return told + _chair(asked)


def _status_proof(asked: Asked) -> list[str]:
    observed = asked.graph.observations
    fits = (observed["node"] == asked.node) & (observed["measure"] == "status") & (observed["start"] <= asked.as_of)
    return observed.loc[fits.fillna(False), "id"].tolist()[-1:]


def _now(asked: Asked) -> pd.DataFrame:
    """Who is a full member on the day."""
    edges = asked.touching
    inside = (edges["target"] == asked.node) & (edges["state"] == "yes")
    seated = (edges["seat"] == "member") | (
        (edges["relation"] == "MEMBER_OF") & (edges["role"].fillna("member") == "member")
    )
    return edges[inside & seated.fillna(False)]


def _chair(asked: Asked) -> list[Text]:
    """Who presides on the day, else that nobody is known to, and who did last."""
    edges = asked.touching
    chairs = edges[(edges["relation"] == "PRESIDES") & (edges["target"] == asked.node)]
    now = chairs[chairs["state"] == "yes"]
    say = asked.say
    if len(now):
        text = say(
            f"Recorded in the chair: {asked.names(now['source'])}",
            f"Figura en la presidencia: {asked.names(now['source'])}",
        )
        return [asked.claim(text, now["id"], direct=True)]
    past = chairs[(chairs["until"] < asked.as_of).fillna(False)].sort_values("until", kind="stable")
    if past.empty:
        return []
    last = past.iloc[-1]
    text = say(
        f"Nobody is recorded in the chair; the last known was {asked.name(last['source'])}, to "
        f"{asked.day(last['end'])}",
        f"Nadie figura en la presidencia; la última conocida fue la de {asked.name(last['source'])}, hasta "
        f"{asked.the(last['end'])}",
    )
    return [asked.claim(text, [last["id"]], direct=True)]


# -- members --------------------------------------------------------------------------------------------------------


def _members(asked: Asked) -> list[Block]:
    edges = asked.touching
    blocks: list[Block] = [Heading(asked.words["members"])]
    found = edges[(edges["target"] == asked.node) & edges["relation"].isin(BELONGING)]
    found = found[~(found["since"] > asked.as_of).fillna(False).to_numpy(dtype=bool) | found["start"].isna()]
    places = asked.held("OPERATES_IN", outward=True)
    if found.empty and places.empty:
        text = asked.say(
            f"No source says who belongs to {asked.me}: no evidence.",
            f"Ninguna fuente dice quién pertenece {asked.mine('a')}: sin evidencia.",
        )
        return [*blocks, Paragraph((text,))]
    if len(found):
        rows = _grouped(asked, found)
        caption = asked.say(
            f"Who belongs or has belonged to {asked.me}; those with the same dates stand together",
            f"Quién pertenece o ha pertenecido {asked.mine('a')}; juntos los que tienen las mismas fechas",
        )
        heads = tuple(asked.words[head] for head in ("holder", "role", "since", "until", "sources"))
        blocks.append(Table(caption, heads, tuple(rows[:GROUPS]), (44, 15, 18, 14, 9)))
        blocks += _seats.rest(asked, len(rows) - GROUPS, "why")
        picture = _figures.timeline(asked, _spells(asked, found), members=True)
        blocks += [picture] if picture else []
    if len(places):
        text = asked.say(
            f"It operates in: {asked.names(places['target'], 24)}", f"Opera en: {asked.names(places['target'], 24)}"
        )
        blocks.append(Paragraph(asked.claim(text, places["id"])))
    return blocks


def _grouped(asked: Asked, found: pd.DataFrame) -> list[tuple[Text, ...]]:
    """A row for all that share relation, role, dates and standing; those in force first."""
    told = found.assign(
        what=[_tie(asked, row) for row in found.to_dict("records")],
        began=[asked.dated(start, "") for start in found["start"]],
        over=[_ties.over(asked, row) for row in found.to_dict("records")],
        now=found["state"] != "yes",
    )
    rows = []
    for _, part in told.groupby(["now", "what", "start", "end", "over"], sort=False, dropna=False):
        first = part.iloc[0]
        order = (
            bool(first["now"]),
            first["relation"] in ("VOTED", "WITHDREW_FROM"),
            str(first["what"]),
            str(first["start"]),
        )
        count = f" ({part['source'].nunique()})" if part["source"].nunique() > 3 else ""
        cells: tuple[Text, ...] = (
            (asked.names(part["source"], NAMED) + count,),
            (first["what"],),
            (first["began"],),
            (first["over"],),
            (Cite(tuple(part["id"]), direct=len(part) < 3),),
        )
        rows.append((order, cells))
    return [cells for _, cells in sorted(rows, key=lambda pair: pair[0])]


def _tie(asked: Asked, row: dict[Any, Any]) -> str:
    from queries.changes import VOTES
    from queries.country_history import WORDS

    if row["relation"] == "VOTED":
        told = VOTES.get(row["choice"], "voted")
    else:
        told = row["role"] if isinstance(row["role"], str) else WORDS.get(row["relation"], "member")
    marks = [asked.words["inferred"]] if row["confidence"] == "inferred" else []
    marks += [asked.words["disputed"]] if row["id"] in asked.disputed else []
    return f"{asked.word(told)} ({', '.join(marks)})" if marks else asked.word(told)


def _spells(asked: Asked, found: pd.DataFrame) -> list[_figures.Spell]:
    """Seats and, on the same rows, chairs."""
    edges = asked.touching
    chairs = edges[(edges["relation"] == "PRESIDES") & (edges["target"] == asked.node)]
    seated = found[(found["relation"] == "MEMBER_OF") | found["seat"].notna()]  # who voted against it is no member
    both = pd.concat([seated, chairs])
    both = both[
        ~both["status"].isin(schema.NEVER_IN_FORCE) & ~(both["since"] > asked.as_of).fillna(False).to_numpy(dtype=bool)
    ]

    def text(value: object) -> str:
        return value if isinstance(value, str) else ""

    return [
        _figures.Spell(
            row["source"],
            text(row["start"]),
            text(row["end"]) or text(row["until"]),
            text(row["since"]) if text(row["start"]) else text(asked.seen(row["since"], [row["id"]])),
            row["relation"] == "PRESIDES",
        )
        for row in both.to_dict("records")
    ]


# -- mandate --------------------------------------------------------------------------------------------------------


def _mandate(asked: Asked) -> list[Block]:
    addressed = asked.held("ADDRESSES", outward=True)
    items: list[Text] = []
    for prefix, en, es in (("theme:", "Themes", "Temas"), ("population:", "Populations", "Poblaciones")):
        part = addressed[addressed["target"].str.startswith(prefix)]
        if len(part):
            items.append(
                asked.claim(f"{asked.say(en, es)} ({len(part)}): {asked.names(part['target'], 30)}", part["id"])
            )
    for relation, en, es in (
        ("ESTABLISHED_BY", "Established by", "Establecido por"),
        ("ADOPTED", "Has adopted", "Ha adoptado"),
    ):
        part = asked.held(relation, outward=True)
        if len(part):
            told = [_named(asked, row["target"], row["start"]) for row in part.to_dict("records")]
            items.append(asked.claim(f"{asked.say(en, es)}: {asked.listed(told)}", part["id"], direct=True))
    heading = Heading(asked.words["mandate"])
    if items:
        return [heading, Bullets(tuple(items))]
    text = asked.say(
        f"No source gives the themes of {asked.me}: no evidence.",
        f"Ninguna fuente da los temas {asked.mine('de')}: sin evidencia.",
    )
    return [heading, Paragraph((text,))]


def _named(asked: Asked, node: str, start: object) -> str:
    day = asked.day(start)
    return f"{asked.name(node)} ({day})" if day else asked.name(node)
