"""The main job as a whole: `migov explore` writes the page; CPU and wall time, and the size of the page."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench._measure import child, in_turn, machine, usages

EXPLORE, PANDAS = "migov explore --no-open", "import pandas"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page several times, each in a process of its own, and print medians, the ratio and the size."""
    parser = argparse.ArgumentParser(prog="bench.explore", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how many turns, after one that does not count (default 3)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "explorer.html"
        explore = ["-m", "migov", "explore", "--no-open", "--as-of", "2022-05-17", "--out", str(page)]
        runs = {EXPLORE: lambda: child(explore), PANDAS: lambda: child(["-c", "import pandas"])}
        in_turn(runs, 1)  # compiles the modules, fills the file cache
        taken = in_turn(runs, given.runs)
        size = page.stat().st_size
    print(machine("pandas", "jinja2", "pyvis"))
    print(usages(taken, PANDAS))
    print(f"\nMedians of {given.runs} turns (least-most); ratios are medians of those within turns.")
    print(f"The page has {size:,} bytes.")


if __name__ == "__main__":
    main()
