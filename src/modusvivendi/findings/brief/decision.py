"""Page 1: the decision needed, the bottom line, the advice with who disagrees, judgements with chances, signs with dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from modusvivendi.findings import words
from modusvivendi.findings.brief.asked_before import benchmark_setter
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.company import circles, company_finding, gains, improves
from modusvivendi.findings.brief.known import known_findings
from modusvivendi.findings.brief.offer import first_sum
from modusvivendi.findings.brief.options import what_it_is
from modusvivendi.findings.brief.reading import confidence_finding, legend_finding, reading_finding
from modusvivendi.findings.brief.risks import count_talks, few_met, idle_chances, lowers, mean_of, raises, share_paid
from modusvivendi.findings.brief.signs import first_signs
from modusvivendi.findings.brief.terms import benchmarks_let_go
from modusvivendi.findings.brief.words import (
    DECISION,
    aim_words,
    asker,
    date_fact,
    direction_words,
    ends_words,
    explained,
    following,
    for_less,
    from_today,
    level_words,
    mixed,
    noticed,
    partners_words,
    quoted,
    range_words,
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
from modusvivendi.findings.plan_words import titles
from modusvivendi.findings.world import named
from modusvivendi.study.scales import POINTS, RUNGS

DISSENTS, DATES = 3, 3
LEAD = 3  # months within which a decision still meets the dates of a brief; judgement, range 1–6
WHY = {  # the option worked out is the one that is
    "own": "it is the plan that was handed in",
    "cost": "it is noticeably cheaper than others as good",
    "talks": "on average {met} of its {opened} talks are met in full, {others}; cost is about the same",
    "order": "nothing tells it from others as good, so that it is an example",
}
RARE = 0.05  # chance of no gain from which on the bottom line says it; judgement, range 0.02–0.1
SELDOM = 0.01  # chance of any noticeable change below which there is nothing to judge
EVEN = 0.1  # between rise and fall, up to which neither is called likelier; judgement, range 0.05–0.15


def decision_findings(basis: Basis) -> list[Finding]:
    """The first page."""
    larger, judged = circles(basis), _judgements(basis)
    return [
        _decision(basis),
        *_deadlines(basis),
        *_bottom_line(basis),
        reading_finding(basis),
        _advice(basis),
        *_against(basis),
        *company_finding(basis, larger),
        *known_findings(basis),
        *judged,
        confidence_finding(basis),
        *first_signs(basis),
        *legend_finding(basis, judged),
    ]


def _decision(basis: Basis) -> Finding:
    """What is to be decided, of a reader who changes nothing alone whether to win others over; and until when the figures hold."""
    late = month_of(basis.case, LEAD) - timedelta(days=1)
    facts = {
        "authority": Fact(value=basis.case.authority),
        "late": date_fact(words.day(late), late.isoformat()),
        "count": Fact(value=f"{len(basis.first)} offers" if len(basis.first) > 1 else "offer", n=len(basis.first)),
        "partners": Fact(value=partners_words(basis)),
    }
    offers = ", and whether to make the first {count} (part 3)" if basis.first and basis.option == basis.recommended else ""
    if basis.alone is not None:
        ask = "Whether to go on as today, to act alone toward {authority}, or to take one line with {partners}; and which line."
    else:
        ask = f"Which line to take toward {{authority}}{offers}."
    claim = f"{ask} The figures hold if that is decided by {{late}}."
    return Finding(id="brief.decision", question=DECISION, part="Decision needed", claim=claim, facts=facts)


def _deadlines(basis: Basis) -> list[Finding]:
    """By when those who act, and others, decide something anyway, as the case lists it, the nearest first."""
    case, mine, facts = basis.case, following(basis, basis.option), dict[str, Fact]()
    ours = [d for d in case.deadlines if not d.who or mine & {c for name in d.who for c in case.coalitions.get(name, (name,))}]
    ahead = sorted(((day, d) for d in ours if (day := d.next(read_on(case)))), key=lambda pair: pair[0])[:DATES]
    told = []
    for n, (day, deadline) in enumerate(ahead):
        facts |= {f"what{n}": Fact(value=lowered(deadline.what)), f"day{n}": date_fact(words.day(day), day.isoformat())}
        told.append(f"{{what{n}}} ({{day{n}}}{', those who act vote' if deadline.who else ''})")
    claim, sources = f"Coming up: {'; '.join(told)}.", tuple(d.source for _, d in ahead)
    if any(d.who for _, d in ahead):
        level = (
            "less"
            if lowers(basis, basis.option, "pressure") is not None
            else "more"
            if raises(basis, basis.option, "pressure")
            else ""
        )
        facts |= {
            "option": Fact(value=basis.title(basis.option)),
            "level": Fact(
                value=f"{level} pressure by sanctions and isolation than today"
                if level
                else "pressure by sanctions and isolation about as today"
            ),
        }
        claim += " “{option}” assumes {level}."
    part = "Decision needed"
    return (
        [Finding(id="brief.deadlines", question=DECISION, part=part, claim=claim, facts=facts, sources=sources)] if told else []
    )


def _bottom_line(basis: Basis) -> list[Finding]:
    """Two sentences: what the choice changes, and what is to be expected under every option; the latter first where all options are tied."""
    own = gains(basis, basis.world) if basis.baseline not in (None, basis.option) else {}
    apart = [a for a, v in basis.aims.items() if not v.all_tied]
    choice = _changes(basis, own, apart) if apart else _nothing_changes()
    rest = [a for a in basis.aims if a not in own]
    every = [_every_option(basis, rest, first=not apart)] if rest else []
    return [choice, *every] if apart else [*every, choice]


def _every_option(basis: Basis, aims: list[str], *, first: bool) -> Finding:
    """What is to be expected of some aims as a range over all options, and on which of them the options are tied. first: before what the choice
    changes."""
    tied = [a for a in aims if basis.aims[a].all_tied]
    facts = {"by": _by(basis), "tied": Fact(value=words.listed(map(basis.aim, tied)), n=len(tied))}
    for aim in aims:
        view = basis.aims[aim]
        low, high = (float(end) for end in (view.table["change"].min(), view.table["change"].max()))
        moved = ends_words(basis.world, aim, basis.standing.options) or aim_words(basis.aim(aim), view, low, high)
        if _skew(basis, aim) == "even":
            mean = range_words(view.scale, low, high).replace(f" {view.scale.unit}", "")
            moved = f"{basis.aim(aim)} about as likely to fall as to rise, on average {mean}"
        facts[aim] = Fact(value=moved + from_today(view))
    listed = "; ".join(f"{{{aim}}}" for aim in aims)
    if len(tied) == len(basis.aims):
        claim = f"On every aim the options are tied: whichever is chosen, expect by {{by}} {listed}."
    else:
        claim = f"Under every option expect{' by {by}' if first else ''} {listed}"
        claim += "; on {tied} the options are tied." if tied else "."
    return Finding(
        id="brief.bottom_line.fixed",
        question=DECISION,
        part="Bottom line",
        claim=claim,
        facts=facts,
        too_close_to_call=bool(tied),
    )


def _by(basis: Basis) -> Fact:
    """The last month of the study."""
    return Fact(value=words.month(month_of(basis.case, basis.study.months - 1)))


def _changes(basis: Basis, own: dict[str, str], apart: list[str]) -> Finding:
    """What the choice changes: of the option worked out what is noticeable against today's course, then which options do noticeably better, and
    which noticeably worse where none does. Of a reader in company first that acting alone changes nothing."""
    facts: dict[str, Fact] = {
        "option": Fact(value=basis.title(basis.option)),
        "by": _by(basis),
        "own": Fact(value=several(own.values()) or "nothing noticeable that today's course does not bring", n=len(own)),
        "partners": Fact(value=partners_words(basis)),
        "asker": Fact(value=asker(basis)),
    }
    compared = _compared(basis, apart, facts)
    if basis.alone is not None:
        some = any(improves(basis.alone, o) for o in basis.alone.standing.options)
        who = (
            "alone {asker} brings nothing noticeable with that line"
            if some
            else "alone {asker} brings nothing noticeable, whichever line it takes"
        )
        told = f"{who}; with {{partners}}, “{{option}}” is expected to bring by {{by}} {{own}}"
    else:
        told = "“{option}” is expected to bring by {by} {own}" if basis.baseline not in (None, basis.option) else ""
    if own and (idle := mixed(basis, idle_chances(basis, basis.option))) >= RARE:
        facts["idle"] = Fact(value=rounded(idle), unit="share")
        told += ", though in {idle:of_hundred} of 100 futures nothing noticeable over today's course"
    claim = "; ".join(p for p in (told, *compared) if p)
    claim = f"{claim[:1].upper()}{claim[1:]}."
    return Finding(id="brief.bottom_line.choice", question=DECISION, part="Bottom line", claim=claim, facts=facts)


def _nothing_changes() -> Finding:
    """That the choice changes nothing."""
    return Finding(
        id="brief.bottom_line.choice",
        question=DECISION,
        part="Bottom line",
        claim="As they are tied on all aims, what else tells the options apart decides: talks, consent and cost (part 2).",
        too_close_to_call=True,
    )


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
    theories = len(basis.standing.theories)
    free = [t for t in basis.good if t not in for_less(basis, basis.option)[1]]
    facts = {
        "option": Fact(value=basis.title(basis.option), unit="recommendation"),
        "best": Fact(value=basis.title(advice.option)),
        "tied": Fact(value=quoted(basis.tied(), basis, "or"), n=len(basis.tied())),
        "free": Fact(value=len(free), unit="theories"),
        "all": Fact(value=theories, unit="theories"),
        "level": confidence_fact(basis.confidence, basis.study.months),
    }
    why = WHY["own"] if basis.given.own else WHY.get(advice.by, "").format(**_talks(basis))
    for name in (basis.option, advice.option):  # said once what they are
        facts[f"is_{name == basis.option}"] = Fact(value=what_it_is(basis, name).split(";")[0])
    is_own = "" if basis.option == basis.baseline else " ({is_True})"
    if not best:
        every = ", whatever theory holds" if len(basis.good) == theories else ""
        lead = (
            f"Nothing is recommended: all options are tied on every aim{every}. These pages work out “{{option}}”{is_own}: {why}."
        )
    elif best == basis.option:
        facts["partners"] = Fact(value=partners_words(basis))
        take = f"With {{level}} confidence: take “{{option}}”{is_own}"
        if basis.alone is not None:
            take = f"With {{level}} confidence: do not act alone; propose “{{option}}”{is_own} as a common line to {{partners}}"
        lead = take + (f" or, tied with it, {{tied}}. These pages work out the first: {why}." if basis.tied() else ".")
        if basis.alone is not None:
            lead += (
                " Parts 2 to 4 tell what it brings if all of them take it. Next: ask them, then those who must consent (part 4)."
            )
    else:
        is_best = "" if best == basis.baseline else " ({is_False})"
        lead = f"With {{level}} confidence: take “{{best}}”{is_best}. These pages work out “{{option}}”{is_own} because {why}, though another option does noticeably better."
    under = "each" if len(free) == theories else "{free:count}" if free else "none"
    than = "" if best in ("", basis.option) else " than “{option}”"
    claim = f"{lead} Under {under} of the {{all:count}} theories no other option does noticeably better{than} on any aim, or as well for noticeably less money."
    if not free:
        claim = f"{lead} Whatever theory holds, another option does noticeably better{than} on some aim, or as well for noticeably less money."
    return Finding(
        id="brief.advice",
        question=DECISION,
        part="Recommendation",
        claim=lead if not best and len(free) == theories else claim,
        facts=facts,
        headline=True,
        too_close_to_call=bool(basis.tied()),
    )


def _talks(basis: Basis) -> dict[str, str]:
    """How many of its talks the option worked out sees met, and the same of the one that is as good or, of several, the most that one does."""
    own, tied = count_talks(basis, basis.option), [o for o in basis.tied() or basis.advice.tied if o != basis.option]
    most = max((mean_of(basis, "met", o) for o in tied), default=float(own.met))
    others = f"against {round(most) or few_met(most)} under any other that is tied with it"
    if len(tied) == 1 and (found := count_talks(basis, tied[0])).opened:
        part = f" and {found.partly} in part" if found.partly else ""
        others = f"of the other's {found.opened} talks {found.met or few_met(most)} in full{part}"
    return {"met": str(own.met), "opened": str(own.opened), "others": others}


def _against(basis: Basis) -> list[Finding]:
    """What speaks against it: theories under which another option is noticeably better, or as good for less money, what it costs, and promises
    that are not kept; none where nothing is recommended and no theory disagrees."""
    found = [(t, basis.standing.beaten_by(basis.option, t)) for t in basis.standing.theories]
    beaten = sorted(((t, max(rows, key=lambda r: r[2])) for t, rows in found if rows), key=lambda x: -x[1][2])
    facts: dict[str, Fact] = {"count": Fact(value=len(beaten), unit="theories")}
    said = []
    for n, (theory, (other, aim, size)) in enumerate(beaten[:DISSENTS]):
        view = basis.aims[aim]
        facts |= {
            f"theory{n}": Fact(value=explained(basis, theory)),
            f"other{n}": Fact(value=basis.title(other)),
            f"aim{n}": Fact(value=basis.aim(aim)),
        }
        facts[f"by{n}"] = Fact(value=size_words(view.scale, size * view.scale.difference))
        said.append(f"If {{theory{n}}} holds, “{{other{n}}}” does better on {{aim{n}}} (by {{by{n}}}).")
    said += _as_good_for_less(basis, facts)
    if not said and not basis.recommended:
        return []
    said += [*_cost(basis, facts), *_unpaid(basis, facts), *_let_go(basis, facts)]
    nothing = "It brings nothing noticeable that today's course does not." if basis.baseline not in (None, basis.option) else ""
    said = said if improves(basis, basis.option) or not nothing else [nothing, *said]
    claim = " ".join(said) or "No theory, and no promise that is left unpaid on average."
    return [Finding(id="brief.dissent", question=DECISION, part="What speaks against it", claim=claim, facts=facts)]


def _cost(basis: Basis, facts: dict[str, Fact]) -> list[str]:
    """What outsiders spend, where the cheapest option costs noticeably less, and how that goes with the sum of the first offers in part 3."""
    cost = basis.world.of("money")
    if cost is None or not cost.told.loc[cost.best, basis.option]:
        return []
    first, cheapest = first_sum(basis), for_less(basis, basis.option)[0] or cost.best
    facts |= {
        "mine": Fact(value=level_words(cost, float(cost.table.loc[basis.option, "mean"]))),
        "least": Fact(value=words.fixed(float(cost.table.loc[cheapest, "mean"]), cost.scale.digits)),
        "cheapest": Fact(value=basis.title(cheapest)),
        "first": Fact(value=first),
        "years": Fact(value=words.counted(round(basis.study.months / 12), "year")),
    }
    told = "All outsiders together would spend {mine} on average over {years} (“{cheapest}”: {least})"
    more = "; in the first year up to {first} more, if all first offers are met and paid (part 3)" if first else ""
    return [f"{told}{more}."]


def _unpaid(basis: Basis, facts: dict[str, Fact]) -> list[str]:
    """How many of the rewards that fall due are left unpaid, on average."""
    found = count_talks(basis, basis.option)
    if not found.broken:
        return []
    facts |= {
        "due": Fact(value=found.due, unit="rewards, mean over futures"),
        "broken": Fact(value=found.broken, unit="rewards, mean over futures"),
        "paid": Fact(value=share_paid(basis), unit="in 100"),
    }
    return [
        "Unless the money is voted first, {broken:count} of {due:count} rewards that fall due stay unpaid on average, as each is assumed to be paid with {paid} in 100 (a judgement)."
    ]


def _let_go(basis: Basis, facts: dict[str, Fact]) -> list[str]:
    """Which benchmarks of those who act the option worked out neither negotiates nor asks for."""
    gone = benchmarks_let_go(basis)
    if not gone:
        return []
    facts |= {
        "gone": Fact(value=several(map(lowered, titles(gone, basis.case))), n=len(gone)),
        "setter": Fact(value=benchmark_setter(basis)),
    }
    return [f"It lets go of {{gone}}, {'a benchmark' if len(gone) == 1 else 'benchmarks'} of {{setter}} (part 3)."]


def _as_good_for_less(basis: Basis, facts: dict[str, Fact]) -> list[str]:
    """That a noticeably cheaper option does as well, and under which theories."""
    cheaper, level = for_less(basis, basis.option)
    if not level:
        return []
    every = len(basis.standing.theories)
    facts |= {
        "mine_is": Fact(value=basis.title(basis.option)),
        "cheaper": Fact(value=basis.title(cheaper)),
        "level": Fact(
            value=words.listed((explained(basis, t) for t in level), "or") if len(level) <= DISSENTS else "", n=len(level)
        ),
        "level_count": Fact(value=len(level), unit="theories"),
        "every": Fact(value=every, unit="theories"),
    }
    when = "If {level} holds" if len(level) <= DISSENTS else "Under {level_count:count} of {every:count} theories"
    when = "Whatever theory holds" if len(level) == every else when
    return [f"{when}, “{{mine_is}}” brings nothing noticeable that “{{cheaper}}” does not bring for less money."]


def _judgements(basis: Basis) -> list[Finding]:
    """One chance for each aim: of the direction that is the likelier."""
    found = []
    for aim, view in basis.aims.items():
        ways = {way: noticed(basis, aim, basis.option, way) for way in (-1, 1)}
        if sum(mixed(basis, chances) for chances in ways.values()) < SELDOM:
            continue  # it stays as it is
        way = max(ways, key=lambda w: mixed(basis, ways[w]))
        text, facts = phrase("chance", mixed(basis, ways[way]), ways[way], basis.given.scale)
        if not basis.recommended:  # the options are tied: the chance under all of them
            text, facts = _of_all(basis, aim, way, text, facts)
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
        if basis.recommended and basis.baseline not in (None, basis.option) and not view.all_tied:
            facts["base"] = Fact(value=rounded(mixed(basis, noticed(basis, aim, str(basis.baseline), way))), unit=CHANCE)
            text += "; under today's course {base:percent}"
        claim = f"{{what}}{comma} noticeably {direction_words(view.scale, way * view.better)} than now: {text}{_skewed(basis, aim, way, facts)}."
        found.append(
            Finding(
                id=f"brief.judgement.{aim}",
                question=DECISION,
                claim=claim,
                facts=facts,
                sources=tuple(strategy_of(basis, basis.option).sources),
                method=f"Noticeably: by {in_unit(view.scale, 'least')} or more.".format_map(facts),
            )
        )
    by, option = _by(basis).value, basis.title(basis.option)
    together = " by all of them" if basis.alone is not None else ""
    part = (
        f"Chances by {by} if “{option}” is taken{together}"
        if basis.recommended
        else f"Chances by {by}, whichever option is taken"
    )
    return [replace(f, part=part) for f in found]


def _of_all(basis: Basis, aim: str, way: int, text: str, facts: dict[str, Fact]) -> tuple[str, dict[str, Fact]]:
    """A chance as the options have it from the least to the most; as it was told where all have the same or theories disagree. It has a term
    only if all have that one."""
    every = [rounded(mixed(basis, noticed(basis, aim, o, way))) for o in basis.standing.options]
    if len(set(every)) == 1 or "chance_term" not in facts:
        return text, facts
    low, high = Fact(value=min(every), unit=CHANCE), Fact(value=max(every), unit=CHANCE)
    terms = {basis.given.scale.term(chance) for chance in every}
    told = "{chance_low:percent} to {chance_high:percent}" + (" ({chance_term})" if len(terms) == 1 else "")
    return told, facts | {"chance_low": low, "chance_high": high}


def _skew(basis: Basis, aim: str) -> str:
    """Where the average of an aim under the option worked out goes the other way than most futures: "most", or "even" where hardly fewer go its
    way; "" where it goes theirs."""
    mean = float(basis.aims[aim].table.loc[basis.option, "change"])
    if way_words(basis.aims[aim].scale, mean) == "no change":
        return ""
    own = 1 if mean * basis.aims[aim].better > 0 else -1
    with_it, against = (mixed(basis, noticed(basis, aim, basis.option, way)) for way in (own, -own))
    if against < with_it:
        return ""
    return "even" if rounded(against) - rounded(with_it) <= EVEN else "most"


def _skewed(basis: Basis, aim: str, way: int, facts: dict[str, Fact]) -> str:
    """That the average goes the other way than most futures, and why; "" where it does not."""
    view = basis.aims[aim]
    if not _skew(basis, aim):
        return ""
    mean = float(view.table.loc[basis.option, "change"])
    facts |= {
        "against": Fact(value=rounded(mixed(basis, noticed(basis, aim, basis.option, -way))), unit=CHANCE),
        "mean": Fact(value=way_words(view.scale, mean)),
    }
    return f"; {direction_words(view.scale, mean)}: {{against:percent}}. On average {{mean}}, as {'rises' if mean > 0 else 'falls'} are the larger"
