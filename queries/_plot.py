"""Answers as pictures: which question has which, and what is said of those that have none."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

from graph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from queries._frame import Answer
    from queries._plot_sheet import Picture

PICTURES = {
    "member-overlap": "matrix.overlap",
    "mandate-overlap": "matrix.mandates",
    "uncoordinated-overlap": "bars.unlinked",
    "country-seats": "matrix.seats",
    "crowded-themes": "matrix.crowded",
    "duplicate-activities": "bars.duplicates",
    "significant-overlap": "bars.chance",
    "corridor-rooms": "bars.rungs",
    "hosts-outside-forum": "matrix.hosts",
    "uncovered-themes": "matrix.coverage",
    "orphaned-members": "matrix.orphans",
    "split-issues": "matrix.issues",
    "silent-pledges": "bars.silence",
    "need-versus-presence": "bars.need",
    "members-in-name-only": "matrix.attendance",
    "single-donor-dependency": "bars.dependence",
    "donor-concentration": "bars.dependence",
    "unfunded-hosts": "bars.funded",
    "without-largest-donor": "bars.lost",
    "donor-significance": "flows.flows",
    "bridging-countries": "matrix.bridges",
    "brokers": "bars.brokers",
    "concurrent-chairs": "time.chairs",
    "country-history": "time.history",
    "overlap-trend": "time.trend",
    "best-new-link": "bars.new_links",
}
"""The form of each picture: a module ``queries._plot_FORM`` and the function in it. Other questions have none."""


def plot(answer: Answer) -> Picture:
    """The picture of an answer; of an empty one its sentence.

    Raises:
        UsageError: Its question has no picture, or it compares two answers.
    """
    if answer.query not in PICTURES:
        named = ", ".join(PICTURES)
        raise UsageError(f"'{answer.query}' has no picture: its table says more; these questions have one: {named}")
    if answer.params.get("compare"):
        raise UsageError(
            "a comparison of two answers has no picture; plot one without compare, and one without the what-if"
        )
    from matplotlib import style

    from queries import _plot_sheet

    module, _, function = PICTURES[answer.query].partition(".")
    draw = getattr(importlib.import_module(f"queries._plot_{module}"), function)
    if answer.frame.empty:
        draw = _plot_sheet.sentence
    with style.context(["default", _plot_sheet.STYLE]):
        return cast("Callable[[Answer], Picture]", draw)(answer)
