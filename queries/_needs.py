"""The kernel of `unfunded-hosts`: what plans and hosts need, what came, for how many people."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph import schema
from graph.tables import NEVER, day_number, day_numbers
from queries import _money, _plans
from queries._plans import BELOW, MET, NO_EVIDENCE, PERIOD, REQUIREMENT, SOLE

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.tables import Array
    from queries._frame import Params

PAID = tuple(kind for kind in schema.MONEY if kind not in ("repayment", "interest"))
STATES = (BELOW, NO_EVIDENCE, MET)
ORDER = ("subject", "what", "statement")
PLAN, PAYS, HOSTS = "plan", "pays", "hosts"


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The plans and hosts to look at, their figures, the money paid to them, the people whom countries host."""
    nodes, edges = graph.nodes, graph.edges
    subject = _subjects(graph, p)
    wanted = np.zeros(len(nodes), dtype=bool)
    wanted[subject] = True
    itself = pd.DataFrame({"subject": nodes["id"].iloc[subject], "what": PLAN, "statement": nodes["id"].iloc[subject]})
    parts = [_plans.dated(graph, itself, subject), _plans.observed(graph, subject, p)]
    counts = edges["counted"].fillna(False).to_numpy(dtype=bool) & (edges["money"] == p["money"]).to_numpy()
    pays = np.flatnonzero(_plans.begun(graph, "FUNDS", p) & counts & wanted[graph.target_rows])
    hosts = _plans.begun(graph, "HOSTS", p) & wanted[graph.source_rows] & edges["people"].notna().to_numpy()
    if p["population"]:
        hosts &= nodes["id"].isin(list(p["population"])).to_numpy()[graph.target_rows]
    for what, edge, of, other, number in (
        (PAYS, pays, graph.target_rows, "source", "amount"),
        (HOSTS, np.flatnonzero(hosts), graph.source_rows, "target", "people"),
    ):
        part = edges.iloc[edge]
        frame = pd.DataFrame(
            {
                "subject": nodes["id"].to_numpy()[of[edge]],
                "what": what,
                "other": part[other].to_numpy(),
                "number": part[number].astype("float64").to_numpy(),
                "usd": part["amount_usd"].to_numpy(),
                "currency": part["currency"].to_numpy(),
                "money": part["money"].to_numpy(),
                "dataset": part["dataset"].to_numpy(),
                "start": part["since"].to_numpy(),
                "statement": part["id"].to_numpy(),
            }
        )
        frame["dataset"] = _money.homes(frame, "subject")
        parts.append(_plans.dated(graph, frame, of[edge]))
    parts[1]["dataset"] = None
    return _plans.proved(pd.concat([part.astype(object) for part in parts], ignore_index=True), ORDER)


def _subjects(graph: PropertyGraph, p: Params) -> Array:
    """Those asked for; else what has a requirement, and the editions of response plans, whose requirement may lack."""
    nodes, seen = graph.nodes, graph.observations
    if p["plans"]:
        return np.flatnonzero(nodes["id"].isin(list(p["plans"])))
    needs = (seen["measure"] == REQUIREMENT) & seen["confidence"].isin(list(p["confidence"])) & seen["number"].notna()
    needs &= seen["start"].notna() | seen["end"].notna()
    edition = (nodes["subtype"] == "response-plan-edition") & (nodes["kind"] == "Instrument")
    begun = day_numbers(nodes["start"], 0) <= day_number(p["as_of"])
    found = (edition & begun).to_numpy(copy=True)
    found[graph.observed_rows[needs.to_numpy()]] = True
    return np.flatnonzero(found)


def needs(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row a plan or host and period with what is reported of it, as `_plans.periods`; the bare plans by their own."""
    known = _plans.periods(found, p)
    itself = found[found["what"] == PLAN]
    bare = itself[~itself["subject"].isin(known["subject"])]
    begun = day_numbers(bare["first"], 0) <= day_number(p["as_of"])
    kept = bare[begun]
    alone = pd.DataFrame(
        {
            "subject": kept["subject"],
            "p0": day_numbers(kept["first"], 0),
            "p1": day_numbers(kept["last"], NEVER, last=True),
        }
    )
    if len(alone):
        known = pd.concat([known.astype(object), alone.astype(object)], ignore_index=True).sort_values(PERIOD)
    numbers = ["requirement", "received", "share", "targeted"]
    known = known.astype(dict.fromkeys(numbers, "float64") | {"p0": "int64", "p1": "int64", "subject": "str"})
    return known.reset_index(drop=True)


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row a plan or host and period: what it needs, what it has, how far that goes."""
    known = needs(found, p)
    known["basis"] = known["basis"].fillna("")
    paid = _pay(known, found)
    people, of, hosted = _people(known, found)
    share = known["share"].to_numpy()
    gap = (known["requirement"] - known["received"]).where(known["requirement"] > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(people > 0, known["received"].to_numpy() / people, np.nan)
    state = _plans.state(np.where(known["open"], np.nan, share))
    frame = pd.DataFrame(
        {
            "subject": known["subject"],
            "period": _plans.written(known["p0"].to_numpy(), known["p1"].to_numpy()),
            "requirement": known["requirement"],
            "received": known["received"],
            "share": share,
            "gap": gap,
            "currency": known["currency"],
            "funding_date": known["date"],
            "whole_period": (known["until"].fillna(0) >= known["p1"]).to_numpy(dtype=bool),
            "basis": known["basis"].replace("", None),
            "people": people,
            "people_of": of,
            "received_per_person": each,
            "state": state,
            "evidence": pd.Series(_evidence(known, found, pd.concat([paid, hosted]), p), dtype=object),
        }
    )
    rank = frame["state"].map({name: place for place, name in enumerate(STATES)})
    order = np.lexsort(
        (known["p1"], known["p0"], frame["subject"].to_numpy(dtype=object), frame["share"].fillna(9e99), rank)
    )
    return frame.iloc[order].reset_index(drop=True)


def _pay(known: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Fill in what payments say where no figure is reported, and give these: `row`, `statement`.

    One currency, and of several datasets the one that records most: they may report the same money.

    A payment belongs to the period it falls in, and all of them to a plan that has only one. What is below with
    amounts that are not known is `open`: it may be met.
    """
    known["open"] = False
    pays = found[found["what"] == PAYS]
    rows = known.reset_index(names="row")
    rows = rows[(rows["basis"] == "") & (rows["requirement"] > 0) & rows["currency"].notna()]
    if pays.empty or rows.empty:
        return pd.DataFrame({"row": [], "statement": []})
    only = known["subject"].map(known["subject"].value_counts()) == 1
    paid = rows[["row", *PERIOD, "currency"]].merge(pays, on="subject", suffixes=("_needed", ""))
    day = day_numbers(paid["start"], 0)
    inside = only.to_numpy()[paid["row"]] | ((paid["p0"] <= day) & (day <= paid["p1"])).to_numpy()
    own = paid["number"].where(paid["currency"] == paid["currency_needed"])
    amount = own.fillna(paid["usd"].where(paid["currency_needed"] == "USD"))
    paid = paid.assign(amount=amount, unknown=amount.isna())[inside]
    sums = paid.groupby(["row", "dataset"], sort=True).agg(
        amount=("amount", "sum"), unknown=("unknown", "sum"), told=("amount", "count"), date=("start", "max")
    )
    sums = sums[sums["told"] > 0].reset_index().sort_values(["row", "amount", "dataset"], ascending=[True, False, True])
    best = sums.drop_duplicates("row").set_index("row")
    at = best.index.to_numpy()
    known.loc[at, "received"] = best["amount"]
    known.loc[at, "share"] = best["amount"] / known.loc[at, "requirement"]
    known["date"] = known["date"].astype(object)
    known.loc[at, "date"] = best["date"].astype(object)
    known["until"] = known["until"].astype("float64")
    known.loc[at, "until"] = day_numbers(best["date"], 0).astype(float)
    known.loc[at, "basis"] = SOLE
    known.loc[at, "open"] = ((best["unknown"] > 0) & (known.loc[at, "share"] < 1)).to_numpy()
    return paid[["row", "statement"]]


def _people(known: pd.DataFrame, found: pd.DataFrame) -> tuple[Array, Array, pd.DataFrame]:
    """The people targeted in the period, or hosted by its end where a country hosts one population only.

    Returns:
        How many, `targeted` or `hosted`, and the statements of the hosted: `row`, `statement`.
    """
    people = known["targeted"].to_numpy(copy=True)
    of = np.select([~np.isnan(people)], ["targeted"], "").astype(object)
    of[of == ""] = None
    hosts = found[found["what"] == HOSTS]
    rows = known.reset_index(names="row")[["row", *PERIOD]].merge(hosts, on="subject")
    rows = rows[day_numbers(rows["start"], 0) <= rows["p1"].to_numpy()]
    rows = rows.sort_values(["row", "other", "start", "statement"]).drop_duplicates(["row", "other"], keep="last")
    single = rows[~rows["row"].duplicated(keep=False) & np.isnan(people)[rows["row"].to_numpy()]]
    at = single["row"].to_numpy()
    people[at], of[at] = single["number"], "hosted"
    return people, of, single[["row", "statement"]]


def _evidence(known: pd.DataFrame, found: pd.DataFrame, ties: pd.DataFrame, p: Params) -> list[list[str]]:
    """The figures of the period, those that did not decide too, and the ties used; where there are none the plan."""
    rows = known.reset_index(names="row")[["row", *PERIOD]]
    told = pd.concat([rows.merge(_plans.placed(found, p), on=PERIOD)[["row", "statement"]], ties])
    plans = rows[~rows["row"].isin(told["row"])].merge(found[found["what"] == PLAN], on="subject")
    flat = pd.concat([told, plans[["row", "statement"]]]).drop_duplicates().sort_values(["row", "statement"])
    ids, cuts = flat["statement"].tolist(), np.searchsorted(flat["row"], np.arange(len(known) + 1)).tolist()
    return [ids[i:j] for i, j in itertools.pairwise(cuts)]
