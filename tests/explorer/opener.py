"""Opening the page in Chromium with the network refused."""

import base64
import gzip
import json
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

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


def payload_in(html: str) -> dict[str, Any]:
    """What the page of an HTML text knows, in its short form (explorer/pack.py)."""
    found = re.search(r'id="payload">([^<]+)<', html)
    assert found, "the page has no payload"
    payload: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
    return payload


def settled(page: Any) -> None:
    """Wait until what was asked for is drawn; a drawing starts one frame after its tab."""
    page.evaluate("async () => { for (let n = 0; n < 4; n += 1) await new Promise(requestAnimationFrame); }")


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

        def heard(what: Any) -> None:
            visit.said.append(f"{type(what).__name__}: {getattr(what, 'text', getattr(what, 'message', what))}")
            if hasattr(what, "dismiss"):
                what.dismiss()

        page.on("console", heard)
        page.on("pageerror", heard)
        page.on("dialog", heard)
        page.goto(visit.url + fragment)
        page.wait_for_selector("html[data-ready]", timeout=20_000)
        self.visits.append(visit)
        return visit

    def close(self) -> None:
        for visit in self.visits:
            visit.page.context.close()
