"""Every notebook runs from a fresh kernel, from top to bottom, and is kept without what it printed."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("**/*.ipynb"))
PACKAGES = {"graph", "loaders", "queries", "explorer", "migov"}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_is_a_notebook():
    assert NOTEBOOKS


@every_notebook
def test_it_runs_from_a_fresh_kernel(path, tmp_path, monkeypatch):
    # No kernel, setting or history of this machine: "python3" is then the Python that runs the tests.
    for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    here = tmp_path / "elsewhere"
    here.mkdir()
    kernel = os.environ | {"PYTHONPATH": str(ROOT), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(here)}})
    try:
        client.execute(env=kernel)
    except CellExecutionError as error:
        pytest.fail(f"{path.name}: {error}")
    said = [o for cell in notebook.cells for o in cell.get("outputs", []) if o.get("name") == "stderr"]
    assert said == [], "a notebook warns of nothing"
    assert list(here.iterdir()) == [], "a notebook leaves no file behind"


@every_notebook
def test_it_is_kept_without_outputs_and_without_a_path_of_this_machine(path):
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert notebook.nbformat == 4
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert notebook.metadata.kernelspec == {"display_name": "Python 3", "language": "python", "name": "python3"}


@every_notebook
def test_it_fixes_its_day(path):
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    asked = [line for source in cells for line in source.splitlines() if ".ask(" in line]
    assert all("as_of=" in line for line in asked), "its answers must not change from one day to the next"


@every_notebook
def test_its_name_hides_no_package(path):
    assert path.stem not in PACKAGES
