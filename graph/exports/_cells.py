"""What cells of tables have in common, in whatever program they are opened.

Spreadsheets take a cell that begins with one of a few characters for a formula, whatever the file says of it. In CSV an
apostrophe before such a text keeps it a text; `marked` puts it there and `plain` takes it off again, so that nothing is
changed by writing and reading. The same is done after a line break, tab or semicolon within a text: a spreadsheet of
another language would begin a cell there.
"""

from __future__ import annotations

import re
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
APOSTROPHE = "'"
_BLANK = "[\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]*"
_SIGN = "[=+@＝＋－＠-]"
_FRONT = f"^(?:$|'|[\t\r]|{_BLANK}{_SIGN})"
"""Texts that get an apostrophe in front: what may run as a formula, what begins with an apostrophe of its own, and the
empty text, since an empty cell is unknown."""
_WITHIN = f"([;\t\r\n]{_BLANK}\"?'*)({_SIGN})"
_UNDONE = re.compile(f"([;\t\r\n]{_BLANK}\"?'*)'({_SIGN})")


def marked(texts: Any) -> Any:
    """An Arrow array of texts as the cells of a CSV; null is an empty cell."""
    import pyarrow as pa
    from pyarrow import compute

    if compute.any(compute.match_substring_regex(texts, _WITHIN)).as_py():
        texts = compute.replace_substring_regex(texts, _WITHIN, r"\1'\2")
    odd = compute.match_substring_regex(texts, _FRONT)
    if not compute.any(odd).as_py():
        return texts
    mark, nothing = (pa.scalar(text, texts.type) for text in (APOSTROPHE, ""))
    return compute.if_else(odd, compute.binary_join_element_wise(mark, texts, nothing), texts)


def plain(cell: str) -> str | None:
    """The text that stands in a cell of a CSV; None where it is unknown."""
    if APOSTROPHE not in cell:
        return cell or None
    return _UNDONE.sub(r"\1\2", cell.removeprefix(APOSTROPHE))
