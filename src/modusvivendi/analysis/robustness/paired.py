"""Paired differences between strategies: the same futures, so most of the chance cancels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis.inputs import complete, names, theory_weights
from modusvivendi.analysis.robustness.monte_carlo import half_width, mean_and_error
from modusvivendi.errors import choose


@dataclass(frozen=True)
class PairedDifference:
    """Mean of value(strategy) - value(against), future by future.

    ``error`` is the Monte Carlo standard error, ``low`` and ``high`` the interval at ``level``, and
    ``share_better`` the share of futures in which the strategy does strictly better.
    """

    strategy: str
    against: str
    mean: float
    error: float
    low: float
    high: float
    level: float
    share_better: float
    futures: int
    dropped: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0

    def to_frame(self) -> pd.DataFrame:
        """One row."""
        return pd.DataFrame([{**vars(self), "clear": self.clear}])


def paired_difference(
    value: xr.DataArray,
    strategy: str,
    against: str,
    weights: Mapping[str, float] | None = None,
    level: float = 0.95,
) -> PairedDifference:
    """Compare two strategies on the same futures.

    D_f = Σ_t w_t (v[t, strategy, f] - v[t, against, f]); mean D, standard error σ̂(D)/√n. Theories share
    futures too, so they are summed before the error is taken.
    """
    whole, dropped = complete(value)
    known = names(whole, "strategy")
    first, second = (known.index(choose("strategy", s, known)) for s in (strategy, against))
    given = theory_weights(weights, names(whole, "theory"))
    cube = whole.transpose("theory", "strategy", "future").values
    difference = np.einsum("t,tf->f", given, cube[:, first] - cube[:, second])
    centre, error = (float(x) for x in mean_and_error(difference))
    reach = half_width(level) * error
    return PairedDifference(
        strategy,
        against,
        centre,
        error,
        centre - reach,
        centre + reach,
        level,
        float((difference > 0).mean()),
        difference.size,
        dropped,
    )
