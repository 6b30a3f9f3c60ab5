"""The words of `overlap-trend`."""

from __future__ import annotations

import pandas as pd

from queries import _sets
from queries._frame import Params, Rows
from queries._say import SHOWN, Say


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many pairs share more at the end than at the beginning, and which grew and shrank most."""
    frame, grid, how = found.frame, found.universe["dates"], _sets.by(p)
    what = say(_sets.NOUNS[how][1], _sets.NOUNS[how][3])
    if frame.empty:
        text = say(
            f"No two of them are known to share {p['min_shared']} or more {what} on any of {len(grid)} dates from {grid[0]} to {grid[-1]}.",
            f"No se conoce ningún par que comparta {p['min_shared']} o más {what} en ninguna de {len(grid)} fechas del {grid[0]} al {grid[-1]}.",
        )
        return text + _lack(found, p, say)
    ends = frame.groupby(["a", "b"], sort=True).agg(
        change=("change", "last"), last=("shared", "last"), most=("at_most", "first"), date=("date", "first")
    )
    ends["first"], ends["most"] = ends["last"] - ends["change"], ends["most"].where(ends["date"] == grid[0], 0)
    grew, fell = ends[ends["last"] > ends["first"]], ends[ends["last"] < ends["first"]]
    certain, same = grew[grew["last"] > grew["most"]], len(ends) - len(grew) - len(fell)
    if len(ends) == 1:
        return _one(ends.iloc[0], ends.index[0], bool(len(certain)), found, p, say)
    of = say.count(len(ends), "pair", "pairs", "par", "pares")
    parts = [
        say(
            f"From {grid[0]} to {grid[-1]} the known shared {what} of {of} grew in {len(grew) or 'none'}, fell in {len(fell) or 'none'} and stayed the same in {same or 'none'}.",
            f"Del {grid[0]} al {grid[-1]}, los {what} comunes conocidos de {of} aumentaron en {len(grew) or 'ninguno'}, bajaron en {len(fell) or 'ninguno'} y siguieron igual en {same or 'ninguno'}.",
        )
    ]
    if len(certain) < len(grew):
        parts.append(
            say(
                f"Growth is certain in {len(certain) or 'none'}; in {len(grew) - len(certain)} it may be older than the sources, as nobody says since when.",
                f"El aumento es seguro en {len(certain) or 'ninguno'}; en {len(grew) - len(certain)} puede ser anterior a las fuentes, pues nadie dice desde cuándo.",
            )
        )
    for some, words in (
        (certain, ("Most growth that is certain", "Mayor aumento seguro")),
        (fell, ("Most loss", "Mayor baja")),
    ):
        if len(some):
            step = (some["last"] - some["first"]).abs()
            top = some[step == step.max()]
            named = [
                say(
                    f"{say.joined([say.name(a), say.name(b)])} ({x} to {y})",
                    f"{say.joined([say.name(a), say.name(b)])} ({x} a {y})",
                )
                for (a, b), x, y in zip(top.index[:SHOWN], top["first"], top["last"], strict=False)
            ]
            rest = len(top) - len(named)
            more = say(f" and {rest} more", f" y {rest} más") if rest else ""
            parts.append(f"{say(*words)}: {', '.join(named)}{more}.")
    return " ".join(parts)


def _one(ends: pd.Series[int], pair: tuple[str, str], certain: bool, found: Rows, p: Params, say: Say) -> str:
    grid, how = found.universe["dates"], _sets.by(p)
    what, first, last = say(_sets.NOUNS[how][1], _sets.NOUNS[how][3]), int(ends["first"]), int(ends["last"])
    both = say.joined([say.name(node) for node in pair])
    verb = (
        say(f"grew from {first} to {last}", f"aumentaron de {first} a {last}")
        if last > first
        else say(f"fell from {first} to {last}", f"bajaron de {first} a {last}")
        if last < first
        else say(f"were {first} at both ends", f"fueron {first} al principio y al final")
    )
    text = say(
        f"From {grid[0]} to {grid[-1]} the known {what} that {both} share {verb}.",
        f"Del {grid[0]} al {grid[-1]}, los {what} conocidos que comparten {both} {verb}.",
    )
    if last <= first or certain:
        return text
    return text + say(
        f" They may have been {int(ends['most'])} already at the beginning, as nobody says since when.",
        f" Pueden haber sido {int(ends['most'])} ya al principio, pues nadie dice desde cuándo.",
    )


def _lack(found: Rows, p: Params, say: Say) -> str:
    held = len(found.universe["rooms"] if "rooms" in found.universe else found.universe[p["between"]])
    if held:
        return ""
    return say(
        " Nothing loaded says what they had then.",
        " Nada de lo cargado dice qué tenían entonces.",
    )
