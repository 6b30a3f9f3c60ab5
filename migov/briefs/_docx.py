"""A brief as a Word document: headings, tables and references as Word knows them, so that a reader can work on it.

Built on python-docx. Looks are set once, in styles; the language of the text is set for the spelling checker; heads of
tables repeat on each page; captions and page numbers are fields. Nothing in it depends on the clock: a brief of the
same graph and day is the same document.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from graph import ids
from migov.briefs import _docx_parts as parts
from migov.briefs import _docx_styles as styles
from migov.briefs import _text
from migov.briefs._model import Block, Brief, Bullets, Heading, Paragraph, Picture, Ref, Reference, Table, Text, spans

if TYPE_CHECKING:
    from docx.document import Document


def document(brief: Brief) -> bytes:
    """The brief as a document."""
    import docx

    made = docx.Document()
    styles.set_up(made, brief.lang)
    _properties(made, brief)
    words = _text.of(brief.lang)
    made.add_paragraph(brief.title, style="Title")
    made.add_paragraph(brief.subtitle, style="Subtitle")
    made.add_heading(words["short"], 1)
    _runs(made.add_paragraph(style=styles.LEAD), _joined(brief.short), brief)
    counts = {"table": 0, "figure": 0}
    for block in brief.blocks:
        _add(made, block, brief, counts)
    made.add_heading(words["reading"], 1)
    for note in brief.notes:
        made.add_paragraph(note, style=styles.NOTE)
    made.add_heading(words["sources"], 1)
    if brief.read:
        made.add_paragraph(brief.read, style=styles.NOTE)
    for reference in brief.references:
        _reference(made, reference, brief)
    if not brief.references:
        made.add_paragraph(words["no reference"])
    _footer(made, brief)
    out = io.BytesIO()
    made.save(out)
    return parts.timeless(out.getvalue())


def _joined(texts: tuple[Text, ...]) -> Text:
    return tuple(part for place, text in enumerate(texts) for part in ((" ", *text) if place else text))


def _properties(made: Document, brief: Brief) -> None:
    core, day = made.core_properties, dt.datetime.fromisoformat(brief.as_of)
    core.title, core.subject = parts.safe(brief.title)[:255], parts.safe(brief.subtitle)[:255]
    core.author = core.last_modified_by = "migov"
    core.language, core.comments, core.keywords = brief.lang, "", "migov"
    core.created = core.modified = day
    core.revision = 1


def _add(made: Document, block: Block, brief: Brief, counts: dict[str, int]) -> None:
    if isinstance(block, Heading):
        made.add_heading(block.text, 1)
    elif isinstance(block, Paragraph):
        _runs(made.add_paragraph(), block.text, brief)
    elif isinstance(block, Bullets):
        for item in block.items:
            _runs(made.add_paragraph(style="List Bullet"), item, brief)
    elif isinstance(block, Table):
        counts["table"] += 1
        parts.caption(made, _text.of(brief.lang)["table"], counts["table"], block.caption, above=True)
        _table(made, block, brief)
    else:
        counts["figure"] += 1
        _picture(made, block)
        parts.caption(made, _text.of(brief.lang)["figure"], counts["figure"], block.caption, above=False)


def _table(made: Document, block: Table, brief: Brief) -> None:
    table = made.add_table(rows=1 + len(block.rows), cols=len(block.head), style=styles.TABLE)
    parts.shape(table, block.widths)
    for place, title in enumerate(block.head):
        paragraph = table.rows[0].cells[place].paragraphs[0]
        paragraph.style = made.styles[styles.NUMBER if place in block.numbers else styles.CELL]
        paragraph.add_run(parts.safe(title))
    for row, cells in zip(table.rows[1:], block.rows, strict=True):
        # `row.cells` counts through the whole table each time it is asked for.
        for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.style = made.styles[styles.NUMBER if place in block.numbers else styles.CELL]
            _runs(paragraph, text, brief)


def _picture(made: Document, picture: Picture) -> None:
    from docx.shared import Mm

    paragraph = made.add_paragraph(style=styles.PICTURE)
    drawn = picture.drawn("png")
    shape = paragraph.add_run().add_picture(io.BytesIO(drawn.content), width=Mm(drawn.width))
    parts.described(shape, picture.alt, picture.caption)


def _runs(paragraph: Any, text: Text, brief: Brief) -> None:
    """The words and the numbers of references, each a link to its source in the list."""
    for part in text:
        if isinstance(part, Ref):
            _mark(paragraph, part, brief)
        elif isinstance(part, str):
            paragraph.add_run(parts.safe(part))


def _mark(paragraph: Any, ref: Ref, brief: Brief) -> None:
    if paragraph.text:
        paragraph.add_run("\u00a0", style=styles.MARK)
    if ref.numbers:
        paragraph.add_run("[", style=styles.MARK)
        for place, span in enumerate(spans(ref.numbers)):
            paragraph.add_run(", " if place else "", style=styles.MARK)
            for second, end in enumerate(span.split("–")):
                paragraph.add_run("–" if second else "", style=styles.MARK)
                parts.link_within(paragraph, end, _bookmark(brief, int(end)), styles.MARK)
        paragraph.add_run(f", +{ref.more}]" if ref.more else "]", style=styles.MARK)
    if ref.unsourced != "none":
        missing = _text.of(brief.lang)[ref.unsourced]
        before = "\u00a0" if ref.numbers else ""
        paragraph.add_run(f"{before}({missing})", style=styles.MARK)


def _bookmark(brief: Brief, number: int) -> str:
    return f"{ids.slug(brief.subject).replace('-', '_')}_{number}"[-40:]


def _reference(made: Document, reference: Reference, brief: Brief) -> None:
    paragraph = made.add_paragraph(style=styles.SOURCE)
    parts.bookmark(paragraph, f"{reference.number}.", _bookmark(brief, reference.number), reference.number)
    paragraph.add_run(f"\t{parts.safe(_text.reference(reference, brief.lang, brief.accessed))}")
    if reference.link:
        paragraph.add_run(" ")
        parts.link(paragraph, parts.safe(reference.url), reference.link)
    elif reference.url:
        paragraph.add_run(f" {parts.safe(reference.url)}")


def _footer(made: Document, brief: Brief) -> None:
    words = _text.of(brief.lang)
    paragraph = made.sections[0].footer.paragraphs[0]
    paragraph.style = made.styles["Footer"]
    name = brief.title if len(brief.title) < 80 else f"{brief.title[:78].rstrip()}…"
    paragraph.add_run(f"{parts.safe(name)} · {_text.day(brief.as_of, brief.lang)} · migov\t{words['page']} ")
    parts.number_field(paragraph, "PAGE", "1")
    paragraph.add_run(f" {words['of pages']} ")
    parts.number_field(paragraph, "NUMPAGES", "1")
