"""G8: which mandates have no means."""

from __future__ import annotations

import pandas as pd

from graph.model import PropertyGraph
from queries import _money_say
from queries._frame import Column, Kernel, Parameter, Params, Question, Rows
from queries._means import KINDS, MANDATE, MEANS, SILENT, STATES, TIES, finish, ties
from queries._say import Say


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """Whose mandate is known, and whose is not."""
    known, silent = (sorted(set(found.loc[found["what"] == what, "subject"])) for what in (MANDATE, SILENT))
    return {"mandates": known, "unknown_mandates": silent}


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many are known to have means, and of which nothing is known."""
    frame, day = found.frame, p["as_of"]
    one, many, uno, varios = NOUNS[p["of"]]
    if frame.empty:
        return say(
            f"No source gives the mandate of any of the {many} on {day}: no evidence.",
            f"Ninguna fuente da el mandato de ningún {uno} al {day}: sin evidencia.",
        )
    part = {state: frame[frame["funded"] == state] for state in STATES}
    total = say.count(len(frame), one, many, uno, varios)
    told = [f"{len(part[state])} {say(*words)}" for state, words in SAID.items() if len(part[state])]
    text = say(
        f"Of {total} with a known mandate on {day}: {say.joined(told)}.",
        f"De {total} con mandato conocido al {day}: {say.joined(told)}.",
    )
    for state in ("no", "part funded"):
        parts = [
            f"{say.name(r['subject'])} ({say.name(r['share_of'])} {_money_say.percent(say, r['share'])}, {r['share_date']})"
            for r in part[state].to_dict("records")
        ]
        text += f" {say(*HEADS[state])}: {_money_say.listed(say, parts, len(parts))}." if parts else ""
    if len(part["pledged"]):
        text += f" {say(*HEADS['pledged'])}: {say.names(part['pledged']['subject'].tolist(), SHOWN)}."
    if len(silent := part["no evidence"]):
        text += say(
            f" No evidence of means, which does not mean that there are none: {say.names(silent['subject'].tolist(), SHOWN)}; "
            "load payments (FTS, IATI) to know more.",
            " Sin evidencia de medios, lo que no significa que no los haya: "
            f"{say.names(silent['subject'].tolist(), SHOWN)}; para saber más, cargue pagos (FTS, IATI).",
        )
    return text


NOUNS = {
    "mechanisms": ("mechanism", "mechanisms", "mecanismo", "mecanismos"),
    "plans": ("plan", "plans", "plan", "planes"),
    "projects": ("project", "projects", "proyecto", "proyectos"),
    "agencies": ("agency", "agencies", "organismo", "organismos"),
}
SAID = {
    "funded": ("known to have money", "con dinero conocido"),
    "part funded": ("funded in part", "con financiación parcial"),
    "pledged": ("with pledges only", "solo con promesas"),
    "no": ("reported to have received nothing", "sin nada recibido, según lo informado"),
    "no evidence": ("without evidence", "sin evidencia"),
}
HEADS = {
    "no": ("Nothing received", "Nada recibido"),
    "part funded": ("Funded in part", "Financiación parcial"),
    "pledged": ("Pledges only", "Solo promesas"),
}
SHOWN = 8
"""How many names of a kind the sentence gives."""

COLUMNS = (
    Column("subject", "id", "whose mandate", "de quién es el mandato", "mandate of", "mandato de"),
    Column(
        "funded",
        "text",
        "no, no evidence, pledged (pledges only), part funded or funded (some money is known)",
        "no, no evidence, pledged (solo promesas), part funded (en parte) o funded (consta algún dinero)",
        "funded",
        "financiado",
    ),
    Column(
        "donors",
        "ids",
        "who gives or promises the money known",
        "quién da o promete el dinero conocido",
        "donors",
        "donantes",
    ),
    Column("themes", "ids", "the themes of the mandate", "los temas del mandato", "themes", "temas"),
    Column("populations", "ids", "the populations of the mandate", "las poblaciones del mandato"),
    Column(
        "through",
        "ids",
        "projects, plans, parts or funds that the money goes to",
        "proyectos, planes, partes o fondos que reciben el dinero",
    ),
    Column("kinds", "ids", "the kinds of money known", "los tipos de dinero conocidos"),
    Column(
        "amounts",
        "ids",
        "known amounts: kind, currency, sum within one dataset; these are never added",
        "montos conocidos: tipo, moneda, suma dentro de una fuente de datos; no se suman entre sí",
    ),
    Column(
        "money_date",
        "date",
        "when the latest money known began; of unknown start when a source first tells of it",
        "cuándo empezó el último dinero conocido; si no consta, cuándo lo cuenta una fuente por primera vez",
        "latest",
        "último",
    ),
    Column(
        "share",
        "number",
        "the share funded of its latest plan with one",
        "la parte financiada de su último plan",
        "share",
        "parte",
    ),
    Column("share_of", "id", "that plan", "ese plan"),
    Column("share_date", "date", "the date of that share", "la fecha de esa parte"),
)

QUESTION = Question(
    name="unfunded-mandates",
    number="G8",
    en="Which mandates have no means?",
    es="¿Qué mandatos no tienen medios?",
    definition="A mandate is what a mechanism, plan, project or agency that has begun and not ended addresses on the "
    "day. Means are money that began by the day, whatever its end (see its date), to itself, to projects and plans "
    "that it implements, to its parts, or to a fund that supports it (one step; such money may be shared with others who "
    "implement the same). `funded`: some money is known, "
    "and nothing says that it falls short; `part funded`: the share of its latest plan with a known share is below 1; "
    "`pledged`: pledges only; `no`: that share is reported as 0 and no money is known. Otherwise `no evidence`: "
    "money that no source records is not money that is not there. Legs of money that is counted elsewhere show that "
    "there are means; amounts add counted ones alone, within one kind, currency and dataset.",
    parameters=(
        Parameter("of", "choice", "mechanisms", "whose mandates", "de quién son los mandatos", choices=tuple(KINDS)),
        Parameter(
            "money", "choices", MEANS, "which kinds of money are means", "qué tipos de dinero son medios", choices=MEANS
        ),
    ),
    columns=COLUMNS,
    order="no, no evidence, pledged, part funded, funded; then by id",
    universe=universe,
    sentence=sentence,
    kernel=Kernel(TIES, ties, finish),
)
