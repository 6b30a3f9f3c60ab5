"""Cypher of one's own on a server: what `migov cypher` does. It only reads.

A query is first explained, in a transaction that may only read: its plan says what it would do, whatever the text looks
like. One that would write, change a server, read files or open transactions of its own is refused before it runs.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from graph.errors import BadParameter, UsageError
from graph.stores import _state
from graph.stores.neo4j import Neo4jStore
from queries._render import harmless
from queries._terminal import calm, table_lines

if TYPE_CHECKING:
    from neo4j import Result as Cursor
    from neo4j import Transaction

    from graph.stores import Store

LIMIT = 1000
"""How many rows are fetched unless told otherwise."""
SECONDS = 60.0
"""How long the server may take unless told otherwise."""
MOST_SECONDS = 1e9
"""The longest time that may be given: some thirty years."""
DEEPEST = 64
"""How deep lists and maps of a parameter may stand in each other."""
LONGEST = 300
"""How much of what a server says is told: it may list all that could stand in a place."""

_PLACE = re.compile(r"\s*\(line (\d+), column (\d+) \(offset: \d+\)\).*", re.DOTALL)
_REFUSED = {
    "LoadCSV": "reads a file or an address from the server (LOAD CSV)",
    "TransactionApply": "runs transactions of its own (CALL IN TRANSACTIONS)",
    "TransactionForeach": "runs transactions of its own (CALL IN TRANSACTIONS)",
    "TerminateTransactions": "ends what others run",
}
"""Steps of plans that the server counts as reading, and what each does."""
_READING = re.compile(
    r"db\.(labels|propertyKeys|relationshipTypes|info|ping|schema\.\w+"
    r"|index\.(fulltext|vector)\.(query\w+|listAvailableAnalyzers))"
)
"""The procedures that only read. A server counts others as reading that write files, fetch what an address gives
(`apoc.export`, `apoc.load`), or change what it plans by (`db.stats`): a plan does not tell them apart."""
PLAN = "EXPLAIN and PROFILE give a plan, and here are only rows; leave the word out, or paste it into Neo4j Browser"


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave.

    Attributes:
        columns: The names that it returns.
        rows: The values, as the driver gives them.
        more: Whether there are more rows than were fetched.
        loading: Whether a load was under way, or had been cut short: what was asked may be half a graph.
    """

    columns: list[str]
    rows: list[list[Any]]
    more: bool
    loading: bool = False


def ask(
    store: Store, text: str, parameters: Mapping[str, object], limit: int | None = LIMIT, seconds: float = SECONDS
) -> Result:
    """What a query gives, at most so many rows.

    Raises:
        UsageError: The store is no server, the query would write, or the server refuses it.
        StoreError: The server is absent or refuses the user.
    """
    from neo4j.exceptions import BrokenRecordError, Neo4jError

    if not isinstance(store, Neo4jStore):
        raise UsageError("Cypher needs a server, and this store is none; name one, such as --store neo4j://localhost")
    if not text.strip():
        raise UsageError("the query is empty")
    if text.lstrip().startswith(":"):
        raise UsageError("a line that begins with ':' is for Neo4j Browser; leave it out, and give values by --param")
    with store.reading(seconds) as transaction:
        above = 1
        try:
            _check_reads(transaction, text, parameters)
            above = 0
            result = _result(transaction.run(cast("Any", text), dict(parameters)), limit)
            state = _state.found(transaction)
            return replace(result, loading=state is not None and state.load is not None)
        except BrokenRecordError as error:
            told = "a day before the year 1 or after 9999 is none in Python; return it as a text, by toString()"
            raise UsageError(told) from error
        except Neo4jError as error:
            code = error.code or ""
            if "TransactionTimedOut" in code:
                told = f"the server took longer than {seconds:g} seconds"
                raise UsageError(f"{told}; ask for less, or give it more by --timeout") from error
            if "ParameterMissing" in code:
                raise UsageError(f"{_told(error.message or '', above)}; give a value by --param NAME=VALUE") from error
            if not any(f".ClientError.{part}." in code for part in ("Statement", "Procedure", "Schema")):
                raise
            raise UsageError(_told(error.message or "", above)) from error


def _result(found: Cursor, limit: int | None) -> Result:
    """What was found, at most so many rows.

    Raises:
        UsageError: It is a plan, not rows.
    """
    rows = [list(record.values()) for record in (found if limit is None else found.fetch(limit + 1))]
    columns = list(found.keys())
    if found.consume().plan is not None:
        raise UsageError(PLAN)
    return Result(columns, rows[:limit], len(rows) > len(rows[:limit]))


def _check_reads(transaction: Transaction, text: str, parameters: Mapping[str, object]) -> None:
    """Nothing, where the query only reads.

    Raises:
        UsageError: It would do something else.
    """
    summary = transaction.run(cast("Any", f"EXPLAIN\n{text}"), dict(parameters)).consume()
    steps = list(_steps(summary.plan))
    does = [told for step, _ in steps for part, told in _REFUSED.items() if part in step]
    if summary.query_type != "r":
        does.append("is a command to the server" if summary.query_type == "s" else "would write")
    called = [details.partition("(")[0] for step, details in steps if "ProcedureCall" in step]
    does += [f"calls {name}, which may do more than read" for name in called if not _READING.fullmatch(name)]
    if does:
        raise UsageError(f"the query {does[0]}; nothing was run, as `migov cypher` only reads the graph")


def _steps(plan: Any) -> Iterator[tuple[str, str]]:
    """What each step of a plan is, and what it is done to."""
    if plan:
        yield plan["operatorType"], str(plan.get("args", {}).get("Details", ""))
        for part in plan.get("children", ()):
            yield from _steps(part)


def _told(message: str, above: int) -> str:
    """What is wrong with a query and where; so many lines of ours stood above it."""
    place = _PLACE.search(message)
    line = int(place[1]) - above if place else 0
    if "execution mode" in message:
        return PLAN
    told = calm(" ".join(_PLACE.sub("", message).split()))
    told = told if len(told) <= LONGEST else f"{told[: LONGEST - 3]}..."
    return f"line {line}, column {place[2]}: {told}" if place and line > 0 else told


def seconds(text: str) -> float:
    """A number of seconds.

    Raises:
        BadParameter: The text is none.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value <= MOST_SECONDS:
        raise BadParameter("timeout", text, "not a number of seconds", "write 1, 60, 0.5 ...")
    return value


def parameter(text: str) -> tuple[str, object]:
    """The name and value in ``name=value``: JSON where the value is any, else a text.

    Raises:
        BadParameter: There is no name, or a number is beyond what Neo4j has.
    """
    name, equals, given = text.partition("=")
    if not equals or not name.isidentifier():
        raise BadParameter("param", text, "not a name and a value", "write --param name=value")
    try:
        value = json.loads(given, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return name, given
    if any(isinstance(part, int) and not -(2**63) <= part < 2**63 for part in _parts(text, value)):
        raise BadParameter("param", text, "a whole number beyond 64 bits", "write it in quotes, as a text")
    return name, value


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _parts(text: str, value: object) -> Iterator[object]:
    """What a value is made of, however deep.

    Raises:
        BadParameter: Lists or maps stand deeper in each other than the driver can write.
    """
    rest = [(value, 0)]
    while rest:
        part, depth = rest.pop()
        if depth > DEEPEST:
            told = f"lists or maps stand more than {DEEPEST} deep in each other"
            raise BadParameter("param", text, told, "write a flatter value")
        if isinstance(part, list | dict):
            rest += [(inner, depth + 1) for inner in (part.values() if isinstance(part, dict) else part)]
        else:
            yield part


def as_json(result: Result) -> str:
    """The columns and rows as strict JSON: nodes and relationships as objects, days as texts, no NaN."""
    rows = [[plain(value) for value in row] for row in result.rows]
    whole = {"columns": result.columns, "rows": rows, "more": result.more}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_csv(result: Result) -> str:
    """The rows as CSV: lists joined by a bar, all else as in the table, and no cell that a spreadsheet would run."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in (result.columns, *result.rows):
        cells = ["|".join(map(shown, v)) if isinstance(v, list) else v for v in row]
        writer.writerow([v if _is_number(v) else calm(str(harmless(shown(v)))) for v in cells])
    return out.getvalue()


def as_table(result: Result, width: int = 80) -> str:
    """The rows for a terminal, and how many there are."""
    rows = [list(map(shown, row)) for row in result.rows]
    numbers = [all(v is None or _is_number(v) for v in column) for column in zip(*result.rows, strict=True)]
    count = f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}"
    if not rows:
        return f"{count}\n"
    table = [result.columns, *rows]
    return "\n".join([*table_lines(table, width, numbers), "", count]) + "\n"


def shown(value: object) -> str:
    """A value as a cell shows it; nothing where there is none."""
    from neo4j.graph import Node, Path, Relationship

    if value is None:
        return ""
    if isinstance(value, Node):
        return f"({_labelled(value, sorted(value.labels))})"
    if isinstance(value, Relationship):
        return f"[{_labelled(value, [value.type])}]"
    if isinstance(value, Path):
        return _walked(value)
    if isinstance(value, float):
        return str(value)
    made = plain(value)
    return made if isinstance(made, str) else json.dumps(made, ensure_ascii=False, allow_nan=False)


def plain(value: object) -> Any:
    """A value in the types of JSON; a number that JSON has not is none."""
    from neo4j.graph import Node, Path, Relationship
    from neo4j.spatial import Point

    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Node):
        return {"labels": sorted(value.labels), "properties": plain(dict(value)), "element_id": value.element_id}
    if isinstance(value, Relationship):
        ends = [None if node is None else node.element_id for node in (value.start_node, value.end_node)]
        told = {"type": value.type, "properties": plain(dict(value)), "element_id": value.element_id}
        return told | {"start": ends[0], "end": ends[1]}
    if isinstance(value, Path):
        return {"nodes": list(map(plain, value.nodes)), "relationships": list(map(plain, value.relationships))}
    if isinstance(value, Point):
        return {"srid": value.srid, "coordinates": list(map(plain, value))}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if hasattr(value, "iso_format"):  # before lists: a duration is a tuple
        return value.iso_format()
    if isinstance(value, list | tuple):
        return list(map(plain, value))
    return value.hex() if isinstance(value, bytes | bytearray) else str(value)


def _labelled(entity: Any, names: list[str]) -> str:
    own = [name for name in names if name != "Entity"] or names
    return f":{':'.join(own)} {entity.get('id', entity.element_id)}"


def _walked(path: Any) -> str:
    text = shown(path.nodes[0])
    for before, tie, after in zip(path.nodes, path.relationships, path.nodes[1:], strict=False):
        forth = tie.start_node == before
        text += f"{'-' if forth else '<-'}{shown(tie)}{'->' if forth else '-'}{shown(after)}"
    return text


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
