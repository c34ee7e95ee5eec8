"""Page 3: what is put on the table in the next two quarters, what follows, with what chance, and what became of such asks before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.brief.asked_before import asked_before, held, held_with_acts
from modusvivendi.findings.brief.basis import AHEAD, Basis
from modusvivendi.findings.brief.leaders import leaders
from modusvivendi.findings.brief.precedents import form_rates, near_ones, rate, whose
from modusvivendi.findings.brief.risks import RECOGNITION, consents, count_talks
from modusvivendi.findings.brief.terms import terms_findings, worth
from modusvivendi.findings.brief.words import OFFER, apart_by_theory, capital, following, several, strategy_of
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.plan_words import REST, asks, how_public, money, rule_of, titles
from modusvivendi.findings.precedents_words import ended
from modusvivendi.forecasting.signposts import VIA
from modusvivendi.planning.agenda.agenda import Offer, schedule
from modusvivendi.planning.agenda.plan import Plan, PlanTrack
from modusvivendi.precedent.precedents import Precedents
from modusvivendi.strategy.compile import compile_strategy
from modusvivendi.study.scales import Scale, along

WITH_ACTS = 4  # issues in the first offers up to which the table has room for acts beside rungs
OFTEN, MATTERS = 3, 2  # asks on one matter that were met, from which on it is named, and how many matters; judgement, range 2–5
BILLION, MILLION, THOUSAND = "billion ", "million ", 1000.0
UNPAID = "nothing in return"
PURSES = 3  # aid, development money and rewards: what outsiders spend is their mean (C10, engine/stages/accounts.py)


def offer_findings(basis: Basis) -> list[Finding]:
    """The third page."""
    plan = basis.agenda
    if plan is None or not basis.first:
        return [_nothing(basis)]
    return [
        _opens(basis, plan),
        _table(basis, plan),
        *_later(basis, plan),
        *asked_before(basis, plan),
        *terms_findings(basis, plan),
    ]


def _nothing(basis: Basis) -> Finding:
    facts = {"option": Fact(value=basis.title(basis.option))}
    claim = "“{option}” puts nothing on the table: it holds no talks in the next two quarters."
    return Finding(id="brief.offer.none", question=OFFER, claim=claim, facts=facts)


def _opens(basis: Basis, plan: Plan) -> Finding:
    found = count_talks(basis, basis.option)
    facts = {
        "option": Fact(value=basis.title(basis.option)),
        "count": Fact(value=words.counted(len(basis.first), "offer"), n=len(basis.first)),
        "all": Fact(value=words.counted(found.planned, "set of talks", "talks"), n=found.planned),
        "opened": Fact(value=found.opened, unit="talks, mean over futures"),
        "met": Fact(value=found.met, unit="talks, mean over futures"),
        "end": Fact(value=words.month(month_of(basis.case, basis.study.months - 1))),
        "now": Fact(value=round(sum(basis.ends(o.track)["met"] for o in basis.first)), unit="talks, mean over futures"),
        "at_once": Fact(value=words.counted(plan.at_once, "offer"), n=plan.at_once),
    }
    among = "{now:count}" if facts["now"].value else "none"
    more = f", {among} of them among these first ones" if found.planned > len(basis.first) else ""
    consent = any(rule.get("rewards") for rule in consents(basis, basis.option))
    early = " as soon as there is consent to what is on offer (part 4)" if consent else " at once"
    claim = f"“{{option}}” opens with {{count}}{early}"
    if found.planned == 1:
        return Finding(id="brief.offer.opens", question=OFFER, claim=f"{claim}, its only one.", facts=facts)
    claim += f"; at most {{at_once}} stand at once. Of {{all}} planned, on average {{opened:count}} are opened by {{end}} and {{met:count}} met in full{more}."
    return Finding(id="brief.offer.opens", question=OFFER, claim=claim, facts=facts)


def _table(basis: Basis, plan: Plan) -> Finding:
    rows = [_row(basis, plan, offer) for offer in basis.first]
    facts = {"months": Fact(value=words.counted(AHEAD, "month"), n=AHEAD)}
    frame, alike = pd.DataFrame(rows), list[str]()
    held = frame["how, when"]
    saids = (("we offer", _in_return(frame)), ("how, when", f"Talks are held {held.iloc[0]}." if held.nunique() == 1 else ""))
    for column, same in saids:
        if len(rows) > 1 and same:  # said once
            facts[f"same{len(alike)}"] = Fact(value=same)
            alike.append(f"{{same{len(alike)}}}")
            frame = frame.drop(columns=[column])
    if told := together(basis):
        facts["together"] = Fact(value=told)
        alike.append("{together}")
    claim = f"{' '.join(alike)}{_rates(basis, plan, facts)}"
    caption = f"The first offers. Chance: that {basis.case.authority} agrees to all of the ask while the offer stands; what others do, such as closing a border, is not counted. Sheets: annex A"
    return Finding(
        id="brief.offer.table",
        question=OFFER,
        claim=claim.strip(),
        facts=facts,
        tables=(Table(name="offers", caption=caption, frame=frame, brief=True),),
    )


def _in_return(frame: pd.DataFrame) -> str:
    """What is on offer in all talks but those where it is nothing, said once; "" where it differs."""
    unpaid = frame["we offer"] == UNPAID
    paid = frame["we offer"][~unpaid]
    if paid.nunique() > 1:
        return ""
    if paid.empty:
        return "Nothing is on offer in return."
    told = f"On offer in each, in the model's reckoning: {paid.iloc[0]}"
    return f"{told}; for {several(map(lowered, frame['on'][unpaid]))} {UNPAID}." if unpaid.any() else f"{told}."


def _rates(basis: Basis, plan: Plan, facts: dict[str, Fact]) -> str:
    """How often asks of this form were met, on any matter, what those were that were met, and how that goes with the model's chances; facts are
    added."""
    found = next((f for o in basis.first if (f := basis.given.precedents.get(o.track))), None)
    if found is None or not (known := form_rates(found)).own:
        return ""
    form = "single asks" if found.ask.form == 0 else "asks for several things together"
    about = {i for o in basis.first for i in plan.tracks[o.track].issues}
    near = sum(n for issue, n in known.met_on.items() if issue in about)
    most = [
        (issue, n) for issue, n in known.met_on.items() if n >= OFTEN and issue in basis.case.issue_ids and issue not in about
    ][:MATTERS]
    facts |= {
        "rate_own": Fact(value=known.own),
        "rate_any": Fact(value=known.any_kind),
        "form": Fact(value=f"{form} {how_public(found.ask.publicity or 0.0)}"),
        "most": Fact(value=words.listed(f"{lowered(titles([i], basis.case)[0])} ({n})" for i, n in most), n=len(most)),
        "near": Fact(value=near or "none", n=near),
    }
    claim = " On record {rate_own} {form} were met"
    claim += ", most on {most}, {near} on what is asked here; refusals seldom become known" if most else ""
    claim += ". Of asks of any kind {rate_any} were met."
    ends = [basis.ends(o.track)["met"] for o in basis.first]
    if min(ends) > known.share_any:
        claim += " The chances below are the model's and lie above that: take them as an order."
    return claim


def _row(basis: Basis, plan: Plan, offer: Offer) -> dict[str, object]:
    track, ends, case = plan.tracks[offer.track], basis.ends(offer.track), basis.case
    found, alone = basis.given.precedents.get(offer.track), len({plan.tracks[o.track].bloc for o in basis.first}) == 1
    met = apart_by_theory(basis, {t: e["met"] for t, e in basis.ends_by_theory(offer.track).items()})
    met += f", in part {100 * ends['partly']:.0f}" if ends["partly"] >= 0.005 else ""
    few = sum(len(plan.tracks[o.track].issues) for o in basis.first) <= WITH_ACTS
    row: dict[str, object] = {
        "on": words.listed(titles(track.issues, case)),
        "today": "; ".join(
            held_with_acts(case, case.issue(i), following(basis, basis.option)) if few else held(case, case.issue(i))
            for i in track.issues
        ),
        "we ask": _both(basis, track),
        "we offer": offered(basis, track),
        "how, when": f"{how_public(track.publicity)}, {'each ' if len(track.issues) == 1 else ''}{rule_of(track)}, "
        f"open for {words.counted(offer.ends - offer.opens, 'month')}",
    }
    if not alone:
        row["led by"] = capital(leaders(basis, track.bloc))
    return row | {"chance": met, "asked before": before(found) if found is not None else "not looked up"}


def _both(basis: Basis, track: PlanTrack) -> str:
    """What to begin with, and how far it is to go."""
    first = several(first_asks(basis, track))
    return f"first: {first}; in the end: {whole(basis, track)}" if first else whole(basis, track)


def first_asks(basis: Basis, track: PlanTrack) -> list[str]:
    """What to begin with on each issue, where its ladder says that of the rung above today's."""
    found = []
    for issue in track.issues:
        ladder = basis.case.ladders.get(issue)
        if ladder is None or ladder.marker is None:
            continue
        above = ladder.rungs[round(float(along(ladder.rungs, np.array(ladder.marker[1])))) + 1 :]
        found += [above[0].ask] if above and above[0].ask else []
    return found


def whole(basis: Basis, track: PlanTrack) -> str:
    """How far a track asks to go."""
    return "; ".join(asks(track, basis.case)).replace(f"{REST}, ", "all of ")


def offered(basis: Basis, track: PlanTrack) -> str:
    """What is offered in return: money as a sum or, where the case counts none, as a share; status in acts that a record counts."""
    parts = []
    if track.reward > 0:
        sum_told = sum_words(basis, [track])
        parts.append(f"money ({sum_told} at first)" if sum_told else money(track.reward))
    if track.standing > 0:
        parts.append(f"status (up to {worth(track.standing)})")
    return words.listed(parts) if parts else UNPAID


def together(basis: Basis) -> str:
    """What the first offers come to if all are met; "" of a single one or where nothing is counted in money."""
    paid = [o for o in basis.first if basis.agenda is not None and basis.agenda.tracks[o.track].reward > 0]
    told = first_sum(basis) if len(paid) > 1 else ""
    those = "All" if len(paid) == len(basis.first) else "The"
    total = sum(standing_of(basis, o) for o in basis.first)
    status = f" and, in status, to no more than {worth(total)}" if 0 < total < RECOGNITION else ""
    settle = "; what for and through whom is for those who pay to settle"
    return (
        f"{those} {len(paid)} that are paid for come to {told} in their first year{status}, if all are met{settle}."
        if told
        else ""
    )


def standing_of(basis: Basis, offer: Offer) -> float:
    """The status on offer in talks."""
    return basis.agenda.tracks[offer.track].standing if basis.agenda is not None else 0.0


def first_sum(basis: Basis) -> str:
    """What the first offers cost together in their first year if all are met, without "a year"; "" where that is no sum."""
    tracks = basis.agenda.tracks if basis.agenda else ()
    paid = [tracks[o.track] for o in basis.first if tracks[o.track].reward > 0]
    return sum_words(basis, paid).removesuffix(" a year") if paid else ""


def sum_words(basis: Basis, tracks: list[PlanTrack]) -> str:
    """What the model spends on rewards together in their first year, in the unit in which the case counts money; "" where that is no sum."""
    cost = basis.world.of("money")
    if cost is None or not cost.scale.anchored or cost.scale.unit.startswith("per cent"):
        return ""
    follow = compile_strategy(strategy_of(basis, basis.option), basis.case, basis.study.months, basis.study.followers).follow
    blocs = [b.id for b in basis.case.blocs]
    given = sum(float(follow[blocs.index(t.bloc)]) * t.reward for t in tracks)
    return _amount(cost.scale, cost.scale.change(given / PURSES))


def _amount(scale: Scale, value: float) -> str:
    """A sum in the unit of a scale, small ones of billions in millions."""
    least, unit, digits = 10.0**-scale.digits, scale.unit, scale.digits
    if unit.startswith(BILLION) and value < 1:
        value, least, unit, digits = THOUSAND * value, THOUSAND * least, unit.replace(BILLION, MILLION, 1), 0
        value = round(value / least) * least if value >= least else value
    return f"{f'about {words.fixed(value, digits)}' if value >= least else f'under {least:g}'} {unit}"


def before(found: Precedents) -> str:
    """How often such asks were met, and the nearest of them with what came of it and who says so."""
    near = next(iter(near_ones(found)), None)
    if near is None:
        return f"{rate(found)}; nothing near is on record"
    publisher = next((s.publisher or s.title for s in near.sources if s.publisher or s.url), "no source named")
    return (
        f"{rate(found)}. Nearest: {near.asker_title}, {whose(found, near)}, {near.ask}: {ended(near)} ({publisher.split(VIA)[0]})"
    )


def _later(basis: Basis, plan: Plan) -> list[Finding]:
    """What follows the first offers, in order: what opens in any case by when, and what only if others are met."""
    first = {o.track for o in basis.first}
    opens: dict[int, int] = {}
    for offer in schedule(plan, basis.study.months):
        opens.setdefault(offer.track, offer.opens)
    order = [n for n in sorted(range(len(plan.tracks)), key=lambda n: (opens.get(n, basis.study.months), n)) if n not in first]
    if not order:
        return []
    sure = [n for n in order if n in opens]
    facts = {
        name: Fact(value="; ".join(words.listed(titles(plan.tracks[n].issues, basis.case)) for n in some), n=len(some))
        for name, some in (("sure", sure), ("rest", [n for n in order if n not in opens]))
    }
    facts["when"] = Fact(value=words.month(month_of(basis.case, max((opens[n] for n in sure), default=0))))
    parts = (["next, as places become free, and by {when} at the latest: {sure}"] if sure else []) + (
        ["after that, only if some of these are met sooner: {rest}"] if facts["rest"].n else []
    )
    claim = f"{capital('; '.join(parts))}.{_sooner(basis, plan, order, facts)}"
    return [Finding(id="brief.offer.later", question=OFFER, part="Later talks, in this order", claim=claim, facts=facts)]


def _sooner(basis: Basis, plan: Plan, order: list[int], facts: dict[str, Fact]) -> str:
    """That the order is the option's own, and which of the later talks are on what the authority gave most often on record."""
    easy = "The order is the option's own" + (", easier things first" if strategy_of(basis, basis.option).rules else "")
    found = next((f for o in basis.first if (f := basis.given.precedents.get(o.track))), None)
    later = {i for n in order for i in plan.tracks[n].issues}
    given = [i for i, n in (form_rates(found).met_on.items() if found else ()) if n >= OFTEN and i in later][:MATTERS]
    facts["given"] = Fact(value=words.listed(lowered(t) for t in titles(given, basis.case)), n=len(given))
    return f" {easy}; on record {{given}} were given most often: consider to put these first." if given else ""
