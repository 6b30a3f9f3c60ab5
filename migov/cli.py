"""The command line. Nothing heavy is imported before a command needs it: `migov --help` must come at once."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import SHOWN, BadParameter, DataError, MigovError, ModelError, UsageError, listed, near

if TYPE_CHECKING:
    from queries._frame import Answer, Parameter, Question

ANSWERED, WRONG_DATA, WRONG_USAGE = 0, 1, 2
FORMATS = ("table", "csv", "json", "md", "xlsx")
CYPHER_FORMATS = ("table", "csv", "json")
REPEATED = {"with": ";", "without": ",", "param": "\0"}
"""Options that may be given more than once, and what then stands between their values."""

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
  migov questions [NAME]    the questions, or one with its parameters and columns
  migov export FORMAT OUT [--store S] [--as-of D]
                            the graph for other programs: neo4j-csv (a folder), cypher (a file)
  migov copy FROM TO        a graph from one store to another; curated is the built-in graph
  migov cypher "MATCH ..." [--store S] [--param NAME=VALUE ...] [--limit N] [--timeout SECONDS]
            [--format table|csv|json] [--out FILE]
                            a query of your own on a Neo4j server; it only reads
  migov check [PATH ...]    look for errors in the curated tables, or in your own
  migov --version

D is a date: 2022, 2022-05 or 2022-05-17. S is the folder of a saved graph, or a Neo4j server
(neo4j://HOST; neo4j alone is the one that NEO4J_URI names); without it the built-in graph
answers. Exit status: 0 answered, 1 wrong data, 2 wrong usage.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
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
        "questions": _questions,
        "check": _check,
        "export": _export,
        "copy": _copy,
        "cypher": _cypher,
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

    options, positional = _options(words, {"out", "lang", "as-of", "store", "port"}, {"no-open", "serve"})
    _none(positional)
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
        print(_described(question), end="")
        return ANSWERED
    from queries._frame import COMMON

    takes = (*question.parameters, *COMMON)
    flags = {p.name for p in takes if p.type == "flag"}
    known = {p.name for p in takes if p.name not in flags} | {"format", "out", "store"}
    options, positional = _options(words[1:], known, flags | {"evidence"})
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
    _none(positional)
    import migov

    answer = migov.open(store).ask(question.name, **options)
    _put(_formatted(answer, output, evidence=evidence), out, bom=output == "csv")
    return ANSWERED


def _questions(words: list[str]) -> int:
    import queries

    options, positional = _options(words, {"lang"}, set())
    lang = options.get("lang", "en")
    if lang not in ("en", "es"):
        raise BadParameter("lang", lang, "no such choice", "choose from en, es")
    if positional:
        for name in positional:
            print(_described(queries.question(name), lang), end="")
        return ANSWERED
    for name in queries.catalogue():
        question = queries.question(name)
        print(f"{question.number:<3} {name:<22} {question.en if lang == 'en' else question.es}")
    return ANSWERED


def _check(words: list[str]) -> int:
    from loaders import curated

    options, positional = _options(words, set(), {"all"})
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

    options, positional = _options(words, {"store", "as-of"}, set())
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

    _, positional = _options(words, set(), set())
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

    options, positional = _options(words, {"store", "format", "out", "param", "limit", "timeout"}, set())
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
        _piped() if positional[0] == "-" else positional[0],
        dict(map(cypher.parameter, given)),
        None if limit == "all" else int(limit),
        cypher.seconds(options.get("timeout", str(cypher.SECONDS))),
    )
    width = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80
    made = {"json": cypher.as_json, "csv": cypher.as_csv}.get(output, lambda found: cypher.as_table(found, width))
    _put(made(result), options.get("out"), bom=output == "csv")
    if result.more:
        print(f"there are more rows than --limit {limit}; --limit all gives every one", file=sys.stderr)
    if result.loading:
        print("a load is under way or was cut short: what was asked may be half a graph", file=sys.stderr)
    return ANSWERED


def _piped() -> str:
    """What is piped in: UTF-8 everywhere, without the mark that editors on Windows put before it."""
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    return sys.stdin.read()


def _options(words: list[str], known: set[str], flags: set[str]) -> tuple[dict[str, str], list[str]]:
    """The options (``--name value`` or ``--name=value``) and the other words.

    Args:
        words: What was typed after the command.
        known: The options that take a value; ``_`` may be written for the ``-`` in their names.
        flags: The options that take none.
    """
    options: dict[str, str] = {}
    positional: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            positional.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        name = name.replace("_", "-")
        if name in flags:
            if equals:
                raise UsageError(f"--{name} takes no value")
            options[name] = ""
            continue
        if name not in known:
            close = near(name, {*known, *flags})
            hint = (
                f"did you mean {listed([f'--{c}' for c in close])}?"
                if close
                else f"it takes {_named({*known, *flags})}"
            )
            raise UsageError(f"no option --{name}; {hint}")
        if not equals:
            following = next(rest, None)
            if following is None:
                raise UsageError(f"--{name} needs a value")
            value = following
        if name in options and name not in REPEATED:
            raise UsageError(f"--{name} is given twice")
        options[name] = f"{options[name]}{REPEATED[name]}{value}" if name in options else value
    return options, positional


def _named(options: set[str]) -> str:
    return ", ".join(f"--{name}" for name in sorted(options)) or "none"


def _none(positional: list[str]) -> None:
    if positional:
        raise UsageError(f"'{positional[0]}' is one word too many; options begin with --")


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


def _put(made: str | bytes, out: str | None, *, bom: bool) -> None:
    """Print, or write to a file: whole or not at all, with the mark that Excel needs for CSV."""
    if out is None:
        sys.stdout.write(str(made))
        return
    content = made if isinstance(made, bytes) else made.encode("utf-8-sig" if bom else "utf-8")
    try:
        path = Path(out)
        if path.exists() and not path.is_file():  # a pipe or device must not be replaced by a file; a folder refuses
            path.write_bytes(content)
            return
        path = path.resolve()  # a link stays, what it leads to is replaced
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            part.write_bytes(content)
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    except OSError as error:
        raise UsageError(f"{out or '--out'}: cannot be written ({error.strerror})") from error


def _described(question: Question, lang: str = "en") -> str:
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
