"""Whether two programs of the same model give the same futures on the same draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.engine.setting import Moves, Setting
from modusvivendi.study import Study
from modusvivendi.study.simulate import Program, simulate
from modusvivendi.theory import Theory

# Relative to 1, or to the number itself where it is larger. Rounding in single precision stays well below; an event
# that happens in one program and not in the other moves some number of that future by far more.
CLOSE = 1e-4


@dataclass(frozen=True)
class Agreement:
    """futures compared; differ: how many of them have any number further apart than CLOSE; largest: the largest
    difference in the others (see CLOSE); finite: whether every number of both programs is finite."""

    futures: int
    differ: int
    largest: float
    finite: bool

    @property
    def share_differing(self) -> float:
        """Share of futures that differ."""
        return self.differ / self.futures

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.futures + other.futures,
            self.differ + other.differ,
            max(self.largest, other.largest),
            self.finite and other.finite,
        )


def compare(
    one: Program,
    other: Program,
    parameters: np.ndarray,
    keys: np.ndarray,
    setting: Setting,
    batch: Moves,
    nobody: Moves,
    other_parameters: np.ndarray | None = None,
) -> Agreement:
    """Run both programs and compare outcomes, whole courses and results of tracks, future by future.

    parameters (rows, n) float32, keys (2, n) uint32, as for the engine. other_parameters: what the second program gets
    instead, to see that a difference is found.
    """
    strategies, n = len(batch.tracks), keys.shape[1]
    results = [
        simulate(matrix, keys, setting, batch, nobody, kept=n, program=program)
        for program, matrix in ((one, parameters), (other, parameters if other_parameters is None else other_parameters))
    ]
    arrays = [(found.outcomes, found.paths, found.tracks) for found in results]
    gaps = []
    for a, b in zip(*arrays, strict=True):
        gaps.append((np.abs(a - b) / np.maximum(1, np.abs(a))).reshape(strategies, -1, n).max(axis=1, initial=0))
    gap = np.max(gaps, axis=0)
    off = ~(gap <= CLOSE)  # a NaN differs
    finite = all(bool(np.isfinite(a).all()) for both in arrays for a in both)
    return Agreement(gap.size, int(off.sum()), float(gap[~off].max(initial=0)), finite)


def agreement(one: Program, other: Program, study: Study, futures: int | None = None) -> Agreement:
    """Compare both programs on the first futures of a study (all by default), under every theory and strategy."""
    count = futures or study.futures

    def of(theory: Theory) -> Agreement:
        parameters, keys = study.parameters(theory, 0, count), study.keys(theory, 0, count)
        return compare(one, other, parameters, keys, study.setting, study.batch, study.nobody)

    found = [of(theory) for theory in study.theories]
    return sum(found[1:], found[0])
