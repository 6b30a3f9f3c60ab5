"""Words for sets: who is compared, what the sets are made of, and what is known of them."""

from __future__ import annotations

from queries._figures import figure
from queries._frame import Params
from queries._groups import by
from queries._say import Say

NOUNS = {
    "members": ("member", "members", "miembro", "miembros"),
    "rooms": ("room", "rooms", "foro", "foros"),
    "themes": ("theme", "themes", "tema", "temas"),
    "cells": ("theme of a country", "themes of countries", "tema de un país", "temas de países"),
    "organisations": ("organisation", "organisations", "organización", "organizaciones"),
    "memberships": ("room or organisation", "rooms or organisations", "foro u organización", "foros u organizaciones"),
    "countries": ("country", "countries", "país", "países"),
    "recipients": ("recipient", "recipients", "receptor", "receptores"),
    "donors": ("donor", "donors", "donante", "donantes"),
    "agencies": ("agency", "agencies", "organismo", "organismos"),
}
"""What sets are made of, in words."""
FEMININE = ("organisations",)
"""Those of feminine gender in Spanish."""
GROUPS_ES = {
    "mechanisms": "mecanismos",
    "countries": "países",
    "agencies": "organismos",
    "donors": "donantes",
    "projects": "proyectos",
    "plans": "planes",
}
"""Who is compared, in Spanish."""


def group(p: Params, say: Say) -> str:
    """Who is compared; mechanisms by their members are rooms."""
    between = str(p["between"])
    if (between, by(p)) == ("mechanisms", "members"):
        return say("rooms", "foros")
    return say(between, GROUPS_ES[between])


def things(p: Params, say: Say) -> str:
    """What the sets are made of."""
    return say(NOUNS[by(p)][1], NOUNS[by(p)][3])


def feminine(p: Params) -> bool:
    """Whether they are of feminine gender in Spanish."""
    return by(p) in FEMININE


def any_of(p: Params, say: Say) -> str:
    """One of what the sets are made of: ``a member``, in Spanish after a negation ``ningún miembro``."""
    how = by(p)
    one, uno = NOUNS[how][0], NOUNS[how][2]
    return say(f"a{'n' * (one[0] in 'ao')} {one}", f"{'ninguna' if feminine(p) else 'ningún'} {uno}")


def enough(p: Params, say: Say) -> str:
    """So many of them as have to be shared: ``a member``, ``3 or more members``."""
    if p["min_shared"] <= 1:
        return any_of(p, say).replace("ning", "alg", 1)
    least = figure(p["min_shared"], say.lang)
    return say(f"{least} or more {things(p, say)}", f"{least} o más {things(p, say)}")


def known(number: int, p: Params, say: Say) -> str:
    """How many have known sets, in brackets."""
    n, s = figure(number, say.lang), "conocidas" if feminine(p) else "conocidos"
    return say(
        f" ({group(p, say)} with known {things(p, say)}: {n})", f" ({group(p, say)} con {things(p, say)} {s}: {n})"
    )
