"""What drives an outcome under one strategy: which theory holds, which numbers matter, what is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.decide.first_order import Screen, first_order_report, screen
from modusvivendi.decide.inputs import Floats
from modusvivendi.decide.sensitivity import SensitivityReport, feature_scores
from modusvivendi.decide.worlds import SCREENED, Worlds
from modusvivendi.study.titles import THEORY

TREES, FORESTS, ROWS = 30, 5, 6_000  # of the feature scores; judgement: scores settle to about 0.02


@dataclass(frozen=True, eq=False)
class Drivers:
    """``first``: first-order index of which theory holds and of the screened numbers, with intervals and
    convergence. ``scores``: feature scores of the same, from trees, which also see interplay; None where no
    number stood out. ``screen``: all numbers, one by one. ``left``: share of the spread that is chance and
    interplay."""

    strategy: str
    first: SensitivityReport
    scores: SensitivityReport | None
    screen: Screen

    @property
    def left(self) -> float:
        """1 less the sum of the indices."""
        return float(1 - self.first.table.estimate.sum())

    def to_frame(self, titles: dict[str, str]) -> pd.DataFrame:
        """One row per factor: human name, index with interval, feature score."""
        table = self.first.to_frame().drop(columns="index")
        if self.scores is not None:
            own = self.scores.table.set_index("factor").estimate
            switches = [f for f in own.index if f.startswith(THEORY)]
            own["theory"] = own[switches].sum()  # scores are shares, so those of the theories add up
            table["score"] = [float(own[f]) for f in table.factor]
        table.insert(1, "title", [titles.get(f, f) for f in table.factor])
        return table

    def in_words(self, titles: dict[str, str]) -> tuple[str, ...]:
        """What matters, largest first, and what is left to chance."""
        table = self.to_frame({**titles, "theory": "which theory holds"})
        clear = table[table.clear].sort_values("estimate", ascending=False, kind="stable")
        parts = [f"{r.title} {100 * r.estimate:.0f}%" for r in clear.head(6).itertuples()]
        said = f"Of the spread of the outcome under `{self.strategy}`: {'; '.join(parts)}." if parts else "No number stands out."
        rest = f"Chance and interplay of numbers make up about {100 * self.left:.0f}%."
        settled = self.first.settled
        how = "" if np.isnan(settled) else f" From half of the draws to all no share moved by more than {100 * settled:.1f} points."
        return (said, rest + how)


def drivers(value: Floats, strategy: str, worlds: Worlds, weights: Floats, level: float, seed: int) -> Drivers:
    """Sensitivity of ``value`` (theories, futures of the study, NaN for futures left out) under ``strategy``.

    All numbers are screened one by one; the dozen that stand out get intervals at ``level`` and feature scores.
    InputError if the value is constant.
    """
    futures = np.flatnonzero(np.isfinite(value).all(axis=0))[:SCREENED]
    y, places = value[:, futures], worlds.places(futures)
    found = screen(places, y, weights, seed)
    first = first_order_report({n: places[n] for n in found.kept}, y, weights, found.noise, level, seed)
    scores = None
    if found.kept:
        table = worlds.table((*worlds.switches, *found.kept))
        scores = feature_scores(table, worlds.values(value), TREES, FORESTS, seed, ROWS)
    return Drivers(strategy, first, scores, found)
