"""In what an outcome is told to a reader: a number that somebody counts, or rungs, and the least difference that matters."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from modusvivendi.case.ladder import Frozen, Rung, rising

FIFTH = 0.2  # of a rung: the least difference that matters unless a case says otherwise; judgement, range 0.1 to 0.5
TENTH = 0.1  # of today's number: the same for what is counted; judgement, range 0.05 to 0.2

Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Yardstick(Frozen):
    """How an outcome, or an issue, is told.

    title: what is told, such as ``People short of food``; the outcome's own if it is empty. unit: what is counted, such as
    ``million people``. today: how many on the case's day, as the source says; ends: the level of the outcome at which
    there would be ``count`` of them, and that count. In between the number is taken to move in proportion, from today's
    level in the model on. rungs: in place of a count, levels with facts that an observer could check. difference: the
    least that matters to a reader, in the unit, or in rungs where an outcome is told in rungs. digits: after the point.
    why: the reason, with the range of the judgement.
    """

    title: str = ""
    unit: str = ""
    today: Finite | None = None
    ends: tuple[Finite, Finite] | None = None
    rungs: tuple[Rung, ...] = ()
    difference: Positive | None = None
    digits: int = Field(default=1, ge=0, le=6)
    source: str = Field(min_length=1)
    why: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Yardstick:
        if (self.today is None) != (self.ends is None):
            raise ValueError("today's number and where it ends, [level, count], are given together")
        if self.today is not None and (not self.unit or self.rungs):
            raise ValueError("a number needs a unit, and has no rungs")
        if self.rungs:
            rising(self.rungs)
        return self
