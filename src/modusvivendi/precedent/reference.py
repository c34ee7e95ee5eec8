"""The reference class of an ask: precedents that agree with it in as much as enough of them can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modusvivendi.precedent.ask import Ask
from modusvivendi.precedent.demand import Demand
from modusvivendi.precedent.distance import Attribute, agrees, given
from modusvivendi.precedent.rate import Rate, rate_of

ENOUGH, ENOUGH_FILES = 10, 3  # decided asks and files that a class must keep
THIN = 5.0  # effective asks below which evidence is called thin


@dataclass(frozen=True)
class Step:
    """One narrowing. attribute: in which its asks agree with the ask besides what was kept before. kept: whether enough did."""

    attribute: Attribute
    rate: Rate
    kept: bool


@dataclass(frozen=True)
class Check:
    """The class counted in another way. name: which. rate: what is left."""

    name: str
    rate: Rate


@dataclass(frozen=True)
class ReferenceClass:
    """Asks such as this one. demands: all of them, undecided ones included. agree: in what they agree with the ask.

    steps: every narrowing that was tried. rate: how they ended; others: the same without the asked authority's own, None if
    it has none on record. checks: counted in other ways.
    """

    demands: tuple[Demand, ...]
    agree: tuple[Attribute, ...]
    steps: tuple[Step, ...]
    rate: Rate
    others: Rate | None
    checks: tuple[Check, ...]


def is_thin(rate: Rate) -> bool:
    """Whether a rate rests on fewer than THIN independent asks, or on fewer files than ENOUGH_FILES."""
    return rate.decided > 0 and (rate.met.effective < THIN or rate.files < ENOUGH_FILES)


def reference_class(
    ask: Ask, demands: Sequence[Demand], rho: dict[str, float], rho_of_others: dict[str, float] | None = None
) -> ReferenceClass:
    """Narrow all demands by one attribute of the ask after another, in the order of ATTRIBUTES, while enough agree.

    An attribute that would leave fewer than ENOUGH decided asks in ENOUGH_FILES files is passed over. rho: intraclass
    correlation by event; rho_of_others: the same without the asked authority's own asks.
    """
    chosen, agree, steps = tuple(demands), [], []
    for attribute in given(ask):
        narrower = tuple(d for d in chosen if agrees(ask, d, attribute))
        rate = rate_of(narrower, rho)
        kept = rate.decided >= ENOUGH and rate.files >= ENOUGH_FILES
        steps.append(Step(attribute, rate, kept))
        if kept:
            chosen = narrower
            agree.append(attribute)
    others = (
        rate_of([d for d in chosen if d.case != ask.case], rho_of_others or rho)
        if any(d.case == ask.case for d in demands)
        else None
    )
    return ReferenceClass(chosen, tuple(agree), tuple(steps), rate_of(chosen, rho), others, checks_of(chosen, rho))


CHECKS: dict[str, Callable[[Demand], bool]] = {
    "failed for the asker's part": lambda d: not d.elsewhere,
    "weak rows": lambda d: not d.weak,
    "disputed outcomes": lambda d: not d.disputed,
    "asked by a rival government": lambda d: not d.rival,
}


def checks_of(demands: Sequence[Demand], rho: dict[str, float]) -> tuple[Check, ...]:
    """The same asks without each kind that the cases' authors warn of, and with the first decided ask of each file only."""
    found = [Check(name, rate_of([d for d in demands if keep(d)], rho)) for name, keep in CHECKS.items()]
    first: dict[str, Demand] = {}
    for demand in sorted(demands, key=lambda d: (d.start, d.id)):
        if demand.decided:
            first.setdefault(demand.cluster, demand)
    return (*found, Check("later asks of the same file", rate_of(list(first.values()), rho)))
