"""What a load has to say: what it read, made, left out and why; for people and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.errors import DataError

EXAMPLES = 3
"""How many places a line of the report names."""
LISTED = 20
"""How many names that found no node the report lists; the review file has all."""


class Place(NamedTuple):
    """A place in a file.

    Attributes:
        file: The file, as people name it.
        source: The id of the source that stands for the file.
        where: The place in it: ``row 17``, ``activity XM-DAC-1``, ``page 3``.
        line: The line or row as a number, 0 where there is none.
    """

    file: str
    source: str
    where: str
    line: int = 0

    def wrong(self, column: str, value: object, problem: str, remedy: str) -> DataError:
        """The error that what stands there is wrong."""
        return DataError(
            self.file, self.line, column, value, problem if self.line else f"{self.where}: {problem}", remedy
        )

    def __str__(self) -> str:
        """The place as a message names it."""
        return f"{self.file}:{self.line}" if self.line else f"{self.file}, {self.where}"


@dataclass(slots=True)
class Noted:
    """Something that was met several times: how often, and the first places."""

    count: int = 0
    places: list[str] = field(default_factory=list)

    def add(self, place: Place | None, count: int = 1) -> None:
        """Count it once more."""
        self.count += count
        if place is not None and len(self.places) < EXAMPLES:
            self.places.append(str(place))


@dataclass(slots=True)
class Unresolved:
    """A name that found no node of the graph before this load.

    Attributes:
        name: The name as written.
        kind: What it was looked for as: Country, Agency, ...
        node: The node that was made for it, or empty where none was.
        proposals: Ids of nodes with a near name and the likeness from 0 to 100, best first; never taken.
        noted: How often it stands there, and where first.
    """

    name: str
    kind: str
    node: str = ""
    proposals: list[tuple[str, float]] = field(default_factory=list)
    noted: Noted = field(default_factory=Noted)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two names in one sentence of a document, for a person to say whether, and how, they belong together.

    Attributes:
        subject: The id of the node that stands first, and `object` of the other.
        quote: A few words around them; they go into the file for review and never into the graph.
        locator: Where the sentence stands in the document.
        document: What the SHA-256 of the document begins with.
        title, publisher, url, published, language: What the bibliography says of it.
    """

    subject: str
    object: str
    quote: str
    locator: str
    document: str
    title: str
    publisher: str = ""
    url: str = ""
    published: str = ""
    language: str = ""


@dataclass(slots=True)
class Report:
    """What a load has to say.

    Attributes:
        rows: How many records were read, by file.
        made: How many statements (by relation) and observations (by measure) it makes.
        skipped: What was left out, by reason.
        notes: What was repaired or read in another way than written, by what was done.
        ignored: The columns that hold nothing that the graph keeps, by file.
        unresolved: Names that found no node, by kind and name.
        totals: Sums that a person can check against the source, by what they are.
        candidates: Pairs of names for a person to review; only the file for review has them.
    """

    rows: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, Noted] = field(default_factory=dict)
    notes: dict[str, Noted] = field(default_factory=dict)
    ignored: dict[str, list[str]] = field(default_factory=dict)
    unresolved: dict[tuple[str, str], Unresolved] = field(default_factory=dict)
    totals: dict[str, float] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)

    def read(self, file: str, count: int = 1) -> None:
        """Count records that were read from a file."""
        self.rows[file] = self.rows.get(file, 0) + count

    def skip(self, reason: str, place: Place | None = None, count: int = 1) -> None:
        """Count a record that was left out, and say why."""
        self.skipped.setdefault(reason, Noted()).add(place, count)

    def note(self, what: str, place: Place | None = None, count: int = 1) -> None:
        """Count something that was repaired, or read in another way than it is written."""
        self.notes.setdefault(what, Noted()).add(place, count)

    def as_json(self) -> str:
        """The report as JSON; keys as the attributes."""

        def told(noted: dict[str, Noted]) -> dict[str, object]:
            return {name: {"count": some.count, "places": some.places} for name, some in noted.items()}

        whole = {
            "rows": self.rows,
            "made": self.made,
            "skipped": told(self.skipped),
            "notes": told(self.notes),
            "ignored": self.ignored,
            "unresolved": [
                {"name": u.name, "kind": u.kind, "node": u.node, "proposals": u.proposals}
                | {"count": u.noted.count, "places": u.noted.places}
                for u in self._unresolved()
            ],
            "totals": self.totals,
        }
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    def as_text(self) -> str:
        """The report for people."""
        lines = [f"read {count:,} records of {file}" for file, count in self.rows.items()]
        lines += [f"made {count:,} {name}" for name, count in sorted(self.made.items())]
        lines += [f"{name}: {_number(total)}" for name, total in self.totals.items()]
        lines += _noted("left out", self.skipped) + _noted("noted", self.notes)
        lines += [f"{file}: not kept: {', '.join(columns)}" for file, columns in self.ignored.items() if columns]
        names = self._unresolved()
        for some in names[:LISTED]:
            near = (
                f"; near: {', '.join(f'{node} ({score:.0f})' for node, score in some.proposals)}"
                if some.proposals
                else ""
            )
            lines.append(f"no node is called {some.name!r} ({some.kind}, {some.noted.count:,} times){near}")
        if len(names) > LISTED:
            lines.append(f"... and {len(names) - LISTED:,} more names; --review FILE.csv writes all")
        return "\n".join(lines) + "\n"

    def _unresolved(self) -> Sequence[Unresolved]:
        return sorted(self.unresolved.values(), key=lambda u: (-u.noted.count, u.kind, u.name))


def _noted(verb: str, noted: dict[str, Noted]) -> list[str]:
    where = {what: f" ({', '.join(some.places)})" if some.places else "" for what, some in noted.items()}
    return [f"{verb} {some.count:,}: {what}{where[what]}" for what, some in noted.items()]


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
