"""The red team on a study: the most plausible worlds that still hurt when their luck is averaged out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.decide.inputs import Floats
from modusvivendi.decide.plausibility import log_plausibility
from modusvivendi.decide.red_team import RedTeamReport, red_team
from modusvivendi.decide.rerun import rerun
from modusvivendi.decide.worlds import factors_by_theory
from modusvivendi.study import Study

FUTURES = 16  # draws run again; judgement, range 8–64
ROLLS = 32  # courses of chance for each; judgement, range 16–256: the error of a regret is a sixth of its spread
WORLDS = 3  # worlds told; judgement, range 1–5


@dataclass(frozen=True, eq=False)
class Hurting:
    """``report``: worlds whose regret, averaged over ``rolls`` courses of chance, is above its level.

    ``errors``: standard error of each world's mean regret. ``single``: the level above which a single course
    counted as a failure; the report's own level is lower where no world stays above it on average.
    """

    report: RedTeamReport
    errors: tuple[float, ...]
    single: float
    futures: int
    rolls: int

    def to_frame(self) -> pd.DataFrame:
        """One row per world."""
        return self.report.to_frame().assign(regret_error=list(self.errors))

    def in_words(self, titles: Mapping[str, str]) -> tuple[str, ...]:
        """What was run again, and the worlds."""
        if self.futures == 0:
            return (f"There is no world in which `{self.report.strategy}` is more than {self.single:.3g} behind.",)
        first = (
            f"The {self.futures} most plausible draws in which `{self.report.strategy}` failed were run again under every theory, "
            f"{self.rolls} times each with the same numbers and other chance."
        )
        lower = (
            f" On average over chance none stays more than {self.single:.3g} behind; the worlds below are more than {self.report.level:.3g} behind."
            if self.report.level < self.single else ""
        )  # fmt: skip
        if not self.report.worlds:
            return (first + lower, "On average over chance no other strategy does better in any of them: the failures were bad luck.")
        return (first + lower, *self.report.in_words(titles)[1:])


def hurting(
    study: Study, value: Callable[[xr.DataArray], xr.DataArray], regret: Floats, strategy: str,
    weights: dict[str, float], level: float, factors: tuple[str, ...], threads: int | None = None,
) -> Hurting:  # fmt: skip
    """Search the worlds in which ``strategy`` failed, most plausible first.

    ``value`` turns outcomes (theory, strategy, outcome, future) into values (theory, strategy, future).
    ``regret`` (theories, futures), NaN for futures left out. ``factors``: numbers worth telling.
    """
    density = log_plausibility(study)
    given = np.array([weights[t.name] for t in study.theories])
    with np.errstate(divide="ignore"):
        plausible = np.where(regret > level, density.values + np.log(given)[:, None], -np.inf).max(axis=0)
    chosen = np.argsort(-plausible, kind="stable")[: min(FUTURES, int(np.isfinite(plausible).sum()))]
    if len(chosen) == 0:
        nothing = RedTeamReport(strategy, level, (), 0.0, {}, float(np.nanmax(regret[given > 0])), 0)
        return Hurting(nothing, (), level, 0, 0)
    rolls = rerun(study, np.sort(chosen), ROLLS, threads)
    cells = rolls.stack(cell=("future", "roll")).drop_vars(["cell", "future", "roll"]).rename(cell="future")
    each = value(cells.assign_coords(future=np.arange(cells.sizes["future"]))).values
    each = each.reshape(*each.shape[:2], len(chosen), ROLLS)
    means = xr.DataArray(
        each.mean(axis=-1), dims=("theory", "strategy", "future"),
        coords={"theory": rolls.theory, "strategy": rolls.strategy, "future": rolls.future},
    )  # fmt: skip
    own = [str(s) for s in means.strategy.values].index(strategy)
    means = clear_leads(each, means, own)
    largest = float((means.values.max(axis=1) - means.values[:, own])[given > 0].max())
    bar = level if largest > level else largest / 2
    tables = factors_by_theory(study, factors)
    report = red_team(means, strategy, tables, density.sel(future=means.future), weights, bar, WORLDS)
    return Hurting(report, tuple(_error(each, means, w.theory, w.future, w.wished, own) for w in report.worlds), level, len(chosen), ROLLS)


def clear_leads(each: Floats, means: xr.DataArray, own: int) -> xr.DataArray:
    """The means, but a lead over strategy number ``own`` of less than two standard errors counts as a tie.

    ``each`` (theories, strategies, futures, rolls). Otherwise the best of several equal strategies would seem
    ahead by luck in almost every world.
    """
    lead = each - each[:, own : own + 1]
    clear = lead.mean(axis=-1) > 2 * lead.std(axis=-1, ddof=1) / np.sqrt(each.shape[-1])
    tie = np.minimum(means.values, means.values[:, own : own + 1])
    return means.copy(data=np.where(clear, means.values, tie))


def _error(each: Floats, means: xr.DataArray, theory: str, future: object, wished: str, own: int) -> float:
    """Standard error of the mean lead of the wished strategy over the recommended one in a world."""
    t = list(means.theory.values).index(theory)
    f = list(means.future.values).index(future)
    w = list(means.strategy.values).index(wished)
    return float((each[t, w, f] - each[t, own, f]).std(ddof=1) / np.sqrt(each.shape[-1]))
