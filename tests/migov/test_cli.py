"""The command line, called as a function: what it prints where, and with which exit status it leaves."""

import csv
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import migov
import queries
from graph.stores.embedded import EmbeddedStore
from loaders import curated
from migov import cli, front
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit

Run = Callable[..., tuple[int, str, str]]
DATA = Path(curated.__file__).parent / "data"
COMMANDS = "explore, ask, brief, questions, check, export, copy, cypher, load, formats, datasets, unload"


@pytest.fixture(scope="module")
def front_door() -> front.Migov:
    """The built-in graph, read once for all tests of this file."""
    return migov.open()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, front_door: front.Migov) -> Run:
    """Run a command; returns its exit status and what it printed on stdout and stderr."""
    monkeypatch.setattr(front, "opened", lambda store: front_door if store is None else OPENED(store))

    def run(*words: str) -> tuple[int, str, str]:
        status = cli.main(words)
        return status, *capsys.readouterr()

    return run


OPENED = front.opened


def refused(answer: tuple[int, str, str]) -> str:
    """The message of a command that could not be, checked to be one line on stderr with exit status 2."""
    status, out, err = answer
    assert (status, out) == (2, "")
    assert err.startswith("migov: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err.removeprefix("migov: ").rstrip("\n")


# Help


@pytest.mark.parametrize(
    "words",
    [["--help"], ["-h"], ["help"], ["ask", "--help"], ["check", "--help"], ["explore", "-h"], ["questions", "--help"]],
)
def test_help_tells_every_command(run: Run, words: list[str]) -> None:
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    for command in ("explore", "ask", "questions", "check", "export", "copy", "cypher", "--version"):
        assert f"migov {command}" in out
    assert max(len(line) for line in out.splitlines()) <= 100


def test_nothing_typed_shows_the_help_and_is_wrong_usage(run: Run) -> None:
    assert run() == (2, cli.HELP, "")


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == (0, f"migov {migov.__version__}\n", "")


@pytest.mark.parametrize("name", queries.catalogue())
def test_each_question_has_help(run: Run, name: str) -> None:
    status, out, err = run("ask", name, "--help")
    question = queries.question(name)
    assert (status, err) == (0, "")
    assert question.en in out
    for parameter in question.parameters:
        assert (f" {parameter.name.upper()} " if parameter.positional else f" --{parameter.name} ") in out
    for column in question.columns:
        assert f"  {column.name} " in out
    assert run("questions", name) == (0, out, "")


def test_the_catalogue_lists_each_question_in_either_language(run: Run) -> None:
    english, spanish = run("questions"), run("questions", "--lang", "es")
    for name in queries.catalogue():
        question = queries.question(name)
        assert f"{question.number:<3} {name:<22} {question.en}\n" in english[1]
        assert question.es in spanish[1]
    assert (english[0], english[2], spanish[0], spanish[2]) == (0, "", 0, "")


# Answers


@pytest.mark.parametrize("name", queries.catalogue())
def test_each_question_is_answered_with_status_0_and_nothing_on_stderr(run: Run, name: str) -> None:
    required = {p.name: "mechanism:r4v" for p in queries.question(name).parameters if p.required}
    words = [word for key, value in required.items() for word in (f"--{key}", value)]
    status, out, err = run("ask", name, *words, "--as-of", AS_OF)
    assert (status, err) == (0, "")
    given = {key.replace("-", "_"): value for key, value in required.items()}
    assert out == migov.open().ask(name, as_of=AS_OF, **given).to_table()


def test_json_stands_alone_on_stdout(run: Run) -> None:
    status, out, err = run("ask", "member-overlap", "--as-of", AS_OF, "--format", "json")
    assert (status, err) == (0, "")
    whole = json.loads(out)
    pairs = {(row["a"], row["b"]): row for row in whole["rows"]}
    assert pairs["mechanism:mirps", "mechanism:rcm"]["shared"] == 7
    assert pairs["mechanism:mirps", "mechanism:rcm"]["nested"] == "a in b"


@pytest.mark.parametrize(
    "words",
    [
        ["why", "mechanism:r4v", "--as-of", AS_OF],
        ["why", "--as-of", AS_OF, "mechanism:r4v"],
        ["why", f"--as-of={AS_OF}", "r4v"],
        ["why", "--as_of", AS_OF, "--node", "R4V"],
        ["why", "--node=mechanism:r4v", f"--as-of={AS_OF}", "--format", "table", "--lang=en"],
    ],
)
def test_options_stand_before_or_after_words_with_or_without_an_equals_sign(run: Run, words: list[str]) -> None:
    assert run("ask", *words) == (0, migov.open().ask("why", node="mechanism:r4v", as_of=AS_OF).to_table(), "")


def test_an_option_with_an_equals_sign_may_have_one_in_its_value(run: Run) -> None:
    assert refused(run("ask", "why", "--node=a=b")) == "nothing is called 'a=b'"


# Wrong usage


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["aks"], "no command 'aks'; did you mean 'ask'?"),
        (
            ["why"],
            f"no command 'why'; there are {COMMANDS}",
        ),
        (
            ["-x"],
            f"no command '-x'; there are {COMMANDS}",
        ),
        (["ask"], f"ask what? there are {', '.join(queries.catalogue())}"),
        (["ask", "--as-of", "2022"], f"ask what? there are {', '.join(queries.catalogue())}"),
        (
            ["ask", "overlap"],
            "no question 'overlap'; did you mean 'overlap-trend', 'member-overlap' or 'mandate-overlap'?",
        ),
        (
            ["questions", "overlap"],
            "no question 'overlap'; did you mean 'overlap-trend', 'member-overlap' or 'mandate-overlap'?",
        ),
        (["ask", "member-overlap", "rcm"], "'rcm' is one word too many; options begin with --"),
        (["ask", "why", "rcm", "csm"], "'csm' is one word too many; options begin with --"),
        (["ask", "member-overlap", "--min-shared"], "--min-shared needs a value"),
        (["ask", "member-overlap", "--min-shard", "1"], "no option --min-shard; did you mean '--min-shared'?"),
        (["ask", "member-overlap", "--fromat", "csv"], "no option --fromat; did you mean '--format'?"),
        (["ask", "member-overlap", "--as-of", "2022", "--as_of=2023"], "--as-of is given twice"),
        (["ask", "why", "rcm", "--node", "csm"], "--node is given twice"),
        (
            ["ask", "member-overlap", "--format", "xml"],
            f"parameter 'format': no such choice (got 'xml'); choose from {', '.join(cli.FORMATS)}",
        ),
        (
            ["ask", "member-overlap", "--min-shared", "-1"],
            "parameter 'min-shared': not a whole number (got '-1'); write 0, 1, 2 ...",
        ),
        (
            ["ask", "country-seats", "--as-of", ""],
            "parameter 'as-of': not a date (got ''); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (["ask", "why", "evil\x1b[31m\nname"], "nothing is called 'evil\\x1b[31m\\nname'"),
        (["check", "--al"], "no option --al; did you mean '--all'?"),
        (["check", "nowhere.csv"], "nowhere.csv: there is no such file or folder"),
        (["explore", "--lang", "fr"], "parameter 'lang': no such choice (got 'fr'); choose from en, es"),
        (["questions", "--lang=fr"], "parameter 'lang': no such choice (got 'fr'); choose from en, es"),
        (
            ["explore", "--no-open", "--as-of", "soon"],
            "parameter 'as-of': not a date (got 'soon'); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (["explore", "page.html"], "'page.html' is one word too many; options begin with --"),
    ],
)
def test_wrong_usage_is_one_line_that_says_what_would_be_right(run: Run, words: list[str], message: str) -> None:
    assert refused(run(*words)) == message


def test_a_name_of_several_things_is_refused_with_their_ids(run: Run) -> None:
    message = refused(run("ask", "why", "CSM"))
    assert message.startswith("'CSM' may mean several things: ")
    assert "mechanism:csm (" in message
    assert "Civil Society Mechanism" in message


# Files


@pytest.mark.parametrize("output", sorted(set(cli.FORMATS) - {"xlsx"}))
def test_an_answer_is_written_whole_with_a_mark_for_excel_only_in_csv(run: Run, tmp_path: Path, output: str) -> None:
    out = tmp_path / "answer"
    words = ["ask", "hosts-outside-forum", "--as-of", AS_OF, "--lang", "es", "--format", output]
    printed = run(*words)[1]
    assert run(*words, "--out", str(out)) == (0, "", "")
    assert [p.name for p in tmp_path.iterdir()] == ["answer"]
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == (output == "csv")
    assert data.decode("utf-8-sig") == printed
    assert b"\r" not in data
    assert "Curazao" in printed


def test_a_csv_file_opens_with_the_columns_of_the_question(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "hosts.csv"
    run("ask", "hosts-outside-forum", "--as-of", AS_OF, "--format", "csv", "--out", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["country"] for row in rows] == ["country:ABW", "country:BOL", "country:CUW", "country:TTO"]
    assert rows[2]["country_name"] == "Curaçao"


def test_a_file_that_cannot_be_written_is_one_line_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    for out, reason in (
        (tmp_path, "Is a directory"),
        (tmp_path / "none" / "x.csv", "No such file or directory"),
        (file / "x.csv", "Not a directory"),
        (tmp_path / ("x" * 300), "File name too long"),
    ):
        assert refused(run("ask", "country-seats", "--out", str(out))) == f"{out}: cannot be written ({reason})"
    assert refused(run("ask", "country-seats", "--out=")) == "--out: cannot be written (Is a directory)"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_failure_while_writing_leaves_the_old_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "answer.txt"
    out.write_text("old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    message = refused(run("ask", "country-seats", "--out", str(out)))
    assert message == f"{out}: cannot be written (No space left on device)"
    assert [p.name for p in tmp_path.iterdir()] == ["answer.txt"]
    assert out.read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few people make links")
def test_a_link_stays_a_link_and_what_it_leads_to_is_written(run: Run, tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    link.symlink_to(real)
    assert run("ask", "country-seats", "--as-of", AS_OF, "--out", str(link))[0] == 0
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("On 2022-05-17, ")


# Stores


def test_a_saved_graph_is_asked_by_its_folder(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "my store"
    EmbeddedStore(store).write(drawn({"mechanism:here": REGIONAL}, sit("MEX", "here", start="2000")))
    status, out, err = run("ask", "country-seats", "--as-of", AS_OF, "--store", str(store))
    assert (status, err) == (0, "")
    assert out.startswith("On 2022-05-17, 1 country or territory sits in 1 active regional room;")


def test_the_built_in_graph_is_a_store_called_curated(run: Run) -> None:
    words = ("ask", "country-seats", "--as-of", AS_OF)
    assert run(*words, "--store", "curated") == run(*words)


def test_a_store_that_is_not_there_is_one_line(run: Run, tmp_path: Path) -> None:
    where = tmp_path / "nowhere"
    message = refused(run("ask", "country-seats", "--store", str(where)))
    assert message == f"{where}: there is no store; write one first, or leave --store out"


def test_the_address_of_a_server_is_refused_without_its_password(run: Run) -> None:
    message = refused(run("ask", "country-seats", "--store", "neo4j://me:secret@host"))
    assert "secret" not in message


# Checking


def test_the_built_in_tables_have_no_error(run: Run) -> None:
    status, out, err = run("check")
    assert (status, err) == (0, "")
    assert out.startswith("no error in ")
    graph = migov.open().graph
    assert f"{len(graph.nodes)} nodes" in out
    assert f"{len(graph.edges)} edges" in out


def test_a_broken_copy_is_one_line_for_each_cell_and_status_1(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    table = copy / "memberships.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if line.startswith("country:SLV,MEMBER_OF,mechanism:mirps"))
    lines[number] = lines[number].replace(",2019-07,", ",19996,", 1).replace("mechanism:mirps", "mechanism:mirp", 1)
    table.write_text("".join(lines), encoding="utf-8", newline="\n")
    status, out, err = run("check", str(copy))
    assert (status, out) == (1, "")
    told = err.splitlines()
    place = f"{table}:{number + 1}: column"
    wrong_date = f"{place} 'start': not a date (got '19996'); write YYYY, YYYY-MM or YYYY-MM-DD"
    assert wrong_date in told
    assert any(line.startswith(f"{place} 'object': no node has that id (got 'mechanism:mirp');") for line in told)
    assert told[-1] == f"{len(told) - 1} errors"


def test_errors_beyond_twenty_are_counted_unless_all_are_asked_for(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    table = copy / "memberships.csv"
    text = table.read_text(encoding="utf-8").replace(",stated,", ",state,")
    table.write_text(text, encoding="utf-8", newline="\n")
    few, many = run("check", str(copy)), run("check", str(copy), "--all")
    count = len(many[2].splitlines()) - 1
    assert (few[0], many[0]) == (1, 1)
    assert count > 20
    assert few[2].splitlines() == [
        *many[2].splitlines()[:20],
        f"{count} errors ({count - 20} more; --all shows them)",
    ]


# The page


def test_explore_writes_the_page_and_opens_it_only_if_it_may(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    page, store = tmp_path / "page.html", str(tmp_path / "store")
    EmbeddedStore(store).write(drawn({"mechanism:here": REGIONAL}, sit("MEX", "here", start="2000")))
    status, out, err = run("explore", "--store", store, "--no-open", "--out", str(page), "--as-of", AS_OF)
    assert (status, out, opened) == (0, "", [])
    assert err.startswith(f"{page} (")
    assert err.endswith(" MB)\n")
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert run("explore", "--store", store, "--out", str(page), "--as-of", AS_OF, "--lang", "es")[0] == 0
    assert opened == [page.as_uri()]


# What if, evidence, workbooks


def test_what_if_options_may_be_repeated_and_compare_takes_no_value(run: Run) -> None:
    words = ["ask", "country-seats", "--as-of", AS_OF, "--with", "HTI MEMBER_OF RCM", "--with", "JAM MEMBER_OF RCM"]
    status, out, err = run(*words, "--without", "CSM", "--without", "OCAM", "--compare", "--format", "json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert told["params"]["with"] == ["country:HTI MEMBER_OF mechanism:rcm", "country:JAM MEMBER_OF mechanism:rcm"]
    assert told["params"]["without"] == ["mechanism:csm", "mechanism:ocam"]
    assert told["columns"][0] == "what_if"
    new = [row["country"] for row in told["rows"] if row["what_if"] == "new"]
    assert new == ["country:HTI", "country:JAM"]


def test_evidence_prints_what_each_statement_says_and_its_sources(run: Run) -> None:
    status, out, err = run("ask", "hosts-outside-forum", "--as-of", AS_OF, "--evidence")
    assert (status, err) == (0, "")
    assert "\nR4V operates in Aruba (" in out
    assert max(len(line) for line in out.splitlines() if "http" not in line) <= 80
    listed = run("ask", "hosts-outside-forum", "--as-of", AS_OF, "--evidence", "--format", "md")[1]
    assert "\n- R4V operates in Aruba" in listed


def test_a_workbook_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "seats.xlsx"
    assert run("ask", "country-seats", "--format", "xlsx", "--out", str(out)) == (0, "", "")
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--format", "xlsx"), "name a file, such as --out answer.xlsx"),
        (("--format", "json", "--evidence"), "--evidence goes with --format table or md"),
        (("--compare",), "suppose something by --without or --with"),
        (("--without", "nowhere"), "nothing is called 'nowhere'"),
        (("--with", "HTI JOINS RCM"), "not one relation between two nodes"),
        (("--compare=perhaps", "--without", "CSM"), "--compare takes no value"),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_status_two(run: Run, words: tuple[str, ...], says: str) -> None:
    assert says in refused(run("ask", "country-seats", *words))
