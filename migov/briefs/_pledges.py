"""Commitments and their follow-up."""

from __future__ import annotations

from typing import Any

import pandas as pd

from migov.briefs._asked import Asked, evidence_of
from migov.briefs._model import Block, Cite, Heading, Paragraph, Table, Text
from migov.briefs._seats import rest

ROWS = 8


def commitments(asked: Asked, **of: str) -> tuple[list[Block], list[Text]]:
    """The commitments by (or under) the node, what is known to have followed; and the headline."""
    found = asked.ask("silent-pledges", **of).frame
    blocks: list[Block] = [Heading(asked.words["commitments"])]
    if found.empty:
        text = asked.say(
            f"No commitment {'under' if 'under' in of else 'of'} {asked.me} is recorded: no evidence.",
            f"No consta ningún compromiso {asked.mine('en el marco de' if 'under' in of else 'de')}: sin evidencia.",
        )
        return [*blocks, Paragraph((text,))], []
    cells = [_cells(asked, row, of) for row in found.head(ROWS).to_dict("records")]
    who = "by" if "under" in of else "under"
    heads = tuple(
        asked.words[head] for head in ("commitment", who, "made", "follow-up", "last seen", "state", "sources")
    )
    caption = asked.say(
        "Commitments; silent means that no source here speaks of it in the last 365 days, not that it failed",
        "Compromisos; en silencio significa que ninguna fuente aquí habla de él en los últimos 365 días, no que "
        "fracasara",
    )
    blocks += [
        Table(caption, heads, tuple(cells), (28, 8, 20, 15, 12, 9, 8)),
        *rest(asked, len(found) - ROWS, "silent-pledges"),
    ]
    return blocks, _headline(asked, found)


def _cells(asked: Asked, row: dict[Any, Any], of: dict[str, str]) -> tuple[Text, ...]:
    unknown = asked.words["not known"]
    return (
        (asked.long(row["commitment"]),),
        (asked.names(row["by" if "under" in of else "under"], 3) or unknown,),
        (_made(asked, row),),
        (asked.names(row["follow_up"], 4) or asked.words["none known"],),
        (asked.day(asked.seen(row["last_seen"], row["evidence"])) or unknown,),
        (asked.word(row["state"]),),
        (Cite(tuple(row["evidence"]), direct=False),),
    )


def _made(asked: Asked, row: dict[Any, Any]) -> str:
    """When it was made; where no source says, since when it is seen, which is not the day on which it was made."""
    node = asked.graph.node(row["commitment"]) or {}
    starts = [*asked.statements(row["evidence"])["start"], node.get("start")]
    return asked.dated(row["made"] if row["made"] in starts else "", row["made"], row["evidence"])


def _headline(asked: Asked, found: pd.DataFrame) -> list[Text]:
    silent = found[found["state"] == "silent"]
    followed = found[[len(cell) > 0 for cell in found["follow_up"]]]
    count = asked.say.count(len(found), "commitment", "commitments", "compromiso", "compromisos")
    known, quiet = (str(len(part) or asked.say("none", "ninguno")) for part in (followed, silent))
    text = asked.say(
        f"On record: {count}, {known} with a known follow-up and {quiet} without mention in any source here for a "
        "year; "
        "silence is not failure",
        f"En el registro: {count}, {known} con seguimiento conocido y {quiet} sin mención en ninguna fuente aquí "
        "desde hace un "
        "año; el silencio no es incumplimiento",
    )
    return [asked.claim(text, evidence_of(found))]
