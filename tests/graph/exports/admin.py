"""The bulk import of Neo4j, run as its own command line runs it."""

import os
import shlex
import subprocess
from pathlib import Path

from graph.exports.neo4j_csv import COMMAND
from tests.server import local


def bulk_import(home: Path, folder: Path, *more: str, heap: str = "512m") -> str:
    """Run the command that the export gives, in its folder, for the stopped server of a home; returns what it said."""
    home.mkdir(parents=True, exist_ok=True)
    program, *words = shlex.split(COMMAND)
    assert program == "neo4j-admin"
    command = [local.java(), f"-Xmx{heap}", *local.OPENED, "-cp", f"{local.jars()}{os.sep}*"]
    done = subprocess.run(
        [*command, "org.neo4j.cli.AdminTool", *words, *more],
        cwd=folder,
        env=os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")},
        capture_output=True,
        text=True,
        errors="replace",
    )
    said = done.stdout + done.stderr
    if done.returncode != 0:
        raise RuntimeError(f"the import failed: {said[-2000:]}")
    return said
