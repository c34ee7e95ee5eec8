"""Sensitivity: which factors drive an outcome, with intervals and with convergence over growing samples.

Three ways. Variance-based Sobol indices on a design made for them (Saltelli et al. 2010; Owen-scrambled
Sobol points), through a callback that runs the model. Estimators for given data, where the futures are
already simulated: first-order indices by random balance designs (RBD-FAST, Tarantola et al. 2006, with the
bias correction of Tissot & Prieur 2012) and Borgonovo's δ (Plischke, Borgonovo & Smith 2013). Feature
scores of extremely randomised trees (Geurts, Ernst & Wehenkel 2006). SALib does Sobol and RBD-FAST,
scikit-learn the trees; both are loaded when used, since they take a second.

An estimate of an index that is 0 falls below 0 about half of the time. Such an estimate is neither hidden
nor set to 0: every index comes with its interval and says whether that leaves 0 out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.decide import delta
from modusvivendi.decide.inputs import Floats, Rows, rows
from modusvivendi.decide.paired import half_width
from modusvivendi.decide.robustness import dropped_sentence
from modusvivendi.errors import InputError, choose

COLUMNS = ["factor", "index", "estimate", "low", "high"]
MEANING = {
    "first": "share of variance explained by the factor alone",
    "total": "share of variance that involves the factor, alone or with others",
    "delta": "expected shift of the outcome's distribution when the factor is known (0–1)",
    "score": "share of the trees' reduction of variance",
}
FEW = 10  # resamples while the sample grows: enough to take off bias; judgement, range 5–20
HARMONICS = 10  # RBD-FAST: number of harmonics counted as signal (SALib's default)


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

    @property
    def sentences(self) -> tuple[str, ...]:
        """Per index the factors that matter, largest first, then those without a clear effect."""
        lines = []
        for index, part in self.to_frame().groupby("index", sort=False):
            ranked = part.sort_values("estimate", ascending=False, kind="stable")
            for row in ranked[ranked["clear"]].itertuples():
                interval = f"{row.estimate:.2f} ({row.low:.2f} to {row.high:.2f})"
                lines.append(f"{row.factor}: {interval}, {MEANING[index]}.")
            quiet = [
                f"{row.factor} ({row.estimate:.2f}, {row.low:.2f} to {row.high:.2f})"
                for row in ranked[~ranked["clear"]].itertuples()
            ]
            if quiet:
                lines.append(f"No clear effect, {index}: {', '.join(quiet)}.")
        if not np.isnan(self.settled):
            lines.append(f"In the last doubling of the sample no index moved more than {self.settled:.3f}.")
        if self.constant:
            lines.append(f"Factors that never vary were left out: {', '.join(self.constant)}.")
        return (*lines, *dropped_sentence(self.dropped))


def _check(level: float, y: Floats) -> None:
    if not 0 < level < 1:
        raise InputError(f"the level of an interval must lie between 0 and 1, not {level}")
    if y.min() == y.max():
        raise InputError("the outcome is constant: no factor can explain it")


def _intervals(factors: tuple[str, ...], index: str, estimate: Any, half: Any) -> pd.DataFrame:
    centre, width = np.asarray(estimate, dtype=np.float64), np.asarray(half, dtype=np.float64)
    return pd.DataFrame(
        {"factor": factors, "index": index, "estimate": centre, "low": centre - width, "high": centre + width}
    )


# Sobol indices by design and callback


def sobol_design(bounds: Mapping[str, tuple[float, float]], n: int, seed: int = 0) -> pd.DataFrame:
    """Saltelli's design for first and total indices: n·(k + 2) rows, k uniform factors within ``bounds``.

    ``n`` is a power of 2, as scrambled Sobol points ask for.
    """
    if n < 16 or n & (n - 1):
        raise InputError(f"n must be a power of 2 and at least 16, not {n}")
    from SALib.sample import sobol as salib_sample

    problem = _problem(bounds)
    points = salib_sample.sample(problem, n, calc_second_order=False, scramble=True, seed=seed)
    return pd.DataFrame(points, columns=list(bounds))


def _problem(bounds: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    if not bounds:
        raise InputError("no factor is given")
    for name, (low, high) in bounds.items():
        if not low < high:
            raise InputError(f"factor '{name}': the lower bound {low} is not below the upper bound {high}")
    return {"num_vars": len(bounds), "names": list(bounds), "bounds": [list(b) for b in bounds.values()]}


def sobol(
    model: Callable[[pd.DataFrame], Any],
    bounds: Mapping[str, tuple[float, float]],
    n: int = 1024,
    level: float = 0.95,
    seed: int = 0,
    resamples: int = 200,
) -> SensitivityReport:
    """First-order and total Sobol indices of ``model``, with bootstrap intervals.

    S_i = Var(E[Y | X_i]) / Var(Y), T_i = 1 - Var(E[Y | X_~i]) / Var(Y). ``model`` takes the design, a
    table with one column per factor, and returns one number per row. Points whose block holds a run that
    is not finite are dropped whole, and counted in runs.
    """
    design = sobol_design(bounds, n, seed)
    y = np.asarray(model(design), dtype=np.float64)
    if y.shape != (len(design),):
        raise InputError(f"the model returned shape {y.shape} for {len(design)} rows")
    blocks = y.reshape(n, len(bounds) + 2)
    whole = np.isfinite(blocks).all(axis=1)
    blocks = blocks[whole]
    if len(blocks) < 8:
        raise InputError("fewer than 8 points of the design are complete")
    _check(level, blocks)
    names = tuple(bounds)
    steps = [
        _sobol_table(blocks[:size], names, _problem(bounds), level, seed, resamples).assign(n=size)
        for size in _growing(len(blocks))
    ]
    return SensitivityReport(
        "sobol", steps[-1][COLUMNS], pd.concat(steps, ignore_index=True), len(blocks), level, seed, (),
        int((~whole).sum()) * (len(bounds) + 2),
    )  # fmt: skip


def _growing(n: int) -> list[int]:
    """An eighth, a quarter, a half and all of ``n``, as far as at least 8 are left."""
    return [size for size in (n // 8, n // 4, n // 2) if size >= 8] + [n]


def _sobol_table(
    blocks: Floats, names: tuple[str, ...], problem: dict[str, Any], level: float, seed: int, resamples: int
) -> pd.DataFrame:
    from SALib.analyze import sobol as salib_sobol

    if blocks.min() == blocks.max():
        raise InputError("the outcome is constant on part of the design: no factor can explain it")
    found = salib_sobol.analyze(
        problem,
        blocks.ravel(),
        calc_second_order=False,
        num_resamples=resamples,
        conf_level=level,
        seed=seed + 1,
    )
    first = _intervals(names, "first", found["S1"], found["S1_conf"])
    return pd.concat([first, _intervals(names, "total", found["ST"], found["ST_conf"])], ignore_index=True)


# Given data


def given_data(
    factors: pd.DataFrame,
    result: pd.Series | xr.DataArray | NDArray[np.generic],
    method: Literal["rbd_fast", "delta"] = "rbd_fast",
    level: float = 0.95,
    seed: int = 0,
    resamples: int = 100,
    max_rows: int = 20_000,
) -> SensitivityReport:
    """Indices from futures that are already there, whatever design made them.

    "rbd_fast": first-order index of each factor, interval by bootstrap. "delta": Borgonovo's δ and the
    first-order index, intervals by bootstrap; slower. Rows are sorted first and then drawn by seed, at
    most ``max_rows``: their order does not matter. Factors should be independent of each other.
    """
    choose("method", method, ("rbd_fast", "delta"))
    table, constant = rows(factors, result).in_canonical_order().varying()
    _check(level, table.y)
    if len(table.y) < 100:
        raise InputError(f"given-data indices need at least 100 complete runs; there are {len(table.y)}")
    drawn = _draw(table, max_rows, seed)
    estimate = _rbd_fast if method == "rbd_fast" else _delta
    sizes = [size for size in _growing(len(drawn.y)) if size >= 100]
    steps = []
    for size in sizes:
        part = Rows(drawn.x[:size], drawn.y[:size], drawn.factors, 0)
        # While growing only the estimate is kept; intervals cost most of the time.
        wanted = resamples if size == sizes[-1] else FEW
        if part.y.min() < part.y.max():
            steps.append(estimate(part, level, seed, wanted).assign(n=size))
    convergence = pd.concat(steps, ignore_index=True)[["n", "factor", "index", "estimate"]]
    return SensitivityReport(
        method, steps[-1][COLUMNS], convergence, len(drawn.y), level, seed, constant, table.dropped
    )


def _draw(table: Rows, most: int, seed: int) -> Rows:
    """At most ``most`` rows in a seeded random order."""
    order = np.random.default_rng(seed).permutation(len(table.y))[:most]
    return Rows(table.x[order], table.y[order], table.factors, table.dropped)


def _given_problem(table: Rows) -> dict[str, Any]:
    bounds = np.stack([table.x.min(axis=0), table.x.max(axis=0)], axis=1)
    return {"num_vars": len(table.factors), "names": list(table.factors), "bounds": bounds.tolist()}


def _rbd_fast(table: Rows, level: float, seed: int, resamples: int) -> pd.DataFrame:
    from SALib.analyze import rbd_fast as salib_rbd_fast

    found = salib_rbd_fast.analyze(
        _given_problem(table),
        table.x,
        table.y,
        M=HARMONICS,
        num_resamples=resamples,
        conf_level=level,
        seed=seed,
    )
    return _intervals(table.factors, "first", found["S1"], found["S1_conf"])


def _delta(table: Rows, level: float, seed: int, resamples: int) -> pd.DataFrame:
    reach = half_width(level)
    found = [
        delta.estimate(table.x[:, j], table.y, resamples, np.random.default_rng((seed, j)))
        for j in range(len(table.factors))
    ]
    centre = np.array([f[0] for f in found])
    half = reach * np.array([f[1] for f in found])
    parts = [_intervals(table.factors, i, centre[:, c], half[:, c]) for c, i in enumerate(("delta", "first"))]
    return pd.concat(parts, ignore_index=True)


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
    """
    table, constant = rows(factors[sorted(factors.columns)], result).in_canonical_order().varying()
    _check(0.95, table.y)
    if len(table.y) < 20:
        raise InputError(f"feature scores need at least 20 complete runs; there are {len(table.y)}")
    drawn = _draw(table, max_rows, seed)
    steps = []
    for size in [s for s in _growing(len(drawn.y)) if s >= 20]:
        scores = np.stack([_forest(drawn, size, trees, (seed, r)) for r in range(repeats)])
        real = scores[:, :-1]
        found = {"factor": drawn.factors, "index": "score", "estimate": real.mean(axis=0)}
        steps.append(pd.DataFrame(found).assign(low=real.min(axis=0), high=real.max(axis=0), n=size))
    probe = float(scores[:, -1].max())
    return SensitivityReport(
        "extra_trees", steps[-1][COLUMNS], pd.concat(steps, ignore_index=True), len(drawn.y), None, seed,
        constant, table.dropped, probe,
    )  # fmt: skip


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
