"""Activities in cells: who does what, where, on which theme and when, from flat statements.

An activity is a node of kind Project. `ties` takes the statements that place it out of a graph (the Cypher returns the
same), `placed` joins them on integer codes: one row for each activity, agency, place and theme with its days. Nothing
here loops over activities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from graph import schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from graph.tables import NEVER, Array, day_number, day_numbers, day_texts
from queries import _heard
from queries._frame import Column, Params

BY, AT, ON, WITHIN = ("IMPLEMENTS", "LEADS"), ("OPERATES_IN",), ("ADDRESSES",), ("LOCATED_IN", "PART_OF")
REACHED = "people_reached"

TIES = (
    Column("subject", "id", "where the statement starts, or what was observed", "de dónde parte, o lo observado"),
    Column("relation", "text", "the relation, or the measure", "la relación, o la medida"),
    Column("object", "id", "where it ends", "a dónde llega"),
    Column("since", "date", "holds from this day, within the dates of the activity", "vale desde este día"),
    Column("until", "date", "holds to this day, within the dates of the activity", "vale hasta este día"),
    Column("people", "number", "the people reached", "las personas alcanzadas"),
    Column("evidence", "id", "the statement or observation", "la afirmación u observación"),
)


def first_day(p: Params) -> str:
    """The first day of the period asked for: the day itself where none is.

    Raises:
        BadParameter: It is after the last.
    """
    if p["from"] is not None and p["from"] > p["as_of"]:
        raise BadParameter("from", p["from"], f"it is after the day asked for, {p['as_of']}", "give an earlier one")
    return str(p["from"] or p["as_of"])


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The statements that place activities in the period, where places lie, and the people reached.

    Returns:
        One row a statement or observation, sorted by `relation`, then `evidence`; columns as `TIES`.

    Raises:
        BadParameter: The period begins after its last day.
    """
    day, first = day_number(p["as_of"]), day_number(first_day(p))
    kind, edges = graph.nodes["kind"], graph.edges
    is_a = {
        name: (kind == name).to_numpy() for name in ("Project", "Country", "Agency", "Place", "Theme", "Population")
    }
    a, b, relation = graph.source_rows, graph.target_rows, edges["relation"]
    aims = is_a["Theme"] | is_a["Population"] if p["populations"] == "on" else is_a["Theme"]
    by = relation.isin(BY).to_numpy() & (is_a["Country"] | is_a["Agency"])[a] & is_a["Project"][b]
    of = relation.isin(AT).to_numpy() & (is_a["Country"] | is_a["Place"])[b] & is_a["Project"][a]
    of |= relation.isin(ON).to_numpy() & aims[b] & is_a["Project"][a]
    lies = relation.isin(WITHIN).to_numpy() & is_a["Place"][a] & (is_a["Country"] | is_a["Place"])[b]
    counts = graph.mask(confidence=p["confidence"]) & ~edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
    row = np.flatnonzero((by | of | lies) & counts)

    starts = np.where(is_a["Project"], day_numbers(graph.nodes["start"], 0), 0)
    ends = np.where(is_a["Project"], day_numbers(graph.nodes["end"], NEVER, last=True), NEVER)
    activity = np.where(by[row], b[row], a[row])
    since = np.maximum(day_numbers(edges["since"].iloc[row], NEVER), starts[activity])
    until = np.minimum(day_numbers(edges["until"].iloc[row], NEVER), ends[activity])
    since[lies[row]], until[lies[row]] = 0, NEVER  # a place lies where it lies
    fits = (since <= day) & (until >= first) & (since <= until)
    row, since, until = row[fits], since[fits], until[fits]
    codes, names = pd.factorize(relation.iloc[row], sort=True)
    order = np.argsort(codes, kind="stable")  # statements are sorted by id already
    row, since, until = row[order], since[order], until[order]

    seen = _reached(graph, p, is_a["Project"])
    ids = [edges["id"].to_numpy()[row], graph.observations["id"].to_numpy()[seen]]
    blank = np.zeros(len(seen), dtype=np.int64)
    node = graph.node_index
    return pd.DataFrame(
        {
            "subject": pd.Categorical.from_codes(np.concatenate([a[row], graph.observed_rows[seen]]), node),
            "relation": np.concatenate([np.asarray(names, dtype=object)[codes[order]], np.full(len(seen), REACHED)]),
            "object": pd.Categorical.from_codes(np.concatenate([b[row], blank - 1]), node),
            "since": day_texts(np.concatenate([since, blank])),
            "until": day_texts(np.concatenate([until, blank])),
            "people": np.concatenate([np.full(len(row), np.nan), graph.observations["number"].to_numpy()[seen]]),
            "evidence": np.concatenate(ids),
        }
    )


def _reached(graph: PropertyGraph, p: Params, project: Array) -> Array:
    """The rows of the observations of people reached by the day (since the period began, where one is asked for)."""
    seen = graph.observations
    fits = (seen["measure"] == REACHED).to_numpy() & seen["number"].notna().to_numpy() & project[graph.observed_rows]
    fits &= seen["confidence"].isin(list(p["confidence"])).to_numpy()
    row = np.flatnonzero(fits)
    start, end = seen["start"].iloc[row], seen["end"].iloc[row]
    kept = day_numbers(start, 0) <= day_number(p["as_of"])
    if p["from"] is not None:
        kept &= day_numbers(end.fillna(start), NEVER, last=True) >= day_number(p["from"])
    return np.asarray(row[kept])


@dataclass(frozen=True, slots=True)
class Placed:
    """Activities in the cells that they are known to work in.

    Attributes:
        ids: The node ids that codes stand for, sorted; objects of str.
        rows: One row an activity, agency, place, theme and spell: `activity`, `agency`, `where` (the country, or at the
            level of places the place), `theme`, `population` (-1 where not asked), all codes; `since`, `until` (int,
            within the period); `by`, `at`, `on`, `to` (rows of the ties that say so), `via` (a row of `paths`, or -1).
        paths: How places lie in countries: the country (a code, -1 where it is not one alone) and rows of ties.
        activities: The codes of all activities that some tie of the period names, sorted.
    """

    ids: Array
    rows: pd.DataFrame
    paths: list[tuple[int, list[int]]]
    activities: Array


def placed(ties: pd.DataFrame, p: Params) -> Placed:
    """The activities of the period that have a known agency, place and theme, joined from their ties."""
    subject, target, ids = codes(ties)
    relation = ties["relation"].to_numpy(dtype=object)
    since = np.maximum(day_numbers(ties["since"], 0), day_number(first_day(p)))
    until = np.minimum(day_numbers(ties["until"], NEVER), day_number(p["as_of"]))
    placing = np.isin(relation, [*AT, *ON, *WITHIN])
    kinds = {code: schema.kind_of(ids[code]) for code in _heard.distinct(target[placing]).tolist()}

    def part(fits: Array, activity: Array, **columns: Array) -> pd.DataFrame:
        given = {"activity": activity, **columns, "since": since, "until": until}
        return pd.DataFrame({name: values[fits] for name, values in given.items()})

    def ends_at(*names: str) -> Array:
        return np.isin(target, [code for code, kind in kinds.items() if kind in names])

    row = np.arange(len(ties))
    implements = relation == "IMPLEMENTS"
    leads = (relation == "LEADS") & ~np.isin(target, target[implements])  # only where nobody is known to implement
    agencies = part(implements | leads, target, agency=subject, by=row)
    places = part(relation == "OPERATES_IN", subject, where=target, at=row)
    themes = part((relation == "ADDRESSES") & ends_at("Theme"), subject, theme=target, on=row)
    named = [agencies["activity"], places["activity"], subject[relation == "ADDRESSES"], subject[relation == REACHED]]
    places, paths = _located(
        places, p["level"], kinds, _parents(subject, target, np.flatnonzero(np.isin(relation, WITHIN)))
    )
    joined = _met(_met(agencies, places), themes)
    if p["populations"] == "on":
        fits = (relation == "ADDRESSES") & ends_at("Population")
        people = part(fits, subject, population=target, to=row)
        joined = _met(joined, people)
    else:
        joined = joined.assign(population=-1, to=-1)
    every = _heard.distinct(np.concatenate([np.asarray(codes_) for codes_ in named]))
    return Placed(ids, joined, paths, every)


def codes(ties: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Both ends of the ties as codes (-1: none), and the sorted ids that these stand for."""
    subject, target = ties["subject"], ties["object"]
    if isinstance(subject.dtype, pd.CategoricalDtype) and isinstance(target.dtype, pd.CategoricalDtype):
        ids = subject.cat.categories.to_numpy(dtype=object)
        return subject.cat.codes.to_numpy(np.int64), target.cat.codes.to_numpy(np.int64), ids
    codes, texts = pd.factorize(pd.concat([subject, target]).astype("str"), sort=True)
    return codes[: len(ties)], codes[len(ties) :], np.asarray(texts, dtype=object)


def _met(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Both parts of each activity, in the days that they have in common."""
    both = one.merge(other, on="activity", suffixes=("", "_other"))
    both["since"] = np.maximum(both["since"], both.pop("since_other"))
    both["until"] = np.minimum(both["until"], both.pop("until_other"))
    return both[both["since"] <= both["until"]]


def _parents(subject: Array, target: Array, rows: Array) -> dict[int, list[tuple[int, int]]]:
    """For each place what it lies in, and the row that says so."""
    parents: dict[int, list[tuple[int, int]]] = {}
    for place, whole, row in zip(subject[rows].tolist(), target[rows].tolist(), rows.tolist(), strict=True):
        parents.setdefault(place, []).append((whole, row))
    return parents


def _located(
    places: pd.DataFrame, level: str, kinds: dict[int, str | None], parents: dict[int, list[tuple[int, int]]]
) -> tuple[pd.DataFrame, list[tuple[int, list[int]]]]:
    """The places at the level asked for, with `via`: a place counts for each country that it lies in."""
    paths: list[tuple[int, list[int]]] = []
    pairs: dict[str, list[int]] = {"place": [], "where": [], "via": []}
    for place in np.unique(places["where"]).tolist():
        countries = _countries(place, kinds, parents)
        if level == "place":
            lone = len(countries) == 1
            found = [(place, *(next(iter(countries.items())) if lone else (-1, [])))] if kinds[place] == "Place" else []
        elif kinds[place] == "Country":
            found = [(place, place, [])]
        else:
            found = [(country, country, proof) for country, proof in countries.items()]
        for where, country, proof in found:
            pairs["place"].append(place)
            pairs["where"].append(where)
            pairs["via"].append(len(paths))
            paths.append((country, proof))
    table = pd.DataFrame({name: np.array(values, dtype=np.int64) for name, values in pairs.items()})
    return places.rename(columns={"where": "place"}).merge(table, on="place").drop(columns="place"), paths


def _countries(
    place: int, kinds: dict[int, str | None], parents: dict[int, list[tuple[int, int]]]
) -> dict[int, list[int]]:
    """The countries that a place lies in, directly or by way of larger places, each with the rows on all the ways."""
    ways: list[tuple[int, list[int]]] = [(place, [])]
    found: dict[int, list[int]] = {}
    seen = {place}
    while ways:
        here, proof = ways.pop()
        for whole, row in parents.get(here, []):
            if kinds[whole] == "Country":
                found.setdefault(whole, []).extend([*proof, row])
            elif whole not in seen:
                seen.add(whole)
                ways.append((whole, [*proof, row]))
    return found


def sizes(groups: Array, start: Array, end: Array) -> Array:
    """For each interval how many of its group it overlaps, itself among them; days as numbers, both included."""
    width = 10 * (NEVER + 1)
    begun = np.searchsorted(np.sort(groups * width + start), groups * width + end, side="right")
    over = np.searchsorted(np.sort(groups * width + end), groups * width + start, side="left")
    return np.asarray(begun - over)


def codes_of(*columns: Any) -> Array:
    """One code for each combination of the columns, from 0 as they first occur; int64."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        own, values = pd.factorize(np.asarray(column))
        code = pd.factorize(code * max(len(values), 1) + own)[0].astype(np.int64)
    return code


def partnerships(activity: Array, agency: Array) -> Array:
    """For each row the code of the set of agencies of its activity: activities of the same set are one partnership."""
    if not len(activity):
        return np.zeros(0, dtype=np.int64)
    own, width = codes_of(activity), int(agency.max()) + 1
    pairs = np.stack(np.divmod(_heard.distinct(own * width + agency), width))
    first = np.flatnonzero(np.diff(pairs[0], prepend=-1))
    place = np.arange(pairs.shape[1]) - np.repeat(first, np.diff(np.append(first, pairs.shape[1])))
    code, used = np.zeros(len(first), dtype=np.int64), 1
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(int(place.max()) + 2))
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):  # the first agency, the second ...
        owner, member = pairs[:, order[start:stop]]
        code[owner] = used + codes_of(code[owner], member)
        used = int(code[owner].max()) + 1
    return np.asarray(code[own])
