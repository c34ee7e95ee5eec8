"""The ordered logit against closed forms, finite differences and a sum worked out by quadrature."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit, logit

from modusvivendi.outside import ordered_logit
from modusvivendi.outside.ordered_logit import CUT_SD, fit, log_chance

RNG = np.random.default_rng(1)
NONE = np.empty(0)


def test_chances_of_all_levels_add_up_to_one() -> None:
    x, cuts, beta = RNG.normal(size=(20, 3)), np.array([-1.0, 0.2, 2.5]), np.array([0.5, -1.0, 2.0])
    each = [np.exp(log_chance(np.full(20, k), x, cuts, beta)) for k in range(4)]
    assert np.allclose(np.sum(each, axis=0), 1)
    assert np.allclose(each[0], expit(cuts[0] - x @ beta))  # P(y <= 0) = F(c_1 - eta)
    assert np.allclose(each[3], 1 - expit(cuts[2] - x @ beta))


def test_without_covariates_cuts_are_the_logits_of_cumulative_shares() -> None:
    y = np.repeat([0, 1, 2], [3000, 5000, 2000])
    found = fit(y, np.empty((len(y), 0)), NONE, NONE)
    assert np.allclose(found.cuts, logit([0.3, 0.8]), atol=1e-3)


def test_slopes_and_curvature_are_those_of_the_likelihood() -> None:
    y, x = RNG.integers(0, 4, 40), RNG.normal(size=(40, 2))
    theta = np.array([-0.8, 0.1, 1.2, 0.4, -0.7])
    levels = np.eye(4)[y]
    above, below = np.hstack([levels[:, :3], -x]), np.hstack([levels[:, 1:], -x])

    def slope(at: np.ndarray) -> np.ndarray:
        return ordered_logit._derivatives(y, x, above, below, at[:3], at[3:])[0]

    def value(at: np.ndarray) -> float:
        return float(log_chance(y, x, at[:3], at[3:]).sum())

    steps = 1e-5 * np.eye(5)
    assert np.allclose(slope(theta), [(value(theta + s) - value(theta - s)) / 2e-5 for s in steps], atol=1e-5)
    curve = ordered_logit._derivatives(y, x, above, below, theta[:3], theta[3:])[1]
    assert np.allclose(-curve, [(slope(theta + s) - slope(theta - s)) / 2e-5 for s in steps], atol=1e-4)


def test_evidence_of_one_cut_is_that_of_quadrature() -> None:
    y = np.repeat([0, 1], [60, 90])
    found = fit(y, np.empty((150, 0)), NONE, NONE)

    def integrand(cut: float) -> float:
        prior = np.exp(-0.5 * (cut / CUT_SD) ** 2) / (CUT_SD * np.sqrt(2 * np.pi))
        return float(np.exp(60 * np.log(expit(cut)) + 90 * np.log(expit(-cut)) + 100) * prior)

    exact = np.log(quad(integrand, -4, 4)[0]) - 100
    assert found.log_z == pytest.approx(exact, abs=0.01)


def test_a_known_weight_is_found_with_its_interval() -> None:
    rng = np.random.default_rng(7)
    x = rng.normal(size=(4000, 1))
    y = np.digitize(0.8 * x[:, 0] + rng.logistic(size=4000), [-1.0, 0.5])
    value, low, high = fit(y, x, np.zeros(1), np.full(1, 2.0)).interval(0)
    assert low < 0.8 < high and high - low < 0.3 and low < value < high


def test_a_prior_of_no_width_keeps_a_weight_where_it_is() -> None:
    y, x = np.repeat([0, 1], 50), np.repeat([0.0, 1.0], 50)[:, None]
    assert fit(y, x, np.array([0.3]), np.array([1e-6])).beta[0] == pytest.approx(0.3, abs=1e-4)


@pytest.mark.parametrize("y", [np.zeros(5, dtype=int), np.array([0, 2, 2])])
def test_levels_must_occur(y: np.ndarray) -> None:
    with pytest.raises(ValueError, match="every level"):
        fit(y, np.empty((len(y), 0)), NONE, NONE)
