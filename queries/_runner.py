"""Asking a question: parse the parameters, find the rows, join the sources, say it in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph import changes
from graph.errors import AmbiguousName, UnknownName
from graph.model import PropertyGraph
from graph.stores import CypherStore
from queries import _catalogue, _what_if
from queries._frame import COMMON, EVIDENCE, Answer, Question, Rows, shaped
from queries._parameters import Known, parsed
from queries._proof import GraphProof, Proof
from queries._say import LANGUAGES, Say

if TYPE_CHECKING:
    import pandas as pd

    from graph.names import Homonym
    from graph.stores import Store
    from queries._server import Server

CHANGING = ("source", "without", "with", "with_")
"""Parameters that ask a changed copy of the graph."""


def ask(
    source: PropertyGraph | Store, name: str, given: Mapping[str, object], homonyms: Sequence[Homonym] = ()
) -> Answer:
    """The answer to a question; see `queries.ask`.

    `homonyms` are names known to mean more than one thing: a parameter that takes a node of any kind may bear one.
    """
    question = _catalogue.question(name)
    if isinstance(source, CypherStore):
        from queries._server import Server

        server = Server(source)
        if not any(given.get(key) for key in CHANGING):
            return _asked(server, question, given, homonyms)
        source = server.whole()
    graph = source if isinstance(source, PropertyGraph) else source.read()
    params = parsed(question, Known.of(graph, homonyms), given)
    if params["source"]:
        graph = changes.on_sources(graph, params["source"])
    changed = _what_if.changed(question, graph, params)
    labels = {lang: graph.labels(lang) for lang in LANGUAGES}
    proof = GraphProof(changed) if changed is graph else GraphProof(changed, graph)
    rows = question.found(changed, params)
    answer = _answer(question, params, rows, proof, labels)
    if not params["compare"]:
        return answer
    today = shaped((*question.columns, EVIDENCE), question.found(graph, params).frame)
    frame, columns = _what_if.compared(today, answer.frame, question.columns)
    sentences = {lang: text + _what_if.told(frame, Say(lang, labels[lang])) for lang, text in answer.sentences.items()}
    return replace(answer, frame=frame, columns=columns, sentences=sentences)


def _asked(server: Server, question: Question, given: Mapping[str, object], homonyms: Sequence[Homonym]) -> Answer:
    params = _parsed(server, question, given, homonyms)
    context = server.context(question.reads(params) if question.reads else ())
    rows = server.found(question, params, context)
    shown = {value for value in params.values() if isinstance(value, str)}
    shown |= {part for value in params.values() if isinstance(value, tuple) for part in value}
    shown |= {member for members in rows.universe.values() for member in members} | _ids(question, rows.frame)
    return _answer(question, params, rows, server, server.labels(context, shown))


def _parsed(
    server: Server, question: Question, given: Mapping[str, object], homonyms: Sequence[Homonym]
) -> dict[str, Any]:
    """The parameters; all names are fetched only where what is meant may be of a kind that the context has not."""
    try:
        return parsed(question, Known(server.context(), server.is_statement, homonyms, server.named), given)
    except (UnknownName, AmbiguousName):  # to be told of all that is near, or meant
        return parsed(question, Known(server.named(), server.is_statement, homonyms), given)


def _ids(question: Question, frame: pd.DataFrame) -> set[str]:
    """The ids in the cells of an answer."""
    found: set[str] = set()
    for column in question.columns:
        if column.type == "id":
            found |= set(frame[column.name].dropna())
        elif column.type in ("ids", "path"):
            found |= {part for cell in frame[column.name] for part in cell}
    return found


def _answer(
    question: Question, params: dict[str, Any], rows: Rows, proof: Proof, labels: dict[str, Mapping[str, str]]
) -> Answer:
    says = {lang: Say(lang, labels[lang]) for lang in LANGUAGES}
    return Answer(
        frame=shaped((*question.columns, EVIDENCE), rows.frame),
        query=question.name,
        params={p.name: params[p.key] for p in (*question.parameters, *COMMON) if p.name not in ("as-of", "lang")},
        as_of=params["as_of"],
        universe=rows.universe,
        sentences={lang: _what_if.lead(params, say) + _told(question, rows, params, say) for lang, say in says.items()},
        lang=params["lang"],
        columns=question.columns,
        proof=proof,
        names=labels,
        timeless=question.timeless,
    )


def _told(question: Question, rows: Rows, params: Mapping[str, Any], say: Say) -> str:
    """The sentence, and whose seats it counts where these are not those of members alone."""
    text = question.sentence(rows, params, say)
    roles = params.get("roles", ("member",))
    if roles == ("member",):
        return text
    spanish = {"member": "miembros", "associate": "asociados", "observer": "observadores"}
    counted = say.joined([say(f"{role}s", spanish[role]) for role in roles])
    return text + say(f" Only seats of {counted} are counted here.", f" Aquí solo cuentan los asientos de {counted}.")
