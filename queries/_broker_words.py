"""What `brokers` says in words."""

from __future__ import annotations

import pandas as pd

from graph import schema
from queries import _brokerage
from queries._brokerage import EXACT, PIVOTS
from queries._figures import figure
from queries._frame import Params, Rows
from queries._money_say import percent
from queries._say import Say

NAMED = 3
"""How many nodes the sentence names."""


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Through whom most shortest paths between others run, and who passes on between groups."""
    frame, inside = found.frame, found.universe["in_network"]
    unknown = ""
    if names := say.names(found.universe.get("unknown_rooms", [])):
        unknown = say(
            f" Not in it, for want of a list of members: {names}.",
            f" Fuera de ella, por no tener lista de miembros: {names}.",
        )
    if frame.empty:
        return _nobody(p, say) + unknown
    text = say(f"On {p['as_of']}, {_made(found, p, say)}. ", f"Al {p['as_of']}, {_made(found, p, say)}. ")
    top = frame[frame["betweenness"] > 0]
    top = top[top["betweenness"] >= top["betweenness"].head(NAMED).min()]
    if top.empty:
        text += say(
            "Nobody is on a shortest path between two others.",
            "Nadie está en el camino más corto entre otros dos.",
        )
        return text + unknown
    listed = []
    for value, nodes in top.groupby("betweenness", sort=False)["node"]:
        each = "" if len(nodes) == 1 else say(" each", " cada uno")
        listed.append(f"{say.names(list(nodes), 2 * NAMED)} ({percent(say, float(value))}{each})")
    text += say(
        f"The shortest paths between pairs of others run most through {'; '.join(listed)}.",
        f"Los caminos más cortos entre pares de otros pasan sobre todo por {'; '.join(listed)}.",
    )
    if p["network"] == "funds":
        text += _passes(frame, say)
    else:
        text += _fall(top, len(found.universe["largest_part"]) == len(inside), say)
    if len(inside) > EXACT:
        text += say(
            f" Betweenness is estimated from {PIVOTS} of the {figure(len(inside), 'en')} nodes.",
            f" La intermediación se estima a partir de {PIVOTS} de los {figure(len(inside), 'es')} nodos.",
        )
    text += say(
        " A place between others is a chance to broker, no proof that it is used.",
        " Estar entre otros permite mediar; no prueba que se haga.",
    )
    return text + unknown


def _nobody(p: Params, say: Say) -> str:
    """That nothing ties anybody, and what would have to be known."""
    of_scope = say.scopes(p["scope"])
    if p["network"] in ("seats", "countries"):
        return say(
            f"No country is known to sit in any active{of_scope} room on {p['as_of']}: no evidence of who is between others.",
            f"No se sabe de ningún país con asiento en un foro activo{of_scope} al {p['as_of']}: sin evidencia de quién está entre otros.",
        )
    en, es = _TIED[p["network"]]
    text = say(f"No {en} is known on {p['as_of']}", f"No se conoce {es} al {p['as_of']}")
    if p["network"] == "funds":
        text += say("; load payments or activities (FTS, IATI, 5W)", "; cargue pagos o actividades (FTS, IATI, 5W)")
    return text + say(": no evidence of who is between others.", ": sin evidencia de quién está entre otros.")


_TIED = {
    "links": ("formal link between mechanisms", "ningún vínculo formal entre mecanismos"),
    "organisations": ("tie between organisations", "ningún vínculo entre organizaciones"),
    "funds": ("flow of money", "ningún flujo de dinero"),
}


def _made(found: Rows, p: Params, say: Say) -> str:
    """Who is in the network, by what they are tied, and whether all hang together."""
    inside, largest = found.universe["in_network"], len(found.universe["largest_part"])
    kinds = [schema.kind_of(node) for node in inside]
    counted = []
    for kind in schema.KINDS.values():
        if many := kinds.count(kind.name):
            noun = say(kind.en, kind.es) if many == 1 else say(kind.en_plural, kind.es_plural)
            counted.append(f"{figure(many, say.lang)} {noun.lower()}")
    who = say.joined(counted)
    of_scope = say.scopes(p["scope"], plural=True)
    by = {
        "seats": (f"known seats in active{of_scope} rooms", f"asientos conocidos en foros activos{of_scope}"),
        "countries": (f"shared active{of_scope} rooms", f"foros activos{of_scope} en común"),
        "links": ("known formal links", "vínculos formales conocidos"),
        "organisations": (
            "known membership, partnership, support and the like",
            "membresías, alianzas, apoyos y similares conocidos",
        ),
        "funds": ("known flows of money", "flujos de dinero conocidos"),
    }
    en, es = by[p["network"]]
    text = say(f"{who} are tied by {en}", f"{who} están vinculados por {es}")
    if largest < len(inside):
        n = figure(largest, say.lang)
        text += say(
            f"; {n} of them hang together, the others apart", f"; {n} forman una sola red, los demás van aparte"
        )
    return text


def _fall(top: pd.DataFrame, whole: bool, say: Say) -> str:
    """What falls apart without those at the top."""
    held: dict[int, list[str]] = {}
    for node, pieces in zip(top["node"], top["parts"], strict=True):
        if pieces > 1:
            held.setdefault(pieces, []).append(node)
    if not held:
        return say(
            " Without any one of them the others stay connected.",
            " Sin cualquiera de ellos, los demás siguen conectados.",
        )
    what = say("the network", "la red") if whole else say("the part it is in", "la parte en que está")
    told = []
    for number, (pieces, nodes) in enumerate(held.items()):
        names = say.names(nodes, 2 * NAMED)
        if len(nodes) > 1:
            names = say(f"any one of {names}", f"uno cualquiera de {names}")
        falls = say(f"{what} falls into", f"{what} se divide en") if not number else say("into", "en")
        parts = say(" parts", " partes") if not number else ""
        told.append(say(f"without {names} {falls} {pieces}{parts}", f"sin {names}, {falls} {pieces}{parts}"))
    listed = "; ".join(told)
    return f" {listed[0].upper()}{listed[1:]}."


def _passes(frame: pd.DataFrame, say: Say) -> str:
    """Who passes most on by open paths, and between whom."""
    first = frame.sort_values(["paths", "node"], ascending=[False, True], kind="stable").iloc[0]
    if not first["paths"]:
        return say(" Nobody passes money on.", " Nadie transfiere dinero a terceros.")
    words = {
        "coordinator": ("inside its own group", "dentro de su propio grupo"),
        "gatekeeper": ("into its group", "hacia su grupo"),
        "representative": ("out of its group", "desde su grupo"),
        "itinerant": ("between others of one group", "entre otros de un mismo grupo"),
        "liaison": ("between two other groups", "entre otros dos grupos"),
    }
    role = max(_brokerage.ROLES, key=lambda name: int(first[name]))
    paths = figure(int(first["paths"]), say.lang)
    how = f" ({first[role]} {say(*words[role])})" if first[role] else ""
    return say(
        f" Of those shown, most open paths from giver to taker run through {say.name(first['node'])}: {paths}{how}.",
        f" De los mostrados, por {say.name(first['node'])} pasan más caminos abiertos de quien da a quien recibe: {paths}{how}.",
    )
