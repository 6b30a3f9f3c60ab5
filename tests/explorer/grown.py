"""The built-in graph with as many generated projects and activities as a test or a benchmark wants."""

from typing import Any

import numpy as np
import pandas as pd

from graph import schema
from graph.model import PropertyGraph

DATASET = "generated"


def grown(graph: PropertyGraph, projects: int, statements: int, seed: int = 20220517) -> PropertyGraph:
    """A graph with these projects, each run by an agency, funded by donors and at work in countries, again and again.

    A tenth of the statements are payments in two currencies (some without an amount), the others activities; each has
    one piece of evidence.
    """
    random = np.random.default_rng(seed)
    names = pd.Series([f"project:generated-{n:06d}" for n in range(projects)], dtype="str")

    def drawn(pool: "pd.Series[str]", count: int) -> "pd.Series[str]":
        chance = np.arange(1, len(pool) + 1) ** -0.8
        return pool.take(random.choice(len(pool), size=count, p=chance / chance.sum())).reset_index(drop=True)

    def of_kind(kind: str) -> "pd.Series[str]":
        return graph.nodes.loc[graph.nodes["kind"] == kind, "id"].reset_index(drop=True)

    paid = statements // 10
    acts = statements - paid - projects
    every = pd.concat([names, drawn(names, statements - projects)], ignore_index=True)
    ids = pd.Series([f"generated/{n:08d}" for n in range(statements)], dtype="str")
    edges = pd.DataFrame({"id": ids, "spell": 1, "confidence": "stated", "dataset": DATASET})
    relations = ["IMPLEMENTS"] * projects + ["FUNDS"] * paid + ["OPERATES_IN"] * acts
    edges["relation"] = relations
    left = pd.concat([drawn(of_kind("Agency"), projects), drawn(of_kind("Country"), paid)], ignore_index=True)
    edges["source"] = pd.concat([left, every[projects + paid :]], ignore_index=True)
    right = [every[: projects + paid], drawn(of_kind("Country"), acts)]
    edges["target"] = pd.concat(right, ignore_index=True)
    edges["start"] = pd.Series(random.integers(2010, 2024, statements)).astype("str")
    funds = edges["relation"] == "FUNDS"
    edges.loc[funds, "amount"] = random.integers(1, 1000, paid) * 1000.0
    edges.loc[funds & (np.arange(statements) % 7 == 0), "amount"] = None
    edges.loc[funds, "currency"] = np.where(random.random(paid) < 0.5, "USD", "EUR")
    edges.loc[funds, "money"] = "disbursement"
    edges.loc[funds, "counted"] = True
    source = f"source:{DATASET}"
    pieces = pd.DataFrame({"id": ids + "#1", "about": ids, "source": source, "date": "2024", "stance": "supports"})
    kinds = ["Project"] * projects + ["Source"]
    nodes = pd.DataFrame(
        {"id": [*names, source], "kind": kinds, "name_en": [f"Activity {n}" for n in range(projects)] + ["Generated"]}
    )
    sources = pd.DataFrame({"id": [source], "title": ["Generated"], "accessed": ["2024-01-01"]})
    more: dict[str, Any] = {"nodes": nodes, "edges": edges, "evidence": pieces, "sources": sources}
    tables = {name: _joined(name, frame, more.get(name)) for name, frame in graph.tables.items()}
    return PropertyGraph(**tables)


def _joined(name: str, frame: pd.DataFrame, added: pd.DataFrame | None) -> pd.DataFrame:
    """The given columns of both (what is derived follows again)."""
    own = frame[[p.name for p in schema.TABLES[name] if not p.derived]]
    return own if added is None else pd.concat([own.astype(object), added.astype(object)], ignore_index=True)
