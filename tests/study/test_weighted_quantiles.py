"""Quantiles over theories and futures, however they are found."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.study.summary import weighted_quantiles

MANY = tuple((np.arange(50) + 0.5) / 50)


@pytest.mark.parametrize("points", [(0.05, 0.95), (0.05, 0.5, 0.95), MANY], ids=["two", "three", "many"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (9, 64)], ids=str)
def test_equal_weights_give_the_value_below_which_a_share_lies(points: tuple[float, ...], shape: tuple[int, int]) -> None:
    """By counting: the first value in order at which the mass up to it reaches the share; ties among values are no matter."""
    values = np.random.default_rng(3).integers(0, 40, shape).astype(np.float32)
    found = weighted_quantiles(values, np.full(shape[0], 1 / shape[0]), points)
    for value, share in zip(found, points, strict=True):
        assert (values <= value).mean() >= share - 1e-9
        assert (values < value).mean() < share + 1e-9


@pytest.mark.parametrize("points", [(0.05, 0.5, 0.95), MANY], ids=["three", "many"])
def test_a_theory_without_weight_changes_nothing(points: tuple[float, ...]) -> None:
    """The two ways, for equal weights and for any, agree where both apply."""
    values = np.random.default_rng(4).normal(size=(3, 64))
    alone = weighted_quantiles(values[:2], np.array([0.5, 0.5]), points)
    assert (weighted_quantiles(values, np.array([0.5, 0.5, 0.0]), points) == alone).all()
