"""What a question is made of, and what an answer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

from graph import schema
from graph.errors import ModelError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from graph.model import PropertyGraph
    from queries._proof import Proof
    from queries._say import Say

Params = Mapping[str, Any]
"""Parsed parameters by their Python names (``min_shared``), `as_of`, `confidence` and `lang` among them."""

MANY = ("Project", "Source")
"""The kinds of which a graph may hold a million nodes; from a server only those are fetched that a question reads."""

DTYPES = {
    "id": "str",
    "text": "str",
    "date": "str",
    "ids": "object",
    "path": "object",
    "integer": "int64",
    "number": "float64",
    "yes": "bool",
}
"""The types of answer columns and their pandas dtypes; `ids` are sorted lists of ids, a `path` is one in its own order,
`yes` is true or false."""

EVIDENCE_COLUMNS = (
    "id",
    "source",
    "title",
    "publisher",
    "url",
    "published",
    "locator",
    "date",
    "stance",
    "reading",
    "reading_es",
    "reason",
    "reason_es",
)
"""The columns of `Answer.evidence`; `id` is the statement, observation or node that the evidence is about."""


CITED_COLUMNS = ("id", "subject", "relation", "object", "role", "start", "end", "confidence", "dataset")
"""The columns of `Answer.cited`: what a statement, dated value (its measure as relation) or node says."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question.

    Attributes:
        name: As on the command line: ``min-shared``.
        type: `choice`, `choices`, `integer`, `number` (0 or more), `day` (a month or year stands for its last day),
            `first-day`, `node`, `room` (a node that is one), `nodes`, `pair` (two nodes), `statements` (supposed
            ones), `flag` or `text`.
        default: What holds where it is not given.
        en: What it means, and `es` in Spanish.
        choices: The values of a choice.
        kinds: The kinds of nodes that it takes.
        required: Whether it must be given.
        positional: Whether the command line takes it without ``--name``.
    """

    name: str
    type: str
    default: object
    en: str
    es: str
    choices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    required: bool = False
    positional: bool = False

    @property
    def key(self) -> str:
        """Its name in Python."""
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer.

    Attributes:
        name: Its name.
        type: A key of `DTYPES`.
        en: What it says, and `es` in Spanish.
        title_en: The head of the column where people read it, and `title_es`; empty hides it from the short table.
    """

    name: str
    type: str
    en: str
    es: str
    title_en: str = ""
    title_es: str = ""


def shaped(columns: Sequence[Column], frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with exactly these columns and their dtypes.

    Raises:
        ModelError: It has others.
    """
    wanted = [c.name for c in columns]
    if list(frame.columns) != wanted:
        raise ModelError(f"a question declares the columns {wanted} and gave {list(frame.columns)}")
    return frame.astype({c.name: DTYPES[c.type] for c in columns}).reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a question found.

    Attributes:
        frame: The declared columns and `evidence`, in the declared order.
        universe: What was looked at: names of sets and the ids in them.
        ties: What a kernel made the frame of; None where there is no kernel.
    """

    frame: pd.DataFrame
    universe: dict[str, list[str]]
    ties: pd.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Kernel:
    """How a question is split whose work is arithmetic: what a store gives, and what is computed from it.

    Attributes:
        columns: The columns of the ties, as the Cypher returns them in this order, `evidence` last; one row a tie.
        ties: The ties of a graph: the rows that the Cypher returns, in its order.
        finish: The rows of the answer (the declared columns and `evidence`) from the ties.
    """

    columns: tuple[Column, ...]
    ties: Callable[[PropertyGraph, Params], pd.DataFrame]
    finish: Callable[[pd.DataFrame, Params], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Question:
    """A canned question.

    Attributes:
        name: Its name, which its file has with ``_`` for ``-``.
        number: Its place in the catalogue: O1, G4.
        en: The question in one sentence, and `es` in Spanish.
        definition: How it is computed, and after whom.
        parameters: Its own parameters, without those that all questions take.
        columns: Its columns, without `evidence`.
        order: How its rows are sorted, in words.
        sentence: Says the answer in the language of the `Say` it is given.
        universe: What was looked at, from a graph and the rows (from the ties, where a kernel makes the rows). On a
            server the graph holds only the context: all nodes but projects and sources with what is said among them but
            money, and the relations that `reads` names.
        rows: Finds the rows on a graph: the declared columns and `evidence`. None where a kernel does.
        reads: The relations with projects, and of money, that `universe` looks at for these parameters; None: no such.
        check: Raises BadParameter where parameters, each right by itself, do not go together.
        timeless: Whether the answer is the same whatever day it is asked for.
        kernel: Where the Cypher returns ties and a kernel finishes: how. None where the Cypher is the whole answer.
    """

    name: str
    number: str
    en: str
    es: str
    definition: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    order: str
    sentence: Callable[[Rows, Params, Say], str]
    universe: Callable[[PropertyGraph, Params, pd.DataFrame], dict[str, list[str]]]
    rows: Callable[[PropertyGraph, Params], pd.DataFrame] | None = None
    reads: Callable[[Params], Sequence[str]] | None = None
    check: Callable[[Params], object] | None = None
    timeless: bool = False
    kernel: Kernel | None = None

    def found(self, graph: PropertyGraph, p: Params) -> Rows:
        """The answer on a graph."""
        return self.told(graph, p, self.kernel.ties(graph, p) if self.kernel else self.rows(graph, p))  # type: ignore[misc]

    @property
    def returned(self) -> tuple[Column, ...]:
        """The columns of what its Cypher returns: those of the ties, or of the rows and `evidence`."""
        return self.kernel.columns if self.kernel is not None else (*self.columns, EVIDENCE)

    def told(self, graph: PropertyGraph, p: Params, found: pd.DataFrame) -> Rows:
        """The answer from what its Cypher returns, and the graph (or the context of it) that says what was looked at."""
        looked_at = self.universe(graph, p, found)
        if self.kernel is None:
            return Rows(found, looked_at)
        return Rows(self.kernel.finish(found, p), looked_at, found)

    @property
    def cypher(self) -> str:
        """The Cypher form, from the file beside the module."""
        file = resources.files("queries") / f"{self.name.replace('-', '_')}.cypher"
        return file.read_text(encoding="utf-8")


EVIDENCE = Column("evidence", "ids", "the statements it rests on", "las afirmaciones en que se apoya")
"""The last column of every answer."""

COMMON = (
    Parameter(
        "as-of",
        "day",
        None,
        "the day the answer is for; today where not given",
        "el día al que se refiere la respuesta; hoy si no se indica",
    ),
    Parameter(
        "confidence",
        "choices",
        schema.COUNTED_CONFIDENCES,
        "how well supported statements must be to count",
        "qué respaldo deben tener las afirmaciones para contar",
        choices=schema.CONFIDENCES,
    ),
    Parameter(
        "source",
        "nodes",
        (),
        "answer as these sources alone would have it; all where not given",
        "responder solo según estas fuentes; todas si no se indica",
        kinds=("Source",),
    ),
    Parameter(
        "without",
        "nodes",
        (),
        "what if these nodes (or statements, by id) were not there",
        "qué pasaría sin estos nodos (o afirmaciones, por su id)",
    ),
    Parameter(
        "with",
        "statements",
        (),
        'what if this held too, such as "RCM COORDINATES_WITH Quito Process"; from the day asked for, or start=2020',
        "qué pasaría si además fuera cierto, p. ej. «RCM COORDINATES_WITH Quito Process»; desde el día pedido, o start=2020",
    ),
    Parameter(
        "compare",
        "flag",
        False,
        "show what a what-if changes: rows that are new or gone, or differ before and after",
        "mostrar qué cambia la hipótesis: filas nuevas o perdidas, o distintas antes y después",
    ),
    Parameter(
        "lang",
        "choice",
        "en",
        "the language of names and sentence",
        "el idioma de los nombres y de la frase",
        choices=("en", "es"),
    ),
)
"""Parameters that every question takes."""

ROLES = Parameter(
    "roles",
    "choices",
    ("member",),
    "whose seats count: members, and if asked associates and observers",
    "qué asientos cuentan: miembros y, si se pide, asociados y observadores",
    choices=schema.SEAT_ROLES,
)


def scope(*default: str) -> Parameter:
    """The parameter `scope`, with the given default (none: all scopes)."""
    return Parameter(
        "scope",
        "choices",
        default or schema.SCOPES,
        "only rooms of these scopes",
        "solo foros de estos alcances",
        choices=schema.SCOPES,
    )


@dataclass(frozen=True)
class Answer:
    """The answer to a question.

    Attributes:
        frame: Tidy: one row a finding, the declared columns, and `evidence`, the sorted ids it rests on.
        query: The name of the question.
        params: The parameters it was asked with, defaults included.
        as_of: The day it is for.
        universe: What was looked at.
        sentences: The answer in a sentence, by language.
        lang: The language that it shows itself in.
        columns: The columns of `frame` without `evidence`.
        proof: Looks up what the ids in `evidence` stand for.
        names: What is shown for each node id, by language.
        timeless: Whether the day it was asked for makes no difference.
    """

    frame: pd.DataFrame
    query: str
    params: dict[str, object]
    as_of: str
    universe: dict[str, list[str]]
    sentences: dict[str, str]
    lang: str
    columns: tuple[Column, ...]
    proof: Proof = field(repr=False)
    names: Mapping[str, Mapping[str, str]] = field(repr=False)
    timeless: bool = False

    def __repr__(self) -> str:
        """What was asked, and the answer in a sentence."""
        return f"<answer to {self.query} as of {self.as_of}, {len(self.frame)} rows: {self.sentence}>"

    @cached_property
    def sentence(self) -> str:
        """The answer in a sentence, in the language of the answer."""
        return self.sentences[self.lang]

    @cached_property
    def about(self) -> list[str]:
        """The ids that the rows rest on, sorted."""
        return sorted({identity for cell in self.frame["evidence"] for identity in cell})

    @cached_property
    def evidence(self) -> pd.DataFrame:
        """The sources behind the rows; columns as `EVIDENCE_COLUMNS`, one row a piece, by what it is about."""
        return self.proof.evidence(self.about)

    @cached_property
    def cited(self) -> pd.DataFrame:
        """What the ids in the `evidence` of the rows say; columns as `CITED_COLUMNS`, sorted by id."""
        return self.proof.cited(self.about)

    def to_json(self) -> str:
        """The answer as JSON; see the README for its keys."""
        from queries import _render

        return _render.as_json(self)

    def to_csv(self) -> str:
        """The rows as CSV: names beside ids, titles and addresses of the sources, no cell that a spreadsheet runs."""
        from queries import _render

        return _render.as_csv(self)

    def to_xlsx(self) -> bytes:
        """The rows, their evidence and the question as a workbook of three sheets, all text as text."""
        from queries import _workbook

        return _workbook.as_xlsx(self)

    def to_markdown(self, *, evidence: bool = False) -> str:
        """The sentence and the rows as a Markdown table, with names for ids; if asked the evidence below."""
        from queries import _render

        return _render.as_markdown(self, evidence=evidence)

    def to_table(self, width: int = 80, *, evidence: bool = False) -> str:
        """The sentence and the rows as text of that width, with names for ids; if asked the evidence below."""
        from queries import _render

        return _render.as_table(self, width, evidence=evidence)

    def plot(self) -> Figure:
        """The answer as a picture, for questions that have one: a figure of matplotlib, to be shown or saved.

        Raises:
            UsageError: Its question has no picture (it says which have), or it compares two answers.
        """
        from queries import _plot

        return _plot.plot(self)

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        from queries import _render

        return _render.as_html(self)
