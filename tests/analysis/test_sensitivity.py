"""Sensitivity against the Ishigami function and a linear model, whose indices are known exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.analysis import feature_scores, sobol, sobol_design, sobol_indices
from modusvivendi.analysis.sensitivity.indices import SensitivityReport
from modusvivendi.errors import InputError

BOUNDS = dict.fromkeys(("x1", "x2", "x3"), (-np.pi, np.pi))


def ishigami(x: pd.DataFrame) -> np.ndarray:
    """Ishigami & Homma (1990), a = 7, b = 0.1."""
    x1, x2, x3 = (x[name].to_numpy() for name in BOUNDS)
    return np.asarray(np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1))


# Exact: V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2, V1 = (1 + bπ⁴/5)²/2, V2 = a²/8, V13 = b²π⁸(1/18 - 1/50).
_B = 0.1
_V = 49 / 8 + _B * np.pi**4 / 5 + _B**2 * np.pi**8 / 18 + 0.5
_V1, _V2, _V13 = (1 + _B * np.pi**4 / 5) ** 2 / 2, 49 / 8, _B**2 * np.pi**8 * (1 / 18 - 1 / 50)
FIRST = {"x1": _V1 / _V, "x2": _V2 / _V, "x3": 0.0}
TOTAL = {"x1": (_V1 + _V13) / _V, "x2": _V2 / _V, "x3": _V13 / _V}


def estimates(report: SensitivityReport, index: str) -> dict[str, float]:
    part = report.table[report.table["index"] == index]
    return dict(zip(part["factor"], part["estimate"], strict=True))


def test_exact_values_are_the_published_ones() -> None:
    assert FIRST["x1"] == pytest.approx(0.3139, abs=1e-4) and FIRST["x2"] == pytest.approx(0.4424, abs=1e-4)
    assert TOTAL["x3"] == pytest.approx(0.2437, abs=1e-4)


def test_sobol_on_ishigami_with_convergence() -> None:
    report = sobol(ishigami, BOUNDS, n=1024)
    assert estimates(report, "first") == pytest.approx(FIRST, abs=0.03)
    assert estimates(report, "total") == pytest.approx(TOTAL, abs=0.03)
    exact = [*FIRST.values(), *TOTAL.values()]
    held = (report.table["low"] <= exact) & (exact <= report.table["high"])
    assert held.sum() >= 5
    assert sorted(report.convergence["n"].unique()) == [128, 256, 512, 1024]
    error = [np.abs(report.convergence.query("n == @n")["estimate"].to_numpy() - exact).mean() for n in (128, 1024)]
    assert error[1] < error[0]
    assert 0 < report.settled < 0.2
    assert not report.to_frame().query("factor == 'x3' and index == 'first'")["clear"].item()


def test_sobol_is_seeded_and_drops_whole_points() -> None:
    again = [sobol(ishigami, BOUNDS, n=64, seed=s).table for s in (3, 3, 4)]
    pd.testing.assert_frame_equal(again[0], again[1])
    assert not again[0].equals(again[2])
    assert len(sobol_design(BOUNDS, 64)) == 64 * 5

    def broken(x: pd.DataFrame) -> np.ndarray:
        y = ishigami(x).copy()
        y[7] = np.nan
        return y

    report = sobol(broken, BOUNDS, n=64)
    assert report.dropped == 5 and report.n == 63


def test_groups_of_factors() -> None:
    """A group of x1 and x3 explains what either does and their interplay: first and total are V1 + V13 and the same."""
    random = np.random.default_rng(0)
    a, b = (pd.DataFrame(random.uniform(-np.pi, np.pi, (8192, 3)), columns=list(BOUNDS)) for _ in range(2))
    both, alone = a.assign(x1=b.x1, x3=b.x3), a.assign(x2=b.x2)
    blocks = np.stack([ishigami(x) for x in (a, both, alone, b)], axis=1)
    report = sobol_indices(blocks, ("x1 and x3", "x2"))
    group = (_V1 + _V13) / _V
    assert estimates(report, "first") == pytest.approx({"x1 and x3": group, "x2": FIRST["x2"]}, abs=0.04)
    assert estimates(report, "total") == pytest.approx({"x1 and x3": group, "x2": FIRST["x2"]}, abs=0.04)


def test_never_an_index_without_its_interval() -> None:
    report = sobol(ishigami, BOUNDS, n=32, seed=5)
    table = report.to_frame()
    assert (table.estimate < 0).any(), "with so few points an index of 0 comes out negative somewhere"
    assert table[["low", "high"]].notna().all().all() and (table.low < table.high).all()


def sample(n: int, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(random.uniform(-np.pi, np.pi, (n, 3)), columns=list(BOUNDS))


@settings(max_examples=4, derandomize=True, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    frame = sample(200, seed).round(1)  # rounding makes ties
    y = ishigami(frame)
    order = np.random.default_rng(seed).permutation(200)
    shuffled, y_shuffled = frame.iloc[order].reset_index(drop=True), y[order]
    base = feature_scores(frame, y, trees=5, repeats=2, max_rows=150)
    turned = feature_scores(shuffled[["x3", "x1", "x2"]], y_shuffled, trees=5, repeats=2, max_rows=150)
    pd.testing.assert_frame_equal(base.table, turned.table)


def test_feature_scores_rank_and_know_noise() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.random((1000, 4)), columns=["big", "small", "none", "other"])
    y = 3 * frame["big"] + frame["small"]
    report = feature_scores(frame, y, trees=20, repeats=4)
    scores = estimates(report, "score")
    assert scores["big"] > scores["small"] > max(scores["none"], scores["other"])
    clear = report.to_frame().set_index("factor")["clear"].to_dict()
    assert clear["big"] and clear["small"] and not clear["none"]


def test_bad_input() -> None:
    frame = sample(300)
    frame["flat"] = 2.0
    y = ishigami(frame).copy()
    with pytest.raises(InputError, match="outcome is constant"):
        feature_scores(frame, np.ones(300))
    assert feature_scores(frame, y, trees=5, repeats=2).constant == ("flat",)
    y[5] = np.nan
    assert feature_scores(frame, y, trees=5, repeats=2).dropped == 1
    with pytest.raises(InputError, match="at least 20"):
        feature_scores(frame.iloc[:15], y[:15])
    with pytest.raises(InputError, match="fewer than 8"):
        sobol_indices(np.ones((5, 4)), ("a", "b"))
    with pytest.raises(InputError, match="power of 2"):
        sobol_design(BOUNDS, 100)
    with pytest.raises(InputError, match="not below"):
        sobol_design({"x": (1.0, 1.0)}, 64)
    with pytest.raises(InputError, match="constant"):
        sobol(lambda x: np.ones(len(x)), BOUNDS, n=64)
