"""Chances in words: the number first, then the term of one scale; where theories disagree, both numbers and no term.

Readers agree far better on what is meant if the number stands in the sentence (Wintle et al. 2019, PLoS ONE 14(4) e0213522); the term adds
nothing beyond it (Mandel and Irwin 2021) and is house style. Scales are data: ``likelihood_scales.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from modusvivendi.errors import choose
from modusvivendi.files.yaml_file import read_yaml
from modusvivendi.findings.finding import Fact

CHANCE, TERM = "chance", "term of likelihood"  # units of the facts made here
DEFAULT = "icd203"
APART = 1  # bands by which theories may differ and still share a term
OUTSIDE = "outside the scale"
INNER = (0.05, 0.95)  # between them chances are told to the nearest 5 per cent, outside to the nearest 1


@dataclass(frozen=True)
class Band:
    """A term and the chances that it stands for, 0 to 1."""

    term: str
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    """A likelihood scale. name: key in the file; title, source: whose it is. bands: from the least likely."""

    name: str
    title: str
    source: str
    bands: tuple[Band, ...]

    def place(self, chance: float) -> int | None:
        """Number of the band of a chance; None outside the scale. An edge that two bands share goes to the one nearer to a half, a
        gap to the nearer band, and in its middle to the one nearer to a half."""
        if not self.bands[0].low - 1e-9 <= chance <= self.bands[-1].high + 1e-9:
            return None

        def distance(n: int) -> tuple[float, float]:
            band = self.bands[n]
            off = max(band.low - chance, chance - band.high, 0.0)
            return round(off, 9), round(abs((band.low + band.high) / 2 - 0.5), 9)

        return min(range(len(self.bands)), key=distance)

    def term(self, chance: float) -> str:
        """The term for a chance, by the rule of ``place``, or that it lies outside the scale."""
        place = self.place(chance)
        return OUTSIDE if place is None else self.bands[place].term

    @property
    def terms(self) -> set[str]:
        """Everything that ``term`` can say."""
        return {OUTSIDE, *(b.term for b in self.bands)}

    def legend_of(self, terms: Iterable[str]) -> str:
        """The bands of some of its terms in one line."""
        some = set(terms)
        return "; ".join(f"{b.term} {100 * b.low:.0f}–{100 * b.high:.0f}%" for b in self.bands if b.term in some)


@cache
def scales() -> dict[str, Scale]:
    """The shipped scales by name."""
    data: dict[str, Any] = dict(read_yaml(Path(__file__).with_name("likelihood_scales.yaml")))
    return {
        name: Scale(name, s["title"], s["source"], tuple(Band(term, low / 100, high / 100) for term, low, high in s["terms"]))
        for name, s in data.items()
    }


def scale_called(name: str) -> Scale:
    """A shipped scale; InputError for an unknown name."""
    return scales()[choose("likelihood scale", name, scales())]


def rounded(chance: float) -> float:
    """A chance as it is told: to the nearest 5 per cent between 5 and 95, outside to the nearest 1."""
    step = 0.05 if INNER[0] <= chance <= INNER[1] else 0.01
    return round(round(chance / step) * step, 2)


def phrase(name: str, chance: float, by_theory: Mapping[str, float], scale: Scale) -> tuple[str, dict[str, Fact]]:
    """The part of a claim that tells a chance, and its facts, whose names begin with ``name``.

    by_theory: the chance under each theory, by its title. If theories lie more than one band apart, their ends are told and no term is.
    """
    places = [p for p in (scale.place(c) for c in by_theory.values()) if p is not None]
    low, high = min(by_theory, key=by_theory.__getitem__), max(by_theory, key=by_theory.__getitem__)
    least, most = by_theory[low], by_theory[high]
    fact = Fact(
        value=rounded(chance), unit=CHANCE, low=least, high=most, interval="range", level=1.0, n=len(by_theory), note=scale.name
    )
    if places and max(places) - min(places) > APART:
        facts = {
            name: fact,
            f"{name}_least": Fact(value=rounded(least), unit=CHANCE),
            f"{name}_most": Fact(value=rounded(most), unit=CHANCE),
            f"{name}_low": Fact(value=low),
            f"{name}_high": Fact(value=high),
        }
        return (
            f"{{{name}:percent}}; theories disagree: {{{name}_least:percent}} if “{{{name}_low}}” holds, {{{name}_most:percent}} if “{{{name}_high}}” does",
            facts,
        )
    return f"{{{name}:percent}} ({{{name}_term}})", {
        name: fact,
        f"{name}_term": Fact(value=scale.term(rounded(chance)), unit=TERM, note=scale.name),
    }


def spread(chances: Mapping[str, float], scale: Scale) -> int:
    """By how many bands theories differ."""
    places = [p for p in (scale.place(c) for c in chances.values()) if p is not None]
    return int(np.ptp(places)) if places else 0
