"""O7: which sets share more than chance would have them share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import schema
from graph.errors import BadParameter, TooLarge
from graph.model import PropertyGraph
from graph.tables import Array
from queries import _groups, _sets, _significance
from queries._frame import ROLES, Column, Kernel, Parameter, Params, Question, scope
from queries._sets import Sets
from queries._significance import MODELS
from queries._significance_words import sentence

COUNTRIES = ("countries", "members")
"""Sets made of these are made of countries, of which the universe may be more than those that are in a set."""


def check(p: Params) -> None:
    """Nothing, where the parameters go together.

    Raises:
        BadParameter: The universe of countries is asked for sets that are not made of countries, or alpha is above 1.
    """
    if p["universe"] != "seated" and _sets.by(p) not in COUNTRIES:
        what = f"{p['between']} by {_sets.by(p)} are not made of countries"
        raise BadParameter("universe", p["universe"], what, "choose seated")
    if p["alpha"] > 1:
        raise BadParameter("alpha", p["alpha"], "no chance is above 1", "write 0.05, 0.01 ...")


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """Who holds what, and after that, without holder and evidence, each member of a universe that was asked for."""
    found = _sets.ties(graph, p)
    if p["universe"] == "seated":
        return found
    known = graph.nodes["kind"] == "Country"
    if p["universe"] == "americas":
        known &= graph.nodes["region"].isin(schema.AMERICAS)
    every = graph.nodes.loc[known, "id"]
    alone = pd.DataFrame({"holder": pd.Series(np.nan, index=every.index, dtype="str"), "member": every})
    alone["evidence"] = pd.Series([[] for _ in every], index=every.index, dtype=object)
    return pd.concat([found[found["member"].isin(every)], alone], ignore_index=True)


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row for each two sets that share at least `min-shared`: how many, how many by chance, and how likely."""
    sets = Sets.of(found[found["holder"].notna()])
    tests = len(sets.holders) * (len(sets.holders) - 1) // 2
    # A pair that shares nothing has a chance of 1 to share as much or more: it is counted as a test without a look.
    a, b, shared = sets.shared(1 if p["tail"] == "upper" and p["min_shared"] else 0)
    size_a, size_b, universe = sets.sizes[a], sets.sizes[b], found["member"].nunique()
    drawn = _significance.hypergeometric(size_a, size_b, shared, universe)
    expected = {"hypergeometric": size_a / max(universe, 1) * size_b}
    tails = {"hypergeometric": drawn}
    try:
        counts = np.bincount(sets.matrix.indices, minlength=len(sets.members))
        expected["sdsm"], tails["sdsm"] = _significance.sdsm(sets.sizes, counts, a, b, shared)
    except TooLarge:
        if p["model"] != "hypergeometric":
            raise
        nothing = np.full(len(a), np.nan)
        expected["sdsm"], tails["sdsm"] = nothing, (nothing, nothing)
    chance = {model: _chance(tails[model], p["tail"]) for model in MODELS}
    adjusted = {model: _significance.adjusted(chance[model], tests, p["correction"]) for model in MODELS}
    asked = MODELS if p["model"] == "both" else (p["model"],)
    frame = pd.DataFrame(
        {
            "a": sets.holders[a],
            "b": sets.holders[b],
            "a_size": size_a,
            "b_size": size_b,
            "shared": shared,
            "expected": expected[asked[0]],
            "p_hypergeometric": chance["hypergeometric"],
            "p_sdsm": chance["sdsm"],
            "q_hypergeometric": adjusted["hypergeometric"],
            "q_sdsm": adjusted["sdsm"],
            "significant": _verdict([tails[m] for m in asked], [adjusted[m] for m in asked], p),
        }
    )
    least = np.max([chance[model] for model in asked], axis=0)
    order = np.lexsort((b, a, -shared, least))
    order = order[shared[order] >= p["min_shared"]]
    listed: pd.DataFrame = frame.iloc[order].reset_index(drop=True)
    listed["evidence"] = pd.Series(sets.evidence(a[order], b[order]), dtype=object)
    return listed


def _chance(tails: _significance.Tails, tail: str) -> Array:
    """The p-value: of one tail, or twice the smaller of the two."""
    upper, lower = tails
    if tail == "both":
        return (2 * np.minimum(upper, lower)).clip(max=1)
    return upper if tail == "upper" else lower


def _verdict(tails: list[_significance.Tails], adjusted: list[Array], p: Params) -> Array:
    """`more`, `fewer` or `no`: what all the models asked for say."""
    sure = np.logical_and.reduce([q <= p["alpha"] for q in adjusted])
    many = np.logical_and.reduce([upper < lower for upper, lower in tails])
    few = np.logical_and.reduce([upper > lower for upper, lower in tails])
    more, fewer = sure & many & (p["tail"] != "lower"), sure & few & (p["tail"] != "upper")
    return np.select([more, fewer], ["more", "fewer"], "no")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The sets that were compared, and the universe that they are drawn from."""
    held = found[found["holder"].notna()]
    looked = _groups.looked_at(graph, p, held["holder"].unique(), held["member"].unique())
    return looked if p["universe"] == "seated" else {**looked, "universe": sorted(set(found["member"]))}


COLUMNS = (
    Column("a", "id", "the first of the pair", "el primero del par", "A", "A"),
    Column("b", "id", "the second of the pair", "el segundo del par", "B", "B"),
    Column("a_size", "integer", "members of a in the universe", "miembros de a en el universo"),
    Column("b_size", "integer", "members of b in the universe", "miembros de b en el universo"),
    Column("shared", "integer", "members of both", "miembros de ambos", "shared", "comunes"),
    Column(
        "expected",
        "number",
        "how many `model` (of both, the SDSM) has them share on average",
        "cuántos compartirían en promedio según `model` (si son ambos, el SDSM)",
        "expected",
        "esperados",
    ),
    Column(
        "p_hypergeometric",
        "number",
        "chance to share as many by the hypergeometric distribution",
        "probabilidad de compartir tantos según la distribución hipergeométrica",
    ),
    Column(
        "p_sdsm",
        "number",
        "chance to share as many by the SDSM",
        "probabilidad de compartir tantos según el SDSM",
    ),
    Column(
        "q_hypergeometric",
        "number",
        "that p, adjusted by `correction` for all pairs tested",
        "esa p, ajustada con `correction` por todos los pares probados",
        "q (hyperg.)",
        "q (hiperg.)",
    ),
    Column(
        "q_sdsm",
        "number",
        "that of the SDSM, adjusted by `correction` for all pairs tested",
        "la del SDSM, ajustada con `correction` por todos los pares probados",
        "q (SDSM)",
        "q (SDSM)",
    ),
    Column(
        "significant",
        "text",
        "`more`, `fewer` or `no`: adjusted and by `model` at most alpha",
        "`more` (más), `fewer` (menos) o `no`: ajustada y según `model` a lo sumo alpha",
        "than chance",
        "que el azar",
    ),
)

QUESTION = Question(
    name="significant-overlap",
    number="O7",
    en="Which overlaps are more than chance?",
    es="¿Qué superposiciones son más que azar?",
    definition="p_hypergeometric is P(X >= shared) where two sets of these sizes are drawn at random from the universe. p_sdsm is "
    "the same by the stochastic degree sequence model (Neal 2014; Neal, Domagalski & Sagan 2021), which also keeps, on average, in how many "
    "sets each member is: the chance of each set to have each member is that of the bipartite configuration model "
    "(maximum entropy, odds x_i y_j; Saracco et al. 2017), 0 or 1 where the sums allow no other, and what two sets share has "
    "an exact Poisson binomial distribution. Lower tails are P(X <= shared), both tails twice the smaller one. All pairs of "
    "sets are tests, listed or not; they are corrected for after Benjamini & Hochberg (1995; a rate of false discoveries, for tests that "
    "do not depend on one another negatively), Holm (1979) or Bonferroni. A body that all of the universe belongs to "
    "shares just what is expected of it: its p is 1 by the hypergeometric distribution, and a half or more by the SDSM, in which sizes "
    "vary. Only known members count, so that lists that are not whole bias the test. More than chance is no proof of duplication: it may be back-up, or "
    "come of who is near whom.",
    parameters=(
        _sets.BETWEEN,
        _sets.BY,
        ROLES,
        scope(),
        Parameter(
            "universe",
            "choice",
            "seated",
            "whom sets are drawn from: seated, all that are in any of the sets; americas, the countries of the Americas; all, all "
            "countries of the graph (the last two for sets of countries); who is in no set changes nothing for the SDSM",
            "de quiénes se extraen los conjuntos: seated, todos los que están en alguno; americas, los países de las Américas; all, "
            "todos los países del grafo (las dos últimas, para conjuntos de países); al SDSM no le cambia nada quien no está en "
            "ninguno",
            choices=("seated", "americas", "all"),
        ),
        Parameter(
            "model",
            "choice",
            "sdsm",
            "which test decides: sdsm, hypergeometric, or both",
            "qué prueba decide: sdsm, hypergeometric (hipergeométrica) o both (ambas)",
            choices=(*MODELS, "both"),
        ),
        Parameter(
            "tail",
            "choice",
            "upper",
            "what is looked for: upper, more than chance; lower, fewer; both",
            "qué se busca: upper, más que el azar; lower, menos; both, ambos",
            choices=("upper", "lower", "both"),
        ),
        Parameter(
            "correction",
            "choice",
            "bh",
            "for the number of tests: bh (Benjamini-Hochberg), holm, bonferroni or none",
            "por el número de pruebas: bh (Benjamini-Hochberg), holm, bonferroni o none (ninguna)",
            choices=("bh", "holm", "bonferroni", "none"),
        ),
        Parameter("alpha", "number", 0.05, "the level of significance", "el nivel de significación"),
        Parameter(
            "min-shared",
            "integer",
            1,
            "the least number shared by the pairs that are listed; 0 lists every pair",
            "el mínimo común de los pares que se dan; 0 da todos los pares",
        ),
    ),
    columns=COLUMNS,
    order="least p first (by `model`; of both, the larger), then most shared, then a and b",
    universe=universe,
    sentence=sentence,
    check=check,
    kernel=Kernel(_sets.TIES, ties, finish),
)
