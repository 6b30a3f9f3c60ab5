"""How long the first word takes: CPU time of `migov --help` and of the first answer, beside the import of pandas."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial

from bench._measure import child, in_turn, machine, usages

HELP, ANSWER, PANDAS, PYTHON = "migov --help", "migov ask member-overlap", "import pandas", "python -c pass"
COMMANDS = {
    HELP: ("-m", "migov", "--help"),
    ANSWER: ("-m", "migov", "ask", "member-overlap", "--as-of", "2022-05-17", "--format", "json"),
    PANDAS: ("-c", "import pandas"),
    PYTHON: ("-c", "pass"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Time each command as a process of its own, in turn, and print medians and ratios."""
    parser = argparse.ArgumentParser(prog="bench.startup", description=__doc__)
    parser.add_argument("--runs", type=int, default=7, help="how many turns, after one that does not count (default 7)")
    given = parser.parse_args(arguments)
    runs = {name: partial(child, command) for name, command in COMMANDS.items()}
    in_turn(runs, 1)  # compiles the modules, fills the file cache
    taken = in_turn(runs, given.runs)
    print(machine("pandas", "numpy", "scipy"))
    print(usages(taken, PANDAS))
    print(f"\nMedians of {given.runs} turns (least-most) of user and system time; ratios are medians within turns.")


if __name__ == "__main__":
    main()
