"""One broken cell of a curated table gives one line with file, line, column, value and remedy."""

from pathlib import Path

import pytest

from graph import schema
from graph.errors import DataErrors
from loaders import curated
from tests.loaders.tables import TABLES, broken, found

RELATIONS = ", ".join(schema.RELATIONS)
DATE = "write YYYY, YYYY-MM or YYYY-MM-DD"
NUMBER = "write digits, with a point before decimals and nothing else"
BOOLEAN = "write true or false, or leave it empty for unknown"
ADDRESS = "write http:// or https:// and the address, without blanks"
MONEY = "choose from pledge, commitment, disbursement, expenditure, incoming, repayment, interest"
KIND = (
    "write kind:slug, kind being one of mechanism, country, agency, project, instrument, commitment, event, theme, "
    "population, place, corridor, source"
)
NINES = "9" * 56

CELLS = [
    ("memberships.csv", 5, "start", "19996", "not a date", DATE),
    ("memberships.csv", 5, "start", "1996-13", "no such day", DATE),
    ("memberships.csv", 5, "start", "1066", "the year is outside 1800 to 2199", DATE),
    ("memberships.csv", 2, "end", "2018-12-09", "it ends before it starts (2018-12-10)", "correct one of the two"),
    ("memberships.csv", 2, "end", "", "it ended, and no date says when", "write the end as precisely as known"),
    ("memberships.csv", 4, "evidence_date", "May 2022", "not a date", DATE),
    (
        "memberships.csv",
        5,
        "subject",
        "country:CAM",
        "no node has that id",
        "did you mean 'country:CAN', 'country:ABW' or 'country:BRA'?",
    ),
    (
        "memberships.csv",
        5,
        "subject",
        "country:CUB",
        "no node has that id",
        "did you mean 'country:ABW', 'country:BRA' or 'country:CAN'?",
    ),
    ("memberships.csv", 5, "subject", "", "no node has that id", "write an id that a table of nodes has"),
    (
        "memberships.csv",
        5,
        "subject",
        "population:refugees",
        "MEMBER_OF cannot have a Population there",
        "write the id of a Country or Agency or Mechanism",
    ),
    (
        "memberships.csv",
        5,
        "object",
        "country:BRA",
        "MEMBER_OF cannot have a Country there",
        "write the id of a Mechanism or Agency",
    ),
    ("memberships.csv", 5, "relation", "MEMBER_0F", "no such relation", "did you mean 'MEMBER_OF'?"),
    ("memberships.csv", 5, "relation", "member_of", "no such relation", "did you mean 'MEMBER_OF'?"),
    ("memberships.csv", 5, "relation", "", "it is missing", f"choose from {RELATIONS}"),
    ("memberships.csv", 5, "role", "membre", "no such role", "did you mean 'member'?"),
    ("memberships.csv", 2, "role", "member", "ADOPTED has no roles", "leave it empty; say more in note"),
    ("memberships.csv", 3, "spell", "0", "not a whole number", "write 1 or more, digits only"),
    ("memberships.csv", 3, "spell", "two", "not a whole number", "write 1 or more, digits only"),
    ("memberships.csv", 3, "spell", "²", "not a whole number", "write 1 or more, digits only"),
    ("memberships.csv", 5, "status", "activ", "no such status", "did you mean 'active'?"),
    ("memberships.csv", 5, "confidence", "", "it is missing", "choose from stated, inferred, unverified"),
    ("memberships.csv", 5, "confidence", "certain", "no such confidence", "choose from stated, inferred, unverified"),
    ("memberships.csv", 5, "source", "nota", "no such source", "did you mean 'note'?"),
    ("memberships.csv", 5, "source", "oas-note", "no such source", "did you mean 'note'?"),
    ("memberships.csv", 5, "source", "", "no source, no row", "write a key of sources.csv"),
    ("memberships.csv", 5, "locator", "", "it is missing", "say where in the source: section, page or paragraph"),
    (
        "memberships.csv",
        5,
        "subject",
        "country:CAN\n\x1b[31m",
        "no node has that id",
        "did you mean 'country:CAN', 'country:ABW' or 'country:BRA'?",
    ),
    ("countries.csv", 2, "id", "Aruba", "not the id of a node", KIND),
    ("countries.csv", 2, "id", "country:A B", "not the id of a node", KIND),
    ("countries.csv", 2, "id", "source:m50", "sources have a table of their own", "put it into sources.csv"),
    ("countries.csv", 2, "id", "", "not the id of a node", KIND),
    ("countries.csv", 2, "name_en", "", "it is missing", "write it"),
    ("countries.csv", 2, "name_es", "", "it is missing", "write it"),
    ("countries.csv", 2, "subtype", "colony", "no such subtype", "choose from state, territory"),
    ("countries.csv", 2, "region", "antarctica", "no such region", "did you mean 'africa'?"),
    (
        "mechanisms.csv",
        3,
        "population_scope",
        "population:refugee",
        "population:refugee is no population",
        "did you mean 'population:refugees'?",
    ),
    (
        "mechanisms.csv",
        3,
        "population_scope",
        "population:refugees|country:CAN",
        "country:CAN is no population",
        "write an id that a table of nodes has",
    ),
    ("mechanisms.csv", 3, "members_known", "yes", "neither true nor false", BOOLEAN),
    ("mechanisms.csv", 3, "members_known_in", "europe", "no such members_known_in", "choose from americas"),
    ("mechanisms.csv", 3, "status", "asleep", "no such status", "choose from active, dormant, ended"),
    ("mechanisms.csv", 3, "scope", "planetary", "no such scope", "choose from regional, hemispheric, global"),
    ("mechanisms.csv", 3, "seats", "SIT_IN", "no such seats", f"choose from {RELATIONS}, none"),
    ("mechanisms.csv", 3, "url", "www.rcm.org", "not a web address", ADDRESS),
    ("mechanisms.csv", 3, "end", "1995", "it ends before it starts (1996)", "correct one of the two"),
    ("funds.csv", 2, "amount", "1,000,000", "not a number", NUMBER),
    ("funds.csv", 2, "amount", "1e6", "not a number", NUMBER),
    ("funds.csv", 2, "amount", "nan", "not a number", NUMBER),
    ("funds.csv", 2, "currency", "dollars", "not a currency", "write its ISO 4217 code, such as USD"),
    ("funds.csv", 2, "money", "gift", "no such money", MONEY),
    ("funds.csv", 2, "money", "", "it is missing", MONEY),
    ("funds.csv", 2, "counted", "ja", "neither true nor false", BOOLEAN),
    ("funds.csv", 2, "counted", "", "it does not say whether this leg counts", "write true or false"),
    ("funds.csv", 2, "people", "12", "FUNDS has no such property", "leave it empty"),
    (
        "links.csv",
        2,
        "form",
        "friends",
        "no such form",
        "choose from joint-meeting, secretariat-support, counterpart, complements, contributes-to",
    ),
    ("links.csv", 2, "how", "", "it is inferred, and nothing says how", "say how in a few words"),
    ("observations.csv", 2, "number", "eleven", "not a number", NUMBER),
    ("observations.csv", 2, "number", "", "neither a number nor a text", "write the value, or leave the row out"),
    (
        "observations.csv",
        2,
        "measure",
        "partner_organizations",
        "no such measure",
        "did you mean 'partner_organisations' or 'participating_organisations'?",
    ),
    (
        "observations.csv",
        2,
        "node",
        "mechanism:r4v",
        "no node has that id",
        "did you mean 'mechanism:rcm' or 'mechanism:gcm'?",
    ),
    ("observations.csv", 3, "text", "asleep", "no such text", "choose from active, dormant, ended"),
    ("observations.csv", 3, "text", "", "it is missing", "choose from active, dormant, ended"),
    (
        "evidence.csv",
        2,
        "about",
        "country:CHL",
        "nothing has that id",
        "did you mean 'country:CAN', 'country:ABW' or 'country:BRA'?",
    ),
    ("evidence.csv", 3, "reason", "", "it is missing", "write it"),
    ("evidence.csv", 3, "reading", "", "it is missing", "write it"),
    ("evidence.csv", 3, "stance", "denies", "no such stance", "choose from supports, contradicts"),
    ("evidence.csv", 2, "stance", "", "it is missing", "choose from supports, contradicts"),
    (
        "homonyms.csv",
        2,
        "candidate",
        "country:CAA",
        "no node has that id",
        "did you mean 'country:CAN', 'country:ABW' or 'country:BRA'?",
    ),
    ("homonyms.csv", 2, "text", "", "it is missing", "write it"),
    ("homonyms.csv", 2, "reason", "", "it is missing", "write it"),
    ("expectations.csv", 2, "min", "4", "there are only 3 of Country", "find the rows that were lost"),
    ("expectations.csv", 2, "max", "2", "there are 3 of Country", "find what is there twice, or raise it"),
    ("expectations.csv", 2, "max", "many", "not a whole number", "write 0 or more, digits only"),
    ("expectations.csv", 2, "what", "Land", "neither a kind, a relation nor a table", "write one, such as MEMBER_OF"),
    ("sources.csv", 2, "title", "", "it is missing", "write it"),
    ("sources.csv", 2, "language", "", "it is missing", "write it"),
    ("sources.csv", 2, "url", "ftp://example.org", "not a web address", ADDRESS),
    ("sources.csv", 2, "url", "https://example.org/a b", "not a web address", ADDRESS),
    ("sources.csv", 2, "published", "201O", "not a date", DATE),
    ("sources.csv", 2, "accessed", "", "neither published nor accessed", "write when it was read, or a note why not"),
]


def refer(cells: int) -> str:
    return f"({cells} cells refer to what is not there, perhaps for this reason; check again)"


@pytest.mark.parametrize(
    ("file", "line", "column", "value", "problem", "remedy"),
    CELLS,
    ids=[f"{file} {column} {value[:20]!a}" for file, _, column, value, _, _ in CELLS],
)
def test_a_broken_cell_is_one_line_with_place_value_and_remedy(
    folder: Path, file: str, line: int, column: str, value: str, problem: str, remedy: str
) -> None:
    (folder / file).write_text(broken(TABLES[file], line, column, value), encoding="utf-8", newline="")
    message = f"{file}:{line}: column '{column}': {problem} (got {value!r}); {remedy}"
    assert found(folder) == [message]
    with pytest.raises(DataErrors) as caught:
        curated.load(folder)
    assert str(caught.value) == message
    error = caught.value.errors[0]
    assert (error.file, error.line, error.column, error.value) == (file, line, column, value)
    assert (error.problem, error.remedy) == (problem, remedy)


@pytest.mark.parametrize(
    ("file", "line", "column", "value", "expected"),
    [
        (
            "memberships.csv",
            3,
            "spell",
            "1",
            [
                (
                    "memberships.csv:3: column 'subject': adopted/country:BRA/mechanism:gcm/1 stands already in "
                    "memberships.csv:2 (got 'country:BRA'); take one out, or number the spells"
                )
            ],
        ),
        (
            "memberships.csv",
            5,
            "confidence",
            "inferred",
            [
                (
                    "memberships.csv:5: column 'how': it is inferred, and nothing says how (got ''); "
                    "say how in a few words"
                )
            ],
        ),
        (
            "memberships.csv",
            3,
            "spell",
            "9" * 5000,  # more digits than int() takes
            [f"memberships.csv:3: column 'spell': not a whole number (got '{NINES}...); write 1 or more, digits only"],
        ),
        (
            "funds.csv",
            2,
            "amount",
            "9" * 400,
            [f"funds.csv:2: column 'amount': not a number (got '{NINES}...); {NUMBER}"],
        ),
        (
            "countries.csv",
            3,
            "id",
            "country:CAN",
            [
                (
                    "countries.csv:4: column 'id': country:CAN stands already in countries.csv:3 (got 'country:CAN'); "
                    "take one out"
                ),
                *(
                    f"memberships.csv:{line}: column 'subject': no node has that id (got 'country:BRA'); "
                    "did you mean 'country:ABW' or 'country:CAN'?"
                    for line in (2, 3, 4)
                ),
            ],
        ),
        (
            "sources.csv",
            2,
            "key",
            "M 49",
            [
                (
                    "sources.csv:2: column 'key': not a key (got 'M 49'); write small letters, digits and hyphens "
                    f"{refer(6)}"
                )
            ],
        ),
        (
            "populations.csv",
            2,
            "id",
            "theme:refugees",
            [
                (
                    "mechanisms.csv:3: column 'population_scope': population:refugees is no population "
                    "(got 'population:refugees'); write an id that a table of nodes has"
                )
            ],
        ),
    ],
    ids=["statement twice", "how", "digits", "large amount", "node twice", "key", "population"],
)
def test_what_a_broken_cell_does_to_others_is_not_blamed_on_them(
    folder: Path, file: str, line: int, column: str, value: str, expected: list[str]
) -> None:
    (folder / file).write_text(broken(TABLES[file], line, column, value), encoding="utf-8", newline="")
    assert found(folder) == expected


@pytest.mark.parametrize("sign", ["\x1b[31m", "\u202e", "\x85", "\u2066"])
def test_what_moves_the_cursor_or_turns_the_text_around_is_refused(folder: Path, sign: str) -> None:
    text = broken(TABLES["sources.csv"], 2, "title", f"Codes{sign}x")
    (folder / "sources.csv").write_text(text, encoding="utf-8", newline="")
    (message,) = found(folder)
    assert message.startswith("sources.csv:2: column 'title': has a control character (got ")
    assert message.endswith("); take it out")
    assert sign not in message


@pytest.mark.parametrize(
    ("file", "line", "column", "value", "problem"),
    [
        ("sources.csv", 2, "language", "klingon", "not a language"),
        ("countries.csv", 3, "iso2", "AW", "stands already in countries.csv:2"),
        ("countries.csv", 3, "iso2", "bra", "not such a code"),
    ],
)
def test_codes_have_their_form_and_one_bearer(
    folder: Path, file: str, line: int, column: str, value: str, problem: str
) -> None:
    (folder / file).write_text(broken(TABLES[file], line, column, value), encoding="utf-8", newline="")
    (message,) = found(folder)
    assert message.startswith(f"{file}:{line}: column '{column}': {problem} (got {value!r}); ")


def test_a_table_with_semicolons_is_told_to_have_commas(folder: Path) -> None:
    (folder / "links.csv").write_text("subject;relation;object\na;b;c\n", encoding="utf-8", newline="")
    assert found(folder)[0].startswith("links.csv:1: its cells are separated by ';'; save it as CSV with commas")
