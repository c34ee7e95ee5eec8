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
from modusvivendi.analysis.question import FEWEST, Question
from modusvivendi.analysis.robustness.satisficing import SatisficingReport, satisficing
from modusvivendi.analysis.robustness.tradeoff import TradeoffReport, tradeoff
from modusvivendi.analysis.verdict import LEVEL, STEPS, Verdict, verdict
from modusvivendi.analysis.worlds import Worlds, numbers_of
from modusvivendi.case.lacking import told
from modusvivendi.errors import InputError
from modusvivendi.study import Result, Study
from modusvivendi.study.summary import direction_of, weighted_quantiles
from modusvivendi.study.titles import factor_titles

TRADE_OFFS = ("core_rights", "wellbeing", "attacks", "money", "firmness")  # rights, relief, security, cost, symbols
BARS = {"low bar": 0.25, "middle bar": 0.5, "high bar": 0.75}  # default levels of acceptability; judgement
BAR_OUTCOMES = ("core_rights", "wellbeing")

USUAL = Question()
Progress = Callable[[float, float, str], None]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What the futures of a study say about its strategies.

    ``question``: what was asked. ``verdicts``: one per value asked for. ``acceptable``: how often each level of
    acceptability is met. ``tradeoff``: outcomes against each other. ``titles``: human names of sampled numbers.
    ``dropped``: draws left out because a run was not finite.
    """

    result: Result
    question: Question
    weights: dict[str, float]
    verdicts: tuple[Verdict, ...]
    acceptable: SatisficingReport
    tradeoff: TradeoffReport
    titles: dict[str, str]
    dropped: int

    @property
    def study(self) -> Study:
        """What was run."""
        return self.result.study

    @property
    def influential_inputs(self) -> tuple[str, ...]:
        """Numbers that stood out in any analysis."""
        return tuple(dict.fromkeys(n for v in self.verdicts for n in v.influential_inputs))

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
        chosen = self.influential_inputs if numbers is None else numbers
        found = numbers_of(self.study, chosen, self.study.futures)
        by_theory = {
            t.name: pd.DataFrame({n: v[k] if v.ndim == 2 else v for n, v in found.items()}, index=range(self.study.futures))
            for k, t in enumerate(self.study.theories)
        }
        names = tuple(dict.fromkeys((*(o for v in self.verdicts for o in v.aim), *TRADE_OFFS)))
        return experiments(outcome_array(self.result, names), by_theory)


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
        "theory": [t.name for t in study.theories],
        "strategy": [s.name for s in study.strategies],
        "outcome": list(names),
        "future": np.arange(study.futures),
    }
    return xr.DataArray(values, dims=tuple(coordinates), coords=coordinates)


def compare_strategies(
    result: Result,
    question: Question = USUAL,
    *,
    weights: Mapping[str, float] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare the strategies of a study.

    ``weights``: on theories, equal by default. ``progress``: called with (steps done, all, what comes next). Raises
    InputError for a question that the study cannot answer, and if fewer than 128 draws are finite.
    """
    study = result.study
    chosen = question.values(study)
    given = theory_weights(weights, [t.name for t in study.theories])
    by_name = dict(zip((t.name for t in study.theories), given.tolist(), strict=True))
    bars = question.acceptable or default_bars(result, given)
    traded = told(study.case, TRADE_OFFS)
    names = tuple(dict.fromkeys((*(o for aim in chosen for o in aim), *traded, *(o for bar in bars.values() for o in bar))))
    outcomes = outcome_array(result, names)
    complete = np.isfinite(outcomes.values).all(axis=(0, 1, 2))
    if complete.sum() < FEWEST:
        raise InputError(f"only {int(complete.sum())} of {study.futures} draws are finite; {FEWEST} are needed")
    whole, worlds = outcomes.isel(future=complete), Worlds.of(study, given, complete)
    steps = iter(range(len(STEPS) * len(chosen)))

    def step(what: str) -> None:
        if progress is not None:
            progress(next(steps), len(STEPS) * len(chosen), what)

    verdicts = tuple(verdict(whole, aim, question, worlds, weights=given, threads=threads, step=step) for aim in chosen)
    direction = {n: direction_of(n) for n in names}
    return Comparison(
        result=result,
        question=question,
        weights=by_name,
        verdicts=verdicts,
        acceptable=satisficing(whole, direction, bars, by_name),
        tradeoff=tradeoff(whole, direction, traded, weights=by_name, level=LEVEL),
        titles=factor_titles(study.case, study.theories),
        dropped=int((~complete).sum()),
    )


def default_bars(result: Result, weights: Floats) -> dict[str, dict[str, float]]:
    """Three bars on rights and relief, at the quartiles over all strategies, theories by weight and futures."""
    bars: dict[str, dict[str, float]] = {name: {} for name in BARS}
    for outcome in told(result.study.case, BAR_OUTCOMES):
        values = result.outcome(outcome).astype(np.float64)
        pooled = values.transpose(0, 2, 1).reshape(len(values), -1)
        points = weighted_quantiles(pooled[:, np.isfinite(pooled).all(axis=0)], weights, tuple(BARS.values()))
        for name, point in zip(BARS, points, strict=True):
            bars[name][outcome] = float(point)
    return bars
