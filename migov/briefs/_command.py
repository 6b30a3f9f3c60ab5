"""The command `brief`: a node, a file, and the form that the ending of the file says."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from graph import dates
from graph.errors import BadParameter, UsageError, listed
from migov._words import no_more, options_of, put
from migov.briefs import ROLES

if TYPE_CHECKING:
    from migov.briefs._model import Brief

ENDINGS = (".docx", ".html", ".md")
EXAMPLE = "migov brief country:COL --lang es --out colombia.docx"


def run(words: list[str]) -> int:
    """Write a brief and return the exit status; what cannot be is said before a large graph is read."""
    options, positional = options_of(words, {"out", "lang", "as-of", "store", "role"}, set())
    if not positional:
        raise UsageError(f"a brief about what? such as: {EXAMPLE}")
    node, *more = positional
    no_more(more)
    ending = _ending(options.get("out"))
    lang, day, role = options.get("lang", "en"), options.get("as-of"), options.get("role")
    if lang not in ("en", "es"):
        raise BadParameter("lang", lang, "no such choice", "choose from en, es")
    if day is not None and (wrong := dates.problem(day)):
        raise BadParameter("as-of", day, wrong, dates.REMEDY)
    if role is not None and role not in ROLES:
        raise BadParameter("role", role, "no such choice", f"choose from {', '.join(ROLES)}")
    import migov

    made = migov.open(options.get("store")).brief(node, lang=lang, as_of=day, role=role)
    put(_written(made, ending), options["out"], bom=False)
    return 0


def _ending(out: str | None) -> str:
    """The ending of the file, which says the form."""
    if out is None:
        raise UsageError(f"name a file that ends in {listed(ENDINGS)}, such as: {EXAMPLE}")
    ending = PurePath(out).suffix.lower()
    if ending not in ENDINGS:
        raise BadParameter("out", out, "its ending says no form of a brief", f"end it in {listed(ENDINGS)}")
    return ending


def _written(made: Brief, ending: str) -> str | bytes:
    if ending == ".docx":
        return made.to_docx()
    return made.to_html() if ending == ".html" else made.to_markdown()
