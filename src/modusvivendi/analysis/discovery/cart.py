"""CART: a classification tree (Breiman, Friedman, Olshen & Stone 1984) whose leaves are boxes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from modusvivendi.analysis.discovery.box import Box, boxes_frame
from modusvivendi.analysis.discovery.prim import check_interest
from modusvivendi.analysis.inputs import rows
from modusvivendi.errors import InputError


@dataclass(frozen=True, eq=False)
class CartReport:
    """The leaves of a tree, densest first. Leaves do not overlap and hold every future."""

    boxes: tuple[Box, ...]
    base_rate: float
    factors: tuple[str, ...]
    constant: tuple[str, ...]
    seed: int
    dropped: int

    @property
    def dense(self) -> tuple[Box, ...]:
        """Leaves in which most futures are of interest."""
        return tuple(b for b in self.boxes if b.density > 0.5)

    def to_frame(self) -> pd.DataFrame:
        """One row per leaf."""
        return boxes_frame(self.boxes)


def cart(
    factors: pd.DataFrame,
    interest: pd.Series | xr.DataArray | NDArray[np.generic],
    mass_min: float = 0.05,
    max_leaves: int | None = None,
    seed: int = 0,
) -> CartReport:
    """Split futures by Gini impurity; no leaf smaller than ``mass_min`` (0–0.5) of all futures.

    Limits of a leaf are half open at the low side; a future exactly on a split lies in the leaf below it.
    Seeded, and independent of the order of the rows. Raises InputError for a ``mass_min`` beyond these.
    """
    from sklearn.tree import DecisionTreeClassifier  # loaded when used: it takes half a second

    if not 0 < mass_min <= 0.5:
        raise InputError(f"mass_min must lie above 0 and at most at 0.5, not {mass_min}")
    table, constant = rows(factors, interest).in_canonical_order().varying()
    check_interest(table)
    model = DecisionTreeClassifier(
        min_samples_leaf=max(1, ceil(mass_min * len(table.y))), max_leaf_nodes=max_leaves, random_state=seed
    ).fit(table.x, table.y.astype(int))
    boxes = _leaves(model, table.x, table.y, table.factors)
    densest = tuple(sorted(boxes, key=lambda b: (-b.density, -b.coverage)))
    return CartReport(densest, float(table.y.mean()), table.factors, constant, seed, table.dropped)


def _leaves(model: Any, x: NDArray[np.float64], y: NDArray[np.float64], names: tuple[str, ...]) -> list[Box]:
    tree = model.tree_
    leaf = model.apply(x)
    boxes: list[Box] = []

    def walk(node: int, limits: dict[str, tuple[float, float]]) -> None:
        """Add the boxes of all leaves below a node; limits: of the factors split on so far."""
        if tree.children_left[node] == tree.children_right[node]:
            inside = leaf == node
            n, hits = int(inside.sum()), int(y[inside].sum())
            boxes.append(Box(limits, n, hits, hits / y.sum(), hits / n, n / len(y)))
            return
        name, split = names[tree.feature[node]], float(tree.threshold[node])
        low, high = limits.get(name, (-np.inf, np.inf))
        walk(tree.children_left[node], {**limits, name: (low, min(high, split))})
        walk(tree.children_right[node], {**limits, name: (max(low, split), high)})

    walk(0, {})
    return boxes
