"""The maps that docs/LOADING.md shows are maps that the loaders read."""

import re
from pathlib import Path

import pytest

from loaders import memberships, pledges
from loaders._mapping import Chart, Spec

MANUAL = (Path(__file__).parents[2] / "docs" / "LOADING.md").read_text(encoding="utf-8")
MAPS = re.findall(r"```toml\n(.*?)```", MANUAL, re.DOTALL)
SPECS = (memberships.SPEC, memberships.SPEC, pledges.SPEC)


@pytest.mark.parametrize(("text", "spec"), list(zip(MAPS, SPECS, strict=True)))
def test_a_map_of_the_manual_has_only_keys_that_there_are(text: str, spec: Spec, tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_text(text, encoding="utf-8")
    assert Chart(file, spec).list("columns", "member") or Chart(file, spec).list("columns", "by")


@pytest.mark.parametrize("spec", [memberships.SPEC, pledges.SPEC])
def test_each_key_of_a_map_stands_in_the_manual(spec: Spec) -> None:
    words = set(re.findall(r"[a-z_]+", MANUAL))
    assert {key for table, keys in spec.items() for key in (table, *keys) if key} <= words
