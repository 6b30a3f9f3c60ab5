"""A graph in which every column, and every odd text and number, occurs."""

from typing import Any

import pandas as pd

from graph import schema
from graph.model import PropertyGraph
from tests.graph.test_stores import full

CONTROLS = "".join(map(chr, range(0x01, 0xA0)))
TEXTS = (
    "",
    " two  spaces ",
    '"leading quote',
    '"quoted"',
    "'single'",
    "O'Higgins; DROP",
    "}) DETACH DELETE n //",
    "'}]; MATCH (n) DETACH DELETE n; //",
    "`}`]->() DELETE s //",
    "\\",
    "\\'",
    "\\u0027",
    "\\\\u0027 \\\\\\u000a",
    "a\\",
    "a\nb\r\nc\rd\te",
    "\n:exit\n",
    ";\n",
    CONTROLS,
    "\x00",
    "null",
    "$rows",
    ",,,",
    "NaN",
    "-1",
    "\ufeffbom \u2028 \u202e \ue000",
    "👩‍👩‍👧‍👦 é é",
    "<script>alert(1)</script>",
    "64 kB " + "x" * 65_536,
)
LISTS = (["", ""], ["a", ""], ["", "a"], ["a;b", "c|d"], ['"', "'", "\\"], ["\x1f", "\n"], [" "])
AMOUNTS = (float("inf"), float("-inf"), 5e-324, -0.0, 1.7976931348623157e308, 0.1 + 0.2, 123456789.125)
PEOPLE = (2**63 - 1, -(2**63), 0, 2**53 + 1, -1, 2, 7)


def hostile() -> PropertyGraph:
    """The graph of `test_stores.full`, with a node for each odd text and list, and a statement for each number."""
    nodes = [
        {"id": f"agency:t{n:02d}'\"\n\\u", "kind": "Agency", "name_en": text, "note": text, "aliases": [text, text]}
        for n, text in enumerate(TEXTS)
    ]
    nodes += [{"id": f"agency:l{n}", "kind": "Agency", "name_en": "l", "aliases": a} for n, a in enumerate(LISTS)]
    nodes += [{"id": "source:node", "kind": "Source", "name_en": "node", "url": "its own"}]
    edges = [
        {
            "id": f"fu'nds/{n}",
            "relation": "FUNDS",
            "source": "agency:l0",
            "target": nodes[n]["id"],
            "spell": 1,
            "confidence": "stated",
            "dataset": "x",
            "amount": amount,
            "people": people,
        }
        for n, (amount, people) in enumerate(zip(AMOUNTS, PEOPLE, strict=True))
    ]
    evidence = [
        {"id": f"e/{n}", "about": edges[0]["id"], "source": source, "stance": "supports", "reading": text}
        for n, (source, text) in enumerate((source, text) for source in ("source:node", "source:x") for text in TEXTS)
    ]
    added: dict[str, list[dict[str, Any]]] = {"nodes": nodes, "edges": edges, "evidence": evidence}
    added |= {"sources": [{"id": "source:node", "title": "its title", "url": "of the title"}]}
    tables = {name: frame[_own(name)] for name, frame in full().tables.items()}
    for name, rows in added.items():
        frame = pd.DataFrame(rows)
        types = {p.name: schema.TYPES[p.type] for p in schema.TABLES[name] if p.name in frame.columns}
        tables[name] = pd.concat([tables[name], frame.astype(types)], ignore_index=True)
    return PropertyGraph(**tables)


def _own(table: str) -> list[str]:
    return [p.name for p in schema.TABLES[table] if not p.derived]
