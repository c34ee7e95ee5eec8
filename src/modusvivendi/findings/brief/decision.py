"""Page 1: the decision needed, the bottom line, the advice with who disagrees, judgements with chances, signs with dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.company import circles, company_finding, gains, needed
from modusvivendi.findings.brief.options import what_it_is
from modusvivendi.findings.brief.signs import first_signs
from modusvivendi.findings.brief.words import (
    DECISION,
    aim_words,
    at_the_edge,
    date_fact,
    direction_words,
    following,
    for_less,
    from_today,
    level_words,
    mixed,
    month_fact,
    noticed,
    quoted,
    several,
    size_words,
    strategy_of,
    way_words,
)
from modusvivendi.findings.calendar import month_of, read_on
from modusvivendi.findings.confidence import confidence_fact
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.ladder_words import amount, in_unit, lowered
from modusvivendi.findings.likelihood import CHANCE, phrase, rounded
from modusvivendi.findings.run_world import first_issue, issue_finding, where_most_end
from modusvivendi.findings.world import named
from modusvivendi.living.home import Home
from modusvivendi.record import add_months
from modusvivendi.record.acts import Act
from modusvivendi.study.scales import POINTS, RUNGS

DISSENTS, REASONS, DATES = 3, 2, 3
LEAD = 3  # months within which a decision still meets the dates of a brief; judgement, range 1–6
TAKES_BACK = "reverse"  # direction of an act that undoes an earlier one
LATELY, EVENTS = 6, 2  # months before what is known ends, and how many of the largest steps in them
WHY = {  # the option worked out is the one that is
    "own": "it is the plan that was handed in",
    "cost": "it is noticeably cheaper than others as good",
    "talks": "noticeably more talks succeed under it than under options as good, at about their cost",
    "order": "nothing tells it from others as good, so that it is an example",
}
POINTS_MEAN = (
    "This case has no ladders: a point of 100 is a hundredth of the way from what the authority would do alone to the full ask."
)
STANDS = "Where things stand, and where they go"
ENDS_AT = {"down": "these end below", "up": "these above"}
SELDOM = 0.01  # chance of any noticeable change below which there is nothing to judge


def decision_findings(basis: Basis) -> list[Finding]:
    """The first page."""
    larger = circles(basis)
    return [
        _decision(basis, larger),
        *_deadlines(basis),
        *_bottom_line(basis, larger),
        *_reading(basis),
        _advice(basis),
        *_dissent(basis),
        *company_finding(basis, larger),
        *_known(basis),
        *_stands(basis),
        *_judgements(basis),
        _confidence(basis),
        *first_signs(basis),
        _legend(basis),
    ]


def _decision(basis: Basis, larger: dict[str, list[str]]) -> Finding:
    """What is to be decided, of tied options whether to win others over: at once, as the figures are for a start in the next month."""
    begins, late = month_of(basis.case, 0), month_of(basis.case, LEAD) - timedelta(days=1)
    facts = {
        "from": month_fact(begins),
        "late": date_fact(words.day(late), late.isoformat()),
        "count": Fact(value=f"{len(basis.first)} offers" if len(basis.first) > 1 else "offer", n=len(basis.first)),
    }
    offer = ", and whether to make the first {count} (part 3)" if basis.first else ""
    if not basis.recommended and needed(basis, larger)[0]:
        offer = ": whether to act alone, which makes no noticeable difference between the options, or to bring the line first to those with whom it would count"
    claim = (
        f"Which line to take toward the authority{offer}. Dates and figures are for a start in {{from}}; if it is decided after "
        "{late}, ask for a new brief."
    )
    return Finding(id="brief.decision", question=DECISION, part="Decision needed", claim=claim, facts=facts)


def _deadlines(basis: Basis) -> list[Finding]:
    """By when outsiders decide something anyway, as the case lists it: what concerns those who follow, the nearest first."""
    case, mine = basis.case, following(basis, basis.option)
    found = [
        (day, d)
        for d in case.deadlines
        if (day := d.next(read_on(case))) is not None
        and (not d.who or mine & {c for name in d.who for c in case.coalitions.get(name, (name,))})
    ]
    shown = sorted(found, key=lambda pair: pair[0])[:DATES]
    if not shown:
        return []
    facts: dict[str, Fact] = {}
    for n, (day, deadline) in enumerate(shown):
        facts |= {f"what{n}": Fact(value=lowered(deadline.what)), f"day{n}": date_fact(words.day(day), day.isoformat())}
    claim = f"Dates that are set anyway: {'; '.join(f'{{what{n}}} ({{day{n}}})' for n in range(len(shown)))}."
    sources = tuple(d.source for _, d in shown)
    return [Finding(id="brief.deadlines", question=DECISION, part="Decision needed", claim=claim, facts=facts, sources=sources)]


def _reading(basis: Basis) -> list[Finding]:
    """What a rung, an aim made of several issues, and a theory are, at first use."""
    case = basis.case
    facts: dict[str, Fact] = {}
    said = []
    issue = first_issue(case)
    ladder = case.ladders.get(issue.id)
    if ladder is not None:
        facts |= {"issue": Fact(value=lowered(issue.title)), "rungs": Fact(value=len(ladder.rungs), unit="rungs")}
        said.append("A rung is a step on a ladder of facts that an observer can check, of which {issue} has {rungs:count}.")
    for aim, view in basis.aims.items():
        if len(view.scale.issues) > 1:
            named_issues = several(lowered(case.issue(i).title) for i in view.scale.issues)
            facts |= {aim: Fact(value=named(view)), f"{aim}_of": Fact(value=named_issues, n=len(view.scale.issues))}
            said.append(f"{{{aim}}}, taken together: {{{aim}_of}}.")
    facts["least"] = Fact(
        value=words.listed(dict.fromkeys(size_words(v.scale, v.scale.difference) for v in basis.aims.values()), "or")
    )
    said.append("Noticeable is what changes by at least {least}; options that differ by less are tied.")
    facts["theories"] = Fact(value=len(basis.study.theories), unit="theories")
    said.append(
        "A theory is one account of what moves the authority; {theories:count} are tried, none is taken for true (each in a line: part 2)."
    )
    if basis.baseline is not None:
        said.append(
            "“Against now” compares with what holds today, “against today's course” with the same day if nobody changes line."
        )
    return [Finding(id="brief.reading", question=DECISION, part="How to read this", claim=" ".join(said), facts=facts)]


def _known(basis: Basis) -> list[Finding]:
    """What happened last on record, and that nothing later is known."""
    record = basis.case.record
    last = largest_steps(record.acts, basis.case.as_of) if record else []
    facts: dict[str, Fact] = {
        "day": Fact(value=words.day(basis.case.as_of)),
        "months": Fact(value=words.counted(LATELY, "month")),
    }
    for n, act in enumerate(last):
        facts |= {
            f"when{n}": Fact(value=(words.day if act.date.precision == "day" else words.month)(act.date.first)),
            f"what{n}": Fact(value=lowered(act.what)),
        }
    told = "; ".join(f"{{what{n}}} ({{when{n}}})" for n in range(len(last)))
    claim = (
        f"The authority's largest steps in the {{months}} up to {{day}}: {told}."
        if last
        else "No step of the authority is on record in the {months} up to {day}."
    ) + _taken_in(basis, facts)
    sources = tuple(f"{a.origin.publisher}, “{a.origin.title}”" for a in last if a.origin.publisher)
    return [Finding(id="brief.known", question=DECISION, part="What happened last", claim=claim, facts=facts, sources=sources)]


def largest_steps(acts: Sequence[Act], known: date) -> list[Act]:
    """The acts that weigh most in the whole months before what is known ends, by their own dates, of equal ones the newest; in order of
    time. What only takes back an earlier act is left out: it says nothing without that."""
    since = add_months((known + timedelta(days=1)).replace(day=1), -LATELY)
    inside = [a for a in acts if since <= a.date.first <= known and a.direction != TAKES_BACK]
    most = sorted(inside, key=lambda a: (a.magnitude, a.date.first), reverse=True)[:EVENTS]
    return sorted(most, key=lambda a: a.date.first)


def _taken_in(basis: Basis, facts: dict[str, Fact]) -> str:
    """What news has been taken into a case that lives, and what was refused; "" of a case as it is shipped."""
    folder = basis.case.folder
    decided = Home(folder).decided() if folder is not None else {}
    if not decided:
        return ""
    accepted = sum(kind == "accepted" for kind in decided.values())
    facts |= {
        "accepted": Fact(value=words.counted(accepted, "row of news", "rows of news"), n=accepted),
        "refused": Fact(value=len(decided) - accepted, unit="rows"),
    }
    return " Since the case was shipped {accepted} were taken in and {refused:count} refused."


def _bottom_line(basis: Basis, larger: dict[str, list[str]]) -> list[Finding]:
    """Two sentences: what no choice changes, and what the choice does change."""
    alike = [a for a, v in basis.aims.items() if v.all_tied]
    apart = [a for a in basis.aims if a not in alike]
    found = []
    if alike:
        facts = {"by": Fact(value=words.month(month_of(basis.case, basis.study.months - 1)))}
        for aim in alike:
            view = basis.aims[aim]
            facts[aim] = Fact(
                value=aim_words(basis.aim(aim), view, float(view.table.loc[basis.option, "change"])) + from_today(view)
            )
        listed = "; ".join(f"{{{aim}}}" for aim in alike)
        facts["option"] = Fact(value=basis.title(basis.option))
        claim = f"Whatever is chosen, expect by {{by}}, on average and against now, to within what is noticeable (figures of “{{option}}”): {listed}; on {'this' if len(alike) == 1 else 'these'} all options are tied."
        found.append(
            Finding(
                id="brief.bottom_line.fixed",
                question=DECISION,
                part="Bottom line",
                claim=claim,
                facts=facts,
                too_close_to_call=True,
            )
        )
    found.append(_changes(basis, apart, larger))
    return found


def _changes(basis: Basis, apart: list[str], larger: dict[str, list[str]]) -> Finding:
    """What the choice changes: of the option worked out only what is noticeable against today's course, then which options do noticeably
    better, and which noticeably worse where none does."""
    facts: dict[str, Fact] = {"option": Fact(value=basis.title(basis.option))}
    if not apart:
        claim = "On none of the aims does the choice among these options make a noticeable difference: they are tied."
        who, together = needed(basis, larger)
        if together:
            facts |= {"who": Fact(value=who), "together": Fact(value=together)}
            claim = "What would make a difference is company: if {who} followed “{option}” too, then on average, against today's course: {together}."
        tied = not together
    else:
        compared = _compared(basis, apart, facts)
        parts = [_gained(basis, [a for a in apart if f"{a}_by" not in facts], facts), *compared]
        claim, tied = f"{'; '.join(p for p in parts if p)}.", False
        claim = claim[:1].upper() + claim[1:]
    return Finding(
        id="brief.bottom_line.choice", question=DECISION, part="Bottom line", claim=claim, facts=facts, too_close_to_call=tied
    )


def _gained(basis: Basis, apart: list[str], facts: dict[str, Fact]) -> str:
    """What the option worked out noticeably changes against today's course, and on which of the aims ``apart`` it changes nothing noticeable;
    "" where it is that course, or there is none."""
    if basis.baseline is None or basis.option == basis.baseline:
        return ""
    own = gains(basis, dict(basis.aims))
    facts["own"] = Fact(value=several(own) or "nothing noticeable", n=len(own))
    level = [basis.aim(a) for a in apart if not basis.aims[a].told.loc[basis.option, basis.baseline]]
    edge = [a for a in apart if basis.aim(a) in level and at_the_edge(basis.aims[a], basis.option, basis.baseline)]
    if own and edge:
        facts["edge"] = Fact(
            value=several(
                aim_words(basis.aim(a), basis.aims[a], float(basis.aims[a].apart.loc[basis.option, basis.baseline])) for a in edge
            ),
            n=len(edge),
        )
        return "against today's course, “{option}” brings on average: {own}, and, at the edge of noticeable, {edge}"
    if own and level:
        facts["level"] = Fact(value=words.listed(level, "or"), n=len(level))
        return "against today's course, “{option}” brings on average: {own}, and nothing noticeable on {level}"
    return "against today's course, “{option}” brings on average: {own}"


def _compared(basis: Basis, apart: list[str], facts: dict[str, Fact]) -> list[str]:
    """Aim by aim, the option that is noticeably better than the one worked out; where none is, the one that is noticeably worse, unless it is
    no worse than today's course, of which that is told."""
    said = []
    for aim in apart:
        view = basis.aims[aim]
        better = bool(view.told.loc[basis.option, view.best])
        other = view.best if better else view.worst
        shared = basis.baseline not in (None, basis.option) and not view.told.loc[other, basis.baseline]  # with today's course
        if not view.told.loc[basis.option, other] or (not better and shared):
            continue
        size = size_words(view.scale, float(view.apart.loc[basis.option, other]))
        facts |= {
            aim: Fact(value=basis.aim(aim)),
            f"{aim}_other": Fact(value=basis.title(other)),
            f"{aim}_by": Fact(value=size),
        }
        said.append(f"“{{{aim}_other}}” would do {'better' if better else 'worse'} than it on {{{aim}}}, by {{{aim}_by}}")
    if basis.baseline in (None, basis.option) and said:
        said[0] = said[0].replace("than it", "than “{option}”")
    return said


def _advice(basis: Basis) -> Finding:
    """What is recommended, if anything is, which option the pages work out, and why."""
    advice, best = basis.advice, basis.recommended
    facts = {
        "option": Fact(value=basis.title(basis.option), unit="recommendation"),
        "best": Fact(value=basis.title(advice.option)),
        "tied": Fact(value=quoted(basis.tied(), basis), n=len(basis.tied())),
        "good": Fact(value=len(basis.good), unit="theories"),
        "all": Fact(value=len(basis.standing.theories), unit="theories"),
    }
    why = WHY["own"] if basis.given.own else WHY.get(advice.by, "")
    for name in (basis.option, advice.option):  # said once what they are
        facts[f"is_{name == basis.option}"] = Fact(value=what_it_is(basis, name).split(";")[0])
    is_own = "" if basis.option == basis.baseline else " ({is_True})"
    if not best:
        every = ", whatever theory holds" if len(basis.good) == len(basis.standing.theories) else ""
        lead = (
            f"Nothing is recommended: all options are tied on every aim{every}. These pages work out “{{option}}”{is_own}: {why}."
        )
    elif best == basis.option:
        lead = f"Take “{{option}}”{is_own}" + (
            f". It is tied with {{tied}}, and worked out here because {why}." if basis.tied() else "."
        )
    else:
        is_best = "" if best == basis.baseline else " ({is_False})"
        lead = f"Take “{{best}}”{is_best}. These pages work out “{{option}}”{is_own} because {why}, though another option does noticeably better."
    claim = f"{lead} It is good enough under {{good:count}} of {{all:count}} theories: there, no option does noticeably better on any aim."
    if not best and len(basis.good) == len(basis.standing.theories):
        claim = lead
    if best not in ("", basis.option):
        claim = claim.replace("It is good enough", "“{option}” is good enough")
    return Finding(
        id="brief.advice",
        question=DECISION,
        part="Recommendation",
        claim=claim,
        facts=facts,
        headline=True,
        too_close_to_call=bool(basis.tied()),
    )


def _dissent(basis: Basis) -> list[Finding]:
    """Who disagrees: theories under which another option is noticeably better, or as good for less money, and what the advice costs; none where
    nothing is recommended and no theory disagrees."""
    found = [(t, basis.standing.beaten_by(basis.option, t)) for t in basis.standing.theories]
    beaten = sorted(((t, max(rows, key=lambda r: r[2])) for t, rows in found if rows), key=lambda x: -x[1][2])
    facts: dict[str, Fact] = {"count": Fact(value=len(beaten), unit="theories")}
    said = []
    for n, (theory, (other, aim, size)) in enumerate(beaten[:DISSENTS]):
        view = basis.aims[aim]
        facts |= {
            f"theory{n}": Fact(value=basis.title(theory)),
            f"other{n}": Fact(value=basis.title(other)),
            f"aim{n}": Fact(value=basis.aim(aim)),
        }
        facts[f"by{n}"] = Fact(value=size_words(view.scale, size * view.scale.difference))
        said.append(f"If “{{theory{n}}}” holds, “{{other{n}}}” does better on {{aim{n}}} (by {{by{n}}}).")
    said += _as_good_for_less(basis, facts)
    claim = (
        " ".join(said) or "No theory: under none does another option do noticeably better, or as well for noticeably less money."
    )
    cost = basis.world.of("money")
    if cost is not None:
        cheapest = cost.best
        if cost.told.loc[cheapest, basis.option]:
            facts |= {
                "mine": Fact(value=level_words(cost, float(cost.table.loc[basis.option, "mean"]))),
                "least": Fact(value=words.fixed(float(cost.table.loc[cheapest, "mean"]), cost.scale.digits)),
                "cheapest": Fact(value=basis.title(cheapest)),
            }
            claim += " What outsiders spend would be {mine}, against {least} under “{cheapest}”."
    if not said and not basis.recommended:
        return []
    return [Finding(id="brief.dissent", question=DECISION, part="Who disagrees", claim=claim, facts=facts)]


def _as_good_for_less(basis: Basis, facts: dict[str, Fact]) -> list[str]:
    """That a noticeably cheaper option does as well, and under which theories."""
    cheaper, level = for_less(basis, basis.option)
    if not level:
        return []
    every = len(basis.standing.theories)
    facts |= {
        "mine_is": Fact(value=basis.title(basis.option)),
        "cheaper": Fact(value=basis.title(cheaper)),
        "level": Fact(value=quoted(level, basis, "or"), n=len(level)),
        "level_count": Fact(value=len(level), unit="theories"),
        "every": Fact(value=every, unit="theories"),
    }
    when = "If {level} holds" if len(level) <= DISSENTS else "Under {level_count:count} of {every:count} theories"
    when = "Whatever theory holds" if len(level) == every else when
    return [f"{when}, “{{mine_is}}” brings nothing noticeable that “{{cheaper}}” does not bring for less money."]


def _stands(basis: Basis) -> list[Finding]:
    """What holds today and where it goes, on the ladders: the first issue in facts, then where most futures end."""
    world, case = basis.world, basis.case
    issue = first_issue(case)
    found = [] if case.ladders else [Finding(id="brief.stands.none", question=DECISION, part=STANDS, claim=POINTS_MEAN)]
    if issue.id in world.ends:
        told = issue_finding(world, issue)
        found.append(
            Finding(
                id="brief.stands.first",
                question=DECISION,
                part=STANDS,
                claim=told.claim.replace("{issue}. Today", "{issue} today", 1),
                facts={
                    n: replace(f, value=basis.named(f.value)) if isinstance(f.value, str) else f for n, f in told.facts.items()
                },
                too_close_to_call=told.too_close_to_call,
            )
        )
    _, facts = where_most_end(world)
    ways = [f"{said} today's rung: {{{name}}}" for name, said in ENDS_AT.items() if name in facts]
    if ways:
        claim = f"In most futures, whatever the option, {'; '.join(ways)}."
        found.append(Finding(id="brief.stands.others", question=DECISION, part=STANDS, claim=claim, facts=facts))
    return found


def _judgements(basis: Basis) -> list[Finding]:
    """One chance for each aim: of the direction that is the likelier."""
    found = []
    for aim, view in basis.aims.items():
        ways = {way: noticed(basis, aim, basis.option, way) for way in (-1, 1)}
        if sum(mixed(basis, chances) for chances in ways.values()) < SELDOM:
            continue  # it stays as it is
        way = max(ways, key=lambda w: mixed(basis, ways[w]))
        text, facts = phrase("chance", mixed(basis, ways[way]), ways[way], basis.given.scale)
        issues = view.scale.issues
        signs = [
            s.question.id
            for s in (basis.given.watch.signposts if basis.given.watch else ())
            if not issues or s.question.issue in issues
        ]
        facts |= {
            "what": Fact(value=named(view)),
            "signpost": Fact(value=signs[0] if signs else ""),
            "least": amount(view.scale, view.scale.difference),
        }
        comma = "" if view.scale.unit in (RUNGS, POINTS) else ","
        claim = f"{{what}}{comma} noticeably {direction_words(view.scale, way * view.better)} than now: {text}{_skewed(basis, aim, way, facts)}."
        found.append(
            Finding(
                id=f"brief.judgement.{aim}",
                question=DECISION,
                part=f"Chances by {words.month(month_of(basis.case, basis.study.months - 1))} if “{basis.title(basis.option)}” is taken",
                claim=claim,
                facts=facts,
                sources=tuple(strategy_of(basis, basis.option).sources),
                method=f"Noticeably: by {in_unit(view.scale, 'least')} or more.".format_map(facts),
            )
        )
    return found


def _skewed(basis: Basis, aim: str, way: int, facts: dict[str, Fact]) -> str:
    """That the average goes the other way than most futures, and why; "" where it does not."""
    view = basis.aims[aim]
    mean = float(view.table.loc[basis.option, "change"])
    if way_words(view.scale, mean) == "no change" or mean * way * view.better > 0:
        return ""
    less = mixed(basis, noticed(basis, aim, basis.option, -way))
    facts |= {
        "against": Fact(value=rounded(less), unit=CHANCE),
        "mean": Fact(value=way_words(view.scale, mean)),
    }
    there = direction_words(view.scale, mean)
    return f"; {there}: {{against:percent}}, but then by so much that the average is {{mean}}"


def _confidence(basis: Basis) -> Finding:
    made = basis.confidence
    reasons = made.reasons[:REASONS]
    facts = {"level": confidence_fact(made, basis.study.months), "reasons": Fact(value="; ".join(reasons), n=len(made.reasons))}
    weighed = "Theories are weighed by the record. " if basis.checklist.weighed else ""
    claim = f"{weighed}Confidence in these judgements is {{level}}: {{reasons}}."
    return Finding(id="brief.confidence", question=DECISION, part="How far to trust this", claim=claim, facts=facts)


def _legend(basis: Basis) -> Finding:
    scale = basis.given.scale
    facts = {"title": Fact(value=scale.title), "legend": Fact(value=scale.legend)}
    claim = "Words for chances, {title}: {legend}."
    return Finding(id="brief.legend", question=DECISION, part="", claim=claim, facts=facts, sources=(scale.source,))
