"""Comparing the strategies of a study: a verdict by each value asked for, and what needs no value.

Nothing is added up unless the user says how: by default core rights and wellbeing are judged each by itself, since
what a strategy does to the nature of a regime and what it does for people are different questions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.analysis.export import experiments
from modusvivendi.analysis.inputs import Floats, theory_weights
from modusvivendi.analysis.robustness.satisficing import SatisficingReport, satisficing
from modusvivendi.analysis.robustness.tradeoff import TradeoffReport, tradeoff
from modusvivendi.analysis.robustness.value import value_weights
from modusvivendi.analysis.verdict import LEVEL, STEPS, Verdict, verdict
from modusvivendi.analysis.worlds import Worlds, numbers_of
from modusvivendi.errors import InputError, choose
from modusvivendi.study import Result, Study
from modusvivendi.study.summary import direction_of, weighted_quantiles
from modusvivendi.study.titles import factor_titles

DEFAULT_AIMS = ("core_rights", "wellbeing")
TRADE_OFFS = ("core_rights", "wellbeing", "attacks", "money", "firmness")  # rights, relief, security, cost, symbols
BARS = {"low bar": 0.25, "middle bar": 0.5, "high bar": 0.75}  # default levels of acceptability; judgement
BAR_OUTCOMES = ("core_rights", "wellbeing")
FEWEST = 128  # draws: half of them look for rules, and classes of half of them hold more than a handful

Aim = str | Mapping[str, float]
Levels = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What the futures of a study say about its strategies.

    ``verdicts``: one per value asked for. ``acceptable``: how often each level of acceptability is met;
    ``levels_from`` says where the levels come from. ``tradeoff``: outcomes against each other. ``dropped``: draws left
    out because a run was not finite.
    """

    result: Result
    weights: dict[str, float]
    weights_from: str
    verdicts: tuple[Verdict, ...]
    acceptable: SatisficingReport
    levels_from: str
    tradeoff: TradeoffReport
    titles: dict[str, str]
    dropped: int

    @property
    def study(self) -> Study:
        """What was run."""
        return self.result.study

    @property
    def told_numbers(self) -> tuple[str, ...]:
        """Numbers that stood out in any analysis."""
        return tuple(dict.fromkeys(n for v in self.verdicts for n in v.told_numbers))

    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table, by name."""
        tables = {"trade-offs": self.tradeoff.to_frame().reset_index(), "acceptable": acceptable_frame(self.acceptable)}
        for v in self.verdicts:
            tables |= {f"{v.name} {name}": table for name, table in v.frames(self.titles).items()}
        return tables

    def experiments(self, numbers: Sequence[str] | None = None) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
        """The pair (experiments, outcomes) of exploratory workbenches: every run with its numbers and outcomes.

        ``numbers``: by default those that stood out; a study has several hundred. Outcomes are those compared.
        """
        chosen = self.told_numbers if numbers is None else numbers
        found = numbers_of(self.study, chosen, self.study.futures)
        by_theory = {
            t.name: pd.DataFrame({n: v[k] if v.ndim == 2 else v for n, v in found.items()}, index=range(self.study.futures))
            for k, t in enumerate(self.study.theories)
        }
        names = tuple(dict.fromkeys((*(o for v in self.verdicts for o in v.aim), *TRADE_OFFS)))
        return experiments(outcome_array(self.result, names), by_theory)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer: by each value who leads, on what beliefs that rests, and where it fails."""
        return tuple(
            line for v in self.verdicts for line in (v.lead_sentence(), v.belief_sentence(), v.failure_sentence(self.titles))
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader has to know before using a number."""
        if not self.dropped:
            return ()
        return (f"{self.dropped} of {self.study.futures} draws were left out: a run was not a finite number.",)


def acceptable_frame(report: SatisficingReport) -> pd.DataFrame:
    """Counts per level and strategy, with the number of theories under which most futures are acceptable."""
    most = (report.by_theory >= 0.5).groupby(level="level", sort=False).sum()
    theories = report.by_theory.groupby(level="level").size().iloc[0]
    counts = [int(most.loc[r.level, r.strategy]) for r in report.table.itertuples()]
    return report.table.assign(theories=counts, of_theories=int(theories))


def outcome_array(result: Result, names: Sequence[str]) -> xr.DataArray:
    """Outcomes of a result, dims (theory, strategy, outcome, future)."""
    study = result.study
    values = np.stack([result.outcome(name) for name in names], axis=2)
    coordinates = {
        "theory": [t.name for t in study.theories], "strategy": [s.name for s in study.strategies],
        "outcome": list(names), "future": np.arange(study.futures),
    }  # fmt: skip
    return xr.DataArray(values, dims=tuple(coordinates), coords=coordinates)


def check_question(
    study: Study, aims: Sequence[Aim], weights: Mapping[str, float] | None, strategy: str | None, level: float | None,
    acceptable: Levels | None, corners: Sequence[str] | None,
) -> tuple[dict[str, float], ...]:  # fmt: skip
    """The values as weights; InputError for an unknown name or a study that cannot answer, before anything runs."""
    theory_weights(weights, [t.name for t in study.theories])
    known = list(study.outcome_names)
    chosen = tuple(value_weights(aim, known) for aim in aims)
    if not chosen:
        raise InputError("no value is named: name at least one outcome")
    for thresholds in (acceptable or {}).values():
        for outcome in thresholds:
            choose("outcome", outcome, known)
    if strategy is not None:
        choose("strategy", strategy, [s.name for s in study.strategies])
    if level is not None and not (np.isfinite(level) and level >= 0):
        raise InputError(f"the level of regret must be at least 0, not {level}")
    for corner in corners or ():
        choose("theory", corner, [t.name for t in study.theories])
    if corners is not None and (len(corners) != 3 or len(set(corners)) != 3):
        raise InputError(f"a triangle needs three different theories, not {', '.join(corners)}")
    if len(study.strategies) < 2:
        raise InputError("a comparison needs at least two strategies")
    if study.futures < FEWEST:
        raise InputError(f"a comparison needs at least {FEWEST} draws, not {study.futures}: half find rules, half check them")
    return chosen


def compare(
    result: Result,
    aims: Sequence[Aim] = DEFAULT_AIMS,
    weights: Mapping[str, float] | None = None,
    strategy: str | None = None,
    level: float | None = None,
    acceptable: Levels | None = None,
    corners: tuple[str, ...] | None = None,
    weights_from: str | None = None,
    threads: int | None = None,
    progress: Callable[[float, float, str], None] | None = None,
) -> Comparison:
    """Compare the strategies of a study.

    ``aims``: values to judge by, each an outcome or the user's weights on outcomes in their own units.
    ``weights``: on theories, equal by default. ``strategy``: the one to put to the test, by default the best on
    average by each value. ``level``: regret above which it fails, in the unit of the value; by default a quarter of
    what the choice of a strategy moves the mean by. ``acceptable``: name → outcome → threshold. ``corners``: three
    theories of the triangle, by default those among which strategies share the best places most evenly.
    ``progress``: called with (steps done, all, what comes next). Raises InputError.
    """
    study = result.study
    chosen = check_question(study, aims, weights, strategy, level, acceptable, corners)
    given = theory_weights(weights, [t.name for t in study.theories])
    by_name = dict(zip((t.name for t in study.theories), given.tolist(), strict=True))
    bars, levels_from = (acceptable, "given by the user") if acceptable else default_bars(result, given)
    names = tuple(dict.fromkeys((*(o for aim in chosen for o in aim), *TRADE_OFFS, *(o for bar in bars.values() for o in bar))))
    outcomes = outcome_array(result, names)
    complete = np.isfinite(outcomes.values).all(axis=(0, 1, 2))
    if complete.sum() < FEWEST:
        raise InputError(f"only {int(complete.sum())} of {study.futures} draws are finite; {FEWEST} are needed")
    whole, worlds = outcomes.isel(future=complete), Worlds.of(study, given, complete)
    steps = iter(range(len(STEPS) * len(chosen)))

    def step(what: str) -> None:
        if progress is not None:
            progress(next(steps), len(STEPS) * len(chosen), what)

    verdicts = tuple(verdict(whole, aim, worlds, given, strategy, level, corners, threads, step) for aim in chosen)
    direction = {n: direction_of(n) for n in names}
    return Comparison(
        result=result,
        weights=by_name,
        weights_from=weights_from or ("equal over theories" if weights is None else "given by the user"),
        verdicts=verdicts,
        acceptable=satisficing(whole, direction, bars, by_name),
        levels_from=levels_from,
        tradeoff=tradeoff(whole, direction, TRADE_OFFS, by_name, level=LEVEL),
        titles=factor_titles(study.case, study.theories),
        dropped=int((~complete).sum()),
    )


def default_bars(result: Result, weights: Floats) -> tuple[dict[str, dict[str, float]], str]:
    """Three bars on rights and relief, at the quartiles over all strategies, theories by weight and futures."""
    bars: dict[str, dict[str, float]] = {name: {} for name in BARS}
    for outcome in BAR_OUTCOMES:
        values = result.outcome(outcome).astype(np.float64)
        pooled = values.transpose(0, 2, 1).reshape(len(values), -1)
        points = weighted_quantiles(pooled[:, np.isfinite(pooled).all(axis=0)], weights, tuple(BARS.values()))
        for name, point in zip(BARS, points, strict=True):
            bars[name][outcome] = float(point)
    return bars, "by default a quarter, half and three quarters of all runs lie below each threshold"
