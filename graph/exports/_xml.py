"""What the two formats in XML share: values as text, and what to do with characters that XML cannot carry."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from graph.errors import ModelError, shortened
from graph.exports._attributes import counted

REPLACEMENT = "\ufffd"
"""What stands for a character that XML 1.0 has no way to write, escaped or not."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Text:
    """Values as text, and a count of what had to be replaced.

    Attributes:
        replaced: How many characters were replaced.
    """

    def __init__(self) -> None:
        """Start the count."""
        self.replaced = 0

    def of(self, value: Any) -> str:
        """A value as Java and Python both read it back; a list is a JSON array, which Gephi reads too."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return repr(value) if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
        clean, count = _FORBIDDEN.subn(REPLACEMENT, text)
        self.replaced += count
        return clean

    def remarks(self) -> list[str]:
        """What was replaced."""
        if not self.replaced:
            return []
        return [f"not carried, since XML cannot write it (U+FFFD stands there): {counted(self.replaced, 'character')}"]


def checked(key: str) -> str:
    """An id as it is.

    Raises:
        ModelError: It has a character that XML cannot write; another in its place could make two ids one.
    """
    if _FORBIDDEN.search(key):
        raise ModelError(f"the id {shortened(key)} has a control character, which XML cannot write; rename it")
    return key
