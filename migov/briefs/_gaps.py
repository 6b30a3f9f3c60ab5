"""Where nobody is known to coordinate for a country: corridors, themes, forums that it lost or is not in."""

from __future__ import annotations

from typing import Any

import pandas as pd

from graph import schema
from migov.briefs._asked import Asked, evidence_of, rows_of
from migov.briefs._model import Block, Bullets, Cite, Heading, Paragraph, Table, Text
from migov.briefs._references import cut
from migov.briefs._seats import rest

RUNGS = {
    "regional": ("regional", "regional"),
    "scope-limited": ("regional, for some populations only", "regional, solo para algunas poblaciones"),
    "hemispheric": ("hemispheric only", "solo hemisférico"),
    "dormant": ("dormant only", "solo uno inactivo"),
    "global": ("global only", "solo mundial"),
    "none": ("none known to hold both", "ninguno conocido que reúna a ambos"),
    "no evidence": ("no evidence", "sin evidencia"),
}
"""The best room of both ends of a corridor, in words."""
WEAK = ("dormant", "global", "none", "no evidence")
"""The rungs below any active regional or hemispheric forum."""
CORRIDORS, THEMES = 12, 24


def corridors(asked: Asked) -> tuple[list[Block], list[Text]]:
    """The best forum that the country shares with those on its corridors; and the headline."""
    found = rows_of(asked.ask("corridor-rooms").frame, "a", "b", of=asked.node)
    blocks: list[Block] = [Heading(asked.words["corridors"])]
    if found.empty:
        text = asked.say(
            f"No source places {asked.me} on a corridor with another country: no evidence.",
            f"Ninguna fuente sitúa a {asked.me} en un corredor con otro país: sin evidencia.",
        )
        return [*blocks, Paragraph((text,))], []
    rows = [_facing(asked, row) for row in found.to_dict("records")]
    rungs = list(RUNGS)
    rows.sort(key=lambda row: (-rungs.index(row["rung"]), asked.name(row["other"])))
    cells = [
        (
            (asked.name(row["other"]),),
            (asked.say(*RUNGS[row["rung"]]),),
            (asked.names(row["rooms"]) if row["rooms"] else "–",),
            (asked.names(row["corridors"], 4),),
            (Cite(tuple(row["evidence"]), direct=False),),
        )
        for row in rows[:CORRIDORS]
    ]
    caption = asked.say(
        f"The best forum that {asked.me} shares with countries on its corridors, weakest first",
        f"El mejor foro que {asked.me} comparte con países de sus corredores, del más débil al más fuerte",
    )
    heads = tuple(asked.words[head] for head in ("with", "reach", "room", "routes", "sources"))
    blocks += [
        Table(caption, heads, tuple(cells), (17, 20, 23, 30, 10)),
        *rest(asked, len(rows) - CORRIDORS, "corridor-rooms"),
    ]
    unknown = sorted({room for row in rows for room in row["unknown_rooms"]})
    if unknown:
        text = asked.say(
            f"Not decided by any source for one or more of these pairs: who sits in {asked.names(unknown)}.",
            f"Lo que ninguna fuente decide para uno o más de estos pares: quién se sienta en {asked.names(unknown)}.",
        )
        blocks.append(Paragraph((text,)))
    return blocks, _corridor_headline(asked, rows)


def _facing(asked: Asked, row: dict[Any, Any]) -> dict[str, Any]:
    other = row["b"] if row["a"] == asked.node else row["a"]
    return {**{str(key): value for key, value in row.items()}, "other": other}


def _corridor_headline(asked: Asked, rows: list[dict[str, Any]]) -> list[Text]:
    weak = [row for row in rows if row["rung"] in WEAK]
    proof = [about for row in rows for about in row["evidence"]]
    count = asked.say.count(len(rows), "country", "countries", "país", "países")
    name = asked.name(rows[0]["other"])
    if len(rows) == 1 and weak:
        text = asked.say(
            f"With {name}, the only country recorded on its corridors, no active regional or hemispheric forum is "
            "known "
            "where both sit",
            f"Con {name}, el único país registrado en sus corredores, no consta ningún foro activo regional o "
            "hemisférico "
            "donde ambos se sienten",
        )
    elif len(rows) == 1:
        text = asked.say(
            f"It shares an active regional or hemispheric forum with {name}, the only country recorded on its "
            "corridors",
            f"Comparte un foro activo regional o hemisférico con {name}, el único país registrado en sus corredores",
        )
    elif not weak:
        text = asked.say(
            f"It shares an active regional or hemispheric forum with each of the {count} on its corridors",
            f"Comparte un foro activo regional o hemisférico con cada uno de los {count} de sus corredores",
        )
    else:
        names = asked.names([row["other"] for row in weak])
        text = asked.say(
            f"For {len(weak)} of the {count} on its corridors ({names}) no active regional or hemispheric forum is "
            "known "
            "where both sit",
            f"Con {len(weak)} de los {count} de sus corredores ({names}) no consta ningún foro activo regional o "
            "hemisférico "
            "donde ambos se sienten",
        )
    return [asked.claim(text, proof)]


def gaps(asked: Asked) -> tuple[list[Block], list[Text]]:
    """Themes that no known mandate covers, forums that it is not in or lost; and the headline."""
    region = (asked.graph.node(asked.node) or {}).get("region")
    here = region is None or region in schema.AMERICAS
    cells = asked.ask("uncovered-themes", country=asked.node).frame
    if not here:  # forums of the Americas cover nobody elsewhere: that is no gap
        cells = cells[cells["coverage"].isin(("covered", "partial"))]
    items = _themes(asked, cells)
    items += _lost(asked) + _outside(asked) + _need(asked)
    blocks: list[Block] = [Heading(asked.words["gaps"])]
    if not items:
        text = asked.say(
            f"The questions on gaps find nothing recorded about {asked.me}: no evidence, which does not mean that "
            "there is no gap.",
            f"Las preguntas sobre vacíos no hallan nada registrado sobre {asked.me}: sin evidencia, lo que no "
            "significa que no los haya.",
        )
        return [*blocks, Paragraph((text,))], []
    return [*blocks, Bullets(tuple(items))], _theme_headline(asked, cells)


def _themes(asked: Asked, cells: pd.DataFrame) -> list[Text]:
    if cells.empty:
        return []
    by = {value: cells[cells["coverage"] == value] for value in ("covered", "partial", "none", "no evidence")}
    say = asked.say
    items: list[Text] = []
    if len(by["none"]):
        told = asked.names(by["none"]["theme"].tolist(), THEMES)
        text = say(
            f"In no known mandate of a regional forum, platform or plan that serves {asked.me} ({len(by['none'])} of "
            f"{len(cells)} themes): {told}. A mandate may be known only in part.",
            f"En ningún mandato conocido de un foro, plataforma o plan regional que atienda a {asked.me} "
            f"({len(by['none'])} de {len(cells)} temas): {told}. Un mandato puede conocerse solo en parte.",
        )
        items.append((text,))
    if len(by["partial"]):
        told = asked.names(by["partial"]["theme"].tolist(), THEMES)
        text = say(
            f"Covered only in part, by bodies limited to some populations, dormant, or without a seat for it "
            f"({len(by['partial'])}): {told}",
            f"Cubiertos solo en parte, por órganos limitados a algunas poblaciones, inactivos o donde no tiene asiento "
            f"({len(by['partial'])}): {told}",
        )
        items.append(asked.claim(text, evidence_of(by["partial"])))
    if len(by["no evidence"]):
        told = asked.names(by["no evidence"]["theme"].tolist(), THEMES)
        unknown = asked.names({node for cell in by["no evidence"]["unknown"] for node in cell})
        text = say(f"No evidence either way: {told}", f"Sin evidencia en uno u otro sentido: {told}")
        if unknown:
            text += say(f" (not known of {unknown})", f" (no se sabe de {unknown})")
        items.append((f"{text}.",))
    return items


def _theme_headline(asked: Asked, cells: pd.DataFrame) -> list[Text]:
    none, covered = cells[cells["coverage"] == "none"], cells[cells["coverage"] == "covered"]
    if none.empty:
        return []
    text = asked.say(
        f"Of {len(cells)} themes, {len(none)} stand in no known mandate of a regional body that serves it, and "
        f"{len(covered)} "
        "in that of an active regional forum open to everyone",
        f"De {len(cells)} temas, {len(none)} no figuran en ningún mandato conocido de un órgano regional que lo "
        "atienda, y "
        f"{len(covered)} figuran en el de un foro regional activo abierto a todos",
    )
    return [asked.claim(text, evidence_of(covered))]


def _lost(asked: Asked) -> list[Text]:
    """The forums that are dormant or ended in which it sat, and what is left to it."""
    items = []
    for row in rows_of(asked.ask("orphaned-members").frame, "country", of=asked.node).to_dict("records"):
        left = asked.names(row["left"])
        lost = asked.names(row["lost"])
        text = asked.say(
            f"No longer active, where it sat: {lost}. Active regional forums where it still sits: "
            f"{left or 'none known'}",
            f"Ya no está activo, y se sentaba allí: {lost}. Foros regionales activos donde aún se sienta: "
            f"{left or 'ninguno conocido'}",
        )
        items.append(asked.claim(text, row["evidence"]))
    return items


def _outside(asked: Asked) -> list[Text]:
    """Whether the response that operates there has a forum in which it sits."""
    question = {"response": "mechanism:r4v", "forum": "mechanism:quito-process"}
    if any(asked.graph.node(node) is None for node in question.values()):
        return []
    response, forum = (asked.name(node) for node in question.values())
    items = []
    found = rows_of(asked.ask("hosts-outside-forum").frame, "country", of=asked.node)
    for row in found.to_dict("records"):
        text = asked.say(
            f"{response} operates in {asked.me}: {asked.word(row['in_response'])}; it sits in {forum}: "
            f"{asked.word(row['in_forum'])}",
            f"{response} opera en {asked.me}: {asked.word(row['in_response'])}; se sienta en {forum}: "
            f"{asked.word(row['in_forum'])}",
        )
        items.append(asked.claim(text, row["evidence"]))
    return items


def _need(asked: Asked) -> list[Text]:
    """The people that it hosts, and how many organisations are known to work there."""
    from queries._figures import figure

    items = []
    for row in rows_of(asked.ask("need-versus-presence").frame, "country", of=asked.node).to_dict("records"):
        hosted = asked.touching[
            (asked.touching["relation"] == "HOSTS") & (asked.touching["target"] == row["population"])
        ]
        if len(hosted) and asked.later.issuperset(hosted["id"]):
            continue
        people, organisations = row["people"], row["organisations"]
        who = asked.long(row["population"])
        if people == people:
            head = f"{figure(round(people), asked.lang)} ({asked.day(row['people_date'])}{_as_told(asked, hosted)})"
        else:
            head = asked.say("no figure of people", "sin cifra de personas")
        count = (
            asked.say.count(round(organisations), "organisation", "organisations", "organización", "organizaciones")
            if organisations == organisations
            else asked.say("no organisation", "ninguna organización")
        )
        text = asked.say(
            f"Hosted population “{who}”: {head}; {count} known to work there, a list that is never whole",
            f"Población acogida «{who}»: {head}; {count} de las que consta que trabajan allí, lista nunca completa",
        )
        items.append(asked.claim(text, row["evidence"]))
    return items


def _as_told(asked: Asked, hosted: pd.DataFrame) -> str:
    """What the source says of the figure, such as that there are more: a bare number would be more exact than it."""
    notes = hosted.loc[hosted["people"].notna(), "note" if asked.lang == "en" else "note_es"].dropna()
    return f"; {cut(notes.iloc[-1]).rstrip('.')}" if len(notes) else ""
