"""PRIM: the same boxes as the exploratory modelling workbench, and the definitions of its statistics."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from modusvivendi.analysis import PrimOptions, find_box, find_boxes, stability
from modusvivendi.analysis.discovery.prim_search import distinct_quantile
from modusvivendi.errors import InputError

Known = Callable[..., tuple[pd.DataFrame, np.ndarray]]


def workbench() -> Any:
    """The workbench's PRIM, if it is installed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("ema_workbench.analysis.prim")


def same_as_workbench(frame: pd.DataFrame, y: np.ndarray, boxes: int = 1, **settings_: Any) -> int:
    """Compare whole trajectories; returns how many boxes were compared."""
    prim = workbench()
    compared = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = prim.Prim(frame.copy(), y.astype(int), threshold=1e-9, **settings_)
        if "obj_function" in settings_:
            settings_["objective"] = settings_.pop("obj_function").value
        for ours in find_boxes(frame, y, boxes, PrimOptions(**settings_)):
            box = theirs.find_box()
            trajectory = box.peeling_trajectory
            assert len(trajectory) == len(ours.boxes)
            for column in ("coverage", "density", "mass"):
                mine = ours.to_frame()[column].to_numpy()
                np.testing.assert_array_equal(trajectory[column].to_numpy(dtype=float), mine)
            for i, mine_box in enumerate(ours.boxes):
                _same_box(box, i, mine_box)
            compared += len(trajectory)
    return compared


def _same_box(box: Any, i: int, mine: Any) -> None:
    assert set(box.qp[i]) == set(mine.limits)
    for factor, limits in mine.limits.items():
        for theirs, ours in zip(box.box_lims[i][factor], limits, strict=True):
            assert np.isinf(ours) or theirs == ours
        theirs_p = [np.nan if p == -1 else p for p in box.qp[i][factor]]
        np.testing.assert_allclose(theirs_p, mine.quasi_p[factor], rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("seed", range(4))
def test_same_as_the_workbench(seed: int) -> None:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.random((600, 5)), columns=list("abcde"))
    signal = (frame["a"] < 0.5) & (frame["c"] > 0.3)
    y = (random.random(600) < np.where(signal, 0.7, 0.1)).astype(int)
    assert same_as_workbench(frame, y) > 20


def test_same_with_ties_and_rounded_values() -> None:
    random = np.random.default_rng(9)
    frame = pd.DataFrame({"a": random.random(500).round(1), "b": random.integers(0, 2, 500) * 1.0})
    frame["c"] = random.random(500).round(2)
    frame["flat"] = 0.0
    y = (random.random(500) < 0.1 + 0.7 * ((frame["a"] > 0.5) & (frame["b"] == 1))).astype(int)
    assert same_as_workbench(frame, y.to_numpy()) > 3


@pytest.mark.parametrize("objective", ["LENIENT2", "ORIGINAL"])
def test_same_with_other_settings(objective: str, known_box: Known) -> None:
    frame, y = known_box(400, seed=3)
    chosen = workbench().PRIMObjectiveFunctions[objective]
    assert same_as_workbench(frame, y, peel_alpha=0.1, paste_alpha=0.1, mass_min=0.1, obj_function=chosen) > 5


def test_same_for_a_second_box() -> None:
    random = np.random.default_rng(4)
    frame = pd.DataFrame(random.random((800, 3)), columns=list("abc"))
    y = ((frame["a"] < 0.2) | (frame["b"] > 0.85)).astype(int).to_numpy()
    assert same_as_workbench(frame, y, boxes=2) > 20


def test_finds_a_known_box(known_box: Known) -> None:
    frame, y = known_box(5000)
    report = find_box(frame, y)
    box = report.chosen
    assert set(box.restricted) == {"f0", "f1"}
    assert box.limits["f0"][1] == pytest.approx(0.4, abs=0.02)
    assert box.limits["f1"][0] == pytest.approx(0.6, abs=0.02)
    assert box.coverage > 0.95 and box.density > 0.95
    assert report.pick(coverage=0.5).coverage >= 0.5
    with pytest.raises(InputError, match="no box"):
        report.pick(coverage=0.99, density=1.01)


@settings(max_examples=15, derandomize=True, deadline=None)
@given(st.integers(0, 10_000), st.integers(40, 200))
def test_statistics_are_their_definitions(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.random((n, 3)), columns=list("abc"))
    y = (random.random(n) < 0.2 + 0.6 * frame["a"].to_numpy()).astype(int)
    y[:2] = 0, 1
    for box in find_box(frame, y).boxes:
        inside = box.contains(frame)
        assert (box.inside, box.hits) == (inside.sum(), y[inside].sum())
        assert box.density == y[inside].mean()
        assert box.coverage == y[inside].sum() / y.sum()
        assert box.mass >= 0.05
        for factor in box.limits:
            _check_quasi_p(box, factor, frame, y)


def _check_quasi_p(box: Any, factor: str, frame: pd.DataFrame, y: np.ndarray) -> None:
    others = np.ones(len(frame), dtype=bool)
    for name, (low, high) in box.limits.items():
        if name != factor:
            others &= (frame[name] >= low).to_numpy() & (frame[name] <= high).to_numpy()
    low, high = box.limits[factor]
    for side, keeps in ((0, frame[factor] <= high), (1, frame[factor] >= low)):
        p = box.quasi_p[factor][side]
        if np.isnan(p):
            continue
        freed = others & keeps.to_numpy()
        expected = binomtest(box.hits, box.inside, y[freed].mean(), alternative="greater").pvalue
        assert p == pytest.approx(expected, rel=1e-9)


def test_the_order_of_rows_and_monotone_rescaling_do_not_matter(known_box: Known) -> None:
    frame, y = known_box(1500, seed=2)
    base = find_box(frame, y)
    order = np.random.default_rng(0).permutation(len(frame))
    again = find_box(frame.iloc[order], pd.Series(y, index=frame.index))  # aligned by label
    pd.testing.assert_frame_equal(base.to_frame(), again.to_frame())
    turned = find_box(frame.iloc[order].reset_index(drop=True), y[order])
    pd.testing.assert_frame_equal(base.to_frame(), turned.to_frame())
    scaled = find_box(2 * frame + 1, y)
    pd.testing.assert_frame_equal(base.to_frame(), scaled.to_frame())


def test_quantile_of_distinct_values() -> None:
    assert distinct_quantile(np.arange(11.0), 0.5) == 5.5
    assert distinct_quantile(np.array([0.0, 0.0, 0.0, 1.0, 2.0]), 0.25) == 0.5
    assert distinct_quantile(np.array([0.0, 1.0, 2.0, 2.0, 2.0]), 0.75) == 1.5
    assert distinct_quantile(np.full(4, 3.0), 0.1) == 3.0


def test_stability_tells_signal_from_noise_and_is_seeded(known_box: Known) -> None:
    frame, y = known_box(1000, seed=5)
    report = find_box(frame, y)
    found = stability(frame, y, report, repeats=6)
    assert found.table.loc[["f0", "f1"]].to_numpy().min() == 1.0
    assert found.table.loc[["f2", "f3"]].to_numpy().max() <= 0.5
    assert found.repeats == 6


def test_stability_is_seeded_and_does_not_mind_the_order_of_rows(known_box: Known) -> None:
    frame, y = known_box(300, seed=6)
    random = np.random.default_rng(1)
    y = np.where(random.random(300) < 0.3, random.integers(0, 2, 300), y)
    report = find_box(frame, y)
    base = stability(frame, y, report, box=report.boxes[-1], repeats=6)
    order = random.permutation(300)
    turned = stability(frame.iloc[order].reset_index(drop=True), y[order], report, box=report.boxes[-1], repeats=6)
    pd.testing.assert_frame_equal(base.table, turned.table)
    other = stability(frame, y, report, box=report.boxes[-1], repeats=6, seed=1)
    assert not base.table.equals(other.table)


def test_bad_input(known_box: Known) -> None:
    frame, y = known_box(200)
    for constant, word in ((0, "no"), (1, "every")):
        with pytest.raises(InputError, match=f"{word} future is a case of interest"):
            find_box(frame, np.full(200, constant))
    with pytest.raises(InputError, match="marked by 0 and 1"):
        find_box(frame, y * 2.0)
    with pytest.raises(InputError, match="peel_alpha"):
        PrimOptions(peel_alpha=0.5)
    with pytest.raises(InputError, match="did you mean 'lenient1'"):
        PrimOptions(objective="lenint1")  # type: ignore[arg-type]
    frame.iloc[3, 1] = np.nan
    report = find_box(frame, y)
    assert report.dropped == 1
    assert report.boxes[0].inside == 199
