"""The activities of an IATI file one after the other, in memory that does not grow with the file.

A file comes from anywhere: it may not declare a document type (entities that expand without end, or that fetch other
files), nothing is fetched, and libxml2 keeps its limits on the depth and size of a text (`huge_tree` is off: no text of
an activity comes near 10 MB, and one that does is an attack or a fault).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from xml.parsers import expat

from lxml import etree

from graph.errors import DataError

ACTIVITY = "iati-activity"
BLOCK = 65_536
_ORGANISATIONS = "iati-organisations"
_ROOTS = ("iati-activities", ACTIVITY, "result")
"""What a file begins with; `result` is the answer of an IATI datastore. Nothing else is read to its end."""

_OTHER = (
    ((b"\x1f\x8b",), "a file packed with gzip", "unpack it first"),
    ((b"PK",), "a ZIP archive", "unpack it, and give the XML in it"),
    ((b"{", b"["), "JSON", "download the activities as XML"),
    ((b"%PDF",), "a PDF", "download the activities as XML"),
)
"""What else a file may be, by how it begins, and what to do."""


class _Begun(Exception):
    """The first element was reached: no document type can follow."""


def activities(file: Path) -> Iterator[etree._Element]:
    """Each activity, core elements without a namespace; it is emptied when the next is asked for.

    Raises:
        DataError: The file is not XML or cut off, declares a document type, has no activities, or is of IATI 1.
    """
    _prolog(file)
    found = False
    try:
        with file.open("rb") as handle:
            walk = etree.iterparse(
                handle,
                tag="{*}" + ACTIVITY,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,  # a text would end at one
                remove_pis=True,
                remove_blank_text=True,  # what only indents elements is half of the nodes of a file
            )
            for _, activity in walk:
                if not found:
                    _begun(file, activity)
                    found = True
                yield _plain(activity)
                _forget(activity)
            if not found:
                raise _without(file, str(walk.root.tag) if walk.root is not None else "")
    except etree.XMLSyntaxError as error:
        raise _broken(file, error, list(walk.error_log)) from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise DataError(file.name, 0, "", None, f"cannot be read as XML ({error})", "get the file again") from error


def _prolog(file: Path) -> None:
    """Nothing, where no document type is declared before the first element; expat reads no further than that."""
    parser = expat.ParserCreate()

    def begun(name: str, *_: object) -> None:
        if name.rpartition(":")[2] not in _ROOTS:
            raise _without(file, name)
        raise _Begun

    def declared(name: str, *_: object) -> None:
        if name.lower() == "html":
            told, remedy = "this is a web page", "give the activity XML itself: the page may say why it is not there"
            raise DataError(file.name, parser.CurrentLineNumber, "", None, told, remedy)
        raise _declared(file, parser.CurrentLineNumber)

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begun, declared
    try:
        with file.open("rb") as handle:
            while block := handle.read(BLOCK):
                parser.Parse(block)
    except _Begun:
        return
    except (expat.ExpatError, ValueError, LookupError):
        return  # lxml says what is wrong; an encoding that only lxml knows is looked at in `_begun`


def _begun(file: Path, activity: etree._Element) -> None:
    whole = activity.getroottree()
    if cast("object", whole.docinfo.internalDTD) is not None:  # its stubs say that there is always one
        raise _declared(file, 0)
    root = whole.getroot()
    version = (root.get("version") or activity.get("version") or "").strip()
    if version.startswith("1."):
        told, remedy = "IATI 1 has other codes", "give the file in version 2.01 or later"
        raise DataError(file.name, line_of(root), "version", version, told, remedy)


def _plain(activity: etree._Element) -> etree._Element:
    """The activity with its own namespace, where it has one, taken off: other namespaces are extensions."""
    space, brace, _ = str(activity.tag).rpartition("}")
    if brace:
        for element in activity.iter(f"{space}}}*"):
            element.tag = str(element.tag).rpartition("}")[2]
    return activity


def _forget(activity: etree._Element) -> None:
    """Empty it and take away what stands before it, so that the tree does not grow."""
    activity.clear()
    parent = activity.getparent()
    while parent is not None and activity.getprevious() is not None:
        del parent[0]


def line_of(element: etree._Element) -> int:
    """The line that an element begins on, 0 where it is not known."""
    return cast("int | None", element.sourceline) or 0


def _declared(file: Path, line: int) -> DataError:
    told = "declares a document type (DTD), which can hide entities that expand without end or fetch other files"
    return DataError(file.name, line, "", None, told, "take the <!DOCTYPE ...> out; IATI files need none")


def _without(file: Path, root: str) -> DataError:
    if root.rpartition("}")[2] == _ORGANISATIONS:
        return DataError(file.name, 0, "", root, "describes organisations", "give the file of activities")
    return DataError(file.name, 0, "", root, f"has no <{ACTIVITY}>", "give IATI activity XML of version 2.01 or later")


def _broken(file: Path, error: etree.XMLSyntaxError, log: list[Any]) -> DataError:
    line, told = error.lineno or 0, str(error.msg or "no XML").partition("\n")[0]
    if not line and log:  # the reading ended early, for a reason that stands in the log alone
        line, told = log[0].line, log[0].message.strip()
    if not file.stat().st_size:
        return DataError(file.name, 0, "", None, "the file is empty", "get it again")
    with file.open("rb") as handle:
        begun = handle.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    for signs, what, remedy in _OTHER:
        if begun.startswith(signs):
            return DataError(file.name, 0, "", None, f"this is {what}, not XML", remedy)
    if told.startswith("Entity '"):
        remedy = "write the character itself, or its number (&#160;): XML knows no names of characters but five"
        return DataError(file.name, line, "", None, told, remedy)
    if any(word in told for word in ("Premature end", "Couldn't find end", "Extra content", "EndTag")):
        return DataError(file.name, line, "", None, f"the XML is cut off or broken: {told}", "get the whole file again")
    remedy = "give the activity XML itself, not a page or an archive, and get it again where it is damaged"
    return DataError(file.name, line, "", None, f"this is not well-formed XML: {told}", remedy)
