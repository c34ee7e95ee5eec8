"""A brief as a document, the same for every format: pages and annexes of paragraphs, tables and pictures, each with its number.

Every claim, table and picture carries the number under which the last annex tells its finding, what it rests on and the command that
makes it again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from modusvivendi.findings import Chart, Finding, Report, Table
from modusvivendi.findings.brief.sources import numbered
from modusvivendi.findings.brief.words import ASSUMED, PAGES, SHEETS, SOURCES, stands_in
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.render.cells import main_and_small
from modusvivendi.render.charts.draw import draw

NAMED = re.compile(r"`([^`]+)`")


class Space(IntEnum):
    """What the pages before the annexes may take: each part its own page; that, in smaller letters; one part after another; that, in
    smaller letters."""

    ROOMY = 0
    SMALLER = 1
    FLOWING = 2
    TIGHT = 3

    @property
    def flows(self) -> bool:
        """Whether parts follow one another on a page."""
        return self >= Space.FLOWING

    @property
    def small(self) -> bool:
        """Whether letters are smaller."""
        return self in (Space.SMALLER, Space.TIGHT)


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """What one finding claims, and its number."""

    text: str
    number: int
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Sentences under one label; bullets: each by itself in a list. small: in small print."""

    label: str
    sentences: tuple[Sentence, ...]
    bullets: bool = False
    small: bool = False


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table of words. name: of the finding's table; number: of its finding. widths: shares of the page by column, adding up to one."""

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    number: int


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as SVG text. alt: what it shows, for those who cannot see it. how: how to read it."""

    svg: str
    title: str
    how: str
    alt: str
    number: int


SMALL = (
    "brief.legend",
    "brief.reading",
    "brief.course",
    "brief.known",
    "brief.options.theories",
    "brief.watch.constraints",
)  # findings in small print
MOVABLE = {
    "own": SHEETS,
    "benchmarks": SHEETS,
    "uncounted": ASSUMED,
    "consent": ASSUMED,
    "company": ASSUMED,
}  # tables that go to an annex if the pages are too few, in this order, and to which
LISTED = ("uncounted",)  # of these, tables of which the first column stays on the page
SHORT = 16  # letters of a cell that is not broken
LINE = 118  # letters of a table across the page
HEAVY, MARGIN = 1.2, 3  # width of a bold letter to that of a plain one, and of the margins of a cell in letters
Block = Paragraph | Grid | Picture


@dataclass(frozen=True, kw_only=True)
class Section:
    """A page or an annex."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Document:
    """A brief. title, lead: of the head; notice: what must be known first; marking: on every page. pages, annexes: in order."""

    title: str
    lead: str
    notice: str
    marking: str
    day: str
    pages: tuple[Section, ...]
    annexes: tuple[Section, ...]


def compose(report: Report, titles: Mapping[str, str], *, marking: str = "", day: str) -> Document:
    """The document of a brief's report. titles: of options and theories, in place of their names; day: on which it is read."""
    numbers = numbered(report.findings)
    sections = [Section(heading=q, blocks=tuple(_blocks(found, numbers, titles))) for q, found in report.by_question()]
    pages = tuple(s for s in sections if s.heading in PAGES)
    annexes = tuple(s for s in sections if s.heading not in PAGES)
    return Document(
        title=report.title,
        lead=report.note,
        notice=report.notice,
        marking=marking,
        day=day,
        pages=pages,
        annexes=annexes,
    )


def with_moved(document: Document, count: int) -> Document:
    """The document with the first so many of the tables that may go to an annex there, and a line in their place that says so."""
    known = [annex.heading for annex in document.annexes]
    place = {name: annex for name, annex in list(MOVABLE.items())[:count] if annex in known}
    grids = [b for s in document.pages for b in s.blocks if isinstance(b, Grid) and b.name in place]
    pages = tuple(
        replace(s, blocks=tuple(_pointer(b, place[b.name]) if isinstance(b, Grid) and b in grids else b for b in s.blocks))
        for s in document.pages
    )
    annexes = tuple(replace(s, blocks=(*s.blocks, *(g for g in grids if place[g.name] == s.heading))) for s in document.annexes)
    return replace(document, pages=pages, annexes=annexes)


def _pointer(table: Grid, annex: str) -> Paragraph:
    """What stands in the place of a table that has gone to an annex; of some, what their rows are about."""
    rows = [lowered(row[0]) for row in table.rows] if table.name in LISTED else []
    text = stands_in(table.caption, annex, rows)
    return Paragraph(label="", sentences=(Sentence(text=text, number=table.number),), small=not rows)


def _blocks(findings: Sequence[Finding], numbers: Mapping[str, int], titles: Mapping[str, str]) -> list[Block]:
    """Blocks of one section: claims of one label together, then what they show."""
    found: list[Block] = []
    for finding in findings:
        number = 0 if finding.question == SOURCES else numbers[finding.id]
        if finding.claim:
            told = Sentence(text=named(finding.sentence, titles), number=number, source=finding.id)
            last = found[-1] if found else None
            if isinstance(last, Paragraph) and last.label == finding.part:
                listed = last.bullets or bool(re.search(r"\.\d+$|judgement|limits", finding.id))
                found[-1] = Paragraph(label=last.label, sentences=(*last.sentences, told), bullets=listed)
            else:
                small = finding.id in SMALL
                found.append(
                    Paragraph(
                        label=finding.part,
                        sentences=(told,),
                        bullets=bool(re.search(r"\.\d+$|judgement", finding.id)),
                        small=small,
                    )
                )
        found += [picture(chart, number, titles) for chart in finding.charts]
        found += [grid(table, number, titles) for table in finding.tables]
        if finding.method and finding.tables:
            found.append(
                Paragraph(label="", sentences=(Sentence(text=named(finding.method, titles), number=number),), small=True)
            )
    return found


def named(text: str, titles: Mapping[str, str]) -> str:
    """The text with titles in place of names between backticks."""
    return NAMED.sub(lambda m: f"“{titles.get(m[1], m[1])}”", text)


def grid(table: Table, number: int, titles: Mapping[str, str]) -> Grid:
    """A table with its cells as words; columns as wide as what they hold asks for."""
    heads = tuple(named(str(c), titles) for c in table.frame.columns)
    rows = []
    for row in table.frame.itertuples(index=False, name=None):
        cells = [main_and_small(value, table.digits) for value in row]
        rows.append(tuple(named(main if not small else f"{main} ({small})", titles) for main, small in cells))
    widths = _widths(heads, rows)
    return Grid(
        name=table.name, caption=named(table.caption, titles), heads=heads, rows=tuple(rows), widths=widths, number=number
    )


def head_of(cell: str) -> tuple[str, str]:
    """The name at the beginning of a first cell, with its colon, and what is said of it; all of the cell where it has none."""
    name, colon, rest = cell.partition(": ")
    return (f"{name}:", f" {rest}") if colon else (cell, "")


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Widths of columns as shares: room for the longest word of each, the rest by how much its cells hold."""
    columns = range(len(heads))
    heavy = [HEAVY * max(map(len, heads[c].split() or [""])) for c in columns]  # heads are never broken within a word
    longest = [max(heavy[c], *(len(w) for row in rows for w in _unbroken(row[c])), 0) + MARGIN for c in columns]
    long = [min(float(n), LINE / 3) for n in longest]
    rest = max(LINE - sum(long), 0.0)
    spill = [max((sum(len(row[c]) for row in rows) / max(len(rows), 1)) - long[c], 0.0) for c in columns]  # beyond one line
    wide = [n + rest * h / (sum(spill) or 1.0) for n, h in zip(long, spill, strict=True)]
    return tuple(round(w / sum(wide), 4) for w in wide)


def _unbroken(text: str) -> list[str]:
    """The parts of a cell that stay on one line: its words, or all of a short one that holds a date or number."""
    return [text] if len(text) <= SHORT and any(c.isdigit() for c in text) else text.split() or [""]


def picture(chart: Chart, number: int, titles: Mapping[str, str]) -> Picture:
    """A picture with its words; the numbers of its twin end the words for those who cannot see it."""
    twin = ""
    if chart.twin is not None:
        rows = grid(chart.twin, number, titles).rows
        twin = " " + "; ".join(" ".join(row) for row in rows) + "."
    title, how = named(chart.title, titles), named(chart.description, titles)
    return Picture(svg=draw(chart), title=title, how=how, alt=f"{title}. {how}{twin}", number=number)
