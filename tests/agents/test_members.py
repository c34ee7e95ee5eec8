"""Members one by one: the cohort model is their limit, ties make cascades, and nothing else is changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import modusvivendi as mv
from modusvivendi.agents import Members, simulate_members
from modusvivendi.agents.monthly import Law, link, run_alone
from modusvivendi.agents.people import people_of, with_room
from modusvivendi.agents.simulate import _room, _run
from modusvivendi.engine.equations.audience import desertion
from modusvivendi.errors import InputError
from modusvivendi.findings.members import FIFTH, members_findings
from modusvivendi.study import Study

MONTHS = 60
RATE, SLOPE, CRITICAL, KEEP = 0.01, 6.0, 0.5, 0.98
KEY = np.array([123_456_789, 987_654_321], np.uint32)


def ties(members: int, contacts: int, rewired: float) -> tuple[np.ndarray, np.ndarray]:
    start, others = np.zeros(members + 1, np.int32), np.zeros(members * contacts, np.int32)
    link(contacts, rewired, KEY[0], KEY[1], start, others)
    return start, others


def alone(members: int, contacts: int, contagion: float, cohesion: float = 0.4, key: np.ndarray = KEY) -> int:
    """How many of one segment leave in five years."""
    law = Law(*(np.float32(v) for v in (RATE, SLOPE, CRITICAL, contagion, KEEP)))
    start, others = ties(members, contacts, 0.1)
    people, course = with_room(start[None], others[None], np.ones(1)), np.zeros(MONTHS, np.int64)
    run_alone(np.full(MONTHS, cohesion, np.float32), law, key, people, course)
    return int(course.sum())


def cohort(contagion: float, cohesion: float = 0.4) -> float:
    """The same as a share, month by month by the cohort model's equations."""
    there, felt, deserted = 1.0, 0.0, 0.0
    for _ in range(MONTHS):
        felt = KEEP * felt + deserted
        deserted = there * desertion.py_func(RATE, SLOPE, CRITICAL, min(max(cohesion - contagion * felt, 0.0), 1.0))
        there -= deserted
    return 1 - there


def test_ties_go_both_ways_and_are_as_many_as_asked_for() -> None:
    start, others = ties(500, 6, 0.2)
    pairs = [(a, int(b)) for a in range(500) for b in others[start[a] : start[a + 1]]]
    assert len(pairs) == 3000 and sorted(pairs) == sorted((b, a) for a, b in pairs)
    assert all(a != b for a, b in pairs)
    far = sum(min((a - b) % 500, (b - a) % 500) > 3 for a, b in pairs) / len(pairs)
    assert 0.15 < far < 0.25


def test_without_rewiring_members_know_their_neighbours_in_the_ring() -> None:
    start, others = ties(100, 4, 0.0)
    assert sorted(others[start[50] : start[51]]) == [48, 49, 51, 52]


def test_without_contagion_members_are_the_cohort() -> None:
    share, members = cohort(0.0), 200_000
    assert abs(alone(members, 10, 0.0) - members * share) < 4 * np.sqrt(members * share * (1 - share))


def test_where_everyone_knows_everyone_members_are_the_cohort() -> None:
    share = cohort(1.0)
    counts = [alone(2001, 2000, 1.0, key=KEY + np.uint32(n)) for n in range(8)]
    assert abs(np.mean(counts) - 2001 * share) < 4 * np.std(counts, ddof=1) / np.sqrt(8) + 0.01 * 2001 * share


def test_few_ties_make_cascades() -> None:
    """Hearing of it from one in ten whom one knows moves more than hearing of one in a hundred thousand."""
    assert alone(100_000, 10, 2.0) > 1.3 * 100_000 * cohort(2.0)
    assert alone(100_000, 10, 8.0) > alone(100_000, 10, 2.0)


def by_hand(members: int, cohesion: float, seed: int) -> float:
    """The same rules with a draw for everyone in every month: the share that leaves of a segment with ten contacts each, contagion 2."""
    start, others = ties(members, 10, 0.1)
    known = np.diff(start)
    of = np.repeat(np.arange(members), known)
    random, there, strain = np.random.default_rng(seed), np.ones(members, bool), np.zeros(members)
    for _ in range(MONTHS):
        own = np.clip(cohesion - 2.0 * strain, 0.0, 1.0)
        chance = np.minimum(RATE / 12 * np.exp(SLOPE * (CRITICAL - own)), 0.02)
        leaves = there & (random.random(members) < chance)
        there &= ~leaves
        strain = KEEP * strain + np.bincount(of, leaves[others], members) / known
    return 1 - there.mean()


@pytest.mark.parametrize("cohesion", [0.6, 0.4])
def test_drawing_only_those_at_risk_is_drawing_everyone(cohesion: float) -> None:
    ours = [alone(20_000, 10, 2.0, cohesion, KEY + np.uint32(n)) / 20_000 for n in range(24)]
    plain = [by_hand(20_000, cohesion, n) for n in range(8)]
    error = np.hypot(np.std(ours, ddof=1) / np.sqrt(24), np.std(plain, ddof=1) / np.sqrt(8))
    assert abs(np.mean(ours) - np.mean(plain)) < 4 * error < 0.1 * np.mean(plain)


def test_strain_that_fades_within_days_is_counted_anew() -> None:
    """Half-life a tenth of a month: what is felt leaves single precision within a year; nobody is lost or moved by it."""
    law = Law(*(np.float32(v) for v in (0.05, SLOPE, CRITICAL, 2.0, 0.5**10)))
    start, others = ties(20_000, 10, 0.1)
    people, course = with_room(start[None], others[None], np.ones(1)), np.zeros(600, np.int64)
    run_alone(np.full(600, 0.6, np.float32), law, KEY, people, course)
    there = people.strain[0]
    assert np.isneginf(there).sum() == course.sum() == people.left[0]
    assert np.isfinite(there[there >= 0]).all() and 0 < people.fade[0] <= 1
    assert people.followed[0] > 0.5 * course.sum()


@pytest.fixture(scope="module")
def study() -> Study:
    return mv.make_study(
        "afghanistan", theories=["leverage", "status_and_cohesion"], strategies=["drift", "piecemeal"], futures=16
    )


@pytest.fixture(scope="module")
def cohorts(study: Study) -> mv.Result:
    return mv.run_study(study, threads=1)


def test_without_members_the_engine_is_run_to_the_bit(study: Study, cohorts: mv.Result) -> None:
    """The order of the month is the engine's own, also after somebody has changed it."""
    found = _room(study, Members(count=1_000, futures=16))
    for theory in range(2):
        for first in (0, 8):
            _run(study, theory, first, people_of(0, np.arange(first, first + 8), study.seed), found)
    assert np.array_equal(found.outcomes, cohorts.outcomes)


def test_as_contacts_vanish_members_are_the_cohort(study: Study, cohorts: mv.Result) -> None:
    at, miss = study.outcome_names.index("desertion"), []
    usual = cohorts.outcomes[:, :, at]
    for count in (2_000, 200_000):
        found = simulate_members(study, Members(count=count, closeness=0.0), threads=1)
        miss.append(float(np.sqrt(np.mean((found.outcomes[:, :, at] - usual) ** 2))))
    assert miss[1] < miss[0] / 4  # ten times less is expected of a hundred times as many
    assert miss[1] < 0.1 * float(usual.mean())


def test_ties_make_more_members_leave_in_the_whole_model(study: Study, cohorts: mv.Result) -> None:
    at = study.outcome_names.index("desertion")
    found = simulate_members(study, Members(count=50_000, closeness=1.0), threads=1)
    gap = (found.outcomes[:, :, at] - cohorts.outcomes[:, :, at]).mean(axis=(0, 1))
    assert gap.mean() > 0 and found.followed.sum() > 0.1 * found.left.sum()
    share = found.outcomes[:, :, at]
    assert np.allclose(share, found.left / 50_000, rtol=0.01, atol=2e-4)


def test_threads_and_the_number_of_futures_move_no_bit(study: Study) -> None:
    one = simulate_members(study, Members(count=2_000), threads=1)
    two = simulate_members(study, Members(count=2_000, futures=11), threads=2)
    assert np.array_equal(one.outcomes[..., :11], two.outcomes)


def test_what_is_said_are_the_numbers(study: Study, cohorts: mv.Result) -> None:
    found = simulate_members(study, Members(count=2_000), threads=1)
    told, moved = members_findings(found, cohorts, {"leverage": 1.0, "status_and_cohesion": 0.0})
    at = study.outcome_names.index("desertion")
    shares = (found.outcomes[0, :, at] > FIFTH).mean(axis=1)
    assert told.facts["agents_high"].value == pytest.approx(shares.max())
    assert told.facts["left"].value == pytest.approx(100 * found.outcomes[0, :, at].mean(), rel=1e-5)
    row = moved.tables[0].frame.set_index("outcome").loc["Desertion"]
    assert row["difference"].value == pytest.approx(row["one by one"].value - row["as a cohort"].value, abs=1e-6)


@pytest.mark.parametrize(
    "given",
    [
        *({"count": n} for n in (10, 10**9, 1000.5, "5000", None, True)),
        *({"futures": n} for n in (0, 1.5, "3")),
        *({"closeness": x} for x in (-0.1, float("nan"), "x")),
    ],
)
def test_bad_input_is_refused_in_one_line(given: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="whole number|a number|possible") as caught:
        Members(**given)
    assert "\n" not in str(caught.value)
