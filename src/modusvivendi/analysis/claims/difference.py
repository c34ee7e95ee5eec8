"""The least difference in an outcome that matters to a reader, and the unit in which it is told. One helper for all claims."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.declare import Late
from modusvivendi.engine.layout import ROLE_NAMES
from modusvivendi.engine.outcomes import OUTCOMES
from modusvivendi.study.inputs import role_weights

FIFTH = 0.2  # of a rung: the least difference that matters; judgement, range 0.1 to 0.5
RUNG = 0.25  # of a scale from 0 to 1 that has no ladder: as if there were five even rungs; judgement
TENTH = 0.1  # of today's number: the same for what is counted; judgement, range 0.05 to 0.2
POLICY = "policy_"
# What is counted by itself: unit in the engine → unit told, how many of it one is, least that matters (judgement).
COUNTED = {
    "tracks": ("talks", 1.0, 0.5),
    "rewards": ("promises", 1.0, 0.5),
    "steps": ("steps", 1.0, 0.5),
    "share of members": ("in 100 members", 100.0, 1.0),
    "share of people": ("in 100 people", 100.0, 1.0),
    "1 or 0": ("in 100 futures", 100.0, 5.0),
}
_KNOWN = {o.name: o for o in OUTCOMES}


@dataclass(frozen=True)
class Measure:
    """least: the least difference that matters, in the outcome's own unit. unit: in which it is told; slope: units for one of
    the outcome."""

    least: float
    unit: str
    slope: float


def measure_of(case: Case, outcome: str) -> Measure:
    """How differences in an outcome are told: rungs of ladders where it is made of levels of issues, else counts or points."""
    issues = issues_of(case, outcome)
    if issues:
        rung = float(np.mean([_rung(case, issue) for issue in issues]))
        return Measure(FIFTH * rung, "rungs", 1 / rung)
    unit = _KNOWN[outcome].unit if outcome in _KNOWN else ""
    if unit == "attacks a month":
        today = float(sum(r.attacks.centre for r in case.rivals)) or 1.0
        return Measure(TENTH * today, unit, 1.0)
    if unit in COUNTED:
        told, slope, least = COUNTED[unit]
        return Measure(least / slope, told, slope)
    return Measure(FIFTH * RUNG, "points of 100", 100.0)


def _rung(case: Case, issue: str) -> float:
    """The mean width of a rung of an issue's ladder."""
    ladder = case.ladders.get(issue)
    return 1 / (len(ladder.rungs) - 1) if ladder else RUNG


def issues_of(case: Case, outcome: str) -> tuple[str, ...]:
    """The issues whose levels an outcome is made of, equally weighted; none if it is made of something else."""
    if outcome.startswith(POLICY):
        return (outcome.removeprefix(POLICY),)
    role = role_outcomes().get(outcome)
    if role is None:
        return ()
    weights = role_weights(case)[ROLE_NAMES.index(role)]
    return tuple(issue for issue, weight in zip(case.issue_ids, weights, strict=False) if weight > 0)


@cache
def role_outcomes() -> dict[str, str]:
    """Outcomes that are the mean level of issues of a role, and that role."""
    return {o.name: o.reduce.role for o in OUTCOMES if isinstance(o.reduce, Late) and o.reduce.state == "policy"}
