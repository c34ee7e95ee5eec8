"""What came of one experiment: the chance that its statement is true, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from modusvivendi.analysis.claims.experiments import Cannot, InFutures, InRecord
from modusvivendi.analysis.claims.rule import Verdict, verdict_of

Split = tuple[float, float, float]  # shares: more by the least difference that matters, neither, less by it


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One experiment tried.

    chance: that its statement is true, over the mixture of theories or by the record; None if it cannot be tested, and ``why``
    says why. by_theory: the same under each theory. split: how a difference falls, in shares of futures. value, low, high: the
    difference (or share, ratio) itself and its interval, in ``unit``; least: the least that matters, in it. half, twice: the
    chance if half of that, or twice, mattered. error: standard error of the chance, from the number of draws. rows_for, rows_against: ids of rows of the record. counts: numbers behind a
    look at the record, by name.
    """

    experiment: InFutures | InRecord | Cannot
    chance: float | None = None
    error: float = 0.0
    by_theory: Mapping[str, float] = field(default_factory=dict)
    split: Split | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    digits: int = 2
    least: float | None = None
    half: float | None = None
    twice: float | None = None
    rows_for: tuple[str, ...] = ()
    rows_against: tuple[str, ...] = ()
    counts: Mapping[str, float] = field(default_factory=dict)
    why: str = ""

    @property
    def verdict(self) -> Verdict:
        """What the rule makes of its chance."""
        return verdict_of(self.chance)

    @property
    def reverse(self) -> bool:
        """Whether more speaks for the opposite of a difference that was expected than for none at all."""
        expects = getattr(self.experiment, "expects", "")
        if self.split is None or expects not in ("more", "less"):
            return False
        opposite = self.split[2 if expects == "more" else 0]
        return opposite > self.split[1]
