"""The first screen, the parameters of questions and the matrix, in Chromium with the network refused."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.explorer.opener import Opener, settled

pytestmark = pytest.mark.browser

ROWS = "[...document.querySelectorAll('table.matrix tr.country th')].map((cell) => cell.textContent)"
HEADS = "[...document.querySelectorAll('table.matrix thead .acronym')].map((cell) => cell.textContent)"


def _open(page: Any, family: str, question: str) -> None:
    page.locator(f"[data-key='family {family}']").click()
    page.locator(f"[data-key='question {question}']").click()


# -- the first screen -----------------------------------------------------------------------------------------------


def test_the_first_screen_says_what_is_missing_changed_and_disputed(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=es")
    page = seen.page
    panel = page.locator("#detail")
    heads = [head.inner_text() for head in panel.locator("h3").all()]
    assert heads == ["Vacíos", "Lo último que cambió", "Dónde discrepan las fuentes"]
    assert panel.locator(".glance-changes li").count() == 4
    assert not re.search(r"\b(took|handed|joined|left)\b", panel.inner_text())
    outside = int(panel.locator(".glance-number").first.inner_text())
    panel.locator("[data-key='glance hosts-outside-forum']").click()
    assert f"{outside} consta que no" in page.locator("#sentence").inner_text()
    page.go_back()
    assert page.locator("table.matrix").is_visible()
    assert seen.quiet(), seen.said


def test_most_of_the_matrix_stands_on_the_first_screen(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en").page
    top = page.locator("table.matrix").bounding_box()
    assert top is not None
    assert top["y"] < 440
    bottoms = page.evaluate("[...document.querySelectorAll('tr.country')].map((r) => r.getBoundingClientRect().bottom)")
    assert sum(bottom < 900 for bottom in bottoms) >= 12


def test_questions_are_folded_by_family_with_counts(visit: Opener, file: Path, made: dict[str, Any]) -> None:
    page = visit(file, "#lang=en").page
    names = page.locator(".family .family-name").all_inner_texts()
    assert names == [family["en"] for family in made["families"]]
    counts = [int(text) for text in page.locator(".family > summary .tally").all_inner_texts()]
    assert sum(counts) == len(made["questions"])
    assert page.locator(".family[open]").count() == 0
    _open(page, "G", "orphaned-members")
    assert page.locator(".family.here[open] .family-name").inner_text() == "Gaps"
    # Folded by hand it stays so while the reader works on.
    page.locator("[data-key='family G']").click()
    page.locator("#tab-matrix").click()
    assert page.locator(".family[open]").count() == 0


# -- parameters -----------------------------------------------------------------------------------------------------


def test_a_parameter_changes_the_answer_and_the_hash_by_its_value(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=en&q=hosts-outside-forum&tab=table")
    page = seen.page
    before = page.locator("#sentence").inner_text()
    page.locator("[data-key='param forum']").focus()
    page.locator("[data-key='param forum']").select_option("mechanism:csm")
    assert "CSM" in page.locator("#sentence").inner_text()
    assert "p=forum~mechanism:csm" in page.url
    assert page.evaluate("document.activeElement.dataset.key") == "param forum"
    page.go_back()
    assert page.locator("#sentence").inner_text() == before
    assert page.locator("[data-key='param forum']").input_value() == "mechanism:quito-process"
    assert seen.quiet(), seen.said


def test_what_the_page_works_out_follows_the_day(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&q=hosts-outside-forum&tab=table&on=2000-06-30").page
    assert page.locator("#sentence").inner_text().startswith("Not yet founded on 30 Jun 2000")
    assert "30 Jun 2000" in page.locator("#pinned").inner_text()
    assert page.locator("#time").is_visible()
    page.goto(page.url.replace("on=2000-06-30", "on=2020-06-30"))
    settled(page)
    assert page.locator("#sentence").inner_text().startswith("On 30 Jun 2020")
    assert page.locator("table.answer tbody tr").count() > 0


def test_what_python_worked_out_says_its_one_day(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&q=country-history&tab=table&p=country~country:COL&on=2010-01-01").page
    assert "Colombia" in page.locator("#sentence").inner_text()
    assert "22 Nov 2026, the one day" in page.locator("#pinned").inner_text()
    assert page.locator("[data-key='param country'] option:checked").inner_text() == "Colombia"


@pytest.mark.parametrize(
    "text", ["node~country:none", "node", "forum~mechanism:rcm", "node~a~b", "~~~", "node~%3Cscript%3E"]
)
def test_a_parameter_that_is_nonsense_falls_back(visit: Opener, file: Path, text: str) -> None:
    seen = visit(file, f"#lang=en&q=why&tab=table&p={text}&only=nobody")
    page = seen.page
    assert page.locator("[data-key='param node'] option:checked").inner_text() == "R4V"
    assert page.locator("table.answer tbody tr").count() > 5
    assert seen.quiet(), seen.said


def test_rows_are_picked_by_the_names_in_them(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=en&q=uncovered-themes&tab=table")
    page = seen.page
    whole = page.locator("#sentence").inner_text()
    page.locator("[data-key='only']").select_option("theme:asylum")
    page.locator("[data-key='only']").select_option("country:COL")
    assert page.locator("table.answer tbody tr").count() == 1
    assert "1 of 2156 rows" in page.locator(".only").inner_text().replace(",", "")
    assert page.locator("#sentence").inner_text() == whole
    # A row that is opened is the row of the whole answer: its link shows the same.
    page.locator("[data-key^='evidence ']").first.click()
    title = page.locator("#detail-title").inner_text()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#detail-title").inner_text() == title
    page.locator("[data-key='only country:COL']").click()
    assert page.locator("table.answer tbody tr").count() > 30
    page.go_back()
    assert page.locator("table.answer tbody tr").count() == 1
    assert seen.quiet(), seen.said


# -- the matrix -----------------------------------------------------------------------------------------------------


def test_ties_narrow_columns_marks_and_totals(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    page.locator("[data-key='ties areas']").click()
    assert page.evaluate(HEADS) == ["R4V"]
    assert page.locator("table.matrix thead th.total").inner_text() == "Platforms"
    assert page.locator("table.matrix tfoot td.total").first.inner_text() == "17"
    page.locator("[data-key='ties others']").click()
    cell = page.locator('[data-key="cell country:CRI mechanism:rcm"]')
    assert cell.get_attribute("data-state") == "no"
    assert page.locator('[data-key="cell country:BRB mechanism:rcm"]').get_attribute("data-state") == "no-evidence"
    assert "ties=others" in page.url
    page.go_back()
    assert page.evaluate(HEADS) == ["R4V"]


@pytest.mark.parametrize("ties", ["all", "members"])
def test_the_order_by_likeness_never_follows_the_day(visit: Opener, file: Path, ties: str) -> None:
    page = visit(file, f"#lang=en&tab=matrix&order=blocks&ties={ties}").page
    before = page.evaluate(ROWS), page.evaluate(HEADS)
    page.locator("#year").fill("2003")
    assert page.locator("#day").input_value() == "2003-12-31"
    assert (page.evaluate(ROWS), page.evaluate(HEADS)) == before
    names = before[0]
    south = [names.index(name) for name in ("Peru", "Ecuador", "Colombia", "Argentina")]
    assert max(south) - min(south) < 8


def test_each_order_has_all_rows(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    found = []
    for order in ("blocks", "region", "az"):
        page.locator(f"[data-key='order {order}']").click()
        found.append(page.evaluate(ROWS))
    assert sorted(found[0]) == sorted(found[1]) == sorted(found[2])
    assert found[0] != found[1] != found[2]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_matrix_is_usable_on_a_phone(visit: Opener, file: Path, lang: str) -> None:
    page = visit(file, f"#lang={lang}&tab=matrix", size=(390, 844)).page
    page.locator("[data-key='ties']").select_option("members")
    page.locator("[data-key='order']").select_option("az")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    heights = page.evaluate("[...document.querySelectorAll('td .ground')].map((c) => c.getBoundingClientRect().height)")
    assert min(heights) >= 24
