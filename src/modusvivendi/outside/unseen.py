"""Scores on demands that nobody fitted to: a new file of an outside data set, forecast from one that is known.

Everything is fitted on the decided demands of the known file: cuts, weights (under each theory's prior) and the effects of groups that
it holds. A new authority, kind of issue or episode has an effect of its own that nobody knows: it is integrated over its spread,
not set to 0 (``ordered_logit.predict``). Spreads are averaged over a grid by their evidence under inertia on the known file, the
same for every theory. Chances are those of one demand at a time; demands of one authority go together, which the intervals take
into account by drawing whole authorities anew.

A decided episode of the known file is not scored again. An authority that the known file holds with other episodes is forecast
with its effect as fitted and scored apart from new ones (``PartScores``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import beta, t

from modusvivendi.errors import Fault, InputError
from modusvivendi.evidence.forecast.one_month import CORE, MIXTURE, SHARES
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.outside.demand import OutsideDemand
from modusvivendi.outside.evidence import GROUPS, SPREADS, Design, centred, columns_of, design, fit_theory, spread_evidence
from modusvivendi.outside.ordered_logit import Array, fit, predict
from modusvivendi.outside.read import Imported, demands_of
from modusvivendi.theory import load_theories, load_theory
from modusvivendi.theory.theory import Theory

NEGLIGIBLE = 0.01  # share of evidence below which a choice of spreads is left out
FEW = 10  # clusters below which drawing them anew gives too narrow intervals (Cameron, Gelbach and Miller 2008)
LEVEL, REDRAWN, SMALLEST = 0.9, 2000, 1e-9  # coverage of intervals; draws of clusters; chance below which none is scored
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
Spreads = Sequence[tuple[float, Mapping[str, float]]]  # weight of each choice, and the choice


@dataclass(frozen=True, eq=False)
class PartScores:
    """Scores on one part of the new file.

    met_before: whether the known file holds its authorities, with other episodes. authorities: decided demands of each. episodes:
    how many. table: one row a forecaster, best first: log_score (nats), brier, ranked (means over demands); constant, core: gain
    in log score over constant shares and over the core (nats, sums), each with the ends of its 90% interval by authority (_low,
    _high) and, for the core, within these authorities by episode (_inner_low, _inner_high) and over draws of judged values
    (_drawn_low, _drawn_high); ends are NaN where there is nothing to draw. by_authority: gains of core, mixture and best theory
    for each. calibration: event, forecaster, from, to, cells, said, seen, low, high.
    """

    met_before: bool
    authorities: Mapping[str, int]
    episodes: int
    table: pd.DataFrame
    by_authority: pd.DataFrame
    calibration: pd.DataFrame

    @property
    def demands(self) -> int:
        """How many demands are scored."""
        return sum(self.authorities.values())


@dataclass(frozen=True, eq=False)
class UnseenScores:
    """Scores on a new file. fitted: decided demands of the known file, of ``fitted_on`` authorities. open: undecided rows of the
    new file. repeated: demands not scored, because the known file holds their episode, by authority. parts: new authorities
    first, then those that the known file holds too; a part without demands is left out. scale: logits per unit of worth."""

    known: Imported
    unseen: Imported
    fitted: int
    fitted_on: int
    open: int
    repeated: Mapping[str, int]
    parts: tuple[PartScores, ...]
    scale: float


def score_unseen(
    known: Imported,
    unseen: Imported,
    *,
    theories: Sequence[Theory] | None = None,
    scale: float = 1.0,
    draws: int = 8,
    seed: int = 1,
    grid: Sequence[float] = SPREADS,
) -> UnseenScores:
    """Score theories, their mixture, the core and a constant on demands of ``unseen``, fitted on ``known``.

    draws: of the judged values of the mapping, the same for both files, at the best spreads. Raises InputError if there is nothing
    to fit or to score, and for a level of outcome that the known file does not hold.
    """
    chosen = list(theories) if theories else load_theories()
    told = known.decided
    if len({d.level for d in told}) < 2:
        raise InputError(f"{known.file}: fewer than two outcomes among decided demands; there is nothing to fit")
    before, held = {(d.case, d.episode) for d in told}, {d.case for d in told}
    decided = [n for n, d in enumerate(unseen.demands) if d.level is not None]
    rows = [n for n in decided if (unseen.demands[n].case, unseen.demands[n].episode) not in before]
    if not rows:
        raise InputError(
            f"{unseen.file}: no decided demand of an episode that {known.file} does not hold; there is nothing to score"
        )
    new = [unseen.demands[n] for n in rows]
    outcome = _outcomes(known, unseen, new)
    spreads = weighted_spreads(design(told), grid)
    middle = forecasts(told, new, chosen, spreads, scale)
    best = [(1.0, max(spreads, key=lambda pair: pair[0])[1])]
    rng = np.random.default_rng(seed)
    moved = [forecasts(told, new, chosen, best, scale)] if draws else []
    for _ in range(draws):
        mapping = known.data_set.drawn(rng)
        again = demands_of(mapping, unseen.rows, unseen.file)
        drawn_known = [d for d in demands_of(mapping, known.rows, known.file) if d.level is not None]
        moved.append(forecasts(drawn_known, [again[n] for n in rows], chosen, best, scale))
    parts = []
    for met_before in (False, True):
        part = np.array([(d.case in held) == met_before for d in new])
        if part.any():
            some = [d for d, inside in zip(new, part, strict=True) if inside]
            parts.append(_part(met_before, some, outcome[part], _of(middle, part), [_of(m, part) for m in moved]))
    return UnseenScores(
        known=known,
        unseen=unseen,
        fitted=len(told),
        fitted_on=len(held),
        open=len(unseen.demands) - len(decided),
        repeated=dict(Counter(unseen.demands[n].case for n in decided if n not in set(rows))),
        parts=tuple(parts),
        scale=scale,
    )


def _outcomes(known: Imported, unseen: Imported, new: Sequence[OutsideDemand]) -> NDArray[np.int64]:
    """Which of the known file's levels each new demand has."""
    steps = sorted({d.level for d in known.decided if d.level is not None})
    column = ", ".join(unseen.data_set.demand["level"].columns)
    faults = [
        Fault(unseen.file, f"a level of {d.level:g} does not occur in {known.file}", row=d.row, column=column)
        for d in new
        if d.level not in steps
    ]
    if faults:
        raise InputError.of(faults)
    return np.array([steps.index(d.level) for d in new if d.level is not None], dtype=np.int64)


def weighted_spreads(data: Design, grid: Sequence[float] = SPREADS) -> Spreads:
    """Choices of spreads by their evidence under inertia; those of next to no weight are left out."""
    tried = spread_evidence(data, grid)
    weight = np.exp(np.array([log_z for log_z, _ in tried]) - max(log_z for log_z, _ in tried))
    weight = np.where(weight / weight.sum() < NEGLIGIBLE, 0.0, weight)
    return [(float(w), spreads) for w, (_, spreads) in zip(weight / weight.sum(), tried, strict=True) if w > 0]


def forecasts(
    known: Sequence[OutsideDemand], new: Sequence[OutsideDemand], theories: Sequence[Theory], spreads: Spreads, scale: float = 1.0
) -> dict[str, Array]:
    """Chance of each level for each new demand, (n, K), by forecaster: constant shares, mixture, core (inertia), theories."""
    data, columns = design(known), columns_of(known)
    places = {name: {label: n for n, label in enumerate(np.unique([GROUPS[name](d) for d in known]))} for name in data.groups}
    x, unknown = centred(new, columns), dict[str, Array]()
    blocks = {}
    for name, place in places.items():
        at = np.array([place.get(GROUPS[name](d), len(place)) for d in new])
        blocks[name] = np.eye(len(place) + 1)[at][:, : len(place)]  # a row of zeros for a group that is not known
        unknown[name] = (at == len(place)).astype(float)
    full = np.hstack([x, *blocks.values()])
    core = load_theory("inertia")
    named = {core.name: core} | {theory.name: theory for theory in theories}
    found: dict[str, Array] = {}
    for name, theory in named.items():
        start, found[name] = None, np.zeros((len(new), int(data.y.max()) + 1))
        for weight, choice in spreads:
            start = fit_theory(data, theory, choice, scale, start)
            extra = sum((choice[group] ** 2 * unknown[group] for group in choice), np.zeros(len(new)))
            found[name] += weight * predict(start, full, extra)
    prior = family_prior(tuple(theories))
    nothing = np.empty((len(data.y), 0))
    constant = predict(fit(data.y, nothing, np.empty(0), np.empty(0)), np.empty((len(new), 0)), np.zeros(len(new)))
    mixture = np.sum([prior[theory.name] * found[theory.name] for theory in theories], axis=0)
    return {SHARES: constant, MIXTURE: mixture, CORE: found[core.name]} | {n: c for n, c in found.items() if n != core.name}


def _of(said: Mapping[str, Array], rows: NDArray[np.bool_]) -> dict[str, Array]:
    return {name: chance[rows] for name, chance in said.items()}


def log_scores(chance: Array, outcome: NDArray[np.int64]) -> Array:
    """Log of the chance that was given to what came, nats, (n,)."""
    return np.asarray(np.log(np.maximum(chance[np.arange(len(outcome)), outcome], SMALLEST)))


def paired(difference: Array, cluster: Sequence[object]) -> tuple[float, float, float]:
    """Sum of differences with its 90% interval by cluster.

    Ten clusters or more are drawn anew; with fewer, Student's t over their sums, which is wider. NaN ends for one cluster alone.
    """
    _, number = np.unique([str(c) for c in cluster], return_inverse=True)
    sums = np.bincount(number, weights=difference)
    total, n = float(sums.sum()), len(sums)
    if n == 1:
        return total, np.nan, np.nan
    if n < FEW:
        half = float(t.ppf((1 + LEVEL) / 2, n - 1) * sums.std(ddof=1) * np.sqrt(n))
        return total, total - half, total + half
    drawn = np.random.default_rng(1).multinomial(n, np.full(n, 1 / n), REDRAWN) @ sums
    low, high = np.quantile(drawn, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return total, float(low), float(high)


def _part(
    met_before: bool,
    demands: Sequence[OutsideDemand],
    outcome: NDArray[np.int64],
    said: Mapping[str, Array],
    moved: Sequence[Mapping[str, Array]],
) -> PartScores:
    """Scores of one part. said: at the middle of judged values; moved: at the best spreads, the middle first, then draws."""
    authority, episode = [d.case for d in demands], [(d.case, d.episode) for d in demands]
    logs = {name: log_scores(chance, outcome) for name, chance in said.items()}
    rows = []
    for name, chance in said.items():
        hit = np.eye(chance.shape[1])[outcome]
        row: dict[str, object] = {"forecaster": name, "log_score": logs[name].mean()}
        row["brier"] = ((chance - hit) ** 2).sum(1).mean()
        row["ranked"] = ((np.cumsum(chance, axis=1) - np.cumsum(hit, axis=1)) ** 2).sum(1).mean()
        row["constant"], row["constant_low"], row["constant_high"] = paired(logs[name] - logs[SHARES], authority)
        gain = logs[name] - logs[CORE]
        row["core"], row["core_low"], row["core_high"] = paired(gain, authority)
        _, row["core_inner_low"], row["core_inner_high"] = paired(gain, episode)
        drawn = [float((log_scores(m[name], outcome) - log_scores(m[CORE], outcome)).sum()) for m in moved] or [np.nan]
        row["core_drawn_low"] = float(gain.sum()) + (min(drawn) - drawn[0])
        row["core_drawn_high"] = float(gain.sum()) + (max(drawn) - drawn[0])
        rows.append(row)
    table = pd.DataFrame(rows).sort_values("log_score", ascending=False, ignore_index=True)
    return PartScores(
        met_before=met_before,
        authorities=dict(Counter(authority).most_common()),
        episodes=len(set(episode)),
        table=table,
        by_authority=_by_authority(authority, logs),
        calibration=calibration({name: said[name] for name in (SHARES, MIXTURE, CORE)}, outcome),
    )


def _by_authority(authority: Sequence[str], logs: Mapping[str, Array]) -> pd.DataFrame:
    """For each authority: demands, the core's gain over constant shares, the mixture's over the core, the best theory and its gain."""
    gains = pd.DataFrame({name: score - logs[CORE] for name, score in logs.items()}).assign(authority=authority, demands=1)
    sums = gains.groupby("authority", sort=False).sum().sort_values("demands", ascending=False)
    theories = sums.drop(columns=["demands", SHARES, MIXTURE, CORE])
    return pd.DataFrame(
        {
            "authority": sums.index,
            "demands": sums.demands.to_numpy(),
            "core": -sums[SHARES].to_numpy(),
            "mixture": sums[MIXTURE].to_numpy(),
            "best": theories.idxmax(axis=1).to_numpy() if len(theories.columns) else "",
            "best_gain": theories.max(axis=1).to_numpy() if len(theories.columns) else np.nan,
        }
    )


def calibration(said: Mapping[str, Array], outcome: NDArray[np.int64]) -> pd.DataFrame:
    """Chances said and shares seen, by bin: of being met at least in part, and in full. 90% interval of the share by Jeffreys'
    prior, as if demands were independent."""
    last = next(iter(said.values())).shape[1] - 1
    rows = []
    for event, least in {"met at least in part": 1, "met in full": last}.items():
        for name, chance in said.items():
            told, came = chance[:, least:].sum(axis=1), outcome >= least
            for low, high in pairwise(BINS):
                inside = (told >= low) & ((told < high) | (high == BINS[-1]))
                n, k = int(inside.sum()), int(came[inside].sum())
                if n:
                    ends = beta.ppf(((1 - LEVEL) / 2, (1 + LEVEL) / 2), k + 0.5, n - k + 0.5)
                    rows.append((event, name, low, high, n, told[inside].mean(), k / n, *map(float, ends)))
    columns = ["event", "forecaster", "from", "to", "cells", "said", "seen", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
