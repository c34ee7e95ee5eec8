"""Boxes in words: if these factors lie here, this happens so often."""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf

from modusvivendi.decide.box import Box


def condition(box: Box, titles: Mapping[str, str] | None = None, digits: int = 2) -> str:
    """The limits in words, "revenue dependence is under 0.4 and contamination above 0.6".

    ``titles`` gives factors their human names; ``digits`` are significant digits.
    """
    titles = titles or {}
    parts: list[str] = []
    for factor, (low, high) in box.limits.items():
        verb = "" if parts else "is "
        parts.append(f"{titles.get(factor, factor)} {verb}{_range(low, high, digits)}")
    return _joined(parts)


def _range(low: float, high: float, digits: int) -> str:
    if isinf(low):
        return f"under {_number(high, digits)}"
    if isinf(high):
        return f"above {_number(low, digits)}"
    return f"between {_number(low, digits)} and {_number(high, digits)}"


def _number(value: float, digits: int) -> str:
    """Significant digits without an exponent in the range people read easily."""
    short = f"{value:.{digits}g}"
    return f"{float(short):.0f}" if "e+" in short and abs(value) < 1e9 else short


def _joined(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


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
    return (
        f"if {condition(box, titles, digits)}, {happens} in {100 * box.density:.0f}% (base rate {100 * base_rate:.0f}%)"
    )
