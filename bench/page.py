"""The page in a browser: until the first useful picture, beside pyvis' own page of the same graph; many boxes; search.

`CPU` is the time of the page's main thread, as Chromium accounts for it (`Performance.getMetrics`, thread ticks): a
busy machine makes the wall time longer, and that hardly. Needs Playwright and Chromium (``CHROMIUM`` is its path).

- The curated graph: from opening the file until the view that a reader meets first is drawn. pyvis draws the same nodes
  and statements with its default physics, which it lets settle before it shows them: until that is done, or `--cap`.
- Many boxes: governments in `--rooms` mechanisms, each in two, drawn by the page's own canvas, from the click on.
- Search: `search` of the page in `--names` generated names, typing errors and nonsense included.
"""

from __future__ import annotations

import argparse
import base64
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench._measure import in_turn, machine, ratio, seconds, table
from explorer import build, drawings, render
from explorer.drawings import Book
from explorer.layout import Column
from explorer.payload import payload
from graph.model import PropertyGraph
from loaders import curated
from tests.explorer.opener import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DAY = "2022-05-17"
OURS, THEIRS, BOXES = "the page", "pyvis' own page", "boxes"
FOLD = Path(render.__file__).with_name("page") / "fold.js"
A_COLUMN = 50
"""How many boxes stand in a column."""
SETTLED = "typeof network !== 'undefined' && network.physics.ready === true"
FRAMES = "async () => { for (let n = 0; n < 4; n += 1) await new Promise(requestAnimationFrame); }"
WORDS = (
    ("support", "protection", "shelter", "training", "census", "registry", "return", "health", "school", "legal"),
    ("migrants", "refugees", "children", "women", "families", "returnees", "workers", "municipalities"),
    ("Honduras", "México", "Perú", "Haïti", "Panamá", "Colombia", "Ecuador", "Guatemala", "Tapachula", "Necoclí"),
)
"""What the generated names are made of; the last word is a number of its own."""
QUERIES = {
    "start of many": "support",
    "one letter": "s",
    "accents": "NECOCLI",
    "three words": "legal returnees 9999",
    "words in another order": "peru school women",
    "typing error": "proteccoin",
    "two typing errors": "municpalties tapachla",
    "nonsense": "zzxqwv",
    "a whole sentence": "support for families and for returnees in guatemala and in honduras",
}
TIMES = 10
"""How often each text is looked for in one turn."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a picture took.

    Attributes:
        cpu: Seconds of the page's main thread.
        wall: Seconds by the clock.
        done: Whether it was finished before the cap.
    """

    cpu: float
    wall: float
    done: bool = True


class Tab:
    """A page in the browser that accounts for its main thread."""

    def __init__(self, browser: Browser, blank: Path) -> None:
        """Open an empty file, so that what opens later has a process that is warm and counted."""
        self.page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        self.page.route("http*://**", lambda route: route.abort())
        self.page.goto(blank.as_uri())
        self._cdp = self.page.context.new_cdp_session(self.page)
        self._cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    def cpu(self) -> float:
        """Seconds of the main thread so far."""
        found = {row["name"]: row["value"] for row in self._cdp.send("Performance.getMetrics")["metrics"]}
        return float(found["TaskDuration"])

    def until(self, act: Callable[[], object], ready: str, cap: float) -> Opened:
        """What an act takes until an expression is true and drawn, or until the main thread has taken `cap` seconds."""
        before, began, done = self.cpu(), time.perf_counter(), False
        act()
        while not (done := bool(self.page.evaluate(ready))) and self.cpu() - before < cap:
            self.page.wait_for_timeout(20)
        self.page.evaluate(FRAMES)
        return Opened(self.cpu() - before, time.perf_counter() - began, done)


@contextmanager
def tab(browser: Browser, folder: Path) -> Iterator[Tab]:
    """A tab of its own, closed after."""
    blank = folder / "blank.html"
    blank.write_text("<!doctype html><title>blank</title>", encoding="utf-8")
    made = Tab(browser, blank)
    try:
        yield made
    finally:
        made.page.context.close()


def pyvis_page(graph: PropertyGraph, file: Path) -> Path:
    """The page that pyvis makes of a graph by itself: its defaults, all it can carry inside."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    network.from_nx(graph.networkx())
    file.write_text(network.generate_html(), encoding="utf-8")
    return file


def boxes_page(boxes: int, rooms: int, file: Path) -> Path:
    """A page whose network draws so many boxes in columns."""
    names = [f"country:n{n:04d}" for n in range(boxes - rooms)]
    hosts = [f"mechanism:m{n:04d}" for n in range(rooms)]
    graph = PropertyGraph.build(
        [{"id": name, "name_en": f"Country or territory number {n}"} for n, name in enumerate(names)]
        + [{"id": host, "name_en": f"Mechanism number {n}"} for n, host in enumerate(hosts)],
        [
            {"relation": "MEMBER_OF", "source": name, "target": host, "start": "2000"}
            for n, name in enumerate(names)
            for host in {hosts[(n * 7 + k * 13) % rooms] for k in range(2)}
        ],
    )
    columns = [Column(names[n : n + A_COLUMN], "countries") for n in range(0, len(names), A_COLUMN)]
    book = Book(graph, {identity: n for n, identity in enumerate(graph.edges["id"])})
    made = payload(graph, as_of=DAY)
    made["network"]["home"] = drawings.draw(
        book, [*columns, Column(hosts, "rooms")], range(len(graph.edges)), limit=boxes
    )
    return render.save(render.page(made), file)


def names(number: int) -> list[dict[str, Any]]:
    """Nodes with generated names, alike as names of projects are, with an acronym and an alias each."""
    first, second, third = WORDS
    found = []
    for n in range(number):
        words = [first[n % len(first)], second[n // 3 % len(second)], third[n // 7 % len(third)], str(n)]
        name = {"en": f"{words[0].title()} for {words[1]} in {words[2]} {n}", "es": " ".join(words[::-1])}
        found.append({"id": f"project:p{n}", "kind": "Project", "name": name, "aliases": [f"P-{n:06d}"]})
    return found


def searched(opened: Tab, number: int, turns: int) -> dict[str, list[float]]:
    """CPU milliseconds of one search for each text, one for each turn."""
    module = "data:text/javascript;base64," + base64.b64encode(FOLD.read_bytes()).decode()
    opened.page.evaluate(
        "async ([module, nodes]) => { const { search, searchIndex } = await import(module); "
        "const index = searchIndex(JSON.parse(nodes)); "
        "globalThis.find = (text, times) => { for (let n = 0; n < times; n += 1) search(index, text); }; }",
        [module, json.dumps(names(number))],
    )

    def once(text: str) -> float:
        before = opened.cpu()
        opened.page.evaluate("([text, times]) => find(text, times)", [text, TIMES])
        return (opened.cpu() - before) / TIMES * 1000

    runs = {name: (lambda text=text: once(text)) for name, text in QUERIES.items()}
    in_turn(runs, 1)  # the engine compiles what it meets often
    return in_turn(runs, turns)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure all three and print medians, ratios and sizes."""
    parser = argparse.ArgumentParser(prog="bench.page", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how many turns, after one that does not count (default 3)")
    parser.add_argument("--boxes", type=int, default=1000, help="boxes drawn (default 1000)")
    parser.add_argument("--rooms", type=int, default=100, help="how many of them are mechanisms (default 100)")
    parser.add_argument("--names", type=int, default=20_000, help="names to search in (default 20000)")
    parser.add_argument("--cap", type=float, default=60.0, help="CPU seconds given to pyvis (default 60)")
    given = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        print(machine("pyvis", "playwright") + f", Chromium {browser.version}")
        graph = curated.load()
        ours = render.save(build(graph, as_of=DAY), folder / "ours.html")
        theirs = pyvis_page(graph, folder / "pyvis.html")
        boxes = boxes_page(given.boxes, given.rooms, folder / "boxes.html")
        _pictures(browser, folder, {OURS: ours, THEIRS: theirs}, given.runs, given.cap)
        _boxes(browser, boxes, given)
        with tab(browser, folder) as opened:
            _found(searched(opened, given.names, given.runs), given)
        browser.close()


def _pictures(browser: Browser, folder: Path, files: dict[str, Path], turns: int, cap: float) -> None:
    def opens(name: str) -> Opened:
        ready = {OURS: "document.documentElement.dataset.ready === 'yes'", THEIRS: SETTLED}[name]
        with tab(browser, folder) as opened:
            return opened.until(lambda: opened.page.goto(files[name].as_uri(), wait_until="commit"), ready, cap)

    runs = {name: (lambda name=name: opens(name)) for name in files}
    in_turn({OURS: runs[OURS]}, 1)
    taken = in_turn(runs, turns)
    size = {name: file.stat().st_size for name, file in files.items()}
    cpu = {name: [run.cpu for run in found] for name, found in taken.items()}
    head = ["the curated graph", "bytes", "bytes : page", "cpu s", "cpu : page", "wall s"]
    rows = [
        [
            name,
            f"{size[name]:,}",
            f"{size[name] / size[OURS]:.2f}",
            seconds(cpu[name]),
            f"{ratio(cpu[name], cpu[OURS]):.1f}",
            seconds([run.wall for run in found]),
        ]
        for name, found in taken.items()
    ]
    print(f"\nUntil the first useful picture\n{table(head, rows)}")
    settled = all(run.done for run in taken[THEIRS])
    print(
        "pyvis: until its physics had settled."
        if settled
        else f"pyvis: stopped at the first chance after {cap:g} s, not yet settled."
    )


def _boxes(browser: Browser, file: Path, given: argparse.Namespace) -> None:
    def draws() -> Opened:
        with tab(browser, file.parent) as opened:
            page = opened.page
            page.goto(f"{file.as_uri()}#tab=table&lang=en")
            page.wait_for_selector("html[data-ready=yes]")
            page.evaluate(FRAMES)
            drawn = opened.until(
                lambda: page.click("#tab-network"), "document.querySelector('.canvas canvas') !== null", given.cap
            )
            number = page.locator(".box-list li").count()
            if number != given.boxes:
                raise RuntimeError(f"{number} boxes are drawn, not {given.boxes}")
            return drawn

    taken = in_turn({BOXES: draws}, given.runs)[BOXES]
    cpu, wall = ([getattr(run, name) for run in taken] for name in ("cpu", "wall"))
    print(f"\nFrom the click to {given.boxes:,} drawn boxes: cpu s {seconds(cpu)}, wall s {seconds(wall)}")


def _found(taken: dict[str, list[float]], given: argparse.Namespace) -> None:
    rows = [[f"{name}: {QUERIES[name]}", seconds(found)] for name, found in taken.items()]
    print(f"\nSearch in {given.names:,} nodes\n{table(['', 'cpu ms'], rows)}")
    print(f"The slowest of all turns: {max(max(found) for found in taken.values()):.1f} ms.")


if __name__ == "__main__":
    main()
