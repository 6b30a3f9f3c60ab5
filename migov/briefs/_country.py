"""The brief of a country: where it sits, what coincides, where nobody coordinates, money, promises, changes."""

from __future__ import annotations

from migov.briefs import _changes, _gaps, _money, _pairs, _pledges, _seats, _unknown
from migov.briefs._asked import Asked
from migov.briefs._model import Block, Text


def country(asked: Asked) -> tuple[list[Text], list[Block]]:
    """The headline and the blocks."""
    overlaps, overlap_short = _pairs.overlaps(asked)
    gaps, gap_short = _gaps.gaps(asked)
    corridors, corridor_short = _gaps.corridors(asked)
    money, money_short = _money.of_country(asked)
    pledges, pledge_short = _pledges.commitments(asked, by=asked.node)
    history = asked.ask("country-history", country=asked.node, of="mechanisms")
    more = _unknown.unlisted(asked, history.universe["unknown_rooms"])
    blocks = [
        *_seats.seats(asked),
        *overlaps,
        *gaps,
        *corridors,
        *money,
        *pledges,
        *_changes.changes(asked),
        *_unknown.unknown(asked, more),
    ]
    short = [*_seats.headline(asked), *overlap_short, *(corridor_short or gap_short), *pledge_short, *money_short]
    return short[:5], blocks
