"""Small invented outcomes with known answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr

Make = Callable[..., xr.DataArray]


def value_of(cube: object, theories: str = "abcdefgh", strategies: str = "pqrstuvw") -> xr.DataArray:
    """A value array (theory, strategy, future) with one-letter labels."""
    values = np.asarray(cube, dtype=np.float32)
    t, s, f = values.shape
    coords = {"theory": list(theories[:t]), "strategy": list(strategies[:s]), "future": np.arange(f)}
    return xr.DataArray(values, dims=("theory", "strategy", "future"), coords=coords)


@pytest.fixture
def make() -> Make:
    """The builder of value arrays."""
    return value_of


@pytest.fixture
def outcomes() -> xr.DataArray:
    """2 theories × 2 strategies × 2 outcomes × 4 futures; ``good`` is to be raised, ``bad`` lowered."""
    good = [[[1, 2, 3, 4], [2, 2, 2, 2]], [[0, 0, 0, 0], [1, 1, 1, 1]]]
    bad = [[[5, 5, 5, 1], [3, 3, 3, 3]], [[2, 2, 2, 2], [4, 4, 4, 0]]]
    values = np.stack([np.array(good), np.array(bad)], axis=2).astype(np.float32)
    return xr.DataArray(
        values,
        dims=("theory", "strategy", "outcome", "future"),
        coords={
            "theory": ["faith", "money"],
            "strategy": ["pressure", "piecemeal"],
            "outcome": ["good", "bad"],
            "future": [10, 11, 12, 13],
        },
    )


DIRECTION = {"good": 1, "bad": -1}


@pytest.fixture
def direction() -> dict[str, int]:
    """Directions of the outcomes above."""
    return dict(DIRECTION)


def cube_box(n: int, k: int = 4, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    """Uniform factors; cases of interest lie in f0 < 0.4, f1 > 0.6 and nowhere else."""
    x = np.random.default_rng(seed).random((n, k))
    frame = pd.DataFrame(x, columns=[f"f{i}" for i in range(k)])
    return frame, ((x[:, 0] < 0.4) & (x[:, 1] > 0.6)).astype(int)


@pytest.fixture
def known_box() -> Callable[..., tuple[pd.DataFrame, np.ndarray]]:
    """The builder of data with a known box."""
    return cube_box
