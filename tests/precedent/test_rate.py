"""Base rates: intervals hold the rate, the effective number lies between one and the number of asks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from modusvivendi.precedent.demand import Demand
from modusvivendi.precedent.rate import EVENTS, correlation, correlations, effective_number, jeffreys, rate_of, share_of
from precedent.asks import drawn, made


@settings(deadline=None)
@given(st.lists(drawn(), max_size=30), st.floats(0, 1))
def test_effective_number_lies_between_one_and_the_number(rows: list[Demand], rho: float) -> None:
    n = sum(d.decided for d in rows)
    assert min(1, n) - 1e-9 <= effective_number(rows, rho) <= n + 1e-9


@settings(deadline=None)
@given(st.lists(drawn(), min_size=1, max_size=30), st.floats(0, 1))
def test_the_interval_holds_the_rate(rows: list[Demand], rho: float) -> None:
    for event in EVENTS.values():
        share = share_of(rows, event, rho)
        if share.value is None:
            assert not any(d.decided for d in rows)
        else:
            assert 0 <= share.low <= share.value <= share.high <= 1


@settings(deadline=None)
@given(st.lists(drawn(), max_size=40))
def test_correlation_is_a_share_and_wider_events_are_more_frequent(rows: list[Demand]) -> None:
    assert all(0 <= x <= 1 for x in correlations(rows).values())
    rate = rate_of(rows, correlations(rows))
    assert rate.met.count <= rate.held_or_met.count <= rate.moved.count <= rate.decided
    assert rate.decided + rate.open == len(rows) == sum(rate.outcomes.values())


def test_files_that_agree_within_count_once_each() -> None:
    rows = [made(f"a{k}", issue_class="a") for k in range(5)] + [
        made(f"b{k}", issue_class="b", outcome="not_met") for k in range(5)
    ]
    assert correlation(rows, EVENTS["met"]) == 1
    assert effective_number(rows, 1.0) == pytest.approx(2)
    assert effective_number(rows, 0.0) == 10


def test_correlation_is_that_of_the_analysis_of_variance() -> None:
    """Three files of two: (1, 1), (1, 0), (0, 0): MSB = 1/2, MSW = 1/6, so (1/2 - 1/6) / (1/2 + 1/6) = 1/2."""
    outcomes = {"a": ("met", "met"), "b": ("met", "not_met"), "c": ("not_met", "not_met")}
    rows = [made(f"{k}{n}", issue_class=k, outcome=o) for k, two in outcomes.items() for n, o in enumerate(two)]
    assert correlation(rows, EVENTS["met"]) == pytest.approx(0.5)


def test_correlation_finds_what_made_it() -> None:
    """400 files of five with a chance from Beta(1, 1): the correlation is 1 / (1 + 1 + 1)."""
    rng = np.random.default_rng(5)
    rows = [
        made(f"{k}-{n}", issue_class=f"c{k}", outcome="met" if hit else "not_met")
        for k, p in enumerate(rng.random(400)) for n, hit in enumerate(rng.random(5) < p)
    ]  # fmt: skip
    assert correlation(rows, EVENTS["met"]) == pytest.approx(1 / 3, abs=0.05)


def test_what_cannot_be_told_counts_each_file_once() -> None:
    rows = [made(f"s{k}") for k in range(6)]
    assert correlation(rows, EVENTS["met"]) == 1


def test_jeffreys_interval() -> None:
    low, high = jeffreys(7, 3)
    assert (low, high) == pytest.approx((beta.ppf(0.05, 7.5, 3.5), beta.ppf(0.95, 7.5, 3.5)))
    assert jeffreys(0, 8)[0] == 0 and jeffreys(8, 0)[1] == 1


def test_who_failed_it_is_counted_apart() -> None:
    rows = [made("a", outcome="not_met", failed_by="asker"), made("b", outcome="not_met", failed_by="authority"), made("c")]
    assert rate_of(rows, correlations(rows)).elsewhere == 1
