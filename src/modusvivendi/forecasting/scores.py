"""How good forecasts were: Brier and log score, calibration, and differences from a baseline with an interval by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd

from modusvivendi.evidence.forecast.skill import paired
from modusvivendi.forecasting.answer import Answer, Forecasts
from modusvivendi.forecasting.question import Question

BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0 + 1e-12)
MIXTURE, BASE, LAST_YEAR = "mixture of theories", "base rate", "last year"
SURE = 1e-6  # chances are held this far from 0 and 1 in the log score


def brier(chance: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """(p - y)^2 for each question: 0 at best, 1 at worst, 0.25 for saying one in two; Brier 1950."""
    return np.asarray((chance - answer) ** 2)


def log_score(chance: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """ln of the chance that was given to what happened, in nats: 0 at best; Good 1952."""
    p = np.clip(chance, SURE, 1 - SURE)
    return np.asarray(np.where(answer > 0.5, np.log(p), np.log(1 - p)))


@dataclass(frozen=True)
class Difference:
    """Mean difference of two forecasters with its 90 per cent interval; groups: how many independent groups it rests on."""

    mean: float
    low: float
    high: float
    groups: int


def by_group(difference: np.ndarray, groups: Sequence[str]) -> Difference:
    """The mean of differences (n,), with an interval that takes groups and not single questions as independent.

    Differences are summed within a group; the interval is Student's t over the sums, divided by the number of questions.
    """
    sums = pd.Series(difference).groupby(np.array(groups, dtype=object)).sum().to_numpy(float)
    total, low, high = paired(sums)
    n = len(difference)
    return Difference(total / n, low / n, high / n, len(sums))


def calibration(chance: np.ndarray, answer: np.ndarray) -> pd.DataFrame:
    """Said and seen by bins of the chance: from, to, n, said (mean chance) and seen (how many came true)."""
    rows = []
    for low, high in pairwise(BINS):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            rows.append(
                {
                    "from": low,
                    "to": min(high, 1.0),
                    "n": int(inside.sum()),
                    "said": float(chance[inside].mean()),
                    "seen": int(answer[inside].sum()),
                }
            )
    return pd.DataFrame(rows, columns=["from", "to", "n", "said", "seen"])


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores on decided questions. table: forecaster, n, brier, log_score (mean, nats), and by how much the Brier score is
    better than that of the base rate (gain, low, high: positive is better). by_kind: kind of question, n, Brier score of mixture, base and last_year. calibration: of the mixture. against: the mixture's gain over each
    baseline, by name. left_out: decided questions on which not every forecaster said something.
    """

    table: pd.DataFrame
    by_kind: pd.DataFrame
    calibration: pd.DataFrame
    against: dict[str, Difference]
    n: int
    left_out: int
    early: int


def over(question: Question, day: date) -> bool:
    """Whether a question's period is over on a day, so that its answer may be scored: what is decided before is decided with yes."""
    return question.answer is not None or question.by <= day


def said(forecasts: Forecasts, answer: Answer) -> dict[str, float] | None:
    """What every forecaster said on a question, None where one of them said nothing."""
    if answer.by_theory is None or answer.by_strategy is None or answer.base.chance is None or answer.last_year.chance is None:
        return None
    theories = dict(zip(forecasts.weights, answer.by_theory[0].tolist(), strict=True))
    return {MIXTURE: float(answer.by_strategy[0]), BASE: answer.base.chance, LAST_YEAR: answer.last_year.chance, **theories}


def score(forecasts: Forecasts) -> Scores | None:
    """Scores of the mixture, each theory, the base rate and the last year on the same decided questions; None without any."""
    decided = [a for a in forecasts.resolved if over(a.question, forecasts.known.as_of)]
    pairs = [(a, told) for a in decided if (told := said(forecasts, a)) is not None]
    if not pairs:
        return None
    answer = np.array([float(bool(a.resolution.answer)) for a, _ in pairs])
    groups = [a.question.group for a, _ in pairs]
    chance = {name: np.array([told[name] for _, told in pairs]) for name in pairs[0][1]}
    squares = {name: brier(p, answer) for name, p in chance.items()}
    rows = []
    for name, p in chance.items():
        gain = by_group(squares[BASE] - squares[name], groups)
        rows.append(
            {
                "forecaster": name,
                "n": len(answer),
                "brier": float(squares[name].mean()),
                "log_score": float(log_score(p, answer).mean()),
                "gain": gain.mean,
                "low": gain.low,
                "high": gain.high,
            }
        )
    against = {name: by_group(squares[name] - squares[MIXTURE], groups) for name in (BASE, LAST_YEAR)}
    table = pd.DataFrame(rows).sort_values("brier", ignore_index=True)
    return Scores(
        table,
        _by_kind([a.question.kind for a, _ in pairs], squares),
        calibration(chance[MIXTURE], answer),
        against,
        len(answer),
        len(decided) - len(answer),
        len(forecasts.resolved) - len(decided),
    )


def _by_kind(kinds: Sequence[str], squares: dict[str, np.ndarray]) -> pd.DataFrame:
    """Mean squared misses of the mixture and the baselines by kind of question."""
    frame = pd.DataFrame({"kind": kinds, "mixture": squares[MIXTURE], "base": squares[BASE], "last_year": squares[LAST_YEAR]})
    means = frame.groupby("kind", sort=False).mean()
    return means.assign(n=frame.groupby("kind", sort=False).size()).reset_index()
