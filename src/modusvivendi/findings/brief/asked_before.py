"""What those who act have asked for themselves, as the record has it: their asks with what came of them, and the conditions they have set."""

from __future__ import annotations

import re
from collections.abc import Set
from datetime import date

import numpy as np
import pandas as pd

from modusvivendi.case import Case, Issue
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.words import FEW, OFFER, capital, following, several, with_article
from modusvivendi.findings.calendar import YEAR, age
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.plan_words import titles
from modusvivendi.findings.precedents_words import ENDED
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.record import Move
from modusvivendi.record.acts import Act
from modusvivendi.record.tracks import Track
from modusvivendi.study.scales import along

ENOUGH = 5  # words of a clause that says what was done
MOST = 3  # asks that were met of those who are next to follow
ENDS = {"met": "met", "partly": "met in part or for a time", "not_met": "not met", "open": "undecided"}
GROUPS = (
    (("met",), 2),
    (("partly", "temporary"), 2),
    (("not_met",), 1),
    (("open",), 2),
)  # outcomes told together, and how many asks of each
GIVEN = ("met", "temporary", "partly")  # outcomes of asks of which something was given
NOTHING = ("", "none")  # in return for an ask, as a record says it
CONDITIONS = "benchmark_conditions"  # instrument of moves
HEAVY = 4  # magnitude of pressure of others that is told beside today's rung
PLAIN = 3  # magnitude from which an act is plain to outside observers, as for signs


def asked_before(basis: Basis, plan: Plan) -> list[Finding]:
    """Asks and conditions of those who act."""
    return [*_asks(basis), *_benchmarks(basis, plan)]


def held(case: Case, issue: Issue) -> str:
    """What the authority does today, in a few words."""
    ladder = case.ladders.get(issue.id)
    if ladder is None or ladder.marker is None:
        return f"{100 * issue.start.centre:.0f} of 100 on the way to the full ask"
    return ladder.rungs[round(float(along(ladder.rungs, np.array(ladder.marker[1]))))].name


def against(case: Case, issue: str) -> Act | None:
    """The newest plain act on an issue on record, where it leads away from what is asked or hardens the authority's line: what today's rung does
    not say yet. None where the newest plain act leads nowhere or toward it."""
    acts = [a for a in case.record.acts if a.issue == issue and a.magnitude >= PLAIN] if case.record else []
    last = max(acts, key=lambda a: a.date.first, default=None)
    return last if last is not None and (last.net_effect == "away" or last.direction == "harden") else None


def shut_by_others(day: date, case: Case, issue: str, mine: Set[str]) -> Move | None:
    """The newest heavy pressure of others on an issue in the year before a day: what holds on the ground whatever the authority does."""
    moves = case.record.moves if case.record else ()
    heavy = [
        m
        for m in moves
        if m.issue == issue
        and m.direction == "pressure"
        and m.magnitude >= HEAVY
        and m.actor not in mine
        and age(m.date.first, day) < YEAR
    ]
    return max(heavy, key=lambda m: m.date.first, default=None)


def held_with_acts(case: Case, issue: Issue, mine: Set[str] = frozenset()) -> str:
    """What the authority does today, and what speaks against it on record: the newest heavy pressure of others than ``mine`` or, where there is
    none, its own newest act."""
    act, move = against(case, issue.id), shut_by_others(case.as_of, case, issue.id, mine)
    if move is not None:
        return f"{held(case, issue)}; but {words.month(move.date.first)}: {capital(clause(move.what))}"
    return f"{held(case, issue)}; but {words.month(act.date.first)}: {clause(act.what)}" if act is not None else held(case, issue)


def clause(what: str) -> str:
    """The first clause of what an act was, where it says enough by itself."""
    first = re.split("[,;]", what)[0]
    return lowered(first if len(first.split()) >= ENOUGH else what)


def since(case: Case, track: Track) -> str:
    """Where of an ask that was met in part something has been taken back since: how many steps away on these issues the record has after its start."""
    acts = case.record.acts if case.record else ()
    away = [
        a
        for a in acts
        if a.issue in track.issues_met
        and a.issue in case.issue_ids
        and a.net_effect == "away"
        and a.date.first > track.start.first
    ]
    if track.outcome not in GIVEN or not away:
        return ""
    about = several(lowered(t) for t in titles(dict.fromkeys(a.issue for a in away), case))
    return f"; cut back since on {about} ({words.counted(len(away), 'step')})"


def _asks(basis: Basis) -> list[Finding]:
    """What those who act have asked for themselves, as far as it is on record, by what came of it; where they got nothing in full, what those
    next to follow got."""
    record = basis.case.record
    who = spokesmen(basis)
    asked = [t for t in record.tracks if t.actor in who] if record else []
    shown = [t for outcomes, most in GROUPS for t in _most([t for t in asked if t.outcome in outcomes], most)]
    near = next_to_follow(basis) - who if not any(t.outcome == "met" for t in asked) else set()
    got = [t for t in record.tracks if t.actor in near and t.outcome == "met"] if record else []
    shown = [*_most(got, MOST), *shown]
    if not shown:
        return []
    count = {name: sum(t.outcome in outcomes for t in asked) for name, (outcomes, _) in zip(ENDS, GROUPS, strict=True)}
    facts = {name: Fact(value=n, unit="asks") for name, n in count.items()} | {"all": Fact(value=len(asked), unit="asks")}
    facts["next"] = Fact(value=len(got), unit="asks")
    told = [
        f"{{{name}:count}} {how}{_all_on(basis, asked, facts) if name == 'met' else ''}"
        for name, how in ENDS.items()
        if count[name]
    ]
    claim = f"Of {{all:count}} on record, {'' if count['met'] else 'none was met; '}{words.listed(told)}."
    claim = claim if asked else "Nothing of their own is on record."
    table = Table(
        name="own",
        caption=f"Asks on record{', first of those who are next to be won over' if got else ' of those who act'}"
        + (f", {len(shown)} of {len(asked)}" if len(shown) < len(asked) and not got else ""),
        frame=pd.DataFrame([_ask(basis.case, t) for t in shown]),
        brief=True,
    )
    part = "Asked for before by those who act"
    return [Finding(id="brief.offer.own", question=OFFER, part=part, claim=claim, facts=facts, tables=(table,))]


def _all_on(basis: Basis, asked: list[Track], facts: dict[str, Fact]) -> str:
    """On what those asks were that were met, where all were on the same issue; the fact is added."""
    shared = set.intersection(*(set(t.issues) for t in asked if t.outcome == "met"))
    facts["met_on"] = Fact(
        value=several(map(lowered, titles([i for i in basis.case.issue_ids if i in shared], basis.case))), n=len(shared)
    )
    return " (all on {met_on})" if facts["met_on"].value else ""


def _most(tracks: list[Track], most: int) -> list[Track]:
    """Those on most issues and then the newest, at most so many, by who asked and when."""
    some = sorted(tracks, key=lambda t: (-len(t.issues), -t.start.first.toordinal()))[:most]
    order = [t.actor for t in some]
    return sorted(some, key=lambda t: (order.index(t.actor), t.start.first))


def next_to_follow(basis: Basis) -> set[str]:
    """Ids of those who would follow, too, in the next larger coalition that the brief looks at; none where there is none."""
    circle = next(iter(basis.given.circles.values()), None)
    wider = circle.study.followers if circle is not None else None
    return set(basis.case.coalitions.get(wider, ())) if wider else set()


def _ask(case: Case, track: Track) -> dict[str, object]:
    """One ask: who and when, what for and in return for what, and what came of it."""
    met = (
        f", on {several(lowered(x) for x in titles([i for i in track.issues_met if i in case.issue_ids], case))}"
        if 0 < len(track.issues_met) < len(track.issues)
        else ""
    )
    asker = next(c.title for c in case.countries if c.id == track.actor)
    given = f"; in return: {track.sweetener}" if track.reward and track.sweetener not in NOTHING else ""
    return {
        "asked by, when": f"{asker}, {words.month(track.start.first)}",
        "for": f"{track.ask}{given}",
        "result": f"{ENDED[track.outcome]}{met}{since(case, track)}",
    }


def _benchmarks(basis: Basis, plan: Plan) -> list[Finding]:
    """Conditions that those who act have set in public: what holds today on each, and what the option does about it."""
    case, set_by, issues = basis.case, benchmarks_set(basis), basis.case.roles.get("benchmarks", ())
    if not set_by or not issues:
        return []
    now = {i for o in basis.first for i in plan.tracks[o.track].issues}
    public = set(plan.demands) if plan.demand_intensity > 0 else set()

    def does(issue: str) -> str:
        parts = ["first talks"] if issue in now else ["later talks"] if issue in plan.issues else []
        return "; ".join([*parts, *(["asked for in public"] if issue in public else [])]) or "left out"

    rows = [
        {
            "benchmark": case.issue(i).title,
            "holds now": held(case, case.issue(i)),
            "what the option does": does(i),
        }
        for i in issues
    ]
    first = min(set_by, key=lambda m: m.date.first)
    caption = (
        f"Benchmarks of {benchmark_setter(basis)} ({words.month(first.date.first)}): where they stand, by issue of this case"
    )
    table = Table(name="benchmarks", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return [
        Finding(
            id="brief.offer.benchmarks",
            question=OFFER,
            tables=(table,),
            sources=(f"{first.origin.publisher}, “{first.origin.title}”",),
        )
    ]


def benchmarks_set(basis: Basis) -> list[Move]:
    """Conditions on record of those who act and of bodies that speak for them."""
    record, who = basis.case.record, spokesmen(basis)
    return [m for m in record.moves if m.instrument == CONDITIONS and m.actor in who] if record else []


def benchmark_setter(basis: Basis) -> str:
    """Who set the first of them; "" where nobody did."""
    first = min(benchmarks_set(basis), key=lambda m: m.date.first, default=None)
    return with_article(next(c.title for c in basis.case.countries if c.id == first.actor)) if first else ""


def spokesmen(basis: Basis) -> set[str]:
    """Ids of those who follow the option worked out, and of bodies of their bloc that speak for them: those in a small coalition with one."""
    mine, case = following(basis, basis.option), basis.case
    blocs = {c.bloc for c in case.countries if c.id in mine}
    together = {c for members in case.coalitions.values() if len(members) <= FEW and mine & {*members} for c in members}
    return mine | {c.id for c in case.countries if not c.state and c.bloc in blocs and c.id in together}
