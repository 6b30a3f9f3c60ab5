"""T1: what changed between two dates."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pandas as pd

from graph import dates, schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._figures import figure
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


LESSER = {
    ("MEMBER_OF", "associate"): ("joined as associate", "left as associate"),
    ("MEMBER_OF", "observer"): ("joined as observer", "left as observer"),
    ("PARTICIPATES_IN", "invited"): ("was invited", ""),
}
"""How they read where a role is less than the relation says: who becomes a member ceases to observe, and stays."""
VOTES = {"yes": "voted yes", "against": "voted against", "abstain": "abstained", "absent": "did not vote"}
"""How a vote reads by its choice."""
FIRST, LAST = "1800-01-01", "2199-12-31"
"""Where the period begins and ends that is not given."""
MOVES, NAMED, SORTS = 5, 3, 6
"""How many moves a sentence tells, how many names each, and how many sorts of changes it counts."""


def check(p: Params) -> None:
    """Nothing, where the last day is not before the first.

    Raises:
        BadParameter: It is.
    """
    if p["to"] < p["from"]:
        raise BadParameter("to", p["to"], f"it is before the first day, {p['from']}", "swap the two")


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row a dated change, both days included; an unknown start or end is no change."""
    edges = graph.edges[graph.mask(confidence=p["confidence"]) & graph.edges["since"].notna().to_numpy()]
    edges = edges[~edges["status"].isin(schema.NEVER_IN_FORCE)]
    seat = edges["seat"].notna() & (edges["relation"] != "VOTED")
    first = (
        edges["relation"].map({name: words[0] for name, words in WORDS.items()}).fillna("began").mask(seat, "joined")
    )
    first = first.mask(edges["relation"] == "VOTED", edges["choice"].map(VOTES).fillna("voted"))
    last = edges["relation"].map({name: words[1] for name, words in WORDS.items()}).fillna("ended").mask(seat, "left")
    for (relation, role), (begins, ends) in LESSER.items():
        lesser = (edges["relation"] == relation) & (edges["role"] == role)
        first, last = first.mask(lesser, begins), last.mask(lesser, ends)
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
    frame = _together(events)
    order = ["date", "change", "subject", "relation", "object"]
    return frame.sort_values(order, kind="stable")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The first and the last day."""
    return {"days": [p["from"], p["to"]]}


def _together(events: pd.DataFrame) -> pd.DataFrame:
    """One row a change on a day, in the order in which the changes are told first; by whole columns, as they are many."""
    keys = ["day", "change", "subject", "object"]
    events = events.assign(row=events.groupby(keys, sort=False, dropna=False).ngroup())
    first = events.drop_duplicates("row").set_index("row")
    for column in ("date", "relation"):  # the least of those that are given
        least = events.dropna(subset=[column]).sort_values(["row", column]).drop_duplicates("row")
        first[column] = least.set_index("row")[column]
    about = events.sort_values(["row", "about"])
    begins = np.flatnonzero(~about["row"].duplicated().to_numpy())
    evidence = (
        [part.tolist() for part in np.split(about["about"].to_numpy(dtype=object), begins[1:])] if len(about) else []
    )
    frame = first[[c.name for c in COLUMNS]].reset_index(drop=True)
    return frame.assign(evidence=pd.Series(evidence, dtype=object))


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
    when = _when(p, say)
    if frame.empty:
        return say(
            f"No dated change is known {when}; what has no date cannot appear here.",
            f"No consta ningún cambio con fecha {when}; lo que no tiene fecha no puede figurar.",
        )
    counts = sorted(frame["change"].value_counts().items(), key=lambda pair: (-pair[1], str(pair[0])))
    sorts = [f"{word(str(change), say.lang)} {figure(number, say.lang)}" for change, number in counts[:SORTS]]
    if rest := sum(number for _, number in counts[SORTS:]):
        sorts.append(f"{say('other', 'otros')} {figure(rest, say.lang)}")
    told = _moves(frame, say)
    latest = say("The latest moves of ", "Los últimos movimientos de ") + f"{figure(len(told), say.lang)}: "
    tail = f" {latest if len(told) > MOVES else ''}{'; '.join(told[-MOVES:])}." if told else ""
    number = say.count(len(frame), "dated change", "dated changes", "cambio con fecha", "cambios con fecha")
    return f"{number} {when}: {', '.join(sorts)}.{tail}"


def _when(p: Params, say: Say) -> str:
    """The period asked for; an end that was not given is not told."""
    first, last = (p[end] if p[end] != default else "" for end, default in (("from", FIRST), ("to", LAST)))
    if first == last:
        return say(f"on {first}", f"el {first}") if first else say("in all", "en total")
    if not last:
        return say(f"since {first}", f"desde el {first}")
    if not first:
        return say(f"until {last}", f"hasta el {last}")
    return say(f"between {first} and {last}", f"entre {first} y {last}")


def _moves(frame: pd.DataFrame, say: Say) -> list[str]:
    """Who joined and left what, in words, by date; those who did the same on one day together."""
    moves = frame[
        frame["change"].str.startswith(("joined", "left")) & frame["object"].astype("str").str.startswith("mechanism:")
    ]
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
        f"what happened: {', '.join(sorted({*chain(*WORDS.values(), *LESSER.values()), *VOTES.values(), 'voted', 'began', 'ended'} - {''}))}; "
        "or the new status",
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
        Parameter("from", "first-day", FIRST, "the first day", "el primer día"),
        Parameter("to", "day", LAST, "the last day", "el último día"),
    ),
    columns=COLUMNS,
    order="date, change, subject, relation, object",
    rows=rows,
    universe=universe,
    sentence=sentence,
    check=check,
    timeless=True,
)
