"""Every error that migov raises on purpose.

::

    MigovError
    +-- ModelError            wrong model: the schema, or tables that do not have its shape
    +-- DataError             wrong data: one place in one file, with what would be right
    |   +-- DataErrors        all the places of one run, raised together
    +-- UsageError            wrong usage: what the caller asked for cannot be
        +-- UnknownName       no node has that name; `.proposals` has the near ones
        +-- AmbiguousName     several things have that name; `.candidates` says which and why
        +-- UnknownQuestion   no question has that name; `.proposals`
        +-- BadParameter      a parameter that the question does not take, or a value that it cannot
        +-- TooLarge          more than this way of asking can carry; says how to select
        +-- StoreError        a store that is not there, not ours, or damaged

Facts are attributes, so that a caller never parses a message. The command line prints the message alone
and leaves with 1 for wrong data and 2 for wrong usage.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

SHOWN = 20
"""How many errors of a file are shown before the rest is only counted."""


class MigovError(Exception):
    """The root of all errors that migov raises on purpose."""


class ModelError(MigovError):
    """The schema contradicts itself, or a table does not have the shape that it asks for."""


class DataError(MigovError):
    """One wrong place in the data.

    Attributes:
        file: The file (or table) it stands in.
        line: The line in that file, 1 for the header; 0 where there is none.
        column: The column, empty where the whole row is meant.
        value: What was found there.
        problem: What is wrong with it.
        remedy: What would be right.
    """

    def __init__(self, file: str, line: int, column: str, value: object, problem: str, remedy: str) -> None:
        self.file, self.line, self.column, self.value = file, line, column, value
        self.problem, self.remedy = problem, remedy
        place = f"{file}:{line}" if line else file
        where = f" column '{column}':" if column else ""
        got = "" if value is None else f" (got {shortened(value)})"
        super().__init__(_one_line(f"{place}:{where} {problem}{got}; {remedy}"))


class DataErrors(DataError):
    """All wrong places that one run found, in the order of files and lines; `errors` has them all."""

    def __init__(self, errors: Sequence[DataError]) -> None:
        first = errors[0]
        super().__init__(first.file, first.line, first.column, first.value, first.problem, first.remedy)
        self.errors = tuple(errors)
        lines = [str(error) for error in self.errors[:SHOWN]]
        if len(self.errors) > SHOWN:
            lines.append(f"... and {len(self.errors) - SHOWN} more")
        self.args = ("\n".join(lines),)


class UsageError(MigovError):
    """What the caller asked for cannot be."""


class UnknownName(UsageError):
    """No node has the name.

    Attributes:
        text: What was asked for.
        proposals: Ids of nodes with a near name, best first; never taken by themselves.
    """

    def __init__(self, text: str, proposals: Sequence[str] = ()) -> None:
        self.text, self.proposals = text, tuple(proposals)
        hint = f"; did you mean {listed(self.proposals)}?" if proposals else ""
        super().__init__(f"nothing is called {shortened(text)}{hint}")


class AmbiguousName(UsageError):
    """Several things have the name.

    Attributes:
        text: What was asked for.
        candidates: Pairs of (node id, or words for a thing outside the graph) and the reason.
    """

    def __init__(self, text: str, candidates: Sequence[tuple[str, str]]) -> None:
        self.text, self.candidates = text, tuple(candidates)
        what = "; ".join(f"{candidate} ({reason})" if reason else candidate for candidate, reason in candidates)
        super().__init__(f"{shortened(text)} may mean several things: {what}; write the id of the one that is meant")


class UnknownQuestion(UsageError):
    """No question has the name.

    Attributes:
        name: What was asked for.
        proposals: The near names.
    """

    def __init__(self, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        self.name, self.proposals = name, near(name, known)
        hint = f"did you mean {listed(self.proposals)}?" if self.proposals else f"there are {', '.join(known)}"
        super().__init__(f"no question {shortened(name)}; {hint}")


class BadParameter(UsageError):
    """A parameter that the question does not take, or a value that it cannot take.

    Attributes:
        parameter: Its name.
        value: What was given.
    """

    def __init__(self, parameter: str, value: object, problem: str, remedy: str) -> None:
        self.parameter, self.value = parameter, value
        super().__init__(f"parameter '{parameter}': {problem} (got {shortened(value)}); {remedy}")


class TooLarge(UsageError):
    """More than this way of asking can carry."""


class StoreError(UsageError):
    """A store that is not there, is not ours, or is damaged.

    Attributes:
        store: Its path or address, without any password.
    """

    def __init__(self, store: str, problem: str, remedy: str) -> None:
        self.store = store
        super().__init__(f"{store}: {problem}; {remedy}")


def near(text: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The known words that look like the text or share a part with it, best first."""
    lower = {word.lower(): word for word in known}
    close = difflib.get_close_matches(text.lower(), lower, n=count, cutoff=0.6)
    close += [word for word in lower if text and text.lower() in word and word not in close]
    return tuple(lower[word] for word in close[:count])


def listed(words: Sequence[str]) -> str:
    """The words in quotes, joined by commas and 'or'."""
    quoted = [f"'{word}'" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _one_line(text: str) -> str:
    """The text with control characters escaped: cells and headers of any file may stand in it."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def shortened(value: object, width: int = 60) -> str:
    """A value as a message can show it: on one line, without control characters, cut at `width`."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= width else f"{text[: width - 3]}..."
