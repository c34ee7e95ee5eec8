"""Sensitivity: which factors drive an outcome, with intervals and with convergence over growing samples.

Variance-based Sobol indices on a design made for them (Saltelli et al. 2010; Jansen 1999 for total indices;
Owen-scrambled Sobol points), worked out by SALib. Feature scores of extremely randomised trees (Geurts, Ernst &
Wehenkel 2006) on futures that are there already, by scikit-learn. Both libraries are loaded when used, since they
take a second.

An estimate of an index that is 0 falls below 0 about half of the time. Such an estimate is neither hidden
nor set to 0: every index comes with its interval and says whether that leaves 0 out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.analysis.inputs import Floats, Rows, rows
from modusvivendi.errors import InputError

COLUMNS = ["factor", "index", "estimate", "low", "high"]
GROWTH = ["n", "factor", "index", "estimate"]
FEWEST = 8  # complete points of a design below which no index is worked out


@dataclass(frozen=True, eq=False)
class SensitivityReport:
    """Indices with intervals.

    ``table``: factor, index, estimate, low, high (interval at ``level``; for "score" the range over the
    repeats). ``convergence``: the same at growing ``n``. ``settled``: largest change of an estimate in
    the last doubling. ``constant``: factors that never vary and so have no index. ``noise``: what an
    estimate must exceed to mean anything, 0 except for scores, where it is that of a made-up factor.
    """

    method: str
    table: pd.DataFrame
    convergence: pd.DataFrame
    n: int
    level: float | None
    seed: int
    constant: tuple[str, ...]
    dropped: int
    noise: float = 0.0

    @property
    def settled(self) -> float:
        """Largest change of any estimate between half of the sample and all of it."""
        sizes = sorted(self.convergence["n"].unique())
        if len(sizes) < 2:
            return float("nan")
        wide = self.convergence.pivot(index=["factor", "index"], columns="n", values="estimate")
        return float((wide[sizes[-1]] - wide[sizes[-2]]).abs().max())

    def to_frame(self) -> pd.DataFrame:
        """The table with a column ``clear``: the interval lies above the noise, or below 0."""
        return self.table.assign(clear=(self.table["low"] > self.noise) | (self.table["high"] < 0))


def _check(level: float, y: Floats) -> None:
    if not 0 < level < 1:
        raise InputError(f"the level of an interval must lie between 0 and 1, not {level}")
    if y.min() == y.max():
        raise InputError("the outcome is constant: no factor can explain it")


def _intervals(factors: list[str], index: str, estimate: Floats, half: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {"factor": factors, "index": index, "estimate": estimate, "low": estimate - half, "high": estimate + half}
    )


# Sobol indices by design and callback


def sobol_design(bounds: Mapping[str, tuple[float, float]], n: int, seed: int = 0) -> pd.DataFrame:
    """Saltelli's design for first and total indices: n·(k + 2) rows, k uniform factors within ``bounds``.

    ``n`` is a power of 2, as scrambled Sobol points ask for.
    Raises InputError unless n is a power of 2 from 16 on, and each factor's low below its high.
    """
    if n < 16 or n & (n - 1):
        raise InputError(f"n must be a power of 2 and at least 16, not {n}")
    if not bounds:
        raise InputError("no factor is given")
    for name, (low, high) in bounds.items():
        if not low < high:
            raise InputError(f"factor '{name}': the lower bound {low} is not below the upper bound {high}")
    from SALib.sample import sobol as salib_sample

    problem = {"num_vars": len(bounds), "names": list(bounds), "bounds": [list(b) for b in bounds.values()]}
    points = salib_sample.sample(problem, n, calc_second_order=False, scramble=True, seed=seed)
    return pd.DataFrame(points, columns=list(bounds))


def sobol(
    model: Callable[[pd.DataFrame], Any],
    bounds: Mapping[str, tuple[float, float]],
    n: int = 1024,
    level: float = 0.95,
    seed: int = 0,
    resamples: int = 200,
) -> SensitivityReport:
    """First-order and total Sobol indices of ``model`` on Saltelli's design.

    ``model`` takes the design, a table with one column per factor, and returns one number per row.
    Raises InputError for a model that does not return one number a row.
    """
    design = sobol_design(bounds, n, seed)
    y = np.asarray(model(design), dtype=np.float64)
    if y.shape != (len(design),):
        raise InputError(f"the model returned shape {y.shape} for {len(design)} rows")
    return sobol_indices(y.reshape(n, len(bounds) + 2), tuple(bounds), level, seed, resamples)


def sobol_indices(
    blocks: Floats, factors: Sequence[str], level: float = 0.95, seed: int = 0, resamples: int = 200
) -> SensitivityReport:
    """First-order and total Sobol indices of k factors, or groups of factors, with bootstrap intervals at ``level``.

    S_i = Var(E[Y | X_i]) / Var(Y), T_i = 1 - Var(E[Y | X_~i]) / Var(Y). ``blocks`` (n, k + 2): column 0 holds the
    results at the points of a matrix A, the last column those of an independent matrix B, column i those of A with
    factor i (1 to k) taken from B. Points whose row holds a run that is not finite are dropped whole, and counted in runs.
    Raises InputError if too few points of the design are finite.
    """
    whole = np.isfinite(blocks).all(axis=1)
    kept = blocks[whole]
    if len(kept) < FEWEST:
        raise InputError(f"fewer than {FEWEST} points of the design are complete")
    _check(level, kept)
    # On part of the design only the estimates are kept, so two resamples do.
    steps = [
        _sobol_table(kept[:size], factors, level, seed, resamples if size == len(kept) else 2).assign(n=size)
        for size in _growing(len(kept))
        if kept[:size].min() < kept[:size].max()
    ]
    dropped = int((~whole).sum()) * blocks.shape[1]
    return SensitivityReport(
        "sobol", steps[-1][COLUMNS], pd.concat(steps)[GROWTH].reset_index(drop=True), len(kept), level, seed, (), dropped
    )


def _growing(n: int) -> list[int]:
    """An eighth, a quarter, a half and all of ``n``, as far as at least 8 are left."""
    return [size for size in (n // 8, n // 4, n // 2) if size >= FEWEST] + [n]


def _sobol_table(blocks: Floats, factors: Sequence[str], level: float, seed: int, resamples: int) -> pd.DataFrame:
    from SALib.analyze import sobol as salib_sobol

    names = list(factors)
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    found = salib_sobol.analyze(
        problem, blocks.ravel(), calc_second_order=False, num_resamples=resamples, conf_level=level, seed=seed + 1
    )  # SALib takes seed 0 for none
    first = _intervals(names, "first", found["S1"], found["S1_conf"])
    return pd.concat([first, _intervals(names, "total", found["ST"], found["ST_conf"])], ignore_index=True)


def _draw(table: Rows, most: int, seed: int) -> Rows:
    """At most ``most`` rows in a seeded random order."""
    order = np.random.default_rng(seed).permutation(len(table.y))[:most]
    return Rows(table.x[order], table.y[order], table.factors, table.dropped)


# Feature scoring


def feature_scores(
    factors: pd.DataFrame,
    result: pd.Series | xr.DataArray | NDArray[np.generic],
    trees: int = 50,
    repeats: int = 8,
    seed: int = 0,
    max_rows: int = 20_000,
) -> SensitivityReport:
    """Importance of each factor in forests of extremely randomised trees, as shares of all importance.

    ``repeats`` forests of ``trees`` trees, each on its own random half of the rows; the estimate is their
    mean and low and high are the least and greatest, so the range shows the noise of data and forest.
    A probe, one more factor of random numbers, shows what a factor without any effect would score.
    Factors are sorted by name and rows by value before anything random, so neither order matters.
    Raises InputError for fewer than 20 finite runs.
    """
    table, constant = rows(factors[sorted(factors.columns)], result).in_canonical_order().varying()
    _check(0.95, table.y)
    if len(table.y) < 20:
        raise InputError(f"feature scores need at least 20 complete runs; there are {len(table.y)}")
    drawn = _draw(table, max_rows, seed)
    steps = []
    for size in [s for s in (len(drawn.y) // 2, len(drawn.y)) if s >= 20]:
        scores = np.stack([_forest(drawn, size, trees, (seed, r)) for r in range(repeats)])
        real = scores[:, :-1]
        found = {"factor": drawn.factors, "index": "score", "estimate": real.mean(axis=0)}
        steps.append(pd.DataFrame(found).assign(low=real.min(axis=0), high=real.max(axis=0), n=size))
    probe = float(scores[:, -1].max())
    return SensitivityReport(
        "extra_trees",
        steps[-1][COLUMNS],
        pd.concat(steps, ignore_index=True),
        len(drawn.y),
        None,
        seed,
        constant,
        table.dropped,
        probe,
    )


def _forest(table: Rows, size: int, trees: int, seed: tuple[int, int]) -> Floats:
    from sklearn.ensemble import ExtraTreesRegressor

    random = np.random.default_rng(seed)
    x = np.column_stack([table.x, random.random(len(table.x))])  # the last column is the probe
    half = np.sort(random.permutation(size)[: max(10, size // 2)])
    model = ExtraTreesRegressor(
        n_estimators=trees,
        max_features=max(1, round(np.sqrt(x.shape[1]))),
        min_samples_leaf=5,
        random_state=int(random.integers(2**31 - 1)),
    )
    return np.asarray(model.fit(x[half], table.y[half]).feature_importances_, dtype=np.float64)
