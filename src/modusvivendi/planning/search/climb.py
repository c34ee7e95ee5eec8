"""Improving a plan by single changes until none helps without harm: what a search over populations leaves undone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from modusvivendi.planning.agenda.change import single_changes
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.judging.evaluate import Evaluator
from modusvivendi.planning.search.space import Space

ROUNDS = 5  # most of what single changes can give comes in the first two or three
TRIFLE = 0.002  # share of the front's width; less is neither harm nor help


def climb(plan: Plan, space: Space, evaluator: Evaluator, objectives: Sequence[Objective], how: str, width: np.ndarray) -> Plan:
    """The plan after up to ROUNDS single changes, each the one that helps most of those that harm no objective.

    Help is the mean over objectives of the change in score (robust by ``how``) as a share of the front's ``width``
    (objectives,); harm is a loss of more than TRIFLE on any. An objective without width counts as it is. Stops where
    nothing helps by more than TRIFLE.
    """
    share = np.where(width > 1e-9, width, 1.0)
    for _ in range(ROUNDS):
        changes = single_changes(plan, space)
        if not changes:
            return plan
        scores = evaluator.run([plan, *(c.plan for c in changes)]).scores(objectives, how)
        gains = (scores[1:] - scores[0]) / share
        help_ = np.where((gains >= -TRIFLE).all(axis=1), gains.mean(axis=1), -np.inf)
        best = int(np.argmax(help_))
        if help_[best] <= TRIFLE:
            return plan
        plan = changes[best].plan
    return plan
