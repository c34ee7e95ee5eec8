"""Hindcasts of ladders: were the bands right, from the beginning of a case to a day, and from one day to the next?

A run from the beginning knows nothing of what came after: base rates and shares of the leader are those before any record,
levels, accounts and postures are those of that day. What issues are like (attributes, positions) was read later, by coders
who knew more; that cannot be undone and is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.assemble import BEFORE, NO_RECORD
from modusvivendi.case.assemble import SHARE as SHARE_BEFORE
from modusvivendi.case.base_rates import PRIOR_MEAN, PRIOR_SHAPE, SHARE
from modusvivendi.case.beginning import judged
from modusvivendi.case.dated import first_month
from modusvivendi.case.ladder import Ladder
from modusvivendi.case.quantity import GammaRate
from modusvivendi.case.schema import Initial, Issue
from modusvivendi.engine.setting import moves_of
from modusvivendi.forecasting.answer import Asking
from modusvivendi.forecasting.courses import run_courses
from modusvivendi.forecasting.event import on_rung
from modusvivendi.forecasting.posture import pins, recorded_posture
from modusvivendi.study.scales import along
from modusvivendi.study.summary import share_weights, weighted_quantiles

BAND = (0.05, 0.95)
TARGET = (0.80, 0.97)  # of issues that a 90 per cent band should hold, with some twenty issues


@dataclass(frozen=True)
class Band:
    """One issue: where policy stood at the start and at the end (the case's middle value and its range), the 90 per cent band
    of the mixture and its middle, and acts on it in between, recorded and expected by the mixture, toward and away."""

    issue: str
    title: str
    start: float
    end: float
    end_range: tuple[float, float]
    low: float
    middle: float
    high: float
    recorded: tuple[int, int]
    expected: tuple[float, float]
    ladder: Ladder | None

    @property
    def holds(self) -> bool:
        """Whether the level that held lies in the band."""
        return self.low <= self.end <= self.high

    @property
    def touches(self) -> bool:
        """Whether the range in which the reader put the level overlaps the band."""
        return self.end_range[0] <= self.high and self.low <= self.end_range[1]

    def rung(self, level: float) -> int | None:
        """Number of the nearest rung, from 0; None without a ladder."""
        return int(on_rung(self.ladder, np.array(level))) if self.ladder else None


@dataclass(frozen=True, eq=False)
class Hindcast:
    """Bands of all issues that stand in the case on both days. posture: whose conduct outsiders follow."""

    since: date
    until: date
    bands: tuple[Band, ...]
    weights: dict[str, float]

    @property
    def coverage(self) -> float:
        """Share of issues whose level lies in the band."""
        return sum(b.holds for b in self.bands) / len(self.bands)

    @property
    def right(self) -> bool:
        """Whether the share lies in the range that a band of 90 per cent should give."""
        return TARGET[0] <= self.coverage <= TARGET[1]

    @property
    def off(self) -> tuple[int, int]:
        """Issues below and above their band."""
        return sum(b.end < b.low for b in self.bands), sum(b.end > b.high for b in self.bands)

    @property
    def drift(self) -> float:
        """Mean of (level that held - middle of the band): below zero, policy fell more than the model says."""
        return float(np.mean([b.end - b.middle for b in self.bands]))

    @property
    def drift_in_rungs(self) -> float | None:
        """The same along ladders, over issues that have one; None if none has."""
        told = [(b.ladder.rungs, b.end, b.middle) for b in self.bands if b.ladder]
        places = [along(rungs, np.array([end, middle])) for rungs, end, middle in told]
        return float(np.mean([end - middle for end, middle in places])) if places else None

    @property
    def ratio(self) -> tuple[float, float]:
        """Recorded acts for each one that the model expects, toward and away, over all issues."""
        return tuple(  # type: ignore[return-value]
            sum(b.recorded[way] for b in self.bands) / max(sum(b.expected[way] for b in self.bands), 1e-9) for way in (0, 1)
        )


def at_beginning(case: Case) -> Case:
    """The case as it would have been written when it begins: levels, accounts, postures of that day, and no record."""
    issues = tuple(_unlearned(issue, case.begins) for issue in case.issues)
    blocs = tuple(b.model_copy(update={**case.beginning.postures[b.id], "demands": {}}) for b in case.blocs)
    countries = tuple(c.model_copy(update={"accredited": False}) for c in case.countries)
    before = case.begins - timedelta(days=1)
    update = {
        "begins": before,  # a case must be known on a day after its beginning
        "as_of": case.begins,
        "counted_from": before,
        "issues": issues,
        "blocs": blocs,
        "countries": countries,
        "initial": Initial(**case.beginning.accounts),
        "folder": None,
    }
    kept = case.model_copy(update=update)
    kept.__dict__["record"] = None
    return kept


def _unlearned(issue: Issue, day: date) -> Issue:
    level = issue.levels[min(issue.levels)]
    rate = GammaRate(shape=PRIOR_SHAPE, rate=round(PRIOR_SHAPE / PRIOR_MEAN, 4), source=NO_RECORD)
    share = SHARE.validate_python(judged(*SHARE_BEFORE, BEFORE))
    return issue.model_copy(
        update={
            "levels": {day: level},
            "start": level,
            "rate_toward": rate,
            "rate_away": rate,
            "leader_share_toward": share,
            "leader_share_away": share,
        }
    )


def hindcast(since: Case, until: Case, asking: Asking) -> Hindcast:
    """Bands from the day of one case to that of the same case later, with outsiders' conduct as recorded in between."""
    start, end = first_month(since.as_of), first_month(until.as_of)
    months = max(12, (end.year - start.year) * 12 + end.month - start.month)
    study = asking.study(since, months, pins(since))
    weights = share_weights(asking.weights, [t.name for t in asking.theories])
    share = np.array(list(weights.values()))
    moves = moves_of(recorded_posture(since, until, months))
    last, counts = [], []
    for theory in asking.theories:
        kept = run_courses(study, theory, [moves])
        last.append(kept.policy[0, months - 1])
        counts.append([(steps[0] > 0).sum(0).mean(1) for steps in (kept.toward, kept.away)])
    policy, expected = np.array(last), np.tensordot(share, np.array(counts), 1)
    later = {issue.id: issue for issue in until.issues}
    bands = [
        _band(
            issue,
            later[issue.id],
            until,
            weighted_quantiles(policy[:, n], share, (BAND[0], 0.5, BAND[1])),
            expected[:, n],
            since.as_of,
        )
        for n, issue in enumerate(since.issues)
        if issue.id in later
    ]
    return Hindcast(since.as_of, until.as_of, tuple(bands), weights)


def _band(issue: Issue, later: Issue, until: Case, points: np.ndarray, expected: np.ndarray, since: date) -> Band:
    acts = [a for a in (until.record.acts if until.record else ()) if a.issue == issue.id and since < a.date.first <= until.as_of]
    toward, away = (sum(a.net_effect == way for a in acts) for way in ("toward", "away"))
    low, middle, high = (float(x) for x in points)
    return Band(
        issue=issue.id,
        title=issue.title,
        start=issue.start.centre,
        end=later.start.centre,
        end_range=later.start.range,
        low=low,
        middle=middle,
        high=high,
        recorded=(toward, away),
        expected=(float(expected[0]), float(expected[1])),
        ladder=until.ladders.get(issue.id),
    )


def hindcasts(days: Sequence[Case], asking: Asking) -> tuple[Hindcast, ...]:
    """From the beginning to the first of these days, and from each to the next; ``days`` are one case, oldest first."""
    points = [at_beginning(days[0]), *days]
    return tuple(hindcast(a, b, asking) for a, b in pairwise(points))
