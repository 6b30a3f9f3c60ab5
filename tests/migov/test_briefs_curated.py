"""Briefs of the built-in graph: Colombia, the Quito Process, Canada as donor; and the command that writes them."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest

from graph.errors import AmbiguousName
from migov import cli, front
from migov.briefs._model import Brief, Heading, Picture
from tests.migov import briefed

AS_OF = "2026-11-22"
THREE = (("country:COL", None), ("mechanism:quito-process", None), ("country:CAN", "donor"))
Run = Callable[..., tuple[int, str, str]]
OPENED = front.opened


@cache
def front_door() -> front.Migov:
    """The built-in graph, read once."""
    return OPENED(None)


@cache
def brief(node: str, lang: str = "en", role: str | None = None) -> Brief:
    """A brief of it."""
    return front_door().brief(node, lang=lang, as_of=AS_OF, role=role)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(("node", "role"), THREE)
def test_the_three_briefs_are_whole(node: str, role: str | None, lang: str) -> None:
    made = brief(node, lang, role)
    text = made.to_markdown()
    assert briefed.ID.findall(text) == []
    assert briefed.cited(made) == {reference.number for reference in made.references} != set()
    assert "(no source)" not in text
    assert "(sin fuente)" not in text
    assert "nan" not in text.split()
    assert "None" not in text.split()
    assert 3 <= len(made.short) <= 5
    assert any(isinstance(block, Picture) for block in made.blocks)
    assert all(briefed.section(made, block.text) for block in made.blocks if isinstance(block, Heading))
    assert all(reference.title and reference.publisher for reference in made.references)


def test_colombia_has_its_seats_roles_overlaps_gaps_money_and_promises() -> None:
    made = brief("country:COL")
    seats = briefed.table(made, "Mechanisms in which Colombia")
    assert ["South American Conference on Migration (CSM)", "regional", "member", "1999", "in force", ""] in seats
    assert ["Quito Process", "regional", "member", "4 September 2018", "in force", ""] in seats
    assert seats[1][2:4] == ["observer", "not known (first seen 23 March 2000)"]
    roles = briefed.table(made, "Chairs, leads")
    assert ["CSM", "pro tempore presidency", "2024", "announced", ""] in roles
    assert ["Quito Process", "pro tempore presidency", "July 2019", "November 2019", ""] in roles
    pairs = {row[0]: row[1:4] for row in briefed.table(made, "Pairs of forums")}
    assert pairs["CSM – Quito Process"] == ["9", "Human rights, Integration and Trafficking", "none known"]
    corridors = {row[0]: row[1:3] for row in briefed.table(made, "The best forum")}
    assert corridors["Nicaragua"] == ["global only", "GCM and GCR"]
    assert corridors["Venezuela"] == ["regional", "CSM"]
    money = briefed.table(made, "Money to Colombia")
    assert ["IDB CO-L1272", "disbursement", "17,589,000 USD", "GCFF", "2021", ""] in money
    assert ["IDB CO-L1272", "commitment", "300,000,000 USD", "IDB", "2021", ""] in money
    assert [row[5] for row in briefed.table(made, "Commitments; silent")] == ["silent"] * 4
    assert "Colombia takes the rotating presidency in 2025" in briefed.section(made, "What is not known")


def test_the_quito_process_has_members_mandate_presidencies_and_what_hangs_on_it() -> None:
    made = brief("mechanism:quito-process")
    members = briefed.table(made, "Who belongs")
    assert ["Guatemala", "member", "20 November 2024", "in force", ""] in members
    assert ["Guatemala", "observer", "10 September 2024", "20 November 2024", ""] in members
    assert ["Dominican Republic and Guyana", "member", "not known", "in force", ""] in members
    assert ["Paraguay", "member (disputed)", "4 September 2018", "in force", ""] in members
    leaders = briefed.table(made, "Secretariat, chairs")
    assert leaders[2] == ["Ecuador", "pro tempore presidency", "January 2025", "November 2025", ""]
    assert "known to have 14 members" in made.to_markdown()
    assert "Nobody is recorded in the chair; the last known was Ecuador, to November 2025" in made.to_markdown()
    others = {row[0]: row[1:4] for row in briefed.table(made, "What others share")}
    assert others["CSM"] == ["9 of 12", "Human rights, Integration and Trafficking", "none known"]
    assert others["MIRPS"][2] == "coordinates with"
    assert "45 pairs of countries share no other known regional forum" in made.to_markdown()


def test_canada_as_donor_keeps_currencies_apart() -> None:
    made = brief("country:CAN", role="donor")
    assert briefed.table(made, "Money of Canada") == [
        [
            "Solidarity Conference 2023",
            "pledge",
            "58,550,000 CAD",
            "2023",
            "others only in other kinds or currencies",
            "",
        ],
        ["IDB Grant Facility", "pledge", "10,000,000 USD", "2023", "26%, 3 other donors", ""],
        ["Turquesa", "commitment", "amount not known", "2023", "no other donor recorded", ""],
    ]
    assert "No other donor is recorded for Turquesa" in made.to_markdown()
    spanish = brief("country:CAN", "es", "donor")
    assert briefed.table(spanish, "Dinero de Canadá")[1][1:3] == ["promesa", "10.000.000 USD"]


def test_spanish_briefs_hold_no_english_heads() -> None:
    for node, role in THREE:
        english = {block.text for block in brief(node, "en", role).blocks if isinstance(block, Heading)}
        spanish = {block.text for block in brief(node, "es", role).blocks if isinstance(block, Heading)}
        assert not english & spanish


# The front door and the command


def test_a_brief_is_for_the_day_of_the_front_door_and_sees_the_whole_graph() -> None:
    made = front_door().at("2019").brief("Colombia")
    assert made.as_of == "2019-12-31"
    assert "Quito Process | regional | member | 4 September 2018" in made.to_markdown()


def test_a_name_that_means_several_things_is_refused() -> None:
    with pytest.raises(AmbiguousName, match="country:CAN"):
        front_door().brief("CAN")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command; returns its exit status and what it printed on stdout and stderr."""
    monkeypatch.setattr(front, "opened", lambda store: front_door() if store is None else OPENED(store))

    def run(*words: str) -> tuple[int, str, str]:
        status = cli.main(words)
        return status, *capsys.readouterr()

    return run


@pytest.mark.parametrize("ending", ["md", "html", "docx", "DOCX"])
def test_the_ending_of_the_file_says_the_form(run: Run, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"colombia.{ending}"
    assert run("brief", "Colombia", "--lang", "es", "--as-of", AS_OF, "--out", str(out)) == (0, "", "")
    made = brief("country:COL", "es")
    if ending.lower() == "docx":
        assert out.read_bytes() == made.to_docx()
        assert docx.Document(io.BytesIO(out.read_bytes())).paragraphs[0].text == made.title
    else:
        assert out.read_text(encoding="utf-8") == (made.to_html() if ending == "html" else made.to_markdown())


def test_the_command_writes_a_country_as_donor(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "canada.md"
    assert run("brief", "country:CAN", "--role", "donor", "--as-of", AS_OF, f"--out={out}")[0] == 0
    assert out.read_text(encoding="utf-8") == brief("country:CAN", role="donor").to_markdown()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "a brief about what? such as: migov brief country:COL --lang es --out colombia.docx"),
        (
            ["COL"],
            (
                "name a file that ends in '.docx', '.html' or '.md', such as: "
                "migov brief country:COL --lang es --out colombia.docx"
            ),
        ),
        (
            ["COL", "--out", "a.pdf"],
            "parameter 'out': its ending says no form of a brief (got 'a.pdf'); end it in '.docx', '.html' or '.md'",
        ),
        (["COL", "PER", "--out", "a.md"], "'PER' is one word too many; options begin with --"),
        (
            ["COL", "--out", "a.md", "--lang", "fr"],
            "parameter 'lang': no such choice (got 'fr'); choose from en, es",
        ),
        (
            ["COL", "--out", "a.md", "--as-of", "soon"],
            "parameter 'as-of': not a date (got 'soon'); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (
            ["COL", "--out", "a.md", "--role", "chair"],
            "parameter 'role': no such choice (got 'chair'); choose from country, mechanism, donor",
        ),
        (
            ["theme:asylum", "--out", "a.md"],
            "theme:asylum is a Theme; a brief is about a country, a mechanism, or an agency as a donor",
        ),
        (["Colmbia", "--out", "a.md"], "nothing is called 'Colmbia'; did you mean 'country:COL'?"),
        (
            ["COL", "--out", "a.md", "--fomat", "md"],
            "no option --fomat; it takes --as-of, --lang, --out, --role, --store",
        ),
    ],
)
def test_wrong_usage_is_one_line_and_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = run("brief", *words)
    assert (status, out) == (2, "")
    assert err.removeprefix("migov: ").rstrip("\n") == message
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_what_was_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kept.md").mkdir()
    status, out, err = run("brief", "COL", "--as-of", AS_OF, "--out", str(tmp_path / "kept.md"))
    assert (status, out) == (2, "")
    assert err.startswith(f"migov: {tmp_path / 'kept.md'}: cannot be written (")
