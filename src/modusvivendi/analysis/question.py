"""What is asked of a comparison of strategies: values, the strategy tested, levels, corners of the triangle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from modusvivendi.analysis.robustness.value import value_weights
from modusvivendi.case import Case
from modusvivendi.case.lacking import told
from modusvivendi.errors import InputError, choose
from modusvivendi.study import Study

FEWEST = 128  # draws: half of them look for rules, and classes of half of them hold more than a handful

Aim = str | Mapping[str, float]
Levels = Mapping[str, Mapping[str, float]]


def usual_aims(case: Case) -> tuple[str, ...]:
    """What strategies are judged by where nobody says: core rights, and wellbeing of groups, each by itself.

    In a case without a core right technical cooperation stands in its place, if the case has a technical issue.
    """
    return (*told(case, ("core_rights", "technical"))[:1], "wellbeing")


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of a comparison.

    aims: values to judge by, each an outcome or the user's weights on outcomes in their own units; by default those of
    ``usual_aims``. strategy: the one put to
    the test, by default the best on average by each value. level: regret above which it fails, at least 0, in the unit of the
    value; by default the least difference that matters to a reader (``study.scales``), or where nothing anchors the value a
    quarter of what the choice of a strategy moves the mean by. acceptable: level of acceptability → outcome → threshold; by default quartiles of all runs. corners: three theories of the triangle, by default those among
    which strategies share the best places most evenly.
    """

    aims: tuple[Aim, ...] | None = None
    strategy: str | None = None
    level: float | None = None
    acceptable: Levels | None = None
    corners: tuple[str, ...] | None = None

    def values(self, study: Study) -> tuple[dict[str, float], ...]:
        """The values as weights on outcomes; InputError for what ``study`` cannot answer, before anything runs."""
        known, theories = list(study.outcome_names), [t.name for t in study.theories]
        chosen = tuple(value_weights(aim, known) for aim in (usual_aims(study.case) if self.aims is None else self.aims))
        if not chosen:
            raise InputError("no value is named: name at least one outcome")
        for thresholds in (self.acceptable or {}).values():
            for outcome in thresholds:
                choose("outcome", outcome, known)
                if not np.isfinite(thresholds[outcome]):
                    raise InputError(f"the level of '{outcome}' must be a finite number, not {thresholds[outcome]}")
        if self.strategy is not None:
            choose("strategy", self.strategy, [s.name for s in study.strategies])
        if self.level is not None and not (np.isfinite(self.level) and self.level >= 0):
            raise InputError(f"the level of regret must be at least 0, not {self.level}")
        for corner in self.corners or ():
            choose("theory", corner, theories)
        if self.corners is not None and (len(self.corners) != 3 or len(set(self.corners)) != 3):
            raise InputError(f"a triangle needs three different theories, not {', '.join(self.corners)}")
        if len(study.strategies) < 2:
            raise InputError("a comparison needs at least two strategies")
        if study.futures < FEWEST:
            raise InputError(f"a comparison needs at least {FEWEST} draws, not {study.futures}: half find rules, half check them")
        return chosen
