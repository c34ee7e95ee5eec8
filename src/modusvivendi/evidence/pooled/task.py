"""One theory on some of the asks, in one reading: log evidence, what is learned, and what is said of every ask."""

from __future__ import annotations

import numpy as np

from modusvivendi.evidence.inference.checkpoints import Arrays
from modusvivendi.evidence.pooled.asks import Pool
from modusvivendi.evidence.pooled.hierarchy import COMMON, Hierarchy, asks_of, shares, value_at
from modusvivendi.evidence.pooled.sampling import Draws, chances, draw
from modusvivendi.theory import Theory

QUANTILES = (0.05, 0.5, 0.95)


def weigh_asks(theory: Theory, pool: Pool, known: np.ndarray, reading: int, n: int, seed: int) -> Arrays:
    """What a theory makes of a pool of which it knows some asks, ``known`` (N,).

    Arrays: log_evidence, error, effective (); chances (N, 3) of not met, partly, met for every ask of the pool, those not known
    included; place (d,), spread (d, d): mean and covariance of what an authority not asked yet is like, on the scale of
    ``Hierarchy.by_authority``; pooled, share (K, 3), own (K, A, 3), between (K,): quantiles of pooled values, of shares between
    authorities and of each authority's values, and the mean standard deviation of values between authorities.
    """
    hierarchy = Hierarchy.of(theory, pool.cases)
    drawn = draw(hierarchy, asks_of(pool.only(known), theory.name, reading), n, (seed, reading))
    at = hierarchy.by_authority(drawn.x)
    newcomer = at[:, -1]
    asks = asks_of(pool, theory.name, reading)
    return {
        "log_evidence": np.array(drawn.log_evidence),
        "error": np.array(drawn.error),
        "effective": np.array(drawn.effective),
        "chances": chances(hierarchy, asks, drawn.x).mean(2),
        "place": newcomer.mean(0),
        "spread": np.cov(newcomer.T, bias=True),
        **_learned(hierarchy, drawn, at),
    }


def _learned(hierarchy: Hierarchy, drawn: Draws, at: np.ndarray) -> Arrays:
    """Quantiles of parameters, pooled and by authority, and how far they differ between authorities."""
    laws, k = hierarchy.theory.complete(), len(hierarchy.varying)
    pooled, place, _, _, _ = hierarchy.split(drawn.x)
    found: dict[str, list[np.ndarray]] = {"pooled": [], "share": [], "own": [], "between": []}
    for n, name in enumerate(hierarchy.varying):
        own = value_at(laws[name], at[:, :-1, n])
        found["pooled"].append(quantiles(value_at(laws[name], pooled[:, n])))
        found["share"].append(quantiles(shares(place[:, n])))
        found["own"].append(np.stack([quantiles(own[:, a]) for a in range(own.shape[1])]))
        found["between"].append(np.array(own.std(1, ddof=1).mean() if own.shape[1] > 1 else np.nan))
    common = [quantiles(value_at(law, drawn.x[:, 2 * k + c])) for c, law in enumerate(COMMON.values())]
    shapes = {"pooled": (k, 3), "share": (k, 3), "own": (k, len(hierarchy.cases) - 1, 3), "between": (k,)}
    return {name: np.array(rows, np.float64).reshape(shapes[name]) for name, rows in found.items()} | {"common": np.stack(common)}


def quantiles(values: np.ndarray) -> np.ndarray:
    """Quantiles of values (n,) at QUANTILES."""
    return np.asarray(np.quantile(values, QUANTILES))
