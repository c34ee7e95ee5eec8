"""An outcome against today and between strategies, in the unit in which it is told: what a reader asks first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from modusvivendi.study.result import Result
from modusvivendi.study.sampling_error import sampling_error
from modusvivendi.study.scales import POLICY, RUNGS, Scale, Scales, along
from modusvivendi.study.summary import direction_of, weighted_quantiles

CLEAR = 1.96  # standard errors by which what is told of a mean must differ from nothing
NINE_OF_TEN = (0.05, 0.95)  # of the spread over futures


@dataclass(frozen=True, eq=False)
class Outlook:
    """What becomes of one outcome under each strategy.

    scale: in what it is told. better: +1 if more of what is told is better, -1 if less. table: one row a strategy with
    mean, its standard error, low and high (5 and 95 per cent of futures), and where today's number is known change (from
    today), change_error, and the shares of futures that end noticeably lower than today, alike, and noticeably higher.
    apart: mean difference of each pair (row less column); told: whether a pair differs by at least the difference that
    matters and by more than sampling error. by_theory: mean change from today, or the mean where today is not known,
    (theories, strategies). told_under: theories under which the best and the worst strategy differ noticeably.
    """

    scale: Scale
    better: int
    table: pd.DataFrame
    apart: pd.DataFrame
    told: pd.DataFrame
    by_theory: pd.DataFrame
    told_under: tuple[str, ...]

    @property
    def strategies(self) -> list[str]:
        """All of them, in the study's order."""
        return [str(s) for s in self.table.index]

    @property
    def best(self) -> str:
        """The best strategy by the mean; whether it is told from others, ``tied_with`` says."""
        return str((self.better * self.table["mean"]).idxmax())

    @property
    def worst(self) -> str:
        """The worst one by the mean."""
        return str((self.better * self.table["mean"]).idxmin())

    def tied_with(self, strategy: str) -> list[str]:
        """The others that do not differ noticeably from a strategy."""
        return [s for s in self.strategies if s != strategy and not self.told.loc[strategy, s]]

    @property
    def all_tied(self) -> bool:
        """Whether no two strategies differ noticeably."""
        return not self.told.to_numpy().any()

    def way(self, strategy: str) -> int:
        """Against today: -1 noticeably lower on average, 0 about as today, +1 noticeably higher."""
        row = self.table.loc[strategy]
        noticed = abs(row.change) >= self.scale.difference and abs(row.change) > CLEAR * row.change_error
        return int(np.sign(row.change)) if noticed else 0


def outlook(result: Result, scales: Scales, weights: Mapping[str, float], outcome: str) -> Outlook | None:
    """The outlook of an outcome, in the mixture of theories; None where nothing anchors it."""
    scale = scales.of(outcome)
    if scale is None:
        return None
    values, today = told_values(result, scales, scale)
    values = values[:, :, np.isfinite(values).all(axis=(0, 1))]  # a run that is not a number is left out with its draw
    share = np.array(list(weights.values()))
    strategies = [s.name for s in result.study.strategies]
    mixed = np.einsum("t,tsf->sf", share, values)
    means = mixed.mean(axis=1)
    spread = np.stack([weighted_quantiles(values[:, s], share, NINE_OF_TEN) for s in range(len(strategies))])
    columns = {"mean": means, "error": sampling_error(mixed), "low": spread[:, 0], "high": spread[:, 1]}
    if today is not None:
        columns |= _against(values, mixed, today, share, scale)
    apart = means[:, None] - means[None, :]
    errors = sampling_error(mixed[:, None, :] - mixed[None, :, :])
    told = (np.abs(apart) >= scale.difference) & (np.abs(apart) > CLEAR * errors)
    by = (values if today is None else values - today).mean(axis=2)
    better = direction_of(outcome) * (1 if scale.unit == RUNGS else int(np.sign(scale.slope)))
    return Outlook(
        scale=scale,
        better=better,
        table=pd.DataFrame(columns, index=pd.Index(strategies)),
        apart=pd.DataFrame(apart, strategies, strategies),
        told=pd.DataFrame(told, strategies, strategies),
        by_theory=pd.DataFrame(by, [t.name for t in result.study.theories], strategies),
        told_under=tuple(t.name for n, t in enumerate(result.study.theories) if _tells(values[n], scale.difference)),
    )


def _tells(values: np.ndarray, least: float) -> bool:
    """Whether the strategies with the highest and the lowest mean, of values (strategy, future), differ noticeably."""
    means = values.mean(axis=1)
    gap = values[means.argmax()] - values[means.argmin()]
    return bool(gap.mean() >= least and gap.mean() > CLEAR * sampling_error(gap))


def told_values(result: Result, scales: Scales, scale: Scale) -> tuple[np.ndarray, np.ndarray | None]:
    """An outcome of every future as it is told, (theory, strategy, future), and today's number, (1,), None where it is not known.

    What is made of several issues is told as the mean over them of where each stands on its ladder.
    """
    if scale.unit == RUNGS and scale.issues:
        parts = list(zip(scale.issues, scale.ladders, strict=True))
        at_end = [along(rungs, from_marker(result, scales, i)) for i, rungs in parts]
        return np.mean(at_end, axis=0), np.array([np.mean([along(r, np.array(scales.marker(i))) for i, r in parts])])
    values = result.outcome(scale.outcome).astype(np.float64)
    if scale.unit == RUNGS:
        return along(scale.ladders[0], values), along(scale.ladders[0], np.array([scale.at]))
    if scale.issues:
        start = np.mean([scales.start(i) for i in scale.issues], axis=0)
        return scale.slope * (values - start + start.mean()), np.array([scale.slope * start.mean()])
    return scale.number(values), None if scale.today is None else np.array([scale.today])


def from_marker(result: Result, scales: Scales, issue: str) -> np.ndarray:
    """Levels at the end (theory, strategy, future), counted from today's marker.

    The marker is a fact; the level that it stands for is known within a range only, from which each future starts. So a
    future ends as far from the marker as its own level has moved, within [0,1].
    """
    moved = result.outcome(POLICY + issue).astype(np.float64) - scales.start(issue)
    return np.asarray(np.clip(scales.marker(issue) + moved, 0.0, 1.0))


def _against(values: np.ndarray, mixed: np.ndarray, today: np.ndarray, share: np.ndarray, scale: Scale) -> dict[str, np.ndarray]:
    """Change from today in each future: its mean with error, and how many futures end noticeably lower, alike, or higher."""
    change = values - today
    parts = {
        "lower": change <= -scale.difference,
        "alike": np.abs(change) < scale.difference,
        "higher": change >= scale.difference,
    }
    shares = {name: np.einsum("t,ts->s", share, part.mean(axis=2)) for name, part in parts.items()}
    return {"change": (mixed - today).mean(axis=1), "change_error": sampling_error(mixed - today), **shares}


@dataclass(frozen=True, eq=False)
class Ends:
    """On which rung of its ladder an issue ends.

    rungs: names of rungs from the lowest; facts: the same in full. today: the rung of today's marker, or the one nearest to
    today's level where none is dated. shares: (strategies, rungs), in what share of futures it ends nearest to each.
    """

    issue: str
    rungs: tuple[str, ...]
    facts: tuple[str, ...]
    today: int
    shares: pd.DataFrame

    @cached_property
    def below(self) -> pd.Series:
        """Under each strategy, the share of futures that end on a lower rung than today's."""
        return self.shares.iloc[:, : self.today].sum(axis=1)

    @cached_property
    def same(self) -> pd.Series:
        """The share that ends on today's rung."""
        return self.shares.iloc[:, self.today]

    @cached_property
    def above(self) -> pd.Series:
        """The share that ends on a higher one."""
        return self.shares.iloc[:, self.today + 1 :].sum(axis=1)


def ends(result: Result, scales: Scales, weights: Mapping[str, float], issue: str) -> Ends | None:
    """Where an issue ends; None without a ladder.

    A future is told by the rung nearest to where it ends (``from_marker``).
    """
    ladder = result.study.case.ladders.get(issue)
    if ladder is None:
        return None
    now = float(along(ladder.rungs, np.array(scales.marker(issue))))
    levels = from_marker(result, scales, issue)
    nearest = np.rint(along(ladder.rungs, levels[:, :, np.isfinite(levels).all(axis=(0, 1))]))
    share = np.array(list(weights.values()))
    held = [np.einsum("t,ts->s", share, (nearest == k).mean(axis=2)) for k in range(len(ladder.rungs))]
    shares = pd.DataFrame(np.array(held).T, index=[s.name for s in result.study.strategies])
    names, facts = tuple(r.name for r in ladder.rungs), tuple(r.facts for r in ladder.rungs)
    return Ends(issue, names, facts, int(np.rint(now)), shares)


__all__ = ["Ends", "Outlook", "ends", "outlook"]
