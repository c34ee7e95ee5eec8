"""Screening: indices of a known model, no credit to noise, independence of the order of numbers."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.analysis.discovery.screening import Split, screen
from modusvivendi.errors import InputError


def model(n: int = 4000, extra: int = 30) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """y = 3 a + 2 cos πb (+ 5 under the second theory) + noise, where a differs between theories; ``extra`` idle numbers."""
    random = np.random.default_rng(0)
    a, b = random.normal(size=(2, n)), random.random(n)
    numbers = {"a": a, "b": b, **{f"idle{i}": random.random(n) for i in range(extra)}}
    y = 3 * a + 2 * np.cos(np.pi * b) + np.array([[0.0], [5.0]]) + random.normal(size=(2, n))
    return numbers, y


def test_indices_of_a_known_model() -> None:
    """Within theories Var is 9 + 2 + 1; theories add 25 w (1 - w) to V."""
    numbers, y = model()
    for weights in (np.array([0.5, 0.5]), np.array([0.9, 0.1])):
        found = screen(numbers, y, weights, seed=1)
        v = 12 + 25 * weights[0] * weights[1]
        assert found.kept == ("a", "b")
        assert found.indices["a"] == pytest.approx(9 / v, rel=0.08)
        assert found.indices["b"] == pytest.approx(2 / v, rel=0.15)
        assert found.indices.drop(["a", "b"]).abs().max() < 0.02
        assert 0 < found.noise < 0.02


def test_order_of_numbers_and_unweighted_theories_do_not_matter() -> None:
    numbers, y = model()
    turned = dict(reversed(list(numbers.items())))
    assert screen(turned, y, np.array([0.5, 0.5]), 1).kept == ("a", "b")
    wild = np.vstack([y, 1e6 * y[:1]])
    padded = {n: np.vstack([x, x[:1]]) if x.ndim == 2 else x for n, x in numbers.items()}
    same = screen(padded, wild, np.array([0.5, 0.5, 0.0]), 1)
    assert same.indices["a"] == pytest.approx(screen(numbers, y, np.array([0.5, 0.5]), 1).indices["a"])


def test_pure_noise_keeps_next_to_nothing_and_a_twin_gets_no_credit() -> None:
    random = np.random.default_rng(2)
    noise = {f"x{i}": random.random(800) for i in range(100)}
    assert len(screen(noise, random.normal(size=(1, 800)), np.ones(1), 3).kept) <= 3
    a = random.normal(size=800)
    twins = {"a": a, "twin": a + 1e-3 * random.normal(size=800), "idle": random.random(800)}
    assert len(screen(twins, a[None] + 0.1 * random.normal(size=(1, 800)), np.ones(1), 3).kept) == 1


def test_bad_input() -> None:
    with pytest.raises(InputError, match="constant"):
        Split.of(np.ones((2, 100)), np.array([0.5, 0.5]))
    with pytest.raises(InputError, match="at least 64"):
        Split.of(np.random.default_rng(0).random((1, 63)), np.ones(1))
