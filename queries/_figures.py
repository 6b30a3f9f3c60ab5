"""Numbers and days as people write them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from graph.tables import Array

PLAIN = 9999
"""Up to here a number is written without a separator of thousands."""


def figure(number: int, lang: str) -> str:
    """A whole number as a language writes it: 1,234,567 in English, 1.234.567 in Spanish, 1234 in both."""
    if abs(number) <= PLAIN:
        return str(number)
    return f"{number:,}" if lang == "en" else f"{number:,}".replace(",", ".")


def decimals(value: float, places: int, lang: str) -> str:
    """A number with so many decimals as a language writes it: 0.25 in English, 0,25 in Spanish."""
    text = f"{value:.{places}f}"
    return text if lang == "en" else text.replace(".", ",")


def ordinals(days: pd.Series[str]) -> Array:
    """Full days as a count of days, float64, NaN where unknown: the difference of two is the days between them."""
    codes, texts = pd.factorize(days)
    counted = np.array([dt.date.fromisoformat(text).toordinal() for text in texts] + [np.nan], dtype=np.float64)
    found: Array = counted[codes]
    return found
