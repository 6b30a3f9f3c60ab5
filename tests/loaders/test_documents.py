"""Claims about names found in documents: where, which, which not, and what a person is to decide."""

import contextlib
import csv
import io
import tempfile
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import DataError
from graph.model import PropertyGraph
from loaders import _mentions_files, _mentions_pdf, _run, curated
from loaders._mentions_text import plain, sentences
from loaders._report import Report
from migov import _reviewing

GRAPH = curated.load()


def load(file: Path, content: str | bytes, aliases: Path | None = None) -> tuple[PropertyGraph, Report]:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return _run.load("documents", [file], GRAPH, _run.Options(aliases=aliases))


def mentions(graph: PropertyGraph) -> dict[str, tuple[str, str]]:
    """Each node that is named with the confidence and the places."""
    told = graph.edges[graph.edges["relation"] == "MENTIONS"].merge(graph.evidence, left_on="id", right_on="about")
    rows = told[["target", "confidence", "locator"]].to_numpy().tolist()
    return {target: (confidence, locator) for target, confidence, locator in rows}


def named(tmp_path: Path, text: str) -> set[str]:
    return set(mentions(load(tmp_path / "note.txt", text)[0]))


def pdf(*pages: str) -> bytes:
    """A PDF with a line of text on each page."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    font = "<< /Font << /F1 3 0 R >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * at} 0 R /Resources {font} >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return f"{out}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def test_a_page_of_a_pdf_without_text_is_noted(tmp_path: Path) -> None:
    _, report = load(tmp_path / "note.pdf", pdf("", "In Peru.", " "))
    noted = report.notes["a page without text (a picture of one?)"]
    assert (noted.count, noted.places) == (2, ["note.pdf, page 1", "note.pdf, page 3"])


def test_a_quote_shows_all_that_it_has(tmp_path: Path) -> None:
    _, report = load(tmp_path / "note.txt", "Pe\u00adru \u202ejoined\u202c the\x07 Quito Process.")
    assert [pair.quote for pair in report.candidates] == ["Peru joined the Quito Process."]


def test_a_web_page_is_not_read_in_place_of_a_pdf(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path / "note.PDF", "<!doctype html><p>Not found, Peru")
    told = "note.PDF: its name says PDF, and it is none; get it again; a web page or a text has another ending"
    assert str(caught.value) == told


def test_a_mention_is_an_unreviewed_statement_of_the_document_with_its_characters(tmp_path: Path) -> None:
    text = "In 2019 Peru joined the Quito Process. Peru hosted it."
    graph, report = load(tmp_path / "note.txt", text)
    assert mentions(graph) == {
        "country:PER": ("stated", "characters 9-12; characters 40-43"),
        "mechanism:quito-process": ("stated", "characters 25-37"),
    }
    assert (text[8:12], text[39:43], text[24:37]) == ("Peru", "Peru", "Quito Process")
    told = graph.edges[graph.edges["relation"] == "MENTIONS"]
    assert set(told["status"]) == {"unreviewed"}
    assert set(told["dataset"]) == {"documents"}
    assert report.rows == {"note.txt": 1}
    assert report.made == {"MENTIONS": 2}


def test_loading_twice_changes_nothing_and_no_passage_is_kept(tmp_path: Path) -> None:
    text = "Remarkably the delegates of Peru admired the Quito Process."
    graph, _ = load(tmp_path / "note.txt", text)
    again, _ = _run.load("documents", [tmp_path / "note.txt"], graph)
    assert all(graph.tables[name].equals(table) for name, table in again.tables.items())
    assert not any("emarkably" in table.to_csv() or "admired" in table.to_csv() for table in graph.tables.values())


NAMED = {
    "borders of words": ("The community of Nigerians and communal IDBs.", set()),
    "longest name": ("The Knowledge Partnership Korea Fund pays.", {"agency:korea-kpk"}),
    "friends of a process": ("Friends of the Quito Process met.", {"mechanism:friends-quito"}),
    "raised number": ("Refugees: UNICEF\u00b9\u2075 said so.", {"agency:unicef"}),
    "number of a footnote": ("Refugees: UNICEF15 said so.", {"agency:unicef"}),
    "glued word": ("Migrants met withFrance andUNHCR.", {"country:FRA", "agency:unhcr"}),
    "glued to no word": ("The xyzFrance Foundation.", set()),
    "no-break space": ("The Quito\u00a0Process began.", {"mechanism:quito-process"}),
    "soft hyphen": ("The Quito Pro\u00adcess began.", {"mechanism:quito-process"}),
    "end of line": ("The Quito Pro-\ncess in Colom-\n  bia.", {"mechanism:quito-process", "country:COL"}),
    "two lines": ("The Quito\nProcess began.", {"mechanism:quito-process"}),
    "paragraphs part names": ("The Quito\n\nProcess began.", set()),
    "joined letters": ("Migration to the Paci\ufb01c and \ufb01nally Finland.", {"country:FIN"}),
    "accents, and an ordinary word": ("Reunión en México.", {"country:MEX"}),
    "decomposed accents": ("Reunio\u0301n en Me\u0301xico.", {"country:MEX"}),
    "capitals": ("COLOMBIA AND PERU", {"country:COL", "country:PER"}),
    "addresses": ("See https://www.unhcr.org/peru/Peru or Peru@UNHCR.org and UNHCR.org.", set()),
    "acronyms as written": ("Let us care who can unite; iom and idb.", set()),
    "words in capitals": ("WHO WE ARE. WHAT CAN BE.", set()),
    "codes of countries": ("AND PER CAN COL", set()),
    "the same name elsewhere": ("New Mexico and Mexico City, the Jordan Compact.", set()),
    "not of it": ("Refugees and non-US donors.", set()),
}


@pytest.mark.parametrize(("text", "expected"), NAMED.values(), ids=NAMED.keys())
def test_names_are_found(text: str, expected: set[str], tmp_path: Path) -> None:
    assert named(tmp_path, text) == expected


DOUBTFUL = {
    "short acronym, no context": ("IOM called.", "agency:iom", "unverified"),
    "short acronym in context": ("IOM spoke of migration.", "agency:iom", "stated"),
    "short acronym beside its long form": (
        "The International Organization for Migration (IOM).", "agency:iom", "stated",
    ),
    "homonym in context": ("The IRC and migration.", "agency:irc", "unverified"),
    "homonym beside its long form": ("The International Rescue Committee (IRC).", "agency:irc", "stated"),
    "a person": ("Migration, by Juan Granada Perez.", "country:GRD", "unverified"),
    "an acronym given to something else": (
        "Migration and the Institute of Ornamental Marbles (IOM) of 2001.", "agency:iom", "unverified",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "node", "confidence"), DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_what_may_mean_something_else_is_unverified(text: str, node: str, confidence: str, tmp_path: Path) -> None:
    graph, _ = load(tmp_path / "note.txt", text)
    assert mentions(graph)[node][0] == confidence


def test_what_may_mean_several_things_is_not_taken_but_told(tmp_path: Path) -> None:
    graph, report = load(tmp_path / "note.txt", "Pledges of the Global Refugee Forum on migration.")
    assert mentions(graph) == {}
    some = report.unresolved["Name", "Global Refugee Forum"]
    assert [node for node, _ in some.proposals] == ["event:grf2019", "event:grf2023"]


def test_of_several_things_the_one_with_its_long_name_is_meant_perhaps(tmp_path: Path) -> None:
    text = "The Second Global Refugee Forum on migration. The Global Refugee Forum."
    graph, _ = load(tmp_path / "note.txt", text)
    assert mentions(graph) == {"event:grf2023": ("stated", "characters 5-31; characters 51-70")}
    alone, _ = load(tmp_path / "note.txt", "\f".join(text.rsplit(" ", 3)))
    assert mentions(alone)["event:grf2023"] == ("stated", "page 1, characters 5-31")


def test_capitalised_names_that_nobody_knows_are_told(tmp_path: Path) -> None:
    text = (
        "The Casa Azul Foundation for Dignity of Peru, EUROFRONTS and a home. However Casa Azul Foundation for Dignity."
    )
    _, report = load(tmp_path / "note.txt", text)
    found = {name: some.noted.count for (_, name), some in report.unresolved.items()}
    assert found == {"Casa Azul Foundation for Dignity": 2, "EUROFRONTS": 1}
    assert report.unresolved["Name", "EUROFRONTS"].noted.places == ["note.txt, characters 47-56"]


def test_names_and_quotes_are_told_as_they_are_written(tmp_path: Path) -> None:
    _, report = load(tmp_path / "note.txt", "La Fundación Corazón\nAzul del Perú está en el Proceso de Quito.")
    assert set(report.unresolved) == {("Name", "Fundación Corazón Azul")}
    assert report.candidates[0].quote == "La Fundación Corazón Azul del Perú está en el Proceso de Quito."


def test_what_a_person_decided_becomes_a_mention(tmp_path: Path) -> None:
    aliases = tmp_path / "names.csv"
    aliases.write_text("kind,name,node\nName,Casa Azul,agency:casa-azul\nName,Rumi Wasi,country:PER\nName,IRC,-\n")
    graph, report = load(tmp_path / "note.txt", "The Casa Azul, the Rumi Wasi and the IRC.", aliases)
    assert set(mentions(graph)) == {"agency:casa-azul", "country:PER"}
    assert not report.unresolved
    assert graph.nodes.set_index("id").at["agency:casa-azul", "name_en"] == "Casa Azul"


def test_two_names_in_one_sentence_are_a_candidate_and_no_edge(tmp_path: Path) -> None:
    text = "Peru and Chile joined the Quito Process in 2018. Dr. Ana of UNHCR met refugees."
    graph, report = load(tmp_path / "note.txt", text)
    assert [(pair.subject, pair.object, pair.locator) for pair in report.candidates] == [
        ("country:PER", "mechanism:quito-process", "characters 1-49"),
        ("country:CHL", "mechanism:quito-process", "characters 1-49"),
    ]
    assert report.candidates[0].quote == "Peru and Chile joined the Quito Process in 2018."
    new = graph.edges[graph.edges["dataset"] == "documents"]
    assert set(new["relation"]) == {"MENTIONS"}


def test_a_quote_is_short_and_has_both_names(tmp_path: Path) -> None:
    text = f"Peru {'and so on ' * 40}met the Quito Process {'and more ' * 30}."
    quote = load(tmp_path / "note.txt", text)[1].candidates[0].quote
    assert len(quote) <= 100
    assert quote.startswith("Peru")
    assert quote.endswith("Quito Process")


def test_a_list_makes_no_candidates(tmp_path: Path) -> None:
    agencies = "FAO, ILO, IOM, OCHA, OHCHR, UNAIDS, UNDP, UNESCO, UNFPA, UNHCR, UNICEF, UNIDO, UNODC"
    _, report = load(tmp_path / "note.txt", f"Migration: {agencies}.")
    assert report.candidates == []
    assert report.notes["a sentence has more than 60 pairs of names: a list"].count == 1


def test_a_list_of_countries_beside_one_name_makes_candidates(tmp_path: Path) -> None:
    countries = "Argentina, Bolivia, Brazil, Chile, Colombia, Ecuador, Guyana, Mexico, Panama, Paraguay, Peru, Uruguay"
    _, report = load(tmp_path / "note.txt", f"{countries} and Haiti are members of the Quito Process.")
    assert len(report.candidates) == 13
    assert {pair.object for pair in report.candidates} == {"mechanism:quito-process"}


def test_the_file_for_review_has_names_and_pairs(tmp_path: Path) -> None:
    _, report = load(tmp_path / "note.txt", "The Casa Azul of Peru and the Quito Process.")
    name, pair = csv.DictReader(io.StringIO(_reviewing.table(report)))
    assert (name["kind"], name["name"], name["subject"]) == ("Name", "Casa Azul", "")
    assert (pair["kind"], pair["subject"], pair["relation"], pair["object"], pair["title"]) == (
        "pair", "country:PER", "", "mechanism:quito-process", "note.txt",
    )  # fmt: skip


def test_a_page_of_the_web_is_its_text_without_what_stands_around_it(tmp_path: Path) -> None:
    page = (
        "<!DOCTYPE html><html><head><title>Chad</title><script>var a='Bolivia'</script></head><body>"
        "<nav>Brazil</nav><p>The <b>Quito</b> <i>Pro</i>cess<!-- Cuba --> in Per&uacute;</p><p>Quito</p>"
        "<p>Process</p>"
        "<div hidden>Belize</div>Chile<footer>Haiti</footer><style>Guyana</style></body></html>"
    )
    graph, _ = load(tmp_path / "page", page)
    assert set(mentions(graph)) == {"mechanism:quito-process", "country:PER", "country:CHL"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("form", ["{}", "<html><body><p>{}</p></body></html>"], ids=["text", "HTML"])
def test_any_usual_encoding_is_read(form: str, encoding: str, tmp_path: Path) -> None:
    graph, _ = load(tmp_path / "note", form.format("Reunión de México y Perú.").encode(encoding))
    assert set(mentions(graph)) == {"country:MEX", "country:PER"}


def test_a_pdf_tells_the_page(tmp_path: Path) -> None:
    graph, report = load(tmp_path / "note.pdf", pdf("Nothing here.", "In Peru, the Quito Process."))
    assert mentions(graph) == {
        "country:PER": ("stated", "page 2, characters 4-7"),
        "mechanism:quito-process": ("stated", "page 2, characters 14-26"),
    }
    assert report.rows == {"note.pdf": 2}


def test_a_form_feed_ends_a_page(tmp_path: Path) -> None:
    graph, _ = load(tmp_path / "note.txt", "One.\fPeru.")
    assert mentions(graph)["country:PER"][1] == "page 2, characters 1-4"


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it has no text; give a document whose text can be selected"),
    "blank": (b" \n\f ", "it has no text (only pictures of pages?); give a document whose text can be selected"),
    "empty page": (b"<html></html>", "it has no text; give a document whose text can be selected"),
    "office": (b"PK\x03\x04rest", "a document of an office program or an archive; save it as PDF, HTML or text"),
    "binary": (b"\x89PNG\0\0\x81\x8d\0", "neither text, HTML nor PDF; save it as PDF, HTML or text in UTF-8"),
    "half of UTF-16": (b"\xff\xfea", "neither text, HTML nor PDF; save it as PDF, HTML or text in UTF-8"),
    "pictures": (pdf(""), "it has no text (only pictures of pages?); give a document whose text can be selected"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_document_is_refused_in_a_line(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path / "note", content)
    assert str(caught.value) == f"note: {message}"


def test_a_damaged_pdf_is_refused_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path / "note.pdf", b"%PDF-1.4\nnothing")
    assert str(caught.value).startswith("note.pdf: the PDF is damaged (")
    assert str(caught.value).endswith("); get the file again, or print it to a new PDF")
    assert "\n" not in str(caught.value)


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    (tmp_path / "plain.pdf").write_bytes(pdf("Peru"))
    writer = PdfWriter(PdfReader(tmp_path / "plain.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "note.pdf")
    with pytest.raises(DataError) as caught:
        _run.load("documents", [tmp_path / "note.pdf"], GRAPH)
    assert str(caught.value) == "note.pdf: the PDF is encrypted; save it without a password"


def test_a_pdf_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    packed = zlib.compress(b"BT (Peru) Tj ET " * 8_000_000, 9).decode("latin-1")
    whole = pdf("").decode("latin-1")
    start, end = whole.index("<< /Length"), whole.index("endstream")
    bomb = f"{whole[:start]}<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n{packed}\n{whole[end:]}"
    with pytest.raises(DataError) as caught:
        load(tmp_path / "note.pdf", bomb.encode("latin-1"))
    told = "note.pdf: reading the PDF takes too much memory; split the document, or give its text"
    assert str(caught.value) == told


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_bytes(pdf("Peru"))
    with pytest.raises(DataError) as caught:
        _mentions_pdf.pages(tmp_path / "note.pdf", seconds=0.001)
    told = "note.pdf: reading the PDF takes more than 0.001 seconds; split the document, or give its text"
    assert str(caught.value) == told


def test_a_pdf_with_too_many_pages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_mentions_pdf, "PAGES", 1)
    with pytest.raises(DataError) as caught:
        load(tmp_path / "note.pdf", pdf("Peru", "Chile"))
    assert str(caught.value) == "note.pdf: the PDF has 2 pages, more than 1; split the document"


def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_mentions_files, "MOST", 3)
    with pytest.raises(DataError) as caught:
        load(tmp_path / "note", "Peru")
    assert str(caught.value) == "note: its text has more than 3 characters; split the document"
    monkeypatch.setattr(_mentions_files, "LARGEST", 3)
    with pytest.raises(DataError, match=r"^note: 0 MB, more than 0 MB; split the document, or give its text$"):
        load(tmp_path / "note", "Peru")


HOSTILE = {
    "names on end": "Peru " * 60_000,
    "one long word": "a" * 400_000,
    "hyphens": "a-" * 200_000,
    "points": "a." * 200_000,
    "capitals": "Casa Azul " * 40_000,
    "signs of addresses": "a@" * 200_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_takes_no_time(text: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    load(tmp_path / "note", text)
    assert time.monotonic() - begun < 20


def test_a_page_that_nests_without_end_is_refused_and_not_read_in_part(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path / "note", "<html>" + "<div>" * 100_000 + "Peru")
    told = "note: the elements of the page nest too deep, or one is too large; save the page as text or PDF"
    assert str(caught.value) == told
    assert "country:PER" in mentions(load(tmp_path / "note", "<html>" + "<div>" * 1000 + "Peru")[0])


def test_the_same_document_twice_is_one(tmp_path: Path) -> None:
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("Peru and the Quito Process.")
    _, report = _run.load("documents", [tmp_path / "one.txt", tmp_path / "two.txt"], GRAPH)
    assert report.made == {"MENTIONS": 2}
    assert "two.txt: the same content as one.txt, and read once" in report.notes


@given(st.text(st.sampled_from("aB.- \n\u00ad\ufb01\u00b2\u0301\u0130ß\u00a0'’") | st.characters(), max_size=60))
def test_places_in_the_text_survive_all_that_is_done_to_it(text: str) -> None:
    page = plain(text)
    assert len(page.exact) == len(page.folded) == len(page.at)
    assert list(page.at) == sorted(page.at)
    assert all(0 <= at < len(text) for at in page.at)
    told = list(sentences(page.exact))
    assert "".join(page.exact[start:end] for start, end in told) == page.exact


PARTS = [
    b"Peru",
    b" UNHCR ",
    b"Quito Process",
    b"<html>",
    b"<p>",
    b"</",
    b"%PDF-",
    b"\0",
    b"\xff\xfe",
    b"\x81",
    b"&#xD800;",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([part for part in PARTS if part != b"%PDF-"]) | st.binary(max_size=8), max_size=12))
def test_no_file_raises_anything_but_ours(parts: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(DataError):
        graph, _ = load(Path(folder) / "note", b"".join(parts))
        assert len(graph.edges) >= len(GRAPH.edges)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 700), st.binary(max_size=20))
def test_no_pdf_raises_anything_but_ours(at: int, instead: bytes) -> None:
    whole = pdf("In Peru", "the Quito Process")
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(DataError):
        load(Path(folder) / "note.pdf", whole[:at] + instead + whole[at + len(instead) :])
