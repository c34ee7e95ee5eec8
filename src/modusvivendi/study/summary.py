"""A study in numbers: means with ranges, regret, who is best how often, and how far the best leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from numbers import Real

import numpy as np
import pandas as pd

from modusvivendi.engine.outcomes import OUTCOMES
from modusvivendi.errors import InputError, choose
from modusvivendi.study.result import Result
from modusvivendi.study.sampling_error import sampling_error

KEY_OUTCOMES = ("core_rights", "technical", "wellbeing", "attacks", "firmness", "met")
TITLES = {o.name: o.title for o in OUTCOMES}
DIRECTIONS = {o.name: o.direction for o in OUTCOMES}
MIXTURE = "mixture"
POINTS = (0.05, 0.5, 0.95)  # of the spread over futures
FEW = 3  # quantiles
WHOLE = 1e-9  # weights whose sum is this close to one are kept as they are


def title_of(outcome: str) -> str:
    """Human name of an outcome."""
    if outcome in TITLES:
        return TITLES[outcome]
    kind, _, item = outcome.partition("_")
    return f"{'Wellbeing' if kind == 'wellbeing' else 'Policy'}: {item.replace('_', ' ')}"


def direction_of(outcome: str) -> int:
    """+1 if higher is better, -1 if lower is better."""
    return DIRECTIONS.get(outcome, 1)


@dataclass(frozen=True, eq=False)
class Summary:
    """A study in numbers.

    weights: share of each theory in the mixture. table: one row per outcome, theory (and the mixture) and strategy with
    mean, standard error of the mean (``sampling_error``), and the 5, 50 and 95 per cent points over futures. regret: mean loss against the best
    strategy of that theory, per outcome, theory and strategy. best_share: share of prior draws (futures) in which each
    strategy is best, per outcome and theory; ties share. gap: paired difference of each strategy from the best one in the
    mixture (``best``), with its standard error.

    Example:
        >>> import modusvivendi as mv
        >>> study = mv.make_study("afghanistan", theories=["inertia"], futures=8, months=12)
        >>> mv.summarise(mv.run_study(study)).weights
        {'inertia': 1.0}
    """

    weights: dict[str, float]
    table: pd.DataFrame
    regret: pd.DataFrame
    best_share: pd.DataFrame
    gap: pd.DataFrame

    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table by name."""
        return {"table": self.table, "regret": self.regret, "best_share": self.best_share, "gap": self.gap}


def weigh_futures(result: Result, weights: Mapping[str, float] | None) -> dict[str, float]:
    """Weights over the study's theories, adding up to one; uniform when none are given. Raises InputError."""
    return share_weights(weights, [t.name for t in result.study.theories])


def share_weights(weights: Mapping[str, float] | None, theories: Sequence[str]) -> dict[str, float]:
    """Weights of ``theories``, in their order, adding up to one; None is uniform, a theory not named gets 0.

    Weights may be odds: they are divided by their sum, unless that is one already. Raises InputError.
    """
    if weights is None:
        return dict.fromkeys(theories, 1 / len(theories))
    for name, share in weights.items():
        choose("theory", name, theories)
        if isinstance(share, bool) or not isinstance(share, Real):
            raise InputError(f"weights: {name}: a number, not {share!r:.40}")
    chosen = {name: float(weights.get(name, 0.0)) for name in theories}
    total = sum(chosen.values())
    if wrong := next((f"{name}={value:g}" for name, value in chosen.items() if not 0 <= value < np.inf), ""):
        raise InputError(f"weights: {wrong}: a number of 0 or more is needed")
    if not 0 < total < np.inf:
        raise InputError("weights must not be all 0, and small enough to be added up: give one theory at least a number above 0")
    return chosen if abs(total - 1) < WHOLE else {name: value / total for name, value in chosen.items()}


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, points: tuple[float, ...]) -> np.ndarray:
    """Quantiles over theories and futures: values (theory, future), weights (theory,)."""
    if (weights == weights[0]).all():  # every future counts the same: places are known before any value is
        place = even_places(float(weights[0]) / values.shape[1], values.size, points)
        few = len(points) <= FEW  # are picked out without sorting the others; for many, sorting is as quick
        return np.asarray((np.partition(values, place, axis=None) if few else np.sort(values, axis=None))[place])
    mass = np.broadcast_to(weights[:, None] / values.shape[1], values.shape).ravel()
    order = np.argsort(values, axis=None)
    place = np.minimum(np.searchsorted(np.cumsum(mass[order]), points), values.size - 1)
    return np.asarray(values.ravel()[order][place])


@lru_cache(maxsize=64)
def even_places(mass: float, size: int, points: tuple[float, ...]) -> np.ndarray:
    """Where quantiles stand among values in order, each of which has the same mass."""
    return np.minimum(np.searchsorted(np.cumsum(np.full(size, mass)), points), size - 1)


def quantiles(values: np.ndarray, points: tuple[float, ...]) -> np.ndarray:
    """Quantiles along the last axis, (..., points) float64, by linear interpolation as ``numpy.quantile`` does it.

    One sort in the precision of the values instead of one selection a point in double precision: four times as fast.
    """
    ordered = np.sort(values, axis=-1)
    found = []
    for point in points:
        place = point * (values.shape[-1] - 1)
        below = min(int(place), values.shape[-1] - 1)
        low, high = (ordered[..., min(at, values.shape[-1] - 1)].astype(np.float64) for at in (below, below + 1))
        part, step = place - below, high - low
        found.append(high - step * (1 - part) if part >= 0.5 else low + step * part)
    return np.stack(found, axis=-1)


def best_strategy_share(values: np.ndarray, direction: int) -> np.ndarray:
    """Share of futures in which each strategy is best; values (..., strategy, future); ties are shared out."""
    signed = direction * values
    best = signed == signed.max(axis=-2, keepdims=True)
    return np.asarray((best / best.sum(axis=-2, keepdims=True)).mean(axis=-1))


def summarise(result: Result, weights: Mapping[str, float] | None = None, *, outcomes: Sequence[str] | None = None) -> Summary:
    """Reduce a result to tables.

    weights: per theory, uniform if None. outcomes: which, all by default. Raises InputError for unknown names.

    Example:
        >>> import modusvivendi as mv
        >>> study = mv.make_study("afghanistan", theories=["inertia"], futures=8, months=12)
        >>> sorted(set(mv.summarise(mv.run_study(study)).table.theory))
        ['inertia', 'mixture']
    """
    chosen = weigh_futures(result, weights)
    for name in outcomes or ():
        choose("outcome", name, result.study.outcome_names)
    names = list(outcomes or result.study.outcome_names)
    share = np.array(list(chosen.values()))
    numbers = [_numbers(result, o, share) for o in names]
    found = {key: np.stack([n[key] for n in numbers]) for key in numbers[0]}
    theories, strategies = [t.name for t in result.study.theories], [s.name for s in result.study.strategies]
    by_strategy = {"outcome": names, "strategy": strategies, "theory": [*theories, MIXTURE]}
    columns = {key: found[key] for key in ("mean", "error", "p5", "p50", "p95")}
    gap = _long({"outcome": names, "strategy": strategies}, {"gap": found["gap"], "error": found["gap_error"]})
    gap.insert(1, "best", np.repeat(np.array(strategies, dtype=object)[found["top"]], len(strategies)))
    return Summary(
        weights=chosen,
        table=_long(by_strategy, columns)[["outcome", "theory", "strategy", *columns]],
        regret=_long(by_strategy, {"regret": found["regret"]})[["outcome", "theory", "strategy", "regret"]],
        best_share=_long({"outcome": names, "theory": theories, "strategy": strategies}, {"share": found["share"]}),
        gap=gap,
    )


def _numbers(result: Result, outcome: str, share: np.ndarray) -> dict[str, np.ndarray]:
    """All numbers of one outcome: arrays (strategy, theories and mixture), but ``share`` (theory, strategy), ``gap`` and its
    error (strategy,), and ``top``, the place of the best strategy in the mixture."""
    single = result.outcome(outcome)
    values, sign = single.astype(np.float64), direction_of(outcome)
    means = values.mean(axis=2)
    mixture = np.tensordot(share, means, 1)
    every = np.concatenate([means, mixture[None]]).T
    mixed_values = np.tensordot(share, values, 1)
    errors = sampling_error(np.concatenate([values, mixed_values[None]]))
    mixed = np.stack([weighted_quantiles(single[:, s], share, POINTS) for s in range(means.shape[1])])
    points = np.concatenate([quantiles(single, POINTS).transpose(1, 0, 2), mixed[:, None]], axis=1)
    best, top = (sign * every).max(axis=0), int(np.argmax(sign * mixture))
    paired = sign * (mixed_values[top] - mixed_values)
    return {
        "mean": every,
        "error": errors.T,
        **{f"p{100 * point:.0f}": points[..., k] for k, point in enumerate(POINTS)},
        "regret": best - sign * every,
        "share": best_strategy_share(values, sign),
        "gap": paired.mean(axis=1),
        "gap_error": sampling_error(paired),
        "top": np.array(top),
    }


def _long(labels: dict[str, list[str]], columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """Arrays whose axes are ``labels`` as a table with one row a number, the last label fastest."""
    sizes = [len(names) for names in labels.values()]
    places = np.indices(sizes).reshape(len(sizes), -1)
    names = {key: np.array(own, dtype=object)[at] for (key, own), at in zip(labels.items(), places, strict=True)}
    return pd.DataFrame({**names, **{name: c.ravel() for name, c in columns.items()}})
