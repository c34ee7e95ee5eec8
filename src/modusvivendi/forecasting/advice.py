"""Which strategies are best on what is aimed at, with weights of theories: the same rule before and after something is learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from modusvivendi.analysis.question import usual_aims
from modusvivendi.case import Case
from modusvivendi.forecasting.answer import Asking
from modusvivendi.study import Result, run_study
from modusvivendi.study.scales import Scales
from modusvivendi.study.summary import direction_of

FUTURES = 256  # per theory and strategy: the same draws before and after


@dataclass(frozen=True)
class Advice:
    """best: outcome → the strategies that are tied for best on it, in the order of the study."""

    best: dict[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Means (outcomes, theories, strategies), higher is better, by names; least: difference that matters to a reader, by outcome."""

    aims: tuple[str, ...]
    strategies: tuple[str, ...]
    means: np.ndarray
    least: tuple[float, ...]


def outcomes_by_theory(case: Case, asking: Asking, aims: Sequence[str] | None = None) -> Outcomes:
    """What every strategy leads to under every theory, over the horizon of the case."""
    study = replace(asking, futures=FUTURES).study(case, max(12, case.horizon_months))
    return outcomes_of(run_study(study, sample=0), aims)


def outcomes_of(result: Result, aims: Sequence[str] | None = None) -> Outcomes:
    """The same of a study that was run already."""
    case, scales = result.study.case, Scales(result.study)
    aims = tuple(usual_aims(case) if aims is None else aims)
    least = tuple(scale.least if (scale := scales.of(aim)) else 0.0 for aim in aims)
    means = np.array([direction_of(aim) * result.outcome(aim).astype(float).mean(2) for aim in aims])
    return Outcomes(aims, tuple(s.name for s in result.study.strategies), means, least)


def advise(outcomes: Outcomes, weights: np.ndarray) -> Advice:
    """The strategies that come within what a reader would notice of the best, by outcome; weights (theories,)."""
    found = {}
    for aim, means, least in zip(outcomes.aims, outcomes.means, outcomes.least, strict=True):
        mixture = weights @ means
        close = mixture >= mixture.max() - least
        found[aim] = tuple(name for name, tied in zip(outcomes.strategies, close, strict=True) if tied)
    return Advice(found)
