"""What later acts say of theories, row by row: how likely each theory held what came, from the day of the case on.

Every theory is run forward from that day. On each issue and direction the number n of acts has the chance P(N = n), which is the
product of P(N ≥ 1), P(N ≥ 2 | N ≥ 1), ..., and of P(N = n | N ≥ n), that no more came. The first n factors belong to the
rows, in order of dates; the last ones, of all issues together, to the silence. Given a theory, issues are taken as
independent. ``modus weigh`` weighs the whole record and is the measure that counts; this is what news adds at once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.dated import first_month
from modusvivendi.engine.setting import moves_of
from modusvivendi.forecasting.answer import Asking
from modusvivendi.forecasting.courses import SMALL, run_courses
from modusvivendi.forecasting.event import ROUNDING
from modusvivendi.forecasting.posture import pins, recorded_posture
from modusvivendi.study import Study
from modusvivendi.study.summary import share_weights

WAYS = ("toward", "away")


@dataclass(frozen=True)
class Lesson:
    """What one row said. row: its id, '' for the silence; day; what; chances: of it under each theory, given the rows before;
    weights: of theories after it."""

    row: str
    day: date
    what: str
    chances: dict[str, float]
    weights: dict[str, float]


def learn(before: Case, after: Case, asking: Asking) -> tuple[tuple[Lesson, ...], dict[str, float]]:
    """Lessons of the acts that the later case holds after the day of the earlier one, and the weights that are left."""
    weights = share_weights(asking.weights, [t.name for t in asking.theories])
    start = first_month(before.as_of)
    months = (after.as_of.year - start.year) * 12 + after.as_of.month - start.month + 1
    acts = [a for a in (after.record.acts if after.record else ()) if a.date.first > before.as_of and a.issue in before.issue_ids]
    if months < 1 or not acts:
        return (), weights
    counts = _counts(before, after, asking, months)
    share, lessons = np.array(list(weights.values())), []
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for act in sorted((a for a in acts if a.net_effect in WAYS), key=lambda a: (a.date.last, a.id)):
        cell = (act.issue, act.net_effect)
        chances = _one_more(counts[cell], seen[cell])
        seen[cell] += 1
        share = share * chances / (share @ chances)
        lessons.append(_lesson(act.id, act.date.last, act.what, chances, share, list(weights)))
    quiet = np.prod([_no_more(counts[cell], seen[cell]) for cell in counts], axis=0)
    share = share * quiet / (share @ quiet)
    lessons.append(_lesson("", after.as_of, "nothing else on record", quiet, share, list(weights)))
    return tuple(lessons), dict(zip(weights, share.tolist(), strict=True))


def _lesson(row: str, day: date, what: str, chances: np.ndarray, share: np.ndarray, names: list[str]) -> Lesson:
    return Lesson(row, day, what, dict(zip(names, chances.tolist(), strict=True)), dict(zip(names, share.tolist(), strict=True)))


def _counts(before: Case, after: Case, asking: Asking, months: int) -> dict[tuple[str, str], np.ndarray]:
    """Months with acts in each future, by issue and direction, (theories, futures), with outsiders acting as recorded."""
    study = Study(
        case=before,
        theories=tuple(asking.theories),
        strategies=tuple(asking.strategies),
        futures=asking.futures,
        seed=asking.seed,
        months=max(12, months),
        pins=pins(before),
        posterior=asking.posterior,
    )
    moves = moves_of(recorded_posture(before, after, study.months))
    found: dict[tuple[str, str], list[np.ndarray]] = defaultdict(list)
    for theory in asking.theories:
        kept = run_courses(study, theory, [moves])
        for i, issue in enumerate(before.issue_ids):
            for way, steps in zip(WAYS, (kept.toward, kept.away), strict=True):
                found[issue, way].append((steps[0, :months, i] > SMALL - ROUNDING).sum(0))
    return {cell: np.array(rows) for cell, rows in found.items()}


def _one_more(counts: np.ndarray, seen: int) -> np.ndarray:
    """P(N > seen | N >= seen) per theory, (theories,), with half a future added to either side."""
    enough, more = (counts >= seen).sum(1), (counts > seen).sum(1)
    return np.asarray((more + 0.5) / (enough + 1.0))


def _no_more(counts: np.ndarray, seen: int) -> np.ndarray:
    """P(N = seen | N >= seen) per theory."""
    return 1.0 - _one_more(counts, seen)
