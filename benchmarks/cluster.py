"""Two local Dask workers against two threads: the same study, the same bits, futures per second of each.

Both are warm (compiled, and one study run) before the clock starts; the best of several turns counts, in turn. Usage:
python benchmarks/cluster.py [--futures 8192] [--turns 3]
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from modusvivendi.study import Result, run_study
from modusvivendi.study.make import make_study


def main() -> None:
    """Measure and print."""
    from dask.distributed import LocalCluster

    parser = argparse.ArgumentParser()
    parser.add_argument("--futures", type=int, default=8192)
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    study = make_study("afghanistan", futures=asked.futures)
    whole = asked.futures * len(study.theories) * len(study.strategies)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as workers:
        ways = {"two threads": None, "two workers": workers.scheduler_address}
        best = dict.fromkeys(ways, float("inf"))
        found: dict[str, Result] = {}
        for turn in range(asked.turns + 1):
            for name, address in ways.items():
                begun = time.perf_counter()
                found[name] = run_study(study, threads=2, scheduler=address)
                taken = time.perf_counter() - begun
                if turn:  # the first turn compiles
                    best[name] = min(best[name], taken)
    assert np.array_equal(*(np.asarray(result.outcomes) for result in found.values())), "not the same bits"
    for name, taken in best.items():
        print(f"{name}: {whole / taken:,.0f} futures a second, {taken:.2f} s")
    print(f"efficiency of workers: {best['two threads'] / best['two workers']:.2f}; the same bits")


if __name__ == "__main__":
    main()
