"""Worlds: theories and futures pooled by weight, with their sampled numbers as one table of factors.

A world is one theory and one future. Analyses that know no weights (trees, boxes, first-order indices) get
worlds in proportion to the weights of the theories: the heaviest theory brings all its futures, a theory of
half that weight the first half of them. Futures are Sobol points, so the first n are an even sample too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from modusvivendi.decide.inputs import Floats, theory_weights
from modusvivendi.decide.titles import THEORY
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import choose
from modusvivendi.study import Study

SCREENED = 16_384  # draws used for screening at most; judgement, range 4,000–50,000
BLOCK = 8192  # futures whose numbers are worked out at once, so that memory stays bounded
MOST = 200_000  # worlds analysed at most; judgement, range 50,000–1,000,000: more changes no digit shown


@dataclass(frozen=True, eq=False)
class Worlds:
    """Which theory and which future each row is: ``theory`` and ``future`` are places in the study, (rows,)."""

    study: Study
    theory: NDArray[np.int64]
    future: NDArray[np.int64]

    @staticmethod
    def of(study: Study, weights: dict[str, float] | None, complete: NDArray[np.bool_]) -> Worlds:
        """Worlds by weight, among the futures that are ``complete`` (futures,)."""
        share = theory_weights(weights, [t.name for t in study.theories])
        whole = np.flatnonzero(complete)
        whole = whole[: max(1, int(MOST * share.max()))]
        counts = np.round(len(whole) * share / share.max()).astype(int)
        theory = np.repeat(np.arange(len(share)), counts)
        return Worlds(study, theory, np.concatenate([whole[:n] for n in counts]))

    def __len__(self) -> int:
        return len(self.theory)

    @cached_property
    def found(self) -> NDArray[np.bool_]:
        """The half of the worlds in which rules are looked for; the other half checks them.

        Halves are halves of the futures: worlds of one future share their chance and their case under every
        theory, so that splitting worlds instead would check a rule on what it was found in.
        """
        return self.future % 2 == 0

    @cached_property
    def switches(self) -> tuple[str, ...]:
        """Yes-or-no factors: does this theory hold? None where there is one theory only."""
        live = np.unique(self.theory)
        return tuple(f"{THEORY}{self.study.theories[t].name}" for t in live) if len(live) > 1 else ()

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Numbers that vary: parameters of theories, then of the case."""
        laws = [self.study.theories[t].complete() for t in np.unique(self.theory)]
        # A parameter that is fixed under every theory says which theory holds; it is not an uncertain number.
        moving = [p for p in THEORY_PARAMETERS if not all(law[p].is_fixed for law in laws)]
        ends = np.array([0.01, 0.99])
        case = [f.name for f in self.study.factors if f.name not in self.study.pins and np.ptp(f.quantile(ends)) > 0]
        return (*moving, *case)

    def places(self, names: tuple[str, ...], futures: np.ndarray) -> Floats:
        """Places of ``futures`` in the priors of ``names``, the same under every theory; (futures, names), 0–1."""
        columns = {n: j for j, n in enumerate((*THEORY_PARAMETERS, *(f.name for f in self.study.factors)))}
        cube = self.study.cube(0, int(futures.max()) + 1)
        return np.asarray(cube[futures][:, [columns[n] for n in names]])

    def values(self, cube: Floats) -> Floats:
        """A number of every world from an array (theory, future)."""
        return np.asarray(cube[self.theory, self.future], dtype=np.float64)

    def table(self, chosen: tuple[str, ...]) -> pd.DataFrame:
        """Chosen factors of every world, (rows, factors) float32."""
        values = np.empty((len(self), len(chosen)), np.float32)
        last = int(self.future.max()) + 1
        for first in range(0, last, BLOCK):
            end = min(first + BLOCK, last)
            shares, case = self.study.draws(first, end - first)
            for t in np.unique(self.theory):
                rows = np.flatnonzero((self.theory == t) & (self.future >= first) & (self.future < end))
                at = self.future[rows] - first
                own = _columns(self.study, int(t), shares, case, chosen)
                for j, column in enumerate(own):
                    values[rows, j] = column[at]
        return pd.DataFrame(values, columns=list(chosen))



def _columns(
    study: Study, t: int, shares: Floats, case: dict[str, np.ndarray], chosen: tuple[str, ...]
) -> list[np.ndarray]:
    """The columns ``chosen`` of a block of futures under theory number t."""
    theory = study.theories[t]
    own, count = study.theory_values(theory, shares), len(shares)
    columns = []
    for name in chosen:
        if name.startswith(THEORY):
            columns.append(np.full(count, float(name == f"{THEORY}{theory.name}")))
        elif name in own:
            columns.append(own[name])
        else:
            columns.append(case[name])
    return columns


def factors_by_theory(study: Study, names: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Theory → table of its factors, one row per future; theory switches are left out."""
    shares, case = study.draws(0, study.futures)
    kept = tuple(choose("factor", n, (*THEORY_PARAMETERS, *case)) for n in names if not n.startswith(THEORY))
    return {
        theory.name: pd.DataFrame(
            dict(zip(kept, _columns(study, t, shares, case, kept), strict=True)), index=np.arange(study.futures)
        )
        for t, theory in enumerate(study.theories)
    }
