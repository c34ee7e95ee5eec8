"""The red team finds the most plausible world above a level, by exhaustive comparison."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from modusvivendi.decide import red_team
from modusvivendi.errors import InputError

Make = Callable[..., xr.DataArray]


def setting(make: Make) -> tuple[xr.DataArray, pd.DataFrame, pd.Series]:
    random = np.random.default_rng(0)
    value = make(random.normal(size=(3, 3, 200)))
    factors = pd.DataFrame(random.random((200, 6)), columns=[f"f{i}" for i in range(6)])
    return value, factors, pd.Series(-5 * ((factors - 0.5) ** 2).sum(axis=1))


def test_against_exhaustive_search(make: Make) -> None:
    value, factors, density = setting(make)
    weights = {"a": 0.5, "b": 0.3, "c": 0.2}
    report = red_team(value, "p", factors, density, weights, level=1.0, count=3)
    cube = value.values.astype(float)
    regret = cube.max(axis=1) - cube[:, 0]
    plausible = np.log([0.5, 0.3, 0.2])[:, None] + density.to_numpy()
    t, f = np.unravel_index(np.where(regret > 1.0, plausible, -np.inf).argmax(), regret.shape)
    world = report.worlds[0]
    assert (world.theory, world.future) == ("abc"[t], f)
    assert world.regret == pytest.approx(regret[t, f]) and world.regret > 1.0
    assert world.wished == "pqr"[cube[t, :, f].argmax()]
    assert world.odds == pytest.approx(np.exp(plausible[t, f] - plausible.max()))
    assert report.share == pytest.approx(np.array([0.5, 0.3, 0.2]) @ (regret > 1).mean(axis=1))
    assert [w.log_plausibility for w in report.worlds] == sorted([w.log_plausibility for w in report.worlds])[::-1]
    assert len({w.theory for w in report.worlds}) == 3
    both = xr.DataArray(
        np.stack([density.to_numpy()] * 3),
        dims=("theory", "future"),
        coords={"theory": list("abc"), "future": range(200)},
    )
    again = red_team(value, "p", dict.fromkeys("abc", factors), both, weights, level=1.0, count=3)
    pd.testing.assert_frame_equal(report.to_frame(), again.to_frame())


def test_words_name_the_unusual_factor(make: Make) -> None:
    cube = np.zeros((2, 2, 100))
    cube[1, 1, 99] = 0.8  # q does better in one world of theory b, the one with the highest x
    factors = pd.DataFrame({"x": np.linspace(0, 1, 100), "y": np.full(100, 3.0)})
    report = red_team(make(cube), "p", factors, pd.Series(np.zeros(100)), {"a": 0.75, "b": 0.25}, level=0.5)
    text = " ".join(report.in_words({"x": "audience cost"}))
    assert "`p` is regretted by more than 0.5 in 0% of worlds by weight." in text
    assert "b is true (weight 0.25), audience cost is high (1, above 100% of futures)" in text
    assert "wish to have had `q` (0.8 against 0 with `p`): regret 0.8." in text
    assert report.marks_frame()["factor"].tolist() == ["x"]
    assert report.share == pytest.approx(0.0025)


def test_no_such_world(make: Make) -> None:
    value, factors, density = setting(make)
    report = red_team(value, "q", factors, density, None, level=100.0)
    assert report.worlds == () and report.share == 0
    assert report.sentences[0].startswith("In no world is `q` regretted by more than 100; the largest regret is")
    assert report.to_frame().empty


def test_a_theory_without_weight_has_no_worlds(make: Make) -> None:
    value, factors, density = setting(make)
    report = red_team(value, "p", factors, density, {"a": 1.0}, level=0.0, count=3)
    assert [w.theory for w in report.worlds] == ["a"]


def test_bad_input(make: Make) -> None:
    value, factors, density = setting(make)
    with pytest.raises(InputError, match="strategy 'x'"):
        red_team(value, "x", factors, density, None, 0.1)
    with pytest.raises(InputError, match="no log density"):
        red_team(value, "p", factors, density.iloc[:10], None, 0.1)
    with pytest.raises(InputError, match="no factors"):
        red_team(value, "p", factors.iloc[:1], density, None, 0.1)
    holes = value.copy()
    holes.values[0, 0, 0] = np.nan
    assert red_team(holes, "p", factors, density, None, 0.1).dropped == 1
