"""What every analysis checks first: names, alignment, weights over theories, incomplete runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.errors import InputError, choose

VALUE_DIMS = ("theory", "strategy", "future")
OUTCOME_DIMS = ("theory", "strategy", "outcome", "future")
Floats = NDArray[np.float64]
LARGEST = 1e38  # of a factor: beyond it the middle between two numbers, or their single precision, may be no number


def labelled(array: xr.DataArray, dims: tuple[str, ...], what: str) -> xr.DataArray:
    """Return ``array`` in the order ``dims``; raise InputError on wrong, empty or unlabelled dimensions."""
    if set(array.dims) != set(dims):
        found = ", ".join(str(d) for d in array.dims)
        raise InputError(f"{what} needs the dimensions {', '.join(dims)}; found {found or 'none'}")
    for dim in dims:
        if array.sizes[dim] == 0:
            raise InputError(f"{what} is empty: nothing along '{dim}'")
        if dim not in array.coords:
            raise InputError(f"{what} has no labels along '{dim}'")
        if not array.indexes[dim].is_unique:
            raise InputError(f"{what} has repeated labels along '{dim}'")
    return array.transpose(*dims)


def names(array: xr.DataArray, dim: str) -> list[str]:
    """Labels along ``dim`` as text."""
    return [str(label) for label in array[dim].values]


def complete(value: xr.DataArray) -> tuple[xr.DataArray, int]:
    """Keep the futures that are finite under every theory and strategy; return them and how many went.

    A future is dropped everywhere if it failed anywhere: otherwise strategies would be compared on
    different futures and the pairing by common random numbers would be lost. Raises InputError if no future is.
    """
    value = labelled(value, VALUE_DIMS, "the value of a strategy").astype(np.float64)
    whole = np.isfinite(value.values).all(axis=(0, 1))
    if not whole.any():
        raise InputError("no future is complete: every run holds a value that is not a number")
    dropped = int((~whole).sum())
    return (value.isel(future=whole) if dropped else value), dropped


def theory_weights(weights: Mapping[str, float] | None, theories: list[str]) -> Floats:
    """Weights in the order of ``theories``, shape (theories,), summing to 1. None means equal weights.

    Theories that are not named get 0; weights may be odds, they are divided by their sum.
    Raises InputError for unknown theories, and for weights below 0 or all 0.
    """
    if weights is None:
        return np.full(len(theories), 1.0 / len(theories))
    for name in weights:
        choose("theory", name, theories)
    given = np.array([float(weights.get(name, 0.0)) for name in theories])
    if not np.isfinite(given).all() or (given < 0).any() or given.sum() <= 0:
        raise InputError("weights over theories must be at least 0 and not all 0")
    return np.asarray(given / given.sum(), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Rows:
    """Complete rows of a table of factors and one result: ``x`` (rows, factors), ``y`` (rows,)."""

    x: Floats
    y: Floats
    factors: tuple[str, ...]
    dropped: int

    def in_canonical_order(self) -> Rows:
        """The same rows in an order that depends on their values only.

        By the first factor without repeated values, else by all factors from left to right, then by
        result. Anything seeded is applied after this, so the order in which rows arrive cannot matter.
        """
        order = self._by_distinct_factor()
        if order is None:
            order = np.lexsort((self.y, *(self.x[:, j] for j in reversed(range(self.x.shape[1])))))
        return Rows(self.x[order], self.y[order], self.factors, self.dropped)

    def _by_distinct_factor(self) -> NDArray[np.intp] | None:
        for column in self.x.T:
            order = np.argsort(column)
            if (np.diff(column[order]) > 0).all():
                return order
        return None

    def varying(self) -> tuple[Rows, tuple[str, ...]]:
        """The rows without factors that never vary, and the names of those factors. Raises InputError if no factor varies."""
        moves = self.x.min(axis=0) < self.x.max(axis=0)
        if not moves.any():
            raise InputError("no factor varies: there is nothing to compare")
        constant = tuple(f for f, m in zip(self.factors, moves, strict=True) if not m)
        kept = tuple(f for f, m in zip(self.factors, moves, strict=True) if m)
        return Rows(np.ascontiguousarray(self.x[:, moves]), self.y, kept, self.dropped), constant


def rows(factors: pd.DataFrame, result: pd.Series | xr.DataArray | NDArray[np.generic]) -> Rows:
    """Align ``result`` with ``factors`` and drop the rows that are not finite, with a count.

    ``factors``: one row a future, numeric columns. ``result``: a Series or DataArray labelled by future
    (aligned by label; futures without factors are an error), or an array of the same length.
    Raises InputError for no factors, names that repeat, columns that are no numbers, or if no row is finite.
    """
    if not isinstance(factors, pd.DataFrame):
        raise InputError(f"the factors: a table (pandas.DataFrame), not {type(factors).__name__}")
    if factors.shape[1] == 0 or factors.shape[0] == 0:
        raise InputError("the table of factors is empty")
    if len({str(c) for c in factors.columns}) < len(factors.columns):
        raise InputError("the table of factors has repeated column names")
    for column in factors.columns:
        kind = factors[column].dtype
        if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_complex_dtype(kind):
            raise InputError(f"factor '{column}' is not numeric")
    x, y = _aligned(factors, result)
    if (np.abs(x[np.isfinite(x)]) > LARGEST).any():
        raise InputError(f"a factor holds numbers beyond {LARGEST:g}: give it in a larger unit")
    whole = np.isfinite(x).all(axis=1) & np.isfinite(y)
    if not whole.any():
        raise InputError("no run is complete: every row holds a value that is not a number")
    dropped = int((~whole).sum())
    if dropped:
        x, y = x[whole], y[whole]
    return Rows(x, y, tuple(str(c) for c in factors.columns), dropped)


def _aligned(factors: pd.DataFrame, result: pd.Series | xr.DataArray | NDArray[np.generic]) -> tuple[Floats, Floats]:
    if isinstance(result, xr.DataArray):
        if result.dims != ("future",):
            raise InputError("the result needs the one dimension 'future': choose a theory and a strategy")
        result = result.to_series()
    if isinstance(result, pd.Series):
        if not (factors.index.is_unique and result.index.is_unique):
            raise InputError("futures are repeated in the factors or in the result")
        missing = ~result.index.isin(factors.index)
        if missing.any():
            raise InputError(f"{int(missing.sum())} futures have a result but no factors")
        if not result.index.equals(factors.index):
            factors = factors.loc[result.index]
    if np.iscomplexobj(result):
        raise InputError("the result holds complex numbers")
    try:
        y = np.asarray(result, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("the result holds what is no number") from None
    if y.shape != (len(factors),):
        raise InputError(f"{len(factors)} rows of factors but a result of shape {y.shape}")
    return factors.to_numpy(dtype=np.float64), y


def factors_of(factors: pd.DataFrame | Mapping[str, pd.DataFrame], theory: str) -> pd.DataFrame:
    """The factors of ``theory``: the table itself, or the theory's own where each theory has one."""
    if isinstance(factors, pd.DataFrame):
        return factors
    return factors[choose("theory", theory, factors)]
