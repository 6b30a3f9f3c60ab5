"""Amounts, shares and what is not known of money, in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from queries._figures import decimals, figure
from queries._frame import Params, Rows
from queries._say import Say

MOST, FEW = 5, 3
"""How many findings a sentence lists before it only counts the rest, and how many where it has several lists."""
WORDS = {
    "pledge": ("pledges", "promesas"),
    "commitment": ("commitments", "compromisos"),
    "disbursement": ("disbursements", "desembolsos"),
    "expenditure": ("expenditure", "gastos"),
    "incoming": ("incoming funds", "fondos recibidos"),
    "repayment": ("repayments", "reembolsos"),
    "interest": ("interest", "intereses"),
}
"""The kinds of money as nouns in the plural."""


def number(say: Say, value: float) -> str:
    """A number in the way of the language, with two decimals only where it is small and has some."""
    if abs(value) >= 100 or value == round(value):
        return figure(round(value), say.lang)
    return decimals(value, 2, say.lang)


def amount(say: Say, value: float, currency: str) -> str:
    """An amount and its currency."""
    return f"{number(say, value)} {currency}"


def percent(say: Say, share: float) -> str:
    """A share as a percentage; what is less than all never reads as 100, and what is more than nothing never as 0."""
    text = decimals(100 * share, 0, say.lang)
    if (text == "100" and share < 1) or (text == "0" and share > 0):
        text = decimals(100 * share, 1, say.lang)
    if (text in ("100.0", "100,0") and share < 1) or (text in ("0.0", "0,0") and share > 0):
        text = say("over 99.9", "más de 99,9") if share > 0.5 else say("under 0.1", "menos de 0,1")
    return say(f"{text}%", f"{text} %")


def kind(say: Say, money: str) -> str:
    """The kind of money as a noun in the plural."""
    return say(*WORDS[money])


def period(say: Say, p: Params) -> str:
    """The period asked for, in words."""
    if p["from"] is None:
        return say(f"up to {p['as_of']}", f"hasta {p['as_of']}")
    return say(f"from {p['from']} to {p['as_of']}", f"desde {p['from']} hasta {p['as_of']}")


def nothing(rows: Rows, p: Params, say: Say) -> str:
    """Why there is no money to speak of: none recorded, none in the period, or none that counts."""
    left = len(rows.universe["not_counted"])
    text = say(
        f"No counted funding, as asked for, is recorded {period(say, p)}: no evidence, which does not mean no money",
        f"No consta financiación contada, tal como se pide, {period(say, p)}: sin evidencia, lo que no significa que no "
        "haya dinero",
    )
    if left:
        text += say(
            f" ({say.count(left, 'recorded statement does', 'recorded statements do', '', '')} not count in totals)",
            f" ({say.count(left, '', '', 'afirmación registrada no cuenta', 'afirmaciones registradas no cuentan')} en "
            "los totales)",
        )
    return (
        text
        + say("; load payments (FTS, IATI) to answer.", "; para responder, cargue pagos (FTS, IATI).")
        + left_out(rows, say)
    )


def coverage(rows: Rows, say: Say) -> str:
    """A sentence on how much is known: how many statements have amounts, and what was left out."""
    known, unknown = len(rows.universe["known_amounts"]), len(rows.universe["unknown_amounts"])
    known_of = f"{number(say, known)} {say('of', 'de')} {number(say, known + unknown)}"
    text = say(
        f"Amounts known: {known_of} counted statements.",
        f"Montos conocidos: {known_of} afirmaciones contadas.",
    )
    return text + unnamed(rows, say) + left_out(rows, say)


def unnamed(rows: Rows, say: Say) -> str:
    """Who stands for several or unnamed donors or recipients, and so is none; nothing where nobody does."""
    text = ""
    for key, en, es in (("donors", "Donors", "Donantes"), ("recipients", "Recipients", "Receptores")):
        if ids := rows.universe.get(f"unnamed_{key}"):
            text += say(
                f" {en} not named one by one, only in totals: {few(say, ids)}.",
                f" {es} sin nombrar uno por uno, solo en los totales: {few(say, ids)}.",
            )
    return text


def left_out(rows: Rows, say: Say) -> str:
    """How many statements are in no figure, as their start or kind is unknown; nothing where there are none."""
    text = ""
    for key, en, es in (("unknown_start", "start", "inicio"), ("unknown_kind", "kind of money", "tipo de dinero")):
        if left := len(rows.universe.get(key, [])):
            text += say(
                f" Left out, as the {en} is unknown: {say.count(left, 'statement', 'statements', '', '')}.",
                f" Fuera, por no constar el {es}: {say.count(left, '', '', 'afirmación', 'afirmaciones')}.",
            )
    return text


def few(say: Say, ids: Collection[str]) -> str:
    """The names, where there are few; else how many they are."""
    return say.names(list(ids)) if len(ids) <= FEW else number(say, len(ids))


def listed(say: Say, parts: Sequence[str], total: int) -> str:
    """The first parts joined by semicolons, and how many more there are of a total."""
    shown = [*parts[:MOST]]
    if total > len(shown):
        shown.append(say(f"and {total - len(shown)} more", f"y {total - len(shown)} más"))
    return "; ".join(shown)
