"""How long PRIM takes: ours at growing numbers of futures, and the workbench's if it is installed.

Run: ``python benchmarks/prim.py [futures ...]``; 12 factors, peeling, pasting and quasi-p-values. The
workbench is only run up to 100,000 futures, where it already takes seconds.
"""

from __future__ import annotations

import os
import sys
import time
import warnings

import numpy as np
import pandas as pd

from modusvivendi.analysis import find_box

FACTORS = 12
WORKBENCH_LIMIT = 100_000


def data(futures: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Uniform factors; cases of interest mostly in a box of two of them, with noise."""
    random = np.random.default_rng(1)
    x = random.random((futures, FACTORS))
    inside = (x[:, 0] < 0.4) & (x[:, 3] > 0.6)
    y = (inside & (random.random(futures) < 0.8)) | (random.random(futures) < 0.1)
    return pd.DataFrame(x, columns=[f"f{i}" for i in range(FACTORS)]), y.astype(int)


def workbench_seconds(frame: pd.DataFrame, y: np.ndarray) -> float | None:
    """Seconds of the workbench's ``find_box``, or None if it is not installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from ema_workbench.analysis.prim import Prim
        except ImportError:
            return None
        start = time.perf_counter()
        Prim(frame, y, threshold=0.1).find_box()
        return time.perf_counter() - start


def main(sizes: list[int]) -> None:
    """Print one line per size."""
    start = time.perf_counter()
    find_box(*data(1000))
    first = time.perf_counter() - start
    print(f"threads {os.cpu_count()}; first call, compiled or from cache: {first:.2f} s")
    print("futures  boxes  ours (s)  workbench (s)")
    for futures in sizes:
        frame, y = data(futures)
        start = time.perf_counter()
        report = find_box(frame, y)
        ours = time.perf_counter() - start
        theirs = workbench_seconds(frame, y) if futures <= WORKBENCH_LIMIT else None
        shown = "-" if theirs is None else f"{theirs:.2f}"
        print(f"{futures:>7}  {len(report.boxes):>5}  {ours:>8.2f}  {shown:>13}")


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
