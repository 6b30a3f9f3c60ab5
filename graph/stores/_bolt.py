"""The connection to a Neo4j: one driver, and its errors as one line each, without a traceback or a password."""

from __future__ import annotations

import contextlib
import logging
import re
import ssl
import weakref
from asyncio import CancelledError
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graph.errors import StoreError
from graph.stores._address import Address

if TYPE_CHECKING:
    from neo4j import Driver, Session

OLDEST = (5, 7)
"""The first version with unique ids of relationships, which make a load that is repeated change nothing."""
RETRIES = 15.0
"""Seconds for which a batch is tried again after a passing error."""
FETCHED = 5_000
"""Rows that the server sends at a time."""

_TOO_OLD = f"this Neo4j is older than {OLDEST[0]}.{OLDEST[1]}"
_REMEDY_TOO_OLD = "use Neo4j 5.26 (long-term support) or later"


class Connection:
    """A database on a server; nothing is asked before it is needed.

    Attributes:
        address: Where it is.
    """

    def __init__(self, address: Address, user: str, password: str | None) -> None:
        """Describe a connection."""
        self.address = address
        self._auth = None if password is None else (user, password)
        self._driver: Driver | None = None
        self._answered = False

    def close(self) -> None:
        """Close it; the next use opens it again."""
        if self._driver is not None:
            self._driver.close()
        self._driver = None

    @contextlib.contextmanager
    def session(self, *, write: bool = False) -> Iterator[Session]:
        """A session with errors told as ours.

        Raises:
            StoreError: The server is absent, refuses the user, is too old, or refuses what it is asked.
            KeyboardInterrupt: At once, whatever the server is at.
        """
        from neo4j import READ_ACCESS, WRITE_ACCESS

        access = WRITE_ACCESS if write else READ_ACCESS
        settings: dict[str, Any] = {"database": self.address.database, "default_access_mode": access}
        try:
            with self.told(), self._open().session(**settings, fetch_size=FETCHED) as session:
                try:
                    yield session
                except KeyboardInterrupt as error:
                    raise CancelledError from error  # at this the driver hangs up, at others it waits for the server
        except CancelledError as error:
            raise KeyboardInterrupt from error

    @contextlib.contextmanager
    def told(self, problem: str = "") -> Iterator[None]:
        """A block in which errors of the driver are told as ours.

        Raises:
            StoreError: There was one; its problem is the one that is given, unless the server itself is gone.
        """
        from neo4j.exceptions import DriverError, Neo4jError

        try:
            yield
        except UnicodeEncodeError:
            # It holds the text, which may be the password: it is no cause to keep.
            problem = "the user, the password or what is asked is no Unicode text"
            raise self.error(problem, "write it in UTF-8, and no half of a surrogate pair") from None
        except (Neo4jError, DriverError) as error:
            told = self._told(error)
            if problem and isinstance(error, Neo4jError):
                told = self.error(problem, "run the same command again")
            raise told from error

    def error(self, problem: str, remedy: str) -> StoreError:
        """An error of this store."""
        return StoreError(str(self.address), problem, remedy)

    def _open(self) -> Driver:
        if self._driver is None:
            from neo4j import GraphDatabase

            # Without a handler of its own, Python prints the driver's warnings: each vain try would be one.
            logging.getLogger("neo4j").addHandler(logging.NullHandler())
            self._answered = False
            driver = GraphDatabase.driver(
                self.address.uri,
                auth=self._auth,
                notifications_min_severity="OFF",
                max_transaction_retry_time=RETRIES,
                connection_timeout=10.0,
                user_agent="migov",
            )
            with contextlib.ExitStack() as unless_sound:
                unless_sound.callback(driver.close)
                self._check_version(driver.get_server_info().agent)
                unless_sound.pop_all()
            weakref.finalize(self, driver.close)  # who opens a store and forgets it leaves no connection behind
            self._driver, self._answered = driver, True
        return self._driver

    def _check_version(self, agent: str) -> None:
        version = re.search(r"(\d+)\.(\d+)", agent)
        if version is not None and (int(version[1]), int(version[2])) < OLDEST:
            raise self.error(f"{_TOO_OLD} ({version[0]})", _REMEDY_TOO_OLD)

    def _told(self, error: Exception) -> StoreError:
        """What an error of the driver means here."""
        from neo4j.exceptions import ConfigurationError, Neo4jError, ServiceUnavailable, SessionExpired

        if isinstance(error, Neo4jError):
            return self._refused(error)
        if isinstance(error, ServiceUnavailable | SessionExpired):
            if not self._answered:
                return self._absent(error)
            return self.error("the server is gone", "run the same command again when it is back")
        if isinstance(error, ConfigurationError) and "otification" in str(error):
            return self.error(_TOO_OLD, _REMEDY_TOO_OLD)
        return self.error(f"the driver gave up ({_one_line(error)})", "correct the address or the settings")

    def _absent(self, error: BaseException) -> StoreError:
        """Why nobody answers, as far as what led to the error tells it."""
        causes = list(_causes(error))
        if any("looks like HTTP" in str(cause) for cause in causes):
            return self.error("that is where its web pages are", "name the port of Bolt, mostly 7687")
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            return self.error(
                "nobody vouches for its certificate", "if it is your own server, write +ssc in place of +s"
            )
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return self.error("no encrypted connection to it comes about", "write the address without +s or +ssc")
        return self.error("no Neo4j answers there", "start the server, or correct the address")

    def _refused(self, error: Any) -> StoreError:
        code, database = str(error.code), self.address.database
        for part, problem, remedy in (
            (
                "RateLimit",
                "it was given a wrong password too often and takes none for some seconds",
                "wait, then set NEO4J_USER and NEO4J_PASSWORD",
            ),
            (
                "Security.Unauthorized",
                "it refuses the password" if self._auth else "it asks for a password",
                "set NEO4J_USER and NEO4J_PASSWORD",
            ),
            (
                "CredentialsExpired",
                "its first password was never changed",
                "change it in Neo4j Browser first",
            ),
            ("DatabaseNotFound", f"it has no database '{database}'", "name one that it has, or none"),
            ("DatabaseUnavailable", "the database is not online", "start it, or wait until it is up"),
            ("ReadOnly", "the database is read-only", "use a user and a database that may be written"),
            ("AccessMode", "that would write, and here is only reading", "ask with MATCH and RETURN"),
            ("ConstraintCreation", "it holds data with the ids of ours", "choose another database"),
            (
                "ConstraintValidation",
                f"what others keep or demand there is in the way ({_one_line(error.message)})",
                "remove that or their constraint and load again, or choose another database",
            ),
            (
                "AlreadyExists",
                f"an index or constraint of others is in the way ({_one_line(error.message)})",
                "drop that, or choose another database",
            ),
            ("Security", "the user may not do that", "use a user who may"),
            ("ClientError.Statement", f"the server refused it ({_one_line(error.message)})", "correct the query"),
        ):
            if part in code:
                return self.error(problem, remedy)
        return self.error(f"the server failed ({code}: {_one_line(error.message)})", "run the same command again")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it."""
    if error is not None:
        yield error
        for part in (*getattr(error, "exceptions", ()), error.__cause__ or error.__context__):
            yield from _causes(part)


def _one_line(text: object, width: int = 300) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= width else f"{line[: width - 3]}..."
