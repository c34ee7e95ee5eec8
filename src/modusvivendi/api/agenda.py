"""One typed call per question. Each returns its result and a report: the findings that pages, terminal and files show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modusvivendi.case import Case, load_case
from modusvivendi.findings import Report
from modusvivendi.findings.plan import plan_report
from modusvivendi.findings.plan_what_if import what_if_report
from modusvivendi.planning import (
    Choices,
    Effort,
    Limits,
    Plan,
    Planned,
    WhatIf,
    check_plan,
    load_plan,
    read_objectives,
)
from modusvivendi.planning.agenda.objective import check_robust, usual_objectives
from modusvivendi.planning.assumptions import Assumptions
from modusvivendi.planning.judging.asks_on_record import AsksOnRecord, check_asks
from modusvivendi.planning.judging.what_if import what_if as judge_change
from modusvivendi.planning.plan_agenda import Stages, fresh_judge, moved, plan_agenda, reference_of


@dataclass(frozen=True, eq=False)
class PlanResult:
    """Plans of an agenda. planned: the plans with all that explains them, and zones of agreement. asks: those on record, and how many
    of them the model expects to be met, on these assumptions and on what asks to other authorities taught.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.PlanResult.__dataclass_fields__)  # see ``plan`` for how to come by one
        ['planned', 'asks', 'report']
    """

    planned: Planned
    asks: tuple[AsksOnRecord, ...]
    report: Report

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans that are explained, the most even first."""
        return tuple(r.plan for r in self.planned.answer.reports)


@dataclass(frozen=True, eq=False)
class WhatIfResult:
    """What a changed plan does. found: paired differences, changed less reference.

    Example:
        >>> import modusvivendi as mv
        >>> piecemeal = mv.plan_of_strategy(mv.load_strategy("piecemeal"), mv.load_case("afghanistan"))
        >>> quick = mv.Assumptions(theories=("inertia",))
        >>> found = mv.what_if("afghanistan", piecemeal, moves=["water_management=off"], assuming=quick, futures=8)
        >>> len(found.report.findings) > 0
        True
    """

    found: WhatIf
    report: Report


def _case(case: str | Case) -> Case:
    return load_case(case) if isinstance(case, str) else case


def plan(
    case: str | Case,
    *,
    objectives: str | None = None,
    robust: str = "expected",
    limits: Limits | None = None,
    choices: Choices | None = None,
    assuming: Assumptions | None = None,
    effort: Effort | None = None,
    progress: Stages | None = None,
) -> PlanResult:
    """Plan an agenda for talks: a handful of plans along the trade-off, each explained.

    Args:
        case: a shipped case, the path of a case, or a case.
        objectives: up to five outcomes between commas; a minus wants less. By default core_rights, wellbeing, technical and
            -money, without those on issues that the case lacks.
        robust: over theories: 'expected' (mean), 'worst', or a percentile such as 'p10'.
        limits: what no plan may go beyond; the price of the shipped piecemeal strategy by default.
        choices: what a search may choose from.
        assuming: theories and their weights, overrides, horizon in months, followers, seed.
        effort: searches, generations, population, futures per theory, plans explained.
        progress: called with (done, all, stage).

    Returns:
        The plans with what explains them, in shares of 1 unless counted, and the report.

    Raises:
        InputError: if a name is unknown or the limits leave no plan.

    Example:
        >>> import modusvivendi as mv
        >>> quick = mv.Effort(searches=1, generations=2, population=6, futures=8, shown=1)
        >>> result = mv.plan("afghanistan", assuming=mv.Assumptions(theories=("leverage",)), effort=quick)
        >>> result.plans[0].name
        'plan-a'
    """
    loaded, assuming = _case(case), assuming or Assumptions()
    check_robust(robust)
    basis, stock, origin = assuming.basis(loaded)
    effort = effort or Effort()
    aims = read_objectives(
        usual_objectives(loaded) if objectives is None else objectives, fresh_judge(basis, effort.futures).study.outcome_names
    )
    planned = plan_agenda(basis, aims, robust, limits=limits, choices=choices, effort=effort, stock=stock, progress=progress)
    others = assuming.others(loaded)
    bases = {"this page's assumptions": basis} | ({"what asks to other authorities taught": others} if others else {})
    asks = check_asks(bases, effort.futures)
    return PlanResult(planned, asks, plan_report(planned, origin, asks))


def what_if(
    case: str | Case,
    plan: Plan | str | Path,
    *,
    moves: Sequence[str] = (),
    against: str | None = None,
    objectives: str | None = None,
    limits: Limits | None = None,
    assuming: Assumptions | None = None,
    futures: int = 32,
) -> WhatIfResult:
    """What a plan of your own does, or what moving issues in it does, on futures that no search has met.

    Args:
        case: a shipped case, the path of a case, or a case.
        plan: a plan, or the path of its file.
        moves: issues to move, one after another: ISSUE=TRACK (its number, from 1), ISSUE=alone or ISSUE=off.
        against: a plan file or a strategy; by default 'piecemeal', or with moves the plan as it was.
        objectives: outcomes between commas; a minus wants less. By default as for ``plan``.
        limits: what the changed plan may not go beyond.
        assuming: theories and their weights, overrides, horizon, seed; its followers, if given, follow both plans.
        futures: per theory, as for a search; eight times as many judge.

    Returns:
        Paired differences, changed less reference, with 95 per cent intervals of sampling error, and the report.

    Raises:
        InputError: if the plan does not fit the case, breaks a limit, or nobody who follows can lead its talks.

    Example:
        >>> import modusvivendi as mv
        >>> piecemeal = mv.plan_of_strategy(mv.load_strategy("piecemeal"), mv.load_case("afghanistan"))
        >>> found = mv.what_if("afghanistan", piecemeal, moves=["water_management=off"], futures=8)
        >>> len(found.found.changes)
        1
    """
    loaded, assuming, limits = _case(case), assuming or Assumptions(), limits or Limits()
    basis, _, origin = assuming.basis(loaded)
    evaluator = fresh_judge(basis, futures)
    aims = read_objectives(usual_objectives(loaded) if objectives is None else objectives, evaluator.study.outcome_names)
    who, months = assuming.followers, basis.horizon
    given = check_plan(plan if isinstance(plan, Plan) else load_plan(plan), loaded, who, months)
    changed = limits.within(months).require(check_plan(moved(given, moves, loaded), loaded, who, months), loaded)
    reference = given if moves and against is None else reference_of(against or "piecemeal", loaded, months, who)
    found = judge_change(evaluator, reference, changed, aims)
    return WhatIfResult(found, what_if_report(found, origin))
