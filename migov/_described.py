"""A question for people: its definition, parameters and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from queries._frame import Parameter, Question


def described(question: Question, lang: str = "en") -> str:
    """A question with its definition, parameters and columns, for people."""
    import textwrap

    from queries._frame import COMMON

    def line(name: str, text: str) -> str:
        return textwrap.fill(text, 78, initial_indent=f"  {name:<22} ", subsequent_indent=" " * 25)

    english = lang == "en"
    lines = [f"{question.number} {question.name}", question.en if english else question.es, ""]
    lines += [textwrap.fill(question.definition, 78), "", "Parameters" if english else "Parámetros"]
    for p in (*question.parameters, *COMMON):
        name = p.name.upper() if p.positional else f"--{p.name}"
        lines.append(line(name, (p.en if english else p.es) + _limits(p)))
    lines += ["", "Columns" if english else "Columnas"]
    lines += [line(c.name, c.en if english else c.es) for c in question.columns]
    lines.append(line("evidence", "the statements it rests on" if english else "las afirmaciones en que se apoya"))
    lines += ["", f"{'Order' if english else 'Orden'}: {question.order}"]
    return "\n".join(lines) + "\n\n"


def _limits(p: Parameter) -> str:
    default = ",".join(p.default) if isinstance(p.default, tuple) else p.default
    parts = [", ".join(p.choices)] if p.choices else []
    if p.required:
        parts.append("required")
    elif default not in (None, ""):
        parts.append(f"default {default}")
    return f" ({'; '.join(parts)})" if parts else ""
