"""Page 4: dated signs, risks with early signs and owners, and whose consent is needed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.risks import SELDOM, consents, constraints, idle_under, losers, undone
from modusvivendi.findings.brief.signs import WELL, WRONG, sign_findings, signs
from modusvivendi.findings.brief.words import WATCH, bloc_words, direction_words, followers, mixed, noticed, quoted, told
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.plan_words import titles
from modusvivendi.findings.world import named
from modusvivendi.study.scales import POINTS, RUNGS, along

CONSTRAINTS = 3
CONCERNED = 2  # groups of the population that are named


def watch_findings(basis: Basis) -> list[Finding]:
    """The fourth page."""
    return [*sign_findings(basis), _risks(basis), _consent(basis), *_constraints(basis)]


def _risks(basis: Basis) -> Finding:
    rows = [*_worse(basis), *_theories(basis), *_talks(basis)]
    hurt = losers(basis, basis.option)
    facts = {"option": Fact(value=basis.title(basis.option)), "hurt": Fact(value=words.listed(hurt), n=len(hurt))}
    claim = (
        "Under “{option}” these fare worse than on today's course: {hurt}."
        if hurt
        else "No group of the population fares noticeably worse under “{option}” than on today's course."
    )
    if basis.baseline is None or basis.option == basis.baseline:
        claim = "What could go wrong if today's course goes on."
    caption = f"Risks of “{basis.title(basis.option)}”, {basis.role}; chances of 100 futures, over all theories"
    table = Table(name="risks", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.watch.risks", question=WATCH, part="Risks", claim=claim, facts=facts, tables=(table,))


def _worse(basis: Basis) -> list[dict[str, object]]:
    """Aims that end noticeably worse than today."""
    rows: list[dict[str, object]] = []
    for aim, view in basis.aims.items():
        chances = noticed(basis, aim, basis.option, -1)
        if mixed(basis, chances) < SELDOM:
            continue
        most = max(chances, key=chances.__getitem__)
        spread = f" ({told(chances[most])} if “{most}” holds)" if told(chances[most]) != told(mixed(basis, chances)) else ""
        what = f"{named(view)}{'' if view.scale.unit in (RUNGS, POINTS) else ','} noticeably {direction_words(view.scale, -view.better)} than today"
        rows.append(
            {
                "what could go wrong": what,
                "chance": told(mixed(basis, chances)) + spread,
                "for whom": _people(basis, aim),
                "early sign": _early(basis, view.scale.issues),
                "what then": _then(basis, aim),
            }
        )
    return rows


def _then(basis: Basis, aim: str) -> str:
    """What the choice can do about a risk."""
    view = basis.aims[aim]
    if view.all_tied:
        return "The choice does not change it: all options are tied there"
    if view.told.loc[basis.option, view.best]:
        return f"Noticeably less under “{basis.title(view.best)}”"
    if basis.baseline is not None and view.told.loc[basis.option, basis.baseline]:
        return "Stay: noticeably less than on today's course"
    return "No option does noticeably better"


def _early(basis: Basis, issues: tuple[str, ...]) -> str:
    """A sign of going wrong on one of the issues; else one of going well that does not come, or the next rung down."""
    found = signs(basis)
    for kind in (WRONG, WELL):
        for sign in found[kind]:
            if sign.question.issue in issues:
                return f"{'' if kind == WRONG else 'Not seen '}by {words.day(sign.question.by)}: {sign.question.text}".strip()
    for issue in issues:
        ladder = basis.case.ladders.get(issue)
        stands = round(float(along(ladder.rungs, np.array(ladder.marker[1])))) if ladder is not None and ladder.marker else 0
        if ladder is not None and stands > 0:
            return f"{basis.case.issue(issue).title} falls to “{ladder.rungs[stands - 1].name}”"
    return "Its next published count"


def _people(basis: Basis, aim: str) -> str:
    """The groups of the population whose welfare turns most on the issues of an aim; of attacks, who attacks; else all groups."""
    issues = basis.aims[aim].scale.issues
    if aim == "attacks":
        return f"All who live there; from: {'; '.join(r.title for r in basis.case.rivals)}"
    weight = {g.title: sum(g.issues[i].centre for i in issues if i in g.issues) for g in basis.case.groups}
    most = sorted(weight, key=lambda t: -weight[t])[:CONCERNED]
    return "; ".join(most) if issues and weight[most[0]] > 0 else "All groups of the population"


def _theories(basis: Basis) -> list[dict[str, object]]:
    """Theories under which the option worked out brings nothing, with their weight."""
    found = idle_under(basis, basis.option)
    if not found or len(found) == len(basis.standing.theories):
        return []
    return [
        {
            "what could go wrong": f"It brings nothing noticeable over today's course: so if {quoted(found, basis, 'or')} holds",
            "chance": told(sum(basis.given.weights[t] for t in found)) + ", the weight of these theories",
            "for whom": f"Those who follow: {followers(basis)}",
            "early sign": "The signs of going wrong, and none of going well",
            "what then": "What is not yet given stays with us; see when to change the line",
        }
    ]


def _talks(basis: Basis) -> list[dict[str, object]]:
    """The talks of the first offer that end unmet most often, and deals that are undone."""
    plan = basis.agenda
    if plan is None or not basis.first:
        return []
    worst = max(basis.first, key=lambda o: 1 - basis.ends(o.track)["met"])
    track, ends = plan.tracks[worst.track], basis.ends(worst.track)
    rows: list[dict[str, object]] = [
        {
            "what could go wrong": f"Talks on {words.listed(titles(track.issues, basis.case))} are not met in full",
            "chance": told(1 - ends["met"]),
            "for whom": bloc_words(basis.case, track.bloc),
            "early sign": "No meeting at working level within two quarters",
            "what then": "Fallback of part 3; the other talks do not depend on it",
        }
    ]
    if (chance := undone(basis)) >= SELDOM:
        rows.append(
            {
                "what could go wrong": "A deal is met and then undone from above",
                "chance": told(chance),
                "for whom": "Those who were served by it",
                "early sign": "A step away on its issue (part “Signs”)",
                "what then": "What was promised for it stops; the other talks go on",
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
    caption = f"Consent that “{basis.title(basis.option)}” needs, and that is not yet given"
    table = Table(name="consent", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.watch.consent", question=WATCH, part="Consent", facts=facts, tables=(table,))


def _constraints(basis: Basis) -> list[Finding]:
    """Sanctions, freezes, bans and court acts on record that bind those who engage, the newest first."""
    newest = constraints(basis)[:CONSTRAINTS]
    if not newest:
        return []
    said: list[str] = []
    facts: dict[str, Fact] = {}
    for n, move in enumerate(newest):
        facts |= {
            f"what{n}": Fact(value=move.what.rstrip(".")),
            f"when{n}": Fact(value=words.month(move.date.first)),
        }
        said.append(f"{{what{n}}} ({{when{n}}})")
    sources = tuple(f"{m.origin.publisher}, “{m.origin.title}”" for m in newest if m.origin.publisher)
    claim = f"On record, the newest first: {'; '.join(said)}."
    return [
        Finding(
            id="brief.watch.constraints", question=WATCH, part="Sanctions and courts", claim=claim, facts=facts, sources=sources
        )
    ]
