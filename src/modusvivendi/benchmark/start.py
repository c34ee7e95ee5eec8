"""How long it takes from starting Python to a first result."""

from __future__ import annotations

import tempfile
from pathlib import Path

from modusvivendi.benchmark.process import MODUS, Process, run_python

# All theories and strategies on 64 draws: enough for a table, too few for the engine's speed to matter.
FIRST_RESULT = """
from modusvivendi.case import load_case
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Study, run_study, summarise
from modusvivendi.theory import load_theories
study = Study(case=load_case("afghanistan", as_of="2024-05-29"), theories=load_theories(), strategies=load_strategies(), futures=64)
print(summarise(run_study(study)).table.iloc[0])
"""


def cold_start() -> Process:
    """To a first result with nothing compiled yet."""
    with tempfile.TemporaryDirectory() as cache:
        return run_python(FIRST_RESULT, cache=Path(cache))


def warm_start(times: int = 3) -> Process:
    """To a first result with the engine compiled before; the fastest of some runs."""
    return min((run_python(FIRST_RESULT) for _ in range(times)), key=lambda p: p.clock)


def whole_command() -> Process:
    """``modus run afghanistan`` as it comes: 1,024 draws, tables, page."""
    return run_python(MODUS, "run", "afghanistan", "--as-of", "2024-05-29")
