"""One entry point for people: `python3 tasks.py explore` (on Windows `py tasks.py explore`).

Needs nothing but Python 3.11 or later. The first call makes a virtual environment in `.venv` beside this file (or
where MIGOV_VENV says) and installs the locked packages, each checked against its hash; later calls only compare the
locks with what was installed and start at once. migov itself is not installed: it runs from this checkout, so nothing
has to be built and an edit is in force at the next call.

Everything this file says goes to stderr, so `python3 tasks.py migov ask ... --format json` can be piped.
"""

# No annotation or syntax here may need a recent Python: an old one must get as far as the message in `main`.
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
RUNTIME_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
READERS_LOCK = ROOT / "tests" / "readers" / "requirements.txt"
STAMP = "migov-lock.json"
OLDEST = (3, 11)
RESOLVER = "uv==0.13.9"  # only for `lock`; resolves for every platform and Python at once

USAGE = """\
usage: python3 tasks.py TASK [ARGUMENTS]        (Windows: py tasks.py TASK [ARGUMENTS])

  explore [--no-open ...]  write explorer.html here and open it in the browser
  migov ARGUMENTS          the whole command line, for example: migov ask member-overlap --as-of 2022-05-17
  ask, questions, check    short for `migov ask` and so on; any other word goes to migov as well
  test [PYTEST ARGUMENTS]  lint, types and tests
  lint [--fix]             ruff and mypy only
  bench [NAME ...]         the benchmarks in bench/
  neo4j                    a Neo4j server of your own, until Ctrl-C (needs Java 17 or 21, and Maven the first time)
  shots FOLDER             pictures of every view of the page, to be looked at (needs Chromium)
  setup [--dev]            only make the environment
  lock                     resolve the locked requirements anew (needs the network)
"""


class TaskError(Exception):
    """What went wrong and what to do about it, in one line for the person at the keyboard."""

    status = 1


class TaskUsageError(TaskError):
    """Words that a task does not take."""

    status = 2


def say(text: str) -> None:
    """Writes one line to stderr; stdout belongs to the task."""
    print(f"migov: {text}", file=sys.stderr, flush=True)


def venv_folder() -> Path:
    """Returns the folder of the virtual environment: MIGOV_VENV, else .venv beside this file."""
    chosen = os.environ.get("MIGOV_VENV")
    return Path(chosen).expanduser().absolute() if chosen else ROOT / ".venv"


def venv_python(venv: Path) -> Path:
    """Returns the interpreter inside `venv`, which has another place on Windows."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def locks(dev: bool) -> "list[Path]":
    """Returns the lock files an environment of this kind is installed from; the dev one repeats the runtime one."""
    return [RUNTIME_LOCK, DEV_LOCK] if dev else [RUNTIME_LOCK]


def digest(path: Path) -> str:
    """Returns the sha256 of a lock; line ends do not count, since git may have turned them to CRLF."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TaskError(f"{path.name} is missing from {path.parent}; is this a complete checkout?") from None
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()


def base_of(venv: Path) -> str:
    """Returns the interpreter that `venv` stands on, or '' where there is none that could start.

    A system upgrade can leave `.venv/bin/python` dangling, or pointing at a newer Python that does not see the
    packages. Both show in the real path of the interpreter, without the cost of starting it.
    """
    python = venv_python(venv)
    if not python.exists():
        return ""
    if os.name != "nt":
        return os.path.realpath(python)
    # On Windows python.exe is a copy: what it stands on is in pyvenv.cfg.
    try:
        config = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return ""
    home = next((line.partition("=")[2].strip() for line in config.splitlines() if line.startswith("home")), "")
    return home if home and Path(home).is_dir() else ""


def read_stamp(venv: Path) -> "dict[str, str]":
    """Returns what the last finished installation wrote: the interpreter and the digest of each lock."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in stamp.items()} if isinstance(stamp, dict) else {}


def ensure(dev: bool = False) -> Path:
    """Returns the interpreter of an environment that holds the locked packages, made or brought up to date if needed.

    Raises:
        TaskError: if there is no way to make the environment, or its packages cannot be had.
    """
    venv = venv_folder()
    wanted = {lock.name: digest(lock) for lock in locks(dev)}
    stamp = read_stamp(venv)
    base = base_of(venv)
    sound = base != "" and stamp.get("base", base) == base
    if not sound or any(stamp.get(name) != value for name, value in wanted.items()):
        if not sound:
            if venv.exists() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
                raise TaskError(f"{venv} is no virtual environment; remove it or name another folder in MIGOV_VENV")
            say(f"making the environment in {venv} (once)")
            make_venv(venv)
        say(f"installing the locked packages from {locks(dev)[-1].name} (once; a minute or two)")
        (venv / STAMP).unlink(missing_ok=True)  # an installation cut short must not look finished
        install(venv, locks(dev)[-1])
        stamp = {**wanted, "base": base_of(venv)}
    if stamp.get("root") != str(ROOT):
        show_checkout(venv)
        stamp["root"] = str(ROOT)
        (venv / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    return venv_python(venv)


def show_checkout(venv: Path) -> None:
    """Lets notebooks and editors that use `venv` import migov from this checkout, whatever folder they start in."""
    for packages in (*venv.glob("lib/python*/site-packages"), *venv.glob("Lib/site-packages")):
        # A line of code in ASCII, since a plain path is read in the locale's encoding, which a José on Windows breaks.
        line = f"import sys; sys.path.append({str(ROOT)!a})\n"
        (packages / "migov-checkout.pth").write_text(line, encoding="ascii")


def make_venv(venv: Path) -> None:
    """Makes an empty environment, without a pip of its own where this Python cannot give it one (see `install`)."""
    command = [sys.executable, "-m", "venv", "--clear"]
    if not has_module("ensurepip"):
        # Debian and Ubuntu split venv's installer off; a pip on this Python can fill the environment from outside.
        if not has_module("venv") or not has_module("pip"):
            raise TaskError(
                "this Python cannot make a virtual environment; on Debian or Ubuntu run"
                " 'sudo apt install python3-venv', then call this again"
            )
        command.append("--without-pip")
    if subprocess.call([*command, str(venv)], stdout=sys.stderr) != 0:
        raise TaskError(f"could not make {venv} (the reason stands above); MIGOV_VENV can name another folder")


def has_module(name: str) -> bool:
    """Tells whether this Python could import `name`, without importing it."""
    return find_spec(name) is not None


def install(venv: Path, lock: Path) -> None:
    """Installs one lock into `venv`, every package checked against its hash and none built here."""
    python = str(venv_python(venv))
    own_pip = (
        subprocess.call([python, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    )
    pip = [python, "-m", "pip"] if own_pip else [sys.executable, "-m", "pip", "--python", python]
    command = [
        *pip,
        "install",
        "--quiet",
        "--no-input",
        "--no-user",
        "--disable-pip-version-check",
        "--require-hashes",
        "--only-binary=:all:",  # an unpinned build would run code that no hash covers
        "--requirement",
        str(lock),
    ]
    done = subprocess.run(
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=clean_environment(),
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        raise TaskError(f"pip could not install the locked packages: {reason(done.stdout)}")


def reason(output: str) -> str:
    """Returns in one line what a failed pip most likely ran into, and the remedy."""
    if "Retrying" in output or "onnection" in output:
        return "there was no connection; nothing is broken, call this again when there is one"
    if "DO NOT MATCH THE HASHES" in output:
        return "a file is not the one that was locked (see above); do not go on, report it"
    if "No matching distribution" in output:
        version = "{}.{}".format(*sys.version_info)
        return f"one has no build for Python {version} on this system; use another Python from 3.11 up"
    return "its reason stands above"


def clean_environment() -> "dict[str, str]":
    """Returns the environment for a Python in the venv: this checkout on its path, and no other Python's settings."""
    environment = {
        name: value
        for name, value in os.environ.items()
        # Each of these would mix another Python's packages with the locked ones, or send pip elsewhere.
        if name not in ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PIP_TARGET", "PIP_PREFIX", "PIP_USER")
    }
    environment["PYTHONPATH"] = str(ROOT)
    environment["VIRTUAL_ENV"] = str(venv_folder())
    return environment


def run(python: Path, *arguments: str, here: bool = False) -> int:
    """Runs the environment's Python and returns its exit status; `here` keeps the caller's folder, else the checkout.

    `-P` keeps the current folder off the import path: a stray `graph.py` in it must not hide ours.
    """
    command = [str(python), "-P", *arguments]
    return subprocess.call(command, cwd=None if here else ROOT, env=clean_environment())


def task_migov(arguments: "list[str]") -> int:
    """Runs the migov command line in the caller's folder."""
    return run(ensure(), "-m", "migov", *arguments, here=True)


def lint_steps(fix: bool = False) -> "dict[str, list[str]]":
    """Returns the static checks by name, as arguments of the environment's Python."""
    return {
        "ruff check": ["-m", "ruff", "check", *(["--fix"] if fix else []), "."],
        "ruff format": ["-m", "ruff", "format", *([] if fix else ["--check"]), "."],
        "mypy": ["-m", "mypy"],
    }


def run_steps(python: Path, steps: "dict[str, list[str]]") -> "list[str]":
    """Runs every step, also after one failed, and returns the names of those that failed."""
    failed = []
    for name, arguments in steps.items():
        say(f"{name} ...")
        if run(python, *arguments) != 0:
            failed.append(name)
    return failed


def page_tests() -> "list[str]":
    """Returns the tests of the page's modules (any *test*.js or .mjs), relative to the checkout, sorted."""
    found = [p for folder in ("explorer", "tests") for p in (ROOT / folder).rglob("*test*")]
    return sorted(str(p.relative_to(ROOT)) for p in found if p.suffix in (".js", ".mjs"))


def run_page_tests() -> "list[str]":
    """Runs the page's own tests with Node and returns what failed; without Node it says so and fails only in CI."""
    tests = page_tests()
    if not tests:
        return []
    node = shutil.which("node")
    if node is None:
        say(f"Node is not installed: {len(tests)} test files of the page's modules were not run")
        return ["node (not installed)"] if os.environ.get("MIGOV_REQUIRE_BROWSER") else []
    say("node --test ...")
    return ["node --test"] if subprocess.call([node, "--test", *tests], cwd=ROOT) != 0 else []


def task_test(arguments: "list[str]") -> int:
    """Runs lint, types and tests; the arguments go to pytest. All run even if one fails; any failure fails."""
    python = ensure(dev=True)
    failed = run_steps(python, lint_steps())
    failed += run_page_tests()
    failed += run_steps(python, {"pytest": ["-m", "pytest", *arguments]})
    return verdict(failed)


def task_lint(arguments: "list[str]") -> int:
    """Runs ruff and mypy; with --fix, ruff repairs what it can first."""
    if arguments not in ([], ["--fix"]):
        raise TaskUsageError(f"lint takes only --fix (got {' '.join(arguments)})")
    return verdict(run_steps(ensure(dev=True), lint_steps(fix=bool(arguments))))


def verdict(failed: "list[str]") -> int:
    """Names the steps that failed, if any, and returns the exit status."""
    if failed:
        say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


def task_bench(arguments: "list[str]") -> int:
    """Runs the benchmarks, all or those named."""
    there = {p.stem: p for p in sorted((ROOT / "bench").glob("*.py")) if not p.name.startswith("_")}
    unknown = [name for name in arguments if name not in there]
    if unknown or not there:
        asked = ", ".join(unknown) or "in bench/"
        raise TaskUsageError(f"no benchmark {asked}; there are: {', '.join(there) or 'none'}")
    steps = {f"bench {name}": [str(there[name])] for name in arguments or there}
    return verdict(run_steps(ensure(dev=True), steps))


def task_neo4j(arguments: "list[str]") -> int:
    """Runs a Neo4j server until Ctrl-C, and says how to reach it."""
    if arguments:
        raise TaskUsageError(f"neo4j takes no arguments (got {' '.join(arguments)})")
    command = [str(ensure()), "-P", "-m", "tests.server"]
    process = subprocess.Popen(command, cwd=ROOT, env=clean_environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the server got it as well, and takes some seconds to stop
            continue


def task_shots(arguments: "list[str]") -> int:
    """Makes pictures of every view of the page in a folder."""
    return run(ensure(dev=True), "-m", "tests.explorer.shots", *arguments, here=True)


def task_setup(arguments: "list[str]") -> int:
    """Makes the environment and nothing else; prints its Python on stdout."""
    if arguments not in ([], ["--dev"]):
        raise TaskUsageError(f"setup takes only --dev (got {' '.join(arguments)})")
    print(ensure(dev=bool(arguments)))
    return 0


def task_lock(arguments: "list[str]") -> int:
    """Writes all locks, for every platform, with the hashes of all files of each version.

    Two are from pyproject.toml; the third is from the requirements.in beside it, and stands on its own.

    Versions already locked are kept where pyproject.toml allows; `--upgrade` takes the newest. One version of a package
    for all Pythons: what the tests ran on is what everyone gets.
    """
    with tempfile.TemporaryDirectory() as folder:
        venv = Path(folder) / "venv"
        make_venv(venv)
        python = str(venv_python(venv))
        if subprocess.call([python, "-m", "pip", "install", "--quiet", RESOLVER], stdout=sys.stderr) != 0:
            raise TaskError(f"could not install {RESOLVER} (pip's reason stands above)")
        resolve = [
            *(python, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--fork-strategy", "fewest"),
            *("--python-version", "{}.{}".format(*OLDEST), "--generate-hashes", "--no-annotate"),
            *("--custom-compile-command", "python3 tasks.py lock", *arguments, "--output-file"),
        ]
        readers = READERS_LOCK.relative_to(ROOT)
        for asked in (
            [RUNTIME_LOCK.name, "pyproject.toml"],
            [DEV_LOCK.name, "pyproject.toml", "--extra", "dev", "--constraints", RUNTIME_LOCK.name],
            [str(readers), str(readers.with_suffix(".in")), "--only-binary", ":all:"],
        ):
            status = subprocess.call([*resolve, *asked], cwd=ROOT, stdout=subprocess.DEVNULL)
            if status != 0:
                return status
        return 0


TASKS = {
    "migov": task_migov,
    "test": task_test,
    "lint": task_lint,
    "bench": task_bench,
    "neo4j": task_neo4j,
    "shots": task_shots,
    "setup": task_setup,
    "lock": task_lock,
}


def main(arguments: "list[str]") -> int:
    """Runs the task that the first argument names and returns the exit status; 2 means wrong usage."""
    if sys.version_info < OLDEST:
        say("needs Python {}.{} or later, this is {}.{}".format(*OLDEST, *sys.version_info))
        return 2
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0 if arguments else 2
    try:
        task = TASKS.get(arguments[0])
        return task(arguments[1:]) if task is not None else task_migov(arguments)
    except TaskError as error:
        say(str(error))
        return error.status
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
