"""A prior: a named distribution over one parameter, with its source."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from modusvivendi.domain import Domain

if TYPE_CHECKING:
    import numpy as np

Pair = Annotated[tuple[float, float], Field(min_length=2, max_length=2)]
FINEST = 2.0**-33  # the lowest quantile of a draw (see modusvivendi.study.sequence)
DISTRIBUTIONS = ("fixed", "uniform", "log_uniform", "normal", "folded_normal", "log_normal")


def folded_normal_quantile(u: np.ndarray, mean: float, sd: float) -> np.ndarray:
    """Quantile function of |N(mean, sd)|, increasing in u: the distribution function, inverted by interpolation.

    On a grid of 4,001 points up to |mean| + 6 sd the error is below 1e-4 sd for u in [1e-4, 1 - 1e-4].
    """
    import numpy as np  # loaded when used, here and below: small commands start without it
    from scipy.special import ndtri

    if mean == 0:
        return np.asarray(sd * ndtri(0.5 * (1 + u)))
    return np.asarray(np.interp(u, *_folded_normal_table(mean, sd)))


@lru_cache(maxsize=512)  # as many priors as theories hold; 64 kB each
def _folded_normal_table(mean: float, sd: float) -> tuple[np.ndarray, np.ndarray]:
    """The distribution function of |N(mean, sd)| on a grid, and the grid."""
    import numpy as np
    from scipy.special import ndtr

    grid = np.linspace(0, abs(mean) + 6 * sd, 4001)
    with np.errstate(over="ignore"):  # where the width is tiny, all lies far out
        return ndtr((grid - mean) / sd) - ndtr((-grid - mean) / sd), grid


class Prior(BaseModel):
    """Exactly one distribution per prior.

    fixed: a constant (a definition, such as a switch). uniform, log_uniform: [low, high].
    normal: [mean, sd]. folded_normal: |N(mean, sd)|. log_normal: [median, sd of the logarithm]. within: [low, high] of
    what is possible at all, in which every draw of the distribution must lie; any finite number by default. unit: of the
    parameter, in words; meaning: what it is.

    Example:
        >>> import modusvivendi as mv
        >>> prior = mv.Prior(normal=(0.5, 0.1), source="judgement", unit="share")
        >>> float(prior.quantile(0.5))
        0.5
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fixed: float | None = None
    uniform: Pair | None = None
    log_uniform: Pair | None = None
    normal: Pair | None = None
    folded_normal: Pair | None = None
    log_normal: Pair | None = None
    within: Pair | None = None
    source: str = Field(min_length=3)
    meaning: str = ""
    unit: str = ""

    @model_validator(mode="after")
    def _one_valid_distribution(self) -> Prior:
        given = [name for name in DISTRIBUTIONS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(DISTRIBUTIONS)}, not {len(given)}")
        value = getattr(self, given[0])
        numbers = value if isinstance(value, tuple) else (value,)
        if not all(map(math.isfinite, numbers)):
            raise ValueError(f"{given[0]} must be finite")
        if given[0] in ("uniform", "log_uniform") and not numbers[0] < numbers[1]:
            raise ValueError(f"{given[0]} needs low < high, not {numbers[0]} and {numbers[1]}")
        if given[0] == "log_uniform" and numbers[0] <= 0:
            raise ValueError("log_uniform needs low > 0")
        if given[0] in ("normal", "folded_normal", "log_normal") and numbers[1] <= 0:
            raise ValueError(f"{given[0]} needs a positive width, not {numbers[1]}")
        if given[0] == "log_normal" and numbers[0] <= 0:
            raise ValueError("log_normal needs a positive median")
        self._check_domain()
        return self

    def _check_domain(self) -> None:
        if self.fixed is not None:
            self.domain.check(self.fixed)
            return
        import numpy as np

        with np.errstate(over="ignore", invalid="ignore"):  # what is no number is outside every domain
            low, high = self.quantile(np.array([FINEST, 1 - FINEST]))
        if low not in self.domain or high not in self.domain:
            raise ValueError(f"draws of {self.distribution} reach from {low:.3g} to {high:.3g}; allowed: {self.domain}")

    @property
    def domain(self) -> Domain:
        """Which values the parameter may have at all."""
        return Domain(*self.within) if self.within else Domain()

    @property
    def distribution(self) -> str:
        """Name of the distribution."""
        return next(name for name in DISTRIBUTIONS if getattr(self, name) is not None)

    @property
    def is_fixed(self) -> bool:
        """Whether the parameter is a constant."""
        return self.fixed is not None

    def quantile(self, u: np.ndarray) -> np.ndarray:
        """Turn uniform draws u in (0,1) into draws of this prior (float64, same shape)."""
        import numpy as np

        if self.fixed is not None:
            return np.full(np.shape(u), self.fixed)
        if self.uniform is not None:
            return self.uniform[0] + (self.uniform[1] - self.uniform[0]) * u
        if self.log_uniform is not None:
            low, high = math.log(self.log_uniform[0]), math.log(self.log_uniform[1])
            return np.asarray(np.exp(low + (high - low) * u))
        from scipy.special import ndtri

        z = ndtri(u)
        if self.normal is not None:
            return np.asarray(self.normal[0] + self.normal[1] * z)
        if self.folded_normal is not None:
            return folded_normal_quantile(u, *self.folded_normal)
        assert self.log_normal is not None
        return np.asarray(self.log_normal[0] * np.exp(self.log_normal[1] * z))

    def scaled(self, factor: float) -> Prior:
        """The same prior with its parameter multiplied by ``factor``."""
        change: dict[str, object]
        if self.fixed is not None:
            change = {"fixed": self.fixed * factor}
        elif self.log_normal is not None:
            change = {"log_normal": (self.log_normal[0] * factor, self.log_normal[1])}
        else:
            a, b = getattr(self, self.distribution)
            change = {self.distribution: (a * factor, b * factor)}
        return Prior.model_validate({**self.model_dump(exclude_none=True), **change})

    def widened(self, factor: float) -> Prior:
        """The same prior with its width multiplied by ``factor`` around the same centre."""
        if self.fixed is not None:
            return self
        a, b = getattr(self, self.distribution)
        if self.uniform is not None:
            centre, half = (a + b) / 2, (b - a) / 2 * factor
            pair = (centre - half, centre + half)
        elif self.log_uniform is not None:
            centre, half = (math.log(a) + math.log(b)) / 2, (math.log(b) - math.log(a)) / 2 * factor
            import numpy as np

            with np.errstate(over="ignore"):  # infinity is refused below
                pair = (float(np.exp(centre - half)), float(np.exp(centre + half)))
        else:
            pair = (a, b * factor)
        return Prior.model_validate({**self.model_dump(exclude_none=True), self.distribution: pair})

    def pinned(self, value: float) -> Prior:
        """The parameter fixed at ``value`` by the user."""
        return Prior(fixed=value, source="set by the user", meaning=self.meaning, unit=self.unit, within=self.within)

    def inside(self, within: tuple[float, float] | None) -> Prior:
        """The same prior with another domain. Raises ValueError if a draw could leave it."""
        return Prior.model_validate({**self.model_dump(exclude_none=True), "within": within})
