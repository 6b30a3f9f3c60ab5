"""Dates: as precise as their source, inclusive where they are coarse, and three values of 'in force'."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import dates
from graph.dates import InForce
from tests.graph.generated import days, written_dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", "2018-01-01", "2018-12-31"),
        ("2018-09", "2018-09-01", "2018-09-30"),
        ("2018-12", "2018-12-01", "2018-12-31"),
        ("2018-09-04", "2018-09-04", "2018-09-04"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),  # no leap year, though it divides by four
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("1800", "1800-01-01", "1800-12-31"),
        ("2199", "2199-01-01", "2199-12-31"),
    ],
)
def test_a_coarse_date_covers_all_its_days(text: str, first: str, last: str) -> None:
    assert dates.problem(text) is None
    assert (dates.first_day(text), dates.last_day(text), dates.covered(text)) == (first, last, last)


@given(written_dates)
def test_the_days_covered_are_exactly_those_that_begin_with_the_date(text: str) -> None:
    first, last = dt.date.fromisoformat(dates.first_day(text)), dt.date.fromisoformat(dates.last_day(text))
    assert first <= last
    day = dt.timedelta(days=1)
    assert first.isoformat().startswith(text)
    assert last.isoformat().startswith(text)
    assert not (first - day).isoformat().startswith(text)
    assert not (last + day).isoformat().startswith(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not a date"),
        ("20223", "not a date"),
        ("19996", "not a date"),
        ("2022-3", "not a date"),
        ("2022-", "not a date"),
        ("2022-03-", "not a date"),
        ("2022-03-1", "not a date"),
        ("2022/03/01", "not a date"),
        ("20220301", "not a date"),
        ("2022-03-01T00:00", "not a date"),
        (" 2022", "not a date"),
        ("2022\n", "not a date"),
        ("-2022", "not a date"),
        ("２０２２", "not a date"),  # digits, but not ours
        ("٢٠٢٢", "not a date"),
        ("c. 1999", "not a date"),
        ("N/A", "not a date"),
        ("0000", "the year is outside 1800 to 2199"),
        ("1799-12-31", "the year is outside 1800 to 2199"),
        ("2200", "the year is outside 1800 to 2199"),
        ("9999-12-31", "the year is outside 1800 to 2199"),
        ("2022-00", "no such day"),
        ("2022-13", "no such day"),
        ("2022-04-31", "no such day"),
        ("2022-04-00", "no such day"),
        ("2019-02-29", "no such day"),
        ("1900-02-29", "no such day"),
    ],
)
def test_a_slip_of_the_pen_is_named(text: str, problem: str) -> None:
    assert dates.problem(text) == problem
    for cover in (dates.first_day, dates.last_day, dates.covered):
        with pytest.raises(ValueError, match=problem) as caught:
            cover(text)
        assert str(caught.value) == f"{problem}: {text!r}; write YYYY, YYYY-MM or YYYY-MM-DD"


@given(st.text() | st.from_regex(r"[0-9]{3,5}(-[0-9]{1,2}){0,3}", fullmatch=True))
def test_any_text_is_a_date_or_has_a_problem(text: str) -> None:
    problem = dates.problem(text)
    if problem is None:
        dt.date.fromisoformat(dates.first_day(text))
        dt.date.fromisoformat(dates.last_day(text))
    else:
        with pytest.raises(ValueError, match=problem):
            dates.first_day(text)


def test_today_is_a_full_day() -> None:
    today = dates.today()
    assert dates.first_day(today) == dates.last_day(today) == today


@pytest.mark.parametrize(
    ("start", "end", "evidence", "day", "expected"),
    [
        ("2018-09-04", None, None, "2018-09-03", InForce.NO),
        ("2018-09-04", None, None, "2018-09-04", InForce.YES),
        ("2018-09-04", None, None, "2199-12-31", InForce.YES),  # holds until contradicted
        ("2018", "2019", None, "2017-12-31", InForce.NO),
        ("2018", "2019", None, "2018-01-01", InForce.YES),
        ("2018", "2019", None, "2019-12-31", InForce.YES),  # in force all of its last year
        ("2018", "2019", None, "2020-01-01", InForce.NO),
        ("2018-02", "2018-02", None, "2018-02-28", InForce.YES),
        ("2018-02", "2018-02", None, "2018-03-01", InForce.NO),
        (None, None, "2022-05", "2022-04-30", InForce.NO_EVIDENCE),  # unknown start: unknown, not no
        (None, None, "2022-05", "2022-05-01", InForce.YES),
        (None, "2022", "2020", "2019-12-31", InForce.NO_EVIDENCE),
        (None, "2022", "2020", "2022-12-31", InForce.YES),
        (None, "2022", "2020", "2023-01-01", InForce.NO),
        (None, "2015", "2020", "2010-01-01", InForce.NO_EVIDENCE),  # a later source says only that it ended
        (None, "2015", "2020", "2020-06-01", InForce.NO),
        (None, None, None, "2022-05-17", InForce.NO_EVIDENCE),
        (None, "2015", None, "2015-12-31", InForce.NO_EVIDENCE),
        (None, "2015", None, "2016-01-01", InForce.NO),
        ("2018", None, "2010", "2012-01-01", InForce.NO),  # a known start outweighs older evidence
        ("2018-05", None, None, "2018", InForce.YES),  # a year asked for stands for its last day
        ("2018-05", None, None, "2018-04", InForce.NO),
    ],
)
def test_in_force_has_three_values(
    start: str | None, end: str | None, evidence: str | None, day: str, expected: InForce
) -> None:
    assert dates.in_force(start, end, evidence, day) is expected


@given(
    st.none() | written_dates,
    st.none() | written_dates,
    st.none() | written_dates,
    st.lists(days, min_size=3, max_size=3).map(sorted),
)
def test_a_statement_is_in_force_without_a_gap(
    start: str | None, end: str | None, evidence: str | None, asked: list[str]
) -> None:
    before, between, after = (dates.in_force(start, end, evidence, day) for day in asked)
    if before == after == InForce.YES:
        assert between == InForce.YES
    if before == InForce.YES and end is None:
        assert between == after == InForce.YES
    if before == InForce.YES != between:  # ended, and an ended spell never comes back
        assert between == after == InForce.NO
    if start is None and end is None:
        assert InForce.NO not in (before, between, after)


def test_in_force_refuses_what_is_no_date() -> None:
    with pytest.raises(ValueError, match=r"^not a date: 'soon'; write YYYY, YYYY-MM or YYYY-MM-DD$"):
        dates.in_force("2018", None, None, "soon")
