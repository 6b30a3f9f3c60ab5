"""Claims about cells as values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import _values

POINT, COMMA = _values.STYLES


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("12", None, 12),
        ("1,234.5", None, 1234.5),
        ("1.234,5", None, 1234.5),
        ("1 234", None, 1234),
        ("1\u00a0234\u00a0567", None, 1234567),
        ("$ 1,234.50", None, 1234.5),
        ("USD 10", None, 10),
        ("(3)", None, -3),
        ("\u22123", None, -3),
        ("1,234", POINT, 1234),
        ("1,234", COMMA, 1.234),
        ("1.234", COMMA, 1234),
        ("1.5e3", None, 1500),
        ("N/A", None, None),
        ("-", None, None),
        ("sin datos", None, None),
        ("ninguno", None, None),
    ],
)
def test_numbers_are_read_as_their_column_is_written(text: str, style: str | None, number: float | None) -> None:
    assert _values.number(text, style) == number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,234", "may be read as thousands or as a decimal number"),
        ("many", "not a number"),
        ("1.0e999", "too large for a number"),
        ("9" * 400, "too large for a number"),
    ],
)
def test_what_is_no_number_or_could_be_two_is_refused(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        _values.number(text)


def test_a_column_tells_its_style_or_contradicts_itself() -> None:
    assert _values.style_of(["1,234", "12", "1,234.5"]) == POINT
    assert _values.style_of(["1.234", "1,5"]) == COMMA
    assert _values.style_of(["1,234", "12"]) is None
    with pytest.raises(ValueError, match=r"'1\.5' has a decimal point and '1,5' a decimal comma"):
        _values.style_of(["1.5", "1,5"])


@pytest.mark.parametrize(("text", "people"), [("1,234", 1234), ("1.234", 1234), ("12.345.678", 12345678), ("", None)])
def test_people_are_counted_whole_in_either_style(text: str, people: float | None) -> None:
    assert _values.people(text) == people


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("2021-04", None, "2021-04"),
        ("2021-04-01", None, "2021-04"),
        ("2021-04-01 00:00:00", None, "2021-04"),
        ("04_Abril", "2022", "2022-04"),
        ("Abril", "2022", "2022-04"),
        ("4", "2022", "2022-04"),
        ("avril 2022", None, "2022-04"),
        ("2022 April", None, "2022-04"),
        ("04_Abril_2022", None, "2022-04"),
        ("Abril de 2022", None, "2022-04"),
        ("Apr-21", None, "2021-04"),
        ("04/2021", None, "2021-04"),
        ("202104", None, "2021-04"),
        ("2021M04", None, "2021-04"),
        ("44287", None, "2021-04"),
        ("3 April 2021", None, "2021-04"),
        ("2021", None, "2021"),
        ("n/a", None, None),
    ],
)
def test_months_are_read_in_the_forms_that_files_have(text: str, year: str | None, month: str | None) -> None:
    assert _values.month(text, year) == month


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("04_Abril", "a month without its year; give the year by --set year=YYYY"),
        ("13/2021", "no such day"),
        ("20223", "not a date"),
        ("20223-01", "not a date"),
        ("Thermidor 2021", "not a date"),
        ("April May 2021", "not a date"),
    ],
)
def test_what_is_no_month_is_refused(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        _values.month(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-4-3", "2021-04-03"),
        ("13/04/2021", "2021-04-13"),
        ("04/13/2021", "2021-04-13"),
        ("04/04/2021", "2021-04-04"),
        ("20210403", "2021-04-03"),
        ("2021-04-03T10:00:00Z", "2021-04-03"),
        ("3rd April 2021", "2021-04-03"),
        ("04/JUL/23", "2023-07-04"),
        ("4-Jul-98", "1998-07-04"),
        ("Apr-21", "2021-04"),
        ("1er avril 2021", "2021-04-01"),
        ("44289", "2021-04-03"),
        ("unknown", None),
    ],
)
def test_dates_are_as_precise_as_written(text: str, day: str | None) -> None:
    assert _values.date(text) == day


def test_days_and_months_that_could_be_swapped_are_refused() -> None:
    with pytest.raises(ValueError, match="the day and the month cannot be told apart"):
        _values.date("03/04/2021")
    assert _values.date("03/04/2021", day_first=True) == "2021-04-03"


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["01/03/2023", "31/12/2023"], True),
        (["01/03/2023", "12/31/2023"], False),
        (["31/12/2023", "12/31/2023"], None),
        (["01/03/2023", "2023-12-31", "n/a"], None),
    ],
)
def test_a_column_tells_which_is_the_day_where_one_of_its_cells_does(texts: list[str], first: bool | None) -> None:
    assert _values.day_first_of(texts) is first


@given(st.text(max_size=30).filter(lambda text: not set(text) & set("ÃÂ")))
def test_broken_letters_are_put_right_and_whole_ones_left(text: str) -> None:
    assert _values.unbroken(text) == text
    try:
        broken = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    if set(broken) & set("ÃÂ"):
        assert _values.unbroken(broken) == text


@given(st.text(max_size=25), st.sampled_from([None, POINT, COMMA]))
def test_no_text_gives_anything_but_a_value_or_a_value_error(text: str, style: str | None) -> None:
    for read in (
        lambda: _values.number(text, style),
        lambda: _values.people(text, style),
        lambda: _values.date(text),
        lambda: _values.month(text, "2022"),
        lambda: _values.share(text),
        lambda: _values.whole(text, style),
        lambda: _values.currency(text),
    ):
        try:
            found = read()
        except ValueError:
            continue
        assert found is None or not isinstance(found, float) or math.isfinite(found)


@given(st.floats(-1e12, 1e12).map(lambda number: round(number, 2)))
def test_a_number_is_the_same_in_both_styles(number: float) -> None:
    english = f"{number:,.2f}"
    other = english.translate(str.maketrans(",.", ".,"))
    assert _values.number(english, POINT) == _values.number(other, COMMA) == pytest.approx(number)
