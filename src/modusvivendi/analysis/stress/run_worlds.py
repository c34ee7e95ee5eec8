"""Running chosen worlds: numbers and chance given from outside instead of drawn by a study."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from modusvivendi.engine.setting import Moves
from modusvivendi.study import Study
from modusvivendi.study.simulate import simulate

BLOCK = 1024  # worlds per piece of work


def run_worlds(
    study: Study, matrix: np.ndarray, keys: np.ndarray, strategies: Sequence[int] | None = None, threads: int | None = None
) -> np.ndarray:
    """Outcomes (strategies, outcomes, n) float32 of the worlds ``matrix`` (rows, n) under the chance ``keys`` (2, n).

    ``strategies``: the places in the study of those to run, in this order; None for all.
    """
    batch = study.batch if strategies is None else Moves(*(field[list(strategies)] for field in study.batch))
    n = matrix.shape[1]
    found = np.empty((len(batch.tracks), len(study.outcome_names), n), np.float32)

    def run(first: int) -> None:
        part = slice(first, min(first + BLOCK, n))
        found[:, :, part] = simulate(matrix[:, part], keys[:, part], study.setting, batch, study.nobody).outcomes

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        list(pool.map(run, range(0, n, BLOCK)))
    return found
