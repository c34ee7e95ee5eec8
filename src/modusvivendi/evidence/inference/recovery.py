"""Records that a theory could have made, for tests of the method: would we find the theory that made the data?

Counts of acts are drawn month by month from a theory's hazards along the recorded course, base rates from their Gamma
distribution; outcomes of tracks from its deal equation. ``times`` records on the same course stand for a record that many times
as large.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from modusvivendi.evidence.inference.samplers import APART, CHOICE, ROUNDS, Proposal, cube, effective_draws, find_proposal
from modusvivendi.evidence.likelihood.likelihood import deal_chances, log_negative_binomial
from modusvivendi.evidence.likelihood.model import ENOUGH, NAMES, Model
from modusvivendi.theory import Theory


@dataclass(frozen=True)
class Bank:
    """Draws of one theory, ready to be weighed against records under coder A's course. cells: direction x issue. log_e
    (cells, months, n); total (cells, n) exposure; shape (n,), mean (cells, n) of base rates; right (n,): chance that a
    date is right (all rows of high confidence); log_deals (tracks, 3, n); u (n, parameters), case_draw (n,) case draws."""

    log_e: np.ndarray
    total: np.ndarray
    shape: np.ndarray
    mean: np.ndarray
    right: np.ndarray
    log_deals: np.ndarray
    u: np.ndarray
    case_draw: np.ndarray

    def log_share(self, cell: np.ndarray, month: np.ndarray, draw: slice | int = slice(None)) -> np.ndarray:
        """Log chance that an act of each cell is dated to each month, (k, n) for all draws or (k,) for one."""
        share = np.exp(self.log_e[cell, month, draw]) / self.total[cell, draw]
        right = self.right[draw]
        return np.asarray(np.log(right * share + (1 - right) / self.log_e.shape[1]))


@dataclass(frozen=True)
class Simulated:
    """counts (cells, months) of acts as dated, outcomes (times, tracks) of deals; u and case_draw: the draw of the theory's
    parameters and the number of the case draw that made them."""

    counts: np.ndarray
    outcomes: np.ndarray
    times: int
    u: np.ndarray
    case_draw: int


def bank(model: Model, theory: Theory, n: int, salt: int = 31) -> Bank:
    """Draw n parameters from a theory's prior and run them along history."""
    case_draw = np.arange(n) + salt * APART
    return bank_of(model, theory, cube(NAMES, case_draw, model.seed), case_draw)


def bank_of(model: Model, theory: Theory, u: np.ndarray, case_draw: np.ndarray) -> Bank:
    """Run draws u (n, len(NAMES)) with their case draws along history."""
    history, hyper = model.history(theory, u, 0, case_draw), model.hyper(u)
    log_e = history.log_exposure[:, :, model.rows.scored]
    cells = log_e.reshape(-1, *log_e.shape[2:])
    issues = log_e.shape[1]
    mean = np.concatenate([np.tile(hyper[h], (issues, 1)) for h in ("rate_toward", "rate_away")])
    deals = np.log(deal_chances(history, model.rows, 0, hyper, model.deal_values(theory, u)))
    return Bank(
        cells,
        np.exp(cells).sum(1),
        hyper["rate_shape"],
        mean,
        hyper["right_high"],
        deals[model.rows.outcome >= 0],
        u,
        case_draw,
    )


def simulate_record(source: Bank, draw: int, times: int, rng: np.random.Generator) -> Simulated:
    """One record made by draw number ``draw`` of a bank: how many acts, when they are dated, how tracks end."""
    cells, months = source.log_e.shape[:2]
    rate = rng.gamma(source.shape[draw], source.mean[:, draw] / source.shape[draw])
    number = rng.poisson(times * rate * source.total[:, draw])
    cell, month = (a.ravel() for a in np.indices((cells, months)))
    share = np.exp(source.log_share(cell, month, draw)).reshape(cells, months)
    counts = np.stack([rng.multinomial(n, p / p.sum()) for n, p in zip(number, share, strict=True)])
    p = np.exp(source.log_deals[:, :, draw])
    outcomes = (rng.random((times, len(p)))[:, :, None] > np.cumsum(p, axis=1)[None]).sum(2)
    return Simulated(counts, np.minimum(outcomes, 2), times, source.u[draw], int(source.case_draw[draw]))


COLUMNS = ("time", "between", "deals", "whole")


def log_likelihoods(source: Bank, record: Simulated) -> dict[str, np.ndarray]:
    """Log-likelihood of a simulated record for every draw of a bank (n,), by column and whole.

    The equations of ``likelihood``, arranged so that many records are weighed against one bank.
    """
    total = record.counts.sum(1)
    cell, month = np.nonzero(record.counts)
    time = (record.counts[cell, month][:, None] * source.log_share(cell, month)).sum(0)
    expected = record.times * source.mean * source.total
    between = log_negative_binomial(total[:, None], source.shape, expected).sum(0)
    met = np.eye(3)[record.outcomes].sum(0)
    deals = (met[:, :, None] * source.log_deals).sum((0, 1))
    return {"time": time, "between": between, "deals": deals, "whole": time + between + deals}


def weigh_record(
    model: Model, theory: Theory, record: Simulated, draws: int, known: bool = False
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Draws u (n, parameters) of a theory for a simulated record, found as ``weigh`` finds them, and log importance
    weights (n,) by column. known: with the case's own numbers as they were when the record was made."""

    def draw(proposal: Proposal | None, number: int, size: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Draws of round ``number``, size eighths of all, and their log weights by column."""
        numbers = np.arange(size * draws // 8) + (50 + number) * APART
        points = cube((*NAMES, CHOICE), numbers, model.seed)
        u = proposal.draw(points[:, :-1], points[:, -1]) if proposal else points[:, :-1]
        ratio = proposal.log_ratio(u) if proposal else np.zeros(len(u))
        case_draw = np.full(len(u), record.case_draw) if known else numbers
        found = log_likelihoods(bank_of(model, theory, u, case_draw), record)
        return u, {"ratio": ratio, **{c: ratio + log_l for c, log_l in found.items()}}

    def whole(proposal: Proposal | None, number: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        u, log_w = draw(proposal, number, size)
        return u, log_w["ratio"], log_w["whole"] - log_w["ratio"]

    return draw(find_proposal(whole, model.searched(theory), ENOUGH), ROUNDS + 1, 8)


def confusion(
    model: Model, theories: list[Theory], records: int, times: int, draws: int, seed: int, known: bool = False
) -> dict[str, np.ndarray]:
    """Mean posterior weight (truth, theory) over records made by each theory, uniform prior over these theories, for
    each column and the whole; ``least``, ``median``: of the effective number of draws behind a whole.

    known: with the case's own numbers known, which is easier than what ``weigh`` does. Larger records need it: they pin
    so many of these numbers that importance sampling finds too few draws.
    """
    rng = np.random.default_rng([seed, times])
    made = []
    for theory in theories:
        maker = bank(model, theory, records, salt=32)
        made += [simulate_record(maker, n, times, rng) for n in range(records)]
    log_z = {c: np.zeros((len(theories), len(made))) for c in COLUMNS}
    effective = []
    for t, theory in enumerate(theories):
        for r, record in enumerate(made):
            _, log_w = weigh_record(model, theory, record, draws, known)
            effective.append(effective_draws(log_w["whole"]))
            for column in COLUMNS:
                log_z[column][t, r] = logsumexp(log_w[column]) - np.log(draws)
    found = {"least": np.array(min(effective)), "median": np.array(np.median(effective))}
    for column, values in log_z.items():
        w = np.exp(values - logsumexp(values, axis=0))
        found[column] = w.reshape(len(theories), len(theories), records).mean(2).T
    return found


def ranks_of_truth(
    model: Model, theory: Theory, records: int, times: int, draws: int, ranks: int, seed: int
) -> dict[str, np.ndarray]:
    """Simulation-based calibration: rank of the true value among ``ranks`` posterior draws, (records,) for every
    parameter that a proposal moves; uniform on 0 to ``ranks`` if posteriors are right (Talts et al. 2018)."""
    rng = np.random.default_rng([seed, times])
    maker = bank(model, theory, records, salt=33)
    dims = model.searched(theory)
    found = np.zeros((records, len(dims)), np.int64)
    for n in range(records):
        record = simulate_record(maker, n, times, rng)
        u, log_w = weigh_record(model, theory, record, draws)
        w = np.exp(log_w["whole"] - logsumexp(log_w["whole"]))
        chosen = rng.choice(len(w), ranks, p=w / w.sum())
        found[n] = (u[chosen][:, dims] < record.u[dims]).sum(0)
    return {NAMES[p]: found[:, k] for k, p in enumerate(dims)}
