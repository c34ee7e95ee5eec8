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
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import choose
from modusvivendi.study import Study
from modusvivendi.study.titles import THEORY

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

    def places(self, futures: np.ndarray) -> dict[str, Floats]:
        """Every number of ``numbers`` at ``futures``: of the case (futures,), of theories (theories, futures)."""
        shares, case = self.study.draws(0, int(futures.max()) + 1)
        found = {n: case[n][futures] for n in self.numbers if n in case}
        own = [parameters(self.study, t, shares[futures]) for t in range(len(self.study.theories))]
        return {n: found[n] if n in found else np.stack([values[n] for values in own]) for n in self.numbers}

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



def parameters(study: Study, t: int, shares: Floats) -> dict[str, np.ndarray]:
    """Parameters of theory number t as the study runs them, from its shares (futures, parameters)."""
    # The study keeps shares in single precision; the same rounding picks the same posterior draws.
    single = np.clip(shares.astype(np.float32).astype(np.float64), 1e-7, 1 - 1e-7)
    return study.theory_values(study.theories[t], single)


def _columns(
    study: Study, t: int, shares: Floats, case: dict[str, np.ndarray], chosen: tuple[str, ...]
) -> list[np.ndarray]:
    """The columns ``chosen`` of a block of futures under theory number t."""
    own, name = parameters(study, t, shares), study.theories[t].name
    switch = {f"{THEORY}{other.name}": np.full(len(shares), float(other.name == name)) for other in study.theories}
    return [{**case, **own, **switch}[factor] for factor in chosen]


def factors_by_theory(study: Study, chosen: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Theory → table of chosen numbers, one row per future. InputError for an unknown name."""
    shares, case = study.draws(0, study.futures)
    for name in chosen:
        choose("factor", name, (*THEORY_PARAMETERS, *case))
    return {
        theory.name: pd.DataFrame(dict(zip(chosen, _columns(study, t, shares, case, chosen), strict=True)))
        for t, theory in enumerate(study.theories)
    }
