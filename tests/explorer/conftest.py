from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph.model import PropertyGraph
from tests.explorer.opener import ARGUMENTS, AS_OF, CHROMIUM, Opener, lacking

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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
def made(built_in: PropertyGraph) -> dict[str, Any]:
    from explorer.payload import payload

    return payload(built_in, as_of=AS_OF)


@pytest.fixture(scope="session")
def html(made: dict[str, Any]) -> str:
    from explorer.render import page

    return page(made)


@pytest.fixture(scope="session")
def file(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from explorer.render import save

    return save(html, tmp_path_factory.mktemp("page") / "explorer.html")
