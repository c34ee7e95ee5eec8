"""Draws of what a case leaves uncertain (attributes, positions, levels at the beginning), each known by its number.

Draw number j is the same for every theory and every coding of the record, so that theories differ by what they say
and not by the luck of their draws; every number of the case has quantiles of its own (see ``sequence``). Base rates are not drawn: the likelihood integrates them out.
"""

from __future__ import annotations

import numpy as np

from modusvivendi.case import Case, Quantity
from modusvivendi.engine.layout import row
from modusvivendi.evidence.filter.course import account_rows, set_back
from modusvivendi.study import inputs
from modusvivendi.study.inputs import case_factors
from modusvivendi.study.sequence import quantiles

STREAM = "record of a case"  # these quantiles are independent of those of a study


class CaseDraws:
    """Numbered draws of a case, each number from its own distribution."""

    def __init__(self, case: Case, seed: int) -> None:
        self.case, self.seed = case, seed
        factors = case_factors(case)
        self.drawn = [f for f in factors if isinstance(f.distribution, Quantity)]
        self.zero = [f.name for f in factors if not isinstance(f.distribution, Quantity)]
        accounts = [f"takeover.{name}" for name in account_rows(case)]  # names of quantiles, kept: others would move every draw
        starts = [f"issues.{i.id}.start_2021" for i in case.issues]
        self.names = [*(f.name for f in self.drawn), *accounts, *starts]
        self.size = len(self.names)

    def uniform(self, case_draw: np.ndarray) -> np.ndarray:
        """Uniform draws with these numbers, (n, size)."""
        return np.stack(list(quantiles(self.names, case_draw, self.seed, STREAM).values()), axis=1)

    def _matrix(self, u: np.ndarray) -> np.ndarray:
        quantiles = {f.name: u[:, n] for n, f in enumerate(self.drawn)}
        values = inputs.case_values(self.drawn, quantiles) | dict.fromkeys(self.zero, np.zeros(len(u)))
        return inputs.case_matrix(self.case, values)

    def at_beginning(self, case_draw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A parameter matrix (rows, n) set back to the beginning, and policy at the case's date (issues, n)."""
        u = self.uniform(case_draw)
        matrix = self._matrix(u)
        first = row("start")
        now = matrix[first : first + len(self.case.issues)].copy()
        rest = u[:, len(self.drawn) :].T
        accounts = len(self.case.beginning.accounts)
        quantiles_of_start = rest[accounts:]
        start = np.stack([i.at_first.quantile(at) for i, at in zip(self.case.issues, quantiles_of_start, strict=True)])
        set_back(self.case, matrix, start, rest[:accounts])
        return matrix, now
