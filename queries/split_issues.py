"""G5: which linked issues are run apart."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from graph.tables import Array
from queries import _issues, _links
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say

STATES = ("split", "no evidence", "linked", "together")
"""How two linked issues are run, worst first."""
FIRST, SHOWN = 5, 8
"""How many pairs of issues the sentence names, and how many mechanisms of a kind."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row for each two linked issues: who runs them, and whether anything joins those who do."""
    field = _issues.field(graph, p)
    asked = set(p["themes"])
    found = [
        _row(field, a, b, proof, p)
        for a, b, proof in _linked(graph, p).itertuples(index=False)
        if not asked or a in asked or b in asked
    ]
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence"])
    frame = frame[frame["state"].isin(list(p["state"]))]
    order = {"rank": frame["state"].map({state: rank for rank, state in enumerate(STATES)}), "most": -frame["unlinked"]}
    frame = frame.assign(**order).sort_values(["rank", "most", "a", "b"], kind="stable")
    return frame.drop(columns=list(order))


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The mechanisms and the linked issues, and the mechanisms of which too little is known."""
    ids, sits, silent = _issues.counted(graph, p)
    issues = _linked(graph, p)
    return {
        "mechanisms": _at(ids, np.flatnonzero(sits)),
        "themes": _links.flat(zip(issues["a"], issues["b"], strict=True)),
        "unknown_mandates": _at(ids, np.flatnonzero(silent)),
        "undecided": _at(ids, np.flatnonzero(~sits)),
    }


def _linked(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The issues that are linked on the day: `a` < `b`, `evidence`."""
    edges = graph.edges[graph.mask("LINKED_TO", as_of=p["as_of"], confidence=p["confidence"])]
    return _links.both_ways(edges[edges["source"] != edges["target"]])


def _row(field: _issues.Field, a: str, b: str, proof: list[str], p: Params) -> dict[str, object]:
    def address(theme: str, held: _links.Held) -> Array:
        return np.array([theme in held.get(node, ()) for node in field.ids], dtype=bool)

    has_a, has_b = address(a, field.mandates) & field.sits, address(b, field.mandates) & field.sits
    left, right = np.flatnonzero(has_a & ~has_b), np.flatnonzero(has_b & ~has_a)
    both, between = np.flatnonzero(has_a & has_b), np.ix_(left, right)
    apart = [(left[i], right[j]) for i, j in np.argwhere(field.meet[between] & ~field.tied[between])]
    may_a, may_b = address(a, field.maybe), address(b, field.maybe)
    if len(both):
        state = "together"
    elif field.tied[between].any():
        state = "linked"
    elif (
        not len(left)
        or not len(right)
        or (field.silent | may_a & may_b).any()
        or field.loose[np.ix_(may_a, may_b)].any()
    ):
        state = "no evidence"
    else:
        state = "split"
    ids = field.ids
    cells = [field.mandates[ids[i]][theme] for theme, has in ((a, has_a), (b, has_b)) for i in np.flatnonzero(has)]
    cells += [field.links.get((min(x), max(x)), []) for x in itertools.product(_at(ids, left), _at(ids, right))]
    for i, j in apart:
        one, other = field.seats[ids[i]], field.seats[ids[j]]
        cells += [held[member] for member in one.keys() & other.keys() for held in (one, other)]
    if p["country"]:
        cells += [field.seats[ids[i]][p["country"]] for i in np.flatnonzero(has_a | has_b)]
    return {
        "a": a,
        "b": b,
        "state": state,
        "together": _at(ids, both),
        "only_a": _at(ids, left),
        "only_b": _at(ids, right),
        "unlinked": len(apart),
        "evidence": _links.flat([proof, *cells]),
    }


def _at(ids: list[str], places: Array) -> list[str]:
    return [ids[place] for place in places]


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The issues that are split, and what is known of the others."""
    frame, universe = found.frame, found.universe
    of_scope, of_scopes = say.scopes(p["scope"]), say.scopes(p["scope"], plural=True)
    here = ""
    if p["country"]:
        name = say.name(p["country"])
        here = say(f" where {name} is known to sit", f" donde consta que se sienta {name}")
    if not universe["themes"]:
        return say(
            f"No source, as asked for, links two issues on {p['as_of']}: no evidence (links between themes would have to be loaded).",
            f"Ninguna fuente, tal como se pide, vincula dos temas al {p['as_of']}: sin evidencia (habría que cargar vínculos entre temas).",
        )
    if frame.empty:
        return say(
            f"On {p['as_of']} no two linked issues are known to be as asked for.",
            f"Al {p['as_of']} no consta ningún par de temas vinculados que sea como se pide.",
        )
    n = {state: int((frame["state"] == state).sum()) for state in STATES}
    mute = (frame["state"] == "no evidence") & ~(frame["only_a"].astype(bool) & frame["only_b"].astype(bool))
    why, porque = "", ""
    if silent := int(mute.sum()):
        of_them = "" if silent == n["no evidence"] else f"in {silent} "
        why = f" ({of_them}nobody is known to address one of the two)"
        porque = f" ({'' if silent == n['no evidence'] else f'en {silent} '}no consta quién aborde uno de los dos)"
    text = say(
        f"Of {say.count(len(frame), 'pair', 'pairs', '', '')} of linked issues on {p['as_of']}, over the active{of_scope} "
        f"mechanisms{here}: {n['together']} addressed together by one, {n['linked']} by mechanisms that are formally "
        f"linked, {n['split']} run apart, {n['no evidence']} without evidence{why}.",
        f"De {say.count(len(frame), '', '', 'par', 'pares')} de temas vinculados al {p['as_of']}, en los mecanismos "
        f"activos{of_scopes}{here}: abordados juntos por alguno, {n['together']}; por mecanismos con vínculo formal, "
        f"{n['linked']}; por separado, {n['split']}; sin evidencia, {n['no evidence']}{porque}.",
    )
    split = frame[frame["state"] == "split"]
    if len(split):
        ends = zip(split["a"][:FIRST], split["b"][:FIRST], strict=True)
        named = "; ".join(f"{say.name(a)} – {say.name(b)}" for a, b in ends)
        more = say(" (the first)", " (los primeros)") if len(split) > FIRST else ""
        text += say(
            f" Run apart, as far as their known mandates and links go{more}: {named}.",
            f" Por separado, según los mandatos y vínculos conocidos{more}: {named}.",
        )
    if names := universe["unknown_mandates"]:
        text += say(
            f" Nothing is called apart while the themes of these are unknown: {say.names(names, SHOWN)}.",
            f" Nada se da por separado mientras se desconozcan los temas de: {say.names(names, SHOWN)}.",
        )
    if names := universe["undecided"]:
        text += say(
            f" Whether it sits there is not known: {say.names(names)}.",
            f" No se sabe si se sienta en: {say.names(names)}.",
        )
    return text


COLUMNS = (
    Column("a", "id", "the first issue", "el primer tema", "issue A", "tema A"),
    Column("b", "id", "the second issue", "el segundo tema", "issue B", "tema B"),
    Column(
        "state",
        "text",
        "`split`, `no evidence`, `linked` or `together`",
        "`split` (por separado), `no evidence` (sin evidencia), `linked` (con vínculo) o `together` (juntos)",
        "run",
        "se abordan",
    ),
    Column(
        "together",
        "ids",
        "mechanisms known to address both",
        "mecanismos que consta que abordan ambos",
        "together",
        "juntos",
    ),
    Column(
        "only_a",
        "ids",
        "those known to address a, and not known to address b",
        "los que abordan a, sin que conste b",
        "only A",
        "solo A",
    ),
    Column(
        "only_b",
        "ids",
        "those known to address b, and not known to address a",
        "los que abordan b, sin que conste a",
        "only B",
        "solo B",
    ),
    Column(
        "unlinked",
        "integer",
        "pairs, one of only_a and one of only_b, that share a member and have no known formal link",
        "pares, uno de only_a y otro de only_b, con algún miembro común y sin vínculo formal conocido",
    ),
)

QUESTION = Question(
    name="split-issues",
    number="G5",
    en="Which linked issues are run apart?",
    es="¿Qué temas vinculados se gestionan por separado?",
    definition="For each two themes that a source links (LINKED_TO, in force on the day, either direction): which active "
    "mechanisms of the scope are known to address both (`together`), else whether one that addresses the first is "
    "formally linked (as in O3) to one that addresses the second (`linked`), else `split`. The first "
    "follows Fried, Hamilton & Berardo (2022), who call it an integrative gap where interdependent issues are managed "
    "independently, closed by an actor that manages both; the rung `linked` is ours, after the closed four-node motifs of "
    "social-ecological fit (Bodin 2017; Kininmonth, Bergsten & Bodin 2015). It is counted, not modelled or tested. "
    "`unlinked` counts the open four-node motifs: issue, mechanism, mechanism, issue, where the two mechanisms share a "
    "member and have no known link. Unknown is never split: it is `no evidence` where nobody is known to address one of "
    "the issues, where no source gives any theme of a mechanism looked at, or where a statement that is undated or less "
    "supported than asked for may join the two. A known mandate may still be known in part only.",
    parameters=(
        Parameter(
            "themes", "nodes", (), "only links of these issues", "solo vínculos de estos temas", kinds=("Theme",)
        ),
        Parameter(
            "country",
            "node",
            None,
            "only rooms where this country sits",
            "solo foros donde se sienta este país",
            kinds=("Country",),
        ),
        Parameter(
            "state", "choices", STATES, "only issues that are run so", "solo temas que se gestionan así", choices=STATES
        ),
        ROLES,
        scope("regional", "hemispheric"),
    ),
    columns=COLUMNS,
    order="split, no evidence, linked, together; then most unlinked pairs first, then a and b",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
