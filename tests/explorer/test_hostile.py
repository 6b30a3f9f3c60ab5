"""Text out of the data never runs: not in a name, an alias, a note, a source, an address or a date."""

import re
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
        ],
        observations=[
            {"node": "mechanism:evil", "measure": "status", "text": EVIL, "start": "2002", "unit": MORE, "note": MORE}
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
