"""What a folder of CSV says of itself: a Frictionless Data Package, and a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph import dates, schema
from graph.datasets import CURATED, datasets
from graph.exports._attributes import selected

if TYPE_CHECKING:
    from graph.model import PropertyGraph

NAME = "datapackage.json"
FORMAT = 1
"""The number of the way in which the files are written; another is not read."""

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
"""What this project's own research is given under."""

TABLES = {
    "nodes": "One row a thing in the world: a mechanism, country, agency, project, theme, source and so on.",
    "edges": "One row a dated, sourced statement that ties two nodes.",
    "observations": "One row a dated value of a node, such as a requirement or a number of members.",
    "evidence": "One row a place in a source that supports or contradicts a statement, an observation or a node.",
    "sources": "One row a document or page: the bibliographic columns of the nodes of kind Source.",
}
REFERENCES = {
    ("edges", "source"): "nodes",
    ("edges", "target"): "nodes",
    ("observations", "node"): "nodes",
    ("evidence", "source"): "nodes",
    ("sources", "id"): "nodes",
}
"""Columns that hold ids of another table. What a piece of evidence is about stands in one of three tables, which Table
Schema cannot say."""

_TYPES = {"text": "string", "date": "string", "day": "date", "list": "array"}
_DATE = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"

README = """\
A graph of migov as tables: nodes.csv, edges.csv (the statements), observations.csv, evidence.csv, sources.csv.
datapackage.json describes every column (Frictionless Data Package).

- An empty cell is unknown; it is never "no" and never 0.
- An apostrophe at the beginning of a cell keeps a spreadsheet from taking the text for a formula; it is not part of
  the text. Nor is one before =, +, - or @ that follows a line break, tab or semicolon. A cell with nothing but an
  apostrophe is an empty text.
- Lists are written ["one", "two"]. Dates are as precise as known: 2018, 2018-09 or 2018-09-04.
- A spreadsheet that opens a CSV by a double click changes dates and codes (2018-09 becomes Sep-18, 032 becomes 32).
  Import it instead with all columns as text (Excel: Data, From Text/CSV, do not detect data types).
- To read the folder back, edited or not: migov load csv FOLDER --store STORE

Un grafo de migov en tablas: nodes.csv (nodos), edges.csv (afirmaciones), observations.csv, evidence.csv, sources.csv.
datapackage.json describe cada columna (Frictionless Data Package).

- Una celda vacía significa que no se sabe; nunca «no» ni 0.
- Un apóstrofo al comienzo de una celda evita que la hoja de cálculo tome el texto por una fórmula; no forma parte del
  texto. Tampoco el que precede a =, +, - o @ tras un salto de línea, un tabulador o un punto y coma. Una celda con solo
  un apóstrofo es un texto vacío.
- Las listas se escriben ["uno", "dos"]. Las fechas son tan precisas como se sabe: 2018, 2018-09 o 2018-09-04.
- Una hoja de cálculo que abre un CSV con doble clic cambia fechas y códigos (2018-09 pasa a sep-18, 032 a 32).
  Conviene importarlo con todas las columnas como texto (Excel: Datos, De texto/CSV, no detectar tipos de datos).
- Para volver a leer la carpeta, editada o no: migov load csv CARPETA --store ALMACÉN
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder.

    Attributes:
        name: Its name.
        size: Its bytes.
        sha256: The SHA-256 of its content, in hexadecimal digits.
        rows: Its rows, the header not counted.
    """

    name: str
    size: int
    sha256: str
    rows: int


def described(graph: PropertyGraph, files: Mapping[str, File]) -> dict[str, Any]:
    """The descriptor of a folder with these files, by table."""
    names = datasets(graph)["dataset"].tolist()
    return {
        "profile": "tabular-data-package",
        "name": "migov",
        "title": "Migration governance in the Americas, as a property graph",
        "description": "Dated, sourced statements on who governs migration in the Americas. "
        + (f"{selected(graph.as_of)} " if graph.as_of else "")
        + "An empty cell is unknown. "
        "A text that is empty, begins with an apostrophe or could run as a formula has an apostrophe before it. "
        "What a piece of evidence is about is the id of a statement (edges), an observation or a node.",
        "created": f"{dates.today()}T00:00:00Z",
        "keywords": ["migration", "governance", "Americas", "property graph", "provenance"],
        "licenses": _licences(names),
        "migov": {"format": FORMAT, "datasets": names, **({"as_of": graph.as_of} if graph.as_of else {})},
        "resources": [_resource(graph, name, file) for name, file in files.items()],
    }


def _licences(names: list[str]) -> list[dict[str, str]]:
    others = [name for name in names if name != CURATED]
    if not others:
        return [LICENCE]
    own = LICENCE | {"title": f"{LICENCE['title']}: the rows of the dataset {CURATED}"}
    rest = {"name": "notspecified", "title": f"The rights of their sources: the rows of {', '.join(others)}"}
    return [*([own] if CURATED in names else []), rest]


def _resource(graph: PropertyGraph, name: str, file: File) -> dict[str, Any]:
    frame = graph.tables[name]
    foreign = [
        {"fields": column, "reference": {"resource": other, "fields": "id"}}
        for (table, column), other in REFERENCES.items()
        if table == name and frame[column].isin(graph.tables[other]["id"]).all()
    ]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": file.name,
        "description": TABLES[name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(p, frame[p.name]) for p in schema.TABLES[name]],
            "missingValues": [""],
            "primaryKey": "id",
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _field(p: schema.Property, values: pd.Series[Any]) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if p.required else {}
    if p.name == "id":
        constraints["unique"] = True
    if p.type == "date":
        constraints["pattern"] = _DATE
    # The model lets more pass than the schema names; a package must not deny what its files hold.
    if p.choices and values.dropna().isin(p.choices).all():
        constraints["enum"] = list(p.choices)
    unit = {"unit": p.unit} if p.unit else {}
    told = f"{p.meaning} Derived from the other columns." if p.derived else p.meaning
    kinds = f" Of kinds: {', '.join(p.kinds)}." if p.kinds else ""
    return {
        "name": p.name,
        "type": _TYPES.get(p.type, p.type),
        "description": told + kinds,
        **unit,
        **({"constraints": constraints} if constraints else {}),
    }
