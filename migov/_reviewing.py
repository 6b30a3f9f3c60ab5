"""The file for review: what a person is to decide upon after a load, and how an edited one is never lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import UsageError

if TYPE_CHECKING:
    from loaders._report import Report

DECISIONS = ("node", "relation")
"""The columns in which a person decides."""
ELSEWHERE = "name another file for --review"


def table(report: Report) -> str:
    """What a person is to decide upon, as CSV; no cell of it runs as a formula.

    These are the names that found no node and, in wider rows, pairs of names that stand in one sentence of a document.
    """
    from loaders import _names, reviewed
    from queries._render import harmless

    pairs = list(reviewed.rows(report.candidates))
    wide = reviewed.COLUMNS if pairs else ()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_names.REVIEW, *wide])
    names = [[*row, *[""] * len(wide)] for row in _names.review(report)]
    for row in names + [[reviewed.KIND, *[""] * (len(_names.REVIEW) - 1), *pair] for pair in pairs]:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def check(review: str, given: Sequence[Path]) -> None:
    """Refuse to write where something stands that must not be lost: a file of this load, a decision, any other file.

    A table for review in which nobody has decided anything is written anew.

    Raises:
        UsageError: Such a thing stands there.
    """
    path = Path(review)
    if not review or not path.is_file() or path.stat().st_size == 0:
        return
    if any(file.exists() and path.samefile(file) for file in given):
        raise UsageError(f"{review}: is a file of this load, and would be written over; {ELSEWHERE}")
    try:
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        if list(rows.fieldnames or ())[:3] != ["kind", "name", "node"]:
            raise UsageError(f"{review}: another file stands there; {ELSEWHERE}")
        cells = ((line, column, row.get(column)) for line, row in enumerate(rows, 2) for column in DECISIONS)
        decided = next(((line, column) for line, column, cell in cells if cell and cell.strip()), None)
    except (OSError, ValueError, csv.Error) as error:
        raise UsageError(f"{review}: another file stands there; {ELSEWHERE}") from error
    if decided is not None:
        line, column = decided
        told = f"somebody has decided there (column '{column}'), and it would be written over"
        raise UsageError(f"{review}:{line}: {told}; {ELSEWHERE}")
