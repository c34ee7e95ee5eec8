"""Robustness: how well a strategy does over many states of the world.

A metric is composed of three steps, after McPhail, Maier, Kwakkel, Giuliani, Castelletti & Westra (2018),
Earth's Future 6, 169–191, doi:10.1002/2017EF000649:

1. transform the performance of every strategy in every state (as it is, its regret, whether it satisfies),
2. choose a subset of states (all, the worst, the best, a percentile),
3. aggregate over the subset (mean, weighted mean, mean and spread).

A state of the world is one theory and one future. It weighs (weight of the theory) / (number of futures);
states of weight 0 do not count, not even as a worst case. Values are oriented: higher is better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis.inputs import Floats, complete, names, theory_weights
from modusvivendi.errors import InputError, choose
from modusvivendi.study.sampling_error import sampling_error

Transform = Callable[[Floats], Floats]
Choice = Callable[[Floats], tuple[Floats, Floats]]  # weights → kept values and their weights
Subset = Callable[[Floats], Choice]
Aggregate = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True)
class Metric:
    """A robustness metric: ``aggregate(*subset(transform(values))(weights))``.

    ``transform`` maps values (strategies, states) to the same shape; ``subset`` takes them and, for any weights
    (states,), returns the kept values and their weights, both (strategies, kept), weights summing to 1 per strategy,
    so that what weights cannot change is done once; ``aggregate`` returns (strategies,). ``direction`` is +1 if a
    higher metric is better, -1 for regrets.
    """

    name: str
    meaning: str
    direction: int
    transform: Transform
    subset: Subset
    aggregate: Aggregate


# 1. Transforms


def as_it_is(values: Floats) -> Floats:
    """Performance itself."""
    return values


def regret_from_best(values: Floats) -> Floats:
    """Loss against the strategy that is best in that state: max over strategies minus own value, ≥ 0."""
    return np.asarray(values.max(axis=0) - values)


def satisfied(threshold: float) -> Transform:
    """1 where the value is at least ``threshold``, else 0."""
    return lambda values: (values >= threshold).astype(np.float64)


# 2. Subsets


def every_state(values: Floats) -> Choice:
    """All states with their weights."""
    return lambda weights: (values, np.broadcast_to(weights, values.shape))


def _live(values: Floats, weights: Floats) -> Floats:
    return values if weights.all() else values[:, weights > 0]


def lowest(values: Floats) -> Choice:
    """The lowest value of each strategy."""
    return lambda weights: (_live(values, weights).min(axis=1, keepdims=True), np.ones((len(values), 1)))


def highest(values: Floats) -> Choice:
    """The highest value of each strategy."""
    return lambda weights: (_live(values, weights).max(axis=1, keepdims=True), np.ones((len(values), 1)))


def percentile_state(share: float) -> Subset:
    """The smallest value v such that states with value ≤ v weigh at least ``share`` (0–1)."""

    def subset(values: Floats) -> Choice:
        """The state of each strategy, for given values."""
        order = np.argsort(values, axis=1, kind="stable")

        def pick(weights: Floats) -> tuple[Floats, Floats]:
            # The tolerance keeps 0.1 of 10 equal states at the first state, not the second.
            at = [np.searchsorted(np.cumsum(weights[o]), share - 1e-12) for o in order]
            found = [v[o[min(n, len(o) - 1)]] for v, o, n in zip(values, order, at, strict=True)]
            return np.array(found)[:, None], np.ones((len(values), 1))

        return pick

    return subset


def extremes(optimism: float) -> Subset:
    """The lowest and the highest value, weighing 1 - optimism and optimism."""

    def subset(values: Floats) -> Choice:
        """Both ends of each strategy, for given values."""

        def pick(weights: Floats) -> tuple[Floats, Floats]:
            live = _live(values, weights)
            both = np.stack([live.min(axis=1), live.max(axis=1)], axis=1)
            return both, np.broadcast_to(np.array([1.0 - optimism, optimism]), both.shape)

        return pick

    return subset


# 3. Aggregates


def mean(values: Floats, weights: Floats) -> Floats:
    """Weighted mean."""
    return np.asarray((values * weights).sum(axis=1))


def spread(values: Floats, weights: Floats) -> Floats:
    """Weighted standard deviation (of the population of states)."""
    centred = values - mean(values, weights)[:, None]
    return np.asarray(np.sqrt((centred**2 * weights).sum(axis=1)))


def mean_over_spread(offset: float) -> Aggregate:
    """(μ + c) / (σ + c) for values to be raised, (μ + c)·(σ + c) for values to be lowered.

    An outcome to be lowered arrives with its sign turned, so a negative mean marks the second form,
    returned with the sign turned again. With c = 0 and no spread the ratio is infinite.
    """

    def aggregate(values: Floats, weights: Floats) -> Floats:
        """Mean and spread as one number a strategy."""
        centre, sigma = mean(values, weights), spread(values, weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            raised = (centre + offset) / (sigma + offset)
        raised = np.where((sigma + offset == 0) & (centre == 0), 0.0, raised)
        return np.where(centre >= 0, raised, (centre - offset) * (sigma + offset))

    return aggregate


def mean_less_variance(aversion: float) -> Aggregate:
    """μ - aversion · σ²."""
    return lambda values, weights: mean(values, weights) - aversion * spread(values, weights) ** 2


# The named metrics


def _share(name: str, share: float) -> float:
    if not 0.0 <= share <= 1.0:
        raise InputError(f"{name} must lie between 0 and 1, not {share}")
    return share


def maximin() -> Metric:
    """Wald (1950): the worst case."""
    return Metric("maximin", "worst value over all states", 1, as_it_is, lowest, mean)


def maximax() -> Metric:
    """The best case."""
    return Metric("maximax", "best value over all states", 1, as_it_is, highest, mean)


def hurwicz(optimism: float = 0.5) -> Metric:
    """Hurwicz (1951): (1 - optimism) · worst + optimism · best."""
    _share("optimism", optimism)
    text = f"{1 - optimism:g} × worst value + {optimism:g} × best value"
    return Metric("hurwicz", text, 1, as_it_is, extremes(optimism), mean)


def expectation() -> Metric:
    """Weighted mean over states; with equal weights Laplace's principle of insufficient reason."""
    return Metric("mean", "weighted mean value over all states", 1, as_it_is, every_state, mean)


def percentile(share: float = 0.1) -> Metric:
    """The value that only ``share`` of the states fall below or meet."""
    text = f"{100 * _share('share', share):g}th percentile of value"
    return Metric("percentile", text, 1, as_it_is, percentile_state(share), mean)


def mean_variance() -> Metric:
    """(μ+1)/(σ+1), or (μ+1)(σ+1) to be lowered: Hamarat, Kwakkel, Pruyt & Loonen (2014), as in McPhail."""
    text = "(mean + 1) / (standard deviation + 1); the product, sign turned, where lower is better"
    return Metric("mean_variance", text, 1, as_it_is, every_state, mean_over_spread(1.0))


def risk_averse(aversion: float = 1.0) -> Metric:
    """Markowitz (1952): mean less ``aversion`` (≥ 0, per unit of value) times the variance.

    Raises InputError for an aversion below 0.
    """
    if aversion < 0:
        raise InputError(f"aversion must be at least 0, not {aversion}")
    text = f"mean less {aversion:g} × variance"
    return Metric("risk_averse", text, 1, as_it_is, every_state, mean_less_variance(aversion))


def signal_to_noise() -> Metric:
    """Mean over standard deviation, or their product to be lowered: Kwakkel, Eker & Pruyt (2016)."""
    text = "mean / standard deviation; the product, sign turned, where lower is better"
    return Metric("signal_to_noise", text, 1, as_it_is, every_state, mean_over_spread(0.0))


def max_regret() -> Metric:
    """Savage (1951): the largest regret; the best strategy has the smallest (minimax regret)."""
    return Metric("max_regret", "largest regret over all states", -1, regret_from_best, highest, mean)


def mean_regret() -> Metric:
    """The weighted mean of regret."""
    return Metric("mean_regret", "weighted mean regret", -1, regret_from_best, every_state, mean)


def percentile_regret(share: float = 0.9) -> Metric:
    """A high percentile of regret, less ruled by single states than the largest regret."""
    text = f"{100 * _share('share', share):g}th percentile of regret"
    return Metric("percentile_regret", text, -1, regret_from_best, percentile_state(share), mean)


def domain(threshold: float) -> Metric:
    """Starr (1963), domain criterion: weight of the states where the value is at least ``threshold``."""
    text = f"share of states with a value of at least {threshold:g}"
    return Metric("domain", text, 1, satisfied(threshold), every_state, mean)


METRICS: dict[str, Callable[..., Metric]] = {
    "maximin": maximin,
    "maximax": maximax,
    "hurwicz": hurwicz,
    "mean": expectation,
    "percentile": percentile,
    "mean_variance": mean_variance,
    "risk_averse": risk_averse,
    "signal_to_noise": signal_to_noise,
    "max_regret": max_regret,
    "mean_regret": mean_regret,
    "percentile_regret": percentile_regret,
    "domain": domain,
}
DEFAULT = ("mean", "maximin", "percentile", "hurwicz", "mean_regret", "percentile_regret", "max_regret")


def metric(name: str, **settings: float) -> Metric:
    """A metric by name, with its settings: ``metric("hurwicz", optimism=0.3)``.

    Raises InputError for an unknown name or setting.
    """
    build = METRICS[choose("robustness metric", name, METRICS)]
    try:
        return build(**settings)
    except TypeError as error:
        raise InputError(f"robustness metric '{name}': {error}") from error


def states(value: xr.DataArray, weights: Floats) -> tuple[Floats, Floats]:
    """Values (strategies, states) and weights (states,) over all theories that weigh more than 0."""
    live = weights > 0
    cube = value.transpose("strategy", "theory", "future").values[:, live, :]
    each = np.repeat(weights[live] / value.sizes["future"], value.sizes["future"])
    return cube.reshape(cube.shape[0], -1), each


def prepare(metric: Metric, values: Floats) -> Callable[[Floats], Floats]:
    """The metric as a function of weights (states,) → (strategies,), for values (strategies, states).

    Weights sum to 1; states of weight 0 do not count.
    """
    choice = metric.subset(metric.transform(values))
    return lambda weights: metric.aggregate(*choice(weights))


def evaluate(metric: Metric, values: Floats, weights: Floats) -> Floats:
    """The metric for each strategy: values (strategies, states), weights (states,) → (strategies,)."""
    return prepare(metric, values)(weights)


@dataclass(frozen=True, eq=False)
class RobustnessReport:
    """Robustness of each strategy: ``table`` strategies × metrics, in the unit of the value."""

    table: pd.DataFrame
    metrics: tuple[Metric, ...]
    weights: dict[str, float]
    futures: int
    dropped: int

    @property
    def best(self) -> dict[str, str]:
        """The best strategy by each metric; ties go to the first."""
        return {m.name: str((m.direction * self.table[m.name]).idxmax()) for m in self.metrics}

    def to_frame(self) -> pd.DataFrame:
        """One row per strategy and metric, with rank 1 the best."""
        parts = []
        for m in self.metrics:
            column = self.table[m.name]
            rank = (m.direction * column).rank(ascending=False, method="min").astype(int)
            part = {"strategy": column.index, "metric": m.name, "value": column.values, "rank": rank.values}
            parts.append(pd.DataFrame(part))
        return pd.concat(parts, ignore_index=True)


def robustness(
    value: xr.DataArray,
    metrics: Sequence[str | Metric] = DEFAULT,
    weights: Mapping[str, float] | None = None,
) -> RobustnessReport:
    """Robustness of every strategy by each metric, over theories weighted by ``weights``.

    Raises InputError for a metric named twice.
    """
    whole, dropped = complete(value)
    theories = names(whole, "theory")
    given = theory_weights(weights, theories)
    built = tuple(metric(m) if isinstance(m, str) else m for m in metrics)
    if len({m.name for m in built}) < len(built):
        raise InputError("a robustness metric is named twice")
    values, each = states(whole, given)
    table = pd.DataFrame(
        {m.name: evaluate(m, values, each) for m in built},
        index=pd.Index(names(whole, "strategy"), name="strategy"),
    )
    return RobustnessReport(table, built, dict(zip(theories, given.tolist(), strict=True)), whole.sizes["future"], dropped)


@dataclass(frozen=True, eq=False)
class RegretReport:
    """Regret by theory (rows) and strategy (columns), in the unit of the value, at least 0.

    ``errors``: Monte Carlo standard errors, of the paired difference from the best strategy; NaN for ``max`` and
    ``percentile``, which have none of that kind.
    """

    table: pd.DataFrame
    errors: pd.DataFrame
    statistic: str
    dropped: int

    @property
    def worst(self) -> pd.Series:
        """The largest entry of each strategy over theories."""
        return self.table.max(axis=0)

    def to_frame(self) -> pd.DataFrame:
        """One row per theory and strategy."""
        both = pd.concat({"regret": self.table.stack(), "error": self.errors.stack()}, axis=1).reset_index()
        both.columns = pd.Index(["theory", "strategy", "regret", "error"])
        return both


Statistic = Literal["max", "mean", "percentile", "expected"]


def regret(value: xr.DataArray, statistic: Statistic = "expected", share: float = 0.9) -> RegretReport:
    """Regret under each theory.

    ``max``, ``mean``, ``percentile`` (at ``share``) summarise the regret future by future, against the
    strategy that hindsight would pick in that very future, luck included. ``expected`` compares means:
    max_s' E[v | theory, s'] - E[v | theory, s], the price of a strategy if the theory is true.
    """
    choose("regret statistic", statistic, ("max", "mean", "percentile", "expected"))
    whole, dropped = complete(value)
    cube = whole.transpose("theory", "strategy", "future").values
    equal = np.full(cube.shape[2], 1.0 / cube.shape[2])
    errors = np.full(cube.shape[:2], np.nan)
    if statistic == "expected":
        means = cube.mean(axis=2)
        table = means.max(axis=1, keepdims=True) - means
        best = np.take_along_axis(cube, means.argmax(axis=1)[:, None, None], axis=1)
        errors = sampling_error(best - cube)
    else:
        by = {"max": max_regret, "mean": mean_regret}
        chosen = percentile_regret(share) if statistic == "percentile" else by[statistic]()
        table = np.stack([evaluate(chosen, block, equal) for block in cube])
        if statistic == "mean":
            errors = sampling_error(cube.max(axis=1, keepdims=True) - cube)
    index, columns = pd.Index(names(whole, "theory"), name="theory"), pd.Index(names(whole, "strategy"), name="strategy")
    wording = {"percentile": f"{100 * share:g}th percentile of regret"}.get(statistic, f"{statistic} regret")
    return RegretReport(pd.DataFrame(table, index, columns), pd.DataFrame(errors, index, columns), wording, dropped)
