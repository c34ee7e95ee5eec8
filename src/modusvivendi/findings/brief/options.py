"""Page 2: one row an option: what it does against today, what one would have to believe, cost, what could go wrong, what is reversible."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.risks import SELDOM, consents, eases, losers, recognises, wrong
from modusvivendi.findings.brief.words import OPTIONS, direction_words, for_less, mixed, noticed, quoted, strategy_of
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Chart, Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.likelihood import CHANCE, rounded
from modusvivendi.findings.world import named
from modusvivendi.study.outlook import Outlook
from modusvivendi.study.scales import POINTS, RUNGS

BELIEVED = "what one would have to believe"
NOTHING_MORE = "Nothing more: no option does better, whatever theory holds"
FEW = 3  # theories that are named
WORDS = 27  # of the line that says what an option is, in whole clauses


def option_findings(basis: Basis) -> list[Finding]:
    """The second page."""
    return [_ties(basis), *_everywhere(basis), *_picture(basis), _table(basis), _theories(basis), *_consent(basis)]


def _ties(basis: Basis) -> Finding:
    """Which options are tied, aim by aim."""
    facts: dict[str, Fact] = {}
    parts = []
    for aim, view in basis.aims.items():
        if view.all_tied:
            continue
        facts[aim], tied = Fact(value=basis.aim(aim)), view.tied_with(view.best)
        facts[f"{aim}_best"] = Fact(value=these_options([view.best, *tied], basis))
        parts.append(f"on {{{aim}}}, {{{aim}_best}}" + (", tied" if tied else ""))
    claim = "Best " + "; ".join(parts) + "."
    level = [basis.aim(aim) for aim, view in basis.aims.items() if view.all_tied]
    if level:
        facts["level"] = Fact(value=words.listed(level), n=len(level))
        claim += " On {level} all options are tied."
    if len(level) == len(basis.aims):
        claim = "All options are tied on every aim: {level}. The numbers are in part 1; the table shows in what else the options differ."
    return Finding(
        id="brief.options.best",
        question=OPTIONS,
        claim=claim,
        facts=facts,
        too_close_to_call=all(v.all_tied for v in basis.aims.values()),
    )


def _everywhere(basis: Basis) -> list[Finding]:
    """The risk that no choice removes: the aim that ends worse than today most often whatever is chosen."""
    found = {aim: [mixed(basis, noticed(basis, aim, o, -1)) for o in basis.standing.options] for aim in basis.aims}
    if not found:
        return []
    aim = max(found, key=lambda a: min(found[a]))
    low, high = rounded(min(found[aim])), rounded(max(found[aim]))
    if low < SELDOM:
        return []
    facts = {"aim": Fact(value=basis.aim(aim)), "low": Fact(value=low, unit=CHANCE), "high": Fact(value=high, unit=CHANCE)}
    span = "{low:percent}" if low == high else "{low:percent} to {high:percent}"
    view = basis.aims[aim]
    comma = "" if view.scale.unit in (RUNGS, POINTS) else ","
    facts["worse"] = Fact(value=direction_words(view.scale, -view.better))
    claim = f"A risk under every option: {{aim}}{comma} noticeably {{worse}} than now, {span}."
    hurting = [o for o in basis.standing.options if losers(basis, o)] if basis.baseline else []
    facts["hurting"] = Fact(value=quoted(hurting, basis), n=len(hurting))
    claim += (
        " Some groups fare noticeably worse than on today's course under {hurting}."
        if hurting
        else " In the model's outcomes no option leaves a group of the population noticeably worse off than today's course."
    )
    return [Finding(id="brief.options.everywhere", question=OPTIONS, claim=claim, facts=facts)]


def _picture(basis: Basis) -> list[Finding]:
    """Average change from now with what nine of ten futures hold, option by option; none where all options are tied on every aim."""
    rows = []
    shown = [v for v in basis.aims.values() if not v.all_tied]
    if not shown:
        return []
    for view in shown:
        today = float(view.table["mean"].iloc[0] - view.table.change.iloc[0])
        unit = "rungs" if view.scale.unit == RUNGS else view.scale.unit
        for option in view.strategies:
            row = view.table.loc[option]
            rows.append(
                {
                    "aim": f"{named(view)}, change from now ({unit})"
                    if unit.lower() != named(view).lower()
                    else f"{named(view)}, change from now",
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
    title = f"Options differ on {words.listed(moved)}" + (f", and not on {words.listed(fixed)}" if fixed else "")
    chart = Chart(
        form="change_ranges",
        title=title,
        description="One row an option, one panel an aim. The dot is the average change from now, the line where nine of ten futures lie, over "
        "chance and theories; the upright line is what holds now. "
        f"{basis.role.capitalize()} is filled.",
        data=data,
        twin=Table(
            name="changes",
            caption="Change from now: average, and the ends of nine of ten futures",
            frame=data.drop(columns=["advised", "better"]),
            digits=2,
        ),
    )
    return [Finding(id="brief.options.picture", question=OPTIONS, charts=(chart,))]


def _table(basis: Basis) -> Finding:
    cost = basis.world.of("money")
    shown = {a: v for a, v in basis.aims.items() if not v.all_tied}
    rows = []
    for option in ordered(basis):
        row = {"option": f"{basis.title(option)}{mark(basis, option)}: {what_it_is(basis, option)}"}
        row |= {change_head(basis, a): _signed(v, float(v.table.loc[option, "change"])) for a, v in shown.items()}
        if cost is not None and not cost.all_tied:
            row[cost_head(cost)] = words.fixed(float(cost.table.loc[option, "mean"]), cost.scale.digits)
        row |= {
            BELIEVED: belief(basis, option),
            "what could go wrong": wrong(basis, option) or "Nothing that sets it apart",
        }
        rows.append(row | {"what cannot be taken back": reversible(basis, option)})
    caption = "Changes from now, talks and rewards are averages; better and worse mean noticeably so, on at least one aim. Rule of the recommendation: annex B"
    if not shown:
        caption = "What tells options apart where all are tied on every aim; talks and rewards are averages"
    if cost is not None and cost.all_tied:
        level = (float(cost.table["mean"].min()), float(cost.table["mean"].max()))
        caption += f". What outsiders spend is {span_words(cost, *level)} under every option"
    if all(row[BELIEVED] == NOTHING_MORE for row in rows):
        rows = [{head: cell for head, cell in row.items() if head != BELIEVED} for row in rows]
        caption += ". Whatever theory holds, no option does better than another"
    table = Table(name="options", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.options.table", question=OPTIONS, tables=(table,))


def span_words(view: Outlook, low: float, high: float) -> str:
    """The least and the most as its scale tells them: 0.93 to 0.94 billion dollars a year."""
    ends = dict.fromkeys(words.fixed(value, view.scale.digits) for value in (low, high))
    return f"{' to '.join(ends)} {view.scale.unit}"


def what_it_is(basis: Basis, option: str) -> str:
    """An option in one line: its summary, of a long one the first parts; of a plan, its talks."""
    if option == basis.given.own:
        plan = basis.given.agendas.get(option)
        count = words.counted(len(plan.tracks) if plan else 0, "set of talks", "sets of talks")
        return f"the plan handed in, {count}"
    if option == basis.baseline:
        return "present policy goes on, adjusted as in the past"
    summary = strategy_of(basis, option).summary.rstrip(".")
    for mark in (";", ","):
        clauses = summary.split(f"{mark} ")
        while len(clauses) > 1 and len(f"{mark} ".join(clauses).split()) > WORDS:
            clauses.pop()
        summary = f"{mark} ".join(clauses)
    return lowered(summary)


def _theories(basis: Basis) -> Finding:
    """What each theory claims, in a line."""
    facts: dict[str, Fact] = {}
    said = []
    for n, theory in enumerate(basis.study.theories):
        facts |= {
            f"name{n}": Fact(value=theory.title),
            f"claim{n}": Fact(value=lowered(theory.claim.split(":")[0].split(";")[0])),
        }
        said.append(f"“{{name{n}}}”: {{claim{n}}}")
    return Finding(
        id="brief.options.theories", question=OPTIONS, part="What the theories say", claim=f"{'; '.join(said)}.", facts=facts
    )


def mark(basis: Basis, option: str) -> str:
    """What an option is, behind its title: the same words on every page."""
    said = []
    if option == basis.recommended:
        said.append("recommended")
    if option == basis.option != basis.recommended:
        said.append("worked out")
    if option in (basis.tied() if basis.recommended else ()):
        said.append("tied")
    return f" ({words.listed(said)})" if said else ""


def change_head(basis: Basis, aim: str) -> str:
    """Head of a column of changes from today."""
    scale, name = basis.aims[aim].scale, basis.aim(aim)
    return name if scale.unit.lower().startswith(name.lower()) else f"{name} ({scale.unit})"


def cost_head(cost: Outlook) -> str:
    """Head of the column of cost: whose money, and in what."""
    return f"{lowered(cost.scale.title)} ({cost.scale.unit})"


def _signed(view: Outlook, value: float) -> str:
    told = words.fixed(value, view.scale.digits)
    return told if told.startswith("−") or float(told.replace(",", "")) == 0 else f"+{told}"


def _consent(basis: Basis) -> list[Finding]:
    """Whose consent is missing for which options."""
    who: dict[str, list[str]] = {}
    for option in ordered(basis):
        for rule in consents(basis, option):
            who.setdefault(lowered(rule["what"]), []).append(option)
    facts: dict[str, Fact] = {}
    said = []
    for n, (consent, needing) in enumerate(who.items()):
        facts |= {f"who{n}": Fact(value=consent), f"for{n}": Fact(value=_these(basis, needing), n=len(needing))}
        said.append(f"{{who{n}}} ({{for{n}}})")
    if not said:
        return []
    facts["option"] = Fact(value=basis.title(basis.option))
    claim = f"Consent is needed for {'; '.join(said)}. Whose, for “{{option}}”: part 4."
    return [Finding(id="brief.options.consent", question=OPTIONS, part="Consent", claim=claim, facts=facts)]


def these_options(some: list[str], basis: Basis) -> str:
    """Options by their titles; many of them as all but those that are left."""
    missing = [o for o in basis.standing.options if o not in some]
    return f"all but {quoted(missing, basis)}" if len(missing) < len(some) and len(missing) <= 2 else quoted(some, basis)


def _these(basis: Basis, some: list[str]) -> str:
    """Options by their titles: all but one or two of them, or each."""
    missing = [o for o in basis.standing.options if o not in some]
    if not missing:
        return "every option"
    if len(missing) <= 2 < len(some):
        return f"all but {quoted(missing, basis)}"
    return quoted(some, basis)


def ordered(basis: Basis) -> list[str]:
    """The option worked out, those tied with it or recommended, then by how many theories find them good enough."""
    best = (basis.advice.option, *basis.advice.tied)
    first = [basis.option, *(o for o in basis.standing.options if o in best and o != basis.option)]
    rest = [o for o in basis.standing.options if o not in first]
    return [*first, *sorted(rest, key=lambda o: -len(basis.standing.good_under(o)))]


def belief(basis: Basis, option: str) -> str:
    """What one would have to believe to choose an option: under which theories it is best or tied, under which another does noticeably
    better; of one that is behind, from what chance of which theory on it is ahead of the one by rule."""
    good, every, best = basis.standing.good_under(option), basis.standing.theories, basis.advice.option
    bad = [t for t in every if t not in good]
    cheaper, level = for_less(basis, option)
    if not bad and level:
        holds = f"If {quoted(level, basis, 'or')} holds" if len(level) <= FEW else f"Under {len(level)} of {len(every)} theories"
        rest = "; else no option does better" if len(level) < len(every) else ""
        told = f"{holds if rest else 'Whatever theory holds'}, “{basis.title(cheaper)}” does as well for less money{rest}"
    elif not bad:
        told = NOTHING_MORE
    elif good and set(good) <= set(level):
        told = f"Nothing holds it up: under {quoted(good, basis)} “{basis.title(cheaper)}” does as well for less money; else another does better"
    elif not good:
        told = "Another does better under every theory"
    elif len(bad) <= len(good):
        told = f"That {quoted(bad, basis, 'and')} {'does' if len(bad) == 1 else 'do'} not hold; else another does better"
    else:
        told = f"That {quoted(good, basis, 'or')} holds; else another does better"
    needed = None if option in (best, *basis.advice.tied) else basis.standing.needed(option, best)
    if needed is None:
        return told
    if needed.weight == 0:
        return f"{told}. It is better than “{basis.title(best)}” on {basis.aim(needed.aim)}, but worse elsewhere"
    return f"{told}. From a chance of {words.in_hundred(needed.weight)} for “{basis.title(needed.theory)}” on it is better than “{basis.title(best)}” on {basis.aim(needed.aim)}"


def reversible(basis: Basis, option: str) -> str:
    """What of an option cannot be undone."""
    strategy, month = strategy_of(basis, option), recognises(basis, option)
    if month is not None:
        return f"Recognition, from {words.month(month_of(basis.case, month))} on: hard to withdraw in practice"
    if strategy.nobody_follows:
        return "Nothing: nothing new is done"
    parts = []
    agenda = basis.given.agendas.get(option)
    if agenda is not None and agenda.reward + agenda.standing > 0:
        parts.append("Rewards already delivered")
    if eases(basis, option):
        parts.append("sanctions once lifted")
    if any((p.levers.standing or 0.0) > 0.3 for p in strategy.phases):
        parts.append("status once accorded")
    told = words.listed(parts)
    return told[:1].upper() + told[1:] if told else "Nothing: all of it can be stopped within a budget year"
