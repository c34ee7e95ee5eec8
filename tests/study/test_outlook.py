"""Against today and between strategies, on results made by hand: direction, ties and ends are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.case import load_case
from modusvivendi.study import Result, Study
from modusvivendi.study.make import make_study
from modusvivendi.study.manifest import manifest_of
from modusvivendi.study.outlook import Outlook, ends, outlook
from modusvivendi.study.scales import POLICY, Scales, along

ISSUE = "girls_secondary_education"
STRATEGIES = ("pressure", "piecemeal", "drift")
EVEN = {"inertia": 0.5, "leverage": 0.5}
FUTURES = 64


@pytest.fixture(scope="module")
def study() -> Study:
    case = load_case("afghanistan", read_on="2026-04-01")
    return make_study(case, theories=list(EVEN), strategies=STRATEGIES, futures=FUTURES)


@pytest.fixture(scope="module")
def scales(study: Study) -> Scales:
    return Scales(study)


def made(study: Study, outcome: str, values: np.ndarray) -> Result:
    """A result in which one outcome has these values (theory, strategy, future); all else is 0."""
    shape = (len(study.theories), len(study.strategies), len(study.outcome_names), study.futures)
    outcomes = np.zeros(shape, np.float32)
    outcomes[:, :, study.outcome_names.index(outcome)] = values
    return Result(study, {"outcomes": outcomes, "paths": np.zeros(0), "tracks": np.zeros(0)}, None, manifest_of(study, 64, 0))


def moved(study: Study, scales: Scales, by: tuple[float, float, float]) -> Result:
    """Every future ends so far from its own start under each strategy, whatever the theory."""
    level = scales.start(ISSUE)[None, None] + np.array(by)[None, :, None]
    return made(study, POLICY + ISSUE, np.broadcast_to(level, (2, 3, FUTURES)))


def seen(study: Study, scales: Scales, by: tuple[float, float, float]) -> Outlook:
    found = outlook(moved(study, scales, by), scales, EVEN, POLICY + ISSUE)
    assert found is not None
    return found


def test_nothing_moves_and_all_is_tied(study: Study, scales: Scales) -> None:
    found = seen(study, scales, (0.0, 0.0, 0.0))
    assert found.all_tied and [found.way(s) for s in STRATEGIES] == [0, 0, 0]
    assert found.table.alike.tolist() == [1.0, 1.0, 1.0] and found.told_under == ()
    assert found.table.change.abs().max() == pytest.approx(0.0, abs=1e-6)


def test_the_direction_against_today_comes_out_right(study: Study, scales: Scales) -> None:
    """The marker stands at 0.1, on the second rung: 0.3 up is a whole rung, 0.05 down is half of one."""
    found = seen(study, scales, (0.3, -0.05, 0.0))
    assert [found.way(s) for s in STRATEGIES] == [1, -1, 0]
    assert found.table.change.tolist() == pytest.approx([1.0, -0.5, 0.0], abs=1e-5)
    assert found.best == "pressure" and found.worst == "piecemeal" and not found.all_tied
    assert found.table.higher.tolist() == [1.0, 0.0, 0.0] and found.table.lower.tolist() == [0.0, 1.0, 0.0]


def test_a_difference_below_a_fifth_of_a_rung_is_a_tie(study: Study, scales: Scales) -> None:
    assert seen(study, scales, (0.0, 0.055, 0.0)).all_tied  # 0.18 of the rung above
    found = seen(study, scales, (0.0, 0.065, 0.0))  # 0.22 of it
    assert found.tied_with("piecemeal") == [] and found.tied_with("pressure") == ["drift"]
    assert found.told_under == tuple(EVEN)


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.floats(-0.09, 0.6)] * 3))
def test_ties_are_symmetrical(study: Study, scales: Scales, by: tuple[float, float, float]) -> None:
    found = seen(study, scales, by)
    told = found.told.to_numpy()
    assert (told == told.T).all() and not told.diagonal().any()
    assert np.allclose(found.apart.to_numpy(), -found.apart.to_numpy().T)
    assert all(b in found.tied_with(a) for a in STRATEGIES for b in STRATEGIES if a in found.tied_with(b))


def test_what_is_better_when_lower_is_best_when_lower(study: Study, scales: Scales) -> None:
    values = np.broadcast_to(np.array([30.0, 20.0, 19.0])[None, :, None], (2, 3, FUTURES))
    found = outlook(made(study, "attacks", values), scales, EVEN, "attacks")
    assert found is not None and found.better == -1 and found.best == "drift" and found.tied_with("drift") == ["piecemeal"]


def test_more_people_short_of_food_is_worse(study: Study, scales: Scales) -> None:
    """Wellbeing is better when higher; the people it is told in are better when fewer."""
    scale = scales.of("wellbeing")
    assert scale is not None
    values = np.broadcast_to(scale.at + np.array([0.0, 0.1, -0.1])[None, :, None], (2, 3, FUTURES))
    found = outlook(made(study, "wellbeing", values), scales, EVEN, "wellbeing")
    assert found is not None and found.better == -1 and found.best == "piecemeal"
    assert [found.way(s) for s in STRATEGIES] == [0, -1, 1]
    assert found.table["mean"].to_numpy()[0] == pytest.approx(17.4, rel=1e-4)


def test_a_theory_counts_by_its_weight(study: Study, scales: Scales) -> None:
    level = scales.start(ISSUE)[None, None] + np.array([0.3, 0.0])[:, None, None]
    result = made(study, POLICY + ISSUE, np.broadcast_to(level, (2, 3, FUTURES)))
    found = outlook(result, scales, {"inertia": 0.25, "leverage": 0.75}, POLICY + ISSUE)
    assert found is not None and found.table.change.tolist() == pytest.approx([0.25] * 3, abs=1e-5)
    assert found.table.higher.tolist() == pytest.approx([0.25] * 3)


def test_futures_end_on_the_nearest_rung_from_todays_marker(study: Study, scales: Scales) -> None:
    """From 0.1: 0.3 up is the third rung, 0.02 down still today's, 0.1 down the lowest; shares of a strategy add up to one."""
    found = ends(moved(study, scales, (0.3, -0.02, -0.1)), scales, EVEN, ISSUE)
    assert found is not None and found.today == 1
    assert found.shares.to_numpy().argmax(axis=1).tolist() == [2, 1, 0]
    assert found.shares.sum(axis=1).tolist() == pytest.approx([1.0] * 3)
    assert found.above.tolist() == [1.0, 0.0, 0.0] and found.same.tolist() == [0.0, 1.0, 0.0]
    assert found.below.tolist() == [0.0, 0.0, 1.0]


def test_todays_marker_is_the_newest_dated_one(study: Study, scales: Scales) -> None:
    ladder = study.case.ladders[ISSUE]
    assert ladder.marker is not None and scales.marker(ISSUE) == ladder.marker[1] == 0.1
    assert along(ladder.rungs, np.array(scales.marker(ISSUE))) == 1.0
