"""How much faster plans are evaluated in batches than study by study, and how long one what-if takes.

Run: python benchmarks/plan.py
"""

from __future__ import annotations

import time

import numpy as np

from modusvivendi.case import load_case
from modusvivendi.plan import Evaluator, Limits, Plan, Reference, make_space, move_issue, plan_of_strategy, read_objectives
from modusvivendi.plan.plan import as_strategy
from modusvivendi.strategy import Strategy, Track, load_strategy
from modusvivendi.study import Study, run_study
from modusvivendi.theory import load_theories

FUTURES, BATCH, ONE_BY_ONE = 64, 128, 6


def strategy_of(plan: Plan) -> Strategy:
    """A plan as a strategy that a study can run."""
    tracks = tuple(Track.model_validate(t.model_dump()) for t in plan.tracks)
    return as_strategy(plan).model_copy(update={"tracks": tracks})


def main() -> None:
    """Print both rates, their ratio, and the time of a what-if."""
    case, theories = load_case("afghanistan"), tuple(load_theories())
    space = make_space(case, Limits(), case.horizon_months)
    rng = np.random.default_rng(1)
    plans = [space.decode(rng.random(space.size)) for _ in range(BATCH)]
    evaluator = Evaluator(case, theories, FUTURES)
    evaluator.run(plans[:1])  # compile, or load what is compiled
    began = time.perf_counter()
    evaluator.run(plans)
    batched = BATCH / (time.perf_counter() - began)
    began = time.perf_counter()
    for plan in plans[:ONE_BY_ONE]:
        run_study(Study(case=case, theories=theories, strategies=(strategy_of(plan),), futures=FUTURES))
    single = ONE_BY_ONE / (time.perf_counter() - began)
    print(f"{FUTURES} futures under each of {len(theories)} theories, {case.horizon_months} months")
    print(f"batched: {batched:.1f} plans/s; study by study: {single:.2f} plans/s; ratio {batched / single:.1f}")
    piecemeal = plan_of_strategy(load_strategy("piecemeal"), case)
    larger = Evaluator(case, theories, 4 * FUTURES)
    reference = Reference(larger, piecemeal)
    changed = move_issue(piecemeal, piecemeal.tracks[0].issues[0], 1)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        reference.what_if(changed, read_objectives("core_rights,technical", larger.study.outcome_names))
        times.append(time.perf_counter() - began)
    print(f"what-if of one moved issue, {4 * FUTURES} futures under each theory: median {np.median(times):.2f} s")


if __name__ == "__main__":
    main()
