"""The kernel of `unfunded-mandates`: who has a mandate, and what money is known to go to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph import rooms, schema
from queries import _coverage, _heard, _plans
from queries._frame import Column
from queries._groups import OPEN, PLANS
from queries._plans import FIGURES

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.tables import Array
    from queries._frame import Params

KINDS = {"mechanisms": "Mechanism", "plans": "Instrument", "projects": "Project", "agencies": "Agency"}
MEANS = tuple(kind for kind in schema.MONEY if kind not in ("repayment", "interest"))
STATES = ("no", "no evidence", "pledged", "part funded", "funded")
MANDATE, SILENT, THROUGH, PAYS, LEG = "mandate", "silent", "through", "pays", "leg"
"""What a tie says; `silent`: no source gives its mandate; a leg is money that is counted elsewhere: it shows that there
are means, and is not summed."""
TIES = (
    FIGURES[0],
    Column(
        "via",
        "id",
        "it, or what it implements or includes, or a fund of it",
        "ello, lo que ejecuta o incluye, o su fondo",
    ),
    *FIGURES[1:],
)


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The mandates, what carries them out, the money that came to either, and the figures of plans."""
    kinds = graph.nodes["kind"].to_numpy(dtype=object)
    held = graph.mask("ADDRESSES", as_of=p["as_of"], confidence=p["confidence"])
    opened = _opened(graph, p)
    aims = np.flatnonzero(held & opened[graph.source_rows])
    holds = np.zeros(len(graph.nodes), dtype=bool)
    holds[graph.source_rows[aims]] = True
    does = _plans.begun(graph, "IMPLEMENTS", p) & holds[graph.source_rows]
    runs = np.flatnonzero(does & np.isin(kinds, ["Project", "Instrument"])[graph.target_rows])
    fund = (graph.nodes["subtype"] == "fund").to_numpy()[graph.source_rows]
    of = _plans.begun(graph, "PART_OF", p) | (_plans.begun(graph, "SUPPORTS", p) & fund)
    parts = np.flatnonzero(of & holds[graph.target_rows])
    itself = np.flatnonzero(holds)
    through = pd.DataFrame(
        {
            "subject": np.concatenate([itself, graph.source_rows[runs], graph.target_rows[parts]]),
            "via": np.concatenate([itself, graph.target_rows[runs], graph.source_rows[parts]]),
            "edge": np.concatenate([np.full(len(itself), -1), runs, parts]),
        }
    )
    kind = graph.edges["money"].isin(list(p["money"])).to_numpy()
    pays = np.flatnonzero(_plans.begun(graph, "FUNDS", p) & kind)
    paid = pd.DataFrame({"via": graph.target_rows[pays], "edge": pays})
    paid = through[["subject", "via"]].drop_duplicates().merge(paid, on="via")
    ids = graph.nodes["id"].to_numpy(dtype=object)
    silent = ids[opened & ~holds]
    frames = [
        pd.DataFrame({"subject": silent, "via": silent, "what": SILENT, "statement": silent}),
        _edges(graph, MANDATE, graph.source_rows[aims], graph.source_rows[aims], aims).assign(
            other=ids[graph.target_rows[aims]]
        ),
        _edges(graph, THROUGH, *(through.loc[through["edge"] >= 0, name].to_numpy() for name in through.columns)),
        _pays(graph, paid),
        _figures(graph, through[["subject", "via"]].drop_duplicates(), p),
    ]
    whole = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
    whole = whole.reindex(columns=[c.name for c in TIES[:-1]]).astype({"via": "str"})
    return _plans.proved(whole, ["subject", "via", "what", "statement"])


def _opened(graph: PropertyGraph, p: Params) -> Array:
    """Which nodes of the kind asked for have begun and not ended, boolean of shape (nodes,)."""
    nodes = graph.nodes
    fits = (nodes["kind"] == KINDS[p["of"]]).to_numpy()
    if p["of"] == "mechanisms":
        return fits & nodes["id"].map(rooms.status(graph, p["as_of"])).isin(OPEN).to_numpy()
    if p["of"] == "plans":
        fits = fits & nodes["subtype"].isin(PLANS).to_numpy()
    return fits & _coverage.running(graph, p["as_of"])


def _edges(graph: PropertyGraph, what: str | Array, subject: Array, via: Array, edge: Array) -> pd.DataFrame:
    ids = graph.nodes["id"].to_numpy(dtype=object)
    statement = graph.edges["id"].to_numpy(dtype=object)[edge]
    return pd.DataFrame({"subject": ids[subject], "via": ids[via], "what": what, "statement": statement})


def _pays(graph: PropertyGraph, paid: pd.DataFrame) -> pd.DataFrame:
    edge = paid["edge"].to_numpy()
    part = graph.edges.iloc[edge]
    more = {"other": "source", "number": "amount", "usd": "amount_usd"}
    more |= {name: name for name in ("currency", "money", "dataset", "end")} | {"start": "since"}
    what = np.where(part["counted"].fillna(False).to_numpy(dtype=bool), PAYS, LEG)
    frame = _edges(graph, what, paid["subject"].to_numpy(), paid["via"].to_numpy(), edge)
    return frame.assign(**{name: part[column].to_numpy() for name, column in more.items()})


def _figures(graph: PropertyGraph, through: pd.DataFrame, p: Params) -> pd.DataFrame:
    ids = graph.nodes["id"].to_numpy(dtype=object)
    seen = _plans.observed(graph, np.unique(through["via"]), p).rename(columns={"subject": "via"})
    seen = seen[seen["what"] != _plans.TARGETED].assign(dataset=None)
    named = pd.DataFrame({"subject": ids[through["subject"]], "via": ids[through["via"]]})
    return named.merge(seen, on="via")


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row a mandate: whether it is known to have means, from whom, and how far they go."""
    aims, pays = found[found["what"] == MANDATE], found[found["what"].isin([PAYS, LEG])]
    subjects = pd.Index(sorted(set(aims["subject"])))
    share = _share(found, p).reindex(subjects)
    paid = subjects.isin(pays.loc[pays["money"] != "pledge", "subject"])
    promised = subjects.isin(pays["subject"])
    part = share["share"].to_numpy(dtype=float)
    known = ~np.isnan(part)
    state = np.select(
        [known & (part >= 1), known & ((part > 0) | paid), known & ~promised, paid, promised],
        ["funded", "part funded", "no", "funded", "pledged"],
        "no evidence",
    )
    themes = aims["other"].str.startswith("theme:")
    frame = pd.DataFrame(
        {
            "subject": subjects.to_numpy(dtype=object),
            "funded": state.astype(object),
            "donors": _lists(pays, "other", subjects),
            "themes": _lists(aims[themes], "other", subjects),
            "populations": _lists(aims[~themes], "other", subjects),
            "through": _lists(pays[pays["via"] != pays["subject"]], "via", subjects),
            "kinds": _lists(pays, "money", subjects),
            "amounts": _lists(_amounts(pays[pays["what"] == PAYS]), "amount", subjects),
            "money_date": pays.groupby("subject")["start"].max().reindex(subjects).to_numpy(dtype=object),
            "share": part,
            "share_of": share["via"].to_numpy(dtype=object),
            "share_date": share["date"].to_numpy(dtype=object),
            "evidence": _evidence(found, share, subjects),
        }
    )
    rank = frame["funded"].map({name: place for place, name in enumerate(STATES)}).to_numpy(dtype=np.int64)
    return frame.iloc[np.argsort(rank, kind="stable")].reset_index(drop=True)


def _share(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """The share funded of the latest period of its plans of which that is known, by subject: `via`, `share`, `date`."""
    figures = found[found["what"].isin(_plans.MEASURES)]
    each = figures.drop(columns="subject").rename(columns={"via": "subject"}).drop_duplicates("statement")
    told = _plans.periods(each, p).rename(columns={"subject": "via"})
    told = figures[["subject", "via"]].drop_duplicates().merge(told[told["share"].notna()], on="via")
    told = told.sort_values(["subject", "p0", "p1", "until", "via"], kind="stable").drop_duplicates(
        "subject", keep="last"
    )
    return told.set_index("subject")[["via", "share", "date"]]


def _amounts(pays: pd.DataFrame) -> pd.DataFrame:
    """What is known of amounts, summed within one kind, currency and dataset, as text: `subject`, `amount`."""
    once = pays[pays["number"].notna() & pays["currency"].notna()].drop_duplicates(["subject", "statement"])
    keys = ["subject", "money", "currency", "dataset"]
    sums = once.groupby(keys, sort=True)["number"].sum().reset_index()
    text = sums["money"] + " " + sums["currency"] + " " + sums["number"].map("{:.0f}".format).astype("str")
    return sums.assign(amount=text + " (" + sums["dataset"] + ")")


def _lists(frame: pd.DataFrame, column: str, subjects: pd.Index[str]) -> pd.Series[Any]:
    """The values of a column of each subject, each once and sorted."""
    return _heard.lists(subjects.get_indexer(pd.Index(frame["subject"])), frame[column], len(subjects))


def _evidence(found: pd.DataFrame, share: pd.DataFrame, subjects: pd.Index[str]) -> pd.Series[Any]:
    """The mandate and the money; and of whatever brings either money or a share, its tie and its figures."""
    money = found["what"].isin([PAYS, LEG])
    brings = found.loc[money, ["subject", "via"]]
    shares = share["via"].dropna()
    brings = pd.concat([brings, pd.DataFrame({"subject": shares.index, "via": shares.to_numpy()})]).drop_duplicates()
    kept = money | (found["what"] == MANDATE)
    whole = pd.concat([found[kept], found[~kept].merge(brings, on=["subject", "via"])])
    return _lists(whole, "statement", subjects)
