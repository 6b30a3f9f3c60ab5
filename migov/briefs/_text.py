"""The words of a brief in both languages: headings, heads of tables, days, money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graph import dates
from queries._figures import figure

if TYPE_CHECKING:
    from migov.briefs._model import Reference

MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}

_WORDS: dict[str, tuple[str, str]] = {
    # forms
    "page": ("Page", "Página"),
    "of pages": ("of", "de"),
    "table": ("Table", "Cuadro"),
    "figure": ("Figure", "Gráfico"),
    "all": ("no source", "sin fuente"),
    "some": ("in part no source", "en parte sin fuente"),
    "untitled": ("Untitled source", "Fuente sin título"),
    "published": ("Published", "Publicado:"),
    "undated": ("Undated", "Sin fecha"),
    "accessed": ("read", "consultado:"),
    "unread": ("day of reading not known", "no se sabe cuándo se consultó"),
    "no reference": ("No source is cited.", "No se cita ninguna fuente."),
    # headings
    "short": ("In short", "En síntesis"),
    "seats": ("Seats and roles", "Asientos y funciones"),
    "overlaps": ("Overlaps", "Coincidencias"),
    "gaps": ("Gaps", "Vacíos"),
    "corridors": ("Corridors", "Corredores"),
    "money": ("Money", "Dinero"),
    "commitments": ("Commitments and their follow-up", "Compromisos y su seguimiento"),
    "changes": ("Changes in five years", "Cambios en cinco años"),
    "unknown": ("What is not known", "Lo que no se sabe"),
    "sources": ("Sources", "Fuentes"),
    "reading": ("How to read this brief", "Cómo leer esta ficha"),
    "members": ("Members through time", "Miembros a lo largo del tiempo"),
    "mandate": ("Mandate", "Mandato"),
    "leadership": ("Leadership", "Conducción"),
    "links": ("Links to others", "Vínculos con otros"),
    "without": ("What would break without it", "Qué se perdería sin él"),
    "funds": ("What it funds", "Qué financia"),
    "where": ("Where", "Dónde"),
    "together": ("Alone or with others", "Solo o con otros"),
    "work": ("What it does", "Qué hace"),
    # heads of tables
    "forum": ("Forum", "Foro"),
    "reach": ("Reach", "Alcance"),
    "role": ("Role", "Función"),
    "since": ("Since", "Desde"),
    "until": ("Until", "Hasta"),
    "in what": ("In", "En"),
    "pair": ("Pair of forums", "Par de foros"),
    "shared": ("Members in both", "Miembros en común"),
    "themes": ("Themes of both", "Temas de ambos"),
    "link": ("Known link", "Vínculo conocido"),
    "with": ("With", "Con"),
    "room": ("Best shared forum", "Mejor foro común"),
    "routes": ("Corridors", "Corredores"),
    "recipient": ("To", "A"),
    "kind": ("Kind", "Tipo"),
    "amount": ("Amount", "Monto"),
    "years": ("Years", "Años"),
    "from whom": ("From", "De"),
    "share": ("Share of what is recorded", "Parte de lo registrado"),
    "others": ("Others", "Otros"),
    "commitment": ("Commitment", "Compromiso"),
    "under": ("Made under", "En el marco de"),
    "made": ("Made", "Asumido"),
    "last seen": ("Last seen", "Última mención"),
    "follow-up": ("Follow-up by", "Seguimiento de"),
    "state": ("State", "Estado"),
    "by": ("By", "De"),
    "year": ("Year", "Año"),
    "change": ("Changes", "Cambios"),
    "country": ("Country", "País"),
    "holder": ("Who", "Quién"),
    "other": ("With whom", "Con quién"),
    "tie": ("Link", "Vínculo"),
    "remains": ("Without it", "Sin él"),
    # cells
    "not known": ("not known", "no se sabe"),
    "in force": ("in force", "vigente"),
    "none known": ("none known", "ninguno conocido"),
    "inferred": ("inferred", "inferido"),
    "disputed": ("disputed", "con discrepancias"),
    "no amount": ("amount not known", "monto desconocido"),
}

MONEY: dict[str, tuple[str, str, str, str]] = {
    "pledge": ("pledge", "pledges", "promesa", "promesas"),
    "commitment": ("commitment", "commitments", "compromiso", "compromisos"),
    "disbursement": ("disbursement", "disbursements", "desembolso", "desembolsos"),
    "expenditure": ("expenditure", "expenditures", "gasto", "gastos"),
    "incoming": ("incoming funds", "incoming funds", "fondos recibidos", "fondos recibidos"),
    "repayment": ("repayment", "repayments", "reembolso", "reembolsos"),
    "interest": ("interest", "interest", "intereses", "intereses"),
}
"""The kinds of money: one and several, in English and Spanish."""

MASCULINE = frozenset(("Proceso", "Pacto", "Marco", "Foro", "Comité", "Fondo", "Banco", "Grupo", "Diálogo", "Sistema"))
FEMININE = frozenset(
    (
        "Conferencia",
        "Declaración",
        "Plataforma",
        "Red",
        "Comisión",
        "Iniciativa",
        "Estrategia",
        "Organización",
        "Comunidad",
    )
)
"""The first words of names that take an article in a Spanish sentence; acronyms and the rest stand without."""

SUBTYPES = {
    "consultation-process": "proceso de consulta",
    "framework": "marco",
    "compact": "pacto",
    "committee": "comité",
    "forum": "foro",
    "declaration-process": "proceso de declaración",
    "free-movement-regime": "régimen de libre circulación",
    "dialogue": "diálogo",
    "platform": "plataforma",
    "network": "red",
    "support-group": "grupo de apoyo",
}
"""The subtypes of mechanisms in Spanish; English shows them as they are."""


def of(lang: str) -> Mapping[str, str]:
    """The fixed words of a language."""
    return {key: pair[0 if lang == "en" else 1] for key, pair in _WORDS.items()}


def day(text: object, lang: str) -> str:
    """A date in words, as precise as it is: 4 September 2018, marzo de 2019; empty where unknown or no date."""
    if not isinstance(text, str) or dates.problem(text):
        return ""
    year, *rest = text.split("-")
    if not rest:
        return year
    month = MONTHS[lang][int(rest[0]) - 1]
    between = " " if lang == "en" else " de "
    named = f"{month}{between}{year}"
    return f"{int(rest[1])}{between}{named}" if len(rest) == 2 else named


def year(text: object) -> str:
    """The year of a date; empty where unknown."""
    return text[:4] if isinstance(text, str) else ""


def years(texts: list[str]) -> str:
    """The years that dates span: 2018, 2018–2023; empty without any."""
    found = sorted({text[:4] for text in texts})
    return "" if not found else found[0] if len(found) == 1 else f"{found[0]}–{found[-1]}"


def amount(number: float, currency: object, lang: str) -> str:
    """An amount with its currency: 10,000,000 USD."""
    code = currency if isinstance(currency, str) else ""
    return f"{figure(round(number), lang)} {code}".rstrip()


def percent(share: float, lang: str) -> str:
    """A share as a whole percentage; what is above nothing or below all never reads as 0 % or 100 %."""
    number = min(max(round(share * 100), 1 if share > 0 else 0), 100 if share >= 1 else 99)
    return f"{number}%" if lang == "en" else f"{number} %"


def reference(ref: Reference, lang: str, common: str = "") -> str:
    """A source in a line, without its address: publisher, title, when, where in it.

    Args:
        ref: The source.
        lang: The language.
        common: When most sources were read, which is not said of each.
    """
    words = of(lang)
    when = f"{words['published']} {ref.published}" if ref.published else words["undated"]
    read = f"{words['accessed']} {ref.accessed}" if ref.accessed else words["unread"]
    read = "" if ref.accessed and ref.accessed == common else read
    parts = [ref.publisher, ref.title, ", ".join(part for part in (when, read) if part), places(ref, lang)]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def places(ref: Reference, lang: str) -> str:
    """Where in the source; further places are counted."""
    more = [f"{ref.more} more" if lang == "en" else f"{ref.more} más"] if ref.more else []
    lead = "At" if lang == "en" else "En"
    found = "; ".join([*ref.locators, *more])
    return f"{lead}: {found}" if found else ""
