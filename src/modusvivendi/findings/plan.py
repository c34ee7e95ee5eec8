"""The planner's report: what to put on the table first, how plans compare, each plan, zones, the search, assumptions."""

from __future__ import annotations

from collections.abc import Sequence

from modusvivendi.findings.calendar import month_of, notice
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.finding import Finding, Report, for_scholars
from modusvivendi.findings.plan_board import board_findings
from modusvivendi.findings.plan_comparison import compared, side_by_side
from modusvivendi.findings.plan_offer import offer_findings
from modusvivendi.findings.plan_record import record_findings
from modusvivendi.findings.plan_search import assumption_findings, search_findings
from modusvivendi.findings.plan_side import side_findings
from modusvivendi.findings.plan_tracks import track_findings
from modusvivendi.findings.plan_zones import zone_findings
from modusvivendi.findings.words import counted, day, month
from modusvivendi.planning import Answer, Evaluator, Planned, PlanReport
from modusvivendi.planning.judging.asks_on_record import AsksOnRecord

FIRST = "What should be put on the table first, and what does it bring?"
NOTE = (
    "These are conditional statements, not a forecast. Every plan and every variant meets the same futures, so differences are "
    "paired; their intervals are sampling error only. What differs by less than a fifth of a rung, or by less than the case says "
    "matters, is tied."
)


def plan_report(planned: Planned, origin: str, asks: Sequence[AsksOnRecord] = ()) -> Report:
    """Everything that ``modus plan`` has to say. origin: where the weights of theories come from, in words; asks: on record, as the
    model would have them end."""
    answer = planned.answer
    lead, *others = answer.reports
    findings: list[Finding] = [*offer_findings(answer, lead, FIRST, headline=True), *side_by_side(answer)]
    findings += _plan(answer, lead, folded=False)
    for report in others:
        findings += [*offer_findings(answer, report, question_of(report)), *_plan(answer, report, folded=True)]
    findings += [
        *record_findings(asks),
        *zone_findings(planned.zones),
        *search_findings(answer.search),
        *case_findings(answer.space.case, "plan"),
    ]
    findings += for_scholars(assumption_findings(answer))
    return Report(
        title=f"{answer.space.case.title}: an agenda for talks",
        kind=f"agenda planner {planned.digest}",
        basis=f"{counted(answer.search.evaluated, 'plan')} were tried; those shown were judged on {basis_of(answer.evaluator, origin)}",
        findings=tuple(findings),
        note=NOTE,
        notice=notice(answer.space.case),
        slug="plan",
    )


def _plan(answer: Answer, report: PlanReport, *, folded: bool) -> list[Finding]:
    question = question_of(report)
    return [
        *board_findings(answer, report, question),
        *track_findings(answer, report, question),
        *side_findings(answer, report, question),
        compared(answer, report, question, folded=folded),
    ]


def question_of(report: PlanReport) -> str:
    """The heading of one plan."""
    return f"Plan {report.letter}, {report.role}: what, when, and why?"


def basis_of(evaluator: Evaluator, origin: str) -> str:
    """What plans were judged on, and whose weights were used."""
    study, case = evaluator.study, evaluator.case
    return (
        f"{study.futures:,} fresh futures under each of {counted(len(evaluator.theories), 'theory', 'theories')}, {study.months} "
        f"months from {month(month_of(case, 0))}; weights of theories: {origin}. What is known ends on {day(case.as_of)}."
    )
