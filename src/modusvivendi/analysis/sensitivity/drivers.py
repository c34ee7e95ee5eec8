"""What drives a value under one strategy: which theory holds, which numbers, and how much is chance.

The numbers that stand out in a screen of all of them become factors of their own. Everything else is grouped, so
that nothing is left out: all other numbers of the theories, all other numbers of the case, and chance (the key of a
future's random draws). Sobol indices of these groups come from new runs on a design made for them; what first-order
indices leave is interplay. Where the study draws a theory's numbers from what the record has weighed, they depend on
each other and on the theory, and form one group with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.analysis.discovery.screening import Screen, screen
from modusvivendi.analysis.inputs import Floats
from modusvivendi.analysis.sensitivity.indices import SensitivityReport, feature_scores, sobol_indices
from modusvivendi.analysis.sensitivity.sobol_design import Group, Judge, sobol_blocks
from modusvivendi.analysis.worlds import WHICH, Worlds
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.study.inputs import THEORY_QUANTILES

POINTS = 4096  # points of the design; judgement, range 1,024–16,384: intervals of large indices reach about ±0.03
RESAMPLES = 100  # of the intervals; judgement, range 50–500
TREES, FORESTS, ROWS = 30, 5, 6_000  # of the feature scores; judgement: scores settle to about 0.02
CHANCE, WITH_NUMBERS = "pure chance", f"{WHICH}, with its numbers"
REST_OF_THEORY, REST_OF_CASE = "all other numbers of the theories", "all other numbers of the case"


@dataclass(frozen=True, eq=False)
class Drivers:
    """``sobol``: indices of every group, with intervals and convergence. ``scores``: feature scores of the numbers
    that stand out and of which theory holds; None where none does. ``screen``: all numbers, one by one."""

    strategy: str
    sobol: SensitivityReport
    scores: SensitivityReport | None
    screen: Screen

    @property
    def interplay(self) -> tuple[float, float]:
        """What first-order indices leave of the variance, and half of its interval (as if they were independent)."""
        first = self.sobol.table[self.sobol.table["index"] == "first"]
        return float(1 - first.estimate.sum()), float(np.sqrt(((first.high - first.low) ** 2).sum()) / 2)

    def to_frame(self, titles: Mapping[str, str]) -> pd.DataFrame:
        """One row per group: human name, first-order and total index with intervals, feature score."""
        parts = []
        for index in ("first", "total"):
            own = self.sobol.table[self.sobol.table["index"] == index].set_index("factor")[["estimate", "low", "high"]]
            parts.append(own.set_axis([index, f"{index}_low", f"{index}_high"], axis=1))
        table = pd.concat(parts, axis=1)
        table.insert(0, "title", [titles.get(f, f) for f in table.index])
        if self.scores is not None:
            scores = self.scores.table.set_index("factor").estimate
            table["score"] = scores.reindex(table.index)
        return table.sort_values("total", ascending=False, kind="stable").reset_index()


def drivers(
    judge: Judge,
    mine: Floats,
    strategy: str,
    worlds: Worlds,
    weights: Floats,
    level: float,
    seed: int,
    threads: int | None = None,
) -> Drivers:
    """Sensitivity of the value under ``strategy`` over theories weighted by ``weights`` (theories,).

    ``mine`` (theories, draws of ``worlds``): its value in the runs that are there, for the screen and the forests.
    ``judge`` turns outcomes of new runs into values. InputError if the value never varies.
    """
    found = screen(worlds.numbers, mine, weights, seed)
    own = [s.name for s in worlds.study.strategies].index(strategy)
    groups = groups_of(worlds, found.kept, weights)
    blocks = sobol_blocks(worlds.study, weights, groups, judge, own, POINTS, threads)
    scores = None
    if found.kept:
        scores = feature_scores(worlds.table(found.kept, worlds.ranked(mine)), worlds.values(mine), TREES, FORESTS, seed, ROWS)
    return Drivers(strategy, sobol_indices(blocks, tuple(groups), level, seed, RESAMPLES), scores, found)


def groups_of(worlds: Worlds, kept: Sequence[str], weights: Floats) -> dict[str, Group]:
    """What is told apart: which theory holds, the numbers ``kept``, all other numbers, and chance."""
    study = worlds.study
    weighed = study.posterior is not None and any(
        t.name in study.posterior.draws for t, w in zip(study.theories, weights, strict=True) if w > 0
    )
    single = [name for name in kept if not (weighed and name in THEORY_PARAMETERS)]
    rest = [name for name in worlds.numbers if name not in single]
    of_theory = THEORY_QUANTILES if weighed else tuple(n for n in rest if n in THEORY_PARAMETERS)
    several = bool((weights > 0).sum() > 1)
    groups = {
        WHICH: Group(theory=several and not weighed),
        WITH_NUMBERS: Group(of_theory, theory=True) if several and weighed else Group(),
        **{name: Group((name,)) for name in single},
        REST_OF_THEORY: Group() if several and weighed else Group(of_theory),
        REST_OF_CASE: Group(tuple(n for n in rest if n not in THEORY_PARAMETERS)),
        CHANCE: Group(chance=True),
    }
    return {name: group for name, group in groups.items() if group != Group()}
