"""Comparing strategies on a study: every analysis of this package on one result, for one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.decide.belief_map import BeliefMap, Triangle, belief_map
from modusvivendi.decide.drivers import Drivers, drivers
from modusvivendi.decide.enough import EnoughReport, enough
from modusvivendi.decide.export import experiments
from modusvivendi.decide.failure import Failure, failure
from modusvivendi.decide.hurting import Hurting, hurting
from modusvivendi.decide.inputs import Floats, theory_weights
from modusvivendi.decide.metric_interval import metric_intervals
from modusvivendi.decide.paired import PairedDifference, paired_difference
from modusvivendi.decide.robustness import RegretReport, RobustnessReport, regret, robustness
from modusvivendi.decide.satisficing import SatisficingReport, satisficing
from modusvivendi.decide.tradeoff import TradeoffReport, tradeoff
from modusvivendi.decide.value import value
from modusvivendi.decide.worlds import Worlds, factors_by_theory
from modusvivendi.errors import InputError, choose
from modusvivendi.study import Result, Study
from modusvivendi.study.summary import direction_of, title_of, weighted_quantiles
from modusvivendi.study.titles import THEORY, factor_titles

TRADE_OFFS = ("core_rights", "wellbeing", "attacks", "money", "firmness")  # rights, relief, security, cost, symbols
BARS = {"low bar": 0.25, "middle bar": 0.5, "high bar": 0.75}  # default levels of acceptability; judgement
BAR_OUTCOMES = ("core_rights", "wellbeing")
LEVEL = 0.95  # of intervals; judgement, range 0.8–0.99
SPLITS = 100  # random halves for "are these runs enough?"; judgement, range 50–500
FEWEST = 128  # draws: half of them look for rules, and classes of half of them hold more than a handful


@dataclass(frozen=True, eq=False)
class Comparison:
    """What the futures of a study say about its strategies, judged by one value.

    ``value_weights``: the value, Σ weight · direction · outcome, higher is better, in the outcomes' own units.
    ``strategy``: the one under scrutiny, ``strategy_from`` how it was chosen. ``metrics``: robustness with
    Monte Carlo intervals. ``pairs``: ``strategy`` against each other one. ``regret``: what a strategy gives up
    if a theory is right. ``triangle``: the three theories drawn. ``drivers``: None where the value never varies
    under ``strategy``. ``dropped``: draws left out because a run was not finite.
    """

    result: Result
    value_weights: dict[str, float]
    weights: dict[str, float]
    weights_from: str
    strategy: str
    strategy_from: str
    robustness: RobustnessReport
    metrics: pd.DataFrame
    pairs: tuple[PairedDifference, ...]
    enough: tuple[EnoughReport, ...]
    satisficing: SatisficingReport
    levels_from: str
    regret: RegretReport
    beliefs: BeliefMap
    triangle: Triangle | None
    tradeoff: TradeoffReport
    failure: Failure
    drivers: Drivers | None
    hurting: Hurting
    titles: dict[str, str]
    dropped: int

    @property
    def value_title(self) -> str:
        """The value in words."""
        return value_title(self.value_weights)

    @property
    def factors(self) -> tuple[str, ...]:
        """Numbers that stood out in any analysis."""
        return told_factors(self.failure, self.drivers)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Every table, by name."""
        discovery = self.failure.discovery
        tables = {
            "robustness": self.metrics,
            "differences": pd.concat([p.to_frame() for p in self.pairs], ignore_index=True),
            "enough": pd.concat([e.to_frame().assign(metric=e.metric) for e in self.enough], ignore_index=True),
            "acceptable": acceptable_frame(self.satisficing),
            "regret": self.regret.to_frame(),
            "weights": self.beliefs.to_frame(),
            "flips": self.beliefs.flips_frame(),
            "trade-offs": self.tradeoff.to_frame().reset_index(),
            "failure": self.failure.to_frame(),
            "rules": discovery.to_frame() if discovery else pd.DataFrame(),
            "rule search": discovery.path if discovery else pd.DataFrame(),
            "drivers": self.drivers.to_frame(self.titles) if self.drivers else pd.DataFrame(),
            "red team": self.hurting.to_frame(),
            "red team factors": self.hurting.report.marks_frame(),
        }
        return {name: table for name, table in tables.items() if len(table)}

    def experiments(self, factors: tuple[str, ...] | None = None) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
        """The pair (experiments, outcomes) of exploratory workbenches: every run with its numbers and outcomes.

        ``factors``: by default the numbers that stood out; a study has several hundred.
        """
        chosen = self.factors if factors is None else factors
        outcomes = outcome_array(self.result, self.result.study.outcome_names)
        return experiments(outcomes, factors_by_theory(self.result.study, chosen))

    @property
    def sentences(self) -> tuple[str, str, str]:
        """The answer in three sentences: who leads, on what belief that rests, and where it fails."""
        return lead_sentence(self), belief_sentence(self), self.failure.in_words(self.titles)[-1 if self.failure.discovery is None else 2]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader has to know before using a number."""
        if not self.dropped:
            return ()
        return (f"{self.dropped} of {self.result.study.futures} draws were left out: a run was not a finite number.",)


def value_title(weights: Mapping[str, float]) -> str:
    """A value in words: one outcome by its title, several with their weights."""
    if len(weights) == 1:
        return title_of(next(iter(weights)))
    return " + ".join(f"{'−' if direction_of(o) < 0 else ''}{w:g} × {title_of(o).lower()}" for o, w in weights.items())


def told_factors(failed: Failure, driven: Drivers | None) -> tuple[str, ...]:
    """Numbers that stood out in the search for failures or as drivers, without the switches of theories."""
    screened = failed.discovery.screened if failed.discovery else ()
    names = (*screened, *(driven.screen.kept if driven else ()))
    return tuple(dict.fromkeys(n for n in names if not n.startswith(THEORY)))


def acceptable_frame(report: SatisficingReport) -> pd.DataFrame:
    """Counts per level and strategy, with the number of theories under which most futures are acceptable."""
    most = (report.by_theory >= 0.5).groupby(level="level", sort=False).sum()
    theories = report.by_theory.groupby(level="level").size().iloc[0]
    counts = [int(most.loc[r.level, r.strategy]) for r in report.table.itertuples()]
    return report.table.assign(theories=counts, of_theories=int(theories))


def outcome_array(result: Result, names: tuple[str, ...]) -> xr.DataArray:
    """Outcomes of a result, dims (theory, strategy, outcome, future)."""
    study = result.study
    values = np.stack([result.outcome(name) for name in names], axis=2)
    coordinates = {
        "theory": [t.name for t in study.theories], "strategy": [s.name for s in study.strategies],
        "outcome": list(names), "future": np.arange(study.futures),
    }  # fmt: skip
    return xr.DataArray(values, dims=tuple(coordinates), coords=coordinates)


def check_question(
    study: Study, of: str | Mapping[str, float], strategy: str | None, level: float | None,
    acceptable: Mapping[str, Mapping[str, float]] | None, corners: tuple[str, ...] | None,
) -> dict[str, float]:  # fmt: skip
    """The value as weights; InputError for an unknown name or a study that cannot answer, before anything runs."""
    chosen = {of: 1.0} if isinstance(of, str) else {k: float(v) for k, v in of.items()}
    for outcome in (*chosen, *(o for bar in (acceptable or {}).values() for o in bar)):
        choose("outcome", outcome, study.outcome_names)
    if not chosen or not all(np.isfinite(w) and w >= 0 for w in chosen.values()) or not any(chosen.values()):
        raise InputError(f"the weights of a value must be at least 0 and not all 0: {chosen}")
    if strategy is not None:
        choose("strategy", strategy, [s.name for s in study.strategies])
    if level is not None and not (np.isfinite(level) and level >= 0):
        raise InputError(f"the level of regret must be at least 0, not {level}")
    for corner in corners or ():
        choose("theory", corner, [t.name for t in study.theories])
    if corners is not None and len(set(corners)) != 3:
        raise InputError("corners: name three different theories")
    if len(study.strategies) < 2:
        raise InputError("a comparison needs at least two strategies")
    if study.futures < FEWEST:
        raise InputError(f"a comparison needs at least {FEWEST} draws, not {study.futures}: half find rules, half check them")
    return chosen


def compare(
    result: Result,
    of: str | Mapping[str, float] = "core_rights",
    weights: Mapping[str, float] | None = None,
    strategy: str | None = None,
    level: float | None = None,
    acceptable: Mapping[str, Mapping[str, float]] | None = None,
    corners: tuple[str, ...] | None = None,
    weights_from: str | None = None,
    threads: int | None = None,
) -> Comparison:
    """Compare the strategies of a study.

    ``of``: an outcome, or the user's weights on outcomes in their own units (no default weighting: that is the
    user's judgement). ``weights``: on theories, equal by default. ``strategy``: the one to put to the test, by
    default the best on average. ``level``: regret above which it fails, in the unit of the value; by default
    the worst quarter of worlds. ``acceptable``: name → outcome → threshold. ``corners``: three theories of the
    triangle, by default those among which most strategies share the best places. Raises InputError.
    """
    study = result.study
    chosen = check_question(study, of, strategy, level, acceptable, corners)
    given = theory_weights(weights, [t.name for t in study.theories])
    by_name = dict(zip((t.name for t in study.theories), given.tolist(), strict=True))
    bars, levels_from = (acceptable, "given by the user") if acceptable else default_bars(result, given)
    names = tuple(dict.fromkeys((*chosen, *TRADE_OFFS, *(o for bar in bars.values() for o in bar))))
    direction = {n: direction_of(n) for n in names}
    outcomes = outcome_array(result, names)
    complete = np.isfinite(outcomes.values).all(axis=(0, 1, 2))
    if complete.sum() < FEWEST:
        raise InputError(f"only {int(complete.sum())} of {study.futures} draws are finite; {FEWEST} are needed")
    whole = outcomes.isel(future=complete)
    judged = value(whole, direction, chosen)
    if np.ptp(judged.values) == 0:
        raise InputError(f"{value_title(chosen)} is the same in every future: there is nothing to compare")
    report = robustness(judged, weights=by_name)
    best = report.best["mean"]
    tested = best if strategy is None else strategy
    own = [s.name for s in study.strategies].index(tested)
    loss = _spread(judged.values.max(axis=1) - judged.values[:, own], complete)
    mine = _spread(judged.values[:, own], complete)
    worlds = Worlds.of(study, by_name, complete)
    failed = failure(loss, tested, worlds, given, level, study.seed)
    driven = drivers(mine, tested, worlds, given, LEVEL, study.seed) if np.nanmin(mine) < np.nanmax(mine) else None
    beliefs = belief_map(judged, by_name)
    return Comparison(
        result=result,
        value_weights=chosen,
        weights=by_name,
        weights_from=weights_from or ("equal over theories" if weights is None else "given by the user"),
        strategy=tested,
        strategy_from="named by the user" if strategy else "best on average",
        robustness=report,
        metrics=metric_intervals(judged, report, by_name, LEVEL, study.seed),
        pairs=tuple(paired_difference(judged, tested, s.name, by_name, LEVEL) for s in study.strategies if s.name != tested),
        enough=tuple(enough(judged, by, by_name, SPLITS, seed=study.seed) for by in ("mean", "percentile")),
        satisficing=satisficing(whole, direction, bars, by_name),
        levels_from=levels_from,
        regret=regret(judged),
        beliefs=beliefs,
        triangle=beliefs.triangle(corners) if corners else telling_triangle(beliefs),
        tradeoff=tradeoff(whole, direction, TRADE_OFFS, by_name, level=LEVEL),
        failure=failed,
        drivers=driven,
        hurting=hurting(
            study, partial(value, direction=direction, chosen=chosen), loss, tested, by_name, failed.level,
            told_factors(failed, driven), threads,
        ),
        titles=factor_titles(study.case, study.theories),
        dropped=int((~complete).sum()),
    )  # fmt: skip


def _spread(values: Floats, complete: NDArray[np.bool_]) -> Floats:
    """Values of complete futures in the places of all futures; NaN elsewhere."""
    whole = np.full((len(values), len(complete)), np.nan)
    whole[:, complete] = values
    return whole


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


def telling_triangle(beliefs: BeliefMap) -> Triangle | None:
    """The three theories among which the best places are shared most evenly (largest entropy of areas)."""
    if not beliefs.triangles:
        return None

    def entropy(triangle: Triangle) -> float:
        areas = np.array([r.area for r in triangle.regions])
        return float(-(areas * np.log(areas)).sum())

    return max(beliefs.triangles, key=entropy)


def flips(beliefs: BeliefMap) -> list[tuple[str, float, str, str]]:
    """Per theory whose weight can change the choice: (theory, its weight at the flip, best before, best after)."""
    found = []
    for ray in beliefs.rays:
        if len(ray.pieces) > 1:
            now = (beliefs.posterior or {})[ray.theory]
            first, second = ray.pieces[0], ray.pieces[1]
            found.append((ray.theory, now + first.end * (1 - now), first.strategy, second.strategy))
    return sorted(found, key=lambda f: f[1] - (beliefs.posterior or {})[f[0]])


def lead_sentence(c: Comparison) -> str:
    """Who leads, by how much, and whether these runs tell."""
    unit = f"{c.value_title}, the mean over theories"
    means = c.robustness.table["mean"]
    sign = direction_of(next(iter(c.value_weights))) if len(c.value_weights) == 1 else 1
    best = c.robustness.best["mean"]
    if c.strategy != best:
        pair = next(p for p in c.pairs if p.against == best)
        verdict = "" if pair.clear else ", which these runs cannot tell from nothing"
        return f"{unit}: `{c.strategy}` gives {sign * means[c.strategy]:.3g}, {abs(pair.mean):.2g} worse than the best, `{best}`{verdict}."
    level = [f"`{p.against}`" for p in c.pairs if not p.clear]
    clear = [p for p in c.pairs if p.clear]
    text = f"{unit}: `{best}` leads with {sign * means[best]:.3g}"
    if level:
        text += f", but these runs do not tell it from {', '.join(level)}"
    if clear:
        next_best = min(clear, key=lambda p: p.mean)
        text += (
            f"; its lead over `{next_best.against}` is {next_best.mean:.2g} (95% interval {next_best.low:.2g} to {next_best.high:.2g})"
        )
    return f"{text}."


def belief_sentence(c: Comparison) -> str:
    """What the choice rests on."""
    found = flips(c.beliefs)
    others = [s for s in c.beliefs.ever_best if s != c.robustness.best["mean"]]
    if not others:
        return f"`{c.robustness.best['mean']}` is best whatever the weights on theories."
    if not found:
        return "More weight on any single theory does not change which strategy is best on average."
    said = [f"`{after}` once `{theory}` has more than {at:.2f} of the weight (now {c.weights[theory]:.2f})" for theory, at, _, after in found[:3]]
    return f"Which strategy is best on average depends on what one believes: {'; '.join(said)}."
