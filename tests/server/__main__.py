"""`python3 tasks.py neo4j`: a server for people, until Ctrl-C. Its database is kept between runs."""

import contextlib
import os
import secrets
import signal
import sys
import time
from pathlib import Path

from tests.server.local import NoServer, Server, cache, free_port


def main() -> int:
    """Start the server, say how to reach it, wait for Ctrl-C, stop it."""
    home = cache() / "neo4j"
    kept = home / "password"
    try:
        home.mkdir(parents=True, exist_ok=True)
        server = Server(home, password(kept), (free_port(7687), free_port(7474)))
        say("starting Neo4j; the first time its jars are fetched")
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupted)
        server.start()
    except (NoServer, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    say(f"Neo4j is up: {server.uri}, user {server.user}; Ctrl-C stops it. In another terminal:")
    print(settings(server, kept), flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        while server.runs():
            time.sleep(0.5)
    say("stopping Neo4j (some ten seconds)")
    server.stop()
    return 0


def settings(server: Server, kept: Path) -> str:
    """The commands that set how migov finds the server; the password is read from its file, not shown."""
    if os.name == "nt":
        lines = [f'$env:{name} = "{value}"' for name, value in server.environment().items() if "PASS" not in name]
        return "\n".join([*lines, f'$env:NEO4J_PASSWORD = Get-Content "{kept}"'])
    lines = [f"export {name}={value}" for name, value in server.environment().items() if "PASS" not in name]
    return "\n".join([*lines, f"export NEO4J_PASSWORD=\"$(cat '{kept}')\""])


def password(kept: Path) -> str:
    """The password of the server, made once and kept where only its owner reads it."""
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(16), encoding="utf-8")
    return kept.read_text(encoding="utf-8").strip()


def say(text: str) -> None:
    """Write a line to stderr; stdout has only what can be pasted."""
    print(f"migov: {text}", file=sys.stderr, flush=True)


def interrupted(*_: object) -> None:
    """What both signals do."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
