"""Annexes B to G: assumptions, theories, skill, known limits, what changed, how to make it again."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.reading import aims_finding
from modusvivendi.findings.brief.words import AGAIN, ASSUMED, EVIDENCE, LIMITS, RULE, SKILL, followers, quoted
from modusvivendi.findings.calendar import nearest_months, read_on
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.forecasting.scores import BASE, LAST_YEAR, MIXTURE
from modusvivendi.study.identity import made_by

SHOWN = 6
MISS = "mean squared miss"
GENERAL_LIMITS = (
    "Most numbers of a case are judgements with a range; the range is sampled in every study.",
    "Ranges are sampled independently, also where a reader would raise two numbers together.",
    "Countries that do not follow an option go on as they do; they do not bargain with those that do.",
    "Provinces are a share of an issue, not places: nobody can choose where to ask.",
    "Money and status on offer are shares of all that the leading group has to give, not sums or envoys; a sum that is told is what the model spends, however rich that group is.",
    "Single futures are told at the nearest rung of a ladder; averages that differ by less than a fifth of a rung are ties.",
    "A broken-up movement goes on acting as one.",
)


def annex_findings(basis: Basis) -> list[Finding]:
    """All annexes but the sheets and what changed."""
    return [_assumptions(basis), *aims_finding(basis), _rule(), *_theories(basis), *_skill(basis), *_limits(basis), _again(basis)]


def _assumptions(basis: Basis) -> Finding:
    """What is assumed, how sure it is, and what changes if it is false."""
    check = basis.checklist
    rows = [
        ("Weights of theories", basis.given.origin, _if_weights_differ(basis)),
        ("Who follows", followers(basis), _if_others_follow(basis)),
        (
            "The world since",
            f"As known on {words.day(basis.case.as_of)}, {words.counted(nearest_months(basis.case.as_of, read_on(basis.case)), 'month')} ago",
            "The model runs on as if nothing had changed: bring the case up to date first",
        ),
        (
            "Numbers about the case",
            f"{words.percent(check.judged)} are judgements, each with a range",
            "Sampled over their ranges; what that moves is in the lines of the picture of part 2",
        ),
        (
            "Horizon",
            words.counted(basis.study.months, "month"),
            "Averages are over this time or at its end; sooner, less has moved",
        ),
        (
            "Aims",
            words.listed(map(basis.aim, basis.aims)),
            "Another choice of aims may rank options otherwise; money is told beside them",
        ),
    ]
    table = Table(
        name="assumptions",
        caption="Log of assumptions",
        frame=pd.DataFrame(rows, columns=["what is assumed", "on what ground", "what changes if it is false"]),
    )
    return Finding(id="brief.assumed.log", question=ASSUMED, tables=(table,))


def _if_weights_differ(basis: Basis) -> str:
    others = [o for o in basis.standing.options if o != basis.option and o not in (basis.advice.option, *basis.advice.tied)]
    found = [(o, n) for o in others if (n := basis.standing.needed(o, basis.option)) is not None and n.weight > 0]
    if not found:
        return "No weights make another option noticeably better on any aim"
    option, need = min(found, key=lambda f: f[1].weight)
    return f"If “{basis.title(need.theory)}” has {words.in_hundred(need.weight)} or more, “{basis.title(option)}” is better on {basis.aim(need.aim)}"


def _if_others_follow(basis: Basis) -> str:
    return (
        "More follow: see part 1, whom to win over" if basis.given.circles else "Fewer follow: effects shrink; try it with --as"
    )


def _rule() -> Finding:
    told = RULE.removeprefix("Rule: ")
    return Finding(
        id="brief.assumed.rule",
        question=ASSUMED,
        part="How the recommendation is made",
        claim="{rule}",
        facts={"rule": Fact(value=f"{told[:1].upper()}{told[1:]}")},
    )


def _theories(basis: Basis) -> list[Finding]:
    """What each theory says, its weight, and what it makes of the options."""
    rows = []
    for theory in basis.study.theories:
        beaten = basis.standing.beaten_by(basis.option, theory.name)
        better = sorted({o for o, _, _ in beaten}, key=basis.standing.options.index)
        rows.append(
            {
                "theory": theory.title,
                "weight": words.in_hundred(basis.given.weights[theory.name]),
                "what it says": theory.claim,
                basis.role: f"beaten by {quoted(better, basis)}" if better else "good enough",
            }
        )
    table = Table(name="theories", caption=f"Theories of what moves {basis.case.authority}", frame=pd.DataFrame(rows))
    found = [Finding(id="brief.evidence.theories", question=EVIDENCE, tables=(table,))]
    watch = basis.given.watch
    if watch is not None and watch.signposts:
        shown = watch.signposts[:SHOWN]
        frame = pd.DataFrame(
            [
                {"theory": basis.title(t), **{f"{n + 1}": words.shown(s.chances[t], "of_hundred") for n, s in enumerate(shown)}}
                for t in watch.weights
            ]
        )
        legend = "; ".join(f"{n + 1}: {s.question.text}, by {words.day(s.question.by)}" for n, s in enumerate(shown))
        events = Table(name="events", caption=f"What each theory expects, chances of 100: {legend}", frame=frame)
        found.append(Finding(id="brief.evidence.events", question=EVIDENCE, tables=(events,)))
    weighed = basis.checklist.weighed
    facts = {"origin": Fact(value=basis.given.origin), "case": Fact(value=basis.case.name)}
    claim = (
        "Weights come {origin}."
        if weighed
        else "Weights are {origin} and say nothing about which theory is right; “modus weigh {case}” reads the record, and “--weights record” uses what it finds."
    )
    return [*found, Finding(id="brief.evidence.weights", question=EVIDENCE, claim=claim, facts=facts)]


def _skill(basis: Basis) -> list[Finding]:
    given, scores = basis.given.skill, basis.scores
    if given is None or scores is None:
        claim = "No dated forecast on this case has been scored: nothing shows that the chances above are worth more than a base rate."
        return [Finding(id="brief.skill.none", question=SKILL, claim=claim)]
    squares = scores.table.set_index("forecaster").brier
    gain = scores.against[BASE]
    facts = {
        "n": Fact(value=scores.n, unit="questions"),
        "day": Fact(value=words.day(given.case.as_of)),
        **{
            name: Fact(value=float(squares[kind]), unit=MISS)
            for name, kind in (("own", MIXTURE), ("base", BASE), ("last", LAST_YEAR))
        },
        "gain": Fact(
            value=gain.mean, low=gain.low, high=gain.high, interval="sampling error", level=0.9, unit=MISS, n=gain.groups
        ),
    }
    tie = gain.low <= 0 <= gain.high
    verdict = (
        "Against the base rate that is too close to call."
        if tie
        else "That beats the base rate."
        if gain.low > 0
        else "That is worse than the base rate."
    )
    claim = (
        "Of {n:count} dated questions asked as of {day} and decided since, forecasts of this kind missed by {own:fixed2} (mean squared miss: 0 is perfect, 0.25 is "
        "saying one in two); how often such things had happened before, by {base:fixed2}; the last year alone, by {last:fixed2}. "
        + verdict
    )
    return [Finding(id="brief.skill.scores", question=SKILL, claim=claim, facts=facts, too_close_to_call=tie)]


def _limits(basis: Basis) -> list[Finding]:
    found = [f for f in case_findings(basis.case, "brief") if f.claim]
    own = [Finding(id=f.id, question=LIMITS, part="Of this case", claim=f.claim, facts=f.facts) for f in found]
    general = [
        Finding(id=f"brief.limits.{n + 1}", question=LIMITS, part="Of the model", claim=text)
        for n, text in enumerate(GENERAL_LIMITS)
    ]
    return [*own, *_unknown(basis), *general]


def _unknown(basis: Basis) -> list[Finding]:
    """What outsiders have decided since what is known ends, as the case lists it: nobody has said what came of it."""
    case = basis.case
    past = [d for d in case.deadlines if d.next(read_on(case)) is None and d.by > case.as_of]
    if not past:
        return []
    facts = {"due": Fact(value="; ".join(f"{lowered(d.what)} ({words.day(d.by)})" for d in past), n=len(past))}
    claim = "Decided since, with an outcome that these pages do not know: {due}."
    sources = tuple(d.source for d in past)
    return [Finding(id="brief.limits.unknown", question=LIMITS, part="Of this case", claim=claim, facts=facts, sources=sources)]


def _again(basis: Basis) -> Finding:
    rows: Mapping[str, str] = {
        "command": basis.given.command,
        "study": basis.study.digest,
        "case": basis.case.digest(),
        "known up to": words.day(basis.case.as_of),
        "futures": f"{basis.study.futures:,} under each of {len(basis.study.theories)} theories and {len(basis.study.strategies)} options",
        "seed": str(basis.study.seed),
        "versions": ", ".join(f"{name} {number[:12]}" for name, number in made_by().items()),
    }
    table = Table(
        name="again",
        caption="The same command, case and versions give the same bytes",
        frame=pd.DataFrame(list(rows.items()), columns=["what", "which"]),
    )
    return Finding(id="brief.again", question=AGAIN, tables=(table,))
