"""The record weighed by nested sampling (nautilus) instead of importance sampling: the maintained sampler as a check.

Nested sampling walks the parameters of which the record teaches something, in coordinates in which their posterior is
about a standard normal distribution (the prior is repartitioned by the proposal; Chen, Feroz and Hobson 2023), and two more:
one picks the draw of everything else (the case's numbers and parameters that keep their prior), one the coding. It
answers for the whole record only: its points lie where the posterior is, so variants that leave evidence out are those
of importance sampling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from modusvivendi.case import Case
from modusvivendi.evidence.inference.samplers import APART, EDGE, Nested, Proposal, cube, effective_draws, nested
from modusvivendi.evidence.inference.theory_evidence import TheoryEvidence, reduce_sample
from modusvivendi.evidence.likelihood.model import ALL_CODINGS, NAMES, Model
from modusvivendi.theory import Theory

LEARNED = 0.03  # nats; parameters of which less is learned keep their prior
REST = 8192  # draws of everything else,
FIRST = 17 * APART  # from this number on
LIVE, EFFECTIVE = 400, 1000  # live points, and effective posterior draws at which a run may end
CALLS = 300_000  # a run that has not come to its end by then is stopped: little prior mass is left


def learned(proposal: Proposal) -> np.ndarray:
    """How far a proposal has come from the prior in each of its dimensions, in nats."""
    variance = (proposal.root**2).sum(1)
    return np.asarray(0.5 * (variance + proposal.mean**2 - 1 - np.log(variance)))


def thinned(run: Nested, codings: Sequence[np.ndarray], seed: int, per_coding: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of the run where the tempered posterior is, ``per_coding`` of each coding, and log of prior over their distribution.

    codings: numbers of the points of each coding.
    """
    chosen, log_ratio = [], []
    for k, at in enumerate(codings):
        log_q = run.log_volume[at] + 0.5 * run.log_l[at]
        log_q -= logsumexp(log_q)
        point = (np.random.default_rng([seed, k]).random() + np.arange(per_coding)) / per_coding
        picked = np.minimum(np.searchsorted(np.cumsum(np.exp(log_q)), point), len(at) - 1)
        chosen.append(at[picked])
        log_ratio.append(np.log(len(codings)) + run.log_volume[at[picked]] - log_q[picked])
    return np.concatenate(chosen), np.concatenate(log_ratio)


def nested_evidence(
    case: Case,
    model: Model,
    theory: Theory,
    proposal: Proposal,
    plain: TheoryEvidence,
    per_coding: int,
    stop: Callable[[], bool] = lambda: False,
) -> TheoryEvidence:
    """The evidence of importance sampling (``plain``) with log evidence, rows and draws of the whole from nested sampling."""
    moved = np.flatnonzero(learned(proposal) > LEARNED)
    dims, mean = proposal.dims[moved], proposal.mean[moved]
    root = np.linalg.cholesky((proposal.root @ proposal.root.T)[np.ix_(moved, moved)])
    rest = cube(NAMES, np.arange(REST) + FIRST, model.seed)
    d, codings = len(dims), len(ALL_CODINGS)

    def unpack(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Points of the run as quantiles of the priors, codings, case draws, and log of prior over normal distribution."""
        case_draw = (x[:, d] * REST).astype(np.int64)
        z0 = ndtri(x[:, :d])
        z = mean + z0 @ root.T
        u = rest[case_draw]
        u[:, dims] = np.clip(ndtr(z), EDGE, 1 - EDGE)
        ratio = 0.5 * (z0**2).sum(1) - 0.5 * (z**2).sum(1) + np.log(np.diag(root)).sum()
        return u, (x[:, d + 1] * codings).astype(np.int64), case_draw, ratio

    level = plain["whole"]  # codings differ by tens of nats, which is not to be explored

    def log_likelihood(x: np.ndarray) -> np.ndarray:
        if stop():
            raise KeyboardInterrupt
        u, coding, case_draw, ratio = unpack(x)
        return np.asarray(model.log_likelihood(theory, u, coding, case_draw) + ratio - level[coding])

    run = nested(log_likelihood, d + 2, model.seed, LIVE, EFFECTIVE, calls=CALLS)
    coding = (run.points[:, d + 1] * codings).astype(np.int64)
    log_w = run.log_volume + run.log_l
    mine = [np.flatnonzero(coding == k) for k in ALL_CODINGS]
    log_z = np.array([logsumexp(log_w[at]) + np.log(codings) for at in mine]) + level
    effective = np.array([effective_draws(log_w[at]) for at in mine])
    chosen, log_ratio = thinned(run, mine, model.seed, per_coding)
    u, coding, case_draw, ratio = unpack(run.points[chosen])
    sample = model.score(theory, u, coding, case_draw, log_ratio + ratio, rowwise=True, stop=stop)
    thin = reduce_sample(case, model.rows, sample, ("whole",), model.seed)
    whole = plain.variants.index("whole")
    all_z, error, step_error = plain.log_z.copy(), plain.error.copy(), plain.step_error.copy()
    all_z[whole], error[whole] = log_z, 1 / np.sqrt(effective)
    step_error[2] = np.hypot(error[whole], plain.error[plain.variants.index("acts")])
    return replace(
        plain,
        log_z=all_z,
        error=error,
        step_error=step_error,
        rows=thin.rows,
        effective=effective,
        draws=thin.draws,
        draw_coding=thin.draw_coding,
        draw_case=thin.draw_case,
        draw_log_l=thin.draw_log_l,
    )
