"""B3: who holds several chairs at once, and when."""

from __future__ import annotations

import pandas as pd

from graph import rooms, schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries import _chairs
from queries._frame import Column, Kernel, Parameter, Params, Question, Rows
from queries._say import Say

KINDS = {"mechanisms": "Mechanism", "agencies": "Agency", "events": "Event"}
"""What can be presided over, by the kind of node."""
CHAIRS = {"presidencies": "PRESIDES", "leads": "LEADS"}
TOLD = 6
"""How many holders, or runs of days, a sentence tells; more are counted."""

UNSURE = (", no evidence that the days meet", ", sin evidencia de que los días coincidan")


def check(p: Params) -> None:
    """Nothing, where the day asked for is not before the first.

    Raises:
        BadParameter: It is.
    """
    if p["from"] is not None and p["from"] > p["as_of"]:
        raise BadParameter("from", p["from"], f"it is after the last day, {p['as_of']}", "give an earlier day")


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """Every chair that came to be held by the day, of all holders: the next one ends a presidency without an end."""
    edges, nodes = graph.edges, graph.nodes
    fits = graph.mask([CHAIRS[name] for name in p["chairs"]], confidence=p["confidence"])
    fits &= nodes["kind"].isin([KINDS[name] for name in p["of"]]).to_numpy()[graph.target_rows]
    fits &= (edges["since"] <= p["as_of"]).to_numpy(dtype=bool) & ~edges["status"].isin(
        schema.NEVER_IN_FORCE
    ).to_numpy()
    found = edges[fits]
    frame = pd.DataFrame(
        {
            "holder": found["source"],
            "chair": found["target"],
            "relation": found["relation"],
            "start": found["start"],
            "end": found["end"],
            "since": found["since"],
            "until": found["until"],
            "last_seen": found["last_seen"],
            "closed": nodes["end"].to_numpy()[graph.target_rows[fits]],
            "evidence": pd.Series([[about] for about in found["id"]], index=found.index, dtype=object),
        }
    )
    order = frame.assign(about=found["id"]).sort_values(["holder", "since", "about"], kind="stable")
    return order.drop(columns="about").reset_index(drop=True)


def finish(held: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row for each run of days on which a holder had the same several chairs."""
    as_of = _chairs.number(p["as_of"])
    begin = _chairs.number(p["from"]) if p["from"] else 0
    found = []
    for holder, spells in _chairs.spells(held).items():
        if p["holder"] not in (None, holder):
            continue
        for run in _chairs.meetings(spells, max(p["at_least"], 1), as_of):
            if run.last >= begin:
                now = run.last == as_of
                found.append(
                    {
                        "start": _chairs.text(run.first),
                        "end": None if now else _chairs.text(run.last),
                        "holder": holder,
                        "chairs": list(run.chairs),
                        "number": len(run.chairs),
                        "certain": "yes" if run.certain else "no evidence",
                        "now": now,
                        "days": run.last - run.first + 1,
                        "evidence": list(run.statements),
                    }
                )
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence"])
    frame = frame.astype({"start": "str", "end": "str", "now": "bool"})
    return frame.sort_values(["start", "holder"], kind="stable").reset_index(drop=True)


def universe(graph: PropertyGraph, p: Params, held: pd.DataFrame) -> dict[str, list[str]]:
    """Whose chairs were looked at, who holds or held them, and the active rooms of which no chair is known."""
    state = rooms.rooms(graph, p["as_of"])
    silent = set(state.loc[state["status"] == "active", "id"]) - set(held["chair"])
    return {
        "chairs": sorted(set(held["chair"])),
        "holders": sorted(set(held["holder"])),
        "no_chair_known": sorted(silent) if "mechanisms" in p["of"] else [],
    }


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Who holds several chairs on the day, and the most that anybody ever held at once, for certain or not."""
    frame, universe, day = found.frame, found.universe, p["as_of"]
    if not universe["chairs"]:
        return say(
            f"No chair is known to have been held by {day}: no evidence (load presidencies).",
            f"No consta ninguna presidencia ejercida hasta el {day}: sin evidencia (cargue presidencias).",
        )
    silent = ""
    if universe["no_chair_known"]:
        names = say.names(universe["no_chair_known"])
        silent = say(
            f" No source says who chairs or chaired {names}.", f" Ninguna fuente dice quién preside o presidió {names}."
        )
    several = say.count(max(p["at_least"], 1), "chair", "chairs", "presidencia", "presidencias")
    nobody = say(
        f"{say.name(p['holder'])} is not known" if p["holder"] else "Nobody is known",
        f"No consta que {say.name(p['holder']) if p['holder'] else 'nadie'}",
    )
    since = say(f" since {p['from']}", f" desde el {p['from']}") if p["from"] else ""
    if frame.empty:
        bodies = say.count(len(universe["chairs"]), "body", "bodies", "instancia", "instancias")
        text = say(
            f"{nobody} to have held {several} or more at once{since} until {day} ({bodies} with known chairs).",
            f"{nobody} haya ejercido {several} o más a la vez{since} hasta el {day} "
            f"({bodies} con presidencias conocidas).",
        )
        return text + silent
    now = frame[frame["now"]].sort_values(["number", "holder"], ascending=[False, True], kind="stable")
    if now.empty:
        text = say(
            f"{nobody} to hold {several} or more at once on {day}.",
            f"{nobody} ejerza {several} o más a la vez al {day}.",
        )
    else:
        text = say(f"On {day}: {_listed(now, say)}.", f"Al {day}: {_listed(now, say)}.")
    most = int(frame["number"].max())
    top = frame[frame["number"] == most]
    whose = say.names(sorted(set(top["holder"])))
    if "yes" in set(top["certain"]):
        best = say(
            f" The most known at once{since} is {most}: {whose}.",
            f" El máximo conocido a la vez{since} es {most}: {whose}.",
        )
    else:
        sure = int(frame.loc[frame["certain"] == "yes", "number"].max()) if "yes" in set(frame["certain"]) else 0
        best = say(
            f" The most that may have been held at once{since} is {most}: {whose}; the dates are too coarse to be sure",
            f" El máximo que pudo ejercerse a la vez{since} es {most}: {whose}; las fechas no permiten asegurarlo",
        )
        best += say(f" ({sure} for certain).", f" (con certeza, {sure}).") if sure else "."
    return text + best + silent


def _listed(runs: pd.DataFrame, say: Say) -> str:
    """Who holds which chairs since when, and whether that is certain."""
    told = []
    for holder, chairs, start, certain in runs[["holder", "chairs", "start", "certain"]].itertuples(index=False):
        since = say(f"since {start}", f"desde el {start}")
        unsure = "" if certain == "yes" else say(*UNSURE)
        told.append(f"{say.name(holder)} {len(chairs)} ({say.names(chairs)}; {since}{unsure})")
    rest = len(told) - TOLD
    return "; ".join([*told[:TOLD], *([say(f"{rest} more", f"{rest} más")] if rest > 0 else [])])


COLUMNS = (
    Column("start", "date", "the first day of the run", "el primer día del tramo", "start", "inicio"),
    Column(
        "end",
        "date",
        "the last day; empty where the chairs are still held on the day asked for",
        "el último día; vacío si las presidencias siguen el día consultado",
        "end",
        "fin",
    ),
    Column("holder", "id", "who holds them", "quién las ejerce", "holder", "quién"),
    Column("chairs", "ids", "what it presides over, sorted", "lo que preside, ordenado", "chairs", "presidencias"),
    Column("number", "integer", "how many those are", "cuántas son", "number", "número"),
    Column(
        "certain",
        "text",
        "yes where all of them surely meet on one of these days, whatever days a coarse date stands for; no evidence "
        "where that is only possible, because a date is coarse or an end unknown",
        "sí cuando coinciden con seguridad algún día del tramo, sea cual sea el día de una fecha imprecisa; sin "
        "evidencia cuando solo es posible, por una fecha imprecisa o un fin desconocido",
        "certain",
        "seguro",
    ),
    Column("now", "yes", "whether they are held on the day asked for", "si siguen el día consultado"),
    Column("days", "integer", "how many days until then", "cuántos días hasta entonces"),
)

TIES = (
    Column("holder", "id", "who holds the chair", "quién la ejerce"),
    Column("chair", "id", "what is presided over", "lo que se preside"),
    Column("relation", "text", "PRESIDES or LEADS", "PRESIDES o LEADS"),
    Column("start", "date", "when it began, as written", "cuándo comenzó, como se escribe"),
    Column("end", "date", "when it ended, as written", "cuándo terminó, como se escribe"),
    Column("since", "date", "in force from this day", "vigente desde este día"),
    Column("until", "date", "in force to this day", "vigente hasta este día"),
    Column("last_seen", "date", "its latest evidence", "su última evidencia"),
    Column("closed", "date", "when what is presided over ended", "cuándo terminó lo que se preside"),
    Column("evidence", "ids", "the statement", "la afirmación"),
)

QUESTION = Question(
    name="concurrent-chairs",
    number="B3",
    en="Who holds several chairs, when?",
    es="¿Quién ejerce varias presidencias a la vez, y cuándo?",
    definition="The longest runs of days, until the day asked for, on which the same country or agency presides over "
    "the same bodies, `at-least` of them. Coarse dates cover all their days; a start that is unknown counts from the "
    "earliest evidence; an end that is unknown holds until contradicted: until the day before the next known presidency "
    "of the same body by another begins, or until the body ends. A planned presidency holds when its day comes, an "
    "announced one never. `certain` is yes where all the intervals surely have a day of the run in common: each surely "
    "begins (the last day of its coarse start) no later than each other surely goes on (the first day of its coarse "
    "end; its latest evidence where the end is unknown). It is said of the whole set: of three chairs two may be sure. "
    "With `chairs` leads, who leads or co-leads counts as chair too; a lead is shared, so no other contradicts it.",
    parameters=(
        Parameter(
            "chairs",
            "choices",
            ("presidencies",),
            "what counts as a chair: presidencies and chairs; if asked also leads, co-leads, co-chairs",
            "qué cuenta como presidencia; si se pide, también liderazgos y copresidencias (leads)",
            choices=tuple(CHAIRS),
        ),
        Parameter(
            "of",
            "choices",
            ("mechanisms",),
            "chairs of what: mechanisms; if asked agencies (regional organisations) and events",
            "presidencias de qué: mecanismos; si se pide, organismos (agencies) y eventos",
            choices=tuple(KINDS),
        ),
        Parameter(
            "holder",
            "node",
            None,
            "only this country or agency; all where not given",
            "solo este país u organismo; todos si no se indica",
            kinds=("Country", "Agency"),
        ),
        Parameter("at-least", "integer", 2, "how many chairs at once (1 or more)", "cuántas a la vez (1 o más)"),
        Parameter(
            "from",
            "first-day",
            None,
            "only runs that reach this day or a later one; all where not given",
            "solo tramos que llegan a este día o después; todos si no se indica",
        ),
    ),
    columns=COLUMNS,
    order="start, then holder",
    universe=universe,
    check=check,
    sentence=sentence,
    kernel=Kernel(TIES, ties, finish),
)
