"""How far means of a study lie from the truth, by where its draws lie: the program's named sequence, scrambled Sobol
points (scipy), Sobol points for theories' parameters only, and independent draws.

Run: ``python benchmarks/sampling.py [--seeds 64] [--futures 256 1024]``; that takes about ten minutes on two cores. Three theories and all strategies of
the Afghan case, the six key outcomes. All three are unbiased, so that the squared error of an estimate is its variance
over seeds. Printed per number of futures and outcome, relative to the variance with independent draws: of means, and of
differences between two strategies on the same futures (summed over theories and strategies, or pairs of them); the ratio
of named to Sobol, mean over outcomes, with its standard error (jackknife over seeds); and the largest distance of the two
grand means in standard errors.
"""

from __future__ import annotations

import argparse
import itertools

import numpy as np
from scipy.stats import qmc

from modusvivendi.case import load_case
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Study, run_study
from modusvivendi.study.inputs import THEORY_QUANTILES
from modusvivendi.study.sequence import quantiles
from modusvivendi.study.summary import KEY_OUTCOMES
from modusvivendi.theory import load_theories

THEORIES = ("inertia", "status_and_cohesion", "leverage")
SIZES = (256, 1024)


class Sobol(Study):
    """A study whose quantiles are the points of one scrambled Sobol sequence, one dimension a number in their order."""

    def quantiles(self, first: int, count: int) -> dict[str, np.ndarray]:
        """As for a study."""
        names = [*THEORY_QUANTILES, *(f.name for f in self.factors)]
        sampler = qmc.Sobol(len(names), scramble=True, rng=self.seed)
        if first:
            sampler.fast_forward(first)
        return dict(zip(names, np.clip(sampler.random(count), 1e-9, 1 - 1e-9).T, strict=True))


class Mixed(Study):
    """A study in which theories' parameters are dimensions of one Sobol sequence, and the numbers of the case go by name."""

    def quantiles(self, first: int, count: int) -> dict[str, np.ndarray]:
        """As for a study."""
        sampler = qmc.Sobol(len(THEORY_QUANTILES), scramble=True, rng=self.seed)
        if first:
            sampler.fast_forward(first)
        named = quantiles([f.name for f in self.factors], np.arange(first, first + count), self.seed)
        return {**named, **dict(zip(THEORY_QUANTILES, np.clip(sampler.random(count), 1e-9, 1 - 1e-9).T, strict=True))}


class Independent(Study):
    """A study whose quantiles are independent."""

    def quantiles(self, first: int, count: int) -> dict[str, np.ndarray]:
        """As for a study."""
        names = [*THEORY_QUANTILES, *(f.name for f in self.factors)]
        return dict(zip(names, np.random.default_rng([self.seed, first]).random((len(names), count)), strict=True))


def means(kind: type[Study], futures: int, seeds: int, chance: str) -> np.ndarray:
    """Means of the key outcomes, (seeds, theories, strategies, outcomes)."""
    theories = load_theories(THEORIES)
    if chance == "off":
        theories = [t.model_copy(update={"priors": {**t.priors, "chance": t.complete()["chance"].pinned(0)}}) for t in theories]
    found = []
    for seed in range(1, seeds + 1):
        study = kind(
            case=load_case("afghanistan"),
            theories=tuple(theories),
            strategies=tuple(load_strategies()),
            futures=futures,
            seed=seed,
        )
        result = run_study(study, sample=0)
        found.append(np.stack([result.outcome(o).mean(axis=2, dtype=np.float64) for o in KEY_OUTCOMES], axis=-1))
    return np.stack(found)


def differences(mean: np.ndarray) -> np.ndarray:
    """Differences of every pair of strategies, (seeds, theories, pairs, outcomes)."""
    return np.stack([mean[:, :, a] - mean[:, :, b] for a, b in itertools.combinations(range(mean.shape[2]), 2)], axis=2)


def relative(values: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Variance over seeds as a share of ``scale`` (theories, strategies, outcomes), both summed up, per outcome."""
    return np.asarray(values.var(axis=0, ddof=1).sum(axis=(0, 1)) / scale.sum(axis=(0, 1)))


def jackknife(named: np.ndarray, sobol: np.ndarray, scale: np.ndarray) -> tuple[float, float]:
    """Ratio of the mean relative variances of the named sequence and of Sobol points, and its standard error."""

    def ratio(kept: np.ndarray) -> float:
        return float(relative(named[kept], scale).mean() / relative(sobol[kept], scale).mean())

    n = len(named)
    without = np.array([ratio(np.delete(np.arange(n), i)) for i in range(n)])
    return ratio(np.arange(n)), float(np.sqrt((n - 1) * without.var()))


def report(futures: int, seeds: int, chance: str) -> None:
    """Print one block."""
    kinds = {"independent": Independent, "Sobol": Sobol, "mixed": Mixed, "named": Study}
    mean = {name: means(kind, futures, seeds, chance) for name, kind in kinds.items()}
    print(
        f"\n{futures} futures, {seeds} seeds, chance {chance}\n{'':<30}"
        + "".join(f"{o:>12}" for o in KEY_OUTCOMES)
        + f"{'all':>8}"
    )
    for what, part in (("means", lambda m: m), ("paired differences", differences)):
        found = {name: part(m) for name, m in mean.items()}
        scale = found["independent"].var(axis=0, ddof=1)
        for name in ("Sobol", "mixed", "named"):
            row = relative(found[name], scale)
            print(f"{what + ', ' + name:<30}" + "".join(f"{v:>12.2f}" for v in row) + f"{row.mean():>8.2f}")
        ratio, error = jackknife(found["named"], found["Sobol"], scale)
        spread = np.sqrt((found["named"].var(axis=0, ddof=1) + found["Sobol"].var(axis=0, ddof=1)) / seeds)
        gap = np.abs(found["named"].mean(axis=0) - found["Sobol"].mean(axis=0)) / np.maximum(spread, 1e-12)
        print(
            f"{'':<4}named / Sobol {ratio:.2f} ± {error:.2f}; grand means apart by at most {gap.max():.1f} standard errors of {gap.size}"
        )


def main() -> None:
    """Measure and print every size, with chance and without."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=64)
    parser.add_argument("--futures", type=int, nargs="+", default=SIZES)
    options = parser.parse_args()
    for size in options.futures:
        for how in ("on", "off"):
            report(size, options.seeds, how)


if __name__ == "__main__":
    main()
