"""Trials of worlds for the red team: every number in its middle but a few, simulated under many courses of chance.

All worlds that are tried share these courses, of whatever theory: steps along a way then differ by the step alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from modusvivendi.analysis.inputs import Floats
from modusvivendi.analysis.sensitivity.sobol_design import Judge
from modusvivendi.analysis.stress.run_worlds import run_worlds
from modusvivendi.analysis.worlds import Worlds
from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.study.inputs import parameter_matrix

FIRST_KEY = 1 << 41  # chance of the trials: that of futures far beyond any study's own
ROLLS, FRESH_ROLLS = 128, 512  # courses of chance in the search and of what is reported; judgement, ranges 64–512, 256–4,096


@dataclass(frozen=True, eq=False)
class Trials:
    """Simulates worlds that differ from the middle in ``numbers``; see ``modusvivendi.analysis.stress.red_team.Trial``.

    ``own``: the number of the strategy tested. The middle of a number of the case is that of its distribution; of a theory's parameter, that of its draws, so that draws
    which the record has weighed count as what is known.
    """

    worlds: Worlds
    judge: Judge
    numbers: Sequence[str]
    own: int
    threads: int | None = None

    def quantile(self, theory: int, number: str, share: float) -> float:
        """Value of a number with ``share`` (0–1) of its draws below it."""
        if number in THEORY_PARAMETERS:
            return float(np.quantile(self.worlds.numbers[number][theory], share))
        distribution = next(f for f in self.worlds.study.factors if f.name == number)
        return float(distribution.quantile(np.array([share]))[0])

    def middle(self, theory: int) -> dict[str, float]:
        """Every number in its middle."""
        study = self.worlds.study
        found = {f.name: f.distribution.centre for f in study.factors} | study.pins
        for name, prior in study.theories[theory].complete().items():
            varies = name in self.worlds.numbers
            found[name] = self.quantile(theory, name, 0.5) if varies else float(prior.quantile(np.array([0.5]))[0])
        return found

    def leads(self, theories: np.ndarray, z: Floats, rivals: np.ndarray) -> Floats:
        """Value of each point's rival less that of the strategy tested, (points, rolls)."""
        found = np.empty((len(theories), ROLLS))
        for rival in np.unique(rivals):
            at = np.flatnonzero(rivals == rival)
            own, other = self._run(theories[at], z[at], FIRST_KEY, ROLLS, [self.own, int(rival)])
            found[at] = other - own
        return found

    def values(self, theories: np.ndarray, z: Floats) -> Floats:
        """Values of all strategies, (points, strategies, rolls), under chance that ``leads`` has not used."""
        return self._run(theories, z, FIRST_KEY + ROLLS, FRESH_ROLLS, None).transpose(1, 0, 2)

    def _run(self, theories: np.ndarray, z: Floats, first: int, rolls: int, strategies: list[int] | None) -> Floats:
        """Values (strategies, points, rolls)."""
        study, middles = self.worlds.study, {int(t): self.middle(int(t)) for t in np.unique(theories)}
        rows = []
        for t, at in zip(theories.tolist(), z, strict=True):
            moved = {n: self.quantile(t, n, float(ndtr(s))) for n, s in zip(self.numbers, at, strict=True) if s != 0}
            rows.append({**middles[t], **moved})
        matrix = parameter_matrix(study.case, {name: np.array([row[name] for row in rows]) for name in rows[0]})
        keys = np.tile(future_keys(study.seed, first + np.arange(rolls)), (1, len(rows)))
        values = self.judge(run_worlds(study, np.repeat(matrix, rolls, axis=1), keys, strategies, self.threads))
        return values.reshape(len(values), len(rows), rolls)
