"""The benchmarks run: on tiny sizes, for what they print and check, never for a time."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from bench import _measure, explore, loading, model, neo4j, overlap, page, startup
from tests.explorer.opener import CHROMIUM, lacking


@pytest.fixture
def chromium():
    """Skips, or fails where the run must have it, for want of a browser."""
    if importlib.util.find_spec("playwright") is None:
        lacking("Playwright is not installed")
    if not Path(CHROMIUM).exists():
        lacking(f"there is no Chromium at {CHROMIUM} (set CHROMIUM to its path)")


needs_wait4 = pytest.mark.skipif(sys.platform == "win32", reason="the accounting of a single child needs os.wait4")


@needs_wait4
@pytest.mark.parametrize("sample", [0, 20], ids=["all", "a sample"])
def test_all_engines_find_the_same_pairs(capsys, sample):
    sizes = ["--activities=400", "--organisations=40", "--runs=1", f"--networkx-sets={sample}"]
    overlap.main(sizes)
    printed = capsys.readouterr().out
    assert "pairs and counts of all engines are equal" in printed
    assert ("sample" in printed) == (sample > 0)
    assert all(name in printed for name in overlap.ENGINES)


def test_the_generated_memberships_depend_on_the_seed_alone():
    first, again, other = (overlap.memberships(30, 200, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert len(first[0]) != len(other[0]) or not np.array_equal(first[0], other[0])


def test_the_graph_of_many_statements_is_built(capsys):
    model.main(["--statements=300", "--agencies=20", "--places=10", "--runs=1"])
    assert "300 statements" in capsys.readouterr().out


@needs_wait4
@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_server")  # where none can run, there is none to measure
def test_a_graph_is_brought_into_neo4j_each_way(capsys, monkeypatch):
    for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD"):
        monkeypatch.setenv(name, "")
    neo4j.main(["--statements=300", "--nodes=50", "--sample=10", "--heap=512m"])
    printed = capsys.readouterr().out
    ways = (neo4j.BOLT, neo4j.AGAIN, neo4j.PLAIN, neo4j.CSV, neo4j.IMPORT)
    assert all(f"\n{name} " in printed for name in ways)
    assert f"\n{neo4j.BOLT}: peak MB at each tenth of the rows " in printed


@needs_wait4
def test_the_start_is_timed(capsys):
    startup.main(["--runs=1"])
    printed = capsys.readouterr().out
    assert all(name in printed for name in startup.COMMANDS)


@needs_wait4
def test_each_format_is_loaded_beside_its_plain_reader(capsys):
    loading.main(["--runs=1", "--size=300"])
    printed = capsys.readouterr().out
    assert all(f"\n{name}: 300 {counted}, " in printed for name, (_, counted, *_) in loading.CASES.items())
    assert printed.count("\nplain ") == len(loading.CASES)


@needs_wait4
def test_the_page_is_timed_and_weighed(capsys):
    explore.main(["--runs=1"])
    assert "The page has" in capsys.readouterr().out


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_the_page_is_timed_in_a_browser(capsys):
    page.main(["--runs=1", "--boxes=30", "--rooms=5", "--names=50", "--cap=0.1"])
    printed = capsys.readouterr().out
    assert page.THEIRS in printed
    assert "not yet settled" in printed
    assert "30 drawn boxes" in printed
    assert all(text in printed for text in page.QUERIES.values())


@needs_wait4
def test_a_command_that_fails_is_no_measurement():
    with pytest.raises(RuntimeError, match="no_such_module"):
        _measure.child(["-m", "no_such_module"])
