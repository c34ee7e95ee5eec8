"""Precedents of the first talks: which are near enough to be named, of which authority, and how often such asks were met."""

from __future__ import annotations

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.precedents_words import published, when
from modusvivendi.precedent.demand import Demand
from modusvivendi.precedent.distance import BY_NAME, agrees, rank_demands
from modusvivendi.precedent.precedents import Precedents

FIRST = 6  # of the nearest, among which those with a page to read go first


def near_ones(found: Precedents) -> list[Demand]:
    """The nearest precedents that share an issue with the ask: on another issue altogether nothing is near, however alike the form; those
    asked of this authority first, whatever their form, and of the few nearest those with a page to read. Of other authorities only what is alike in
    form too."""
    near = [n.demand for n in rank_demands(found.ask, found.demands) if agrees(found.ask, n.demand, BY_NAME["issues"])]
    own = [d for d in near if d.case == found.ask.case][:FIRST]
    others = [d for d in near[:FIRST] if d.case != found.ask.case and agrees(found.ask, d, BY_NAME["form"])]
    return [*sorted(own, key=lambda d: not published(d)), *sorted(others, key=lambda d: not published(d))]


def whose(found: Precedents, demand: Demand) -> str:
    """Of which authority something was asked, and when."""
    return f"{title_of(found, demand.case)}, {when(demand.start)}"


def title_of(found: Precedents, case: str) -> str:
    """The title of a case whose record was read, up to its first comma."""
    return next(c.title for c in found.cases if c.name == case).split(",")[0]


def rate(found: Precedents) -> str:
    """How often such asks were met, and over how many authorities on record."""
    share, asked = found.reference.rate.met, {d.case for d in found.reference.demands if d.decided}
    if share.value is None or share.low is None or share.high is None:
        return "no such ask is on record"
    to = (
        f"{len(asked)} authorities"
        if len(asked) > 1
        else "this authority"
        if found.ask.case in asked
        else title_of(found, *asked)
    )
    mine = [d for d in found.reference.demands if d.decided and d.case == found.ask.case]
    own = f"{sum(d.met for d in mine)} of {len(mine)} here; " if mine and len(asked) > 1 else ""
    return f"{own}{share.count} of {found.reference.rate.decided} asks to {to} met ({100 * share.low:.0f} to {100 * share.high:.0f} in 100)"


def own_rate(found: Precedents) -> str:
    """How often asks of any kind to this authority were met in full, on its own record; "" where none is decided."""
    known = found.by_case.get(found.ask.case)
    return "" if known is None or not known.decided else f"{known.met.count} of {known.decided}"


def authorities(basis: Basis) -> str:
    """The authorities whose records were read."""
    return words.listed(dict.fromkeys(title_of(found, c.name) for found in basis.given.precedents.values() for c in found.cases))
