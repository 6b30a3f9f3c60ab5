"""What a machine without Java or Maven gets to see, and how people reach the server that they started."""

import os
import stat
from pathlib import Path

import pytest

from tests.conftest import start
from tests.server.__main__ import password, settings
from tests.server.local import NoServer, Server, free_port, jars, java


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing is installed and nothing was fetched."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("MIGOV_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return tmp_path


def test_without_java_the_tests_are_skipped_with_the_reason(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIGOV_REQUIRE_NEO4J", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"no Neo4j server: there is no Java; install one .* start one"):
        start(Server(bare / "home"))


def test_without_java_the_tests_fail_where_they_must_run(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGOV_REQUIRE_NEO4J", "1")
    with pytest.raises(pytest.fail.Exception, match="MIGOV_REQUIRE_NEO4J=1, but there is no Java"):
        start(Server(bare / "home"))


@pytest.mark.usefixtures("bare")
def test_without_maven_there_are_no_jars() -> None:
    with pytest.raises(NoServer, match="there is no Maven"):
        jars()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_java_that_is_too_old_is_told(bare: Path) -> None:
    old = bare / "java"
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n", encoding="utf-8")
    old.chmod(0o755)
    with pytest.raises(NoServer, match="needs Java 17 or 21"):
        java()


def test_people_are_told_how_to_reach_it_without_its_password(tmp_path: Path) -> None:
    kept = tmp_path / "password"
    server = Server(tmp_path, password(kept), (free_port(), free_port()))
    assert password(kept) == server.password
    assert server.password not in settings(server, kept)
    assert f"NEO4J_URI={server.uri}" in settings(server, kept).replace("$env:", "").replace(' = "', "=")
    assert str(kept) in settings(server, kept)
    if os.name != "nt":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
