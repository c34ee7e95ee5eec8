"""How long each loop over months takes to compile, one process after another, from an empty cache: ``python benchmarks/compile.py``.

Processor seconds of whole processes less those of the same processes once more, with everything compiled. In order: the engine,
futures kept month by month, members one by one, the month along history; each finds what those before it have left in the cache.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from modusvivendi.benchmark.process import run_python

SETUP = """
import numpy as np
from modusvivendi.case import load_case
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Study, run_study
from modusvivendi.theory import load_theories
case = load_case("afghanistan", as_of="2024-05-29")
study = Study(case=case, theories=load_theories()[:1], strategies=load_strategies(), futures=8)
"""
LOOPS = {
    "engine": "run_study(study, threads=1)",
    "futures month by month": """
from modusvivendi.engine.setting import Moves
from modusvivendi.forecasting.courses import run_courses
run_courses(study, study.theories[0], [Moves(*(table[0] for table in study.batch))])
""",
    "members one by one": """
from modusvivendi.agents import Members, simulate_members
simulate_members(study, Members(count=1_000, futures=4), threads=1)
""",
    "the month along history": """
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.likelihood.model import NAMES
model_for(case).history(study.theories[0], np.full((8, len(NAMES)), 0.5), 0)
""",
}

if __name__ == "__main__":
    total = 0.0
    with tempfile.TemporaryDirectory() as cache:
        for name, loop in LOOPS.items():
            first, again = (run_python(SETUP + loop, cache=Path(cache)).processor for _ in range(2))
            total += first - again
            print(f"{name}: {first - again:.1f} processor seconds", flush=True)
    print(f"all: {total:.1f} processor seconds")
