"""O3: which mechanisms that share members (and themes) have no known formal link."""

from __future__ import annotations

import itertools

import pandas as pd

from graph.model import PropertyGraph
from queries import _links
from queries._figures import figure
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say

FIRST = 6
"""How many pairs, or rooms, the sentence names at once."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row for each pair of rooms that share enough and have no known formal link."""
    known, seats = _links.seated(graph, p)
    linked, maybe = _links.links(graph, p), _links.proofs(_links.links(graph, p, doubtful=True))
    tied = _links.proofs(linked)
    pairs = _links.sharing(seats, max(p["min_shared"], 1))
    pairs = _links.untied(pairs, tied)
    mandates = _links.mandates(graph, p, p["confidence"])
    asked = set(p["theme_set"])
    with_themes = _with_themes(p)
    ways = _links.ways(_links.network(tied), zip(pairs["a"], pairs["b"], strict=True))
    worldwide = set(known.loc[known["scope"] == "global", "id"])
    found = []
    for a, b, members, proof in pairs.itertuples(index=False):
        mine, theirs = mandates.get(a, {}), mandates.get(b, {})
        themes = sorted(theme for theme in mine.keys() & theirs.keys() if not asked or theme in asked)
        if with_themes and not themes:
            continue
        way = ways.get((a, b), [])
        steps = [tied[min(pair), max(pair)] for pair in itertools.pairwise(way)]
        why = [mandate[theme] for theme in themes for mandate in (mine, theirs)] if with_themes else []
        found.append(
            {
                "a": a,
                "b": b,
                "shared": len(members),
                "indirect": way[1:-1],
                "closes": len(members) * (len(themes) if with_themes else 1),
                "shared_themes": len(themes),
                "doubtful": (a, b) in maybe,
                "members": members,
                "themes": themes,
                "evidence": _links.flat([proof, *steps, *why]),
                "last": a in worldwide or b in worldwide,
            }
        )
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence", "last"])
    frame = frame.sort_values(["last", "shared", "a", "b"], ascending=[True, False, True, True], kind="stable")
    return frame.drop(columns="last")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The rooms that were compared, those of them with a formal link, and of which no source says enough."""
    known, seats = _links.seated(graph, p)
    rooms, tied = set(seats["room"]), _links.links(graph, p)[["a", "b"]].itertuples(index=False)
    mandates = _links.mandates(graph, p, p["confidence"])
    return {
        **_links.whole(graph, p, known, seats),
        "linked_rooms": _links.flat(pair for pair in tied if rooms.issuperset(pair)),
        "unknown_mandates": sorted(rooms - mandates.keys()) if _with_themes(p) else [],
    }


def _with_themes(p: Params) -> bool:
    """Whether pairs have to share a theme."""
    return p["themes"] == "on" or bool(p["theme_set"])


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The pairs with most in common, and what the lack of a known link means."""
    frame, universe = found.frame, found.universe
    of_scope, of_scopes = say.scopes(p["scope"]), say.scopes(p["scope"], plural=True)
    what, cosas = ("members and themes", "miembros y temas") if _with_themes(p) else ("members", "miembros")
    tail = _unknown(found, say)
    if frame.empty and len(universe["rooms"]) < 2:
        return say(
            f"Fewer than two active{of_scope} rooms have known members on {p['as_of']}: no evidence of overlap.",
            f"Menos de dos foros{of_scopes} activos tienen miembros conocidos al {p['as_of']}: sin evidencia de solapamiento.",
        )
    if frame.empty:
        fewest = figure(p["min_shared"], say.lang)
        least = say(f" ({fewest} or more)", f" ({fewest} o más)") if p["min_shared"] > 1 else ""
        return (
            say(
                f"On {p['as_of']}, no two active{of_scope} rooms are known to share {what}{least} without a known formal link.",
                f"Al {p['as_of']} no consta ningún par de foros{of_scopes} activos que comparta {cosas}{least} sin vínculo formal conocido.",
            )
            + tail
        )
    tops = zip(frame["a"][:FIRST], frame["b"][:FIRST], frame["shared"][:FIRST], strict=True)
    named = ", ".join(f"{say.name(a)}–{say.name(b)} {n}" for a, b, n in tops)
    more = say("; those that share most", "; los que más comparten") if len(frame) > FIRST else ""
    one, pairs = len(frame) == 1, say.count(len(frame), "pair", "pairs", "par", "pares")
    text = say(
        f"On {p['as_of']}, {pairs} of active{of_scope} rooms {'shares' if one else 'share'} {what} and {'has' if one else 'have'} "
        f"no known formal link{more}: {named}.",
        f"Al {p['as_of']}, {pairs} de foros{of_scopes} activos {'comparte' if one else 'comparten'} {cosas} sin "
        f"vínculo formal conocido{more}: {named}.",
    )
    if alone := int((frame["indirect"].str.len() == 0).sum()):
        some = "" if alone == len(frame) else figure(alone, say.lang)
        text += say(
            f" Not even an indirect way over formal links is known{f' for {some} of them' if some else ''}.",
            f" Ni siquiera se conoce una vía indirecta de vínculos formales{f' para {some} de ellos' if some else ''}.",
        )
    text += say(
        " The list of links may be incomplete; overlap may be duplication or back-up.",
        " La lista de vínculos puede estar incompleta; el solapamiento puede ser duplicación o respaldo.",
    )
    unsure = frame[frame["doubtful"]]
    if len(unsure):
        firsts = zip(unsure["a"][:FIRST], unsure["b"][:FIRST], strict=True)
        pairs = ", ".join(f"{say.name(a)}–{say.name(b)}" for a, b in firsts)
        if (rest := len(unsure) - FIRST) > 0:
            pairs += say(f" and {figure(rest, 'en')} more", f" y {figure(rest, 'es')} más")
        text += say(
            f" A link is attested, but not for that day or less well than asked for: {pairs}.",
            f" Consta un vínculo, pero no para ese día o con menos respaldo del pedido: {pairs}.",
        )
    return text + tail


def _unknown(found: Rows, say: Say) -> str:
    text = ""
    if rooms := sorted({*found.frame["a"], *found.frame["b"]}.intersection(found.universe["undecided"])):
        text += say(
            f" The known list of {say.names(rooms, FIRST)} is not whole: more may be shared.",
            f" La lista conocida de {say.names(rooms, FIRST)} no está completa: puede haber más en común.",
        )
    if rooms := found.universe["unknown_rooms"]:
        text += say(
            f" Left out, as no source gives their members then: {say.names(rooms, FIRST)}.",
            f" Quedan fuera, sin fuente sobre sus miembros entonces: {say.names(rooms, FIRST)}.",
        )
    if rooms := found.universe["unknown_mandates"]:
        text += say(
            f" Left out, as no source gives their themes then: {say.names(rooms, FIRST)}.",
            f" Quedan fuera, sin fuente sobre sus temas entonces: {say.names(rooms, FIRST)}.",
        )
    return text


COLUMNS = (
    Column("a", "id", "the first of the pair", "el primero del par", "A", "A"),
    Column("b", "id", "the second of the pair", "el segundo del par", "B", "B"),
    Column("shared", "integer", "members of both", "miembros de ambos", "shared", "comunes"),
    Column(
        "indirect",
        "path",
        "the mechanisms between them on a nearest way over formal links; empty where none is known",
        "los mecanismos entre ambos por la vía más corta de vínculos formales; vacío si no se conoce ninguna",
        "indirect link over",
        "vínculo indirecto por",
    ),
    Column(
        "closes",
        "integer",
        "open gaps that a link between the two would close: shared members, or shared (member, theme) cells",
        "brechas que un vínculo entre ambos cerraría: miembros comunes, o celdas (miembro, tema) comunes",
        "gaps closed",
        "brechas cerradas",
    ),
    Column(
        "shared_themes",
        "integer",
        "themes that both are known to address (of `theme-set`, where given)",
        "temas que consta que ambos abordan (de `theme-set`, si se indica)",
        "themes",
        "temas",
    ),
    Column(
        "doubtful",
        "yes",
        "whether a link is attested that may have held by the day: nobody says since when, or less supported",
        "si consta un vínculo que pudo existir ese día: nadie dice desde cuándo, o con menos respaldo",
    ),
    Column("members", "ids", "the shared members, sorted", "los miembros comunes, ordenados"),
    Column("themes", "ids", "the shared themes, sorted", "los temas comunes, ordenados"),
)

QUESTION = Question(
    name="uncoordinated-overlap",
    number="O3",
    en="Which mechanisms share members (and themes) without any known formal link?",
    es="¿Qué mecanismos comparten miembros (y temas) sin ningún vínculo formal conocido?",
    definition="Pairs of rooms, active on the day, whose sets of seats have `min-shared` members in common and between "
    "which no formal link is known, in force or held before the day: COORDINATES_WITH, SUPPORTS, SECRETARIAT_OF, "
    "PART_OF, IMPLEMENTS or SUCCEEDS, in either direction. Each shared member is an open gap motif (two mechanisms "
    "that share a member and are not tied; 1,2[I.C] in the packages motifr and sma) as in the motif approach to social-ecological fit of Kininmonth, Bergsten & "
    "Bodin (2015) and Bodin (2017); `closes` counts these motifs, with themes on one for each shared (member, theme) "
    "cell. No test of significance is made. `indirect` is a shortest path over formal links through any mechanism; of "
    "several the one whose ids sort first. No link known is not no link: the list may be incomplete. Overlap without "
    "coordination may be duplication or back-up. By default only regional rooms are compared, because near-universal "
    "ones share nearly all their members with everyone; if asked for, pairs with a global room come last.",
    parameters=(
        Parameter(
            "themes",
            "choice",
            "off",
            "on: pairs must share a theme as well",
            "on: los pares deben compartir también un tema",
            choices=("off", "on"),
        ),
        Parameter(
            "theme-set",
            "nodes",
            (),
            "only these themes count, and pairs must share one of them",
            "solo cuentan estos temas, y los pares deben compartir alguno",
            kinds=("Theme",),
        ),
        Parameter("min-shared", "integer", 1, "the least number of shared members", "el mínimo de miembros comunes"),
        ROLES,
        scope("regional"),
    ),
    columns=COLUMNS,
    order="pairs without a global room first, then most shared, then a and b",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
