"""Worlds: theories and draws pooled by weight, with their sampled numbers as one table of factors.

A world is one theory and one draw of a study. Analyses that know no weights (trees, boxes, forests) get worlds in
proportion to the weights of the theories: the heaviest theory brings all its draws, a theory of half that weight
the first half of them. The first n draws are an even sample too (see ``sequence``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from modusvivendi.analysis.discovery.screening import Numbers
from modusvivendi.analysis.inputs import Floats
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import choose
from modusvivendi.study import Study

MOST = 16_384  # draws analysed at most; judgement, range 4,000–50,000: more changes no digit shown
WHICH = "which theory holds"  # the factor that tells theories apart
BLOCK = 8192  # draws whose numbers are worked out at once, so that memory stays bounded


@dataclass(frozen=True, eq=False)
class Worlds:
    """``draws`` (n,): the study's complete draws, at most ``MOST``. ``numbers``: their sampled numbers that vary.

    ``theory``, ``draw`` (worlds,): numbers of each world's theory in the study and of its draw in ``draws``.
    """

    study: Study
    draws: NDArray[np.int64]
    numbers: Numbers
    theory: NDArray[np.int64]
    draw: NDArray[np.int64]

    @staticmethod
    def of(study: Study, weights: Floats, complete: NDArray[np.bool_]) -> Worlds:
        """Worlds by ``weights`` (theories,) among the draws that are ``complete`` (draws of the study,)."""
        draws = np.flatnonzero(complete)[:MOST]
        counts = np.round(len(draws) * weights / weights.max()).astype(int)
        theory = np.repeat(np.arange(len(weights)), counts)
        numbers = numbers_of(study, varying(study, np.flatnonzero(counts)), int(draws[-1]) + 1)
        at_draws = {name: values[..., draws] for name, values in numbers.items()}
        return Worlds(study, draws, at_draws, theory, np.concatenate([np.arange(n) for n in counts]))

    def __len__(self) -> int:
        return len(self.theory)

    @property
    def half(self) -> NDArray[np.bool_]:
        """The half of the worlds in which rules are looked for; the other half checks them.

        Halves are halves of the draws: worlds of one draw share their case and their quantiles under every theory,
        so that splitting worlds instead would check a rule on what it was found in.
        """
        return np.asarray(self.draw % 2 == 0)

    def values(self, cube: Floats) -> Floats:
        """A number of every world from an array (theories, draws)."""
        return np.asarray(cube[self.theory, self.draw], dtype=np.float64)

    def ranked(self, values: Floats) -> tuple[str, ...]:
        """Names of the theories that have worlds, by their mean of ``values`` (theories, draws), lowest first."""
        order = np.argsort(values.mean(axis=1), kind="stable")
        return tuple(self.study.theories[t].name for t in order if (self.theory == t).any())

    def table(self, chosen: Sequence[str], theories: Sequence[str]) -> pd.DataFrame:
        """Which theory holds, as its number in ``theories`` from 1, then chosen numbers: (worlds, factors) float32.

        In the order of their means a split of theories into two groups is one limit, and the best split of all is
        among them (Breiman et al. 1984, theorem 4.5). One theory needs no column.
        """
        numbers = np.array([theories.index(t.name) + 1.0 if t.name in theories else np.nan for t in self.study.theories])
        columns = {WHICH: numbers[self.theory]} if len(theories) > 1 else {}
        for name in chosen:
            values = self.numbers[name]
            columns[name] = self.values(values) if values.ndim == 2 else values[self.draw]
        return pd.DataFrame({name: column.astype(np.float32) for name, column in columns.items()})


def varying(study: Study, theories: Sequence[int] | NDArray[np.int64]) -> tuple[str, ...]:
    """Numbers that vary: parameters of these theories, then numbers of the case.

    A parameter that is fixed under every theory says which theory holds; it is not an uncertain number.
    """
    priors = [study.theories[t].complete() for t in theories]
    moving = [p for p in THEORY_PARAMETERS if not all(prior[p].is_fixed for prior in priors)]
    ends = np.array([0.01, 0.99])
    case = [f.name for f in study.factors if f.name not in study.pins and np.ptp(f.quantile(ends)) > 0]
    return (*moving, *case)


def numbers_of(study: Study, names: Sequence[str], draws: int) -> dict[str, Floats]:
    """Named numbers at the first ``draws`` draws: of the case (draws,), of theories (theories, draws).

    InputError for an unknown name.
    """
    known = (*THEORY_PARAMETERS, *(f.name for f in study.factors))
    blocks = [_block(study, [choose("number", n, known) for n in names], first, draws) for first in range(0, draws, BLOCK)]
    return {name: np.concatenate([block[name] for block in blocks], axis=-1) for name in names}


def _block(study: Study, names: Sequence[str], first: int, draws: int) -> dict[str, Floats]:
    quantiles = study.quantiles(first, min(BLOCK, draws - first))
    case, own = study.case_values(quantiles), [study.theory_values(theory, quantiles) for theory in study.theories]
    return {name: case[name] if name in case else np.stack([values[name] for values in own]) for name in names}
