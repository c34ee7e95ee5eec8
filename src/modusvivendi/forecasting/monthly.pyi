"""What goes in and out of futures kept month by month."""

import numpy as np

from modusvivendi.engine.setting import Moves, Setting
from modusvivendi.forecasting.courses import Kept

def run_monthly(parameters: np.ndarray, keys: np.ndarray, setting: Setting, batch: Moves, nobody: Moves, kept: Kept) -> None:
    """Run every strategy on the same n futures and fill ``kept`` in place.

    parameters: (PARAMETER_ROWS, n) float32, contiguous. keys: (2, n) uint32. batch: Moves with a leading axis of
    strategies. nobody: the Moves of a strategy that nobody follows.
    """
