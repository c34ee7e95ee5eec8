"""Pareto efficiency by definition, with tolerance and with Monte Carlo noise."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.analysis import pareto_efficient, tradeoff
from modusvivendi.errors import InputError


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=18, max_size=18))
def test_efficiency_is_the_definition(numbers: list[int]) -> None:
    points = np.array(numbers, dtype=float).reshape(6, 3)
    kept = pareto_efficient(points)
    for i, a in enumerate(points):
        beaten = any((b >= a).all() and (b > a).any() for b in points)
        assert kept[i] == (not beaten)
    assert any(kept)


def test_directions_and_epsilon() -> None:
    points = np.array([[1.0, 0.0], [0.95, 0.5], [0.9, 0.4]])
    assert pareto_efficient(points) == [True, True, False]
    assert pareto_efficient(points, epsilon=0.2) == [False, True, True]


def made(noise: float, lead: float = 0.3) -> xr.DataArray:
    random = np.random.default_rng(0)
    values = noise * random.normal(size=(1, 2, 2, 100))
    values[0, 0, 0] += lead  # better on x, which is to be raised
    values[0, 0, 1] -= lead  # better on y, which is to be lowered
    coords = {"theory": ["t"], "strategy": ["good", "poor"], "outcome": ["x", "y"], "future": np.arange(100)}
    return xr.DataArray(values, dims=("theory", "strategy", "outcome", "future"), coords=coords)


def test_noise_keeps_a_strategy_that_is_not_surely_beaten() -> None:
    direction = {"x": 1, "y": -1}
    assert tradeoff(made(0.01), direction).efficient == ("good",)
    assert tradeoff(made(0.01), direction).dominated_by == {"poor": ("good",)}
    noisy = made(5.0)
    assert tradeoff(noisy, direction).efficient == ("good", "poor")
    assert tradeoff(noisy, {"x": 1, "y": 1}, level=None).efficient == ("good", "poor")
    assert tradeoff(made(0.01), direction, epsilon={"x": 1.0, "y": 1.0}).efficient == ("good", "poor")


def test_score_only_on_request(outcomes: xr.DataArray, direction: dict[str, int]) -> None:
    plain = tradeoff(outcomes, direction)
    assert plain.score is None and "score" not in plain.to_frame()
    assert plain.means.loc["pressure"].tolist() == [1.25, 3.0]
    scored = tradeoff(outcomes, direction, outcome_weights={"good": 1.0, "bad": 0.5})
    assert scored.score is not None
    assert scored.score.to_dict() == {"pressure": 1.25 - 1.5, "piecemeal": 1.5 - 1.5}
    with pytest.raises(InputError, match="did you mean 'good'"):
        tradeoff(outcomes, direction, ["goood"])
    with pytest.raises(InputError, match="epsilon"):
        tradeoff(outcomes, direction, epsilon=-1.0)
