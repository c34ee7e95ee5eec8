"""Headings and small pieces of sentences that all pages of a brief share."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from modusvivendi.case import Case
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.finding import Fact
from modusvivendi.findings.likelihood import rounded
from modusvivendi.study.outlook import Outlook, told_values
from modusvivendi.study.scales import POINTS, RUNGS, Scale

DECISION, OPTIONS, OFFER, WATCH = "1. Decision and advice", "2. Options", "3. First offer", "4. Watch and risks"
SHEETS, ASSUMED, EVIDENCE, SKILL, LIMITS, CHANGED, AGAIN, SOURCES = (
    "Annex A. Negotiation sheets",
    "Annex B. What is assumed",
    "Annex C. Theories and what they expect",
    "Annex D. How good such forecasts have been",
    "Annex E. Known limits",
    "Annex F. What changed since the last brief",
    "Annex G. How to make it again",
    "Annex H. Where each sentence comes from",
)
PAGES = (DECISION, OPTIONS, OFFER, WATCH)
NEXT = "next step"  # unit of a fact that is a date on which somebody should act
RULE = (
    "Rule: of all options that one is recommended which is good enough (not noticeably worse than the best on any aim) under most theories; among those that "
    "the aims do not tell apart, the noticeably cheaper, then the one under which noticeably more talks are met."
)


def quoted(names: Iterable[str], basis: Basis, last: str = "and") -> str:
    """Options or theories by their titles, in quotation marks."""
    return words.listed((f"“{basis.title(n)}”" for n in names), last)


def size_words(scale: Scale, value: float) -> str:
    """A difference without its sign, as its scale tells it: 0.5 of a rung, 1.1 million people."""
    if scale.unit == RUNGS:
        return words.rungs(value)
    size = words.fixed(abs(value), scale.digits)
    return f"{size} {'point of 100' if scale.unit == POINTS and size == '1' else scale.unit}"


def way_words(scale: Scale, value: float) -> str:
    """A change from today in words: 0.2 of a rung lower, up by 0.9 million people, no change."""
    if float(words.fixed(abs(value), 1 if scale.unit == RUNGS else scale.digits).replace(",", "")) == 0:
        return "no change"
    if scale.unit in (RUNGS, POINTS) or scale.unit.lower().startswith(scale.title.lower()):
        return f"{size_words(scale, value)} {direction_words(scale, value)}"
    return f"{'up' if value > 0 else 'down'} by {size_words(scale, value)}"


def direction_words(scale: Scale, value: float) -> str:
    """Higher or lower, of what is counted more or fewer."""
    if scale.unit in (RUNGS, POINTS):
        return "higher" if value > 0 else "lower"
    return "more" if value > 0 else "fewer"


def change_words(view: Outlook, option: str) -> str:
    """The average change from today under an option."""
    return way_words(view.scale, float(view.table.loc[option, "change"]))


def aim_words(name: str, view: Outlook, value: float) -> str:
    """An aim with its change: core rights 0.2 of a rung lower; 5 attacks a month more."""
    moved = way_words(view.scale, value)
    if moved == "no change":
        return f"{moved} in {name}"
    return moved if view.scale.unit.lower().startswith(view.scale.title.lower()) else f"{name} {moved}"


def level_words(view: Outlook, value: float) -> str:
    """A number as its scale tells it."""
    return size_words(view.scale, value)


def told(chance: float) -> str:
    """A chance in a cell, rounded as in sentences."""
    return f"{100 * rounded(chance):.0f} in 100"


def noticed(basis: Basis, aim: str, option: str, way: int) -> dict[str, float]:
    """Under each theory, by its title, the share of futures in which an aim ends noticeably better (+1) or worse (-1) than today."""
    view = basis.aims[aim]
    values, today = told_values(basis.given.result, basis.world.scales, view.scale)
    assert today is not None
    moved = view.better * way * (values[:, basis.standing.options.index(option)] - today) >= view.scale.difference
    return {basis.title(t): float(np.mean(moved[n])) for n, t in enumerate(basis.standing.theories)}


def mixed(basis: Basis, by_theory: dict[str, float]) -> float:
    """A chance by theory as the mixture has it."""
    return float(sum(w * by_theory[basis.title(t)] for t, w in basis.given.weights.items()))


def followers(basis: Basis) -> str:
    """Who follows, in words: one country by its name, several by that of their coalition."""
    given, case = basis.study.followers, basis.case
    if given is None:
        return "like-minded countries"
    names = case.coalitions.get(given, tuple(part.strip() for part in given.split(",")))
    if len(names) == 1:
        return case.country(names[0]).title
    return f"the coalition “{given}”" if given in case.coalitions else words.listed(case.country(n).title for n in names)


def bloc_words(case: Case, bloc: str) -> str:
    """A bloc in a cell, so that its title is not read as an option."""
    return f"bloc ‘{case.bloc(bloc).title}’"


def date_fact(text: str, iso: str) -> Fact:
    """A date on which somebody should act, with its ISO form for checks."""
    return Fact(value=text, unit=NEXT, note=iso)
