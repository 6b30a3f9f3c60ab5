"""Reading a CSV strictly: each cell keeps its line, and what is wrong with a file is one line that says so."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import _table


def read(folder: Path, content: str | bytes) -> _table.Table:
    data = content.encode() if isinstance(content, str) else content
    (folder / "t.csv").write_bytes(data)
    return _table.read(folder / "t.csv", "t.csv")


def rows(table: _table.Table) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, row.cells) for row in table.rows]


TWO = [(2, {"a": "1", "b": "x"}), (3, {"a": "2", "b": "y"})]


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,x\n2,y\n",
        "a,b\n1,x\n2,y",
        "a,b\r\n1,x\r\n2,y\r\n",
        "\ufeffa,b\n1,x\n2,y\n",
        "\ufeffa,b\r\n1,x\r\n2,y\r\n",
        " a , b \n 1 ,\tx\n2\u00a0,y\n",
        '"a","b"\n"1","x"\n"2","y"\n',
        "a,b\r1,x\r2,y\r",
        "a,b\n1,x\n2,y\n\n,\n , \n",
    ],
    ids=["plain", "no last line end", "CRLF", "BOM", "BOM and CRLF", "blanks", "quotes", "CR", "empty rows"],
)
def test_what_spreadsheets_write_is_read_alike(tmp_path: Path, content: str) -> None:
    table = read(tmp_path, content)
    assert (table.header, rows(table), table.errors) == (("a", "b"), TWO, [])


def test_lines_are_those_of_the_file_after_a_cell_of_several_and_an_empty_row(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b\n1,"x\n\ny"\n\n2,"\r\nz"\n3,w\n')
    assert rows(table) == [(2, {"a": "1", "b": "x\n\ny"}), (6, {"a": "2", "b": "z"}), (8, {"a": "3", "b": "w"})]


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x1e", "\x85"])
def test_signs_that_python_takes_for_line_ends_are_part_of_a_cell(tmp_path: Path, sign: str) -> None:
    table = read(tmp_path, f"a,b\n1,x{sign}y\n2,z\n")
    assert rows(table) == [(2, {"a": "1", "b": f"x{sign}y"}), (3, {"a": "2", "b": "z"})]
    assert table.errors == []


def test_a_cell_of_a_column_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    row = read(tmp_path, "a,b\n1,\n").rows[0]
    assert (row["a"], row["b"], row["c"]) == ("1", "", "")
    assert str(row.wrong("b", "it is missing", "write it")) == "t.csv:2: column 'b': it is missing (got ''); write it"
    assert str(row.wrong("c", "it is missing", "write it")) == "t.csv:2: column 'c': it is missing; write it"


QUOTES = "put a cell with a comma, a quote or a line break in quotes, and write a quote in it twice"


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        ("", ["t.csv:1: the file is empty; write a header"]),
        ("\ufeff", ["t.csv:1: the file is empty; write a header"]),
        ("\na,b\n1,x\n", ["t.csv:1: the first line is empty; write a header"]),
        (b"a,b\n1,x\n2,M\xe9xico\n", ["t.csv:3: not UTF-8 (got b'\\xe9'); save it as CSV UTF-8"]),
        ("a,b\n1,x\n".encode("utf-16"), ["t.csv:1: not UTF-8 (got b'\\xff'); save it as CSV UTF-8"]),
        ("a,b\n1,x\n2,\0\n", ["t.csv:3: has a NUL character; save it as CSV UTF-8"]),
        ("a,b\n1,x,y\n", ["t.csv:2: 3 cells where the header has 2; write 2, in quotes where a cell holds a comma"]),
        ("a,b\n1\n", ["t.csv:2: 1 cells where the header has 2; write 2, in quotes where a cell holds a comma"]),
        ("a,b,a\n1,x,2\n", ["t.csv:1: column 'a': the header names it twice or not at all; name each column once"]),
        ("a,b,\n1,x,2\n", ["t.csv:1: the header names it twice or not at all; name each column once"]),
        ('a,b\n1,x\n\n2,"y\n', [f"t.csv:4: not CSV from here on (unexpected end of data); {QUOTES}"]),
        ('a,b\n1,"x"y\n2,z\n', [f"t.csv:2: not CSV from here on (',' expected after '\"'); {QUOTES}"]),
        ('a,"b\n', [f"t.csv:1: not CSV (unexpected end of data); {QUOTES}"]),
        (
            f"a,b\n1,{'x' * 140_000}\n",
            [f"t.csv:2: not CSV from here on (field larger than field limit (131072)); {QUOTES}"],
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_line(
    tmp_path: Path, content: str | bytes, errors: list[str]
) -> None:
    assert [str(error) for error in read(tmp_path, content).errors] == errors


def test_a_ragged_row_does_not_hide_the_others(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b\n1\n2,y\n3,z,w\n4,v\n")
    assert [error.line for error in table.errors] == [2, 4]
    assert [line for line, _ in rows(table)] == [3, 5]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    missing = _table.read(tmp_path / "none.csv", "none.csv")
    assert [str(error) for error in missing.errors] == [
        "none.csv: cannot be read (No such file or directory); give the path of a CSV file"
    ]
    assert [error.line for error in _table.read(tmp_path, "folder").errors] == [0]


@given(st.binary() | st.text(alphabet='a,"\n\r\u2028 ').map(str.encode))
def test_any_bytes_are_a_table_or_have_errors(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    table = read(tmp_path_factory.getbasetemp(), data)
    assert table.header or table.errors
    lines = [row.line for row in table.rows]
    assert lines == sorted(set(lines))
    assert all(set(row.cells) == set(table.header) for row in table.rows)
    assert all(str(error).isprintable() for error in table.errors)
