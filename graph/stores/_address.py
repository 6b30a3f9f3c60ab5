"""Addresses of servers: what may stand in one, and what stands in the environment instead."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import StoreError, listed

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
BY_ENVIRONMENT = "neo4j"
"""The store that the environment names: NEO4J_URI."""
NEAREST = "neo4j://localhost:7687"

_PARTS = re.compile(
    r"(?P<uri>(?P<scheme>[a-z+0-9]+)://(?:[\w.-]+|\[[0-9A-Fa-f:.]+(?:%\w+)?\])(?::\d{1,5})?)(?:/(?P<database>[\w.-]+)?)?",
    re.ASCII | re.IGNORECASE,
)
_NEARLY = re.compile(rf"(?:{'|'.join(map(re.escape, SCHEMES))}):.*|[\w.-]{{2,}}:\d{{2,5}}(?:/[\w.-]*)?", re.DOTALL)
"""What is meant as an address and is none: without its scheme, or with the scheme alone; not the drive of a path."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is.

    Attributes:
        uri: Scheme, host and port, as the driver takes them.
        database: The database, or None for the one that the server gives its user.
    """

    uri: str
    database: str | None = None

    def __str__(self) -> str:
        """The address as a person writes it."""
        return self.uri if self.database is None else f"{self.uri}/{self.database}"


def is_address(where: str) -> bool:
    """Whether a store is named by the address of a server, not by the path of a folder."""
    return where == BY_ENVIRONMENT or "://" in where or _NEARLY.fullmatch(where) is not None


def parsed(where: str, environment: Mapping[str, str] | None = None) -> Address:
    """The address that a text names; NEO4J_URI and NEO4J_DATABASE say what it leaves open.

    Raises:
        StoreError: It is no address of a Neo4j, or a user or password stands in it (then it is not repeated).
    """
    environment = os.environ if environment is None else environment
    source = ""
    if where == BY_ENVIRONMENT and (named := environment.get("NEO4J_URI")):
        where, source = named, "NEO4J_URI="
    elif where == BY_ENVIRONMENT:
        where = NEAREST
    scheme = where.partition("://")[0]
    shown = f"{source}{scheme if scheme in SCHEMES else '...'}://..."  # a password may stand anywhere in the rest
    if "@" in where:
        told = "a user or password has no place in an address"
        raise StoreError(shown, told, "set NEO4J_USER and NEO4J_PASSWORD, and write SCHEME://HOST[:PORT][/DATABASE]")
    parts = _PARTS.fullmatch(where)
    if parts is None:
        raise StoreError(shown, "this is no address of a server", "write SCHEME://HOST[:PORT][/DATABASE]")
    if parts["scheme"].lower() not in SCHEMES:
        raise StoreError(shown, "no graph is kept there", f"the address of a Neo4j begins with {listed(SCHEMES)}")
    address = Address(parts["uri"], parts["database"] or environment.get("NEO4J_DATABASE") or None)
    if (address.database or "").lower() == "system":
        raise StoreError(str(address), "Neo4j keeps its own affairs there, and no graph", "name another database")
    return address
