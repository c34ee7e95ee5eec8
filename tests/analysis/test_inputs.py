"""Names, alignment, weights and incomplete runs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from modusvivendi.analysis.inputs import complete, rows, theory_weights
from modusvivendi.analysis.robustness.value import value
from modusvivendi.errors import InputError


def test_a_future_that_failed_anywhere_goes_everywhere(make: Callable[..., xr.DataArray]) -> None:
    cube = np.ones((2, 2, 5))
    cube[1, 0, 3] = np.nan
    cube[0, 1, 4] = np.inf
    whole, dropped = complete(make(cube))
    assert dropped == 2
    assert whole["future"].values.tolist() == [0, 1, 2]
    with pytest.raises(InputError, match="no future is complete"):
        complete(make(np.full((1, 1, 3), np.nan)))


def test_weights_are_odds_and_names_are_checked() -> None:
    assert theory_weights({"b": 3, "a": 1}, ["a", "b", "c"]).tolist() == [0.25, 0.75, 0.0]
    assert theory_weights(None, ["a", "b"]).tolist() == [0.5, 0.5]
    with pytest.raises(InputError, match="did you mean 'leverage'"):
        theory_weights({"leverge": 1}, ["leverage", "ideology"])
    for bad in ({"a": -1.0, "b": 2.0}, {"a": 0.0}, {"a": float("nan")}):
        with pytest.raises(InputError, match="at least 0"):
            theory_weights(bad, ["a", "b"])


def test_rows_align_by_label_and_count_what_they_drop() -> None:
    factors = pd.DataFrame({"x": [1.0, 2.0, np.nan, 4.0]}, index=[7, 8, 9, 10])
    table = rows(factors, pd.Series({10: 40.0, 9: 30.0, 8: 20.0, 7: np.nan}))
    assert table.dropped == 2
    assert dict(zip(table.x[:, 0], table.y, strict=True)) == {4.0: 40.0, 2.0: 20.0}
    with pytest.raises(InputError, match="no factors"):
        rows(factors, pd.Series({11: 1.0}))
    with pytest.raises(InputError, match="not numeric"):
        rows(pd.DataFrame({"x": ["a"]}), np.array([1]))
    with pytest.raises(InputError, match="4 rows of factors"):
        rows(factors, np.ones(3))
    with pytest.raises(InputError, match="empty"):
        rows(factors.iloc[:0], np.ones(0))


def test_value_orients_and_weighs(outcomes: xr.DataArray, direction: dict[str, int]) -> None:
    one = value(outcomes, direction, "bad")
    assert one.sel(theory="faith", strategy="pressure").values.tolist() == [-5, -5, -5, -1]
    both = value(outcomes, direction, {"good": 2.0, "bad": 1.0})
    assert both.sel(theory="faith", strategy="pressure").values.tolist() == [-3, -1, 1, 7]
    ranged = value(outcomes, direction, {"good": 1.0, "bad": 1.0}, per_range=True)
    expected = outcomes.sel(outcome="good") / 4 - outcomes.sel(outcome="bad") / 5
    np.testing.assert_allclose(ranged.values, expected.values, rtol=1e-6)


def test_value_refuses_bad_names(outcomes: xr.DataArray, direction: dict[str, int]) -> None:
    with pytest.raises(InputError, match="did you mean 'good'"):
        value(outcomes, direction, "god")
    with pytest.raises(InputError, match="no direction"):
        value(outcomes, {"good": 1}, "bad")
    with pytest.raises(InputError, match=r"must be \+1 or -1"):
        value(outcomes, {"good": 2}, "good")
    with pytest.raises(InputError, match="at least 0"):
        value(outcomes, direction, {"good": -1.0})
    with pytest.raises(InputError, match="empty"):
        value(outcomes.isel(strategy=slice(0, 0)), direction, "good")
    with pytest.raises(InputError, match="weight above 0"):
        value(outcomes, direction, {"good": 0.0})
    with pytest.raises(InputError, match="labelled dimension 'outcome'"):
        value(outcomes.isel(outcome=0, drop=True), direction, "good")
