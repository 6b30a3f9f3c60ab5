"""W2: which one new formal link would close most gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.errors import TooLarge
from graph.model import PropertyGraph
from queries import _links
from queries._frame import DTYPES, ROLES, Column, Kernel, Parameter, Params, Question, Rows, scope
from queries._say import Say

ALL_PAIRS = 4_000
"""Up to so many mechanisms every pair is tried, on arrays of their square."""


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The seats in active rooms of the scope, and all formal links of the day, one row a tie."""
    known, seats = _links.seated(graph, p)
    everywhere = seats["room"].isin(known.loc[known["scope"] == "global", "id"])
    links = _links.links(graph, p).assign(tie="link", near_universal=False)
    sits = seats.rename(columns={"country": "a", "room": "b"}).assign(tie="seat", near_universal=everywhere)
    found = pd.concat([links, sits], ignore_index=True)[[c.name for c in TIES]]
    return found.astype({c.name: DTYPES[c.type] for c in TIES})


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row for each pair of seated rooms without a link that gains something by one."""
    links, seats = found[found["tie"] == "link"], found[found["tie"] == "seat"]
    seats = seats.rename(columns={"a": "country", "b": "room"})
    rooms = np.unique(seats["room"].to_numpy(dtype=object).astype(str))
    nodes = np.unique(np.concatenate([links["a"], links["b"], rooms]).astype(str))
    if len(nodes) > ALL_PAIRS:
        raise TooLarge(f"every pair of {len(nodes)} mechanisms is too many to try; ask with fewer scopes")
    tied = _adjacency(nodes, links)
    gaps = _gaps(nodes, seats, max(p["min_shared"], 1))
    gaps[tied > 0] = 0
    far = ((gaps > 0) & (tied @ tied == 0)).astype(np.float32)
    # A new link a-b brings u, v within two steps where {u, v} = {a, b}, or one end is linked to the other end's other.
    nearer = far + far @ tied + tied @ far
    part, size = _parts(tied)
    joined = np.where(part[:, None] != part[None, :], size[part][:, None] * size[part][None, :], 0)
    seated = np.isin(nodes, rooms)
    a, b = np.nonzero(np.triu((tied == 0) & seated[:, None] & seated[None, :], 1))
    closes, brings, joins = (x[a, b].astype(np.int64) for x in (gaps, nearer, joined))
    gains = np.flatnonzero((closes > 0) | (brings > 0) | (joins > 0))
    everywhere = np.isin(nodes, seats.loc[seats["near_universal"], "room"].to_numpy(dtype=object).astype(str))
    last = everywhere[a] | everywhere[b]
    best = gains[np.lexsort([key[gains] for key in (b, a, -joins, -brings, -closes, last)])]
    best = best[: p["top"]] if p["top"] else best
    frame = pd.DataFrame(
        {
            "a": pd.Series(nodes[a[best]], dtype="str"),
            "b": pd.Series(nodes[b[best]], dtype="str"),
            "closes": closes[best],
            "brings_closer": brings[best],
            "newly_connected": joins[best],
            "size_a": size[part[a[best]]].astype(np.int64),
            "size_b": size[part[b[best]]].astype(np.int64),
        }
    )
    return frame.assign(evidence=pd.Series(_proof(frame, links, seats), dtype=object))


def _adjacency(nodes: np.ndarray, links: pd.DataFrame) -> np.ndarray:
    """1 where two nodes are linked, float32 of shape (nodes, nodes): the products of small counts are exact."""
    tied = np.zeros((len(nodes), len(nodes)), dtype=np.float32)
    a, b = (np.searchsorted(nodes, links[end].to_numpy(dtype=object).astype(str)) for end in ("a", "b"))
    tied[a, b] = tied[b, a] = 1
    return tied


def _gaps(nodes: np.ndarray, seats: pd.DataFrame, least: int) -> np.ndarray:
    """How many members each two rooms share, 0 where fewer than asked for; float32 of shape (nodes, nodes)."""
    countries, column = np.unique(seats["country"].to_numpy(dtype=object).astype(str), return_inverse=True)
    sits = np.zeros((len(nodes), len(countries)), dtype=np.float32)
    sits[np.searchsorted(nodes, seats["room"].to_numpy(dtype=object).astype(str)), column] = 1
    both = sits @ sits.T
    np.fill_diagonal(both, 0)
    both[both < least] = 0
    return both


def _parts(tied: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The connected part that each node is in, and the size of each part; scipy's would double the time to start."""
    part = np.full(len(tied), -1)
    for start in range(len(tied)):
        front = np.arange(len(tied)) == start
        while (front := front & (part < 0)).any():
            part[front] = start
            front = tied[front].any(axis=0)
    return part, np.bincount(part, minlength=1)


def _proof(frame: pd.DataFrame, links: pd.DataFrame, seats: pd.DataFrame) -> list[list[str]]:
    """What each row rests on: the seats of the shared members (of all, where none is shared), the links of the ends."""
    ends = {*frame["a"], *frame["b"]}
    held: dict[str, dict[str, list[str]]] = {room: {} for room in ends}
    for country, room, cell in seats.loc[seats["room"].isin(ends), ["country", "room", "evidence"]].itertuples(
        index=False
    ):
        held[room][country] = cell
    own: dict[str, list[list[str]]] = {}
    for a, b, cell in links[["a", "b", "evidence"]].itertuples(index=False):
        own.setdefault(a, []).append(cell)
        own.setdefault(b, []).append(cell)
    proof = []
    for a, b in zip(frame["a"], frame["b"], strict=True):
        both = held[a].keys() & held[b].keys()
        cells = [held[room][country] for room in (a, b) for country in both or held[room]]
        proof.append(_links.flat([*cells, *own.get(a, ()), *own.get(b, ())]))
    return proof


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The rooms with known members, those with a link among them, those whose list is not whole or not known."""
    known, seats = _links.seated(graph, p)
    linked = found[found["tie"] == "link"]
    return {
        **_links.whole(graph, p, known, seats),
        "linked_rooms": sorted({*linked["a"], *linked["b"]}.intersection(seats["room"])),
    }


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The best link, and what it would do."""
    frame, universe = found.frame, found.universe
    of_scope, of_scopes = say.scopes(p["scope"]), say.scopes(p["scope"], plural=True)
    tail = ""
    if unknown := universe["unknown_rooms"]:
        tail = say(
            f" Left out, for want of a list of members: {say.names(unknown)}.",
            f" Fuera, por no tener lista de miembros: {say.names(unknown)}.",
        )
    if len(universe["rooms"]) < 2:
        return say(
            f"Fewer than two active{of_scope} rooms have known members on {p['as_of']}: no evidence of any gap to close.",
            f"Menos de dos foros activos{of_scopes} tienen miembros conocidos al {p['as_of']}: sin evidencia de brechas por cerrar.",
        )
    if frame.empty:
        return (
            say(
                f"On {p['as_of']} all active{of_scope} rooms are known to be formally linked, or to share nothing and be joined already: no gap is left to close.",
                f"Al {p['as_of']}, todos los foros activos{of_scopes} tienen vínculos formales conocidos, o nada en común y ya están unidos: no queda brecha por cerrar.",
            )
            + tail
        )
    if not frame["closes"].iloc[0]:
        return _joins(frame, p, say) + tail
    best = frame.iloc[0]
    a, b = say.name(best["a"]), say.name(best["b"])
    n, nearer, joins = (int(best[c]) for c in ("closes", "brings_closer", "newly_connected"))
    text = say(
        f"On {p['as_of']} a formal link between {a} and {b} would close most: {say.count(n, 'open gap', 'open gaps', '', '')} "
        "(members that both share and no known link ties)",
        f"Al {p['as_of']}, un vínculo formal entre {a} y {b} cerraría más que ningún otro: {say.count(n, '', '', 'brecha abierta', 'brechas abiertas')} "
        "(miembros comunes sin vínculo conocido)",
    )
    more = [
        say(
            f"bring {say.count(nearer, 'overlapping pair', 'overlapping pairs', '', '')} within two links",
            f"dejaría a dos vínculos o menos {say.count(nearer, '', '', 'par solapado', 'pares solapados')}",
        )
    ]
    if joins:
        sizes = [int(best["size_a"]), int(best["size_b"])]
        more.append(
            say(
                f"join parts of the network of {sizes[0]} and {sizes[1]} mechanisms",
                f"uniría partes de la red de {sizes[0]} y {sizes[1]} mecanismos",
            )
        )
    if nearer:
        text += say("; it would ", "; además ") + say.joined(more)
    text += "."
    if len(then := frame[frame["closes"] > 0].iloc[1:3]):
        named = ", ".join(f"{say.name(x)}–{say.name(y)} {m}" for x, y, m in then[["a", "b", "closes"]].values.tolist())
        text += say(f" Next best: {named}.", f" Le siguen: {named}.")
    text += say(
        " The list of links may be incomplete, and whether a link is wanted is not for counts to say.",
        " La lista de vínculos puede estar incompleta, y si conviene el vínculo no lo dicen los números.",
    )
    return text + tail


def _joins(frame: pd.DataFrame, p: Params, say: Say) -> str:
    """The sentence where no overlap is left without a link, and parts of the network are still apart."""
    best = frame.iloc[0]
    a, b = say.name(best["a"]), say.name(best["b"])
    return say(
        f"On {p['as_of']} no two of the rooms are known to share members without a known formal link; a link between {a} and {b} "
        f"would join most mechanisms: parts of the network of {int(best['size_a'])} and {int(best['size_b'])}.",
        f"Al {p['as_of']} no consta ningún par de foros con miembros comunes y sin vínculo formal conocido; un vínculo entre {a} y {b} "
        f"uniría más mecanismos: partes de la red de {int(best['size_a'])} y {int(best['size_b'])}.",
    )


COLUMNS = (
    Column("a", "id", "the first of the pair", "el primero del par", "A", "A"),
    Column("b", "id", "the second of the pair", "el segundo del par", "B", "B"),
    Column(
        "closes",
        "integer",
        "open gap motifs that a link between the two closes: the members of both",
        "brechas abiertas que cierra un vínculo entre ambos: los miembros comunes",
        "gaps closed",
        "brechas",
    ),
    Column(
        "brings_closer",
        "integer",
        "pairs that overlap without a link, this one included, and come within two links of each other",
        "pares solapados sin vínculo, este incluido, que quedan a dos vínculos o menos",
        "pairs brought closer",
        "pares más cerca",
    ),
    Column(
        "newly_connected",
        "integer",
        "pairs of mechanisms that no way over links joins and the link would",
        "pares de mecanismos que ninguna vía de vínculos une y que este uniría",
        "pairs joined",
        "pares unidos",
    ),
    Column("size_a", "integer", "mechanisms in the linked part of a", "mecanismos en la parte enlazada de a"),
    Column("size_b", "integer", "mechanisms in the linked part of b", "mecanismos en la parte enlazada de b"),
)

TIES = (
    Column("tie", "text", "seat (a country in a room) or link (between mechanisms)", "asiento o vínculo"),
    Column("a", "id", "the country, or the first mechanism", "el país, o el primer mecanismo"),
    Column("b", "id", "the room, or the second mechanism", "el foro, o el segundo mecanismo"),
    Column("near_universal", "yes", "whether the room is global", "si el foro es mundial"),
    Column("evidence", "ids", "the statements that say so, sorted", "las afirmaciones que lo dicen, ordenadas"),
)

QUESTION = Question(
    name="best-new-link",
    number="W2",
    en="Which one new formal link would close most gaps?",
    es="¿Qué nuevo vínculo formal cerraría más brechas?",
    definition="Each pair of rooms of the scope, active on the day and without a known formal link (as in O3), is joined "
    "in thought and compared with the network as it is. `closes` counts the open gap motifs between the two: a shared "
    "member and no tie (after the motifs of Kininmonth, Bergsten & Bodin 2015). `brings_closer` counts the pairs that "
    "share `min-shared` members without a link whose shortest path over formal links (through any mechanism) was longer "
    "than two, or absent, and becomes at most two. `newly_connected` is the product of the sizes of the two components "
    "of the network of formal links that the link joins, 0 within one. Pairs that gain nothing are left out. One link "
    "is tried at a time: the effects of two do not add up. A count is no advice: not every overlap needs a link.",
    parameters=(
        Parameter(
            "top", "integer", 10, "how many of the best links are listed; 0 lists all", "cuántos se listan; 0 da todos"
        ),
        Parameter(
            "min-shared",
            "integer",
            1,
            "the least number of shared members that makes an overlap",
            "el mínimo de miembros comunes que hace un solapamiento",
        ),
        ROLES,
        scope("regional"),
    ),
    columns=COLUMNS,
    order="pairs without a global room first, then most gaps closed, then most pairs brought closer, then most pairs joined, then a and b",
    universe=universe,
    sentence=sentence,
    kernel=Kernel(columns=TIES, ties=ties, finish=finish),
)
