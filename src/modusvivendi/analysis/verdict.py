"""The verdict on the strategies of a study by one value: how robust, on what beliefs, where it fails, what drives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.analysis.beliefs.belief_map import BeliefMap, Triangle, belief_map
from modusvivendi.analysis.discovery.rule_words import listed, number
from modusvivendi.analysis.discovery.vulnerability import Vulnerability, vulnerability
from modusvivendi.analysis.inputs import Floats
from modusvivendi.analysis.robustness.metric_intervals import metric_intervals
from modusvivendi.analysis.robustness.metrics import RegretReport, RobustnessReport, regret, robustness
from modusvivendi.analysis.robustness.paired import PairedDifference, paired_difference
from modusvivendi.analysis.robustness.value import value
from modusvivendi.analysis.sensitivity.drivers import Drivers, drivers
from modusvivendi.analysis.sensitivity.split_half import EnoughReport, enough
from modusvivendi.analysis.stress.red_team import RedTeamReport, normal_scores, red_team
from modusvivendi.analysis.stress.trials import Trials
from modusvivendi.analysis.worlds import Worlds
from modusvivendi.errors import InputError
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
    units. ``strategy``: the one put to the test, ``strategy_from`` how it was chosen. ``metrics``: robustness with
    Monte Carlo intervals. ``pairs``: ``strategy`` against each other one. ``regret``: what a strategy gives up if a
    theory is right. ``triangle``: the three theories drawn, None for fewer. ``drivers``: None where the value never
    varies under ``strategy``.
    """

    aim: dict[str, float]
    weights: dict[str, float]
    strategy: str
    strategy_from: str
    robustness: RobustnessReport
    metrics: pd.DataFrame
    pairs: tuple[PairedDifference, ...]
    enough: tuple[EnoughReport, ...]
    regret: RegretReport
    beliefs: BeliefMap
    triangle: Triangle | None
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

    @property
    def told_numbers(self) -> tuple[str, ...]:
        """Numbers that stood out in the search for failures or as drivers."""
        return told_numbers(self.vulnerability, self.drivers)

    def lead_sentence(self) -> str:
        """Who leads, by how much, and whether these runs tell."""
        means, unit = self.sign * self.robustness.table["mean"], f"{self.title}, averaged over theories"
        if len(self.beliefs.ties) == len(means) - 1:
            return f"{unit}: {number(means[self.best])} under every strategy; on average they do alike."
        if self.strategy != self.best:
            pair = next(p for p in self.pairs if p.against == self.best)
            verdict = "" if pair.clear else ", which these runs cannot tell from nothing"
            return (
                f"{unit}: {number(means[self.strategy])} under `{self.strategy}`, {number(abs(pair.mean), 2)} worse than under the best, "
                f"`{self.best}`{verdict}."
            )
        alike = [f"`{p.against}`" for p in self.pairs if not p.clear]
        clear = [p for p in self.pairs if p.clear]
        text = f"{unit}: `{self.best}` leads with {number(means[self.best])}"
        if alike:
            text += f", but these runs do not tell it from {listed(alike)}"
        if clear:
            near = min(clear, key=lambda p: p.mean)
            text += f"; its lead over `{near.against}` is {number(near.mean, 2)} (95% interval {number(near.low, 2)} to {number(near.high, 2)})"
        return f"{text}."

    def robust_sentence(self) -> str:
        """Where the metrics agree, and which strategy gives up least whatever drives the authority."""
        by: dict[tuple[str, ...], list[str]] = {}
        for name, part in self.metrics[self.metrics["rank"] == 1].groupby("metric", sort=False):
            by.setdefault(tuple(part.strategy), []).append(str(name).replace("_", " "))
        alike = by.pop(tuple(self.robustness.table.index), [])
        if not by:
            return "All strategies are alike by every measure of robustness."
        said = "; ".join(f"{listed(f'`{s}`' for s in best)} by {listed(names)}" for best, names in by.items())
        tie = f" By {listed(alike)} all are alike." if alike else ""
        safest = str(self.regret.worst.idxmin())
        return (
            f"Best by each measure of robustness: {said}.{tie} Whatever theory is right, `{safest}` gives up least: at most "
            f"{number(self.regret.worst[safest], 2)} on average."
        )

    def belief_sentence(self) -> str:
        """The smallest change of mind that makes another strategy best."""
        lines = self.beliefs.in_words("these weights")
        nearest = next((line for line in lines if "of the weight on theories moves" in line), None)
        return f"{self.title}: {nearest or lines[0]}"

    def failure_sentence(self, titles: Mapping[str, str]) -> str:
        """Where the strategy fails: the rule if there is one, else how often."""
        lines = self.vulnerability.in_words(titles)
        found = self.vulnerability.discovery
        if found is None or found.rule is None:
            return f"{self.title}: {lines[0]}"
        return f"{self.title}: {lines[2][0].lower()}{lines[2][1:]}"

    def enough_sentence(self) -> str:
        """Whether these runs are enough, measure by measure."""
        parts = [
            f"{e.metric.replace('_', ' ')} {'yes' if e.enough else 'no'} ({100 * e.agreement:.0f}%"
            f"{'' if e.enough else f', between `{e.best}` and `{e.rival}`'})"
            for e in self.enough
        ]
        first = self.enough[0]
        return (
            f"Are these runs enough to say which strategy is best? Two random halves name the same one in "
            f"{100 * first.wanted:.0f}% of {first.splits} splits, by measure: {'; '.join(parts)}."
        )

    def frames(self, titles: Mapping[str, str]) -> dict[str, pd.DataFrame]:
        """Every table, by name."""
        discovery = self.vulnerability.discovery
        tables = {
            "robustness": self.metrics,
            "differences": pd.concat([p.to_frame() for p in self.pairs], ignore_index=True),
            "enough": pd.concat([e.to_frame().assign(metric=e.metric) for e in self.enough], ignore_index=True),
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


def told_numbers(vulnerable: Vulnerability, driven: Drivers | None) -> tuple[str, ...]:
    """Numbers that stood out in the search for failures or as drivers, without the switches of theories."""
    screened = vulnerable.discovery.screened if vulnerable.discovery else ()
    known = driven.screen.indices.index if driven else ()
    return tuple(dict.fromkeys((*(n for n in screened if n in known), *(driven.screen.kept if driven else ()))))


def verdict(
    outcomes: xr.DataArray, aim: dict[str, float], worlds: Worlds, weights: Floats, strategy: str | None = None,
    level: float | None = None, corners: tuple[str, ...] | None = None, threads: int | None = None,
    step: Callable[[str], None] = lambda what: None,
) -> Verdict:  # fmt: skip
    """Judge strategies by the value ``aim``; see ``modusvivendi.analysis.compare.compare``.

    ``outcomes``: complete futures, dims (theory, strategy, outcome, future). ``weights`` (theories,) sum to 1.
    ``step`` is told each of ``STEPS`` before it starts.
    """
    study, direction = worlds.study, {o: direction_of(o) for o in aim}
    judged = value(outcomes, direction, aim)
    if np.ptp(judged.values) == 0:
        raise InputError(f"{aim_title(aim)} is the same in every future: there is nothing to compare")
    theories, strategies = [t.name for t in study.theories], [s.name for s in study.strategies]
    by_name = dict(zip(theories, weights.tolist(), strict=True))
    report = robustness(judged, METRICS, by_name)
    tested = report.best["mean"] if strategy is None else strategy
    cube = judged.values[:, :, : len(worlds.draws)]
    mine = cube[:, strategies.index(tested)]

    def judge(found: np.ndarray) -> Floats:
        """Outcomes of new runs (strategies, outcomes, n) → value (strategies, n)."""
        runs = xr.DataArray(found, dims=("strategy", "outcome", "future"), coords={"outcome": list(study.outcome_names)})
        return np.asarray(value(runs.sel(outcome=list(aim)), direction, aim).values)

    step(STEPS[0])
    failed = vulnerability(cube, tested, worlds, weights, level, study.seed)
    step(STEPS[1])
    driven = drivers(judge, mine, tested, worlds, weights, LEVEL, study.seed, threads) if np.ptp(mine) > 0 else None
    step(STEPS[2])
    told = told_numbers(failed, driven)
    trials = Trials(worlds, judge, told, strategies.index(tested), threads)
    scores = np.zeros((len(theories), len(told), cube.shape[2]))
    for j, name in enumerate(told):
        scores[:, j] = normal_scores(np.atleast_2d(worlds.numbers[name]))
    attacked = red_team(cube, scores, (theories, strategies, list(told)), tested, trials, weights, failed.level, trials.quantile)
    step(STEPS[3])
    beliefs = belief_map(judged, by_name)
    step(STEPS[4])
    return Verdict(
        aim=aim,
        weights=by_name,
        strategy=tested,
        strategy_from="best on average" if strategy is None else "named by the user",
        robustness=report,
        metrics=metric_intervals(judged, report, by_name, LEVEL, study.seed),
        pairs=tuple(paired_difference(judged, tested, s, by_name, LEVEL) for s in strategies if s != tested),
        enough=tuple(enough(judged, by, by_name, SPLITS, seed=study.seed) for by in SPLIT_BY),
        regret=regret(judged),
        beliefs=beliefs,
        triangle=beliefs.triangle(corners) if corners else telling_triangle(beliefs),
        vulnerability=failed,
        drivers=driven,
        red_team=attacked,
    )


def telling_triangle(beliefs: BeliefMap) -> Triangle | None:
    """The three theories among which the best places are shared most evenly (largest entropy of areas)."""

    def entropy(triangle: Triangle) -> float:
        areas = np.array([r.area for r in triangle.regions])
        return float(-(areas * np.log(areas)).sum())

    return max(beliefs.triangles, key=entropy, default=None)
