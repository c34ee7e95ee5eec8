"""Page 3: what is put on the table in the next two quarters, on what terms, with what chance; principles, fallback."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.case import Case, Issue
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import AHEAD, Basis
from modusvivendi.findings.brief.words import OFFER, aim_words, bloc_words, month_fact
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.plan_words import asks, followers_in, how_public, named, on_offer, rule_of, titles
from modusvivendi.findings.precedents_words import ended, published, short_citation, when
from modusvivendi.planning.agenda.agenda import Offer
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.agenda.principles import PRINCIPLES, broken_principles
from modusvivendi.precedent.precedents import Precedents
from modusvivendi.study.scales import along

NEAREST = 2  # precedents of each talks on the page; one where there are more talks than a
FEW = 2


def offer_findings(basis: Basis) -> list[Finding]:
    """The third page."""
    plan = basis.agenda
    if plan is None or not basis.first:
        return [_nothing(basis)]
    return [
        _opens(basis, plan),
        *_brings(basis),
        _table(basis, plan),
        *_precedents(basis, plan),
        _terms(basis, plan),
        _kept(basis, plan),
        _fallback(basis, plan),
        _left_out(basis, plan),
    ]


def _nothing(basis: Basis) -> Finding:
    facts = {"option": Fact(value=basis.title(basis.option))}
    claim = "“{option}” puts nothing on the table: it holds no talks in the next two quarters."
    return Finding(id="brief.offer.none", question=OFFER, claim=claim, facts=facts)


def _opens(basis: Basis, plan: Plan) -> Finding:
    when = month_of(basis.case, min(o.opens for o in basis.first))
    facts = {
        "option": Fact(value=basis.title(basis.option)),
        "count": Fact(value=words.counted(len(basis.first), "offer"), n=len(basis.first)),
        "when": month_fact(when),
        "all": Fact(value=words.counted(len(plan.tracks), "set of talks", "talks"), n=len(plan.tracks)),
        "at_once": Fact(value=words.counted(plan.at_once, "offer"), n=plan.at_once),
    }
    more = " Of {all} planned, the others follow as places become free." if len(plan.tracks) > len(basis.first) else ""
    claim = f"“{{option}}” opens in {{when}} with {{count}}; at most {{at_once}} stand at once.{more}"
    return Finding(id="brief.offer.opens", question=OFFER, claim=claim, facts=facts)


def _table(basis: Basis, plan: Plan) -> Finding:
    rows = [_row(basis, plan, offer) for offer in basis.first]
    caption = f"Offers of the next {AHEAD} months; chances of 100 futures, over all theories; money and status as shares of what the leading group could give. Sheets for negotiators: annex A"
    return Finding(
        id="brief.offer.table",
        question=OFFER,
        tables=(Table(name="offers", caption=caption, frame=pd.DataFrame(rows), brief=True),),
    )


def _row(basis: Basis, plan: Plan, offer: Offer) -> dict[str, object]:
    track, ends, case = plan.tracks[offer.track], basis.ends(offer.track), basis.case
    found = basis.given.precedents.get(offer.track)
    met = f"{words.in_hundred(ends['met'])} met" + (f", {100 * ends['partly']:.0f} in part" if ends["partly"] >= 0.005 else "")
    who = bloc_words(case, track.bloc)
    how = f"{who[:1].upper()}{who[1:]}; {how_public(track.publicity)}, {rule_of(track)}; {words.month(month_of(case, offer.opens))} to {words.month(month_of(case, offer.ends))}"
    return {
        "on": words.listed(titles(track.issues, case)),
        "today": "; ".join(held(case, case.issue(i)) for i in track.issues),
        "we ask": "; ".join(asks(track, case)),
        "we offer": on_offer(track),
        "led by, how, when": how,
        "chance; when such was asked before": f"{met}; before: {rate(found) if found is not None else 'not looked up'}",
    }


def rate(found: Precedents) -> str:
    """How often such asks were met, over all authorities on record."""
    share = found.reference.rate.met
    if share.value is None or share.low is None or share.high is None:
        return "No such ask is on record"
    return f"{share.count} of {found.reference.rate.decided} met in full ({100 * share.low:.0f} to {100 * share.high:.0f} in 100)"


def _brings(basis: Basis) -> list[Finding]:
    """What the option brings against today's course, on every aim that tells them apart."""
    base = basis.baseline
    if base is None or base == basis.option:
        return []
    facts: dict[str, Fact] = {"option": Fact(value=basis.title(basis.option))}
    for aim, view in basis.aims.items():
        if view.told.loc[basis.option, base]:
            facts[aim] = Fact(value=aim_words(basis.aim(aim), view, float(view.apart.loc[basis.option, base])))
    told = [name for name in facts if name != "option"]
    claim = (
        f"Against today's course “{{option}}” as a whole brings: {words.listed(f'{{{a}}}' for a in told)}, on average."
        if told
        else "Against today's course it brings nothing noticeable on any aim: they are tied."
    )
    return [Finding(id="brief.offer.brings", question=OFFER, claim=claim, facts=facts, too_close_to_call=not told)]


def _precedents(basis: Basis, plan: Plan) -> list[Finding]:
    """The nearest precedents of each talks, with what came of them and who says so."""
    rows = []
    for offer in basis.first:
        found = basis.given.precedents.get(offer.track)
        near = (
            sorted(found.near, key=lambda n: not published(n.demand)) if found is not None else []
        )  # those with a page to read first
        for d in (n.demand for n in near[: 1 if len(basis.first) > FEW else NEAREST]):
            row = {"talks": words.listed(titles(plan.tracks[offer.track].issues, basis.case)), "when": when(d.start)}
            row |= {
                "asked by": d.asker_title,
                "asked for": lowered(d.ask),
                "what came of it": ended(d),
                "source": short_citation(d),
            }
            rows.append(row)
    if not rows:
        return []
    table = Table(name="precedents", caption="Nearest precedents in all records, whatever came of them", frame=pd.DataFrame(rows))
    return [Finding(id="brief.offer.precedents", question=OFFER, tables=(table,))]


def held(case: Case, issue: Issue) -> str:
    """What the authority does today, in a few words."""
    ladder = case.ladders.get(issue.id)
    if ladder is None or ladder.marker is None:
        return f"{100 * issue.start.centre:.0f} of 100 on the way to the full ask"
    return ladder.rungs[round(float(along(ladder.rungs, np.array(ladder.marker[1]))))].name


def _terms(basis: Basis, plan: Plan) -> Finding:
    """Who takes part, and what goes on beside the talks."""
    blocs = list(dict.fromkeys(plan.tracks[o.track].bloc for o in basis.first))
    facts: dict[str, Fact] = {}
    parts = []
    for n, bloc in enumerate(blocs):
        names = followers_in(bloc, plan, basis.case, basis.study.followers)
        facts[f"bloc{n}"] = Fact(value=f"Bloc ‘{basis.case.bloc(bloc).title}’")
        facts[f"names{n}"] = Fact(value=words.listed(names), n=len(names))
        parts.append(f"{{bloc{n}}} ({{names{n}}})")
    asked = plan.demands if plan.demand_intensity > 0 else ()
    facts["asked"] = Fact(value=named(asked, basis.case), n=len(asked))
    beside = (
        " Beside the talks it goes on asking in public for {asked}."
        if asked
        else " Nothing is asked for in public beside the talks."
    )
    return Finding(id="brief.offer.leads", question=OFFER, part="Who leads", claim=f"{words.listed(parts)}.{beside}", facts=facts)


def _kept(basis: Basis, plan: Plan) -> Finding:
    names = tuple(PRINCIPLES)
    broken = broken_principles(plan, basis.case, names)
    facts = {"broken": Fact(value="; ".join(broken), n=len(broken)), "rule": Fact(value="; ".join(PRINCIPLES.values()))}
    if broken:
        claim = "Not kept: {broken}."
    else:
        claim = "Kept: {rule}. Recognition is not on offer in any of these talks."
        if any(track.standing >= 1 for track in plan.tracks):
            claim = "Kept: {rule}. Full standing is on offer in some of these talks."
    return Finding(id="brief.offer.principles", question=OFFER, part="Principles", claim=claim, facts=facts)


def _fallback(basis: Basis, plan: Plan) -> Finding:
    tracks = [plan.tracks[o.track] for o in basis.first]
    rounds, pause = max(t.renewals for t in tracks), max(t.pause for t in tracks)
    facts = {"rounds": Fact(value=_times(rounds), n=rounds), "pause": Fact(value=words.counted(pause, "month"), n=pause)}
    if rounds:
        claim = "An offer that runs out is withdrawn, and put again {rounds} after a pause of {pause}. After that the matter is left to the other talks, and what was on offer for it stays with us."
    else:
        claim = "An offer that runs out is withdrawn and not put again; what was on offer for it stays with us."
    return Finding(id="brief.offer.fallback", question=OFFER, part="Fallback", claim=claim, facts=facts)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _left_out(basis: Basis, plan: Plan) -> Finding:
    spoken = {*plan.issues, *(plan.demands if plan.demand_intensity > 0 else ())}
    left = [i for i in basis.case.issue_ids if i not in spoken]
    facts = {
        "left": Fact(value=named(left, basis.case), n=len(left)),
        "count": Fact(value=len(left), unit="issues"),
        "of": Fact(value=len(basis.case.issues), unit="issues"),
    }
    claim = (
        "Neither negotiated nor asked for: {left} ({count:count} of {of:count} issues)."
        if left
        else "Nothing is left out: every issue is negotiated or asked for."
    )
    return Finding(id="brief.offer.left_out", question=OFFER, part="Left out", claim=claim, facts=facts)
