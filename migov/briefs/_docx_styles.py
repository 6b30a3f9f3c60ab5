"""How a document looks: set once, in styles that a reader can change in Word for all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from migov.briefs._docx_parts import element

if TYPE_CHECKING:
    from docx.document import Document

FONT, INK, SOFT, BLUE = "Arial", "1B2733", "52606D", "1D4F91"
LEAD, CELL, NUMBER, SOURCE, MARK, PICTURE, NOTE = (
    "Lead",
    "Cell",
    "Cell Number",
    "Source",
    "Reference Mark",
    "Picture",
    "Note",
)
TABLE = "Brief Table"
TAGS = {"en": "en-GB", "es": "es-419"}
"""The languages for the spelling checker."""


def set_up(made: Document, lang: str) -> None:
    """The page, the language and the styles."""
    from docx.shared import Mm

    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    page.top_margin, page.bottom_margin, page.footer_distance = Mm(13), Mm(14), Mm(7)
    _language(made, TAGS[lang])
    _paragraphs(made)
    _characters(made)
    _table(made)


def _language(made: Document, tag: str) -> None:
    """The language of all text, in the defaults that all styles start from."""
    from docx.oxml.ns import qn

    defaults: Any = made.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("lang", val=tag, eastAsia=tag, bidi="ar-SA"))
    for style in made.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), tag)
    made.settings.element.append(element("themeFontLang", val=tag)) if made.settings.element.find(
        qn("w:themeFontLang")
    ) is None else made.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), tag)


def _paragraphs(made: Document) -> None:
    styled(made, "Normal", size=9.25, before=2, after=3, line=1.03)
    styled(made, "Title", size=18, bold=True, after=1, line=1.0, border=False)
    styled(made, "Subtitle", size=10, colour=SOFT, after=4, italic=False)
    styled(made, "Heading 1", size=12, bold=True, before=8, after=2, keep=True)
    styled(made, "Caption", size=8, colour=SOFT, before=3, after=2, bold=False)
    styled(made, "List Bullet", size=9.25, after=1, line=1.0)
    styled(made, "Footer", size=7.5, colour=SOFT)
    styled(made, LEAD, base="Normal", size=9.75, after=3, line=1.08)
    styled(made, CELL, base="Normal", size=8, after=0, line=1.0)
    styled(made, NUMBER, base=CELL, size=8, after=0, line=1.0, right=True)
    styled(made, SOURCE, base="Normal", size=7, after=0, line=1.0)
    styled(made, NOTE, base="Normal", size=8, after=1, line=1.0, colour=SOFT)
    styled(made, PICTURE, base="Normal", after=0, before=4, keep=True)
    _hanging(made)
    _band(made)
    _tabs(made)


def styled(
    made: Document,
    name: str,
    *,
    base: str | None = None,
    size: float | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    colour: str = INK,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    keep: bool = False,
    right: bool = False,
    border: bool = True,
) -> None:
    """Set a style of paragraphs, a new one on the base of another."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    style: Any
    if base is None:
        style = made.styles[name]
    else:
        style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = made.styles[base]
        style.quick_style = True
    _font(style, size, bold, italic, colour)
    for spacing in style.element.rPr.findall(_qualified("spacing")):  # letters set apart
        style.element.rPr.remove(spacing)
    told = style.paragraph_format
    told.space_before, told.space_after, told.line_spacing = Pt(before), Pt(after), line
    told.keep_with_next = keep
    told.widow_control = True
    if right:
        told.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if not border:
        _without_border(style)


def _font(style: Any, size: float | None, bold: bool | None, italic: bool | None, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name, font.bold, font.italic = FONT, bold, italic
    font.size = Pt(size) if size else None
    font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme's font would win over ours
        fonts.attrib.pop(qn(f"w:{script}"), None)
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _qualified(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _without_border(style: Any) -> None:
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)


def _hanging(made: Document) -> None:
    """Sources hang from their numbers."""
    from docx.shared import Mm

    told = made.styles[SOURCE].paragraph_format
    told.left_indent, told.first_line_indent = Mm(6.5), Mm(-6.5)
    told.tab_stops.add_tab_stop(Mm(6.5))
    bullet = made.styles["List Bullet"].paragraph_format
    bullet.left_indent, bullet.first_line_indent = Mm(5), Mm(-5)


def _band(made: Document) -> None:
    """The headline stands on a band with a rule at its left."""
    properties = made.styles[LEAD].element.get_or_add_pPr()
    border = element("pBdr")
    border.append(element("left", val="single", sz="24", space="8", color=INK))
    shade = element("shd", val="clear", color="auto", fill="F1F4F7")
    properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    properties.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _tabs(made: Document) -> None:
    """The page number stands at the right end of the footer."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Mm

    style: Any = made.styles["Footer"]
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:tabs")):
        properties.remove(old)
    style.paragraph_format.tab_stops.add_tab_stop(Mm(174), WD_TAB_ALIGNMENT.RIGHT)


def _characters(made: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    for name, colour in ((MARK, SOFT), ("Hyperlink", BLUE)):
        style: Any = made.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb = RGBColor.from_string(colour)
        if name == MARK:
            style.font.size = Pt(7.5)
        else:
            style.font.underline = True


def _table(made: Document) -> None:
    """Thin rules between rows, a heavier one under the head, no vertical ones."""
    from docx.enum.style import WD_STYLE_TYPE

    style: Any = made.styles.add_style(TABLE, WD_STYLE_TYPE.TABLE)
    style.base_style = made.styles["Normal Table"]
    properties = element("tblPr")
    borders = element("tblBorders")
    for side, size, colour in (("top", "6", INK), ("bottom", "6", INK), ("insideH", "4", "C9D2DB")):
        borders.append(element(side, val="single", sz=size, space="0", color=colour))
    properties.append(borders)
    margins = element("tblCellMar")
    for side, width in (("top", "25"), ("left", "40"), ("bottom", "25"), ("right", "80")):
        margins.append(element(side, w=width, type="dxa"))
    properties.append(margins)
    style.element.append(properties)
    head = element("tblStylePr", type="firstRow")
    bold = element("rPr")
    bold.append(element("b"))
    head.append(bold)
    cells = element("tcPr")
    under = element("tcBorders")
    under.append(element("bottom", val="single", sz="8", space="0", color=INK))
    cells.append(under)
    cells.append(element("shd", val="clear", color="auto", fill="F1F4F7"))
    head.append(cells)
    style.element.append(head)
