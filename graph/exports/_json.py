"""What the formats in JSON share: strict JSON, an item a line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, TextIO


def line(row: dict[str, Any]) -> str:
    """The row in strict JSON on one line, without the numbers in it that JSON has no word for."""
    return json.dumps(_finite(row), ensure_ascii=False, allow_nan=False)


def write_array(file: TextIO, rows: Iterable[dict[str, Any]]) -> None:
    """Write an array, an item a line."""
    between = "[\n"
    for row in rows:
        file.write(between + line(row))
        between = ",\n"
    file.write("\n]" if between == ",\n" else "[]")


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(v) for name, v in value.items() if not (isinstance(v, float) and not math.isfinite(v))}
    return [_finite(v) for v in value] if isinstance(value, list) else value
