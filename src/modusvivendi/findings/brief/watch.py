"""Page 4: dated signs, risks with early signs and owners, and whose consent is needed."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from modusvivendi.case.quantity import Quantity
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.risks import (
    COURTS,
    SELDOM,
    broken_chances,
    consents,
    constraints,
    count_talks,
    idle_chances,
    losers,
    undone,
)
from modusvivendi.findings.brief.signs import WELL, WRONG, chosen, seen, sign_findings, signs
from modusvivendi.findings.brief.words import WATCH, capital, direction_words, following, heaviest, mixed, noticed, several, told
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.likelihood import rounded
from modusvivendi.findings.plan_words import titles
from modusvivendi.findings.world import named
from modusvivendi.study.scales import POINTS, RUNGS

CONSTRAINTS, OWN = 2, 1  # sanctions and court acts told, and at most how many of them of those who follow
NO_SIGN = "No dated sign"
TIED = "See above"
JUDGED = ("judgement", "definition", "from memory")  # sources that are no series
ACTING = 1  # of those who follow, named in a cell
CONCERNED = 2  # groups of the population that are named


def watch_findings(basis: Basis) -> list[Finding]:
    """The fourth page."""
    return [*sign_findings(basis), _risks(basis), _uncounted(basis), _consent(basis), *_constraints(basis)]


def _risks(basis: Basis) -> Finding:
    rows = [*_worse(basis), *_idle(basis), *_talks(basis), *_broken(basis)]
    hurt = losers(basis, basis.option)
    tied = [
        lowered(named(v))
        for a, v in basis.aims.items()
        if v.all_tied and mixed(basis, noticed(basis, a, basis.option, -1)) >= SELDOM
    ]
    facts = {
        "tied": Fact(value=several(tied), n=len(tied)),
        "option": Fact(value=basis.title(basis.option)),
        "hurt": Fact(value=words.listed(hurt), n=len(hurt)),
    }
    claim = "Under “{option}” these fare worse than on today's course: {hurt}." if hurt else ""
    claim += " Nothing in this choice changes {tied}: all options are tied." if tied else ""
    caption = f"Risks of “{basis.title(basis.option)}”, {basis.role}; chances of 100 futures, over all theories"
    table = Table(name="risks", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.watch.risks", question=WATCH, part="Risks", claim=claim.strip(), facts=facts, tables=(table,))


def _worse(basis: Basis) -> list[dict[str, object]]:
    """Aims that end noticeably worse than today."""
    rows: list[dict[str, object]] = []
    for aim, view in basis.aims.items():
        chances = noticed(basis, aim, basis.option, -1)
        if mixed(basis, chances) < SELDOM:
            continue
        what = f"{named(view)}{'' if view.scale.unit in (RUNGS, POINTS) else ','} noticeably {direction_words(view.scale, -view.better)} than now"
        rows.append(
            {
                "what could go wrong": what,
                "chance": _chance(basis, chances),
                "for whom": _people(basis, aim),
                "early sign": _early(basis, aim),
                "what then": _then(basis, aim),
            }
        )
    return rows


def _chance(basis: Basis, chances: Mapping[str, float]) -> str:
    """A chance over all theories, and the highest under one of them where that differs."""
    whole, most = mixed(basis, dict(chances)), max(chances, key=chances.__getitem__)
    return told(whole) + (
        f" ({100 * rounded(chances[most]):.0f} if “{most}” holds)" if told(chances[most]) != told(whole) else ""
    )


def _then(basis: Basis, aim: str) -> str:
    """What the choice can do about a risk."""
    view, option, base = basis.aims[aim], basis.option, basis.baseline
    if view.all_tied:
        return TIED
    if view.told.loc[option, view.best]:
        return f"Noticeably less under “{basis.title(view.best)}”"
    ahead = 0.0 if base is None or not view.told.loc[option, base] else view.better * float(view.apart.loc[option, base])
    if ahead:
        stay = "Stay: noticeably less" if option == basis.recommended else "Noticeably less"
        return f"{stay if ahead > 0 else 'Weigh it: noticeably more'} than on today's course"
    return "No option does noticeably better"


def _early(basis: Basis, aim: str) -> str:
    """What is seen before an aim is worse: a step away on one of its issues, or one of going well that does not come; else the next count of
    a published series. A fall of the ladder itself is no early sign: it is what could go wrong."""
    found, view, told_above = signs(basis), basis.aims[aim], chosen(basis)
    for kind in (WRONG, WELL):
        for sign in sorted(found[kind], key=lambda s: s not in told_above[kind]):
            if sign.question.issue in view.scale.issues and (kind == WELL or sign.question.kind == "act"):
                above = basis.case.issue(sign.question.issue).title if sign in told_above[kind] else ""
                what = f"the sign above on {lowered(above)}" if above else lowered(seen(basis, sign, like=False))
                return f"{'By' if kind == WRONG else 'Not seen by'} {words.day(sign.question.by)}: {what}"
    if view.scale.issues:
        return f"A step away from what is asked on {lowered(basis.case.issue(view.scale.issues[0]).title)}"
    known = basis.case.yardsticks.get(aim)
    if known is None or known.today is None or known.source.startswith(JUDGED):
        return NO_SIGN
    return f"The next count by {re.split('[,:]', known.source)[0]}"


def _people(basis: Basis, aim: str) -> str:
    """The groups of the population whose welfare turns most on the issues of an aim; of attacks and the like all who live there."""
    issues = basis.aims[aim].scale.issues
    if aim == "attacks":
        return "All who live there"
    weight = {g.title: sum(g.issues[i].centre for i in issues if i in g.issues) for g in basis.case.groups}
    most = sorted(weight, key=lambda t: -weight[t])[:CONCERNED]
    return "; ".join(most) if issues and weight[most[0]] > 0 else "All groups of the population"


def _idle(basis: Basis) -> list[dict[str, object]]:
    """That the option worked out brings nothing: in what share of futures it gains on no aim against today's course."""
    if basis.baseline is None or basis.option == basis.baseline:
        return []
    chances = idle_chances(basis, basis.option)
    if mixed(basis, chances) < SELDOM:
        return []
    return [
        {
            "what could go wrong": "It ends without a noticeable gain over today's course on any aim",
            "chance": _chance(basis, chances),
            "for whom": capital(_acting(basis)),
            "early sign": "The signs of going wrong, and none of going well",
            "what then": "Keep what is not yet given",
        }
    ]


def _broken(basis: Basis) -> list[dict[str, object]]:
    """That those who follow do not pay what they promised: how many rewards on average, and what it means."""
    count = count_talks(basis, basis.option).broken
    if count < 1:
        return []
    return [
        {
            "what could go wrong": f"Promised rewards are not paid: {words.counted(count, 'reward')} on average (each paid with {_paid(basis)} in 100: {_paid_by(basis)})",
            "chance": f"{_chance(basis, broken_chances(basis, basis.option))} for one or more",
            "for whom": capital(_acting(basis)),
            "early sign": "An ask is met, and the budget for its reward is not voted",
            "what then": "Each lowers trust in later offers: secure consent (below) first",
        }
    ]


def _acting(basis: Basis) -> str:
    """Who follows, by name: those who weigh most, the others counted."""
    return heaviest(basis.case, following(basis, basis.option), ACTING)


def _kept_promises(basis: Basis) -> list[Quantity]:
    """What the case says of promises kept by the blocs of those who follow."""
    mine = {c.bloc for c in basis.case.countries if c.id in following(basis, basis.option)}
    return [b.follow_through for b in basis.case.blocs if b.id in mine]


def _paid(basis: Basis) -> str:
    """The chance that a promised reward comes, in 100: one number, or the least and the greatest of the blocs."""
    values = sorted({round(100 * q.centre) for q in _kept_promises(basis)})
    return " to ".join(map(str, dict.fromkeys((values[0], values[-1]))))


def _paid_by(basis: Basis) -> str:
    """On what that rests, in a word."""
    judged = all(str(q.source).startswith(JUDGED) for q in _kept_promises(basis))
    return "a judgement" if judged else "source: annex B"


def _talks(basis: Basis) -> list[dict[str, object]]:
    """How many talks are not met, those of the first offer that fail most often, and deals that are undone."""
    plan = basis.agenda
    if plan is None or not basis.first:
        return []
    worst = max(basis.first, key=lambda o: 1 - basis.ends(o.track)["met"])
    track, ends, count = plan.tracks[worst.track], basis.ends(worst.track), count_talks(basis, basis.option)
    lost = count.opened - count.met
    rows: list[dict[str, object]] = [
        {
            "what could go wrong": f"{lost} of {words.counted(count.opened, 'set of talks', 'talks')} opened are not met in full, on average; of the first ones most often {words.listed(titles(track.issues, basis.case))}",
            "chance": f"{told(1 - ends['met'])} for the last named",
            "for whom": "Those who lead them",
            "early sign": "No meeting in two quarters",
            "what then": "Fallback of part 3",
        }
    ]
    if (chance := undone(basis)) >= SELDOM:
        rows.append(
            {
                "what could go wrong": f"A deal is kept, then undone by “{basis.case.leader.title}”",
                "chance": told(chance),
                "for whom": "Those who were served by it",
                "early sign": NO_SIGN,
                "what then": "What was promised for it stops",
            }
        )
    return rows


def _consent(basis: Basis) -> Finding:
    """Whose consent the option worked out needs, by the rules in ``consent.yaml``."""
    rows = [
        {
            "for": rule["what"],
            "whose consent": rule["needs"],
            "source": rule["source"].removeprefix("definition: "),
        }
        for rule in consents(basis, basis.option)
    ]
    facts = {"option": Fact(value=basis.title(basis.option)), "count": Fact(value=len(rows))}
    if not rows:
        claim = "“{option}” needs nobody's consent beyond that of those who follow it."
        return Finding(id="brief.watch.consent", question=WATCH, part="Consent", claim=claim, facts=facts)
    caption = f"Consent that “{basis.title(basis.option)}” needs"
    table = Table(name="consent", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.watch.consent", question=WATCH, part="Consent", facts=facts, tables=(table,))


def _constraints(basis: Basis) -> list[Finding]:
    """Sanctions, freezes, bans and court acts on record that bind those who engage, those of who follows first."""
    every = constraints(basis)
    own = [m for m in every if m.actor in following(basis, basis.option)][:OWN]
    shown = [*own, *(m for m in every if m not in own)][:CONSTRAINTS]
    courts = [m for m in every if m.actor in COURTS and m not in shown]
    shown = [*shown[:-1], courts[0]] if courts and not any(m.actor in COURTS for m in shown) else shown
    if not shown or basis.case.record is None:
        return []
    said: list[str] = []
    facts: dict[str, Fact] = {"end": Fact(value=words.month(basis.case.as_of))}
    for n, move in enumerate(shown):
        facts |= {f"what{n}": Fact(value=move.what.rstrip(".")), f"when{n}": Fact(value=words.month(move.date.first))}
        said.append(f"{{what{n}}} ({{when{n}}})")
    sources = tuple(f"{m.origin.publisher}, “{m.origin.title}”" for m in shown if m.origin.publisher)
    part = "Sanctions and courts" if any(m.actor in COURTS for m in shown) else "Sanctions"
    claim = f"The newest that bind those who act, on record up to {{end}}: {'; '.join(said)}."
    return [Finding(id="brief.watch.constraints", question=WATCH, part=part, claim=claim, facts=facts, sources=sources)]


def _uncounted(basis: Basis) -> Finding:
    """Which risks the model does not count, so that nobody takes silence for safety: those that the case has on record, else which to add."""
    part = "Risks that the model does not count"
    known = basis.case.risks
    if known:
        rows = [
            {"what could go wrong": r.what, "for whom": r.for_whom, "early sign": r.sign, "what was done or asked for": r.then}
            for r in known
        ]
        table = Table(name="uncounted", caption=f"{part}, but the case has on record", frame=pd.DataFrame(rows), brief=True)
        return Finding(
            id="brief.watch.uncounted", question=WATCH, part=part, tables=(table,), sources=tuple(r.source for r in known)
        )
    claim = (
        "Diversion of aid, safety of staff, legitimacy that contact lends, and criticism by rights groups and at home. "
        "Those who run programmes and missions, and the legal service, should add them."
    )
    return Finding(id="brief.watch.uncounted", question=WATCH, part=part, claim=claim)
