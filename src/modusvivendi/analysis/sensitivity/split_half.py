"""Are these runs enough? Split them in halves again and again: do the halves say the same?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.analysis.inputs import Floats, complete, names, theory_weights
from modusvivendi.analysis.ranks import average_ranks
from modusvivendi.analysis.robustness.metrics import Metric, metric, prepare, states
from modusvivendi.errors import InputError


@dataclass(frozen=True)
class SplitHalfReport:
    """Agreement of random halves.

    ``agreement``: share of splits in which both halves name the same best strategy. ``rank_correlation``:
    mean Spearman correlation of the two rankings. ``enough``: agreement at least ``wanted``. The halves
    hold half the runs, so the answer is a cautious one for all runs together.
    """

    metric: str
    best: str
    agreement: float
    rank_correlation: float
    rivals: dict[str, float]
    wanted: float
    splits: int
    futures: int
    seed: int
    dropped: int

    @property
    def enough(self) -> bool:
        """Whether the halves agree as often as wanted."""
        return self.agreement >= self.wanted

    @property
    def rival(self) -> str | None:
        """The other strategy that halves name most often, None if they name none."""
        others = {s: p for s, p in self.rivals.items() if s != self.best and p > 0}
        return max(others, key=lambda s: others[s], default=None)

    def to_frame(self) -> pd.DataFrame:
        """One row per strategy: the share of halves in which it is best."""
        shares = pd.DataFrame({"strategy": list(self.rivals), "best_in_halves": list(self.rivals.values())})
        return shares.assign(agreement=self.agreement, rank_correlation=self.rank_correlation, enough=self.enough)


def split_half(
    value: xr.DataArray,
    by: str | Metric = "mean",
    weights: Mapping[str, float] | None = None,
    *,
    splits: int = 100,
    wanted: float = 0.95,
    seed: int = 0,
) -> SplitHalfReport:
    """Split the futures ``splits`` times in random halves and compare what the halves say.

    ``wanted`` (0–1) is the agreement asked for; 0.95 is a judgement, range 0.9–0.99. Seeded, and
    independent of the order of the futures. Raises InputError for fewer than 4 finite futures or no split.
    """
    whole, dropped = complete(value)
    whole = whole.sortby("future")
    futures = whole.sizes["future"]
    if futures < 4:
        raise InputError(f"halves need at least 4 complete futures; there are {futures}")
    if splits < 1:
        raise InputError("at least 1 split is needed")
    chosen = metric(by) if isinstance(by, str) else by
    given = theory_weights(weights, names(whole, "theory"))
    strategies = names(whole, "strategy")
    values, each = states(whole, given)
    metric_of, theories = prepare(chosen, values), len(each) // futures

    def score(kept: NDArray[np.intp]) -> Floats:
        times = np.zeros(futures)
        times[kept] = futures / len(kept)
        return chosen.direction * metric_of(each * np.tile(times, theories))

    random = np.random.default_rng(seed)
    wins, agree, correlation = np.zeros(len(strategies)), 0, 0.0
    for _ in range(splits):
        order = random.permutation(futures)
        half = futures // 2
        first, second = score(order[:half]), score(order[half : 2 * half])
        wins[first.argmax()] += 1
        wins[second.argmax()] += 1
        agree += int(first.argmax() == second.argmax())
        correlation += spearman(first, second)
    return SplitHalfReport(
        chosen.name,
        strategies[int(score(np.arange(futures)).argmax())],
        agree / splits,
        correlation / splits,
        dict(zip(strategies, (wins / (2 * splits)).tolist(), strict=True)),
        wanted,
        splits,
        futures,
        seed,
        dropped,
    )


def spearman(first: Floats, second: Floats) -> float:
    """Spearman's rank correlation; 1 where both rankings are all ties, 0 where only one is."""
    a, b = average_ranks(first), average_ranks(second)
    if a.std() == 0 or b.std() == 0:
        return 1.0 if a.std() == b.std() else 0.0
    return float(np.corrcoef(a, b)[0, 1])
