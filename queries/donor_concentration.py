"""D2: which donors put all eggs in one place: one recipient, or one country."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from queries import _dependence, _money
from queries._frame import Column, Kernel, Parameter, Params, Question, Rows
from queries._money_say import few
from queries._say import Say

NOBODY = ("no donor is named.", "no se nombra a ningún donante.")
PLACING = ("LOCATED_IN", "OPERATES_IN")
DONORS = {
    "recipients": _dependence.Side(
        whole="donor",
        part="recipient",
        parts="recipients",
        head=(
            "{n} of {of} donors gave {least} of a kind of money to one of several recorded recipients",
            "{n} de {of} donantes dio {least} de un tipo de dinero a uno entre varios receptores registrados",
            "{n} de {of} donantes dieron {least} de un tipo de dinero a uno entre varios receptores registrados",
        ),
        none=(
            "none of {of} donors is known to have given {least} of a kind of money to one of several recorded recipients.",
            "de ninguno de {of} donantes consta que haya dado {least} de un tipo de dinero a uno entre varios receptores.",
        ),
        one=(
            "one recorded recipient of a kind of money, perhaps not the only one",
            "un solo receptor registrado de un tipo de dinero, quizá no el único",
        ),
        unsure=(
            "Perhaps, as some amounts or recipients are not known",
            "Quizá, pues no constan algunos montos o receptores",
        ),
        nobody=NOBODY,
    ),
    "countries": _dependence.Side(
        whole="donor",
        part="recipient",
        parts="recipients",
        head=(
            "{n} of {of} donors gave {least} of what is placed of a kind of money to one of several recorded countries",
            "{n} de {of} donantes dio {least} de lo ubicado de un tipo de dinero a uno entre varios países registrados",
            "{n} de {of} donantes dieron {least} de lo ubicado de un tipo de dinero a uno entre varios países registrados",
        ),
        none=(
            "none of {of} donors is known to have given {least} of a kind of money to one of several recorded countries.",
            "de ninguno de {of} donantes consta que haya dado {least} de un tipo de dinero a uno entre varios países.",
        ),
        one=(
            "one recorded country of a kind of money, perhaps not the only one",
            "un solo país registrado de un tipo de dinero, quizá no el único",
        ),
        unsure=(
            "Perhaps, as some amounts or countries are not known",
            "Quizá, pues no constan algunos montos o países",
        ),
        nobody=NOBODY,
    ),
}


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The money that counts, with `place`: the recipient, or the one country that it is or works in, if there is one.

    The evidence of a tie that is placed by statements holds these too.
    """
    found = _money.ties(graph, p)
    if p["by"] == "recipients":
        found.insert(2, "place", found["recipient"])
        return found
    places = _countries(graph, p)
    place = found["recipient"].map(places["country"]).astype("str")
    found.insert(2, "place", place.fillna(found["recipient"].where(found["recipient"].str.startswith("country:"))))
    why = places["proof"].to_dict()
    told = zip(found["statement"].tolist(), found["recipient"].tolist(), strict=True)
    return found.assign(evidence=pd.Series([[about, *why.get(r, ())] for about, r in told], dtype=object))


def _countries(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The one country of each that has exactly one: index its id; columns country, proof (the sorted statements).

    Where somebody worked stays so after the end, as does the money given there.
    """
    held = graph.mask(PLACING, confidence=p["confidence"]) & _money.held(graph, p["as_of"])
    for rows, is_country in ((graph.target_rows, True), (graph.source_rows, False)):
        held &= (graph.nodes["kind"] == "Country").to_numpy()[rows] == is_country
    edges = graph.edges.loc[held, ["source", "target", "id"]]
    by = edges.groupby("source")
    frame = pd.DataFrame({"country": by["target"].first(), "proof": by["id"].agg(sorted)})
    return frame[by["target"].nunique() == 1]


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row for each figure of a donor that went to one place at least so far, or of which nobody knows."""
    itself = found["unnamed_recipient"].astype(bool) & (found["place"] == found["recipient"])
    found = _money.placed(found.assign(unnamed_place=itself), ["donor"])
    nowhere = found["place"].isna().to_numpy()
    frame = _dependence.concentration(found[~nowhere], "donor", "place")
    keys = ["donor", *_money.KEY]
    lost, code = _money.coded(found[nowhere], keys)
    lost["unplaced"] = np.bincount(code, minlength=len(lost))
    lost["why"] = _money.proof(found[nowhere], code, len(lost))
    keyed = dict.fromkeys(keys, "str")
    frame = frame.astype(keyed).merge(lost.astype(keyed), on=keys, how="outer")
    frame["evidence"] = frame["evidence"].where(frame["evidence"].notna(), frame.pop("why"))
    frame["state"] = frame["state"].fillna(_money.NO_EVIDENCE)
    counts = ["parts", "unknown_amounts", "netted", "unplaced"]
    frame[counts] = frame[counts].fillna(0).astype("int64")
    frame.loc[(frame["state"] == _money.KNOWN) & (frame["unplaced"] > 0), "state"] = _money.PARTLY
    frame["other_currencies"] = _money.others(frame, ["donor", "money", "dataset"])
    names = {"top": "recipient", "effective": "effective_recipients", "parts": "recipients"}
    frame = _dependence.at_least(frame.rename(columns=names), p, DONORS[p["by"]])
    return frame[[*(c.name for c in COLUMNS), "evidence"]]


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """What was looked at; by countries also the recipients that are not placed."""
    looked_at = _money.universe(graph, p, found)
    if p["by"] == "countries":
        looked_at["unplaced"] = sorted(found.loc[found["place"].isna(), "recipient"].unique())
    return looked_at


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Who put all eggs in one place, as far as amounts are known, and whose money has no one country."""
    text = _dependence.sentence(found, p, say, DONORS[p["by"]])
    if unplaced := found.universe.get("unplaced"):
        text += say(
            f" Not placed, as no single country is known: {few(say, unplaced)}.",
            f" Sin ubicar, por no constar un único país: {few(say, unplaced)}.",
        )
    return text


COLUMNS = (
    Column("donor", "id", "who funds", "quién financia", "donor", "donante"),
    Column(
        "recipient",
        "id",
        "the named recipient (or country) that got most (of equals the first by id); where no amount is known the only one",
        "el receptor (o país) con nombre que obtuvo más (de iguales, el primero por id); sin montos conocidos, el único",
        "to",
        "a",
    ),
    Column("top_share", "number", "its part of `total`, 0 to 1", "su parte de `total`, de 0 a 1", "share", "parte"),
    _dependence.UNNAMED,
    _dependence.HHI,
    Column(
        "effective_recipients",
        "number",
        "1 / hhi: how many equal recipients (or countries) would be as concentrated; the most where some are not named",
        "1 / hhi: cuántos receptores (o países) iguales estarían igual de concentrados; el máximo si algunos no tienen "
        "nombre",
    ),
    Column(
        "recipients",
        "integer",
        "named recipients (or countries) recorded, those of unknown amount too",
        "receptores (o países) con nombre registrados, también los de monto desconocido",
        "of",
        "de",
    ),
    _dependence.TOTAL,
    *_money.FIGURE,
    Column("netted", "integer", "recipients whose net is nothing or less", "receptores cuyo neto es nulo o negativo"),
    Column(
        "unplaced",
        "integer",
        "statements that cannot be placed in one country: in no share",
        "afirmaciones que no se ubican en un único país: en ninguna parte",
    ),
    _dependence.OTHERS,
    _money.STATE,
)

QUESTION = Question(
    name="donor-concentration",
    number="D2",
    en="Which donors put all eggs in one place?",
    es="¿Qué donantes lo ponen todo en un solo lugar?",
    definition="For each donor, currency, kind of money and dataset (never added together) the share of the recipient "
    "that got most, the Herfindahl-Hirschman index over recipients (sum of squared shares, 0 to 1) and 1 / HHI, the "
    "effective number of recipients; fragmentation from the side of the donor after Acharya, de Lima & Moore (2006), who "
    "count countries. With `by` countries a recipient stands for the country that it is, or the one country that it is "
    "recorded to operate or lie in; where there is none or several it is not placed, in no share, and named. One "
    "recorded country may not be the only one. Counted FUNDS statements that began in the period; unknown amounts are no 0 "
    "and are counted apart; corrections are netted, and a total of nothing gives no evidence. What goes to several or "
    "unnamed recipients together is in the total and in no share; what comes from such donors has no share at all.",
    parameters=(
        Parameter(
            "by",
            "choice",
            "recipients",
            "one place is one recipient, or one country",
            "un lugar es un receptor, o un país",
            choices=("recipients", "countries"),
        ),
        Parameter(
            "at-least",
            "number",
            0.5,
            "the least share of the largest recipient, 0 to 1; 0 lists all",
            "la parte mínima del mayor receptor, de 0 a 1; 0 da todos",
        ),
        *_money.PARAMETERS,
    ),
    columns=COLUMNS,
    order="largest share first (unknown last), then HHI, then donor, currency, money and dataset",
    universe=universe,
    reads=_money.reads,
    check=_money.check,
    sentence=sentence,
    kernel=Kernel(
        (*_money.TIES[:2], Column("place", "id", "where it is placed", "dónde se ubica"), *_money.TIES[2:]),
        ties,
        finish,
    ),
)
