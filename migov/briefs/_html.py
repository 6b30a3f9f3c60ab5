"""A brief as HTML: one page without script that asks nothing of any network; all text escaped."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable
from importlib import resources

from graph import ids
from migov.briefs import _text
from migov.briefs._model import (
    Block,
    Brief,
    Bullets,
    Heading,
    Paragraph,
    Picture,
    Ref,
    Reference,
    Table,
    Text,
    marked,
    spans,
)


def page(brief: Brief) -> str:
    """The brief as a page of its own."""
    style = resources.files("migov.briefs").joinpath("brief.css").read_text(encoding="utf-8")
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    title = f"{brief.title} ({_text.day(brief.as_of, brief.lang)})"
    return (
        f'<!doctype html>\n<html lang="{brief.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f"{fragment(brief)}</main>\n<footer>{html.escape(brief.title)} · {html.escape(brief.subtitle)} · "
        "migov</footer>\n"
        "</body>\n</html>\n"
    )


def fragment(brief: Brief) -> str:
    """The brief for a notebook, without a style of its own."""
    words = _text.of(brief.lang)
    counts = {"table": 0, "figure": 0}
    short = " ".join(_line(text, brief) for text in brief.short)
    parts = [
        f"<header><h1>{html.escape(brief.title)}</h1>\n<p>{html.escape(brief.subtitle)}</p></header>",
        f'<section class="short"><h2>{html.escape(words["short"])}</h2>\n<p>{short}</p></section>',
        *(_block(block, brief, counts) for block in brief.blocks),
        f"<h2>{html.escape(words['reading'])}</h2>",
        _list(html.escape(note) for note in brief.notes),
        f"<h2>{html.escape(words['sources'])}</h2>",
        _references(brief),
    ]
    return "\n".join(parts) + "\n"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _anchor(brief: Brief, number: int) -> str:
    return f"{ids.slug(brief.subject)}-{brief.role}-{number}"


def _line(text: Text, brief: Brief) -> str:
    return "".join(html.escape(part) if isinstance(part, str) else _mark(part, brief) for part in text)


def _mark(part: object, brief: Brief) -> str:
    """The numbers of references, each a link to its source."""
    if not isinstance(part, Ref):
        return ""
    linked = []
    for span in spans(part.numbers):
        ends = [f'<a href="#{_anchor(brief, int(end))}">{end}</a>' for end in span.split("–")]
        linked.append("–".join(ends))
    linked += [f"+{part.more}"] if part.more else []
    numbers = f"[{', '.join(linked)}]" if linked else ""
    missing = marked(Ref((), part.unsourced), _text.of(brief.lang)).strip()
    found = " ".join(piece for piece in (numbers, html.escape(missing)) if piece)
    return f' <span class="ref">{found}</span>' if found else ""


def _block(block: Block, brief: Brief, counts: dict[str, int]) -> str:
    if isinstance(block, Heading):
        return f"<h2>{html.escape(block.text)}</h2>"
    if isinstance(block, Paragraph):
        return f"<p>{_line(block.text, brief)}</p>"
    if isinstance(block, Bullets):
        return _list(_line(item, brief) for item in block.items)
    what = "table" if isinstance(block, Table) else "figure"
    counts[what] += 1
    caption = html.escape(f"{_text.of(brief.lang)[what]} {counts[what]}. {block.caption}")
    return _picture(block, caption) if isinstance(block, Picture) else _table(block, caption, brief)


def _picture(picture: Picture, caption: str) -> str:
    drawn = picture.drawn("svg")
    data = base64.b64encode(drawn.content).decode()
    width = round(drawn.width / 25.4 * 96)
    return (
        f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{html.escape(picture.alt)}" width="{width}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _table(table: Table, caption: str, brief: Brief) -> str:
    number = dict.fromkeys(table.numbers, ' class="number"')
    head = "".join(
        f'<th scope="col" role="columnheader"{number.get(i, "")}>{html.escape(title)}</th>'
        for i, title in enumerate(table.head)
    )
    rows = []
    for row in table.rows:
        cells = [f'<th scope="row" role="rowheader">{_line(row[0], brief)}</th>']
        for i, cell in enumerate(row[1:], 1):
            named = f' role="cell" data-head="{html.escape(table.head[i])}"'
            cells.append(f"<td{named}{number.get(i, '')}>{_line(cell, brief).strip()}</td>")
        rows.append(f'<tr role="row">{"".join(cells)}</tr>')
    return (
        f'<table role="table"><caption>{caption}</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def _references(brief: Brief) -> str:
    if not brief.references:
        return f"<p>{html.escape(_text.of(brief.lang)['no reference'])}</p>"
    items = (f'<li id="{_anchor(brief, ref.number)}">{_reference(ref, brief)}</li>' for ref in brief.references)
    lead = f'<p class="sources">{html.escape(brief.read)}</p>' if brief.read else ""
    return f'{lead}<ol class="sources">{"".join(items)}</ol>'


def _reference(ref: Reference, brief: Brief) -> str:
    told = html.escape(_text.reference(ref, brief.lang, brief.accessed))
    if not ref.link:
        return f"{told} {html.escape(ref.url)}".rstrip()
    return f'{told} <a href="{html.escape(ref.link)}" rel="noreferrer noopener">{html.escape(ref.url)}</a>'
