"""Borgonovo's δ and the first-order index, estimated from given data by classes of each factor.

δ_i = ½ E[ ∫ |f_Y(y) - f_{Y|X_i}(y)| dy ]: how far knowing X_i shifts the whole distribution of the outcome,
0 to 1 (Borgonovo 2007). The estimator follows Plischke, Borgonovo & Smith (2013), European Journal of
Operational Research 226, 536–550: runs are put into M classes of equal number by the factor, densities
are kernel estimates on a grid, and a bootstrap takes off the bias and gives the interval. One bandwidth
serves all classes, so that smoothing alone never makes two densities differ. With few runs the classes
are wide and both indices come out too low (Ishigami's first order of x2, 0.44, as 0.32 at 1,000 runs and
0.43 at 20,000); the convergence table shows it.
"""

from __future__ import annotations

import numpy as np

from modusvivendi.decide.inputs import Floats

GRID = 100  # points of the outcome at which densities are compared, as in Plischke et al.


def classes(n: int) -> int:
    """Number of classes for n runs, Plischke et al. (2013): about n^(1/3), at most 48."""
    return int(min(np.ceil(n ** (2 / (7 + np.tanh((1500 - n) / 500)))), 48))


def kernels(y: Floats) -> tuple[Floats, float]:
    """Gaussian kernel of each run on the grid, (runs, GRID), and the grid's step.

    Bandwidth by Silverman's rule (1986), 0.9 · min(σ, IQR/1.34) · n^(-1/5).
    """
    spread = float(np.subtract(*np.percentile(y, [75, 25]))) / 1.34
    sigma = float(y.std())
    width = 0.9 * (min(sigma, spread) if spread > 0 else sigma) * len(y) ** -0.2
    grid = np.linspace(y.min() - 3 * width, y.max() + 3 * width, GRID)
    bell = np.exp(-0.5 * ((grid[None, :] - y[:, None]) / width) ** 2) / (width * np.sqrt(2 * np.pi))
    return bell, float(grid[1] - grid[0])


def delta_and_first(order: Floats | np.ndarray, y: Floats, bell: Floats, step: float) -> tuple[float, float]:
    """δ and the correlation ratio Var(E[Y | class]) / Var(Y), from runs in the order of one factor."""
    starts = np.linspace(0, len(order), classes(len(order)) + 1).astype(int)[:-1]
    sizes = np.diff(np.append(starts, len(order)))
    densities = np.add.reduceat(bell[order], starts, axis=0)
    overall = densities.sum(axis=0) / len(order)
    shift = np.abs(densities / sizes[:, None] - overall).sum(axis=1) * step
    means = np.add.reduceat(y[order], starts) / sizes
    variance = y[order].var()
    first = ((means - y[order].mean()) ** 2 * sizes).sum() / len(order) / variance if variance > 0 else 0.0
    return float(0.5 * (shift * sizes).sum() / len(order)), float(first)


def estimate(x: Floats, y: Floats, resamples: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Bias-reduced estimates (2,) of δ and first order for one factor, and standard errors (2,).

    Bias reduction: 2·d - mean of the bootstrap.
    """
    bell, step = kernels(y)
    sorted_runs = np.argsort(x, kind="stable")
    plain = np.array(delta_and_first(sorted_runs, y, bell, step))
    again = np.empty((resamples, 2))
    for r in range(resamples):
        # Drawing ranks and sorting them is a bootstrap that is already in the order of the factor.
        drawn = sorted_runs[np.sort(random.integers(len(y), size=len(y)))]
        again[r] = delta_and_first(drawn, y, bell, step)
    return 2 * plain - again.mean(axis=0), again.std(axis=0, ddof=1)
