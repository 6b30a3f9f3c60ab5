"""The served page: who may ask, what is answered, and the page itself in Chromium with the store behind it."""

import contextlib
import http.client
import json
import re
import socket
import threading
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

import queries
from explorer import serve
from explorer.serve import HOST, LONGEST, Served
from graph.errors import UsageError
from graph.model import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from tests.explorer.grown import grown
from tests.explorer.opener import settled

DAY = "2024-05-01"
EVIL = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>"


class Client:
    """Somebody who asks a server, with whatever headers."""

    def __init__(self, served: Served) -> None:
        self.port = served.port
        found = urllib.parse.urlsplit(served.link)
        self.path, self.key = found.path, found.query
        self.cookie = ""

    def get(self, target: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        sent = {"Host": f"{HOST}:{self.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookie and "Cookie" not in sent:
            sent["Cookie"] = self.cookie
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if value:
                connection.putheader(name, value)
        connection.endheaders()
        reply = connection.getresponse()
        body = reply.read()
        connection.close()
        return reply.status, reply.headers, body

    def enter(self) -> None:
        status, headers, _ = self.get(f"{self.path}?{self.key}")
        assert status == 200
        self.cookie = headers["Set-Cookie"].partition(";")[0]

    def api(self, act: str, **fields: str) -> tuple[int, Any]:
        status, _, body = self.get(f"{self.path}api/{act}?{urllib.parse.urlencode(fields)}", Accept="application/json")
        return status, json.loads(body)


@pytest.fixture(scope="module")
def large(built_in: PropertyGraph) -> PropertyGraph:
    """The built-in graph with more than a page carries, one name of it hostile."""
    graph = grown(built_in, 500, 1500)
    tables = dict(graph.tables)
    nodes = tables["nodes"].copy()
    nodes.loc[nodes["id"] == "project:generated-000499", ["name_en", "note"]] = [f"Zumpango {EVIL}", EVIL]
    tables["nodes"] = nodes
    return PropertyGraph(**tables)


@pytest.fixture(scope="module")
def served(large: PropertyGraph) -> Iterator[Served]:
    with Served(large, partial(queries.ask, large), as_of=DAY) as running:
        running.client = Client(running)  # type: ignore[attr-defined]
        running.client.enter()  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def client(served: Served) -> Client:
    found: Client = served.client  # type: ignore[attr-defined]
    return found


@pytest.fixture(scope="module")
def small(built_in: PropertyGraph) -> Iterator[Served]:
    """A server for what spends its link."""
    tiny = PropertyGraph.build(nodes=[{"id": "mechanism:a"}, {"id": "country:MEX"}])
    with Served(tiny, partial(queries.ask, tiny), as_of=DAY, seconds=0.000001) as running:
        yield running


# -- who may ask ------------------------------------------------------------------------------------------------------


def test_the_link_opens_once_and_only_the_cookie_opens_the_page_after(small: Served) -> None:
    first, second = Client(small), Client(small)
    status, headers, body = first.get(f"{first.path}?{first.key}")
    assert status == 200
    assert b"http-equiv" in body
    cookie = headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", f"Path={first.path}"} <= {part.strip() for part in cookie.split(";")}
    assert second.get(f"{second.path}?{second.key}")[0] == 403
    assert second.get(second.path)[0] == 403
    first.cookie = cookie.partition(";")[0]
    assert first.get(first.path)[0] == 200
    assert first.get(f"{first.path}?{first.key}")[0] == 200, "a reload of the link where the cookie is"


@pytest.mark.parametrize("cookie", ["", "migov=", "migov=wrong", "migov=\xff", "other=1", "migov"])
def test_without_the_right_token_nothing_is_told(client: Client, cookie: str) -> None:
    stranger = Client.__new__(Client)
    stranger.port, stranger.path, stranger.cookie = client.port, client.path, ""
    for target in (client.path, f"{client.path}api/search?q=mexico", f"{client.path}api/ask?question=why", "/"):
        status, _, body = stranger.get(target, Cookie=cookie)
        assert status == 403
        assert b"mexico" not in body.lower()


@pytest.mark.parametrize("host", ["evil.com", "evil.com:{port}", "localhost:{port}", "127.0.0.1", "[::1]:{port}", ""])
def test_another_host_is_refused(client: Client, host: str) -> None:
    status, _, _ = client.get(client.path, Host=host.format(port=client.port))
    assert status == 403


@pytest.mark.parametrize("origin", ["http://evil.com", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
def test_another_origin_is_refused(client: Client, origin: str) -> None:
    assert client.get(client.path, Origin=origin.format(port=client.port))[0] == 403
    assert client.get(client.path, Origin=f"http://{HOST}:{client.port}")[0] == 200


def test_a_page_elsewhere_may_not_ask(client: Client) -> None:
    target = f"{client.path}api/search?q=mexico"
    assert client.get(target, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert client.get(target, Sec_Fetch_Site="same-site", Sec_Fetch_Mode="cors")[0] == 403
    assert client.get(target, Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="cors")[0] == 200
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert client.get(target, **link, Sec_Fetch_Dest="document")[0] == 403
    assert client.get(client.path, **link, Sec_Fetch_Dest="iframe")[0] == 403
    assert client.get(client.path, **link, Sec_Fetch_Dest="document")[0] == 200


def test_it_listens_on_this_computer_only(served: Served) -> None:
    assert served._server.server_address[0] == "127.0.0.1"
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in sorted(map(str, others)):
        with pytest.raises(OSError, match=r".*"), socket.create_connection((address, served.port), timeout=2):
            pass


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "NONSENSE"])
def test_it_only_reads(client: Client, method: str) -> None:
    status, headers, _ = client.get(client.path, method=method)
    assert status == 405
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "api/../../x", "api/%2e%2e", "page.css", "api/", "api/__class__"],
)
def test_no_path_leads_to_a_file(client: Client, path: str) -> None:
    status, _, body = client.get(client.path + path)
    assert status == 404
    assert b"root" not in body


def test_every_reply_forbids_what_it_can(client: Client) -> None:
    for target in (client.path, f"{client.path}api/search?q=mexico", f"{client.path}nothing", "/elsewhere"):
        _, headers, _ = client.get(target)
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert not [name for name in headers if name.lower().startswith("access-control")]
    _, headers, body = client.get(client.path)
    assert "connect-src 'self'" in headers["Content-Security-Policy"]
    assert re.search(rb"connect-src .{1,10}self", body)


# -- limits -----------------------------------------------------------------------------------------------------------


def test_a_huge_query_is_refused(client: Client) -> None:
    assert client.get(f"{client.path}api/search?q={'x' * LONGEST}")[0] == 414
    assert client.api("search", q="x" * 300)[0] == 400
    many = "&".join(f"f{n}=1" for n in range(200))
    assert client.get(f"{client.path}api/ask?{many}")[0] == 400
    assert client.get(f"{client.path}api/search?q=%ff")[0] == 400


def test_what_is_no_request_is_refused_without_repeating_it(served: Served) -> None:
    with socket.create_connection((HOST, served.port), timeout=20) as line:
        line.sendall(b"<script>alert(1)</script> \x00\r\n\r\n")
        reply = line.makefile("rb").read()
    assert b"script" not in reply


def test_a_question_that_takes_too_long_is_given_up(small: Served) -> None:
    desk = small._server.desk
    headers = {"host": [f"{HOST}:{small.port}"], "cookie": [f"migov={desk._token}"]}
    from explorer.serve import Refused

    with pytest.raises(Refused, match="longer than") as refused:
        desk.reply(HOST, f"{desk.path}api/ask?question=member-overlap", headers)
    assert refused.value.status == 504
    with pytest.raises(Refused, match="only this computer"):
        desk.reply("192.0.2.1", desk.path, headers)


def test_many_may_ask_at_once(client: Client) -> None:
    def asks(number: int) -> int:
        acts: list[tuple[str, dict[str, str]]] = [
            ("search", {"q": "mexico"}),
            ("node", {"id": "country:MEX"}),
            ("ask", {"question": "country-seats"}),
        ]
        return client.api(acts[number % 3][0], **acts[number % 3][1])[0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(asks, range(24))) == {200}


def test_connections_that_ask_nothing_keep_nobody_out_and_are_hung_up_on(
    served: Served, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = threading.active_count()
    idle = [socket.create_connection((HOST, served.port), timeout=20) for _ in range(3 * serve.LINES)]
    for line in idle:
        with contextlib.suppress(OSError):
            line.sendall(b"GET / HT")
    assert client.api("search", q="mexico")[0] == 200
    assert threading.active_count() <= threads + serve.LINES + 1
    monkeypatch.setattr(serve, "SILENT", 0.1)
    left = idle[-1]
    for _ in range(200):  # a little now and then
        try:
            left.sendall(b"x")
        except OSError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("it may say a little now and then for ever")
    for line in idle:
        line.close()


def test_a_port_that_is_taken_is_told_in_one_line(served: Served, large: PropertyGraph) -> None:
    with pytest.raises(UsageError, match=rf"port {served.port}: another program has it; choose another by --port"):
        Served(large, partial(queries.ask, large), port=served.port)


def test_an_interrupt_ends_it(built_in: PropertyGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = PropertyGraph.build(nodes=[{"id": "mechanism:a"}])
    running = Served(tiny, partial(queries.ask, tiny), as_of=DAY)

    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running._server, "serve_forever", interrupted)
    running.forever()
    with pytest.raises(OSError, match=r".*"):
        socket.create_connection((HOST, running.port), timeout=2)
    assert not [thread for thread in threading.enumerate() if "process_request" in thread.name]


# -- what is answered -------------------------------------------------------------------------------------------------


def test_search_finds_names_folded_and_with_errors_of_typing(client: Client) -> None:
    def found(text: str) -> list[str]:
        return [hit["id"] for hit in client.api("search", q=text)[1]["hits"]]

    assert found("MÉXICO")[0] == "country:MEX"
    assert "project:generated-000499" in found("zumpango")
    assert "project:generated-000499" in found("zumpnago") or "project:generated-000499" in found("zumpamgo")
    assert found("") == []


def test_a_node_comes_with_its_statements_and_their_evidence(client: Client, large: PropertyGraph) -> None:
    status, part = client.api("node", id="project:generated-000499")
    assert status == 200
    touching = large.edges[(large.edges[["source", "target"]] == "project:generated-000499").any(axis=1)]
    assert {row["id"] for row in part["statements"]} == set(touching["id"])
    assert part["of"] == len(touching)
    ends = {end for row in part["statements"] for end in (row["source"], row["target"])}
    assert ends <= {node["id"] for node in part["nodes"]}
    assert {piece["about"] for piece in part["evidence"]} >= set(touching["id"])
    assert client.api("node", id="project:nothing")[0] == 404


def test_any_question_is_answered_with_any_parameters(client: Client, large: PropertyGraph) -> None:
    status, made = client.api("ask", question="country-seats", as_of="2010", scope="global")
    answer = queries.ask(large, "country-seats", as_of="2010", scope="global")
    assert status == 200
    assert made["sentence"] == dict(answer.sentences)
    assert made["of"] == len(answer.frame)
    status, made = client.api(
        "ask", question="member-overlap", without="mechanism:rcm", compare="true", **{"as-of": DAY}
    )
    assert status == 200
    assert made["columns"][0]["name"] == "what_if"
    status, made = client.api("ask", question="nonsense")
    assert status == 400
    assert "nonsense" in made["error"]
    assert client.api("ask", question="why")[0] == 400


@pytest.mark.neo4j
def test_a_server_gives_what_the_graph_in_memory_gives(
    neo4j_store: Neo4jStore, client: Client, large: PropertyGraph
) -> None:
    neo4j_store.write(large)
    with Served(neo4j_store, partial(queries.ask, neo4j_store), as_of=DAY) as running:
        other = Client(running)
        other.enter()
        for act, fields in (
            ("search", {"q": "zumpango"}),
            ("search", {"q": "mexico"}),
            ("ask", {"question": "country-seats", "as-of": DAY}),
            ("ask", {"question": "single-donor-dependency", "as-of": DAY}),
        ):
            assert _sorted(other.api(act, **fields)) == _sorted(client.api(act, **fields)), (act, fields)
        for node in ("project:generated-000499", "country:MEX", "mechanism:rcm"):
            ours, theirs = (who.api("node", id=node)[1] for who in (client, other))
            assert [row["id"] for row in theirs["statements"]]
            assert theirs["of"] == ours["of"]
            assert _by_id(theirs["statements"]) == _by_id(ours["statements"])


def _by_id(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: str(row["id"]))


def _sorted(value: Any) -> Any:
    """A reply without the order of its tables."""
    if isinstance(value, dict):
        return {name: _sorted(item) for name, item in value.items() if name != "part"}
    return [_sorted(item) for item in value] if isinstance(value, list | tuple) else value


# -- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(browser: Any, served: Served, client: Client) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce")
    name, _, value = client.cookie.partition("=")
    where = {"domain": HOST, "path": client.path}
    context.add_cookies([{"name": name, "value": value, **where, "httpOnly": True, "sameSite": "Strict"}])
    page = context.new_page()
    page.said = []
    for event in ("console", "pageerror", "dialog"):
        page.on(event, lambda what, event=event: page.said.append(f"{event}: {what}"))
    page.goto(f"http://{HOST}:{served.port}{client.path}#lang=en&tab=table")
    page.wait_for_selector("html[data-ready]", timeout=20_000)
    yield page
    context.close()


@pytest.mark.browser
def test_the_page_searches_the_store_and_opens_what_it_does_not_carry(opened: Any) -> None:
    page = opened
    page.keyboard.press("/")
    page.keyboard.type("zumpango")
    hit = page.locator("#hits li.of-store").first
    hit.wait_for()
    assert "in the store" in hit.inner_text()
    assert EVIL in hit.inner_text()
    page.keyboard.press("Enter")
    page.locator("#detail .statement").first.wait_for()
    assert EVIL in page.locator("#detail-title").inner_text()
    assert "generated-000499" in page.url
    page.locator("#detail .statement button.link").first.click()
    settled(page)
    page.go_back()
    settled(page)
    assert EVIL in page.locator("#detail-title").inner_text()
    page.reload()
    page.locator("#detail .statement").first.wait_for()
    assert page.said == []


@pytest.mark.browser
def test_the_page_asks_the_store_and_goes_on_without_it(opened: Any) -> None:
    page = opened
    assert "Left out" in page.locator("#left-out").inner_text()
    page.locator("#store-ask > summary").click()
    page.locator("[data-key='ask question']").select_option("country-seats")
    page.locator("[data-key='ask more']").click()
    page.locator("[data-key='ask as-of']").fill("2010")
    page.locator("[data-key='ask send']").click()
    page.locator(".store-sentence").wait_for()
    assert "2010" in page.locator("#store-answer").inner_text()
    assert page.locator(".store-table tbody tr").count() > 3
    assert page.said == []
    page.route("**/api/**", lambda route: route.abort())
    page.locator("[data-key='ask send']").click()
    page.locator("#store-answer .failed").wait_for()
    assert "no longer answers" in page.locator("#store-answer").inner_text()
    page.locator("#tab-matrix").click()
    settled(page)
    assert page.locator("table.matrix").is_visible()


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--serve", "--out", "x.html"], "--out writes a file, and --serve shows the page without one"),
        (["--port", "8000"], "--port goes with --serve"),
        (["--serve", "--port", "99999"], "no such port (got '99999')"),
        (["--serve", "--port", "x"], "no such port (got 'x')"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from migov import cli

    assert cli.main(["explore", *words]) == cli.WRONG_USAGE
    assert told in capsys.readouterr().err
