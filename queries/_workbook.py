"""An answer as a workbook (XLSX): the rows, the evidence with its sources, and what was asked. All text is text."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from queries import _catalogue
from queries._render import tabular
from queries._say import word
from queries._terminal import calm

if TYPE_CHECKING:
    from queries._frame import Answer

SHEETS = {"en": ("Answer", "Evidence", "About"), "es": ("Respuesta", "Evidencia", "Acerca de")}


def as_xlsx(answer: Answer) -> bytes:
    """The workbook: sheets Answer, Evidence and About (in the language of the answer), headers frozen, filters on.

    Raises:
        TooLarge: A sheet does not hold so many rows.
    """
    from graph.exports import _sheet

    out, sheets = io.BytesIO(), SHEETS[answer.lang]
    with _sheet.workbook(calm(answer.sentence), sheets, out) as book:
        for title, rows in zip(sheets, (tabular(answer), _evidence(answer), _about(answer)), strict=True):
            calmed = ([calm(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
            book.fill(title, calmed, "ask for --format csv", wrap=title == sheets[-1])  # ids of evidence are many
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
