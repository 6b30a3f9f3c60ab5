"""What a workbook says of itself: what is in it, how to read it, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph import dates, schema
from graph.datasets import CURATED, datasets
from graph.exports._attributes import selected

if TYPE_CHECKING:
    from graph.exports._sheet import Lost
    from graph.model import PropertyGraph

TITLE = "Migration governance in the Americas, as a property graph"

SHEETS: dict[str, tuple[str, str, str]] = {
    "Nodes": (
        "nodes",
        "Mechanisms, countries, agencies, projects, themes, sources and other things.",
        "Mecanismos, países, organismos, proyectos, temas, fuentes y otros.",
    ),
    "Statements": (
        "edges",
        "Dated, sourced statements that tie two of them.",
        "Afirmaciones con fecha y fuente que unen a dos de ellos.",
    ),
    "Observations": (
        "observations",
        "Dated values, such as requirements or numbers of members.",
        "Valores con fecha, como requerimientos o números de miembros.",
    ),
    "Evidence": (
        "evidence",
        "Places in sources that support or contradict something.",
        "Pasajes de fuentes que apoyan o contradicen algo.",
    ),
    "Sources": (
        "sources",
        "Documents and pages.",
        "Documentos y páginas.",
    ),
}
"""The sheets: the table, and what stands there in English and Spanish."""

READING = (
    (
        "Empty cells · Celdas vacías",
        "An empty cell is unknown, or does not apply. It is never “no” and never 0.",
        "Una celda vacía: no se sabe, o no corresponde. Nunca es «no» ni 0.",
    ),
    (
        "Dates · Fechas",
        "Texts, as precise as the source: 2018, 2018-09 or 2018-09-04. They sort as they should.",
        "Son textos, tan precisos como la fuente: 2018, 2018-09 o 2018-09-04. Se ordenan bien.",
    ),
    (
        "Names · Nombres",
        "Columns that end in _en and _es hold names in English and Spanish, beside the id.",
        "Las columnas que terminan en _en y _es tienen los nombres en inglés y español, junto al identificador.",
    ),
    (
        "In force · Vigencia",
        "The columns since and until say when a statement holds; seat, which seat it gives.",
        "Las columnas since y until dicen cuándo vale una afirmación; seat, qué asiento otorga.",
    ),
    (
        "To edit · Para editar",
        "This workbook is for reading. What is to be edited and loaded back is the export csv.",
        "Este libro es para leer. Lo que se edita y se vuelve a cargar es la exportación csv.",
    ),
)

ADDED = {
    "source_en": "The name of the node that it starts from, in English; source_es in Spanish.",
    "source_es": "The same in Spanish.",
    "relation_en": "The relation in words, in English; relation_es in Spanish.",
    "relation_es": "The same in Spanish.",
    "target_en": "The name of the node that it ends at, in English; target_es in Spanish.",
    "target_es": "The same in Spanish.",
    "node_en": "The name of the node, in English; node_es in Spanish.",
    "node_es": "The same in Spanish.",
    "measure_en": "What was measured, in English words; measure_es in Spanish.",
    "measure_es": "The same in Spanish.",
    "about_en": "What the evidence is about, in English words; about_es in Spanish.",
    "about_es": "The same in Spanish.",
    "sources": "The titles of the sources that support it.",
    "contradicted_by": "The titles of the sources that contradict it.",
    "title": "The title of the source.",
    "publisher": "Who published the source.",
    "published": "When the source was published.",
    "url": "The address of the source.",
    "evidence": "How many pieces of evidence are from it.",
}
"""What the columns mean that no table of the graph has."""

Remark = tuple[int, str, str]
"""How many, and of what, in English and Spanish."""


def rows(graph: PropertyGraph, remarks: Sequence[Remark]) -> Iterator[Sequence[object]]:
    """The sheet About, in English and Spanish."""
    yield "About", "Rows", "English", "Español"
    yield (
        "What · Qué",
        None,
        "Who governs migration in the Americas: dated, sourced statements. Made with migov.",
        "Quién gobierna la migración en las Américas: afirmaciones con fecha y fuente. Hecho con migov.",
    )
    yield "Written on · Fecha", None, dates.today(), dates.today()
    if graph.as_of:
        yield (
            "As of · Vigente al",
            None,
            selected(graph.as_of),
            f"Lo que está vigente al {graph.as_of}, y ninguna otra afirmación.",
        )
    for title, (table, english, spanish) in SHEETS.items():
        yield title, len(graph.tables[table]), english, spanish
    yield "Columns", None, "What each column means.", "Qué significa cada columna (en inglés)."
    for name, statements, observations, *_ in datasets(graph).itertuples(index=False):
        told = (
            (statements, f"Statements of the dataset {name}.", f"Afirmaciones del conjunto de datos {name}."),
            (observations, f"Observations of the dataset {name}.", f"Observaciones del conjunto de datos {name}."),
        )
        for count, english, spanish in told:
            if count:
                yield "Dataset · Conjunto de datos", count, english, spanish
    yield (
        "Licence · Licencia",
        None,
        f"Dataset {CURATED}: CC BY 4.0. Other datasets and the sources keep their own rights.",
        f"Conjunto {CURATED}: CC BY 4.0. Los demás conjuntos y las fuentes conservan sus derechos.",
    )
    for what, english, spanish in READING:
        yield what, None, english, spanish
    for count, english, spanish in remarks:
        yield (
            "Not carried · Sin cabida",
            count,
            f"{english[0].upper()}{english[1:]}.",
            f"{spanish[0].upper()}{spanish[1:]}.",
        )


def remarks(lost: Lost) -> list[Remark]:
    """What the workbook could not carry."""
    told = (
        (
            lost.cut,
            "cells cut at 32,767 characters, the most that one holds; they end with …, and csv has them whole",
            "celdas cortadas en 32.767 caracteres, lo más que admite una; terminan en …, y csv las tiene enteras",
        ),
        (
            lost.controls,
            "cells without their control characters, which a workbook cannot hold; blanks stand for them",
            "celdas sin sus caracteres de control, que un libro no admite; hay espacios en su lugar",
        ),
        (
            lost.digits,
            "numbers written as texts, with more digits than a workbook keeps, or infinite",
            "números escritos como textos, con más dígitos de los que un libro conserva, o infinitos",
        ),
    )
    return [remark for remark in told if remark[0]]


def columns(sheets: Mapping[str, Mapping[str, Any]]) -> Iterator[Sequence[object]]:
    """The sheet Columns: one row a column of each sheet, and what it means."""
    yield "sheet", "column", "meaning", "type", "unit", "one of"
    for title, heads in sheets.items():
        known = schema.named(schema.TABLES[SHEETS[title][0]])
        for head in heads:
            p = known.get(head)
            if p is None:
                yield title, head, ADDED[head], "integer" if head == "evidence" else "text", None, None
            else:
                told = f"{p.meaning} Derived from the other columns." if p.derived else p.meaning
                yield title, head, told, p.type, p.unit or None, ", ".join(p.choices) or None
