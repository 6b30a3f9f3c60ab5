"""The command line as a process of its own: what it imports, its encoding, and what happens when nobody reads on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.queries.drawn import AS_OF

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, code: str = "", cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run migov, or some code, in a process that has nothing but the folder of the project and `more`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **more}
    program = ["-c", code] if code else ["-m", "migov"]
    return subprocess.run(
        [sys.executable, *program, *words], cwd=cwd, env=environment, capture_output=True, check=False
    )


HEAVY = ("pandas", "numpy", "scipy", "networkx", "pyarrow", "jinja2", "pyvis", "rapidfuzz", "neo4j")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["ask", "--help"], ["nonsense"]])
def test_help_comes_without_what_only_answers_need(words: list[str]) -> None:
    code = (
        "import sys; from migov.cli import main; main(sys.argv[1:]); "
        f"print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    )
    done = run(*words, code=code)
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == b"[]"


def test_the_first_answer_imports_no_page_and_no_server() -> None:
    code = (
        "import sys; from migov.cli import main; main(sys.argv[1:]); "
        "print([m for m in ('explorer', 'networkx', 'jinja2', 'pyvis', 'neo4j') if m in sys.modules], "
        "file=sys.stderr)"
    )
    done = run("ask", "member-overlap", "--as-of", AS_OF, code=code)
    assert done.stdout.startswith(b"On 2022-05-17, CSM and Quito Process share 9 members")
    assert done.stderr == b"[]\n"


def test_names_are_utf8_where_the_system_speaks_only_ascii(tmp_path: Path) -> None:
    ascii_only = {
        "LC_ALL": "C",
        "LANG": "C",
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    done = run("ask", "hosts-outside-forum", "--as-of", AS_OF, "--format", "json", cwd=tmp_path, **ascii_only)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Curaçao" in done.stdout.decode("utf-8")
    refused = run("ask", "why", "Curaçaó y Ñandú", cwd=tmp_path, LC_ALL="C", LANG="C")
    assert refused.returncode == 2
    assert refused.stderr.decode("utf-8").startswith("migov: nothing is called 'Curaçaó y Ñandú'")


def test_a_reader_that_stops_early_is_no_error() -> None:
    words = ["ask", "changes", "--as-of", AS_OF, "--format", "json"]  # more than a pipe holds
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "migov", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        assert process.stdout.read(10) == b'{\n "query"'
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full: a full disk cannot be played")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "migov", "--help"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (2, b"migov: No space left on device\n")


def test_a_broken_table_ends_the_process_with_status_1_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "broken.csv").write_text("id,name_en,name_es,source,locator\ncountry:ZZZ,,,nope,\n", encoding="utf-8")
    done = run("check", "broken.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Traceback" not in done.stderr
    assert b"broken.csv:2: column 'source': no such source (got 'nope');" in done.stderr
