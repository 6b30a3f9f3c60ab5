"""What is taken away from the page: menu, table, pictures, print, zip."""

import io
import re
import struct
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from explorer.payload import payload
from explorer.render import page as made_page
from explorer.render import save
from graph.model import PropertyGraph
from tests.explorer.opener import Opener, settled

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
PHONE = (390, 844)
VIEWS = [
    "#lang=en&tab=matrix",
    "#lang=es&tab=overlaps",
    "#lang=es&tab=network&q=member-overlap",
    "#lang=en&tab=timeline",
    "#lang=es&tab=map",
    "#lang=en&tab=table&q=country-seats",
]
EVIL = "</text><script>alert(1)</script>"
MORE = "\"'><image href=x onerror=alert(2)/>\u2028]]>&#0;{{7*7}}"


def _taken(page: Any, what: str) -> tuple[str, bytes]:
    """The name and the bytes of what the menu gives."""
    page.locator("#take").click()
    with page.expect_download(timeout=60_000) as waiting:
        page.locator(f'[data-key="take {what}"]').click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def _words(svg: bytes) -> str:
    root = ElementTree.fromstring(svg)  # noqa: S314 - what the page made a moment ago
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


# -- the menu -------------------------------------------------------------------------------------------------------


def test_the_menu_is_walked_with_the_keyboard_and_gives_the_focus_back(visit: Opener, file: Path) -> None:
    seen = visit(file, "#lang=en&tab=matrix&sel=n~country:MEX")
    page = seen.page
    focused = "document.activeElement.dataset.key"
    page.locator("#take").focus()
    page.keyboard.press("Enter")
    assert page.locator("#take").get_attribute("aria-expanded") == "true"
    assert page.evaluate(focused) == "take link"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "take csv"
    page.keyboard.press("End")
    assert page.evaluate(focused) == "take zip"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "take link"
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == "take"
    assert not page.locator("#take-list").is_visible()
    assert page.locator("#detail.chosen").count() == 1, "Escape closed the menu and the panel behind it"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "take link"
    page.locator("#sentence").click()
    assert not page.locator("#take-list").is_visible()
    assert seen.quiet(), seen.said


def test_the_menu_fits_a_phone(visit: Opener, file: Path) -> None:
    page = visit(file, "#lang=es", size=PHONE).page
    page.locator("#take").click()
    box = page.locator("#take-list").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


# -- the table ------------------------------------------------------------------------------------------------------


def test_the_csv_has_a_mark_and_the_rows_of_the_view(visit: Opener, file: Path) -> None:
    name, content = _taken(visit(file, "#lang=es&tab=matrix").page, "csv")
    text = content.decode("utf-8")
    assert name == "migov-home-matrix-2026-11-22-es.csv"
    assert text.startswith("\ufeff")
    assert "Canadá" in text
    assert "sin evidencia" in text


# -- pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fragment", VIEWS)
def test_a_picture_says_what_it_shows_and_on_what_evidence(visit: Opener, file: Path, fragment: str) -> None:
    seen = visit(file, fragment)
    page = seen.page
    settled(page)
    name, svg = _taken(page, "svg")
    lang = "es" if "lang=es" in fragment else "en"
    assert re.fullmatch(rf"migov-[a-z-]+-2026-11-22-{lang}\.svg", name)
    root = ElementTree.fromstring(svg)  # noqa: S314
    words = _words(svg)
    for said in (page.locator("#question h2"), page.locator("#sentence")):
        assert re.sub(r"\s+", "", said.inner_text()) in re.sub(r"\s+", "", words)
    assert re.search(r"(Sources|Fuentes) \([1-9]\d*\)", words)
    assert "22 Nov 2026" in words if lang == "en" else "22 nov 2026" in words
    assert re.search(r"#\S*tab=" + fragment.partition("tab=")[2].partition("&")[0], words)
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not tags & {"foreignObject", "script", "style", "image", "a", "use"}
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on") or "href" in key]
    assert seen.quiet(), seen.said


@pytest.mark.parametrize("fragment", VIEWS[:3])
def test_a_png_is_the_picture_at_twice_its_size(visit: Opener, file: Path, fragment: str) -> None:
    page = visit(file, fragment).page
    settled(page)
    _, svg = _taken(page, "svg")
    name, png = _taken(page, "png")
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert name.endswith(".png")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert b"pHYs" in png[:60]
    assert _size(png) == (2 * int(root.attrib["width"]), 2 * int(root.attrib["height"]))
    assert len(png) > 20_000


def test_the_grounds_of_a_picture_differ_by_pattern(visit: Opener, file: Path) -> None:
    _, svg = _taken(visit(file, "#lang=en&tab=matrix").page, "svg")
    root = ElementTree.fromstring(svg)  # noqa: S314
    patterns = list(root.iter(f"{SVG}pattern"))
    stripes = [pattern for pattern in patterns if len(pattern.findall(f"{SVG}rect")) == 2]
    dots = [pattern for pattern in patterns if pattern.find(f"{SVG}circle") is not None]
    fills = [rect.get("fill") for rect in root.iter(f"{SVG}rect")]
    assert any(f"url(#{pattern.get('id')})" in fills for pattern in stripes), "inferred"
    assert any(f"url(#{pattern.get('id')})" in fills for pattern in dots), "no"
    assert any(rect.get("stroke-dasharray") for rect in root.iter(f"{SVG}rect")), "unverified"
    assert sum(text.text == "?" for text in root.iter(f"{SVG}text")) > 10, "no evidence"
    turned = [text for text in root.iter(f"{SVG}text") if "rotate(-90)" in text.get("transform", "")]
    assert turned, "upright heads read upwards"


def test_a_picture_is_light_and_wide_wherever_it_is_taken(visit: Opener, file: Path) -> None:
    fragment = "#lang=en&tab=overlaps"
    _, desk = _taken(visit(file, fragment).page, "svg")
    phone = visit(file, fragment, size=PHONE, theme="dark").page
    _, other = _taken(phone, "svg")
    assert other == desk
    assert phone.locator("table.upset tr.second").count() > 0, "the phone still shows its own"
    assert phone.locator("iframe").count() == 0


def test_the_words_of_a_picture_do_not_overlap(visit: Opener, file: Path, tmp_path: Path) -> None:
    page = visit(file, "#lang=es&tab=table&q=why").page
    _, svg = _taken(page, "svg")
    picture = tmp_path / "picture.svg"
    picture.write_bytes(svg)
    shown = visit.browser.new_page()
    shown.goto(picture.as_uri())
    clashes = shown.evaluate(
        """() => {
          const texts = [...document.querySelectorAll("text")];
          const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()]);
          const found = [];
          boxes.forEach(([said, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 2 && high > 5) found.push([said, other]);
          }));
          return found;
        }"""
    )
    shown.close()
    assert clashes == []


def test_hidden_kinds_and_chosen_mechanisms_are_said_on_the_picture(visit: Opener, file: Path) -> None:
    fragment = "#lang=en&tab=overlaps&cols=mechanism:rcm mechanism:csm&hide=Theme"
    words = _words(_taken(visit(file, fragment).page, "svg")[1])
    assert "Mechanisms compared: RCM and CSM" in words
    assert "Kinds not shown: Themes" in words


@pytest.mark.parametrize(("view", "narrow"), [("map", "map=mechanism:r4v"), ("timeline", "tl=mechanism:rcm")])
def test_a_picture_names_the_sources_of_what_was_chosen_and_says_what_it_was(
    visit: Opener, file: Path, view: str, narrow: str
) -> None:
    page = visit(file, f"#lang=en&tab={view}").page
    number = re.compile(r"Sources \((\d+)\)")
    everything = number.search(_words(_taken(page, "svg")[1]))
    page.goto(f"{page.url.partition('#')[0]}#lang=en&tab={view}&{narrow}")
    settled(page)
    words = _words(_taken(page, "svg")[1])
    chosen = number.search(words)
    assert everything is not None
    assert chosen is not None
    assert 0 < int(chosen[1]) < int(everything[1])
    assert ("· R4V" if view == "map" else "Timeline of RCM") in words


# -- paper ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fragment", VIEWS)
def test_paper_has_the_view_its_sources_and_no_controls(visit: Opener, file: Path, fragment: str) -> None:
    page = visit(file, fragment, theme="dark").page
    settled(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for controls in (".rail", ".tools", ".tabs", ".time", ".detail", "select", "input"):
        assert not [one for one in page.locator(controls).all() if one.is_visible()], controls
    assert page.locator("#sentence").is_visible()
    assert page.locator("#paper li").count() > 1
    assert re.search(r"2026", page.locator("#facts").inner_text())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    if "network" in fragment:
        assert page.locator("#paper svg text").count() > 5
    assert page.evaluate("document.documentElement.scrollWidth") <= 703
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#paper").inner_text() == ""


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_printed_table_repeats_its_head_on_each_page(visit: Opener, file: Path, paper: str) -> None:
    from pypdf import PdfReader

    page = visit(file, "#lang=en&tab=matrix").page
    pages = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format=paper))).pages]
    assert 2 <= len(pages) <= 3
    for sheet in pages[:2]:
        assert "MIRPS" in sheet
        assert "Country or territory" in sheet
    assert "Sources (" in pages[-1]


# -- the zip --------------------------------------------------------------------------------------------------------


def test_the_zip_holds_the_page_its_tables_and_pictures(
    visit: Opener, file: Path, made: dict[str, Any], tmp_path: Path
) -> None:
    seen = visit(file, "#lang=es&tab=table&q=country-seats")
    name, content = _taken(seen.page, "zip")
    assert name == "migov-2026-11-22-es.zip"
    assert seen.quiet(), seen.said
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    names = archive.namelist()
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"migov-2026-11-22-es/([a-z]+/)?[A-Za-z-]+\.[a-z]+", one) for one in names), names
    assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 0, 0, 0)}
    inside = {one.partition("/")[2]: archive.read(one) for one in names}
    assert inside["migov.html"] == file.read_bytes()
    for question in made["questions"]:
        assert inside[f"tables/{question['name']}.csv"].startswith(b"\xef\xbb\xbf")
    for table in ("matrix", "overlaps", "sources"):
        assert inside[f"tables/{table}.csv"].count(b"\r\n") > 5
    for picture in ("table", "matrix", "overlaps"):
        assert "Fuentes (" in _words(inside[f"pictures/{picture}.svg"])
        assert inside[f"pictures/{picture}.png"].startswith(b"\x89PNG")
    readme = inside["README.txt"].decode("utf-8-sig")
    assert made["meta"]["title"]["es"] in readme
    assert made["meta"]["title"]["en"] in readme
    assert readme.count("https://") > 50
    archive.extractall(tmp_path)
    again = visit(tmp_path / "migov-2026-11-22-es" / "migov.html", "#lang=en")
    assert again.page.locator("table.matrix").is_visible()
    assert again.quiet(), again.said


def test_the_same_view_gives_the_same_zip(visit: Opener, file: Path) -> None:
    fragment = "#lang=en&tab=matrix"
    first = _taken(visit(file, fragment).page, "zip")
    second = _taken(visit(file, fragment, size=PHONE, theme="dark").page, "zip")
    assert first == second


# -- text that means harm -------------------------------------------------------------------------------------------


def test_hostile_text_stays_text_in_what_is_taken_away(visit: Opener, tmp_path: Path) -> None:
    graph = PropertyGraph.build(
        nodes=[
            {
                "id": "mechanism:evil",
                "name_en": EVIL,
                "short_en": MORE,
                "subtype": "framework",
                "scope": "regional",
                "members_known": True,
            },
            {
                "id": "mechanism:other",
                "name_en": "=1+1",
                "subtype": "framework",
                "scope": "regional",
                "members_known": True,
            },
            *({"id": f"country:{code}", "name_en": f"{EVIL}{code}", "region": "caribbean"} for code in ("AAA", "BBB")),
            {"id": "source:evil", "name_en": EVIL},
        ],
        statements=[
            {"relation": "MEMBER_OF", "source": f"country:{code}", "target": f"mechanism:{name}", "start": "2001"}
            for code in ("AAA", "BBB")
            for name in ("evil", "other")
        ],
        evidence=[{"about": "member-of/country:AAA/mechanism:evil/member/1", "source": "source:evil", "locator": MORE}],
        sources=[{"id": "source:evil", "title": EVIL, "publisher": MORE, "url": "javascript:alert(5)"}],
    )
    seen = visit(save(made_page(payload(graph, as_of="2020-01-01")), tmp_path / "evil.html"), "#lang=en&tab=matrix")
    name, svg = _taken(seen.page, "svg")
    assert name == "migov-home-matrix-2020-01-01-en.svg"
    assert EVIL in _words(svg)
    _, content = _taken(seen.page, "zip")
    archive = zipfile.ZipFile(io.BytesIO(content))
    readme = archive.read("migov-2020-01-01-en/README.txt").decode("utf-8")
    assert "javascript:" not in readme
    assert EVIL in readme
    assert "'=1+1" in archive.read("migov-2020-01-01-en/tables/matrix.csv").decode("utf-8")
    assert seen.quiet(), seen.said
