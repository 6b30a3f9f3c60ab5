"""The commands about files: `migov load`, `formats`, `datasets`, `unload`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import BadParameter, UsageError, shortened
from migov import loading
from migov._words import no_more, options_of

if TYPE_CHECKING:
    from loaders._run import Options


def run(name: str, words: list[str]) -> int:
    """Run one of the commands and return its exit status.

    Raises:
        MigovError: As the loaders and stores do.
    """
    for word in words:
        _writable(word)
    commands: dict[str, Callable[[list[str]], int]] = {
        "load": _load,
        "formats": _formats,
        "datasets": _datasets,
        "unload": _unload,
    }
    return commands[name](words)


def _writable(word: str) -> None:
    """Refuse a word that no store can keep: the system gave it in another encoding than UTF-8.

    Raises:
        UsageError: It is such a word.
    """
    try:
        word.encode()
    except UnicodeEncodeError as error:
        told = "rename the file in UTF-8, or set the terminal to it"
        raise UsageError(f"{shortened(word)} is not UTF-8; {told}") from error


def _load(words: list[str]) -> int:
    from queries._terminal import calm

    texts = {"dataset", "sheet", "title", "publisher", "url", "published", "language"}
    known = texts | {"store", "map", "aliases", "review", "set"}
    options, positional = options_of(words, known, {"empty", "dry-run", "lenient", "json"})
    if len(positional) < 2:
        raise UsageError("write: migov load FORMAT FILE ... --store S; migov formats lists the formats")
    if "store" not in options:
        raise UsageError("where to? give --store FOLDER, or the address of a Neo4j server")
    report = loading.load(
        positional[0],
        [Path(word) for word in positional[1:]],
        options["store"],
        _load_options(options, texts),
        empty="empty" in options,
        dry_run="dry-run" in options,
        review=options.get("review", ""),
    )
    if "json" in options:
        print(report.as_json(), end="")
    else:
        # A file may have any name, and a terminal acts on what it is sent.
        print("\n".join(map(calm, report.as_text().rstrip("\n").split("\n"))))
    told = "nothing was written (--dry-run)" if "dry-run" in options else "loaded"
    print(f"{options['store']}: {told}", file=sys.stderr)
    return 0


def _load_options(options: dict[str, str], texts: set[str]) -> Options:
    from graph import dates
    from loaders._run import Options

    published = options.get("published", "")
    if published and (wrong := dates.problem(published)):
        raise BadParameter("published", published, wrong, dates.REMEDY)
    if (url := options.get("url", "")) and not re.match(r"https?://[^\s/]", url):
        raise BadParameter("url", url, "not the address of a page", "write http://... or https://...")
    settings = dict(map(_setting, options["set"].split("\0"))) if "set" in options else {}
    texts_given: dict[str, Any] = {name: options[name] for name in texts & options.keys()}
    return Options(
        map=Path(options["map"]) if "map" in options else None,
        aliases=Path(options["aliases"]) if "aliases" in options else None,
        lenient="lenient" in options,
        given=settings,
        **texts_given,
    )


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise BadParameter("set", text, "not a name and a value", "write --set name=value, such as --set country=COL")
    return name, value


def _formats(words: list[str]) -> int:
    from loaders import _run

    _, positional = options_of(words, set(), set())
    no_more(positional)
    for form in _run.formats().values():
        print(f"{form.name:<12} {form.title}\n{'':<12} {form.files}")
    return 0


def _datasets(words: list[str]) -> int:
    import migov
    from graph import datasets
    from queries._terminal import calm

    options, positional = options_of(words, {"store"}, set())
    no_more(positional)
    frame = datasets.datasets(migov.open(options.get("store")).graph)
    for name, statements, observations, sources, loaded in frame.fillna("").to_numpy().tolist():
        told = f"{statements:>10,} statements {observations:>8,} observations {sources:>5,} sources"
        print(f"{calm(name):<16}{told}  {loaded}".rstrip())
    return 0


def _unload(words: list[str]) -> int:
    options, positional = options_of(words, {"store"}, set())
    if len(positional) != 1 or "store" not in options:
        raise UsageError("write: migov unload NAME --store S; migov datasets --store S lists the names")
    statements, observations = loading.unload(positional[0], options["store"])
    told = f"{statements:,} statements and {observations:,} observations of {positional[0]} are gone"
    print(f"{options['store']}: {told}", file=sys.stderr)
    return 0
