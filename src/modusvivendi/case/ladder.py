"""What levels of policy mean on the ground: rungs with facts that an observer could check, per issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from modusvivendi.case.dated import Node, Tree, as_day
from modusvivendi.errors import InputError, explain, nearest
from modusvivendi.phrase import phrase

Level = Annotated[float, Field(ge=0.0, le=1.0)]
Seen = Annotated[str, AfterValidator(phrase(16))]  # an act that an observer could settle, yes or no


class Frozen(BaseModel):
    """Strict in its fields, and immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rung(Frozen):
    """A level, 0 the authority's ideal and 1 the full ask, the facts that hold there, and the same in a few words.

    ask: a first thing to ask for on the way to it from the rung below: an act, and who would see it; for briefs only.
    slip: an act that is seen first on the way down to it from the rung above; for briefs only.
    """

    level: Level
    facts: str = Field(min_length=1)
    short: str = ""
    ask: Seen = ""
    slip: Seen = ""

    @property
    def name(self) -> str:
        """The facts in a few words; as they are where no few words are given."""
        return self.short or self.facts


def rising(rungs: Sequence[Rung]) -> None:
    """Raise ValueError unless rungs rise from level 0 to level 1."""
    levels = [rung.level for rung in rungs]
    if len(levels) < 2 or levels != sorted(set(levels)) or (levels[0], levels[-1]) != (0.0, 1.0):
        raise ValueError("rungs must rise from level 0 to level 1")


class Ladder(Frozen):
    """The rungs of an issue from 0 to 1, and the level that held on some days. A level between two rungs is part of each.

    source: rows of the record that the facts of the rungs rest on, by id, and what is a judgement. observers: who would report an act on
    the issue in public, by their usual short names, two at most; for briefs only.
    """

    full_ask: str = Field(min_length=1)
    source: str = ""
    observers: Annotated[str, AfterValidator(phrase(16))] = ""
    rungs: tuple[Rung, ...] = Field(min_length=2)
    held: dict[date, Level] = {}

    @model_validator(mode="after")
    def _from_end_to_end(self) -> Ladder:
        rising(self.rungs)
        return self

    @property
    def marker(self) -> tuple[date, float] | None:
        """The newest day on which a level is known to have held, and that level; None if none is known."""
        return max(self.held.items(), default=None)


def read_ladders(path: Path, data: Tree, issues: set[str], day: date) -> dict[str, Ladder]:
    """The ladders in a ladders.yaml, with what held up to a day; InputError for a bad one or an issue the case lacks.

    data: what the file says; issues: ids of the case on any day.
    """
    found = {}
    for issue, node in data.items():
        if issue not in issues:
            raise InputError(f"{path.name}: unknown issue '{issue}'; {nearest(issue, issues)}")
        try:
            found[issue] = Ladder.model_validate({**node, "held": _held(node, day)} if isinstance(node, dict) else node)
        except ValidationError as error:
            raise InputError(explain(f"{path.name}, {issue}", error, Ladder)) from None
    return found


def _held(ladder: Tree, day: date) -> Node:
    """What held, by the day, up to a day; words that are no dates are left to the check."""
    held = ladder.get("held", {})
    if not isinstance(held, dict):
        return held
    days = {as_day(key) or key: level for key, level in held.items()}
    return {k: level for k, level in days.items() if not isinstance(k, date) or k <= day}  # type: ignore[misc]
