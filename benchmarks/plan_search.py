"""Which optimiser finds most: the same plans, operators and number of evaluations under several algorithms of pymoo.

Each is run with two sets of three seeds and 80 generations, and judged on futures that it has not seen, by the share of
the volume that all found together, and by how far it falls short of their joint front. Run: python benchmarks/plan_search.py
"""

from __future__ import annotations

import time
from typing import Any
from unittest.mock import patch

import numpy as np
from pymoo.algorithms.moo.age import AGEMOEA
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.algorithms.moo.nsga3 import NSGA3
from pymoo.algorithms.moo.sms import SMSEMOA
from pymoo.algorithms.moo.spea2 import SPEA2
from pymoo.util.ref_dirs import get_reference_directions

from modusvivendi.case import load_case
from modusvivendi.planning import Basis, Effort, Limits, make_space, read_objectives, starting_plans
from modusvivendi.planning.agenda.objective import USUAL
from modusvivendi.planning.plan_agenda import judges_of
from modusvivendi.planning.search.search import hypervolume, non_dominated, search, shortfall
from modusvivendi.theory import load_theories

FIRST_SEEDS, EFFORT = (1, 11), Effort(generations=80)


def nsga3(**options: Any) -> NSGA3:
    """NSGA-III with as many reference directions as the population holds."""
    directions = get_reference_directions("energy", 4, options["pop_size"], seed=1)
    return NSGA3(ref_dirs=directions, **options)


def main() -> None:
    """Run all and print one line each."""
    case, theories = load_case("afghanistan"), load_theories()
    judges = judges_of(Basis(case=case, theories=theories), EFFORT.futures)
    seek, fresh = judges.seek, judges.fresh
    aims = read_objectives(",".join(USUAL), fresh.study.outcome_names)
    space = make_space(case, Limits(), case.horizon_months)
    found: dict[tuple[str, tuple[int, ...]], np.ndarray] = {}
    seconds = {}
    for name, kind in {"SMS-EMOA": SMSEMOA, "AGE-MOEA": AGEMOEA, "NSGA-II": NSGA2, "NSGA-III": nsga3, "SPEA2": SPEA2}.items():
        for first in FIRST_SEEDS:
            seeds = EFFORT.seeds(first)
            began = time.process_time()
            with patch("modusvivendi.planning.search.genetic.SMSEMOA", kind):
                result = search(space, seek, aims, effort=EFFORT, seed=first, start=starting_plans(space))
            seconds[name, seeds] = (result.evaluated, time.process_time() - began)
            scores = fresh.run(result.front.plans).scores(aims)
            found[name, seeds] = scores[non_dominated(scores)]
    every = np.concatenate(list(found.values()))
    joint = every[non_dominated(every)]
    low = joint.min(axis=0)
    for (name, seeds), scores in found.items():
        above = scores[(scores > low).all(axis=1)]
        share = hypervolume(above, low, joint)
        behind = float(np.quantile(shortfall(scores, joint, low), 0.95))
        plans, cpu = seconds[name, seeds]
        print(
            f"{name:9s} seeds {seeds}: {plans:,} plans, CPU {cpu:.0f} s; volume {100 * share:.0f}%; short of 95 of 100 plans by at most {100 * behind:.0f}% of the width"
        )


if __name__ == "__main__":
    main()
