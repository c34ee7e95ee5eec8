"""What those who act have asked for themselves, as the record has it: their asks with what came of them, and the conditions they have set."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from modusvivendi.case import Case, Issue
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.words import FEW, OFFER, capital, following, several, with_article
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.plan_words import titles
from modusvivendi.findings.precedents_words import ENDED
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.record.acts import Act
from modusvivendi.record.tracks import Track
from modusvivendi.study.scales import along

ENOUGH = 5  # words of a clause that says what was done
OWN = 3  # own asks on record that are told
GIVEN = ("met", "temporary", "partly")  # outcomes of asks of which something was given
NOTHING = ("", "none")  # in return for an ask, as a record says it
CONDITIONS = "benchmark_conditions"  # instrument of moves
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


def held_with_acts(case: Case, issue: Issue) -> str:
    """What the authority does today, and the newest act on record that speaks against it."""
    act = against(case, issue.id)
    if act is None:
        return held(case, issue)
    return f"{held(case, issue)}; but {words.month(act.date.first)}: {clause(act.what)}"


def clause(what: str) -> str:
    """The first clause of what an act was, where it says enough by itself."""
    first = re.split("[,;]", what)[0]
    return lowered(first if len(first.split()) >= ENOUGH else what)


def since(case: Case, track: Track) -> str:
    """Where of an ask that was met in part something has been taken back since: how many steps away on these issues the record has after its start."""
    acts = case.record.acts if case.record else ()
    away = [a for a in acts if a.issue in track.issues_met and a.net_effect == "away" and a.date.first > track.start.first]
    if track.outcome not in GIVEN or not away:
        return ""
    about = several(lowered(t) for t in titles(dict.fromkeys(a.issue for a in away), case))
    return f"; since then {words.counted(len(away), 'step')} away on {about}"


def _asks(basis: Basis) -> list[Finding]:
    """What those who act have asked for themselves, as far as it is on record, and what came of it: what most issues were in first."""
    case, record = basis.case, basis.case.record
    who = {c.id: c for c in case.countries if c.id in spokesmen(basis)}
    asked = [t for t in record.tracks if t.actor in who] if record else []
    shown = sorted(asked, key=lambda t: (-len(t.issues), -t.start.first.toordinal()))[:OWN]
    if not shown:
        return []
    facts: dict[str, Fact] = {"all": Fact(value=len(asked), unit="asks")}
    said = []
    for n, track in enumerate(sorted(shown, key=lambda t: t.start.first)):
        given = f", in return for {track.sweetener}" if track.reward and track.sweetener not in NOTHING else ""
        met = (
            f", on {several(lowered(x) for x in titles(track.issues_met, case))}"
            if 0 < len(track.issues_met) < len(track.issues)
            else ""
        )
        facts |= {
            f"who{n}": Fact(value=capital(with_article(who[track.actor].title))),
            f"when{n}": Fact(value=words.month(track.start.first)),
            f"ask{n}": Fact(value=f"{lowered(track.ask)}{given}"),
            f"end{n}": Fact(value=f"{ENDED[track.outcome]}{met}{since(case, track)}"),
        }
        said.append(f"{{who{n}}}, {{when{n}}}: {{ask{n}}} ({{end{n}}})")
    more = " Of {all:count} on record, those on most issues: " if len(asked) > len(shown) else " "
    claim = f"{more}{'. '.join(said)}.".strip()
    return [Finding(id="brief.offer.own", question=OFFER, part="Asked for before by those who act", claim=claim, facts=facts)]


def _benchmarks(basis: Basis, plan: Plan) -> list[Finding]:
    """Conditions that those who act have set in public: what holds today on each, and what the option does about it."""
    case, record, who = basis.case, basis.case.record, spokesmen(basis)
    set_by = [m for m in record.moves if m.instrument == CONDITIONS and m.actor in who] if record else []
    issues = case.roles.get("benchmarks", ())
    if not set_by or not issues:
        return []
    now = {i for o in basis.first for i in plan.tracks[o.track].issues}
    public = set(plan.demands) if plan.demand_intensity > 0 else set()

    def does(issue: str) -> str:
        parts = ["in the first talks"] if issue in now else ["in later talks"] if issue in plan.issues else []
        return words.listed([*parts, *(["asked for in public"] if issue in public else [])]) or "left out"

    rows = [
        {
            "benchmark": case.issue(i).title,
            "holds now": held(case, case.issue(i)),
            "what the option does": does(i),
        }
        for i in issues
    ]
    first = min(set_by, key=lambda m: m.date.first)
    asker = with_article(next(c.title for c in case.countries if c.id == first.actor))
    caption = f"Benchmarks set by {asker} ({words.month(first.date.first)}), as far as issues of the case follow them"
    table = Table(name="benchmarks", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return [
        Finding(
            id="brief.offer.benchmarks",
            question=OFFER,
            tables=(table,),
            sources=(f"{first.origin.publisher}, “{first.origin.title}”",),
        )
    ]


def spokesmen(basis: Basis) -> set[str]:
    """Ids of those who follow the option worked out, and of bodies of their bloc that speak for them: those in a small coalition with one."""
    mine, case = following(basis, basis.option), basis.case
    blocs = {c.bloc for c in case.countries if c.id in mine}
    together = {c for members in case.coalitions.values() if len(members) <= FEW and mine & {*members} for c in members}
    return mine | {c.id for c in case.countries if not c.state and c.bloc in blocs and c.id in together}
