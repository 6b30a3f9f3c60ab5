"""The command line. Nothing heavy is imported before a command needs it: `migov --help` must come at once."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import SHOWN, BadParameter, DataError, MigovError, ModelError, UsageError, listed, near
from migov._described import described
from migov._words import no_more, options_of, piped, put

if TYPE_CHECKING:
    from queries._frame import Answer

ANSWERED, WRONG_DATA, WRONG_USAGE = 0, 1, 2
FORMATS = ("table", "csv", "json", "md", "xlsx")
CYPHER_FORMATS = ("table", "csv", "json")

HELP = """\
migov: who governs migration in the Americas, on evidence.

  migov explore [--out explorer.html] [--lang en|es] [--as-of D] [--store S] [--no-open]
                            the page: one file, offline, in English and Spanish
  migov explore --serve [--port N] [--lang en|es] [--as-of D] [--store S] [--no-open]
                            the same page with the whole store behind it, on this computer only
  migov ask NAME [--PARAMETER value ...] [--as-of D] [--lang en|es] [--store S]
            [--format table|csv|json|md|xlsx] [--out FILE] [--evidence]
                            the answer to a question; with the statements and sources under it
            [--without NODE] [--with "A RELATION B"] [--compare]
                            the answer as it would be, and what changes; the graph itself stays
  migov brief NODE --out FILE.docx|.html|.md [--lang en|es] [--as-of D] [--store S] [--role donor]
                            a country, mechanism or donor on two to four pages, with its sources
  migov questions [NAME]    the questions, or one with its parameters and columns
  migov export FORMAT OUT [--store S] [--as-of D]
                            the graph for other programs: csv, xlsx, gexf, graphml, node-link,
                            kumu, ftm, cypher, neo4j-csv
  migov copy FROM TO        a graph from one store to another; curated is the built-in graph
  migov cypher "MATCH ..." [--store S] [--param NAME=VALUE ...] [--limit N] [--timeout SECONDS]
            [--format table|csv|json] [--out FILE]
                            a query of your own on a Neo4j server; it only reads
  migov load FORMAT FILE ... --store S [--dataset NAME] [--empty] [--dry-run] [--lenient]
            [--map FILE.toml] [--aliases FILE.csv] [--review FILE.csv] [--sheet NAME] [--json]
            [--set NAME=VALUE] (what the file does not say, such as country=COL or year=2022)
            [--title T] [--publisher P] [--url U] [--published D] [--language L]
                            files of a machine format into a store, in place of what they said
  migov formats             the machine formats
  migov datasets [--store S]      what a store is made of
  migov unload NAME --store S     take a dataset out of a store
  migov check [PATH ...]    look for errors in the curated tables, or in your own
  migov --version

D is a date: 2022, 2022-05 or 2022-05-17. S is the folder of a saved graph, or a Neo4j server
(neo4j://HOST; neo4j alone is the one that NEO4J_URI names); without it the built-in graph
answers. Exit status: 0 answered, 1 wrong data, 2 wrong usage.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # a caller may close them: `>&-`
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        status = _run(words)
        sys.stdout.flush()
    except (DataError, ModelError) as error:
        print(error, file=sys.stderr)
        return WRONG_DATA
    except MigovError as error:
        print(f"migov: {error}", file=sys.stderr)
        return WRONG_USAGE
    except OSError as error:  # what reads our output has gone, or the disk is full: leave nothing to flush at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return ANSWERED
        print(f"migov: {error.strerror or error}", file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return 130
    return status


def _run(words: list[str]) -> int:
    commands: dict[str, Callable[[list[str]], int]] = {
        "explore": _explore,
        "ask": _ask,
        "brief": _brief,
        "questions": _questions,
        "check": _check,
        "export": _export,
        "copy": _copy,
        "cypher": _cypher,
        **dict.fromkeys(("load", "formats", "datasets", "unload"), partial(_loading, words[:1])),
    }
    if not words or words[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return ANSWERED if words else WRONG_USAGE
    if words[0] == "--version":
        from migov import __version__

        print(f"migov {__version__}")
        return ANSWERED
    command = commands.get(words[0])
    if command is None:
        close = near(words[0], commands)
        hint = f"did you mean {listed(close)}?" if close else f"there are {', '.join(commands)}"
        raise UsageError(f"no command '{words[0]}'; {hint}")
    if any(word in ("-h", "--help") for word in words[1:]) and words[0] != "ask":
        print(HELP, end="")
        return ANSWERED
    return command(words[1:])


def _explore(words: list[str]) -> int:
    import migov

    options, positional = options_of(words, {"out", "lang", "as-of", "store", "port"}, {"no-open", "serve"})
    no_more(positional)
    lang = options.get("lang")
    if lang not in (None, "en", "es"):
        raise BadParameter("lang", lang, "no such choice", "choose from en, es")
    out = options.get("out") or "explorer.html"
    port = _port(options)
    graph = migov.open(options.get("store"))
    show = "no-open" not in options
    if "serve" in options:
        from migov import front

        front.served(graph, port, options.get("as-of"), lang, show=show)
        return ANSWERED
    path = migov.explore(graph, out=out, as_of=options.get("as-of"), lang=lang, show=show)
    print(f"{path} ({path.stat().st_size / 1e6:.2f} MB)", file=sys.stderr)
    return ANSWERED


def _port(options: dict[str, str]) -> int:
    """The port to serve on; 0 is any that is free.

    Raises:
        UsageError: Options do not go together.
        BadParameter: It is none.
    """
    if "serve" in options and "out" in options:
        raise UsageError("--out writes a file, and --serve shows the page without one; leave one of them out")
    port = options.get("port", "0")
    if "serve" not in options and "port" in options:
        raise UsageError("--port goes with --serve")
    if not (port.isascii() and port.isdigit() and len(port) < 6 and int(port) < 65536):
        raise BadParameter("port", port, "no such port", "write a number from 1024 to 65535, or leave it out")
    return int(port)


def _ask(words: list[str]) -> int:
    import queries

    if words and words[0] in ("-h", "--help"):
        print(HELP, end="")
        return ANSWERED
    if not words or words[0].startswith("-"):
        raise UsageError(f"ask what? there are {', '.join(queries.catalogue())}")
    question = queries.question(words[0])
    if any(word in ("-h", "--help") for word in words[1:]):
        print(described(question), end="")
        return ANSWERED
    from queries._frame import COMMON

    takes = (*question.parameters, *COMMON)
    flags = {p.name for p in takes if p.type == "flag"}
    known = {p.name for p in takes if p.name not in flags} | {"format", "out", "store"}
    options, positional = options_of(words[1:], known, flags | {"evidence"})
    options |= dict.fromkeys(flags & options.keys(), "true")
    evidence = options.pop("evidence", None) is not None
    output = options.pop("format", "table")
    out, store = options.pop("out", None), options.pop("store", None)
    if output not in FORMATS:
        raise BadParameter("format", output, "no such choice", f"choose from {', '.join(FORMATS)}")
    if evidence and output not in ("table", "md"):
        raise UsageError(f"--evidence goes with --format table or md; {output} has the evidence anyway")
    if output == "xlsx" and out is None:
        raise UsageError("a workbook is no text for the terminal; name a file, such as --out answer.xlsx")
    for parameter in question.parameters:
        if parameter.positional and positional:
            if parameter.name in options:
                raise UsageError(f"--{parameter.name} is given twice")
            options[parameter.name] = positional.pop(0)
    no_more(positional)
    import migov

    answer = migov.open(store).ask(question.name, **options)
    put(_formatted(answer, output, evidence=evidence), out, bom=output == "csv")
    return ANSWERED


def _brief(words: list[str]) -> int:
    from migov.briefs import _command

    return _command.run(words)


def _questions(words: list[str]) -> int:
    import queries

    options, positional = options_of(words, {"lang"}, set())
    lang = options.get("lang", "en")
    if lang not in ("en", "es"):
        raise BadParameter("lang", lang, "no such choice", "choose from en, es")
    if positional:
        for name in positional:
            print(described(queries.question(name), lang), end="")
        return ANSWERED
    for name in queries.catalogue():
        question = queries.question(name)
        print(f"{question.number:<3} {name:<22} {question.en if lang == 'en' else question.es}")
    return ANSWERED


def _check(words: list[str]) -> int:
    from loaders import curated

    options, positional = options_of(words, set(), {"all"})
    paths = [Path(word) for word in positional]
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
    counts, errors = curated.check(paths)
    shown = len(errors) if "all" in options else SHOWN
    for error in errors[:shown]:
        print(error, file=sys.stderr)
    if errors:
        rest = f" ({len(errors) - shown} more; --all shows them)" if len(errors) > shown else ""
        print(f"{len(errors)} {'error' if len(errors) == 1 else 'errors'}{rest}", file=sys.stderr)
        return WRONG_DATA
    print("no error in " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    return ANSWERED


def _export(words: list[str]) -> int:
    from graph import exports

    options, positional = options_of(words, {"store", "as-of"}, set())
    if len(positional) != 2:
        raise UsageError(f"write: migov export FORMAT OUT; the formats are {', '.join(exports.formats())}")
    exports.check(*positional)  # before a large graph is read
    import migov

    graph, day = migov.open(options.get("store")), options.get("as-of")
    remarks = exports.export((graph if day is None else graph.at(day)).graph, *positional)
    print("\n".join([f"{positional[1]}: written", *remarks]), file=sys.stderr)
    return ANSWERED


def _copy(words: list[str]) -> int:
    import migov
    from graph.stores import open_store
    from migov.front import CURATED

    _, positional = options_of(words, set(), set())
    if len(positional) != 2:
        raise UsageError("write: migov copy FROM TO, such as: migov copy curated my-folder")
    origin, goal = positional
    if goal == CURATED:
        raise UsageError("the built-in graph is not written; name a folder or the address of a server")
    if origin != CURATED and _same(origin, goal):
        raise UsageError(f"{goal}: this is the store to copy from; name another one")
    target, graph = open_store(goal), migov.open(origin).graph
    target.write(graph)
    counts = ", ".join(f"{len(frame)} {name}" for name, frame in graph.tables.items())
    print(f"{goal}: {counts}", file=sys.stderr)
    return ANSWERED


def _loading(name: list[str], words: list[str]) -> int:
    from migov import loading_commands

    return loading_commands.run(name[0], words)


def _same(one: str, other: str) -> bool:
    """Whether two names are of the same store."""
    from graph.stores import _address

    servers = [name for name in (one, other) if _address.is_address(name)]
    if servers:
        return len(servers) == 2 and _address.parsed(one) == _address.parsed(other)
    here, there = Path(one).resolve(), Path(other).resolve()
    return here == there or (here.exists() and there.exists() and here.samefile(there))


def _cypher(words: list[str]) -> int:
    from graph.stores import _address, open_store
    from migov import cypher

    options, positional = options_of(words, {"store", "format", "out", "param", "limit", "timeout"}, set())
    if len(positional) != 1:
        raise UsageError('write one query in quotes, such as: migov cypher "MATCH (n:Mechanism) RETURN n.name_en"')
    output, limit = options.get("format", "table"), options.get("limit", str(cypher.LIMIT))
    if output not in CYPHER_FORMATS:
        raise BadParameter("format", output, "no such choice", f"choose from {', '.join(CYPHER_FORMATS)}")
    if limit != "all" and not (limit.isascii() and limit.isdigit()):
        raise BadParameter("limit", limit, "not a whole number", "write 0, 1, 2 ... or all")
    given = options["param"].split("\0") if "param" in options else []
    result = cypher.ask(
        open_store(options.get("store", _address.BY_ENVIRONMENT)),
        piped() if positional[0] == "-" else positional[0],
        dict(map(cypher.parameter, given)),
        None if limit == "all" else int(limit),
        cypher.seconds(options.get("timeout", str(cypher.SECONDS))),
    )
    width = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80
    made = {"json": cypher.as_json, "csv": cypher.as_csv}.get(output, lambda found: cypher.as_table(found, width))
    put(made(result), options.get("out"), bom=output == "csv")
    if result.more:
        print(f"there are more rows than --limit {limit}; --limit all gives every one", file=sys.stderr)
    if result.loading:
        print("a load is under way or was cut short: what was asked may be half a graph", file=sys.stderr)
    return ANSWERED


def _formatted(answer: Answer, output: str, *, evidence: bool) -> str | bytes:
    if output == "xlsx":
        return answer.to_xlsx()
    if output == "json":
        return answer.to_json()
    if output == "csv":
        return answer.to_csv()
    if output == "md":
        return answer.to_markdown(evidence=evidence)
    width = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80
    return answer.to_table(width, evidence=evidence)
