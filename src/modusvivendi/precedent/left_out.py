"""How well the pooled logit tells the asks of an authority that it has never seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.precedent.demand import Demand
from modusvivendi.precedent.pooled import COVARIATES, LEVEL, REFITS, SEED, fit, logits, usable

MODELS: dict[str, tuple[str, ...]] = {
    "constant": (),
    "cost": ("cost",),
    "politicisation": ("politicisation",),
    "cost and politicisation": ("cost", "politicisation"),
    "both and form": ("cost", "politicisation", "form"),
    "all six": COVARIATES,
}


@dataclass(frozen=True)
class LeftOut:
    """Log scores (nats, sums over asks) of one model on cases that it was not fitted on.

    scores: by case. total: over all. gain: against the constant, with its interval at LEVEL from drawing files anew.
    """

    model: str
    scores: dict[str, float]
    total: float
    gain: float
    gain_low: float
    gain_high: float
    n: int


def leave_one_case_out(demands: Sequence[Demand]) -> tuple[LeftOut, ...]:
    """Scores of every model in MODELS: each case is predicted from the others, with no effect of its own.

    All models are scored on the same asks: decided, with every covariate known.
    """
    rows = usable(demands, COVARIATES)
    base = scores_left_out(rows, ())
    return tuple(_compare(name, scores_left_out(rows, covariates), base) for name, covariates in MODELS.items())


def scores_left_out(rows: Sequence[Demand], covariates: Sequence[str]) -> pd.DataFrame:
    """Log score (nats) of each ask under the logit fitted on the other cases: columns case, cluster, score."""
    found = []
    for case in dict.fromkeys(d.case for d in rows):
        model = fit([d for d in rows if d.case != case], covariates, refits=1)
        for demand in (d for d in rows if d.case == case):
            eta = logits(model, demand)[0] if model else 0.0
            score = -float(np.logaddexp(0.0, -eta if demand.held_or_met else eta))
            found.append((case, demand.cluster, score))
    return pd.DataFrame(found, columns=["case", "cluster", "score"])


def _compare(name: str, scored: pd.DataFrame, base: pd.DataFrame) -> LeftOut:
    gains = (scored.score - base.score).groupby(scored.cluster).sum().to_numpy()
    drawn = np.random.default_rng(SEED).multinomial(len(gains), np.full(len(gains), 1 / len(gains)), REFITS * 10) @ gains
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, 1 - (1 - LEVEL) / 2])
    by_case = {str(case): float(score) for case, score in scored.groupby("case").score.sum().items()}
    total = float(scored.score.sum())
    return LeftOut(name, by_case, total, float(gains.sum()), float(low), float(high), len(scored))
