"""Elementary functions: error bounds, and agreement of the compiled form with the Python original."""

from __future__ import annotations

import inspect
import types

import numpy as np
import pytest
from numba import njit

import tests_registry
from modusvivendi.engine.compile import REGISTRY
from modusvivendi.engine.equations import numeric


def apply(function, values):  # type: ignore[no-untyped-def]
    """Evaluate a compiled scalar function on an array in single precision."""

    @njit
    def loop(x, out):  # type: ignore[no-untyped-def]
        for n in range(x.size):
            out[n] = function(x[n])

    x = np.asarray(values, np.float32)
    out = np.empty_like(x)
    loop(x, out)
    return x.astype(np.float64), out.astype(np.float64)


def test_exp_is_within_its_stated_error() -> None:
    x, y = apply(numeric.exp, np.linspace(-80, 80, 20_001))
    assert np.abs(y / np.exp(x) - 1).max() < 3e-7


def test_exp_holds_its_argument_within_eighty() -> None:
    _, y = apply(numeric.exp, [-200, -80, 80, 200])
    assert y[0] == y[1] > 0 and np.isfinite(y[3]) and y[3] == y[2]


def test_the_polynomial_of_exp_is_far_better_than_single_precision() -> None:
    """In double precision its error is that of the polynomial alone, so that each of its coefficients is felt."""
    x = np.linspace(-5, 5, 4001)
    code = getattr(numeric.exp, "py_func", numeric.exp).__code__
    original = types.FunctionType(code, {**vars(numeric), "clip": lambda x, low, high: x})
    assert np.abs(np.array([original(v) for v in x]) / np.exp(x) - 1).max() < 5e-9


def test_log_is_within_its_stated_error() -> None:
    x, y = apply(numeric.log, np.exp(np.linspace(-12, 12, 20_001)))
    assert (np.abs(y - np.log(x)) < 3e-7 * np.maximum(1, np.abs(np.log(x)))).all()


def test_logit_is_the_quantile_function_of_the_logistic_distribution() -> None:
    u, y = apply(numeric.logit, np.linspace(0.001, 0.999, 9999))
    assert np.allclose(1 / (1 + np.exp(-y)), u, atol=2e-6)


def test_saturation_is_one_half_at_its_half_point() -> None:
    _, y = apply(lambda_saturate, [0.0, 0.7, 1.4, 100.0])
    assert y == pytest.approx([0, 0.5, 0.75, 1], abs=1e-6)


@njit
def lambda_saturate(x):  # type: ignore[no-untyped-def]
    return numeric.saturate(x, np.float32(0.7))


def test_a_bounded_sum_stays_within_three_and_is_steep_at_zero() -> None:
    x, y = apply(numeric.bounded, np.linspace(-30, 30, 1001))
    assert np.abs(y).max() < 3.0 + 1e-6
    assert np.allclose(y, 3 * np.tanh(x / 3), atol=2e-6)


@pytest.mark.parametrize("name", tests_registry.NAMES)
def test_compiled_mechanisms_agree_with_their_python_originals(name: str) -> None:
    mechanism = REGISTRY[name]
    compiled = tests_registry.compiled(name)
    rng = np.random.default_rng(5)
    size = len(inspect.signature(mechanism.function).parameters)
    for _ in range(20):
        arguments = rng.uniform(0.05, 1.0, size)
        single = [np.float32(a) for a in arguments]
        assert compiled(*single) == pytest.approx(mechanism.function(*arguments), rel=2e-4, abs=2e-5)
