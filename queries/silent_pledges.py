"""G6: which commitments have gone quiet."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from graph.tables import NEVER, Array, day_number, day_numbers, day_texts
from queries import _heard, _pledges
from queries._figures import figure
from queries._frame import Column, Parameter, Params, Question, Rows
from queries._say import Say

STATES = ("silent", "no evidence", "followed up", "ended")


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row a commitment made by the day: who made it, when it was last heard of, who follows it up."""
    day = day_number(p["as_of"])
    where = np.flatnonzero((graph.nodes["kind"] == "Commitment").to_numpy())
    size, ties = len(where), _pledges.ties(graph, p, where)
    first, last = _heard.heard(graph, day)
    promised, dropped = np.isin(ties.relation, _pledges.PROMISES), ties.status == "dropped"
    seen = (ties.since <= day) | (ties.since == NEVER)  # undated: nothing says that it is later
    made, made_day = _pledges.made(graph, where, ties, promised, first)
    follows = seen & ~promised & ~dropped

    observed, node_last = _pledges.observed(graph, p, where), last[len(graph.edges) + where]
    latest = np.zeros(size, dtype=np.int64)
    dated = follows & (ties.since <= day)
    np.maximum.at(latest, ties.commitment[dated], ties.since[dated])
    np.maximum.at(latest, ties.commitment[follows], last[ties.row[follows]])
    acted, act = _pledges.acts(graph, p, ties, seen & ~dropped)
    np.maximum.at(latest, acted, last[act])
    begun = day_numbers(graph.edges["since"].iloc[act], 0)
    np.maximum.at(latest, acted, np.where(begun <= day, begun, 0))
    np.maximum.at(latest, observed["commitment"], observed["day"])
    np.maximum.at(latest, observed["commitment"], last[len(graph.edges) + len(graph.nodes) + observed["row"]])
    latest = np.maximum(latest, node_last)

    trace = np.maximum(latest, np.where(made_day == NEVER, 0, made_day))
    silence = np.where(
        trace > 0, _heard.ordinals(np.full(size, day)) - _heard.ordinals(np.maximum(trace, 10101)), np.nan
    )
    followed = np.zeros(size, dtype=bool)
    followed[ties.commitment[follows]] = followed[observed["commitment"]] = True
    state = np.where(silence > p["days"], "silent", np.where((silence >= 0) & followed, "followed up", "no evidence"))
    state[_pledges.ended(graph, p, where, ties, seen & (ties.relation == "COMMITS_TO"))] = "ended"

    def ids(fits: Array) -> pd.Series[Any]:
        return _heard.lists(ties.commitment[fits], ties.other[fits], size)

    about = seen & (promised | follows)
    proof = [(ties.commitment[about], graph.edges["id"].to_numpy()[ties.row[about]])]
    proof += [(acted, graph.edges["id"].to_numpy()[act])]
    proof += [(observed["commitment"], graph.observations["id"].to_numpy()[observed["row"]])]
    proof += [(np.flatnonzero(node_last), graph.nodes["id"].to_numpy()[where[node_last > 0]])]
    frame = pd.DataFrame(
        {
            "commitment": graph.nodes["id"].to_numpy()[where],
            "by": ids(seen & ~dropped & (ties.relation == "COMMITS_TO")),
            "under": ids(seen & ~dropped & (ties.relation == "UNDER")),
            "made": made,
            "last_seen": day_texts(latest),
            "days_silent": silence.astype(float),
            "follow_up": ids(follows),
            "state": state,
            "evidence": _heard.proofs(proof, size),
        }
    )
    frame = frame[(made_day <= day) | (made_day == NEVER)]
    for name in ("by", "under"):
        if p[name]:
            frame = frame[pd.Series([p[name] in cell for cell in frame[name]], index=frame.index, dtype=bool)]
    order = frame.assign(rank=frame["state"].map(STATES.index), days=-frame["days_silent"].fillna(-1))
    ordered: pd.DataFrame = frame.loc[order.sort_values(["rank", "days", "commitment"], kind="stable").index]
    return ordered


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The commitments made by the day."""
    return {"commitments": sorted(found["commitment"])}


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many commitments are silent, and the one that has been for longest."""
    frame = found.frame
    of = [say(f" of {say.name(p['by'])}", f" de {say.name(p['by'])}")] if p["by"] else []
    of += [say(f" under {say.name(p['under'])}", f" en el marco de {say.name(p['under'])}")] if p["under"] else []
    whose = "".join(of)
    if frame.empty:
        return say(
            f"No commitment{whose} is known to have been made by {p['as_of']}: no evidence; load a table of pledges to know more.",
            f"No consta ningún compromiso{whose} asumido hasta el {p['as_of']}: sin evidencia; para saber más, cargue una tabla de compromisos.",
        )
    total, counts = len(frame), frame["state"].value_counts()
    noun = (f"known commitment{whose}", f"known commitments{whose}")
    noun_es = (f"compromiso conocido{whose}", f"compromisos conocidos{whose}")
    known = f"{figure(total, say.lang)} {say(noun[total > 1], noun_es[total > 1])}"
    silent = frame[frame["state"] == "silent"]
    n, limit = len(silent), figure(p["days"], say.lang)
    if n:
        longest = silent.iloc[0]
        days = figure(int(longest["days_silent"]), say.lang)
        name = say.name(longest["commitment"])
        text = say(
            f"On {p['as_of']} {figure(n, say.lang)} of {known} {'is' if n == 1 else 'are'} silent: no source known here "
            f"speaks of {'it' if n == 1 else 'them'} in the last {limit} days; the longest silence is {days} days ({name}).",
            f"Al {p['as_of']}, {figure(n, say.lang)} de {known} {'está' if n == 1 else 'están'} en silencio: ninguna fuente "
            f"conocida habla de {'él' if n == 1 else 'ellos'} en los últimos {limit} días; el silencio más largo es de {days} días ({name}).",
        )
    else:
        one = total == 1
        text = say(
            f"On {p['as_of']} {f'the only {noun[0]} is not' if one else f'none of {known} is'} known to have been silent "
            f"for more than {limit} days.",
            f"Al {p['as_of']}, {f'del único {noun_es[0]} no' if one else f'de ninguno de {known}'} consta un silencio de "
            f"más de {limit} días.",
        )
    words = {
        "followed up": ("followed up", "con seguimiento"),
        "no evidence": ("without evidence of any follow-up yet", "sin evidencia de seguimiento todavía"),
        "ended": ("ended", "terminados"),
    }
    rest = [f"{say(*words[s])} {figure(counts[s], say.lang)}" for s in words if s in counts]
    lead = say(" The others:", " Los demás:") if n else say(" Of them:", " De ellos:")
    tail = f"{lead} {', '.join(rest)}." if rest else ""
    return (
        text
        + tail
        + say(
            " Silence is not failure: nobody may have reported.",
            " El silencio no es incumplimiento: puede que nadie haya informado.",
        )
    )


COLUMNS = (
    Column("commitment", "id", "the commitment", "el compromiso", "commitment", "compromiso"),
    Column("by", "ids", "who made it and has not dropped it", "quiénes lo asumieron y no lo retiraron", "by", "de"),
    Column("under", "ids", "what it was made under", "en qué marco se hizo"),
    Column(
        "made",
        "date",
        "when it was made: its earliest known start, else its earliest evidence",
        "cuándo se hizo: su primer inicio conocido o, si falta, su primera evidencia",
        "made",
        "asumido",
    ),
    Column(
        "last_seen",
        "date",
        "the latest day up to the one asked for on which a source speaks of it or of its follow-up; empty: none does",
        "el último día hasta el pedido en que una fuente habla de él o de su seguimiento; vacío: ninguna",
        "last seen",
        "visto",
    ),
    Column(
        "days_silent",
        "number",
        "days since the later of made and last_seen; empty: unknown",
        "días desde lo más reciente de made y last_seen; vacío: se desconoce",
    ),
    Column(
        "follow_up",
        "ids",
        "who is known to implement, fund or support it",
        "quiénes consta que lo ejecutan, financian o apoyan",
        "follow-up",
        "seguimiento",
    ),
    Column(
        "state",
        "text",
        "`silent`, `no evidence` (undated, or recent and nothing recorded since), `followed up` or `ended`",
        "`silent`, `no evidence` (sin fecha, o reciente y sin nada registrado desde entonces), `followed up` o `ended`",
        "state",
        "estado",
    ),
)

QUESTION = Question(
    name="silent-pledges",
    number="G6",
    en="Which commitments have gone quiet?",
    es="¿De qué compromisos ya no se oye nada?",
    definition="For each commitment made by the day: days from the latest trace of it to the day. A trace is the "
    "promise itself, a statement that implements, funds or supports it (its start and its evidence), what its makers did at "
    "an event that it was made under, evidence about the commitment, and a dated value of it; evidence dated after the day is not seen, and a source without a date counts "
    "by the day it was read. `silent`: more than `days`; `followed up`: not silent, with a follow-up or a dated value "
    "on record; `no evidence`: without any date, or recent with nothing on record since; `ended`: done, ended, or "
    "dropped by all. This is a measure of what the loaded sources report, no finding of a paper: a commitment that "
    "nobody reports on may well be kept.",
    parameters=(
        Parameter(
            "days",
            "integer",
            365,
            "silent means no trace for more than so many days",
            "en silencio quiere decir sin rastro durante más de tantos días",
        ),
        Parameter(
            "by",
            "node",
            None,
            "only those of this country or agency",
            "solo los de este país u organismo",
            kinds=("Country", "Agency"),
        ),
        Parameter(
            "under",
            "node",
            None,
            "only those made under this mechanism, event or instrument",
            "solo los asumidos en el marco de este mecanismo, evento o instrumento",
            kinds=("Mechanism", "Event", "Instrument"),
        ),
    ),
    columns=COLUMNS,
    order="silent first, then no evidence, followed up, ended; most days silent first, then commitment",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
