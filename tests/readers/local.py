"""An environment of readers that are not ours, in which tests read what migov exports.

What these packages ask for would hold back ours (an older NetworkX, a Pydantic), so they have a lock and an environment
of their own: `.readers` beside the one of `tasks.py`, made once for each state of the lock.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tasks

LOCK = Path(__file__).with_name("requirements.txt")
PATIENCE = 120.0
"""Seconds that a script has."""


class NoReaders(Exception):
    """Why there is no such environment here, in one line."""


@dataclass(frozen=True, slots=True)
class Readers:
    """The environment.

    Attributes:
        python: Its interpreter.
    """

    python: Path

    def run(self, script: str, *arguments: str | Path) -> Any:
        """What a small script prints on stdout, read as JSON; its arguments are `sys.argv[1:]`.

        It runs away from this checkout: nothing of migov can be imported, and warnings are not errors. For example::

            titles = readers.run(
                '''
                import json, sys
                from followthemoney import model
                from followthemoney.proxy import EntityProxy

                with open(sys.argv[1], encoding="utf-8") as lines:
                    entities = [model.get_proxy(json.loads(line)) for line in lines]
                print(json.dumps([entity.caption for entity in entities]))
                ''',
                tmp_path / "graph.ftm.json",
            )

        Raises:
            AssertionError: It failed; its traceback is the message.
        """
        command = [str(self.python), "-I", "-X", "utf8", "-c", textwrap.dedent(script), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def readers() -> Readers:
    """The environment, made if need be; another state of the lock or another Python is another folder.

    Raises:
        NoReaders: It is not there and cannot be made.
    """
    try:
        version = "{}.{}".format(*sys.version_info)
        kept = tasks.venv_folder().with_name(".readers") / f"{tasks.digest(LOCK)[:12]}-{version}"
        if not tasks.base_of(kept):
            _make(kept)
    except tasks.TaskError as error:
        raise NoReaders(str(error)) from error
    return Readers(tasks.venv_python(kept))


def _make(kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, ignore_cleanup_errors=True) as folder:
        fresh = Path(folder) / "environment"  # renamed when whole: an installation may be cut short
        tasks.make_venv(fresh)
        tasks.install(fresh, LOCK)
        if tasks.base_of(kept):
            return  # somebody else has just made it
        shutil.rmtree(kept, ignore_errors=True)  # its Python is gone
        fresh.rename(kept)
