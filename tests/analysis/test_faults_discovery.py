"""Rule searches called from Python with what is no table, no mark and no setting: one line that names it, and no rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from modusvivendi.analysis import PrimOptions, cart, find_box, find_boxes
from modusvivendi.errors import InputError

RANDOM = np.random.default_rng(0)
X = pd.DataFrame(RANDOM.random((200, 3)), columns=list("abc"))
Y = ((X.a < 0.4) & (X.b > 0.6)).astype(int).to_numpy()
NAN = float("nan")
SEARCHES: dict[str, Callable[[Any, Any], object]] = {"box": find_box, "boxes": lambda x, y: find_boxes(x, y, 2), "tree": cart}
TABLES: dict[str, Any] = {
    "an array": X.to_numpy(),
    "a mapping": {"a": X.a},
    "nothing": None,
    "no rows": X[:0],
    "no columns": X[[]],
    "text": X.astype(str),
    "a column of text": X.assign(d="q"),
    "a column of kinds": X.assign(d=pd.Categorical(["x", "y"] * 100)),
    "dates": X.assign(d=pd.date_range("2020", periods=200)),
    "complex numbers": X.assign(d=1j),
    "a name twice": pd.concat([X, X], axis=1),
    "two names that read alike": X.set_axis([1, "1", 2], axis=1),
    "a column of NaN": X.assign(a=NAN),
    "numbers whose middle is no number": 1e308 * X,
}
MARKS: dict[str, Any] = {
    "too few": Y[:100],
    "too many": np.append(Y, 1),
    "two dimensions": Y[:, None],
    "none": np.array(1),
    "nothing": None,
    "a table": pd.DataFrame({"y": Y}),
    "text": ["a"] * 200,
    "None": np.array([None] * 200),
    "complex": Y + 0j,
    "shares": 0.5 * Y,
    "other numbers": 2 * Y,
    "negative": -Y,
    "dates": pd.date_range("2020", periods=200),
    "all alike": np.ones(200),
    "labels of others": pd.Series(Y, index=range(1000, 1200)),
    "labels twice": pd.Series(Y, index=[0] * 200),
    "NaN": np.full(200, NAN),
    "without its dimension": xr.DataArray(Y[:, None], dims=("future", "strategy")),
}


@pytest.mark.parametrize("search", SEARCHES)
def test_tables_and_marks_that_are_none(search: str) -> None:
    given = [*((name, table, Y) for name, table in TABLES.items()), *((name, X, marks) for name, marks in MARKS.items())]
    for name, table, marks in given:
        with pytest.raises(InputError) as told:
            SEARCHES[search](table, marks)
        assert len(str(told.value)) < 120, name


def test_rows_with_a_number_missing_are_left_out_and_counted() -> None:
    for place, value in ((0, NAN), (3, np.inf), (199, -np.inf)):
        holed = X.copy()
        holed.iloc[place, 1] = value
        kept = np.arange(200) != place
        found, wanted = find_box(holed, Y), find_box(X[kept].reset_index(drop=True), Y[kept])
        assert found.dropped == 1 and found.chosen.limits == wanted.chosen.limits and found.base_rate == wanted.base_rate
        marks = Y.astype(float)
        marks[place] = value
        assert find_box(X, marks).chosen.limits == wanted.chosen.limits


@pytest.mark.parametrize("setting", ["peel_alpha", "paste_alpha", "mass_min", "objective"])
@pytest.mark.parametrize("given", [NAN, -1, 2, "x", None, True], ids=repr)
def test_settings_that_are_none(setting: str, given: Any) -> None:
    with pytest.raises(InputError, match=setting):
        PrimOptions(**{setting: given})


@pytest.mark.parametrize("count", [0, -1, 1.5, NAN, "2", None, True, 10**9], ids=repr)
def test_a_number_of_boxes_is_a_whole_number(count: Any) -> None:
    with pytest.raises(InputError, match="^count "):
        find_boxes(X, Y, count)


@pytest.mark.parametrize("wanted", [{"coverage": "x"}, {"density": None}, {"coverage": NAN}, {"density": 2.0}], ids=repr)
def test_what_is_picked_is_a_box_that_is_there(wanted: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        find_box(X, Y).pick(**wanted)
