"""Numbers one is not sure of: with a range and a source, or as a rate with a Gamma distribution."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from modusvivendi.domain import Domain

if TYPE_CHECKING:
    import numpy as np

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
HyphenName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]  # of what a command line lists between commas
Text = Annotated[str, Field(min_length=1)]
T = TypeVar("T")
ANYWHERE = Domain()
LARGEST = 1e9  # of an amount or a count: far beyond all that is counted, and safe in single precision
Several = Annotated[tuple[T, ...], Field(strict=False)]


class Model(BaseModel):
    """Base of all parts of a case: frozen, strict, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Quantity(Model):
    """A number one is not sure of: low < value < high.

    ``value`` is the median: half of the mass lies evenly between low and value, half between value and high (two uniform
    pieces), so that what is in the middle of a distribution and what the case says are one number. ``source`` is a dated citation, ``coding: readers B and C, FILE.csv``, exactly ``judgement, range a–b``,
    or ``definition: ...``. Only a definition may have a range of zero width, or its value at an end.
    ``why`` gives the reason in a sentence.
    """

    value: float
    range: Annotated[tuple[float, float], Field(strict=False)]
    source: Source
    why: str = ""
    _domain: Domain = PrivateAttr(default_factory=lambda: ANYWHERE)  # a default would be copied for every number

    @property
    def domain(self) -> Domain:
        """Which values the number may have at all: said where it is declared, as ``Unit`` or ``Amount``."""
        return self._domain

    @property
    def centre(self) -> float:
        """The median of the distribution, where rules and scans hold the number."""
        return self.value

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """The value below which a share u (n,) of the distribution lies; at 0.5 exactly the centre."""
        import numpy as np  # loaded when used: small commands start without it

        side = np.where(u < 0.5, self.value - self.low, self.high - self.value)
        return np.asarray(self.value + (2 * u - 1) * side)

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
        if not self.source.startswith("definition"):
            if low == high:
                raise ValueError(f"range [{low:g}, {high:g}] has no width; only a 'definition: ...' may")
            if self.value in (low, high):
                raise ValueError(
                    f"value {self.value:g} is an end of its range [{low:g}, {high:g}]; it is the median, so put it inside"
                )
        said = JUDGEMENT.fullmatch(self.source)
        if said and (float(said[1]), float(said[2])) != (low, high):
            raise ValueError(f"source '{self.source}' does not name its range [{low:g}, {high:g}]")
        return self


NATIONAL = Quantity(value=0.0, range=(0.0, 0.0), source="definition: decided nationally")


def within(low: float, high: float, above: bool = False) -> AfterValidator:
    """Declare the domain of a quantity, in which its whole range must lie: [low, high], or (low, high] if ``above``."""
    domain = Domain(low, high, above)

    def check(quantity: Quantity) -> Quantity:
        """The quantity with its domain. Raises ValueError where its range leaves it."""
        if quantity.low not in domain or quantity.high not in domain:
            raise ValueError(f"range [{quantity.low:g}, {quantity.high:g}] is not within {domain}")
        declared = quantity.model_copy()
        declared._domain = domain
        return declared

    return AfterValidator(check)


Unit = Annotated[Quantity, within(0.0, 1.0)]
Amount = Annotated[Quantity, within(0.0, LARGEST)]
Count = Annotated[Quantity, within(0.0, LARGEST, above=True)]
Drift = Annotated[Quantity, within(-0.2, 0.2)]


class GammaRate(Model):
    """A rate in events a month as a Gamma distribution: mean = shape / rate; both parameters above zero. Its centre is the median."""

    shape: float = Field(ge=1 / LARGEST, le=LARGEST)
    rate: float = Field(ge=1 / LARGEST, le=LARGEST)
    source: Source

    @property
    def mean(self) -> float:
        """Expected events a month at full room to move."""
        return self.shape / self.rate

    @property
    def domain(self) -> Domain:
        """Which values a rate may have: 0 or more."""
        return Domain(low=0.0, high=LARGEST)

    @property
    def centre(self) -> float:
        """The median of the distribution, where rules and scans hold the number."""
        import numpy as np

        return float(self.quantile(np.array(0.5)))

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """The value below which a share u (n,) of the distribution lies."""
        import numpy as np
        from scipy.special import gammaincinv  # loaded when used: small commands start without it

        return np.asarray(gammaincinv(self.shape, u) / self.rate)
