"""D3: which hosts or plans are below requirement."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from queries import _money_say
from queries._frame import Column, Kernel, Parameter, Params, Question, Rows
from queries._needs import PAID, STATES, finish, needs, ties
from queries._plans import BELOW, FIGURES, MET, NO_EVIDENCE
from queries._say import Say

YEAR = re.compile("[0-9]{4}")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """Whose money was looked at, and of which of them no requirement is known."""
    known = needs(found, p)
    silent = set(known["subject"]) - set(known.loc[known["requirement"].notna(), "subject"])
    return {"plans": sorted(set(known["subject"])), "unknown_requirement": sorted(silent)}


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Which are below requirement, and of which nothing is known."""
    frame, day = found.frame, p["as_of"]
    if frame.empty:
        return say(
            f"No requirement of a plan or host is known by {day}: no evidence; load requirements (FTS, R4V).",
            f"No consta el requerimiento de ningún plan o país de acogida al {day}: sin evidencia; cargue requerimientos (FTS, R4V).",
        )
    part = {state: frame[frame["state"] == state] for state in STATES}
    total = say.count(
        len(frame), "plan or host (by period)", "plans and hosts (by period)", "plan o país", "planes y países"
    )
    n = {state: _money_say.number(say, len(rows)) for state, rows in part.items()}
    text = say(
        f"Of {total} looked at up to {day}, {n[BELOW]} below requirement, {n[MET]} met, {n[NO_EVIDENCE]} without "
        "evidence of what is required or of what came.",
        f"De {total} (por periodo) al {day}, {n[BELOW]} por debajo de lo requerido, {n[MET]} con lo "
        f"requerido, {n[NO_EVIDENCE]} sin evidencia de lo requerido o de lo recibido.",
    )
    below = [_told(r, say) for r in part[BELOW].head(_money_say.FEW).to_dict("records")]
    silent = [_named(r, say) for r in part[NO_EVIDENCE].head(_money_say.FEW).to_dict("records")]
    for state, told, label in (
        (BELOW, below, ("Below", "Por debajo")),
        (NO_EVIDENCE, silent, ("No evidence", "Sin evidencia")),
    ):
        if told:
            text += f" {say(*label)}: {_money_say.listed(say, told, len(part[state]))}."
    return text


def _named(r: dict[Any, Any], say: Say) -> str:
    """The plan and its period, where its name does not say it."""
    name, period = say.name(r["subject"]), r["period"]
    if not isinstance(period, str) or YEAR.findall(name) == YEAR.findall(period):
        return name
    return f"{name} ({period})"


def _told(r: dict[Any, Any], say: Say) -> str:
    """One plan below requirement, in words: how much of what, by when."""
    share, date = _money_say.percent(say, r["share"]), r["funding_date"]
    coarse = say("the end of ", "fines de ") if len(date) < len("2020-12-31") else ""
    text = say(
        f"{_named(r, say)} {share} funded by {coarse}{date}",
        f"{_named(r, say)} financiado al {share} hasta {coarse}{date}",
    )
    if not r["whole_period"]:
        text += say(", its period not over", ", en pleno periodo")
    if np.isnan(r["gap"]):
        return text
    gap = _money_say.amount(say, r["gap"], r["currency"])
    text += say(f", {gap} short", f", faltan {gap}")
    if np.isnan(r["received_per_person"]):
        return text
    each = _money_say.amount(say, round(r["received_per_person"]), r["currency"])
    of = {"targeted": ("person targeted", "persona meta"), "hosted": ("person hosted", "persona acogida")}[
        r["people_of"]
    ]
    return text + say(f", {each} for each {of[0]}", f", {each} por {of[1]}")


COLUMNS = (
    Column("subject", "id", "the plan, host country or other body", "el plan, país de acogida u otro", "plan", "plan"),
    Column("period", "text", "the period", "el periodo", "period", "periodo"),
    Column("requirement", "number", "what is required", "lo requerido", "required", "requerido"),
    Column("received", "number", "what is known to be received", "lo que consta recibido", "received", "recibido"),
    Column(
        "share",
        "number",
        "received / requirement, or the share reported",
        "recibido / requerido, o lo informado",
        "share",
        "parte",
    ),
    Column(
        "gap", "number", "requirement - received; below 0 it is a surplus", "requerido - recibido; bajo 0, excedente"
    ),
    Column(
        "currency", "text", "the currency of all amounts of the row", "la moneda de los montos de la fila", "in", "en"
    ),
    Column(
        "funding_date",
        "date",
        "the date of the money or share",
        "la fecha del dinero o la parte",
    ),
    Column(
        "whole_period",
        "yes",
        "whether that figure covers the period to its end",
        "si la cifra abarca el periodo entero",
    ),
    Column(
        "basis",
        "text",
        "how the money is known: reported (a figure), share (a share alone) or payments (their sum)",
        "cómo se conoce: reported (una cifra), share (solo una parte) o payments (suma de pagos)",
    ),
    Column("people", "number", "people targeted, or hosted", "personas meta, o acogidas"),
    Column("people_of", "text", "targeted or hosted", "targeted (meta) u hosted (acogidas)"),
    Column(
        "received_per_person",
        "number",
        "received / people, in the currency",
        "recibido / personas, en la moneda",
        "per person",
        "por persona",
    ),
    Column(
        "state",
        "text",
        "below, no evidence or met",
        "below (por debajo), no evidence o met (cubierto)",
        "state",
        "estado",
    ),
)

QUESTION = Question(
    name="unfunded-hosts",
    number="D3",
    en="Which hosts or plans are below requirement?",
    es="¿Qué países de acogida o planes están por debajo de lo requerido?",
    definition="For each plan or host and period: requirement, money received, share = received / requirement, gap = "
    "requirement - received. A figure without a period of its own counts for that of its plan; of several for one "
    "period the latest by the day decides (a revision replaces, nothing is added) and the others stay as evidence. "
    "Money is a reported figure; where there is none, the share reported alone (then no gap); where there is none "
    "either, the counted payments of one kind, one currency and the one dataset that records most. Payments whose "
    "amount is not known leave a shortfall open. Money of a running period is partial: see its date. A requirement "
    "of zero, or in another currency than the money, is no evidence. People are those targeted in the period, or "
    "hosted by its end where a country hosts one population only; populations overlap and are never added.",
    parameters=(
        Parameter(
            "plans",
            "nodes",
            (),
            "the plans, countries or others; all with a requirement and all editions of response plans if not given",
            "los planes, países u otros; todos los que tienen requerimiento y las ediciones de planes si no se indica",
            kinds=("Instrument", "Country", "Project", "Agency", "Mechanism", "Event"),
        ),
        Parameter(
            "money",
            "choice",
            "disbursement",
            "which kind of payments count where nothing is reported",
            "qué tipo de pagos cuenta donde nada se informa",
            choices=PAID,
        ),
        Parameter(
            "population",
            "nodes",
            (),
            "the population whose hosts are counted; a country that hosts several has no figure if not given",
            "la población acogida que cuenta; un país que acoge varias no tiene cifra si no se indica",
            kinds=("Population",),
        ),
    ),
    columns=COLUMNS,
    order="below (least share first), no evidence, met; then plan, then period",
    universe=universe,
    sentence=sentence,
    kernel=Kernel(FIGURES, ties, finish),
)
