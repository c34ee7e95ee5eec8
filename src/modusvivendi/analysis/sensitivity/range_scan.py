"""One-at-a-time range scan: which assumptions matter most for what a study says."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.layout import THEORY_PARAMETERS, row
from modusvivendi.study import inputs
from modusvivendi.study.simulate import simulate
from modusvivendi.study.study import Study
from modusvivendi.study.summary import direction_of
from modusvivendi.theory import Theory

LOW, HIGH = 0.05, 0.95


def scan(study: Study, outcomes: tuple[str, ...], weights: dict[str, float]) -> dict[str, pd.DataFrame]:
    """Move each number from its 5 to its 95 per cent point, all others at the middle, along the expected course.

    The ends are those of the priors, also where the study uses draws that the record has weighed: joint draws
    cannot be moved one number at a time. Along the expected course nothing is left to chance (a step is worth its
    rate times its size), so that one run per end shows a number's effect. Returns, per outcome, one row per number, largest effect first:
    ``swing``, how far it moves the outcome of the strategy that is best in the mixture; ``lead_low``,
    ``lead_high``, the best strategy's lead over the next; ``best_low``, ``best_high``, which strategy is best at
    either end; ``base``, which is best at the middle.
    """
    names = [*THEORY_PARAMETERS, *(f.name for f in study.factors)]
    levels = np.full((2 * len(names) + 1, len(names)), 0.5)
    for n in range(len(names)):
        levels[1 + 2 * n, n], levels[2 + 2 * n, n] = LOW, HIGH
    means = np.zeros((len(outcomes), len(study.strategies), len(levels)))
    held = [theory for theory in study.theories if weights[theory.name] > 0]
    quantiles = dict(zip(names, levels.T, strict=True))
    matrix = inputs.case_matrix(study.case, study.case_values(quantiles))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        courses = pool.map(lambda theory: _course(study, theory, quantiles, matrix, outcomes), held)
        for theory, course in zip(held, courses, strict=True):
            means += weights[theory.name] * course
    return {o: _effects(study, o, names, means[n]) for n, o in enumerate(outcomes)}


def _effects(study: Study, outcome: str, names: list[str], means: np.ndarray) -> pd.DataFrame:
    signed = direction_of(outcome) * means
    chosen = int(np.argmax(signed[:, 0]))
    order = np.sort(signed, axis=0)
    lead = order[-1] - order[-2] if len(signed) > 1 else order[-1]
    strategy = np.array([s.name for s in study.strategies])[signed.argmax(axis=0)]
    low, high = slice(1, None, 2), slice(2, None, 2)
    table = pd.DataFrame(
        {
            "number": names,
            "swing": means[chosen, high] - means[chosen, low],
            "lead_low": lead[low],
            "lead_high": lead[high],
            "best_low": strategy[low],
            "best_high": strategy[high],
        }
    )
    table["base"] = strategy[0]
    return table.reindex(table.swing.abs().sort_values(ascending=False, kind="stable").index).reset_index(drop=True)


def _course(
    study: Study, theory: Theory, quantiles: inputs.Named, case_part: np.ndarray, outcomes: tuple[str, ...]
) -> np.ndarray:
    """The outcomes on the expected course at each level, (outcomes, strategies, levels)."""
    matrix = case_part.copy()
    inputs.put_theory(inputs.theory_values(theory, quantiles), matrix)
    matrix[row("chance")] = 0
    keys = future_keys(study.seed, np.zeros(matrix.shape[1], np.int64))
    found = simulate(matrix, keys, study.setting, study.batch, study.nobody).outcomes
    chosen = [study.outcome_names.index(o) for o in outcomes]
    return found[:, chosen, :].transpose(1, 0, 2).astype(np.float64)
