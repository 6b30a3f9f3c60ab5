"""The parts of a document that python-docx has no words for: fields, links, bookmarks, heads that repeat, safe text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

PAGE = 9864
"""The width of the text, in twentieths of a point: A4 less the margins."""


def safe(text: str) -> str:
    """The text without what XML cannot carry, on one line."""
    return "".join(c if c.isprintable() or c in "\u00a0\u2011" else " " for c in text)


def element(name: str, /, **attributes: str) -> Any:
    """An element of WordprocessingML with attributes of its own namespace."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made: Any = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def number_field(paragraph: Any, instruction: str, shown: str) -> None:
    """A field that counts, such as the page number."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run(shown if kind == "shown" else "")
        if kind == "instruction":
            words = element("instrText")
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            words.text = f" {instruction} "
            run._r.append(words)
        elif kind != "shown":
            run._r.append(element("fldChar", fldCharType=kind))


def caption(made: Document, lead: str, number: int, text: str, *, above: bool) -> None:
    """A numbered caption; above a table it stays with it."""
    paragraph = made.add_paragraph(f"{lead} ", style="Caption")
    paragraph.paragraph_format.keep_with_next = above
    number_field(paragraph, f"SEQ {lead} \\* ARABIC", str(number))
    paragraph.add_run(f". {safe(text)}")


def shape(table: Table, widths: Sequence[int]) -> None:
    """Fixed widths, a head that repeats on each page, and rows that no page break divides."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Twips

    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    whole = sum(widths)
    shares = [PAGE * width // whole for width in widths]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Twips(share)
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if not place:
            properties.append(element("tblHeader"))
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Twips(share)


def described(picture: Any, alt: str, title: str) -> None:
    """The words for readers who cannot see a picture."""
    properties = picture._inline.docPr
    properties.set("descr", safe(alt))
    properties.set("title", safe(title))


def link(paragraph: Any, text: str, address: str) -> None:
    """A link to an address of the web."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    made = element("hyperlink")
    made.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    _wrap(paragraph, made, text, "Hyperlink")


def link_within(paragraph: Any, text: str, bookmark_name: str, style: str) -> None:
    """A link to a bookmark of the same document."""
    _wrap(paragraph, element("hyperlink", anchor=bookmark_name, history="1"), text, style)


def _wrap(paragraph: Any, made: Any, text: str, style: str) -> None:
    run = paragraph.add_run(text, style=style)
    made.append(run._r)
    paragraph._p.append(made)


def bookmark(paragraph: Any, text: str, name: str, number: int) -> None:
    """Text that links can lead to."""
    paragraph._p.append(element("bookmarkStart", id=str(number), name=name))
    paragraph.add_run(text)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def timeless(content: bytes) -> bytes:
    """The same document, its parts without the time at which they were packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as plain:
        for part in packed.infolist():
            plain.writestr(
                zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), packed.read(part), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
