"""What changed about a node in five years, year by year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from graph import dates
from migov.briefs._asked import Asked
from migov.briefs._model import Block, Cite, Heading, Paragraph, Part, Table

YEARS, IN_A_YEAR = 5, 7
FIRST = "1800-01-01"
"""The first day that dates know; nothing is recorded before it."""
TOLD = (
    "MEMBER_OF",
    "ENDORSED",
    "ADOPTED",
    "SIGNED",
    "VOTED",
    "PRESIDES",
    "LEADS",
    "SECRETARIAT_OF",
    "SUCCEEDS",
    "ESTABLISHED_BY",
    "CONVENES",
    "PARTICIPATES_IN",
    "WITHDREW_FROM",
    "FUNDS",
    "COMMITS_TO",
    "IMPLEMENTS",
    "COORDINATES_WITH",
    "SUPPORTS",
    "PARTNER_IN",
    "PART_OF",
    "OPERATES_IN",
)
"""The relations whose changes are told; not corridors, publications, themes or recommendations."""

WORDS: dict[tuple[str, str], tuple[str, str]] = {
    ("began", "LEADS"): ("began to lead", "comenzó a liderar"),
    ("ended", "LEADS"): ("ceased to lead", "dejó de liderar"),
    ("began", "SECRETARIAT_OF"): ("took on the secretariat", "asumió la secretaría"),
    ("ended", "SECRETARIAT_OF"): ("gave up the secretariat", "dejó la secretaría"),
    ("began", "FUNDS"): ("gave or promised money", "dio o prometió dinero"),
    ("ended", "FUNDS"): ("end of its money", "fin de su dinero"),
    ("began", "COMMITS_TO"): ("made a commitment", "asumió un compromiso"),
    ("ended", "COMMITS_TO"): ("end of a commitment", "fin de un compromiso"),
    ("began", "IMPLEMENTS"): ("began to implement", "comenzó a ejecutar"),
    ("ended", "IMPLEMENTS"): ("ceased to implement", "dejó de ejecutar"),
    ("began", "COORDINATES_WITH"): ("coordination began", "comenzó la coordinación"),
    ("ended", "COORDINATES_WITH"): ("coordination ended", "terminó la coordinación"),
    ("began", "SUPPORTS"): ("support began", "comenzó el apoyo"),
    ("ended", "SUPPORTS"): ("support ended", "terminó el apoyo"),
    ("began", "PARTNER_IN"): ("became a partner", "pasó a ser socio"),
    ("ended", "PARTNER_IN"): ("ceased to be a partner", "dejó de ser socio"),
    ("began", "PART_OF"): ("became part", "pasó a formar parte"),
    ("ended", "PART_OF"): ("ceased to be part", "dejó de formar parte"),
    ("began", "OPERATES_IN"): ("began to operate", "comenzó a operar"),
    ("ended", "OPERATES_IN"): ("ceased to operate", "dejó de operar"),
}
"""How the start and end of relations read that the question says only began and ended."""


def changes(asked: Asked) -> list[Block]:
    """The dated changes of the last five years, a row a year."""
    first = f"{int(asked.as_of[:4]) - YEARS}{asked.as_of[4:]}"
    first = first if not first.endswith("02-29") else f"{first[:8]}28"  # the 29 February of another year
    first = first if dates.problem(first) is None else FIRST
    params: dict[str, object] = {"from": first, "to": asked.as_of}
    found = asked.ask("changes", **params).frame
    touches = (found["subject"] == asked.node) | (found["object"] == asked.node)
    found = found[touches & (found["relation"].isna() | found["relation"].isin(TOLD))]
    blocks: list[Block] = [Heading(asked.words["changes"])]
    period = asked.say(
        f"from {asked.day(first)} to {asked.day(asked.as_of)}", f"del {asked.day(first)} al {asked.day(asked.as_of)}"
    )
    if found.empty:
        text = asked.say(
            f"No dated change of {asked.me} is recorded {period}: no evidence; what has no date cannot appear here.",
            f"No consta ningún cambio con fecha de {asked.me} {period}: sin evidencia; lo que no tiene fecha no puede "
            "figurar.",
        )
        return [*blocks, Paragraph((text,))]
    found = _told(asked, found)
    rows = []
    for year, part in found.groupby(found["date"].str[:4], sort=True):
        rows.append(((str(year),), _year(asked, part)))
    caption = asked.say(
        f"Dated changes {period}, by year; what a source dates by the year alone stands first",
        f"Cambios con fecha {period}, por año; primero lo que la fuente fecha solo por el año",
    )
    return [*blocks, Table(caption, (asked.words["year"], asked.words["change"]), tuple(reversed(rows)), (8, 92))]


def _told(asked: Asked, found: pd.DataFrame) -> pd.DataFrame:
    """The changes with the role of chairs and the other end, without ends of what began in the same month.

    By whole columns: a large store has a hundred thousand changes of one country.
    """
    heads = pd.Index([cell[0] for cell in found["evidence"]], dtype="object")
    edges = asked.graph.edges[["start", "role"]].reset_index(drop=True)
    about = edges.reindex(asked.graph.edge_index.get_indexer(heads)).set_axis(found.index)
    chair = found["change"].isin(("took over", "handed over"))
    over = found["change"].isin(("ended", "handed over"))
    passing = over & (about["start"].str[:7] == found["date"].str[:7]).fillna(False)
    told = found.assign(
        role=about["role"].where(chair, "").fillna("chair"),
        other=found["object"].where(found["subject"] == asked.node, found["subject"]),
    )
    return told[~passing.astype(bool)]


def _year(asked: Asked, part: pd.DataFrame) -> tuple[Part, ...]:
    """The changes of a year, like ones together, each sort with its own references."""
    parts: list[Part] = []
    for _, alike in part.groupby(["change", "relation", "role"], sort=False, dropna=False):
        act = _act(asked, alike.iloc[0])
        ends = alike.drop_duplicates(["other", "date"])
        names = [f"{_end(asked, row)}{_when(asked, row['date'])}" for row in ends.head(IN_A_YEAR).to_dict("records")]
        if rest := len(ends) - len(names):
            names.append(asked.say(f"{rest} more", f"{rest} más"))
        act = f"{'; ' if parts else ''}{act if parts else act[:1].upper() + act[1:]}"
        about = dict.fromkeys(a for ids in alike["evidence"] for a in ids)
        parts += [f"{act}: {asked.say.joined(names)}", Cite(tuple(about))]
    return (*parts, ".")


def _when(asked: Asked, date: str) -> str:
    """The day or month within its year, in brackets; nothing where only the year is known."""
    words = asked.day(date).removesuffix(date[:4]).removesuffix(" de ").strip()
    return f" ({words})" if len(date) > 4 else ""


def _end(asked: Asked, row: dict[Any, Any]) -> str:
    """Who or what is at the other end; of a change of status the status."""
    return asked.name(row["other"]) if isinstance(row["relation"], str) else asked.word(row["change"])


def _act(asked: Asked, row: pd.Series[Any]) -> str:
    """What happened."""
    if not isinstance(row["relation"], str):
        return asked.say("became", "pasó a estar")
    pair = WORDS.get((row["change"], row["relation"]))
    act = asked.say(*pair) if pair else asked.word(row["change"])
    return f"{act} {asked.say('the', 'la')} {asked.word(row['role'])}" if row["role"] else act
