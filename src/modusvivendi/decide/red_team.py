"""The red team: the most plausible world in which a recommended strategy is regretted.

A world is a theory and a future. Its plausibility is log w_t + log p(future | theory), the weight of the
theory and the posterior density of the future's uncertain factors. Its regret is the value of the best
strategy there less the value of the recommended one. Among the worlds with regret above a level the most
plausible is searched for, not the worst: an absurd world refutes nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from modusvivendi.decide.inputs import Floats, complete, factors_of, names, theory_weights
from modusvivendi.decide.robustness import dropped_sentence
from modusvivendi.errors import InputError, choose

UNUSUAL = 0.1  # a factor is told if it lies in the outer tenth of its futures; judgement, range 0.05–0.2
TOLD = 4  # at most so many factors are told, most unusual first; judgement, range 3–6


@dataclass(frozen=True)
class Mark:
    """What is unusual about a world: a factor, its value and its percentile (0–1) among the futures."""

    factor: str
    value: float
    percentile: float


@dataclass(frozen=True, eq=False)
class World:
    """A theory and a future in which the recommendation is regretted.

    ``odds``: plausibility relative to the most plausible world of all, 0–1.
    """

    theory: str
    theory_weight: float
    future: object
    regret: float
    value: float
    wished: str
    wished_value: float
    log_plausibility: float
    odds: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, eq=False)
class RedTeamReport:
    """Worlds that hurt the recommendation, most plausible first.

    ``share``: weight of all worlds with regret above ``level``, each future of a theory weighing the
    same; ``by_theory`` the share under each theory. ``largest``: the largest regret in any world.
    """

    strategy: str
    level: float
    worlds: tuple[World, ...]
    share: float
    by_theory: dict[str, float]
    largest: float
    dropped: int

    def to_frame(self) -> pd.DataFrame:
        """One row per world."""
        plain = [{k: v for k, v in vars(w).items() if k != "marks"} for w in self.worlds]
        columns = [f for f in World.__dataclass_fields__ if f != "marks"]
        return pd.DataFrame(plain, columns=columns)

    def marks_frame(self) -> pd.DataFrame:
        """One row per world and unusual factor."""
        return pd.DataFrame(
            [{"world": i, **vars(m)} for i, w in enumerate(self.worlds) for m in w.marks],
            columns=["world", "factor", "value", "percentile"],
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """The worlds in words and numbers."""
        return self.in_words()

    def in_words(self, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """The worlds in words; ``titles`` gives factors their human names."""
        if not self.worlds:
            lines = [
                f"In no world is `{self.strategy}` regretted by more than {self.level:.3g}; "
                f"the largest regret is {self.largest:.3g}."
            ]
            return (*lines, *dropped_sentence(self.dropped))
        lines = [
            f"`{self.strategy}` is regretted by more than {self.level:.3g} "
            f"in {100 * self.share:.0f}% of worlds by weight."
        ]
        lines += [_tell(self.strategy, w, titles or {}) for w in self.worlds]
        return (*lines, *dropped_sentence(self.dropped))


def _tell(strategy: str, world: World, titles: Mapping[str, str]) -> str:
    unusual = [
        f"{titles.get(m.factor, m.factor)} is {'high' if m.percentile > 0.5 else 'low'} "
        f"({m.value:.3g}, above {100 * m.percentile:.0f}% of futures)"
        for m in world.marks
    ]
    what = ", ".join(unusual) if unusual else "no factor is unusual, so chance or the theory itself does it"
    return (
        f"A plausible world that hurts: {world.theory} is true (weight {world.theory_weight:.2f}), {what}. "
        f"One would wish to have had `{world.wished}` ({world.wished_value:.3g} against {world.value:.3g} "
        f"with `{strategy}`): regret {world.regret:.3g}."
    )


def red_team(
    value: xr.DataArray,
    strategy: str,
    factors: pd.DataFrame | Mapping[str, pd.DataFrame],
    log_density: pd.Series | xr.DataArray,
    weights: Mapping[str, float] | None,
    level: float,
    count: int = 1,
) -> RedTeamReport:
    """The ``count`` most plausible worlds, one per theory at most, with regret above ``level``.

    ``value``: dims (theory, strategy, future), higher is better. ``factors``: by future, one table or one
    per theory; it may hold more futures than ``value``, and what is unusual is so among all of them. ``log_density``: log posterior density of each future's factors, by future, or dims
    (theory, future). ``weights``: posterior weights on theories. A world of a single future holds that
    future's luck; pass means over replicates as ``value`` to average luck out.
    """
    if count < 1:
        raise InputError("at least 1 world must be asked for")
    whole, dropped = complete(value)
    theories, strategies = names(whole, "theory"), names(whole, "strategy")
    choose("strategy", strategy, strategies)
    given = theory_weights(weights, theories)
    cube = whole.transpose("theory", "strategy", "future").values
    own = cube[:, strategies.index(strategy)]
    regret = cube.max(axis=1) - own
    plausible = _plausibility(log_density, whole, given)
    over = (regret > level) & (given > 0)[:, None]
    best_of_each = []
    for t in np.flatnonzero(over.any(axis=1)):
        best_of_each.append((int(t), int(np.where(over[t], plausible[t], -np.inf).argmax())))
    ranked = sorted(best_of_each, key=lambda w: -plausible[w])[:count]
    shares = over.mean(axis=1)
    top = float(plausible.max())
    worlds = tuple(
        World(
            theories[t],
            float(given[t]),
            whole["future"].values[f],
            float(regret[t, f]),
            float(own[t, f]),
            strategies[int(cube[t, :, f].argmax())],
            float(cube[t, :, f].max()),
            float(plausible[t, f]),
            float(np.exp(plausible[t, f] - top)),
            _marks(factors_of(factors, theories[t]), whole["future"].values[f]),
        )
        for t, f in ranked
    )
    return RedTeamReport(
        strategy, level, worlds, float(given @ shares), dict(zip(theories, shares.tolist(), strict=True)),
        float(regret[given > 0].max()), dropped,
    )  # fmt: skip


def _plausibility(log_density: pd.Series | xr.DataArray, whole: xr.DataArray, given: Floats) -> Floats:
    """log w_t + log p(future | theory), shape (theories, futures); -inf for a theory of weight 0."""
    futures = whole["future"].values
    if isinstance(log_density, pd.Series):
        if not log_density.index.is_unique or not set(futures) <= set(log_density.index):
            raise InputError("some futures have no log density, or more than one")
        density = np.broadcast_to(log_density.loc[futures].to_numpy(dtype=np.float64), (len(given), len(futures)))
    else:
        if set(log_density.dims) != {"theory", "future"}:
            raise InputError("the log density needs the dimensions theory, future, or a Series by future")
        try:
            aligned = log_density.sel(theory=whole["theory"].values, future=futures)
        except KeyError as error:
            raise InputError(f"some worlds have no log density: {error}") from error
        density = aligned.transpose("theory", "future").values.astype(np.float64)
    if np.isnan(density).any():
        raise InputError("some log densities are not numbers")
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(given)[:, None] + density)


def _marks(table: pd.DataFrame, future: object) -> tuple[Mark, ...]:
    """The most unusual factors of ``future`` among all futures of the table."""
    if not table.index.is_unique or future not in table.index:
        raise InputError("some futures have a value but no factors, or more than one row")
    x = table.to_numpy(dtype=np.float64)
    own = x[table.index.get_loc(future)]
    below = (x < own).mean(axis=0) + 0.5 * (x == own).mean(axis=0)
    order = np.argsort(-np.abs(below - 0.5), kind="stable")[:TOLD]
    return tuple(
        Mark(str(table.columns[j]), float(own[j]), float(below[j]))
        for j in order
        if abs(below[j] - 0.5) >= 0.5 - UNUSUAL
    )
