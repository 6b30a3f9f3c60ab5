"""A document as text by page: plain text, HTML or PDF, told apart by what is in the file and not by its name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.errors import DataError
from loaders import _mentions_pdf
from loaders._mentions_text import words

LARGEST = 64 << 20
"""The most bytes of a document."""
MOST = 10_000_000
"""The most characters of its text."""
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_AROUND = words("aside button canvas footer form iframe math menu nav noscript object script select style svg template")
"""What stands around the text of a page."""
_INLINE = words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q s samp small span strike"
    " strong sub sup time tt u var wbr"
)
"""What stands within a paragraph."""
_BROKEN = re.compile("[\ud800-\udfff\0]")


def pages(file: Path) -> tuple[list[str], bool]:
    """The text of a document by page, and whether it has pages at all.

    Raises:
        DataError: It is no text, HTML or PDF, is damaged, or is too large; one line that says which.
    """
    content = _content(file)
    if b"%PDF-" in content[:1024]:
        found, paged = _mentions_pdf.pages(file), True
    elif file.suffix.lower() == ".pdf":  # mostly the page of a site that says why the document is not there
        told, remedy = "its name says PDF, and it is none", "get it again; a web page or a text has another ending"
        raise DataError(file.name, 0, "", None, told, remedy)
    elif content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        told = "a document of an office program or an archive"
        raise DataError(file.name, 0, "", None, told, "save it as PDF, HTML or text")
    elif _HTML.search(content[:2048]) or _HTML.search(content[:4096].replace(b"\0", b"")):
        found, paged = [_visible(file, _decoded(file, content))], False
    else:
        # A form feed ends a page: so do programs that make text of a PDF.
        found = _decoded(file, content).split("\f")
        paged = len(found) > 1
    found = [_BROKEN.sub("\ufffd", page) for page in found]
    if sum(map(len, found)) > MOST:
        raise DataError(file.name, 0, "", None, f"its text has more than {MOST:,} characters", "split the document")
    if not any(page.strip() for page in found):
        told = "it has no text (only pictures of pages?)" if paged else "it has no text"
        raise DataError(file.name, 0, "", None, told, "give a document whose text can be selected")
    return found, paged


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > LARGEST:
            told = f"{size / (1 << 20):,.0f} MB, more than {LARGEST >> 20} MB"
            raise DataError(file.name, 0, "", None, told, "split the document, or give its text")
        return file.read_bytes()
    except OSError as error:
        raise DataError(file.name, 0, "", None, f"cannot be read ({error.strerror})", "give another file") from error


def _decoded(file: Path, content: bytes) -> str:
    """The text: UTF-8, UTF-16 or Windows-1252.

    Raises:
        DataError: It is none of these.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DataError(file.name, 0, "", None, "neither text, HTML nor PDF", "save it as PDF, HTML or text in UTF-8")


def _encodings(content: bytes) -> Iterator[str]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield "utf-16"
        return
    yield "utf-8-sig"
    begin = content[:1000]
    if b"\0" in begin and len(content) % 2 == 0:
        yield "utf-16-le" if begin[1::2].count(0) > begin[::2].count(0) else "utf-16-be"
    yield "cp1252"


def _visible(file: Path, text: str) -> str:
    """The text of a web page without what stands around it; an empty line parts its blocks.

    Raises:
        DataError: It nests too deep to be read whole.
    """
    from lxml import etree, html

    # lxml does not take a text that names an encoding; as bytes it may name what it wants. With `huge_tree` elements
    # may nest 2,048 deep rather than 256; the size of the file is limited already.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(_BROKEN.sub(" ", text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        told = "the elements of the page nest too deep, or one is too large"
        raise DataError(file.name, 0, "", None, told, "save the page as text or PDF")
    body = root.find("body")
    return "".join(_texts(root if body is None else body))


def _texts(root: Any) -> Iterator[str]:
    """The texts below an element in order; not by recursion, as a page may nest without end."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        around = _is_around(element)
        block = element.tag not in _INLINE
        if event == "start":
            if around:
                walk.skip_subtree()
            else:
                yield "\n\n" if block and element.tag != "br" else "\n" if block else ""
                yield element.text or ""
        else:
            yield "\n\n" if block and element.tag != "br" else ""
            if element is not root:
                yield element.tail or ""


def _is_around(element: Any) -> bool:
    return (
        element.tag in _AROUND
        or not isinstance(element.tag, str)
        or element.get("role") == "navigation"
        or element.get("hidden") is not None
    )
