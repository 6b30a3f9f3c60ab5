"""Pictures of every view of the page, to be looked at: both languages, both themes, a desk and a phone.

``python3 tasks.py shots FOLDER`` makes them; the folder is not part of the repository.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.explorer.opener import ARGUMENTS, CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = {"desk": (1440, 900), "phone": (390, 844)}
THEMES = ("light", "dark")
LANGUAGES = ("en", "es")
MORE = {
    "ego": "tab=network&ego=country:COL",
    "panel": "tab=matrix&sel=c~country:CHL~mechanism:gcm",
    "answer": "tab=table&q=corridor-rooms",
    "map-of-two": "tab=map&map=mechanism:r4v+mechanism:quito-process",
    "past": "tab=matrix&on=2018-12-31",
}
"""Views worth a look beside the tabs themselves, by name: what stands in the hash."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pictures into a folder and print how many there are."""
    parser = argparse.ArgumentParser(prog="shots", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="where the pictures go; made where it is not there")
    parser.add_argument("--page", type=Path, help="a page that was written before; the curated graph's where not given")
    given = parser.parse_args(arguments)
    from playwright.sync_api import sync_playwright

    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        page = given.page or _written(Path(scratch))
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        count = sum(_shoot(browser, page, given.folder, size, theme) for size in SIZES for theme in THEMES)
        browser.close()
    print(f"{count} pictures in {given.folder}")


def _written(folder: Path) -> Path:
    import explorer
    from loaders import curated

    return explorer.write(curated.load(), folder / "explorer.html")


def _shoot(browser: Browser, file: Path, folder: Path, size: str, theme: Any) -> int:
    """How many pictures were made of one size and theme; what the page says on its console is an error."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.resolve().as_uri())
    page.wait_for_selector("html[data-ready]")
    tabs = page.locator("[role=tab]").evaluate_all("tabs => tabs.map((tab) => tab.id.replace('tab-', ''))")
    views = {"home": "", **{tab: f"tab={tab}" for tab in tabs}, **MORE}
    for lang in LANGUAGES:
        for name, fragment in views.items():
            page.goto(f"{file.resolve().as_uri()}#lang={lang}&{fragment}")
            page.wait_for_timeout(250)
            page.screenshot(path=folder / f"{name}_{size}_{theme}_{lang}.png")
    context.close()
    if said:
        raise SystemExit(f"the page said: {said}")
    return len(views) * len(LANGUAGES)


if __name__ == "__main__":
    main()
