"""Worlds for Sobol indices: Saltelli's design over groups of a study's numbers, run for one strategy.

The factors of the design are groups: which theory holds, numbers alone or together, and chance. Chance is a factor of its
own, so all theories share it here: which theory holds would else move chance, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from modusvivendi.analysis.inputs import Floats
from modusvivendi.analysis.stress.run_worlds import run_worlds
from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.study import Study
from modusvivendi.study.inputs import THEORY_QUANTILES, Named, parameter_matrix
from modusvivendi.study.sequence import quantiles

HOLDS = "which theory holds"  # the quantile that picks a theory by weight
FIRST_KEY = 1 << 40  # chance of the design: that of futures far beyond any study's own

Judge = Callable[[np.ndarray], Floats]  # outcomes (strategies, outcomes, n) → value (strategies, n), higher is better


@dataclass(frozen=True)
class Group:
    """What is swapped together: named numbers, which theory holds, chance."""

    numbers: tuple[str, ...] = ()
    theory: bool = False
    chance: bool = False


@dataclass(frozen=True, eq=False)
class Points:
    """Points of a design: which theory holds (n,), the quantiles of theories' parameters in their distributions in (0, 1) and values
    of the case's numbers, both name → (n,), and chance keys (2, n)."""

    which: np.ndarray
    quantiles: dict[str, Floats]
    case: dict[str, Floats]
    keys: np.ndarray


def sobol_blocks(
    study: Study,
    weights: Floats,
    groups: Mapping[str, Group],
    judge: Judge,
    strategy: int,
    points: int,
    threads: int | None = None,
) -> Floats:
    """Values at the points of the design, (points, groups + 2), as ``sobol_indices`` takes them.

    ``weights`` (theories,): how often each theory holds. ``strategy``: its number in the study. ``points``: a power of 2.
    """
    names = [HOLDS, *THEORY_QUANTILES, *(f.name for f in study.factors)]
    keys = future_keys(study.seed, FIRST_KEY + np.arange(2 * points))
    # Two independent samples.
    at = [quantiles(names, np.arange(points), study.seed, stream) for stream in ("Saltelli A", "Saltelli B")]
    a, b = (points_at(study, weights, own, key) for own, key in zip(at, np.split(keys, 2, axis=1), strict=True))

    def values(at: Points) -> Floats:
        matrix = parameter_matrix(study.case, numbers_at(study, at))
        return np.asarray(judge(run_worlds(study, matrix, at.keys, [strategy], threads))[0])

    mixed = (values(swapped(a, b, group)) for group in groups.values())
    return np.asarray(np.stack([values(a), *mixed, values(b)], axis=1))


def points_at(study: Study, weights: Floats, at: Named, keys: np.ndarray) -> Points:
    """Points from quantiles, name → (n,): of which theory holds, of ``THEORY_QUANTILES``, and of the case's numbers."""
    which = np.searchsorted(np.cumsum(weights)[:-1], at[HOLDS], side="right")
    return Points(which, {n: at[n] for n in THEORY_QUANTILES}, study.case_values(at), keys)


def swapped(a: Points, b: Points, group: Group) -> Points:
    """The points ``a`` with one group taken from ``b``."""
    quantiles = {**a.quantiles, **{n: b.quantiles[n] for n in group.numbers if n in a.quantiles}}
    case = {**a.case, **{n: b.case[n] for n in group.numbers if n in a.case}}
    return Points(b.which if group.theory else a.which, quantiles, case, b.keys if group.chance else a.keys)


def numbers_at(study: Study, at: Points) -> dict[str, Floats]:
    """All numbers of all points, name → (n,)."""
    own = {name: np.empty(len(at.which)) for name in THEORY_PARAMETERS}
    for t in np.unique(at.which):
        here = at.which == t
        own_quantiles = {name: quantile[here] for name, quantile in at.quantiles.items()}
        for name, values in study.theory_values(study.theories[t], own_quantiles).items():
            own[name][here] = values
    return {**at.case, **own}
