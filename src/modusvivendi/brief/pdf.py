"""A brief as PDF, by Typst: PDF/A-2a and PDF/UA-1, so that it can be archived and read aloud. The same document gives the same bytes.

Fonts are Typst's own, so that the file is the same on every machine.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from modusvivendi.brief.content import MOVABLE, Block, Document, Grid, Paragraph, Picture, Section, Space, with_moved
from modusvivendi.errors import InputError
from modusvivendi.findings.brief.words import SOURCES

Standard = Literal[
    "1.4",
    "1.5",
    "1.6",
    "1.7",
    "2.0",
    "a-1a",
    "a-1b",
    "a-2a",
    "a-2b",
    "a-2u",
    "a-3a",
    "a-3b",
    "a-3u",
    "a-4",
    "a-4e",
    "a-4f",
    "ua-1",
]  # all that Typst knows, as its types ask
ADDED = 1.7  # times what other programs need more on a page, where parts flow over all of them and waste no page's end; seen in LibreOffice
STANDARDS: list[Standard] = ["a-2a", "ua-1"]
LAYOUT = Path(__file__).with_name("brief.typ")
FONT = "Libertinus Serif"
PIXELS = 38.0  # of a picture in a centimetre of the page
WIDEST = 17.2  # centimetres between the margins


def write_pdf(path: Path, document: Document, read_on: date, *, space: Space = Space.ROOMY) -> Path:
    """Write the document as PDF. read_on: its date. space: what it may take."""
    path.write_bytes(pdf_bytes(document, read_on, space=space))
    return path


def pdf_bytes(document: Document, read_on: date, *, space: Space = Space.ROOMY) -> bytes:
    """The document as PDF. Raises InputError for a letter that its fonts lack."""
    import typst

    stamp = datetime(read_on.year, read_on.month, read_on.day, tzinfo=UTC)
    try:
        found = typst.compile(
            LAYOUT.read_bytes(),
            format="pdf",
            sys_inputs={"document": json.dumps(as_data(document, read_on, space))},
            pdf_standards=STANDARDS,
            ignore_system_fonts=True,
            timestamp=stamp,
        )
    except typst.TypstError as error:
        lacking = re.search(r'the text \W*"(.+?)"', str(error))
        if not lacking:
            raise
        others = "write it in others, or leave the PDF out: --format docx,html,xlsx"
        raise InputError(f"'{lacking[1]}' cannot be shown in a PDF, whose fonts lack these letters: {others}") from None
    assert isinstance(found, bytes)
    return found


def space_for(document: Document, read_on: date, pages: int, full: float = 1.0) -> Space:
    """The most roomy look in which at most so many pages come before the annexes, and none that cannot grow is filled further than
    full, 0 to 1, of the sheet; the tightest where there is none."""
    return next((space for space in Space if fits(document, read_on, space, pages, full)), max(Space))


def fitted(document: Document, read_on: date, pages: int, full: float) -> Document:
    """The document with as few tables gone to an annex as it takes to have at most so many pages before the annexes in some look."""
    candidates = [with_moved(document, count) for count in range(len(MOVABLE) + 1)]
    return next((c for c in candidates if fits(c, read_on, max(Space), pages, full)), candidates[-1])


def fits(document: Document, read_on: date, space: Space, pages: int, full: float) -> bool:
    """Whether in a look at most so many pages come before the annexes, and none that cannot grow is filled further than full."""
    needed, filled = how_full(document, read_on, space)
    left = 1 - (1 - full) * (ADDED if space.flows else 1)
    return needed <= pages and (filled <= left or (needed < pages and space.flows))


def how_full(document: Document, read_on: date, space: Space) -> tuple[int, float]:
    """How many pages come before the annexes, and how far down the last page of a part is filled, 0 to 1: of the fullest part where
    each begins a page, else of the last one."""
    return _layout(json.dumps(as_data(document, read_on, space)), space.flows)


@lru_cache(maxsize=32)
def _layout(document: str, flows: bool) -> tuple[int, float]:
    """The same of a document as the layout reads it; kept, as the same one is asked for several formats."""
    import typst

    found = typst.query(LAYOUT.read_bytes(), "<part>", field="value", sys_inputs={"document": document}, ignore_system_fonts=True)
    parts = json.loads(found)
    fullest = max(p["filled"] for p in parts) if not flows else parts[-1]["filled"]
    return max(p["page"] for p in parts), fullest


def as_data(document: Document, read_on: date, space: Space) -> dict[str, object]:
    """What the layout reads."""
    return {
        "title": document.title,
        "lead": document.lead,
        "notice": document.notice,
        "marking": document.marking,
        "day": document.day,
        "year": read_on.year,
        "month": read_on.month,
        "date": read_on.day,
        "flow": space.flows,
        "tight": space.small,
        "pages": [_section(s) for s in document.pages],
        "annexes": [_section(s) for s in document.annexes],
    }


def _section(section: Section) -> dict[str, object]:
    return {"heading": section.heading, "blocks": [_block(b, section.heading == SOURCES) for b in section.blocks]}


def _block(block: Block, targets: bool) -> dict[str, object]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "heading": False, **asdict(block)}
    if isinstance(block, Grid):
        return {"kind": "grid", "targets": targets, **asdict(block)}
    assert isinstance(block, Picture)
    return {"kind": "picture", **asdict(block), "svg": plain_font(block.svg), "width": width_of(block.svg)}


def width_of(svg: str) -> float:
    """Width of a picture on the page, in centimetres."""
    found = re.search(r'<svg [^>]*?width="([\d.]+)"', svg)
    return min(WIDEST, float(found[1]) / PIXELS) if found else WIDEST


def plain_font(svg: str) -> str:
    """The picture in the font that every machine has."""
    return re.sub(r'font-family="[^"]*"', f'font-family="{FONT}"', svg, count=1)


def png_bytes(svg: str, ppi: float = 220) -> bytes:
    """A picture as PNG, for formats that cannot hold SVG."""
    import typst

    size = width_of(svg)
    layout = f"#set page(width: {size:.2f}cm, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), width: {size:.2f}cm)"
    found = typst.compile(layout.encode(), format="png", sys_inputs={"svg": plain_font(svg)}, ppi=ppi, ignore_system_fonts=True)
    assert isinstance(found, bytes)
    return found
