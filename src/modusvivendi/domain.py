"""Domains: which values a number may have at all, whoever gives them (a file, ``--set``, Python)."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Domain:
    """Finite numbers from ``low`` to ``high``, ends included; ``above``: without ``low`` itself."""

    low: float = -math.inf
    high: float = math.inf
    above: bool = False

    def __contains__(self, value: float) -> bool:
        return math.isfinite(value) and self.low <= value <= self.high and not (self.above and value == self.low)

    def __str__(self) -> str:
        start = "(" if self.above or math.isinf(self.low) else "["
        return f"{start}{self.low:g}, {self.high:g}{')' if math.isinf(self.high) else ']'}"

    def check(self, value: float) -> float:
        """Return ``value`` if it lies inside. Raises ValueError, which says what is allowed."""
        if value not in self:
            raise ValueError(f"{value:g} is not possible; allowed: {self}")
        return value
