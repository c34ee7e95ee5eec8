"""Peak memory of a study of so many simulated futures, as ``modus run --futures`` runs it: written as it comes, then summed up."""

from __future__ import annotations

import math

from modusvivendi.benchmark.process import MODUS, Process, run_python
from modusvivendi.strategy import shipped_strategies
from modusvivendi.theory import shipped_theories


def draws_for(futures: int) -> int:
    """Draws that make at least so many simulated futures under all shipped theories and strategies."""
    return math.ceil(futures / (len(shipped_theories()) * len(shipped_strategies())))


def run_futures(futures: int) -> Process:
    """``modus run afghanistan`` with at least so many simulated futures."""
    return run_python(MODUS, "run", "afghanistan", "--as-of", "2024-05-29", "--futures", str(draws_for(futures)))
