"""The agenda planner: which issues to negotiate together, on what terms, in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand

if TYPE_CHECKING:
    from modusvivendi.planning.agenda.change import move_issue as move_issue
    from modusvivendi.planning.agenda.limits import RED_LINES as RED_LINES
    from modusvivendi.planning.agenda.limits import Limits as Limits
    from modusvivendi.planning.agenda.objective import Objective as Objective
    from modusvivendi.planning.agenda.objective import read_objectives as read_objectives
    from modusvivendi.planning.agenda.plan import Plan as Plan
    from modusvivendi.planning.agenda.plan import PlanTrack as PlanTrack
    from modusvivendi.planning.agenda.plan import check_plan as check_plan
    from modusvivendi.planning.agenda.plan import compile_plan as compile_plan
    from modusvivendi.planning.agenda.plan import load_plan as load_plan
    from modusvivendi.planning.agenda.plan import plan_of_strategy as plan_of_strategy
    from modusvivendi.planning.explain.answer import Answer as Answer
    from modusvivendi.planning.explain.answer import Judges as Judges
    from modusvivendi.planning.explain.answer import PlanReport as PlanReport
    from modusvivendi.planning.explain.answer import explain_plans as explain_plans
    from modusvivendi.planning.judging.evaluate import Basis as Basis
    from modusvivendi.planning.judging.evaluate import Evaluation as Evaluation
    from modusvivendi.planning.judging.evaluate import Evaluator as Evaluator
    from modusvivendi.planning.judging.what_if import Reference as Reference
    from modusvivendi.planning.judging.what_if import WhatIf as WhatIf
    from modusvivendi.planning.judging.what_if import what_if as what_if
    from modusvivendi.planning.judging.zones import Zones as Zones
    from modusvivendi.planning.judging.zones import find_zones as find_zones
    from modusvivendi.planning.plan_agenda import Planned as Planned
    from modusvivendi.planning.search.search import Effort as Effort
    from modusvivendi.planning.search.search import Front as Front
    from modusvivendi.planning.search.search import SearchResult as SearchResult
    from modusvivendi.planning.search.space import Choices as Choices
    from modusvivendi.planning.search.space import Space as Space
    from modusvivendi.planning.search.space import all_plans as all_plans
    from modusvivendi.planning.search.space import make_space as make_space
    from modusvivendi.planning.search.starts import starting_plans as starting_plans

HOME = {
    "move_issue": "agenda.change",
    **dict.fromkeys(("RED_LINES", "Limits"), "agenda.limits"),
    **dict.fromkeys(("Objective", "read_objectives"), "agenda.objective"),
    **dict.fromkeys(("Plan", "PlanTrack", "check_plan", "compile_plan", "load_plan", "plan_of_strategy"), "agenda.plan"),
    **dict.fromkeys(("Answer", "Judges", "PlanReport", "explain_plans"), "explain.answer"),
    **dict.fromkeys(("Basis", "Evaluation", "Evaluator"), "judging.evaluate"),
    **dict.fromkeys(("Reference", "WhatIf", "what_if"), "judging.what_if"),
    **dict.fromkeys(("Zones", "find_zones"), "judging.zones"),
    "Planned": "plan_agenda",
    **dict.fromkeys(("Effort", "Front", "SearchResult"), "search.search"),
    **dict.fromkeys(("Choices", "Space", "all_plans", "make_space"), "search.space"),
    "starting_plans": "search.starts",
}
__all__ = sorted(HOME)
__getattr__, __dir__ = on_demand(__name__, HOME)
