"""Sampling: every uncertain number of a case and a theory, by name; from its quantile to its value; from values to parameters.

A quantile is a probability: a number at quantile u has the value that a share u of its distribution lies below. Quantiles and
values go by name: a number of the case by its path (``issues.water.start``), a parameter of a theory by its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from pydantic import BaseModel

from modusvivendi.case import Case, GammaRate, Quantity
from modusvivendi.case.place import Place, Rule
from modusvivendi.case.schema import PLACES
from modusvivendi.engine.layout import EFFECT_NAMES, ISSUES, PARAMETER_ROWS, ROLE_FIELDS, ROLE_NAMES, THEORY_PARAMETERS, row
from modusvivendi.engine.setting import Setting
from modusvivendi.strategy.compile import sorted_countries
from modusvivendi.study.draws import JointDraws
from modusvivendi.theory import Theory


@dataclass(frozen=True)
class Factor:
    """One sampled number of a case: its path, such as ``issues.water.politicisation``."""

    name: str
    distribution: Quantity | GammaRate

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """The value below which a share u of the distribution lies."""
        return self.distribution.quantile(u)


Named = Mapping[str, np.ndarray]  # name → (n,)
JOINT = "joint draw"  # the quantile that picks a joint draw of a theory's parameters
THEORY_QUANTILES = (*THEORY_PARAMETERS, JOINT)  # what a theory needs quantiles of


def case_factors(case: Case) -> list[Factor]:
    """All numbers of a case that have a place in the engine, part by part, in the order of their fields."""
    found: list[Factor] = []
    for kind in ("issues", "segments", "blocs", "countries", "groups", "rivals", "hazards"):
        for item in getattr(case, kind):
            found += _factors_in(kind, f"{kind}.{item.id}", item)
            if kind == "segments":
                for issue in case.issue_ids:
                    found += _factors_in("positions", f"positions.{item.id}.{issue}", case.positions[item.id, issue])
    return found + _factors_in("initial", "initial", case.initial)


def _factors_in(kind: str, name: str, part: BaseModel) -> list[Factor]:
    found: dict[str, Quantity | GammaRate] = {}
    for place in PLACES:
        if place.kind == kind:
            value = attrgetter(place.path)(part)
            numbers = {f".{key}": number for key, number in value.items()} if place.each else {"": value}
            found |= {f"{name}.{place.path}{key}": number for key, number in numbers.items()}
    return [Factor(factor, distribution) for factor, distribution in found.items()]


def cells(case: Case, place: Place) -> Iterator[tuple[int, str]]:
    """For every item a place has a number for: its number within the parameter, and the name of its factor."""
    issues = case.issue_ids
    if place.kind == "initial":
        yield 0, f"initial.{place.path}"
    elif place.kind == "positions":
        for f, segment in enumerate(case.segments):
            for n, issue in enumerate(issues):
                yield f * ISSUES + n, f"positions.{segment.id}.{issue}.{place.path}"
    else:
        for n, item in enumerate(getattr(case, place.kind)):
            name = f"{place.kind}.{item.id}.{place.path}"
            if place.each:
                for issue in attrgetter(place.path)(item):
                    yield n * ISSUES + issues.index(issue), f"{name}.{issue}"
            else:
                yield n, name


Column = tuple[int, np.ndarray]  # number of an item within its parameter, and its values


def _as_it_is(case: Case, v: Named, place: Place) -> Iterator[Column]:
    for item, name in cells(case, place):
        yield item, v[name]


def _share(case: Case, v: Named, place: Place) -> Iterator[Column]:
    total = sum(v[name] for _, name in cells(case, place))
    for item, name in cells(case, place):
        yield item, v[name] / total


def _inside(case: Case, v: Named, place: Place) -> Iterator[Column]:
    for item, name in cells(case, place):
        yield item, np.clip(v[name], 0.001, 0.999)


def _share_of_bloc(case: Case, v: Named, place: Place) -> Iterator[Column]:
    total = sum(v[f"countries.{c.id}.{place.path}"] for c in case.countries)
    for b, bloc in enumerate(case.blocs):
        members = [c for c in case.countries if c.bloc == bloc.id]
        yield b, np.asarray(sum(v[f"countries.{c.id}.{place.path}"] for c in members) / total)


def _share_of_states(case: Case, v: Named, place: Place) -> Iterator[Column]:
    total = sum(v[f"countries.{c.id}.{place.path}"] for c in case.countries if c.state)
    for j, country in enumerate(sorted_countries(case)):
        weight = v[f"countries.{country.id}.{place.path}"] / total
        yield j, weight if country.state else np.zeros_like(weight)


def _share_of_welfare(case: Case, v: Named, place: Place) -> Iterator[Column]:
    totals = {}
    for group in case.groups:
        name = f"groups.{group.id}"
        totals[group.id] = sum(v[f"{name}.issues.{i}"] for i in group.issues) + v[f"{name}.aid"] + v[f"{name}.services"]
    for item, name in cells(case, place):
        yield item, v[name] / totals[name.split(".")[1]]


def _cost_of_a_step(case: Case, v: Named, place: Place) -> Iterator[Column]:
    """What a step toward costs a segment per unit: how much it cares, times how far its ideal is from the ask."""
    for item, name in cells(case, place):
        yield item, v[f"{name.removesuffix(place.path)}salience"] * (1 - v[name])


def _of_the_leader(case: Case, v: Named, place: Place) -> Iterator[Column]:
    for n, issue in enumerate(case.issue_ids):
        yield n, v[f"positions.{case.leader.id}.{issue}.{place.path}"]


RULES: dict[Rule, Callable[[Case, Named, Place], Iterator[Column]]] = {
    "as it is": _as_it_is, "share": _share, "inside": _inside, "share of bloc": _share_of_bloc,
    "share of states": _share_of_states, "share of welfare": _share_of_welfare, "cost of a step": _cost_of_a_step,
    "of the leader": _of_the_leader,
}  # fmt: skip


def case_values(factors: Iterable[Factor], quantiles: Named, pins: Mapping[str, float] | None = None) -> dict[str, np.ndarray]:
    """Values of the case's factors at their quantiles (n,); pinned ones have the same value in every draw."""
    fixed = pins or {}
    return {
        f.name: np.full(len(quantiles[f.name]), fixed[f.name]) if f.name in fixed else f.quantile(quantiles[f.name])
        for f in factors
    }


def theory_values(theory: Theory, quantiles: Named, posterior: JointDraws | None = None) -> dict[str, np.ndarray]:
    """Values of those parameters of a theory that have a quantile (n,), from their priors.

    posterior: joint draws that the record has weighed, instead of the priors, for the theories it holds; the quantile
    ``JOINT`` picks one. Constants stay constants.
    """
    priors = theory.complete()
    values = {name: prior.quantile(quantiles[name]) for name, prior in priors.items() if name in quantiles}
    if posterior is not None and theory.name in posterior.draws:
        learned = posterior.sample(theory.name, quantiles[JOINT])
        values.update({name: learned[name] for name in values if not priors[name].is_fixed})
    return values


def case_matrix(case: Case, values: Named) -> np.ndarray:
    """The engine's parameter matrix (PARAMETER_ROWS, n) float32 with the case's rows filled from values (n,)."""
    matrix = np.zeros((PARAMETER_ROWS, len(next(iter(values.values())))), np.float32)
    for place in PLACES:
        for item, value in RULES[place.engine.rule](case, values, place):
            matrix[row(place.engine.parameter, item)] = value
    return matrix


def put_theory(values: Named, matrix: np.ndarray) -> None:
    """Write the values (n,) of a theory's parameters into the parameter matrix (PARAMETER_ROWS, n)."""
    for name, column in values.items():
        matrix[row(name)] = column


def parameter_matrix(case: Case, values: Named) -> np.ndarray:
    """The whole parameter matrix (PARAMETER_ROWS, n) from values (n,) of every factor and every parameter of a theory.

    To the engine a theory is its parameters, so draws of several theories can stand side by side.
    """
    matrix = case_matrix(case, values)
    put_theory({name: values[name] for name in THEORY_PARAMETERS}, matrix)
    return matrix


def setting_of(case: Case, months: int) -> Setting:
    """The lane-uniform tables of a case."""
    u, f = np.uint64, np.float32
    countries = sorted_countries(case)
    sizes = [sum(c.bloc == b.id for c in countries) for b in case.blocs]
    ends = np.cumsum(sizes)
    kinds = [rival.kind for rival in case.rivals]
    effects = [[effect in hazard.effects for hazard in case.hazards] for effect in EFFECT_NAMES]
    return Setting(
        issues=u(len(case.issues)),
        segments=u(len(case.segments)),
        leader=u(case.segments.index(case.leader)),
        blocs=u(len(case.blocs)),
        countries=u(len(countries)),
        groups=u(len(case.groups)),
        hazards=u(len(case.hazards)),
        rivals=u(len(case.rivals)),
        months=u(months),
        first_month=u(int(case.start[5:])),
        roles=role_weights(case),
        education=np.array([i.education for i in case.issues], f),
        school_edges=np.array([month in case.school_edges for month in range(1, 13)], f),
        effects=np.array(effects, f).reshape(len(EFFECT_NAMES), len(case.hazards)),
        outbids=np.array([kind == "outbidder" for kind in kinds], f),
        rival_part=np.array([1 / kinds.count(kind) for kind in kinds], f),
        bloc_first=np.array(ends - sizes, u),
        bloc_last=np.array(ends, u),
        bloc_size=np.maximum(sizes, 1).astype(f),
        accredited=np.array([c.accredited for c in countries], f),
        recognised=np.array([c.recognised for c in countries], f),
        states=np.array([c.state for c in countries], f),
    )


def role_weights(case: Case) -> np.ndarray:
    """Weights (ROLES, issues) that make an index out of policies: equal over the issues of each role, 0 elsewhere."""
    weights = np.zeros((len(ROLE_NAMES), len(case.issues)), np.float32)
    for r, role in enumerate(ROLE_NAMES):
        if role in ROLE_FIELDS:
            field, value = ROLE_FIELDS[role]
            chosen = [issue.id for issue in case.issues if getattr(issue, field) == value]
        else:
            chosen = list(case.roles.get(role, ()))
        for name in chosen:
            weights[r, case.issue_ids.index(name)] = 1 / len(chosen)
    return weights
