"""Text out of the data never runs: not in a name, an alias, a note, a source, an address or a date."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from explorer.payload import payload
from explorer.render import page, save
from graph.model import PropertyGraph
from tests.explorer.opener import Opener, settled

EVIL = "<script>alert(1)</script>"
MORE = "\"'><img src=x onerror=alert(2)>\u2028</script><!--<svg/onload=alert(3)>{{7*7}}${alert(4)}__proto__"
ADDRESS = "javascript:alert(5)"
ODD = "a b~c&d=#%41'\"><i>__proto__/..,;|\\"
"""An id of characters that mean something in links, selectors, paths and markup."""
VIEWS = (
    "tab=matrix&ties=members&order=az",
    "tab=matrix&sel=c~country:AAA~mechanism:evil",
    "tab=overlaps&cols=mechanism:evil mechanism:other",
    "tab=timeline",
    "tab=timeline&tl=mechanism:evil",
    "tab=timeline&tl=country:AAA&years=recent",
    "tab=network",
    "tab=network&ego=mechanism:evil",
    "tab=network&ego=agency:giver&d=1",
    "tab=network&from=country:AAA&to=mechanism:other",
    "tab=map",
    "tab=map&map=mechanism:evil",
    "tab=map&map=mechanism:evil mechanism:other",
    "tab=table",
    "tab=table&q=why&p=node~mechanism:evil&find=alert",
    "tab=table&sel=n~agency:giver",
    "tab=table&sel=n~source:evil",
)


@pytest.fixture(scope="module")
def hostile() -> PropertyGraph:
    return PropertyGraph.build(
        nodes=[
            {
                "id": "mechanism:evil",
                "name_en": EVIL,
                "name_es": MORE,
                "short_en": EVIL,
                "short_es": MORE,
                "aliases": [MORE, EVIL],
                "subtype": "consultation-process",
                "scope": "regional",
                "members_known": True,
                "url": ADDRESS,
                "note": MORE,
                "note_es": EVIL,
            },
            {"id": "mechanism:other", "subtype": "framework", "scope": "regional", "members_known": True},
            *(
                {"id": f"country:{code}", "name_en": f"{EVIL}{code}", "name_es": f"{MORE}{code}", "region": "caribbean"}
                for code in ("AAA", "BBB", "CCC")
            ),
            {"id": f"country:{ODD}", "name_en": ODD, "region": EVIL},
            {"id": "agency:giver", "name_en": EVIL, "subtype": MORE, "status": EVIL, "scope": "constructor"},
            {"id": f"agency:{ODD}", "name_en": "__proto__", "aliases": ["constructor"], "subtype": "toString"},
            {"id": "source:evil", "name_en": EVIL},
        ],
        statements=[
            {
                "relation": "MEMBER_OF",
                "source": f"country:{code}",
                "target": f"mechanism:{name}",
                "start": "2001",
                "confidence": "inferred",
                "how": MORE,
                "note": EVIL,
                "note_es": MORE,
            }
            for code in ("AAA", "BBB")
            for name in ("evil", "other")
        ]
        + [
            {
                "id": EVIL,
                "relation": "FUNDS",
                "source": "agency:giver",
                "target": f"agency:{ODD}",
                "amount": 1.5,
                "currency": MORE,
                "money": EVIL,
                "counted": True,
                "confidence": MORE,
            },
            {
                "id": ODD,
                "relation": "COORDINATES_WITH",
                "source": "mechanism:evil",
                "target": "mechanism:other",
                "form": EVIL,
                "status": MORE,
            },
            {"relation": "MEMBER_OF", "source": "country:CCC", "target": "mechanism:evil", "role": EVIL},
            {"relation": "VOTED", "source": "country:CCC", "target": "mechanism:other", "choice": EVIL},
            {"relation": "PRESIDES", "source": "country:AAA", "target": "mechanism:evil", "status": EVIL},
            {"relation": "OPERATES_IN", "source": "mechanism:evil", "target": f"country:{ODD}"},
        ],
        observations=[
            {"node": "mechanism:evil", "measure": "status", "text": EVIL, "start": "2002", "unit": MORE, "note": MORE},
            {"node": "mechanism:evil", "measure": EVIL, "number": 3.0, "unit": MORE, "currency": EVIL},
            {"node": "agency:giver", "measure": "__proto__", "number": 1.0, "unit": "constructor"},
        ],
        evidence=[
            {
                "about": about,
                "source": "source:evil",
                "locator": MORE,
                "stance": stance,
                "reading": EVIL,
                "reading_es": MORE,
                "reason": MORE,
                "reason_es": EVIL,
            }
            for about in ("mechanism:evil", "member-of/country:AAA/mechanism:evil/member/1")
            for stance in ("supports", "contradicts")
        ],
        sources=[
            {"id": "source:evil", "title": EVIL, "publisher": MORE, "url": ADDRESS, "language": 'x" onload=alert(6)'}
        ],
    )


@pytest.fixture(scope="module")
def evil_file(hostile: PropertyGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(page(payload(hostile, as_of="2020-01-01")), tmp_path_factory.mktemp("evil") / "evil.html")


def test_the_file_holds_no_markup_of_the_data(evil_file: Path) -> None:
    text = evil_file.read_text(encoding="utf-8")
    assert "alert(1)" not in text
    assert EVIL not in text
    assert "<img" not in text
    assert len(re.findall(r"^<script[ >]", text, re.MULTILINE)) == 4


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "es"])
def test_hostile_text_is_shown_and_runs_nothing(visit: Opener, evil_file: Path, lang: str) -> None:
    seen = visit(evil_file, f"#lang={lang}&tab=matrix&sel=n~mechanism:evil")
    tab_page: Any = seen.page
    title = EVIL if lang == "en" else MORE
    squeezed = re.sub(r"\s+", " ", title)
    assert re.sub(r"\s+", " ", tab_page.locator("#detail-title").text_content()) == squeezed
    for details in tab_page.locator("#detail details").all():
        details.evaluate("box => { box.open = true; }")
    assert EVIL in tab_page.locator("#detail").inner_text()
    assert tab_page.locator("#detail a").count() == 0
    tab_page.keyboard.press("/")
    tab_page.keyboard.type("script")
    tab_page.get_by_role("option").first.wait_for()
    tab_page.keyboard.press("Enter")
    for name in ("home", "member-overlap", "why"):
        for tab in ("matrix", "overlaps", "timeline", "network", "table"):
            tab_page.goto(f"{seen.url}#q={name}&tab={tab}&lang={lang}&sel=c~country:AAA~mechanism:evil")
            settled(tab_page)
    assert seen.quiet(), (seen.said, seen.requests)


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "size"), [("en", (1440, 900)), ("es", (390, 844))])
def test_hostile_text_breaks_no_view_and_no_picture(
    visit: Opener, evil_file: Path, lang: str, size: tuple[int, int]
) -> None:
    seen = visit(evil_file, f"#lang={lang}", size=size)
    tab_page: Any = seen.page
    for view in VIEWS:
        tab_page.goto(f"{seen.url}#lang={lang}&{view}")
        settled(tab_page)
        assert tab_page.locator("#view").inner_text().strip(), view
        assert tab_page.locator("#view script, #view img, #view i, #detail script, #detail a").count() == 0, view
        wide = tab_page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, view
        svg = _taken(tab_page, "svg").decode("utf-8")
        assert "<script" not in svg, view
        assert "<image" not in svg, view
        assert seen.quiet(), (view, seen.said, seen.requests)
    archive = zipfile.ZipFile(io.BytesIO(_taken(tab_page, "zip")))
    assert all(re.fullmatch(r"[A-Za-z0-9/.-]+", name) for name in archive.namelist())
    assert seen.quiet(), (seen.said, seen.requests)


def _taken(tab_page: Any, what: str) -> bytes:
    tab_page.locator("#take").click()
    with tab_page.expect_download(timeout=60_000) as waiting:
        tab_page.locator(f'[data-key="take {what}"]').click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.browser
def test_a_node_with_an_odd_id_is_found_and_its_link_shows_it(visit: Opener, evil_file: Path) -> None:
    seen = visit(evil_file, "#lang=en&tab=network")
    tab_page: Any = seen.page
    tab_page.locator("#search").fill("constructor")
    tab_page.get_by_role("option").first.wait_for()
    tab_page.keyboard.press("Enter")
    assert tab_page.locator("#detail-title").inner_text() == "__proto__"
    tab_page.locator('[data-key="neighbours"]').click()
    tab_page.reload()
    tab_page.wait_for_selector("html[data-ready]")
    assert tab_page.locator("#detail-title").inner_text() == "__proto__"
    assert "__proto__" in tab_page.locator(".ego-bar").inner_text()
    assert seen.quiet(), seen.said
