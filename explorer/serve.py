"""The page with a store behind it, for the person at this computer and nobody else.

Who may ask:

- The socket listens on 127.0.0.1 only, and who connects from elsewhere is refused.
- Everything lies under a path drawn at random, and the link that opens the page holds a key that works once: it is
  traded for a cookie (HttpOnly, SameSite=Strict, for that path alone). A key in the fragment, sent back in a header,
  would stay out of the browser's history, but then the page itself, which holds the data, could be had by anyone on
  this computer; a key that is spent is worth nothing in a history. The path keeps the cookie from programs that serve
  on other ports of this computer, since browsers do not tell ports apart there.
- `Host` must be our address and `Origin`, where a browser sends one, too: a name of somebody else's that leads to
  127.0.0.1 (DNS rebinding) is refused, and so is any page but ours (no CORS, `Sec-Fetch-Site`).
- It only reads, by GET; requests, answers, their number and their time have limits. Nothing is logged.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import html
import json
import os
import re
import secrets
import socket
import socketserver
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from explorer import carried
from explorer.lookup import Lookup, lookup
from explorer.within import TooLong, within
from graph.errors import MigovError, StoreError, UsageError

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.stores import Store
    from queries._frame import Answer, Column, Parameter

Json = dict[str, Any]
Ask = Callable[..., "Answer"]

HOST = "127.0.0.1"
SECONDS = 30.0
"""How long a question may take; `QUICK` is for all else."""
QUICK = 15.0
LONGEST, FIELDS, TEXT = 8_000, 40, 200
"""The longest address, the most fields in it, and the longest text to search for."""
ROWS, BEHIND, LARGEST = 2_000, 400, 4_000_000
"""How many rows of an answer are sent, the statements behind how many, and the most bytes of a response."""
SPENT = "This link opens once, in one browser. Start migov explore --serve again for another."
AT_ONCE, QUESTIONS = 16, 2
"""How many requests and how many questions are worked on at a time."""
LINES, SILENT = 64, 15.0
"""How many connections there are at a time, and how many seconds a client has to say what it wants."""

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Refused(Exception):  # told to whoever asked, as status and words
    """A request that is not answered."""

    def __init__(self, status: int, problem: str) -> None:
        """Take the status and what is told."""
        super().__init__(problem)
        self.status, self.problem = status, problem


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back."""

    body: bytes
    kind: str = "application/json; charset=utf-8"
    policy: str = _NOTHING
    cookie: str = ""


class Desk:
    """What the server knows and who may ask it; without any of HTTP, so that each rule can be tried.

    Attributes:
        link: The address that opens the page, once.
        path: What all addresses begin with.
    """

    def __init__(self, page: Callable[[], str], store: Lookup, ask: Ask, port: int, seconds: float = SECONDS) -> None:
        """Take what makes the page, what looks up, and what answers questions."""
        self._page, self._store, self._ask, self._seconds = page, store, ask, seconds
        self._token, self._key = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.path = f"/{secrets.token_urlsafe(12)}/"
        self.hosts = {f"{HOST}:{port}"} | ({HOST} if port == 80 else set())
        self.link = f"http://{HOST}:{port}{self.path}?key={self._key}"
        self._spending = threading.Lock()
        self._questions = threading.BoundedSemaphore(QUESTIONS)

    def reply(self, client: str, target: str, headers: Mapping[str, list[str]]) -> Reply:
        """The reply to a request.

        Args:
            client: The address that it comes from.
            target: Path and query, as sent.
            headers: All values of each header, by its name in lower case.

        Raises:
            Refused: It is not answered.
        """
        if len(target) > LONGEST:
            raise Refused(414, "the request is too long")
        path, _, query = target.partition("?")
        self._check_sender(client, path, headers)
        try:
            fields = urllib.parse.parse_qs(query, keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
        except ValueError as error:
            raise Refused(400, "the request has too many fields or is not UTF-8") from error
        if path == self.path and not self._known(headers) and "key" in fields:
            return self._admitted(fields["key"][0])
        if not self._known(headers):
            raise Refused(403, SPENT)
        if path == self.path:
            text = self._page()
            return Reply(text.encode(), "text/html; charset=utf-8", _policy(text))
        given = {name: values[-1] for name, values in fields.items()}
        acts = {"search": self._search, "node": self._node, "questions": self._catalogue, "ask": self._answer}
        act = acts.get(path.removeprefix(f"{self.path}api/")) if path.startswith(f"{self.path}api/") else None
        if act is None:
            raise Refused(404, "there is no such page")
        return Reply(_short(act(given)))

    def _check_sender(self, client: str, path: str, headers: Mapping[str, list[str]]) -> None:
        if client != HOST:
            raise Refused(403, "only this computer may ask")
        host = headers.get("host", [])
        if len(host) != 1 or host[0] not in self.hosts:
            raise Refused(403, "another address was asked for")
        if any(origin not in {f"http://{own}" for own in self.hosts} for origin in headers.get("origin", [])):
            raise Refused(403, "another page may not ask")
        # A link may lead to the page from elsewhere, in a window of its own; nothing else may be asked for from there.
        site, link = headers.get("sec-fetch-site", ["none"]), headers.get("sec-fetch-mode") == ["navigate"]
        link = link and path == self.path and headers.get("sec-fetch-dest", ["document"]) == ["document"]
        if site not in (["none"], ["same-origin"]) and not link:
            raise Refused(403, "another page may not ask")

    def _known(self, headers: Mapping[str, list[str]]) -> bool:
        sent = ";".join(headers.get("cookie", []))
        values = [part.partition("=") for part in sent.split(";")]
        return any(_same(value.strip(), self._token) for name, _, value in values if name.strip() == "migov")

    def _admitted(self, key: str) -> Reply:
        with self._spending:
            if not self._key or not _same(key, self._key):
                raise Refused(403, SPENT)
            self._key = ""
        cookie = f"migov={self._token}; Path={self.path}; HttpOnly; SameSite=Strict"
        # A page that goes on by itself, not a redirection: after a click elsewhere the cookie would not be sent along.
        goal = html.escape(self.path)
        text = f'<!doctype html><meta http-equiv="refresh" content="0;url={goal}"><a href="{goal}">migov</a>'
        return Reply(text.encode(), "text/html; charset=utf-8", cookie=cookie)

    def _search(self, given: Mapping[str, str]) -> Json:
        text = given.get("q", "")
        if len(text) > TEXT:
            raise Refused(400, "the text is too long")
        return {"hits": _timely(QUICK, lambda: self._store.names().search(text))}

    def _node(self, given: Mapping[str, str]) -> Json:
        found: Json | None = _timely(QUICK, lambda: self._store.node(given.get("id", "")))
        if found is None:
            raise Refused(404, "the store has no such node")
        return found

    def _catalogue(self, _: Mapping[str, str]) -> Json:
        import queries
        from queries._frame import COMMON

        common = [_parameter(p) for p in COMMON if p.name != "lang"]
        found = {}
        for name in queries.catalogue():
            question = queries.question(name)
            own = [_parameter(p) for p in question.parameters]
            found[name] = {"ask": {"en": question.en, "es": question.es}, "parameters": own}
        return {"questions": found, "common": common}

    def _answer(self, given: Mapping[str, str]) -> Json:
        params = dict(given)
        name = params.pop("question", "")
        if not self._questions.acquire(timeout=QUICK):
            raise Refused(503, "other questions are being answered; ask again in a moment")
        try:
            found: Json = _timely(self._seconds, lambda: self._told(name, params))
            return found
        finally:
            self._questions.release()

    def _told(self, name: str, params: Mapping[str, str]) -> Json:
        answer = self._ask(name, **params)
        made = told(answer, ROWS)
        while len(_short(made)) > LARGEST // 2 and made["rows"]:
            made = told(answer, len(made["rows"]) // 2)
        about = dict.fromkeys(about for row in made["rows"] for about in row["evidence"][: carried.BEHIND])
        return {**made, "part": self._store.statements([about_ for about_ in about if "/" in about_][:BEHIND])}


def told(answer: Answer, rows: int) -> Json:
    """An answer for the page: `sentence, as_of, columns, rows, of` (how many there are), and `nodes` (stubs)."""
    from dataclasses import replace

    from explorer.payload import _plain

    shown = replace(answer, frame=answer.frame.iloc[:rows])
    cells = zip(*(shown.frame[column.name].tolist() for column in answer.columns), strict=True)
    names: dict[str, dict[str, str]] = {}
    for node in sorted(carried.named(shown)):
        names[node] = {lang: labels[node] for lang, labels in answer.names.items() if node in labels}
    return {
        "sentence": dict(answer.sentences),
        "as_of": answer.as_of,
        "columns": [_column(column) for column in answer.columns],
        "rows": [
            {"cells": [_plain(cell) for cell in row], "evidence": list(about)}
            for row, about in zip(cells, shown.frame["evidence"].tolist(), strict=True)
        ],
        "of": len(answer.frame),
        "nodes": [carried.stub(node, shown_) for node, shown_ in names.items()],
    }


def _column(column: Column) -> Json:
    plain = column.name.replace("_", " ")
    title = {"en": column.title_en or plain, "es": column.title_es or plain}
    return {"name": column.name, "dtype": column.type, "title": title, "hidden": not column.title_en}


def _parameter(p: Parameter) -> Json:
    made: Json = {"name": p.name, "type": p.type, "en": p.en, "es": p.es, "required": p.required}
    if p.choices:
        made["choices"] = list(p.choices)
    if p.default not in (None, "", ()):
        made["default"] = ",".join(p.default) if isinstance(p.default, tuple) else p.default
    return made


def _timely(seconds: float, call: Callable[[], Any]) -> Any:
    try:
        return within(seconds, call)
    except TooLong as error:
        raise Refused(504, f"this takes longer than {seconds:.0f} seconds; ask for less") from error
    except StoreError as error:
        raise Refused(502, str(error)) from error
    except MigovError as error:
        raise Refused(400, str(error)) from error


def _same(given: str, kept: str) -> bool:
    """Whether two texts are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(given.encode(), kept.encode())


def _short(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _policy(text: str) -> str:
    """The policy that the page names itself, and that no other page may frame it (which only a header can say)."""
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    return f"{html.unescape(found[1])}; frame-ancestors 'none'" if found else _NOTHING


class _Handler(BaseHTTPRequestHandler):
    """HTTP around a desk."""

    server: _Server
    server_version, sys_version = "migov", ""
    timeout = SILENT
    """Seconds that a client may take for one piece of a request, or to take a reply."""

    def do_GET(self) -> None:
        """Reply to a request."""
        self.server.heard(self.connection)
        if not self.server.places.acquire(blocking=False):
            self._refuse(503, "too many requests at once")
            return
        try:
            values = {name.lower(): self.headers.get_all(name, []) for name in self.headers}
            self._send(200, self.server.desk.reply(self.client_address[0], self.path, values))
        except Refused as refused:
            self._refuse(refused.status, refused.problem)
        except (BrokenPipeError, ConnectionResetError):
            pass  # who asked has gone
        except Exception as error:  # noqa: BLE001 # a fault of ours must not end the server, nor tell its inside
            print(f"migov: a request failed ({type(error).__name__})", file=sys.stderr)
            self._refuse(500, "the server failed")
        finally:
            self.server.places.release()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no request of ours, without repeating any of it."""
        self._refuse(*((405, "only GET is answered") if code == 501 else (code, "this is no request")))

    def _refuse(self, status: int, problem: str) -> None:
        headers = getattr(self, "headers", None)  # a line that is no request has none
        if headers is not None and "json" in headers.get("Accept", ""):
            self._send(status, Reply(_short({"error": problem})))
        else:
            self._send(status, Reply(problem.encode(), "text/plain; charset=utf-8"))

    def _send(self, status: int, reply: Reply) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Security-Policy", reply.policy)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        if reply.cookie:
            self.send_header("Set-Cookie", reply.cookie)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the name is the library's
        """Log nothing: addresses hold keys."""


class _Server(ThreadingHTTPServer):
    """Listens on this computer's own address."""

    desk: Desk
    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would let another program take the port as well
    request_queue_size = 32

    def __init__(self, port: int) -> None:
        self.places = threading.BoundedSemaphore(AT_ONCE)
        self._unheard: dict[Any, float] = {}
        self._lines = 0
        self._counting = threading.Lock()
        super().__init__((HOST, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a connection; where there are too many, the one that has been slowest to ask makes room for it."""
        with self._counting:
            full = self._lines >= LINES
            slowest = next(iter(self._unheard), None) if full else None
            if full and slowest is None:
                self.shutdown_request(request)
                return
            self._hang_up(slowest)
            self._unheard[request] = time.monotonic()
            self._lines += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, then forget it."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.heard(request)
            with self._counting:
                self._lines -= 1

    def heard(self, request: Any) -> None:
        """Note that a client has said what it wants."""
        with self._counting:
            self._unheard.pop(request, None)

    def service_actions(self) -> None:
        """Hang up on those who keep a connection by saying a little now and then."""
        late = time.monotonic() - SILENT
        with self._counting:
            for request in [request for request, since in self._unheard.items() if since < late]:
                self._hang_up(request)

    def _hang_up(self, request: Any) -> None:
        if self._unheard.pop(request, None) is not None:
            with contextlib.suppress(OSError):  # it has gone
                request.shutdown(socket.SHUT_RDWR)

    def server_bind(self) -> None:
        """Bind, without asking any name server who we are."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away."""


class Served:
    """A server that runs; a context manager that ends it.

    Attributes:
        link: The address that opens the page, once.
        port: Where it listens.
    """

    def __init__(
        self,
        source: PropertyGraph | Store,
        ask: Ask,
        *,
        port: int = 0,
        as_of: str | None = None,
        lang: str | None = None,
        seconds: float = SECONDS,
    ) -> None:
        """Take the port and make the page.

        Args:
            source: The graph or the store.
            ask: Answers a question by name, from the same store.
            port: Where to listen; 0 is any that is free.
            as_of: The day that the page opens on; today where not given.
            lang: `en` or `es`; None follows the reader's browser.
            seconds: How long a question may take.

        Raises:
            UsageError: The port is taken.
            StoreError: There is no graph, or the server is absent or refuses.
        """
        try:
            self._server = _Server(port)
        except OSError as error:
            why = "another program has it" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
            raise UsageError(f"port {port}: {why}; choose another by --port, or leave it out") from error
        try:
            text = carried.page(source, as_of=as_of, lang=lang, live=True)
            self.port = self._server.server_port
            desk = Desk(lambda: text, lookup(source), ask, self.port, seconds)
        except BaseException:
            self._server.server_close()
            raise
        self._server.desk, self.link = desk, desk.link

    def forever(self) -> None:
        """Serve until an interrupt."""
        try:
            self._server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            pass
        finally:
            self._server.server_close()

    def __enter__(self) -> Served:
        """Serve in a thread."""
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
