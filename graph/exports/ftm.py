"""FollowTheMoney entities, one a line: what Aleph and the tools of OpenSanctions read.

No schema says more than our statement does: where FollowTheMoney has no word that is as careful, a statement is an
``UnknownLink`` with its words as `role`, and what has no schema at all is told in `notes` of what it is tied to. The
mapping is `SCHEMATA` and `LINKS`; the properties are those that version 3.8 and 4 both know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from graph import schema
from graph.exports import _attributes
from graph.exports._attributes import counted
from graph.exports._ftm import interval, key, thing
from graph.exports._ftm_words import UNTOLD, Words, reserved
from graph.exports._json import line
from graph.tables import records

if TYPE_CHECKING:
    from graph.exports._attributes import Row, Told
    from graph.exports._ftm import Entity
    from graph.model import PropertyGraph

FOLDER = False

SCHEMATA: dict[str, tuple[str, str]] = {
    "Mechanism": ("Organization", "the only schema that has members; `classification` says what it is"),
    "Country": ("LegalEntity", "a party to something; a PublicBody would be a ministry or a state company"),
    "Agency": ("Organization", "as it stands; `classification` says of which sort"),
    schema.UNNAMED: ("LegalEntity", "an agency that stands for several or unnamed ones: no one organization"),
    "Project": ("Project", "an activity carried out by participants"),
    "Instrument": ("Pages", "a document of some pages"),
    "Event": ("Event", "held on given days"),
    "Place": ("Address", "a location"),
    "Source": ("Article", "a piece of media about a subject; a Document would want the name of a file"),
}
"""For each kind of node (and a subtype) the schema of its entity, and why; other kinds have none."""

LEGAL = ("LegalEntity", "Organization")
DOCUMENTS = ("Pages", "Article")


@dataclass(frozen=True, slots=True)
class Link:
    """A schema that says no more than a relation does.

    Attributes:
        schema: The schema.
        ends: Its properties for the source and for the target of a statement.
        sources: The schemata that entities at the source must have, and `targets` those at the target.
        why: Why it fits.
    """

    schema: str
    ends: tuple[str, str]
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    why: str


_THINGS = tuple(dict.fromkeys(name for name, _ in SCHEMATA.values()))
_TAKES_PART = Link("ProjectParticipant", ("participant", "project"), LEGAL, ("Project",), "takes part, in that role")
_HEADS = Link("Directorship", ("director", "organization"), LEGAL, ("Organization",), "holds its chair or lead")

LINKS: dict[str, tuple[Link, ...]] = {
    "MEMBER_OF": (Link("Membership", ("member", "organization"), LEGAL, ("Organization",), "is a member, by `role`"),),
    "PRESIDES": (_HEADS,),
    "LEADS": (_HEADS, _TAKES_PART),
    "IMPLEMENTS": (_TAKES_PART,),
    "PARTNER_IN": (_TAKES_PART,),
    "PARTICIPATES_IN": (_TAKES_PART,),
    "FUNDS": (Link("Payment", ("payer", "beneficiary"), LEGAL, LEGAL, "money that was paid, not pledged"),),
    "PUBLISHED": (Link("Documentation", ("entity", "document"), _THINGS, DOCUMENTS, "wrote or published it"),),
    "MENTIONS": (Link("Documentation", ("document", "entity"), DOCUMENTS, _THINGS, "names it"),),
}
"""For each relation the schemata that say no more; the first that fits the ends is taken, else `OTHER`."""

OTHER = Link("UnknownLink", ("subject", "object"), _THINGS, _THINGS, "the words of the relation are its `role`")

PAID = ("disbursement", "expenditure", "incoming", "repayment", "interest")
"""The kinds of money that changed hands."""
AMOUNTS = "amounts"


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the file: entities of nodes, of sources that are no nodes, and of statements."""
    view = _attributes.told(graph, sources=True)
    kinds = graph.nodes["kind"].mask(graph.nodes["subtype"] == schema.UNNAMED, schema.UNNAMED)
    schemata = {n: SCHEMATA[kind][0] for n, kind in zip(graph.nodes["id"], kinds, strict=True) if kind in SCHEMATA}
    words = Words(view, schemata)
    counts, cut = Counter[str](), 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for entity in _entities(view, schemata, words, counts):
            counts[entity.schema] += 1
            cut += entity.cut
            file.write(f"{line(entity.written())}\n")
    return _remarks(view, words, counts, cut)


def link_of(row: Row, schemata: dict[str, str]) -> Link:
    """The schema of a statement whose ends have one."""
    if reserved(row) or (row["relation"] == "FUNDS" and row.get("money") not in PAID):
        return OTHER  # another would say that it is so
    source, target = schemata[row["source"]], schemata[row["target"]]
    fitting = (link for link in LINKS.get(row["relation"], ()) if source in link.sources and target in link.targets)
    return next(fitting, OTHER)


def _entities(view: Told, schemata: dict[str, str], words: Words, counts: Counter[str]) -> Iterator[Entity]:
    """The entities of everything; amounts that only the text of a link can hold are counted under `AMOUNTS`."""
    for row in view.nodes():
        if form := schemata.get(row["id"]):
            yield thing(row, form, words.notes.get(row["id"], ()), words.keywords.get(row["id"], ()))
    for row in _unlisted(view.graph):
        yield thing(row, SCHEMATA["Source"][0], (), ())
    for row in view.edges(words.whole):
        link = link_of(row, schemata)
        ends = dict(zip(link.ends, (key(row["source"]), key(row["target"])), strict=True))
        counts[AMOUNTS] += link is OTHER and "amount" in row
        yield interval(row, link.schema, ends, words.role(row, link.schema))


def _unlisted(graph: PropertyGraph) -> Iterator[Row]:
    """Sources that the bibliography or the evidence names and that are no nodes, as nodes."""
    described = {row["id"]: row for row in records(graph.sources)}
    named = pd.Index(graph.sources["id"]).union(pd.Index(graph.evidence["source"].unique()))
    for name in named.difference(graph.node_index):
        row = described.get(name, {"id": name})
        yield {"kind": "Source", "name_en": row.get("title", name), **row}


def _remarks(view: Told, words: Words, counts: Counter[str], cut: int) -> list[str]:
    graph = view.graph
    lost = graph.nodes[~graph.nodes["kind"].isin(list(SCHEMATA))]
    told_as = "as lines of text in `notes` and `description`"
    remarks = _attributes.remarks(view, told_as, [*lost["id"], *words.untold])
    if len(lost):
        names = {name: kind.en.lower() for name, kind in schema.KINDS.items()}
        each = [
            counted(count, names.get(str(kind), str(kind)))
            for kind, count in sorted(lost["kind"].value_counts().items())
        ]
        remarks.append(f"not carried, since there is no schema for them: {', '.join(each)}")
    if told := int(words.told.sum()):
        remarks.append(f"in `notes` of their other end: {counted(told, 'statement')} about these")
        remarks += _attributes.unsaid("not in these notes", graph.edges.loc[words.told, list(UNTOLD)])
    if words.untold:
        remarks.append(f"not carried: {counted(len(words.untold), 'statement')} between two of these")
    if counts[OTHER.schema]:
        remarks.append(f"as {OTHER.schema} with their words in `role`: {counted(counts[OTHER.schema], 'statement')}")
    if counts[AMOUNTS]:
        remarks.append(
            f"in `description`, since a Payment is paid, and to a legal entity: {counted(counts[AMOUNTS], 'amount')}"
        )
    if cut:
        remarks.append(f"cut, and whole in `notes` or `description`: {counted(cut, 'text')} too long for the property")
    return remarks + _attributes.undated(graph)
