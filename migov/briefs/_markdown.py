"""A brief as Markdown: one file of text, in which nothing that a source says can act."""

from __future__ import annotations

from migov.briefs import _text
from migov.briefs._model import Block, Brief, Bullets, Heading, Paragraph, Picture, Reference, Table, Text, plain
from queries._render import escaped_md, linked_md


def written(brief: Brief) -> str:
    """The brief; pictures are told in words."""
    words = _text.of(brief.lang)
    counts = {"table": 0, "figure": 0}
    parts = [f"# {escaped_md(brief.title)}", f"*{escaped_md(brief.subtitle)}*", f"## {words['short']}"]
    parts.append(" ".join(_line(text, brief) for text in brief.short))
    parts += [_block(block, brief, counts) for block in brief.blocks]
    parts += [f"## {words['reading']}", "\n".join(f"- {escaped_md(note)}" for note in brief.notes)]
    parts += [f"## {words['sources']}", _references(brief)]
    return "\n\n".join(parts) + "\n"


def _line(text: Text, brief: Brief) -> str:
    return escaped_md(plain(text, _text.of(brief.lang)).replace("\u00a0", " ").strip())


def _block(block: Block, brief: Brief, counts: dict[str, int]) -> str:
    if isinstance(block, Heading):
        return f"## {escaped_md(block.text)}"
    if isinstance(block, Paragraph):
        return _line(block.text, brief)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_line(item, brief)}" for item in block.items)
    what = "table" if isinstance(block, Table) else "figure"
    counts[what] += 1
    lead = f"*{_text.of(brief.lang)[what]} {counts[what]}. {escaped_md(block.caption)}.*"
    if isinstance(block, Picture):
        return f"{lead} {escaped_md(block.alt)}"
    rows = [f"| {' | '.join(escaped_md(head) for head in block.head)} |"]
    rows.append(f"|{'|'.join(' ---: ' if i in block.numbers else ' --- ' for i in range(len(block.head)))}|")
    rows += [f"| {' | '.join(_line(cell, brief) for cell in row)} |" for row in block.rows]
    return f"{lead}\n\n" + "\n".join(rows)


def _references(brief: Brief) -> str:
    if not brief.references:
        return _text.of(brief.lang)["no reference"]
    lead = f"{escaped_md(brief.read)}\n\n" if brief.read else ""
    return lead + "\n".join(f"{ref.number}. {_reference(ref, brief)}" for ref in brief.references)


def _reference(ref: Reference, brief: Brief) -> str:
    told = escaped_md(_text.reference(ref, brief.lang, brief.accessed))
    return f"{told} {linked_md('', ref.link).strip()}" if ref.link else f"{told} {escaped_md(ref.url)}".rstrip()
