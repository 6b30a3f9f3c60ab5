"""The one place where ids are minted; once published they never change.

A node is ``kind:slug``. A statement is minted from its relation, ends, role and the number of the spell, so that a
corrected date keeps the id and the same pair may join, leave and join again. Statements of machine formats are
minted from the dataset and the record instead.
"""

from __future__ import annotations

import re
import unicodedata

NODE = re.compile(r"[a-z]+:[A-Za-z0-9][A-Za-z0-9._-]*")
"""What a node id looks like."""


def slug(text: str) -> str:
    """The text in small ASCII letters, digits and hyphens: ``Declaración de Quito`` is ``declaracion-de-quito``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def node(kind: str, text: str) -> str:
    """The id of a node: ``node('Mechanism', 'Quito Process')`` is ``mechanism:quito-process``."""
    return f"{kind.lower()}:{slug(text)}"


def statement(relation: str, source: str, target: str, role: str | None = None, spell: int = 1) -> str:
    """The id of a curated statement: ``member-of/country:SLV/mechanism:mirps/member/1``."""
    parts = [relation.lower().replace("_", "-"), source, target]
    if role:
        parts.append(role)
    return "/".join([*parts, str(spell)])


def record(dataset: str, relation: str, key: str) -> str:
    """The id of a statement from a machine format: ``fts-jor-2020/funds/149199``."""
    return "/".join([dataset, relation.lower().replace("_", "-"), key])


def observation(measure: str, node_id: str, start: str | None, number: int = 1) -> str:
    """The id of an observation; `number` counts those of the same measure, node and start."""
    return "/".join([measure, node_id, start or "undated", str(number)])


def evidence(about: str, source: str, number: int = 1) -> str:
    """The id of a piece of evidence: what it is about, its source, and the number of the piece from that source."""
    return f"{about}#{source.partition(':')[2]}/{number}"
