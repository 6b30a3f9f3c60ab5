"""Small graphs dealt at random: all that is odd in real tables, often at once, so that few graphs meet much of it."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from graph import ids, schema
from graph.model import PropertyGraph
from graph.tables import minted

Row = dict[str, Any]

DATES = ("2017", "2018-02", "2018-12-18", "2019", "2019-12-31", "2020-02-29", "2021-06", "2022", "2022-05-17", "2030")
DAYS = ("2016", "2018-12-18", "2019-12-31", "2020-02-29", "2022-05-17", "2022-12-31", "2026-11-22")
"""Days to ask for: before, at the edges of, between and after `DATES`."""
NAMES = (
    "`}) DETACH DELETE n //",
    "'\"\\ $as_of",
    "mexico",
    "Mexico",
    "México",
    "Me\u0301xico",
    "😀 ￮",
    "a,b;c",
    "=1+1",
)
SLUGS: Mapping[str, Sequence[str]] = {
    "Mechanism": ("r4v", "quito-process", "rcm", "RCM", "csm", "csm-x", "gcm"),
    "Country": ("MEX", "CAN", "ABW", "CUW", "\ue000", "😀"),
    "Agency": ("iom", "IOM", "\ue000", "😀"),
    "Project": ("p", "P", "p-1", "p.1"),
    "Instrument": ("plan", "plan-2", "act"),
    "Commitment": ("c1", "c2"),
    "Event": ("e1", "e2"),
    "Theme": ("t1", "t2", "T1", "é"),
    "Population": ("x", "y"),
    "Place": ("city", "area"),
    "Corridor": ("k", "l"),
    "Source": ("s", "t", "u"),
}
"""What the nodes are called; of each graph a few are missing, the defaults of parameters too. As UTF-16, in which
Java sorts texts of its own, an emoji comes before U+E000; by code points, as Python sorts, after it."""
OFTEN = (
    *("MEMBER_OF",) * 4,
    *("FUNDS",) * 3,
    *("ADDRESSES", "OPERATES_IN", "ON_CORRIDOR") * 2,
    *("PRESIDES", "PART_OF", "LINKED_TO", "IMPLEMENTS", "COMMITS_TO", "UNDER", "HOSTS", "LOCATED_IN"),
    *("PARTICIPATES_IN", "VOTED", "ADOPTED", "ENDORSED", "WITHDREW_FROM", "COORDINATES_WITH"),
)
"""The relations of three statements in four; the others have any."""
SEATED = ("MEMBER_OF", "PARTICIPATES_IN", "ADOPTED", "ENDORSED", "VOTED")
AGENCIES = (*schema.KINDS["Agency"].subtypes, *(schema.UNNAMED,) * 5)
MECHANISMS = (*schema.SEATS, "platform", "free-movement-regime")
AMOUNTS = (None, 0.0, -5.0, 0.1, 0.2, 0.3, 1 / 3, 100.0, 100.0, 1e9, 1234567.89)
NUMBERS = (0.0, -3.0, 0.1, 0.25, 12.5, 100.0, 1e6, 1350000000.0, 1e15, 1e21)
CURRENCIES = (None, "USD", "USD", "USD", "EUR", "COP")
ABOUT: Mapping[str, Sequence[str]] = {
    "status": ("Mechanism", "Commitment"),
    "financial_requirement": ("Instrument", "Mechanism"),
    "funding_received": ("Instrument",),
    "funded_share": ("Instrument",),
    "people_targeted": ("Instrument",),
    "people_reached": ("Project",),
}
"""What the measures that questions look for are of; others are of anything."""


def dealt(rng: random.Random, ties: int) -> PropertyGraph:
    """A graph of at most so many statements, with observations and evidence in proportion."""
    nodes = [_node(rng, kind, slug) for kind, slugs in SLUGS.items() for slug in slugs if rng.random() < 0.85]
    known: dict[str, list[str]] = {kind: [] for kind in SLUGS}
    for node in nodes:
        known[node["kind"]].append(node["id"])
    statements: list[Row] = []
    for _ in range(ties):
        statements += _statement(rng, known, statements)
    observations = _observations(rng, known, ties // 4)
    about = [row["id"] for row in (*map(minted, statements), *observations, *nodes)]
    sources = [
        {
            "id": node,
            "title": rng.choice(NAMES),
            **_some(rng, publisher=(("IOM", "iom"), 0.6), published=(DATES, 0.7), accessed=(DATES, 0.5)),
        }
        for node in known["Source"]
    ]
    pieces = [piece for node in about for piece in _pieces(rng, node, known["Source"])]
    return PropertyGraph.build(nodes, statements, observations, pieces, sources)


def _some(rng: random.Random, **columns: tuple[Sequence[Any], float]) -> Row:
    """Values for columns: of each, one of the values, or with the rest of the probability nothing."""
    drawn = {name: rng.choice(values) if rng.random() < share else None for name, (values, share) in columns.items()}
    return {name: value for name, value in drawn.items() if value is not None}


def _node(rng: random.Random, kind: str, slug: str) -> Row:
    subtypes = {"Mechanism": MECHANISMS, "Country": ("state", "territory"), "Agency": AGENCIES}
    row = {"id": f"{kind.lower()}:{slug}", "kind": kind, "name_en": rng.choice((slug, *NAMES))}
    row |= _some(rng, start=(DATES, 0.2), end=(DATES, 0.12), status=(("active", "dormant", "ended"), 0.3))
    row |= _some(rng, name_es=(NAMES, 0.2), short_en=(NAMES, 0.2), short_es=(NAMES, 0.2))
    subtype = subtypes.get(kind, schema.KINDS[kind].subtypes) or (None,)
    row |= _some(rng, aliases=((["x y"], ["mexico", "MX"]), 0.4), subtype=(subtype, 0.8))
    if kind == "Mechanism":
        row |= _some(rng, scope=(("regional", *schema.SCOPES), 0.9), members_known=((True, True, False), 0.75))
        row |= _some(
            rng, seats=(("PARTICIPATES_IN", "MEMBER_OF", "none"), 0.15), members_known_in=(("americas",), 0.25)
        )
        row |= _some(rng, population_scope=((["population:x"], ["population:x", "population:y"]), 0.4))
    elif kind == "Country":
        row |= _some(rng, region=(schema.REGIONS[:5], 0.85))
    elif kind == "Theme":
        row |= _some(rng, gcm_objectives=((["1"], ["1", "2"], ["2", "10"]), 0.7), gcr_objectives=((["1"],), 0.5))
    return row


def _statement(rng: random.Random, known: Mapping[str, Sequence[str]], before: Sequence[Row]) -> list[Row]:
    """A statement, or none where the graph has no ends for it; some are another spell of one before."""
    row = _tie(rng, known, before)
    if row is None:
        return []
    relation = schema.RELATIONS[row["relation"]]
    row["role"] = row.get("role") or relation.default_role or None
    row["spell"] = 1 + sum(_again(other) == _again(row) for other in before)
    row["confidence"] = rng.choice(("stated", "stated", "inferred", "unverified"))
    row["dataset"] = rng.choice(("built", "other"))
    row |= _some(
        rng, start=(DATES, 0.6), end=(DATES, 0.2), status=(schema.STATUSES, 0.25), disputed=((True, False), 0.2)
    )
    own = {
        "form": (schema.FORMS, 0.6),
        "choice": (("yes", *schema.CHOICES), 0.8),
        "order": ((1, 2, 3), 0.7),
        "people": ((0, 10, 1000, 1000000), 0.7),
        "amount": (AMOUNTS, 1.0),
        "currency": (CURRENCIES, 1.0),
        "amount_usd": ((1.0, 0.1, 100.0, -5.0), 0.15),
        "money": (("pledge", "disbursement", "disbursement", *schema.MONEY), 0.85),
        "counted": ((True, True, True, False), 0.8),
        "latest_stage": ((True, False), 0.2),
    }
    row |= _some(rng, **{name: own[name] for name in relation.properties})
    if rng.random() < 0.1:
        row["id"] = rng.choice(("z", "A", "é", "`", "\ue000", "😀")) + f"/{len(before)}"
    return [row]


def _tie(rng: random.Random, known: Mapping[str, Sequence[str]], before: Sequence[Row]) -> Row | None:
    if before and rng.random() < 0.12:
        return _again(rng.choice(before))
    relation = schema.RELATIONS[rng.choice(OFTEN) if rng.random() < 0.75 else rng.choice(list(schema.RELATIONS))]
    seats = [row for row in before if row["relation"] in SEATED]
    if relation.name == "WITHDREW_FROM" and seats and rng.random() < 0.7:
        return {**_again(rng.choice(seats)), "relation": relation.name, "role": None}
    sources = [node for kind in relation.sources for node in known[kind]]
    targets = [node for kind in relation.targets for node in known[kind]]
    if relation.name in (*SEATED, "PRESIDES") and rng.random() < 0.8:
        sources, targets = list(known["Country"]), list(known["Mechanism"])
    if not sources or not targets:
        return None
    row = {"relation": relation.name, "source": rng.choice(sources), "target": rng.choice(targets)}
    roles = ("member", *relation.roles) if relation.name == "MEMBER_OF" else relation.roles
    return {**row, **_some(rng, role=(roles or (None,), 0.7))}


def _again(row: Row) -> Row:
    return {name: row[name] for name in ("relation", "source", "target", "role")}


def _observations(rng: random.Random, known: Mapping[str, Sequence[str]], number: int) -> list[Row]:
    rows: list[Row] = []
    for _ in range(number):
        measure = rng.choice(list(ABOUT)) if rng.random() < 0.75 else rng.choice(list(schema.MEASURES))
        nodes = [node for kind in ABOUT.get(measure, SLUGS) for node in known[kind]]
        if not nodes:
            continue
        row = {"measure": measure, "node": rng.choice(nodes), **_some(rng, start=(DATES, 0.8), end=(DATES, 0.2))}
        row["confidence"] = rng.choice(("stated", "stated", "inferred", "unverified"))
        if measure == "status":
            row |= _some(rng, text=(("active", "dormant", "ended"), 0.95))
        else:
            row |= _some(rng, number=(NUMBERS, 0.9), unit=(("people", "USD"), 0.3), currency=(CURRENCIES, 1.0))
            row |= _some(rng, text=(("á la carte",), 0.1))
        row["id"] = ids.observation(measure, row["node"], row.get("start"), len(rows))
        rows.append(row)
    return rows


def _pieces(rng: random.Random, about: str, sources: Sequence[str]) -> list[Row]:
    """The evidence about one row: none, one or two pieces."""
    return [
        {
            "about": about,
            "source": rng.choice(sources),
            "stance": rng.choice(("supports", "supports", "supports", "contradicts")),
            **_some(rng, date=(DATES, 0.4), locator=(("p. 1",), 0.4), reading=(NAMES, 0.3), reading_es=(NAMES, 0.2)),
            **_some(rng, reason=(NAMES, 0.2), reason_es=(NAMES, 0.1)),
        }
        for _ in range(rng.choice((0, 0, 1, 1, 1, 2)) if sources else 0)
    ]
