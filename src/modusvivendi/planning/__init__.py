"""The agenda planner: which issues to negotiate together, on what terms, in what order."""

from modusvivendi.plan.answer import Answer, PlanReport, explain_plans
from modusvivendi.plan.change import move_issue
from modusvivendi.plan.evaluate import Evaluation, Evaluator
from modusvivendi.plan.limits import RED_LINES, Limits
from modusvivendi.plan.objective import Objective, read_objectives
from modusvivendi.plan.plan import Plan, PlanTrack, check_plan, compile_plan, load_plan, plan_of_strategy
from modusvivendi.plan.search import Front, SearchResult, search
from modusvivendi.plan.space import Choices, Space, all_plans, make_space
from modusvivendi.plan.starts import starting_plans
from modusvivendi.plan.what_if import Reference, WhatIf, what_if
from modusvivendi.plan.zones import Zones, find_zones

__all__ = [
    "RED_LINES", "Answer", "Choices", "Evaluation", "Evaluator", "Front", "Limits", "Objective", "Plan", "PlanReport",
    "PlanTrack", "Reference", "SearchResult", "Space", "WhatIf", "Zones", "all_plans", "check_plan", "compile_plan",
    "explain_plans", "find_zones", "load_plan", "make_space", "move_issue", "plan_of_strategy", "read_objectives",
    "search", "starting_plans", "what_if",
]  # fmt: skip
