"""T1: what changed between two dates."""

from __future__ import annotations

from itertools import chain

import pandas as pd

from graph import dates, schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._frame import Column, Parameter, Params, Question, Rows
from queries._say import Say, word

WORDS: dict[str, tuple[str, str]] = {
    "MEMBER_OF": ("joined", "left"),
    "ENDORSED": ("joined", "left"),
    "PRESIDES": ("took over", "handed over"),
    "ADOPTED": ("adopted", ""),
    "SIGNED": ("signed", ""),
    "SUCCEEDS": ("succeeded", ""),
    "ESTABLISHED_BY": ("was established", ""),
    "CONVENES": ("convened", ""),
    "PARTICIPATES_IN": ("took part", ""),
    "WITHDREW_FROM": ("left", ""),
}
"""How the start and the end of a statement read; other relations began and ended, and seats are joined and left."""


VOTES = {"yes": "voted yes", "against": "voted against", "abstain": "abstained", "absent": "did not vote"}
"""How a vote reads by its choice."""
MOVES, NAMED = 12, 3
"""How many moves a sentence tells, and how many names each."""


def rows(graph: PropertyGraph, p: Params) -> Rows:
    """One row a dated change, both days included; an unknown start or end is no change.

    Raises:
        BadParameter: The last day is before the first.
    """
    if p["to"] < p["from"]:
        raise BadParameter("to", p["to"], f"it is before the first day, {p['from']}", "swap the two")
    edges = graph.edges[graph.mask(confidence=p["confidence"]) & graph.edges["since"].notna().to_numpy()]
    edges = edges[~edges["status"].isin(schema.NEVER_IN_FORCE)]
    seat = edges["seat"].notna() & (edges["relation"] != "VOTED")
    first = (
        edges["relation"].map({name: words[0] for name, words in WORDS.items()}).fillna("began").mask(seat, "joined")
    )
    first = first.mask(edges["relation"] == "VOTED", edges["choice"].map(VOTES).fillna("voted"))
    last = edges["relation"].map({name: words[1] for name, words in WORDS.items()}).fillna("ended").mask(seat, "left")
    began = edges["start"].notna()
    ended = edges["until"].notna() & (last != "") & (edges["relation"] != "VOTED")
    told = graph.observations
    told = told[(told["measure"] == "status") & told["start"].notna() & told["confidence"].isin(list(p["confidence"]))]
    parts = [
        _events(edges[began], edges.loc[began, "since"], edges.loc[began, "start"], first[began]),
        _events(edges[ended], edges.loc[ended, "until"], edges.loc[ended, "end"], last[ended]),
        pd.DataFrame(
            {
                "day": told["start"].map(dates.first_day),
                "date": told["start"],
                "change": told["text"],
                "subject": told["node"],
                "relation": None,
                "object": None,
                "about": told["id"],
            }
        ),
    ]
    events = pd.concat(parts, ignore_index=True)
    events = events[(events["day"] >= p["from"]) & (events["day"] <= p["to"])]
    keys = ["day", "change", "subject", "object"]
    found = [
        {
            "date": group["date"].min(),
            "change": change,
            "subject": subject,
            "relation": min(group["relation"].dropna(), default=None),
            "object": target,
            "evidence": sorted(group["about"]),
        }
        for (_, change, subject, target), group in events.groupby(keys, sort=False, dropna=False)
    ]
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence"])
    order = ["date", "change", "subject", "relation", "object"]
    return Rows(frame.sort_values(order, kind="stable"), {"days": [p["from"], p["to"]]})


def _events(edges: pd.DataFrame, day: pd.Series[str], date: pd.Series[str], change: pd.Series[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "day": day,
            "date": date.fillna(day),
            "change": change,
            "subject": edges["source"],
            "relation": edges["relation"],
            "object": edges["target"],
            "about": edges["id"],
        }
    )


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many changes of which sort, and who joined or left a room."""
    frame = found.frame
    if frame.empty:
        return say(
            f"No dated change is known between {p['from']} and {p['to']}; what has no date cannot appear here.",
            f"No consta ningún cambio con fecha entre {p['from']} y {p['to']}; lo que no tiene fecha no puede figurar.",
        )
    counts = frame["change"].value_counts()
    listed = ", ".join(f"{word(str(change), say.lang)} {number}" for change, number in counts.items())
    told = _moves(frame, say)
    more = say(f" and {len(told) - MOVES} more moves", f" y {len(told) - MOVES} movimientos más")
    tail = f" {'; '.join(told[:MOVES])}{more if len(told) > MOVES else ''}." if told else ""
    number = say.count(len(frame), "dated change", "dated changes", "cambio con fecha", "cambios con fecha")
    return say(
        f"{number} between {p['from']} and {p['to']}: {listed}.{tail}",
        f"{number} entre {p['from']} y {p['to']}: {listed}.{tail}",
    )


def _moves(frame: pd.DataFrame, say: Say) -> list[str]:
    """Who joined and left what, in words, by date; those who did the same on one day together."""
    moves = frame[frame["change"].isin(["joined", "left"]) & frame["object"].astype("str").str.startswith("mechanism:")]
    told = []
    for (date, change, target), group in moves.groupby(["date", "change", "object"], sort=True):
        who = say.names(list(group["subject"])) if len(group) <= NAMED else say.countries(len(group))
        told.append(f"{date} {word(str(change), say.lang)}: {who} ({say.name(str(target))})")
    return told


COLUMNS = (
    Column("date", "date", "when, as precise as known", "cuándo, con la precisión conocida", "date", "fecha"),
    Column(
        "change",
        "text",
        f"what happened: {', '.join(sorted({*chain(*WORDS.values()), *VOTES.values(), 'voted', 'began', 'ended'} - {''}))}; or the new status",
        "qué pasó, o el nuevo estado",
        "change",
        "cambio",
    ),
    Column("subject", "id", "whose change it is", "de quién es el cambio", "who", "quién"),
    Column(
        "relation",
        "text",
        "the relation that began or ended; empty for a status",
        "la relación que comenzó o terminó",
        "relation",
        "relación",
    ),
    Column("object", "id", "to what", "con qué", "what", "qué"),
)

QUESTION = Question(
    name="changes",
    number="T1",
    en="What changed between two dates?",
    es="¿Qué cambió entre dos fechas?",
    definition="Starts and ends of statements with a known date, and dated observations of status, from the first day "
    "to the last, both included; a coarse start counts on its first day, a coarse end on its last. Several statements "
    "of one change on one day (an adoption that ends by a withdrawal) are one row.",
    parameters=(
        Parameter("from", "first-day", "1800-01-01", "the first day", "el primer día"),
        Parameter("to", "day", "2199-12-31", "the last day", "el último día"),
    ),
    columns=COLUMNS,
    order="date, change, subject, relation, object",
    rows=rows,
    sentence=sentence,
    timeless=True,
)
