"""What holds of the repository as a whole: who may import whom, the locks, the versions, and what no file may name."""

import ast
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("migov", "explorer", "queries", "loaders", "graph")

# migov -> explorer -> queries -> graph <- loaders; the front door opens onto every room.
MAY_IMPORT = {
    "migov": {"migov", "explorer", "queries", "loaders", "graph"},
    "explorer": {"explorer", "queries", "graph"},
    "queries": {"queries", "graph"},
    "loaders": {"loaders", "graph"},
    "graph": {"graph"},
}


def imported_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yields the top-level name and the line of every import, those inside functions and by literal name included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            yield node.module.partition(".")[0], node.lineno
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if called in ("import_module", "__import__") and isinstance(first, ast.Constant):
                yield str(first.value).partition(".")[0], node.lineno


def modules_of(package: str) -> list[Path]:
    """Returns the Python files of a package, sorted."""
    return sorted((ROOT / package).rglob("*.py"))


@cache
def project_files() -> tuple[Path, ...]:
    """Returns every file that is or would be committed: what git tracks or would add, else all but known caches."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive, or no git on the machine
        caches = {".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__", "node_modules"}
        left_out = {".git", ".venv", ".readers", "build", "dist", *caches}
        paths = [p for p in ROOT.rglob("*") if not left_out.intersection(p.relative_to(ROOT).parts)]
    return tuple(sorted({p for p in paths if p.is_file()}))


@cache
def project() -> dict[str, Any]:
    """Returns the [project] table of pyproject.toml."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)["project"]
    return table


# Imports


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_downward(package: str) -> None:
    modules = modules_of(package)
    assert modules, f"{package}/ holds no Python file"
    upward = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules
        for name, line in imported_names(ast.parse(path.read_bytes()))
        if name in {*PACKAGES, "tests", "bench", "notebooks"} - MAY_IMPORT[package]
    ]
    assert upward == []


def test_the_import_check_sees_lazy_and_named_imports() -> None:
    source = "def f():\n    import queries.why\n    from loaders import x\n    importlib.import_module('migov.cli')\n"
    assert list(imported_names(ast.parse(source))) == [("queries", 2), ("loaders", 3), ("migov", 4)]


def test_every_third_party_import_is_declared() -> None:
    lists = [project()["dependencies"], *project()["optional-dependencies"].values()]
    declared = {normal(re.split(r"[^\w.-]", line)[0]) for listed in lists for line in listed}
    owners = importlib.metadata.packages_distributions()
    undeclared = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for package in PACKAGES
        for path in modules_of(package)
        for name, line in imported_names(ast.parse(path.read_bytes()))
        if name not in PACKAGES and name not in sys.stdlib_module_names
        if not declared.intersection(normal(owner) for owner in owners.get(name, [name]))
    ]
    assert undeclared == []


def normal(name: str) -> str:
    """Returns a distribution's name as the registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_our_names(package: str) -> None:
    owners = {normal(owner) for owner in importlib.metadata.packages_distributions().get(package, [])}
    assert owners <= {"migov"}
    found = importlib.util.find_spec(package)
    assert found is not None
    assert found.origin is not None, f"{package} has no __init__.py: another folder of that name could come before it"
    assert Path(found.origin).parent == ROOT / package


def test_no_notebook_or_script_hides_a_package() -> None:
    # A notebook called graph.ipynb is saved as graph.py one day, and then `import graph` finds that.
    hiding = [
        str(path.relative_to(ROOT))
        for path in project_files()
        if path.suffix in (".py", ".ipynb") and path.stem in PACKAGES and path.parent.name not in PACKAGES
    ]
    assert hiding == []


# Locks

LOCKS = ("requirements.txt", "requirements-dev.txt", "tests/readers/requirements.txt")


def locked(name: str) -> dict[str, list[str]]:
    """Returns the requirements of a lock, each with its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    return {line.split(" --hash")[0].strip(): re.findall(r"--hash=sha256:[0-9a-f]{64}(?!\S)", line) for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_is_exact_and_hashed(name: str) -> None:
    requirements = locked(name)
    assert requirements
    pinned = re.compile(r"[a-z0-9][a-z0-9._-]*==[\w.!+]+(\s*;.+)?")
    assert [line for line in requirements if not pinned.fullmatch(line)] == []  # options and urls fail here as well
    assert [line for line, hashes in requirements.items() if not hashes] == []


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"\S*(?:://|index-url|trusted-host|find-links)\S*", text) == []


def test_the_dev_lock_repeats_the_runtime_lock() -> None:
    dev = {line.split(";")[0].strip() for line in locked("requirements-dev.txt")}
    assert {line.split(";")[0].strip() for line in locked("requirements.txt")} - dev == set()


def test_locks_hold_what_the_project_declares() -> None:
    extras = project()["optional-dependencies"]
    for name, lines in (("requirements.txt", project()["dependencies"]), ("requirements-dev.txt", extras["dev"])):
        versions = dict(line.split(";")[0].strip().split("==") for line in locked(name))
        for line in lines:
            wanted = re.fullmatch(r"([\w-]+)>=([\d.]+)", line)
            assert wanted is not None, f"{line}: write NAME>=VERSION, the version the tests run on"
            assert numbers(versions[wanted[1]]) >= numbers(wanted[2]), f"{name} is behind {line}: run tasks.py lock"


def numbers(version: str) -> tuple[int, ...]:
    """Returns the leading numbers of a version, for comparison."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


# What no file may name. The patterns are put together here so that this file does not match itself.

SLASH = "/"
MACHINE_PATH = re.compile(
    rf"(?<![\w.\-{SLASH}]){SLASH}(?:(?:work|root|tmp|opt{SLASH}wheels){SLASH}|(?:home|Users){SLASH}\w+)"
    rf"|[A-Z]:[\\{SLASH}]+Users[\\{SLASH}]"
    rf"|{re.escape('.py' + 'env')}\b"
    rf"|{SLASH}{re.escape('.lib' + 'rary')}\b"
)
REGISTRY_HOST = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("crates", "io"),
            ("golang", "org"),
            ("maven", "org"),
            ("maven", "apache", "org"),
            ("deb", "debian", "org"),
        )
    )
)


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["machine path", "registry host"])
def test_no_file_names_a_machine_path_or_a_registry(pattern: re.Pattern[str]) -> None:
    files = project_files()
    assert ROOT / "pyproject.toml" in files
    found = []
    for path in files:
        data = path.read_bytes()
        if b"\0" in data[:8000]:
            continue  # a picture or another binary file
        for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
            found += [f"{path.relative_to(ROOT)}:{number}: {hit[0]}" for hit in pattern.finditer(line)]
    assert found == []


@pytest.mark.parametrize("folder", ["work", "root", "tmp"])
def test_the_machine_path_pattern_tells_paths_from_addresses(folder: str) -> None:
    assert MACHINE_PATH.search(f"open('/{folder}/x.csv')")
    assert not MACHINE_PATH.search(f"https://www.example.org/{folder}/x")
    assert not MACHINE_PATH.search(f"our/{folder}/x")


def test_every_text_file_is_utf8_with_unix_line_ends() -> None:
    carriage = [
        str(path.relative_to(ROOT))
        for path in project_files()
        if b"\0" not in (data := path.read_bytes())[:8000] and b"\r" in data
    ]
    assert carriage == []


# The commands, the versions, the promises of the README


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
def test_ci_run_is_executable() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_version_is_the_same_everywhere() -> None:
    code = re.search(r'^__version__ = "([^"]+)"$', (ROOT / "migov" / "__init__.py").read_text("utf-8"), re.MULTILINE)
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    changelog = re.search(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert code is not None
    assert citation is not None
    assert changelog is not None
    assert code[1] == citation[1] == changelog[1]


def test_the_readme_names_both_commands_for_every_system() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("python3 tasks.py explore", "py tasks.py explore", "python3 tasks.py test", "py tasks.py test"):
        assert f"`{command}`" in readme


def test_the_links_in_our_documents_lead_somewhere() -> None:
    dead = [
        f"{path.relative_to(ROOT)} -> {target}"
        for path in project_files()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert dead == []


def run_tasks(*arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """Runs tasks.py as a person would, and returns what it printed."""
    return subprocess.run(
        [python, str(ROOT / "tasks.py"), *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_tasks_explains_itself() -> None:
    asked = run_tasks("--help")
    assert asked.returncode == 0
    assert "explore" in asked.stdout
    assert run_tasks().returncode == 2


def test_a_wrong_argument_of_a_task_is_one_line_and_no_traceback() -> None:
    refused = run_tasks("lint", "--fast")
    assert refused.returncode == 2
    assert refused.stderr == "migov: lint takes only --fix (got --fast)\n"


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    monkeypatch.setenv("MIGOV_VENV", str(tmp_path))
    refused = run_tasks("explore")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "is no virtual environment" in refused.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]
