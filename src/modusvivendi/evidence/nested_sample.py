"""The record weighed by nested sampling (nautilus) instead of importance sampling: the maintained sampler as a check.

Nested sampling walks the parameters of which the record teaches something, in coordinates in which their posterior is
about a standard normal law (the prior is repartitioned by the proposal; Chen, Feroz and Hobson 2023), and two more:
one picks the draw of everything else (the case's numbers and parameters that keep their prior), one the coding. Its
points are then thinned to as many as importance sampling would use, with weights that keep the evidence, so that every
reading of the record can be worked out on them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from modusvivendi.evidence.likelihood import Variant
from modusvivendi.evidence.model import ALL_CODINGS, NAMES, Model, Sample
from modusvivendi.evidence.sampler import EDGE, Nested, Proposal, cube, nested
from modusvivendi.theory import Theory

LEARNED = 0.03  # nats; parameters of which less is learned keep their prior
PLACES = 8192  # draws of everything else
LIVE, EFFECTIVE = 1000, 2000  # live points, and effective posterior draws at which a run ends
SECONDS = 600.0  # a run that has not come to its end by then is stopped, and its error is larger


def learned(proposal: Proposal) -> np.ndarray:
    """How far a proposal has come from the prior in each of its dimensions, in nats."""
    variance = (proposal.root**2).sum(1)
    return np.asarray(0.5 * (variance + proposal.mean**2 - 1 - np.log(variance)))


def nested_sample(
    model: Model, theory: Theory, proposal: Proposal, per_coding: int, variants: tuple[Variant, ...],
    rowwise: bool = False, stop: Callable[[], bool] = lambda: False,
) -> tuple[Sample, Nested]:  # fmt: skip
    """A weighted sample of a theory from nested sampling, and the run itself."""
    moved = np.flatnonzero(learned(proposal) > LEARNED)
    dims, mean = proposal.dims[moved], proposal.mean[moved]
    root = np.linalg.cholesky((proposal.root @ proposal.root.T)[np.ix_(moved, moved)])
    rest = cube(len(NAMES), PLACES, model.seed + 17)
    d, codings = len(dims), len(ALL_CODINGS)

    def unpack(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Points of the run as places in the priors, codings, case draws, and log of prior over normal law."""
        place = (x[:, d] * PLACES).astype(np.int64)
        z0 = ndtri(x[:, :d])
        z = mean + z0 @ root.T
        u = rest[place]
        u[:, dims] = np.clip(ndtr(z), EDGE, 1 - EDGE)
        ratio = 0.5 * (z0**2).sum(1) - 0.5 * (z**2).sum(1) + np.log(np.diag(root)).sum()
        return u, (x[:, d + 1] * codings).astype(np.int64), place, ratio

    pilot = model.sample(theory, 256, proposal=proposal, salt=10)
    level = np.array([logsumexp(pilot.total[pilot.coding == k]) - np.log(256) for k in ALL_CODINGS])

    def log_likelihood(x: np.ndarray) -> np.ndarray:
        if stop():
            raise KeyboardInterrupt
        u, coding, place, ratio = unpack(x)
        return model.log_likelihood(theory, u, coding, place) + ratio - level[coding]

    run = nested(log_likelihood, d + 2, model.seed, LIVE, EFFECTIVE, seconds=SECONDS)
    coding = (run.points[:, d + 1] * codings).astype(np.int64)
    chosen, log_ratio = [], []
    for k in ALL_CODINGS:
        mine = np.flatnonzero(coding == k)
        log_q = run.log_volume[mine] + 0.5 * run.log_l[mine]
        log_q -= logsumexp(log_q)
        point = (np.random.default_rng([model.seed, k]).random() + np.arange(per_coding)) / per_coding
        at = np.minimum(np.searchsorted(np.cumsum(np.exp(log_q)), point), len(mine) - 1)
        chosen.append(mine[at])
        log_ratio.append(np.log(codings) + run.log_volume[mine[at]] - log_q[at])
    u, coding, place, ratio = unpack(run.points[np.concatenate(chosen)])
    return model.score(theory, u, coding, place, np.concatenate(log_ratio) + ratio, variants, rowwise, stop), run
