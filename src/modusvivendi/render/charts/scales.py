"""From values to pixels: numbers along an axis, and names in bands; round ticks between."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Format = Callable[[float], str]


@dataclass(frozen=True)
class Linear:
    """Values from ``low`` to ``high`` on pixels from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, count: int) -> list[float]:
        """About ``count`` round values within the scale."""
        step = round_step((self.high - self.low) / max(count, 1))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [n * step for n in range(first, last + 1)]


def linear(values: object, start: float, end: float, *, zero: bool = False, nice: bool = True) -> Linear:
    """A scale that holds all finite values; zero: holds 0, too. nice: ends at round values."""
    found = np.asarray(values, np.float64).ravel()
    found = found[np.isfinite(found)]
    low, high = (float(found.min()), float(found.max())) if found.size else (0.0, 1.0)
    low, high = (min(low, 0.0), max(high, 0.0)) if zero else (low, high)
    if high - low < 1e-12 * max(1.0, abs(low)):
        low, high = low - 0.5, high + 0.5
    if nice:
        step = round_step((high - low) / 10)
        low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return Linear(low, high, start, end)


def round_step(step: float) -> float:
    """The nearest of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    share = step / power
    return power * (10 if share >= math.sqrt(50) else 5 if share >= math.sqrt(10) else 2 if share >= math.sqrt(2) else 1)


@dataclass(frozen=True)
class Bands:
    """Names one after another on pixels from ``start`` to ``end``, a band each."""

    names: tuple[object, ...]
    start: float
    end: float

    @property
    def step(self) -> float:
        """Height (or width) of a band."""
        return (self.end - self.start) / max(len(self.names), 1)

    def __call__(self, name: object) -> float:
        """The middle of a name's band."""
        return self.start + (self.names.index(name) + 0.5) * self.step


def bands(names: object, size: float) -> Bands:
    """Bands of ``size`` pixels each, in order of first appearance."""
    order = tuple(dict.fromkeys(names))  # type: ignore[call-overload]
    return Bands(order, 0.0, size * len(order))


def plain(ticks: Sequence[float]) -> Format:
    """Numbers with as many places as tell the ticks apart."""
    step = min((b - a for a, b in pairwise(ticks)), default=1.0)
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    return lambda value: f"{value + 0.0:,.{places}f}".replace("-", "−")


def percent(ticks: Sequence[float]) -> Format:
    """Shares in per cent."""
    shown = plain([100 * t for t in ticks])
    return lambda value: f"{shown(100 * value)}%"
