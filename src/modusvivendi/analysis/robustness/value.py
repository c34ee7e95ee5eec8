"""What a user cares about: one outcome, or the user's own weighting of outcomes, higher is better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from modusvivendi.errors import InputError, choose

if TYPE_CHECKING:
    import xarray as xr


def check_direction(direction: Mapping[str, int], wanted: list[str]) -> None:
    """Raise InputError unless every wanted outcome has a direction of +1 or -1."""
    for outcome in wanted:
        if outcome not in direction:
            raise InputError(f"outcome '{outcome}' has no direction: give +1 (higher is better) or -1")
        if direction[outcome] not in (1, -1):
            raise InputError(f"the direction of '{outcome}' must be +1 or -1, not {direction[outcome]}")


def value_weights(chosen: str | Mapping[str, float], known: list[str]) -> dict[str, float]:
    """The weight of each outcome in a value: 1 for a single name. InputError for unknown names and bad weights."""
    weights = {chosen: 1.0} if isinstance(chosen, str) else {k: float(v) for k, v in chosen.items()}
    for outcome, weight in weights.items():
        choose("outcome", outcome, known)
        if not np.isfinite(weight) or weight < 0:
            raise InputError(f"the weight of '{outcome}' must be at least 0, not {weight}")
    if not any(weights.values()):
        raise InputError("a value needs at least one outcome with a weight above 0")
    return weights


def value(
    outcomes: xr.DataArray,
    direction: Mapping[str, int],
    chosen: str | Mapping[str, float],
    per_range: bool = False,
) -> xr.DataArray:
    """Value of every run, higher is better: ``outcomes`` without its dimension ``outcome``.

    v = Σ_o a_o · d_o · y_o, with y_o the outcome in its own unit, d_o its direction (+1 or -1) and a_o
    the user's weight (at least 0; a user who wants the opposite reverses the direction). ``chosen`` is
    the name of one outcome (a = 1) or a mapping outcome → weight. With ``per_range`` each outcome is
    first divided by its range over all runs, so that weights are per range and not per unit.

    There is no default weighting: how to trade outcomes is the user's judgement. A run with a missing
    outcome stays missing here; the analyses drop it and say how many went.
    Raises InputError for outcomes that are empty or have no such dimension.
    """
    import xarray as xr

    from modusvivendi.analysis.inputs import names

    if "outcome" not in outcomes.coords or outcomes.size == 0:
        raise InputError("the outcomes are empty, or have no labelled dimension 'outcome'")
    weights = value_weights(chosen, names(outcomes, "outcome"))
    check_direction(direction, list(weights))
    total = xr.zeros_like(outcomes.isel(outcome=0, drop=True), dtype=np.float64)
    for outcome, weight in weights.items():
        column = outcomes.sel(outcome=outcome, drop=True).astype(np.float64)
        total = total + weight * direction[outcome] * (column / _range(column) if per_range else column)
    return total


def _range(column: xr.DataArray) -> float:
    finite = column.values[np.isfinite(column.values)]
    width = float(finite.max() - finite.min()) if finite.size else 0.0
    return width if width > 0 else 1.0
