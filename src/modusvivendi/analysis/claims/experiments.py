"""The kinds of experiment that a claim may name: small declarations, run by ``futures``, ``rows`` and ``asks``.

Each says in words what it expects (``says``). ``expects`` is about raw numbers, whatever their direction: ``more``, ``less``,
``same``, ``not_more``, ``not_less``, each by the least difference that matters.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Expects = Literal["more", "less", "same", "not_more", "not_less"]
Words = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[str, ...], Field(min_length=1)]
Filter = dict[str, Names]  # column → words of which a row must have one
TableName = Literal["acts", "moves", "tracks"]


class Frozen(BaseModel):
    """Strict and immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Compare(Frozen):
    """An outcome under one strategy less that under another, on the same futures. settings: overrides, as for ``--set``."""

    kind: Literal["compare"]
    says: Words
    strategy: str
    against: str
    outcome: str
    expects: Expects
    settings: tuple[str, ...] = ()
    settings_against: tuple[str, ...] = ()


class KnockOut(Frozen):
    """An outcome as it is less that with parameters of every theory held at ``to``: what a mechanism does.

    Choose a strategy other than drift for what moves the authority's acts: their rates are those of the record under today's mix, so that
    without a departure from it a weight changes nothing. settings: overrides of both sides.
    """

    kind: Literal["knock_out"]
    says: Words
    parameters: Names
    to: float = 0.0
    strategy: str
    outcome: str
    expects: Expects
    settings: tuple[str, ...] = ()


class Input(Frozen):
    """An outcome with one sampled number at its 90th percentile less that at its 10th; a theory's parameter or a case's number."""

    kind: Literal["input"]
    says: Words
    input: str
    strategy: str
    outcome: str
    expects: Expects


class Today(Frozen):
    """An outcome made of levels of issues at the end less its level today."""

    kind: Literal["today"]
    says: Words
    strategy: str
    outcome: str
    expects: Expects


class Reached(Frozen):
    """Whether an outcome reaches a number, in the outcome's own unit."""

    kind: Literal["reached"]
    says: Words
    strategy: str
    outcome: str
    at_least: float


class Cannot(Frozen):
    """Why a claim cannot be tested on this side."""

    kind: Literal["cannot"]
    why: Words


class Rows(Frozen):
    """The share of rows of a kind (``among``) of which something holds (``where``), against a share."""

    kind: Literal["rows"]
    says: Words
    table: TableName
    among: Filter = {}
    where: Filter = Field(min_length=1)
    more_than: Annotated[float, Field(ge=0, lt=1)] | None = None
    less_than: Annotated[float, Field(gt=0, le=1)] | None = None
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _one_side(self) -> Rows:
        if (self.more_than is None) == (self.less_than is None):
            raise ValueError("give more_than or less_than, one of them")
        return self


class Found(Frozen):
    """Whether the record holds at least so many rows of a kind."""

    kind: Literal["found"]
    says: Words
    table: TableName
    where: Filter = Field(min_length=1)
    at_least: Annotated[int, Field(ge=1)] = 1


class Shift(Frozen):
    """The share of rows of which something holds from a day on (and until another), less the share before it."""

    kind: Literal["shift"]
    says: Words
    table: TableName
    among: Filter = {}
    where: Filter = Field(min_length=1)
    day: date
    until: date | None = None
    expects: Expects


class After(Frozen):
    """How often acts (``then``) come in the months after rows on the same issue (``where``), over how often in other months of
    that issue. Timing is not cause."""

    kind: Literal["after"]
    says: Words
    table: Literal["acts", "moves"]
    where: Filter = Field(min_length=1)
    then: Filter = Field(min_length=1)
    months: Annotated[int, Field(ge=1, le=60)] = 6
    expects: Expects


class Issues(Frozen):
    """The share of steps toward on issues that have more of an attribute than the middle one, less that on the others."""

    kind: Literal["issues"]
    says: Words
    attribute: Literal["politicisation", "visibility", "own_benefit", "delegation", "outsider_value", "technical", "core_right"]
    expects: Expects


class Asks(Frozen):
    """The share of asks that ended in an event, of one kind less of another; filters as for ``modus precedents --only``."""

    kind: Literal["asks"]
    says: Words
    first: Names
    second: Names
    event: Literal["met", "held_or_met", "moved"] = "held_or_met"
    cases: Literal["own", "all"] = "own"
    expects: Expects


class PooledAsks(Frozen):
    """A covariate of the pooled logit over the asks of all cases: odds at 1 over odds at 0, all else alike."""

    kind: Literal["pooled"]
    says: Words
    covariate: Literal["cost", "publicity", "form", "politicisation", "material", "standing"]
    expects: Expects


class Course(Frozen):
    """A series of the record: in what share of pairs of whole years the later number is larger (more) or smaller (less)."""

    kind: Literal["series"]
    says: Words
    series: str
    expects: Literal["more", "less"]
    since: date | None = None


class Weights(Frozen):
    """What the record makes of theories: the weight of some over theirs and that of others. Needs ``--weights record``."""

    kind: Literal["weights"]
    says: Words
    theories: Names
    against: Names


InFutures = Compare | KnockOut | Input | Today | Reached
InRecord = Rows | Found | Shift | After | Issues | Asks | PooledAsks | Course | Weights
ModelExperiment = Annotated[InFutures | Cannot, Field(discriminator="kind")]
RecordExperiment = Annotated[InRecord | Cannot, Field(discriminator="kind")]
