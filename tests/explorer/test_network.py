"""The network in Chromium: neighbours, paths and money, and where their boxes stand."""

import re
from pathlib import Path
from typing import Any

import pytest

from explorer import drawings, layout
from explorer.drawings import Book
from explorer.layout import Column
from graph.model import PropertyGraph
from tests.explorer.opener import AS_OF, Opener, settled

pytestmark = pytest.mark.browser

KEEP = """() => {
  const Made = vis.Network;
  vis.Network = class extends Made { constructor(...given) { super(...given); globalThis.drawn = this; } };
}"""
"""Keeps the live drawing where a test can ask it."""

GEOMETRY = """() => {
  const boxes = drawn.body.nodeIndices.map((id) => ({ id, ...drawn.getBoundingBox(id) }));
  const touching = boxes.flatMap((a, place) => boxes.slice(place + 1)
    .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map((b) => [a.id, b.id]));
  const lost = boxes.filter((box) => !(box.right - box.left > 5 && box.bottom - box.top > 5)).map((box) => box.id);
  const sizes = drawn.body.nodeIndices.map((id) => drawn.body.nodes[id].options.font.size);
  return { number: boxes.length, touching, lost, text: Math.min(...sizes) * drawn.getScale() };
}"""

VIEWS = [
    "#tab=network",
    "#tab=network&ego=country:COL",
    "#tab=network&ego=country:COL&plus=mechanism:csm%20project:4mi",
    "#tab=network&ego=mechanism:r4v",
    "#tab=network&ego=agency:iom&plus=project:eurofront",
    "#tab=network&ego=country:CAN&d=1",
    "#tab=network&from=country:CAN&to=project:eurofront",
    "#tab=network&q=member-overlap&d=3",
    "#tab=network&q=single-donor-dependency",
    "#tab=network&q=silent-pledges",
    "#tab=network&q=mandate-overlap",
    "#tab=network&q=brokers",
]


def _opened(page: Any, fragment: str) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", fragment)
    page.wait_for_selector(".canvas canvas")
    settled(page)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_two_boxes_touch_and_no_label_is_under_eleven_pixels(visit: Opener, file: Path, lang: str) -> None:
    seen = visit(file, f"#lang={lang}&tab=table")
    page = seen.page
    page.evaluate(KEEP)
    for fragment in VIEWS:
        _opened(page, f"{fragment}&lang={lang}")
        found = page.evaluate(GEOMETRY)
        assert found["number"] > 3, fragment
        assert found["touching"] == [], fragment
        assert found["lost"] == [], fragment
        assert found["text"] >= 11, fragment
    assert seen.quiet(), seen.said


def test_the_canvas_has_the_boxes_of_the_scene(visit: Opener, file: Path) -> None:
    """What is taken away is made of the scene, so a box on the canvas is as large and stands as far from the others."""
    page = visit(file, "#lang=es&tab=table").page
    page.evaluate(KEEP)
    _opened(page, "#lang=es&tab=network&ego=agency:iom")
    listed = page.locator(".box-list li").count()
    boxes = page.evaluate("drawn.body.nodeIndices.filter((id) => drawn.body.nodes[id].options.shape === 'box').length")
    assert boxes == listed


def test_expanding_a_neighbour_moves_nothing_and_back_undoes_it(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=table").page
    page.evaluate(KEEP)
    _opened(page, "#lang=en&tab=network&ego=country:COL")
    before = page.evaluate("drawn.getPositions()")
    page.locator(".box-list summary").click()
    page.locator("[data-key='box mechanism:csm']").click()
    page.locator("[data-key='expand mechanism:csm']").click()
    settled(page)
    after = page.evaluate("drawn.getPositions()")
    assert "plus=mechanism:csm" in page.url
    assert len(after) > len(before)
    assert {node: after[node] for node in before if not node.startswith("over ")} == {
        node: place for node, place in before.items() if not node.startswith("over ")
    }
    page.locator("[data-key='collapse mechanism:csm']").click()
    settled(page)
    assert page.evaluate("drawn.getPositions()") == before
    page.go_back()
    settled(page)
    assert "plus=mechanism:csm" in page.url
    assert page.evaluate("Object.keys(drawn.getPositions()).length") == len(after)


def test_the_rest_of_a_group_is_a_list_to_choose_from(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=en&tab=network&ego=country:COL")
    page = seen.page
    page.wait_for_selector(".canvas canvas")
    page.locator(".box-list summary").click()
    more = page.locator("[data-key^='box more']").first
    number = int(re.sub(r"\D", "", more.inner_text()))
    more.click()
    assert page.locator("dialog.rest .chip").count() == number
    chosen = page.locator("dialog.rest .chip").first
    name = chosen.get_attribute("title")
    chosen.click()
    assert page.locator("dialog.rest").count() == 0
    assert page.locator("#detail-title").inner_text() == name
    more.click()
    page.keyboard.press("Escape")
    assert page.locator("dialog.rest").count() == 0
    assert seen.quiet(), seen.said


def test_a_path_is_found_by_typing_both_ends_and_stands_in_the_link(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=es&tab=network")
    page = seen.page
    page.locator("[data-key='path start']").click()
    for box, typed in (("#path-from-box", "Canada"), ("#path-to-box", "México")):
        page.locator(box).fill(typed)
        page.locator(box).press("Enter")
    assert "from=country:CAN&to=country:MEX" in page.url
    words = page.locator(".path-words").inner_text()
    assert "Canadá" in words
    assert "2 pasos" in words
    assert page.locator(".path-list li").count() > 2
    again = visit(file, "#" + page.url.partition("#")[2]).page
    assert again.locator(".path-words").inner_text() == words
    assert seen.quiet(), seen.said


def test_the_panel_starts_a_path_and_no_path_never_reads_as_no_tie(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&sel=n~country:CAN").page
    page.locator("[data-key='path from']").click()
    assert "Choose both ends" in page.locator("#view").inner_text()
    page.evaluate("location.hash = '#lang=en&tab=network&from=country:CAN&to=theme:statelessness&on=1991-12-31'")
    page.wait_for_function("document.querySelector('#view').innerText.includes('Canada')")
    text = page.locator("#view").inner_text()
    assert "No path between" in text
    assert "does not say that there is no tie" in text or "dates are not known" in text


def test_who_may_be_in_the_other_mechanism_is_never_drawn_as_only_in_one(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=network&q=hosts-outside-forum&on=2019-12-31").page
    page.locator(".box-list summary").click()
    only = page.locator(".box-column", has=page.get_by_text("Only R4V", exact=True))
    unsure = page.locator(".box-column", has=page.get_by_text("In R4V; no evidence for Quito Process", exact=True))
    assert "Aruba" in only.inner_text()
    assert "Guyana" not in only.inner_text()
    assert "Guyana" in unsure.inner_text()


@pytest.mark.parametrize(
    "fragment",
    ["#tab=network&ego=nobody&plus=x%20y", "#tab=network&from=nobody&to=%00", "#tab=network&plus=country:MEX"],
)
def test_nonsense_about_the_network_falls_back(visit: Opener, file: Path, fragment: str) -> None:
    seen = visit(file, fragment + "&lang=en")
    settled(seen.page)
    assert seen.page.locator(".canvas canvas").count() == 1
    assert seen.quiet(), seen.said


@pytest.mark.parametrize("fragment", VIEWS[1:7])
def test_a_phone_scrolls_the_drawing_and_never_the_page(visit: Opener, file: Path, fragment: str) -> None:
    page = visit(file, fragment + "&lang=es", size=(390, 844)).page
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.evaluate("document.querySelector('.canvas-scroll').clientWidth") <= 390


# -- what Python places ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(built_in: PropertyGraph) -> Book:
    return Book(built_in, {name: place for place, name in enumerate(built_in.edges["id"])})


def test_money_has_a_box_for_each_counted_sum_and_none_for_what_is_counted_elsewhere(book: Book) -> None:
    made = drawings.moneys(book)
    edges = book.graph.edges
    for node, drawing in made.items():
        sums = drawing["columns"][1]["statements"]
        assert sums, node
        assert all(edges["counted"].iloc[place] for place in sums)
        assert all(node in book.ends[place] for place in sums)
    assert "project:turquesa" in made
    assert "agency:accbp" not in made


def test_the_smallest_sums_of_a_large_donor_share_one_box(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "SUMS", 5)
    drawing = drawings.money(book, book.counted)
    recipients = drawing["columns"][2]
    shown = {book.ends[place][1] for place in drawing["columns"][1]["statements"]}
    assert len(drawing["columns"][1]["statements"]) == 5
    assert set(recipients["nodes"]) == shown
    assert set(recipients["rest"]) == {book.ends[place][1] for place in book.counted} - shown


def test_boxes_beside_others_stand_at_their_mean_height_and_apart() -> None:
    parts = [
        Column(["a", "b"], beside={"a": ["sum 2"], "b": ["sum 2", "sum 3"]}),
        Column(["sum 1", "sum 2", "sum 3"]),
    ]
    placed = layout.columns(parts, dict.fromkeys(["a", "b", "sum 1", "sum 2", "sum 3"], 60))
    assert placed.positions["a"][1] == placed.positions["sum 2"][1]
    assert placed.positions["b"][1] == placed.positions["a"][1] + layout.PITCH


def test_no_drawing_of_an_answer_is_a_hairball(made: dict[str, Any]) -> None:
    drawn = [d for q in made["questions"] for a in q["answers"] for d in a["networks"]]
    assert {"corridor-rooms", "mandate-overlap", "brokers", "donor-significance"} <= {
        q["name"] for q in made["questions"] if any(a["networks"] for a in q["answers"])
    }
    assert all(sum(len(column.get("nodes", ())) for column in d["columns"]) <= layout.BOXES for d in drawn)
    assert made["meta"]["as_of"] == AS_OF
