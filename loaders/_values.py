"""Cells as values: numbers in both styles, dates and months in four languages, shares, currencies, texts put right.

A cell that says that nothing is known ("-", "n/a", "Not available") is unknown, never 0. A cell that could be read in
two ways is read as its column is written; where the column does not tell either, it is an error that says so.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable

from graph import dates
from graph.names import fold

UNKNOWN = frozenset(
    fold(text)
    for text in (
        *(
            "",
            "-",
            "--",
            "n/a",
            "na",
            "n.a.",
            "null",
            "none",
            "nan",
            "unknown",
            "not available",
            "not specified",
            "tbd",
        ),
        *("n/d", "s/d", "s/i", "sin dato", "sin datos", "no disponible", "no aplica", "desconocido", "non disponible"),
        *("ninguno", "ninguna", "aucun", "aucune", "nd", "sd", "tbc", "unspecified", "to be confirmed"),
        *("to be determined", "no especificado", "no especificada", "sin especificar", "sin información"),
        *("por confirmar", "por definir", "non spécifié", "non précisé", "à confirmer", "não especificado"),
        *("confidential", "confidencial", "confidentiel", "not disclosed"),
    )
)
"""What a cell says where nothing is known, folded."""

_MONTHS = {
    1: "january jan enero ene janvier janv janeiro",
    2: "february feb febrero fevrier fev fevereiro",
    3: "march mar marzo mars marco",
    4: "april apr abril abr avril avr",
    5: "may mayo mai maio",
    6: "june jun junio juin junho",
    7: "july jul julio juillet juil julho",
    8: "august aug agosto ago aout",
    9: "september sep sept septiembre setiembre septembre setembro set",
    10: "october oct octubre octobre outubro out",
    11: "november nov noviembre novembre novembro",
    12: "december dec diciembre dic decembre dezembro dez",
}
MONTHS = {name: month for month, names in _MONTHS.items() for name in names.split()}
"""The months by their folded names in English, Spanish, French and Portuguese."""

_POINT, _COMMA = "1,234.5", "1.234,5"
STYLES = (_POINT, _COMMA)
"""How numbers are written: with a decimal point, or with a decimal comma."""
CENTURY = 69
"""The years of two digits below it are of this century, as spreadsheets read them."""
LONGEST = 300
"""The most digits of a whole number: a longer one is none that a computer counts with."""
_PLAIN = re.compile(r"[+-]?\d+")
_GROUPED = {
    _POINT: re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    _COMMA: re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}
_SPACED = re.compile(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?:\D|$))")
_DECIMAL = {
    # A power needs no point: R writes 100000 as 1e+05.
    _POINT: re.compile(r"[+-]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?"),
    _COMMA: re.compile(r"[+-]?(?:\d+,\d*|,\d+)"),
}
_SIGNS = re.compile(r"^[\s$€£]*|(?:usd|us\$)\s*", re.IGNORECASE)
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
EPOCH = dt.date(1899, 12, 30)
"""The day 0 of a spreadsheet."""


def is_unknown(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return not text or (fold(text) in UNKNOWN and not any(c.isdigit() for c in text))


def style_of(texts: Iterable[str]) -> str | None:
    """How the numbers of a column are written, or None where no cell tells.

    Raises:
        ValueError: Some cells are written in the one way and others in the other; the message names two of them.
    """
    told: dict[str, str] = {}
    for text in texts:
        if style := _told(_bare(text)):
            told.setdefault(style, text)
    if len(told) == 2:
        raise ValueError(f"{told[_POINT]!r} has a decimal point and {told[_COMMA]!r} a decimal comma")
    return next(iter(told), None)


def _told(text: str) -> str | None:
    """The style that a number can only have: 1,234.5 and 1.5, or 1.234,5 and 1,5; 1,234 and 1.234 tell nothing."""
    fits = [style for style in STYLES if _GROUPED[style].fullmatch(text) or _DECIMAL[style].fullmatch(text)]
    return fits[0] if len(fits) == 1 else None


def number(text: str, style: str | None = None) -> float | None:
    """The number in a cell; None where it is unknown.

    Args:
        text: The cell; signs of money, blanks between thousands and brackets around a negative number may stand in it.
        style: How the numbers of its column are written (`style_of`); where None, 1,234 is refused.

    Raises:
        ValueError: It is no number, or could be two.
    """
    if is_unknown(text):
        return None
    bare = _bare(text)
    if _PLAIN.fullmatch(bare):
        if len(bare) > LONGEST:
            raise ValueError("too large for a number")
        return float(bare)
    for known in STYLES if style is None else (style,):
        if _GROUPED[known].fullmatch(bare) or _DECIMAL[known].fullmatch(bare):
            if style is None and _told(bare) is None:
                raise ValueError("may be read as thousands or as a decimal number")
            point, group = (".", ",") if known == _POINT else (",", ".")
            found = float(bare.replace(group, "").replace(point, "."))
            if not math.isfinite(found):
                raise ValueError("too large for a number")
            return found
    raise ValueError(
        "not a number" if style is None else f"not a number written as {style}, as others of its column are"
    )


def _bare(text: str) -> str:
    bare = _SPACED.sub("", _SIGNS.sub("", text.strip()))
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    return bare.replace("\u2212", "-").strip()


def people(text: str, style: str | None = None) -> float | None:
    """The number of people in a cell; None where it is unknown.

    Where the column does not tell how its numbers are written, 1,234 and 1.234 are thousands: nobody counts people in
    thousandths.

    Raises:
        ValueError: It is no number, or below 0.
    """
    bare = _bare(text)
    if style is None and any(form.fullmatch(bare) for form in _GROUPED.values()):
        bare = re.sub("[,.](?=[0-9]{3}(?![0-9]))", "", bare)
    found = number(bare, style)
    if found is not None and found < 0:
        raise ValueError("fewer people than none")
    return found


def whole(text: str, style: str | None = None) -> int | None:
    """The whole number in a cell; None where it is unknown.

    Raises:
        ValueError: It is none.
    """
    value = number(text, style)
    if value is None:
        return None
    if not value.is_integer():
        raise ValueError("not a whole number")
    return int(value)


def share(text: str) -> float | None:
    """A percentage (`25`, `25 %`, `25,5`) as a share from 0 to 1; None where it is unknown.

    Raises:
        ValueError: It is none, or beyond 0 to 100.
    """
    value = number(text.replace("%", "").strip(), None)
    if value is None:
        return None
    if not 0 <= value <= 100:
        raise ValueError("a percentage is from 0 to 100")
    return value / 100


def date(text: str, *, day_first: bool | None = None) -> str | None:
    """The date in a cell, as precise as it is written; None where it is unknown.

    Reads ``2021``, ``2021-04``, ``2021-04-03`` (with or without a time), ``03/04/2021`` where `day_first` or the
    numbers tell which is the day, ``3 April 2021``, ``Abril 2021``, ``2021M04`` and the day numbers of a spreadsheet.

    Raises:
        ValueError: It is no date of 1800 to 2199, or its day and month cannot be told apart.
    """
    if is_unknown(text):
        return None
    plain = re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$", "", text.strip())
    if re.fullmatch(r"\d{4}(-\d{2}){0,2}", plain):
        return _checked(plain)
    if found := re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", plain):
        return _checked("-".join([found[1], *(part.zfill(2) for part in found.groups()[1:] if part)]))
    if found := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain):
        return _checked("-".join(found.groups()))
    if found := _NUMERIC.fullmatch(plain):
        return _numeric(int(found[1]), int(found[2]), found[3], day_first)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", plain):
        return _serial(float(plain))
    if named := _named(plain):
        return _checked(named)
    raise ValueError("not a date")


def day_first_of(texts: Iterable[str]) -> bool | None:
    """Whether 03/04/2023 is written with the day first, or None where no cell of the column tells, or they disagree."""
    told = set()
    for text in texts:
        if (found := _NUMERIC.match(text.strip())) and (int(found[1]) > 12) != (int(found[2]) > 12):
            told.add(int(found[1]) > 12)
    return told.pop() if len(told) == 1 else None


def _checked(text: str) -> str:
    if wrong := dates.problem(text):
        raise ValueError(wrong)
    return text


def _numeric(first: int, second: int, year: str, day_first: bool | None) -> str:
    if first > 12 or second > 12 or first == second:
        day_first = first > 12 or second <= 12
    if day_first is None:
        raise ValueError("the day and the month cannot be told apart")
    day, month = (first, second) if day_first else (second, first)
    return _checked(f"{year}-{month:02d}-{day:02d}")


def _serial(number: float) -> str:
    """The day of a number of a spreadsheet: 44287 is 2021-04-01."""
    day = EPOCH + dt.timedelta(days=int(number))
    if not 1990 <= day.year <= 2099:  # a slip such as 20223 must not become a day of 1955
        raise ValueError("not a date")
    return day.isoformat()


def _named(text: str) -> str | None:
    """A date with the name of its month: ``3 April 2021``, ``Abril 2021``, ``Apr-21``, ``2021M04``."""
    if found := re.fullmatch(r"(\d{4})[Mm](\d{2})", text):
        return f"{found[1]}-{found[2]}"
    words = [word for word in fold(text).split() if word not in ("de", "del", "of")]
    # 04/JUL/23 and Apr-21
    if len(words) in (2, 3) and words[-2] in MONTHS and re.fullmatch(r"\d{2}", words[-1]):
        words[-1] = f"{20 if int(words[-1]) < CENTURY else 19}{words[-1]}"
    names = [word for word in words if word in MONTHS]
    years = [word for word in words if re.fullmatch(r"\d{4}", word)]
    days = [word for word in words if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th|er|o)?", word)]
    if len(names) != 1 or len(years) != 1 or len(days) > 1 or len(words) != 2 + len(days):
        return None
    month = f"{years[0]}-{MONTHS[names[0]]:02d}"
    return f"{month}-{int(re.sub(r'[a-z]', '', days[0])):02d}" if days else month


def month(text: str, year: str | None = None, *, day_first: bool | None = None) -> str | None:
    """The month in a cell, or the year where it tells no more; None where it is unknown.

    Reads what `date` does, and ``04_Abril``, ``Abril`` and ``4`` in a year told elsewhere, ``Apr-21``, ``04/2021`` and
    ``202104``.

    Raises:
        ValueError: It is no month, or no year is told.
    """
    if is_unknown(text):
        return None
    words = [word for word in fold(text.replace("_", " ")).split() if word not in ("de", "del", "of")]
    names = {MONTHS[word] for word in words if word in MONTHS}
    others = [word for word in words if word not in MONTHS]
    if len(names) == 1:
        told = names.pop()
        years = [word for word in others if word not in (str(told), f"{told:02d}")]  # 04_Abril bears its number too
        if len(years) == 1 and re.fullmatch(r"\d{2}", years[0]) and words[0] in MONTHS:
            years = [f"20{years[0]}"]
        if not years:
            return _in_year(told, year)
        if len(years) == 1 and re.fullmatch(r"\d{4}", years[0]):
            return _checked(f"{years[0]}-{told:02d}")
    elif len(words) == 1 and re.fullmatch(r"0?[1-9]|1[0-2]", words[0]):
        return _in_year(int(words[0]), year)
    elif turned := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text.strip()):
        return _checked(f"{turned[2]}-{int(turned[1]):02d}")
    elif glued := re.fullmatch(r"((?:19|20)\d{2})(0[1-9]|1[0-2])", text.strip()):
        return f"{glued[1]}-{glued[2]}"
    found = date(text, day_first=day_first)
    return found[:7] if found else None


def _in_year(month: int, year: str | None) -> str:
    if not year:
        raise ValueError("a month without its year; give the year by --set year=YYYY")
    return _checked(f"{year[:4]}-{month:02d}")


def currency(text: str) -> str | None:
    """The ISO 4217 code in a cell; None where it is unknown.

    Raises:
        ValueError: It is none.
    """
    if is_unknown(text):
        return None
    code = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueError("not the three letters of a currency")
    return code


def unbroken(text: str) -> str:
    """A text whose UTF-8 was once read as Windows-1252, put right; any other as it is.

    ``Nuevo LeÃ³n`` becomes ``Nuevo León``. It is only changed where the way back works for the whole cell and takes the
    signs of the fault (Ã, Â) away.
    """
    if "Ã" not in text and "Â" not in text:
        return text
    try:
        right = text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
    return right if "Ã" not in right and "Â" not in right else text
