"""The title of a brief, and how to read it."""

from __future__ import annotations

from migov.briefs._asked import Asked


def titles(asked: Asked, role: str) -> tuple[str, str]:
    """The title and the line under it."""
    name = asked.full(asked.node)
    what = {
        "country": asked.say("position in migration governance", "posición en la gobernanza migratoria"),
        "mechanism": asked.say("members, mandate and place among others", "miembros, mandato y lugar entre otros"),
        "donor": asked.say("money and work for migration governance", "dinero y trabajo para la gobernanza migratoria"),
    }[role]
    node = asked.graph.node(asked.node) or {}
    kind = asked.say("Territory. ", "Territorio. ") if node.get("subtype") == "territory" else ""
    under = kind + asked.say(f"Brief as of {asked.day(asked.as_of)}", f"Ficha al {asked.day(asked.as_of)}")
    return f"{name}: {what}", under


def notes(asked: Asked, role: str) -> tuple[str, ...]:
    """What a reader must know of how it is made."""
    say = asked.say
    found = [
        say(
            "This brief says what the sources in the graph say on that day, and no more. “No evidence” means that no "
            "source "
            "here tells; it never means “no”.",
            "Esta ficha dice lo que dicen las fuentes del grafo ese día, y nada más. «Sin evidencia» significa que "
            "ninguna "
            "fuente aquí lo dice; nunca significa «no».",
        ),
        say(
            "Numbers in brackets lead to the list of sources. A finding that is computed from many statements cites "
            "one source for each (+ says how many more there are); migov ask why and --evidence show them all.",
            "Los números entre corchetes remiten a la lista de fuentes. Un hallazgo calculado a partir de muchas "
            "afirmaciones cita una fuente por cada una (+ indica cuántas más hay); migov ask why y --evidence las "
            "muestran todas.",
        ),
    ]
    if role != "donor":
        found.append(
            say(
                "A forum is a mechanism where governments sit; only seats of members count in figures of what is "
                "shared.",
                "Un foro es un mecanismo donde se sientan gobiernos; en las cifras de coincidencias solo cuentan los "
                "asientos "
                "de miembros.",
            )
        )
    found.append(
        say(
            "Money is never added across kinds, currencies or datasets, and a flow that passes through several hands "
            "counts once.",
            "El dinero nunca se suma entre tipos, monedas ni conjuntos de datos, y un flujo que pasa por varias "
            "manos cuenta "
            "una sola vez.",
        )
    )
    return tuple(found)
