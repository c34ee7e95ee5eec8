"""Every command's page on every shipped case: no forbidden word, no bare index, no number without a unit, no step in the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import modusvivendi as mv
from modusvivendi.case import Case, load_case
from modusvivendi.case.load import shipped_cases
from modusvivendi.findings import Board, Finding, Report
from modusvivendi.findings.calendar import month_of
from planner_page import dates_offered, faults, said_wrong

FEW = ["inertia", "leverage", "contact"]
READ = "2026-11-27"
QUESTIONS = """
case: {case}
questions:
  - {{id: envoys, text: "Do two more states accept an envoy?", kind: states, what: accredit, count: 2, opens: {opens}, by: {by}}}
  - {{id: step, text: "Is there a step toward?", kind: act, issue: {issue}, direction: toward, opens: {opens}, by: {by}}}
"""


def read(name: str) -> Case:
    """The case as a reader of late 2026 loads it: a living one from that day, one of long ago as of its own."""
    case = load_case(name)
    return case if case.as_of.year < 2025 else load_case(name, read_on=READ)


def asked(case: Case, folder: Path) -> Path:
    """Two questions on a case that ships none."""
    opens = month_of(case, 0)
    text = QUESTIONS.format(case=case.name, issue=case.issue_ids[0], opens=opens, by=opens.replace(year=opens.year + 1))
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return folder / "mine.yaml"


def forecast(case: Case, folder: Path) -> Report:
    return mv.forecast(case, questions=asked(case, folder), theories=FEW, futures=64).report


def compare(case: Case, folder: Path) -> Report:
    return mv.compare(
        mv.make_study(case, theories=FEW, strategies=["drift", "pressure", "piecemeal"], futures=128), work=mv.Work(out=folder)
    ).report


def plan(case: Case, folder: Path) -> Report:
    small = mv.Effort(searches=1, generations=2, population=4, futures=8, shown=1)
    return mv.plan(case, effort=small, assuming=mv.Assumptions(theories=tuple(FEW))).report


def weigh(case: Case, folder: Path) -> Report:
    return mv.weigh(case, theories=FEW, draws=64, fresh=True).report


def brief(case: Case, folder: Path) -> Report:
    study = mv.make_study(case, theories=FEW, strategies=["drift", "pressure", "piecemeal"], futures=64)
    return mv.make_brief(study, work=mv.Work(out=folder)).report


VIEWS: dict[str, Callable[[Case, Path], Report]] = {
    "run": lambda case, folder: mv.run(mv.make_study(case, theories=FEW, futures=64), work=mv.Work(out=folder)).report,
    "compare": compare,
    "plan": plan,
    "signposts": lambda case, folder: mv.signposts(case, theories=FEW, futures=64).report,
    "forecast": forecast,
    "hindcast": lambda case, folder: mv.hindcast(case.name, theories=FEW, futures=64).report,
    "claims": lambda case, folder: mv.claims(case, only=["C2", "C10", "C16", "C18"], theories=FEW, futures=64).report,
    "precedents": lambda case, folder: mv.precedents(case.name, ask={"issues": [case.issue_ids[0]]}).report,
    "brief": brief,
    "weigh": weigh,
}


DEAR = ("weigh", "compare", "plan")  # pages that take seconds; tests of these questions look at one page each all the same


PAGES = [
    pytest.param(view, name, marks=[pytest.mark.slow] if view in DEAR or (n + k) % 3 else [], id=f"{view}-{name}")
    for n, view in enumerate(VIEWS)  # each of one case, in turn; (slow) of the others
    for k, name in enumerate(shipped_cases())
]


@pytest.mark.parametrize(("view", "name"), PAGES)
def test_a_planner_reads_plain_words_units_and_days_ahead(view: str, name: str, tmp_path: Path) -> None:
    case = read(name)
    report = VIEWS[view](case, tmp_path)
    assert faults(report) == []
    assert all(day >= month_of(case, 0) for day in dates_offered(report))
    if case.as_of.year < 2025:
        assert "nothing later is in" in report.notice


def test_forbidden_words_and_past_steps_would_be_found() -> None:
    assert said_wrong("x", ["worth 0.12 nats"]) and said_wrong("x", ["a regret of two"]) and said_wrong("x", ["0.0891 at best"])
    assert said_wrong("x", ["choice_precision is 8"]) and not said_wrong("x", ["in 34 of 100 futures, by 0.2 of a rung"])
    board = Board(caption="c", columns=(("2024 Q2", ()), ("By 31 May 2027", ())))
    finding = Finding(id="x", question="?", boards=(board,))
    assert dates_offered(Report(title="t", kind="k", basis="b", findings=(finding,))) == [date(2024, 6, 30), date(2027, 5, 31)]
