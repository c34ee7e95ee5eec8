"""A report rendered three ways says the same; nothing in it is taken for markup."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from modusvivendi.findings import Chart, Fact, Finding, Report, Table
from modusvivendi.render.data import report_data
from modusvivendi.render.html.report import write_page
from modusvivendi.render.terminal import console, print_report

HOSTILE = "<script>alert(1)</script> [bold]north & west[/bold] =1+1"


@pytest.fixture
def report() -> Report:
    cell = Fact(value=0.25, low=0.2, high=0.3, interval="sampling error", level=0.95, rank=1)
    table = Table(
        name="means",
        caption=f"Means of {HOSTILE}",
        frame=pd.DataFrame({"strategy": [HOSTILE, "b"], "mean": [cell, 0.125]}),
        brief=True,
        mark="max",
    )
    bars = pd.DataFrame({"number": ["a", "b"], "swing": [0.1, -0.2]})
    chart = Chart(
        form="swing_bars",
        title=f"What moves it: {HOSTILE}",
        description="Bars.",
        data=bars,
        settings={"title": "change"},
        twin=Table(name="swings", caption="Swings", frame=bars),
    )
    return Report(
        title=HOSTILE,
        kind="study 1",
        basis="8 futures; weights of theories: uniform.",
        findings=(
            Finding(
                id="run.lead",
                question="Which leads?",
                claim="`{best}` leads with {mean:2}",
                headline=True,
                too_close_to_call=True,
                facts={"best": Fact(value=HOSTILE), "mean": cell},
                tables=(table,),
                charts=(chart,),
                caveats=(HOSTILE,),
            ),
        ),
    )


def test_page_terminal_and_data_hold_the_same_claims(report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = write_page(tmp_path / "page.html", report).read_text(encoding="utf-8")
    data = report_data(report)
    with console.capture() as captured:
        print_report(report)
    told = captured.get()
    for finding in report.findings:
        assert finding.sentence in told
        assert finding.sentence in json.dumps(data, ensure_ascii=False)
    assert page.count("leads with 0.25") == 2  # among the first things said, and under its question
    assert "too close to call" in page and "too close to call" in told
    assert report.basis in page and report.basis in told


def test_text_is_shown_as_it_is(report: Report, tmp_path: Path) -> None:
    page = write_page(tmp_path / "page.html", report).read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    with console.capture() as captured:
        print_report(report)
    assert "[bold]north & west[/bold]" in captured.get()


def test_intervals_and_ranks_stand_beside_numbers(report: Report, tmp_path: Path) -> None:
    page = write_page(tmp_path / "page.html", report).read_text(encoding="utf-8")
    assert '<td class="edge">0.250<br><span class="range">±0.05 #1</span></td>' in page


def test_what_is_no_number_is_null(report: Report) -> None:
    from modusvivendi.render.data import plain

    assert plain(float("nan")) is None
    assert plain(Fact(value=float("inf"), note="never")) == {"value": None, "note": "never"}
    json.dumps(report_data(report), allow_nan=False)
