"""Precedents of the first talks: which are near enough to be named, of which authority, and how often such asks were met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from modusvivendi.findings.precedents_words import published, when
from modusvivendi.precedent.demand import COST_WORDS, Demand
from modusvivendi.precedent.distance import BY_NAME, EPSILON, agrees, given, rank_demands
from modusvivendi.precedent.precedents import Precedents

LEAST = COST_WORDS["low"] / 2  # of cost to the authority, up to which nothing is asked: nearer to none than to low
FIRST = 6  # of the nearest, among which those with a page to read go first


def near_ones(found: Precedents) -> list[Demand]:
    """The nearest precedents that share an issue and the form with the ask: on another issue altogether, or among others in a package, nothing is
    near. Those asked of this authority first, of these what cost it something before what hardly was an ask, then those with a page to read;
    of other authorities, where this one was never asked, only what cost something and has a page."""
    near = [n.demand for n in rank_demands(found.ask, found.demands) if _alike(found, n.demand, "issues", "form")]
    own = [d for d in near if d.case == found.ask.case][:FIRST]
    others = [d for d in near[:FIRST] if d.case != found.ask.case and published(d) and not _free(d)]
    return sorted(own, key=lambda d: (_free(d), not published(d))) or others


def _free(demand: Demand) -> bool:
    """Whether what was asked cost the authority next to nothing."""
    return demand.cost <= LEAST + EPSILON


def whose(found: Precedents, demand: Demand) -> str:
    """When something was asked and, where that was of another authority, of which."""
    return when(demand.start) if demand.case == found.ask.case else f"{when(demand.start)} ({title_of(found, demand.case)})"


def title_of(found: Precedents, case: str) -> str:
    """The title of a case whose record was read, up to its first comma."""
    return next(c.title for c in found.cases if c.name == case).split(",")[0]


def rate(found: Precedents) -> str:
    """How often asks on the same matter and of the same form were met by this authority: the rate on any matter is told once for all (``form_rates``)."""
    mine = [d for d in found.counted if d.decided and d.case == found.ask.case and _alike(found, d, "issues", "form")]
    return f"{sum(d.met for d in mine)} of {len(mine)} met here" if mine else "never asked alone here"


def _alike(found: Precedents, demand: Demand, *names: str) -> bool:
    """Whether a demand agrees with the ask in attributes, as far as these are said of the ask."""
    return all(agrees(found.ask, demand, BY_NAME[name]) for name in names if BY_NAME[name] in given(found.ask))


@dataclass(frozen=True)
class FormRates:
    """How often asks of the same form and publicity were met, on any matter. own: by the authority asked, "" if none is decided; any_kind: of asks of any kind to this one; share_any: the same as a number, 1 if none is decided. met_on: how many of those that were met were on which
    issue, the most first."""

    own: str
    any_kind: str
    share_any: float
    met_on: Mapping[str, int]


def form_rates(found: Precedents) -> FormRates:
    """Rates on any matter: the nearest class that holds for every ask of this form."""
    alike = [d for d in found.counted if d.decided and _alike(found, d, "form", "publicity")]
    mine = [d for d in alike if d.case == found.ask.case]
    met = sum(d.met for d in mine)
    met_on = Counter(i for d in mine if d.met for i in d.issues)
    return FormRates(f"{met} of {len(mine)}" if mine else "", own_rate(found), share_met(found), dict(met_on.most_common()))


def own_rate(found: Precedents) -> str:
    """How often asks of any kind to this authority were met in full, on its own record; "" where none is decided."""
    known = found.by_case.get(found.ask.case)
    return "" if known is None or not known.decided else f"{known.met.count} of {known.decided}"


def share_met(found: Precedents) -> float:
    """The share of decided asks of any kind to this authority that were met in full; 1 if none is decided."""
    known = found.by_case.get(found.ask.case)
    return 1.0 if known is None or not known.decided else known.met.count / known.decided
