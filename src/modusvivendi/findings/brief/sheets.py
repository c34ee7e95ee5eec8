"""Annex A: per talks a sheet as humanitarian negotiators use it, both sides beside one another, with precedents.

Rows follow the naturalistic and common-shared-space tools of the Centre of Competence on Humanitarian Negotiation's field manual
(2019): position, reasoning, values of both sides; agreed and contested facts; shared norms; ideal outcome, bottom line, red line; mandate.
What the case does not hold says that it is for the delegation to fill in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from modusvivendi.case import Case, Issue
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.findings import words
from modusvivendi.findings.brief.asked_before import GIVEN, NOTHING
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.leaders import leaders
from modusvivendi.findings.brief.offer import first_asks, offered, whole
from modusvivendi.findings.brief.precedents import near_ones, rate, whose
from modusvivendi.findings.brief.risks import RECOGNITION
from modusvivendi.findings.brief.terms import FOLLOWERS, met_for_others
from modusvivendi.findings.brief.words import SHEETS, apart_by_theory, capital, following, several
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.plan_words import titles
from modusvivendi.findings.precedents_words import citation, ended
from modusvivendi.planning.agenda.agenda import Offer
from modusvivendi.planning.agenda.plan import Plan, PlanTrack
from modusvivendi.record.acts import Act
from modusvivendi.record.tracks import Track
from modusvivendi.study.scales import along

STRONG, WEAK = 0.6, 0.3  # of attributes of issues, 0 to 1, told in words
NEAR = 3  # precedents named
SERVED = 2  # groups named
DENIED = 2  # asks that were denied, or paid for, told
OPEN = "for the delegation to fill in"


def sheet_findings(basis: Basis) -> list[Finding]:
    """One sheet for each offer of the first page of talks."""
    plan = basis.agenda
    return [] if plan is None else [_sheet(basis, plan, offer) for offer in basis.first]


def _sheet(basis: Basis, plan: Plan, offer: Offer) -> Finding:
    case, track = basis.case, plan.tracks[offer.track]
    issues = [case.issue(i) for i in track.issues]
    name = words.listed(titles(track.issues, case))
    acts = [a for a in case.record.acts if a.issue in track.issues] if case.record else []
    rows = [
        ("Opening", _opening(basis, track, offer), _all(issues, lambda i: held(case, i))),
        ("Target", f"By {words.month(month_of(case, offer.ends))}: {whole(basis, track)}", answered(case, track)),
        ("Reasoning", _all(issues, lambda i: served(case, i)), _all(issues, reasons)),
        ("Values", _worth(issues), _all(issues, lambda i: camps(case, i))),
        ("Facts on record", agreed(acts), _moves(acts)),
        ("What it did before", last(acts, "toward", "Last step toward the ask"), last(acts, "away", "Last step away from it")),
        (
            "Facts in dispute",
            _all(issues, lambda i: disputed(case, i)),
            _all(issues, lambda i: i.levels[max(i.levels)].why or OPEN),
        ),
        ("Ideal outcome", _all(issues, lambda i: top(case, i)), _all(issues, lambda i: wanted(case, i))),
        ("Bottom line", _all(issues, lambda i: least(case, i)), denied(case, track)),
        ("Shared ground", OPEN, _shared(issues)),
        ("Red line", _red(case, track), _all(issues, lambda i: refused(case, i))),
        ("On offer", offered(basis, track), paid_before(case, track)),
        ("Mandate", _ours(basis, track), deciders(acts)),
        ("Fallback", _fallback(basis, track, offer), _all(issues, local)),
    ]
    found = basis.given.precedents.get(offer.track)
    if found is not None:
        rows += [] if near_ones(found) else [("Precedents", "Nothing near is on record", OPEN)]
        for n, d in enumerate(near_ones(found)[:NEAR]):
            source = citation(d.sources[0]) if d.sources else "no source named"
            asked = f"{d.asker_title}, {whose(found, d)}: {d.ask}"
            rows.append((f"Precedent {n + 1}", asked, f"{ended(d)}. {source}"))
    frame = pd.DataFrame(rows, columns=["about", "our side", "their side"])
    base = f"; asked before: {rate(found)}" if found is not None else ""
    chance = apart_by_theory(basis, {t: e["met"] for t, e in basis.ends_by_theory(offer.track).items()})
    caption = f"Talks on {lowered(name)}: chance that all of it is met {chance}{base}"
    return Finding(
        id=f"brief.sheet.{offer.track + 1}",
        question=SHEETS,
        part=name,
        tables=(Table(name=f"sheet_{offer.track + 1}", caption=caption, frame=frame),),
    )


def _opening(basis: Basis, track: PlanTrack, offer: Offer) -> str:
    """What to begin with, and when at the earliest."""
    first = several(first_asks(basis, track)) or whole(basis, track)
    return f"From {words.month(month_of(basis.case, offer.opens))} at the earliest: {first}"


def last(acts: Sequence[Act], effect: str, title: str) -> str:
    """The newest step of a kind that is on record, with its day and who says so."""
    some = [a for a in acts if a.net_effect == effect]
    act = max(some, key=lambda a: a.date.first, default=None)
    return (
        f"{title} ({words.month(act.date.first)}): {act.what.rstrip('.')} ({act.origin.publisher or 'no source named'})"
        if act
        else f"{title}: none on record"
    )


def _tracks(case: Case, track: PlanTrack, outcomes: tuple[str, ...]) -> list[Track]:
    """Asks on record on these issues that ended so, the newest first."""
    record = case.record.tracks if case.record else ()
    some = [t for t in record if t.outcome in outcomes and {*t.issues} & {*track.issues}]
    return sorted(some, key=lambda t: t.start.first, reverse=True)


def denied(case: Case, track: PlanTrack) -> str:
    """What was asked on these issues and not given: the two newest such asks."""
    some = _tracks(case, track, ("not_met",))[:DENIED]
    told = [f"{t.ask} ({_asker(case, t)}, {words.month(t.start.first)})" for t in some]
    return f"Has not given: {'; '.join(told)}" if told else OPEN


def paid_before(case: Case, track: PlanTrack) -> str:
    """What it got for what it gave on these issues, if in part."""
    some = [t for t in _tracks(case, track, GIVEN) if t.reward and t.sweetener not in NOTHING][:DENIED]
    told = [f"{t.sweetener}, for: {t.ask} ({_asker(case, t)}, {words.month(t.start.first)})" for t in some]
    return f"Got before: {'; '.join(told)}" if told else "Nothing on record that it got for such a thing"


def answered(case: Case, track: PlanTrack) -> str:
    """What it said itself to the newest move of others on these issues."""
    moves = [
        m
        for m in (case.record.moves if case.record else ())
        if m.issue in track.issues and m.response and not m.response.startswith("[")
    ]
    move = max(moves, key=lambda m: m.date.first, default=None)
    return (
        f"Its answer to what others did last ({words.month(move.date.first)}): {move.response.rstrip('.')} ({move.origin.publisher or 'no source named'})"
        if move
        else OPEN
    )


def _asker(case: Case, track: Track) -> str:
    return next((c.title for c in case.countries if c.id == track.actor), track.actor)


def _fallback(basis: Basis, track: PlanTrack, offer: Offer) -> str:
    """What then if nobody takes the offer: when it ends, the first step alone, and through whom."""
    others = met_for_others(basis, set(track.issues))
    told = f"Withdrawn after {words.month(month_of(basis.case, offer.ends))}; then the first step alone, with nothing in return"
    return f"{told}; or through {several(others, 'or')}" if others else told


def _all(issues: Sequence[Issue], said: object) -> str:
    """What holds for each issue, by name where there are several."""
    assert callable(said)
    if len(issues) == 1:
        return str(said(issues[0]))
    return " ".join(f"{i.title}: {said(i)}." if not str(said(i)).endswith(".") else f"{i.title}: {said(i)}" for i in issues)


def _rung(case: Case, issue: str, level: float) -> str:
    ladder = case.ladders.get(issue)
    if ladder is None:
        return f"{100 * level:.0f} of 100 on the way to the full ask"
    return ladder.rungs[round(float(along(ladder.rungs, level)))].facts.rstrip(".")  # type: ignore[arg-type]


def held(case: Case, issue: Issue) -> str:
    """What the authority does today."""
    ladder = case.ladders.get(issue.id)
    marker = ladder.marker if ladder else None
    level, day = (marker[1], marker[0]) if marker else (issue.start.centre, case.as_of)
    return f"Holds to ({words.month(day)}): {_rung(case, issue.id, level)}"


def served(case: Case, issue: Issue) -> str:
    """Why outsiders ask: whose welfare turns on it, else the full ask."""
    groups = sorted((g for g in case.groups if issue.id in g.issues), key=lambda g: -g.issues[issue.id].centre)
    return f"Serves most: {several(lowered(g.title) for g in groups[:SERVED])}" if groups else issue.why


def reasons(issue: Issue) -> str:
    """Why the authority would or would not, from what the case says of the issue."""
    doctrine = _degree(
        issue.politicisation.centre,
        "it touches doctrine and sovereignty",
        "it touches doctrine in part",
        "it hardly touches doctrine",
    )
    gain = _degree(
        issue.own_benefit.centre, "it gains much by it itself", "it gains something by it itself", "it gains little by it itself"
    )
    seen = _degree(
        issue.visibility.centre,
        "its own audiences would see it",
        "its audiences would see some of it",
        "its audiences would hardly see it",
    )
    return f"{doctrine[:1].upper()}{doctrine[1:]}; {gain}; {seen}"


def _degree(value: float, strong: str, middle: str, weak: str) -> str:
    return strong if value >= STRONG else weak if value <= WEAK else middle


def _worth(issues: Sequence[Issue]) -> str:
    rights = [i.title for i in issues if i.core_right]
    most = max(issues, key=lambda i: i.outsider_value.centre)
    told = _degree(
        most.outsider_value.centre,
        "a matter of first rank to outsiders",
        "a matter of middling rank to outsiders",
        "a matter of low rank to outsiders",
    )
    return f"{told[:1].upper()}{told[1:]}" + (f"; core right: {words.listed(rights)}" if rights else "")


def camps(case: Case, issue: Issue) -> str:
    """Which parts of the authority's base stand nearest to the ask, and which furthest."""
    places = {s.title: case.position(s.id, issue.id).ideal.centre for s in case.segments}
    near, far = max(places, key=places.__getitem__), min(places, key=places.__getitem__)
    return f"Nearest to the ask: {near}. Furthest: {far}" if near != far else f"No part of its base stands apart: {near}"


def agreed(acts: Sequence[Act]) -> str:
    """What is on record and sourced."""
    good = [a for a in acts if a.origin.confidence == "high"]
    if not good:
        return "No act on record with a source of high confidence"
    last = max(good, key=lambda a: a.date.first)
    return f"{words.month(last.date.first)}: {last.what.rstrip('.')} ({last.origin.publisher})"


def _moves(acts: Sequence[Act]) -> str:
    count = Counter(a.net_effect for a in acts)
    toward, away = count["toward"], count["away"]
    return (
        f"On record since the case begins: {words.counted(toward, 'step')} toward the ask, {away} away from it" if acts else OPEN
    )


def disputed(case: Case, issue: Issue) -> str:
    """Between which rungs readers place today's level."""
    low, high = (_rung(case, issue.id, end) for end in issue.start.range)
    return f"Today's level: readers place it between “{low}” and “{high}”" if low != high else "None on today's level"


def _shared(issues: Sequence[Issue]) -> str:
    gains = [i.title for i in issues if i.own_benefit.centre >= STRONG]
    return "It gains by progress itself" + (f" on {words.listed(gains)}" if len(issues) > 1 else "") if gains else OPEN


def top(case: Case, issue: Issue) -> str:
    """The full ask."""
    ladder = case.ladders.get(issue.id)
    text = ladder.full_ask if ladder else issue.why.removeprefix("Full ask: ")
    return text[:1].upper() + text[1:].rstrip(".")


def wanted(case: Case, issue: Issue) -> str:
    """What the leading group wants."""
    return f"Of its leading group: {_rung(case, issue.id, case.position(case.leader.id, issue.id).ideal.centre)}"


def least(case: Case, issue: Issue) -> str:
    """The smallest step that an observer could check."""
    ladder = case.ladders.get(issue.id)
    if ladder is None or ladder.marker is None:
        return OPEN
    now = round(float(along(ladder.rungs, ladder.marker[1])))  # type: ignore[arg-type]
    above = ladder.rungs[now + 1 :]
    return (
        f"Part of the next rung, seen by an observer: {above[0].facts.rstrip('.')}"
        if above
        else "Nothing less than what holds today"
    )


def _red(case: Case, track: PlanTrack) -> str:
    relief = [i for i in track.issues if i in humanitarian_issues(case)]
    told = "Recognition is not on offer" if track.standing < RECOGNITION else "None on status: recognition is on offer"
    if relief and track.reward + track.standing > 0:
        return f"{told}; relief is asked for in return for what is on offer, which some hold to be a red line of its own"
    return f"{told}; relief is not traded for anything else" if relief else f"{told}; relief is not made to depend on it"


def refused(case: Case, issue: Issue) -> str:
    """The part of its base that cares most and stands furthest: what the authority will not be seen to give up."""
    far = min(case.segments, key=lambda s: case.position(s.id, issue.id).ideal.centre)
    return f"What would be read as yielding by: {far.title}"


def _ours(basis: Basis, track: PlanTrack) -> str:
    who = capital(leaders(basis, track.bloc, FOLLOWERS))
    alone = len(following(basis, basis.option)) == 1
    return f"{who}{'' if alone else ', for those who follow'}; what is on offer needs consent first (part 4)"


def deciders(acts: Sequence[Act]) -> str:
    """At what level the authority has decided on such matters."""
    count = Counter(a.level for a in acts if a.level)
    if not count:
        return OPEN
    named = [f"{level.replace('_', ' ')} ({n})" for level, n in count.most_common(3)]
    return f"Decided before by: {words.listed(named)}"


def local(issue: Issue) -> str:
    """Whether provinces can grant it."""
    share = issue.local.centre
    return f"Provinces decide {words.percent(share)} of it: ask there" if share >= 0.1 else "Provinces decide hardly any of it"
