"""Confidence as a checklist with caps: what a judgement rests on, and no more than that allows.

After Intelligence Community Directive 203 and public assessments that print their rules: high needs sound argument and consistent
sources with few assumptions and gaps; for most topics it is not appropriate for a judgement on years ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact

LEVELS = ("low", "moderate", "high")
CONFIDENCE = "confidence"  # unit of the fact
FAR = 12  # months ahead beyond which confidence is moderate at most
UNTESTED = 0.5  # share of numbers that are judgements from which on an assumption check fails; judgement, range 0.3–0.7
FEW = 3  # publishers below which sources are few; judgement, range 2–5


@dataclass(frozen=True)
class Checklist:
    """What a judgement rests on.

    months: how far ahead it looks. judged: share of the case's numbers that are judgements, 0 to 1. publishers: independent ones behind
    the record. agree: whether the advice is the same under all theories. weighed: whether weights of theories come from a record.
    beats: whether dated forecasts have beaten the base rate (None: never tried). old: months since what is known ends.
    """

    months: int
    judged: float
    publishers: int
    agree: bool
    weighed: bool
    beats: bool | None
    old: int


@dataclass(frozen=True)
class Confidence:
    """A level, and the reasons for it, the weightiest first: against it or, where nothing is, for it."""

    level: str
    reasons: tuple[str, ...]


def assess(found: Checklist) -> Confidence:
    """The level: points for what holds, then caps."""
    against = [
        (
            found.beats is not True,
            "earlier forecasts of this kind were no better than counting how often such things had happened"
            if found.beats is False
            else "no forecast of this kind has been scored",
        ),
        (not found.weighed, "how likely the theories are is assumed and not read from the record"),
        (found.judged > UNTESTED, f"{words.percent(found.judged)} of the numbers about the case are judgements"),
        (found.old >= 6, f"nothing after what was known {words.counted(found.old, 'month')} ago is in it"),
        (not found.agree, "theories disagree on the advice"),
        (found.publishers < FEW, "the record rests on few publishers"),
        (found.months > FAR, f"it looks {words.counted(found.months, 'month')} ahead"),
    ]
    failed = [reason for fails, reason in against if fails]
    level = 2 if len(failed) <= 1 else 1 if len(failed) <= 3 else 0
    if found.months > FAR:
        level = min(level, 1)
    if found.beats is not True and not found.weighed:
        level = 0
    good = "every point of the checklist holds"
    return Confidence(LEVELS[level], tuple(failed) or (good,))


def confidence_fact(found: Confidence, months: int) -> Fact:
    """The level as a fact; n: months ahead, which a check holds against the caps."""
    return Fact(value=found.level, unit=CONFIDENCE, n=months)
