"""JSON as services and shells write it: encodings, halves of characters, keys that stand twice."""

from pathlib import Path

import pytest

from graph.errors import DataError
from loaders import _json


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_json_is_read_in_the_encodings_that_shells_write(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(' {"name": "Perú"}'.encode(encoding))
    assert _json.is_json(file)
    assert _json.value(file) == {"name": "Perú"}
    file.write_bytes("name,year\nPerú,2020\n".encode(encoding))
    assert not _json.is_json(file)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\ud83d\ude00", "\U0001f600"),
        (r"a\ud83d", "a\ufffd"),
        (r"\ude00\ud83d", "\ufffd\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud800", r"\ud800"),
    ],
)
def test_half_a_character_which_no_store_can_keep_is_replaced(tmp_path: Path, written: str, read: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(f'["{written}"]', encoding="ascii")
    assert _json.value(file) == [read]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b'{"a": [{"usd": 1, "usd": 2}]}',
            "not JSON that can be read (an object has the key 'usd' twice); download it again",
        ),
        (b"[" * 100_000, "not JSON that can be read (it nests too deep); download it again"),
        (b"9" * 5000, "not JSON that can be read (a number has thousands of digits); download it again"),
        (b"[NaN]", "not JSON that can be read (NaN is no number); download it again"),
        ('["é"]'.encode("latin-1"), "not UTF-8 (invalid continuation byte); save it as UTF-8"),
    ],
)
def test_json_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(DataError) as wrong:
        _json.value(tmp_path / "a.json")
    assert str(wrong.value) == f"a.json: {why}"
