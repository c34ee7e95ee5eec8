"""The rule by which a verdict follows from chances: the one place where thresholds stand.

The words are those of the uncertainty language of the Intergovernmental Panel on Climate Change (Mastrandrea et al. 2010): a
statement is *likely* from 66 in 100, *unlikely* up to 33 in 100, and in between *about as likely as not*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Verdict = Literal["holds", "fails", "too close", "cannot be tested here"]
HOLDS, FAILS = 67, 33  # of 100, after rounding to whole ones, so that a page can be checked against itself
LEAST_SHARE = 0.1  # of rows or asks: the least difference of two shares that matters; judgement, range 0.05 to 0.2
LEAST_RATIO = 1.25  # of two rates or odds: the least that matters; judgement, range 1.1 to 1.5
FEWEST = 5  # rows or asks of a kind below which the record tells nothing; judgement, range 3 to 10


def verdict_of(chance: float | None) -> Verdict:
    """The verdict on a statement that is true with this chance; None if there is no number."""
    if chance is None:
        return "cannot be tested here"
    rounded = round(100 * chance)
    return "holds" if rounded >= HOLDS else "fails" if rounded <= FAILS else "too close"


def of_parts(chances: Sequence[float | None]) -> float | None:
    """The chance of a claim with several parts, all of which must hold: that of the least likely; parts without a number are
    left out, None if all are."""
    return min((c for c in chances if c is not None), default=None)


def of_witnesses(verdicts: Sequence[Verdict]) -> Verdict:
    """What several independent looks at a record say together: those that say something must not contradict each other."""
    heard = set(verdicts) - {"cannot be tested here"}
    if not heard:
        return "cannot be tested here"
    if "holds" in heard and "fails" not in heard:
        return "holds"
    return "fails" if "fails" in heard and "holds" not in heard else "too close"


def together(model: Verdict, record: Verdict) -> Verdict:
    """The verdict on a claim: both sides where they agree, the one that can be tested where the other cannot, else too close."""
    if model == record or record == "cannot be tested here":
        return model
    return record if model == "cannot be tested here" else "too close"
