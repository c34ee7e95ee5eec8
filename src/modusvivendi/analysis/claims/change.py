"""What would change a verdict: weight moved to one theory, another least difference, further rows of the record."""

from __future__ import annotations

from dataclasses import dataclass

from modusvivendi.analysis.claims.attempt import Attempt
from modusvivendi.analysis.claims.experiments import Rows
from modusvivendi.analysis.claims.looks import chance_of_share
from modusvivendi.analysis.claims.rule import FAILS, HOLDS, Verdict, of_parts, verdict_of
from modusvivendi.analysis.claims.try_claims import ClaimTried

MOST_ROWS = 500  # further rows beyond which a verdict is said to be safe from them
NEAR = 2.0  # standard errors of a chance from a line of the rule within which another seed may change the verdict


@dataclass(frozen=True)
class Turn:
    """A theory that changes the verdict of futures if it has ``needed`` instead of ``now`` of the weight (of 1), and to what."""

    theory: str
    now: float
    needed: float
    verdict: Verdict


def turning(tried: ClaimTried) -> Turn | None:
    """The theory that changes the verdict of futures with the least weight moved to it from the others; None if none can.

    Steps of one hundredth of the weight; the others keep their proportions.
    """
    if not tried.tested:
        return None
    best: Turn | None = None
    for theory, now in tried.weights.items():
        for percent in range(int(100 * now) + 1, 101):
            needed = percent / 100
            if best is not None and needed - now >= best.needed - best.now:
                break
            other = {t: w * (1 - needed) / (1 - now) if now < 1 else 0.0 for t, w in tried.weights.items()}
            verdict = verdict_of(tried.mixed({**other, theory: needed}))
            if verdict != tried.in_model:
                best = Turn(theory, now, needed, verdict)
                break
    return best


def with_least(tried: ClaimTried, which: str) -> Verdict | None:
    """The verdict of futures if ``half`` or ``twice`` of the least difference mattered; None if no part rests on one."""
    if all(getattr(a, which) is None for a in tried.tested):
        return None
    return verdict_of(of_parts([a.chance if getattr(a, which) is None else getattr(a, which) for a in tried.tested]))


def is_near(attempt: Attempt) -> bool:
    """Whether the chance of a part lies within sampling error of a line of the rule."""
    if attempt.chance is None or attempt.error == 0:
        return False
    lines = ((HOLDS - 0.5) / 100, (FAILS + 0.5) / 100)
    return any(abs(attempt.chance - line) < NEAR * attempt.error for line in lines)


def rows_to_change(attempt: Attempt) -> int | None:
    """How many further rows that speak against it, in a row, would change what a share of rows says; None if it is no share.

    For one that fails: how many that speak for it.
    """
    experiment = attempt.experiment
    if not isinstance(experiment, Rows) or attempt.chance is None:
        return None
    holds, rows = int(attempt.counts["hold"]), int(attempt.counts["all"])
    helps = (experiment.more_than is not None) == (attempt.verdict == "fails")  # whether further rows are such as hold
    for further in range(1, MOST_ROWS + 1):
        if verdict_of(chance_of_share(holds + helps * further, rows + further, experiment)) != attempt.verdict:
            return further
    return None
