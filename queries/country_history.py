"""T2: a country's history in forums, spell by spell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import rooms, schema
from graph.model import PropertyGraph
from graph.tables import Array
from queries._figures import figure, ordinals
from queries._frame import Column, Parameter, Params, Question, Rows
from queries._say import SHOWN, Say
from queries.changes import VOTES

ACTS = ("VOTED", "SIGNED", "WITHDREW_FROM")
"""Relations that are done on a day and do not go on."""
BELONGING = ("MEMBER_OF", "ADOPTED", "ENDORSED", "PARTICIPATES_IN")
"""Relations that are left, and come back to; a presidency only goes round."""
WORDS = {
    "MEMBER_OF": "member",
    "ADOPTED": "adopted",
    "ENDORSED": "endorsed",
    "PARTICIPATES_IN": "participant",
    "VOTED": "voted",
    "SIGNED": "signed",
    "WITHDREW_FROM": "withdrew",
    "PRESIDES": "chair",
    "LEADS": "lead",
    "CONVENES": "convenor",
}
"""How a statement reads in one word where it names no role and no vote."""
RELATIONS = tuple(WORDS)
KINDS = {
    "mechanisms": ("Mechanism", "mechanism", "mechanisms", "mecanismo", "mecanismos"),
    "agencies": ("Agency", "agency", "agencies", "organismo", "organismos"),
    "instruments": ("Instrument", "instrument", "instruments", "instrumento", "instrumentos"),
    "events": ("Event", "event", "events", "evento", "eventos"),
}
"""What a history can be with: the kind of node, and the words for one and for several."""
UNDATED = "9999"
"""Sorts what no source dates after all that one does."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row for each statement that puts the country in a forum or out of it, as it stands on the day."""
    nodes, day = graph.nodes, p["as_of"]
    kind, region = nodes["kind"].to_numpy(), nodes["region"]
    if p["country"] is None:
        party = (kind == "Country") & (region.isna() | region.isin(schema.AMERICAS)).to_numpy()
    else:
        party = (nodes["id"] == p["country"]).to_numpy()
    forum = np.isin(kind, [KINDS[name][0] for name in p["of"]])
    fits = graph.mask(RELATIONS, confidence=p["confidence"])
    fits &= party[graph.source_rows] & forum[graph.target_rows]
    spells = graph.edges[fits].assign(
        founded=nodes["start"].to_numpy()[graph.target_rows[fits]], kind=kind[graph.target_rows[fits]]
    )
    spells["gap_days"] = _gaps(spells)
    spells["standing"] = _standing(spells, day)
    spells = spells[_shown(spells, day)]
    return _frame(graph, spells)


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The countries and forums of the rows, and the rooms whose lists are not known."""
    undecided: list[str] = []
    if "mechanisms" in p["of"]:
        known = rooms.rooms(graph, p["as_of"])
        named = set(found["object"]) if p["country"] else set()
        undecided = sorted(set(known.loc[~known["known"] & (known["status"] != "none"), "id"]) - named)
    return {
        "countries": sorted(set(found["subject"])),
        "forums": sorted(set(found["object"])),
        "unknown_rooms": undecided,
    }


def _gaps(spells: pd.DataFrame) -> Array:
    """Days between the end of all earlier spells of the same tie and each start, float64; NaN first or unknown."""
    tie = [spells[name].fillna("") for name in ("source", "target", "relation", "role")]
    void = spells["status"].isin(schema.NEVER_IN_FORCE)
    table = pd.DataFrame(
        {
            "tie": pd.factorize(pd.MultiIndex.from_arrays(tie))[0],
            "day": spells["since"].fillna(UNDATED).to_numpy(),
            "id": spells["id"].to_numpy(),
            "since": np.where(spells["start"].notna(), ordinals(spells["since"]), np.nan),
            "until": np.nan_to_num(ordinals(spells["until"]), nan=np.inf),
        }
    )[~void.to_numpy()].sort_values(["tie", "day", "id"], kind="stable")
    before = table.groupby("tie")["until"].cummax().groupby(table["tie"]).shift()
    gap = (table["since"] - before - 1).replace(-np.inf, np.nan).clip(lower=0)
    found: Array = gap.reindex(range(len(spells))).to_numpy()
    return found


def _standing(spells: pd.DataFrame, day: str) -> Array:
    """How each spell stands on the day, in the closed words of the column `status`; objects."""
    since, until = spells["since"].fillna(UNDATED), spells["until"].fillna(UNDATED)
    seen = (spells["last_seen"].fillna(UNDATED) <= day).to_numpy()
    begun = (since <= day).to_numpy()
    act = spells["relation"].isin(ACTS).to_numpy()
    met = ((spells["kind"] == "Event") & (spells["until"].fillna(since) < day)).to_numpy()
    cases: list[tuple[Array, str | Array]] = [
        (spells["status"].isin(schema.NEVER_IN_FORCE).to_numpy(), spells["status"].to_numpy(dtype=object)),
        (begun & (act | met), "done"),
        ((until < day).to_numpy(), "ended"),
        (~begun & spells["start"].notna().to_numpy(), "not yet"),
        (~begun, "no evidence"),
        (seen & (spells["status"] == "suspended").to_numpy(), "suspended"),
    ]
    found: Array = np.select([case for case, _ in cases], [said for _, said in cases], "in force")
    return found


def _shown(spells: pd.DataFrame, day: str) -> Array:
    """What is known by the day: nothing that began later, unless a source of before plans or announces it."""
    since = spells["since"]
    foreseen = spells["status"].isin(schema.PLANNED) & (spells["last_seen"] <= day)
    dated = (since <= day) | foreseen
    void = spells["status"].isin(schema.NEVER_IN_FORCE)
    founded = ~(spells["founded"].fillna("") > day)
    shown: Array = np.where(spells["start"].notna(), dated, founded & (since.isna() | (since <= day) | ~void))
    return shown.astype(bool)


def _frame(graph: PropertyGraph, spells: pd.DataFrame) -> pd.DataFrame:
    """The rows, in order; a seat that a withdrawal ended says so, and rests on it too."""
    end, until = spells["end"], spells["until"]
    as_written = (end.isna() & until.isna()) | spells["relation"].isin(ACTS)  # a vote is not undone by leaving
    for width in (4, 7, 10):
        as_written |= until.str[:width] == end
    exits = graph.edges[graph.mask("WITHDREW_FROM", confidence=schema.COUNTED_CONFIDENCES)]
    exits = exits[exits["start"].notna() & ~exits["status"].isin(schema.NEVER_IN_FORCE)]
    by_exit: dict[tuple[str, str, str], list[str]] = {}
    for party, forum, left, about in zip(exits["source"], exits["target"], exits["since"], exits["id"], strict=True):
        by_exit.setdefault((party, forum, left), []).append(about)
    proof = [
        [about] if written else sorted({about, *by_exit.get((party, forum, left), [])})
        for about, party, forum, left, written in zip(
            spells["id"], spells["source"], spells["target"], until, as_written, strict=True
        )
    ]
    role = spells["role"].fillna(spells["choice"].where(spells["relation"] == "VOTED"))
    tie = role.where(spells["relation"] != "VOTED", role.map(VOTES)).fillna(spells["relation"].map(WORDS))
    frame = pd.DataFrame(
        {
            "start": spells["start"],
            "end": end.where(as_written, until),
            "subject": spells["source"],
            "relation": spells["relation"],
            "object": spells["target"],
            "role": role,
            "status": spells["standing"].astype("str"),
            "tie": tie,
            "since": spells["since"],
            "last_seen": spells["last_seen"],
            "gap_days": spells["gap_days"],
            "confidence": spells["confidence"],
            "statement": spells["id"],
            "evidence": pd.Series(proof, index=spells.index, dtype=object),
        }
    )
    return frame.assign(day=spells["since"].fillna(UNDATED)).sort_values(
        ["subject", "day", "object", "statement"], kind="stable"
    )[[*(c.name for c in COLUMNS), "evidence"]]


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many spells, how many still in force, who left, and who came back."""
    frame, day = found.frame, p["as_of"]
    what = say.joined([say(KINDS[name][2], KINDS[name][4]) for name in KINDS if name in p["of"]])
    forums = found.universe["forums"]
    by_kind = [[forum for forum in forums if schema.kind_of(forum) == words[0]] for words in KINDS.values()]
    where = say.joined(
        [say.count(len(part), *words[1:]) for part, words in zip(by_kind, KINDS.values(), strict=True) if part]
    )
    who = say.name(p["country"]) if p["country"] else say("any country of the Americas", "ningún país de las Américas")
    unknown = ""
    if found.universe["unknown_rooms"]:
        names = say.names(found.universe["unknown_rooms"])
        unknown = say(
            f" No source gives the whole list of {names}: not being named there says nothing.",
            f" Ninguna fuente da la lista completa de {names}: no figurar allí no dice nada.",
        )
    if frame.empty:
        return _nothing(who, what, day, say) + unknown
    count = figure(len(frame), say.lang)
    standing = frame[frame["status"].isin(["in force", "suspended"])]
    held = figure(len(standing), say.lang)
    if p["country"] and len(standing):
        held += f" ({say.names(sorted(set(standing['object'])))})"
    one = len(frame) == 1
    subject = say.name(p["country"]) if p["country"] else say.countries(len(found.universe["countries"]))
    has = say("has" if p["country"] or len(found.universe["countries"]) == 1 else "have", "")
    text = say(
        f"On {day}, {subject} {has} {count} known {'tie or act' if one else 'ties and acts'} "
        f"with {where}; in force: {held}.",
        f"Al {day}, {subject}: {count} {'vínculo o acto conocido' if one else 'vínculos y actos conocidos'} "
        f"con {where}; vigentes: {held}.",
    )
    return text + _returns(frame, p, say) + unknown


def _nothing(who: str, what: str, day: str, say: Say) -> str:
    """That nothing is known, and what would have to be loaded."""
    return say(
        f"No source says when or whether {who} was tied to {what} by {day}: no evidence (load memberships).",
        f"Ninguna fuente dice cuándo ni si {who} tuvo vínculos con {what} hasta el {day}: sin evidencia "
        "(cargue membresías).",
    )


def _returns(frame: pd.DataFrame, p: Params, say: Say) -> str:
    """Who left what and came back, and who left for good, in words."""
    ties = frame[frame["relation"].isin(BELONGING) & ~frame["object"].str.startswith("event:")]
    now = ties[ties["status"].isin(["in force", "suspended"])]
    back = now[now["gap_days"] > 0]
    here = set(zip(now["subject"], now["object"], strict=True))
    gone = ties[ties["status"] == "ended"].drop_duplicates(["subject", "object"], keep="last")
    text = ""
    told = []
    columns = ["subject", "object", "start", "gap_days"]
    for subject, target, start, gap in back[columns].itertuples(index=False):
        who = "" if p["country"] else f"{say.name(subject)}: "
        out = say.count(int(gap), "day", "days", "día", "días")
        told.append(
            who
            + say(f"{say.name(target)} ({start}, after {out} out)", f"{say.name(target)} ({start}, tras {out} fuera)")
        )
    if told:
        text += say(f" Back after leaving: {_first(told, say)}.", f" De vuelta tras salir: {_first(told, say)}.")
    left = [
        f"{'' if p['country'] else f'{say.name(subject)}: '}{say.name(target)}{f' ({end})' if isinstance(end, str) else ''}"
        for subject, target, end in gone[["subject", "object", "end"]].itertuples(index=False)
        if (subject, target) not in here
    ]
    if left:
        text += say(f" Left: {_first(left, say)}.", f" Salidas: {_first(left, say)}.")
    return text


def _first(told: list[str], say: Say) -> str:
    """What is told, the rest beyond `SHOWN` counted."""
    rest = len(told) - SHOWN
    more = [say(f"{rest} more", f"{rest} más")] if rest > 0 else []
    return "; ".join([*told[:SHOWN], *more])


COLUMNS = (
    Column(
        "start",
        "date",
        "when it began, as precise as the source; empty where unknown",
        "cuándo comenzó, con la precisión de la fuente; vacío si no se sabe",
        "start",
        "inicio",
    ),
    Column(
        "end",
        "date",
        "when it ended, by itself or by a withdrawal; empty where unknown or going on",
        "cuándo terminó, por sí o por un retiro; vacío si no se sabe o sigue",
        "end",
        "fin",
    ),
    Column("subject", "id", "the country", "el país", "country", "país"),
    Column("relation", "text", "what ties them", "qué los vincula"),
    Column("object", "id", "the forum", "el foro", "forum", "foro"),
    Column("role", "text", "in which role, or how it voted", "en qué papel, o cómo votó"),
    Column(
        "status",
        "text",
        "how it stands on the day: in force, suspended, ended, done (an act, or an event that is over), not yet "
        "(planned), no evidence (since when is unknown, and it is first seen later), announced, invited, declined, "
        "dropped, unreviewed",
        "cómo está ese día: vigente, suspendido, terminó, hecho (un acto, o un evento ya celebrado), aún no "
        "(previsto), sin evidencia (no se sabe desde cuándo, y se ve por primera vez después), anunciado, invitado, "
        "rechazado, abandonado, sin revisar",
        "status",
        "estado",
    ),
    Column(
        "tie",
        "text",
        "relation and role in a word: the role, how it voted, or what it did",
        "relación y papel en una palabra: el papel, cómo votó o qué hizo",
        "tie",
        "vínculo",
    ),
    Column("since", "date", "its start, or its earliest evidence", "su inicio, o su primera evidencia"),
    Column("last_seen", "date", "its latest evidence", "su última evidencia"),
    Column(
        "gap_days",
        "number",
        "days on which no earlier spell of the same tie and role held any more before this one began; the fewest that "
        "coarse dates allow; empty for the first spell, or where an end or start is unknown",
        "días entre el fin de los periodos anteriores del mismo vínculo y papel y el inicio de este; los menos que "
        "permiten las fechas imprecisas; vacío en el primero, o si falta una fecha",
    ),
    Column("confidence", "text", "how well it is supported", "qué respaldo tiene"),
    Column("statement", "id", "the id of the statement", "el id de la afirmación"),
)

QUESTION = Question(
    name="country-history",
    number="T2",
    en="What is a country's forum history?",
    es="¿Cuál es la historia de un país en los foros?",
    definition="Each statement that puts a country in a forum, in its chair, or out of it "
    f"({', '.join(RELATIONS)}), as it stands on the day. Dates are as precise as the source; a seat ends by its own end "
    "or by a withdrawal. A statement of a later date than the day is left out, unless a source of before plans or "
    "announces it; one whose start is unknown and that is first seen later is no evidence for the day. Suspended is "
    "said from the latest evidence on, as its own day is not recorded.",
    parameters=(
        Parameter(
            "country",
            "node",
            None,
            "the country; all of the Americas (or of unknown region) where not given",
            "el país; todos los de las Américas (o de región desconocida) si no se indica",
            kinds=("Country",),
        ),
        Parameter(
            "of",
            "choices",
            ("mechanisms",),
            "history with what: mechanisms; if asked agencies (regional organisations), instruments, events",
            "historia con qué: mecanismos; si se pide, organismos (agencies), instrumentos o eventos",
            choices=tuple(KINDS),
        ),
    ),
    columns=COLUMNS,
    order="country, then start (its earliest evidence where unknown, undated last), then forum, then statement",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
