"""What a change to a plan does: the paired difference on the same futures."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.analysis import PairedDifference
from modusvivendi.planning.agenda.change import Difference, differences
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.agenda.principles import PRINCIPLES, broken_principles, in_keeping
from modusvivendi.planning.judging.evaluate import Evaluator
from modusvivendi.strategy import Strategy

SHOWN = ("core_rights", "technical", "access", "wellbeing", "attacks", "money", "met", "reversed", "paid_for_nothing", "trust")


@dataclass(frozen=True, eq=False)
class WhatIf:
    """Changed less reference, outcome by outcome. changes: in what two plans differ, every thing; None against a strategy that
    no plan can say. bought: what the changed plan gains over the same in keeping with the principles it breaks, None where it
    breaks none. by_theory (theories, outcomes): mean differences. means: of reference and changed plan, per outcome.
    seconds: time of the engine for the changed plan."""

    plan: Plan | Strategy
    changed: Plan
    changes: tuple[Difference, ...] | None
    difference: dict[str, PairedDifference]
    means: dict[str, tuple[float, float]]
    by_theory: pd.DataFrame
    objectives: tuple[Objective, ...]
    evaluator: Evaluator
    seconds: float
    bought: dict[str, PairedDifference] | None

    @property
    def digest(self) -> str:
        """Of all that decides the answer, for the name of its folder."""
        plan = self.plan.key if isinstance(self.plan, Plan) else self.plan.model_dump_json()
        content = [
            self.evaluator.study.digest,
            self.evaluator.weights.tolist(),
            self.evaluator.first,
            self.plan.name,
            plan,
            self.changed.name,
            self.changed.key,
            [vars(o) for o in self.objectives],
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]


class Reference:
    """A plan evaluated once, against which changes are judged."""

    def __init__(self, evaluator: Evaluator, plan: Plan | Strategy) -> None:
        self.evaluator, self.plan = evaluator, plan
        self.evaluation = evaluator.run([plan])

    def what_if(self, changed: Plan, objectives: Sequence[Objective]) -> WhatIf:
        """The paired difference of a changed plan from this reference."""
        began = time.perf_counter()
        new = self.evaluator.run([changed])
        seconds = time.perf_counter() - began
        both = new.beside(self.evaluation)
        names = list(dict.fromkeys([*(o.outcome for o in objectives), *SHOWN]))
        found = {name: both.difference(0, 1, name) for name in names}
        gaps = {name: (both.of(name)[0] - both.of(name)[1]).mean(axis=1, dtype=np.float64) for name in names}
        means = {name: (float(both.mean(name)[1]), float(both.mean(name)[0])) for name in names}
        plan = self.plan
        return WhatIf(
            plan,
            changed,
            tuple(differences(plan, changed, self.evaluator.case)) if isinstance(plan, Plan) else None,
            found,
            means,
            pd.DataFrame(gaps, index=list(both.theories)),
            tuple(objectives),
            self.evaluator,
            seconds,
            self._bought(changed, names),
        )

    def _bought(self, changed: Plan, outcomes: Sequence[str]) -> dict[str, PairedDifference] | None:
        case = self.evaluator.case
        if not broken_principles(changed, case, tuple(PRINCIPLES)):
            return None
        both = self.evaluator.run([changed, in_keeping(changed, case)])
        return {name: both.difference(0, 1, name) for name in outcomes}


def what_if(evaluator: Evaluator, plan: Plan | Strategy, changed: Plan, objectives: Sequence[Objective]) -> WhatIf:
    """What a changed plan does against a reference, on the evaluator's futures; keep a Reference to ask more often."""
    return Reference(evaluator, plan).what_if(changed, objectives)
