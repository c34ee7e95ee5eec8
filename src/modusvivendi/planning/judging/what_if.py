"""What a change to a plan does: the paired difference on the same futures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.analysis import PairedDifference
from modusvivendi.planning.agenda.change import differences
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.explain.words import COUNTED, interval
from modusvivendi.planning.judging.evaluate import Evaluator
from modusvivendi.strategy import Strategy
from modusvivendi.study.summary import title_of

TOLD = 8  # changes that are named before the rest is counted
SHOWN = ("core_rights", "technical", "access", "wellbeing", "attacks", "money", "met", "reversed", "paid_for_nothing", "trust")


@dataclass(frozen=True, eq=False)
class WhatIf:
    """Changed less reference, outcome by outcome. changes: what differs, in words. by_theory (theories, outcomes):
    mean differences. seconds: time of the engine for the changed plan."""

    plan: str
    changed: str
    changes: tuple[str, ...]
    difference: dict[str, PairedDifference]
    by_theory: pd.DataFrame
    objectives: tuple[Objective, ...]
    seconds: float

    def table(self) -> pd.DataFrame:
        """One row per outcome: the difference and its 95 per cent interval as people read them."""
        return pd.DataFrame(
            [
                {"outcome": title_of(o), "unit": COUNTED.get(o, "points of 100"), "difference": interval(o, d.mean, d.low, d.high),
                 "clear": "yes" if d.clear else "no"}
                for o, d in self.difference.items()
            ]
        )  # fmt: skip

    def theory_table(self) -> pd.DataFrame:
        """Theories by objectives: mean differences in points of 100, or as counted."""
        shown = {o.title: self.by_theory[o.outcome] * (1 if o.outcome in COUNTED else 100) for o in self.objectives}
        return pd.DataFrame(shown).rename_axis("theory").reset_index()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed, and what it does to each objective."""
        more = f"; and {len(self.changes) - TOLD} more" if len(self.changes) > TOLD else ""
        what = "; ".join(self.changes[:TOLD]) + more if self.changes else "nothing that the model knows"
        return (f"Changed: {what}.", *(self._sentence(o) for o in self.objectives))

    def _sentence(self, objective: Objective) -> str:
        d = self.difference[objective.outcome]
        better = d.mean * objective.direction > 0
        verdict = "better" if better else "worse"
        if not d.clear:
            verdict = "no difference at all" if d.error == 0 else "not told apart by these futures"
        unit = COUNTED.get(objective.outcome, "points of 100")
        return f"{title_of(objective.outcome)}: {interval(objective.outcome, d.mean, d.low, d.high)} {unit}, 95% interval; {verdict}."


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
        means = {name: (both.of(name)[0] - both.of(name)[1]).mean(axis=1, dtype=np.float64) for name in names}
        told = (
            differences(self.plan, changed, self.evaluator.case)
            if isinstance(self.plan, Plan)
            else [f"{changed.name} instead of {self.plan.name}"]
        )
        return WhatIf(
            self.plan.name,
            changed.name,
            tuple(told),
            found,
            pd.DataFrame(means, index=list(both.theories)),
            tuple(objectives),
            seconds,
        )


def what_if(evaluator: Evaluator, plan: Plan | Strategy, changed: Plan, objectives: Sequence[Objective]) -> WhatIf:
    """What a changed plan does against a reference, on the evaluator's futures; keep a Reference to ask more often."""
    return Reference(evaluator, plan).what_if(changed, objectives)
