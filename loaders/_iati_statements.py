"""From columns of IATI activities to projects, statements and their evidence."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from graph import ids
from loaders import _iati_counted
from loaders._iati_activity import LARGE
from loaders._iati_columns import FUNDS, IMPLEMENTS, LEADS, Columns

if TYPE_CHECKING:
    from loaders._run import Load

STATUSES = {"2": "active", "3": "active", "4": "ended", "5": "ended", "6": "dormant"}
"""The status of a project by that of its activity; one in the pipeline (1) has none yet."""
HELD = {"1": "planned", "5": "dropped", "6": "suspended"}
"""What becomes of statements of place, theme and role: pipeline, cancelled, suspended."""
_KEY = "[A-Za-z0-9._-]{1,60}"
_LONGEST = 100


def make(load: Load, columns: Columns) -> None:
    """Make the nodes, statements and evidence of all activities, and the totals of the report."""
    activities, roles, ties = (columns.frame(name) for name in ("activities", "roles", "ties"))
    roles = _playing(load, roles)
    money = _typed(load, columns, activities)
    activities["slug"] = _slugs(activities["ident"].tolist())
    activities["project"] = _projects(load, activities)
    activities["held"] = activities["status"].map(HELD)
    activities["about"] = [
        f"line {line}, activity {ident}"
        for line, ident in zip(activities["line"].tolist(), activities["ident"].tolist(), strict=True)
    ]
    money = _provided(activities, roles, money)
    bodies = _bodies(load, columns, roles, money)
    for table, column in ((roles, "body"), (money, "provider"), (money, "receiver")):
        table["node" if column == "body" else column] = bodies[table[column].to_numpy(dtype=np.int64)]
    money = _left_out(load, money, money["provider"].isna(), "the provider of the money is not known", activities)
    related = _related(columns, activities)
    giver, taker = money["giver"].to_numpy(), money["taker"].to_numpy()
    money["counted"] = _iati_counted.counted(money, len(activities), related, giver, taker)
    _report(load, money, activities)
    parts = [
        _payments(money, activities),
        _legs(money, activities),
        _funders(roles, money, activities),
        _leading(roles, activities),
        _implementing(roles, activities),
        _places_and_themes(ties, activities),
        _components(related, activities),
    ]
    _put(load, activities, [part for part in parts if len(part)])


def _playing(load: Load, roles: pd.DataFrame) -> pd.DataFrame:
    """Those who take part in a role that is known."""
    known = roles["role"].isin((FUNDS, IMPLEMENTS, *LEADS))
    for role, count in sorted(Counter(roles.loc[~known, "role"].tolist()).items()):
        load.report.skip(f"a participating organisation in {f'the role {role}' if role else 'no role'}", None, count)
    return roles[known].reset_index(drop=True)


def _typed(load: Load, columns: Columns, activities: pd.DataFrame) -> pd.DataFrame:
    """The transactions that have a kind of money."""
    money = columns.frame("money")
    money["money"] = money["type"].map(_iati_counted.KINDS)
    for code in sorted(money.loc[money["money"].isna(), "type"].unique()):
        of_code = (money["type"] == code) & money["money"].isna()
        reason = (
            f"transactions of type {code} are none of the kinds of money" if code else "a transaction without a type"
        )
        money = _left_out(load, money, of_code, reason, activities)
    return money


def _left_out(
    load: Load, money: pd.DataFrame, gone: pd.Series[bool], reason: str, activities: pd.DataFrame
) -> pd.DataFrame:
    """The transactions without some, which the report names."""
    for activity, line in money.loc[gone, ["activity", "line"]].head(3).to_numpy().tolist():
        file = load.files[int(activities["file"].iloc[activity])]
        load.report.skip(reason, load.place(file, f"line {line}", line))
    if (more := int(gone.sum()) - 3) > 0:
        load.report.skip(reason, None, more)
    return money[~gone.to_numpy()].reset_index(drop=True)


def _slugs(idents: list[str]) -> list[str]:
    """A slug for each identifier; those that fold alike, or to nothing, get a digest of the identifier."""
    slugs = [ids.slug(ident)[:_LONGEST].strip("-") for ident in idents]
    seen = pd.Series(slugs, dtype="str")
    odd = (seen.duplicated(keep=False) | (seen == "")).to_numpy()
    for row in np.flatnonzero(odd).tolist():
        slugs[row] = f"{slugs[row]}.{_digest(idents[row])}".lstrip(".")
    return slugs


def _projects(load: Load, activities: pd.DataFrame) -> list[str]:
    """The node of each activity: the project of the graph that has its identifier as an alias, or one of its own."""
    own = load.graph.nodes[(load.graph.nodes["kind"] == "Project").to_numpy()]
    known = {alias: node for node, names in zip(own["id"], own["aliases"], strict=True) for alias in names}
    others, projects, told = set(own["id"]), [], 0
    for ident, slug in zip(activities["ident"].tolist(), activities["slug"].tolist(), strict=True):
        project = known.get(ident, f"project:{slug}")
        told += ident in known
        if project in others and ident not in known:  # of another activity whose identifier differs by its signs
            project = f"{project}.{_digest(ident)}"
        projects.append(project)
    if told:
        said = "activities that another dataset tells as well: one project each, and both tell its money"
        load.report.note(said, None, told)
    return projects


def _digest(ident: str) -> str:
    return hashlib.sha256(ident.encode()).hexdigest()[:8]


def _provided(activities: pd.DataFrame, roles: pd.DataFrame, money: pd.DataFrame) -> pd.DataFrame:
    """The transactions with the body that provides each, and how that is known where it does not say so."""
    reporter = activities["reporter"].to_numpy(dtype=np.int64)
    number = pd.Series(np.arange(len(activities)), index=activities["ident"])
    for column in ("giver", "taker"):  # a file is often a part of what its publisher has: most are not here
        money[column] = money[column].map(number).fillna(-1).astype(np.int64)
    own, giver = money["activity"].to_numpy(), money["giver"].to_numpy()
    incoming = money["type"].isin(_iati_counted.INCOMING).to_numpy()
    funders = roles[(roles["role"] == FUNDS) & (roles["body"] >= 0)].drop_duplicates(["activity", "body"])
    single = np.full(len(activities), -1)
    alone = funders.drop_duplicates("activity", keep=False)
    single[alone["activity"].to_numpy(dtype=np.int64)] = alone["body"].to_numpy(dtype=np.int64)
    said = money["provider"].to_numpy()
    named = np.where((giver >= 0) & (giver != own), reporter[giver] if len(reporter) else -1, -1)
    guessed = incoming & (said < 0) & (named < 0)
    supposed = np.where(named >= 0, named, np.where(incoming, single[own], reporter[own]))
    money["provider"] = np.where(said >= 0, said, np.where(incoming | (named < 0), supposed, named))
    money["inferred"] = guessed & (money["provider"] >= 0).to_numpy()
    takes = money["receiver"].to_numpy()
    money["receiver"] = np.where((takes < 0) & incoming, reporter[own], takes)
    return money


def _bodies(load: Load, columns: Columns, roles: pd.DataFrame, money: pd.DataFrame) -> Any:
    """The node of each body by its code, objects of str or None; the last is of none (-1)."""
    used = pd.concat([roles["body"], money["provider"], money["receiver"]]).unique().tolist()
    nodes = columns.bodies.nodes(load, [code for code in used if code >= 0])
    return np.array([*nodes, None], dtype=object)


def _related(columns: Columns, activities: pd.DataFrame) -> list[tuple[int, int]]:
    """Pairs of a parent and a child activity that are both in the load."""
    number = {ident: row for row, ident in enumerate(activities["ident"].tolist())}
    pairs = set()
    for own, kind, ref in columns.related:
        other = number.get(ref, own)
        if kind in ("1", "2") and other != own:
            pairs.add((other, own) if kind == "1" else (own, other))
    return sorted(pairs)


def _report(load: Load, money: pd.DataFrame, activities: pd.DataFrame) -> None:
    """The sums by type and currency, and what is not known or does not count."""
    known = money[money["amount"].notna()]  # a sum of nothing known is not 0
    sums = known.groupby(["money", "type", "currency"])["amount"].sum().reset_index()
    for kind, code, currency, total in sums.itertuples(index=False, name=None):
        load.report.totals[f"{kind} (type {code}), {currency or 'no currency'}"] = float(total)
    for row in np.flatnonzero((money["amount"].abs() >= LARGE).to_numpy()).tolist():
        amount, line = money["amount"].iloc[row], int(money["line"].iloc[row])
        place = load.place(load.files[int(activities["file"].iloc[money["activity"].iloc[row]])], f"line {line}", line)
        load.report.note(f"outlier: {amount:,.0f} in one transaction, perhaps of another currency", place)
    for told, which in (
        ("a transaction without a value: its amount is not known", money["amount"].isna()),
        ("an amount without a currency", money["amount"].notna() & (money["currency"] == "")),
        ("the provider is taken to be the only funder of the activity", money["inferred"]),
        ("money told twice, or flowing back: not counted", ~money["counted"]),
        ("negative amounts, kept as they are", money["amount"] < 0),
    ):
        if count := int(which.sum()):
            load.report.note(told, None, count)


def _payments(money: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """The transactions: the provider funds the project."""
    if not len(money):
        return money
    own = _own(activities, money["activity"])
    made = pd.DataFrame({"relation": "FUNDS", "source": money["provider"], "target": own["project"]})
    made["id"] = _keys(money, own["slug"].tolist())
    made["start"] = made["date"] = money["day"]
    made["amount"], made["currency"] = money["amount"], money["currency"].where(money["currency"] != "")
    made["amount_usd"] = made["amount"].where(money["currency"] == "USD")
    made["money"], made["counted"] = money["money"], money["counted"]
    made["confidence"] = money["inferred"].map({True: "inferred", False: "stated"})
    made["how"] = money["inferred"].map({True: "the only funder of the activity"})
    made["how_es"] = money["inferred"].map({True: "el único financiador de la actividad"})
    large = money["amount"].abs() >= LARGE
    made["note"] = large.map({True: "outlier: perhaps of another currency"})
    made["note_es"] = large.map({True: "valor atípico: quizá de otra moneda"})
    made["file"] = own["file"]
    lines = zip(money["line"].tolist(), own["ident"].tolist(), strict=True)
    made["locator"] = [f"line {line}, activity {ident}" for line, ident in lines]
    return made


def _keys(money: pd.DataFrame, slugs: list[str]) -> list[str]:
    """What identifies each transaction: its reference where its activity has that once, or its content."""
    keys = [f"{slug}/{ref}" for slug, ref in zip(slugs, money["ref"].tolist(), strict=True)]
    lone = ~money.duplicated(["activity", "ref"], keep=False).to_numpy() & money["ref"].str.fullmatch(_KEY).to_numpy()
    rest = np.flatnonzero(~lone)
    others, content = money.take(rest), ["type", "day", "amount", "currency", "provider", "receiver"]
    again = others.groupby(["activity", *content], dropna=False, sort=False).cumcount().tolist()
    rows = zip(rest.tolist(), again, *(_plain(others[name]) for name in content), strict=True)
    for row, times, kind, day, amount, currency, provider, receiver in rows:
        ends = f"{provider.partition(':')[2]}.{receiver.partition(':')[2]}"
        keys[row] = f"{slugs[row]}/{kind}/{day or 'undated'}.{amount}.{currency}.{ends}/{times + 1}"
    return keys


def _plain(column: pd.Series[Any]) -> list[Any]:
    """The values of a column; of texts "" where there is none."""
    return (column if is_numeric_dtype(column) else column.fillna("")).tolist()


def _legs(money: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """Who funds whom by way of an activity: the sum of its transactions from one body to another, never counted."""
    away = (
        money["receiver"].notna() & (money["receiver"] != money["provider"]) & ~money["type"].isin(_iati_counted.BACK)
    )
    if not away.any():
        return pd.DataFrame()
    key = ["activity", "provider", "receiver", "money", "currency"]
    grouped = money[away].groupby(key, sort=True)
    legs = grouped["amount"].sum(min_count=1).reset_index()
    legs["start"], legs["end"] = grouped["day"].min().to_numpy(), grouped["day"].max().to_numpy()
    legs["many"] = grouped.size().to_numpy()
    own = _own(activities, legs["activity"])
    made = _of(own, "FUNDS")
    made["source"], made["target"] = legs["provider"], legs["receiver"]
    made["id"] = [
        f"{slug}/leg/{a.partition(':')[2]}/{b.partition(':')[2]}/{kind}.{currency}"
        for slug, a, b, kind, currency in zip(
            own["slug"].tolist(), *(legs[name].tolist() for name in key[1:]), strict=True
        )
    ]
    made["start"], made["end"], made["status"], made["date"] = legs["start"], legs["end"], None, legs["end"]
    made["amount"], made["currency"] = legs["amount"], legs["currency"].where(legs["currency"] != "")
    made["amount_usd"] = made["amount"].where(legs["currency"] == "USD")
    made["money"], made["counted"] = legs["money"], False
    told = list(zip(own["ident"].tolist(), legs["many"].tolist(), strict=True))
    made["note"] = [f"by way of activity {ident}; transactions: {many}" for ident, many in told]
    made["note_es"] = [f"por medio de la actividad {ident}; transacciones: {many}" for ident, many in told]
    return made


def _funders(roles: pd.DataFrame, money: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """Who funds an activity without a transaction of it saying so; the amount is not known."""
    told = set(zip(money["activity"].tolist(), money["provider"].tolist(), strict=True))
    some = _bearing(roles, FUNDS)
    pairs = zip(some["activity"].tolist(), some["node"].tolist(), strict=True)
    some = some[np.array([pair not in told for pair in pairs], dtype=bool)].reset_index(drop=True)
    made = _by(some, activities, "FUNDS", "role-1/")
    if len(made):
        paid = np.zeros(len(activities), dtype=bool)
        paid[money.loc[money["counted"], "activity"].to_numpy(dtype=np.int64)] = True
        made["counted"] = ~paid[some["activity"].to_numpy(dtype=np.int64)]
        made["note"] = "named as funding, without an amount of its own"
        made["note_es"] = "figura como financiador, sin monto propio"
    return made


def _leading(roles: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """Who is accountable leads; who extends leads as well, unless it is the same body."""
    some = pd.concat([_bearing(roles, code) for code in LEADS])
    some = some.drop_duplicates(["activity", "node"]).reset_index(drop=True)
    made = _by(some, activities, "LEADS")
    if len(made):
        for position, column in enumerate(("role", "note", "note_es")):
            made[column] = some["role"].map({code: words[position] for code, words in LEADS.items()}).to_numpy()
    return made


def _implementing(roles: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    return _by(_bearing(roles, IMPLEMENTS), activities, "IMPLEMENTS")


def _bearing(roles: pd.DataFrame, code: str) -> pd.DataFrame:
    some = roles[(roles["role"] == code).to_numpy() & roles["node"].notna().to_numpy()]
    return some.drop_duplicates(["activity", "node"]).reset_index(drop=True)


def _by(some: pd.DataFrame, activities: pd.DataFrame, relation: str, key: str = "") -> pd.DataFrame:
    own = _own(activities, some["activity"])
    made = _of(own, relation)
    made["source"], made["target"] = some["node"], own["project"]
    nodes = (node.partition(":")[2] for node in some["node"].tolist())
    made["id"] = [f"{slug}/{key}{node}" for slug, node in zip(own["slug"].tolist(), nodes, strict=True)]
    return made


def _places_and_themes(ties: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    """Where an activity operates and what it addresses; the share stands in the note."""
    own = _own(activities, ties["activity"])
    made = _of(own, "")
    made["relation"], made["source"] = ties["relation"], own["project"]
    made["target"] = ties["node"]
    pairs = zip(own["slug"].tolist(), ties["node"].tolist(), strict=True)
    made["id"] = [f"{slug}/{node.partition(':')[2]}" for slug, node in pairs]
    share = ties["share"].astype(float)
    words = {part: f"{100 * part:.4g} % " for part in share.dropna().unique().tolist()}
    made["note"] = [words[part] + "of the activity" if part in words else None for part in share.tolist()]
    made["note_es"] = [words[part] + "de la actividad" if part in words else None for part in share.tolist()]
    return made


def _components(related: list[tuple[int, int]], activities: pd.DataFrame) -> pd.DataFrame:
    """A child activity is part of its parent."""
    if not related:
        return pd.DataFrame()
    parents, children = np.array(related).T
    own, whole = _own(activities, pd.Series(children)), _own(activities, pd.Series(parents))
    made = _of(own, "PART_OF")
    made["source"], made["target"] = own["project"], whole["project"]
    made["id"] = [f"{slug}/{other}" for slug, other in zip(own["slug"].tolist(), whole["slug"].tolist(), strict=True)]
    return made


def _own(activities: pd.DataFrame, numbers: pd.Series[int]) -> pd.DataFrame:
    """The activities of some rows, in their order."""
    columns = ["project", "slug", "ident", "start", "end", "held", "updated", "file", "about"]
    return activities[columns].take(numbers.to_numpy(dtype=np.int64)).reset_index(drop=True)


def _of(own: pd.DataFrame, relation: str) -> pd.DataFrame:
    """Statements as long as their activities."""
    made = own[["start", "end", "held", "updated", "file", "about"]]
    made = made.set_axis(["start", "end", "status", "date", "file", "locator"], axis=1)
    return made.assign(relation=relation, confidence="stated")


def _put(load: Load, activities: pd.DataFrame, parts: list[pd.DataFrame]) -> None:
    """Give the draft the projects, the statements, and for each the place that it was read at."""
    draft = load.draft
    fresh = pd.DataFrame({"id": activities["project"], "kind": "Project", "name_en": activities["name"]})
    fresh["name_es"], fresh["start"], fresh["end"] = activities["spanish"], activities["start"], activities["end"]
    fresh["status"] = activities["status"].map(STATUSES)
    fresh["aliases"] = [[ident] for ident in activities["ident"].tolist()]
    draft.frame("nodes", fresh.drop_duplicates("id"))
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in ("id", "relation", "date", "file", "locator")})
    edges = pd.concat(parts or [nothing], ignore_index=True)
    first = {name: ids.record(draft.dataset, name, "") for name in edges["relation"].unique().tolist()}
    edges["id"] = edges["relation"].map(first).astype("str") + edges["id"].astype("str")
    places = pd.DataFrame({"id": activities["project"], "date": activities["updated"]})
    places["file"], places["locator"] = activities["file"], activities["about"]
    evidence = pd.concat([edges[["id", "date", "file", "locator"]], places], ignore_index=True)
    draft.frame("edges", edges.drop(columns=["date", "file", "locator"]))
    sources = [load.place(file, "").source for file in load.files]
    evidence = evidence.rename(columns={"id": "about"})
    number = evidence.pop("file").to_numpy(dtype=np.int64)
    evidence["source"] = pd.Series(sources, dtype="str").take(number).to_numpy()
    last = pd.Series([ids.evidence("", source) for source in sources], dtype="str")
    evidence["id"] = evidence["about"].astype("str") + last.take(number).reset_index(drop=True)
    draft.frame("evidence", evidence.assign(stance="supports"))
