"""Which shipped strategies a case can run, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modusvivendi.errors import InputError
from modusvivendi.strategy.named import named
from modusvivendi.strategy.strategy import Strategy, load_strategies

if TYPE_CHECKING:
    from modusvivendi.case import Case


@dataclass(frozen=True)
class LeftOut:
    """A shipped strategy that a case cannot run, and why."""

    strategy: str
    why: str

    def __str__(self) -> str:
        return f"strategy '{self.strategy}' is left out: {self.why}"


def strategies_for(case: Case, followers: str | None = None) -> tuple[list[Strategy], tuple[LeftOut, ...]]:
    """The shipped strategies that a case can run, and those that are left out.

    followers: who follows, in place of each strategy's own. Raises InputError for followers that the case lacks.
    """
    able, out = [], []
    for strategy in load_strategies():
        reason = why_not(strategy, case, followers)
        if reason:
            out.append(LeftOut(strategy.name, reason))
        else:
            able.append(strategy)
    return able, tuple(out)


def why_not(strategy: Strategy, case: Case, followers: str | None = None) -> str:
    """Why a case cannot run a strategy; '' if it can."""
    try:
        found = named(strategy, case)
    except InputError as error:
        return str(error)
    if followers is not None:
        named(strategy, case, followers)  # a wrong name here is the user's, and raises
    if not strategy.nobody_follows and not any(found.shares):
        return f"no country of the case follows it ({strategy.followers})"
    if any(rule.needed for rule in strategy.rules) and not found.tracks:
        return "no issue of the case fits what it negotiates"
    return ""
