"""Sampling: from quantiles in (0, 1) to values of a case's and a theory's numbers, and to the engine's parameters.

A quantile is a probability: a number at quantile u has the value that a share u of its distribution lies below. Quantiles and values go
by name: a number of the case by its path (``issues.water.start``), a parameter of a theory by its own name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS, row
from modusvivendi.study.inputs import Factor, empty_matrix, fill_case
from modusvivendi.theory import Theory

Named = Mapping[str, np.ndarray]  # name → (n,)
JOINT = "joint draw"  # the quantile that picks a joint draw of a theory's parameters
THEORY_QUANTILES = (*THEORY_PARAMETERS, JOINT)  # what a theory needs quantiles of


class JointDraws(Protocol):
    """Joint draws of theory parameters: what weighing theories against a record leaves behind."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Weight of each theory."""

    @property
    def draws(self) -> Mapping[str, np.ndarray]:
        """Theory → joint draws (draws, parameters)."""

    def sample(self, theory_name: str, u: np.ndarray) -> dict[str, np.ndarray]:
        """Values of all theory parameters at u (n,) in [0,1)."""


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
    matrix = empty_matrix(len(next(iter(values.values()))))
    fill_case(case, dict(values), matrix)
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
