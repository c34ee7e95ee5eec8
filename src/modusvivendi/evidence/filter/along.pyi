"""What goes in and out of the compiled month along history."""

import numpy as np

from modusvivendi.engine.setting import Moves, Setting
from modusvivendi.evidence.filter.history import History, Seen, Span

COVARIATES: int

def run_along(
    matrix: np.ndarray,
    now: np.ndarray,
    coding: np.ndarray,
    setting: Setting,
    nobody: Moves,
    seen: Seen,
    span: Span,
    history: History,
) -> None:
    """Run n draws along history, block by block, and fill ``history``.

    matrix: (PARAMETER_ROWS, n) float32, contiguous. now: (issues, n) float32, policy at the case's date. coding: number of
    the coding per block of LANES draws, (ceil(n / LANES),) int64. seen: what is on record. span: months that matter.
    """
