"""An answer as text: what a script parses, a spreadsheet opens, a terminal shows and a notebook renders."""

import csv
import io
import json
from html.parser import HTMLParser
from typing import Any

import pytest

import queries
from graph import schema
from graph.model import PropertyGraph
from queries._figures import decimals, figure
from queries._frame import Answer
from queries._render import harmless
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tindented",
    "\rreturned",
    "<script>alert(1)</script>",
    "a|b`c*d_e[f](javascript:g)",
    "new\nline",
    "\x1b[31mred\x1b[0m\x07",
    "right\u202eleft",
    '"quoted", and \\ more',
    "a very long name of a country that no column of a table could ever hold on a single line of it",
    "Ñandú 🦤 Åland",
]
"""Names that would do harm where somebody trusts them."""


def hostile() -> PropertyGraph:
    # a and b hold the same countries, each of which has a hostile name; so have the rooms and the source
    codes = [f"X{number:02d}" for number in range(len(HOSTILE))]
    countries = [{"id": f"country:{c}", "name_en": n, "name_es": n} for c, n in zip(codes, HOSTILE, strict=True)]
    rooms = [{"id": f"mechanism:{r}", "short_en": HOSTILE[6], "short_es": HOSTILE[0], **REGIONAL} for r in "ab"]
    rows = [row for room in "ab" for row in sit(" ".join(codes), room, start="2000")]
    whole = drawn({}, rows)
    note = {"id": "source:note", "title": HOSTILE[6], "publisher": HOSTILE[7], "published": "2010"}
    evidence = [{"about": identity, "source": "source:note"} for identity in whole.edges["id"]]
    return PropertyGraph.build([*countries, *rooms, {"id": "source:note"}], rows, (), evidence, [note])


def guarded(name: str) -> str:
    """The name as a spreadsheet may see it, by plain rules."""
    return f"'{name}" if name[0] in "=+-@\t\r" else name


def ask(graph: PropertyGraph, name: str = "country-seats", **given: object) -> Answer:
    required = {p.key: "mechanism:a" for p in queries.question(name).parameters if p.required}
    own = {"from": "1990", "to": "2010"} if name == "changes" else {}
    return queries.ask(graph, name, **{"as_of": AS_OF, **required, **own, **given})


# JSON


def test_json_has_the_keys_that_scripts_rely_on(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "member-overlap", as_of=AS_OF)
    whole = json.loads(answer.to_json())
    assert list(whole) == ["query", "params", "as_of", "universe", "sentence", "columns", "rows", "evidence"]
    assert whole["query"] == "member-overlap"
    assert whole["as_of"] == AS_OF
    assert whole["params"]["roles"] == ["member"]
    assert set(whole["sentence"]) == {"en", "es"}
    assert whole["columns"] == [c.name for c in queries.question("member-overlap").columns]
    assert list(whole["rows"][0]) == [*whole["columns"], "evidence"]
    assert len(whole["rows"]) == len(answer.frame)
    assert {"id", "source", "locator", "url", "title", "publisher", "date", "stance"} <= set(whole["evidence"][0])
    assert set(whole["rows"][0]["evidence"]) <= {piece["id"] for piece in whole["evidence"]}


@pytest.mark.parametrize("name", queries.catalogue())
def test_json_is_plain_json_and_tells_the_frame(name: str, built_in: PropertyGraph) -> None:
    required = {p.key: "mechanism:r4v" for p in queries.question(name).parameters if p.required}
    answer = queries.ask(built_in, name, as_of=AS_OF, **required)

    def refuse(constant: str) -> Any:
        raise AssertionError(f"{constant} is no JSON")

    rows = json.loads(answer.to_json(), parse_constant=refuse)["rows"]
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    assert rows == frame.to_dict("records")


def test_unknown_is_null_in_json_and_never_a_word_for_it(built_in: PropertyGraph) -> None:
    text = queries.ask(built_in, "why", node="mechanism:r4v", as_of=AS_OF).to_json()
    assert '"end": null' in text
    assert not any(word in text for word in ('"nan"', "NaN", "<NA>", '"None"'))


# CSV


@pytest.mark.parametrize("name", queries.catalogue())
@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_cell_of_a_csv_is_a_formula(name: str, lang: str) -> None:
    rows = list(csv.reader(io.StringIO(ask(hostile(), name, lang=lang).to_csv(), newline="")))
    assert all(len(row) == len(rows[0]) for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_csv_read_again_says_the_same_with_names_beside_ids() -> None:
    answer = ask(hostile())
    rows = list(csv.DictReader(io.StringIO(answer.to_csv(), newline="")))
    columns = ["country", "country_name", "seats", "mechanisms", "mechanisms_name", "evidence", "sources", "urls"]
    assert list(rows[0]) == columns
    names = dict(zip([f"country:X{n:02d}" for n in range(len(HOSTILE))], HOSTILE, strict=True))
    for row, told in zip(rows, answer.frame.to_dict("records"), strict=True):
        assert row["country"] == told["country"]
        assert row["country_name"] == "".join(c if c.isprintable() else " " for c in guarded(names[told["country"]]))
        assert row["seats"] == "2"
        assert row["mechanisms"].split("|") == told["mechanisms"]
        assert row["evidence"].split("|") == told["evidence"]


def test_a_csv_of_the_built_in_graph_is_read_again_cell_by_cell(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "member-overlap", as_of=AS_OF, lang="es")
    rows = list(csv.DictReader(io.StringIO(answer.to_csv(), newline="")))
    for row, told in zip(rows, answer.frame.to_dict("records"), strict=True):
        assert (row["a"], int(row["shared"]), float(row["jaccard"])) == (told["a"], told["shared"], told["jaccard"])
        assert row["members"].split("|") == told["members"] or told["members"] == []
    assert any("|México|" in row["members_name"] for row in rows)
    assert not answer.to_csv().startswith("\ufeff")


@pytest.mark.parametrize("cell", [-1, 0.5, "", "plain", "a=b", None, True])
def test_what_is_no_formula_is_left_as_it_is(cell: object) -> None:
    assert harmless(cell) is cell


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("a;=1+1", "a;'=1+1"),
        ('a";=1+1', "a\";'=1+1"),
        ("a; @x", "a; '@x"),
        ("a\t-1", "a\t'-1"),
        (" =1", "' =1"),
        ("\x00=1", "'\x00=1"),
    ],
)
def test_no_formula_begins_where_another_spreadsheet_would_part_or_trim_cells(cell: str, safe: str) -> None:
    assert harmless(cell) == safe


# Markdown


@pytest.mark.parametrize("name", queries.catalogue())
def test_hostile_names_stay_in_their_cell_of_a_markdown_table(name: str) -> None:
    lines = ask(hostile(), name).to_markdown().splitlines()
    table = [line for line in lines if line.startswith("|")]
    bars = {line.replace("\\\\", "").replace("\\|", "").count("|") for line in table}
    assert len(bars) <= 1
    text = "\n".join(lines).replace("\\\\", "")
    for character in "<`[":
        assert text.count(character) == text.count(f"\\{character}")
    assert all(line.isprintable() for line in lines)


def test_an_address_in_markdown_is_a_link_that_leads_there() -> None:
    sources = [{"id": "source:note", "title": "a #b ~~c~~ $d$ &lt;", "url": "https://x.org/a_b*c?<d> e"}]
    rows = sit("AAA", "a", start="2000")
    nodes = [{"id": "country:AAA", "name_en": "- item"}, {"id": "mechanism:a", **REGIONAL}, {"id": "source:note"}]
    evidence = [{"about": "member-of/country:AAA/mechanism:a/member/1", "source": "source:note"}]
    text = ask(PropertyGraph.build(nodes, rows, (), evidence, sources)).to_markdown(evidence=True)
    assert "\n- \\- item is a member of a (member, 2000–, stated)\n" in text
    assert text.endswith("  - a \\#b \\~\\~c\\~\\~ \\$d\\$ \\&lt;. <https://x.org/a_b*c?%3Cd%3E%20e>\n")
    script = PropertyGraph.build(nodes, rows, (), evidence, [{**sources[0], "url": "javascript:a_b"}])
    assert ask(script).to_markdown(evidence=True).endswith(". javascript:a\\_b\n")


def test_markdown_says_the_sentence_the_rows_and_what_was_looked_at(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "hosts-outside-forum", as_of=AS_OF)
    lines = answer.to_markdown().splitlines()
    assert lines[0] == answer.sentence
    assert lines[2:5] == ["| country | in response | in forum |", "| --- | --- | --- |", "| Aruba | yes | no |"]
    assert lines[-1].startswith("*Looked at, as of 2022-05-17: ")


# HTML


class Tags(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[Any] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("name", queries.catalogue())
@pytest.mark.parametrize("lang", ["en", "es"])
def test_hostile_names_are_text_in_html(name: str, lang: str) -> None:
    page = Tags(ask(hostile(), name, lang=lang)._repr_html_())
    ours = {
        "div",
        "p",
        "strong",
        "em",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
        "ul",
        "li",
        "code",
    }
    assert page.tags <= ours | {"a"}
    assert {name for name, _ in page.attributes} <= {"lang", "scope", "style", "href", "rel", "target"}
    assert {value for name, value in page.attributes if name == "style"} <= {
        f"text-align:{side};vertical-align:top" for side in ("left", "right")
    }


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("javascript:alert(1)", False),
        ('https://example.org/" onclick="alert(1)', False),
        ("https://example.org/\u202egpj", False),
    ],
)
def test_only_plain_addresses_become_links_in_html(url: str, linked: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask(hostile(), "member-overlap")
    monkeypatch.setitem(vars(answer), "evidence", answer.evidence.assign(url=url))
    page = Tags(answer._repr_html_())
    assert [value for name, value in page.attributes if name == "href"] == ([url] if linked else [])


def test_html_shows_names_sources_and_how_many_rows_are_left_out(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "changes", as_of=AS_OF)
    page = Tags(answer._repr_html_())
    assert answer.sentence in page.words
    assert f"… {len(answer.frame) - 60} more rows in .frame" in page.words
    assert {"details", "summary"} <= page.tags
    assert "Brazil" in page.words
    assert "country:BRA" not in page.words
    assert answer.evidence["title"].iloc[0] in page.words


# The terminal


@pytest.mark.parametrize("name", queries.catalogue())
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_table_of_hostile_names_is_80_wide_and_moves_no_cursor(name: str, lang: str) -> None:
    text = ask(hostile(), name, lang=lang).to_table()
    assert max(len(line) for line in text.splitlines()) <= 80
    assert text.replace("\n", "").isprintable()
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("name", queries.catalogue())
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_table_is_80_wide_and_shows_names_not_ids(name: str, lang: str, built_in: PropertyGraph) -> None:
    required = {p.key: "mechanism:r4v" for p in queries.question(name).parameters if p.required}
    answer = queries.ask(built_in, name, as_of=AS_OF, lang=lang, **required)
    text = answer.to_table()
    assert max(len(line) for line in text.splitlines()) <= 80
    prefixes = tuple(f"{kind.prefix}:" for kind in schema.KINDS.values())
    assert not [word for word in text.split() if word.startswith(prefixes) and word not in prefixes]
    assert not [word for word in text.split() if word in {"nan", "None", "<NA>", "[]"}]
    assert " ".join(text.split()).startswith(" ".join(answer.sentence.split()))


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("name", ["unfunded-hosts", "pledge-to-payment", "single-donor-dependency"])
def test_a_table_breaks_no_number_in_two(name: str, lang: str, built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, name, as_of="2026", lang=lang)
    text = answer.to_table().split()
    for column in answer.columns:
        if column.title_en and column.type == "number":
            for value in answer.frame[column.name].dropna():
                assert (figure(round(value), lang) if value >= 1000 else decimals(value, 2, lang)) in text


def test_numbers_of_a_table_are_written_as_the_language_writes_them(built_in: PropertyGraph) -> None:
    english, spanish = (queries.ask(built_in, "unfunded-hosts", as_of="2026", lang=x).to_table() for x in ("en", "es"))
    assert {"1,440,000,000", "0.45", "196.36"} <= set(english.split())
    assert {"1.440.000.000", "0,45", "196,36"} <= set(spanish.split())
    assert [figure(n, "es") for n in (-1_234_567, -999, 9999, 10_000)] == ["-1.234.567", "-999", "9999", "10.000"]


@pytest.mark.parametrize("width", [20, 40, 200])
def test_a_table_fits_the_width_of_the_terminal_or_its_narrowest_columns(width: int) -> None:
    text = ask(hostile()).to_table(width)
    assert max(len(line) for line in text.splitlines()) <= max(width, 3 * 8 + 2 * 2)


def test_relations_and_states_are_told_in_the_language_of_the_answer(built_in: PropertyGraph) -> None:
    english = queries.ask(built_in, "why", node="member-of/country:SLV/mechanism:mirps/member/1", as_of=AS_OF)
    spanish = queries.ask(
        built_in, "why", node="member-of/country:SLV/mechanism:mirps/member/1", as_of=AS_OF, lang="es"
    )
    assert "is a member of" in english.to_table()
    assert "es miembro de" in spanish.to_table()
    assert "contradice" in spanish.to_table()
    hosts = queries.ask(built_in, "hosts-outside-forum", as_of="2019", lang="es").to_table()
    assert "sin evidencia" in hosts
    assert "Se revisó, al 2019-12-31" in hosts
