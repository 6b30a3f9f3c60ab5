import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph.model import PropertyGraph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AS_OF = "2026-11-22"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REQUIRED = os.environ.get("MIGOV_REQUIRE_BROWSER") == "1"


def lacking(reason: str) -> None:
    """Skip for want of a tool, or fail where the run must have it."""
    if REQUIRED:
        pytest.fail(f"MIGOV_REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(reason)


@dataclass
class Visit:
    """A page that was opened, with all that it asked for and said."""

    page: "Page"
    url: str
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def quiet(self) -> bool:
        return not self.said and {url.partition("#")[0] for url in self.requests} <= {self.url}


class Opener:
    """Opens files in Chromium with the network refused."""

    def __init__(self, browser: "Browser") -> None:
        self.browser = browser
        self.visits: list[Visit] = []

    def __call__(
        self,
        file: Path,
        fragment: str = "",
        *,
        size: tuple[int, int] = (1440, 900),
        locale: str = "en-US",
        theme: Any = "light",
    ) -> Visit:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            color_scheme=theme,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        page = context.new_page()
        visit = Visit(page, file.as_uri())

        def answer(route: Any) -> None:
            visit.requests.append(route.request.url)
            if route.request.url.partition("#")[0] == visit.url:
                route.continue_()
            else:
                route.abort()

        context.route("**/*", answer)
        page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: visit.said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (visit.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(visit.url + fragment)
        page.wait_for_selector("html[data-ready]", timeout=20_000)
        self.visits.append(visit)
        return visit

    def close(self) -> None:
        for visit in self.visits:
            visit.page.context.close()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacking("Playwright is not installed")
    if not Path(CHROMIUM).exists():
        lacking(f"there is no Chromium at {CHROMIUM} (set CHROMIUM to its path)")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def visit(browser: "Browser") -> Iterator[Opener]:
    opener = Opener(browser)
    yield opener
    opener.close()


@pytest.fixture(scope="session")
def curated() -> PropertyGraph:
    from loaders import curated

    return curated.load()


@pytest.fixture(scope="session")
def made(curated: PropertyGraph) -> dict[str, Any]:
    from explorer.payload import payload

    return payload(curated, as_of=AS_OF)


@pytest.fixture(scope="session")
def html(made: dict[str, Any]) -> str:
    from explorer.render import page

    return page(made)


@pytest.fixture(scope="session")
def file(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from explorer.render import save

    return save(html, tmp_path_factory.mktemp("page") / "explorer.html")
