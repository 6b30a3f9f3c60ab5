"""What the tests of the loaders share."""

from pathlib import Path

import pytest

from tests.loaders.tables import write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A whole set of small tables, in the current folder, so that messages name the files alone."""
    write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
