"""Briefs as Markdown, HTML and Word: the same text in each, and nothing in it that can act."""

import base64
import hashlib
import re
import zipfile
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from lxml import etree

from graph.model import PropertyGraph
from graph.tables import minted
from migov import briefs
from migov.briefs import _drawing, _references, _text
from migov.briefs._model import Brief, Bullets, Heading, Paragraph, Picture, Table, plain
from tests.migov import briefed
from tests.migov.briefed import AS_OF
from tests.queries.drawn import REGIONAL, drawn, tie

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NASTY = "A|b `c` *d* [e](javascript:f) <script>g()</script> &amp; $h$ =1+1 \x00\x0b\x1b[31m\u202e \n# i"
"""A name that would act in Markdown, HTML, a terminal, mathematical text and a spreadsheet, and XML cannot carry."""
URLS = ("javascript:alert(1)", "data:text/html,x", "https://a.example/<b>\"'`?q=1&r=2 |", " HTTPS://B.example/ok\n")


@cache
def brief(node: str = "country:COL", lang: str = "en", role: str | None = None) -> Brief:
    """A brief of the graph of `briefed`."""
    return briefs.brief(small(), node, lang, AS_OF, role)


@cache
def small() -> PropertyGraph:
    """The graph of `briefed`, made once."""
    return briefed.graph()


def hostile_graph() -> PropertyGraph:
    """Every name, title, publisher, place, reading and address is hostile."""
    rooms = ("mechanism:a", "mechanism:b", "mechanism:c")
    nodes: list[dict[str, Any]] = [{"id": node, "name_en": f"{NASTY}{node[-1]}", **REGIONAL} for node in rooms]
    named = ("country:COL", "country:ECU", "theme:t", "corridor:c", "commitment:p", "agency:x")
    nodes += [{"id": node, "name_en": f"{NASTY}{node[:4]}"} for node in named]
    statements = [tie("MEMBER_OF", country, room, start="2000") for country in ("COL", "ECU") for room in rooms]
    statements += [tie("PRESIDES", "COL", "mechanism:a", role="chair", start="2001")]
    statements += [tie("ON_CORRIDOR", "COL", "corridor:c", order=1), tie("ON_CORRIDOR", "ECU", "corridor:c", order=2)]
    statements += [tie("COMMITS_TO", "COL", "commitment:p", start="2020"), tie("ADDRESSES", "mechanism:a", "theme:t")]
    flow = {"amount": 5.0, "money": "pledge", "counted": True, "start": "2021"}
    statements += [tie("FUNDS", "agency:x", "country:COL", currency="USD", **flow)]
    statements += [tie("FUNDS", "ECU", "country:COL", currency="USD", **flow)]
    sources = [
        {"id": f"source:s{i}", "title": f"{NASTY}{i}", "publisher": NASTY, "url": url, "published": "2019"}
        for i, url in enumerate(URLS)
    ]
    evidence = [
        {"about": minted(row)["id"], "source": f"source:s{i % len(URLS)}", "locator": NASTY}
        for i, row in enumerate(statements)
    ]
    about = minted(statements[0])["id"]
    evidence.append({"about": about, "source": "source:s1", "stance": "contradicts", "reading": NASTY, "reason": NASTY})
    nodes += [{"id": row["id"], "name_en": row["title"]} for row in sources]
    return PropertyGraph.build(nodes, statements, (), evidence, sources)


@cache
def hostile(role: str | None = None, node: str = "country:COL") -> Brief:
    """A brief of it."""
    return briefs.brief(hostile_graph(), node, "en", AS_OF, role)


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """The words on one line."""
        return " ".join("".join(self.words).split())


def flat(text: str) -> str:
    """Words on one line, with plain blanks."""
    return " ".join(text.split())


def words_of(made: Brief) -> list[str]:
    """Each piece of text of a brief as a reader sees it."""
    words = _text.of(made.lang)
    found = [made.title, made.subtitle, *made.notes, *(plain(text, words) for text in made.short)]
    for block in made.blocks:
        if isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Paragraph):
            found.append(plain(block.text, words))
        elif isinstance(block, Bullets):
            found += [plain(item, words) for item in block.items]
        elif isinstance(block, Table):
            found += [block.caption, *block.head, *(plain(cell, words) for row in block.rows for cell in row)]
        else:
            found.append(block.caption)
    return [flat(text) for text in found]


# Word


def document_words(made: Brief) -> list[str]:
    """Each paragraph and cell of the document."""
    opened = briefed.document(made)
    found = [paragraph.text for paragraph in opened.paragraphs]
    found += [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return [flat(text) for text in found]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(("node", "role"), [("country:COL", None), ("mechanism:south", None), ("country:CAN", "donor")])
def test_the_document_reopens_with_the_same_text(node: str, role: str | None, lang: str) -> None:
    made = brief(node, lang, role)
    found = document_words(made)
    whole = " ".join(found)
    for text in words_of(made):
        assert text in whole
    for reference in made.references:
        assert any(text.startswith(f"{reference.number}. ") and flat(reference.title) in text for text in found)


def test_the_document_has_headings_tables_with_heads_that_repeat_and_captions_that_count() -> None:
    opened = briefed.document(brief())
    styles = {paragraph.style.name for paragraph in opened.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "List Bullet", "Caption", "Source"} <= styles
    heads = [p.text for p in opened.paragraphs if p.style.name == "Heading 1"]
    blocks = [block.text for block in brief().blocks if isinstance(block, Heading)]
    assert heads == ["In short", *blocks, "How to read this brief", "Sources"]
    assert len(opened.tables) == 7
    for table in opened.tables:
        first, *rest = table._tbl.tr_lst
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rest)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in (first, *rest))
    captions = [p for p in opened.paragraphs if p.style.name == "Caption"]
    assert [p.text.partition(". ")[0] for p in captions if p.text.startswith("Table")] == [
        f"Table {number}" for number in range(1, 8)
    ]
    assert all("SEQ" in "".join(p._p.itertext(f"{W}instrText")) for p in captions)


@pytest.mark.parametrize(("lang", "tag"), [("en", "en-GB"), ("es", "es-419")])
def test_the_document_says_its_language_title_day_and_pages(lang: str, tag: str) -> None:
    made = brief(lang=lang)
    opened = briefed.document(made)
    core = opened.core_properties
    assert (core.title, core.language, core.author) == (made.title, lang, "migov")
    assert str(core.created)[:10] == AS_OF
    assert {element.get(f"{W}val") for element in opened.styles.element.iter(f"{W}lang")} == {tag}
    footer = opened.sections[0].footer.paragraphs[0]
    assert _text.day(AS_OF, lang) in footer.text
    assert [text.strip() for text in footer._p.itertext(f"{W}instrText")] == ["PAGE", "NUMPAGES"]
    assert (opened.sections[0].page_width.mm, opened.sections[0].page_height.mm) == pytest.approx((210, 297), abs=0.1)


def test_numbers_in_the_document_lead_to_their_source_and_sources_to_their_address() -> None:
    opened = briefed.document(brief())
    body = opened.element.body
    marks = {element.get(f"{W}name") for element in body.iter(f"{W}bookmarkStart")}
    anchors = {element.get(f"{W}anchor") for element in body.iter(f"{W}hyperlink")} - {None}
    assert anchors <= marks
    assert len(marks) == len(brief().references) == 3
    targets = [relation.target_ref for relation in opened.part.rels.values() if relation.is_external]
    assert targets == ["https://example.org/charter?a=1&b=2", "https://example.org/letter"]


def test_pictures_of_the_document_have_words() -> None:
    opened = briefed.document(brief())
    pictures = [block for block in brief().blocks if isinstance(block, Picture)]
    assert [shape._inline.docPr.get("descr") for shape in opened.inline_shapes] == [picture.alt for picture in pictures]
    assert pictures[0].alt.startswith(
        "Timeline, a bar for each: SC (4 March 1999 – goes on, chair January 2019 – December"
    )


def test_the_same_brief_is_the_same_file() -> None:
    again = briefs.brief(small(), "country:COL", "en", AS_OF)
    assert brief().to_docx() == again.to_docx()
    assert brief().to_html() == again.to_html()
    assert brief().to_markdown() == again.to_markdown()


@pytest.mark.parametrize(("node", "role"), [("country:COL", None), ("mechanism:a", None), ("agency:x", None)])
def test_hostile_text_leaves_the_document_whole(node: str, role: str | None) -> None:
    made = hostile(role, node)
    packed = zipfile.ZipFile(BytesIO(made.to_docx()))
    for name in packed.namelist():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(packed.read(name))
    whole = " ".join(document_words(made))
    assert "<script>g()</script>" in whole
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", whole)
    opened = briefed.document(made)
    targets = {relation.target_ref for relation in opened.part.rels.values() if relation.is_external}
    assert targets
    assert all(target.lower().startswith("https://") for target in targets)


# HTML


def test_the_page_holds_the_same_text() -> None:
    made = brief(lang="es")
    text = Page(made.to_html()).text
    for words in words_of(made):
        assert words in text
    for reference in made.references:
        assert reference.title in text


def test_the_page_asks_for_nothing_and_allows_only_its_own_style() -> None:
    text = brief().to_html()
    page = Page(text)
    policy = next(tag[1]["content"] for tag in page.tags if tag[1].get("http-equiv") == "Content-Security-Policy")
    style = text.partition("<style>")[2].partition("</style>")[0]
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    )
    names = {name for name, _ in page.tags}
    assert not names & {"script", "link", "iframe", "object", "form", "base"}
    assert all(
        (tag.get("src") or "data:").startswith("data:image/svg+xml;base64,") for n, tag in page.tags if n == "img"
    )
    assert not [key for _, tag in page.tags for key in tag if key.startswith("on") or key == "style"]
    assert page.tags[0] == ("html", {"lang": "en"})
    assert '<html lang="es">' in brief(lang="es").to_html()


def test_numbers_of_the_page_lead_to_their_source() -> None:
    page = Page(brief().to_html())
    targets = {tag["id"] for name, tag in page.tags if name == "li" and "id" in tag}
    links = {str(tag["href"]) for name, tag in page.tags if name == "a" and str(tag["href"]).startswith("#")}
    assert {link.removeprefix("#") for link in links} == targets
    assert len(targets) == 3


def test_pictures_of_the_page_have_words_and_are_well_formed() -> None:
    images = [tag for name, tag in Page(brief().to_html()).tags if name == "img"]
    assert [tag["alt"] for tag in images] == [block.alt for block in brief().blocks if isinstance(block, Picture)]
    for tag in images:
        svg = base64.b64decode(str(tag["src"]).partition(",")[2])
        assert etree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"


def test_hostile_text_is_text_in_the_page() -> None:
    page = Page(hostile().to_html())
    assert "script" not in {name for name, _ in page.tags}
    assert "<script>g()</script>" in page.text
    links = [str(tag["href"]) for name, tag in page.tags if name == "a"]
    assert all(link.startswith(("#", "https://", "HTTPS://")) for link in links)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", hostile().to_html())
    hostile().to_html().encode("utf-8")


def test_a_notebook_shows_the_brief_without_a_style_of_its_own() -> None:
    shown = brief()._repr_html_()
    assert "<style" not in shown
    assert "<html" not in shown
    assert "Colombia: position in migration governance" in shown
    assert brief()._repr_markdown_() == brief().to_markdown()


# Markdown


def test_markdown_shows_hostile_text_as_it_is() -> None:
    text = hostile().to_markdown()
    assert "A\\|b \\`c\\` \\*d\\* \\[e\\](javascript:f) \\<script\\>g()\\</script\\> \\&amp; \\$h\\$ =1+1" in text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", text)
    assert not re.search(r"(?<!\\)<(?!https?://)", text)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    cells = {len(re.findall(r"(?<!\\)\|", line)) for line in rows}
    assert cells <= {6, 7, 8, 3}


def test_markdown_tells_pictures_in_words() -> None:
    text = brief().to_markdown()
    assert (
        "*Figure 1. Where Colombia takes part, and chairs, to 17 May 2022.* Timeline, a bar for each: SC (4 March"
        in text
    )
    assert "![" not in text


def test_markdown_lists_sources_by_the_numbers_of_the_text() -> None:
    listed = briefed.section(brief(), "Sources").splitlines()
    assert listed[0].startswith(
        "1. The archive. The charter. Published 4 March 2019, read May 2022. At: on member\\_of;"
    )
    assert listed[0].endswith("<https://example.org/charter?a=1&b=2>")
    assert listed[1] == "2. The treasury. The ledger. Published 2021, day of reading not known. At: on funds."


def test_the_day_of_reading_that_most_share_is_said_once() -> None:
    sources = [
        {"id": f"source:s{i}", "title": f"S{i}", "accessed": day} for i, day in enumerate(("2022-03",) * 3 + ("2021",))
    ]
    nodes = [{"id": node} for node in ("country:COL", *(row["id"] for row in sources))]
    nodes += [{"id": f"mechanism:m{i}", "subtype": "forum"} for i in range(4)]
    statements = [tie("MEMBER_OF", "COL", f"mechanism:m{i}", start="2000") for i in range(4)]
    evidence = [{"about": minted(row)["id"], "source": f"source:s{i}"} for i, row in enumerate(statements)]
    graph = PropertyGraph.build(nodes, statements, (), evidence, sources)
    assert briefed.section(briefs.brief(graph, "country:COL", "en", AS_OF), "Sources").splitlines() == [
        "Read March 2022 where no other day is given.",
        "",
        "1. S0. Undated.",
        "2. S1. Undated.",
        "3. S2. Undated.",
        "4. S3. Undated, read 2021.",
    ]


# Addresses and pictures


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        (" HTTP://example.org/ ", "HTTP://example.org/"),
        ("https://example.org/a b<c>\"'", "https://example.org/a%20b%3Cc%3E%22%27"),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,<script>", ""),
        ("file:///etc/passwd", ""),
        ("//example.org", ""),
        ("", ""),
        ("https://example.org/" + "a" * 3000, ""),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str, link: str) -> None:
    assert _references.address(url) == link


def test_an_address_that_is_no_link_is_shown_as_text() -> None:
    page = Page(hostile().to_html())
    assert "javascript:alert(1)" in page.text
    assert not [tag for _, tag in page.tags if str(tag.get("href")).startswith("javascript")]


@pytest.mark.parametrize("form", ["png", "svg"])
def test_pictures_are_drawn_of_any_name_the_same_each_time(form: str) -> None:
    labels = [NASTY, "日本 \U0001f600", "$x^$", ""]
    bars = [_drawing.Bar(i, "2001", "", "2001", False) for i in range(4)]
    drawn_once = _drawing.timeline(labels, bars, AS_OF, ("a", "b", "c"), form)
    assert drawn_once == _drawing.timeline(labels, bars, AS_OF, ("a", "b", "c"), form)
    assert _drawing.matrix(labels, [[1] * 4] * 4, form).content
    assert _drawing.bars([(label, 1.0, "$1$") for label in labels], labels[0], form).content


def test_a_timeline_of_many_rows_says_how_many_it_leaves_out() -> None:
    seats = [tie("MEMBER_OF", f"country:C{i:02}", "a", start="2000") for i in range(20)]
    made = briefs.brief(drawn({"mechanism:a": REGIONAL}, seats), "mechanism:a", "en", AS_OF)
    picture = next(block for block in made.blocks if isinstance(block, Picture))
    assert picture.alt.endswith("; 4 more not drawn.")


def test_wide_letters_leave_room_for_the_picture() -> None:
    assert _drawing._shown("Ж" * 90) == f"{'Ж' * 20}…"
    assert _drawing._shown("Los Angeles Declaration") == "Los Angeles Declaration"
    assert _drawing.matrix(["Ж" * 90] * 4, [[1] * 4] * 4, "png").content  # the layout would warn, and that is an error
