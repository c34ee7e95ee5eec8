"""Records that a theory could have made, for tests of the method: would we find the theory that made the data?

Counts of acts are drawn month by month from a theory's hazards along the recorded course, base rates from their Gamma
law; outcomes of tracks from its deal equation. ``times`` records on the same course stand for a record that many times
as large.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, logsumexp

from modusvivendi.evidence.likelihood import deal_chances
from modusvivendi.evidence.model import NAMES, Model
from modusvivendi.evidence.sampler import cube
from modusvivendi.theory import Theory


@dataclass(frozen=True)
class Bank:
    """Prior draws of one theory, ready to be weighed against many records under coder A's course. log_e (cells, months,
    n), shape, rate (cells, n), log_deals (tracks, 3, n), u (n, parameters). cells: direction x issue."""

    log_e: np.ndarray
    total: np.ndarray
    shape: np.ndarray
    rate: np.ndarray
    log_deals: np.ndarray
    u: np.ndarray


@dataclass(frozen=True)
class Simulated:
    """counts (cells, months) of acts, outcomes (times, tracks) of deals, and the draw that made them."""

    counts: np.ndarray
    outcomes: np.ndarray
    times: int
    u: np.ndarray


def bank(model: Model, theory: Theory, n: int, salt: int = 31) -> Bank:
    """Draw n parameters from a theory's prior and run them along history."""
    u = cube(len(NAMES), n, model.seed + 1000 * salt)
    history, hyper = model.history(theory, u, 0), model.hyper(u)
    values = model.theory_values(theory, u, ("lam", "psi", "deal_cost"))
    log_e = history.log_exposure[:, :, model.rows.scored]
    cells = log_e.reshape(-1, *log_e.shape[2:])
    issues = log_e.shape[1]
    mu = np.concatenate([np.tile(hyper[h], (issues, 1)) for h in ("rate_toward", "rate_away")])
    deals = np.log(deal_chances(history, model.rows, 0, hyper, values))
    return Bank(
        cells, np.exp(cells).sum(1), np.broadcast_to(hyper["rate_shape"], mu.shape), hyper["rate_shape"] / mu,
        deals[model.rows.outcome >= 0], u,
    )  # fmt: skip


def simulate_record(source: Bank, draw: int, times: int, rng: np.random.Generator) -> Simulated:
    """One record made by draw number ``draw`` of a bank."""
    e = np.exp(source.log_e[:, :, draw].astype(np.float64))
    rate = rng.gamma(source.shape[:, draw], 1 / source.rate[:, draw])
    counts = rng.poisson(times * rate[:, None] * e)
    p = np.exp(source.log_deals[:, :, draw])
    outcomes = (rng.random((times, len(p)))[:, :, None] > np.cumsum(p, axis=1)[None]).sum(2)
    return Simulated(counts, np.minimum(outcomes, 2), times, source.u[draw])


def log_likelihoods(source: Bank, record: Simulated) -> dict[str, np.ndarray]:
    """Log-likelihood of a simulated record for every draw of a bank (n,), by column and whole."""
    total = record.counts.sum(1)
    cell, month = np.nonzero(record.counts)
    came = record.counts[cell, month].astype(np.float32) @ source.log_e[cell, month]
    time = came - total.astype(np.float32) @ np.log(source.total)
    shape = source.shape[0]
    stay = shape / (shape + record.times * shape / source.rate * source.total)
    between = (shape * np.log(stay) + total[:, None] * np.log1p(-stay)).sum(0)
    values, times = np.unique(total, return_counts=True)
    between += sum(
        k * (gammaln(shape + n) - gammaln(shape) - gammaln(n + 1)) for n, k in zip(values, times, strict=True)
    )
    met = np.eye(3, dtype=np.float32)[record.outcomes].sum(0)
    deals = np.einsum("ko,kon->n", met, source.log_deals)
    return {"time": time, "between": between, "deals": deals, "whole": time + between + deals}


COLUMNS = ("time", "between", "deals", "whole")


def confusion(
    model: Model, theories: list[Theory], records: int, times: int, draws: int, seed: int
) -> dict[str, np.ndarray]:
    """Mean posterior weight (truth, theory) over records made by each theory, uniform prior over these theories, for
    each column and the whole."""
    rng = np.random.default_rng([seed, times])
    made = []
    for theory in theories:
        maker = bank(model, theory, records, salt=32)
        made += [simulate_record(maker, n, times, rng) for n in range(records)]
    log_z = {c: np.zeros((len(theories), len(made))) for c in COLUMNS}
    for t, theory in enumerate(theories):
        judge = bank(model, theory, draws)
        for r, record in enumerate(made):
            for column, log_l in log_likelihoods(judge, record).items():
                log_z[column][t, r] = logsumexp(log_l) - np.log(draws)
    found = {}
    for column, values in log_z.items():
        w = np.exp(values - logsumexp(values, axis=0))
        found[column] = w.reshape(len(theories), len(theories), records).mean(2).T
    return found


def rank_of_truth(
    source: Bank,
    record: Simulated,
    parameter: str,
    draws: int,
    rng: np.random.Generator,
    columns: tuple[str, ...] = ("whole",),
) -> int:
    """Rank of the true value among ``draws`` posterior draws; uniform on 0..draws if the posterior is right."""
    found = log_likelihoods(source, record)
    log_l = sum(found[c] for c in columns)
    w = np.exp(log_l - logsumexp(log_l)).astype(np.float64)
    column = NAMES.index(parameter)
    chosen = rng.choice(len(w), draws, p=w / w.sum())
    return int((source.u[chosen, column] < record.u[column]).sum())
