"""One month ahead: what each theory, their mixture and simple baselines said before the month came.

A theory's draws are weighted by what had happened until then (acts, and tracks that had ended), and base rates per
issue learn as they go. Codes are those of coder A. Moves of outsiders up to the month before, and the authority's own
earlier acts, are known, as they would be to a forecaster. Drives are centred over the months before the first forecast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit, logsumexp

from modusvivendi.case.base_rates import PRIOR_MEAN, PRIOR_SHAPE
from modusvivendi.evidence.forecast.predictive import observed_counts
from modusvivendi.evidence.likelihood.likelihood import deal_chances, log_negative_binomial
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.record.arrays import Rows
from modusvivendi.theory import Theory

COUNTS = 6  # acts per cell and month that are told apart: 0 to 4, and 5 or more
CONSTANT, RECENT, MIXTURE = "constant rate per issue", "last twelve months", "mixture of theories"
LOGIT, SHARES = "cost and publicity alone", "constant shares"
POOLED = "mixture from other authorities"
CORE = "the core alone (inertia)"  # how the theory without outsiders is called among forecasters
SPREAD = 1.5  # sd of the normal prior on the pooled logit's coefficients; judgement, range 1–3


@dataclass(frozen=True)
class Forecast:
    """What one forecaster said. months (M,): which. log_p (M,): joint log score of all cells. chance (M, 2, issues,
    COUNTS): chances of 0, 1, 2 ... acts. tracks (D, 3): chances of not met, partly, met for each track scored."""

    name: str
    log_p: np.ndarray
    chance: np.ndarray
    tracks: np.ndarray


def count_chances(shape: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Chances of 0, 1 ... COUNTS - 2, and of more, under a negative binomial distribution; first axis COUNTS."""
    stay = shape / (shape + mean)
    p = [stay**shape]
    for n in range(COUNTS - 2):
        p.append(p[-1] * (shape + n) / (n + 1) * (1 - stay))
    return np.stack([*p, np.maximum(1 - sum(p), 0.0)])


def even_path(rows: Rows) -> Rows:
    """The same rows with policy moving evenly up to the case's date, so that no forecast knows when later steps came."""
    even = np.minimum((np.arange(rows.months, dtype=np.float32) + 1) / rows.known, 1)
    progress = np.ascontiguousarray(np.broadcast_to(even[None, :, None], rows.progress.shape))
    return replace(rows, progress=progress, bend=np.zeros_like(progress))


def scored_tracks(rows: Rows, origin: int) -> np.ndarray:
    """Numbers of the decided tracks that ended in or after the month ``origin``, in order of their end."""
    chosen = np.flatnonzero((rows.outcome >= 0) & (rows.track_end >= origin))
    return chosen[np.argsort(rows.track_end[chosen], kind="stable")]


def forecast_theory(model: Model, theory: Theory, origin: int, draws: int, learn: bool = True) -> tuple[Forecast, np.ndarray]:
    """Forecasts of one theory from month ``origin`` on, and its cumulative log score before each month and at the end
    (from the first scored month). learn: whether it learns after the origin too."""
    rows, counts = model.rows, observed_counts(model, 0)
    proposal = model.adapt(theory, max(draws // 4, 64), codings=(0,))
    sample = model.sample(theory, draws, codings=(0,), proposal=proposal, salt=21)
    history, hyper = model.history(theory, sample.u, 0, sample.case_draw), model.hyper(sample.u)
    deals = deal_chances(history, rows, 0, hyper, model.deal_values(theory, sample.u))
    e = np.exp(history.log_exposure.astype(np.float64))
    mu = np.stack([hyper["rate_toward"], hyper["rate_away"]])[:, None]
    shape, rate = (
        np.broadcast_to(hyper["rate_shape"], e[:, :, 0].shape).copy(),
        hyper["rate_shape"] / mu + 0 * e[:, :, 0],
    )
    log_w, known = sample.log_ratio.copy(), np.zeros(rows.months)
    log_p, chance = [], []
    tracks: dict[int, np.ndarray] = {}
    for t in range(rows.scored.start, rows.months):
        n, mean = counts[:, :, t][:, :, None], shape / rate * e[:, :, t]
        own = log_negative_binomial(n, shape, mean).sum((0, 1))
        ending = np.flatnonzero((rows.track_end == t) & (rows.outcome >= 0))
        log_deals = sum((np.log(deals[k, rows.outcome[k]]) for k in ending), np.zeros(len(own)))
        step = logsumexp(log_w + own) - logsumexp(log_w)
        known[t] = logsumexp(log_w + own + log_deals) - logsumexp(log_w)
        if t >= origin:
            w = np.exp(log_w - logsumexp(log_w))
            log_p.append(step)
            chance.append(np.moveaxis(count_chances(shape, mean) @ w, 0, -1))
            tracks |= {int(k): deals[k] @ w for k in ending}
        if t < origin or learn:
            log_w += own + log_deals
            shape += n
            rate += e[:, :, t]
    order = scored_tracks(rows, origin)
    said = np.array([tracks[int(k)] for k in order]).reshape(-1, 3)
    return Forecast(theory.name, np.array(log_p), np.array(chance), said), known


def forecast_baseline(rows: Rows, counts: np.ndarray, origin: int, window: int | None, learn: bool = True) -> Forecast:
    """Each issue and direction at its own rate so far (or of the last ``window`` months), Gamma(1, 1 / 0.06) before."""
    log_p, chance = [], []
    for t in range(origin, rows.months):
        end = t if learn else origin
        first = max(rows.scored.start, end - window) if window else rows.scored.start
        seen = counts[:, :, first:end]
        shape = PRIOR_SHAPE + seen.sum(2)
        mean = shape / (PRIOR_SHAPE / PRIOR_MEAN + seen.shape[2])
        log_p.append(log_negative_binomial(counts[:, :, t], shape, mean).sum())
        chance.append(np.moveaxis(count_chances(shape, mean), 0, -1))
    name = RECENT if window else CONSTANT
    return Forecast(name, np.array(log_p), np.array(chance), forecast_shares(rows, origin, learn))


def forecast_shares(rows: Rows, origin: int, learn: bool = True) -> np.ndarray:
    """Tracks at the shares of outcomes so far, one of each before (Dirichlet)."""
    order, said = scored_tracks(rows, origin), []
    for k in order:
        end = rows.track_end[k] if learn else origin
        before = rows.outcome[(rows.outcome >= 0) & (rows.track_end < end)]
        seen = 1 + np.bincount(before, minlength=3)
        said.append(seen / seen.sum())
    return np.array(said).reshape(-1, 3)


def forecast_logit(rows: Rows, origin: int, learn: bool = True) -> np.ndarray:
    """Tracks by an ordered logit on cost to the authority and publicity, fitted to the tracks that had ended.

    Cost was coded knowing the outcome, which makes this baseline too good; it is what a critic would name.
    """
    x = np.stack([rows.cost / 3 - 0.5, rows.publicity[0] - 0.5], axis=1)
    order, said = scored_tracks(rows, origin), []
    for k in order:
        end = rows.track_end[k] if learn else origin
        seen = (rows.outcome >= 0) & (rows.track_end < end)
        said.append(ordered_chances(fit_ordered_logit(x[seen], rows.outcome[seen]), x[[k]])[0])
    return np.array(said).reshape(-1, 3)


def ordered_chances(b: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Chances of three ordered outcomes: b = (cut, log of the gap to the second cut, coefficients...)."""
    value = x @ b[2:]
    low, high = expit(b[0] - value), expit(b[0] + np.exp(b[1]) - value)
    return np.asarray(np.clip(np.stack([low, high - low, 1 - high], axis=1), 1e-9, 1))


def fit_ordered_logit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Ordered logit, most probable coefficients under independent normal priors of sd SPREAD."""

    def loss(b: np.ndarray) -> float:
        return float(0.5 * (b**2).sum() / SPREAD**2 - np.log(ordered_chances(b, x)[np.arange(len(y)), y]).sum())

    from scipy.optimize import minimize  # loaded when used: small commands start without it

    return np.asarray(minimize(loss, np.zeros(2 + x.shape[1]), method="BFGS").x)


def mix(
    forecasts: list[Forecast], known: np.ndarray, prior: np.ndarray, months: np.ndarray, tracks: np.ndarray, learn: bool
) -> Forecast:
    """The mixture of theories, each weighted by its prior and by how well it had done before the month.

    known (theories, months): log score of each month, deals included. months: those forecast; tracks: the month in
    which each scored track ended.
    """
    log_prior = np.log(np.maximum(prior, 1e-300))[:, None]
    before = np.cumsum(known, axis=1) - known

    def weights(at: np.ndarray) -> np.ndarray:
        score = log_prior + before[:, at if learn else np.full_like(at, months[0])]
        return np.asarray(np.exp(score - logsumexp(score, axis=0)))

    w, v = weights(months), weights(tracks)
    log_p = logsumexp(np.stack([f.log_p for f in forecasts]), axis=0, b=w)
    chance = np.einsum("km,kmdic->mdic", w, np.stack([f.chance for f in forecasts]))
    return Forecast(MIXTURE, log_p, chance, np.einsum("kd,kdo->do", v, np.stack([f.tracks for f in forecasts])))
