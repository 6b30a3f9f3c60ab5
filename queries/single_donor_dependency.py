"""D1: what hangs on one donor: top share, HHI, effective number of donors."""

from __future__ import annotations

import pandas as pd

from queries import _dependence, _money
from queries._frame import Column, Parameter, Params, Question, Rows
from queries._say import Say

RECIPIENTS = _dependence.Side(
    whole="recipient",
    part="donor",
    parts="donors",
    head=(
        "{n} of {of} recipients got {least} of a kind of money from one of several recorded donors",
        "{n} de {of} receptores obtuvo {least} de un tipo de dinero de uno entre varios donantes registrados",
        "{n} de {of} receptores obtuvieron {least} de un tipo de dinero de uno entre varios donantes registrados",
    ),
    none=(
        "none of {of} recipients is known to have got {least} of a kind of money from one of several recorded donors.",
        "de ninguno de {of} receptores consta que haya obtenido {least} de un tipo de dinero de uno entre varios donantes.",
    ),
    one=(
        "one recorded donor of a kind of money, perhaps not the only one",
        "un solo donante registrado de un tipo de dinero, quizá no el único",
    ),
    unsure=("Perhaps, as some amounts or donors are not known", "Quizá, pues no constan algunos montos o donantes"),
    nobody=("no recipient is named.", "no se nombra a ningún receptor."),
)


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row for each figure of a recipient that hangs on one donor at least so far, or of which nobody knows."""
    names = {"top": "donor", "effective": "effective_donors", "parts": "donors"}
    frame = _dependence.concentration(found, "recipient", "donor").rename(columns=names)
    return _dependence.at_least(frame, p, RECIPIENTS)[[*(c.name for c in COLUMNS), "evidence"]]


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Who hangs on one donor, as far as amounts are known."""
    return _dependence.sentence(found, p, say, RECIPIENTS)


COLUMNS = (
    Column("recipient", "id", "who is funded", "quién es financiado", "recipient", "receptor"),
    Column(
        "donor",
        "id",
        "the largest named donor (of equals the first by id); where no amount is known the only recorded one",
        "el mayor donante con nombre (de iguales, el primero por id); sin montos conocidos, el único registrado",
        "largest named donor",
        "mayor donante nombrado",
    ),
    Column("top_share", "number", "its part of `total`, 0 to 1", "su parte de `total`, de 0 a 1", "share", "parte"),
    _dependence.UNNAMED,
    _dependence.HHI,
    Column(
        "effective_donors",
        "number",
        "1 / hhi: how many equal donors would be as concentrated; the most where some are not named",
        "1 / hhi: cuántos donantes iguales estarían igual de concentrados; el máximo si algunos no tienen nombre",
    ),
    Column(
        "donors",
        "integer",
        "named donors recorded, those of unknown amount too",
        "donantes con nombre registrados, también los de monto desconocido",
        "donors",
        "donantes",
    ),
    _dependence.TOTAL,
    *_money.FIGURE,
    Column("netted", "integer", "donors whose net is nothing or less", "donantes cuyo neto es nulo o negativo"),
    _dependence.OTHERS,
    _money.STATE,
)

QUESTION = Question(
    name="single-donor-dependency",
    number="D1",
    en="What hangs on one donor?",
    es="¿Qué depende de un solo donante?",
    definition="For each recipient, currency, kind of money and dataset (never added together) the share of its largest "
    "donor, the Herfindahl-Hirschman index (sum of the squared shares of the donors, 0 to 1) and the effective number "
    "of donors, 1 / HHI; donor fragmentation is 1 - HHI in Knack & Rahman (2007) and, from the side of donors, the "
    "index of Acharya, de Lima & Moore (2006). Counted FUNDS statements that began in the period, whatever their end; "
    "conduits count once. Shares are of known amounts: an unknown one is no 0 and is counted apart. Corrections are "
    "netted, a donor whose net is nothing or less has no share, and a total of nothing gives no evidence. Money of several "
    "or unnamed donors together is in the total and is no donor's: shares and HHI are then the least that they may be. What is "
    "recorded may not be all that is given: one recorded donor is not proof of dependency.",
    parameters=(
        Parameter(
            "at-least",
            "number",
            0.5,
            "the least share of the largest donor, 0 to 1; 0 lists all",
            "la parte mínima del mayor donante, de 0 a 1; 0 da todos",
        ),
        *_money.PARAMETERS,
    ),
    columns=COLUMNS,
    order="largest share first (unknown last), then HHI, then recipient, currency, money and dataset",
    universe=_money.universe,
    reads=_money.reads,
    check=_money.check,
    sentence=sentence,
    kernel=_money.kernel(finish),
)
