"""No sentence of a source stands in the tables; needs the texts of the sources, which are not in this repository."""

import csv
import os
import re
from pathlib import Path

import pytest

from graph.names import fold
from loaders import curated

LONGEST = 9
"""So many words in a row may be the same: a title, an office, a figure with its unit."""
COLUMNS = ("note", "note_es", "how", "how_es", "reading", "reading_es", "reason", "reason_es")


def runs(text: str, length: int) -> set[str]:
    words = fold(re.sub(r"\s+", " ", text)).split()
    return {" ".join(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.fixture(scope="module")
def texts() -> set[str]:
    folder = os.environ.get("MIGOV_SEEDS")
    if not folder:
        pytest.skip("MIGOV_SEEDS does not name the folder with the texts of the sources")
    found = sorted(Path(folder).glob("*.txt"))
    assert found, f"no text in {folder}"
    return set().union(*(runs(path.read_text(encoding="utf-8", errors="replace"), LONGEST) for path in found))


def test_no_remark_repeats_a_passage_of_a_source(texts: set[str]) -> None:
    copied = []
    for path in sorted((Path(curated.__file__).parent / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), 2):
                copied += [
                    f"{path.name}:{line}: {column}: {row[column]}"
                    for column in COLUMNS
                    if row.get(column) and runs(row[column], LONGEST) & texts
                ]
    assert copied == []


def test_the_check_finds_a_copied_passage() -> None:
    passage = "one two three four five six seven eight nine ten"
    assert runs(passage, LONGEST) & runs("He said: One, two three four five six seven eight NINE ten.", LONGEST)
    assert not runs(passage, LONGEST) & runs("one two three four five six seven eight", LONGEST)
