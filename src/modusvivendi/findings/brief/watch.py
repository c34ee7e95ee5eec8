"""Page 4: dated signs, risks with early signs and owners, and whose consent is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from modusvivendi.files.yaml_file import read_yaml
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.options import eases, losers, recognises, strategy_of
from modusvivendi.findings.brief.words import WATCH, bloc_words, direction_words, followers, mixed, noticed, told
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.plan_words import titles
from modusvivendi.findings.signposts_dated import do_then
from modusvivendi.findings.world import named
from modusvivendi.forecasting.signposts import Signpost
from modusvivendi.study.scales import POINTS, RUNGS

SHOWN, CONSTRAINTS = 6, 3
SELDOM = 0.05  # chance below which a risk is not listed; judgement, range 0.02–0.1
CONSTRAINING = ("sanction_designation", "asset_freeze", "travel_ban")  # instruments of moves that bind those who engage
COURTS = ("ICC", "ICJ")


def watch_findings(basis: Basis) -> list[Finding]:
    """The fourth page."""
    return [*_signs(basis), _risks(basis), _consent(basis), *_constraints(basis)]


def _signs(basis: Basis) -> list[Finding]:
    watch = basis.given.watch
    if watch is None or not watch.signposts:
        claim = "Nothing that can be seen within a year would tell the theories apart: they expect the same."
        return [Finding(id="brief.watch.none", question=WATCH, claim=claim)]
    shown = sorted(watch.signposts[:SHOWN], key=lambda s: s.question.by)
    rows = []
    for sign in shown:
        most, least = max(sign.chances, key=sign.chances.__getitem__), min(sign.chances, key=sign.chances.__getitem__)
        rows.append(
            {
                "by": Fact(value=words.day(sign.question.by), unit="date ahead", note=""),
                "sign": sign.question.text,
                "chance": f"{words.in_hundred(sign.chance)} ({100 * sign.chances[most]:.0f} if “{basis.title(most)}” holds, {100 * sign.chances[least]:.0f} if “{basis.title(least)}” does)",
                "if it comes": basis.named(do_then(watch, sign.if_yes)),
                "if not": basis.named(do_then(watch, sign.if_no)),
                "who would say so": words.listed(sign.sources) or "not known",
                "owner": owner(basis, sign.question.issue),
            }
        )
    same = all(r["if it comes"] == r["if not"] == "stay the course" for r in rows)
    facts = {"count": Fact(value=len(rows), unit="signs"), "option": Fact(value=basis.title(basis.option))}
    claim = (
        "None of the {count:count} signs below is by itself a reason to leave “{option}”; they add up."
        if same
        else "Signs that would be a reason to think again say so in the table."
    )
    frame = pd.DataFrame(rows)
    if same:
        frame = frame.drop(columns=["if it comes", "if not"])
    table = Table(name="signs", caption="Signs, with the day by which each must have come", frame=frame, brief=True)
    return [Finding(id="brief.watch.signs", question=WATCH, part="Signs", claim=claim, facts=facts, tables=(table,))]


def owner(basis: Basis, issue: str) -> str:
    """Who leads talks on an issue, or who asks for it hardest."""
    plan = basis.agenda
    for track in plan.tracks if plan else ():
        if issue in track.issues:
            return bloc_words(basis.case, track.bloc)
    asking = [b for b in basis.case.blocs if issue in b.demands]
    return bloc_words(basis.case, max(asking, key=lambda b: b.demands[issue].centre).id) if asking else followers(basis)


def _sign_of(basis: Basis, issues: tuple[str, ...]) -> Signpost | None:
    """A sign on one of the issues, to be seen early."""
    watch = basis.given.watch
    return next((s for s in (watch.signposts if watch else ()) if s.question.issue in issues), None)


def _risks(basis: Basis) -> Finding:
    rows: list[dict[str, object]] = []
    for aim, view in basis.aims.items():
        chances = noticed(basis, aim, basis.option, -1)
        if mixed(basis, chances) < SELDOM:
            continue
        sign = _sign_of(basis, view.scale.issues)
        hit = basis.baseline and view.told.loc[basis.option, basis.baseline] and basis.option != basis.baseline
        rows.append(
            {
                "what could go wrong": f"{named(view)}{'' if view.scale.unit in (RUNGS, POINTS) else ','} noticeably {direction_words(view.scale, -view.better)} than today",
                "chance": told(mixed(basis, chances)),
                "for whom": _people(basis, view.scale.issues),
                "early sign": f"Not seen by {words.day(sign.question.by)}: {sign.question.text}"
                if sign
                else "None within a year",
                "what then": "Less often than on today's course; stay the course"
                if hit
                else "As often as on today's course: no option mends it",
            }
        )
    rows += _failing(basis)
    hurt = losers(basis, basis.option)
    facts = {"option": Fact(value=basis.title(basis.option)), "hurt": Fact(value=words.listed(hurt), n=len(hurt))}
    claim = (
        "Under “{option}” these fare worse than on today's course: {hurt}."
        if hurt
        else "No group of the population fares noticeably worse under “{option}” than on today's course."
    )
    if basis.baseline is None or basis.option == basis.baseline:
        claim = "What could go wrong if today's course goes on."
    table = Table(
        name="risks",
        caption="Risks of the recommended option; chances of 100 futures, over all theories",
        frame=pd.DataFrame(rows),
        brief=True,
    )
    return Finding(id="brief.watch.risks", question=WATCH, part="Risks", claim=claim, facts=facts, tables=(table,))


def _people(basis: Basis, issues: tuple[str, ...]) -> str:
    """The groups of the population on whose welfare the issues bear most; everybody where it is no matter of issues."""
    if not issues:
        return "Everybody, the poorest first"
    weight = {g.title: sum(g.issues[i].centre for i in issues if i in g.issues) for g in basis.case.groups}
    most = sorted(weight, key=lambda t: -weight[t])[:2]
    return "; ".join(most) if weight[most[0]] > 0 else "Those who live with it"


def _failing(basis: Basis) -> list[dict[str, object]]:
    """The talks that end unmet most often."""
    plan = basis.agenda
    if plan is None or not basis.first:
        return []
    worst = max(basis.first, key=lambda o: 1 - basis.ends(o.track)["met"])
    track, ends = plan.tracks[worst.track], basis.ends(worst.track)
    return [
        {
            "what could go wrong": f"Talks on {words.listed(titles(track.issues, basis.case))} are not met in full",
            "chance": told(1 - ends["met"]),
            "for whom": bloc_words(basis.case, track.bloc),
            "early sign": "No meeting at working level within two quarters",
            "what then": "Fallback of part 3; the other talks do not depend on it",
        }
    ]


def rules_of_consent() -> list[dict[str, str]]:
    """Rules of ``consent.yaml``."""
    data: dict[str, Any] = dict(read_yaml(Path(__file__).with_name("consent.yaml")))
    return list(data["rules"])


def _consent(basis: Basis) -> Finding:
    """Whose consent the recommended option needs, by the rules in ``consent.yaml``."""
    rows = []
    strategy = strategy_of(basis, basis.option)
    agenda = basis.given.agendas.get(basis.option)
    for rule in rules_of_consent():
        levels = [getattr(p.levers, rule["lever"]) or 0.0 for p in strategy.phases]
        needs = (
            eases(basis, basis.option)
            if rule.get("eases")
            else bool(agenda and agenda.reward + agenda.standing > 0)
            if rule.get("rewards")
            else recognises(basis, basis.option) is not None
            if rule["lever"] == "standing"
            else max(levels, default=0.0) > float(rule["above"])
        )
        if needs:
            rows.append(
                {
                    "for": rule["what"],
                    "whose consent": rule["needs"],
                    "source": rule["source"].removeprefix("definition: ").removeprefix("judgement: "),
                }
            )
    facts = {"option": Fact(value=basis.title(basis.option)), "count": Fact(value=len(rows))}
    if not rows:
        claim = "“{option}” needs nobody's consent beyond that of those who follow it."
        return Finding(id="brief.watch.consent", question=WATCH, part="Consent", claim=claim, facts=facts)
    table = Table(name="consent", caption="Consent that the recommended option needs", frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.watch.consent", question=WATCH, part="Consent", facts=facts, tables=(table,))


def _constraints(basis: Basis) -> list[Finding]:
    """Sanctions, freezes, bans and court acts on record that bind those who engage, the newest first."""
    record = basis.case.record
    moves = (
        [m for m in record.moves if (m.instrument in CONSTRAINING and m.direction == "pressure") or m.actor in COURTS]
        if record
        else []
    )
    newest = sorted(moves, key=lambda m: m.date.first, reverse=True)[:CONSTRAINTS]
    if not newest:
        return []
    known = {c.id: c.title for c in basis.case.countries}
    said: list[str] = []
    facts: dict[str, Fact] = {}
    for n, move in enumerate(newest):
        facts |= {
            f"what{n}": Fact(value=move.what.rstrip(".")),
            f"who{n}": Fact(value=known.get(move.actor, move.actor)),
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
