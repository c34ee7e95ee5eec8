"""Page 2: one row an option: what it does against today, what one would have to believe, cost, what could go wrong, what is reversible."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.offer import first_sum
from modusvivendi.findings.brief.risks import (
    better_beside,
    consents,
    count_talks,
    eases,
    idle_under,
    lines,
    losers,
    own_sanctions,
    recognises,
    wrong,
)
from modusvivendi.findings.brief.words import (
    OPTIONS,
    capital,
    explained,
    for_less,
    mixed,
    noticed,
    quoted,
    several,
    strategy_of,
)
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Chart, Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.run_world import MOST
from modusvivendi.findings.world import named
from modusvivendi.study.outlook import Outlook
from modusvivendi.study.scales import RUNGS

BELIEVED, FOR_IT = "what one would have to believe", "what speaks for it"
NOT_BACK, CONSENT = "what cannot be taken back", "consent is needed for"
UNSAID = "Nothing in these numbers"
NOTHING_MORE = "Nothing more: no option does better, whatever theory holds"
FEW = 3  # theories that are named
ACCORDED = 0.3  # standing from which on status is accorded that cannot be taken back; judgement, range 0.2–0.5
WORDS = 27  # of the line that says what an option is, in whole clauses


def option_findings(basis: Basis) -> list[Finding]:
    """The second page."""
    table = _table(basis)
    return [_ties(basis), *_everywhere(basis), *_picture(basis), table, *_theories(basis, table)]


def _ties(basis: Basis) -> Finding:
    """Which options are tied, aim by aim."""
    facts: dict[str, Fact] = {}
    parts = []
    for aim, view in basis.aims.items():
        if view.all_tied:
            continue
        facts[aim], tied = Fact(value=basis.aim(aim)), view.tied_with(view.best)
        facts[f"{aim}_best"] = Fact(value=quoted([view.best], basis))
        facts[f"{aim}_tied"] = Fact(value=these_options(tied, basis) if tied else "", n=len(tied))
        parts.append(f"Best on {{{aim}}}: {{{aim}_best}}" + (f"; tied with it: {{{aim}_tied}}." if tied else "."))
    level = [basis.aim(aim) for aim, view in basis.aims.items() if view.all_tied]
    if level:
        facts["level"] = Fact(value=words.listed(level), n=len(level))
        parts.append("On {level} all options are tied.")
    if len(level) == len(basis.aims):
        parts = ["On every aim all options are tied (part 1): the table shows in what else they differ."]
    return Finding(
        id="brief.options.best",
        question=OPTIONS,
        claim=" ".join(parts),
        facts=facts,
        too_close_to_call=all(v.all_tied for v in basis.aims.values()),
    )


def _everywhere(basis: Basis) -> list[Finding]:
    """Groups that some options hurt, which averages over all do not show."""
    hurting = [o for o in basis.standing.options if losers(basis, o)] if basis.baseline else []
    if not hurting:
        return []
    facts = {"hurting": Fact(value=quoted(hurting, basis), n=len(hurting))}
    claim = "Some groups fare noticeably worse than on today's course under {hurting}."
    return [Finding(id="brief.options.everywhere", question=OPTIONS, claim=claim, facts=facts)]


def _picture(basis: Basis) -> list[Finding]:
    """Average change from now with what nine of ten futures hold, option by option; none where all options are tied on every aim."""
    rows = []
    shown = [v for v in basis.aims.values() if not v.all_tied]
    if not shown:
        return []
    for view in shown:
        today = float(view.table["mean"].iloc[0] - view.table.change.iloc[0])
        unit = unit_words(view)
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
                    "told": _signed(view, float(row.change)),
                    "advised": option == basis.option,
                    "better": view.better,
                }
            )
    data = pd.DataFrame(rows)
    moved = [basis.aim(a) for a, v in basis.aims.items() if not v.all_tied]
    title = f"What the options change on {words.listed(moved)}"
    chart = Chart(
        form="change_ranges",
        title=title,
        description="Dot and number: average change from now; line: where nine of ten futures lie; upright line: what holds now. "
        f"Blue: {basis.role}.",
        data=data,
        twin=Table(
            name="changes",
            caption="Change from now: average, and the ends of nine of ten futures",
            frame=data.drop(columns=["advised", "better", "told"]),
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
        if cost is not None and not cost.all_tied:
            row[cost_head(cost)] = words.fixed(float(cost.table.loc[option, "mean"]), cost.scale.digits)
        row[BELIEVED if shown else FOR_IT] = backed(basis, option, belief(basis, option) if shown else speaks_for(basis, option))
        row |= {
            "what could go wrong": wrong(basis, option) or as_under_all(basis, option),
            NOT_BACK: reversible(basis, option),
        }
        needed = [
            *(["the line itself"] if lines(basis, option) else []),
            *(lowered(rule["what"]) for rule in consents(basis, option)),
        ]
        row[CONSENT] = capital(words.listed(needed)) or "None"
        rows.append(row)
    caption = (
        f"{'Talks' if shown else 'What tells options apart; talks'} and rewards are averages. Rule of the recommendation: annex B"
    )
    if cost is not None and cost.all_tied:
        level = (float(cost.table["mean"].min()), float(cost.table["mean"].max()))
        caption += f". All outsiders together spend {span_words(cost, *level)} under every option" + first_cost(basis)
    if all(str(row.get(BELIEVED, "")).endswith(NOTHING_MORE) for row in rows):
        rows = [
            {
                FOR_IT if head == BELIEVED else head: cell.removesuffix(NOTHING_MORE).strip() if head == BELIEVED else cell
                for head, cell in row.items()
            }
            for row in rows
        ]
        caption += ". Whatever theory holds, no option does better than another"
    table = Table(name="options", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.options.table", question=OPTIONS, tables=(table,))


def backed(basis: Basis, option: str, told: str) -> str:
    """What those who favour an option say for it, before what these numbers say."""
    backers = strategy_of(basis, option).backers
    return f"Its backers: {backers}. {told}" if backers else told


def as_under_all(basis: Basis, option: str) -> str:
    """Of an option that has no risk of its own, those that it shares: aims that end noticeably worse than today in most futures."""
    worse = [basis.aim(a) for a in basis.aims if mixed(basis, noticed(basis, a, option, -1)) > MOST]
    return f"As under all options: {several(worse)} noticeably worse than now" if worse else "Nothing that these numbers show"


def first_cost(basis: Basis) -> str:
    """Behind what outsiders spend: what the first offers would cost those who act in their first year; "" where there is no such sum."""
    told = first_sum(basis)
    return f"; the first offers would cost {told} in their first year if all were met (part 3)" if told else ""


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


def _theories(basis: Basis, table: Finding) -> list[Finding]:
    """What each theory claims that the table names, in a clause; none where it names none."""
    cells = " ".join(str(cell) for column in table.tables[0].as_frame().to_dict("list").values() for cell in column)
    named_ones = [t.name for t in basis.study.theories if f"“{t.title}”" in cells]
    if not named_ones:
        return []
    facts = {f"theory{n}": Fact(value=explained(basis, name)) for n, name in enumerate(named_ones)}
    claim = f"{'; '.join(f'{{{name}}}' for name in facts)}. All theories: annex C."
    return [Finding(id="brief.options.theories", question=OPTIONS, part="Theories named here", claim=claim, facts=facts)]


def speaks_for(basis: Basis, option: str) -> str:
    """What an option has that others have not, where the aims tell none apart: talks that are met, what it makes better beside the aims."""
    found, said = count_talks(basis, option), list[str]()
    if found.met:
        more = f", {found.partly} in part" if found.partly else ""
        said.append(f"{found.met} of its talks {'is' if found.met == 1 else 'are'} met in full{more}")
    elif found.partly:
        said.append(f"{found.partly} of its talks {'is' if found.partly == 1 else 'are'} met in part")
    said += better_beside(basis, option)
    if not said and not consents(basis, option):
        said.append("it needs nobody's consent")
    return capital("; ".join(said)) or UNSAID


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


def unit_words(view: Outlook) -> str:
    """The unit at the head of a column or an axis; of several issues, that it is their average."""
    return f"{RUNGS} per issue" if view.scale.unit == RUNGS and len(view.scale.issues) > 1 else view.scale.unit


def cost_head(cost: Outlook) -> str:
    """Head of the column of cost: whose money, and in what."""
    return f"{lowered(cost.scale.title)} ({cost.scale.unit})"


def _signed(view: Outlook, value: float) -> str:
    told = words.fixed(value, view.scale.digits)
    return told if told.startswith("−") or float(told.replace(",", "")) == 0 else f"+{told}"


def these_options(some: list[str], basis: Basis) -> str:
    """Options by their titles; many of them as all but those that are left."""
    missing = [o for o in basis.standing.options if o not in some]
    return f"all but {quoted(missing, basis)}" if len(missing) < len(some) and len(missing) <= 2 else quoted(some, basis)


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
    dearer = f", and then “{basis.title(cheaper)}” costs less" if good and set(good) <= set(level) else ""
    if not bad and level:
        holds = f"If {quoted(level, basis, 'or')} holds" if len(level) <= FEW else f"Under {len(level)} of {len(every)} theories"
        rest = "; else no option does better" if len(level) < len(every) else ""
        told = f"{holds if rest else 'Whatever theory holds'}, “{basis.title(cheaper)}” does as well for less money{rest}"
    elif not bad:
        told = NOTHING_MORE
    elif not good:
        told = "Another does better under each theory"
    elif option != basis.baseline and set(good) <= set(idle_under(basis, option)):
        told = f"As good as any only if no option brings anything ({quoted(good, basis)}){dearer}"
    elif option == basis.baseline:
        told = f"As good as any only if no option brings anything ({quoted(good, basis)})"
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
    strategy, month, parts = strategy_of(basis, option), recognises(basis, option), list[str]()
    if strategy.nobody_follows:
        return "Nothing: nothing new is done"
    if month is not None:
        parts.append(f"recognition, from {words.month(month_of(basis.case, month))} on: hard to withdraw in practice")
    agenda = basis.given.agendas.get(option)
    if agenda is not None and agenda.reward + agenda.standing > 0:
        parts.append("rewards once given")
    if eases(basis, option) is not None and own_sanctions(basis, option):
        parts.append("sanctions once lifted")
    if month is None and any((p.levers.standing or 0.0) > ACCORDED for p in strategy.phases):
        parts.append("status once accorded")
    return (
        capital("; ".join(parts)) or "Nothing: all of it can be stopped within a budget year, at the cost of those whom it serves"
    )
