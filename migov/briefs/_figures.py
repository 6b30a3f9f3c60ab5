"""The pictures of a brief: a timeline, a small matrix, bars; what they show, and the same in words.

They are drawn when a form needs them (`_drawing`): a brief as text never waits for a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from migov.briefs import _drawing
from migov.briefs._asked import Asked
from migov.briefs._drawing import Bar
from migov.briefs._model import Picture

ROWS, ROOMS = 16, 8
"""The most rows of a timeline or of bars, and the most rooms of a matrix."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A bar of a timeline: a seat, or a chair.

    Attributes:
        node: What it is in, or who holds it: a row of the timeline.
        start: When it began; empty where unknown.
        end: When it ended; empty where it goes on.
        since: When it is first seen.
        chair: Whether it is a chair.
    """

    node: str
    start: str
    end: str
    since: str
    chair: bool


def timeline(asked: Asked, spells: Sequence[Spell], *, members: bool = False) -> Picture | None:
    """Who sat where (or, of a mechanism, which members sat) from when to when; None without two dated spells."""
    dated = [spell for spell in spells if spell.start or spell.since]
    if len(dated) < 2:
        return None
    first: dict[str, str] = {}
    for spell in dated:
        first[spell.node] = min(spell.start or spell.since, first.get(spell.node, "9999"))
    order = sorted(first, key=lambda node: (first[node], asked.name(node)))
    order, left = order[:ROWS], order[ROWS:]
    shown = [spell for spell in dated if spell.node in order]
    who = (
        asked.say(f"Who belongs to {asked.me}", f"Quién pertenece {asked.mine('a')}")
        if members
        else asked.say(f"Where {asked.me} takes part", f"Dónde participa {asked.me}")
    )
    caption = asked.say(
        f"{who}, and chairs, to {asked.day(asked.as_of)}", f"{who}, y presidencias, hasta {asked.the(asked.as_of)}"
    )
    told = "; ".join(_told(asked, node, [s for s in shown if s.node == node]) for node in order)
    alt = asked.say("Timeline, a bar for each: ", "Línea de tiempo, una barra por cada uno: ") + told
    words = (
        asked.say("belongs", "pertenece") if members else asked.say("takes part", "participa"),
        asked.say("chair", "presidencia"),
        asked.say("? start not known: first seen there", "? inicio desconocido: visto ahí por primera vez"),
    )
    rows = [Bar(order.index(s.node), s.start, s.end, s.since, s.chair) for s in shown]
    labels = [asked.name(node) for node in order]
    return Picture(
        caption, f"{alt}{_left(asked, len(left))}.", partial(_drawing.timeline, labels, rows, asked.as_of, words)
    )


def _told(asked: Asked, node: str, spells: Sequence[Spell]) -> str:
    parts = []
    for spell in sorted(spells, key=lambda s: (s.chair, s.start or s.since)):
        begin = asked.day(spell.start) or asked.say(
            f"start not known, first seen {asked.day(spell.since)}",
            f"inicio desconocido, visto por primera vez: {asked.day(spell.since)}",
        )
        end = asked.day(spell.end) or asked.say("goes on", "sigue")
        what = asked.say("chair ", "presidencia ") if spell.chair else ""
        parts.append(f"{what}{begin} – {end}")
    return f"{asked.name(node)} ({', '.join(parts)})"


def _left(asked: Asked, number: int) -> str:
    return asked.say(f"; {number} more not drawn", f"; {number} más sin dibujar") if number else ""


def matrix(
    asked: Asked, rooms: Sequence[str], shared: Mapping[tuple[str, str], int], sizes: Mapping[str, int]
) -> Picture | None:
    """How many members each two forums share, their sizes on the diagonal; None for fewer than four forums."""
    order = sorted(rooms, key=lambda room: (-sizes.get(room, 0), room))
    order, left = order[:ROOMS], order[ROOMS:]
    if len(order) < 4:  # three pairs stand in the table already
        return None
    grid = [[_cell(a, b, shared, sizes) for b in order] for a in order]
    caption = asked.say(
        f"Members that the forums of {asked.me} share (on the diagonal: all members)",
        f"Miembros que comparten los foros de {asked.me} (en la diagonal: todos los miembros)",
    )
    labels = [asked.name(room) for room in order]
    told = [f"{label} {grid[i][i]}" for i, label in enumerate(labels)]
    told += [f"{labels[i]}–{labels[j]} {grid[i][j]}" for i in range(len(order)) for j in range(i + 1, len(order))]
    alt = asked.say("Matrix of members, of each and of each two: ", "Matriz de miembros, de cada uno y de cada dos: ")
    return Picture(caption, f"{alt}{'; '.join(told)}{_left(asked, len(left))}.", partial(_drawing.matrix, labels, grid))


def _cell(a: str, b: str, shared: Mapping[tuple[str, str], int], sizes: Mapping[str, int]) -> int:
    return int(sizes.get(a, 0) if a == b else shared.get((a, b), shared.get((b, a), 0)))


def bars(asked: Asked, caption: str, rows: Sequence[tuple[str, float, str]], dark: str = "") -> Picture | None:
    """Bars with their figures beside them; None for fewer than two.

    Args:
        asked: In which language.
        caption: What is shown.
        rows: The label, length and written figure of each bar, in order.
        dark: The label of the bar that stands out.
    """
    if len(rows) < 2:
        return None
    shown = list(rows[:ROWS])
    told = "; ".join(f"{label}: {text}" for label, _, text in shown)
    alt = f"{asked.say('Bars: ', 'Barras: ')}{told}{_left(asked, len(rows) - len(shown))}."
    return Picture(caption, alt, partial(_drawing.bars, shown, dark))
