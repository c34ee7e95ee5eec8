"""What a command prints: compact tables and plain sentences."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from modusvivendi.findings import Board, Fact, Finding, Report
from modusvivendi.findings import Table as FindingTable
from modusvivendi.findings.finding import View, all_tables
from modusvivendi.render.cells import main_and_small, without_ticks

if TYPE_CHECKING:
    import pandas as pd

PAUSE = 5.0  # seconds between lines of progress
WIDE = 124  # columns that a table with ranges needs
console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)


def frame_table(frame: pd.DataFrame, title: str, digits: int = 3) -> Table:
    """A data frame as a terminal table."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for n, column in enumerate(frame.columns):
        table.add_column(str(column), justify="left" if n == 0 else "right", no_wrap=n == 0)
    for row in frame.itertuples(index=False):
        table.add_row(*(f"{v:.{digits}f}" if isinstance(v, float) else str(v) for v in row))
    return table


def print_report(report: Report, *, scholar: bool = False) -> None:
    """A report in a terminal: what must be known first, its basis, then question by question the claims and brief tables.

    scholar: the scholar's view too, behind the planner's.
    """
    if report.notice:
        console.print(Text(report.notice, style="bold"), soft_wrap=True)
    console.print(report.basis, soft_wrap=True, markup=False)
    _print_view(report, "planner")
    if report.note:
        console.print(report.note, soft_wrap=True, markup=False, style="dim")
    if scholar:
        _print_view(report, "scholar")


def _print_view(report: Report, view: View) -> None:
    for question, findings in report.by_question(view):
        told = [f for f in findings if not f.folded and (f.claim or f.boards or any(t.brief for t in all_tables([f])))]
        if not told:
            continue
        console.rule(Text(question, style="bold"), align="left")
        part = ""
        for finding in told:
            if finding.part and finding.part != part:
                console.print(Text(finding.part, style="bold"))
            part = finding.part
            _print_finding(finding)


def _print_finding(finding: Finding) -> None:
    if finding.claim:
        tie = " (too close to call)" if finding.too_close_to_call else ""
        console.print(finding.sentence + tie, soft_wrap=True, markup=False)
    for board in finding.boards:
        _print_board(board)
    for table in all_tables([finding]):
        if table.brief:
            console.print(finding_table(table))


def _print_board(board: Board) -> None:
    """Column by column: the heading, then each card as a line, what it is about, and what holds for it."""
    console.print(Text(board.caption, style="bold"))
    for heading, cards in board.columns:
        console.print(Text(f"  {heading}", style="bold"))
        for card in cards:
            parts = [*([", ".join(card.items)] if card.items else []), *card.lines]
            console.print(f"    {card.title}" + (f": {'. '.join(parts)}" if parts else ""), soft_wrap=True, markup=False)


def finding_table(table: FindingTable) -> Table:
    """A finding's table for a terminal: the interval and rank of a number stand behind it, below it where that is too wide."""
    shown = Table(
        title=Text(without_ticks(table.caption)),
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=None,
        pad_edge=False,
    )
    columns = [without_ticks(str(c)) for c in table.frame.columns]
    cells = list(table.frame.itertuples(index=False, name=None))
    for n, column in enumerate(columns):
        words = all(isinstance(v.value if isinstance(v, Fact) else v, str) for v in (row[n] for row in cells))
        shown.add_column(Text(column), justify="left" if n == 0 or words else "right", no_wrap=n == 0)
    rows = [[main_and_small(v, table.digits) for v in row] for row in cells]
    rows = [[(without_ticks(main), small) for main, small in row] for row in rows]
    beside = [[" ".join(filter(None, cell)) for cell in row] for row in rows]
    widths = [max(len(text) for text in column) for column in zip(columns, *beside, strict=True)]
    between = " " if sum(widths) + len(widths) <= console.width else "\n"
    for row in rows:
        shown.add_row(*(Text(between.join(filter(None, cell))) for cell in row))
    return shown
