"""The agenda planner: which issues to negotiate together, on what terms, in what order."""

from modusvivendi.planning.agenda.change import move_issue
from modusvivendi.planning.agenda.limits import RED_LINES, Limits
from modusvivendi.planning.agenda.objective import Objective, read_objectives
from modusvivendi.planning.agenda.plan import Plan, PlanTrack, check_plan, compile_plan, load_plan, plan_of_strategy
from modusvivendi.planning.explain.answer import Answer, Judges, PlanReport, explain_plans
from modusvivendi.planning.judging.evaluate import Basis, Evaluation, Evaluator
from modusvivendi.planning.judging.what_if import Reference, WhatIf, what_if
from modusvivendi.planning.judging.zones import Zones, find_zones
from modusvivendi.planning.plan_agenda import Planned, plan_agenda
from modusvivendi.planning.search.search import Effort, Front, SearchResult, search
from modusvivendi.planning.search.space import Choices, Space, all_plans, make_space
from modusvivendi.planning.search.starts import starting_plans

__all__ = [
    "RED_LINES", "Answer", "Basis", "Choices", "Effort", "Evaluation", "Evaluator", "Front", "Judges", "Limits", "Objective",
    "Plan", "PlanReport", "PlanTrack", "Planned", "Reference", "SearchResult", "Space", "WhatIf", "Zones", "all_plans",
    "check_plan", "compile_plan", "explain_plans", "find_zones", "load_plan", "make_space", "move_issue", "plan_agenda",
    "plan_of_strategy", "read_objectives", "search", "starting_plans", "what_if",
]  # fmt: skip
