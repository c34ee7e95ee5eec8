"""Every loop that is compiled and kept, compiled beforehand for a wheel: ``python release/kernels.py FOLDER [LEVEL ...]``.

Each loop is run once, at its smallest, on the level's own code, so a machine makes the levels that it has itself. What reaches
the folder is Numba's own files with their manifest (``engine/shipped.py``), less the listing of each function with its types,
which nothing reads.
"""

from __future__ import annotations

import pickle
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from numba.core.serialize import dumps

from modusvivendi.benchmark.process import Process, run_python
from modusvivendi.engine.shipped import LEVELS, Level, engine_digest, level_of, own_features, write_manifest

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
    "the record along history": """
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.likelihood.model import NAMES
model, middle = model_for(case), np.full((8, len(NAMES)), 0.5)
model.log_likelihood(study.theories[0], middle, np.zeros(8, int), np.zeros(8, int))
""",
    "asks of several authorities": """
from modusvivendi.evidence.pooled.asks import read_pool
from modusvivendi.evidence.pooled.hierarchy import Hierarchy, asks_of
from modusvivendi.evidence.pooled.sampling import chances, log_likelihood
pool = read_pool([case, load_case("tiraspol")], study.theories)
hierarchy, asks = Hierarchy.of(study.theories[0], pool.cases), asks_of(pool, study.theories[0].name, 0)
at = np.zeros((2, hierarchy.size))
log_likelihood(hierarchy, asks, hierarchy.by_authority(at))
chances(hierarchy, asks, at)
""",
    "deals of a plan": """
from modusvivendi.engine.equations.deal import Offer
from modusvivendi.planning.judging.bargain import Bargain
Bargain(case, study.parameters(study.theories[0], 0, 8)).deal([0], [0.3], 0, Offer(0.1, 0.0, 0.2, 0.0, 0.0))
""",
    "boxes of failures": """
import pandas as pd
from modusvivendi.analysis import find_box
x = np.random.default_rng(1).random((400, 2))
find_box(pd.DataFrame(x, columns=["a", "b"]), (x[:, 0] < 0.3).astype(int))
""",
}


def target(level: Level) -> dict[str, str]:
    """What tells Numba to compile for a level, and for no library that other machines may lack."""
    return {"NUMBA_CPU_NAME": level.name, "NUMBA_CPU_FEATURES": level.features, "NUMBA_DISABLE_INTEL_SVML": "1"}


def own_levels() -> list[Level]:
    """The levels that this machine has."""
    best = level_of(own_features())
    return [level for level in LEVELS if best and level.needs <= best.needs]


def build(folder: Path, levels: Iterable[Level]) -> dict[str, Process]:
    """Fill a folder anew with the compiled loops of these levels; what compiling each level took."""
    shutil.rmtree(folder, ignore_errors=True)
    took = {}
    for level in levels:
        with tempfile.TemporaryDirectory() as cache:
            took[level.name] = run_python(SETUP + "".join(LOOPS.values()), cache=Path(cache), environment=target(level))
            (made,) = Path(cache, "modusvivendi").iterdir()
            if made.name != engine_digest():
                raise SystemExit("the engine's source changed meanwhile")
            for path in sorted(made.rglob("*.nb?")):
                put = folder / level.name / path.relative_to(made)
                put.parent.mkdir(parents=True, exist_ok=True)
                put.write_bytes(_without_listing(path) if path.suffix == ".nbc" else path.read_bytes())
    write_manifest(folder)
    return took


def _without_listing(path: Path) -> bytes:
    *before, listing, initialise, environments = pickle.loads(path.read_bytes())
    if not isinstance(listing, str) or len(before) != 6:
        raise SystemExit(f"{path.name}: not as Numba 0.68 writes it")
    made: bytes = dumps((*before, "", initialise, environments))
    return made


if __name__ == "__main__":
    given = [level for level in own_levels() if level.name in (sys.argv[2:] or [own.name for own in own_levels()])]
    for name, process in build(Path(sys.argv[1]), given).items():
        print(f"{name}: compiled in {process.processor:.0f} processor seconds")
