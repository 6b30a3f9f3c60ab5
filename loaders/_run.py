"""One run of a loader: from files to a graph that has them, all or nothing.

A format is a module of this package with a `FORMAT`; it reads `Load.files` into `Load.draft` and says in `Load.report`
what it did. Nothing is written before all files are read and the whole graph holds together.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph import datasets, dates
from graph.errors import DataError, DataErrors, ModelError, UsageError, listed, near
from graph.model import PropertyGraph
from loaders._draft import Draft
from loaders._report import Place, Report

if TYPE_CHECKING:
    from loaders._names import Names

REPLACED = 3
"""How many files that are replaced the report names."""
QUIET = 5.0
"""Seconds after which a load tells how far it is, and again after each so many."""
_DATASET = re.compile(r"[a-z0-9][a-z0-9_-]*")
"""What the name of a dataset looks like: no dot, which parts it from the digest of a file in the id of a source."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a loader says of itself.

    Attributes:
        name: Its name on the command line.
        title: What the format is, in one line.
        files: What files it takes.
        read: Reads the files of a load into its draft.
        publisher: Who publishes such files, where that is one.
        mapped: Whether it needs `--map`.
    """

    name: str
    title: str
    files: str
    read: Callable[[Load], None]
    publisher: str = ""
    mapped: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller says of a load.

    Attributes:
        dataset: The name that owns what is loaded; the format's, where not given.
        map: A TOML file that says which column is what.
        aliases: A CSV of decided names (`kind,name,node`), such as an edited review file.
        sheet: The sheet of a workbook.
        title, publisher, url, published, language: What the bibliography says of the files.
        lenient: Leave out rows with wrong cells, and report them, instead of refusing the file.
        given: Further settings of a format by name.
    """

    dataset: str = ""
    map: Path | None = None
    aliases: Path | None = None
    sheet: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    lenient: bool = False
    given: dict[str, str] = field(default_factory=dict)


class Load:
    """What a loader is given, and where it puts what it reads.

    Attributes:
        files: The files, in the order given.
        options: What the caller says.
        graph: The graph that it will be joined to, without what this dataset said before.
        draft: What is made.
        report: What there is to say.
        errors: Wrong places met so far; `wrong` adds to them.
    """

    def __init__(self, form: Format, files: Sequence[Path], options: Options, graph: PropertyGraph) -> None:
        self.format, self.files, self.options, self.graph = form, list(files), options, graph
        self.draft = Draft(options.dataset)
        self.report = Report()
        self.errors: list[DataError] = []
        self._sources: dict[Path, str] = {}
        self._begun = self._told = time.monotonic()
        self._names: Names | None = None

    @property
    def names(self) -> Names:
        """What finds nodes by name."""
        if self._names is None:
            from loaders._names import Names

            self._names = Names(self.graph, self.draft, self.report, self.options.aliases)
        return self._names

    def place(self, file: Path, where: str, line: int = 0) -> Place:
        """A place in a file; the file becomes a source when it is first spoken of."""
        if file not in self._sources:
            self._sources[file] = self._source(file)
        return Place(file.name, self._sources[file], where, line)

    def wrong(self, error: DataError) -> None:
        """Note a wrong place; where rows with such may be left out, the row is reported as skipped."""
        if self.options.lenient:
            self.report.skip(f"{error.column}: {error.problem}" if error.column else error.problem)
        else:
            self.errors.append(error)

    def progress(self, done: int, what: str = "records") -> None:
        """Tell on stderr how far it is, once it has taken some seconds."""
        now = time.monotonic()
        if now - self._told >= QUIET:
            print(f"{self.format.name}: {done:,} {what} ({now - self._begun:.0f} s)", file=sys.stderr, flush=True)
            self._told = now

    def _source(self, file: Path) -> str:
        digest = _digest(file)
        source = f"source:{self.options.dataset}.{digest[:12]}"
        known = self.graph.sources.loc[self.graph.sources["id"] == source]
        options = self.options
        properties = {
            "title": options.title or file.name,
            "publisher": options.publisher or self.format.publisher or None,
            "url": options.url or None,
            "published": options.published or None,
            # The day of the first load: the same file loaded again is the same source.
            "accessed": known["accessed"].iloc[0] if len(known) else dates.today(),
            "language": options.language or None,
        }
        self.draft.source(source, **{name: value for name, value in properties.items() if value is not None})
        self.draft.node(source, note=f"{file.name}, SHA-256 {digest}")
        return source


def names() -> list[str]:
    """The names of the modules that may hold a format, as the command line writes them."""
    import loaders

    found = (module.name for module in pkgutil.iter_modules(loaders.__path__))
    return sorted(name.replace("_", "-") for name in found if not name.startswith("_") and name != datasets.CURATED)


def formats() -> dict[str, Format]:
    """The formats by name: each module of this package that has a `FORMAT`."""
    return {name: _format(name) for name in names()}


def load(
    name: str, files: Sequence[Path], graph: PropertyGraph, options: Options | None = None
) -> tuple[PropertyGraph, Report]:
    """The graph with the files of a format in it, in place of what their dataset said before, and the report.

    Raises:
        UsageError: There is no such format, no file, or a setting that the format does not have.
        DataErrors: The files are wrong; all places.
    """
    form = _format(name)
    if not files:
        raise UsageError(f"{name}: no file; give one or more of: {form.files}")
    options = options or Options()
    if form.mapped and options.map is None:
        raise UsageError(f"{name}: which column is what? give --map FILE.toml")
    dataset = options.dataset or form.name
    if not _DATASET.fullmatch(dataset) or dataset == datasets.CURATED:
        raise UsageError(f"'{dataset}' cannot name a dataset; write small letters, digits and hyphens")
    options = replace(options, dataset=dataset)
    run = Load(form, [_checked(Path(file)) for file in files], options, _before(graph, dataset))
    form.read(run)
    if run.errors:
        raise DataErrors(run.errors)
    report = run.report
    report.made = run.draft.counts()
    tables = run.draft.tables()
    _tell_replaced(report, graph, dataset, set(tables["sources"]["id"]))
    del run  # its draft would hold each row a second time while the graph is made
    try:
        return datasets.joined(graph, dataset, tables), report
    except ModelError as error:
        raise ModelError(f"{name}: what was read does not fit the model ({error}); please report this") from error


def _tell_replaced(report: Report, graph: PropertyGraph, dataset: str, read: set[str]) -> None:
    """Say what the dataset had from files that were not read this time: it goes, and a second page may be meant."""
    sources = graph.sources[(graph.sources["dataset"] == dataset).to_numpy()]
    gone = sources.loc[~sources["id"].isin(read), "title"].tolist()
    if gone:
        had = sum(int((frame["dataset"] == dataset).sum()) for frame in (graph.edges, graph.observations))
        files = ", ".join(gone[:REPLACED]) + (f" and {len(gone) - REPLACED} more" if len(gone) > REPLACED else "")
        told = f"statements and observations of the dataset {dataset} are replaced, those from {files} among them"
        report.note(f"{told}; load the files together, or under another --dataset, to keep both", count=had)


def _before(graph: PropertyGraph, dataset: str) -> PropertyGraph:
    """The graph without the dataset; its sources stay, which say when a file was first read."""
    kept = datasets.rest(graph, dataset)
    if all(len(kept[table]) == len(frame) for table, frame in graph.tables.items()):
        return graph
    own = graph.nodes["id"].isin(graph.sources["id"]).to_numpy()
    nodes = graph.nodes[own | graph.nodes["id"].isin(kept["nodes"]["id"]).to_numpy()]
    return PropertyGraph(**{**kept, "nodes": nodes, "sources": graph.sources})


def _format(name: str) -> Format:
    known = names()
    if name not in known:
        close = near(name, known)
        remedy = f"did you mean {listed(close)}?" if close else f"there are {', '.join(known)}"
        raise UsageError(f"no format '{name}'; {remedy}")
    form: Format = importlib.import_module(f"loaders.{name.replace('-', '_')}").FORMAT
    return form


def _checked(file: Path) -> Path:
    """The file, where it can be read.

    Raises:
        DataError: It is not there, or no file.
    """
    if not file.is_file():
        told = "is a folder" if file.is_dir() else "there is no such file"
        raise DataError(str(file), 0, "", None, told, "give the path of a file")
    return file


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
