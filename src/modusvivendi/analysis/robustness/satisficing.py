"""Satisficing: how often a strategy is acceptable, for several levels of acceptability at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis.inputs import OUTCOME_DIMS, Floats, labelled, names, theory_weights
from modusvivendi.analysis.robustness.value import check_direction
from modusvivendi.errors import InputError, choose
from modusvivendi.study.sampling_error import sampling_error


@dataclass(frozen=True, eq=False)
class SatisficingReport:
    """How often each strategy meets each level of acceptability.

    ``table``: one row per level and strategy with ``k`` runs that meet the level, of ``n`` runs under
    theories that weigh more than 0, the weighted ``share`` and its Monte Carlo standard ``error``.
    ``by_theory``: the share under each theory.
    """

    table: pd.DataFrame
    by_theory: pd.DataFrame
    levels: dict[str, dict[str, float]]
    dropped: int

    def to_frame(self) -> pd.DataFrame:
        """The table of counts and shares."""
        return self.table


def satisficing(
    outcomes: xr.DataArray,
    direction: Mapping[str, int],
    levels: Mapping[str, Mapping[str, float]],
    weights: Mapping[str, float] | None = None,
) -> SatisficingReport:
    """Count "acceptable in k of n", for any number of levels at once.

    ``levels`` maps a level's name ("tolerable", "acceptable", "preferred") to outcome → threshold in the
    outcome's own unit. A run meets the level if every outcome named is at least its threshold (direction
    +1) or at most (direction -1): the domain criterion of Starr (1963) over several outcomes.
    Raises InputError if no future is finite.
    """
    outcomes = labelled(outcomes, OUTCOME_DIMS, "the outcomes")
    wanted = _check_levels(levels, names(outcomes, "outcome"))
    check_direction(direction, wanted)
    used = outcomes.sel(outcome=wanted)
    whole = np.isfinite(used.values).all(axis=(0, 1, 2))
    if not whole.any():
        raise InputError("no future is complete: every run holds a value that is not a number")
    used = used.isel(future=whole)
    theories = names(outcomes, "theory")
    given = theory_weights(weights, theories)
    parts, shares = [], {}
    for level, thresholds in levels.items():
        met = _met(used, direction, thresholds)
        parts.append(_counts(level, met, given, names(outcomes, "strategy")))
        shares[level] = pd.DataFrame(met.mean(axis=2), index=theories, columns=names(outcomes, "strategy"))
    return SatisficingReport(
        pd.concat(parts, ignore_index=True),
        pd.concat(shares, names=["level", "theory"]),
        {level: dict(t) for level, t in levels.items()},
        int((~whole).sum()),
    )


def _check_levels(levels: Mapping[str, Mapping[str, float]], known: list[str]) -> list[str]:
    if not levels:
        raise InputError("no level of acceptability is given")
    wanted: list[str] = []
    for level, thresholds in levels.items():
        if not thresholds:
            raise InputError(f"level '{level}' names no outcome")
        wanted += [choose("outcome", o, known) for o in thresholds if o not in wanted]
    return wanted


def _met(used: xr.DataArray, direction: Mapping[str, int], thresholds: Mapping[str, float]) -> Floats:
    """1 where a run meets every threshold, shape (theories, strategies, futures)."""
    ok = np.ones((used.sizes["theory"], used.sizes["strategy"], used.sizes["future"]), dtype=bool)
    for outcome, threshold in thresholds.items():
        ok &= direction[outcome] * used.sel(outcome=outcome).values >= direction[outcome] * threshold
    return ok.astype(np.float64)


def _counts(level: str, met: Floats, weights: Floats, strategies: list[str]) -> pd.DataFrame:
    by_future = np.einsum("t,tsf->sf", weights, met)
    live, futures = weights > 0, met.shape[2]
    return pd.DataFrame(
        {
            "level": level,
            "strategy": strategies,
            "k": met[live].sum(axis=(0, 2)).astype(int),
            "n": int(live.sum()) * futures,
            "share": by_future.mean(axis=1),
            "error": sampling_error(by_future),
        }
    )
