"""Experiments on simulated futures: arms that share draws and chance, run once for all claims, and what their differences say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modusvivendi.analysis.claims.attempt import Attempt, Split
from modusvivendi.analysis.claims.difference import measure_of, role_outcomes
from modusvivendi.analysis.claims.experiments import Compare, InFutures, Input, KnockOut, Reached, Today
from modusvivendi.analysis.robustness.monte_carlo import half_width
from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.strategy import load_strategies
from modusvivendi.strategy.suitable import why_not
from modusvivendi.study import Result, Study, run_study
from modusvivendi.study.draws import JointDraws
from modusvivendi.study.inputs import case_factors
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.study.sampling_error import sampling_error
from modusvivendi.study.scales import issues_of
from modusvivendi.theory import Theory

Array = NDArray[np.float64]
ENDS = (0.9, 0.1)  # quantiles between which an input is moved
LEVEL = 0.95  # coverage of the interval of a mean: sampling error


@dataclass(frozen=True)
class Arm:
    """A strategy with overrides, as for ``--set``: one side of a comparison."""

    strategy: str
    settings: tuple[str, ...] = ()


@dataclass(eq=False)
class Futures:
    """The futures that all claims share: a result per set of overrides, each with the strategies that are needed.

    weights: of the theories, (theories,), adding up to 1. posterior: joint draws the record has weighed, if any.
    """

    case: Case
    theories: tuple[Theory, ...]
    weights: Array
    futures: int
    seed: int
    months: int | None
    posterior: JointDraws | None = None
    results: dict[tuple[str, ...], Result] = field(default_factory=dict)

    def run(self, arms: Iterable[Arm]) -> None:
        """Run all arms; those that share overrides in one study."""
        wanted: dict[tuple[str, ...], list[str]] = {}
        for arm in arms:
            wanted.setdefault(arm.settings, []).append(arm.strategy)
        for settings, strategies in wanted.items():
            self.results[settings] = run_study(self.study(settings, tuple(dict.fromkeys(strategies))), sample=1)

    def study(self, settings: tuple[str, ...], strategies: tuple[str, ...]) -> Study:
        """A study of these strategies under these overrides. Raises InputError."""
        theories, acting, pins = apply_overrides(list(settings), list(self.theories), load_strategies(strategies))
        return Study(
            case=self.case,
            theories=tuple(theories),
            strategies=tuple(acting),
            futures=self.futures,
            seed=self.seed,
            months=self.case.horizon_months if self.months is None else self.months,
            pins=pins,
            posterior=self.posterior,
        )

    @property
    def simulated(self) -> int:
        """How many futures were run."""
        return sum(len(self.theories) * len(r.study.strategies) * self.futures for r in self.results.values())

    def outcome(self, arm: Arm, name: str) -> Array:
        """An outcome under an arm, (theories, futures)."""
        result = self.results[arm.settings]
        at = [s.name for s in result.study.strategies].index(_name(arm.strategy))
        return result.outcome(name)[:, at].astype(np.float64)

    def today(self, name: str) -> Array:
        """Today's level of an outcome that is made of issues' levels, in each draw (futures,)."""
        study = next(iter(self.results.values())).study
        at = study.quantiles(0, self.futures)
        values = study.case_values(at)
        return np.asarray(np.mean([values[f"issues.{i}.start"] for i in issues_of(self.case, name)], axis=0), dtype=np.float64)


def _name(strategy: str) -> str:
    return load_strategies((strategy,))[0].name


def reason_not(case: Case, experiment: InFutures) -> str:
    """Why a case cannot run an experiment; '' if it can."""
    for name in dict.fromkeys(n for n in (experiment.strategy, getattr(experiment, "against", None)) if n):
        reason = why_not(load_strategies((name,))[0], case)
        if reason:
            return f"the case cannot run the strategy '{name}': {reason}"
    kind, _, part = experiment.outcome.partition("_")
    known = {"policy": case.issue_ids, "wellbeing": tuple(g.id for g in case.groups)}
    if experiment.outcome.startswith(("policy_", "wellbeing_")) and part not in known[kind]:
        return f"the case has no {'issue' if kind == 'policy' else 'group'} '{part}'"
    if experiment.outcome in role_outcomes() and not issues_of(case, experiment.outcome):
        return f"the case has no issue that '{experiment.outcome}' is made of"
    if isinstance(experiment, Today) and not issues_of(case, experiment.outcome):
        return f"'{experiment.outcome}' has no level today that could be read off issues of the case"
    return ""


def arms_of(case: Case, theories: tuple[Theory, ...], experiment: InFutures) -> tuple[Arm, ...]:
    """The arms of an experiment: one, or two of which the first less the second is judged. Raises InputError."""
    if isinstance(experiment, Compare):
        return Arm(experiment.strategy, experiment.settings), Arm(experiment.against, experiment.settings_against)
    if isinstance(experiment, KnockOut):
        held = tuple(f"theory.all.{name}={experiment.to}" for name in experiment.parameters)
        return Arm(experiment.strategy, experiment.settings), Arm(experiment.strategy, (*experiment.settings, *held))
    if isinstance(experiment, Input):
        high, low = (_at_quantile(case, theories, experiment.input, q) for q in ENDS)
        return Arm(experiment.strategy, high), Arm(experiment.strategy, low)
    return (Arm(experiment.strategy),)


def _at_quantile(case: Case, theories: tuple[Theory, ...], name: str, quantile: float) -> tuple[str, ...]:
    """Overrides that hold a number at a quantile of its distribution: of the case, or of each theory's prior."""
    at = np.array([quantile])
    factor = next((f for f in case_factors(case) if f.name == name), None)
    if factor is not None:
        return (f"case.{name}={float(factor.quantile(at)[0])}",)
    if name not in THEORY_PARAMETERS:
        raise InputError(f"input '{name}': neither a number of the case nor a parameter of the theories")
    return tuple(f"theory.{t.name}.{name}={float(t.complete()[name].quantile(at)[0])}" for t in theories)


def judge(found: Futures, experiment: InFutures) -> Attempt:
    """What the futures say of an experiment, all arms of which have been run."""
    arms, measure = arms_of(found.case, found.theories, experiment), measure_of(found.case, experiment.outcome)
    first = found.outcome(arms[0], experiment.outcome)
    if isinstance(experiment, Reached):
        return _whether(found, experiment, first >= experiment.at_least, first)
    other = found.today(experiment.outcome) if isinstance(experiment, Today) else found.outcome(arms[1], experiment.outcome)
    difference = first - other
    true = truth(difference, experiment.expects, measure.least)
    paired = found.weights @ difference
    reach = half_width(LEVEL) * float(sampling_error(paired)) if paired.size > 1 else 0.0
    told = measure.slope * np.array([paired.mean(), paired.mean() - reach, paired.mean() + reach])
    half, twice = (_share(found.weights, truth(difference, experiment.expects, measure.least * k)) for k in (0.5, 2.0))
    return Attempt(
        experiment=experiment,
        chance=_share(found.weights, true),
        error=_error(found.weights, true),
        by_theory=_by_theory(found, true),
        split=split_of(found.weights, difference, measure.least),
        value=float(told[0]),
        low=float(told[1]),
        high=float(told[2]),
        unit=measure.unit,
        least=measure.least * measure.slope,
        half=half,
        twice=twice,
    )


def _whether(found: Futures, experiment: Reached, true: NDArray[np.bool_], values: Array) -> Attempt:
    measure = measure_of(found.case, experiment.outcome)
    mean = float((found.weights @ values).mean()) * measure.slope
    return Attempt(
        experiment=experiment,
        chance=_share(found.weights, true),
        error=_error(found.weights, true),
        by_theory=_by_theory(found, true),
        value=mean,
        unit=measure.unit,
        least=experiment.at_least * measure.slope,
    )


def truth(difference: Array, expects: str, least: float) -> NDArray[np.bool_]:
    """In which futures what is expected of a difference is true; ``least`` is the least that matters, in the same unit."""
    found: Mapping[str, NDArray[np.bool_]] = {
        "more": difference >= least,
        "less": difference <= -least,
        "same": np.abs(difference) < least,
        "not_more": difference < least,
        "not_less": difference > -least,
    }
    return found[expects]


def split_of(weights: Array, difference: Array, least: float) -> Split:
    """Shares of futures in which a difference is more by the least that matters, neither, and less by it."""
    more, less = (_share(weights, truth(difference, side, least)) for side in ("more", "less"))
    return more, max(1 - more - less, 0.0), less


def _share(weights: Array, true: NDArray[np.bool_]) -> float:
    """The share of futures, theories by weight; true: (theories, futures)."""
    return float(weights @ true.mean(axis=1))


def _error(weights: Array, true: NDArray[np.bool_]) -> float:
    """The standard error of that share: theories share draws, so they are summed first."""
    summed = weights @ true
    return float(sampling_error(summed)) if summed.size > 1 else 0.0


def _by_theory(found: Futures, true: NDArray[np.bool_]) -> dict[str, float]:
    return dict(zip((t.name for t in found.theories), true.mean(axis=1).tolist(), strict=True))
