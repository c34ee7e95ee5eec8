"""How many draws a search for plans needs, with chance of each theory's own and with chance that theories share.

Each is run with two sets of two searches of 40 generations, and judged on 256 draws that it has not seen, by the share of the volume that
all found together, and by how far it falls short of their joint front. Run: python benchmarks/plan_futures.py; three minutes of one core.
"""

from __future__ import annotations

import time
from unittest.mock import patch

import numpy as np

from modusvivendi.case import load_case
from modusvivendi.engine.chance import future_keys
from modusvivendi.planning import Basis, Effort, Evaluator, Limits, make_space, read_objectives, starting_plans
from modusvivendi.planning.agenda.objective import USUAL
from modusvivendi.planning.search.search import hypervolume, non_dominated, search, shortfall
from modusvivendi.study import Study
from modusvivendi.theory import Theory, load_theories

FIRST_SEEDS, EFFORT, UNSEEN = (1, 11), Effort(searches=2, generations=40), 65536
WAYS = (("shared", 32), ("own", 32), ("own", 8), ("shared", 8))


def shared(study: Study, theory: Theory, first: int, count: int) -> np.ndarray:
    """Chance keys that are the same under every theory."""
    return future_keys(study.seed, np.arange(first, first + count))


def main() -> None:
    """Run all and print one line each."""
    case = load_case("afghanistan")
    basis = Basis(case=case, theories=load_theories())
    fresh = Evaluator(basis, 256, first=UNSEEN, threads=1)
    aims, space = read_objectives(",".join(USUAL), fresh.study.outcome_names), make_space(case, Limits(), case.horizon_months)
    found: dict[tuple[str, int, int], np.ndarray] = {}
    cost: dict[tuple[str, int, int], tuple[int, float]] = {}
    for kind, draws in WAYS:
        with patch.object(Study, "keys", shared if kind == "shared" else Study.keys):
            seek = Evaluator(basis, draws, threads=1)
        seek.run(starting_plans(space))  # compiled before the clock starts
        for first in FIRST_SEEDS:
            began = time.process_time()
            result = search(space, seek, aims, effort=EFFORT, seed=first, start=starting_plans(space))
            cost[kind, draws, first] = result.evaluated, time.process_time() - began
            scores = fresh.run(result.front.plans).scores(aims)
            found[kind, draws, first] = scores[non_dominated(scores)]
    every = np.concatenate(list(found.values()))
    joint = every[non_dominated(every)]
    low = joint.min(axis=0)
    for way, scores in found.items():
        share = hypervolume(scores[(scores > low).all(axis=1)], low, joint)
        behind = float(np.quantile(shortfall(scores, joint, low), 0.95))
        plans, seconds = cost[way]
        print(
            f"{way[0]:6s} chance, {way[1]:2d} draws, seeds from {way[2]:2d}: {plans:,} plans, {plans * way[1]:,} plan-draws, CPU {seconds:.0f} s; "
            f"volume {100 * share:.0f}%; short of 95 of 100 plans by at most {100 * behind:.0f}% of the width"
        )


if __name__ == "__main__":
    main()
