"""The words of `overlap-trend`."""

from __future__ import annotations

import pandas as pd

from queries import _sets_say
from queries._figures import figure
from queries._frame import Params, Rows
from queries._say import Say

NAMED = 3
"""How many pairs are named that grew or shrank most, and how many nodes of which nothing is known."""


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many pairs share more at the end than at the beginning, and which grew and shrank most."""
    frame, grid = found.frame, found.universe["dates"]
    if frame.empty:
        return _nothing(found, p, say)
    what = _sets_say.things(p, say)
    ends = frame.groupby(["a", "b"], sort=True).agg(
        change=("change", "last"), last=("shared", "last"), most=("at_most", "first"), date=("date", "first")
    )
    ends["first"], ends["most"] = ends["last"] - ends["change"], ends["most"].where(ends["date"] == grid[0], 0)
    grew, fell = ends[ends["last"] > ends["first"]], ends[ends["last"] < ends["first"]]
    certain, same = grew[grew["last"] > grew["most"]], len(ends) - len(grew) - len(fell)
    if len(grid) == 1:
        pairs = say.count(len(ends), "pair", "pairs", "par", "pares")
        return say(
            f"Only one date was asked for, {grid[0]}: no trend ({pairs}).",
            f"Solo se pidió una fecha, {grid[0]}: no hay tendencia ({pairs}).",
        )
    if len(ends) == 1:
        return _one(ends.iloc[0], ends.index[0], bool(len(certain)), found, p, say)
    more, fewer, alike = (figure(n, say.lang) if n else say("none", "ninguno") for n in (len(grew), len(fell), same))
    of = say.count(len(ends), "pair", "pairs", "par", "pares")
    known = "conocidas" if _sets_say.feminine(p) else "conocidos"
    parts = [
        say(
            f"From {grid[0]} to {grid[-1]}, of {of}, {more} came to share more known {what}, {fewer} fewer and {alike} as many.",
            f"Del {grid[0]} al {grid[-1]}, de {of}, {more} {'pasaron' if len(grew) > 1 else 'pasó'} a compartir más {what} {known}, "
            f"{fewer} menos y {alike} los mismos.",
        )
    ]
    if len(certain) < len(grew):
        parts.append(_unsure(len(certain), len(grew) - len(certain), say))
    for some, words in (
        (certain, ("Most growth that is certain", "Mayor aumento seguro")),
        (fell, ("Most loss", "Mayor baja")),
    ):
        if len(some):
            step = (some["last"] - some["first"]).abs()
            parts.append(f"{say(*words)}: {_listed(some[step == step.max()], say)}.")
    return " ".join(parts)


def _unsure(certain: int, unsure: int, say: Say) -> str:
    """In how many pairs growth is certain, and in how many the sources may only have come late."""
    older = say(
        "it may be older than the sources, as nobody says since when.",
        "puede ser anterior a las fuentes, pues nadie dice desde cuándo.",
    )
    if not certain:
        return say(f"No growth is certain: {older}", f"Ningún aumento es seguro: {older}")
    sure, rest = figure(certain, say.lang), figure(unsure, say.lang)
    return say(f"Growth is certain in {sure}; in {rest} {older}", f"El aumento es seguro en {sure}; en {rest} {older}")


def _listed(top: pd.DataFrame, say: Say) -> str:
    """The pairs by name with what they shared at either end; beyond `NAMED` the rest is counted."""
    named = [
        say(
            f"{say.joined([say.name(a), say.name(b)])} ({x} to {y})",
            f"{say.joined([say.name(a), say.name(b)])} ({x} a {y})",
        )
        for (a, b), x, y in zip(top.index[:NAMED], top["first"], top["last"], strict=False)
    ]
    rest = figure(len(top) - len(named), say.lang) if len(top) > len(named) else ""
    return "; ".join(named) + (say(f" and {rest} more", f" y {rest} más") if rest else "")


def _one(ends: pd.Series[int], pair: tuple[str, str], certain: bool, found: Rows, p: Params, say: Say) -> str:
    grid, what = found.universe["dates"], _sets_say.things(p, say)
    known = "conocidas" if _sets_say.feminine(p) else "conocidos"
    first, last = int(ends["first"]), int(ends["last"])
    both = say.joined([say.name(node) for node in pair])
    if last > first:
        verb = say(f"grew from {first} to {last}", f"aumentaron de {first} a {last}")
    elif last < first:
        verb = say(f"fell from {first} to {last}", f"bajaron de {first} a {last}")
    else:
        verb = say(f"were {first} at both ends", f"fueron {first} al principio y al final")
    los = "las" if _sets_say.feminine(p) else "los"
    text = say(
        f"From {grid[0]} to {grid[-1]}, the known {what} that {both} share {verb}.",
        f"Del {grid[0]} al {grid[-1]}, {los} {what} {known} que comparten {both} {verb}.",
    )
    if last <= first or certain:
        return text
    return text + say(
        f" They may have been {int(ends['most'])} already at the beginning, as nobody says since when.",
        f" Pueden haber sido {int(ends['most'])} ya al principio, pues nadie dice desde cuándo.",
    )


def _nothing(found: Rows, p: Params, say: Say) -> str:
    """That no pair is known to share enough, and of whom nothing is known at all."""
    grid, universe = found.universe["dates"], found.universe
    group, enough = _sets_say.group(p, say), _sets_say.enough(p, say)
    on = say(
        f"on {grid[0]}" if len(grid) == 1 else f"on any of {len(grid)} dates from {grid[0]} to {grid[-1]}",
        f"al {grid[0]}" if len(grid) == 1 else f"en ninguna de {len(grid)} fechas del {grid[0]} al {grid[-1]}",
    )
    text = say(
        f"No two {group} are known to share {enough} {on}.",
        f"No consta ningún par de {group} que comparta {enough} {on}.",
    )
    if len(p["nodes"]) == 2:
        both = say.joined([say.name(node) for node in p["nodes"]])
        text = say(f"{both} are not known to share {enough} {on}.", f"No consta que {both} compartan {enough} {on}.")
    held = set(universe.get(p["between"], universe.get("rooms", ())))
    if not held:
        return text + say(" Nothing loaded says what they had then.", " Nada de lo cargado dice qué tenían entonces.")
    if lacking := [node for node in p["nodes"] if node not in held]:
        names, scope = say.names(lacking, NAMED), say.scopes(p["scope"]).strip()
        text += say(f" Nothing is known of {names} then", f" Nada se sabe entonces de {names}")
        if p["between"] == "mechanisms" and scope:
            text += say(f", or the scope is not {scope}", f", o el alcance no es {scope}")
        text += "."
    return text
