"""A board is the same in a terminal, on a page and as data; what is folded waits behind its line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from modusvivendi.findings import Board, Card, Fact, Finding, Report, Table
from modusvivendi.render.data import report_data
from modusvivendi.render.html.report import write_page
from modusvivendi.render.terminal import console, print_report
from modusvivendi.render.workbook import sheets_of

CELL = Fact(value=2.5, unit="points of 100", low=2.0, high=3.0, interval="sampling error", level=0.95)


@pytest.fixture
def report() -> Report:
    card = Card(title="Talks 1 open", items=("Shared <waters>",), lines=("by itself", "until 2027 Q2"), link="plan.a.talks_1")
    board = Board(caption="What opens", columns=(("2024 Q2", (Card(title="Beside", lines=("nothing",), style="beside"), card)),))
    tables = tuple(
        Table(name=f"gains/plan-{x}", caption="Gains", frame=pd.DataFrame({"theory": ["t"], "gain": [CELL]})) for x in "ab"
    )
    talks = Finding(
        id="plan.a.talks_1",
        question="Why?",
        claim="Talks 1 gain {gain:signed_fixed1,interval}.",
        facts={"gain": CELL},
        folded="Talks 1 on Shared waters",
        tables=tables,
    )
    return Report(title="t", kind="k", basis="b", findings=(Finding(id="plan.a.board", question="What?", boards=(board,)), talks))


def test_a_board_is_on_the_page_in_the_terminal_and_in_the_data(report: Report, tmp_path: Path) -> None:
    page = write_page(tmp_path / "page.html", report).read_text(encoding="utf-8")
    assert '<a href="#plan.a.talks_1">Talks 1 open</a>' in page and "Shared &lt;waters&gt;" in page and "card beside" in page
    with console.capture() as captured:
        print_report(report)
    assert "Talks 1 open: Shared <waters>. by itself. until 2027 Q2" in captured.get()
    boards = report_data(report)["findings"][0]["boards"]  # type: ignore[index, call-overload]
    assert boards[0]["columns"][0]["cards"][1]["items"] == ["Shared <waters>"]  # type: ignore[index, call-overload]


def test_a_folded_finding_waits_behind_its_line(report: Report, tmp_path: Path) -> None:
    page = write_page(tmp_path / "page.html", report).read_text(encoding="utf-8")
    folded = page[page.index("<summary>Talks 1 on Shared waters</summary>") :]
    assert folded.index("Talks 1 gain +2.5 (2.0 to 3.0).") < folded.index("</details>")


def test_parts_of_a_sheet_are_stacked_with_plain_numbers(report: Report) -> None:
    sheets = sheets_of(report)
    assert list(sheets) == ["index", "claims", "gains"]
    gains = sheets["gains"]
    assert gains.columns.to_list() == ["of", "theory", "gain", "gain, low", "gain, high"]
    assert gains.of.to_list() == ["plan-a", "plan-b"] and gains.gain.to_list() == [2.5, 2.5]
