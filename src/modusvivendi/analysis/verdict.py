"""The verdict on the strategies of a study by one value: how robust, on what beliefs, where it fails, what drives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis.beliefs.belief_map import BeliefMap, Triangle, belief_map
from modusvivendi.analysis.discovery.vulnerability import Vulnerability, level_of, vulnerability
from modusvivendi.analysis.inputs import Floats
from modusvivendi.analysis.question import Question
from modusvivendi.analysis.robustness.metric_intervals import metric_intervals
from modusvivendi.analysis.robustness.metrics import RegretReport, RobustnessReport, regret, robustness
from modusvivendi.analysis.robustness.paired import PairedDifference, paired_difference
from modusvivendi.analysis.robustness.value import value
from modusvivendi.analysis.sensitivity.drivers import Drivers, drivers
from modusvivendi.analysis.sensitivity.sobol_design import Judge
from modusvivendi.analysis.sensitivity.split_half import SplitHalfReport, split_half
from modusvivendi.analysis.stress.red_team import RedTeamReport, Runs, red_team
from modusvivendi.analysis.stress.trials import Trials
from modusvivendi.analysis.worlds import Worlds
from modusvivendi.errors import InputError
from modusvivendi.study import Study
from modusvivendi.study.scales import Scales
from modusvivendi.study.summary import direction_of, title_of

METRICS = ("mean", "percentile", "maximin", "maximax", "hurwicz", "mean_variance", "signal_to_noise", "mean_regret",
           "percentile_regret", "max_regret")  # fmt: skip
SPLIT_BY = ("mean", "percentile", "percentile_regret", "max_regret")  # mean regret ranks as the mean does
LEVEL = 0.95  # of intervals; judgement, range 0.8–0.99
STEPS = ("where it fails", "what drives it", "red team", "beliefs", "robustness")  # of the work, for a progress bar
SPLITS = 100  # random halves for "are these runs enough?"; judgement, range 50–500


@dataclass(frozen=True, eq=False)
class Verdict:
    """What the futures say by one value.

    ``aim``: outcome → weight; the value is Σ weight · direction · outcome, higher is better, in the outcomes' own
    units. ``strategy``: the one put to the test, ``named`` by the user or the best on average. ``metrics``: robustness with
    Monte Carlo intervals. ``pairs``: ``strategy`` against each other one. ``regret``: what a strategy gives up if a
    theory is right. ``noticed``: the least difference of the value that matters to a reader, 0 where nothing anchors it.
    ``triangle``: the three theories drawn, None for fewer. ``drivers``: None where the value never
    varies under ``strategy``.
    """

    aim: dict[str, float]
    weights: dict[str, float]
    strategy: str
    named: bool
    robustness: RobustnessReport
    metrics: pd.DataFrame
    pairs: tuple[PairedDifference, ...]
    split_half: tuple[SplitHalfReport, ...]
    regret: RegretReport
    beliefs: BeliefMap
    triangle: Triangle | None
    noticed: float
    vulnerability: Vulnerability
    drivers: Drivers | None
    red_team: RedTeamReport

    @property
    def title(self) -> str:
        """The value in words."""
        return aim_title(self.aim)

    @property
    def name(self) -> str:
        """The value in a few letters, for names of tables."""
        return next(iter(self.aim)) if len(self.aim) == 1 else "value"

    @property
    def sign(self) -> int:
        """-1 where a single outcome is shown that is better when lower, so that values appear as they are."""
        return direction_of(next(iter(self.aim))) if len(self.aim) == 1 else 1

    @property
    def best(self) -> str:
        """The best strategy on average."""
        return self.robustness.best["mean"]

    def tied(self, pair: PairedDifference) -> bool:
        """Whether two strategies are tied: their difference is not told from sampling error, or too small to matter."""
        return not pair.clear or abs(pair.mean) < self.noticed

    @property
    def influential_inputs(self) -> tuple[str, ...]:
        """Numbers that stood out in the search for failures or as drivers."""
        return influential_inputs(self.vulnerability, self.drivers)

    def frames(self, titles: Mapping[str, str]) -> dict[str, pd.DataFrame]:
        """Every table, by name."""
        discovery = self.vulnerability.discovery
        tables = {
            "robustness": self.metrics,
            "differences": pd.concat([p.to_frame() for p in self.pairs], ignore_index=True),
            "enough": pd.concat([e.to_frame().assign(metric=e.metric) for e in self.split_half], ignore_index=True),
            "regret": self.regret.to_frame(),
            "belief limits": self.beliefs.to_frame(),
            "belief flips": self.beliefs.flips_frame(),
            "belief shifts": self.beliefs.shifts_frame(),
            "failures": self.vulnerability.to_frame(),
            "failures of all": self.vulnerability.others_frame(),
            "rules": discovery.to_frame() if discovery else pd.DataFrame(),
            "rule limits": discovery.limits_frame() if discovery else pd.DataFrame(),
            "rule search": discovery.path if discovery else pd.DataFrame(),
            "drivers": self.drivers.to_frame(titles) if self.drivers else pd.DataFrame(),
            "convergence": self.drivers.sobol.convergence if self.drivers else pd.DataFrame(),
            "red team": self.red_team.to_frame(),
            "red team numbers": self.red_team.departures_frame(),
        }
        return {name: table for name, table in tables.items() if len(table)}


def aim_title(aim: Mapping[str, float]) -> str:
    """A value in words: one outcome by its title, several with their weights."""
    if len(aim) == 1:
        return title_of(next(iter(aim)))
    return " + ".join(f"{'−' if direction_of(o) < 0 else ''}{w:g} × {title_of(o).lower()}" for o, w in aim.items())


def influential_inputs(vulnerable: Vulnerability, driven: Drivers | None) -> tuple[str, ...]:
    """Numbers that stood out in the search for failures or as drivers, without the switches of theories."""
    screened = vulnerable.discovery.screened if vulnerable.discovery else ()
    known = driven.screen.indices.index if driven else ()
    return tuple(dict.fromkeys((*(n for n in screened if n in known), *(driven.screen.kept if driven else ()))))


def verdict(
    outcomes: xr.DataArray,
    aim: dict[str, float],
    question: Question,
    worlds: Worlds,
    *,
    weights: Floats,
    threads: int | None = None,
    step: Callable[[str], None] = lambda what: None,
) -> Verdict:
    """Judge strategies by the value ``aim``; see ``modusvivendi.analysis.compare.compare_strategies``.

    ``outcomes``: complete futures, dims (theory, strategy, outcome, future). ``question``: the strategy tested, level and
    corners. ``weights`` (theories,) sum to 1. ``step`` is told each of ``STEPS`` before it starts.
    Raises InputError for an aim that is the same in every future.
    """
    study = worlds.study
    judged = value(outcomes, {o: direction_of(o) for o in aim}, aim)
    if np.ptp(judged.values) == 0:
        raise InputError(f"{aim_title(aim)} is the same in every future: there is nothing to compare")
    strategies = [s.name for s in study.strategies]
    by_name = dict(zip((t.name for t in study.theories), weights.tolist(), strict=True))
    report = robustness(judged, METRICS, by_name)
    tested = report.best["mean"] if question.strategy is None else question.strategy
    cube = judged.values[:, :, : len(worlds.draws)]
    mine = cube[:, strategies.index(tested)]
    judge = _judge(study, aim)
    step(STEPS[0])
    least = noticed(study, aim)
    level = level_of(cube, weights, question.level, least)
    failed = vulnerability(cube, tested, worlds, weights, level, study.seed)
    step(STEPS[1])
    driven = drivers(judge, mine, tested, worlds, weights, LEVEL, study.seed, threads) if np.ptp(mine) > 0 else None
    step(STEPS[2])
    told = influential_inputs(failed, driven)
    runs = Runs.of(cube, worlds, told, weights)
    attacked = red_team(runs, tested, Trials(worlds, judge, told, strategies.index(tested), threads), failed.level)
    step(STEPS[3])
    beliefs = belief_map(judged, by_name)
    step(STEPS[4])
    return Verdict(
        aim=aim,
        weights=by_name,
        strategy=tested,
        named=question.strategy is not None,
        robustness=report,
        metrics=metric_intervals(judged, report, by_name, LEVEL, study.seed),
        pairs=tuple(paired_difference(judged, tested, s, by_name, LEVEL) for s in strategies if s != tested),
        split_half=tuple(split_half(judged, by, by_name, splits=SPLITS, seed=study.seed) for by in SPLIT_BY),
        regret=regret(judged),
        beliefs=beliefs,
        triangle=beliefs.triangle(question.corners) if question.corners else telling_triangle(beliefs),
        noticed=least or 0.0,
        vulnerability=failed,
        drivers=driven,
        red_team=attacked,
    )


def noticed(study: Study, aim: Mapping[str, float]) -> float | None:
    """The least difference of a value that matters to a reader, in its own unit; None if an outcome in it is not anchored.

    Of a weighted value: that of all its outcomes together.
    """
    scales = Scales(study)
    found = [scales.of(outcome) for outcome, weight in aim.items() if weight]
    if any(scale is None for scale in found):
        return None
    return sum(aim[scale.outcome] * scale.least for scale in found if scale is not None)


def _judge(study: Study, aim: dict[str, float]) -> Judge:
    """From outcomes of new runs (strategies, outcomes, n) to their value (strategies, n)."""
    direction, known = {o: direction_of(o) for o in aim}, list(study.outcome_names)

    def judge(found: np.ndarray) -> Floats:
        runs = xr.DataArray(found, dims=("strategy", "outcome", "future"), coords={"outcome": known})
        return np.asarray(value(runs.sel(outcome=list(aim)), direction, aim).values)

    return judge


def telling_triangle(beliefs: BeliefMap) -> Triangle | None:
    """The three theories among which the best places are shared most evenly (largest entropy of areas)."""

    def entropy(triangle: Triangle) -> float:
        areas = np.array([r.area for r in triangle.regions])
        return float(-(areas * np.log(areas)).sum())

    return max(beliefs.triangles, key=entropy, default=None)
