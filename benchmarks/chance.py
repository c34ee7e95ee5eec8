"""Error per second of processor time, with chance of its own for each theory and, as before, with chance that theories share.

Run: ``python benchmarks/chance.py [--futures 1024] [--seeds 30] [--first 1]``; with these, two minutes of one core. All theories and
strategies of the Afghan case, six key outcomes, theories weighed evenly. Both kinds of chance are unbiased, so that the squared error of
an estimate is its variance over seeds. Printed for means and for paired differences of strategies: squared error × processor
time of own chance, relative to that of shared chance, per outcome (summed over strategies, or pairs of them) and the mean over outcomes
(target 0.4 at most); then the error that is printed with an estimate, relative to its spread over seeds (1 is honest): as it is printed now, as if
draws were independent, and as if theories were (which was printed for the mixture before).
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable

import numpy as np

from modusvivendi.case import load_case
from modusvivendi.engine.chance import future_keys
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Study, run_study
from modusvivendi.study.sampling_error import sampling_error
from modusvivendi.study.summary import KEY_OUTCOMES
from modusvivendi.theory import Theory, load_theories

TARGET = 0.4


class Shared(Study):
    """A study whose theories share their chance, as they did."""

    def keys(self, theory: Theory, first: int, count: int) -> np.ndarray:
        """Chance keys of a run of futures, the same under every theory."""
        return future_keys(self.seed, np.arange(first, first + count))


def alone(values: np.ndarray) -> np.ndarray:
    """Means of strategies as they are."""
    return values


def pairs(values: np.ndarray) -> np.ndarray:
    """Differences of every pair of strategies, on the axis of strategies (1)."""
    every = itertools.combinations(range(values.shape[1]), 2)
    return np.stack([values[:, a] - values[:, b] for a, b in every], axis=1)


ESTIMATES: dict[str, Callable[[np.ndarray], np.ndarray]] = {"means": alone, "paired differences": pairs}


class Seeds:
    """What repeated seeds of one kind of study gave: processor seconds, and per estimate means and errors (seeds, outcomes, strategies)."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.mean: dict[str, list[np.ndarray]] = {name: [] for name in ESTIMATES}
        self.errors: dict[tuple[str, str], list[np.ndarray]] = {}

    def add(self, study: Study) -> None:
        """Run one seed; only the run is timed."""
        began = time.process_time()
        result = run_study(study, threads=1, sample=0)
        self.seconds += time.process_time() - began
        by_theory = [
            np.stack([result.outcome(o)[t] for o in KEY_OUTCOMES]).astype(np.float64) for t in range(len(study.theories))
        ]
        n, theories = study.futures, len(by_theory)
        for name, made in ESTIMATES.items():
            each = [made(values) for values in by_theory]
            mixed = sum(each) / theories
            self.mean[name].append(mixed.mean(axis=-1))
            errors = {
                "as printed": sampling_error(mixed),
                "draws as independent": mixed.std(axis=-1, ddof=1) / np.sqrt(n),
                "theories as independent": np.sqrt(sum(v.var(axis=-1, ddof=1) for v in each) / n) / theories,
            }
            for how, error in errors.items():
                self.errors.setdefault((name, how), []).append(error)

    def squared(self, name: str, without: int | None = None) -> np.ndarray:
        """Squared error of an estimate, per outcome: its variance over seeds, mean over strategies. without: a seed left out."""
        means = self.mean[name] if without is None else np.delete(self.mean[name], without, axis=0)
        return np.asarray(np.var(means, axis=0, ddof=1).mean(axis=1))

    def told(self, name: str, how: str) -> np.ndarray:
        """The printed error relative to the spread, per outcome."""
        return np.asarray(np.sqrt((np.array(self.errors[name, how]) ** 2).mean(axis=(0, 2)) / self.squared(name)))


def jackknife(own: Seeds, shared: Seeds, name: str, seeds: int) -> float:
    """Standard error of the mean over outcomes of the ratio of squared errors, by leaving out each seed."""
    without = np.array([(own.squared(name, n) / shared.squared(name, n)).mean() for n in range(seeds)])
    return float(np.sqrt((seeds - 1) * without.var()))


def run(futures: int, seeds: range) -> dict[str, Seeds]:
    """Both kinds of study, seed by seed in turn."""
    kinds: dict[str, type[Study]] = {"shared": Shared, "own": Study}
    fixed = {"case": load_case("afghanistan"), "theories": tuple(load_theories()), "strategies": tuple(load_strategies())}
    found = {name: Seeds() for name in kinds}
    run_study(Study(**fixed, futures=8), threads=1)
    for seed in seeds:
        for name, kind in kinds.items():
            found[name].add(kind(**fixed, futures=futures, seed=seed))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--futures", type=int, default=1024)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    options = parser.parse_args()
    found = run(options.futures, range(options.first, options.first + options.seeds))
    seconds = {name: f.seconds / options.seeds for name, f in found.items()}
    print(
        f"{options.futures} draws, {options.seeds} seeds; processor seconds a study: "
        + str({k: round(v, 2) for k, v in seconds.items()})
    )
    print(f"{'':<44}" + "".join(f"{o:>12}" for o in KEY_OUTCOMES) + f"{'mean':>8}")

    def row(title: str, values: np.ndarray) -> None:
        print(f"{title:<44}" + "".join(f"{v:>12.2f}" for v in values) + f"{values.mean():>8.2f}")

    for name in ESTIMATES:
        ratio = found["own"].squared(name) / found["shared"].squared(name) * seconds["own"] / seconds["shared"]
        row(f"{name}: squared error x time, own/shared", ratio)
        error = jackknife(found["own"], found["shared"], name, options.seeds) * seconds["own"] / seconds["shared"]
        print(f"{'':<44}{ratio.mean():.3f} ± {error:.3f}; target {TARGET}: {'met' if ratio.mean() <= TARGET else 'missed'}")
    for kind in found:
        for name, how in found[kind].errors:
            row(f"{kind}, {name}, {how}", found[kind].told(name, how))


if __name__ == "__main__":
    main()
