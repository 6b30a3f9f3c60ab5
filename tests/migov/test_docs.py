"""The generated parts of the documents are as the code and the data have them now."""

from pathlib import Path

import pytest

import queries
from graph import schema
from migov import docs

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = [(name, section) for name, sections in docs.DOCUMENTS.items() for section in sections]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", docs.DOCUMENTS)
def test_the_generated_sections_are_current(name: str) -> None:
    assert docs.current(text_of(name), docs.DOCUMENTS[name]) == text_of(name), "run: python -m migov.docs"


def test_by_default_the_readme_is_meant() -> None:
    assert docs.current(text_of("README.md")) == text_of("README.md")


def test_each_section_stands_in_one_document() -> None:
    assert sorted(section for _, section in SECTIONS) == sorted(docs.SECTIONS)


@pytest.mark.parametrize(("name", "section"), SECTIONS)
def test_a_stale_section_is_written_anew_and_all_else_is_kept(name: str, section: str) -> None:
    text = text_of(name)
    head, begin, rest = text.partition(f"<!-- {section}:begin -->\n")
    tail = rest[rest.index(f"<!-- {section}:end -->") :]
    assert docs.current(f"{head}{begin}| old |\n{tail}", [section]) == text


@pytest.mark.parametrize(("name", "section"), SECTIONS)
def test_a_document_without_the_marks_is_refused(name: str, section: str) -> None:
    text = text_of(name).replace(f"<!-- {section}:begin -->", "")
    with pytest.raises(ValueError, match=f"the marks of the section '{section}' are missing"):
        docs.current(text, [section])


def test_each_question_kind_relation_and_column_stands_in_the_readme() -> None:
    text = text_of("README.md")
    names = [*queries.catalogue(), *schema.KINDS, *schema.RELATIONS]
    names += [p.name for properties in schema.TABLES.values() for p in properties]
    assert [name for name in names if f"`{name}`" not in text] == []


@pytest.mark.parametrize("section", docs.SECTIONS)
def test_no_cell_of_a_generated_table_breaks_its_row(section: str) -> None:
    bars = 0
    for line in docs.SECTIONS[section]().splitlines():
        if line.startswith("|"):
            told = line.replace("\\\\", "").replace("\\|", "").count("|")
            bars = bars or told
            assert told == bars, line
        else:
            bars = 0
