"""The generated parts of the README are as the code has them now."""

from pathlib import Path

import pytest

import queries
from graph import schema
from migov import docs

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_generated_sections_of_the_readme_are_current() -> None:
    text = README.read_text(encoding="utf-8")
    assert docs.current(text) == text, "run: python -m migov.docs"


def test_a_stale_section_is_written_anew_and_all_else_is_kept() -> None:
    text = README.read_text(encoding="utf-8")
    stale = text.replace(docs.questions(), "| old |")
    assert stale != text
    assert docs.current(stale) == text


@pytest.mark.parametrize("name", docs.SECTIONS)
def test_a_document_without_the_marks_is_refused(name: str) -> None:
    text = README.read_text(encoding="utf-8").replace(f"<!-- {name}:begin -->", "")
    with pytest.raises(ValueError, match=f"the marks of the section '{name}' are missing"):
        docs.current(text)


def test_each_question_kind_relation_and_column_stands_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    names = [*queries.catalogue(), *schema.KINDS, *schema.RELATIONS]
    names += [p.name for properties in schema.TABLES.values() for p in properties]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_no_cell_of_the_generated_tables_breaks_its_row() -> None:
    for section in docs.SECTIONS.values():
        bars = 0
        for line in section().splitlines():
            if line.startswith("|"):
                bars = bars or line.count("|")
                assert line.count("|") == bars, line
            else:
                bars = 0
