"""Boxes in words: if these factors lie here, this happens so often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isinf

import numpy as np

from modusvivendi.analysis.discovery.box import Box


def condition(box: Box, titles: Mapping[str, str] | None = None, digits: int = 2) -> str:
    """The limits in words, "revenue dependence is under 0.4 and contamination above 0.6".

    ``titles`` gives factors their human names; ``digits`` are significant digits.
    """
    titles = titles or {}
    parts: list[str] = []
    for factor, (low, high) in box.limits.items():
        verb = "" if parts else "is "
        parts.append(f"{titles.get(factor, factor)} {verb}{_range(low, high, digits)}")
    return listed(parts)


def _range(low: float, high: float, digits: int) -> str:
    if isinf(low):
        return f"under {number(high, digits)}"
    if isinf(high):
        return f"above {number(low, digits)}"
    return f"between {number(low, digits)} and {number(high, digits)}"


def number(value: float, digits: int = 3) -> str:
    """A number in significant digits, without an exponent: 0.00012, 1200."""
    return np.format_float_positional(value + 0.0, precision=digits, unique=False, fractional=False, trim="-")


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words as a list in a sentence: a, b and c."""
    *first, end = (*words,) or ("",)
    return f"{', '.join(first)} {last} {end}" if first else end


def rule(
    box: Box,
    base_rate: float,
    happens: str,
    titles: Mapping[str, str] | None = None,
    digits: int = 2,
) -> str:
    """A rule as one sentence.

    ``happens`` says what the cases of interest are, "`piecemeal` fails"; ``base_rate`` (0–1) is how often
    it happens over all futures. Example: "if revenue dependence is under 0.4 and contamination above 0.6,
    `piecemeal` fails in 71% (base rate 34%)".
    """
    if not box.limits:
        return f"{happens} in {100 * box.density:.0f}% of all futures, with no condition found"
    return f"if {condition(box, titles, digits)}, {happens} in {100 * box.density:.0f}% (base rate {100 * base_rate:.0f}%)"
