"""CART leaves as boxes, and boxes in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from modusvivendi.analysis import Box, cart
from modusvivendi.errors import InputError
from modusvivendi.findings.rules import condition_text

Known = Callable[..., tuple[pd.DataFrame, np.ndarray]]


def test_finds_a_known_box(known_box: Known) -> None:
    frame, y = known_box(4000)
    report = cart(frame, y)
    best = report.boxes[0]
    assert set(best.restricted) == {"f0", "f1"}
    assert best.limits["f0"] == pytest.approx((-np.inf, 0.4), abs=0.01)
    assert best.limits["f1"] == pytest.approx((0.6, np.inf), abs=0.01)
    assert best.density == 1.0 and best.coverage == 1.0
    assert report.dense == (best,)
    assert condition_text(best, {}) in ("f0 is under 0.40 and f1 above 0.60", "f1 is above 0.60 and f0 under 0.40")
    assert report.base_rate == y.mean()


def test_leaves_partition_the_futures() -> None:
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.random((900, 3)), columns=list("abc")).astype(np.float32)
    y = (random.random(900) < frame["a"]).astype(int).to_numpy()
    report = cart(frame, y, mass_min=0.1)
    assert len(report.boxes) > 2
    assert np.stack([b.contains(frame) for b in report.boxes]).sum(axis=0).tolist() == [1] * 900
    for box in report.boxes:
        inside = box.contains(frame)
        assert (box.inside, box.hits) == (inside.sum(), y[inside].sum())
        assert box.mass >= 0.1
    assert sum(b.coverage for b in report.boxes) == pytest.approx(1)
    order = random.permutation(900)
    again = cart(frame.iloc[order].reset_index(drop=True), y[order], mass_min=0.1)
    pd.testing.assert_frame_equal(report.to_frame(), again.to_frame())


def test_no_split_and_bad_input(known_box: Known) -> None:
    frame, y = known_box(300)
    frame["flat"] = 1.0
    assert cart(frame, y).constant == ("flat",)
    with pytest.raises(InputError, match="constant outcome"):
        cart(frame, np.zeros(300))
    with pytest.raises(InputError, match="no factor varies"):
        cart(frame[["flat"]], y)
    with pytest.raises(InputError, match="mass_min"):
        cart(frame, y, mass_min=0.9)
    alone = cart(frame, y, max_leaves=2)
    assert len(alone.boxes) == 2


def test_limits_in_words() -> None:
    box = Box({"rev": (-np.inf, 0.4), "cont": (0.6, np.inf)}, 100, 71, 0.5, 0.71, 0.1)
    titles = {"rev": "revenue dependence", "cont": "contamination"}
    assert condition_text(box, titles) == "revenue dependence is under 0.40 and contamination above 0.60"
    wide = Box({"a": (0.1, 0.25), "b": (-np.inf, 1234.0), "c": (0.5, np.inf)}, 10, 5, 0.5, 0.5, 0.1)
    assert condition_text(wide, {}) == "a is between 0.10 and 0.25, b under 1,234 and c above 0.50"
