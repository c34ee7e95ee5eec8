"""Base rates and leader shares from counts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.case import Act, Case, Issue, Quantity, When, load_case
from modusvivendi.case.base_rates import (
    DIRECTIONS,
    base_rates,
    counted,
    exposure,
    leader_shares,
    months_between,
    policy_on,
    room,
)

AS_OF = date(2024, 5, 29)


def level(x: float) -> Quantity:
    return Quantity(value=x, range=(x, x), source="definition: a test")


@pytest.fixture
def issue(afghanistan: Case) -> Issue:
    """An issue whose policy stays at one half."""
    half = {"start": level(0.5), "start_2021": level(0.5)}
    return afghanistan.issue("water_management").model_copy(update=half)


@pytest.fixture
def act(afghanistan: Case) -> Act:
    record = afghanistan.record
    assert record is not None
    found = next(a for a in record.acts if a.issue == "water_management")
    june = When(date(2022, 6, 1), "month")
    return _changed(found, net_effect="toward", track="", date=june, level="ministry")


def _changed(act: Act, **changes: object) -> Act:
    return Act(**{**act.__dict__, **changes})


def test_room_is_full_at_one_and_gone_at_zero() -> None:
    assert (room(0.0), room(1.0)) == (0.0, 1.0)
    assert room(0.5) == pytest.approx(0.75)


@settings(derandomize=True, max_examples=50, deadline=None)
@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.05, 3.0))
def test_room_grows_with_what_is_left(a: float, b: float, half: float) -> None:
    low, high = sorted((a, b))
    assert 0.0 <= room(low, half) <= room(high, half) <= 1.0 + 1e-12
    assert room(low, half) >= low - 1e-12


def test_the_window_has_thirty_two_months() -> None:
    months = months_between(date(2021, 10, 1), AS_OF)
    assert (len(months), months[0], months[-1]) == (32, date(2021, 10, 1), date(2024, 5, 1))


def test_policy_runs_straight_between_its_two_known_levels(issue: Issue) -> None:
    sloped = issue.model_copy(update={"start_2021": level(0.2), "start": level(0.8)})
    assert policy_on(date(2021, 8, 15), sloped, AS_OF) == pytest.approx(0.2)
    assert policy_on(AS_OF, sloped, AS_OF) == pytest.approx(0.8)
    assert policy_on(date(2023, 1, 6), sloped, AS_OF) == pytest.approx(0.5, abs=1e-3)
    assert policy_on(date(2030, 1, 1), sloped, AS_OF) == pytest.approx(0.8)


def test_exposure_of_a_constant_policy_is_months_times_room(issue: Issue) -> None:
    for way in DIRECTIONS:
        assert exposure(issue, way, AS_OF) == pytest.approx(32 * 0.75)
    full = issue.model_copy(update={"start_2021": level(1.0), "start": level(1.0)})
    assert exposure(full, "toward", AS_OF) == 0.0
    assert exposure(full, "away", AS_OF) == pytest.approx(32.0)


def test_no_act_gives_the_prior_and_waiting(issue: Issue) -> None:
    rate = base_rates(issue, [], AS_OF)["toward"]
    assert (rate.shape, rate.rate) == (1.0, pytest.approx(1 / 0.06 + 24.0))


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, 1),
        ({"net_effect": "neutral"}, 0),
        ({"net_effect": "away"}, 0),
        ({"track": "S30"}, 0),
        ({"issue": "economy_banking"}, 0),
        ({"date": When(date(2021, 9, 30), "day")}, 0),
        ({"date": When(date(2021, 10, 1), "day")}, 1),
        ({"date": When(AS_OF, "day")}, 1),
        ({"date": When(date(2024, 5, 30), "day")}, 0),
    ],
)
def test_which_acts_count(act: Act, changes: dict[str, object], number: int) -> None:
    assert len(counted([_changed(act, **changes)], "water_management", "toward", AS_OF)) == number


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12))
def test_leader_shares_lie_in_their_interval_and_rise_with_his_acts(led: int, others: int) -> None:
    case = load_case("afghanistan")
    assert case.record is not None
    one = _changed(case.record.acts[0], issue="water_management", net_effect="away", date=When(AS_OF, "day"))
    acts = [_changed(one, level="supreme_leader")] * led + [_changed(one, level="ministry")] * others
    issue = case.issue("water_management")
    share = leader_shares(issue, acts, AS_OF)["away"]
    assert share.value == pytest.approx((led + 0.5) / (led + others + 2))
    assert 0.0 < share.low < share.value < share.high < 1.0
    more = leader_shares(issue, [*acts, _changed(one, level="supreme_leader")], AS_OF)["away"]
    assert more.value > share.value and more.low > share.low
