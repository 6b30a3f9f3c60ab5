"""The generated parts of the documents: `python -m migov.docs` rewrites them, and a test holds them current."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from graph import schema

README = "README.md"


def model() -> str:
    """The kinds, relations and properties of the schema as Markdown tables."""
    lines = ["| kind | what counts as one | subtypes |", "| --- | --- | --- |"]
    lines += [f"| `{kind.name}` | {kind.meaning} | {', '.join(kind.subtypes)} |" for kind in schema.KINDS.values()]
    lines += ["", "| relation | from | to | what it says | roles |", "| --- | --- | --- | --- | --- |"]
    lines += [
        f"| `{r.name}` | {_kinds(r.sources)} | {_kinds(r.targets)} | {r.meaning} | {', '.join(r.roles)} |"
        for r in schema.RELATIONS.values()
    ]
    for table, properties in schema.TABLES.items():
        rows = [f"| `{p.name}` | {p.type} | {_meaning(p)} |" for p in properties]
        head = f"<details><summary>Columns of <code>{table}</code></summary>"
        lines += ["", head, "", "| column | type | meaning |", "| --- | --- | --- |", *rows, "", "</details>"]
    return "\n".join(lines)


def questions() -> str:
    """The questions as a Markdown table."""
    import queries

    found = [queries.question(name) for name in queries.catalogue()]
    lines = ["| | question | asks | its own parameters |", "| --- | --- | --- | --- |"]
    for q in sorted(found, key=lambda q: q.number):
        own = ", ".join(f"`{p.name}`" for p in q.parameters)
        lines.append(f"| {q.number} | `{q.name}` | {q.en} | {own} |")
    return "\n".join(lines)


SECTIONS: dict[str, Callable[[], str]] = {"model": model, "questions": questions}
"""The generated sections by the name in their marks, ``<!-- NAME:begin -->`` and ``<!-- NAME:end -->``."""


def current(text: str) -> str:
    """The text with every generated section as it is now.

    Raises:
        ValueError: A section's marks are missing.
    """
    for name, write in SECTIONS.items():
        marks = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        if not marks.search(text):
            raise ValueError(f"the marks of the section '{name}' are missing")
        section = write()
        text = marks.sub(lambda m, s=section: f"{m[1]}{s}\n{m[2]}", text)  # type: ignore[misc]
    return text


def _kinds(kinds: tuple[str, ...]) -> str:
    return "any" if set(kinds) == set(schema.KINDS) else ", ".join(dict.fromkeys(kinds))


def _meaning(p: schema.Property) -> str:
    parts = [p.meaning]
    if p.kinds:
        parts.append(f"Only {', '.join(p.kinds)}.")
    if p.choices and len(p.choices) <= len(schema.STATUSES):
        parts.append(f"One of {', '.join(p.choices)}.")
    if p.derived:
        parts.append("Derived.")
    return " ".join(parts)


if __name__ == "__main__":
    readme = Path(README)
    readme.write_text(current(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
