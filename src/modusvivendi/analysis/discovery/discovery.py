"""Where a strategy fails: scenario discovery on worlds, with rules checked on draws they were not found in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from modusvivendi.analysis.discovery.box import Box, boxes_frame
from modusvivendi.analysis.discovery.cart import CartReport, cart
from modusvivendi.analysis.discovery.prim import PrimReport, find_box, quasi_p_value
from modusvivendi.analysis.discovery.stability import StabilityReport, stability
from modusvivendi.analysis.inputs import Floats

LARGEST = 4  # limits in a rule at most; judgement, range 3–5: what a reader can hold (Bryant & Lempert 2010 advise few)
LEAVES = 8  # leaves of the tree at most; judgement, range 5–12
SHARE = 0.05  # least share of worlds in a box or leaf (Bryant & Lempert 2010 use 0.05)
FEWEST = 10  # failures, and other worlds, that either half must hold; judgement, range 5–30
DENSER = 1.1  # a rule holds if its density clearly exceeds the base rate, and by this factor; judgement, range 1–1.5


@dataclass(frozen=True)
class Rule:
    """A box with its statistics from worlds in which it was not found; ``low``, ``high``: 95% interval of its density.

    ``theories``: all theories in the order of the factor that tells them apart, from 1.
    """

    box: Box
    low: float
    high: float
    theories: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Discovery:
    """Boxes found in one half of the draws and counted again in the other.

    ``prim``, ``tree``, ``stability``: what was found in the first half, ``found`` the box chosen there. ``path``:
    coverage and density of each box of the trajectory in both halves. ``rule``: the chosen box as counted in the other
    half; None if it does not hold there. ``leaves``: leaves of the tree likewise, densest first. ``base_rate``: share of
    failures in the other half, of ``worlds`` worlds. ``theories``: in the order of the factor that tells them apart,
    most failures last. ``screened``, ``of``: factors that came in, and out of how many.
    """

    prim: PrimReport
    tree: CartReport
    stability: StabilityReport
    path: pd.DataFrame
    found: Box
    rule: Rule | None
    leaves: tuple[Rule, ...]
    base_rate: float
    worlds: int
    theories: tuple[str, ...]
    screened: tuple[str, ...]
    of: int

    def to_frame(self) -> pd.DataFrame:
        """The rule and the leaves as counted in the half that did not find them."""
        rules = (*((self.rule,) if self.rule else ()), *self.leaves)
        kind = ["box"] * (self.rule is not None) + ["leaf"] * len(self.leaves)
        table = boxes_frame(tuple(r.box for r in rules)).drop(columns=["box", "worst_quasi_p"])
        return table.assign(kind=kind, density_low=[r.low for r in rules], density_high=[r.high for r in rules])

    def limits_frame(self) -> pd.DataFrame:
        """One row per limit of the chosen box: quasi-p-values where it was found, and how often a random half finds it."""
        again = self.stability.table.rename(columns=lambda c: c.replace("reproduce", "again at equal"))
        return self.prim.limits_frame(self.found).set_index("factor").join(again).reset_index()


def discover(
    table: pd.DataFrame,
    fails: NDArray[np.bool_],
    half: NDArray[np.bool_],
    draw: NDArray[np.int64],
    theories: tuple[str, ...],
    of: int,
    seed: int,
) -> Discovery | None:
    """Look for boxes in the worlds ``half`` and count them in the others; None if nothing can be told apart.

    ``table``: worlds × factors; ``fails``, ``half`` (worlds,); ``draw`` (worlds,): worlds of one draw are not independent.
    ``theories``: in the order of the factor that tells them apart.
    A handful of failures in either half leaves nothing to tell apart.
    """
    if table.shape[1] == 0:
        return None
    first, y = table[half].reset_index(drop=True), fails[half].astype(np.float64)
    rest, y_rest, draw_rest = table[~half].reset_index(drop=True), fails[~half].astype(np.float64), draw[~half]
    if min(min(part.sum(), len(part) - part.sum()) for part in (y, y_rest)) < FEWEST:
        return None
    prim, tree = find_box(first, y), cart(first, y, SHARE, LEAVES, seed)
    box, base = prune(choose_box(prim), first, y), float(y_rest.mean())
    rule = check(box, rest, y_rest, draw_rest, theories)
    leaves = sorted((check(b, rest, y_rest, draw_rest, theories) for b in tree.boxes), key=lambda r: -r.box.density)
    holds = bool(box.limits) and rule.low > base and rule.box.density > DENSER * base
    return Discovery(
        prim,
        tree,
        stability(first, y, prim, box, seed=seed),
        _path(prim, rest, y_rest),
        box,
        rule if holds else None,
        tuple(leaves),
        base,
        len(rest),
        theories,
        tuple(str(c) for c in table.columns),
        of,
    )


def worth(box: Box, base_rate: float) -> float:
    """Harmonic mean of coverage and of the gain in density, (density - base) / (1 - base), both 0–1.

    Density itself would favour the box that holds everything wherever failures are common.
    """
    gain = max(0.0, (box.density - base_rate) / (1 - base_rate)) if base_rate < 1 else 0.0
    return 2 * box.coverage * gain / (box.coverage + gain) if gain > 0 else 0.0


def choose_box(report: PrimReport) -> Box:
    """The box of the trajectory that is worth most."""
    return max(report.boxes, key=lambda b: worth(b, report.base_rate))


def prune(box: Box, table: pd.DataFrame, y: Floats) -> Box:
    """Drop the limit that is missed least, as long as nothing is lost or more than ``LARGEST`` are left."""
    base = float(y.mean())
    while box.limits:
        fewer = [recount(replace(box, limits={k: v for k, v in box.limits.items() if k != f}), table, y) for f in box.limits]
        best = max(fewer, key=lambda b: worth(b, base))
        if worth(best, base) < worth(box, base) and len(box.limits) <= LARGEST:
            break
        box = best
    return replace(box, quasi_p={factor: _quasi_p(box, factor, table, y) for factor in box.limits})


def _quasi_p(box: Box, factor: str, table: pd.DataFrame, y: Floats) -> tuple[float, float]:
    """Quasi-p-values of the two sides of a limit: of so many hits if that side did nothing; NaN where there is none."""
    low, high = box.limits[factor]
    found = []
    for side, freed in ((low, (-np.inf, high)), (high, (low, np.inf))):
        wider = recount(replace(box, limits={**box.limits, factor: freed}), table, y)
        found.append(np.nan if np.isinf(side) else quasi_p_value(box.hits, box.inside, wider.hits, wider.inside))
    return found[0], found[1]


def recount(box: Box, table: pd.DataFrame, y: Floats) -> Box:
    """The same limits with the statistics of another table."""
    inside = box.contains(table)
    n, hits = int(inside.sum()), int(y[inside].sum())
    return replace(box, inside=n, hits=hits, coverage=hits / float(y.sum()), density=hits / max(n, 1), mass=n / len(table))


def check(box: Box, table: pd.DataFrame, y: Floats, draw: NDArray[np.int64], theories: tuple[str, ...] = ()) -> Rule:
    """A box as counted in a table, with the interval of its density.

    The density is a ratio of sums over draws, Σ h_d / Σ n_d, with standard error √Σ (h_d - density · n_d)² / Σ n_d
    (linearised; Cochran 1977, ch. 6), so that worlds of one draw do not count as independent.
    """
    again = recount(box, table, y)
    inside = box.contains(table)
    if not inside.any():
        return Rule(again, float("nan"), float("nan"), theories)
    gap = np.bincount(draw[inside], y[inside] - again.density)
    reach = 1.96 * float(np.sqrt((gap**2).sum())) / again.inside
    return Rule(again, max(0.0, again.density - reach), min(1.0, again.density + reach), theories)


def _path(prim: PrimReport, rest: pd.DataFrame, y: Floats) -> pd.DataFrame:
    again = [recount(b, rest, y) for b in prim.boxes]
    return pd.DataFrame(
        {
            "box": range(len(again)),
            "limits": [len(b.limits) for b in prim.boxes],
            "coverage": [b.coverage for b in prim.boxes],
            "density": [b.density for b in prim.boxes],
            "mass": [b.mass for b in prim.boxes],
            "worst_quasi_p": [b.worst_quasi_p for b in prim.boxes],
            "coverage_again": [b.coverage for b in again],
            "density_again": [b.density for b in again],
        }
    )
