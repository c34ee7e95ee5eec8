"""The sampled numbers of a study, packed for a page: what every future starts from, in single precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.engine.layout import PARAMETER_ROWS, THEORY_PARAMETERS, row
from modusvivendi.study import Study


@dataclass(frozen=True, eq=False)
class Draws:
    """Rows of the engine's parameter matrix over the draws of a study.

    count: draws. case_rows: numbers of the rows that the case fills, the same under every theory; case (rows, count)
    float32. theory_rows: numbers of the rows that a theory fills; theory (theories, rows, count) float32. keys
    (theories, 2, count) uint32: of chance. All other rows are 0.
    """

    count: int
    case_rows: tuple[int, ...]
    case: np.ndarray
    theory_rows: tuple[int, ...]
    theory: np.ndarray
    keys: np.ndarray

    @property
    def packed(self) -> bytes:
        """The arrays one after the other, in the order above, little-endian."""
        parts = (self.case.astype("<f4"), self.theory.astype("<f4"), self.keys.astype("<u4"))
        return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)

    def matrix(self, theory: int) -> np.ndarray:
        """The engine's parameter matrix (PARAMETER_ROWS, count) of a theory, put together as the page does it."""
        whole = np.zeros((PARAMETER_ROWS, self.count), np.float32)
        whole[list(self.case_rows)] = self.case
        whole[list(self.theory_rows)] = self.theory[theory]
        return whole


def draws_of(study: Study) -> Draws:
    """All draws of a study. Its futures are as many; each is run under every theory."""
    matrices = [study.parameters(theory, 0, study.futures) for theory in study.theories]
    theory_rows = tuple(row(name) for name in THEORY_PARAMETERS)
    used = np.flatnonzero(np.any(matrices[0] != 0, axis=1))
    case_rows = tuple(int(r) for r in used if r not in set(theory_rows))
    return Draws(
        study.futures,
        case_rows,
        matrices[0][list(case_rows)],
        theory_rows,
        np.stack([m[list(theory_rows)] for m in matrices]),
        np.stack([study.keys(theory, 0, study.futures) for theory in study.theories]),
    )
