"""The text of a PDF by page, read by a process of its own: a PDF may ask for any time and memory.

``python -m loaders._mentions_pdf FILE PAGES`` writes JSON: `pages` (a text each), or `problem` and `remedy`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from graph.errors import DataError

SECONDS = 120
"""The longest that reading a PDF may take."""
PAGES = 3000
"""The most pages of a PDF."""
MEMORY = 2 << 30
"""The most bytes that reading a PDF may take."""
_CUT = "split the document, or give its text"


def pages(file: Path, seconds: float = SECONDS) -> list[str]:
    """The text of each page.

    Raises:
        DataError: The PDF is encrypted, damaged, or asks for too much.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "loaders._mentions_pdf", str(file.resolve()), str(PAGES)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, env=environment, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        told = f"reading the PDF takes more than {seconds:g} seconds"
        raise DataError(file.name, 0, "", None, told, _CUT) from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise DataError(file.name, 0, "", None, "reading the PDF takes too much memory", _CUT) from error
    if "problem" in answer:
        raise DataError(file.name, 0, "", None, answer["problem"], answer["remedy"])
    return [str(page) for page in answer["pages"]]


def _answer(path: str, most: int) -> dict[str, object]:
    """What is to be told of a file."""
    import logging

    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, LimitReachedError

    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"problem": "the PDF is encrypted", "remedy": "save it without a password"}
        count = len(reader.pages)
        if count > most:
            return {"problem": f"the PDF has {count:,} pages, more than {most:,}", "remedy": "split the document"}
        return {"pages": [page.extract_text() for page in reader.pages]}
    except FileNotDecryptedError:
        return {"problem": "the PDF is encrypted", "remedy": "save it without a password"}
    except (LimitReachedError, MemoryError):
        return {"problem": "reading the PDF takes too much memory", "remedy": _CUT}
    except Exception as error:  # noqa: BLE001 - a damaged PDF raises anything
        told = " ".join(f"{type(error).__name__}: {error}".split())[:100]
        return {"problem": f"the PDF is damaged ({told})", "remedy": "get the file again, or print it to a new PDF"}


def _limit() -> None:
    """Keep this process below `MEMORY`, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY if hard < 0 else min(MEMORY, hard), hard))


if __name__ == "__main__":
    _limit()
    # Text of a PDF may have half a surrogate pair, which only escaped JSON carries.
    sys.stdout.write(json.dumps(_answer(sys.argv[1], int(sys.argv[2]))))
