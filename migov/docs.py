"""The generated parts of the documents: `python -m migov.docs` rewrites them, and a test holds them current."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph import schema
from loaders import curated
from queries._catalogue import FAMILIES, in_order, question

if TYPE_CHECKING:
    from queries._frame import Parameter, Question


def model() -> str:
    """The kinds, relations and properties of the schema as Markdown tables."""
    lines = ["| kind | what counts as one | subtypes |", "| --- | --- | --- |"]
    lines += [f"| `{kind.name}` | {kind.meaning} | {', '.join(kind.subtypes)} |" for kind in schema.KINDS.values()]
    lines += ["", "| relation | from | to | what it says | roles |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{r.name}` | {_kinds(r.sources)} | {_kinds(r.targets)} | {r.meaning} | {', '.join(r.roles)} |"
        for r in schema.RELATIONS.values()
    ]
    for table, properties in schema.TABLES.items():
        rows = [f"| `{p.name}` | {p.type} | {_meaning(p)} |" for p in properties]
        head = f"<details><summary>Columns of <code>{table}</code></summary>"
        lines += ["", head, "", "| column | type | meaning |", "| --- | --- | --- |", *rows, "", "</details>"]
    return "\n".join(lines)


def questions() -> str:
    """The questions as a Markdown table."""
    lines = ["| | question | asks | its own parameters |", "| --- | --- | --- | --- |"]
    for q in _catalogue():
        own = ", ".join(f"`{p.name}`" for p in q.parameters)
        page = f"docs/QUESTIONS.md#{q.number.lower()}-{q.name}"
        lines.append(f"| {q.number} | [`{q.name}`]({page}) | {q.en} | {own} |")
    return "\n".join(lines)


def catalogue() -> str:
    """Every question with its definition, parameters, columns and one real answer, by group."""
    import queries
    from queries._frame import COMMON

    graph = curated.load()
    lines: list[str] = []
    for q in _catalogue():
        if (group := FAMILIES[q.number[0]][0]) and f"## {group}" not in lines:
            lines += [f"## {group}", ""]
        given = {p: EXAMPLES[q.name] for p in q.parameters if p.required}
        words = [value if p.positional else f"--{p.name} {value}" for p, value in given.items()]
        asked = " ".join([f"ask {q.name}", *words, f"--as-of {DAYS[-1]}"])
        answer = queries.ask(graph, q.name, as_of=DAYS[-1], **{p.key: value for p, value in given.items()})
        few = replace(answer, frame=answer.frame.head(ROWS))
        lines += [f"### {q.number} {q.name}", "", f"**{q.en}** *{q.es}*", "", q.definition, ""]
        lines += ["| parameter | means | default |", "| --- | --- | --- |", *(_parameter(p) for p in q.parameters), ""]
        lines += ["<details><summary>Columns</summary>", "", "| column | type | says |", "| --- | --- | --- |"]
        lines += [f"| `{c.name}` | {c.type} | {c.en} |" for c in q.columns]  # our own words, with code in them
        lines += ["", f"Sorted by: {q.order}.", "", "</details>", ""]
        lines += ["```sh", f"python3 tasks.py {asked}", "```", "", few.to_markdown().rstrip()]
        if len(answer.frame) > ROWS:
            lines += ["", f"The first {ROWS} of {len(answer.frame)} rows."]
        lines.append("")
    lines += ["## What every question takes", "", "| parameter | means | default |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(_parameter(p) for p in COMMON)])


def _catalogue() -> list[Question]:
    """The questions in the order of the families and numbers."""
    return [question(name) for name in in_order()]


def _parameter(p: Parameter) -> str:
    default = ", ".join(p.default) if isinstance(p.default, tuple) else "" if p.default is None else str(p.default)
    chosen = f" One of {', '.join(p.choices)}." if p.choices else ""
    return f"| `{p.name}` | {_cell(p.en + '.' + chosen)} | {'required' if p.required else _cell(default)} |"


def counts() -> str:
    """How much the curated graph holds, by kind of node and by relation and confidence."""
    graph = curated.load()
    kinds = graph.nodes["kind"].value_counts()
    lines = ["| nodes | number |", "| --- | ---: |", *(f"| {kind} | {kinds.get(kind, 0)} |" for kind in schema.KINDS)]
    lines += ["", "| statements | stated | inferred | unverified | disputed |", "| --- | ---: | ---: | ---: | ---: |"]
    for relation in schema.RELATIONS:
        edges = graph.edges[graph.edges["relation"] == relation]
        if len(edges):
            by = [str((edges["confidence"] == confidence).sum()) for confidence in schema.CONFIDENCES]
            lines.append(f"| `{relation}` | {' | '.join(by)} | {int(edges['disputed'].fillna(False).sum())} |")
    against = int((graph.evidence["stance"] == "contradicts").sum())
    undated = int(graph.edges["start"].isna().sum())
    lines.append("")
    lines.append(
        f"{len(graph.edges)} statements and {len(graph.observations)} dated values rest on {len(graph.evidence)} "
        f"pieces of evidence from {len(graph.sources)} sources; {against} pieces of evidence contradict what was "
        f"chosen. {undated} statements have no known start: they hold from their earliest dated evidence."
    )
    unread = int(graph.nodes["note"].fillna("").str.contains("to be verified").sum())
    lines += ["", f"The titles of {unread} sources are taken from an address or described, and still to be verified."]
    return "\n".join(lines)


def members() -> str:
    """How many governments sit in each room on some days, and in which rooms nobody knows."""
    from graph import rooms

    graph = curated.load()
    names = graph.labels("en")
    seats = {day: rooms.seats(graph, day).groupby("room").size() for day in DAYS}
    known = rooms.rooms(graph, DAYS[-1])
    lines = [f"| room | {' | '.join(DAYS)} |", f"| --- |{' ---: |' * len(DAYS)}"]
    seated = {room for day in DAYS for room in seats[day].index}
    lines += [
        f"| {names[room]} | {' | '.join(str(seats[day].get(room, 0)) for day in DAYS)} |"
        for room in known["id"]
        if room in seated
    ]
    unknown = sorted(names[room] for room in known.loc[~known["known"], "id"])
    lines += ["", f"No source at hand gives the whole list of: {', '.join(unknown)}."]
    return "\n".join(lines)


def sources() -> str:
    """Every source with its publisher, date and the number of pieces of evidence it gives."""
    graph = curated.load()
    pieces = graph.evidence["source"].value_counts()
    frame = graph.sources.assign(pieces=graph.sources["id"].map(pieces)).sort_values(
        ["pieces", "id"], ascending=[False, True]
    )
    lines = ["| source | publisher | published | evidence |", "| --- | --- | --- | ---: |"]
    for title, publisher, url, published, number in frame[
        ["title", "publisher", "url", "published", "pieces"]
    ].itertuples(index=False):
        shown = _cell(title) if not isinstance(url, str) else f"[{_cell(title)}](<{url}>)"
        lines.append(f"| {shown} | {_cell(publisher)} | {_cell(published)} | {number} |")
    return "\n".join(lines)


def themes() -> str:
    """The themes with the objectives of the two compacts that they serve."""
    graph = curated.load()
    lines = ["| theme | tema | GCM objectives | GCR objectives |", "| --- | --- | --- | --- |"]
    found = graph.nodes[graph.nodes["kind"] == "Theme"]
    for en, es, gcm, gcr in found[["name_en", "name_es", "gcm_objectives", "gcr_objectives"]].itertuples(index=False):
        lines.append(f"| {_cell(en)} | {_cell(es)} | {', '.join(gcm)} | {', '.join(gcr)} |")
    return "\n".join(lines)


def picture() -> str:
    """What is tied to what in Neo4j, as text: the patterns of the model, with how often the curated graph has each."""
    graph = curated.load()
    kind = graph.nodes["kind"].to_numpy()
    ties = graph.edges[["relation"]].assign(source=kind[graph.source_rows], target=kind[graph.target_rows])
    count = graph.nodes["labels"].explode().value_counts()
    ends = [f"{count[label]:>6} (:Entity:{label})" for label in (*schema.KINDS, "Territory", "Donor")]
    ends.append("")
    for relation, found in ties.groupby("relation"):
        source, target = ("|".join(sorted(set(found[end]))) for end in ("source", "target"))
        ends.append(f"{len(found):>6} (:{source})-[:{relation}]->(:{target})")
    ends += ["", f"{len(graph.observations):>6} (:Observation)-[:ABOUT]->(:Entity)"]
    ends.append(f"{len(graph.evidence):>6} (:Evidence {{about: id of what it speaks of}})-[:FROM]->(:Source)")
    return "\n".join(["```", *ends, "```"])


def formats() -> str:
    """The machine formats with what they are and which files they take."""
    from loaders import _run

    lines = ["| format | what it is | files |", "| --- | --- | --- |"]
    lines += [f"| `{form.name}` | {_cell(form.title)} | {_cell(form.files)} |" for form in _run.formats().values()]
    return "\n".join(lines)


def entities() -> str:
    """What becomes of kinds and relations in FollowTheMoney."""
    from graph.exports import ftm

    lines = ["| of ours | becomes | because |", "| --- | --- | --- |"]
    lines += [f"| `{kind}` | `{name}` | {why} |" for kind, (name, why) in ftm.SCHEMATA.items()]
    for relation, links in ftm.LINKS.items():
        lines += [f"| `{relation}` | `{link.schema}` ({', '.join(link.ends)}) | {link.why} |" for link in links]
    return "\n".join([*lines, f"| all others | `{ftm.OTHER.schema}` ({', '.join(ftm.OTHER.ends)}) | {ftm.OTHER.why} |"])


DAYS = ("2017-01-01", "2018-12-31", "2019-12-31", "2022-05-17", "2024-12-31", "2026-11-22")
"""The days that the data page shows members for; pinned, so that the page does not change by itself."""

EXAMPLES = {"what-breaks": "mechanism:quito-process", "why": "mechanism:r4v"}
"""The node that the page asks a question about that must be given one."""
ROWS = 6
"""How many rows of each answer the page shows."""

SECTIONS: dict[str, Callable[[], str]] = {
    "model": model,
    "questions": questions,
    "catalogue": catalogue,
    "counts": counts,
    "members": members,
    "themes": themes,
    "sources": sources,
    "picture": picture,
    "formats": formats,
    "entities": entities,
}
"""The generated sections by the name in their marks, ``<!-- NAME:begin -->`` and ``<!-- NAME:end -->``."""

DOCUMENTS = {
    "README.md": ("model", "questions"),
    "docs/DATA.md": ("counts", "members", "themes", "sources"),
    "docs/QUESTIONS.md": ("catalogue",),
    "docs/NEO4J.md": ("picture",),
    "docs/LOADING.md": ("formats",),
    "docs/EXPORTS.md": ("entities",),
}
"""The documents that have generated sections, and which."""


def current(text: str, sections: Iterable[str] = DOCUMENTS["README.md"]) -> str:
    """The text of a document with its generated sections as they are now.

    Raises:
        ValueError: A section's marks are missing.
    """
    for name in sections:
        marks = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        if not marks.search(text):
            raise ValueError(f"the marks of the section '{name}' are missing")
        section = SECTIONS[name]()
        text = marks.sub(lambda m, s=section: f"{m[1]}{s}\n{m[2]}", text)  # type: ignore[misc]
    return text


def _cell(value: object) -> str:
    """A value as a cell of a Markdown table; unknown is empty."""
    return "".join(f"\\{c}" if c in r"\`*_[]<>|" else c for c in value) if isinstance(value, str) else ""


def _kinds(kinds: tuple[str, ...]) -> str:
    return "any" if set(kinds) == set(schema.KINDS) else ", ".join(dict.fromkeys(kinds))


def _meaning(p: schema.Property) -> str:
    parts = [p.meaning]
    if p.kinds:
        parts.append(f"Only {', '.join(p.kinds)}.")
    if p.choices and len(p.choices) <= len(schema.STATUSES):
        parts.append(f"One of {', '.join(p.choices)}.")
    if p.derived:
        parts.append("Derived.")
    return " ".join(parts)


if __name__ == "__main__":
    for name, sections in DOCUMENTS.items():
        document = Path(name)
        document.write_text(current(document.read_text(encoding="utf-8"), sections), encoding="utf-8", newline="\n")
