"""Draws of what a case leaves uncertain (attributes, positions, levels at the beginning), each known by its number.

Draw number j is the same for every theory and every coding of the record, so that theories differ by what they say
and not by the luck of their draws; every number of the case has quantiles of its own (see ``sequence``). Base rates are not drawn: the likelihood integrates them out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import numpy as np

from modusvivendi.case import Case, Quantity
from modusvivendi.engine.layout import row
from modusvivendi.evidence.filter.course import account_rows, set_back
from modusvivendi.study import inputs
from modusvivendi.study.inputs import case_factors
from modusvivendi.study.sequence import quantiles

KEPT_BYTES = 2**29  # of matrices that are kept: all blocks of the default number of draws
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
        self._kept: OrderedDict[bytes, tuple[np.ndarray, np.ndarray]] = OrderedDict()
        self._lock = Lock()

    def __reduce__(self) -> tuple[Callable[[Case, int], CaseDraws], tuple[Case, int]]:
        return shared_draws, (self.case, self.seed)

    def uniform(self, case_draw: np.ndarray) -> np.ndarray:
        """Uniform draws with these numbers, (n, size)."""
        return np.stack(list(quantiles(self.names, case_draw, self.seed, STREAM).values()), axis=1)

    def _matrix(self, u: np.ndarray) -> np.ndarray:
        quantiles = {f.name: u[:, n] for n, f in enumerate(self.drawn)}
        values = inputs.case_values(self.drawn, quantiles) | dict.fromkeys(self.zero, np.zeros(len(u)))
        return inputs.case_matrix(self.case, values)

    def at_beginning(self, case_draw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A parameter matrix (rows, n) set back to the beginning, and policy at the case's date (issues, n).

        Theories, rounds of a search and variants meet the same draws, so blocks used last are kept; the caller gets a copy.
        """
        key = case_draw.tobytes()
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
        if found is None:
            found = self._beginning(case_draw)
            with self._lock:
                self._kept[key] = found
                while len(self._kept) > 1 and sum(matrix.nbytes for matrix, _ in self._kept.values()) > KEPT_BYTES:
                    self._kept.popitem(last=False)
        return found[0].copy(), found[1].copy()

    def _beginning(self, case_draw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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


_shared: dict[tuple[str, int], CaseDraws] = {}


def shared_draws(case: Case, seed: int) -> CaseDraws:
    """The draws of a case in this process, which all tasks that were sent to it share."""
    key = case.digest(), seed
    if key not in _shared:
        _shared.clear()
        _shared[key] = CaseDraws(case, seed)
    return _shared[key]
