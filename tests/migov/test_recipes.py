"""The page of recipes: each command is one that migov has, and those that need no file of the reader's run."""

import re
import shlex
from pathlib import Path

import pytest

from graph import exports
from loaders import _run
from migov import cli
from queries import _catalogue

ROOT = Path(__file__).parents[2]
COMMANDS = [
    shlex.split(line)[2:]
    for line in re.findall(
        r"^python3 tasks\.py (?:ask|explore|migov) .*$", (ROOT / "docs/RECIPES.md").read_text("utf-8"), re.MULTILINE
    )
]
FILES = re.compile(r"\.(json|xml|csv|xlsx|toml|pdf)$")


def words(command: list[str]) -> list[str]:
    """What the command line of migov is given."""
    return command[1:] if command[0] == "migov" else command


def is_alone(command: list[str]) -> bool:
    """Whether it reads the curated graph, and no file, store or server of the reader's."""
    return command[0] in ("ask", "brief", "export") and "--store" not in command


def test_the_page_has_commands_of_each_sort() -> None:
    first = {words(command)[0] for command in COMMANDS}
    assert first == {"ask", "brief", "copy", "datasets", "explore", "export", "load", "unload"}
    assert {words(c)[1] for c in COMMANDS if words(c)[0] == "load"} == {*_run.names()} - {"hapi", "wikidata"}


@pytest.mark.parametrize("command", [words(c) for c in COMMANDS if not is_alone(words(c))], ids=" ".join)
def test_a_command_about_files_of_the_reader_names_what_there_is(command: list[str]) -> None:
    if command[0] == "load":
        assert command[1] in _run.names()
        assert all(FILES.search(word) or word == "my-folder" for word in command[2:3])
    elif command[0] == "ask":
        assert _catalogue.question(command[1]).name == command[1]
    elif command[0] == "export":
        assert command[1] in exports.formats()


@pytest.mark.parametrize("command", [words(c) for c in COMMANDS if is_alone(words(c))], ids=" ".join)
def test_a_command_on_the_curated_graph_runs(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main([*command, *(["--as-of", "2026-11-22"] if "--as-of" not in command else [])]) == 0
    made = [word for word in command if (tmp_path / word).exists()]
    assert made or capsys.readouterr().out.strip()
