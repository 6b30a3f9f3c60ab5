"""What `significant-overlap` says in words."""

from __future__ import annotations

from queries import _groups, _sets, _sets_say
from queries._figures import decimals, figure
from queries._frame import Params, Rows
from queries._say import Say
from queries._sets_say import NOUNS
from queries._significance import MODELS

NEAR = 0.5
"""What chance gives in every second case is not near to significant."""
FEW = 30
"""Of fewer sets it is said that they are few."""
NAMED = 3
"""How many rooms are named at once."""


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many pairs were tested, in what universe, how many are significant, and the strongest."""
    universe, how, between = found.universe, _sets.by(p), str(p["between"])
    seated = (between, how) == ("mechanisms", "members")
    holders = universe["rooms" if seated else between]
    drawn = universe.get("universe", universe["rooms" if how == "rooms" else _groups.KEYS.get((between, how), how)])
    left = ""
    if names := say.names(universe.get("unknown_rooms", []), NAMED):
        left = say(
            f" Left out, as no source gives their members then: {names}.",
            f" Quedan fuera, sin fuente sobre sus miembros entonces: {names}.",
        )
    partly = sorted({*universe.get("undecided", [])} - {*universe.get("unknown_rooms", [])})
    if names := say.names(partly, NAMED):
        left += say(f" The list is not whole then: {names}.", f" Lista incompleta: {names}.")
    tests = len(holders) * (len(holders) - 1) // 2
    group, what = _sets_say.group(p, say), _sets_say.things(p, say)
    if not tests:
        return _untested(len(holders), group, what, p, say) + left
    pairs = say.count(tests, "pair", "pairs", "par", "pares")
    of = figure(len(drawn), say.lang)
    one = NOUNS[how] if how != "members" else ("country", "countries and territories", "país", "países y territorios")
    noun = say(*one[::2]) if len(drawn) == 1 else say(*one[1::2])
    text = say(
        f"On {p['as_of']}, {pairs} of {figure(len(holders), 'en')} {group} {'was' if tests == 1 else 'were'} tested (universe: {of} {noun}).",
        f"Al {p['as_of']} se {'probó' if tests == 1 else 'probaron'} {pairs} de {figure(len(holders), 'es')} {group} (universo: {of} {noun}).",
    )
    return f"{text} {_result(found, len(holders), what, p, say)}{left}"


def _untested(holders: int, group: str, what: str, p: Params, say: Say) -> str:
    """That there are no two sets to compare, and what would have to be known."""
    if holders:
        return say(
            f"Only one of the {group} is known to have {what} on {p['as_of']}: nothing to compare.",
            f"Solo de uno de los {group} se conocen {what} al {p['as_of']}: nada que comparar.",
        )
    return say(
        f"No {what} of {group} are known on {p['as_of']}: no evidence. Memberships, activities or payments would have to be loaded.",
        f"No se conocen {what} de {group} al {p['as_of']}: sin evidencia. Habría que cargar membresías, actividades o pagos.",
    )


_BY = {
    "sdsm": (
        "the stochastic degree sequence model (SDSM)",
        "el modelo estocástico de secuencia de grados (SDSM)",
    ),
    "hypergeometric": ("the hypergeometric test", "la prueba hipergeométrica"),
    "both": ("both tests", "ambas pruebas"),
}
_AFTER = {
    "bh": ("with the Benjamini-Hochberg correction", "con la corrección de Benjamini-Hochberg"),
    "holm": ("with Holm's correction", "con la corrección de Holm"),
    "bonferroni": ("with Bonferroni's correction", "con la corrección de Bonferroni"),
    "none": ("without any correction for many tests", "sin corregir por el número de pruebas"),
}
_THAN = {
    "upper": ("more {} than chance would give", "más {} que por azar"),
    "lower": ("fewer {} than chance would give", "menos {} que por azar"),
    "both": ("more or fewer {} than chance would give", "más o menos {} que por azar"),
}


def _result(found: Rows, sets: int, what: str, p: Params, say: Say) -> str:
    frame = found.frame
    sure = frame[frame["significant"] != "no"]
    level = f"{100 * p['alpha']:.6g}"
    how = say(
        f"By {_BY[p['model']][0]} {_AFTER[p['correction']][0]} ({level}% level)",
        f"Según {_BY[p['model']][1]} {_AFTER[p['correction']][1]} (al {level.replace('.', ',')} %)",
    )
    than = say(*_THAN[p["tail"]]).format(what)
    if frame.empty:
        fewest = figure(p["min_shared"], say.lang)
        return say(f"No two of them share {fewest} or more.", f"Ningún par comparte {fewest} o más.")
    top = frame.iloc[0]
    shared, expected = int(top["shared"]), float(top["expected"])
    q = max(float(top[f"q_{model}"]) for model in (MODELS if p["model"] == "both" else (p["model"],)))
    chance = "q < 0.001" if q < 0.001 else f"q = {q:.3f}" if q < 0.0995 else f"q = {q:.2f}"
    both = say.joined([say.name(top["a"]), say.name(top["b"])])
    numbers = say(
        f"{shared} shared, {decimals(expected, 1, 'en')} expected, {chance}",
        f"{shared} comunes, {decimals(expected, 1, 'es')} esperados, {chance.replace('.', ',')}",
    )
    if sure.empty:
        near = say(f"; nearest: {both} ({numbers})", f"; lo más cercano: {both} ({numbers})")
        near = near if q < NEAR else ""
        few = say(
            " With few sets even a real pattern may not show.",
            " Con tan pocos conjuntos, un patrón real puede no notarse.",
        )
        text = say(f"{how}, no two share {than}{near}.", f"{how}, ningún par comparte {than}{near}.")
        return text + (few if sets < FEW else "")
    n = say.count(len(sure), "pair shares", "pairs share", "par comparte", "pares comparten")
    if top["significant"] == "fewer":
        means = say(
            " That is no proof of distance: it may come of region, or of lists that are not whole.",
            " Eso no prueba distancia: puede deberse a la región o a listas incompletas.",
        )
    else:
        means = say(
            " That is no proof of duplication: it may be back-up, or come of who is near whom.",
            " Eso no prueba duplicación: puede ser respaldo, o deberse a la cercanía.",
        )
    return (
        say(
            f"{how}, {n} {than}, most clearly {both} ({numbers}).",
            f"{how}, {n} {than}; el más claro: {both} ({numbers}).",
        )
        + means
    )
