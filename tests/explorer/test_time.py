"""Time in the page: the changes of a year, the time bar and its play, the timeline."""

import json
from pathlib import Path
from typing import Any

import pytest

from explorer.payload import payload
from explorer.render import page as html_of
from explorer.render import save
from graph.model import PropertyGraph
from tests.explorer.opener import AS_OF, Opener, settled
from tests.explorer.test_build import PAGE, _in_node

DESK, PHONE = (1440, 900), (390, 844)


# -- the changes of a year --------------------------------------------------------------------------------------------


def test_the_changes_of_each_year_are_those_of_the_question(made: dict[str, Any], built_in: PropertyGraph) -> None:
    import queries

    script = f"""
        import {{ changesBetween, yearOf }} from {json.dumps((PAGE / "changes.js").as_uri())};
        const {{ first, as_of: latest }} = model.payload.meta;
        const found = [];
        for (let year = Number(first.slice(0, 4)); year <= Number(latest.slice(0, 4)); year += 1) {{
          const [from, to] = yearOf(`${{year}}-06-01`, latest);
          found.push([from, to, changesBetween(model, from, to)]);
        }}
        return found;
    """
    told = _in_node(script, made)
    assert len(told) > 30
    names = ("date", "change", "subject", "relation", "object")
    for first, last, rows in told:
        frame = queries.ask(built_in, "changes", as_of=AS_OF, **{"from": first, "to": last}).frame
        asked = [
            ([None if cell != cell else cell for cell in cells], list(evidence))
            for *cells, evidence in zip(*(frame[name].tolist() for name in (*names, "evidence")), strict=True)
        ]
        assert [([row[name] for name in names], row["evidence"]) for row in rows] == asked, first


def test_the_words_of_a_year_name_who_moved_and_open_the_statements(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=en&tab=matrix&on=2018-12-31")
    page = seen.page
    words = page.locator("#changes")
    assert "In 2018." in words.inner_text()
    assert "Quito Process: Argentina, Brazil" in words.inner_text()
    assert "Nobody is recorded as leaving." in words.inner_text()
    assert "the start is unknown" in words.inner_text()
    words.get_by_role("button", name="5 more: list the changes of the year").click()
    quito = words.locator(".changes-list > ul > li", has_text="Quito Process")
    quito.get_by_role("button", name="Uruguay").click()
    assert page.locator("#detail-title").inner_text() == "Uruguay – Quito Process"
    page.locator("#year-after").click()
    assert page.locator(".changes-list").count() == 0
    assert seen.quiet(), seen.said


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_words_of_every_year_fit_their_place(visit: Opener, file: Path, size: tuple[int, int], lang: str) -> None:
    page = visit(file, f"#lang={lang}&tab=matrix", size=size).page
    over = page.evaluate(
        """() => {
          const slider = document.getElementById("year");
          const found = [];
          for (let year = Number(slider.min); year <= Number(slider.max); year += 1) {
            slider.value = String(year);
            slider.dispatchEvent(new Event("input"));
            const words = document.querySelector(".changes-words");
            const over = words.scrollHeight - words.clientHeight;
            if (over > 1) found.push([year, over]);
          }
          return found;
        }"""
    )
    assert over == []


# -- the time bar -----------------------------------------------------------------------------------------------------


def test_play_steps_a_year_a_second_and_one_step_back_undoes_it(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=en&tab=matrix&on=2019-12-31")
    page = seen.page
    page.clock.install()
    play = page.get_by_role("button", name="Play through the years")
    assert play.get_attribute("aria-pressed") == "false"
    play.focus()
    page.keyboard.press("Enter")
    assert page.locator("#day").input_value() == "2020-12-31"
    assert play.get_attribute("aria-pressed") == "true"
    assert page.locator("#sentence").get_attribute("aria-live") == "off"
    page.clock.run_for(2000)
    assert page.locator("#day").input_value() == "2022-12-31"
    page.keyboard.press("Space")
    assert play.get_attribute("aria-pressed") == "false"
    assert page.locator("#sentence").get_attribute("aria-live") == "polite"
    assert "31 Dec 2022" in page.locator("#time-said").inner_text()
    page.clock.run_for(3000)
    assert page.locator("#day").input_value() == "2022-12-31"
    page.go_back()
    assert page.locator("#day").input_value() == "2019-12-31"
    assert seen.quiet(), seen.said


def test_play_starts_over_at_the_end_and_stops_there(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix").page
    page.clock.install()
    page.locator("#time-play").click()
    assert page.locator("#day").input_value() == "1990-12-31"
    page.clock.run_for(60_000)
    assert page.locator("#day").input_value() == AS_OF
    assert page.locator("#time-play").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("act", ["key", "press", "back", "tab"])
def test_play_stops_on_any_act(visit: Opener, file: Path, act: str) -> None:
    page = visit(file, "#lang=en&tab=matrix&on=2000-12-31").page
    page.clock.install()
    page.locator("#time-play").click()
    page.clock.run_for(1000)
    if act == "key":
        page.keyboard.press("Tab")
    elif act == "press":
        page.locator("#question").click()
    elif act == "back":
        page.go_back()
    else:
        page.evaluate("document.getElementById('tab-network').click()")
    assert page.locator("#time-play").get_attribute("aria-pressed") == "false"
    day = page.locator("#day").input_value()
    page.clock.run_for(3000)
    assert page.locator("#day").input_value() == day


def test_the_buttons_step_by_years_and_rest_at_the_ends(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=matrix&on=2018-05-03").page
    page.get_by_role("button", name="One year back").click()
    assert page.locator("#day").input_value() == "2017-12-31"
    page.get_by_role("button", name="One year on").click()
    assert page.locator("#year-shown").inner_text() == "2018"
    page.locator("#time-back").click()
    after = page.get_by_role("button", name="One year on")
    assert after.get_attribute("aria-disabled") == "true"
    after.click(force=True)
    assert page.locator("#day").input_value() == AS_OF


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("tab", ["matrix", "timeline"])
def test_nothing_moves_with_the_year(visit: Opener, file: Path, size: tuple[int, int], lang: str, tab: str) -> None:
    page = visit(file, f"#lang={lang}&tab={tab}&on=2010-12-31", size=size).page
    # Once all sentences have been seen, what stands above has found its height; until then the page scrolls with it.
    moved = page.evaluate(
        """() => {
          const slider = document.getElementById("year");
          const marks = "#time-play, #year, #year-after, #tab-matrix, .tl-lane, .tl-chair, .matrix thead th,"
            + " .matrix .country:nth-child(5) > *, .matrix tfoot > tr > *";
          const places = () => [...document.querySelectorAll(marks)].map((mark) => {
            const { x, y, width } = mark.getBoundingClientRect();
            return [mark.textContent.slice(0, 20) || mark.id, x, y, width];
          });
          const found = [];
          let before = null;
          for (let year = Number(slider.min); year <= Number(slider.max); year += 1) {
            slider.value = String(year);
            slider.dispatchEvent(new Event("input"));
            const now = places();
            before?.forEach(([name, ...place], at) => {
              const [, ...later] = now[at];
              const jumped = place.some((number, axis) => Math.abs(number - later[axis]) > 1);
              if (jumped) found.push([year, name, place, later]);
            });
            before = now;
          }
          return found.slice(0, 5);
        }"""
    )
    assert moved == []


# -- the timeline -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("shown", ["", "&tl=mechanism:quito-process", "&tl=mechanism:gcm", "&tl=country:BRA"])
def test_the_timeline_is_a_list_on_a_phone(visit: Opener, file: Path, lang: str, shown: str) -> None:
    seen = visit(file, f"#lang={lang}&tab=timeline{shown}", size=PHONE)
    page = seen.page
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    lanes = page.locator(".tl-lane:not(.tl-axis)")
    assert lanes.count() > 5
    track, who = lanes.first.locator(".tl-track").bounding_box(), lanes.first.locator(".tl-who").bounding_box()
    assert track is not None
    assert who is not None
    assert track["y"] >= who["y"] + who["height"] - 1
    assert seen.quiet(), seen.said


def test_a_bar_opens_its_statement_and_back_undoes(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=timeline").page
    page.locator(".tl-lane").get_by_role("button", name="Quito Process", exact=True).click()
    assert "tl=mechanism:quito-process" in page.url
    page.get_by_role("button", name="Argentina, Quito Process: member, since 4 Sept 2018").click()
    assert page.locator("#detail-title").inner_text() == "Argentina – Quito Process"
    page.keyboard.press("Escape")
    assert "Argentina, Quito Process: member" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.go_back()
    page.go_back()
    page.go_back()
    assert page.locator(".picker select").input_value() == ""


def test_the_timeline_is_one_stop_and_arrows_walk_it(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=timeline&tl=country:BRA").page
    assert page.locator(".tl-chart [tabindex='0']").count() == 1
    page.locator(".tl-chart [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert page.locator("#detail .statement").count() == 1


def test_an_unknown_start_is_drawn_and_said_as_unknown(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=en&tab=timeline&tl=mechanism:quito-process").page
    bar = page.get_by_role("button", name="Guyana, Quito Process: member, start unknown, first seen 28 May 2021")
    assert "is-unknown" in (bar.get_attribute("class") or "").split()
    assert page.locator(".tl-lane", has=bar).locator(".tl-before").count() == 1
    page.locator(".box-list summary").click()
    row = page.locator(".box-list tr", has_text="Guyana")
    assert "? unknown" in row.inner_text()


@pytest.mark.parametrize("fragment", ["tl=nobody", "tl=agency:iom", "tl=mechanism:", "tl=%3Cscript%3E&years=never"])
def test_a_timeline_of_nonsense_is_that_of_all(visit: Opener, file: Path, fragment: str) -> None:
    seen = visit(file, f"#lang=en&tab=timeline&{fragment}")
    assert seen.page.locator(".picker select").input_value() == ""
    assert seen.page.locator(".tl-lane").count() > 10
    assert seen.quiet(), seen.said


def test_a_timeline_without_a_date_still_says_who(visit: Opener, tmp_path: Path) -> None:
    graph = PropertyGraph.build(
        nodes=[
            {"id": "mechanism:a", "subtype": "framework", "scope": "regional"},
            {"id": "mechanism:b", "subtype": "framework", "scope": "regional"},
            {"id": "country:MEX", "region": "central-america"},
        ],
        statements=[
            {"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:a"},
            {"relation": "PRESIDES", "source": "country:MEX", "target": "mechanism:a", "role": "chair"},
            {"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:b", "end": "1800"},
        ],
    )
    made = save(html_of(payload(graph, as_of="2020-01-01")), tmp_path / "bare.html")
    for shown in ("", "&tl=mechanism:a", "&tl=mechanism:b", "&tl=country:MEX"):
        seen = visit(made, f"#lang=en&tab=timeline{shown}")
        settled(seen.page)
        assert seen.page.locator(".tl-lane").count() >= 2
        seen.page.locator("#time-play").click()
        assert seen.quiet(), seen.said
    page = visit(made, "#lang=en&tab=timeline&tl=mechanism:a").page
    assert page.get_by_role("button", name="MEX, mechanism:a: member, dates unknown").count() <= 1
    assert "is-undated" in (page.locator(".tl-bar").first.get_attribute("class") or "")
