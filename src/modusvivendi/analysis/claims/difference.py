"""The least difference in an outcome that matters to a reader, and the unit in which it is told. One helper for all claims."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.yardstick import FIFTH, TENTH
from modusvivendi.engine.declare import Late
from modusvivendi.engine.outcomes import OUTCOMES
from modusvivendi.study.scales import COUNTED, POINTS, RUNGS, issues_of

RUNG = 0.25  # of a scale from 0 to 1 that has no ladder: as if there were five even rungs; judgement
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
        return Measure(FIFTH * rung, RUNGS, 1 / rung)
    unit = _KNOWN[outcome].unit if outcome in _KNOWN else ""
    if unit in COUNTED:
        told, slope, _, least = COUNTED[unit]
        if least is None:
            least = TENTH * (sum(r.attacks.centre for r in case.rivals) or 1.0)
        return Measure(least / slope, told, slope)
    return Measure(FIFTH * RUNG, POINTS, 100.0)


def _rung(case: Case, issue: str) -> float:
    """The mean width of a rung of an issue's ladder."""
    ladder = case.ladders.get(issue)
    return 1 / (len(ladder.rungs) - 1) if ladder else RUNG


@cache
def role_outcomes() -> dict[str, str]:
    """Outcomes that are the mean level of issues of a role, and that role."""
    return {o.name: o.reduce.role for o in OUTCOMES if isinstance(o.reduce, Late) and o.reduce.state == "policy"}
