"""A brief as a Word file: real styles and headings, captions, tables that repeat their heads, alternative text on every picture.

The same document gives the same bytes: properties and the dates of the archive are fixed.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modusvivendi.brief.content import Block, Document, Grid, Paragraph, Picture, Section, Sentence, Space, head_of
from modusvivendi.brief.pdf import WIDEST, png_bytes, width_of
from modusvivendi.errors import InputError
from modusvivendi.files.text_file import read_bytes
from modusvivendi.findings.brief.words import SOURCES

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph as WordParagraph

NEEDED = ("Title", "Heading 1", "Heading 2", "List Bullet", "Caption", "Table Grid")  # styles that a template must have
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of what an archive can hold
SHADE, LINES, GREY = "E8EEF3", "C3CCD4", (0x51, 0x60, 0x6E)
SMALL, CELL, GAP = 7.5, 7.5, 5  # points, the last after a table
LONGEST = 255  # letters of a property of a Word file
TEXT = {Space.ROOMY: 10.0, Space.SMALLER: 9.2, Space.FLOWING: 10.0, Space.TIGHT: 8.6}  # points
LARGEST, UNPACKED = 20_000_000, 100_000_000  # bytes of a template, as it is and unpacked
PICTURE = 0.9  # of its width in the PDF
FONT = "Times New Roman"  # on every machine, or another of the same widths in its place


def write_docx(
    path: Path, document: Document, read_on: date, *, template: Path | None = None, space: Space = Space.ROOMY
) -> Path:
    """Write the document for Word. template: a file of the user's own, whose styles, margins and headers are kept. space: what it may take.

    Raises InputError for a template that cannot be read or lacks a style.
    """
    word = open_template(template)
    _properties(word, document, read_on)
    if template is None:
        _own_look(word, TEXT[space])
    _head(word, document, TEXT[space] - 1)
    _foot(word, document)
    for n, section in enumerate(document.pages):
        _section(word, section, new_page=n > 0 and not space.flows)
    for n, section in enumerate(document.annexes):
        _section(word, section, new_page=n == 0)
    made = io.BytesIO()
    word.save(made)
    path.write_bytes(_same_dates(made.getvalue()))
    return path


def open_template(template: Path | None) -> Word:
    """An empty document with the styles of a template, of Word's own without one. Raises InputError."""
    import docx

    if template is None:
        return docx.Document()
    content = read_bytes(template, LARGEST)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        size = 0
    if size > UNPACKED:
        raise InputError(f"{template}: unpacks to {size / 1e6:.0f} MB; at most {UNPACKED / 1e6:g} MB allowed")
    try:
        word = docx.Document(io.BytesIO(content))
    except Exception:  # a damaged or foreign file can fail anywhere in the library
        raise InputError(f"{template}: cannot be read as a Word file: save the template as .docx") from None
    names = {style.name for style in word.styles}
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise InputError(f"{template}: a template needs the styles {', '.join(NEEDED)}; missing: {', '.join(missing)}")
    body = word.element.body
    for child in list(body):
        if not child.tag.endswith("}sectPr"):
            body.remove(child)
    return word


def _properties(word: Word, document: Document, read_on: date) -> None:
    found = word.core_properties
    stamp = datetime(read_on.year, read_on.month, read_on.day, tzinfo=UTC).replace(tzinfo=None)
    title = document.title[:LONGEST]
    found.title, found.author, found.last_modified_by, found.language = title, "Modus Vivendi", "Modus Vivendi", "en-GB"
    found.created = found.modified = stamp
    found.revision, found.comments = 1, ""


def _own_look(word: Word, text: float) -> None:
    from docx.shared import Cm, Pt, RGBColor

    for section in word.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.8)
        section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.4)
    look = {
        "Normal": (text, False, None),
        "Title": (18, True, None),
        "Heading 1": (13.5, True, (0x0B, 0x4F, 0x7A)),
        "Heading 2": (text, True, None),
        "Caption": (SMALL, False, GREY),
        "List Bullet": (text, False, None),
    }
    for name, (size, bold, colour) in look.items():
        style: Any = word.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
        style.font.color.rgb = RGBColor(*(colour or (0x1B, 0x27, 0x33)))
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(8 if name.startswith("Heading") else 0),
            Pt(3),
        )
        _fonts(style.element, FONT)
    for border in word.styles["Title"].element.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}pBdr"):
        border.getparent().remove(border)
        break


def _fonts(element: Any, name: str) -> None:
    """The font for every script, in place of the theme's."""
    from docx.oxml.ns import qn

    fonts = element.rPr.rFonts
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    for key in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{key}"), name)


def _head(word: Word, document: Document, size: float) -> None:
    from docx.shared import Pt

    if document.marking:
        paragraph = word.sections[0].header.paragraphs[0]
        paragraph.text, paragraph.alignment = document.marking, 1
    word.add_paragraph(document.title, style="Title")
    run = word.add_paragraph().add_run(document.lead)
    run.font.size = Pt(size)
    if document.notice:
        paragraph = word.add_paragraph()
        _boxed(paragraph)
        paragraph.add_run(document.notice).font.size = Pt(size)


def _boxed(paragraph: WordParagraph) -> None:
    """A frame around a paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "B05A00")):
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    paragraph._p.get_or_add_pPr().append(borders)


def _foot(word: Word, document: Document) -> None:
    """Title, day and number of the page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{document.title}, {document.day}, page ").font.size = Pt(SMALL)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(SMALL)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)


def _section(word: Word, section: Section, *, new_page: bool) -> None:
    heading = word.add_heading(section.heading, level=1)
    heading.paragraph_format.page_break_before = new_page
    heading.paragraph_format.keep_with_next = True
    for n, block in enumerate(section.blocks):
        _block(word, block, section.heading == SOURCES)
        if isinstance(block, Paragraph) and n + 1 < len(section.blocks) and not isinstance(section.blocks[n + 1], Paragraph):
            word.paragraphs[-1].paragraph_format.keep_with_next = True  # what leads to a table or picture stays with it


def _block(word: Word, block: Block, targets: bool) -> None:
    if isinstance(block, Paragraph):
        _paragraph(word, block)
    elif isinstance(block, Grid):
        _table(word, block, targets)
    elif isinstance(block, Picture):
        _picture(word, block)


def _paragraph(word: Word, block: Paragraph) -> None:
    if block.bullets:
        if block.label:
            word.add_heading(block.label, level=2).paragraph_format.keep_with_next = True
        for sentence in block.sentences:
            _say(word.add_paragraph(style="List Bullet"), sentence, small=block.small)
        return
    paragraph = word.add_paragraph()
    if block.label:
        paragraph.add_run(f"{block.label}. ").bold = True
    for sentence in block.sentences:
        _say(paragraph, sentence, small=block.small)
        paragraph.add_run(" ")


def _say(paragraph: WordParagraph, sentence: Sentence, *, small: bool) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(sentence.text)
    if small:
        run.font.size, run.font.color.rgb = Pt(SMALL), RGBColor(*GREY)
    _mark(paragraph, sentence.number)


def _mark(paragraph: WordParagraph, number: int) -> None:
    """The number of a finding, raised, as a link to the last annex."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    if not number:
        return
    run = paragraph.add_run(str(number))
    run.font.superscript, run.font.color.rgb = True, RGBColor(*GREY)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), f"s{number}")
    paragraph._p.append(link)
    link.append(run._r)


def _table(word: Word, block: Grid, targets: bool) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    caption = word.add_paragraph(style="Caption")
    caption.add_run(block.caption)
    caption.paragraph_format.keep_with_next = True
    _mark(caption, block.number)
    table = word.add_table(rows=1 + len(block.rows), cols=len(block.heads), style="Table Grid")
    table.autofit = False
    room = _room(word)
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Cm(room * share)
    _thin_lines(table)
    for n, row in enumerate((block.heads, *block.rows)):
        cells = table.rows[n].cells
        for c, text in enumerate(row):
            cells[c].width = Cm(room * block.widths[c])
            paragraph = cells[c].paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.keep_with_next = (
                n == 0 and bool(block.rows)
            ) or None  # heads are not left behind at the foot of a page
            parts = head_of(text) if c == 0 and n else (text, "")
            for part, bold in zip(parts, (n == 0 or c == 0, False), strict=True):
                run = paragraph.add_run(part)
                run.font.size, run.bold = Pt(CELL), bold or None
            if n == 0:
                shade = OxmlElement("w:shd")
                for key, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
                    shade.set(qn(f"w:{key}"), value)
                cells[c]._tc.get_or_add_tcPr().append(shade)
        if targets and n:
            _bookmark(cells[0].paragraphs[0], f"s{row[0]}", n)
        properties = table.rows[n]._tr.get_or_add_trPr()
        for name in ("cantSplit", *(("tblHeader",) if n == 0 else ())):
            properties.append(OxmlElement(f"w:{name}"))
    _described(table, block.caption)
    gap = word.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing = Pt(0), Pt(GAP)


def _thin_lines(table: Any) -> None:
    """Level lines in grey, no upright ones."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        upright = side in ("left", "right", "insideV")
        for key, value in (("val", "nil" if upright else "single"), ("sz", "4"), ("space", "0"), ("color", LINES)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _room(word: Word) -> float:
    """Centimetres between the margins."""
    section = word.sections[0]
    wide, left, right = section.page_width, section.left_margin, section.right_margin
    return (wide - left - right) / 360000 if wide is not None and left is not None and right is not None else WIDEST


def _described(table: Any, text: str) -> None:
    """Alternative text of a table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), text[:250])
    table._tbl.tblPr.append(caption)


def _bookmark(paragraph: WordParagraph, name: str, number: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for tag in ("bookmarkStart", "bookmarkEnd"):
        mark = OxmlElement(f"w:{tag}")
        mark.set(qn("w:id"), str(number))
        if tag == "bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)


def _picture(word: Word, block: Picture) -> None:
    from docx.shared import Cm

    paragraph = word.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(
        io.BytesIO(png_bytes(block.svg)), width=Cm(min(PICTURE * width_of(block.svg), _room(word)))
    )
    told = shape._inline.docPr
    told.set("descr", block.alt)
    told.set("title", block.title)
    caption = word.add_paragraph(style="Caption")
    caption.add_run(f"{block.title}. ").bold = True
    caption.add_run(block.how)
    _mark(caption, block.number)


def _same_dates(made: bytes) -> bytes:
    """The archive with the same date on every file, in the order of their names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        names = sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n))
        for name in names:
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, old.read(name))
    return packed.getvalue()
