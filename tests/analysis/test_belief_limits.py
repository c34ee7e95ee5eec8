"""What one would have to believe: linear programmes against brute force, closed forms and repetition."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.analysis.beliefs.limits import smallest_shift, weight_ranges

# p is worth 1 under a, 0 under b and c; q is worth 0.6 everywhere; r is never best.
WORKED = np.array([[1.0, 0.6, 0.2], [0.0, 0.6, 0.1], [0.0, 0.6, 0.3]])[:, :, None]


def test_a_worked_example() -> None:
    ranges = {(r.strategy, r.theory): (r.low, r.high) for r in weight_ranges(WORKED, list("abc"), list("pqr"))}
    assert ranges == {
        ("p", "a"): pytest.approx((0.6, 1)), ("p", "b"): pytest.approx((0, 0.4)), ("p", "c"): pytest.approx((0, 0.4)),
        ("q", "a"): pytest.approx((0, 0.6)), ("q", "b"): pytest.approx((0, 1)), ("q", "c"): pytest.approx((0, 1)),
    }  # fmt: skip
    shifts = {s.strategy: s for s in smallest_shift(WORKED, np.array([0.2, 0.5, 0.3]), list("abc"), list("pqr"))}
    assert set(shifts) == {"p", "q"}
    assert shifts["q"].moved == 0 and shifts["p"].moved == pytest.approx(0.4)
    assert shifts["p"].weights["a"] == pytest.approx(0.6) and sum(shifts["p"].weights.values()) == pytest.approx(1)


def test_smallest_shift_against_a_fine_grid() -> None:
    random = np.random.default_rng(3)
    points = np.array([(i, j, 40 - i - j) for i in range(41) for j in range(41 - i)]) / 40
    for _ in range(20):
        sample = random.normal(size=(3, 4, 1))
        weights = random.dirichlet(np.ones(3))
        best = (points @ sample[:, :, 0]).argmax(axis=1)
        for shift in smallest_shift(sample, weights, list("abc"), list("pqrs")):
            own = points[best == "pqrs".index(shift.strategy)]
            if len(own):
                nearest = 0.5 * np.abs(own - weights).sum(axis=1).min()
                assert shift.moved <= nearest + 1e-9
                assert shift.moved >= nearest - 0.08  # a region may come nearer between two points of the grid


@pytest.mark.parametrize("times", [50, pytest.param(100, marks=pytest.mark.slow)])
def test_errors_match_repetition(times: int) -> None:
    """The delta method's errors against the spread over repeated samples."""
    random = np.random.default_rng(1)
    centre = np.array([[1.0, 0.6], [0.0, 0.5], [0.2, 0.6]])[:, :, None]
    low, low_error, moved, moved_error = [], [], [], []
    for _ in range(times):
        sample = centre + 0.5 * random.normal(size=(3, 2, 300))
        found = next(r for r in weight_ranges(sample, list("abc"), list("pq")) if (r.strategy, r.theory) == ("p", "a"))
        low.append(found.low)
        low_error.append(found.low_error)
        shift = next(s for s in smallest_shift(sample, np.array([0.1, 0.6, 0.3]), list("abc"), list("pq")) if s.strategy == "p")
        moved.append(shift.moved)
        moved_error.append(shift.error)
    # To the least weight of a at which p is best, all other weight is on c: x + 0.2 (1 - x) = 0.6.
    assert np.mean(low) == pytest.approx(0.5, abs=0.02)
    assert np.mean(low_error) == pytest.approx(np.std(low), rel=0.25)
    assert np.mean(moved_error) == pytest.approx(np.std(moved), rel=0.25)


def test_one_strategy_or_one_draw() -> None:
    alone = weight_ranges(WORKED[:, :1], list("abc"), ["p"])
    assert [(r.low, r.high) for r in alone] == [(0, 1)] * 3
    assert np.isnan(weight_ranges(WORKED, list("abc"), list("pqr"))[0].low_error)
