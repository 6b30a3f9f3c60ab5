"""The bodies that a table of memberships names: found among those of the graph, else made as the map says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph import schema
from graph.names import fold
from loaders import curated
from loaders._finding import Finder
from loaders._mapping import Chart
from loaders._names import slug_of

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load

SHORT = 6
"""The most letters of an acronym that may mean something else in another list."""


class Bodies:
    """What finds and makes bodies.

    A long name decides where the table has one: an acronym alone may be another body's. One without long name is looked
    for by its acronym, unless that is known to mean several things (`homonyms.csv`).
    """

    def __init__(self, load: Load, chart: Chart) -> None:
        """Read the aliases, and check what a new body is to be.

        Raises:
            DataErrors: The file of aliases is wrong.
            DataError: The map asks for a body that the schema does not have.
        """
        self._load = load
        self._find = Finder(load, chart, "body", ("Mechanism", "Agency"))
        self._kind = chart.text("body", "kind", "Agency")
        self._subtype = chart.text("body", "subtype") or None
        self._scope = chart.text("body", "scope") or None
        self._known = chart.flag("body", "members_known")
        self._homonyms = {fold(homonym.text) for homonym in curated.homonyms()}
        self._found: dict[tuple[str, str], tuple[str, bool]] = {}
        subtypes = schema.KINDS[self._kind].subtypes
        if self._subtype not in (None, *subtypes):
            raise chart.wrong("body", "subtype", self._subtype, f"no subtype of {self._kind}", ", ".join(subtypes))
        if self._kind == "Mechanism" and self._subtype is None:
            told = "a new Mechanism has one, by which governments are known to sit in it"
            raise chart.wrong("body", "subtype", None, told, f"write one of {', '.join(subtypes)}")
        for key, value in (("scope", self._scope), ("members_known", self._known)):
            if value is not None and self._kind != "Mechanism":
                raise chart.wrong(
                    "body", key, None, "only a Mechanism has it", 'write kind = "Mechanism", or leave it out'
                )

    def __call__(self, text: str, name: str, place: Place) -> str | None:
        """The id of the body with this acronym or name, and this long name where there is one; made if need be."""
        if not fold(text) and not fold(name):
            return None
        if (text, name) not in self._found:
            self._found[text, name] = self._node(text, name, place)
        node, made = self._found[text, name]
        if made:
            self._load.names.missed(self._kind, name or text, place, node)
        return node or None

    def _node(self, text: str, name: str, place: Place) -> tuple[str, bool]:
        """The id, empty for none, and whether it is made."""
        for written in filter(None, (text, name)):
            if (decided := self._find.decided(written)) is not None:
                return decided, False
        acronym = not name and len(text) <= SHORT and text.isupper()
        if acronym and fold(text) in self._homonyms:
            self._load.report.note(
                f"{text} means several things, and no long name tells which: taken for another", place
            )
        elif node := self._load.names.bearer(name or text, self._find.kinds):
            return node, False
        return self._made(text, name), True

    def _made(self, text: str, name: str) -> str:
        full = name or text
        slug = slug_of(full) or "unnamed"
        node = f"{self._kind.lower()}:{slug}"
        if node in self._load.graph.node_index:  # another body has that id: it bears another name
            node = f"{node}.{self._load.options.dataset}"
        made: dict[str, object] = {"subtype": self._subtype, "scope": self._scope, "members_known": self._known}
        if name and text and fold(name) != fold(text):
            made |= {"aliases": [text], "short_en": text, "short_es": text}
        return self._load.draft.node(node, name_en=full, name_es=full, **made)
