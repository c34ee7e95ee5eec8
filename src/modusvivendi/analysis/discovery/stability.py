"""Stability of a box: does scenario discovery find the same factors again in part of the futures?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.analysis.discovery.box import Box
from modusvivendi.analysis.discovery.prim import PrimReport, find_box
from modusvivendi.analysis.inputs import rows
from modusvivendi.errors import InputError


@dataclass(frozen=True, eq=False)
class StabilityReport:
    """How often each factor is restricted again when PRIM sees a random part of the futures.

    ``table``: factor × ("reproduce coverage", "reproduce density"), shares 0–1: in each resample the box
    nearest in coverage, or in density, to the box asked about (Bryant & Lempert 2010).
    """

    table: pd.DataFrame
    box: Box
    repeats: int
    share: float
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """The table of shares."""
        return self.table


def stability(
    factors: pd.DataFrame,
    interest: pd.Series | xr.DataArray | NDArray[np.generic],
    report: PrimReport,
    box: Box | None = None,
    *,
    repeats: int = 10,
    share: float = 0.5,
    seed: int = 0,
) -> StabilityReport:
    """Run PRIM again on ``repeats`` random parts of the futures (``share``, without replacement).

    Seeded; rows are sorted first, so their order does not matter.
    Raises InputError for no repeats, or a share not between 0 and 1.
    """
    if repeats < 1 or not 0 < share < 1:
        raise InputError("stability needs at least 1 resample and a share between 0 and 1")
    asked = report.chosen if box is None else box
    table = rows(factors, interest).in_canonical_order()
    random = np.random.default_rng(seed)
    counts = np.zeros((len(table.factors), 2))
    for _ in range(repeats):
        part = random.choice(len(table.y), size=int(len(table.y) * share), replace=False)
        if table.y[part].min() == table.y[part].max():
            continue  # nothing to find in this part: no factor is restricted
        frame = pd.DataFrame(table.x[part], columns=list(table.factors))
        boxes = find_box(frame, table.y[part], report.options).boxes
        for c, measure in enumerate(("coverage", "density")):
            again = _nearest(boxes, measure, getattr(asked, measure))
            counts[:, c] += [f in again.limits for f in table.factors]
    shares = pd.DataFrame(
        counts / repeats,
        index=pd.Index(table.factors, name="factor"),
        columns=["reproduce coverage", "reproduce density"],
    )
    order = shares.sort_values(list(shares.columns), ascending=False, kind="stable")
    return StabilityReport(order, asked, repeats, share, seed)


def _nearest(boxes: tuple[Box, ...], measure: str, wanted: float) -> Box:
    """The box nearest in coverage or density; of several equally near, the best in the other measure."""
    other = "density" if measure == "coverage" else "coverage"
    return min(boxes, key=lambda b: (abs(getattr(b, measure) - wanted), -getattr(b, other)))
