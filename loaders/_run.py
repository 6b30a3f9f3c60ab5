"""One run of a loader: from files to a graph that has them, all or nothing.

A format is a module of this package with a `FORMAT`; it reads `Load.files` into `Load.draft` and says in `Load.report`
what it did. Nothing is written before all files are read and the whole graph holds together.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph import datasets, dates
from graph.errors import DataError, DataErrors, ModelError, UsageError, listed, near, shortened
from graph.model import PropertyGraph
from loaders._draft import Draft
from loaders._report import Place, Report

if TYPE_CHECKING:
    import pandas as pd

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
        mappable: Whether it takes `--map` where its own rules do not find the columns.
        folder: Whether it reads one folder that holds a whole graph, which says itself which dataset owns what.
        settings: The names that `--set` may give.
    """

    name: str
    title: str
    files: str
    read: Callable[[Load], None]
    publisher: str = ""
    mapped: bool = False
    mappable: bool = False
    folder: bool = False
    settings: tuple[str, ...] = ()


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
        tables: The tables of a whole graph, where the format is a folder of such; the draft stays empty then.
        owners: Datasets that such a folder speaks for, also where it has nothing of them any more.
        sheets_asked: Whether a workbook was asked for the sheet that the caller names.
    """

    def __init__(self, form: Format, files: Sequence[Path], options: Options, graph: PropertyGraph) -> None:
        self.format, self.files, self.options, self.graph = form, list(files), options, graph
        self.draft = Draft(options.dataset)
        self.report = Report()
        self.errors: list[DataError] = []
        self.tables: dict[str, pd.DataFrame] = {}
        self.owners: tuple[str, ...] = ()
        self.sheets_asked = False
        self._sources: dict[Path, str] = {}
        self._digests: dict[Path, str] = {}
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

    def read_once(self) -> None:
        """Leave out files whose content is that of an earlier one: a copy is no second report."""
        first: dict[str, Path] = {}
        for file in self.files:
            if (same := first.setdefault(self._digest(file), file)) is not file:
                self.report.note(f"{file.name}: the same content as {same.name}, and read once")
        self.files = list(first.values())

    def _digest(self, file: Path) -> str:
        if file not in self._digests:
            self._digests[file] = _digest(file)
        return self._digests[file]

    def _source(self, file: Path) -> str:
        digest = self._digest(file)
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
    if form.folder:
        return _whole(form, files, graph, options)
    _check_settings(form, options)
    dataset = options.dataset or form.name
    if not _DATASET.fullmatch(dataset) or dataset == datasets.CURATED:
        raise UsageError(f"'{dataset}' cannot name a dataset; write small letters, digits and hyphens")
    options = replace(options, dataset=dataset)
    run = Load(form, [_checked(Path(file)) for file in files], options, _before(graph, dataset))
    run.read_once()
    with _uncollected():
        form.read(run)
    if run.errors:
        raise DataErrors(run.errors)
    if options.aliases:
        run.names.decided.tell(run.report)
    if options.sheet and not run.sheets_asked:
        raise UsageError(f"--sheet {shortened(options.sheet)}: none of the files is a workbook; leave it out")
    report = run.report
    report.made = run.draft.counts()
    tables = run.draft.tables()
    _tell_replaced(report, graph, dataset, set(tables["sources"]["id"]))
    del run  # its draft would hold each row a second time while the graph is made
    try:
        return datasets.joined(graph, dataset, tables), report
    except ModelError as error:
        raise ModelError(f"{name}: what was read does not fit the model ({error}); please report this") from error


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """A block without the search for objects that hold each other.

    What is read is kept until the end: looking through it over and over finds nothing, and takes a tenth of the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _check_settings(form: Format, options: Options) -> None:
    """Refuse settings that would change nothing: who gives them believes that they do.

    Raises:
        UsageError: The format needs a map, or does not have what is given.
    """
    if form.mapped and options.map is None:
        raise UsageError(f"{form.name}: which column is what? give --map FILE.toml")
    if options.map is not None and not (form.mapped or form.mappable):
        raise UsageError(f"{form.name} reads no map; leave --map out")
    for name in options.given:
        if name not in form.settings:
            remedy = f"there are {', '.join(form.settings)}" if form.settings else "leave --set out"
            raise UsageError(f"{form.name} has no setting {shortened(name)}; {remedy}")


def _whole(form: Format, files: Sequence[Path], graph: PropertyGraph, options: Options) -> tuple[PropertyGraph, Report]:
    """The graph with a graph out of a folder in it, in place of what the same datasets said before, and the report.

    Raises:
        UsageError: Several folders, or a setting that such a folder does not have.
        DataErrors: The files are wrong; all places.
    """
    given = [f"--{name}" for name in Options.__dataclass_fields__ if name != "given" and getattr(options, name)]
    given += [f"--set {name}" for name in options.given]
    if given:
        raise UsageError(f"{form.name}: the folder says all of it itself; leave {given[0]} out")
    if len(files) > 1:
        raise UsageError(f"{form.name}: {len(files)} folders are given; load them one after the other")
    run = Load(form, files, options, graph)
    form.read(run)
    if run.errors:
        raise DataErrors(run.errors)
    report = run.report
    part = PropertyGraph(**run.tables)
    for table, column in (("edges", "relation"), ("observations", "measure")):
        counts = part.tables[table][column].value_counts()
        report.made |= {str(name): int(count) for name, count in counts.items()}
    _tell_datasets(report, graph, part, run.owners)
    try:
        return datasets.replaced(graph, part, run.owners), report
    except ModelError as error:
        raise UsageError(f"{files[0]}: {error}; unload that one first, or load into another store") from error


def _tell_datasets(report: Report, before: PropertyGraph, part: PropertyGraph, owners: Sequence[str]) -> None:
    """Say how much each dataset of a folder has, and in place of how much."""
    had, has = (
        {name: edges + seen for name, edges, seen, *_ in datasets.datasets(graph).itertuples(index=False)}
        for graph in (before, part)
    )
    for name in sorted({*has, *owners}):
        told = f"statements and observations of the dataset {shortened(name)}"
        was = f", in place of {had[name]:,}" if had.get(name) else ""
        report.note(f"{told}{was}", count=has.get(name, 0))


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
        there = "is a pipe or device" if file.exists() else "there is no such file"
        told = "is a folder" if file.is_dir() else there
        raise DataError(str(file), 0, "", None, told, "give the path of a file")
    return file


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
