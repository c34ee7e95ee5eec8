"""Draws of what a case leaves uncertain (attributes, positions, levels at the beginning), each known by its number.

Draw number j is the same for every theory and every reading of the record, so that theories differ by what they say
and not by the luck of their draws. Base rates are not drawn: the likelihood integrates them out.
"""

from __future__ import annotations

import numpy as np

from modusvivendi.case import Case, Quantity
from modusvivendi.engine.layout import row
from modusvivendi.evidence.filter.course import set_back
from modusvivendi.study import draws
from modusvivendi.study.inputs import case_factors

BLOCK = 2048  # draws are made in blocks of this size


class CaseDraws:
    """Numbered draws of a case. Every number is uniform over its range."""

    def __init__(self, case: Case, seed: int) -> None:
        self.case, self.seed = case, seed
        factors = case_factors(case)
        self.drawn = [f for f in factors if isinstance(f.law, Quantity)]
        self.zero = [f.name for f in factors if not isinstance(f.law, Quantity)]
        self.low = np.array([[i.at_first.low] for i in case.issues])
        self.high = np.array([[i.at_first.high] for i in case.issues])
        self.size = len(self.drawn) + len(case.beginning.accounts) + len(case.issues)

    def uniform(self, place: np.ndarray) -> np.ndarray:
        """Uniform draws with these numbers, (n, size)."""
        out = np.empty((len(place), self.size))
        for block in np.unique(place // BLOCK):
            here = place // BLOCK == block
            whole = np.random.default_rng([self.seed, int(block)]).random((BLOCK, self.size))
            out[here] = whole[place[here] % BLOCK]
        return out

    def _matrix(self, u: np.ndarray) -> np.ndarray:
        places = {f.name: u[:, n] for n, f in enumerate(self.drawn)}
        values = draws.case_values(self.drawn, places) | dict.fromkeys(self.zero, np.zeros(len(u)))
        return draws.case_matrix(self.case, values)

    def at_beginning(self, place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A parameter matrix (rows, n) set back to the beginning, and policy at the case's date (issues, n)."""
        u = self.uniform(place)
        matrix = self._matrix(u)
        first = row("start")
        now = matrix[first : first + len(self.case.issues)].copy()
        rest = u[:, len(self.drawn) :].T
        accounts = len(self.case.beginning.accounts)
        start = self.low + (self.high - self.low) * rest[accounts:]
        set_back(self.case, matrix, start, rest[:accounts])
        return matrix, now
