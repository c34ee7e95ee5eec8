"""Courses of futures, month by month, under several strategies: the arrays that questions are answered from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modusvivendi.engine.setting import Moves, Setting, stack
from modusvivendi.forecasting.monthly import run_monthly
from modusvivendi.study import Study
from modusvivendi.theory import Theory

F, B = np.float32, np.uint8
SMALL, MEDIUM, LARGE = 0.03, 0.08, 0.2  # sizes of steps in the engine, as shares of the full ask, before ``step_scale``


class Kept(NamedTuple):
    """Courses of n futures under K strategies over T months.

    policy (K, T, issues, n) in [0,1]: at the end of each month. toward, away (K, T, issues, n): size of the steps that the
    authority took by itself that month, before ``step_scale``, 0 for none. agreed (K, T, issues, n): how far agreements
    moved policy that month. accredited, recognised (K, T, countries, n) 0 or 1, countries in the engine's order. tracks
    (K, T, tracks, n): 0 open, 1 met, 2 partly, 3 temporary, 4 not met.
    """

    policy: np.ndarray
    toward: np.ndarray
    away: np.ndarray
    agreed: np.ndarray
    accredited: np.ndarray
    recognised: np.ndarray
    tracks: np.ndarray


def room_for(setting: Setting, batch: Moves, futures: int) -> Kept:
    """Room for the courses of a batch of strategies on so many futures."""
    strategies, tracks = batch.track_bloc.shape
    months = int(setting.months)
    issues = (strategies, months, int(setting.issues), futures)
    countries = (strategies, months, int(setting.countries), futures)
    return Kept(
        policy=np.zeros(issues, F),
        toward=np.zeros(issues, F),
        away=np.zeros(issues, F),
        agreed=np.zeros(issues, F),
        accredited=np.zeros(countries, B),
        recognised=np.zeros(countries, B),
        tracks=np.zeros((strategies, months, tracks, futures), B),
    )


def run_courses(study: Study, theory: Theory, strategies: list[Moves]) -> Kept:
    """Courses of one theory under each of these strategies, on the study's futures (common random numbers)."""
    batch = stack(strategies)
    kept = room_for(study.setting, batch, study.futures)
    run_monthly(
        np.ascontiguousarray(study.parameters(theory, 0, study.futures)),
        np.ascontiguousarray(study.keys(theory, 0, study.futures)),
        study.setting,
        batch,
        study.nobody,
        kept,
    )
    return kept
