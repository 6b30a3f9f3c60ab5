"""Flows of several files together: each once, and their sums.

A flow that stands in several files is one; with other content it is an error that names both places. Whether it counts
depends on the country or plan that a file was asked for: what leaves one for another is new money for the one where it
arrives, and none for both together. Of several boundaries it counts only where all of them say that it is new money.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from graph.names import fold
from loaders._fts_flow import WHY, Flow
from loaders._fts_money import is_organisation

if TYPE_CHECKING:
    from loaders._run import Load


def gathered(load: Load, flows: dict[str, Flow], found: Iterable[Flow]) -> list[Flow]:
    """The flows of a file, put to those that were read before."""
    own = []
    for flow in found:
        known = flows.setdefault(flow.key, flow)
        own.append(flow)
        if known is not flow:
            _again(load, known, flow)
    return own


def _again(load: Load, known: Flow, flow: Flow) -> None:
    """Join two tellings of one flow; what they do not agree on is wrong."""
    before, now = known.content(), flow.content()
    odd = next((name for name in before if before[name] != now[name]), None)
    place = flow.places[0]
    if odd is not None:
        told = f"the flow {flow.key} stands with another {odd} ({before[odd]}) in {known.places[0]}"
        remedy = "keep one of the two, or load the files as datasets of their own"
        load.wrong(place.wrong(odd, now[odd], told, remedy))
        return
    if known.why != flow.why:
        # New money for the one may be re-granted by the other: of all together it is counted where it came from.
        load.report.note("a flow seen from two boundaries; it counts only where it is new money for both", place)
        known.why = known.why or flow.why
    else:
        load.report.note("a flow that stands in the files more than once; it is one", place)
    known.places.append(place)


def total(load: Load, flows: Iterable[Flow]) -> None:
    """Tell the sums that a person can check against FTS."""
    totals, refs = load.report.totals, set[str]()
    sums: dict[str, float] = {}
    numbers: dict[str, dict[str, None]] = {}
    count = 0
    for flow in flows:
        count += 1
        refs |= flow.refs
        for party in (*flow.sources, *flow.organisations):
            if party.ref and is_organisation(party.name):
                numbers.setdefault(fold(party.name), {}).setdefault(party.ref)
        names = [f"not counted, {flow.why}, USD"] if flow.why else [f"{flow.money} USD"]
        if not flow.why:
            names.append("pledged USD" if flow.money == "pledge" else "funded USD")
        for name in names:
            sums[name] = sums.get(name, 0) + flow.usd
    for name, some in numbers.items():
        if len(some) > 1:
            load.report.note(f"one name under several numbers of FTS: one body ({name}: {', '.join(sorted(some))})")
    if count:
        totals["flows"] = count
        totals["organisation ids"] = len(refs)
        order = ["funded USD", "pledged USD", "disbursement USD", "commitment USD"]
        order += [f"not counted, {why}, USD" for why in WHY]
        totals.update({name: sums.get(name, 0) for name in order if name in sums or name in order[:2]})
