"""The seats and roles of a country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from graph import rooms as graph_rooms
from graph import schema
from migov.briefs import _figures, _text
from migov.briefs._asked import NAMED, Asked, evidence_of, rows_in, rows_of
from migov.briefs._model import Block, Cite, Heading, Paragraph, Part, Table, Text

SEATED = ("MEMBER_OF", "ENDORSED", "ADOPTED", "VOTED", "PARTICIPATES_IN", "WITHDREW_FROM")
ROLES = ("PRESIDES", "LEADS", "CONVENES")
SCOPES = ("regional", "hemispheric", "global")
ROWS = 14
"""How many rows of roles a table shows."""
ALL_SCOPES = ",".join(SCOPES)


def history(asked: Asked, of: str = "mechanisms") -> pd.DataFrame:
    """The history of the country in forums."""
    return asked.ask("country-history", country=asked.node, of=of).frame


def rooms(asked: Asked) -> tuple[list[str], list[str]]:
    """The active forums where the country is known to sit as a member, and the statements that say so."""
    found = rows_of(asked.ask("country-seats", scope=ALL_SCOPES).frame, "country", of=asked.node)
    return (list(found["mechanisms"].iloc[0]), evidence_of(found)) if len(found) else ([], [])


def near_universal(asked: Asked) -> set[str]:
    """The forums of global reach, which share their members with everyone."""
    nodes = asked.graph.nodes
    return set(nodes.loc[(nodes["scope"] == "global").fillna(False).to_numpy(dtype=bool), "id"])


def headline(asked: Asked) -> list[Text]:
    """Where the country sits, and what it chairs or leads."""
    seats, proof = rooms(asked)
    say, day, found = asked.say, asked.day(asked.as_of), history(asked)
    if not seats:
        held = found[found["relation"].isin(SEATED) & (found["status"] == "in force")]
        if len(held):  # in what is dormant, no forum, or of no known reach
            names = asked.names(held["object"])
            text = say(
                f"On {day}, {asked.me} is recorded in {names}, and not known to sit in an active forum of known reach",
                f"Al {day}, {asked.me} figura en {names}, y no consta que se siente en un foro activo de alcance "
                "conocido",
            )
            return [asked.claim(text, evidence_of(held)), *_chairs(asked)]
        text = say(
            f"No source says in which active forum {asked.me} sits on {day}: no evidence",
            f"Ninguna fuente dice en qué foro activo se sienta {asked.me} al {day}: sin evidencia",
        )
        return [(f"{text}.",), *_chairs(asked)]
    regional = [room for room in seats if scope(asked, room) == "regional"]
    count = say.count(len(seats), "active forum", "active forums", "foro activo", "foros activos")
    inside = say(f"; {len(regional)} of them regional", f"; {len(regional)} de ellos regionales") if regional else ""
    told = [
        asked.claim(
            say(
                f"On {day}, {asked.me} is known to sit in {count} ({asked.names(seats, 8)}){inside}",
                f"Al {day} consta que {asked.me} se sienta en {count} ({asked.names(seats, 8)}){inside}",
            ),
            proof,
        )
    ]
    return told + _chairs(asked)


def _chairs(asked: Asked) -> list[Text]:
    """Which chairs and leads are held on the day, else the last one that was."""
    found = history(asked)
    found = found[found["relation"].isin(("PRESIDES", "LEADS"))]
    now = found[found["status"] == "in force"]
    say = asked.say
    if len(now):
        held: dict[str, list[str]] = {}
        for row in rows_in(now):
            held.setdefault(asked.name(row["object"]), []).append(", ".join([*_roles(asked, row), *_old(asked, row)]))
        told = asked.listed([f"{name} ({'; '.join(roles)})" for name, roles in held.items()])
        text = say(f"In office on that day, as far as recorded: {told}", f"En funciones ese día, según consta: {told}")
        return [asked.claim(text, evidence_of(now), direct=True)]
    past = found[found["status"] == "ended"].sort_values("end", kind="stable")
    if past.empty:
        return []
    last = rows_in(past)[-1]
    text = say(
        f"Its last recorded chair or lead was that of {asked.name(last['object'])} (to {asked.day(last['end'])})",
        f"Su última presidencia o conducción registrada fue la de {asked.name(last['object'])} (hasta "
        f"{asked.the(last['end'])})",
    )
    return [asked.claim(text, last["evidence"], direct=True)]


def seats(asked: Asked) -> list[Block]:
    """The table of seats, that of roles, and the timeline."""
    found = history(asked)
    blocks: list[Block] = [Heading(asked.words["seats"])]
    seated = found[found["relation"].isin(SEATED)]
    if seated.empty:
        text = asked.say(
            f"No source says in which mechanism {asked.me} takes part: no evidence.",
            f"Ninguna fuente dice en qué mecanismo participa {asked.me}: sin evidencia.",
        )
        blocks.append(Paragraph((text,)))
    else:
        blocks.append(_seat_table(asked, seated))
    picture = _figures.timeline(asked, _spells(asked, found))
    blocks += [picture] if picture else []
    others = history(asked, "agencies")
    others = others[others["status"].isin(("in force", "suspended")) & (others["relation"] == "MEMBER_OF")]
    if len(others):
        blocks.append(Paragraph(_belongs(asked, rows_in(others))))
    return blocks + _role_table(asked, found)


def _belongs(asked: Asked, rows: list[dict[str, Any]]) -> Text:
    """To which agencies it belongs, each with what says since when; the rest beyond so many is counted."""
    parts: list[Part] = [asked.say("It also belongs to ", "También pertenece a ")]
    for place, row in enumerate(rows[:NAMED]):
        parts += ["; " if place else "", _member(asked, row), Cite(tuple(row["evidence"]))]
    if (rest := len(rows) - NAMED) > 0:
        parts.append(asked.say(f"; {rest} more", f"; {rest} más"))
    return (*parts, ".")


def _member(asked: Asked, row: Mapping[str, Any]) -> str:
    role = "" if row["role"] in (None, "member") or row["role"] != row["role"] else f"{asked.word(row['role'])}, "
    since = asked.the(row["start"])
    told = (
        asked.say(f"since {since}", f"desde {since}")
        if since
        else asked.say("since when not known", "no se sabe desde cuándo")
    )
    return f"{asked.name(row['object'])} ({role}{told})"


def _seat_table(asked: Asked, seated: pd.DataFrame) -> Table:
    rank = {name: place for place, name in enumerate(SCOPES)}
    rows = rows_in(seated)
    rows.sort(key=lambda row: (row["status"] == "ended", rank.get(scope(asked, row["object"]), 3)))
    states = graph_rooms.status(asked.graph, asked.as_of)
    cells = [
        (
            (asked.full(row["object"]),),
            (_reach(asked, row["object"], states),),
            (_role(asked, row),),
            (asked.dated(row["start"], row["since"], row["evidence"]),),
            (_until(asked, row),),
            (Cite(tuple(row["evidence"])),),
        )
        for row in rows
    ]
    caption = asked.say(
        f"Mechanisms in which {asked.me} takes or has taken part",
        f"Mecanismos en que participa o ha participado {asked.me}",
    )
    heads = ("forum", "reach", "role", "since", "until", "sources")
    return Table(caption, tuple(asked.words[head] for head in heads), tuple(cells), (34, 11, 13, 24, 9, 9))


def _reach(asked: Asked, node: str, states: Mapping[str, str]) -> str:
    """How far a mechanism reaches, and whether it is dormant or ended."""
    reach = asked.word(scope(asked, node)) or subtype(asked, node)
    state = states.get(node, "")
    return f"{reach}, {asked.word(state)}" if state in ("dormant", "ended") else reach


def _role_table(asked: Asked, found: pd.DataFrame) -> list[Block]:
    events = history(asked, "events")
    roles = pd.concat([part[part["relation"].isin(ROLES)] for part in (found, events)])
    if roles.empty:
        text = asked.say(
            f"No source names a chair, lead or conference of {asked.me}: no evidence.",
            f"Ninguna fuente nombra una presidencia, conducción o conferencia de {asked.me}: sin evidencia.",
        )
        return [Paragraph((text,))]
    roles = roles.sort_values("since", ascending=False, kind="stable", na_position="last")
    cells = [
        (
            (asked.name(row["object"]),),
            (_role(asked, row),),
            (asked.dated(row["start"], row["since"], row["evidence"]),),
            (_until(asked, row),),
            (Cite(tuple(row["evidence"])),),
        )
        for row in rows_in(roles)[:ROWS]
    ]
    caption = asked.say(
        f"Chairs, leads and conferences of {asked.me}, latest first",
        f"Presidencias, conducciones y conferencias de {asked.me}, de la última a la primera",
    )
    heads = ("in what", "role", "since", "until", "sources")
    table = Table(caption, tuple(asked.words[head] for head in heads), tuple(cells), (25, 25, 21, 21, 8))
    return [table, *rest(asked, len(roles) - ROWS, "country-history")]


def rest(asked: Asked, number: int, question: str) -> list[Block]:
    """How many rows a table leaves out, and the question that has them; nothing where it has all."""
    if number <= 0:
        return []
    count = asked.say.count(number, "further row", "further rows", "fila más", "filas más")
    text = asked.say(f"{count}: migov ask {question} lists all.", f"{count}: migov ask {question} las muestra todas.")
    return [Paragraph((text,))]


def _role(asked: Asked, row: Mapping[str, Any]) -> str:
    """The role, and where it is inferred or disputed that too."""
    role, *marks = _roles(asked, row)
    return f"{role} ({', '.join(marks)})" if marks else role


def _roles(asked: Asked, row: Mapping[str, Any]) -> list[str]:
    marks = [asked.words["inferred"]] if row["confidence"] == "inferred" else []
    marks += [asked.words["disputed"]] if asked.disputed & set(row["evidence"]) else []
    return [asked.word(row["tie"]), *marks]


def _old(asked: Asked, row: Mapping[str, Any]) -> list[str]:
    """The year in which it was last seen, where that is not the year of the day or the one before."""
    seen = max(_text.year(row["last_seen"]), _text.year(row["start"]))
    if _text.year(row["end"]) or not seen or int(asked.as_of[:4]) - int(seen) < 2:
        return []
    return [asked.say(f"last seen {seen}", f"última constancia: {seen}")]


def _until(asked: Asked, row: Mapping[str, Any]) -> str:
    """Until when, or how it stands."""
    if row["relation"] in ("VOTED", "WITHDREW_FROM"):
        return "–"
    if row["status"] in schema.NEVER_IN_FORCE:  # announced for those dates, not known to have come to be
        return asked.word(row["status"])
    end = asked.day(row["end"])
    return end or asked.word(row["status"])


def scope(asked: Asked, node: str) -> str:
    """How far a mechanism reaches; empty where unknown."""
    return str((asked.graph.node(node) or {}).get("scope") or "")


def subtype(asked: Asked, node: str) -> str:
    """What sort of thing a node is, in words."""
    row = asked.graph.node(node) or {}
    kind = schema.KINDS[str(row.get("kind"))]
    named = str(row.get("subtype") or "")
    return asked.say(named.replace("-", " ") or kind.en, _text.SUBTYPES.get(named, kind.es)).lower()


def _spells(asked: Asked, found: pd.DataFrame) -> list[_figures.Spell]:
    """What the timeline shows: seats and chairs that were in force at some time."""
    kept = found[found["status"].isin(("in force", "suspended", "ended", "done"))]
    kept = kept[kept["relation"].isin((*SEATED, "PRESIDES")) & (kept["relation"] != "WITHDREW_FROM")]
    kept = kept[(kept["relation"] != "VOTED") | (kept["role"] == "yes")]  # a vote against is no seat
    return [
        _figures.Spell(
            row["object"],
            _text_of(row["start"]),
            _text_of(row["end"]) if row["relation"] != "VOTED" else "",
            _text_of(asked.seen(row["since"], row["evidence"])),
            row["relation"] == "PRESIDES",
        )
        for row in rows_in(kept)
    ]


def _text_of(value: object) -> str:
    return value if isinstance(value, str) else ""
