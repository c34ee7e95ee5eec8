"""A box: a range for each of a few factors, and what share of the cases of interest lies in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True)
class Box:
    """Limits on factors, with the statistics of scenario discovery.

    ``limits``: factor → (low, high), both inclusive, only for restricted factors; a side that is not
    restricted is -inf or inf. ``inside``: futures in the box; ``hits``: those of interest.
    density = hits / inside; coverage = hits / all of interest; mass = inside / all futures.
    ``quasi_p``: factor → (low side, high side), probability of at least so many hits if that one
    restriction did nothing (Bryant & Lempert 2010); NaN for a side that is not restricted.
    """

    limits: Mapping[str, tuple[float, float]]
    inside: int
    hits: int
    coverage: float
    density: float
    mass: float
    quasi_p: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def restricted(self) -> tuple[str, ...]:
        """Names of the restricted factors."""
        return tuple(self.limits)

    @property
    def worst_quasi_p(self) -> float:
        """The largest quasi-p-value: the weakest restriction. 0 for a box without restrictions."""
        values = [p for pair in self.quasi_p.values() for p in pair if not np.isnan(p)]
        return max(values, default=0.0)

    def contains(self, factors: pd.DataFrame) -> NDArray[np.bool_]:
        """Which rows of a table of factors lie in the box."""
        inside = np.ones(len(factors), dtype=bool)
        for factor, (low, high) in self.limits.items():
            column = factors[factor].to_numpy()
            inside &= (column >= low) & (column <= high)
        return inside


def boxes_frame(boxes: tuple[Box, ...]) -> pd.DataFrame:
    """One row per box: statistics and restricted factors."""
    return pd.DataFrame(
        [
            {
                "box": i,
                "coverage": b.coverage,
                "density": b.density,
                "mass": b.mass,
                "inside": b.inside,
                "hits": b.hits,
                "restricted": len(b.limits),
                "factors": ", ".join(b.limits),
                "worst_quasi_p": b.worst_quasi_p,
            }
            for i, b in enumerate(boxes)
        ]
    )


def limits_frame(box: Box) -> pd.DataFrame:
    """One row per restricted factor: limits and quasi-p-values."""
    nothing = (float("nan"), float("nan"))
    rows = []
    for factor, (low, high) in box.limits.items():
        p_low, p_high = box.quasi_p.get(factor, nothing)
        rows.append({"factor": factor, "low": low, "high": high, "quasi_p_low": p_low, "quasi_p_high": p_high})
    return pd.DataFrame(rows, columns=["factor", "low", "high", "quasi_p_low", "quasi_p_high"])
