"""Page 2: one row an option: what it does against today, what one would have to believe, cost, what could go wrong, what is reversible."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.words import OPTIONS, aim_words, level_words, quoted, way_words
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Chart, Fact, Finding, Table
from modusvivendi.findings.world import named
from modusvivendi.strategy import Strategy
from modusvivendi.strategy.followers import followers_of
from modusvivendi.study.scales import RUNGS

RECOGNITION = 0.95  # standing from which on an option recognises; what the shipped strategies mean by it
NOTICED = 0.01  # of welfare, 0 to 1: least difference told of a group, as for who is hurt by talks
WORST = "one future in twenty"  # behind the ends of the nine in ten that are told


def option_findings(basis: Basis) -> list[Finding]:
    """The second page."""
    return [_ties(basis), *_hurt(basis), _picture(basis), _table(basis)]


def _ties(basis: Basis) -> Finding:
    """Which options are tied, aim by aim."""
    facts: dict[str, Fact] = {}
    parts = []
    for aim, view in basis.aims.items():
        facts[aim] = Fact(value=basis.aim(aim))
        if view.all_tied:
            parts.append(f"{{{aim}}}: all tied")
            continue
        tied = view.tied_with(view.best)
        facts[f"{aim}_best"] = Fact(value=quoted([view.best, *tied], basis))
        parts.append(f"{{{aim}}}: {{{aim}_best}}" + (" are tied for best" if tied else " is best"))
    claim = "Best by what a reader would notice: " + "; ".join(parts) + "."
    return Finding(
        id="brief.options.best",
        question=OPTIONS,
        claim=claim,
        facts=facts,
        too_close_to_call=all(v.all_tied for v in basis.aims.values()),
    )


def _hurt(basis: Basis) -> list[Finding]:
    """Which options leave a group of the population worse off than today's course."""
    if basis.baseline is None:
        return []
    hurting = [o for o in basis.standing.options if losers(basis, o)]
    facts = {"hurting": Fact(value=quoted(hurting, basis), n=len(hurting))}
    claim = (
        "Some groups fare noticeably worse than on today's course under {hurting}."
        if hurting
        else "No option leaves a group of the population noticeably worse off than today's course."
    )
    return [Finding(id="brief.options.hurt", question=OPTIONS, claim=claim, facts=facts)]


def _picture(basis: Basis) -> Finding:
    """Average change from today with what nine of ten futures hold, option by option."""
    rows = []
    for view in basis.aims.values():
        today = float(view.table["mean"].iloc[0] - view.table.change.iloc[0])
        unit = "rungs" if view.scale.unit == RUNGS else view.scale.unit
        for option in view.strategies:
            row = view.table.loc[option]
            rows.append(
                {
                    "aim": f"{named(view)}, change from today ({unit})"
                    if unit.lower() != named(view).lower()
                    else f"{named(view)}, change from today",
                    "option": basis.title(option),
                    "change": float(row.change),
                    "low": float(row.low) - today,
                    "high": float(row.high) - today,
                    "advised": option == basis.option,
                    "better": view.better,
                }
            )
    data = pd.DataFrame(rows)
    fixed = [basis.aim(a) for a, v in basis.aims.items() if v.all_tied]
    moved = [basis.aim(a) for a, v in basis.aims.items() if not v.all_tied]
    title = f"Options differ on {words.listed(moved)}" if moved else "Options do not differ noticeably on any aim"
    title += f", and not on {words.listed(fixed)}" if moved and fixed else ""
    chart = Chart(
        form="change_ranges",
        title=title,
        description="One row an option, one panel an aim. The dot is the average change from today, the line what nine of ten futures hold, over "
        "chance and theories; the upright line is today. The recommended option is filled.",
        data=data,
        twin=Table(
            name="changes",
            caption="Change from today: average, and the ends of nine of ten futures",
            frame=data.drop(columns=["advised", "better"]),
            digits=2,
        ),
    )
    return Finding(id="brief.options.picture", question=OPTIONS, charts=(chart,))


def _table(basis: Basis) -> Finding:
    cost = basis.world.of("money")
    rows = []
    for option in ordered(basis):
        mark = " (recommended)" if option == basis.option else " (tied)" if option in basis.advice.tied else ""
        row = {
            "option": f"{basis.title(option)}{mark}",
            "against today, on average": against(basis, option),
            "what one would have to believe": belief(basis, option),
        }
        if cost is not None:
            row["cost"] = level_words(cost, float(cost.table.loc[option, "mean"]))
        row |= {"what could go wrong, and for whom": wrong(basis, option), "what cannot be taken back": reversible(basis, option)}
        rows.append(row)
    left = [basis.aim(a) for a, v in basis.aims.items() if v.all_tied]
    caption = "The options, the recommended one by the rule of annex B. Better means: noticeably, on at least one aim"
    if 0 < len(left) < len(basis.aims):
        caption += f". Left out, since all are tied there: {words.listed(left)}"
    table = Table(name="options", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.options.table", question=OPTIONS, tables=(table,))


def ordered(basis: Basis) -> list[str]:
    """The recommended option, those tied with it, then by how many theories find them good enough."""
    first = [basis.option, *basis.advice.tied]
    rest = [o for o in basis.standing.options if o not in first]
    return [*first, *sorted(rest, key=lambda o: -len(basis.standing.good_under(o)))]


def against(basis: Basis, option: str) -> str:
    """What an option does against today, on the aims that tell options apart, or on all where none does."""
    shown = {a: v for a, v in basis.aims.items() if not v.all_tied} or basis.aims
    told = "; ".join(aim_words(basis.aim(a), v, float(v.table.loc[option, "change"])) for a, v in shown.items())
    return told[:1].upper() + told[1:]


def belief(basis: Basis, option: str) -> str:
    """What one would have to believe to choose an option."""
    good, every = basis.standing.good_under(option), basis.standing.theories
    if option == basis.option or option in basis.advice.tied:
        bad = [t for t in every if t not in good]
        return "Any of the theories" if not bad else f"Any theory but {quoted(bad, basis)}"
    needed = basis.standing.needed(option, basis.option)
    if needed is None:
        return "Nothing in these theories makes it better than the recommended one" + (
            f"; it does as well under {quoted(good, basis)}" if good else ""
        )
    if needed.weight == 0:
        return f"Nothing more: it is better on {basis.aim(needed.aim)}, but worse on another aim"
    return f"That “{basis.title(needed.theory)}” has a chance of {words.in_hundred(needed.weight)} or more; then it is better on {basis.aim(needed.aim)}"


def wrong(basis: Basis, option: str) -> str:
    """The bad end of the aim that moves most, and groups that fare worse than if today's course goes on."""
    aim = next((a for a in ("wellbeing", "technical", "core_rights") if a in basis.aims), None)
    told = ""
    if aim is not None:
        view = basis.aims[aim]
        today = float(view.table["mean"].iloc[0] - view.table.change.iloc[0])
        end = float(view.table.loc[option, "low" if view.better > 0 else "high"])
        if view.scale.today is not None:
            told = f"In {WORST}, {basis.aim(aim)}: {level_words(view, end)} or more."
        else:
            told = f"In {WORST}, {basis.aim(aim)}: {way_words(view.scale, end - today)} than today or worse."
    hurt = losers(basis, option)
    told += f" Worse off than on today's course: {words.listed(hurt)}." if hurt else ""
    return told.strip()


def losers(basis: Basis, option: str) -> list[str]:
    """Groups of the population whose welfare is clearly and noticeably lower than if today's mix goes on."""
    if basis.baseline is None or option == basis.baseline:
        return []
    names, found = basis.standing.options, []
    for group in basis.case.groups:
        values = basis.given.result.outcome(f"wellbeing_{group.id}").astype(float)
        gap = values[:, names.index(option)] - values[:, names.index(basis.baseline)]
        mean = sum(w * float(gap[n].mean()) for n, w in enumerate(basis.given.weights.values()))
        if mean <= -NOTICED:
            found.append(group.title[:1].lower() + group.title[1:])
    return found


def strategy_of(basis: Basis, option: str) -> Strategy:
    """The option as the study has it."""
    return basis.study.strategies[basis.standing.options.index(option)]


def recognises(basis: Basis, option: str) -> int | None:
    """The month in which an option comes to recognise the authority; None if it never does."""
    for phase in strategy_of(basis, option).phases:
        if (phase.levers.standing or 0.0) >= RECOGNITION:
            return phase.start
    return None


def reversible(basis: Basis, option: str) -> str:
    """What of an option cannot be undone."""
    strategy, month = strategy_of(basis, option), recognises(basis, option)
    if month is not None:
        return (
            f"Recognition, from {words.month(month_of(basis.case, month))} on: it is irrevocable (Montevideo Convention, Art. 6)"
        )
    if strategy.nobody_follows:
        return "Nothing new is done"
    parts = []
    agenda = basis.given.agendas.get(option)
    if agenda is not None and agenda.reward + agenda.standing > 0:
        parts.append("Rewards already delivered")
    if eases(basis, option):
        parts.append("sanctions once lifted, without the same consent again")
    if any((p.levers.standing or 0.0) > 0.3 for p in strategy.phases):
        parts.append("status once accorded")
    told = words.listed(parts)
    return told[:1].upper() + told[1:] if told else "All of it can be stopped within a budget year"


def eases(basis: Basis, option: str) -> bool:
    """Whether an option presses noticeably less than those who follow do today."""
    levels = [p.levers.pressure for p in strategy_of(basis, option).phases if p.levers.pressure is not None]
    members = {c.bloc for c in basis.case.countries if c.id in _followers(basis, option)}
    now = [b.pressure.centre for b in basis.case.blocs if b.id in members]
    return bool(levels and now and min(levels) < max(now) - 0.2)


def _followers(basis: Basis, option: str) -> set[str]:
    return followers_of(strategy_of(basis, option), basis.case, basis.study.followers)
