"""The belief map against closed forms, a dense grid and its own geometry."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.analysis import belief_map
from modusvivendi.analysis.beliefs.belief_map import BeliefMap, partition, upper_envelope
from modusvivendi.analysis.beliefs.limits import weight_ranges
from modusvivendi.errors import InputError
from modusvivendi.findings.compare_beliefs import beliefs_findings


def grid(steps: int) -> np.ndarray:
    """Barycentric points strictly inside a triangle."""
    points = [(i, j, steps - i - j) for i in range(1, steps) for j in range(1, steps - i)]
    return np.array(points, dtype=float) / steps


def inside(polygon: np.ndarray, point: np.ndarray, slack: float = 1e-9) -> bool:
    """Whether a point lies in a convex polygon, by the signs of cross products."""
    a, b = polygon[:, :2], np.roll(polygon[:, :2], -1, axis=0)
    cross = (b - a)[:, 0] * (point[1] - a[:, 1]) - (b - a)[:, 1] * (point[0] - a[:, 0])
    return bool((cross >= -slack).all() or (cross <= slack).all())


cells = st.lists(st.integers(-9, 9), min_size=15, max_size=15)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(cells)
def test_partition_agrees_with_a_grid_and_fills_the_triangle(numbers: list[int]) -> None:
    corners = np.array(numbers, dtype=float).reshape(3, 5)
    regions = partition(corners, list("pqrst"))
    assert sum(r.area for r in regions) == pytest.approx(1.0, abs=1e-9)
    for point in grid(9):
        values = point @ corners
        best = {"pqrst"[i] for i in np.flatnonzero(values > values.max() - 1e-9)}
        holders = {r.strategy for r in regions if inside(r.vertices, point)}
        assert holders & best
        if len(best) == 1:
            assert holders == best


@settings(max_examples=60, derandomize=True, deadline=None)
@given(cells)
def test_envelope_agrees_with_a_grid(numbers: list[int]) -> None:
    start, end = np.array(numbers[:5], dtype=float), np.array(numbers[5:10], dtype=float)
    pieces = upper_envelope(start, end)
    assert pieces[0][1] == 0 and pieces[-1][2] == 1
    assert all(a[2] == b[1] for a, b in itertools.pairwise(pieces))
    for s, a, b in pieces:
        for x in np.linspace(a, b, 5):
            values = (1 - x) * start + x * end
            assert values[s] >= values.max() - 1e-7


@settings(max_examples=25, derandomize=True, deadline=None)
@given(cells)
def test_weight_ranges_are_the_extent_of_the_regions(numbers: list[int]) -> None:
    """Linear programming and half-plane clipping are two ways to the same numbers."""
    corners = np.array(numbers, dtype=float).reshape(3, 5)
    _, unique = np.unique(corners, axis=1, return_index=True)
    corners = corners[:, np.sort(unique)]
    labels = list("pqrst"[: corners.shape[1]])
    regions = {r.strategy: r for r in partition(corners, labels)}
    ranges = weight_ranges(corners[:, :, None], list("abc"), labels)
    assert {r.strategy for r in ranges} == set(regions)
    for r in ranges:
        weights = regions[r.strategy].vertices[:, "abc".index(r.theory)]
        assert (r.low, r.high) == pytest.approx((weights.min(), weights.max()), abs=1e-6)


def told(found: BeliefMap) -> list[str]:
    """What the findings of a belief map say."""
    verdict = SimpleNamespace(title="Value", name="value", beliefs=found, weights=found.posterior, triangle=None)
    return [f.sentence for f in beliefs_findings(verdict, ["p", "q", "r"])]  # type: ignore[arg-type]


def test_a_worked_map(make: Callable[..., xr.DataArray]) -> None:
    """p: 1 under a, 0 under b; q: 0.5 under both; r never best. p beats q from w_a = 0.5 on."""
    value = make([[[1, 1], [0.5, 0.5], [0, 0]], [[0, 0], [0.5, 0.5], [0.25, 0.25]]])
    found = belief_map(value, {"a": 0.2, "b": 0.8})
    assert [(p.strategy, p.start, p.end) for p in found.edges[0].pieces] == [("p", 0, 0.5), ("q", 0.5, 1)]
    assert found.edges[0].flips == (0.5,)
    assert found.best({"a": 0.6, "b": 0.4}) == "p" and found.best({"b": 1}) == "q"
    ray = next(r for r in found.rays if r.theory == "a")
    assert ray.flips == pytest.approx((0.375,))  # 0.2 + 0.375 × 0.8 = 0.5
    text = told(found)
    assert "At these weights `q` is best." in text
    assert "`p` is best only if `a` has more than 0.50." in text
    assert "Value: `p` becomes best once 0.30 of the weight on theories moves, for example from `b` to `a`." in text
    assert "If one theory gains and the others keep their proportions, `p` becomes best once `a` has more than 0.50." in text
    assert "Never best, whatever the weights on theories: `r`." in text
    assert found.flips_from_now() == [("a", pytest.approx(0.5), pytest.approx(0), "p")]
    assert found.shifts_frame().set_index("strategy").loc["p", ["moved", "a", "b"]].tolist() == pytest.approx([0.3, 0.5, 0.5])
    assert found.ever_best == ("p", "q")
    assert found.triangles == ()


def test_map_of_four_theories_against_random_beliefs(make: Callable[..., xr.DataArray]) -> None:
    random = np.random.default_rng(5)
    value = make(random.normal(size=(4, 5, 3)))
    found = belief_map(value)
    ranges = {(r.strategy, r.theory): r for r in found.ranges}
    seen = set()
    for weights in random.dirichlet(np.full(4, 0.5), size=2000):
        best = found.best(dict(zip("abcd", weights, strict=True)))
        seen.add(best)
        for theory, weight in zip("abcd", weights, strict=True):
            assert ranges[best, theory].low - 1e-7 <= weight <= ranges[best, theory].high + 1e-7
    assert seen <= set(found.ever_best)
    assert len(found.triangles) == 4 and len(found.edges) == 6
    assert found.triangle("dba").theories == ("a", "b", "d")
    with pytest.raises(InputError, match="three different"):
        found.triangle("aab")


def test_ties_and_a_strategy_that_is_always_best(make: Callable[..., xr.DataArray]) -> None:
    found = belief_map(make([[[2.0], [2.0], [1.0]], [[3.0], [3.0], [1.0]]]), {"a": 1, "b": 1})
    assert found.ties == {"q": "p"}
    assert "Value: `p` is best whatever the weights on theories." in told(found)
    assert "`q` does as well as `p` on average under every theory." in told(found)


@pytest.mark.parametrize("times", [80, pytest.param(200, marks=pytest.mark.slow)])
def test_error_of_a_flip_matches_repetition(make: Callable[..., xr.DataArray], times: int) -> None:
    """The delta method's error against the spread of flips over repeated samples."""
    random = np.random.default_rng(2)
    flips, errors = [], []
    for _ in range(times):
        noise = random.normal(size=(2, 2, 400))
        centre = np.array([[1.0, 0.0], [0.0, 1.5]])[:, :, None]
        piece = belief_map(make(centre + noise)).edges[0].pieces[0]
        flips.append(piece.end)
        assert piece.end_error is not None
        errors.append(piece.end_error)
    assert np.mean(flips) == pytest.approx(0.4, abs=0.01)
    assert np.mean(errors) == pytest.approx(np.std(flips), rel=0.2)


def test_single_theory(make: Callable[..., xr.DataArray]) -> None:
    found = belief_map(make([[[1.0, 2.0], [3.0, 4.0]]]), {"a": 1})
    assert found.ever_best == ("q",)
    assert "Value: `q` is best whatever the weights on theories." in told(found)
