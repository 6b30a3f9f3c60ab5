"""Fetches, starts and stops a Neo4j Community server: for the tests (`conftest.py`) and for people (`__main__.py`).

The jars are fetched once with Maven, whose own settings say from where, and are kept in a cache outside the tree
(`MIGOV_CACHE`, else `.cache/migov` in the home folder). Every server has a home, ports and a password of its own.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

POM = Path(__file__).with_name("pom.xml")
OLDEST_JAVA = 17
PATIENCE = 120.0
"""Seconds that a server has to come up; on an idle machine it takes some seven."""
OPENED = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")]
"""What Neo4j needs of Java since its modules are closed; its own start script says the same."""
QUICK = ("-Xms256m", "-Xmx512m", "-XX:TieredStopAtLevel=1")
"""Options of Java for a server that lives for some minutes: it starts sooner and takes less of the processors."""


class NoServer(Exception):
    """Why there is no server here, in one line."""


def cache() -> Path:
    """The folder where jars (and the database of `tasks.py neo4j`) are kept between runs."""
    return Path(os.environ.get("MIGOV_CACHE") or Path.home() / ".cache" / "migov")


def java() -> str:
    """The Java to run.

    Raises:
        NoServer: There is none, or it is too old.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    found = found or shutil.which("java")
    if found is None:
        raise NoServer("there is no Java; install one of version 17 or 21 (Debian: apt install default-jre-headless)")
    said = subprocess.run([found, "-version"], capture_output=True, text=True).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise NoServer(f"Neo4j 5 needs Java {OLDEST_JAVA} or 21, and {found} is {version[1] if version else 'unknown'}")
    return found


def jars() -> Path:
    """The folder of the server's jars, fetched if need be; another version in `pom.xml` is another folder.

    Raises:
        NoServer: They are not there and cannot be fetched.
    """
    kept = cache() / f"neo4j-{hashlib.sha256(POM.read_bytes()).hexdigest()[:12]}"
    if kept.exists():
        return kept
    maven = shutil.which("mvn")
    if maven is None:
        raise NoServer("there is no Maven to fetch the jars of Neo4j (Debian: apt install maven)")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:  # renamed when whole: a fetch may be cut short
        copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}/jars"]
        done = subprocess.run(
            [maven, "-q", "-B", "-C", "-f", str(POM), *copy], capture_output=True, text=True, errors="replace"
        )
        if done.returncode != 0:
            wrong = [line for line in done.stdout.splitlines() if "ERROR" in line]
            raise NoServer(f"Maven could not fetch the jars of Neo4j: {wrong[0][:300] if wrong else done.stderr[:300]}")
        try:
            Path(folder, "jars").rename(kept)
        except OSError:
            if not kept.exists():  # otherwise somebody else has just fetched them
                raise
    return kept


class Server:
    """A server in a home folder; what was loaded stays there until the folder is removed.

    Attributes:
        home: Its folder.
        user: The user, with `password`.
        bolt: Its port for Bolt, with `http` for its HTTP interface.
        options: Those of Java.
        settings: What else `neo4j.conf` says.
    """

    user = "neo4j"

    def __init__(
        self,
        home: Path,
        password: str | None = None,
        ports: tuple[int, int] | None = None,
        options: Sequence[str] = ("-Xmx1g",),
    ) -> None:
        """Describe a server; nothing is started yet."""
        self.home, self.options = home, tuple(options)
        self.password = password or secrets.token_urlsafe(16)
        self.bolt, self.http = ports or (free_port(), free_port())
        self.settings: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """Its address; no password stands in it."""
        return f"neo4j://127.0.0.1:{self.bolt}"

    def environment(self) -> dict[str, str]:
        """The settings with which migov finds it."""
        return {"NEO4J_URI": self.uri, "NEO4J_USER": self.user, "NEO4J_PASSWORD": self.password}

    def start(self) -> None:
        """Start it, wait until it answers, and see to it that its password is ours.

        Raises:
            NoServer: It cannot be started.
        """
        command = [java(), *self.options, "-XX:+UseSerialGC", *OPENED]
        command += ["-cp", f"{jars()}{os.sep}*", "org.neo4j.server.CommunityEntryPoint"]
        command += [f"--home-dir={self.home}", f"--config-dir={self.home / 'conf'}"]
        self._configure()
        with (self.home / "console.log").open("wb") as console:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, cwd=self.home
            )
        try:
            self._wait(self._process)
        except BaseException:
            self.kill()
            raise

    def runs(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def cpu(self) -> float:
        """Seconds of processor time that it has taken so far; not on Windows."""
        if self._process is None:
            return 0.0
        asked = ["ps", "-o", "time=", "-p", str(self._process.pid)]
        days, _, clock = subprocess.run(asked, capture_output=True, text=True).stdout.strip().rpartition("-")
        seconds = 0.0
        for part in clock.split(":"):
            seconds = seconds * 60 + float(part)
        return seconds + 86_400 * int(days or 0)

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def do(self, cypher: str, /, **parameters: object) -> list[dict[str, Any]]:
        """What a query gives as anybody would ask it, past migov."""
        from neo4j import GraphDatabase

        driver = GraphDatabase.driver(self.uri, auth=(self.user, self.password), notifications_min_severity="OFF")
        with driver, driver.session() as session:
            return session.run(cypher, parameters).data()

    def wipe(self) -> None:
        """Empty the database; constraints and indexes stay."""
        self.do("MATCH (n) DETACH DELETE n")

    def _configure(self) -> None:
        conf = self.home / "conf"
        conf.mkdir(parents=True, exist_ok=True)
        settings = {
            "server.default_listen_address": "127.0.0.1",
            "server.bolt.listen_address": f"127.0.0.1:{self.bolt}",
            "server.bolt.advertised_address": f"127.0.0.1:{self.bolt}",
            "server.http.listen_address": f"127.0.0.1:{self.http}",
            "server.memory.pagecache.size": "128m",
            "dbms.usage_report.enabled": "false",
        } | self.settings
        text = "".join(f"{name}={value}\n" for name, value in settings.items())
        (conf / "neo4j.conf").write_text(text, encoding="utf-8", newline="\n")

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        from neo4j.exceptions import AuthError, DatabaseUnavailable, ServiceUnavailable, SessionExpired

        logging.getLogger("neo4j").addHandler(logging.NullHandler())  # it need not tell of each vain try
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            try:
                self._answers(self.password)
            except AuthError:
                self._answers("neo4j", "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password")
            except (ServiceUnavailable, SessionExpired, DatabaseUnavailable):
                time.sleep(0.2)
            else:
                return
        said = (self.home / "console.log").read_text("utf-8", errors="replace").strip().splitlines()
        raise NoServer(f"Neo4j did not come up in {self.home} ({said[-1][:300] if said else 'it said nothing'})")

    def _answers(self, password: str, cypher: str = "RETURN 1") -> None:
        """Nothing, where it carries out a command with that password."""
        from neo4j import GraphDatabase

        database = "neo4j" if cypher == "RETURN 1" else "system"
        driver = GraphDatabase.driver(self.uri.replace("neo4j:", "bolt:"), auth=(self.user, password))
        with driver, driver.session(database=database) as session:
            session.run(cypher, password=self.password).consume()


def free_port(wanted: int = 0) -> int:
    """The wanted port where it is free, else one that is."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise NoServer("there is no free port")
