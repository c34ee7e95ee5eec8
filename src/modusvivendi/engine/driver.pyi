"""What goes in and out of the compiled driver."""

import numpy as np

from modusvivendi.engine.setting import Moves, Setting

def simulate(
    parameters: np.ndarray,
    keys: np.ndarray,
    setting: Setting,
    batch: Moves,
    nobody: Moves,
    outcomes: np.ndarray,
    paths: np.ndarray,
    tracks: np.ndarray,
) -> None:
    """Run every strategy on the same n futures, and fill ``outcomes``, ``paths`` and ``tracks`` in place.

    parameters: (PARAMETER_ROWS, n) float32, rows as in ``P``. keys: (2, n) uint32, from ``future_keys``. batch: Moves with
    a leading axis of strategies (``stack``). nobody: the Moves of a strategy that nobody follows.
    outcomes: (strategies, outcomes, n) float32. paths: (strategies, months, channels, m) float32, the course of the first
    m <= n futures. tracks: (strategies, TRACKS or fewer, n) float32: 0 open, 1 met, 2 partly, 3 temporary, 4 not met.
    """

def aligned(size: int) -> np.ndarray:
    """Room for ``size`` float32 numbers, not yet set, from the start of a cache line on: (size,)."""
