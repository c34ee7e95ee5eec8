"""Modus Vivendi: an open policy laboratory for engaging de facto authorities.

Public names are looked up when first used, so that a small command does not load the whole laboratory.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "Work": "api", "compare": "api", "make_study": "api", "open_result": "api", "run": "api",
    "precedents": "api", "PrecedentsResult": "api",
    "plan": "api", "what_if": "api", "PlanResult": "api", "WhatIfResult": "api",
    "Case": "case", "check_case": "case", "load_case": "case", "shipped_cases": "case",
    "score": "api", "signposts": "api", "weigh": "api",
    "InputError": "errors",
    "Fact": "findings", "Finding": "findings", "Report": "findings",
    "Choices": "planning", "Effort": "planning", "Limits": "planning", "Plan": "planning", "load_plan": "planning",
    "plan_of_strategy": "planning", "Assumptions": "planning.assumptions",
    "Strategy": "strategy", "load_strategies": "strategy", "load_strategy": "strategy", "shipped_strategies": "strategy",
    "Result": "study", "Study": "study", "Summary": "study", "run_study": "study", "summarise": "study",
    "Prior": "theory", "Theory": "theory", "load_theories": "theory", "load_theory": "theory",
    "shipped_theories": "theory",
}  # fmt: skip

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'modusvivendi' has no attribute '{name}'")
    return getattr(import_module(f"modusvivendi.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
