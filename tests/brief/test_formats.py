"""What the files of a brief are: four pages, accessible, the same bytes twice, nothing that can be run."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pypdfium2
import pytest

from modusvivendi.api.briefs import BriefResult
from modusvivendi.brief.content import MOVABLE, Document, Grid, Paragraph, Picture, compose
from modusvivendi.brief.pdf import fitted
from modusvivendi.brief.write import formats_of, write_brief
from modusvivendi.errors import InputError
from modusvivendi.findings.brief.words import PAGES

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pages_of(path: Path) -> list[str]:
    """The text of every page of a PDF."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return [page.get_textpage().get_text_range() for page in pdf]
    finally:
        pdf.close()


def test_annexes_begin_on_page_five_at_the_latest(written: dict[str, Path]) -> None:
    pages = pages_of(written["pdf"])
    first = next(n for n, text in enumerate(pages, 1) if text.lstrip().removeprefix("FOR TRIAL").lstrip().startswith("Annex"))
    assert first <= 5
    assert all("FOR TRIAL" in text for text in pages)


def test_the_pdf_says_that_it_keeps_both_standards(written: dict[str, Path]) -> None:
    raw = written["pdf"].read_bytes()
    for part in (rb"pdfaid:part", rb"pdfuaid:part", rb"/MarkInfo", rb"/Lang"):
        assert part in raw or part.replace(b"/", b"") in raw


@pytest.mark.parametrize("format", ["docx", "pdf", "html", "xlsx"])
def test_the_same_brief_gives_the_same_bytes(format: str, small: BriefResult, written: dict[str, Path], tmp_path: Path) -> None:
    (again,) = write_brief(
        tmp_path / "again", small.report, small.standpoint, small.titles, formats=[format], marking=small.marking
    )
    assert again.read_bytes() == written[format].read_bytes()


def test_word_has_headings_captions_heads_that_repeat_and_told_pictures(written: dict[str, Path]) -> None:
    word = docx.Document(str(written["docx"]))
    headings = [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings[:4] == list(PAGES)
    assert all(table.rows[0]._tr.find(f".//{W}tblHeader") is not None for table in word.tables)
    told = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert told and all(text and len(text) > 100 for text in told)
    captions = [p for p in word.paragraphs if p.style is not None and p.style.name == "Caption"]
    assert len(captions) == len(word.tables) + len(told)


def test_links_in_word_lead_somewhere(written: dict[str, Path]) -> None:
    with zipfile.ZipFile(written["docx"]) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    marks = {m.get(f"{W}name") for m in root.iter(f"{W}bookmarkStart")}
    links = {link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")}
    assert links and links <= marks


def test_a_template_keeps_its_look_and_a_bad_one_is_refused_in_one_line(small: BriefResult, tmp_path: Path) -> None:
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "Ministry"
    own.add_paragraph("to be replaced")
    own.save(str(tmp_path / "house.docx"))
    made = write_brief(
        tmp_path / "a", small.report, small.standpoint, small.titles, formats=["docx"], template=tmp_path / "house.docx"
    )
    word = docx.Document(str(made[0]))
    assert word.sections[0].header.paragraphs[0].text == "Ministry"
    assert "to be replaced" not in [p.text for p in word.paragraphs]
    (tmp_path / "bad.docx").write_text("no archive")
    with pytest.raises(InputError, match="cannot be read as a Word file"):
        write_brief(
            tmp_path / "b", small.report, small.standpoint, small.titles, formats=["docx"], template=tmp_path / "bad.docx"
        )


def test_the_page_asks_for_nothing_and_every_number_leads_to_its_source(written: dict[str, Path]) -> None:
    text = written["html"].read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|iframe|img)\b|src=|url\(", text)
    targets = set(re.findall(r'id="(s\d+)"', text))
    links = set(re.findall(r'href="#(s\d+)"', text))
    assert links and links <= targets


def test_the_workbook_has_an_index_and_no_formula(written: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(written["xlsx"])
    assert book.sheetnames[0] == "index"
    assert len({name.lower() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(sheet.freeze_panes for sheet in book)


def test_every_sentence_table_and_picture_of_the_pages_has_a_number(small: BriefResult) -> None:
    document = compose(small.report, small.titles, day="27 November 2026")
    blocks = [b for section in document.pages for b in section.blocks]
    assert {type(b) for b in blocks} == {Paragraph, Grid, Picture}
    numbers = [n for b in blocks for n in ([s.number for s in b.sentences] if isinstance(b, Paragraph) else [b.number])]
    assert all(n > 0 for n in numbers)
    assert all(b.alt.startswith(b.title) and "Piecemeal" in b.alt for b in blocks if isinstance(b, Picture))
    assert not any("`" in s.text for b in blocks if isinstance(b, Paragraph) for s in b.sentences)


def test_tables_that_do_not_fit_go_to_an_annex_and_none_is_lost(small: BriefResult) -> None:
    """As few as it takes: with four pages none or some, with none allowed all that may go; a line says where each stands."""
    whole, day = compose(small.report, small.titles, day="27 November 2026"), date(2026, 11, 27)
    inside = [b.name for s in whole.pages for b in s.blocks if isinstance(b, Grid) and b.name in MOVABLE]
    assert inside
    moved = fitted(whole, day, pages=0, full=1.0)
    assert fitted(whole, day, pages=99, full=1.0) == whole
    assert all_tables(moved) == all_tables(whole)
    assert not [b for s in moved.pages for b in s.blocks if isinstance(b, Grid) and b.name in MOVABLE]
    lines = [x.text for s in moved.pages for b in s.blocks if isinstance(b, Paragraph) for x in b.sentences]
    assert len(
        [
            text
            for text in lines
            if re.fullmatch(
                r"(Asks on record|Benchmarks of|Whom to win over|Consent that).*: annex [AB]\.|Risks that.* \(more in annex B\)\.",
                text,
            )
        ]
    ) == len(inside)


def all_tables(document: Document) -> Counter[Grid]:
    return Counter(b for s in (*document.pages, *document.annexes) for b in s.blocks if isinstance(b, Grid))


def test_unknown_formats_are_refused() -> None:
    assert formats_of("pdf, docx,pdf") == ("pdf", "docx")
    with pytest.raises(InputError, match="unknown format 'odt'"):
        formats_of("odt")
    with pytest.raises(InputError, match="no format is named"):
        formats_of(",")


def test_a_title_longer_than_word_holds_is_cut_in_its_properties_only(small: BriefResult, tmp_path: Path) -> None:
    long = replace(small.report, title="A title " * 100)
    (path,) = write_brief(tmp_path / "long", long, small.standpoint, small.titles, formats=["docx"])
    word = docx.Document(str(path))
    assert len(word.core_properties.title) == 255
    assert long.title.strip() in "\n".join(p.text for p in word.paragraphs)
