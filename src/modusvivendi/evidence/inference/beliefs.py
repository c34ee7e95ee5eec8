"""Whose weights of theories a study rests on: uniform, from the record, or the user's own. One rule for every command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modusvivendi.case import Case
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.theory import Theory

UNIFORM, RECORD = "uniform", "record"


@dataclass(frozen=True)
class Beliefs:
    """What a study starts from.

    weights: per theory, None for uniform. posterior: joint draws of parameters that the record has weighed, None for priors.
    origin: where the weights come from, in words.
    """

    weights: dict[str, float] | None = None
    posterior: Posterior | None = None
    origin: str = UNIFORM


def choose_beliefs(case: Case, theories: Sequence[Theory], weights: str | Mapping[str, float] = UNIFORM) -> Beliefs:
    """The beliefs that ``weights`` names: 'uniform' with priors; 'record', what ``modus weigh`` has left for this case and
    these theories; or weights of the user's own, as 'theory=number,...' or a mapping, with priors.

    Raises InputError if nothing has been weighed, or it does not fit, or the weights cannot be read.
    """
    if not isinstance(weights, str):
        return Beliefs(_checked(weights, theories), None, "given by the user")
    if weights == UNIFORM:
        return Beliefs()
    if weights == RECORD:
        posterior = Posterior.load(case)
        reason = posterior.why_not(list(theories))
        if reason:
            raise InputError(f"weights from the record: {reason} (modus weigh {case.name}, or use uniform weights)")
        return Beliefs({t.name: posterior.weights[t.name] for t in theories}, posterior, posterior.origin)
    given: dict[str, float] = {}
    for part in weights.split(","):
        name, _, number = part.partition("=")
        try:
            given[name.strip()] = float(number)
        except ValueError:
            raise InputError(f"weights '{part}': write theory=number, uniform or record") from None
    return Beliefs(_checked(given, theories), None, "given by the user")


def _checked(weights: Mapping[str, float], theories: Sequence[Theory]) -> dict[str, float]:
    for name in weights:
        choose("theory", name, [t.name for t in theories])
    if min(weights.values(), default=0.0) < 0 or not sum(weights.values()) > 0:
        raise InputError(f"weights must be 0 or more and not all 0: {dict(weights)}")
    return dict(weights)
