"""Running chosen futures again under other chance, so that a world is not blamed for one roll of the dice."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import xarray as xr

from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.driver import simulate
from modusvivendi.study import Study


def rerun(study: Study, futures: np.ndarray, rolls: int, threads: int | None = None) -> xr.DataArray:
    """Outcomes of ``futures`` with the same numbers and ``rolls`` other courses of chance.

    Dims (theory, strategy, outcome, future, roll), float32. The chance of roll r of the i-th future is that of
    a future beyond the study's own, the same under every theory and strategy.
    """
    cells = len(futures) * rolls
    keys = future_keys(study.seed, study.futures + np.arange(cells))
    blocks: list[list[np.ndarray]] = [[] for _ in study.theories]
    for future in futures:  # future by future, so that a future's case is worked out once for all theories
        for t, theory in enumerate(study.theories):
            blocks[t].append(np.repeat(study.parameters(theory, int(future), 1), rolls, axis=1))

    def run(t: int) -> np.ndarray:
        strategies, tracks = len(study.strategies), study.batch.track_bloc.shape[1]
        outcomes = np.empty((strategies, len(study.outcome_names), cells), np.float32)
        paths = np.empty((strategies, study.months, 0, 0), np.float32)
        results = np.zeros((strategies, tracks, cells), np.float32)
        simulate(np.concatenate(blocks[t], axis=1), keys, study.setting, study.batch, study.nobody, outcomes, paths, results)
        return outcomes.reshape(*outcomes.shape[:2], len(futures), rolls)

    with ThreadPoolExecutor(threads or os.cpu_count()) as pool:
        found = np.stack(list(pool.map(run, range(len(study.theories)))))
    coordinates = {
        "theory": [t.name for t in study.theories], "strategy": [s.name for s in study.strategies],
        "outcome": list(study.outcome_names), "future": np.asarray(futures), "roll": np.arange(rolls),
    }  # fmt: skip
    return xr.DataArray(found, dims=tuple(coordinates), coords=coordinates)
