"""What goes in and out of the compiled month along history."""

import numpy as np

from modusvivendi.engine.setting import Moves, Setting
from modusvivendi.evidence.filter.history import Conduct, History, Postures, Tracks

COVARIATES: int

def run_along(
    matrix: np.ndarray,
    now: np.ndarray,
    coding: np.ndarray,
    setting: Setting,
    nobody: Moves,
    postures: Postures,
    conduct: Conduct,
    tracks: Tracks,
    centre_from: np.uint64,
    centre_to: np.uint64,
    known: int,
    history: History,
) -> None:
    """Run n draws along history, block by block, and fill ``history``.

    matrix: (PARAMETER_ROWS, n) float32, contiguous. now: (issues, n) float32, policy at the case's date. coding: number of
    the coding per block of LANES draws, (ceil(n / LANES),) int64. centre_from, centre_to: drives are centred over months
    centre_from to centre_to - 1. known: months until the slow trend has passed.
    """
