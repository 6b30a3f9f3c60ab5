"""What lies in a database: a graph of ours, whole or not, or somebody else's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.errors import shortened
from graph.stores import _shape
from graph.stores._bolt import Connection

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

_ELSEWHERE = "choose another database, or remove them; nothing was changed"
_STORE = f"MATCH (m:{_shape.STORE}) RETURN m.format AS format, m.version AS version, m.load AS load"
_OURS = ("Entity", _shape.UNLISTED, "Observation", "Evidence")


@dataclass(frozen=True, slots=True)
class State:
    """What the store says of itself.

    Attributes:
        version: A number that is another after each load that changed it.
        load: The mark of the load that is under way or was cut short, or None.
    """

    version: int
    load: str | None


def ready(connection: Connection) -> State:
    """The state of a store that holds a whole graph.

    Raises:
        StoreError: There is no graph of ours, it is another version's, it is not whole, or others' data are among it.
    """
    state = check_ours(connection)
    if state is None:
        raise connection.error("there is no graph of migov in it", "load one first")
    if state.load is not None:
        told = "what is there is not whole: a load is under way or was cut short"
        raise connection.error(told, "wait for it, or run the same load again")
    return state


def check_ours(connection: Connection) -> State | None:
    """The state of the store, None where there is none yet; then no node may have a label of ours.

    Raises:
        StoreError: A node with a label of ours is somebody else's, or the layout is another version's.
    """
    labels = "|".join(_shape.LABELS)
    with connection.session() as session:
        store = session.run(_STORE).data()
        if store:
            foreign = f"MATCH (n:{labels}) WHERE NOT n:Entity|{_shape.UNLISTED}"
        else:
            foreign = f"MATCH (n:{labels}|{'|'.join(_OURS)})"
        found = session.run(f"{foreign} RETURN labels(n) AS labels LIMIT 1").data()
    if store and store[0]["format"] != _shape.FORMAT:
        raise connection.error(f"written in format {store[0]['format']}", f"this migov reads {_shape.FORMAT}")
    if found:
        names = shortened(", ".join(found[0]["labels"]))
        raise connection.error(f"it holds nodes that migov did not write (labelled {names})", _ELSEWHERE)
    return _state(store)


def found(transaction: ManagedTransaction | Transaction) -> State | None:
    """The state of the store as a transaction sees it; None where there is none."""
    return _state(transaction.run(_STORE).data())


def _state(store: Sequence[Mapping[str, Any]]) -> State | None:
    return State(store[0]["version"] or 0, store[0]["load"]) if store else None


def check_rows(connection: Connection, form: _shape.Form, rows: Iterable[Sequence[Any]]) -> None:
    """Nothing, where what a scan gave is ours.

    Raises:
        StoreError: Something lacks what all of ours have.
    """
    for row in rows:
        if not isinstance(row[0], str) or not isinstance(row[3].get(form.ours), str):
            problem = f"it holds {form.name} that migov did not write (id {shortened(row[0])})"
            raise connection.error(problem, _ELSEWHERE)
