"""Numbers one is not sure of: with a range and a source, or as a rate with a Gamma law."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

JUDGEMENT = re.compile(r"judgement, range (-?\d+(?:\.\d+)?)–(-?\d+(?:\.\d+)?)")
CODING = re.compile(r"coding: readers B and C, \S+\.csv")
CITATION = re.compile(r"[A-Za-z].*(?:\b(?:1[89]|20)\d\d\b|https?://)", re.DOTALL)


def check_source(source: str) -> str:
    """Return ``source`` if it is a definition, a coding, a judgement or a dated citation."""
    if source.startswith("definition") or JUDGEMENT.fullmatch(source) or CODING.fullmatch(source):
        return source
    if source.startswith("judgement"):
        raise ValueError(f"'{source}' must read exactly 'judgement, range a–b' (with an en dash)")
    if source.startswith("coding"):
        raise ValueError(f"'{source}' must read exactly 'coding: readers B and C, FILE.csv'")
    if CITATION.search(source):
        return source
    raise ValueError(
        "missing or incomplete: give publisher and year or address, 'judgement, range a–b', "
        "'coding: readers B and C, FILE.csv', or 'definition: ...'"
    )


Source = Annotated[str, AfterValidator(check_source)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]
T = TypeVar("T")
Several = Annotated[tuple[T, ...], Field(strict=False)]


class Model(BaseModel):
    """Base of all parts of a case: frozen, strict, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Quantity(Model):
    """A number one is not sure of: low <= value <= high; a study samples it uniformly over the range.

    ``source`` is a dated citation, ``coding: readers B and C, FILE.csv``, exactly ``judgement, range a–b``,
    or ``definition: ...``. Only a definition may have a range of zero width. ``why`` gives the reason in a
    sentence.
    """

    value: float
    range: Annotated[tuple[float, float], Field(strict=False)]
    source: Source
    why: str = ""

    @property
    def low(self) -> float:
        """Lower end of the range."""
        return self.range[0]

    @property
    def high(self) -> float:
        """Upper end of the range."""
        return self.range[1]

    @model_validator(mode="after")
    def _consistent(self) -> Quantity:
        low, high = self.range
        if low > high:
            raise ValueError(f"range [{low:g}, {high:g}] has negative width: the lower end comes first")
        if not low <= self.value <= high:
            raise ValueError(f"value {self.value:g} lies outside its range [{low:g}, {high:g}]")
        if low == high and not self.source.startswith("definition"):
            raise ValueError(f"range [{low:g}, {high:g}] has no width; only a 'definition: ...' may")
        said = JUDGEMENT.fullmatch(self.source)
        if said and (float(said[1]), float(said[2])) != (low, high):
            raise ValueError(f"source '{self.source}' does not name its range [{low:g}, {high:g}]")
        return self


def within(low: float, high: float) -> AfterValidator:
    """Require that the whole range of a quantity lies in [low, high]."""

    def check(quantity: Quantity) -> Quantity:
        if quantity.low < low or quantity.high > high:
            upper = "inf" if high == float("inf") else f"{high:g}"
            raise ValueError(f"range [{quantity.low:g}, {quantity.high:g}] is not within [{low:g}, {upper}]")
        return quantity

    return AfterValidator(check)


Unit = Annotated[Quantity, within(0.0, 1.0)]
Amount = Annotated[Quantity, within(0.0, float("inf"))]
Drift = Annotated[Quantity, within(-0.2, 0.2)]


class GammaRate(Model):
    """A rate in events a month as a Gamma law: mean = shape / rate; both parameters above zero."""

    shape: float = Field(gt=0.0)
    rate: float = Field(gt=0.0)
    source: Source

    @property
    def mean(self) -> float:
        """Expected events a month at full room to move."""
        return self.shape / self.rate
