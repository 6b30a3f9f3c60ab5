"""What was typed and what is printed: options out of words, text onto the terminal or into a file."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from graph.errors import UsageError, listed, near

REPEATED = {"with": ";", "without": ",", "param": "\0", "set": "\0"}
"""Options that may be given more than once, and what then stands between their values."""


def options_of(words: list[str], known: set[str], flags: set[str]) -> tuple[dict[str, str], list[str]]:
    """The options (``--name value`` or ``--name=value``) and the other words.

    Args:
        words: What was typed after the command.
        known: The options that take a value; ``_`` may be written for the ``-`` in their names.
        flags: The options that take none.
    """
    options: dict[str, str] = {}
    positional: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            positional.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        name = name.replace("_", "-")
        if name in flags:
            if equals:
                raise UsageError(f"--{name} takes no value")
            options[name] = ""
            continue
        if name not in known:
            close = near(name, {*known, *flags})
            hint = (
                f"did you mean {listed([f'--{c}' for c in close])}?"
                if close
                else f"it takes {_named({*known, *flags})}"
            )
            raise UsageError(f"no option --{name}; {hint}")
        if not equals:
            following = next(rest, None)
            if following is None:
                raise UsageError(f"--{name} needs a value")
            value = following
        if name in options and name not in REPEATED:
            raise UsageError(f"--{name} is given twice")
        options[name] = f"{options[name]}{REPEATED[name]}{value}" if name in options else value
    return options, positional


def _named(options: set[str]) -> str:
    return ", ".join(f"--{name}" for name in sorted(options)) or "none"


def no_more(positional: list[str]) -> None:
    if positional:
        raise UsageError(f"'{positional[0]}' is one word too many; options begin with --")


def piped() -> str:
    """What is piped in: UTF-8 everywhere, without the mark that editors on Windows put before it."""
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    return sys.stdin.read()


def put(made: str | bytes, out: str | None, *, bom: bool) -> None:
    """Print, or write to a file: whole or not at all, with the mark that Excel needs for CSV."""
    if out is None:
        sys.stdout.write(str(made))
        return
    content = made if isinstance(made, bytes) else made.encode("utf-8-sig" if bom else "utf-8")
    try:
        path = Path(out)
        if path.exists() and not path.is_file():  # a pipe or device must not be replaced by a file; a folder refuses
            path.write_bytes(content)
            return
        path = path.resolve()  # a link stays, what it leads to is replaced
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            part.write_bytes(content)
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    except OSError as error:
        raise UsageError(f"{out or '--out'}: cannot be written ({error.strerror})") from error
