"""Base rates and leader shares from counts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.case import Act, Case, Issue, Quantity, When, load_case
from modusvivendi.case.base_rates import (
    DIRECTIONS,
    Window,
    base_rates,
    counted,
    exposure,
    leader_shares,
    months_between,
    policy_on,
    room,
)

BEGINS, AS_OF = date(2021, 8, 15), date(2024, 5, 29)
WINDOW = Window(date(2021, 10, 1), AS_OF)


def level(x: float) -> Quantity:
    return Quantity(value=x, range=(x, x), source="definition: a test")


def with_levels(issue: Issue, first: float, last: float) -> Issue:
    levels = {BEGINS: level(first), AS_OF: level(last)}
    return issue.model_copy(update={"levels": levels, "start": level(last)})


@pytest.fixture
def issue(afghanistan: Case) -> Issue:
    """An issue whose policy stays at one half."""
    return with_levels(afghanistan.issue("water_management"), 0.5, 0.5)


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
    assert room(0.5) == pytest.approx(0.5 * 1.1 / 0.6) and room(0.5, 0.5) == pytest.approx(0.75)


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
    sloped = with_levels(issue, 0.2, 0.8).levels
    assert policy_on(date(2021, 8, 15), sloped) == pytest.approx(0.2)
    assert policy_on(AS_OF, sloped) == pytest.approx(0.8)
    assert policy_on(date(2023, 1, 6), sloped) == pytest.approx(0.5, abs=1e-3)
    assert policy_on(date(2030, 1, 1), sloped) == pytest.approx(0.8)
    assert policy_on(date(2020, 1, 1), sloped) == pytest.approx(0.2)


def test_policy_passes_through_every_level_between() -> None:
    levels = {date(2020, 1, 1): level(0.2), date(2021, 1, 1): level(0.6), date(2023, 1, 1): level(0.2)}
    assert policy_on(date(2021, 1, 1), levels) == pytest.approx(0.6)
    assert policy_on(date(2022, 1, 1), levels) == pytest.approx(0.4, abs=1e-3)
    assert policy_on(date(2020, 7, 2), levels) == pytest.approx(0.4, abs=1e-3)
    assert policy_on(date(2025, 1, 1), {date(2020, 1, 1): level(0.3)}) == 0.3


def test_exposure_of_a_constant_policy_is_months_times_room(issue: Issue) -> None:
    for way in DIRECTIONS:
        assert exposure(issue, way, WINDOW) == pytest.approx(32 * 0.5 * 1.1 / 0.6)
    full = with_levels(issue, 1.0, 1.0)
    assert exposure(full, "toward", WINDOW) == 0.0
    assert exposure(full, "away", WINDOW) == pytest.approx(32.0)


def test_no_act_gives_the_prior_and_waiting(issue: Issue) -> None:
    rate = base_rates(issue, [], WINDOW)["toward"]
    assert (rate.shape, rate.rate) == (1.0, pytest.approx(1 / 0.06 + 32 * 0.5 * 1.1 / 0.6))


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
    assert len(counted([_changed(act, **changes)], "water_management", "toward", WINDOW)) == number


@settings(derandomize=True, max_examples=30, deadline=None)
@given(st.integers(0, 12), st.integers(0, 12))
def test_leader_shares_lie_in_their_interval_and_rise_with_his_acts(led: int, others: int) -> None:
    case = load_case("afghanistan", as_of="2024-05-29")
    assert case.record is not None
    one = _changed(case.record.acts[0], issue="water_management", net_effect="away", date=When(AS_OF, "day"))
    acts = [_changed(one, level="supreme_leader")] * led + [_changed(one, level="ministry")] * others
    issue = case.issue("water_management")
    share = leader_shares(issue, acts, WINDOW)["away"]
    assert share.value == pytest.approx((led + 0.5) / (led + others + 2))
    assert 0.0 < share.low < share.value < share.high < 1.0
    more = leader_shares(issue, [*acts, _changed(one, level="supreme_leader")], WINDOW)["away"]
    assert more.value > share.value and more.low > share.low
