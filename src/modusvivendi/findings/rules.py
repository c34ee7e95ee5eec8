"""Boxes in words: if these theories hold and these numbers lie there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isinf

from modusvivendi.analysis.discovery.box import Box
from modusvivendi.analysis.worlds import WHICH
from modusvivendi.findings import Fact, words

Said = tuple[str, dict[str, Fact]]  # part of a claim, and the facts that it names


def condition(box: Box, titles: Mapping[str, str], theories: Sequence[str] = (), *, start: str = "") -> Said:
    """The limits of a box: ``{which} and {factor_1} is under {high_1:2} and {factor_2} above {low_2:2}``.

    titles: human names of factors. theories: in the order of the factor that tells them apart. start: of the names of facts.
    """
    parts: list[str] = []
    facts: dict[str, Fact] = {}
    if WHICH in box.limits:
        facts[f"{start}which"] = Fact(value=which_theories(box.limits[WHICH], theories))
        parts.append(f"{{{start}which}}")
    numbers = [(factor, limits) for factor, limits in box.limits.items() if factor != WHICH]
    told = []
    for n, (factor, (low, high)) in enumerate(numbers, 1):
        facts[f"{start}factor_{n}"] = Fact(value=titles.get(factor, factor))
        ends = {f"{start}low_{n}": low, f"{start}high_{n}": high}
        facts |= {name: Fact(value=float(end)) for name, end in ends.items() if not isinf(end)}
        verb = "is " if n == 1 else ""
        told.append(f"{{{start}factor_{n}}} {verb}{_range(low, high, f'{start}low_{n}', f'{start}high_{n}')}")
    return " and ".join([*parts, *([words.listed(told)] if told else [])]), facts


def _range(low: float, high: float, low_name: str, high_name: str) -> str:
    if isinf(low):
        return f"under {{{high_name}:2}}"
    if isinf(high):
        return f"above {{{low_name}:2}}"
    return f"between {{{low_name}:2}} and {{{high_name}:2}}"


def which_theories(limits: tuple[float, float], theories: Sequence[str]) -> str:
    """The theories that a limit on their places (from 1) allows, or those it leaves out if they are fewer."""
    held = [t for n, t in enumerate(theories, 1) if limits[0] <= n <= limits[1]]
    out = [t for t in theories if t not in held]
    named = [f"`{t}`" for t in (held if len(held) <= len(out) else out)]
    if len(held) <= len(out):
        return f"{words.listed(named, 'or')} holds"
    return f"{named[0]} does not hold" if len(named) == 1 else f"none of {words.listed(named)} holds"


def condition_text(box: Box, titles: Mapping[str, str], theories: Sequence[str] = ()) -> str:
    """The limits of a box as plain text, for a cell of a table."""
    claim, facts = condition(box, titles, theories)
    return claim.format_map(facts)
