"""Running chosen worlds: numbers and chance given from outside instead of drawn by a study."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from modusvivendi.engine.driver import simulate
from modusvivendi.engine.layout import THEORY_PARAMETERS, row
from modusvivendi.engine.setting import Moves
from modusvivendi.study import Study
from modusvivendi.study.inputs import empty_matrix, fill_case

BLOCK = 1024  # worlds per piece of work


def world_matrix(study: Study, numbers: Mapping[str, np.ndarray]) -> np.ndarray:
    """The engine's parameter matrix (rows, n) of n worlds.

    ``numbers``: name → (n,) for every parameter of a theory and every number of the case. To the engine a theory is
    its parameters, so worlds of several theories can stand side by side.
    """
    matrix = empty_matrix(len(next(iter(numbers.values()))))
    fill_case(study.case, dict(numbers), matrix)
    for name in THEORY_PARAMETERS:
        matrix[row(name)] = numbers[name]
    return matrix


def run_worlds(
    study: Study, matrix: np.ndarray, keys: np.ndarray, strategies: Sequence[int] | None = None, threads: int | None = None
) -> np.ndarray:
    """Outcomes (strategies, outcomes, n) float32 of the worlds ``matrix`` (rows, n) under the chance ``keys`` (2, n).

    ``strategies``: the places in the study of those to run, in this order; None for all.
    """
    batch = study.batch if strategies is None else Moves(*(field[list(strategies)] for field in study.batch))
    count, tracks, n = len(batch.tracks), batch.track_bloc.shape[1], matrix.shape[1]
    found = np.empty((count, len(study.outcome_names), n), np.float32)

    def run(first: int) -> None:
        part = slice(first, min(first + BLOCK, n))
        outcomes = np.empty((count, len(study.outcome_names), part.stop - first), np.float32)
        paths = np.empty((count, study.months, 0, 0), np.float32)
        results = np.zeros((count, tracks, part.stop - first), np.float32)
        simulate(
            np.ascontiguousarray(matrix[:, part]), np.ascontiguousarray(keys[:, part]), study.setting, batch, study.nobody,
            outcomes, paths, results,
        )  # fmt: skip
        found[:, :, part] = outcomes

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        list(pool.map(run, range(0, n, BLOCK)))
    return found
