"""Trade-offs: which strategies are not beaten on every outcome at once. No single score by default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis.inputs import OUTCOME_DIMS, Floats, labelled, names, theory_weights
from modusvivendi.analysis.robustness.monte_carlo import half_width, mean_and_error
from modusvivendi.analysis.robustness.value import check_direction
from modusvivendi.errors import InputError, choose


@dataclass(frozen=True, eq=False)
class TradeoffReport:
    """Strategies against outcomes.

    ``means`` and ``errors``: strategies × outcomes, in the outcomes' own units, Monte Carlo standard
    errors. ``efficient``: not dominated. ``dominated_by``: for each other strategy, those that dominate
    it. ``score`` only where the user gave weights, else None.
    """

    means: pd.DataFrame
    errors: pd.DataFrame
    efficient: tuple[str, ...]
    dominated_by: dict[str, tuple[str, ...]]
    score: pd.Series | None
    direction: dict[str, int]
    futures: int
    dropped: int

    def to_frame(self) -> pd.DataFrame:
        """The table of outcomes against each other, with a column that marks efficient strategies."""
        frame = self.means.assign(efficient=[s in self.efficient for s in self.means.index])
        return frame if self.score is None else frame.assign(score=self.score)


def dominates(lead: Floats, doubt: Floats, epsilon: Floats) -> bool:
    """Whether a lead (outcomes,), oriented, is dominance.

    Nowhere behind by more than ε and somewhere ahead by more than ε, both still true when ``doubt``, the
    half-width of the Monte Carlo interval, is taken off: lead - doubt ≥ -ε everywhere, > ε somewhere.
    """
    safe = lead - doubt
    return bool((safe >= -epsilon).all() and (safe > epsilon).any())


def pareto_efficient(oriented: Floats, epsilon: float = 0.0) -> list[bool]:
    """Which rows of ``oriented`` (strategies, outcomes; higher is better) no other row dominates.

    epsilon: how much lower than the other a row may be in an outcome and still count as equal, in its unit.
    """
    slack = np.full(oriented.shape[1], epsilon)
    none = np.zeros(oriented.shape[1])
    return [not any(dominates(other - row, none, slack) for other in oriented) for row in oriented]


def tradeoff(
    outcomes: xr.DataArray,
    direction: Mapping[str, int],
    chosen: Sequence[str] | None = None,
    *,
    weights: Mapping[str, float] | None = None,
    epsilon: float | Mapping[str, float] = 0.0,
    level: float | None = 0.95,
    outcome_weights: Mapping[str, float] | None = None,
) -> TradeoffReport:
    """Pareto-efficient strategies on the mean of each chosen outcome, over theories weighted by ``weights``.

    ``epsilon``: a difference too small to matter, one number or one per outcome, in the outcome's unit.
    ``level``: a strategy is struck out only if dominated with this confidence in each paired difference
    (None: compare the means as they are). ``outcome_weights``: the user's, per unit of outcome; only
    then is there a score. Raises InputError if no outcome is chosen or no future is finite.
    """
    outcomes = labelled(outcomes, OUTCOME_DIMS, "the outcomes")
    known = names(outcomes, "outcome")
    wanted = [choose("outcome", o, known) for o in (known if chosen is None else chosen)]
    if not wanted:
        raise InputError("no outcome is chosen")
    check_direction(direction, wanted)
    used = outcomes.sel(outcome=wanted)
    whole = np.isfinite(used.values).all(axis=(0, 1, 2))
    if not whole.any():
        raise InputError("no future is complete: every run holds a value that is not a number")
    strategies = names(outcomes, "strategy")
    given = theory_weights(weights, names(outcomes, "theory"))
    pooled = np.einsum("t,tsof->sof", given, used.values[..., whole].astype(np.float64))
    means, errors = mean_and_error(pooled)
    signs = np.array([direction[o] for o in wanted], dtype=np.float64)
    slack = _slack(epsilon, wanted)
    reach = 0.0 if level is None else half_width(level)
    beaten = _beaten(pooled * signs[None, :, None], slack, reach, strategies)
    index, columns = pd.Index(strategies, name="strategy"), pd.Index(wanted, name="outcome")
    table = pd.DataFrame(means, index=index, columns=columns)
    return TradeoffReport(
        table,
        pd.DataFrame(errors, index=index, columns=columns),
        tuple(s for s in strategies if s not in beaten),
        beaten,
        _score(table, direction, outcome_weights),
        {o: direction[o] for o in wanted},
        int(whole.sum()),
        int((~whole).sum()),
    )


def _slack(epsilon: float | Mapping[str, float], wanted: list[str]) -> Floats:
    if isinstance(epsilon, Mapping):
        for name in epsilon:
            choose("outcome", name, wanted)
        slack = np.array([float(epsilon.get(o, 0.0)) for o in wanted])
    else:
        slack = np.full(len(wanted), float(epsilon))
    if (slack < 0).any():
        raise InputError("epsilon must be at least 0")
    return slack


def _beaten(oriented: Floats, slack: Floats, reach: float, strategies: list[str]) -> dict[str, tuple[str, ...]]:
    """Strategy → those that dominate it; ``oriented`` (strategies, outcomes, futures)."""
    beaten = {}
    for i, strategy in enumerate(strategies):
        better = []
        for j, other in enumerate(strategies):
            lead, error = mean_and_error(oriented[j] - oriented[i])
            if i != j and dominates(lead, reach * error, slack):
                better.append(other)
        if better:
            beaten[strategy] = tuple(better)
    return beaten


def _score(table: pd.DataFrame, direction: Mapping[str, int], outcome_weights: Mapping[str, float] | None) -> pd.Series | None:
    if outcome_weights is None:
        return None
    score = pd.Series(0.0, index=table.index, name="score")
    for outcome, weight in outcome_weights.items():
        choose("outcome", outcome, [str(c) for c in table.columns])
        score = score + float(weight) * direction[outcome] * table[outcome]
    return score
