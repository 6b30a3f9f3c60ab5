"""From a name to a node: exact after folding, never a guess.

Names, short names, aliases, ISO 3166-1 codes and ids are compared after folding (case, accents, punctuation and
spaces). A name that several things bear raises; a near miss is proposed and never taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph import schema
from graph.errors import AmbiguousName, UnknownName
from graph.model import PropertyGraph

NEAR = 72.0
"""The least likeness (token sort ratio, 0 to 100) of a proposal."""
BORNE = ("name_en", "name_es", "short_en", "short_es", "iso2", "aliases")
"""The columns of nodes in which their names stand."""
PROPOSALS = 5
LONGEST = 200
"""The most characters of a text that is remembered when it is folded: what is longer is no name."""


@dataclass(frozen=True, slots=True)
class Homonym:
    """A name that means more than one thing.

    Attributes:
        text: The name.
        candidate: A node id, or words for a thing outside the graph.
        reason: Where it means that.
    """

    text: str
    candidate: str
    reason: str


def fold(text: str) -> str:
    """The text without case, accents, punctuation and extra spaces: ``Curaçao`` and ``CURACAO`` fold alike."""
    return _folded_name(text) if len(text) <= LONGEST else _folded(text)


def _folded(text: str) -> str:
    # Decomposed before and after: a sign such as № becomes letters that still want folding.
    lower = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in lower if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


# A large file has the same few thousand names a hundred thousand times.
_folded_name = lru_cache(maxsize=1 << 16)(_folded)


def index(graph: PropertyGraph) -> dict[str, list[str]]:
    """Each folded name and the sorted ids of the nodes that bear it."""
    found: dict[str, set[str]] = {}
    for node_id, kind, *names, aliases in graph.nodes[["id", "kind", *BORNE]].itertuples(index=False):
        code = [node_id.partition(":")[2]] if kind == "Country" else []
        if kind == "Source":  # its short form is how it is cited, by its publisher: no name of its own
            names = names[:2]
        for name in [*names, *aliases, *code]:
            if isinstance(name, str) and (key := fold(name)):
                found.setdefault(key, set()).add(node_id)
    return {key: sorted(nodes) for key, nodes in found.items()}


def resolve(graph: PropertyGraph, text: str, homonyms: Sequence[Homonym] = ()) -> str:
    """The id of the node that bears the name.

    Args:
        graph: The graph whose nodes may bear it.
        text: A name, short name, alias, code or id.
        homonyms: Names known to mean more than one thing.

    Raises:
        AmbiguousName: Several nodes bear it, or a homonym says that it may mean something else.
        UnknownName: No node bears it.
    """
    if text in graph.node_index:
        return text
    key = fold(text)
    names = index(graph)
    bearers = names.get(key, [])
    # A document is often titled after what it tells of: its title never competes with the thing itself.
    things = [node_id for node_id in bearers if not node_id.startswith("source:")]
    candidates = dict.fromkeys(things or bearers, "")
    candidates |= {h.candidate: h.reason for h in homonyms if fold(h.text) == key}
    if len(candidates) > 1:
        raise AmbiguousName(text, sorted(candidates.items()))
    for node_id in candidates:
        if node_id in graph.node_index:
            return node_id
    raise UnknownName(text, proposals(names, key))


def proposals(names: dict[str, list[str]], key: str) -> list[str]:
    """The ids of nodes whose names have the words of a folded one (mechanisms before others), then of those near it."""
    from rapidfuzz import fuzz, process

    words = set(key.split())
    whole = [name for name in names if words and words <= set(name.split())]
    kinds = [kind.prefix for kind in schema.KINDS.values()]
    with_words = sorted(
        (kinds.index(node_id.partition(":")[0]), len(name), node_id)
        for name in whole
        for node_id in names[name]
        if node_id.partition(":")[0] in kinds
    )
    near = process.extract(key, list(names), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, limit=4 * PROPOSALS)
    found = [node_id for _, _, node_id in with_words] + [node_id for name, _, _ in near for node_id in names[name]]
    return list(dict.fromkeys(found))[:PROPOSALS]
