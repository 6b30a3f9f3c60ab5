"""G2: which host countries of a response are outside its political forum, and the reverse."""

from __future__ import annotations

import pandas as pd

from graph import rooms
from graph.dates import InForce
from graph.model import PropertyGraph
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows
from queries._say import Say


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row for each country that is in one of the two and not, or not known to be, in the other."""
    response, forum = (_presence(graph, p[name], p) for name in ("response", "forum"))
    found = []
    for country in sorted({*response, *forum}):
        in_response, why_response = response.get(country) or (rooms.absent(graph, p["response"], country), [])
        in_forum, why_forum = forum.get(country) or (rooms.absent(graph, p["forum"], country), [])
        states = {in_response, in_forum}
        if InForce.YES in states and len(states) == 2:
            proof = sorted({*why_response, *why_forum})
            found.append(
                {"country": country, "in_response": in_response.value, "in_forum": in_forum.value, "evidence": proof}
            )
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence"])
    return frame.sort_values(["in_response", "in_forum", "country"], ascending=[False, True, True], kind="stable")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """Who is known to be in either and in both, and which of the two is not founded yet."""
    state = rooms.status(graph, p["as_of"])
    inside = [
        {country for country, (said, _) in _presence(graph, p[name], p).items() if said == InForce.YES}
        for name in ("response", "forum")
    ]
    return {
        "not_founded": sorted(m for m in (p["response"], p["forum"]) if state.get(m) == "none"),
        "in_response": sorted(inside[0]),
        "in_forum": sorted(inside[1]),
        "in_both": sorted(inside[0] & inside[1]),
    }


def _presence(graph: PropertyGraph, node: str, p: Params) -> dict[str, tuple[InForce, list[str]]]:
    return rooms.presence(graph, node, p["as_of"], roles=p["roles"], confidence=p["confidence"])


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Who is outside, on either side, and of whom nothing is known."""
    frame, universe = found.frame, found.universe
    if universe["not_founded"]:
        names = say.names(universe["not_founded"])
        return say(f"Not yet founded on {p['as_of']}: {names}.", f"Aún no fundado al {p['as_of']}: {names}.")
    response, forum = say.name(p["response"]), say.name(p["forum"])
    if not universe["in_response"] and not universe["in_forum"]:
        return say(
            f"No source says who was in {response} or {forum} on {p['as_of']}: no evidence.",
            f"Ninguna fuente dice quién estaba en la respuesta ({response}) o el foro ({forum}) al {p['as_of']}: sin evidencia.",
        )

    def some(in_response: str, in_forum: str) -> list[str]:
        return list(frame.loc[(frame["in_response"] == in_response) & (frame["in_forum"] == in_forum), "country"])

    outside, reverse, unknown = (
        some("yes", "no"),
        some("no", "yes"),
        some("yes", "no evidence") + some("no evidence", "yes"),
    )
    none = say("none", "ninguno")
    places = say(
        f"{say.countries(len(universe['in_response']))} where {response} operates",
        f"{say.countries(len(universe['in_response']))} donde opera la respuesta ({response})",
    )
    if not universe["in_response"]:
        lead = say(
            f"On {p['as_of']} no source says where {response} operates",
            f"Al {p['as_of']}, ninguna fuente dice dónde opera la respuesta ({response})",
        )
    elif unknown and not outside:  # "none is outside" would read as "all are inside"
        lead = say(
            f"On {p['as_of']}, of the {places}, it is not known which sit in {forum}",
            f"Al {p['as_of']}, de los {places}, no consta cuáles tienen asiento en el foro ({forum})",
        )
    elif len(universe["in_response"]) == 1:
        only = say.name(universe["in_response"][0])
        sits = say("is known not to sit", "consta que no tiene asiento")
        sits = sits if outside else say("sits", "tiene asiento")
        lead = say(
            f"On {p['as_of']} {only}, the only country or territory where {response} operates, {sits} in {forum}",
            f"Al {p['as_of']}, {only}, el único país o territorio donde opera la respuesta ({response}), {sits} en el foro ({forum})",
        )
    else:
        one = len(outside) == 1
        lead = say(
            f"On {p['as_of']}, {len(outside)} of the {places} {'is' if one else 'are'} known not to sit in {forum}: {say.names(outside) or none}",
            f"Al {p['as_of']}, de los {places}, {len(outside)} consta que no {'tiene' if one else 'tienen'} asiento en el foro ({forum}): {say.names(outside) or none}",
        )
    parts = [
        lead,
        say(
            f"In the forum and not in the response: {say.names(reverse) or none}",
            f"En el foro y no en la respuesta: {say.names(reverse) or none}",
        ),
    ]
    if unknown:
        parts.append(say(f"No evidence for {say.names(unknown)}", f"Sin evidencia sobre {say.names(unknown)}"))
    return ". ".join(parts) + "."


COLUMNS = (
    Column("country", "id", "the country or territory", "el país o territorio", "country", "país"),
    Column(
        "in_response",
        "text",
        "yes, no or no evidence: the response operates there",
        "yes, no o no evidence: la respuesta opera allí",
        "in response",
        "en la respuesta",
    ),
    Column(
        "in_forum",
        "text",
        "yes, no or no evidence: it sits in the forum",
        "yes, no o no evidence: tiene asiento en el foro",
        "in forum",
        "en el foro",
    ),
)

QUESTION = Question(
    name="hosts-outside-forum",
    number="G2",
    en="Which host countries of a response are outside its political forum, and the reverse?",
    es="¿Qué países receptores de una respuesta están fuera de su foro político, y a la inversa?",
    definition="A platform or plan operates in a country (OPERATES_IN); a government sits in a room. A country that no "
    "statement names is outside only where the list is known to be whole; otherwise there is no evidence. "
    "Countries that are in both, or in neither, are not rows.",
    parameters=(
        Parameter(
            "response",
            "node",
            "mechanism:r4v",
            "the response, such as a platform",
            "la respuesta, por ejemplo una plataforma",
            kinds=("Mechanism",),
        ),
        Parameter(
            "forum", "room", "mechanism:quito-process", "its political forum", "su foro político", kinds=("Mechanism",)
        ),
        ROLES,
    ),
    columns=COLUMNS,
    order="in the response first, then by what is known of the forum, then country",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
