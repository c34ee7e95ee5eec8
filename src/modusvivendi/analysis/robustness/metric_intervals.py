"""Monte Carlo intervals of robustness metrics, by a bootstrap of short runs of futures, which are evenly drawn each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis.inputs import complete, names, theory_weights
from modusvivendi.analysis.robustness.metrics import RobustnessReport, prepare, states
from modusvivendi.analysis.robustness.monte_carlo import half_width
from modusvivendi.study.sampling_error import run_length

RESAMPLES = 60  # judgement, range 40–200: an error from 60 is known to about a tenth
BY_ONE_STATE = ("maximin", "maximax", "hurwicz", "max_regret")


def metric_intervals(
    value: xr.DataArray, report: RobustnessReport, weights: Mapping[str, float] | None, level: float, seed: int
) -> pd.DataFrame:
    """One row per strategy and metric of ``report``: value, rank (1 best), low, high at ``level`` (0–1).

    Runs of futures (``sampling_error``) are drawn again with all theories and strategies together, and the metric's standard error over
    ``RESAMPLES`` draws gives value ± z · error. Metrics that rest on a single best or worst state have no such
    interval: more futures can only make that state more extreme. They get NaN.
    """
    whole, _ = complete(value)
    live = theory_weights(weights, names(whole, "theory"))
    values, each = states(whole, live)
    futures, theories = whole.sizes["future"], int((live > 0).sum())
    length = run_length(futures)
    runs = futures // length
    random, reach = np.random.default_rng(seed), half_width(level)
    resampled = {m.name: prepare(m, values) for m in report.metrics if m.name not in BY_ONE_STATE}
    drawn = {name: np.empty((RESAMPLES, len(values))) for name in resampled}
    for r in range(RESAMPLES):
        times = np.ones(futures)  # what is left over after the last whole run counts once
        times[: runs * length] = np.repeat(np.bincount(random.integers(runs, size=runs), minlength=runs), length)
        weights_now = each * np.tile(times, theories)
        for name, score in resampled.items():
            drawn[name][r] = score(weights_now)
    table = report.to_frame()
    error = [
        drawn[m][:, i].std(ddof=1) if m in drawn else np.nan for m in dict.fromkeys(table.metric) for i in range(len(values))
    ]
    half = reach * np.array(error)
    return table.assign(low=table.value - half, high=table.value + half)
