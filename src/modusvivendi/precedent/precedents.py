"""The answer to a negotiator's first question: what happened when somebody asked such a thing?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modusvivendi.case.shipped import shipped_cases
from modusvivendi.errors import InputError
from modusvivendi.files.given import given_whole
from modusvivendi.precedent.ask import Ask, make_ask
from modusvivendi.precedent.demand import CaseDemands, Demand, demand_table, known_on
from modusvivendi.precedent.distance import EPSILON, Near, rank_demands
from modusvivendi.precedent.only import counted, listed, read_filters
from modusvivendi.precedent.pooled import COVARIATES, Chance, Pooled, chance, fit
from modusvivendi.precedent.rate import Rate, correlations, rate_of
from modusvivendi.precedent.reference import ReferenceClass, reference_class
from modusvivendi.precedent.store import load_all
from modusvivendi.record.dates import parse_day

if TYPE_CHECKING:
    from modusvivendi.case import Case

NEAREST, MOST_LISTED = 8, 10_000
FORMS = {"single": 0.0, "package": 1.0}


@dataclass(frozen=True, eq=False)
class Outlook:
    """What the pooled logit gives an ask. own: whether the asked authority's own asks were used. by_form: chance by form.

    tie: whether the forms cannot be told apart: the interval of their difference holds 0. model: None, and by_form empty, if
    too few asks are left.
    """

    own: bool
    model: Pooled | None
    by_form: Mapping[str, Chance]
    tie: bool


@dataclass(frozen=True, eq=False)
class Precedents:
    """What was found. cases: read, the asked one first. ask: what is asked. demands: listed. counted: what rates are made of.

    filters: as said. rho: intraclass correlation by event, over all decided asks. near: nearest precedents, and tied: how many
    more are as near as the last of them. reference: the
    reference class; None if nothing is said of the ask. outlooks: with and without the asked authority's own asks (one only
    if the ask is to none on record, or nothing is said of it). groups: rates by attribute and word, of all that is counted.
    by_case: rates by case.
    """

    cases: tuple[CaseDemands, ...]
    ask: Ask
    demands: tuple[Demand, ...]
    counted: tuple[Demand, ...]
    filters: tuple[str, ...]
    rho: Mapping[str, float]
    near: tuple[Near, ...]
    tied: int
    reference: ReferenceClass
    outlooks: tuple[Outlook, ...]
    groups: Mapping[tuple[str, str], Rate]
    by_case: Mapping[str, Rate]

    @property
    def home(self) -> CaseDemands | None:
        """The case whose authority is asked; None for none on record."""
        return next((c for c in self.cases if c.name == self.ask.case), None)


def find_precedents(
    case: str | Path | Case | None = None,
    *,
    ask: Mapping[str, object] | None = None,
    only: Sequence[str] = (),
    cases: Sequence[str | Path | Case] | None = None,
    nearest: int = NEAREST,
    as_of: str | None = None,
) -> Precedents:
    """Look up what happened when somebody asked such a thing.

    case: whose authority is asked, None for one that is on no record. ask: what is asked (keys of ``ask.WORDS``). only:
    filters such as ``cost=mid,high``, ``domain=rights`` or ``years=2007-2012``. cases: whose records are read, by default all
    shipped ones; ``case`` is read besides. nearest: how many precedents are listed. as_of:
    the day on which it is asked (YYYY-MM-DD): what came later is not used.

    Raises InputError for unknown words and cases.
    """
    given_whole("nearest", nearest, 1, MOST_LISTED)
    first, others = [] if case is None else [case], shipped_cases() if cases is None else cases
    if cases is not None and len(load_all(cases)) < len(cases):
        raise InputError("cases: two are of one name, of which one would count; name each once")
    read = load_all([*first, *others])
    if as_of is not None:
        read = tuple(known_on(c, _day(as_of)) for c in read)
    if not read:
        raise InputError("no case: name one, or leave the list of cases out")
    made = make_ask(ask or {}, read, read[0].name if case is not None else "")
    table = demand_table(read)
    tests = read_filters(only, read)
    rho, rho_of_others = correlations(table), correlations([d for d in table if d.case != made.case])
    chosen, shown = counted(table, tests), listed(table, tests)
    ranked = () if made.empty else rank_demands(made, shown)
    return Precedents(
        cases=read,
        ask=made,
        demands=shown,
        counted=chosen,
        filters=tuple(only),
        rho=rho,
        near=ranked[:nearest],
        tied=sum(n.distance <= ranked[nearest - 1].distance + EPSILON for n in ranked[nearest:]),
        reference=reference_class(made, chosen, rho, rho_of_others),
        outlooks=() if made.empty else outlooks(made, table),
        groups=groups_of(chosen, rho),
        by_case={c.name: rate_of([d for d in chosen if d.case == c.name], rho) for c in read},
    )


def _day(text: str) -> str:
    """A day as YYYY-MM-DD."""
    try:
        return parse_day(text).isoformat()
    except ValueError as error:
        raise InputError(f"as of {text}: write a day as YYYY-MM-DD ({error})") from None


def outlooks(ask: Ask, table: Sequence[Demand]) -> tuple[Outlook, ...]:
    """What the pooled logit gives an ask, on all asks on record and without those of the asked authority."""
    found = [outlook(ask, table, own=True)]
    if any(d.case == ask.case for d in table):
        found.append(outlook(ask, [d for d in table if d.case != ask.case], own=False))
    return tuple(found)


def outlook(ask: Ask, table: Sequence[Demand], own: bool) -> Outlook:
    """Chances of an ask as a single ask and as a package: the logit has form and every covariate that is said of it."""
    covariates = [name for name in COVARIATES if name == "form" or getattr(ask, name) is not None]
    model = fit(table, covariates)
    if model is None:
        return Outlook(own, None, {}, True)
    by_form = {name: chance(model, replace(ask, form=value)) for name, value in FORMS.items()}
    _, low, high = model.coefficient("form")
    return Outlook(own, model, by_form, low <= 0 <= high)


def groups_of(demands: Sequence[Demand], rho: Mapping[str, float]) -> dict[tuple[str, str], Rate]:
    """Rates by attribute and word: form, cost, publicity, reward, and cost within form."""
    found: dict[tuple[str, str], list[Demand]] = {}
    for demand in demands:
        form, cost = demand.word("form"), demand.word("cost")
        for key in (
            ("form", form),
            ("cost", cost),
            ("publicity", demand.word("publicity")),
            ("reward", "with a reward" if demand.reward else "without"),
            ("form and cost", f"{form}, {cost}"),
        ):
            found.setdefault(key, []).append(demand)
    return {key: rate_of(rows, dict(rho)) for key, rows in found.items()}
