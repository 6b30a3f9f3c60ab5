"""The page inside a notebook: a closed frame that needs no file, no server and no network."""

import html
import re
from pathlib import Path
from typing import Any

import pytest

from explorer.inline import HEIGHT, Inline
from tests.explorer.opener import Opener, settled

# What VS Code lets the outputs of a notebook do (backLayerWebView.ts); JupyterLab has no policy of its own.
POLICY = (
    "default-src 'none'; script-src https://*.vscode-cdn.net 'unsafe-inline' 'unsafe-eval'; "
    "style-src https://*.vscode-cdn.net 'unsafe-inline'; img-src https: http: data:; font-src https:; "
    "connect-src https:; child-src https: data:;"
)
VS_CODE = f'<base href="https://file.example/notebooks/"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'


def frame_of(page: Any) -> Any:
    """The frame in a page that stands for a notebook, when it is drawn."""
    frame = page.frames[1]
    frame.wait_for_selector("html[data-ready]", timeout=20_000)
    return frame


@pytest.fixture(scope="module", params=["", VS_CODE], ids=["JupyterLab", "VS Code"])
def cell(html: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that holds what a notebook shows of the explorer, under the rules of that notebook."""
    path = tmp_path_factory.mktemp("notebook") / "cell.html"
    shown = Inline(html, "en")._repr_html_()
    head = f"<!doctype html><html data-ready><meta charset=utf-8>{request.param}"
    path.write_text(f"{head}<p>A notebook</p>{shown}", encoding="utf-8")
    return path


def test_the_frame_carries_the_whole_page_as_text_and_is_closed_off() -> None:
    page = "<!doctype html><script>\"a\" & 'b'</script>"
    shown = Inline(page, "es")._repr_html_()
    found = re.fullmatch(r'<iframe title="([^"]+)" sandbox="([^"]+)" [^<>]*srcdoc="([^"]*)"></iframe>', shown)
    assert found
    assert found[1] == "migov: el explorador"
    assert "allow-same-origin" not in found[2]
    assert html.unescape(found[3]) == page
    assert f'height="{HEIGHT}"' in shown
    assert page not in repr(Inline(page))


@pytest.mark.browser
def test_the_page_works_inside_a_notebook_without_the_network(visit: Opener, cell: Path) -> None:
    seen = visit(cell)
    frame = frame_of(seen.page)
    assert frame.locator("table.matrix").is_visible()
    for tab in ("overlaps", "network", "table", "timeline", "map"):
        frame.locator(f"#tab-{tab}").click()
        settled(frame)
        assert frame.locator(f"#tab-{tab}").get_attribute("aria-selected") == "true"
    seen.page.evaluate("history.back()")
    frame.locator("#tab-timeline[aria-selected=true]").wait_for()
    assert seen.page.url == cell.as_uri(), "the notebook stays where it is"
    assert seen.quiet(), (seen.said, seen.requests)


@pytest.mark.browser
def test_inside_a_notebook_a_table_is_saved_and_what_cannot_be_made_is_said(visit: Opener, cell: Path) -> None:
    seen = visit(cell)
    frame = frame_of(seen.page)
    with seen.page.expect_download() as download:
        frame.locator("#take").click()
        frame.locator("[data-key='take csv']").click()
    assert download.value.suggested_filename.endswith(".csv")
    for name in ("link", "png", "svg", "zip"):
        frame.locator("#take").click()
        frame.locator(f"[data-key='take {name}']").click()
        frame.locator("#toast", has_text="Not inside a notebook: write the page to a file").wait_for()
    assert seen.said == []
