"""The likelihood against direct calculation, and what it must not depend on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import gamma, nbinom, poisson

from modusvivendi.evidence.likelihood.deal_outcomes import Choices, Forms, deal_outcome_chances
from modusvivendi.evidence.likelihood.likelihood import (
    HYPER,
    NODE_WEIGHTS,
    NODES,
    Variant,
    log_negative_binomial,
    score_acts,
)
from modusvivendi.evidence.record.arrays import Rows


def few_acts(rows: Rows, issues: list[int], months: list[int], last: list[int] | None = None) -> Rows:
    """Rows with just these acts."""
    n = len(issues)
    return replace(
        rows,
        acts=tuple(f"a{k}" for k in range(n)),
        act_issue=np.array(issues),
        act_first=np.array(months),
        act_last=np.array(last or months),
        act_confidence=np.zeros(n, int),
        burst=0,
        months=4,
    )


def hyper(shape: float, mean: float, n: int = 1) -> dict[str, np.ndarray]:
    values = {name: np.ones(n) for name in HYPER}
    return values | {"rate_shape": np.full(n, shape), "rate_toward": np.full(n, mean), "rate_away": np.full(n, mean)}


def test_collapsed_acts_equal_quadrature(rows: Rows) -> None:
    """Poisson counts in four months with a Gamma rate: closed form against integration over the rate."""
    log_e = np.log(np.array([0.5, 1.0, 2.0, 0.7]))
    a, mu = 1.3, 0.2
    mine = few_acts(rows, [0, 0, 0], [1, 2, 2])
    exposure = np.zeros((2, 1, 4, 1))
    exposure[0, 0, :, 0] = exposure[1, 0, :, 0] = log_e
    found = score_acts(exposure, mine, np.array([1, 1, 1]), hyper(a, mu))
    counts = np.array([0, 1, 2, 0])

    def integrand(r: float) -> float:
        return float(np.exp(poisson.logpmf(counts, r * np.exp(log_e)).sum()) * gamma.pdf(r, a, scale=mu / a))

    direct = np.log(quad(integrand, 0, 20)[0])
    # Acts are told apart by row: 3! orders / 2! in one month.
    ordering = np.log(6 / 2)
    nothing_away = nbinom.logpmf(0, a, a / (a + mu * np.exp(log_e).sum()))
    assert found.over_time.sum() + found.between_issues.sum() + ordering == pytest.approx(direct + nothing_away, abs=1e-6)


def test_leaving_out_an_act_equals_scoring_without_it(rows: Rows) -> None:
    rng = np.random.default_rng(1)
    exposure = rng.normal(0, 0.5, (2, 3, 4, 5))
    mine = few_acts(rows, [0, 1, 1, 2], [0, 1, 3, 2])
    ways = np.array([1, -1, -1, 1])
    full = score_acts(exposure, mine, ways, hyper(0.8, 0.1, 5))
    for n in range(4):
        less = ways.copy()
        less[n] = 0
        without = score_acts(exposure, mine, less, hyper(0.8, 0.1, 5))
        change = without.over_time.sum(0) + without.between_issues.sum(0) - full.over_time.sum(0) - full.between_issues.sum(0)
        np.testing.assert_allclose(full.without[n], change, atol=1e-5)


def test_an_act_known_to_a_quarter_counts_with_the_sum_of_its_months(rows: Rows) -> None:
    exposure = np.log(np.array([1.0, 2.0, 3.0, 4.0]))[None, None, :, None].repeat(2, 0)
    found = score_acts(exposure, few_acts(rows, [0], [1], [3]), np.array([1]), hyper(1, 0.1))
    assert found.over_time[0, 0] == pytest.approx(np.log(9 / 10))


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.floats(0.2, 5), st.floats(0.05, 5), st.integers(0, 12))
def test_negative_binomial_is_scipys(shape: float, mean: float, count: int) -> None:
    mine = log_negative_binomial(np.array(count), np.array(shape), np.array(mean))
    assert mine == pytest.approx(nbinom.logpmf(count, shape, shape / (shape + mean)), abs=1e-8)


def test_a_constant_factor_on_an_issue_does_not_matter_over_time(rows: Rows) -> None:
    exposure = np.random.default_rng(2).normal(size=(2, 2, 4, 3))
    mine, ways = few_acts(rows, [0, 1], [0, 3]), np.array([1, -1])
    one = score_acts(exposure, mine, ways, hyper(1, 0.1, 3)).over_time
    two = score_acts(exposure + np.array([0.7, -1.3])[None, :, None, None], mine, ways, hyper(1, 0.1, 3)).over_time
    np.testing.assert_allclose(one, two, atol=1e-10)


def test_a_date_is_trusted_as_far_as_its_confidence(rows: Rows) -> None:
    """With chance 0.6 the month is right, else all four are alike; a row of another confidence is not touched."""
    exposure = np.log(np.array([1.0, 2.0, 3.0, 4.0]))[None, None, :, None].repeat(2, 0)
    mine = replace(few_acts(rows, [0, 0], [3, 3]), act_confidence=np.array([0, 2]))
    found = score_acts(exposure, mine, np.array([1, 1]), hyper(1, 0.1) | {"right_low": np.array([0.6])})
    assert found.over_time[0, 0] == pytest.approx(np.log(0.4) + np.log(0.6 * 0.4 + 0.4 * 0.25))


def test_low_confidence_rows_can_be_left_out(rows: Rows) -> None:
    exposure = np.zeros((2, 1, 4, 1))
    mine = replace(few_acts(rows, [0, 0], [1, 2]), act_confidence=np.array([0, 2]))
    both = score_acts(exposure, mine, np.array([1, 1]), hyper(1, 0.1), Variant(without_low=True))
    one = score_acts(exposure, few_acts(rows, [0], [1]), np.array([1]), hyper(1, 0.1))
    np.testing.assert_allclose(both.over_time, one.over_time)
    np.testing.assert_allclose(both.between_issues, one.between_issues)


def chances(
    plain: list[float], worth: float, whole: float, quiet: float = 0.0, report: float = 1.0, band: float = 1.0
) -> np.ndarray:
    one = np.ones(1)
    forms = Forms(np.array([0]), np.array([len(plain)]), np.array([whole]), np.array([quiet]))
    choices = Choices(4 * one, 0 * one, 0.3 * one, band * one, report * one)
    found = deal_outcome_chances(np.array(plain)[:, None], np.full((1, 1), worth), forms, choices, NODES, NODE_WEIGHTS)
    return np.asarray(found[0, :, 0])


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.lists(st.floats(-2, 2), min_size=1, max_size=4), st.floats(-1, 1), st.sampled_from([0.0, 1.0]))
def test_chances_of_a_track_add_up_and_rise_with_the_reward(plain: list[float], worth: float, whole: float) -> None:
    p, more = chances(plain, worth, whole), chances(plain, worth + 0.2, whole)
    assert p.sum() == pytest.approx(1, abs=1e-9)
    assert (p > 0).all()
    assert more[2] >= p[2]
    assert more[0] <= p[0]


def test_single_issue_track_is_an_ordered_logit() -> None:
    """Against the definition, integrated over the random effect on a fine grid."""
    z = np.linspace(-6, 6, 4001)
    density = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    v = 4 * (0.2 + 0.1 / 0.3) + z
    full = (density / (1 + np.exp(-v + 0.5))).sum()
    none = (density / (1 + np.exp(v + 0.5))).sum()
    np.testing.assert_allclose(chances([0.2], 0.1, 0.0), [none, 1 - none - full, full], atol=2e-4)


def test_unreported_quiet_failures_raise_the_recorded_success_of_quiet_tracks_only() -> None:
    quiet, public = chances([-0.2], 0.0, 0.0, 0.85, 0.1), chances([-0.2], 0.0, 0.0, 0.0, 0.1)
    assert quiet[2] > 2 * public[2]
    np.testing.assert_allclose(public, chances([-0.2], 0.0, 0.0, 0.0, 1.0))
