"""O1: which mechanisms share members (or which countries share rooms)."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from graph import rooms, schema
from graph.dates import InForce
from graph.errors import TooLarge
from graph.model import PropertyGraph
from queries import _overlap
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say

ALL_PAIRS = 5_000
"""With `min-shared` 0 every pair is listed, up to this many sets."""


def rows(graph: PropertyGraph, p: Params) -> Rows:
    """The pairs of sets, with what they share."""
    known = rooms.rooms(graph, p["as_of"], p["scope"])
    known = known[known["status"].isin(["active", "dormant"])]
    seats = rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    seats = seats[seats["room"].isin(known["id"])]
    mechanisms = p["between"] == "mechanisms"
    sets, members = ("room", "country") if mechanisms else ("country", "room")
    reach = dict(zip(known["id"], known["scope"], strict=True))
    frame = _pairs(seats, sets, members, p["min_shared"], reach if mechanisms else {})
    unknown = known.loc[~known["known"] & ~known["id"].isin(seats["room"]), "id"]
    universe = {
        "rooms": sorted(set(seats["room"])),
        "countries": sorted(set(seats["country"])),
        "undecided": _undecided(graph, p, known),
        "near_universal": sorted(room for room in set(seats["room"]) if reach[room] == "global"),
        "unknown_rooms": sorted(unknown),
    }
    return Rows(frame, universe)


def _undecided(graph: PropertyGraph, p: Params, known: pd.DataFrame) -> list[str]:
    """The rooms whose list is not whole on the day.

    No source gives it, nobody knows since when somebody sits there, or a seat is less supported than asked for.
    """
    every = {"roles": p["roles"], "confidence": schema.CONFIDENCES}
    doubtful = set(rooms.seats(graph, p["as_of"], state=InForce.NO_EVIDENCE, **every)["room"])
    less = [confidence for confidence in schema.CONFIDENCES if confidence not in p["confidence"]]
    doubtful |= set(rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=less)["room"])
    return sorted({*known.loc[~known["known"], "id"], *doubtful} & set(known["id"]))


def _pairs(seats: pd.DataFrame, sets: str, members: str, least: int, reach: dict[str, str]) -> pd.DataFrame:
    from scipy.sparse import csr_array

    names, row = np.unique(seats[sets].to_numpy(dtype=object).astype(str), return_inverse=True)
    others, column = np.unique(seats[members].to_numpy(dtype=object).astype(str), return_inverse=True)
    shape = (len(names), len(others))
    matrix = csr_array((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)
    if least == 0:
        a, b = _every_pair(len(names))
        product = (matrix @ matrix.T).toarray() if len(names) else np.zeros((0, 0), dtype=np.int32)
        count = product[a, b]
    else:
        a, b, count = _overlap.shared(matrix, least)
    held = {(str(s), str(m)): cell for s, m, cell in zip(seats[sets], seats[members], seats["evidence"], strict=True)}
    belongs: list[list[str]] = [[] for _ in names]
    for s, m in sorted(zip(row.tolist(), column.tolist(), strict=True)):
        belongs[s].append(str(others[m]))
    found = []
    for i, j, n in zip(a.tolist(), b.tolist(), count.tolist(), strict=True):
        left, right, size_a, size_b = str(names[i]), str(names[j]), len(belongs[i]), len(belongs[j])
        both = sorted(set(belongs[i]) & set(belongs[j]))
        nested = "equal" if n == size_a == size_b else "a in b" if n == size_a else "b in a" if n == size_b else "no"
        proof = [held[left, m] for m in both or belongs[i]] + [held[right, m] for m in both or belongs[j]]
        found.append(
            {
                "a": left,
                "b": right,
                "a_size": size_a,
                "b_size": size_b,
                "shared": n,
                "union": size_a + size_b - n,
                "jaccard": n / (size_a + size_b - n),
                "overlap_coefficient": n / min(size_a, size_b),
                "a_in_b": n / size_a,
                "b_in_a": n / size_b,
                "nested": nested,
                "members": both,
                "evidence": sorted(set(itertools.chain.from_iterable(proof))),
                "near_universal": "global" in (reach.get(left), reach.get(right)),
            }
        )
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence", "near_universal"])
    order = {"near_universal": True, "shared": False, "a": True, "b": True}
    frame = frame.sort_values(list(order), ascending=list(order.values()), kind="stable")
    return frame.drop(columns="near_universal")


def _every_pair(sets: int) -> tuple[_overlap.Array, _overlap.Array]:
    if sets > ALL_PAIRS:
        raise TooLarge(f"every pair of {sets} sets is too many to list; ask with min-shared 1 or more")
    return np.triu_indices(sets, 1)


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The strongest overlap, and the pairs that share nothing, in words."""
    frame, universe = found.frame, found.universe
    what = say("members", "miembros") if p["between"] == "mechanisms" else say("rooms", "foros")
    unknown = ""
    if universe["unknown_rooms"]:
        unknown = say(
            f" Left out, as no source gives their members: {say.names(universe['unknown_rooms'])}.",
            f" Quedan fuera, por no haber fuente sobre sus miembros: {say.names(universe['unknown_rooms'])}.",
        )
    if frame.empty:
        text = say(
            f"No two of them are known to share {p['min_shared']} or more {what} on {p['as_of']}",
            f"No se conoce ningún par que comparta {p['min_shared']} o más {what} al {p['as_of']}",
        )
        looked = say(
            f" (looked at {len(universe['rooms'])} rooms with known seats).",
            f" (se revisaron {len(universe['rooms'])} foros con asientos conocidos).",
        )
        return text + looked + unknown
    none = frame[frame["shared"] == 0]
    some = frame[frame["shared"] > 0]
    parts = []
    if len(some):
        top = some.iloc[0]
        a, b = say.name(top["a"]), say.name(top["b"])
        open_lists = set(universe["undecided"])
        least = {top["a"], top["b"]} & open_lists if p["between"] == "mechanisms" else open_lists
        n = (say("at least ", "al menos ") if least else "") + str(int(top["shared"]))
        only, only_es = (" known", " conocidos") if least else ("", "")
        whole = {
            "a in b": say(f", all{only} of {a}", f", todos los{only_es} de {a}"),
            "b in a": say(f", all{only} of {b}", f", todos los{only_es} de {b}"),
            "equal": say(f", all{only} of both", f", todos los{only_es} de ambos"),
            "no": "",
        }[top["nested"]]
        any_ = say.count(
            len(some), "pair shares any", "pairs share any", "par comparte alguno", "pares comparten alguno"
        )
        parts.append(
            say(
                f"On {p['as_of']} {a} and {b} share {n} {what}{whole}; {any_}.",
                f"Al {p['as_of']}, {a} y {b} comparten {n} {what}{whole}; {any_}.",
            )
        )
    everyone = universe["near_universal"]
    nested = some[some["nested"].isin(["a in b", "b in a"]) & ~some["a"].isin(everyone) & ~some["b"].isin(everyone)]
    if len(nested) and p["between"] == "mechanisms":
        ends = nested[["a", "b", "nested"]].itertuples(index=False)
        inside = [(a, b) if how == "a in b" else (b, a) for a, b, how in ends]
        pairs = [f"{say.name(a)}–{say.name(b)}" for a, b in inside]
        known = say("known ", "conocidos ") if {a for a, _ in inside} & set(universe["undecided"]) else ""
        parts.append(
            say(
                f"All {known}members of the first sit in the second: {', '.join(pairs)}.",
                f"Todos los miembros {known}del primero están en el segundo: {', '.join(pairs)}.",
            )
        )
    if len(none) and p["between"] == "mechanisms":
        doubtful = none["a"].isin(universe["undecided"]) | none["b"].isin(universe["undecided"])
        for part, words in (
            (none[~doubtful], ("These pairs share no member at all", "Estos pares no comparten ningún miembro")),
            (none[doubtful], ("Not known to share a member", "No consta que compartan algún miembro")),
        ):
            pairs = [f"{say.name(a)}–{say.name(b)}" for a, b in zip(part["a"], part["b"], strict=True)]
            if pairs:
                parts.append(f"{say(*words)}: {', '.join(pairs)}.")
    elif len(none):
        parts.append(
            say(
                f"{say.count(len(none), 'pair', 'pairs', '', '')} {'are not known to' if universe['undecided'] else 'do not'} share a room.",
                f"{'No consta que compartan' if universe['undecided'] else 'No comparten'} ningún foro: {say.count(len(none), '', '', 'par', 'pares')}.",
            )
        )
    return " ".join(parts) + unknown


COLUMNS = (
    Column("a", "id", "the first of the pair", "el primero del par", "A", "A"),
    Column("b", "id", "the second of the pair", "el segundo del par", "B", "B"),
    Column("a_size", "integer", "members of a", "miembros de a", "in A", "en A"),
    Column("b_size", "integer", "members of b", "miembros de b", "in B", "en B"),
    Column("shared", "integer", "members of both", "miembros de ambos", "shared", "comunes"),
    Column("union", "integer", "members of either", "miembros de uno u otro"),
    Column("jaccard", "number", "shared / union, 0 to 1", "comunes / unión, de 0 a 1", "Jaccard", "Jaccard"),
    Column("overlap_coefficient", "number", "shared / the smaller size, 0 to 1", "comunes / el menor tamaño, de 0 a 1"),
    Column("a_in_b", "number", "shared / a_size: how much of a is in b", "comunes / a_size: cuánto de a está en b"),
    Column("b_in_a", "number", "shared / b_size: how much of b is in a", "comunes / b_size: cuánto de b está en a"),
    Column("nested", "text", "`a in b`, `b in a`, `equal` or `no`", "`a in b`, `b in a`, `equal` o `no`"),
    Column("members", "ids", "the shared members, sorted", "los miembros comunes, ordenados", "members", "miembros"),
)

QUESTION = Question(
    name="member-overlap",
    number="O1",
    en="Which mechanisms share members?",
    es="¿Qué mecanismos comparten miembros?",
    definition="Sets of seats in force on the day; Jaccard is |A and B| / |A or B|, the overlap coefficient "
    "|A and B| / min(|A|, |B|). Institutional overlap after Hofmann (2011) and Haftel & Lenz (2022). Pairs with a "
    "global room come last, because near-universal bodies overlap with everything. Overlap is not waste: it may be "
    "duplication or back-up.",
    parameters=(
        Parameter(
            "between",
            "choice",
            "mechanisms",
            "what is compared: mechanisms by their members, or countries by their rooms",
            "qué se compara: mecanismos por sus miembros, o países por sus foros",
            choices=("mechanisms", "countries"),
        ),
        ROLES,
        Parameter(
            "min-shared",
            "integer",
            1,
            "the least number shared; 0 lists every pair",
            "el mínimo común; 0 da todos los pares",
        ),
        scope(),
    ),
    columns=COLUMNS,
    order="pairs without a global room first, then most shared, then a and b",
    rows=rows,
    sentence=sentence,
)
