"""How many draws a search for plans needs: a quarter of them beside all of them, seed by seed.

Each seed is searched once with each number of draws (two searches of 40 generations, as many plans), and judged on 256 draws that neither has
seen: by the share of the volume that all found together, and by how far it falls short of their joint front for 95 of 100 of its plans.
Few draws count as the same if with 95% confidence (Student's t over paired seeds, one side) they lose less than 5 points of volume
and 2 hundredths of the front's width: a third of what two sets of seeds differ by (docs/plan.md). The margins were set before any seed was run.
Run: python benchmarks/plan_futures.py [--seeds 16] [--few 8] [--shared]; half a minute of one core a seed. --shared: chance that theories share.
"""

from __future__ import annotations

import argparse
import time
from unittest.mock import patch

import numpy as np
from scipy.stats import t as student

from modusvivendi.case import load_case
from modusvivendi.engine.chance import future_keys
from modusvivendi.planning import Basis, Effort, Evaluator, Limits, make_space, read_objectives, starting_plans
from modusvivendi.planning.agenda.objective import USUAL
from modusvivendi.planning.search.search import hypervolume, non_dominated, search, shortfall
from modusvivendi.study import Study
from modusvivendi.theory import Theory, load_theories

EFFORT, UNSEEN, APART = Effort(searches=2, generations=40), 65536, 10
MARGINS = {"volume": 5.0, "short": 2.0}  # points of volume and hundredths of the width that may be lost
CONFIDENCE = 0.95


def shared(study: Study, theory: Theory, first: int, count: int) -> np.ndarray:
    """Chance keys that are the same under every theory."""
    return future_keys(study.seed, np.arange(first, first + count))


def fronts(draws: tuple[int, int], seeds: int) -> tuple[dict[tuple[int, int], np.ndarray], dict[int, float]]:
    """Unseen scores of the front by number of draws and seed, and processor seconds by number of draws."""
    case = load_case("afghanistan")
    basis = Basis(case=case, theories=load_theories())
    fresh = Evaluator(basis, 256, first=UNSEEN, threads=1)
    aims, space = read_objectives(",".join(USUAL), fresh.study.outcome_names), make_space(case, Limits(), case.horizon_months)
    seeking = {n: Evaluator(basis, n, threads=1) for n in draws}
    found, seconds = {}, dict.fromkeys(draws, 0.0)
    for n in draws:
        seeking[n].run(starting_plans(space))  # compiled before the clock starts
    for first in range(1, APART * seeds, APART):
        for n in draws:
            began = time.process_time()
            result = search(space, seeking[n], aims, effort=EFFORT, seed=first, start=starting_plans(space))
            seconds[n] += time.process_time() - began
            scores = fresh.run(result.front.plans).scores(aims)
            found[n, first] = scores[non_dominated(scores)]
            print(f"seed {first}, {n} draws: {result.evaluated:,} plans", flush=True)
    return found, seconds


def judged(found: dict[tuple[int, int], np.ndarray]) -> dict[str, dict[tuple[int, int], float]]:
    """Points of the volume that all found together, and hundredths of the width short for 95 of 100 plans."""
    every = np.concatenate(list(found.values()))
    joint = every[non_dominated(every)]
    low = joint.min(axis=0)
    return {
        "volume": {way: 100 * hypervolume(s[(s > low).all(axis=1)], low, joint) for way, s in found.items()},
        "short": {way: 100 * float(np.quantile(shortfall(s, joint, low), 0.95)) for way, s in found.items()},
    }


def main() -> None:
    """Search, and say whether few draws are the same as all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=16)
    parser.add_argument("--few", type=int, default=8)
    parser.add_argument("--shared", action="store_true")
    options = parser.parse_args()
    few, all_of_them = options.few, EFFORT.futures
    with patch.object(Study, "keys", shared if options.shared else Study.keys):
        found, seconds = fronts((few, all_of_them), options.seeds)
    print(f"processor time, {few} draws / {all_of_them}: {seconds[few] / seconds[all_of_them]:.2f}")
    for what, figures in judged(found).items():
        pairs = np.array([[figures[n, first] for n in (few, all_of_them)] for first in sorted({f for _, f in found})])
        lost = (pairs[:, 1] - pairs[:, 0]) * (1 if what == "volume" else -1)
        error = lost.std(ddof=1) / np.sqrt(len(lost))
        most = lost.mean() + student.ppf(CONFIDENCE, len(lost) - 1) * error
        same = "the same within" if most < MARGINS[what] else "not shown to be within"
        print(
            f"{what}: {few} draws {pairs[:, 0].mean():.1f}, {all_of_them} draws {pairs[:, 1].mean():.1f} (spread over seeds "
            f"{pairs[:, 1].std(ddof=1):.1f}); lost {lost.mean():.1f} ± {error:.1f}, at most {most:.1f}: {same} {MARGINS[what]:g}"
        )


if __name__ == "__main__":
    main()
