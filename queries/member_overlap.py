"""O1: which mechanisms share members, or which other groups share what they are tied to."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from graph.tables import Array
from queries import _groups, _sets, _sets_say
from queries._figures import figure
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say
from queries._sets import Sets

ALL_PAIRS = _sets.ALL_PAIRS
"""With `min-shared` 0 every pair is listed, up to this many sets."""
NAMED = 6
"""How many pairs, or rooms, the sentence names at once."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The pairs of sets, with what they share."""
    sets = Sets.of(_sets.ties(graph, p))
    scopes = graph.nodes["scope"].to_numpy(dtype=object) == "global"
    worldwide = np.isin(sets.holders.astype(str), graph.nodes.loc[scopes, "id"].to_numpy(dtype=str))
    return _pairs(sets, p["min_shared"], worldwide)


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The sets that were compared, what is in any, and of which no source says enough."""
    held = _sets.held(graph, p)
    return _groups.looked_at(graph, p, held["holder"], held["member"])


def _pairs(sets: Sets, least: int, worldwide: Array) -> pd.DataFrame:
    """The rows of the answer; `worldwide` are the near-universal sets, whose pairs come last."""
    a, b, shared = sets.shared(least, ALL_PAIRS)
    last = worldwide[a] | worldwide[b]
    order = np.lexsort((b, a, -shared, last))
    a, b, shared = a[order], b[order], shared[order]
    size_a, size_b = sets.sizes[a], sets.sizes[b]
    inside = [(shared == size_a) & (shared == size_b), shared == size_a, shared == size_b]
    return pd.DataFrame(
        {
            "a": sets.holders[a],
            "b": sets.holders[b],
            "a_size": size_a,
            "b_size": size_b,
            "shared": shared,
            "union": size_a + size_b - shared,
            "jaccard": shared / (size_a + size_b - shared),
            "overlap_coefficient": shared / np.minimum(size_a, size_b),
            "a_in_b": shared / size_a,
            "b_in_a": shared / size_b,
            "nested": np.select(inside, ["equal", "a in b", "b in a"], "no"),
            "members": pd.Series(sets.shared_members(a, b), dtype=object),
            "evidence": pd.Series(sets.evidence(a, b), dtype=object),
        }
    )


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The strongest overlap, and the pairs that share nothing, in words."""
    frame, universe = found.frame, found.universe
    unknown = ""
    if universe.get("unknown_rooms"):
        unknown = say(
            f" Left out, as no source gives their members then: {say.names(universe['unknown_rooms'], NAMED)}.",
            f" Quedan fuera, sin fuente sobre sus miembros entonces: {say.names(universe['unknown_rooms'], NAMED)}.",
        )
    if frame.empty:
        return _nothing(found, p, say) + unknown
    some, none = frame[frame["shared"] > 0], frame[frame["shared"] == 0]
    parts = [_strongest(some, universe, p, say)] if len(some) else []
    if p["between"] == "mechanisms" and _sets.by(p) == "members":
        parts += _nested(some, universe, say)
        doubtful = none["a"].isin(universe["undecided"]) | none["b"].isin(universe["undecided"])
        for part, words in (
            (none[~doubtful], ("These pairs share no member at all", "Estos pares no comparten ningún miembro")),
            (none[doubtful], ("Not known to share a member", "No consta que compartan algún miembro")),
        ):
            if len(part):
                parts.append(f"{say(*words)}: {_listed(zip(part['a'], part['b'], strict=True), say)}.")
    elif len(none):
        firm = _sets.by(p) == "rooms" and not universe["undecided"]
        pairs_ = say.count(len(none), "pair", "pairs", "par", "pares")
        firmly = "does not" if len(none) == 1 else "do not"
        neither = firmly if firm else "is not known to" if len(none) == 1 else "are not known to"
        one = _sets_say.any_of(p, say)
        parts.append(
            say(
                f"{pairs_} {neither} share {one}.",
                f"{'No comparten' if firm else 'No consta que compartan'} {one}: {pairs_}.",
            )
        )
    return " ".join(parts) + unknown


def _nothing(found: Rows, p: Params, say: Say) -> str:
    universe, group, enough = found.universe, _sets_say.group(p, say), _sets_say.enough(p, say)
    text = say(
        f"No two {group} are known to share {enough} on {p['as_of']}",
        f"No consta ningún par de {group} que comparta {enough} al {p['as_of']}",
    )
    held = len(universe.get(str(p["between"]), universe.get("rooms", ())))
    if held or "rooms" in universe:
        return f"{text}{_sets_say.known(held, p, say)}."
    what = _sets_say.things(p, say)
    return text + say(
        f": nothing loaded says what {what} {group} have then. Activities, payments or memberships would.",
        f": nada de lo cargado dice qué {what} tienen entonces los {group}. Lo dirían actividades, pagos o membresías.",
    )


def _strongest(some: pd.DataFrame, universe: dict[str, list[str]], p: Params, say: Say) -> str:
    top, how = some.iloc[0], _sets.by(p)
    a, b = say.name(top["a"]), say.name(top["b"])
    both = say.joined([a, b])
    open_lists = set(universe.get("undecided", ()))
    least = {top["a"], top["b"]} & open_lists if how == "members" else open_lists
    hedged = bool(least) or how not in ("members", "rooms") or p["between"] == "agencies"
    number = (say("at least ", "al menos ") if hedged else "") + say.count(int(top["shared"]), *_sets_say.NOUNS[how])
    known = say(" known", " conocidas" if _sets_say.feminine(p) else " conocidos") if hedged else ""
    every = say("all", "todas las" if _sets_say.feminine(p) else "todos los") + known
    of_both = say(f", {every} of both", f", {every} de ambos")
    whole = {
        "a in b": say(f", {every} of {a}", f", {every} de {a}"),
        "b in a": say(f", {every} of {b}", f", {every} de {b}"),
        "equal": of_both,
        "no": "",
    }[top["nested"]]
    alguno = "alguna" if _sets_say.feminine(p) else "alguno"
    pairs = ("pair shares any", "pairs share any", f"par comparte {alguno}", f"pares comparten {alguno}")
    any_ = say.count(len(some), *pairs)
    return say(
        f"On {p['as_of']}, {both} share {number}{whole}; {any_}.",
        f"Al {p['as_of']}, {both} comparten {number}{whole}; {any_}.",
    )


def _nested(some: pd.DataFrame, universe: dict[str, list[str]], say: Say) -> list[str]:
    everyone = universe["near_universal"]
    nested = some[some["nested"].isin(["a in b", "b in a"]) & ~some["a"].isin(everyone) & ~some["b"].isin(everyone)]
    if nested.empty:
        return []
    ends = nested[["a", "b", "nested"]].itertuples(index=False)
    inside = [(a, b) if how == "a in b" else (b, a) for a, b, how in ends]
    known = say("known ", "conocidos ") if {a for a, _ in inside} & set(universe["undecided"]) else ""
    return [
        say(
            f"All {known}members of the first sit in the second: {_listed(inside, say)}.",
            f"Todos los miembros {known}del primero están en el segundo: {_listed(inside, say)}.",
        )
    ]


def _listed(ends: Iterable[tuple[str, str]], say: Say) -> str:
    """The pairs by name; beyond `NAMED` the rest is counted."""
    named = [f"{say.name(a)}–{say.name(b)}" for a, b in ends]
    if len(named) <= NAMED:
        return ", ".join(named)
    rest = figure(len(named) - NAMED, say.lang)
    return ", ".join(named[:NAMED]) + say(f" and {rest} more", f" y {rest} más")


COLUMNS = (
    Column("a", "id", "the first of the pair", "el primero del par", "A", "A"),
    Column("b", "id", "the second of the pair", "el segundo del par", "B", "B"),
    Column("a_size", "integer", "how many a has", "cuántos tiene a", "in A", "en A"),
    Column("b_size", "integer", "how many b has", "cuántos tiene b", "in B", "en B"),
    Column("shared", "integer", "how many both have", "cuántos tienen ambos", "shared", "comunes"),
    Column("union", "integer", "how many either has", "cuántos tiene uno u otro"),
    Column("jaccard", "number", "shared / union, 0 to 1", "comunes / unión, de 0 a 1", "Jaccard", "Jaccard"),
    Column("overlap_coefficient", "number", "shared / the smaller size, 0 to 1", "comunes / el menor tamaño, de 0 a 1"),
    Column("a_in_b", "number", "shared / a_size: how much of a is in b", "comunes / a_size: cuánto de a está en b"),
    Column("b_in_a", "number", "shared / b_size: how much of b is in a", "comunes / b_size: cuánto de b está en a"),
    Column("nested", "text", "`a in b`, `b in a`, `equal` or `no`", "`a in b`, `b in a`, `equal` o `no`"),
    Column("members", "ids", "what both have, sorted", "lo que ambos tienen, ordenado", "in both", "en ambos"),
)

QUESTION = Question(
    name="member-overlap",
    number="O1",
    en="Which mechanisms share members?",
    es="¿Qué mecanismos comparten miembros?",
    definition="Sets of what is in force on the day: seats, and of other groups what they are tied to (`by`). Jaccard "
    "is |A and B| / |A or B|, the overlap coefficient |A and B| / min(|A|, |B|): the usual measures of sets. That joint "
    "members make institutional overlap is after Hofmann (2011) and Haftel & Lenz (2022). A tie may be a chain of statements (a donor funds a project that operates in a "
    "place of a country), all of which hold. Observers and associates belong only if `roles` asks, and of money only "
    "what is `counted`. Pairs with a global room come last, because near-universal bodies overlap with everything. "
    "Only the lists of rooms are known to be whole: what agencies, donors, projects and plans share is what is known, "
    "at least. Overlap is not waste: it may be duplication or back-up.",
    parameters=(
        _sets.BETWEEN,
        _sets.BY,
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
    order="pairs without a global mechanism first, then most shared, then a and b",
    rows=rows,
    universe=universe,
    reads=_groups.reads,
    sentence=sentence,
)
