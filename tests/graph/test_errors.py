"""Errors: one tree, facts as attributes, messages that fit on a line and say what would be right."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import errors
from graph.errors import (
    AmbiguousName,
    BadParameter,
    DataError,
    DataErrors,
    MigovError,
    StoreError,
    UnknownName,
    UnknownQuestion,
    UsageError,
)


def test_the_docstring_draws_the_tree_as_it_is() -> None:
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in inspect.cleandoc(errors.__doc__ or "").splitlines():
        name = line.lstrip(" |+-").partition(" ")[0]
        if isinstance(getattr(errors, name, None), type) and line.startswith("    "):
            depth = (len(line) - len(line.lstrip(" |+-"))) // 4 - 1
            above[depth:] = [name]
            drawn[name] = above[depth - 1] if depth else ""
    real = {
        name: base.__name__ if (base := found.__bases__[0]) is not Exception else ""
        for name, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, MigovError)
    }
    assert drawn == real


def test_a_wrong_cell_is_one_line_with_place_value_and_remedy() -> None:
    error = DataError("memberships.csv", 14, "start", "19996", "not a date", "write YYYY")
    assert str(error) == "memberships.csv:14: column 'start': not a date (got '19996'); write YYYY"
    assert (error.file, error.line, error.column, error.value) == ("memberships.csv", 14, "start", "19996")
    assert (error.problem, error.remedy) == ("not a date", "write YYYY")


def test_a_whole_file_has_neither_line_nor_column() -> None:
    assert str(DataError("x.csv", 0, "", None, "it is gone", "bring it back")) == "x.csv: it is gone; bring it back"


def test_an_empty_value_is_shown_and_none_is_not() -> None:
    assert str(DataError("x.csv", 2, "a", "", "it is missing", "write it")) == (
        "x.csv:2: column 'a': it is missing (got ''); write it"
    )


@given(st.text(), st.text(), st.text(), st.text())
def test_a_message_stays_on_one_line_whatever_stands_in_the_cell(
    column: str, value: str, problem: str, remedy: str
) -> None:
    assert str(DataError("x.csv", 2, column, value, problem, remedy)).isprintable()


def test_a_long_value_is_cut() -> None:
    message = str(DataError("x.csv", 2, "note", "x" * 64_000, "too long", "write less"))
    assert message == f"x.csv:2: column 'note': too long (got '{'x' * 56}...); write less"


@pytest.mark.parametrize(("count", "shown", "rest"), [(1, 1, None), (20, 20, None), (21, 20, 1), (500, 20, 480)])
def test_of_many_errors_twenty_are_shown_and_the_rest_counted(count: int, shown: int, rest: int | None) -> None:
    many = [DataError("x.csv", line, "a", "?", "not known", "write it") for line in range(2, count + 2)]
    error = DataErrors(many)
    lines = str(error).splitlines()
    assert lines[:shown] == [str(one) for one in many[:shown]]
    assert lines[shown:] == ([] if rest is None else [f"... and {rest} more"])
    assert error.errors == tuple(many)
    assert (error.file, error.line) == ("x.csv", 2)


def test_an_unknown_name_proposes() -> None:
    assert str(UnknownName("Mexio", ["country:MEX"])) == "nothing is called 'Mexio'; did you mean 'country:MEX'?"
    assert str(UnknownName("zzz")) == "nothing is called 'zzz'"
    assert UnknownName("zzz", ["a", "b"]).proposals == ("a", "b")


def test_an_ambiguous_name_lists_what_it_may_mean() -> None:
    error = AmbiguousName("CAM", [("mechanism:cam", ""), ("a sub-region", "plans of R4V")])
    assert str(error) == (
        "'CAM' may mean several things: mechanism:cam; a sub-region (plans of R4V); "
        "write the id of the one that is meant"
    )
    assert error.candidates == (("mechanism:cam", ""), ("a sub-region", "plans of R4V"))


def test_an_unknown_question_lists_the_near_ones_or_all() -> None:
    known = ["why", "member-overlap", "changes"]
    assert str(UnknownQuestion("overlap", known)) == "no question 'overlap'; did you mean 'member-overlap'?"
    assert str(UnknownQuestion("zzz", known)) == "no question 'zzz'; there are changes, member-overlap, why"


def test_a_bad_parameter_says_what_would_be_right() -> None:
    error = BadParameter("as-of", "soon", "not a date", "write YYYY")
    assert str(error) == "parameter 'as-of': not a date (got 'soon'); write YYYY"
    assert (error.parameter, error.value) == ("as-of", "soon")


def test_wrong_usage_and_wrong_data_are_told_apart() -> None:
    data = DataErrors([DataError("x", 0, "", None, "p", "r")])
    assert isinstance(data, DataError)
    assert not isinstance(data, UsageError)
    assert isinstance(StoreError("x", "p", "r"), UsageError)
    assert not isinstance(StoreError("x", "p", "r"), DataError)


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("MEMBER_0F", ["MEMBER_OF", "FUNDS"], ("MEMBER_OF",)),  # upper case is compared as it is written
        ("member_of", ["MEMBER_OF", "FUNDS"], ("MEMBER_OF",)),
        ("country:MXE", ["country:BRA", "country:MEX"], ("country:MEX", "country:BRA")),
        ("overlap", ["member-overlap", "why"], ("member-overlap",)),
        ("", ["member-overlap", "why"], ()),
        ("zzz", ["member-overlap", "why"], ()),
        ("a", [], ()),
    ],
)
def test_near_words_come_best_first_whatever_their_case(text: str, known: list[str], expected: tuple[str]) -> None:
    assert errors.near(text, known) == expected


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=8, unique=True))
def test_near_words_are_some_of_the_known_ones(text: str, known: list[str]) -> None:
    found = errors.near(text, known)
    assert set(found) <= set(known)
    assert len(found) == len(set(found)) <= 3


def test_a_list_of_words_reads_as_a_choice() -> None:
    assert errors.listed(["a"]) == "'a'"
    assert errors.listed(["a", "b"]) == "'a' or 'b'"
    assert errors.listed(["a", "b", "c"]) == "'a', 'b' or 'c'"
