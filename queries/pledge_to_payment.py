"""D4: how far pledged money gets: pledged, committed, disbursed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from graph.tables import Array
from queries import _money, _money_say
from queries._frame import Column, Kernel, Parameter, Params, Question, Rows
from queries._say import Say

STAGES = {"pledge": "pledged", "commitment": "committed", "disbursement": "disbursed"}
RATES = {
    "disbursed_of_pledged": ("disbursed", "pledged"),
    "disbursed_of_committed": ("disbursed", "committed"),
    "committed_of_pledged": ("committed", "pledged"),
}
TITLES = {"disbursed_of_pledged": ("paid of pledged", "pagado")}
TIES = (
    *_money.TIES[:-1],
    Column(
        "latest_stage",
        "yes",
        "whether its source tells money at its latest stage only",
        "si su fuente da el dinero solo en su última etapa",
    ),
    _money.TIES[-1],
)
SUBJECTS = {"recipient": ["recipient"], "donor": ["donor"], "pair": ["donor", "recipient"]}


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The money of the three stages that counts, and whether its source tells it at its latest stage only."""
    found = _money.ties(graph, _staged(p))
    latest = graph.edges["id"][graph.edges["latest_stage"].fillna(False).to_numpy(dtype=bool)]
    found.insert(len(TIES) - 2, "latest_stage", found["statement"].isin(latest))
    return found


def _staged(p: Params) -> Params:
    return {**p, "money": tuple(STAGES)}


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row for each recipient, donor or pair, in each currency and dataset."""
    subject = SUBJECTS[p["by"]]
    found = _money.placed(found, subject, ("dataset",))
    nets = _money.nets(found, ["donor", "recipient"])
    pairs, pair = _money.coded(nets, ["donor", "recipient", "currency", "dataset"])
    frame, row = _money.coded(pairs, [*subject, "currency", "dataset"])
    n = len(frame)
    tied, latest = _money.coded(found, [*pairs])[1], found["latest_stage"].to_numpy(dtype=bool)
    at_latest = np.bincount(tied[latest], minlength=len(pairs))
    # Stages that exclude each other are no parts of one another: what is paid is not among what is committed.
    fit = ~_money.unnamed(found, pairs, "donor") & ~_money.unnamed(found, pairs, "recipient") & (at_latest == 0)
    known: dict[str, Array] = {}
    for money, stage in STAGES.items():
        of_stage = (nets["money"] == money).to_numpy()
        known[stage] = np.full(len(pairs), np.nan)
        known[stage][pair[of_stage]] = nets["net"].to_numpy()[of_stage]
        frame[stage] = _money.summed(known[stage], row, n)
    for name, (part, whole) in RATES.items():
        both = ~np.isnan(known[part]) & ~np.isnan(known[whole]) & fit  # of one donor to one recipient
        rate = _money.ratio(*(_money.summed(known[s][both], row[both], n) for s in (part, whole)))
        frame[name] = np.where(rate < 0, np.nan, rate)
    stages = sum((~np.isnan(amounts)).astype(int) for amounts in known.values())
    frame["matched"] = np.bincount(row[(stages > 1) & fit], minlength=n)
    frame["latest_stage"] = np.bincount(row, at_latest, n).astype(np.int64)
    frame["unknown_amounts"] = np.bincount(row[pair], nets["unknown"], n).astype(np.int64)
    complete = (frame["unknown_amounts"] == 0) & (frame["matched"] == np.bincount(row, minlength=n))
    frame["state"] = np.where(complete, _money.KNOWN, _money.PARTLY)
    frame.loc[frame[list(RATES)].isna().all(axis=1), "state"] = _money.NO_EVIDENCE
    frame["evidence"] = _money.proof(found, row[tied], n)
    for other in {"donor", "recipient"} - set(subject):
        frame[other] = None
    order = [*RATES, "recipient", "donor", "currency", "dataset"]
    frame = frame.sort_values(order, kind="stable", na_position="last")
    return frame[[*(c.name for c in COLUMNS), "evidence"]]


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """What was looked at, of the three stages."""
    return _money.universe(graph, _staged(p), found)


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How far money got where two stages are known, and how often they are not."""
    frame = found.frame
    if frame.empty:
        return _money_say.nothing(found, p, say)
    by = SUBJECTS[p["by"]]
    plural = {
        "recipient": say("recipients", "receptores"),
        "donor": say("donors", "donantes"),
        "pair": say("donor-recipient pairs", "pares donante-receptor"),
    }[p["by"]]
    for end in by:
        frame = frame[~frame[end].isin(found.universe.get(f"unnamed_{end}s", []))]
    some = frame[frame["state"] != _money.NO_EVIDENCE]
    n, of = len(some[by].drop_duplicates()), len(frame[by].drop_duplicates())
    when = _money_say.period(say, p)
    if n:
        told = [_told(row, by, say) for row in some.head(_money_say.MOST).to_dict("records")]
        head = say(
            f"On known amounts {when}, two comparable stages of money from the same donor are known for {n} of {of} {plural}: ",
            f"Según los montos conocidos {when}, se conocen dos etapas comparables del dinero de un mismo donante para {n} de {of} "
            f"{plural}: ",
        )
        head += f"{_money_say.listed(say, told, len(some))}."
    else:
        head = say(
            f"How far pledged money got {when} is not known for any of {of} {plural}: no two comparable stages of "
            "money from one donor to one recipient have known amounts in one currency and dataset.",
            f"No consta hasta dónde llegó el dinero prometido {when} para ninguno de {of} {plural}: no hay dos etapas "
            "comparables del dinero de un donante a un receptor con montos conocidos en una misma moneda y carga.",
        )
    seen = [len(frame.loc[frame[stage].notna(), by].drop_duplicates()) for stage in STAGES.values()]
    counts = say(
        f" Known are pledges for {seen[0]}, commitments for {seen[1]} and disbursements for {seen[2]} of them; a stage "
        "that is not recorded is unknown, not zero. ",
        f" Se conocen promesas de {seen[0]}, compromisos de {seen[1]} y desembolsos de {seen[2]} de ellos; una etapa sin "
        "registro es desconocida, no cero. ",
    )
    return head + counts + _told_late(found, say) + _money_say.coverage(found, say)


def _told_late(found: Rows, say: Say) -> str:
    """Which datasets tell money at its latest stage only, so that it has no rate; nothing where none does."""
    late = found.frame.loc[found.frame["latest_stage"] > 0, "dataset"].unique().tolist()
    if not late:
        return ""
    return say(
        "Datasets whose sums stand only at their latest stage (what is paid is told as committed no more), so that no "
        f"rate is given: {say.names(late)}. ",
        "Cargas cuyas sumas constan solo en su última etapa (lo pagado ya no consta como comprometido), por lo que no se "
        f"da tasa: {say.names(late)}. ",
    )


def _told(row: Mapping[Any, Any], by: list[str], say: Say) -> str:
    """The first known rate of a row, in words."""
    words = {
        "disbursed_of_pledged": ("of what was pledged is disbursed", "de lo prometido se desembolsó"),
        "disbursed_of_committed": ("of what was committed is disbursed", "de lo comprometido se desembolsó"),
        "committed_of_pledged": ("of what was pledged is committed", "de lo prometido se comprometió"),
    }
    name, rate = next((name, rate) for name in RATES if (rate := float(row[name])) == rate)
    who = "–".join(say.name(row[column]) for column in by)
    return f"{who}, {_money_say.percent(say, rate)} {say(*words[name])} ({row['currency']})"


COLUMNS = (
    Column("recipient", "id", "who is funded; empty by donor", "quién es financiado; vacío por donante", "to", "a"),
    Column("donor", "id", "who funds; empty by recipient", "quién financia; vacío por receptor", "from", "de"),
    Column(
        "pledged",
        "number",
        "net pledges; empty is unknown",
        "promesas netas; vacío: desconocido",
        "pledged",
        "prometido",
    ),
    Column(
        "committed",
        "number",
        "net commitments; empty is unknown",
        "compromisos netos; vacío: desconocido",
        "committed",
        "comprometido",
    ),
    Column(
        "disbursed",
        "number",
        "net disbursements; empty is unknown",
        "desembolsos netos; vacío: desconocido",
        "disbursed",
        "desembolsado",
    ),
    *(
        Column(
            name,
            "number",
            f"{part} / {whole}, over the pairs of donor and recipient for which both are known",
            f"{part} / {whole}, sobre los pares de donante y receptor de los que se conocen ambos",
            *TITLES.get(name, ()),
        )
        for name, (part, whole) in RATES.items()
    ),
    Column(
        "matched",
        "integer",
        "pairs of donor and recipient with two known stages: what the rates rest on",
        "pares de donante y receptor con dos etapas conocidas: en lo que se basan las tasas",
    ),
    Column(
        "latest_stage",
        "integer",
        "statements that tell money at its latest stage only: in the sums, never in a rate",
        "afirmaciones que dan el dinero solo en su última etapa: en las sumas, nunca en una tasa",
    ),
    Column("currency", "text", "ISO 4217", "ISO 4217", "in", "en"),
    Column("dataset", "text", "the load that the figures come from", "la carga de la que vienen las cifras"),
    _money.FIGURE[-1],
    Column(
        "state",
        "text",
        "known, partly known (the rates leave out some of it) or no evidence (no rate)",
        "known, partly known (las tasas dejan fuera una parte) o no evidence (sin tasa)",
    ),
)

QUESTION = Question(
    name="pledge-to-payment",
    number="D4",
    en="How far does pledged money get?",
    es="¿Hasta dónde llega el dinero prometido?",
    definition="Net pledges, commitments and disbursements of each recipient, donor or pair, in one currency and from one "
    "dataset, and the rates between them. A rate is taken over the pairs of donor and recipient for which both stages are "
    "known, because what one donor pays is not what another pledged. A stage without a known amount is unknown, not zero, "
    "and so is the rate; what is below or at zero after corrections has none. Money pledged by a government and paid by its "
    "agency is not matched, nor is money of or to several or unnamed ones together. A source that tells money only at its "
    "latest stage (FTS: what is paid is told as committed no more) has sums and no rate, since none of its stages is a part "
    "of another.",
    parameters=(
        Parameter(
            "by",
            "choice",
            "recipient",
            "one row for each recipient, donor, or pair of them",
            "una fila por receptor, por donante o por par",
            choices=tuple(SUBJECTS),
        ),
        *(p for p in _money.PARAMETERS if p.name != "money"),
    ),
    columns=COLUMNS,
    order="lowest rate first (paid of pledged, then paid of committed, then committed of pledged; unknown last), then "
    "recipient, donor, currency and dataset",
    universe=universe,
    reads=_money.reads,
    check=_money.check,
    sentence=sentence,
    kernel=Kernel(TIES, ties, finish),
)
