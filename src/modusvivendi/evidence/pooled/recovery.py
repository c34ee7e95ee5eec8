"""Outcomes that a theory could have made of the asks on record: would pooled weighing find the theory that made them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import logsumexp

from modusvivendi.evidence.pooled.ask_outcomes import ask_outcome_chances
from modusvivendi.evidence.pooled.asks import Pool
from modusvivendi.evidence.pooled.hierarchy import ASK_RULE, Hierarchy, asks_of
from modusvivendi.evidence.pooled.sampling import draw
from modusvivendi.theory import Theory


def simulate(hierarchy: Hierarchy, pool: Pool, reading: int, rng: np.random.Generator) -> tuple[Pool, np.ndarray]:
    """The pool with outcomes drawn from a theory's prior, and the draw x (size,) that made them.

    An effect is drawn for every file; that of each ask is integrated out, as asks share it with no other.
    """
    x = rng.standard_normal((1, hierarchy.size))
    deals, common = hierarchy.values(hierarchy.by_authority(x))
    asks = asks_of(pool, hierarchy.theory.name, reading)
    files = np.unique(pool.file)
    effect = dict(zip(files.tolist(), (float(common.spread[0]) * rng.standard_normal(len(files))).tolist(), strict=True))
    outcome = np.zeros(len(pool.demands), np.int64)
    for file in files:
        mine = pool.file == file
        part = asks_of(pool.only(mine), hierarchy.theory.name, reading)
        moved = deals._replace(shift=deals.shift + effect[int(file)])
        chance = np.empty((int(mine.sum()), 3, 1))
        ask_outcome_chances(part, moved, common._replace(spread=np.zeros(1)), ASK_RULE, (np.zeros(1), np.ones(1)), chance)
        outcome[mine] = (rng.random(len(chance))[:, None] > np.cumsum(chance[:, :, 0], axis=1)).sum(1)
    assert len(asks.case) == len(outcome)
    return replace(pool, outcome=np.minimum(outcome, 2)), x[0]


def confusion(
    pool: Pool, theories: Sequence[Theory], records: int, n: int, reading: int = 1, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Mean weight (truth, theory) over outcomes made by each theory, uniform prior over these theories, and mean error of the
    log evidence by theory."""
    rng = np.random.default_rng([seed, 5])
    total, error = np.zeros((len(theories), len(theories))), np.zeros(len(theories))
    for t, truth in enumerate(theories):
        for r in range(records):
            made, _ = simulate(Hierarchy.of(truth, pool.cases), pool, reading, rng)
            log_evidence = np.zeros(len(theories))
            for m, theory in enumerate(theories):
                found = draw(Hierarchy.of(theory, pool.cases), asks_of(made, theory.name, reading), n, (seed, t, r))
                log_evidence[m] = found.log_evidence
                error[m] += found.error / (records * len(theories))
            total[t] += np.exp(log_evidence - logsumexp(log_evidence)) / records
    return total, error


def ranks_of_truth(pool: Pool, theory: Theory, records: int, n: int, ranks: int, seed: int = 2) -> dict[str, np.ndarray]:
    """Simulation-based calibration: rank of the true value among ``ranks`` draws of the posterior, (records,) for every place of
    the hierarchy; uniform on 0 to ``ranks`` if posteriors are right (Talts et al. 2018)."""
    rng, hierarchy = np.random.default_rng([seed, 6]), Hierarchy.of(theory, pool.cases)
    found = np.zeros((records, hierarchy.size), np.int64)
    for r in range(records):
        made, x = simulate(hierarchy, pool, 1, rng)
        drawn = draw(hierarchy, asks_of(made, theory.name, 1), n, (seed, r))
        chosen = rng.choice(len(drawn.x), ranks, replace=False)
        found[r] = (drawn.x[chosen] < x).sum(0)
    return {name: found[:, k] for k, name in enumerate(hierarchy.names)}
