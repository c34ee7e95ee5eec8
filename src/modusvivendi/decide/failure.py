"""When a strategy fails: its loss against the best strategy of that very world is above a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from modusvivendi.decide.discovery import Discovery, discover
from modusvivendi.decide.first_order import screen
from modusvivendi.decide.inputs import Floats
from modusvivendi.decide.worlds import SCREENED, Worlds
from modusvivendi.errors import InputError
from modusvivendi.study.summary import weighted_quantiles

WORST = 0.75  # by default the worst quarter of worlds counts as failure; judgement, range 0.5–0.9


@dataclass(frozen=True, eq=False)
class Failure:
    """How often a strategy fails, under which theory, and where.

    ``level``: regret, in the unit of the value, above which it fails. ``share``: of worlds by weight.
    ``by_theory``: share under each theory. ``discovery``: None where nothing can be told apart.
    """

    strategy: str
    level: float
    level_from: str
    share: float
    by_theory: dict[str, float]
    discovery: Discovery | None

    @property
    def happens(self) -> str:
        """The failure as a clause."""
        return f"`{self.strategy}` fails"

    def to_frame(self) -> pd.DataFrame:
        """One row per theory."""
        return pd.DataFrame({"theory": list(self.by_theory), "share": list(self.by_theory.values())})

    def in_words(self, titles: dict[str, str]) -> tuple[str, ...]:
        """What failing means, how often, under which theories, and the rules."""
        if self.share == 0:
            return (f"{self.happens} in no world: it is never more than {self.level:.3g} behind the best strategy.",)
        most, least = max(self.by_theory, key=self._of), min(self.by_theory, key=self._of)
        first = (
            f"{self.happens} in {100 * self.share:.0f}% of worlds: there it ends more than {self.level:.3g} behind the "
            f"strategy that is best in that very world ({self.level_from})."
        )
        second = f"That is {100 * self._of(most):.0f}% under `{most}` and {100 * self._of(least):.0f}% under `{least}`."
        if self.discovery is None:
            return (first, second, "No number sets failures apart from the other worlds.")
        return (first, second, *self.discovery.in_words(self.happens, titles))

    def _of(self, theory: str) -> float:
        return self.by_theory[theory]


def failure(regret: Floats, strategy: str, worlds: Worlds, weights: Floats, level: float | None, seed: int) -> Failure:
    """Where ``strategy`` fails. ``regret`` (theories, futures of the study) ≥ 0, NaN for futures left out.

    ``level`` ≥ 0 in the unit of the value; None for the worst quarter of worlds.
    """
    if level is not None and not (np.isfinite(level) and level >= 0):
        raise InputError(f"the level of regret must be at least 0, not {level}")
    whole = np.isfinite(regret).all(axis=0)
    said = "the level given" if level is not None else "by default the worst quarter of worlds"
    bar = float(weighted_quantiles(regret[:, whole], weights, (WORST,))[0]) if level is None else level
    fails = np.where(whole, regret > bar, np.nan)
    by_theory = dict(zip((t.name for t in worlds.study.theories), fails[:, whole].mean(axis=1).tolist(), strict=True))
    share = float(weights @ fails[:, whole].mean(axis=1))
    return Failure(strategy, bar, said, share, by_theory, _discover(fails, worlds, weights, seed))


def _discover(fails: Floats, worlds: Worlds, weights: Floats, seed: int) -> Discovery | None:
    """Screen on the half that looks for rules, then look."""
    futures = np.unique(worlds.future[worlds.found])[:SCREENED]
    seen = fails[:, futures]
    if not 0 < weights @ seen.mean(axis=1) < 1:
        return None
    kept = screen(worlds.places(futures), seen, weights, seed).kept
    table = worlds.table((*worlds.switches, *kept))
    return discover(table, worlds.values(fails) > 0, worlds.found, len(worlds.numbers), seed)
