"""Running the engine: room for what it writes, and the one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from modusvivendi.engine import driver
from modusvivendi.engine.outcomes import CHANNELS, OUTCOME_NAMES
from modusvivendi.engine.setting import Moves, Setting

Program = Callable[..., Any]  # the signature of modusvivendi.engine.driver.simulate


@dataclass(frozen=True, eq=False)
class Simulated:
    """What futures led to, float32.

    outcomes (strategies, outcomes, futures). paths (strategies, months, channels, kept): the courses of the first
    futures. tracks (strategies, tracks, futures): 0 open, 1 met, 2 partly, 3 undone, 4 not met.
    """

    outcomes: np.ndarray
    paths: np.ndarray
    tracks: np.ndarray


def room_for(setting: Setting, batch: Moves, futures: int, kept: int = 0) -> Simulated:
    """Room for the results of a batch of strategies on so many futures, the first ``kept`` with their whole course.

    Until a number is written it is not a number: one that a program leaves out must not be what lay in memory before.
    """
    strategies, tracks = batch.track_bloc.shape
    outcomes = len(OUTCOME_NAMES) + int(setting.groups) + int(setting.issues)
    return Simulated(
        np.full((strategies, outcomes, futures), np.nan, np.float32),
        np.full((strategies, int(setting.months), len(CHANNELS), kept), np.nan, np.float32),
        np.zeros((strategies, tracks, futures), np.float32),
    )


def simulate(
    parameters: np.ndarray,
    keys: np.ndarray,
    setting: Setting,
    batch: Moves,
    nobody: Moves,
    *,
    kept: int = 0,
    program: Program = driver.simulate,
) -> Simulated:
    """Run every strategy of a batch on the same futures.

    parameters (PARAMETER_ROWS, n) float32 and keys (2, n) uint32, one column a future; setting: the case's tables; batch: the
    strategies; nobody: the strategy that no one follows; kept: futures whose whole course is kept; program: which program
    of the model runs (the engine; its reference in C for comparison). The same arguments give the same bits.
    """
    found = room_for(setting, batch, parameters.shape[1], kept)
    program(
        np.ascontiguousarray(parameters),
        np.ascontiguousarray(keys),
        setting,
        batch,
        nobody,
        found.outcomes,
        found.paths,
        found.tracks,
    )
    return found
