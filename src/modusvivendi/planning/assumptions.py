"""On what assumptions plans are made or judged: theories and their weights, overrides, horizon, followers, seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.beliefs import POOLED, UNIFORM, choose_beliefs
from modusvivendi.planning.judging.evaluate import Basis
from modusvivendi.strategy import Strategy, strategies_for
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.theory import load_theories


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What a user assumes.

    theories: names or files, all shipped ones by default. weights: of theories, 'uniform', 'record' (what weighing the record
    has left), 'pooled' (what asks to other authorities lend) or their own numbers. settings: overrides such as ``theory.all.choice_precision=8``. months: horizon, 12 to 600; the case's own
    by default. followers: who follows a plan, a coalition or comma-separated countries; by default 'like-minded' in a search,
    and in a what-if whom each plan names. seed: of draws, chance and search.

    Example:
        >>> import modusvivendi as mv
        >>> mv.Assumptions(theories=("leverage",), months=36).months
        36
    """

    theories: Sequence[str] | None = None
    weights: str | Mapping[str, float] = UNIFORM
    settings: Sequence[str] = ()
    months: int | None = None
    followers: str | None = None
    seed: int = 1

    def basis(self, case: Case) -> tuple[Basis, list[Strategy], str]:
        """What plans of a case are judged on; the shipped strategies, with overrides; and where the weights come from.

        Raises InputError.
        """
        names = None if self.theories is None else tuple(self.theories)
        theories, stock, pins = apply_overrides(list(self.settings), load_theories(names), strategies_for(case)[0])
        beliefs = choose_beliefs(case, theories, self.weights)
        basis = Basis(
            case=case,
            theories=tuple(theories),
            weights=beliefs.weights,
            posterior=beliefs.posterior,
            pins=pins,
            months=self.months,
            followers=self.followers,
            seed=self.seed,
        )
        return basis, list(stock), beliefs.origin

    def others(self, case: Case) -> Basis | None:
        """The same with weights and parameters that asks to other authorities lend; None if these are it, or none fit."""
        if self.weights == POOLED:
            return None
        try:
            return replace(self, weights=POOLED).basis(case)[0]
        except InputError:
            return None
