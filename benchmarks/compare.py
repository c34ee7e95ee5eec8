"""How long a comparison of the Afghan study takes, stage by stage: wall clock and processor seconds of all threads.

Run: ``python benchmarks/compare.py [draws ...]``; 2,048 draws are 129,024 simulated futures (9 theories × 7 strategies).
Everything is included that ``modus compare afghanistan`` does: imports, simulation, robustness,
beliefs, rules, Sobol indices, feature scores, the red team, both values, and the page. The engine is compiled before.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def timed(stage: str, function: Callable[[], Any]) -> Any:
    """Run and print wall clock and processor time."""
    wall, processor = time.perf_counter(), time.process_time()
    found = function()
    print(f"  {stage:<12} {time.perf_counter() - wall:>7.2f} {time.process_time() - processor:>10.2f}", flush=True)
    return found


def imports() -> None:
    """Load what the command loads."""
    import sklearn.ensemble  # noqa: F401
    from SALib.analyze import sobol  # noqa: F401

    import modusvivendi.analysis.compare
    import modusvivendi.findings.compare
    import modusvivendi.render.html.report  # noqa: F401


def write_page(comparison: Any, folder: Path) -> Path:
    """The page, as the command writes it."""
    from modusvivendi.findings.compare import compare_report
    from modusvivendi.render.html import report

    return report.write_page(folder / "compare.html", compare_report(comparison, origin="uniform"))


def main(sizes: list[int]) -> None:
    """Print one block per number of draws."""
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, load before {load:.1f}\n  stage         wall s  processor s")
    timed("imports", imports)
    from modusvivendi.analysis.compare import compare_strategies
    from modusvivendi.case import load_case
    from modusvivendi.strategy import load_strategies
    from modusvivendi.study import Study, run_study
    from modusvivendi.theory import load_theories

    warm = Study(case=load_case("afghanistan"), theories=tuple(load_theories()), strategies=tuple(load_strategies()), futures=32)
    timed("engine", lambda: run_study(warm))
    for draws in sizes:
        study = warm.model_copy(update={"futures": draws})
        runs = draws * len(study.theories) * len(study.strategies)
        print(f"{draws:,} draws, {runs:,} simulated futures")
        wall, processor = time.perf_counter(), time.process_time()
        result = timed("simulating", lambda study=study: run_study(study))
        comparison = timed("comparing", lambda result=result: compare_strategies(result))
        with tempfile.TemporaryDirectory() as folder:
            timed("page", lambda comparison=comparison, folder=folder: write_page(comparison, Path(folder)))
        print(f"  {'all three':<12} {time.perf_counter() - wall:>7.2f} {time.process_time() - processor:>10.2f}")


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [2048])
