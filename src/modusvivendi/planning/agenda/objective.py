"""What a plan is judged by: the user's outcomes, and how they are made robust over theories."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.lacking import told
from modusvivendi.errors import InputError, choose
from modusvivendi.study.summary import direction_of, title_of, weighted_quantiles

USUAL = ("core_rights", "wellbeing", "technical", "-money")
MOST = 5  # with more, nearly every plan is unbeaten and the exact hypervolume takes minutes
PERCENTILE = re.compile(r"p([1-9]\d?)")


@dataclass(frozen=True)
class Objective:
    """One outcome and the direction wanted: +1 more, -1 less."""

    outcome: str
    direction: int

    @property
    def name(self) -> str:
        """Human name inside a sentence."""
        title = title_of(self.outcome)
        return title[0].lower() + title[1:]

    @property
    def title(self) -> str:
        """Human name, with the direction where less is wanted."""
        return title_of(self.outcome) + (" (less is better)" if self.direction < 0 else "")


def usual_objectives(case: Case) -> str:
    """What plans are judged by where nobody says; aims on issues that the case lacks are left out."""
    return ",".join(told(case, USUAL))


def read_objectives(text: str, outcomes: Sequence[str]) -> tuple[Objective, ...]:
    """Objectives from 'core_rights,wellbeing,-money': a minus wants less, a plus more, neither the outcome's own way.

    Raises InputError for none, too many, unknown or repeated outcomes.
    """
    found = []
    for part in (p.strip() for p in text.split(",")):
        if not part:
            continue
        sign = {"-": -1, "+": 1}.get(part[0], 0)
        name = choose("outcome", part[1:] if sign else part, outcomes)
        found.append(Objective(name, sign or direction_of(name)))
    names = [o.outcome for o in found]
    if not found or len(set(names)) < len(names):
        raise InputError(f"objectives '{text}': name at least one outcome, each once")
    if len(found) > MOST:
        raise InputError(f"objectives: {len(found)} outcomes are named; at most {MOST} can be traded off at once")
    return tuple(found)


def check_robust(how: str) -> str:
    """The rule, if it is 'expected', 'worst' or a percentile p1 to p99. Raises InputError for any other."""
    if how in ("expected", "worst") or PERCENTILE.fullmatch(how):
        return how
    raise InputError(f"unknown rule '{how}': allowed: expected, worst, or a percentile such as p10")


def robust(values: np.ndarray, weights: np.ndarray, how: str) -> np.ndarray:
    """One number per plan from oriented values (plans, theories, futures), higher is better; shape (plans,).

    expected: mean over futures, weighted over theories. worst: mean over futures under the theory where it is
    lowest, of those with weight. pNN: the NN per cent point over theories (weighted) and futures.
    """
    means = values.mean(axis=2, dtype=np.float64)
    if how == "expected":
        return np.asarray(means @ weights)
    if how == "worst":
        return np.asarray(means[:, weights > 0].min(axis=1))
    matched = PERCENTILE.fullmatch(check_robust(how))
    assert matched
    point = (int(matched[1]) / 100,)
    return np.array([weighted_quantiles(v, weights, point)[0] for v in values], np.float64)
