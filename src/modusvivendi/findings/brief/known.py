"""Page 1, what is known: the last large steps of both sides on record, what holds today on the first issue, and where most futures end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.words import DECISION, WAYS, ending, following, several
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.ladder_words import NO_BETTER, lowered
from modusvivendi.findings.run_world import first_issue, issue_finding
from modusvivendi.findings.world import named
from modusvivendi.living.home import Home
from modusvivendi.record import Move, add_months
from modusvivendi.record.acts import Act

TAKES_BACK = "reverse"  # direction of an act that undoes an earlier one
EACH = 3  # rows of the case on what those who act do today that are told
LATELY, EVENTS = 6, 2  # months before what is known ends, and how many of the largest steps in them
POINTS_MEAN = (
    "This case has no ladders: a point of 100 is a hundredth of the way from what {authority} would do alone to the full ask."
)
STANDS = "Where things stand, and where they go"
Step = TypeVar("Step", Act, Move)  # of the authority, or of an outsider


def known_findings(basis: Basis) -> list[Finding]:
    """What happened last on record, and where things stand and go."""
    return [*_course(basis), _steps(basis), *_stands(basis)]


def _course(basis: Basis) -> list[Finding]:
    """What those who act do today, as the case says it: who most of them go by first."""
    case, mine = basis.case, following(basis, basis.option)
    weight = {c.id: c.material.centre for c in case.countries if c.id in mine}
    covered = [{c for name in row.who for c in case.coalitions.get(name, (name,))} & mine for row in case.course]
    alone = following(basis.alone, basis.option) if basis.alone is not None else set()
    rows = [n for n, ids in enumerate(covered) if ids]
    own = sorted(rows, key=lambda n: (bool(covered[n] == alone), sum(weight[c] for c in covered[n])), reverse=True)[:EACH]
    facts = {f"course{k}": Fact(value=case.course[n].what) for k, n in enumerate(own)}
    claim, sources = " ".join(f"{{{name}}}" for name in facts), tuple(case.course[n].source for n in own)
    part = "What those who act do today"
    return [Finding(id="brief.course", question=DECISION, part=part, claim=claim, facts=facts, sources=sources)] if own else []


def _steps(basis: Basis) -> Finding:
    """The largest steps of the authority, of outsiders, and of those who act, and that nothing later is known."""
    record, mine = basis.case.record, following(basis, basis.option)
    moves = record.moves if record else ()
    acts = largest_steps(record.acts if record else (), basis.case.as_of)
    others = largest_steps([m for m in moves if m.actor not in mine], basis.case.as_of)
    own = [] if basis.case.course else largest_steps([m for m in moves if m.actor in mine], basis.case.as_of)[-1:]
    facts: dict[str, Fact] = {
        "authority": Fact(value=basis.case.authority),
        "day": Fact(value=words.day(basis.case.as_of)),
        "months": Fact(value=words.counted(LATELY, "month")),
    }
    told: tuple[tuple[str, Sequence[Act | Move]], ...] = (("what", acts), ("other", others), ("own", own))
    for name, some in told:
        for n, step in enumerate(some):
            when = (words.day if step.date.precision == "day" else words.month)(step.date.first)
            what = lowered(step.what) if name == "what" else step.what.split(";")[0].rstrip(".")
            facts[f"{name}{n}"] = Fact(value=f"{what} ({when})")
    said = "; ".join(f"{{what{n}}}" for n in range(len(acts)))
    claim = (
        f"The largest steps of {{authority}} in the {{months}} up to {{day}}: {said}."
        if acts
        else "No step of {authority} is on record in the {months} up to {day}."
        if record
        else "The case has no record of what happened."
    )
    for (name, some), whose in zip(told[1:], ("Of others", "Of those who act"), strict=True):
        if some:
            claim += f" {whose}: {'. '.join(f'{{{name}{n}}}' for n in range(len(some)))}."
    claim += _taken_in(basis, facts)
    sources = tuple(f"{s.origin.publisher}, “{s.origin.title}”" for _, some in told for s in some if s.origin.publisher)
    return Finding(id="brief.known", question=DECISION, part="What happened last", claim=claim, facts=facts, sources=sources)


def largest_steps(steps: Sequence[Step], known: date) -> list[Step]:
    """The steps that weigh most in the whole months before what is known ends, by their own dates, of equal ones the newest; in order of
    time. What only takes back an earlier step is left out: it says nothing without that."""
    since = add_months((known + timedelta(days=1)).replace(day=1), -LATELY)
    inside = [a for a in steps if since <= a.date.first <= known and a.direction != TAKES_BACK]
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


def _stands(basis: Basis) -> list[Finding]:
    """What holds today and where it goes, on the ladders: the first issue in facts, then where most futures end."""
    world, case = basis.world, basis.case
    issue, who = first_issue(case), {"authority": Fact(value=case.authority)}
    found = (
        [] if case.ladders else [Finding(id="brief.stands.none", question=DECISION, part=STANDS, claim=POINTS_MEAN, facts=who)]
    )
    if issue.id in world.ends:
        told = issue_finding(world, issue)
        claim = told.claim.replace("{issue}. Today", "{issue} today", 1)
        if told.too_close_to_call:
            claim = claim.replace(", under {which}", ", under every option, as they are tied", 1).removesuffix(NO_BETTER)
        facts = {n: replace(f, value=basis.named(f.value)) if isinstance(f.value, str) else f for n, f in told.facts.items()}
        found.append(
            Finding(
                id="brief.stands.first",
                question=DECISION,
                part=STANDS,
                claim=claim,
                facts=facts,
                too_close_to_call=told.too_close_to_call,
            )
        )
    return [*found, *_ends(basis)]


def _ends(basis: Basis) -> list[Finding]:
    """Of each aim that is a mean of issues, which of them end on another rung than today's in most futures: under every option, and only under the one
    worked out."""
    facts: dict[str, Fact] = {"option": Fact(value=basis.title(basis.option))}
    said = []
    for aim, view in basis.aims.items():
        parts = []
        for way in WAYS if len(view.scale.issues) > 1 else ():
            under = {o: ending(basis.world, view.scale.issues, o, way) for o in basis.standing.options}
            always = [i for i in under[basis.option] if all(i in some for some in under.values())]
            more = [i for i in under[basis.option] if i not in always]
            for key, some in ((f"{aim}_{way}", always), (f"{aim}_{way}_mine", more)):
                facts[key] = Fact(value=several(lowered(basis.case.issue(i).title) for i in some), n=len(some))
            parts += [f"{way} today's rung under every option: {{{aim}_{way}}}"] if always else []
            parts += [f"{way} today's rung under “{{option}}”{' also' if always else ''}: {{{aim}_{way}_mine}}"] if more else []
        if parts:
            facts[aim] = Fact(value=named(view))
            said.append(f"{{{aim}}}, in most futures {'; '.join(parts)}.")
    if not said:
        return []
    return [Finding(id="brief.stands.others", question=DECISION, part=STANDS, claim=" ".join(said), facts=facts)]
