"""Who reads by keyboard, by screen reader, enlarged, or in colours of the system: nothing is lost to them."""

from pathlib import Path

import pytest

from tests.explorer.opener import Opener, settled

pytestmark = pytest.mark.browser

HELD = "document.activeElement.dataset.key ?? document.activeElement.id"


@pytest.mark.parametrize(
    ("state", "key", "then"),
    [
        ("tab=network&ego=country:COL", "leave ego", "path start"),
        ("tab=network", "path start", "path-from"),
        ("tab=network&from=country:MEX&to=mechanism:r4v", "leave path", "path start"),
        ("tab=timeline&tl=mechanism:rcm", "timeline back", "timeline of"),
        ("tab=table&q=country-seats&only=mechanism:csm", "only mechanism:csm", "only"),
        ("tab=matrix&on=2010-12-31", "time back", "day"),
        ("tab=network&sel=n~mechanism:r4v", "path from", "detail-title"),
    ],
)
def test_the_focus_stays_near_when_what_had_it_is_gone(
    visit: Opener, file: Path, state: str, key: str, then: str
) -> None:
    page = visit(file, f"#lang=en&{state}").page
    settled(page)
    page.locator(f'[data-key="{key}"]').focus()
    page.keyboard.press("Enter")
    settled(page)
    assert page.evaluate(HELD) == then


def test_a_closed_panel_gives_the_focus_back_to_what_opened_it(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=map").page
    page.locator('[data-key="tile country:MEX"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate(HELD) == "tile country:MEX"
    page.keyboard.press("/")
    page.keyboard.type("mexico")
    page.keyboard.press("Enter")
    assert page.evaluate(HELD) == "detail-title"
    page.keyboard.press("Escape")
    assert page.evaluate(HELD) == "search"


# A desk of 1440 and 1280 px enlarged to 200 % and 400 %.
@pytest.mark.parametrize("size", [(720, 450), (320, 256)])
def test_an_enlarged_page_scrolls_one_way_only(visit: Opener, file: Path, size: tuple[int, int]) -> None:
    page = visit(file, "#lang=es", size=size).page
    for tab in ("matrix", "overlaps", "timeline", "network", "map", "table"):
        page.locator(f"#tab-{tab}").click()
        settled(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{tab} is {wide} px wider than the screen"


def test_colours_of_the_system_keep_what_only_a_colour_tells(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=timeline&tl=mechanism:rcm").page
    page.emulate_media(forced_colors="active")
    ground = "(name) => getComputedStyle(document.querySelector(name)).backgroundColor"
    paper = page.evaluate(ground, "body")
    assert page.evaluate(ground, ".tl-bar.is-seat .tl-body") != paper
    pressed, free = (f".segments button[aria-pressed='{state}']" for state in ("true", "false"))
    assert page.evaluate(ground, pressed) != page.evaluate(ground, free)
