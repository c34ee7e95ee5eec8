"""PRIM, the patient rule induction method: where in the space of factors do the cases of interest lie?

Friedman & Fisher (1999), Statistics and Computing 9, 123–143; for scenario discovery Bryant & Lempert
(2010), Technological Forecasting & Social Change 77, 34–49. The search itself is in ``prim_search``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.special import bdtrc

from modusvivendi.analysis.discovery.box import Box, boxes_frame, limits_frame
from modusvivendi.analysis.discovery.prim_search import USUAL, Limits, PrimOptions, Sorted, trajectory
from modusvivendi.analysis.inputs import Rows, rows
from modusvivendi.errors import InputError
from modusvivendi.files.given import given_number, given_whole

MOST_BOXES = 1_000
SIGNIFICANT = 0.05  # usual limit for quasi-p-values (Bryant & Lempert 2010)


@dataclass(frozen=True, eq=False)
class PrimReport:
    """The trajectory of boxes from everything to the smallest, then the pasted ones.

    No box is right by itself: coverage falls as density rises, and the user picks. ``chosen`` is a
    default, the box with the highest harmonic mean of coverage and density among those whose
    restrictions are all significant (quasi-p below 0.05).
    """

    boxes: tuple[Box, ...]
    base_rate: float
    factors: tuple[str, ...]
    options: PrimOptions
    dropped: int

    @property
    def chosen(self) -> Box:
        """The default box."""
        sure = [b for b in self.boxes if b.limits and b.worst_quasi_p < SIGNIFICANT]
        return max(sure or list(self.boxes[:1]), key=_harmonic)

    def pick(self, coverage: float = 0.0, density: float = 0.0) -> Box:
        """The densest box that covers at least ``coverage`` and is at least ``density`` dense.

        Raises InputError if no box is both.
        """
        coverage, density = given_number("coverage", coverage), given_number("density", density)
        fitting = [b for b in self.boxes if b.coverage >= coverage and b.density >= density]
        if not fitting:
            raise InputError(f"no box has coverage of at least {coverage} and density of at least {density}")
        return max(fitting, key=lambda b: (b.density, b.coverage))

    def to_frame(self) -> pd.DataFrame:
        """The trajectory: one row per box."""
        return boxes_frame(self.boxes)

    def limits_frame(self, box: Box | None = None) -> pd.DataFrame:
        """Limits and quasi-p-values of a box, by default the chosen one."""
        return limits_frame(self.chosen if box is None else box)


def _harmonic(box: Box) -> float:
    both = box.coverage + box.density
    return 2 * box.coverage * box.density / both if both > 0 else 0.0


def find_box(
    factors: pd.DataFrame,
    interest: pd.Series | xr.DataArray | NDArray[np.generic],
    options: PrimOptions = USUAL,
) -> PrimReport:
    """Find one box by peeling and pasting.

    ``factors``: futures × factors, numeric. ``interest``: 1 for a future of interest, else 0, by label or
    by position. Rows that are not finite are dropped and counted. InputError if all or no futures are of
    interest: there is nothing to tell apart then.
    """
    return find_boxes(factors, interest, 1, options)[0]


def find_boxes(
    factors: pd.DataFrame,
    interest: pd.Series | xr.DataArray | NDArray[np.generic],
    count: int,
    options: PrimOptions = USUAL,
) -> tuple[PrimReport, ...]:
    """Find up to ``count`` boxes, each among the futures outside the end of the trajectories before.

    Covering as in Friedman & Fisher (1999). Coverage and mass are shares of all cases and all futures.
    Stops early when the rest holds no case of interest or nothing else. Raises InputError if ``count`` is below 1.
    """
    given_whole("count", count, 1, MOST_BOXES)
    table = rows(factors, interest)
    check_interest(table)
    data, alive = Sorted.of(table), np.ones(len(table.y), dtype=np.bool_)
    reports: list[PrimReport] = []
    while len(reports) < count and alive.any() and (not reports or 0 < data.y[alive].mean() < 1):
        found, inside = trajectory(data, alive, options)
        boxes = tuple(_describe(data, alive, limits) for limits in found)
        reports.append(PrimReport(boxes, float(table.y.mean()), table.factors, options, table.dropped))
        alive &= ~inside
    return tuple(reports)


def check_interest(table: Rows) -> None:
    """Raise InputError unless the result is 0 and 1, both present."""
    if not np.isin(table.y, (0.0, 1.0)).all():
        raise InputError("the cases of interest must be marked by 0 and 1 (or False and True)")
    if table.y.min() == table.y.max():
        which = "every" if table.y[0] else "no"
        raise InputError(f"{which} future is a case of interest: a constant outcome has no box")


def _describe(data: Sorted, alive: NDArray[np.bool_], box: Limits) -> Box:
    """Statistics and quasi-p-values of a box among the futures ``alive``."""
    sides = data.restricted(box)
    _, counts = data.stand(box, alive)
    inside, hits = int(counts[0, 0]), int(counts[0, 1])
    limits, quasi_p = {}, {}
    for k, j in enumerate(np.flatnonzero(sides.any(axis=1))):
        name = data.names[j]
        limits[name] = (float(box[0][j]) if sides[j, 0] else -np.inf, float(box[1][j]) if sides[j, 1] else np.inf)
        beyond = counts[1 + 2 * k : 3 + 2 * k]
        p = [
            quasi_p_value(hits, inside, hits + m[1], inside + m[0]) if own else np.nan
            for own, m in zip(sides[j], beyond, strict=True)
        ]
        quasi_p[name] = (p[0], p[1])
    everything = int(data.y.sum())
    return Box(limits, inside, hits, hits / everything, hits / inside, inside / len(data.y), quasi_p)


def quasi_p_value(hits: int, inside: int, hits_without: int, inside_without: int) -> float:
    """P(at least ``hits`` of ``inside``) if cases were as dense as without the restriction, binomial."""
    return float(bdtrc(hits - 1, inside, hits_without / inside_without))
