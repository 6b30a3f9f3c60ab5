"""The page inside a notebook: one frame that carries the whole text, so that no file or server is needed.

The frame is closed off: the page runs its own scripts (its policy of hashes holds there too) and may save files, and
reaches nothing of the notebook around it.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field

HEIGHT = 820
"""Pixels: the matrix of the built-in graph, and no more than a laptop shows."""
ALLOWED = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox allow-modals"
"""What the page needs: its scripts, saved files, sources in a tab of their own, and the dialog of the printer."""
TITLE = {"en": "migov: the explorer", "es": "migov: el explorador"}


@dataclass(frozen=True, slots=True)
class Inline:
    """A page that JupyterLab and VS Code show below the cell, without any network.

    Attributes:
        page: The HTML text of the page.
        lang: The language of the title of the frame.
        height: How high it is shown, in pixels.
    """

    page: str = field(repr=False)
    lang: str | None = None
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        """The frame."""
        title = TITLE[self.lang or "en"]
        return (
            f'<iframe title="{html.escape(title)}" sandbox="{ALLOWED}" referrerpolicy="no-referrer" width="100%" '
            f'height="{self.height}" style="border:1px solid #d5dce3" srcdoc="{html.escape(self.page)}"></iframe>'
        )
