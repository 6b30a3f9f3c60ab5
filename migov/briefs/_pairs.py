"""How the forums of a country coincide: the members and themes of each two, and whether they are linked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pandas as pd

from graph import schema
from migov.briefs import _figures
from migov.briefs._asked import Asked, evidence_of, rows_in
from migov.briefs._model import Block, Cite, Heading, Paragraph, Table, Text
from migov.briefs._seats import ALL_SCOPES, near_universal, rest, rooms

PAIRS, CROWDED = 8, 3
"""How many pairs of forums a table shows, and from how many mechanisms on a theme is crowded."""


def overlaps(asked: Asked) -> tuple[list[Block], list[Text]]:
    """The pairs of forums where the country sits: what they share, and whether they are linked; and the headline."""
    found, _ = rooms(asked)
    blocks: list[Block] = [Heading(asked.words["overlaps"])]
    wide = near_universal(asked)
    near = [room for room in found if room not in wide]
    if len(near) < 2:
        text = asked.say(
            f"{asked.me} is not known to sit in two active forums below the global level, so that there is no pair to "
            "compare.",
            f"No consta que {asked.me} se siente en dos foros activos por debajo del nivel mundial: no hay par que "
            "comparar.",
        )
        return [*blocks, Paragraph((text,)), *_crowded(asked)], []
    pairs = _pairs(asked, near)
    blocks.append(Paragraph((_lead(asked, set(found) & wide),)))
    blocks.append(_pair_table(asked, pairs[:PAIRS]))
    blocks += rest(asked, len(pairs) - PAIRS, "member-overlap")
    picture = _figures.matrix(asked, near, *_shared(asked))
    blocks += [picture] if picture else []
    return [*blocks, *_crowded(asked)], _overlap_headline(asked, pairs)


def _lead(asked: Asked, wide: Iterable[str]) -> str:
    text = asked.say(
        "Forums that share members may duplicate or back up each other; the table only says where both happen to meet.",
        "Los foros que comparten miembros pueden duplicarse o respaldarse; el cuadro solo dice dónde coinciden.",
    )
    if wide := set(wide):
        names = asked.names(wide)
        text += asked.say(
            f" Global bodies ({names}) share members with nearly all and are left out.",
            f" Los órganos mundiales ({names}) comparten miembros con casi todos y no se incluyen.",
        )
    return text


def _shared(asked: Asked) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """How many members each two forums share, and how many each has."""
    frame = asked.ask("member-overlap", min_shared=0).frame
    sizes = dict(zip(frame["a"], frame["a_size"], strict=True)) | dict(zip(frame["b"], frame["b_size"], strict=True))
    return dict(zip(zip(frame["a"], frame["b"], strict=True), frame["shared"], strict=True)), sizes


def _pairs(asked: Asked, near: list[str]) -> list[dict[str, Any]]:
    """Each pair of forums with the members and themes that both have, and their links; most shared first."""
    shared = by_pair(asked.ask("member-overlap", min_shared=0).frame)
    themes = by_pair(asked.ask("mandate-overlap", countries=asked.node).frame)
    apart = by_pair(asked.ask("uncoordinated-overlap", scope=ALL_SCOPES).frame)
    pairs = []
    for a, b in combinations(sorted(near), 2):
        row, same = shared.get((a, b)), themes.get((a, b), {"themes": [], "evidence": []})
        if row is None:
            continue
        open_pair = apart.get((a, b))
        links = asked.between(a, b, schema.FORMAL_LINKS) if open_pair is None else None
        pairs.append(
            {
                **row,
                "themes": same["themes"],
                "theme_proof": same["evidence"],
                "links": [] if links is None else links["id"].tolist(),
                "told": _link_words(asked, links),
            }
        )
    return sorted(pairs, key=lambda p: (-p["shared"], -len(p["themes"]), p["a"], p["b"]))


def by_pair(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of an answer about pairs, by the two ids in either order."""
    rows = {(row["a"], row["b"]): row for row in rows_in(frame)}
    return rows | {(b, a): row for (a, b), row in rows.items()}


def _link_words(asked: Asked, links: pd.DataFrame | None) -> str:
    if links is None or links.empty:
        return asked.words["none known"]
    told = []
    for relation in dict.fromkeys(links["relation"]):
        declared = schema.RELATIONS[relation]
        told.append(asked.say(declared.en, declared.es))
    return "; ".join(told)


def _pair_table(asked: Asked, pairs: list[dict[str, Any]]) -> Table:
    cells = [
        (
            (f"{asked.name(p['a'])} – {asked.name(p['b'])}",),
            (str(p["shared"]),),
            (asked.names(p["themes"], 8) if p["themes"] else asked.words["none known"],),
            (p["told"],),
            (Cite((*p["evidence"], *p["theme_proof"], *p["links"]), direct=False),),
        )
        for p in pairs
    ]
    caption = asked.say(f"Pairs of forums in which {asked.me} sits", f"Pares de foros en que se sienta {asked.me}")
    heads = ("pair", "shared", "themes", "link", "sources")
    return Table(caption, tuple(asked.words[head] for head in heads), tuple(cells), (27, 12, 30, 18, 13), (1,))


def _crowded(asked: Asked) -> list[Block]:
    """The themes on which several mechanisms work for the country."""
    answer = asked.ask("crowded-themes", countries=asked.node, at_least=CROWDED)
    if answer.frame.empty:
        return []
    rows = rows_in(answer.frame)
    told = [f"{asked.name(row['theme'])} ({asked.names(row['mechanisms'])})" for row in rows]
    limited = sorted({node for row in rows for node in row["restricted"]})
    text = asked.say(
        f"Themes that {CROWDED} or more mechanisms below the global level have in their mandate for {asked.me}: ",
        f"Temas que {CROWDED} o más mecanismos por debajo del nivel mundial tienen en su mandato para {asked.me}: ",
    ) + asked.listed(told, 8)
    if limited:
        text += asked.say(
            f" ({asked.names(limited)}: for some populations only)",
            f" ({asked.names(limited)}: solo para algunas poblaciones)",
        )
    return [Paragraph(asked.claim(text, evidence_of(answer.frame)))]


def _overlap_headline(asked: Asked, pairs: list[dict[str, Any]]) -> list[Text]:
    if not pairs or not pairs[0]["shared"]:
        return []
    top, say = pairs[0], asked.say
    apart = [p for p in pairs if not p["links"] and p["shared"]]
    a, b = asked.name(top["a"]), asked.name(top["b"])
    if len(pairs) == 1:
        text = say(
            f"Its two forums below the global level, {a} and {b}, share {top['shared']} members",
            f"Sus dos foros por debajo del nivel mundial, {a} y {b}, comparten {top['shared']} miembros",
        )
        open_pairs = say("no formal link between them is known", "no consta ningún vínculo formal entre ellos")
    else:
        text = say(
            f"Of its forums below the global level, {a} and {b} share most members ({top['shared']})",
            f"De sus foros por debajo del nivel mundial, {a} y {b} son los que más miembros comparten "
            f"({top['shared']})",
        )
        open_pairs = say(
            f"for {len(apart)} of {len(pairs)} pairs no formal link is known",
            f"en {len(apart)} de {len(pairs)} pares no consta ningún vínculo formal",
        )
    if apart:
        text += f"; {open_pairs}"
        text += say(", which may be duplication or back-up", ", lo que puede ser duplicación o respaldo mutuo")
    return [asked.claim(text, [about for p in pairs for about in (*p["evidence"], *p["links"])])]
