"""An answer as text: JSON, CSV, Markdown, a table for the terminal, HTML for a notebook."""

from __future__ import annotations

import csv
import html
import io
import json
import math
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from graph import schema
from graph.changes import WHAT_IF
from graph.exports._cells import FORMULA
from queries._figures import decimals, figure
from queries._frame import Answer, Column
from queries._say import name_of, word
from queries._terminal import calm, table_lines

LISTED = 12
"""How many members of what was looked at are named; more are counted."""
WHOLE = 1000
"""Numbers from here on are shown without decimals, their thousands apart."""


def as_json(answer: Answer) -> str:
    """The answer as JSON with the keys query, params, as_of, universe, sentence, columns, rows, evidence."""
    columns = [c.name for c in answer.columns]
    whole = {
        "query": answer.query,
        "params": answer.params,
        "as_of": answer.as_of,
        "universe": answer.universe,
        "sentence": answer.sentences,
        "columns": columns,
        "rows": list(_plain(answer.frame)),
        "evidence": list(_plain(answer.evidence)),
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_csv(answer: Answer) -> str:
    """The rows as CSV: names beside ids, lists joined by a bar, and no cell that a spreadsheet would run.

    After the columns of the answer come `evidence`, and the titles and addresses of its sources.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in tabular(answer):
        # Control characters go: before Python 3.13 csv leaves a carriage return unquoted, and the row falls in two.
        safe = (harmless(cell) for cell in row)
        writer.writerow([calm(cell) if isinstance(cell, str) else cell for cell in safe])
    return out.getvalue()


def tabular(answer: Answer) -> Iterator[list[object]]:
    """The header, then the rows for a spreadsheet: names beside ids, lists joined by a bar, sources at the end."""
    names = answer.names[answer.lang]
    header: list[object] = []
    for c in answer.columns:
        header += [c.name, f"{c.name}_name"] if c.type in ("id", "ids", "path") else [c.name]
    yield [*header, "evidence", "sources", "urls"]
    found: dict[str, list[tuple[object, object]]] = {}
    pieces = answer.evidence[["id", "title", "url"]].itertuples(index=False)
    for about, title, url in pieces:
        found.setdefault(about, []).append((title, url))
    for row in _plain(answer.frame):
        cells: list[object] = []
        for c in answer.columns:
            value = row[c.name]
            cells.append(_joined(value))
            if c.type in ("id", "ids", "path"):
                ids = value if isinstance(value, list) else [value] if value is not None else []
                cells.append("|".join(name_of(str(node_id), names) for node_id in ids))
        cited = dict.fromkeys(piece for about in row["evidence"] for piece in found.get(about, ()))
        titles = "|".join(title for title, _ in cited if isinstance(title, str))
        yield [*cells, _joined(row["evidence"]), titles, "|".join(url for _, url in cited if isinstance(url, str))]


def as_markdown(answer: Answer, *, evidence: bool = False) -> str:
    """The sentence, the rows as a Markdown table with names for ids, what was looked at, and if asked the evidence."""
    shown = _shown(answer.columns, answer.lang)
    lines = [escaped_md(answer.sentence), ""]
    if len(answer.frame):
        lines.append(f"| {' | '.join(_title(c, answer.lang) for c in shown)} |")
        lines.append(f"|{'|'.join(' --- ' for _ in shown)}|")
        lines += [f"| {' | '.join(escaped_md(cell) for cell in row)} |" for row in _cells(answer, shown)]
        lines.append("")
    for told in _disagreements(answer):
        lines += [f"- {escaped_md(told)}", ""]
    lines.append(f"*{escaped_md(_universe(answer))}*")
    for said, sources in _proof(answer) if evidence else ():
        lines += ["", f"- {escaped_md(said)}", *(f"  - {linked_md(text, url)}" for text, url in sources)]
    return "\n".join(lines) + "\n"


def as_table(answer: Answer, width: int = 80, *, evidence: bool = False) -> str:
    """The sentence, the rows, what was looked at and if asked the evidence, wrapped to a width, names for ids."""
    shown = _shown(answer.columns, answer.lang)
    rows = [[_title(c, answer.lang) for c in shown], *_cells(answer, shown)]
    parts = [textwrap.fill(calm(answer.sentence), width, break_on_hyphens=False), ""]
    if len(rows) > 1:
        numbers = [c.type in ("integer", "number") for c in shown]
        parts += ["\n".join(table_lines(rows, width, numbers)), ""]
    for told in _disagreements(answer):
        parts += [textwrap.fill(calm(told), width, subsequent_indent="  ", break_on_hyphens=False), ""]
    parts.append(textwrap.fill(calm(_universe(answer)), width, break_on_hyphens=False))
    for said, sources in _proof(answer) if evidence else ():
        parts += ["", textwrap.fill(calm(said), width, subsequent_indent="  ")]
        parts += [
            textwrap.fill(
                calm(f"{text} {url}".rstrip()),
                width,
                initial_indent="    ",
                subsequent_indent="      ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            for text, url in sources
        ]
    return "\n".join(parts) + "\n"


def as_html(answer: Answer, most: int = 60) -> str:
    """The sentence, the rows, who disagrees, what was looked at, and folded beneath the sources; all text escaped."""
    parts = [f"<p><strong>{_escaped_html(answer.sentence)}</strong></p>", *_html_table(answer, most)]
    parts += [f"<p>{_escaped_html(told)}</p>" for told in _disagreements(answer)]
    parts += [f"<p><em>{_escaped_html(_universe(answer))}</em></p>", _html_sources(answer)]
    return f'<div lang="{answer.lang}">{"".join(parts)}</div>'


def _html_table(answer: Answer, most: int) -> Iterator[str]:
    """The rows; each cell says how it is aligned, since JupyterLab and VS Code do so each in their own way."""
    if answer.frame.empty:
        return
    shown = _shown(answer.columns, answer.lang)
    rows = list(_cells(answer, shown))
    sides = ["right" if c.type in ("integer", "number") else "left" for c in shown]
    styles = [f'style="text-align:{side};vertical-align:top"' for side in sides]
    head = "".join(
        f'<th scope="col" {style}>{_escaped_html(_title(c, answer.lang))}</th>'
        for c, style in zip(shown, styles, strict=True)
    )
    body = "".join(
        f"<tr>{''.join(f'<td {s}>{_escaped_html(cell)}</td>' for s, cell in zip(styles, row, strict=True))}</tr>"
        for row in rows[:most]
    )
    yield f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if len(rows) > most:
        left = figure(len(rows) - most, answer.lang)
        yield f"<p>… {left} {'more rows in' if answer.lang == 'en' else 'filas más en'} <code>.frame</code></p>"


def _html_sources(answer: Answer) -> str:
    """The documents behind the rows with their addresses, each once."""
    sources = answer.evidence[["title", "publisher", "published", "url"]].drop_duplicates()
    items = []
    for *cited, url in sources.itertuples(index=False):
        words = _escaped_html(", ".join(str(v) for v in cited if isinstance(v, str)))
        if isinstance(url, str) and re.fullmatch(r"https?://\S+", url) and url.isprintable():
            words = f'<a href="{html.escape(url)}" rel="noopener noreferrer" target="_blank">{words}</a>'
        items.append(f"<li>{words}</li>")
    lead, more = ("Sources", "each passage") if answer.lang == "en" else ("Fuentes", "cada pasaje")
    listed = f"<ul>{''.join(items)}</ul><p>{more}: <code>.evidence</code></p>"
    return f"<details><summary>{lead} ({figure(len(items), answer.lang)})</summary>{listed}</details>"


def _escaped_html(text: str) -> str:
    """Text that is only text: no markup, and no character that turns or hides what follows."""
    return html.escape(calm(text))


def harmless(cell: object) -> object:
    """A cell that no spreadsheet runs: text that looks like a formula gets a quote before it.

    So does what follows a semicolon or tab, where a spreadsheet of another language would begin the next cell.
    """
    if not isinstance(cell, str):
        return cell
    safe = re.sub(r"(;\s*\"?|\t)(?=[=+\-@])", r"\1'", cell)
    return f"'{safe}" if safe.startswith(FORMULA) or calm(safe).lstrip().startswith(FORMULA) else safe


def _plain(frame: Any) -> Iterator[dict[str, Any]]:
    """The rows as plain Python values, unknown as None."""
    columns = {name: frame[name].tolist() for name in frame.columns}
    for row in zip(*columns.values(), strict=True):
        yield {
            name: None if isinstance(v, float) and math.isnan(v) else v for name, v in zip(columns, row, strict=True)
        }


def _joined(value: object) -> object:
    if isinstance(value, list):
        return "|".join(str(part) for part in value)
    return "" if value is None else value


def _shown(columns: Sequence[Column], lang: str) -> list[Column]:
    return [c for c in columns if _title(c, lang)]


def _title(column: Column, lang: str) -> str:
    return column.title_en if lang == "en" else column.title_es


def _cells(answer: Answer, shown: Sequence[Column]) -> Iterator[list[str]]:
    names = answer.names[answer.lang]
    counts = {c.name for c in shown if c.type == "number" and _counts(answer.frame[c.name])}
    for row in _plain(answer.frame):
        yield [_cell(row[c.name], c, names, answer.lang, whole=c.name in counts) for c in shown]


def _counts(values: Any) -> bool:
    """Whether the numbers are counts with some unknown: all whole, and not all of them 0 or 1 as shares can be."""
    known = values.dropna()
    return bool((known % 1 == 0).all() and (known > 1).any())


def _cell(value: object, column: Column, names: Any, lang: str, *, whole: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        named = [name_of(str(part), names) for part in value]
        return ", ".join(named if column.type == "path" else sorted(named))
    if isinstance(value, bool):
        return word("yes" if value else "no", lang)
    if isinstance(value, float):
        return figure(round(value), lang) if whole or abs(value) >= WHOLE else decimals(value, 2, lang)
    if column.type == "text":
        return _relation(word(str(value), lang), lang)
    return name_of(str(value), names)


def _disagreements(answer: Answer) -> Iterator[str]:
    """Each contradicting reading in words: on what, who says so, what it says, and why it was not chosen."""
    if "stance" not in answer.frame.columns:
        return
    names = answer.names[answer.lang]
    disagrees = "disagrees" if answer.lang == "en" else "discrepa"
    for row in _plain(answer.frame[answer.frame["stance"] == "contradicts"]):
        said = [
            names.get(row["subject"], row["subject"]),
            word(row["relation"] or "", answer.lang),
            row["object"] or "",
        ]
        said[1] = _relation(said[1], answer.lang)
        what = " ".join(part for part in (said[0], said[1], names.get(said[2], said[2])) if part)
        when = f" ({row['start']})" if row["start"] else ""
        who = ", ".join(part for part in (names.get(row["document"], row["document"]), row["locator"]) if part)
        readings = " ".join(part for part in (row["reading"], row["reason"]) if part)
        yield f"{what}{when}: {who} {disagrees}. {readings}"


def _proof(answer: Answer) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What each id says that the rows rest on, and its sources: who, what, when, where, disagreement; and the address."""
    names, spanish = answer.names[answer.lang], answer.lang == "es"
    disagrees = "discrepa" if spanish else "disagrees"
    found: dict[str, list[tuple[str, str]]] = {}
    for piece in _plain(answer.evidence):
        cited = [piece[key] for key in ("publisher", "title", "published", "locator")]
        text = ", ".join(str(part) for part in cited if part)
        if piece["stance"] == "contradicts":
            tail = "_es" if spanish else ""
            said = [piece[f"{key}{tail}"] or piece[key] for key in ("reading", "reason")]
            text = f"{text} {disagrees}: {' '.join(part for part in said if part)}"
        found.setdefault(piece["id"], []).append((f"{text}.", piece["url"] or ""))
    for row in _plain(answer.cited):
        parts = [names.get(row["subject"], row["subject"])]
        if row["relation"]:
            parts.append(_relation(word(row["relation"], answer.lang), answer.lang))
            parts.append(names.get(row["object"], row["object"]))
        start, end = row["start"] or "", row["end"] or ""
        more = [
            word(row["role"] or "", answer.lang),
            start if start == end else f"{start}–{end}" if start or end else "",
        ]
        more.append(word(WHAT_IF if row["dataset"] == WHAT_IF else row["confidence"] or "", answer.lang))
        shown = ", ".join(part for part in more if part)
        yield " ".join(part for part in parts if part) + (f" ({shown})" if shown else ""), found.get(row["id"], [])


def _relation(name: str, lang: str) -> str:
    relation = schema.RELATIONS.get(name)
    return name if relation is None else relation.en if lang == "en" else relation.es


def _universe(answer: Answer) -> str:
    """What was looked at, in words."""
    names = answer.names[answer.lang]
    parts = []
    for key, members in answer.universe.items():
        label = word(key, answer.lang).replace("_", " ")
        named = sorted(name_of(m, names) for m in members if m in names or "/" not in m)
        listed = ", ".join(named) if len(named) <= LISTED else ""
        parts.append(f"{label} {len(members)}{f' ({listed})' if listed else ''}")
    lead = "Looked at" if answer.lang == "en" else "Se revisó"
    day = "" if answer.timeless else f", as of {answer.as_of}" if answer.lang == "en" else f", al {answer.as_of}"
    return f"{lead}{day}: {'; '.join(parts)}."


def escaped_md(text: str) -> str:
    """Text that Markdown shows as it is: no emphasis, link, tag, entity, formula, and no list or heading in a list."""
    text = re.sub(r"[\\`*_\[\]<>|#~$]|&(?=#?\w+;)", r"\\\g<0>", calm(text))
    return re.sub(r"^(\d*)([-+.)])(?=\s)", r"\1\\\2", text)


def linked_md(text: str, url: str) -> str:
    """The text, and an address as a link: nothing in it may be escaped, or it leads elsewhere."""
    if not re.match("https?://", url):
        return escaped_md(f"{text} {url}".rstrip())
    return f"{escaped_md(text)} <{''.join(f'%{ord(c):02X}' if c in ' <>' else c for c in calm(url))}>"
