"""Scores against closed forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t

from modusvivendi.forecasting.base_rate import at_least
from modusvivendi.forecasting.scores import brier, by_group, calibration, log_score


def test_brier_and_log_score_of_single_questions() -> None:
    chance, answer = np.array([0.9, 0.9, 0.5]), np.array([1.0, 0.0, 1.0])
    assert brier(chance, answer) == pytest.approx([0.01, 0.81, 0.25])
    assert log_score(chance, answer) == pytest.approx(np.log([0.9, 0.1, 0.5]))


def test_certainty_that_was_wrong_has_a_finite_log_score() -> None:
    assert np.isfinite(log_score(np.array([0.0, 1.0]), np.array([1.0, 0.0]))).all()


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_scores_are_proper(truth: float, said: float) -> None:
    """Who believes ``truth`` expects the best score by saying so."""
    answer = np.array([1.0, 0.0])
    weights = np.array([truth, 1 - truth])
    honest, other = np.full(2, truth), np.full(2, said)
    assert weights @ brier(honest, answer) <= weights @ brier(other, answer) + 1e-12
    assert weights @ log_score(honest, answer) >= weights @ log_score(other, answer) - 1e-12


def test_interval_takes_groups_and_not_questions_as_independent() -> None:
    """Ten copies of a question are one: the interval is that of Student's t over the sums of groups."""
    difference = np.array([0.1, 0.1, -0.2, 0.3])
    found = by_group(difference, ["a", "a", "b", "c"])
    sums = np.array([0.2, -0.2, 0.3])
    half = t.ppf(0.95, 2) * sums.std(ddof=1) * np.sqrt(3) / 4
    assert found.groups == 3
    assert (found.mean, found.low, found.high) == pytest.approx((0.075, 0.075 - half, 0.075 + half))


def test_one_group_has_no_interval() -> None:
    assert np.isnan(by_group(np.array([0.1, 0.2]), ["a", "a"]).low)


def test_calibration_counts_what_was_said_and_seen() -> None:
    frame = calibration(np.array([0.05, 0.2, 0.25, 1.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    wanted = pd.DataFrame(
        {"from": [0.0, 0.1, 0.9], "to": [0.1, 0.3, 1.0], "n": [1, 2, 1], "said": [0.05, 0.225, 1.0], "seen": [0, 1, 1]}
    )
    pd.testing.assert_frame_equal(frame, wanted)


def test_chance_of_an_event_has_its_closed_form() -> None:
    """One event or more: 1 - (T / (T + w))^(n + 1/2), the Gamma law integrated out."""
    assert at_least(1, 3, 32, 22) == pytest.approx(1 - (32 / 54) ** 3.5)
    assert at_least(0, 0, 12, 12) == 1.0
    assert at_least(2, 3, 32, 22) < at_least(1, 3, 32, 22)


def test_chance_of_events_agrees_with_simulation() -> None:
    draws = np.random.default_rng(1)
    counts = draws.poisson(22 * draws.gamma(3.5, 1 / 32, 200_000))
    assert at_least(2, 3, 32, 22) == pytest.approx((counts >= 2).mean(), abs=0.005)
