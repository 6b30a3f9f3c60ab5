"""What the benchmarks share: run in turn, take medians, compare turn by turn.

Machines are shared and their speed drifts, so nothing here judges a time: each turn runs everything once, and a ratio
is the median of the ratios within the turns.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Generic, TypeVar

ROOT = Path(__file__).resolve().parent.parent
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run took.

    Attributes:
        cpu: User and system time in seconds, of all threads.
        wall: Seconds by the clock.
        peak_mb: The most memory held at once in MB; 0 where it was not measured.
    """

    cpu: float
    wall: float
    peak_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """What a run took and what it gave."""

    usage: Usage
    result: T


def timed(run: Callable[[], T]) -> Timed[T]:
    """What a call took, and its result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = run()
    return Timed(Usage(time.process_time() - cpu, time.perf_counter() - wall), result)


def child(arguments: Sequence[str]) -> Usage:
    """What this Python took as a process of its own, with the checkout on its path.

    The peak is the child's only while this process is smaller than it: Linux counts what a child began as.

    Raises:
        RuntimeError: The child failed.
        NotImplementedError: This system does not account for a single child (Windows).
    """
    if sys.platform == "win32":
        raise NotImplementedError("the accounting of a single child needs Linux or macOS")
    # -P: as the tasks run it, so that nothing in the current folder hides a package.
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-P", *arguments]
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=environment, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{' '.join(arguments)}: {said.read().decode(errors='replace')}")
    return Usage(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))


def in_turn(subjects: Mapping[str, Callable[[], T]], turns: int) -> dict[str, list[T]]:
    """The results of each subject, one for each turn."""
    results: dict[str, list[T]] = {name: [] for name in subjects}
    for _ in range(turns):
        for name, run in subjects.items():
            results[name].append(run())
    return results


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median of the ratios within the turns; not a number where something took no time to speak of."""
    return statistics.median(a / b if b > 0 else float("nan") for a, b in zip(of, to, strict=True))


def seconds(values: Sequence[float]) -> str:
    """The median and, in brackets, the least and the most."""
    return f"{statistics.median(values):.3f} ({min(values):.3f}-{max(values):.3f})"


def machine(*packages: str) -> str:
    """What it ran on: processors, Python and the versions of packages."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    python = ".".join(str(part) for part in sys.version_info[:3])
    return f"{os.cpu_count()} processors, Python {python}, {versions}"


def usages(taken: Mapping[str, Sequence[Usage]], beside: str) -> str:
    """A table of what processes took: CPU and wall time, their CPU time in terms of that of `beside`, their peak."""
    cpu = {name: [usage.cpu for usage in runs] for name, runs in taken.items()}
    rows = [
        [
            name,
            seconds(cpu[name]),
            seconds([usage.wall for usage in runs]),
            f"{ratio(cpu[name], cpu[beside]):.2f}",
            f"{max(usage.peak_mb for usage in runs):,.0f}",
        ]
        for name, runs in taken.items()
    ]
    return table(["", "cpu s", "wall s", f"cpu : {beside}", "peak MB"], rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under their heads, aligned: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        first, *rest = (
            cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(cells, widths, strict=True))
        )
        return "  ".join([first, *rest]).rstrip()

    return "\n".join([line(head), line(["-" * w for w in widths]), *(line(row) for row in rows)])
