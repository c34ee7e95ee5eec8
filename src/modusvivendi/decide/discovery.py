"""Where a strategy fails: scenario discovery on worlds, with rules checked on futures they were not found in."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from modusvivendi.decide.box import Box, boxes_frame
from modusvivendi.decide.cart import CartReport, cart
from modusvivendi.decide.inputs import Floats
from modusvivendi.decide.prim import PrimReport, find_box
from modusvivendi.decide.rules import condition
from modusvivendi.decide.stability import StabilityReport, stability
from modusvivendi.study.titles import THEORY

LARGEST = 4  # limits in a rule at most; judgement, range 3–5: what a reader can hold (Bryant & Lempert 2010 advise few)
LEAVES = 8  # leaves of the tree at most; judgement, range 5–12
SHARE = 0.05  # least share of worlds in a box or leaf (Bryant & Lempert 2010 use 0.05)


@dataclass(frozen=True, eq=False)
class Discovery:
    """Boxes found in one half of the futures and counted again in the other.

    ``prim``, ``tree``, ``stability``: what the library found in the first half. ``path``: coverage and density
    of each box of the trajectory in both halves. ``rule``: the chosen box, its statistics from the other half;
    None if it does not hold there. ``leaves``: leaves of the tree likewise, densest first. ``base_rate``: share
    of failures in the other half. ``screened``, ``of``: factors that came in, and out of how many.
    """

    prim: PrimReport
    tree: CartReport
    stability: StabilityReport
    path: pd.DataFrame
    found_box: Box
    rule: Box | None
    leaves: tuple[Box, ...]
    base_rate: float
    worlds: int
    screened: tuple[str, ...]
    of: int

    def to_frame(self) -> pd.DataFrame:
        """The rule and the leaves as counted in the half that did not find them."""
        kind = ["box"] * (self.rule is not None) + ["leaf"] * len(self.leaves)
        return boxes_frame((*((self.rule,) if self.rule else ()), *self.leaves)).assign(kind=kind)

    def in_words(self, happens: str, titles: dict[str, str]) -> tuple[str, ...]:
        """Rules in words, numbers from the half that did not find them; says so if no rule holds."""
        if self.rule is None:
            return (
                "No rule holds: what set failures apart in one half of the futures did not in the other "
                f"(in the best box {happens} in {100 * self.found_box.density:.0f}% where it was found).",
            )
        lines = [f"{tell(self.rule, self.base_rate, happens, titles)} It covers {100 * self.rule.coverage:.0f}% of failures."]
        lines += [tell(b, self.base_rate, happens, titles) for b in self.leaves if b.density > self.base_rate][:3]
        return tuple(lines)


def tell(box: Box, base_rate: float, happens: str, titles: dict[str, str]) -> str:
    """A box as a sentence: if such a theory holds and such numbers lie there, it happens so often."""
    dummies = {f: limits for f, limits in box.limits.items() if f.startswith(THEORY)}
    numbers = replace(box, limits={f: limits for f, limits in box.limits.items() if f not in dummies})
    parts = [f"{titles.get(f, f)} {'holds' if low > 0 else 'does not hold'}" for f, (low, _) in dummies.items()]
    said = " and ".join([*parts, *([condition(numbers, titles)] if numbers.limits else [])])
    return f"If {said}, {happens} in {100 * box.density:.0f}% (base rate {100 * base_rate:.0f}%)."


def discover(
    table: pd.DataFrame, fails: NDArray[np.bool_], found: NDArray[np.bool_], of: int, seed: int
) -> Discovery | None:
    """Look for boxes in the worlds ``found`` and count them in the others; None if nothing can be told apart.

    ``table``: worlds × screened factors; ``fails``, ``found`` (worlds,). One class of outcome in either half
    leaves nothing to tell apart.
    """
    half, y = table[found], fails[found].astype(np.float64)
    rest, y_rest = table[~found], fails[~found]
    if table.shape[1] == 0 or not 0 < y.mean() < 1 or not 0 < y_rest.mean() < 1:
        return None
    prim, tree = find_box(half, y), cart(half, y, SHARE, LEAVES, seed)
    box = prune(choose_box(prim), half, y)
    base = float(y_rest.mean())
    again = recount(box, rest, y_rest)
    leaves = sorted((recount(b, rest, y_rest) for b in tree.boxes), key=lambda b: -b.density)
    return Discovery(
        prim, tree, stability(half, y, prim, box, seed=seed), _path(prim, rest, y_rest), box,
        again if box.limits and clearly_denser(again, base) else None, tuple(leaves), base, int((~found).sum()),
        tuple(str(c) for c in table.columns), of,
    )  # fmt: skip


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
        fewer = [
            recount(replace(box, limits={k: v for k, v in box.limits.items() if k != f}, quasi_p={}), table, y)
            for f in box.limits
        ]
        best = max(fewer, key=lambda b: worth(b, base))
        if worth(best, base) < worth(box, base) and len(box.limits) <= LARGEST:
            break
        box = best
    return box


def recount(box: Box, table: pd.DataFrame, y: Floats | NDArray[np.bool_]) -> Box:
    """The same limits with the statistics of another table."""
    inside = box.contains(table)
    n, hits = int(inside.sum()), int(np.asarray(y)[inside].sum())
    return replace(box, inside=n, hits=hits, coverage=hits / float(np.sum(y)), density=hits / max(n, 1), mass=n / len(table))


def clearly_denser(box: Box, base_rate: float) -> bool:
    """Whether failures inside exceed the base rate by two standard errors and by a tenth of it (judgement)."""
    error = np.sqrt(base_rate * (1 - base_rate) / max(box.inside, 1))
    return box.density > max(base_rate + 2 * error, 1.1 * base_rate)


def _path(prim: PrimReport, rest: pd.DataFrame, y: NDArray[np.bool_]) -> pd.DataFrame:
    again = [recount(b, rest, y) for b in prim.boxes]
    return pd.DataFrame(
        {
            "box": range(len(again)), "limits": [len(b.limits) for b in prim.boxes],
            "coverage": [b.coverage for b in prim.boxes], "density": [b.density for b in prim.boxes],
            "coverage_again": [b.coverage for b in again], "density_again": [b.density for b in again],
        }
    )  # fmt: skip
