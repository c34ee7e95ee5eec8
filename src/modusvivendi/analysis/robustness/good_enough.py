"""Which option is good enough on several aims, whatever theory holds; what one would have to believe for another.

Domain criterion (Starr 1963): an option is judged by the theories under which it satisfies, here: under which it is not noticeably
worse than the best option on any aim. *Noticeably*: by at least the difference that matters to a reader, and by more than 1.96
standard errors on paired futures (docs/telling.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from modusvivendi.study.outlook import CLEAR, Outlook, told_values
from modusvivendi.study.result import Result
from modusvivendi.study.sampling_error import sampling_error
from modusvivendi.study.scales import RUNGS, Scales
from modusvivendi.study.summary import direction_of


@dataclass(frozen=True)
class Needed:
    """The least weight on one theory with which an option is noticeably better than another on an aim; 0 if it is so already."""

    theory: str
    aim: str
    weight: float


@dataclass(frozen=True, eq=False)
class Standing:
    """How options stand to one another on every aim under every theory.

    aims: outcomes; theories, options: names. weights: of theories. gap (aims, theories, options, options): mean of row less
    column, counted in differences that matter, more is better; mixed (aims, options, options): the same in the mixture.
    told, mixed_told: the same shapes, whether a gap is noticeable either way.
    """

    aims: tuple[str, ...]
    theories: tuple[str, ...]
    options: tuple[str, ...]
    weights: np.ndarray
    gap: np.ndarray
    told: np.ndarray
    mixed: np.ndarray
    mixed_told: np.ndarray

    def beaten_by(self, option: str, theory: str) -> list[tuple[str, str, float]]:
        """Options that are noticeably better under a theory, with the aim and by how many differences that matter."""
        o, t = self.options.index(option), self.theories.index(theory)
        return [
            (other, aim, float(self.gap[a, t, n, o]))
            for a, aim in enumerate(self.aims)
            for n, other in enumerate(self.options)
            if self.told[a, t, n, o] and self.gap[a, t, n, o] > 0
        ]

    def good_under(self, option: str) -> list[str]:
        """Theories under which no option is noticeably better on any aim."""
        return [t for t in self.theories if not self.beaten_by(option, t)]

    def apart(self, first: str, second: str) -> bool:
        """Whether two options differ noticeably on an aim in the mixture."""
        return bool(self.mixed_told[:, self.options.index(first), self.options.index(second)].any())

    def needed(self, option: str, against: str) -> Needed | None:
        """The least weight on one theory, the others keeping their proportions, with which ``option`` is noticeably better than
        ``against`` on some aim; None if no theory can bring that about."""
        o, r = self.options.index(option), self.options.index(against)
        found: list[Needed] = []
        for a, aim in enumerate(self.aims):
            if self.mixed_told[a, o, r] and self.mixed[a, o, r] > 0:
                return Needed("", aim, 0.0)
            for t, theory in enumerate(self.theories):
                own, share = float(self.gap[a, t, o, r]), float(self.weights[t])
                if not self.told[a, t, o, r] or own < 1:
                    continue
                rest = (float(self.mixed[a, o, r]) - share * own) / (1 - share) if share < 1 else own
                found.append(Needed(theory, aim, 1.0 if own <= rest else max(0.0, (1 - rest) / (own - rest))))
        return min(found, key=lambda n: n.weight, default=None)


def standing(result: Result, scales: Scales, weights: Mapping[str, float], aims: Sequence[str]) -> Standing:
    """How the options of a result stand on aims that are anchored; others are left out."""
    share = np.array(list(weights.values()))
    gaps, told, mixed, mixed_told, kept = [], [], [], [], []
    for aim in aims:
        scale = scales.of(aim)
        if scale is None:
            continue
        values, _ = told_values(result, scales, scale)
        values = values[:, :, np.isfinite(values).all(axis=(0, 1))]
        better = direction_of(aim) * (1 if scale.unit == RUNGS else int(np.sign(scale.slope)))
        values = better * values / scale.difference
        mean, clear = _pairs(values)
        gaps.append(mean)
        told.append(clear)
        mean, clear = _pairs(np.einsum("t,tsf->sf", share, values)[None])
        mixed.append(mean[0])
        mixed_told.append(clear[0])
        kept.append(aim)
    return Standing(
        aims=tuple(kept),
        theories=tuple(t.name for t in result.study.theories),
        options=tuple(s.name for s in result.study.strategies),
        weights=share,
        gap=np.array(gaps),
        told=np.array(told),
        mixed=np.array(mixed),
        mixed_told=np.array(mixed_told),
    )


def _pairs(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of values (groups, options, futures): mean gaps of each pair (groups, options, options), and whether they are noticeable."""
    means = values.mean(axis=2)
    gap = means[:, :, None] - means[:, None, :]
    if values.shape[2] < 2:
        return gap, np.zeros(gap.shape, bool)
    errors = np.stack([sampling_error(group[:, None, :] - group[None, :, :]) for group in values])
    return gap, (np.abs(gap) >= 1) & (np.abs(gap) > CLEAR * errors)


@dataclass(frozen=True)
class Recommended:
    """What the rule picks. option: the one that is spelled out. tied: others that the aims do not tell from it. good: theories
    under which it is good enough. by: what decided among the tied: ``cost``, ``talks`` or ``order``; "" where nothing had to."""

    option: str
    tied: tuple[str, ...]
    good: tuple[str, ...]
    by: str = ""


def recommend(found: Standing, cost: Outlook | None, talks: Outlook | None) -> Recommended:
    """The option by rule: good enough under most theories; of those that the aims do not tell apart, the noticeably cheaper, then
    the one under which noticeably more talks are met, then the first in the study's order."""
    good = {o: tuple(found.good_under(o)) for o in found.options}
    most = max(len(names) for names in good.values())
    level = [o for o in found.options if len(good[o]) == most]
    lead = min(level, key=lambda o: float(found.mixed[:, :, found.options.index(o)].max(axis=1, initial=0).sum()))
    tied = [o for o in level if o == lead or not found.apart(o, lead)]
    left, by = tied, ""
    for name, view in (("cost", cost), ("talks", talks)):
        if len(left) > 1 and view is not None:
            best = max(left, key=lambda o: float(view.better * view.table.loc[o, "mean"]))
            kept = [o for o in left if o == best or not view.told.loc[best, o]]
            by = name if len(kept) < len(left) else by
            left = kept
    option = left[0]
    by = by if len(left) == 1 else "order"
    return Recommended(option, tuple(o for o in tied if o != option), good[option], by if len(tied) > 1 else "")
