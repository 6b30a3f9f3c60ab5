"""E1: why the graph says something, and who disagrees."""

from __future__ import annotations

import math

import pandas as pd

from graph import schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._frame import Column, Parameter, Params, Question, Rows
from queries._say import Say, word

LARGE, HUGE = 1e12, 1e18
"""Numbers from which on no decimals are shown, and from which on powers of ten are."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row for each piece of evidence on a statement, or on a node, its statements and its observations."""
    subject = p["node"]
    edges = graph.edges[graph.edges["confidence"].isin(list(p["confidence"]))]
    told = graph.observations[graph.observations["confidence"].isin(list(p["confidence"]))]
    if subject in graph.edge_index:
        edges, told = edges[edges["id"] == subject], told[:0]
    elif subject in graph.node_index:
        edges = edges[(edges["source"] == subject) | (edges["target"] == subject)]
        told = told[told["node"] == subject]
    else:
        raise BadParameter("node", subject, "neither a node nor a statement", "give the id of one")
    statements = edges[["id", "source", "relation", "target", "start", "end", "confidence"]]
    statements = statements.rename(columns={"id": "about", "source": "subject", "target": "object"})
    values = pd.DataFrame(
        {
            "about": told["id"],
            "subject": told["node"],
            "relation": told["measure"],
            "object": [_value(*row) for row in told[["number", "text", "unit", "currency"]].itertuples(index=False)],
            "start": told["start"],
            "end": told["end"],
            "confidence": told["confidence"],
        }
    )
    itself = pd.DataFrame([{"about": subject, "subject": subject}] if subject in graph.node_index else [])
    whole = pd.concat([statements, values, itself], ignore_index=True)
    proof = graph.evidence[["id", "about", "stance", "source", "locator", "date", "reading", "reason"]]
    proof = proof.rename(columns={"id": "piece", "source": "document"})
    if p["lang"] == "es":
        spanish = graph.evidence[["reading_es", "reason_es"]]
        proof["reading"] = spanish["reading_es"].fillna(proof["reading"])
        proof["reason"] = spanish["reason_es"].fillna(proof["reason"])
    joined = whole.merge(proof, on="about", how="inner")
    read = graph.sources.set_index("id")
    joined["date"] = joined["date"].fillna(joined["document"].map(read["published"].fillna(read["accessed"])))
    order = ["relation", "subject", "start", "object", "about", "stance", "date", "piece"]
    joined["stance"] = pd.Categorical(joined["stance"], ["supports", "contradicts"], ordered=True)
    joined = joined.sort_values(order, kind="stable", na_position="first")
    joined["stance"] = joined["stance"].astype("str")
    joined["evidence"] = [[about] for about in joined["about"]]
    frame: pd.DataFrame = joined[[*(c.name for c in COLUMNS), "evidence"]]
    return frame


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The statements and the dated values that there is evidence on."""
    about = {identity: relation for relation, cell in found[["relation", "evidence"]].to_numpy() for identity in cell}
    return {
        "statements": sorted(identity for identity, relation in about.items() if relation in schema.RELATIONS),
        "observations": sorted(identity for identity, relation in about.items() if relation in schema.MEASURES),
    }


def _value(number: float, text: object, unit: object, currency: object) -> str:
    """A dated value as people write it: 192 organizations, dormant, 1350000000 USD."""
    shown = "" if math.isnan(number) else _number(number)
    return " ".join(str(part) for part in (shown, text, currency, unit) if isinstance(part, str) and part)


def _number(number: float) -> str:
    """A number with six decimals at most, by the steps that Cypher takes too: neither has the other's formats."""
    if abs(number) >= HUGE:
        return repr(number)
    if abs(number) >= LARGE or number.is_integer():
        return str(int(number))
    whole, millionths = divmod(int(abs(number) * 1_000_000 + 0.5), 1_000_000)
    return ("-" if number < 0 else "") + f"{whole}.{millionths:06d}".rstrip("0").rstrip(".")


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How much evidence there is, and how much of it disagrees."""
    frame = found.frame
    if len(frame) and found.universe["statements"] == [p["node"]]:
        return _of_statement(frame, say)
    name = say.name(p["node"])
    if frame.empty:
        return say(
            f"No source is recorded for {name} at the confidence asked for: no evidence.",
            f"No hay fuente registrada sobre {name} con el respaldo pedido: sin evidencia.",
        )
    against = int((frame["stance"] == "contradicts").sum())
    sources = frame["document"].nunique()
    things = len(found.universe["statements"]) + len(found.universe["observations"])
    told = say.count(
        things,
        "statement or dated value",
        "statements and dated values",
        "afirmación o valor con fecha",
        "afirmaciones y valores con fecha",
    )
    text = f"{name}: {told} {say('on', 'en')} {say.count(sources, 'source', 'sources', 'fuente', 'fuentes')}"
    if against:
        text += "; " + say.count(
            against,
            "piece of evidence disagrees",
            "pieces of evidence disagree",
            "evidencia discrepa",
            "evidencias discrepan",
        )
    values = frame[frame["relation"].isin(list(schema.MEASURES))].groupby("relation", sort=True)["object"].nunique()
    several = [str(measure) for measure, number in values.items() if number > 1]
    if several:
        named = ", ".join(word(measure, say.lang) for measure in several)
        text += say(
            f"; values differ by date or source: {named}", f"; los valores cambian según fecha o fuente: {named}"
        )
    return text + "."


def _of_statement(frame: pd.DataFrame, say: Say) -> str:
    """The statement in words, and how many sources say so and how many do not."""
    row = frame.iloc[0]
    relation = schema.RELATIONS[row["relation"]]
    against = frame["stance"] == "contradicts"
    n, m = (frame.loc[fits, "document"].nunique() for fits in (~against, against))
    text = f"{say.name(row['subject'])} {say(relation.en, relation.es)} {say.name(row['object'])}: "
    text += say.count(n, "source says so", "sources say so", "fuente lo dice", "fuentes lo dicen")
    if m:
        text += ", " + say.count(m, "disagrees", "disagree", "discrepa", "discrepan")
    return text + "."


COLUMNS = (
    Column("subject", "id", "whom the statement is about", "de quién trata la afirmación", "subject", "sujeto"),
    Column(
        "relation",
        "text",
        "the relation, or the measure of a dated value; empty for the node itself",
        "la relación o la medida; vacía para el propio nodo",
        "relation",
        "relación",
    ),
    Column("object", "id", "to what, or the value", "con qué, o el valor", "object", "objeto"),
    Column("start", "date", "when it began; empty means unknown", "cuándo comenzó; vacío es desconocido"),
    Column("end", "date", "when it ended; empty holds until contradicted", "cuándo terminó; vacío sigue vigente"),
    Column("confidence", "text", "stated, inferred or unverified", "stated, inferred o unverified", "", ""),
    Column(
        "stance", "text", "supports or contradicts", "supports (apoya) o contradicts (contradice)", "stance", "postura"
    ),
    Column("document", "id", "the source, as a node id", "la fuente, como id de nodo", "source", "fuente"),
    Column("locator", "text", "where in the source", "lugar en la fuente", "where", "lugar"),
    Column("date", "date", "when what the source says was so", "cuándo era así lo que dice la fuente"),
    Column(
        "reading", "text", "what the source says, where that needs saying", "qué dice la fuente, si hace falta decirlo"
    ),
    Column("reason", "text", "why a contradicting reading was not chosen", "por qué no se eligió la lectura contraria"),
)

QUESTION = Question(
    name="why",
    number="E1",
    en="Why does the graph say this, and who disagrees?",
    es="¿Por qué lo dice el grafo, y quién discrepa?",
    definition="All evidence on a statement; or on a node, the statements it takes part in and its dated values. A "
    "contradicting reading is shown with the reason why it was not chosen; no question counts it.",
    parameters=(
        Parameter(
            "node",
            "node",
            None,
            "the id or name of a node, or the id of a statement",
            "el id o nombre de un nodo, o el id de una afirmación",
            required=True,
            positional=True,
        ),
    ),
    columns=COLUMNS,
    order="relation, subject, start, object, then supporting before contradicting, date, evidence",
    rows=rows,
    universe=universe,
    sentence=sentence,
    timeless=True,
)
