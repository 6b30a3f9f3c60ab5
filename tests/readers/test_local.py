"""The environment of readers that are not ours."""

import subprocess
from pathlib import Path

import pytest

import tasks
from tests.readers import local
from tests.readers.local import NoReaders, Readers

pytestmark = pytest.mark.readers


def test_a_script_gives_what_it_prints(readers: Readers) -> None:
    script = """
        import json, sys
        print(json.dumps({"said": sys.argv[1:]}))
        """
    assert readers.run(script, "Declaración", Path("a b")) == {"said": ["Declaración", "a b"]}


def test_a_script_that_fails_says_why(readers: Readers) -> None:
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        readers.run("1 / 0")


def test_the_readers_are_there_and_migov_is_not(readers: Readers) -> None:
    script = """
        import importlib.util, json
        names = ("frictionless", "followthemoney", "graph", "migov")
        print(json.dumps([name for name in names if importlib.util.find_spec(name)]))
        """
    assert readers.run(script) == ["frictionless", "followthemoney"]


def test_the_environment_is_made_once_and_anew_for_another_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[Path] = []
    monkeypatch.setenv("MIGOV_VENV", str(tmp_path / "venv"))
    monkeypatch.setattr(tasks, "install", lambda venv, lock: installed.append(lock))
    lock = tmp_path / "requirements.txt"
    monkeypatch.setattr(local, "LOCK", lock)
    lock.write_text("one", encoding="utf-8")
    first = local.readers()
    assert local.readers() == first
    lock.write_text("two", encoding="utf-8")
    assert local.readers() != first
    assert installed == [lock, lock]
    assert first.run("print('[1, 2]')") == [1, 2]


def test_an_installation_that_fails_leaves_nothing_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def install(venv: Path, lock: Path) -> None:
        raise tasks.TaskError("there was no connection")

    monkeypatch.setenv("MIGOV_VENV", str(tmp_path / "venv"))
    monkeypatch.setattr(tasks, "install", install)
    with pytest.raises(NoReaders, match="no connection"):
        local.readers()
    assert list((tmp_path / ".readers").iterdir()) == []


def test_the_folder_of_the_readers_is_not_for_git() -> None:
    ignored = subprocess.run(["git", "check-ignore", "-q", ".readers/"], cwd=tasks.ROOT)
    if ignored.returncode == 128:
        pytest.skip("this is no checkout of git")
    assert ignored.returncode == 0


def test_the_lock_holds_what_is_asked_for() -> None:
    asked = local.LOCK.with_suffix(".in").read_text("utf-8").splitlines()
    names = [line.split(">=")[0] for line in asked if line and not line.startswith("#")]
    locked = local.LOCK.read_text("utf-8").splitlines()
    assert names == ["followthemoney", "frictionless"]
    assert [name for name in names if not any(line.startswith(f"{name}==") for line in locked)] == []
