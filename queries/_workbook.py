"""An answer as a workbook (XLSX): the rows, the evidence with its sources, and what was asked. All text is text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graph.errors import TooLarge
from queries import _catalogue
from queries._render import FORMULA, tabular
from queries._say import word
from queries._terminal import calm

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from queries._frame import Answer

LONGEST = 32_767
"""What a cell holds at most; a longer text ends with an ellipsis."""
ROWS = 1_048_576
"""What a sheet holds at most, the header counted."""
WIDEST = 60
"""No column is made wider than this many characters."""
SHEETS = {"en": ("Answer", "Evidence", "About"), "es": ("Respuesta", "Evidencia", "Acerca de")}


def as_xlsx(answer: Answer) -> bytes:
    """The workbook: sheets Answer, Evidence and About (in the language of the answer), headers frozen, filters on.

    Raises:
        TooLarge: A sheet does not hold so many rows.
    """
    from openpyxl import Workbook

    book = Workbook()
    first, second, third = SHEETS[answer.lang]
    sheet: Any = book.active
    sheet.title = first
    _fill(sheet, tabular(answer))
    _fill(book.create_sheet(second), _evidence(answer))
    _fill(book.create_sheet(third), _about(answer))
    book.properties.creator = "migov"
    book.properties.title = calm(answer.sentence)[:255]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _evidence(answer: Answer) -> Iterable[list[object]]:
    """One row for each piece of evidence, with what it is about; what rests on none has a row without a source."""
    names, told = answer.names[answer.lang], answer.cited
    pieces: dict[str, list[list[object]]] = {}
    columns = ["id", "stance", "title", "publisher", "published", "locator", "url", "date"]
    tail = "_es" if answer.lang == "es" else ""
    for about, *cells in answer.evidence[[*columns, f"reading{tail}", f"reason{tail}"]].itertuples(index=False):
        pieces.setdefault(about, []).append(cells)
    says = [
        "id",
        "subject",
        "subject_name",
        "relation",
        "object",
        "object_name",
        "role",
        "start",
        "end",
        "confidence",
        "dataset",
    ]
    yield [*says, *columns[1:], "reading", "reason"]
    for about, subject, relation, other, *cells in told.itertuples(index=False):
        said = [about, subject, names.get(subject, ""), relation, other, names.get(other, ""), *cells]
        for piece in pieces.get(about, [[]]):
            yield [*said, *piece]


def _about(answer: Answer) -> Iterable[list[object]]:
    question = _catalogue.question(answer.query)
    english = answer.lang == "en"
    yield ["what", "value"] if english else ["qué", "valor"]
    yield ["question" if english else "pregunta", question.en if english else question.es]
    yield ["answer" if english else "respuesta", answer.sentence]
    yield ["command" if english else "consulta", f"{question.number} {answer.query}"]
    if not answer.timeless:
        yield ["as of" if english else "al", answer.as_of]
    yield ["definition" if english else "definición", question.definition]
    for name, value in answer.params.items():
        yield [name, ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)]
    for name, members in answer.universe.items():
        shown = ", ".join(answer.names[answer.lang].get(member, member) for member in members)
        yield [word(name, answer.lang).replace("_", " "), shown]
    for column in answer.columns:
        yield [column.name, column.en if english else column.es]


def _fill(sheet: Worksheet, rows: Iterable[Sequence[object]]) -> None:
    """Write the rows: text as text whatever it begins with, widths by content, the header frozen and filtered."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    widths: dict[int, int] = {}
    number = 0
    for number, row in enumerate(rows, start=1):
        if number > ROWS:
            raise TooLarge(f"the answer or its evidence has more rows than the {ROWS} of a sheet; ask for --format csv")
        for place, value in enumerate(row, start=1):
            if value is None or value != value or value == "":
                continue
            cell = sheet.cell(number, place)
            if isinstance(value, str):
                text = calm(value)
                cell.value = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
                cell.data_type = "s"  # openpyxl takes what begins with = for a formula, and #N/A for an error
                cell.quotePrefix = value.startswith(FORMULA)  # so that editing the cell does not make it one either
                cell.alignment = Alignment(vertical="top", wrap_text=len(text) > WIDEST)
            else:
                cell.value = value  # type: ignore[assignment]
            widths[place] = max(widths.get(place, 8), min(WIDEST, len(str(value)) + 2))
            if number == 1:
                cell.font = Font(bold=True)
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    if number:
        sheet.auto_filter.ref = f"A1:{get_column_letter(max(widths, default=1))}{number}"
