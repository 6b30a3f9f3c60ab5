"""Small graphs for the tests of briefs, made by hand, and how a brief is read back."""

import io
import re
from typing import Any

from graph.model import PropertyGraph
from graph.tables import minted
from migov.briefs._model import Brief, Bullets, Paragraph, Ref, Table, Text
from tests.queries.drawn import tie

AS_OF = "2022-05-17"
PREFIXES = "agency|commitment|corridor|country|event|instrument|mechanism|place|population|project|source|theme"
ID = re.compile(rf"\b(?:{PREFIXES}):[A-Za-z0-9]")
"""An id of a node where a name belongs."""

NODES: list[dict[str, Any]] = [
    {"id": "country:COL", "name_en": "Colombia", "name_es": "Colombia", "region": "south-america"},
    {"id": "country:ECU", "name_en": "Ecuador", "name_es": "Ecuador", "region": "south-america"},
    {"id": "country:PAN", "name_en": "Panama", "name_es": "Panamá", "region": "central-america"},
    {"id": "country:HTI", "name_en": "Haiti", "name_es": "Haití", "region": "caribbean"},
    {"id": "country:CAN", "name_en": "Canada", "name_es": "Canadá", "region": "north-america"},
    {
        "id": "mechanism:north",
        "name_en": "Northern Conference",
        "name_es": "Conferencia del Norte",
        "subtype": "consultation-process",
        "scope": "regional",
        "members_known": True,
    },
    {
        "id": "mechanism:south",
        "name_en": "Southern Conference",
        "name_es": "Conferencia del Sur",
        "short_en": "SC",
        "short_es": "CS",
        "subtype": "consultation-process",
        "scope": "regional",
        "members_known": True,
        "start": "1999",
    },
    {"id": "agency:bank", "name_en": "Bank", "name_es": "Banco"},
    {"id": "agency:office", "name_en": "Office", "name_es": "Oficina"},
    {"id": "project:school", "name_en": "School", "name_es": "Escuela"},
    {"id": "theme:asylum", "name_en": "Asylum", "name_es": "Asilo"},
    {"id": "theme:health", "name_en": "Health", "name_es": "Salud"},
    {"id": "corridor:pass", "name_en": "The Pass", "name_es": "El Paso"},
    {"id": "commitment:open", "name_en": "Open doors", "name_es": "Puertas abiertas"},
]
STATEMENTS: list[dict[str, Any]] = [
    tie("MEMBER_OF", "COL", "south", start="1999-03-04"),
    tie("MEMBER_OF", "COL", "north", start="2018-09"),
    tie("MEMBER_OF", "ECU", "south"),
    tie("MEMBER_OF", "ECU", "north", start="2018-09"),
    tie("MEMBER_OF", "PAN", "north", start="2019"),
    tie("PRESIDES", "COL", "south", role="chair", start="2019-01", end="2019-12"),
    tie("PRESIDES", "ECU", "north", role="pro-tempore-presidency", start="2022-01"),
    tie("SECRETARIAT_OF", "agency:office", "south", start="2001"),
    tie("ADDRESSES", "mechanism:south", "theme:asylum"),
    tie("ADDRESSES", "mechanism:north", "theme:asylum"),
    tie("ON_CORRIDOR", "COL", "corridor:pass", role="origin", order=1),
    tie("ON_CORRIDOR", "PAN", "corridor:pass", role="destination", order=2),
    tie("COMMITS_TO", "COL", "commitment:open", start="2020-02-01"),
    tie("UNDER", "commitment:open", "south"),
    tie("OPERATES_IN", "project:school", "country:COL", start="2020"),
    tie(
        "FUNDS",
        "country:CAN",
        "project:school",
        start="2020-05",
        amount=1_500_000.0,
        currency="CAD",
        money="pledge",
        counted=True,
    ),
    tie(
        "FUNDS",
        "agency:bank",
        "project:school",
        start="2021",
        amount=500_000.0,
        currency="CAD",
        money="pledge",
        counted=True,
    ),
    tie(
        "FUNDS",
        "agency:bank",
        "project:school",
        start="2021-06",
        amount=20_000.0,
        currency="USD",
        money="disbursement",
        counted=True,
        spell=2,
    ),
]
UNSOURCED = ("PRESIDES", "country:COL")
"""The relation and the start of the one statement on which no evidence rests."""
SOURCES: list[dict[str, Any]] = [
    {
        "id": "source:charter",
        "title": "The charter",
        "publisher": "The archive",
        "url": "https://example.org/charter?a=1&b=2",
        "published": "2019-03-04",
        "accessed": "2022-05",
    },
    {"id": "source:ledger", "title": "The ledger", "publisher": "The treasury", "published": "2021"},
    {"id": "source:letter", "title": "A letter", "url": "https://example.org/letter", "accessed": "2022-04-02"},
    {"id": "source:unread", "title": "Never cited"},
]


def graph() -> PropertyGraph:
    """Two forums that share Colombia and Ecuador, a corridor to Panama, a project with two donors, one promise."""
    evidence = []
    for row in STATEMENTS:
        if (row["relation"], row["source"]) == UNSOURCED:
            continue
        source = "source:ledger" if row["relation"] == "FUNDS" else "source:charter"
        evidence.append({"about": minted(row)["id"], "source": source, "locator": f"on {row['relation'].lower()}"})
    disputed = minted(STATEMENTS[0])["id"]
    evidence.append(
        {
            "about": disputed,
            "source": "source:letter",
            "stance": "contradicts",
            "locator": "line 3",
            "reading": "Colombia came in 2001.",
            "reading_es": "Colombia entró en 2001.",
            "reason": "The charter is older.",
            "reason_es": "La carta es anterior.",
        }
    )
    statements = [{**row, "dataset": "drawn"} for row in STATEMENTS]
    nodes = [*NODES, *({"id": row["id"], "name_en": row["title"]} for row in SOURCES)]
    return PropertyGraph.build(nodes, statements, (), evidence, SOURCES)


def texts(brief: Brief) -> list[Text]:
    """All texts of a brief that may carry references."""
    found = list(brief.short)
    for block in brief.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Bullets):
            found += block.items
        elif isinstance(block, Table):
            found += [cell for row in block.rows for cell in row]
    return found


def cited(brief: Brief) -> set[int]:
    """The numbers of all references in the text."""
    return {number for text in texts(brief) for part in text if isinstance(part, Ref) for number in part.numbers}


def table(brief: Brief, caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so, as words, without the references."""
    block = next(b for b in brief.blocks if isinstance(b, Table) and b.caption.startswith(caption))
    return [["".join(part for part in cell if isinstance(part, str)) for cell in row] for row in block.rows]


def section(brief: Brief, heading: str) -> str:
    """The words of a section of the Markdown form."""
    return brief.to_markdown().partition(f"\n## {heading}\n")[2].partition("\n## ")[0].strip()


def document(brief: Brief) -> Any:
    """The Word form, opened by python-docx."""
    import docx

    return docx.Document(io.BytesIO(brief.to_docx()))
