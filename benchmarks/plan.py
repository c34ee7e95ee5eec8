"""How fast plans are evaluated in batches and one by one, how long a what-if takes, and the whole command.

Run: python benchmarks/plan.py [futures]
"""

from __future__ import annotations

import copy
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from modusvivendi.case import load_case
from modusvivendi.findings.plan_what_if import what_if_report
from modusvivendi.planning import (
    Basis,
    Evaluator,
    Limits,
    Plan,
    Reference,
    make_space,
    move_issue,
    plan_of_strategy,
    read_objectives,
)
from modusvivendi.planning.agenda.plan import as_strategy
from modusvivendi.strategy import Strategy, Track, load_strategy
from modusvivendi.study import Study, run_study, summarise
from modusvivendi.theory import load_theories

BATCH, ONE_BY_ONE, REPEATS = 128, 12, 3


def clock(work: Callable[[], object], count: int) -> tuple[float, float]:
    """Least wall and least CPU milliseconds per item of some repeats."""
    walls, cpus = [], []
    for _ in range(REPEATS):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return 1000 * min(walls) / count, 1000 * min(cpus) / count


def strategy_of(plan: Plan) -> Strategy:
    """A plan as a strategy that a study can run."""
    tracks = tuple(Track.model_validate(t.model_dump()) for t in plan.tracks)
    return as_strategy(plan).model_copy(update={"tracks": tracks})


def compare(futures: int) -> None:
    """Batched against one call of the engine per plan, one per plan and future, one study per plan, and one with its summary."""
    case, theories = load_case("afghanistan"), tuple(load_theories())
    space = make_space(case, Limits(), case.horizon_months)
    rng = np.random.default_rng(1)
    plans = [space.decode(rng.random(space.size)) for _ in range(BATCH)]
    evaluator = Evaluator(Basis(case=case, theories=theories), futures)
    evaluator.run(plans[:1])  # compile, or load what is compiled
    few = plans[:ONE_BY_ONE]

    def study(plan: Plan) -> object:
        return run_study(Study(case=case, theories=theories, strategies=(strategy_of(plan),), futures=futures))

    def future_by_future(plan: Plan) -> None:
        single = copy.copy(evaluator)
        single.study = evaluator.study.model_copy(update={"futures": 1})
        for k in range(futures):
            single.parameters = [np.ascontiguousarray(p[:, k : k + 1]) for p in evaluator.parameters]
            single.keys = evaluator.keys[k : k + 1]
            single.run([plan])

    ways = {
        "in one batch": (lambda: evaluator.run(plans), BATCH),
        "one engine call per theory and plan": (lambda: [evaluator.run([p]) for p in few], ONE_BY_ONE),
        "one engine call per theory, plan and future": (lambda: [future_by_future(p) for p in few[:2]], 2),
        "one study per plan": (lambda: [study(p) for p in few], ONE_BY_ONE),
        "one study per plan, with its summary": (lambda: [summarise(study(p)) for p in few], ONE_BY_ONE),  # type: ignore[arg-type]
    }
    times = {name: clock(work, count) for name, (work, count) in ways.items()}
    base = times["in one batch"]
    print(f"{futures} futures under each of {len(theories)} theories, {case.horizon_months} months; milliseconds per plan:")
    for name, (wall, cpu) in times.items():
        print(f"  {name}: wall {wall:.2f}, CPU {cpu:.2f}; ratio to the batch: wall {wall / base[0]:.1f}, CPU {cpu / base[1]:.1f}")


def what_if(futures: int = 256) -> None:
    """One issue moved to another track: the answer with its interval, inside the process and as a command."""
    case, theories = load_case("afghanistan"), tuple(load_theories())
    plan = plan_of_strategy(load_strategy("piecemeal"), case)
    reference = Reference(Evaluator(Basis(case=case, theories=theories), futures), plan)
    changed = move_issue(plan, plan.tracks[0].issues[0], 1)
    aims = read_objectives("core_rights,technical", reference.evaluator.study.outcome_names)
    wall, cpu = clock(lambda: what_if_report(reference.what_if(changed, aims), "uniform"), 1)
    print(
        f"what-if of one moved issue, {futures} futures under each theory, inside the process: wall {wall:.0f} ms, CPU {cpu:.0f} ms"
    )
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{name}.yaml") for name in ("before", "after")]
        for file, what in zip(files, (plan, changed), strict=True):
            file.write_text(what.to_yaml(), encoding="utf-8")
        code = "from modusvivendi.cli.main import main; main()"
        words = ["plan", "afghanistan", "--edit", str(files[1]), "--against", str(files[0]), "--out", folder, "--json"]
        command = [sys.executable, "-c", code, *words]
        began, cpu = time.perf_counter(), os.times().children_user + os.times().children_system
        subprocess.run(command, check=True, capture_output=True)
        used = os.times().children_user + os.times().children_system - cpu
        print(f"the same as a command of its own: wall {time.perf_counter() - began:.1f} s, CPU {used:.1f} s")


if __name__ == "__main__":
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for number in [int(a) for a in sys.argv[1:]] or [32, 64]:
        compare(number)
    what_if()
