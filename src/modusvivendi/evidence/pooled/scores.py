"""How well theories tell the asks of an authority that they have never seen, beside logits that a critic would name.

Every case is predicted from the others alone. An ask has three outcomes in order: not met, partly, met (if only for a time).
Log score: ln of the chance given to what happened, met or not. Brier score: squared error of the chance of being met. Ranked
probability score: the mean of the squared errors of the chances of being met and of being met at least in part (Epstein 1969;
Gneiting and Raftery 2007). Intervals: whole files drawn anew (cluster bootstrap), paired by file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.evidence.pooled.asks import Pool
from modusvivendi.evidence.pooled.weigh import PooledWeights
from modusvivendi.precedent.demand import Demand
from modusvivendi.precedent.left_out import MODELS
from modusvivendi.precedent.pooled import COVARIATES, LEVEL, fit, logits

MIXTURE = "pooled mixture"
RIVAL = "cost and politicisation"  # the logit that the mixture is held against
REDRAWN, SEED = 4000, 1
BINS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


@dataclass(frozen=True, eq=False)
class LeftOutScores:
    """Scores of forecasters on asks of authorities that they have not seen.

    said: by forecaster, chances (n, 3) of not met, partly, met. chosen: numbers of the asks scored, in the pool. table: one row a
    forecaster, best first: log_score (nats), brier, ranked, one column a case (log score), and gain of the mixture over it in
    log score with its interval (low, high), brier_gain and ranked_gain (means, positive where the mixture is better) likewise.
    calibration: how often asks were met when the mixture said a chance in a bin.
    """

    said: dict[str, np.ndarray]
    chosen: np.ndarray
    table: pd.DataFrame
    calibration: pd.DataFrame


def left_out_scores(w: PooledWeights) -> LeftOutScores:
    """Scores of the mixture, every theory and every logit; on asks of which every covariate is known."""
    pool = w.pool
    chosen = np.flatnonzero([all(getattr(d, name) is not None for name in COVARIATES) for d in pool.demands])
    rows = [pool.demands[n] for n in chosen]
    said = {MIXTURE: _unseen(pool, {c: w.mixture(f"without {c}") for c in pool.cases})[chosen]}
    for theory in w.theories:
        said[theory.name] = _unseen(pool, {c: w.chances(theory.name, f"without {c}") for c in pool.cases})[chosen]
    said |= {name: logit_left_out(rows, covariates) for name, covariates in MODELS.items()}
    outcome = pool.outcome[chosen]
    return LeftOutScores(said, chosen, _table(said, outcome, pool, chosen), calibration(said[MIXTURE][:, 2], outcome == 2))


def _unseen(pool: Pool, without: dict[str, np.ndarray]) -> np.ndarray:
    """Chances of every ask from what knows nothing of its case, (N, 3)."""
    return np.stack([without[pool.cases[case]][n] for n, case in enumerate(pool.case)])


def logit_left_out(rows: Sequence[Demand], covariates: Sequence[str]) -> np.ndarray:
    """What a pooled logit fitted on the other cases says of every ask, (n, 3): one logit for being met, one for moving at all."""
    said = np.zeros((len(rows), 3))
    for case in dict.fromkeys(d.case for d in rows):
        others = [d for d in rows if d.case != case]
        models = [fit(others, covariates, refits=1, event=event) for event in (_met, _moved)]
        for n, demand in enumerate(rows):
            if demand.case == case:
                met, moved = (_logistic(logits(m, demand)[0]) if m else 0.5 for m in models)
                moved = max(moved, met)
                said[n] = 1 - moved, moved - met, met
    return said


def _met(demand: Demand) -> bool:
    return demand.held_or_met


def _moved(demand: Demand) -> bool:
    return demand.moved


def _logistic(eta: float) -> float:
    return float(0.5 * (1 + np.tanh(0.5 * eta)))


def scores_of(said: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """Log, Brier and ranked score of each ask, (n, 3)."""
    met, moved = said[:, 2], said[:, 1] + said[:, 2]
    hit, moves = outcome == 2, outcome > 0
    log = np.log(np.maximum(np.where(hit, met, 1 - met), 1e-12))
    brier = (met - hit) ** 2
    return np.stack([log, brier, 0.5 * (brier + (moved - moves) ** 2)], axis=1)


def interval_by_file(values: np.ndarray, file: np.ndarray) -> np.ndarray:
    """Ends (2, ...) of the 90 per cent interval of a sum of values (n, ...), whole files (n,) of asks drawn anew."""
    names, place = np.unique(file, return_inverse=True)
    by_file = np.zeros((len(names), *values.shape[1:]))
    np.add.at(by_file, place, values)
    drawn = np.random.default_rng(SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), REDRAWN)
    return np.asarray(np.quantile(drawn @ by_file, [(1 - LEVEL) / 2, 1 - (1 - LEVEL) / 2], axis=0))


def _table(said: dict[str, np.ndarray], outcome: np.ndarray, pool: Pool, chosen: np.ndarray) -> pd.DataFrame:
    scores = {name: scores_of(chance, outcome) for name, chance in said.items()}
    rows = []
    for name, score in scores.items():
        better = (scores[MIXTURE] - score) * [1.0, -1.0 / len(chosen), -1.0 / len(chosen)]
        low, high = interval_by_file(better, pool.file[chosen])
        row: dict[str, object] = {"forecaster": name, "log_score": score[:, 0].sum()}
        row |= {"brier": score[:, 1].mean(), "ranked": score[:, 2].mean()}
        row |= {case: score[pool.case[chosen] == n, 0].sum() for n, case in enumerate(pool.cases)}
        for n, prefix in enumerate(("", "brier_", "ranked_")):
            row |= {f"{prefix}gain": better[:, n].sum(), f"{prefix}low": low[n], f"{prefix}high": high[n]}
        rows.append(row)
    return pd.DataFrame(rows).sort_values("log_score", ascending=False, ignore_index=True)


def calibration(said: np.ndarray, met: np.ndarray) -> pd.DataFrame:
    """Asks by the chance of being met that was said: how many, mean chance said, share that was met."""
    group = np.clip(np.digitize(said, BINS) - 1, 0, len(BINS) - 2)
    rows = [
        {
            "from": BINS[g],
            "to": BINS[g + 1],
            "asks": int((group == g).sum()),
            "said": said[group == g].mean(),
            "met": met[group == g].mean(),
        }
        for g in range(len(BINS) - 1)
        if (group == g).any()
    ]
    return pd.DataFrame(rows)
