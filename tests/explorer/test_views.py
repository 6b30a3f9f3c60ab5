"""The table and the map in Chromium: narrowing, copying, comparing two mechanisms."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.explorer.opener import Opener, settled

pytestmark = pytest.mark.browser


def test_a_table_narrows_while_typing_and_its_link_keeps_it(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=es&q=country-seats&tab=table")
    page = seen.page
    rows = page.locator("table.answer tbody tr")
    every = rows.count()
    box = page.get_by_role("searchbox")
    box.press_sequentially("panama quito")
    assert rows.count() == 1
    assert page.get_by_text(f"1 de {every} filas").is_visible()
    box.press("Enter")
    assert "find=panama+quito" in page.url
    page.go_back()
    settled(page)
    assert rows.count() == every
    box.press_sequentially("xyzzy")
    assert rows.count() == 0
    assert seen.quiet(), seen.said


def test_a_copied_table_is_the_rows_that_are_shown(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=en&q=country-seats&tab=table&find=mexico")
    page = seen.page
    page.evaluate("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }")
    page.get_by_role("button", name="Copy the table").click()
    page.locator("#toast", has_text="1 row copied").wait_for()
    lines = page.evaluate("globalThis.copied").split("\r\n")
    assert len(lines) == 2
    assert lines[1].startswith("Mexico\t")


def test_the_map_tells_two_mechanisms_apart_and_opens_evidence(visit: Opener, file: Path, made: dict[str, Any]) -> None:
    seen = visit(file, "#lang=en&tab=map")
    page = seen.page
    tiles = page.locator(".tiles button")
    assert tiles.count() == len(made["matrix"]["rows"])
    page.get_by_label("Show").select_option("mechanism:r4v")
    page.get_by_label("compared with").select_option("mechanism:quito-process")
    assert page.get_by_role("button", name="Colombia: in R4V and Quito Process").count() == 1
    assert page.get_by_role("button", name="Guatemala: only in Quito Process").count() == 1
    assert "map=mechanism:r4v+mechanism:quito-process" in page.url
    page.get_by_role("button", name="Guatemala: only").click()
    assert page.locator("#detail-title").inner_text() == "Guatemala"
    page.go_back()
    page.go_back()
    settled(page)
    assert "map=mechanism:r4v" in page.url
    assert "quito" not in page.url
    assert seen.quiet(), seen.said


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_no_two_tiles_overlap_and_no_label_is_cut(visit: Opener, file: Path, size: tuple[int, int]) -> None:
    page = visit(file, "#lang=es&tab=map", size=size).page
    tiles = page.locator(".tiles button").evaluate_all(
        """tiles => tiles.map((tile) => {
          const { left, right, top, bottom } = tile.getBoundingClientRect();
          return [left, right, top, bottom, tile.scrollWidth - tile.clientWidth];
        })"""
    )
    assert len(tiles) > 30
    assert all(over <= 1 for *_, over in tiles)
    for one, other in combinations(tiles, 2):
        beside = one[1] <= other[0] + 0.5 or other[1] <= one[0] + 0.5
        above = one[3] <= other[2] + 0.5 or other[3] <= one[2] + 0.5
        assert beside or above
