"""Modus Vivendi: an open policy laboratory for engaging de facto authorities.

Public names are looked up when first used, so that a small command does not load the whole laboratory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand

if TYPE_CHECKING:
    from modusvivendi.agents import Members as Members
    from modusvivendi.analysis.claims import Claim as Claim
    from modusvivendi.analysis.claims import ClaimFile as ClaimFile
    from modusvivendi.analysis.claims import load_claims as load_claims
    from modusvivendi.api import ClaimsResult as ClaimsResult
    from modusvivendi.api import Forecasted as Forecasted
    from modusvivendi.api import Hindcasted as Hindcasted
    from modusvivendi.api import ImportResult as ImportResult
    from modusvivendi.api import JournalResult as JournalResult
    from modusvivendi.api import PlanResult as PlanResult
    from modusvivendi.api import PrecedentsResult as PrecedentsResult
    from modusvivendi.api import ScoredDemands as ScoredDemands
    from modusvivendi.api import Simulator as Simulator
    from modusvivendi.api import UpdateResult as UpdateResult
    from modusvivendi.api import WhatIfResult as WhatIfResult
    from modusvivendi.api import Work as Work
    from modusvivendi.api import claims as claims
    from modusvivendi.api import compare as compare
    from modusvivendi.api import forecast as forecast
    from modusvivendi.api import hindcast as hindcast
    from modusvivendi.api import import_demands as import_demands
    from modusvivendi.api import journal as journal
    from modusvivendi.api import make_simulator as make_simulator
    from modusvivendi.api import make_study as make_study
    from modusvivendi.api import open_result as open_result
    from modusvivendi.api import plan as plan
    from modusvivendi.api import precedents as precedents
    from modusvivendi.api import reproduce as reproduce
    from modusvivendi.api import run as run
    from modusvivendi.api import score as score
    from modusvivendi.api import score_demands as score_demands
    from modusvivendi.api import seal_forecasts as seal_forecasts
    from modusvivendi.api import signposts as signposts
    from modusvivendi.api import update as update
    from modusvivendi.api import weigh as weigh
    from modusvivendi.api import weigh_pooled as weigh_pooled
    from modusvivendi.api import what_if as what_if
    from modusvivendi.case import Case as Case
    from modusvivendi.case import check_case as check_case
    from modusvivendi.case import load_case as load_case
    from modusvivendi.case import shipped_cases as shipped_cases
    from modusvivendi.errors import InputError as InputError
    from modusvivendi.findings import Fact as Fact
    from modusvivendi.findings import Finding as Finding
    from modusvivendi.findings import Report as Report
    from modusvivendi.living.update import Decision as Decision
    from modusvivendi.planning import Choices as Choices
    from modusvivendi.planning import Effort as Effort
    from modusvivendi.planning import Limits as Limits
    from modusvivendi.planning import Plan as Plan
    from modusvivendi.planning import load_plan as load_plan
    from modusvivendi.planning import plan_of_strategy as plan_of_strategy
    from modusvivendi.planning.assumptions import Assumptions as Assumptions
    from modusvivendi.strategy import Strategy as Strategy
    from modusvivendi.strategy import load_strategies as load_strategies
    from modusvivendi.strategy import load_strategy as load_strategy
    from modusvivendi.strategy import shipped_strategies as shipped_strategies
    from modusvivendi.study import Result as Result
    from modusvivendi.study import Study as Study
    from modusvivendi.study import Summary as Summary
    from modusvivendi.study import run_study as run_study
    from modusvivendi.study import summarise as summarise
    from modusvivendi.study.cluster import cluster as cluster
    from modusvivendi.theory import Prior as Prior
    from modusvivendi.theory import Theory as Theory
    from modusvivendi.theory import load_theories as load_theories
    from modusvivendi.theory import load_theory as load_theory
    from modusvivendi.theory import shipped_theories as shipped_theories

HOME = {
    "Members": "agents",
    "cluster": "study.cluster",
    "Work": "api", "compare": "api", "make_study": "api", "open_result": "api", "reproduce": "api", "run": "api",
    "update": "api", "journal": "api", "seal_forecasts": "api", "UpdateResult": "api", "JournalResult": "api",
    "forecast": "api", "hindcast": "api", "Forecasted": "api", "Hindcasted": "api",
    "precedents": "api", "PrecedentsResult": "api", "import_demands": "api", "ImportResult": "api",
    "score_demands": "api", "ScoredDemands": "api",
    "claims": "api", "ClaimsResult": "api", "Claim": "analysis.claims", "ClaimFile": "analysis.claims", "load_claims": "analysis.claims",
    "make_simulator": "api", "Simulator": "api",
    "plan": "api", "what_if": "api", "PlanResult": "api", "WhatIfResult": "api",
    "Case": "case", "check_case": "case", "load_case": "case", "shipped_cases": "case",
    "score": "api", "signposts": "api", "weigh": "api", "weigh_pooled": "api",
    "InputError": "errors",
    "Fact": "findings", "Finding": "findings", "Report": "findings",
    "Decision": "living.update",
    "Choices": "planning", "Effort": "planning", "Limits": "planning", "Plan": "planning", "load_plan": "planning",
    "plan_of_strategy": "planning", "Assumptions": "planning.assumptions",
    "Strategy": "strategy", "load_strategies": "strategy", "load_strategy": "strategy", "shipped_strategies": "strategy",
    "Result": "study", "Study": "study", "Summary": "study", "run_study": "study", "summarise": "study",
    "Prior": "theory", "Theory": "theory", "load_theories": "theory", "load_theory": "theory",
    "shipped_theories": "theory",
}  # fmt: skip

__all__ = sorted(HOME)
__getattr__, __dir__ = on_demand(__name__, HOME)
