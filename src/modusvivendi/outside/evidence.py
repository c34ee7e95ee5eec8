"""What each theory makes of the demands of one domain: evidence and scores on demands held out, beside inertia.

How far a demand is met is an ordered logit (``ordered_logit``) with

    eta = -theta cost + m form + bH contact + bM n max(material, pressure) + bG standing
          - bA e politicisation - bY publicity + effects of authority, kind of issue and episode

which is the worth of a deal in the engine (``deal_value`` and ``deal_reward``) in the columns that others have coded: trust, need,
grievance, salience and intensity are not among them and stand at 1, exposure e = q0 + (1 - q0) publicity as in ``talks_exposure``,
and a loss that follows refusal counts like a reward for complying. The weights b have the priors of the theories (a folded
|N(m, s)| is taken as N(m, s)); n is the mean of ``need_scale``, by which ``patrons`` differs from ``leverage``. Logits per unit
of worth: ``scale``. A column that a data set does not have says nothing; an empty cell stands at the mean of its column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from modusvivendi.errors import InputError
from modusvivendi.outside.demand import OutsideDemand
from modusvivendi.outside.ordered_logit import Array, Fit, fit, log_chance
from modusvivendi.outside.read import Imported, demands_of
from modusvivendi.theory import load_theories, load_theory
from modusvivendi.theory.theory import Theory, shared_priors

QUIET_FLOOR = 0.3  # middle of the prior of quiet_floor
CORE_SD = 1.0  # of the weights that every theory shares; judgement, wide on the scale of logits
SPREADS = (0.4, 0.8, 1.6)  # standard deviations of group effects, tried against one another with equal weight
FIXED_SD = 1e-6  # stands for the width of a weight that is fixed
PER_GROUP = 2.0  # rows a group must have on average, for groups to have effects of their own
Column = Callable[[OutsideDemand], float | None]


def _largest(*values: float | None) -> float | None:
    """The largest of those that are known."""
    known = [value for value in values if value is not None]
    return max(known) if known else None


def _seen(politics: float | None, publicity: float | None) -> float | None:
    """Politicisation as far as it is seen; where publicity is not coded, as if all of it were."""
    if politics is None:
        return None
    return politics * (QUIET_FLOOR + (1 - QUIET_FLOOR) * (1.0 if publicity is None else publicity))


CORE: Mapping[str, Column] = {"cost": lambda d: d.cost, "form": lambda d: d.form}
MOVERS: Mapping[str, tuple[float, Column]] = {  # weight, the sign with which it enters, and the column it is put on
    "beta_contact": (1.0, lambda d: d.contact),
    "beta_material": (1.0, lambda d: _largest(d.material, d.pressure)),
    "beta_standing": (1.0, lambda d: d.standing),
    "beta_audience": (-1.0, lambda d: _seen(d.politicisation, d.publicity)),
    "beta_reactance": (-1.0, lambda d: d.publicity),
}
GROUPS: Mapping[str, Callable[[OutsideDemand], str]] = {
    "authority": lambda d: d.case,
    "issue": lambda d: d.issue_class,
    "episode": lambda d: d.episode,
}


@dataclass(frozen=True, eq=False)
class Design:
    """Demands as numbers. y (n,): level of each. core, movers: names of columns of x (n, p), in that order; those without
    any difference are left out. groups: kind of group to the number of each row's group, (n,)."""

    y: NDArray[np.int64]
    x: Array
    core: tuple[str, ...]
    movers: tuple[str, ...]
    groups: Mapping[str, NDArray[np.int64]]

    def dummies(self, names: Sequence[str]) -> Array:
        """Columns of 0 and 1, one a group."""
        return np.hstack([np.eye(int(self.groups[n].max()) + 1)[self.groups[n]] for n in names] or [np.empty((len(self.y), 0))])


def design(
    demands: Sequence[OutsideDemand],
    level: str = "level",
    core: Mapping[str, Column] = CORE,
    movers: Mapping[str, tuple[float, Column]] = MOVERS,
) -> Design:
    """Numbers of the demands whose ``level`` (or ``coder_1``, ``coder_2``) is known; columns are centred."""
    rows = [d for d in demands if getattr(d, level) is not None]
    steps = sorted({getattr(d, level) for d in rows})
    columns = columns_of(rows, core, movers)
    groups = {}
    for name, of in GROUPS.items():
        _, number = np.unique([of(d) for d in rows], return_inverse=True)
        if 1 < int(number.max()) + 1 <= len(rows) / PER_GROUP:
            groups[name] = number
    return Design(
        y=np.array([steps.index(getattr(d, level)) for d in rows], dtype=np.int64),
        x=centred(rows, columns),
        core=tuple(name for name in columns if name in core),
        movers=tuple(name for name in columns if name in movers),
        groups=groups,
    )


def columns_of(
    rows: Sequence[OutsideDemand],
    core: Mapping[str, Column] = CORE,
    movers: Mapping[str, tuple[float, Column]] = MOVERS,
) -> dict[str, tuple[Column, float]]:
    """The columns, by name, that differ among some demands, each with its mean there."""
    found = {}
    for name, column in (*core.items(), *((name, column) for name, (_, column) in movers.items())):
        values = np.array([column(d) for d in rows], dtype=float)
        if np.isfinite(values).any() and np.nanstd(values) > 0:
            found[name] = column, float(np.nanmean(values))
    return found


def centred(rows: Sequence[OutsideDemand], columns: Mapping[str, tuple[Column, float]]) -> Array:
    """Values of columns less the mean that stands beside each, (n, p); 0 where a demand does not say."""
    values = np.array([[column(d) for column, _ in columns.values()] for d in rows], dtype=float)
    values = values.reshape(len(rows), len(columns)) - np.array([mean for _, mean in columns.values()])
    return np.where(np.isfinite(values), values, 0.0)


def weights_of(theory: Theory, movers: Sequence[str], scale: float = 1.0) -> tuple[Array, Array]:
    """Means and standard deviations of a theory's weights on these movers, in logits; a fixed weight has a width of nearly 0."""
    priors = {**shared_priors(), **theory.priors}
    need = float(np.mean(priors["need_scale"].quantile(np.linspace(0.005, 0.995, 100))))
    mean, sd = np.zeros(len(movers)), np.full(len(movers), FIXED_SD)
    for n, name in enumerate(movers):
        prior = priors[name]
        law = prior.folded_normal or prior.normal
        if law is not None:
            mean[n], sd[n] = law
        size = scale * (need if name == "beta_material" else 1.0)
        mean[n], sd[n] = MOVERS[name][0] * mean[n] * size, max(sd[n] * size, FIXED_SD)
    return mean, sd


def fit_theory(
    data: Design,
    theory: Theory,
    spreads: Mapping[str, float],
    scale: float,
    start: Fit | None = None,
    rows: NDArray[np.bool_] | slice = slice(None),
) -> Fit:
    """The mode under a theory, for some rows; spreads: standard deviation of the effects of each kind of group."""
    mean, sd = weights_of(theory, data.movers, scale)
    wide = [np.full(int(data.groups[name].max()) + 1, spread) for name, spread in spreads.items()]
    return fit(
        data.y[rows],
        np.hstack([data.x, data.dummies(list(spreads))])[rows],
        np.concatenate([np.zeros(len(data.core)), mean, *(np.zeros(len(w)) for w in wide)]),
        np.concatenate([np.full(len(data.core), CORE_SD), sd, *wide]),
        start,
    )


@dataclass(frozen=True)
class TheoryEvidence:
    """A theory in one domain. log_z: log evidence less that of inertia, nats; low, high: the smallest and largest over draws of
    the judged values of the mapping. speaks: weights of its own that have a column here; without any it says no more than
    that weak weights are not zero."""

    theory: str
    log_z: float
    low: float
    high: float
    speaks: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class DomainEvidence:
    """Evidence of one domain. decided: demands it rests on. spreads: standard deviation of group effects with the highest
    evidence under inertia. weights: of each column under the theory ``free``: value, low, high (90%), logits from 0 to 1."""

    domain: str
    decided: int
    theories: tuple[TheoryEvidence, ...]
    spreads: Mapping[str, float]
    weights: Mapping[str, tuple[float, float, float]]


def weigh_domain(
    imported: Imported,
    *,
    draws: int = 8,
    seed: int = 1,
    scale: float = 1.0,
    level: str = "level",
    grid: Sequence[float] = SPREADS,
) -> DomainEvidence:
    """Evidence of every shipped theory in the domain of a data set.

    draws: of the judged values of its mapping, for ``low`` and ``high``, at the best spreads. level: whose coding of outcomes
    (``level``, ``coder_1``, ``coder_2``). Raises InputError if fewer than two outcomes occur among the decided demands.
    """
    data = design(imported.demands, level)
    if len(data.y) == 0 or data.y.max() < 1:
        raise InputError(f"{imported.file}: fewer than two outcomes among decided demands; there is nothing to weigh")
    spreads = best_spreads(data, grid)
    middle = log_evidence(data, scale, grid)
    at_best = {name: [value] for name, value in log_evidence(data, scale, spreads=spreads).items()}
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        moved = demands_of(imported.data_set.drawn(rng), imported.rows, imported.file)
        for name, value in log_evidence(design(moved, level), scale, spreads=spreads).items():
            at_best[name].append(value)
    theories = tuple(
        TheoryEvidence(
            theory=t.name,
            log_z=middle[t.name],
            low=middle[t.name] + min(at_best[t.name]) - at_best[t.name][0],
            high=middle[t.name] + max(at_best[t.name]) - at_best[t.name][0],
            speaks=strong(t, data.movers),
        )
        for t in load_theories()
    )
    return DomainEvidence(imported.data_set.domain, len(data.y), theories, spreads, coefficients(data, spreads))


def log_evidence(
    data: Design, scale: float = 1.0, grid: Sequence[float] = SPREADS, spreads: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Log evidence of every shipped theory less that of inertia, averaged over a grid of spreads, or at the given ones.

    scale: logits per unit of worth. grid: spreads of group effects, tried in all combinations of groups.
    spreads: one spread a group, in place of the grid.
    """
    names = list(data.groups)
    tried = [spreads] if spreads is not None else [dict(zip(names, s, strict=True)) for s in product(grid, repeat=len(names))]
    found: dict[str, float] = {}
    for theory in load_theories():
        start, values = None, []
        for one in tried:
            start = fit_theory(data, theory, one, scale, start)
            values.append(start.log_z)
        found[theory.name] = float(np.logaddexp.reduce(values) - np.log(len(values)))
    return {name: value - found["inertia"] for name, value in found.items()}


def strong(theory: Theory, movers: Sequence[str]) -> tuple[str, ...]:
    """The movers on which a theory puts a weight of its own."""
    return tuple(name for name in movers if name in theory.priors and theory.priors[name].fixed is None)


def spread_evidence(data: Design, grid: Sequence[float] = SPREADS) -> list[tuple[float, dict[str, float]]]:
    """Log evidence under inertia of each choice of spreads of group effects, beside the choice."""
    inertia = load_theory("inertia")
    start, found = None, []
    for spreads in product(grid, repeat=len(data.groups)):
        tried = dict(zip(data.groups, spreads, strict=True))
        start = fit_theory(data, inertia, tried, 1.0, start)
        found.append((start.log_z, tried))
    return found


def best_spreads(data: Design, grid: Sequence[float] = SPREADS) -> dict[str, float]:
    """Spreads of group effects with the highest evidence under inertia."""
    return max(spread_evidence(data, grid), key=lambda pair: pair[0])[1]


def coefficients(data: Design, spreads: Mapping[str, float]) -> dict[str, tuple[float, float, float]]:
    """Weight of each column with its 90% interval under the theory ``free``, logits from 0 to 1."""
    found = fit_theory(data, load_theory("free"), spreads, 1.0)
    return {name: found.interval(n) for n, name in enumerate((*data.core, *data.movers))}


def held_out(
    data: Design, theory: Theory | None, fold: NDArray[np.int64], spreads: Mapping[str, float], scale: float = 1.0
) -> Array:
    """Log chance of each demand under a fit to the other folds, at the mode, (n,); theory None: a constant, cuts alone.

    A group that is in no other fold has an effect of 0. Raises ValueError if a level occurs in one fold only.
    """
    x = np.hstack([data.x, data.dummies(list(spreads))]) if theory else np.empty((len(data.y), 0))
    scores = np.empty(len(data.y))
    for number in np.unique(fold):
        test = fold == number
        if data.y[~test].max() < data.y.max():
            raise ValueError("every level must occur in more than one fold")
        nothing = np.empty(0)
        found = fit_theory(data, theory, spreads, scale, rows=~test) if theory else fit(data.y[~test], x[~test], nothing, nothing)
        scores[test] = log_chance(data.y[test], x[test], found.cuts, found.beta)
    return scores
