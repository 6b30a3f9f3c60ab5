"""E2: which statements rest on weak evidence, and what is weak about it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import schema
from graph.model import PropertyGraph
from graph.tables import Array, day_texts
from queries._figures import figure
from queries._frame import DTYPES, Column, Kernel, Parameter, Params, Question, Rows
from queries._say import Say, word
from queries._weakness import GOES_ON, WEAKNESSES, support, weaknesses

DEFAULT = ("unsourced", "disputed", "unverified", "stale")
"""What is asked for by default: what an adviser should not quote without a look."""
CLAIMS = tuple(name for name in schema.RELATIONS if name != "MENTIONS")
"""The relations that claim something; a mention is a lead for review."""


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The statements with one of the weaknesses asked for, the gravest `top`; then counts of all that were looked at.

    A count has no statement: so many of a relation have just these weaknesses.
    """
    edges, day = graph.edges, p["as_of"]
    held = support(graph, day)
    weak, age = weaknesses(graph, held, day, p["stale_days"])
    looked = _asked(graph, p) & held.recorded
    wanted = np.array([name in p["weakness"] for name in WEAKNESSES])
    position = np.flatnonzero(looked & (weak & wanted).any(axis=1))
    gravest = (weak & wanted)[position].argmax(axis=1)
    ordered = np.lexsort((position, -np.nan_to_num(age[position], nan=-1.0), gravest))
    kept = ordered[: p["top"]] if p["top"] else ordered
    row = position[kept]
    names = np.array(WEAKNESSES, dtype=object)
    found = edges.iloc[row]
    frame = pd.DataFrame(
        {
            "statement": found["id"].to_numpy(),
            "subject": found["source"].to_numpy(),
            "relation": found["relation"].to_numpy(),
            "object": found["target"].to_numpy(),
            "weakness": names[gravest[kept]],
            "weaknesses": _lists([names[flags].tolist() for flags in weak[row]]),
            "sources": held.sources[row],
            "publishers": held.publishers[row],
            "last_seen": day_texts(held.last_seen[row]),
            "days_old": age[row],
            "number": 1,
            "evidence": _lists([[about] for about in found["id"]]),
        }
    )
    whole = pd.concat([frame.astype(object), _counts(edges["relation"][looked], weak[looked])], ignore_index=True)
    return whole.astype({c.name: DTYPES[c.type] for c in TIES})


def _counts(relation: pd.Series[str], weak: Array) -> pd.DataFrame:
    """How many statements of each relation have just these weaknesses, sorted by both; columns as `TIES`."""
    bits = 1 << np.arange(len(WEAKNESSES))
    names, name = np.unique(relation.to_numpy(dtype=object), return_inverse=True)
    keys, numbers = np.unique(name * (1 << len(WEAKNESSES)) + weak @ bits, return_counts=True)
    of, codes = np.divmod(keys, 1 << len(WEAKNESSES))
    cells = [[one for one, bit in zip(WEAKNESSES, bits, strict=True) if code & bit] for code in codes]
    found = sorted(zip(names[of].tolist(), cells, numbers.tolist(), strict=True))
    rows = [(name, cell, number, 0, 0, list[str]()) for name, cell, number in found]
    frame = pd.DataFrame(rows, columns=["relation", "weaknesses", "number", "sources", "publishers", "evidence"])
    return frame.reindex(columns=[c.name for c in TIES]).astype(object)


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """The statements among the ties."""
    return found.loc[found["statement"].notna(), [*(c.name for c in COLUMNS), "evidence"]]


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The relations of the statements that were looked at."""
    return {"relations": sorted(set(found.loc[found["statement"].isna(), "relation"]))}


def _asked(graph: PropertyGraph, p: Params) -> Array:
    """The statements of the relations, confidence and node that are asked for."""
    fits = graph.mask(p["relation"], confidence=p["confidence"])
    if p["node"] is not None:
        edges = graph.edges
        about = (edges["source"] == p["node"]) | (edges["target"] == p["node"]) | (edges["id"] == p["node"])
        fits &= about.to_numpy()
    return fits


def _lists(cells: list[list[str]]) -> pd.Series[list[str]]:
    return pd.Series(cells, dtype=object)


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many of how many statements are weak, in which way, and how many rest on one voice."""
    counts, day = _counted(found.ties, p), p["as_of"]
    about = say(f" about {say.name(p['node'])}", f" sobre {say.name(p['node'])}") if p["node"] else ""
    if not counts["looked_at"]:
        return say(
            f"No statement{about} of the relations and confidence asked for is on record on {day}: nothing to weigh.",
            f"No consta ninguna afirmación{about} de las relaciones y el respaldo pedidos al {day}: nada que valorar.",
        )
    whole = figure(counts["looked_at"], say.lang)
    one = counts["looked_at"] == 1
    lead = say(
        f"Of {whole} statement{'' if one else 's'}{about} on record on {day}, ",
        f"De {whole} {'afirmación' if one else 'afirmaciones'}{about} que {'consta' if one else 'constan'} al {day}, ",
    )
    asked = [name for name in WEAKNESSES if name in p["weakness"]]
    if len(asked) > 1 and "unverified" not in p["confidence"]:
        asked = [name for name in asked if name != "unverified"]  # none can be among them
    listed = say.joined([f"{_number(counts[name], say)} {_told(name, max(counts[name], 1), p, say)}" for name in asked])
    text = lead + listed + "."
    if "single-sourced" not in asked:
        number = counts["single-sourced"]
        rest = f" {_number(number, say).capitalize()} {_told('single-sourced', max(number, 1), p, say)}"
        hint = say(" (not listed here)", " (no se muestran aquí)")
        text += rest + (hint if number else "") + "."
    if len(found.frame) < counts["weak"]:
        shown, weak = figure(len(found.frame), say.lang), figure(counts["weak"], say.lang)
        text += say(
            f" Shown: the gravest, {shown} of {weak}.",
            f" Se muestran las más graves, {shown} de {weak}.",
        )
    return text


def _counted(ties: pd.DataFrame | None, p: Params) -> dict[str, int]:
    """How many statements were looked at, how many have a weakness asked for, and how many have each."""
    counts = dict.fromkeys(("looked_at", "weak", *WEAKNESSES), 0)
    if ties is not None:
        each = ties.loc[ties["statement"].isna(), ["weaknesses", "number"]]
        for weak, number in each.itertuples(index=False):
            for name in ("looked_at", *weak, *(["weak"] if set(weak) & set(p["weakness"]) else [])):
                counts[name] += number
    return counts


def _told(name: str, number: int, p: Params, say: Say) -> str:
    """The predicate that goes with a number of statements."""
    one, years = number == 1, _span(p["stale_days"], say)
    are, se, plural = ("is" if one else "are"), ("" if one else "n"), ("" if one else "s")
    texts = {
        "unsourced": (f"{are} without any source", f"carece{se} de fuente"),
        "disputed": (f"{are} contradicted by a source", f"tiene{se} una fuente que discrepa"),
        "unverified": (f"{are} unverified", f"está{se} sin verificar"),
        "stale": (
            f"{are} said to go on and last seen more than {years} ago",
            f"se da{se} por vigente{plural} y se vi{'o' if one else 'eron'} por última vez hace más de {years}",
        ),
        "inferred": (f"{are} inferred", f"se infiere{se}"),
        "single-sourced": (
            f"rest{'s' if one else ''} on one publisher alone",
            f"se apoya{se} en un solo editor",
        ),
    }
    return say(*texts[name])


def _number(number: int, say: Say) -> str:
    return figure(number, say.lang) if number else say("none", "ninguna")


def _span(days: int, say: Say) -> str:
    """A number of days, in years where it is whole ones."""
    if days and days % 365 == 0:
        return say.count(days // 365, "year", "years", "año", "años")
    return say.count(days, "day", "days", "día", "días")


COLUMNS = (
    Column("statement", "id", "the id of the statement; `why` shows its evidence", "el id de la afirmación"),
    Column("subject", "id", "where the statement starts", "de dónde parte la afirmación", "subject", "sujeto"),
    Column("relation", "text", "its relation", "su relación", "relation", "relación"),
    Column("object", "id", "where it ends", "a dónde llega", "object", "objeto"),
    Column(
        "weakness",
        "text",
        f"the gravest of those asked for, in this order: {', '.join(WEAKNESSES)}",
        f"la más grave de las pedidas, en este orden: {', '.join(word(name, 'es') for name in WEAKNESSES)}",
        "weakness",
        "debilidad",
    ),
    Column("weaknesses", "ids", "all that it has, gravest first", "todas las que tiene, la más grave primero"),
    Column("sources", "integer", "sources that support it", "fuentes que la apoyan", "sources", "fuentes"),
    Column("publishers", "integer", "different publishers of these", "editores distintos de estas"),
    Column(
        "last_seen",
        "date",
        "the latest dated evidence for it by that day; empty where none is dated",
        "la última evidencia con fecha hasta ese día; vacío si ninguna la tiene",
        "last seen",
        "visto",
    ),
    Column("days_old", "number", "days since then; empty where unknown", "días desde entonces; vacío si no se sabe"),
)

TIES = (
    *COLUMNS,
    Column("number", "integer", "how many statements the row stands for", "cuántas afirmaciones representa la fila"),
    Column("evidence", "ids", "the statement; empty for a count", "la afirmación; vacío si es un recuento"),
)

QUESTION = Question(
    name="weak-evidence",
    number="E2",
    en="What is stale, unsourced or single-sourced?",
    es="¿Qué está desactualizado, sin fuente o con una sola fuente?",
    definition="Statements on record on the day, that is those that a source dated by then (or undated) supports, and "
    "those that no source supports at all and that had begun; evidence dated later does not count. A statement is "
    "`unsourced` where no source supports it; `disputed` where a source contradicts it (also one whose reading was not "
    "chosen) or two sources contradict each other; `unverified` or `inferred` by its confidence; `stale` where it is in "
    "force on the day, of a relation that goes on only as long as somebody does it "
    f"({', '.join(GOES_ON)}), and last seen more than `stale-days` days before, a coarse date of evidence counting from "
    "its first day; acts such as votes do not go stale. `single-sourced` counts publishers as written, not documents: "
    "several documents of one publisher are one voice, and so are all those whose publisher is unknown. Weak does not "
    "mean wrong: a vote may well rest on one record. Unverified statements are looked at only where `confidence` admits "
    "them, mentions awaiting review only where `relation` names them.",
    parameters=(
        Parameter(
            "weakness",
            "choices",
            DEFAULT,
            "which weaknesses to list; single-sourced and inferred, which are common, if asked",
            "qué debilidades mostrar; una sola fuente (single-sourced) e inferidas (inferred), comunes, si se piden",
            choices=WEAKNESSES,
        ),
        Parameter(
            "stale-days",
            "integer",
            1095,
            "after how many days without evidence what goes on counts as stale",
            "tras cuántos días sin evidencia lo vigente cuenta como desactualizado",
        ),
        Parameter(
            "relation", "choices", CLAIMS, "only these relations", "solo estas relaciones", tuple(schema.RELATIONS)
        ),
        Parameter(
            "node",
            "node",
            None,
            "only statements about this node; all where not given",
            "solo afirmaciones sobre este nodo; todas si no se indica",
        ),
        Parameter("top", "integer", 50, "the gravest so many rows; 0 for all", "las filas más graves; 0 para todas"),
    ),
    columns=COLUMNS,
    order="gravest weakness first, then the oldest evidence (undated last), then statement",
    universe=universe,
    sentence=sentence,
    kernel=Kernel(TIES, ties, finish),
)
