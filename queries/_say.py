"""Words for sentences, in one language at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph import schema

LANGUAGES = ("en", "es")
SHOWN = 12
"""How many names a sentence lists before it only counts the rest."""


WORDS_ES = {
    "yes": "sí",
    "no": "no",
    "no evidence": "sin evidencia",
    "none": "ninguno",
    "regional": "regional",
    "scope-limited": "de alcance limitado",
    "hemispheric": "hemisférico",
    "dormant": "inactivo",
    "active": "activo",
    "ended": "terminó",
    "global": "mundial",
    "a in b": "A en B",
    "b in a": "B en A",
    "equal": "iguales",
    "pair": "par",
    "orphan": "huérfano",
    "component": "parte",
    "theme": "tema",
    "money": "dinero",
    "supports": "apoya",
    "contradicts": "contradice",
    "stated": "dicho",
    "inferred": "inferido",
    "unverified": "sin verificar",
    "joined": "se incorporó",
    "left": "salió",
    "joined as associate": "se incorporó como asociado",
    "joined as observer": "se incorporó como observador",
    "left as associate": "dejó de ser asociado",
    "left as observer": "dejó de ser observador",
    "was invited": "fue invitado",
    "took over": "asumió",
    "handed over": "entregó",
    "adopted": "adoptó",
    "voted": "votó",
    "voted yes": "votó a favor",
    "voted against": "votó en contra",
    "abstained": "se abstuvo",
    "did not vote": "no votó",
    "signed": "firmó",
    "succeeded": "sucedió",
    "was established": "fue establecido",
    "convened": "convocó",
    "took part": "participó",
    "began": "comenzó",
    "rooms": "foros",
    "countries": "países",
    "not_founded": "aún no fundados",
    "undecided": "foros con lista incompleta ese día",
    "near_universal": "foros casi universales",
    "unknown_rooms": "foros sin lista conocida",
    "in_response": "en la respuesta",
    "in_forum": "en el foro",
    "in_both": "en ambos",
    "lost": "perdidos",
    "days": "días",
    "dates": "fechas",
    "mechanisms": "mecanismos",
    "agencies": "organismos",
    "projects": "proyectos",
    "plans": "planes",
    "themes": "temas",
    "cells": "temas de países",
    "memberships": "foros y organismos",
    "unknown_mandates": "sin mandato conocido",
    "unknown_members": "sin miembros o países conocidos",
    "statements": "afirmaciones",
    "what-if": "supuesto",
    "start": "desde",
    "end": "hasta",
    "amount": "monto",
    "currency": "moneda",
    "people": "personas",
    "form": "forma",
    "choice": "voto",
    "counted": "contado",
    "new": "nueva",
    "gone": "perdida",
    "before": "antes",
    "after": "después",
    "member": "miembro",
    "associate": "asociado",
    "observer": "observador",
    "endorsed": "respaldó",
    "withdrew": "se retiró",
    "participant": "participante",
    "attended": "asistió",
    "pro-tempore-presidency": "presidencia pro témpore",
    "chair": "presidencia",
    "lead": "liderazgo",
    "co-lead": "coliderazgo",
    "co-chair": "copresidencia",
    "co-facilitator": "cofacilitador",
    "host": "anfitrión",
    "co-host": "coanfitrión",
    "convenor": "convocante",
    "co-convenor": "coconvocante",
    "organiser": "organizador",
    "venue": "sede",
    "in force": "vigente",
    "suspended": "suspendido",
    "done": "hecho",
    "not yet": "aún no",
    "announced": "anunciado",
    "invited": "invitado",
    "declined": "rechazado",
    "dropped": "abandonado",
    "unreviewed": "sin revisar",
    "unsourced": "sin fuente",
    "disputed": "con discrepancias",
    "stale": "desactualizado",
    "single-sourced": "un solo editor",
    "forums": "foros",
    "relations": "relaciones",
    "chairs": "presidencias",
    "holders": "quienes presiden",
    "no_chair_known": "foros sin presidencia conocida",
    "silent": "en silencio",
    "followed up": "con seguimiento",
    "none recorded": "sin registro",
    "commitments": "compromisos",
    "incomplete": "actividades sin organismo, lugar o tema",
    "meetings": "reuniones con lista de asistencia",
    "unlisted": "reuniones sin lista de asistencia",
    "undated": "reuniones sin fecha",
    "more": "más",
    "fewer": "menos",
    "universe": "universo",
    "in_network": "en la red",
    "largest_part": "en su mayor parte conexa",
    "observations": "valores con fecha",
    "linked_rooms": "foros con vínculo formal",
    "split": "por separado",
    "linked": "con vínculo",
    "together": "juntos",
    "pledge": "promesa",
    "commitment": "compromiso",
    "disbursement": "desembolso",
    "expenditure": "gasto",
    "incoming": "fondo recibido",
    "repayment": "reembolso",
    "interest": "interés",
    "known": "conocido",
    "partly known": "conocido en parte",
    "donors": "donantes",
    "recipients": "receptores",
    "unnamed_donors": "donantes sin nombrar uno por uno",
    "unnamed_recipients": "receptores sin nombrar uno por uno",
    "known_amounts": "afirmaciones con monto",
    "unknown_amounts": "sin monto conocido",
    "not_counted": "afirmaciones que no cuentan en totales",
    "unknown_kind": "sin tipo de dinero",
    "unknown_start": "sin inicio conocido",
    "unplaced": "sin un país",
    "concentrated and important": "concentrada e importante",
    "concentrated": "concentrada",
    "important": "importante",
    "token": "simbólica",
    "something left": "queda algo",
    "only unnamed donors left": "solo quedan donantes sin nombre",
    "only unknown amounts left": "solo quedan montos desconocidos",
    "only other money left": "solo queda otro dinero",
    "nothing left known": "no consta que quede nada",
    "covered": "cubierto",
    "partial": "parcial",
    "no evidence of need": "sin evidencia de necesidad",
    "no evidence of presence": "sin evidencia de presencia",
    "met": "cubierto",
    "below": "por debajo",
    "reported": "informado",
    "share": "parte",
    "payments": "pagos",
    "targeted": "meta",
    "hosted": "acogidas",
    "funded": "financiado",
    "part funded": "financiado en parte",
    "pledged": "prometido",
    "covered_nowhere": "sin nadie que los cubra",
    "unknown_presence": "sin presencia conocida",
    "mandates": "mandatos",
    "unknown_requirement": "sin requerimiento conocido",
    "populations": "poblaciones",
}
"""The closed words of answers in Spanish; English shows them as they are."""
WORDS_EN = {
    "known_amounts": "statements with an amount",
    "unknown_amounts": "statements of unknown amount",
    "not_counted": "statements that do not count in totals",
    "unknown_kind": "statements of unknown kind of money",
    "unknown_start": "statements of unknown start",
    "unnamed_donors": "donors not named one by one",
    "unnamed_recipients": "recipients not named one by one",
    "unplaced": "not placed in one country",
    "not_founded": "not yet founded",
    "cells": "themes of countries",
    "memberships": "rooms and agencies",
    "unknown_mandates": "without a known mandate",
    "unknown_members": "without known members or countries",
    "undecided": "rooms whose list is not whole on that day",
    "near_universal": "near-universal rooms",
    "unknown_rooms": "rooms without a known list",
    "no_chair_known": "rooms without a known chair",
    "pro-tempore-presidency": "pro tempore presidency",
    "incomplete": "activities without an agency, place or theme",
    "meetings": "meetings with a list of who attended",
    "unlisted": "meetings without a list of who attended",
    "undated": "meetings without a date",
    "in_network": "in the network",
    "largest_part": "in its largest connected part",
    "observations": "dated values",
    "linked_rooms": "rooms with a formal link",
    "what-if": "supposed",
    "start": "from",
    "end": "until",
    "covered_nowhere": "covered for none",
    "unknown_presence": "without known presence",
    "unknown_requirement": "without a known requirement",
}


def word(text: str, lang: str) -> str:
    """A word of a closed vocabulary, or a measure, as a language says it; other text as it is."""
    measure = schema.MEASURES.get(text)
    if measure:
        return measure[0 if lang == "en" else 1]
    return (WORDS_ES if lang == "es" else WORDS_EN).get(text, text)


def name_of(text: str, labels: Mapping[str, str]) -> str:
    """The name of a node; of a cell (``country:COL+theme:border``) those of its parts; other text as it is."""
    if text in labels:
        return labels[text]
    parts = text.split("+")
    return " × ".join(labels[part] for part in parts) if all(part in labels for part in parts) else text


@dataclass(frozen=True, slots=True)
class Say:
    """Speaks one language.

    Attributes:
        lang: `en` or `es`.
        labels: What is shown for each node id.
    """

    lang: str
    labels: Mapping[str, str]

    def __call__(self, en: str, es: str) -> str:
        """The text of this language."""
        return en if self.lang == "en" else es

    def name(self, node_id: str) -> str:
        """The name of a node or cell, or the text itself where it is none."""
        return name_of(node_id, self.labels)

    def names(self, node_ids: Sequence[str], most: int = SHOWN) -> str:
        """The names, sorted, joined by commas and 'and'; the rest beyond so many is counted."""
        named = sorted(self.name(node_id) for node_id in node_ids)
        if len(named) > most:
            rest = len(named) - most
            named = [*named[:most], self(f"{rest} more", f"{rest} más")]
        return self.joined(named)

    def joined(self, words: Sequence[str]) -> str:
        """The words joined by commas and 'and'; in Spanish ``e`` before the sound i."""
        if len(words) < 2:
            return "".join(words)
        last = words[-1].lower()
        y = "e" if last.startswith(("i", "í", "hi")) and not last.startswith(("hie", "ia", "io")) else "y"
        between = "; " if any(", " in part for part in words) else ", "  # Integrative City, EU is one name
        return f"{between.join(words[:-1])} {self('and', y)} {words[-1]}"

    def count(self, number: int, en: str, en_plural: str, es: str, es_plural: str) -> str:
        """The number and the noun that fits it."""
        from queries._figures import figure

        return f"{figure(number, self.lang)} {self(en if number == 1 else en_plural, es if number == 1 else es_plural)}"

    def countries(self, number: int) -> str:
        """So many countries (territories counted in)."""
        return self.count(
            number, "country or territory", "countries and territories", "país o territorio", "países y territorios"
        )

    def scopes(self, scopes: Sequence[str], *, plural: bool = False) -> str:
        """The scopes as an adjective after a blank; nothing where all scopes are meant."""
        if len(scopes) == len(schema.SCOPES):
            return ""
        one = {"regional": "regional", "hemispheric": "hemisférico", "global": "mundial"}
        many = {"regional": "regionales", "hemispheric": "hemisféricos", "global": "mundiales"}
        return " " + self.joined([self(s, (many if plural else one)[s]) for s in scopes])
