"""Who leads a mechanism, what it is tied to, what others share with it, and what hangs on it alone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from graph import schema
from migov.briefs import _figures, _seats
from migov.briefs._asked import Asked, evidence_of, rows_of
from migov.briefs._model import Block, Bullets, Cite, Heading, Paragraph, Table, Text

LINKS = ("COORDINATES_WITH", "SUPPORTS", "SECRETARIAT_OF", "PART_OF", "IMPLEMENTS", "SUCCEEDS", "PARTNER_IN")
LEADERS, LINKED, OVERLAPS = 14, 12, 8
"""How many rows the tables of leadership, links and overlaps show."""


def over(asked: Asked, row: dict[Any, Any]) -> str:
    """Until when a statement holds or held, or how it stands."""
    if row["relation"] in ("VOTED", "WITHDREW_FROM"):
        return "–"
    if row["status"] in schema.NEVER_IN_FORCE:
        return asked.word(row["status"])
    left = row["end"] if isinstance(row["end"], str) else row["until"]
    if row["state"] == "yes":
        told = asked.word("suspended") if row["status"] == "suspended" else asked.words["in force"]
        return f"{told}, {asked.say('to', 'hasta')} {asked.the(left)}" if isinstance(left, str) else told
    return asked.day(left) or asked.word("no evidence")


def leadership(asked: Asked) -> list[Block]:
    """Its secretariat, chairs and leads."""
    edges = asked.touching
    found = edges[(edges["target"] == asked.node) & edges["relation"].isin(("PRESIDES", "LEADS", "SECRETARIAT_OF"))]
    found = found[~(found["since"] > asked.as_of).fillna(False).to_numpy(dtype=bool)]
    heading = Heading(asked.words["leadership"])
    if found.empty:
        text = asked.say(
            f"No source names a chair, lead or secretariat of {asked.me}: no evidence.",
            f"Ninguna fuente nombra una presidencia, conducción o secretaría {asked.mine('de')}: sin evidencia.",
        )
        return [heading, Paragraph((text,))]
    found = found.assign(served=found["relation"] != "SECRETARIAT_OF")
    found = found.sort_values(["served", "since"], ascending=[True, False], kind="stable", na_position="last")
    cells = [
        (
            (asked.name(row["source"]),),
            (_lead(asked, row),),
            (asked.dated(row["start"], row["since"], [row["id"]]),),
            (over(asked, row),),
            (Cite((row["id"],)),),
        )
        for row in found.head(LEADERS).to_dict("records")
    ]
    caption = asked.say(
        "Secretariat, chairs and leads, latest first",
        "Secretaría, presidencias y conducción, de la última a la primera",
    )
    heads = tuple(asked.words[head] for head in ("holder", "role", "since", "until", "sources"))
    table = Table(caption, heads, tuple(cells), (28, 23, 23, 17, 9))
    return [heading, table, *_seats.rest(asked, len(found) - LEADERS, "why")]


def _lead(asked: Asked, row: dict[Any, Any]) -> str:
    if row["relation"] == "SECRETARIAT_OF":
        return asked.say("secretariat", "secretaría")
    role = row["role"] if isinstance(row["role"], str) else {"PRESIDES": "chair", "LEADS": "lead"}[row["relation"]]
    mark = f" ({asked.words['disputed']})" if row["id"] in asked.disputed else ""
    return asked.word(role) + mark


def links(asked: Asked) -> list[Block]:
    """Its formal links."""
    edges = asked.touching
    other = edges["source"].where(edges["target"] == asked.node, edges["target"])
    fits = edges["relation"].isin(LINKS) & other.str.startswith(("mechanism:", "agency:", "instrument:"))
    fits &= ~((edges["relation"] == "SECRETARIAT_OF") & (edges["target"] == asked.node))
    fits &= (edges["since"] <= asked.as_of).fillna(False)
    found = edges[fits].assign(other=other[fits])
    found = found.sort_values(["since", "other"], ascending=[False, True], kind="stable", na_position="last")
    heading = Heading(asked.words["links"])
    if found.empty:
        text = asked.say(
            f"No formal link of {asked.me} to another mechanism or agency is recorded: no evidence; the list may be "
            "incomplete.",
            f"No consta ningún vínculo formal {asked.mine('de')} con otro mecanismo u organismo: sin evidencia; la "
            "lista puede estar incompleta.",
        )
        return [heading, Paragraph((text,))]
    cells = []
    for row in found.head(LINKED).to_dict("records"):
        declared = schema.RELATIONS[row["relation"]]
        outward = row["source"] == asked.node
        label = asked.say(declared.en, declared.es) if outward else asked.say(declared.en_back, declared.es_back)
        cells.append(
            (
                (label,),
                (asked.name(row["other"]),),
                (asked.dated(row["start"], row["since"], [row["id"]]),),
                (over(asked, row),),
                (Cite((row["id"],)),),
            )
        )
    caption = asked.say(f"Links of {asked.me}, latest first", f"Vínculos {asked.mine('de')}, del último al primero")
    heads = tuple(asked.words[head] for head in ("tie", "other", "since", "until", "sources"))
    return [
        heading,
        Table(caption, heads, tuple(cells), (24, 28, 22, 17, 9)),
        *_seats.rest(asked, len(found) - LINKED, "why"),
    ]


# -- overlaps, and what hangs on it ---------------------------------------------------------------------------------


def overlaps(asked: Asked) -> tuple[list[Block], list[Text]]:
    """What others share with it; and the headline."""
    found = rows_of(asked.ask("member-overlap").frame, "a", "b", of=asked.node)
    heading = Heading(asked.words["overlaps"])
    themes = rows_of(asked.ask("mandate-overlap").frame, "a", "b", of=asked.node)
    if found.empty and themes.empty:
        text = asked.say(
            f"No mechanism is known to share members or themes with {asked.me}: no evidence.",
            f"No consta que ningún mecanismo comparta miembros o temas {asked.mine('con')}: sin evidencia.",
        )
        return [heading, Paragraph((text,))], []
    wide = _seats.near_universal(asked)
    rows = _overlap_rows(asked, found, themes)
    near = [row for row in rows if row["other"] not in wide] or rows
    cells = [
        (
            (asked.name(row["other"]),),
            (
                asked.say(f"{row['shared']} of {row['size']}", f"{row['shared']} de {row['size']}")
                if row["size"]
                else "–",
            ),
            (asked.names(row["themes"], 8) if row["themes"] else asked.words["none known"],),
            (row["told"],),
            (Cite(tuple(row["evidence"]), direct=False),),
        )
        for row in near[:OVERLAPS]
    ]
    caption = asked.say(
        f"What others share with {asked.me} (members of both, of those of the other); may be duplication or back-up",
        f"Qué comparten otros {asked.mine('con')} (miembros de ambos, de los del otro); puede ser duplicación o "
        "respaldo mutuo",
    )
    heads = tuple(asked.words[head] for head in ("other", "shared", "themes", "link", "sources"))
    blocks: list[Block] = [heading, Table(caption, heads, tuple(cells), (24, 14, 33, 19, 10))]
    blocks += _seats.rest(asked, len(near) - OVERLAPS, "member-overlap")
    drawn = [row for row in near if row["shared"]]
    picture = _figures.bars(
        asked,
        asked.say(
            f"Members that other mechanisms share with {asked.me}",
            f"Miembros que otros mecanismos comparten con {asked.me}",
        ),
        [(asked.name(row["other"]), row["shared"], str(row["shared"])) for row in drawn],
    )
    return [*blocks, *([picture] if picture else [])], _overlap_headline(asked, near)


def _overlap_rows(asked: Asked, found: pd.DataFrame, themes: pd.DataFrame) -> list[dict[str, Any]]:
    """Each other mechanism with the members and themes that both have, and their links; most shared first."""
    rows: dict[str, dict[str, Any]] = {}
    for row in found.to_dict("records"):
        a = row["a"] == asked.node
        other = row["b"] if a else row["a"]
        rows[other] = {
            "shared": row["shared"],
            "size": row["b_size" if a else "a_size"],
            "themes": [],
            "evidence": row["evidence"],
        }
    for row in themes.to_dict("records"):
        other = row["b"] if row["a"] == asked.node else row["a"]
        kept = rows.setdefault(other, {"shared": 0, "size": 0, "themes": [], "evidence": []})
        kept["themes"] = row["themes"]
        kept["evidence"] = sorted({*kept["evidence"], *row["evidence"]})
    for other, kept in rows.items():
        links = asked.between(asked.node, other, schema.FORMAL_LINKS)
        told = dict.fromkeys(asked.say(schema.RELATIONS[r].en, schema.RELATIONS[r].es) for r in links["relation"])
        kept |= {"other": other, "told": "; ".join(told) or asked.words["none known"], "linked": len(links) > 0}
        kept["evidence"] = [*kept["evidence"], *links["id"]]
    return sorted(rows.values(), key=lambda row: (-row["shared"], -len(row["themes"]), row["other"]))


def _overlap_headline(asked: Asked, rows: list[dict[str, Any]]) -> list[Text]:
    shared = [row for row in rows if row["shared"]]
    if not shared:
        return []
    top, apart = shared[0], [row for row in shared if not row["linked"]]
    text = asked.say(
        f"It shares most members with {asked.name(top['other'])} ({top['shared']})",
        f"Con quien más miembros comparte es {asked.name(top['other'])} ({top['shared']})",
    )
    if apart:
        names = asked.names([row["other"] for row in apart])
        text += asked.say(
            f"; no formal link is known with {names}, with which it shares members, which may be duplication or "
            "back-up",
            f"; no consta vínculo formal con {names}, con quienes comparte miembros, lo que puede ser duplicación o "
            "respaldo mutuo",
        )
    return [asked.claim(text, [about for row in shared for about in row["evidence"]])]


def without(asked: Asked) -> tuple[list[Block], list[Text]]:
    """What is known to hang on it alone; and the headline."""
    found = asked.ask("what-breaks", node=asked.node).frame
    heading = Heading(asked.words["without"])
    by = {kind: found[found["kind"] == kind] for kind in ("pair", "orphan", "component", "theme", "money")}
    say, items = asked.say, []
    if len(by["pair"]):
        ends = [end for cell in by["pair"]["subject"] for end in cell]
        most = pd.Series(ends).value_counts()
        top = [
            f"{asked.name(str(node))} ({count})"
            for node, count in sorted(most.items(), key=lambda p: (-p[1], str(p[0])))
        ]
        text = say(
            f"{len(by['pair'])} pairs of countries share no other known regional forum; in how many of them: "
            f"{asked.listed(top)}",
            f"{len(by['pair'])} pares de países no comparten otro foro regional conocido; en cuántos de ellos: "
            f"{asked.listed(top)}",
        )
        items.append(asked.claim(text, evidence_of(by["pair"])))
    if len(by["component"]):
        parts = say.joined([f"({asked.names(cell)})" for cell in by["component"]["subject"]])
        text = say(
            f"No known member would join these groups of regional forums any more: {parts}",
            f"Ningún miembro conocido uniría ya estos grupos de foros regionales: {parts}",
        )
        items.append(asked.claim(text, evidence_of(by["component"])))
    if len(by["theme"]):
        themes = asked.names([node for cell in by["theme"]["subject"] for node in cell], 20)
        text = say(
            f"No other regional forum is known to address: {themes}",
            f"No consta que otro foro regional aborde: {themes}",
        )
        items.append(asked.claim(text, evidence_of(by["theme"])))
    items += _orphans(asked)
    if not items:
        text = say(
            f"No pair of countries, theme or member is known to depend on {asked.me} alone among regional forums; "
            "secretariats and operations are not looked at.",
            f"No consta que ningún par de países, tema o miembro dependa solo {asked.mine('de')} entre los foros "
            "regionales; no se "
            "examinan secretarías ni operaciones.",
        )
        return [heading, Paragraph((text,))], []
    headline = []
    if len(by["pair"]):
        text = say(
            f"Without it, {len(by['pair'])} pairs of countries would share no other known regional forum",
            f"Sin él, {len(by['pair'])} pares de países no compartirían otro foro regional conocido",
        )
        headline = [asked.claim(text, evidence_of(by["pair"]))]
    return [heading, Bullets(tuple(items))], headline


def _orphans(asked: Asked) -> list[Text]:
    """The members that have no other known regional forum."""
    if not asked.graph.is_room(asked.node):
        return []
    answer = asked.ask("orphaned-members", forum=asked.node)
    alone = answer.frame[answer.frame["rooms_left"] == 0]
    if alone.empty:
        return []
    count = asked.say.count(len(alone), "member", "members", "miembro", "miembros")
    text = asked.say(
        f"{count} without another known active regional forum: {asked.names(alone['country'], 12)}",
        f"{count} sin otro foro regional activo conocido: {asked.names(alone['country'], 12)}",
    )
    return [asked.claim(text, evidence_of(alone))]
