"""What is not known: dates, lists, disputed, old and thin evidence, and questions without any."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import schema
from migov.briefs._asked import Asked
from migov.briefs._model import Block, Bullets, Cite, Heading, Text
from migov.briefs._references import cut

DISPUTED, LISTED, READING = 6, 8, 340
DONE = ("FUNDS", "COMMITS_TO")
"""Acts: they are no less done for being long ago."""
NEEDED = ("MEMBER_OF", "PRESIDES", "LEADS", "SECRETARIAT_OF", "ENDORSED", "COORDINATES_WITH", "SUPPORTS", "FUNDS")
"""The relations of which a brief says that nobody knows since when."""


def unknown(asked: Asked, more: list[Text]) -> list[Block]:
    """The section; `more` is what the parts of the brief found unknown."""
    items = [*_undated(asked), *more, *_disputed(asked), *_weak(asked), *_inferred(asked)]
    if not items:
        items = [
            (
                asked.say(
                    f"Nothing recorded about {asked.me} is undated, disputed or old; what no source here tells is not "
                    "known at all.",
                    f"Nada de lo registrado sobre {asked.me} carece de fecha, está en disputa o es antiguo; lo que "
                    "ninguna "
                    "fuente aquí dice no se sabe.",
                ),
            )
        ]
    return [Heading(asked.words["unknown"]), Bullets(tuple(items))]


def _undated(asked: Asked) -> list[Text]:
    """What is in force, and nobody says since when."""
    edges = asked.touching
    found = edges[(edges["state"] == "yes") & edges["start"].isna() & edges["relation"].isin(NEEDED)]
    if found.empty:
        return []
    told = []
    for relation, part in found.groupby("relation", sort=True):
        declared = schema.RELATIONS[str(relation)]
        for outward in (True, False):
            ends = part.loc[(part["source"] == asked.node) == outward, "target" if outward else "source"]
            if len(ends):
                label = (
                    asked.say(declared.en, declared.es) if outward else asked.say(declared.en_back, declared.es_back)
                )
                told.append(f"{label} {asked.names(ends, LISTED)}")
    text = asked.say(
        f"Since when it holds is not known of: {'; '.join(told)}", f"No se sabe desde cuándo: {'; '.join(told)}"
    )
    return [asked.claim(text, found["id"].tolist())]


def _disputed(asked: Asked) -> list[Text]:
    """What a source contradicts: what it says, and why that was not chosen."""
    answer = asked.ask("why", node=asked.node)
    later = asked.later
    found = answer.frame[answer.frame["stance"] == "contradicts"]
    found = found[[not later.intersection(cell) for cell in found["evidence"]]]
    found = found.drop_duplicates(["subject", "relation", "object", "document", "reading"])
    items: list[Text] = []
    for row in found.head(DISPUTED).to_dict("records"):
        relation = schema.RELATIONS.get(str(row["relation"]))
        label = asked.say(relation.en, relation.es) if relation else asked.word(str(row["relation"] or ""))
        other = asked.name(row["object"]) if isinstance(row["object"], str) and relation else ""
        what = " ".join(part for part in (asked.name(row["subject"]), label, other) if part and part != "nan")
        reading = cut(" ".join(part for part in (row["reading"], row["reason"]) if isinstance(part, str)), READING)
        lead = asked.say("Disputed", "Con discrepancias")
        differs = asked.say("another source reads", "otra fuente dice")
        items.append(
            (
                f"{lead} – {what}: {differs}: {reading.rstrip('.')}",
                Cite(tuple(row["evidence"]), against=str(row["document"])),
                ".",
            )
        )
    if len(found) > DISPUTED:
        count = len(found) - DISPUTED
        items.append(
            (asked.say(f"{count} more disagreements: migov ask why.", f"{count} discrepancias más: migov ask why."),)
        )
    return items


def _weak(asked: Asked) -> list[Text]:
    """How much of it is old, or without any source."""
    frame = asked.ask("weak-evidence", node=asked.node, top=0).frame
    items: list[Text] = []
    old = np.array([("stale" in cell) for cell in frame["weaknesses"]], dtype=bool)
    stale = frame[old & ~frame["relation"].isin(DONE)]
    if len(stale):
        count = asked.say.count(len(stale), "statement", "statements", "afirmación", "afirmaciones")
        others = [b if a == asked.node else a for a, b in zip(stale["subject"], stale["object"], strict=True)]
        text = asked.say(
            f"Last seen more than three years ago, and may no longer hold ({count}): {asked.names(others, LISTED)}",
            f"Visto por última vez hace más de tres años, y puede no seguir vigente ({count}): "
            f"{asked.names(others, LISTED)}",
        )
        items.append(asked.claim(text, stale["statement"].tolist()))
    bare = frame[[("unsourced" in cell) for cell in frame["weaknesses"]]]
    if len(bare):
        count = asked.say.count(len(bare), "statement", "statements", "afirmación", "afirmaciones")
        others = [b if a == asked.node else a for a, b in zip(bare["subject"], bare["object"], strict=True)]
        told = asked.names(others, LISTED)
        items.append((asked.say(f"Without any source ({count}): {told}.", f"Sin ninguna fuente ({count}): {told}."),))
    return items


def _inferred(asked: Asked) -> list[Text]:
    """What is read between the lines."""
    edges: pd.DataFrame = asked.touching
    found = edges[(edges["confidence"] == "inferred") & (edges["state"] == "yes")]
    if found.empty:
        return []
    count = asked.say.count(len(found), "statement", "statements", "afirmación", "afirmaciones")
    others = [b if a == asked.node else a for a, b in zip(found["source"], found["target"], strict=True)]
    text = asked.say(
        f"Inferred, not said outright by a source ({count}): {asked.names(others, LISTED)}",
        f"Inferido, no dicho expresamente por una fuente ({count}): {asked.names(others, LISTED)}",
    )
    return [asked.claim(text, found["id"].tolist())]


def unlisted(asked: Asked, rooms: list[str]) -> list[Text]:
    """The rooms whose members no source lists in full."""
    if not rooms:
        return []
    text = asked.say(
        f"No source gives the whole list of members of {asked.names(rooms)}: not being named there says nothing.",
        f"Ninguna fuente da la lista completa de miembros de {asked.names(rooms)}: no figurar allí no dice nada.",
    )
    return [(text,)]
