"""One-at-a-time range scan: which assumptions matter most for what a study says."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.layout import THEORY_PARAMETERS, row
from modusvivendi.engine.setting import Moves
from modusvivendi.study import inputs
from modusvivendi.study.simulate import simulate
from modusvivendi.study.study import Study
from modusvivendi.study.summary import direction_of
from modusvivendi.theory import Theory

LOW, HIGH = 0.05, 0.95
LED = 12  # numbers of which is worked out who leads at either end: those that are shown


def scan(study: Study, outcomes: tuple[str, ...], weights: Mapping[str, float], led: int = LED) -> dict[str, pd.DataFrame]:
    """Move each number from its 5 to its 95 per cent point, all others at the middle, along the expected course.

    The ends are those of the priors, also where the study uses draws that the record has weighed: joint draws
    cannot be moved one number at a time. Along the expected course nothing is left to chance (a step is worth its
    rate times its size), so that one run per end shows a number's effect. Returns, per outcome, one row per number, largest effect first:
    ``swing``, how far it moves the outcome of the strategy that is best in the mixture; and, of the first ``led`` numbers (missing in
    other rows, for which only that strategy is run), ``lead_low``, ``lead_high``, the best strategy's lead over the next;
    ``best_low``, ``best_high``, which strategy is best at either end; ``base``, which is best at the middle.
    """
    names = [*THEORY_PARAMETERS, *(f.name for f in study.factors)]
    direction = np.array([direction_of(o) for o in outcomes])
    middle = _means(study, outcomes, weights, names, (), range(len(study.strategies)))
    best = (direction[:, None] * middle[:, :, 0]).argmax(axis=1)
    alone = sorted({int(b) for b in best})
    ends = _means(study, outcomes, weights, names, names, alone)
    tables = {}
    for n, outcome in enumerate(outcomes):
        own = ends[n, alone.index(int(best[n]))]
        table = pd.DataFrame({"number": names, "swing": own[2::2] - own[1::2]})
        tables[outcome] = table.sort_values("swing", key=np.abs, ascending=False, kind="stable").reset_index(drop=True)
    shown = list(dict.fromkeys(name for table in tables.values() for name in table.number[:led]))
    signed = direction[:, None, None] * _means(study, outcomes, weights, names, shown, range(len(study.strategies)))
    return {o: _with_leads(study, table, signed[n], shown, led) for n, (o, table) in enumerate(tables.items())}


def _with_leads(study: Study, table: pd.DataFrame, signed: np.ndarray, shown: list[str], led: int) -> pd.DataFrame:
    """The table with who leads, and by how much, at the ends of its first numbers; signed (strategies, levels) is to be raised."""
    order = np.sort(signed, axis=0)
    lead = order[-1] - order[-2] if len(signed) > 1 else order[-1]
    strategy = np.array([s.name for s in study.strategies])[signed.argmax(axis=0)]
    low = [1 + 2 * shown.index(name) for name in table.number[:led]]
    high = [place + 1 for place in low]
    at_ends = pd.DataFrame(
        {"lead_low": lead[low], "lead_high": lead[high], "best_low": strategy[low], "best_high": strategy[high]}
    )
    return table.join(at_ends).assign(base=strategy[0])


def _means(
    study: Study,
    outcomes: tuple[str, ...],
    weights: Mapping[str, float],
    names: Sequence[str],
    moved: Sequence[str],
    strategies: Sequence[int],
) -> np.ndarray:
    """Means of outcomes over theories, (outcomes, strategies, levels): all numbers at the middle, then each moved one low and high."""
    quantiles = {name: np.full(1 + 2 * len(moved), 0.5) for name in names}
    for n, name in enumerate(moved):
        quantiles[name][1 + 2 * n : 3 + 2 * n] = LOW, HIGH
    matrix = inputs.case_matrix(study.case, study.case_values(quantiles))
    chosen = [study.outcome_names.index(o) for o in outcomes]
    batch = Moves(*(np.ascontiguousarray(part[list(strategies)]) for part in study.batch))
    means = np.zeros((len(outcomes), len(strategies), matrix.shape[1]))
    held = [theory for theory in study.theories if weights[theory.name] > 0]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        courses = pool.map(lambda theory: _course(study, theory, quantiles, matrix, batch), held)
        for theory, course in zip(held, courses, strict=True):
            means += weights[theory.name] * course[:, chosen].transpose(1, 0, 2)
    return means


def _course(study: Study, theory: Theory, quantiles: inputs.Named, case_part: np.ndarray, batch: Moves) -> np.ndarray:
    """The outcomes on the expected course at each level, (strategies, outcomes, levels) float64."""
    matrix = case_part.copy()
    inputs.put_theory(inputs.theory_values(theory, quantiles), matrix)
    matrix[row("chance")] = 0
    keys = future_keys(study.seed, np.zeros(matrix.shape[1], np.int64))
    return simulate(matrix, keys, study.setting, batch, study.nobody).outcomes.astype(np.float64)
