"""The page in Chromium, opened from a file, with the network refused."""

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.explorer.opener import Opener, lacking, settled

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (390, 844)]
TABS = ["matrix", "overlaps", "timeline", "network", "map", "table"]
STATES = {
    "matrix": "tab=matrix",
    "matrix with a cell": "tab=matrix&sel=c~country:CHL~mechanism:gcm",
    "matrix of long ago": "tab=matrix&on=1995-12-31&ties=members&order=az",
    "overlaps": "tab=overlaps&q=country-seats",
    "timeline": "tab=timeline",
    "timeline of a mechanism": "tab=timeline&tl=mechanism:rcm",
    "timeline of a country": "tab=timeline&tl=country:BRA&years=recent",
    "network": "tab=network&q=country-seats",
    "neighbours": "tab=network&ego=country:COL&plus=mechanism:quito-process",
    "neighbours with a panel": "tab=network&ego=mechanism:r4v&sel=n~mechanism:r4v",
    "path": "tab=network&from=country:MEX&to=mechanism:r4v",
    "path without an end": "tab=network&from=country:MEX",
    "money": "tab=network&q=single-donor-dependency",
    "map": "tab=map",
    "map of one": "tab=map&map=mechanism:r4v",
    "map of two": "tab=map&map=mechanism:r4v+mechanism:quito-process&sel=n~country:GTM",
    "table": "tab=table&q=why&p=node~mechanism:gcm",
    "table narrowed": "tab=table&q=country-seats&find=mexico&only=mechanism:csm",
    "table of nothing": "tab=table&q=country-seats&find=xyzzy",
}
"""Every view in the states that look different, by what stands in the link."""


def _spanish_day(found: re.Match[str]) -> str:
    months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"]
    year, month, day = map(int, found[0].split("-"))
    return f"{day} {months[month - 1]} {year}"


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_tab_opens_without_request_message_or_sideways_scroll(
    visit: Opener, file: Path, size: tuple[int, int], lang: str
) -> None:
    seen = visit(file, f"#lang={lang}", size=size)
    page = seen.page
    for tab in TABS:
        page.locator(f"#tab-{tab}").click()
        settled(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{tab} is {wide} px wider than the screen"
        assert page.locator("#view").inner_text().strip()
    assert page.locator("#sentence").inner_text().strip()
    assert page.locator("html").get_attribute("lang") == lang
    assert seen.quiet(), (seen.said, seen.requests)


def test_each_question_opens_with_its_sentence_and_says_its_day(
    visit: Opener, file: Path, made: dict[str, Any]
) -> None:
    seen = visit(file, "#lang=es")
    page = seen.page
    assert made["questions"]
    for question in made["questions"]:
        family = page.locator(f"[data-key='family {question['number'][0]}']")
        if family.evaluate("(summary) => !summary.parentElement.open"):
            family.click()
        page.get_by_role("button", name=question["ask"]["es"], exact=True).click()
        if question.get("computed"):
            assert page.locator("#sentence").inner_text().endswith(".")
        else:
            sentence = question["answers"][0]["sentence"]["es"]
            assert page.locator("#sentence").inner_text() == re.sub(r"\d{4}-\d{2}-\d{2}", _spanish_day, sentence)
        assert "22 nov 2026" in page.locator("#pinned").inner_text()
        for tab in ("network", "table"):
            page.locator(f"#tab-{tab}").click()
            settled(page)
    assert seen.quiet(), seen.said


def test_a_phone_opens_on_overlaps_and_a_desk_on_the_matrix(visit: Opener, file: Path) -> None:
    phone = visit(file, size=(390, 844)).page
    desk = visit(file).page
    assert phone.locator("#tab-overlaps").get_attribute("aria-selected") == "true"
    assert phone.locator("table.upset").is_visible()
    assert desk.locator("#tab-matrix").get_attribute("aria-selected") == "true"
    assert desk.locator("table.matrix tbody tr.country").count() > 30


@pytest.mark.parametrize(("locale", "lang"), [("es-MX", "es"), ("en-US", "en"), ("fr-FR", "en")])
def test_the_first_visit_follows_the_browser(visit: Opener, file: Path, locale: str, lang: str) -> None:
    assert visit(file, locale=locale).page.locator("html").get_attribute("lang") == lang


def test_the_language_switch_turns_every_text_and_is_remembered(visit: Opener, file: Path) -> None:
    page = visit(file, "").page
    page.get_by_role("button", name="Español").click()
    assert page.locator("h1").inner_text() == "Gobernanza migratoria en las Américas"
    assert page.get_by_role("tab", name="Matriz").is_visible()
    assert page.get_by_role("rowheader", name="Canadá").first.is_visible()
    page.goto(page.url.partition("#")[0])
    page.wait_for_selector("html[data-ready]")
    assert page.locator("html").get_attribute("lang") == "es"


@pytest.mark.parametrize(
    ("typed", "name"), [("Curazao", "Curaçao"), ("OIM", "International Organization for Migration")]
)
def test_search_finds_spanish_names_and_acronyms(visit: Opener, file: Path, typed: str, name: str) -> None:
    seen = visit(file, "#lang=en")
    page = seen.page
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    assert page.locator("#detail-title").inner_text() == name
    assert page.evaluate("document.activeElement.id") == "detail-title"
    assert seen.quiet(), seen.said


def test_a_cell_opens_its_statements_and_sources(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    page.get_by_role("button", name="Costa Rica, RCM: member, stated").click()
    panel = page.locator("#detail")
    assert panel.locator("#detail-title").inner_text() == "Costa Rica – RCM"
    assert panel.locator(".source-title a[href^=http]").count() >= 1
    assert "last seen" in panel.inner_text()


def test_a_cell_without_evidence_says_why_and_never_reads_as_no(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    cell = page.get_by_role("button", name="Canada, CAM: no evidence")
    assert cell.inner_text() == "?"
    cell.click()
    assert "No source gives the list of CAM" in page.locator("#detail").inner_text()


def test_disagreements_show_their_reading_and_reason(visit: Opener, file: Path) -> None:
    text = visit(file, "#lang=en&sel=n~mechanism:r4v").page.locator("#detail").inner_text()
    assert "Where sources disagree" in text
    assert "Not chosen because:" in text
    assert "Figures over time" in text


def test_the_evidence_of_a_node_and_of_a_figure_opens_from_the_table(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&q=why&tab=table").page
    page.locator("[data-key='param node']").select_option(label="R4V")
    assert page.locator("table.answer .unknown-text", has_text="none").count() == 0
    # What is said of the node itself says so; a statement that ends in it is read from the other end.
    assert page.locator("table.answer tbody th").first.inner_text() == "about itself"
    assert page.locator("table.answer td:nth-child(2)").get_by_text("R4V", exact=True).count() == 0
    for button in page.locator("[data-key^='evidence ']").all()[:3]:
        button.click()
        assert page.locator("#detail .source-title").count() >= 1


def test_a_slider_can_be_dragged_and_one_step_back_undoes_it(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    box = page.locator("#year").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 8, middle)
    page.mouse.down()
    for part in (0.8, 0.6, 0.4):
        page.mouse.move(box["x"] + box["width"] * part, middle)
    page.mouse.up()
    assert page.locator("#day").input_value() < "2012"
    page.go_back()
    assert page.locator("#day").input_value() == "2026-11-22"


def test_positions_do_not_move_with_the_day(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    places = "[...document.querySelectorAll('table.matrix th[scope=row]')].map((cell) => cell.textContent)"
    before = page.evaluate(places)
    page.locator("#year").fill("2001")
    assert page.evaluate(places) == before
    assert page.locator("#day").input_value() == "2001-12-31"


def test_the_theme_turns_and_is_remembered(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en").page
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Light or dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate(paper) == dark


def test_the_day_changes_the_matrix_and_its_totals_and_back_undoes(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    brazil = page.locator('[data-key="cell country:BRA mechanism:gcm"]')
    assert brazil.get_attribute("data-state") == "yes"
    total = page.locator("table.matrix tfoot").inner_text()
    page.locator("#day").fill("2021-06-01")
    page.locator("#day").dispatch_event("change")
    assert "seat" not in (brazil.get_attribute("class") or "").split()
    assert page.locator("table.matrix tfoot").inner_text() != total
    assert "1 Jun 2021" in page.locator("#sentence").inner_text()
    page.go_back()
    assert brazil.get_attribute("data-state") == "yes"
    assert "22 Nov 2026" in page.locator("#sentence").inner_text()


def test_a_link_opened_elsewhere_shows_the_same_view(visit: Opener, file: Path) -> None:
    first = visit(file, "#lang=en").page
    first.locator("[data-key='family O']").click()
    first.get_by_role("button", name="Which mechanisms share members?").click()
    first.locator("#tab-table").click()
    first.locator('[data-key="evidence 1"]').click()
    second = visit(file, "#" + first.url.partition("#")[2], locale="es-MX").page
    for place in ("#sentence", "#detail", "#view"):
        assert second.locator(place).inner_text() == first.locator(place).inner_text()


@pytest.mark.parametrize(
    "fragment",
    [
        "#q=nope&tab=x&sel=n~z&on=9999-99-99&p=x~y&only=z",
        "#%E0%A4%A",
        "#sel=c~country:MEX~country:MEX",
        "#q=constructor&ego=toString",
    ],
)
def test_nonsense_in_the_link_falls_back(visit: Opener, file: Path, fragment: str) -> None:
    seen = visit(file, fragment)
    settled(seen.page)
    assert seen.page.locator("table.matrix").is_visible()
    assert seen.quiet(), seen.said


def test_the_matrix_is_one_stop_and_arrows_walk_it(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    assert page.locator("table.matrix button.ground[tabindex='0']").count() == 1
    page.locator("table.matrix button.ground[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert page.locator("#detail .cell-state").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#detail .cell-state").count() == 0
    assert page.evaluate("document.activeElement.classList.contains('ground')")


def test_the_boxes_of_a_drawing_are_a_list_for_the_keyboard_too(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=es&tab=network&q=member-overlap").page
    page.wait_for_selector(".canvas canvas")
    settled(page)
    assert page.locator(".box-list summary").is_visible()
    page.locator(".box-list summary").click()
    page.locator('[data-key^="box "]').first.click()
    assert page.locator("#detail-title").is_visible()


def _axe(page: Any) -> list[str]:
    options = {
        "resultTypes": ["violations"],
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
    found = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in found["violations"]]


# Each language, theme and size once: the eight of all together would say no more.
@pytest.mark.parametrize(
    ("lang", "theme", "size"),
    [("en", "light", SIZES[0]), ("es", "dark", SIZES[1])],
    ids=["en-light-desktop", "es-dark-phone"],
)
def test_axe_finds_no_violation_in_any_view(
    visit: Opener, file: Path, lang: str, theme: str, size: tuple[int, int]
) -> None:
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        lacking("axe-playwright-python, which carries axe-core, is not installed")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    page = visit(file, f"#lang={lang}", size=size, theme=theme).page
    page.evaluate(source)
    for name, state in STATES.items():
        page.goto(f"{page.url.partition('#')[0]}#lang={lang}&{state}")
        settled(page)
        assert _axe(page) == [], name
    page.locator("#take").click()
    assert _axe(page) == [], "the menu"
    page.keyboard.press("Escape")
    page.goto(f"{page.url.partition('#')[0]}#lang={lang}&tab=network&ego=country:COL")
    settled(page)
    page.locator(".box-list summary").click()
    page.locator("[data-key^='box more']").first.click()
    page.locator("dialog.rest").wait_for()
    assert _axe(page) == [], "the dialog"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("migra")
    page.get_by_role("option").first.wait_for()
    page.evaluate("for (const fold of document.querySelectorAll('#rail details, #detail details')) fold.open = true")
    assert _axe(page) == [], "the search and all that unfolds"


WORDS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest('script, style, .unseen')) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < 11 && !/^[▲▼]$/u.test(node.data)) found.push(`${size} ${node.data.trim().slice(0, 30)}`);
  }
  return found;
}"""


@pytest.mark.parametrize(("lang", "size"), [("en", SIZES[0]), ("es", SIZES[1])], ids=["desktop", "phone"])
def test_no_state_is_wider_than_the_screen_has_small_words_or_loses_the_view(
    visit: Opener, file: Path, lang: str, size: tuple[int, int]
) -> None:
    seen = visit(file, f"#lang={lang}", size=size)
    page = seen.page
    for name, state in STATES.items():
        page.goto(f"{seen.url}#lang={lang}&{state}")
        settled(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than the screen"
        assert page.evaluate(WORDS) == [], name
        assert page.locator("#view").inner_text().strip(), name
    assert seen.quiet(), seen.said


def test_back_undoes_the_change_of_language_alone(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    page.locator("#tab-map").click()
    page.get_by_role("button", name="Español").click()
    page.go_back()
    settled(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#tab-map").get_attribute("aria-selected") == "true"


def test_no_sentence_speaks_of_the_command_line(made: dict[str, Any]) -> None:
    said = [text for q in made["questions"] for answer in q["answers"] for text in answer.get("sentence", {}).values()]
    assert len(said) > 60
    assert not [text for text in said if re.search(r"(^|[\s(])--\w", text)]
    folder = Path(__file__).parents[2] / "explorer" / "page" / "i18n"
    for lang in ("en", "es"):
        assert not re.search(r"--\w", (folder / f"{lang}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("about", ["country:COL", "mechanism:r4v", "country:MEX"])
def test_the_node_itself_stands_on_the_first_screen(visit: Opener, file: Path, about: str) -> None:
    page = visit(file, f"#lang=en&tab=network&ego={about}").page
    settled(page)
    # The place in the drawing is that of the box in the picture of the same scene.
    page.locator("#take").click()
    with page.expect_download() as waiting:
        page.locator("[data-key='take svg']").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    boxes = re.findall(r'<rect x="[\d.]+" y="([\d.]+)" [^>]*/><text[^>]*>([^<]+)<', text)
    name = page.locator(".ego-bar .bar-label").inner_text().removeprefix("Neighbours of ")
    heights = [float(y) for y, label in boxes if label == name]
    top = page.locator(".canvas").bounding_box()
    assert top is not None
    assert heights
    assert top["y"] + min(heights) < 900
