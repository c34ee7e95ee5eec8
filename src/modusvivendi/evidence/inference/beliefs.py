"""Whose weights of theories a study rests on: uniform, from the record, or the user's own. One rule for every command.

The default is uniform weights and the theories' own priors, never what happens to lie in a cache. What ``modus weigh`` has
left is used where it is asked for, and only if it fits the case and the theories.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.posterior import THIN, Posterior, posterior_path
from modusvivendi.record.numbers import numbers_by_name
from modusvivendi.study.summary import share_weights
from modusvivendi.theory import Theory
from modusvivendi.theory.former_names import theory_name

UNIFORM, RECORD, POOLED = "uniform", "record", "pooled"


@dataclass(frozen=True, eq=False)
class Beliefs:
    """What a study starts from.

    weights: per theory, adding up to one; None for uniform. posterior: joint draws of parameters that the record has
    weighed, None for priors. origin: where the weights come from, in words, for the first line of every output.
    """

    weights: dict[str, float] | None = None
    posterior: Posterior | None = None
    origin: str = UNIFORM


Weighting = str | Mapping[str, float] | Beliefs


def choose_beliefs(case: Case, theories: Sequence[Theory], weights: Weighting = UNIFORM) -> Beliefs:
    """The beliefs that ``weights`` asks for.

    weights: ``uniform``, with priors; ``record``, what ``modus weigh`` has left for this very case and these theories; ``pooled``,
    what the asks put to other authorities lend, up to the case's day, or the path of a file that ``modus weigh --pooled`` wrote;
    numbers by theory, with priors, as a mapping or as words such as ``leverage=2,cohesion=1`` (odds will do; theories not
    named get 0); or beliefs chosen before. Raises InputError: unknown theories, bad numbers, no record weighed, or one that
    does not fit.
    """
    if isinstance(weights, Beliefs):
        return weights
    if weights == UNIFORM:
        return Beliefs()
    if weights == RECORD:
        return _from_record(case, list(theories))
    if isinstance(weights, str) and (weights == POOLED or weights.endswith(".json")):
        return _from_others(case, list(theories), weights)
    if isinstance(weights, str):
        weights = numbers_by_name(weights, f"--weights {weights}: write theory=number, '{UNIFORM}', '{RECORD}' or '{POOLED}'")
    if not isinstance(weights, Mapping):
        raise InputError(f"weights: '{UNIFORM}', '{RECORD}', '{POOLED}', or numbers by theory, not {weights!r:.40}")
    given = {theory_name(str(name)): share for name, share in weights.items()}
    return Beliefs(share_weights(given, [t.name for t in theories]), None, "given by the user")


def _from_others(case: Case, theories: list[Theory], weights: str) -> Beliefs:
    """What asks put to other authorities lend a case. Raises InputError if nothing fits it."""
    from modusvivendi.evidence.pooled.lent import borrow, read_lent, shipped_lent  # loaded when used

    lent = borrow(case.name, case.as_of, shipped_lent() if weights == POOLED else read_lent(Path(weights)))
    reason = lent.why_not(theories)
    if reason:
        raise InputError(f"--weights {weights}: {reason}; run 'modus weigh {' '.join(lent.cases)} --pooled' and name its file")
    share = share_weights({t.name: lent.weights[t.name] for t in theories}, [t.name for t in theories])
    origin = f"borrowed, with what is learned of deals, from {lent.asks} asks put to other authorities ({lent.names}; none of {case.name})"
    return Beliefs(share, lent.posterior(case, theories), f"{origin}, thinly sampled" if lent.effective < THIN else origin)


def _from_record(case: Case, theories: list[Theory]) -> Beliefs:
    command = f"run 'modus weigh {case.name}' first, or use uniform weights"
    try:
        posterior = Posterior.load(case)
    except InputError as error:
        raise InputError(f"--weights {RECORD}: {error}; {command}") from None
    reason = posterior.why_not(theories)
    if reason:
        raise InputError(f"--weights {RECORD}: {reason}; {command}")
    weighed = date.fromtimestamp(posterior_path(case.digest()).stat().st_mtime)
    weights = share_weights({t.name: posterior.weights[t.name] for t in theories}, [t.name for t in theories])
    return Beliefs(weights, posterior, f"{posterior.origin}, weighed on {weighed.isoformat()}")
