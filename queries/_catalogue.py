"""Finding the questions by the names of their files."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, cast

import queries
from graph.errors import UnknownQuestion

if TYPE_CHECKING:
    from queries._frame import Question


FAMILIES = {
    "O": ("Overlaps", "Coincidencias"),
    "G": ("Gaps", "Vacíos"),
    "D": ("Donors", "Donantes"),
    "B": ("Brokers", "Intermediarios"),
    "T": ("Time", "Tiempo"),
    "W": ("What if", "Hipótesis"),
    "E": ("Evidence", "Evidencia"),
}
"""The families of the catalogue by the letter of their numbers, in English and Spanish, in their order."""


@cache
def _found() -> dict[str, str]:
    modules = (module.name for module in pkgutil.iter_modules(queries.__path__))
    return {name.replace("_", "-"): name for name in sorted(modules) if not name.startswith("_")}


def names() -> list[str]:
    """The names of all questions, sorted."""
    return list(_found())


def in_order() -> list[str]:
    """The names of all questions in the order of their numbers, family by family."""
    families = list(FAMILIES)
    numbers = {name: question(name).number for name in names()}
    return sorted(numbers, key=lambda name: (families.index(numbers[name][0]), int(numbers[name][1:])))


def question(name: str) -> Question:
    """The question of that name.

    Raises:
        UnknownQuestion: There is none.
    """
    module = _found().get(name)
    if module is None:
        raise UnknownQuestion(name, names())
    return cast("Question", importlib.import_module(f"queries.{module}").QUESTION)
