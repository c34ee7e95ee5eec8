"""Page 3: what is put on the table in the next two quarters, on what terms, with what chance; principles, fallback."""

from __future__ import annotations

import pandas as pd

from modusvivendi.evidence.record.coding_rule import rule_for
from modusvivendi.findings import words
from modusvivendi.findings.brief.asked_before import asked_before, held, held_with_acts
from modusvivendi.findings.brief.basis import AHEAD, Basis
from modusvivendi.findings.brief.leaders import leaders, led_by, members, on_the_table
from modusvivendi.findings.brief.precedents import authorities, near_ones, own_rate, rate, whose
from modusvivendi.findings.brief.risks import RECOGNITION, count_talks
from modusvivendi.findings.brief.words import OFFER, capital, following, heaviest, month_fact, several, strategy_of
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.plan_words import REST, asks, how_public, money, rule_of, size, status_worth, titles
from modusvivendi.findings.precedents_words import ended, short_citation
from modusvivendi.planning.agenda.agenda import Offer, schedule
from modusvivendi.planning.agenda.plan import Plan, PlanTrack
from modusvivendi.planning.agenda.principles import PRINCIPLES, broken_principles, humanitarian_issues
from modusvivendi.strategy.compile import compile_strategy

NEAREST = 2  # precedents of each talks on the page; one where there are more talks than a
FEW = 2
FOLLOWERS = 6  # of those who lead or follow, named; the others are counted
WITH_ACTS = 4  # issues in the first offers up to which the table has room for acts beside rungs
SAME = 0.005  # of recognition: status closer than that is told alike
NAMED = 5  # issues of a long list that are named; the others are counted
BILLION, MILLION, THOUSAND = "billion ", "million ", 1000.0
PURSES = 3  # aid, development money and rewards: what outsiders spend is their mean (C10, engine/stages/accounts.py)
KINDS = (
    ("visit_high_level", "engagement", "a visit at high level"),
    ("embassy_presence", "recognition", "an embassy opened"),
    ("ambassador_credentials", "recognition", "an envoy accepted"),
)


def offer_findings(basis: Basis) -> list[Finding]:
    """The third page."""
    plan = basis.agenda
    if plan is None or not basis.first:
        return [_nothing(basis)]
    return [
        _opens(basis, plan),
        _table(basis, plan),
        *_precedents(basis, plan),
        *asked_before(basis, plan),
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
    found = count_talks(basis, basis.option)
    facts = {
        "option": Fact(value=basis.title(basis.option)),
        "count": Fact(value=words.counted(len(basis.first), "offer"), n=len(basis.first)),
        "when": month_fact(when),
        "all": Fact(value=words.counted(found.planned, "set of talks", "talks"), n=found.planned),
        "opened": Fact(value=found.opened, unit="talks, mean over futures"),
        "met": Fact(value=found.met, unit="talks, mean over futures"),
        "end": Fact(value=words.month(month_of(basis.case, basis.study.months - 1))),
        "now": Fact(value=round(sum(basis.ends(o.track)["met"] for o in basis.first)), unit="talks, mean over futures"),
        "at_once": Fact(value=words.counted(plan.at_once, "offer"), n=plan.at_once),
    }
    among = "{now:count}" if facts["now"].value else "none"
    more = f", {among} of them among these first ones" if found.planned > len(basis.first) else ""
    claim = (
        "“{option}” opens in {when} with {count}; at most {at_once} stand at once, and others follow as places become free. "
        f"Of {{all}} planned, on average {{opened:count}} are opened by {{end}} and {{met:count}} met in full{more}."
    )
    if found.planned == len(basis.first):
        claim = claim.replace(", and others follow as places become free", "")
    return Finding(id="brief.offer.opens", question=OFFER, claim=claim, facts=facts)


def _table(basis: Basis, plan: Plan) -> Finding:
    rows = [_row(basis, plan, offer) for offer in basis.first]
    facts = {"months": Fact(value=words.counted(AHEAD, "month"), n=AHEAD)}
    frame, alike = pd.DataFrame(rows), list[str]()
    _once(frame, basis)
    for column, told in (("we offer", "on offer in each is {}" + together(basis, plan)), ("how, when", "they are held {}")):
        if len(rows) > 1 and frame[column].nunique() == 1:  # said once
            same = told.format(frame[column].iloc[0])
            facts[f"same{len(alike)}"] = Fact(value=same if alike else capital(same))
            alike.append(f"{{same{len(alike)}}}")
            frame = frame.drop(columns=[column])
    claim = f"{'; '.join(alike)}." if alike else ""
    own = next((text for o in basis.first if (f := basis.given.precedents.get(o.track)) and (text := own_rate(f))), "")
    caption = (
        "The first offers. Chance: that the very ask is agreed to. Met before: such asks on record, in brackets where their rate lies nine times in ten"
        f"{f' (of all asks to this authority, of any kind, {own} were met in full)' if own else ''}. Sheets for negotiators: annex A"
    )
    return Finding(
        id="brief.offer.table",
        question=OFFER,
        claim=claim,
        facts=facts,
        tables=(Table(name="offers", caption=caption, frame=frame, brief=True),),
    )


def _once(frame: pd.DataFrame, basis: Basis) -> None:
    """Rates that are those of a row above say so, in place."""
    seen: dict[str, str] = {}
    for n, (about, told) in enumerate(zip(frame["on"], frame["met before"], strict=True)):
        if told in seen and " of " in told:
            frame.loc[n, "met before"] = f"as for ‘{lowered(seen[told])}’"
        seen.setdefault(told, about)


def _row(basis: Basis, plan: Plan, offer: Offer) -> dict[str, object]:
    track, ends, case = plan.tracks[offer.track], basis.ends(offer.track), basis.case
    found, alone = basis.given.precedents.get(offer.track), len({plan.tracks[o.track].bloc for o in basis.first}) == 1
    met = words.in_hundred(ends["met"]) + (f", in part {100 * ends['partly']:.0f}" if ends["partly"] >= 0.005 else "")
    row: dict[str, object] = {
        "on": words.listed(titles(track.issues, case)),
        "today": "; ".join(
            (held_with_acts if sum(len(plan.tracks[o.track].issues) for o in basis.first) <= WITH_ACTS else held)(
                case, case.issue(i)
            )
            for i in track.issues
        ),
        "we ask": "; ".join(asks(track, case)).replace(f"{REST}, ", "up to the full ask: "),
        "we offer": offered(basis, track),
        "how, when": f"{how_public(track.publicity)}, {'each ' if len(track.issues) == 1 else ''}{rule_of(track)}, "
        f"from {words.month(month_of(case, offer.opens))} to {words.month(month_of(case, offer.ends))}",
    }
    if not alone:
        row["led by"] = capital(leaders(basis, track.bloc))
    return row | {"chance": met, "met before": rate(found) if found is not None else "not looked up"}


def offered(basis: Basis, track: PlanTrack) -> str:
    """What is offered in return: money as a share and, where the case counts money, as a sum; status in acts that a record counts."""
    parts = []
    if track.reward > 0:
        told = money(track.reward)
        told_sum = sum_words(basis, [track])
        parts.append(f"{told[:-1]}, {told_sum} at first)" if told_sum else told)
    if track.standing > 0:
        parts.append(f"{size(track.standing)} status ({status_worth(track.standing)})")
    return words.listed(parts) if parts else "nothing in return"


def together(basis: Basis, plan: Plan) -> str:
    """What the first offers come to if all are met, where each is told by itself; "" of a single one or where nothing is counted in money."""
    paid = [plan.tracks[o.track] for o in basis.first if plan.tracks[o.track].reward > 0]
    told = sum_words(basis, paid) if len(paid) > 1 else ""
    return f"; if all {len(paid)} are met, {told} together at first" if told else ""


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
    value, least = cost.scale.change(given / PURSES), 10.0**-cost.scale.digits
    unit, digits = cost.scale.unit, cost.scale.digits
    if unit.startswith(BILLION) and value < 1:
        value, least, unit, digits = THOUSAND * value, THOUSAND * least, unit.replace(BILLION, MILLION, 1), 0
        value = round(value / least) * least if value >= least else value
    return f"{f'about {words.fixed(value, digits)}' if value >= least else f'under {least:g}'} {unit}"


def _precedents(basis: Basis, plan: Plan) -> list[Finding]:
    """The nearest precedents of each talks, with what came of them and who says so."""
    rows: list[dict[str, object]] = []
    missing: list[str] = []
    for offer in basis.first:
        found = basis.given.precedents.get(offer.track)
        near = near_ones(found) if found is not None else []
        about = words.listed(titles(plan.tracks[offer.track].issues, basis.case))
        if found is not None and not near:
            missing.append(about)
        for d in near[: 1 if len(basis.first) > FEW else NEAREST]:
            assert found is not None
            row: dict[str, object] = {"talks": about, "where and when": whose(found, d)}
            row |= {
                "asked by": d.asker_title,
                "asked for": lowered(d.ask),
                "what came of it": ended(d),
                "source": short_citation(d),
            }
            rows.append(row)
    facts = {
        "missing": Fact(value=words.listed(f"‘{m}’" for m in missing), n=len(missing)),
        "where": Fact(value=authorities(basis)),
    }
    claim = "Nothing near is on record for {missing} (records of {where})." if missing else ""
    table = Table(name="precedents", caption="Nearest precedents in all records, whatever came of them", frame=pd.DataFrame(rows))
    if not rows and not missing:
        return []
    return [Finding(id="brief.offer.precedents", question=OFFER, claim=claim, facts=facts, tables=(table,) if rows else ())]


def _terms(basis: Basis, plan: Plan) -> Finding:
    """Who leads which talks, who only follows, and what goes on beside the talks."""
    facts: dict[str, Fact] = {}
    parts = []
    led = led_by(basis, [plan.tracks[o.track] for o in basis.first])
    for n, (bloc, tracks) in enumerate(led.items()):
        every = len(tracks) == len(basis.first)
        about = [t for track in tracks for t in titles(track.issues, basis.case)]
        facts[f"names{n}"] = Fact(value=capital(leaders(basis, bloc, FOLLOWERS)))
        facts[f"what{n}"] = Fact(
            value=("all of these talks" if len(basis.first) > 1 else "the talks") if every else some(about), n=len(about)
        )
        many = len(members(basis, bloc)) > 1
        parts.append(f"{{names{n}}} {'lead' if many else 'leads'} {{what{n}}}")
    rest = following(basis, basis.option) - {c for bloc in led for c in members(basis, bloc)}
    if rest:
        facts["rest"] = Fact(value=capital(heaviest(basis.case, rest, FOLLOWERS)), n=len(rest))
        parts.append("{rest} " + ("lead none, they only follow" if len(rest) > 1 else "leads none, it only follows"))
    asked = plan.demands if plan.demand_intensity > 0 else ()
    facts["asked"] = Fact(value=some(titles(asked, basis.case)), n=len(asked))
    beside = (
        " Beside the talks these are still asked for in public: {asked}."
        if asked
        else " Nothing is asked for in public beside the talks."
    )
    return Finding(id="brief.offer.leads", question=OFFER, part="Who leads", claim=f"{'. '.join(parts)}.{beside}", facts=facts)


def some(names: list[str]) -> str:
    """The first of a long list of titles, and how many more."""
    more = [words.counted(len(names) - NAMED, "more", "more")] if len(names) > NAMED + 1 else []
    return several([*map(lowered, names[:NAMED] if more else names), *more])


def _kept(basis: Basis, plan: Plan) -> Finding:
    """The principles, once: what is no chip, and what status the offers come to together."""
    broken = broken_principles(plan, basis.case, tuple(PRINCIPLES))
    total = sum(plan.tracks[o.track].standing for o in basis.first)
    worth = [(title, rule_for(kind, way).effects) for kind, way, title in KINDS]
    gains = {title: next(e.gain for e in effects if e.lever == "standing") for title, effects in worth}
    relief = [i for t in plan.tracks if t.reward + t.standing > 0 for i in t.issues if i in humanitarian_issues(basis.case)]
    more = [title for title, gain in sorted(gains.items(), key=lambda pair: pair[1]) if gain >= total - SAME]
    facts = {
        "broken": Fact(value="; ".join(broken), n=len(broken)),
        "rule": Fact(value="; ".join(PRINCIPLES.values())),
        "relief": Fact(value=several(map(lowered, titles(relief, basis.case))), n=len(relief)),
        "total": Fact(value=total, unit="share of recognition"),
        "worth": Fact(value=more[0] if more else list(gains)[-1]),
    }
    if broken:
        claim = "Not kept: {broken}."
    elif relief:  # money or status is on offer for relief itself, so that it is a chip whatever it is tied to
        claim = "Relief is not tied to other matters, but it is asked for in return for something: {relief}. Whoever holds that relief is never a bargaining chip should take the reward off."
    else:
        claim = "Kept: {rule}."
    if total <= 0:
        claim += " No status is on offer, and no recognition."
    elif total >= RECOGNITION:
        claim += " Status adds up over talks that are met: all of these together come to recognition."
    else:
        claim += (
            " Recognition is not on offer. Status adds up over talks that are met: all of these together come to "
            f"{'no more than' if more else 'more than'} {{worth}}."
        )
    return Finding(id="brief.offer.principles", question=OFFER, part="Principles", claim=claim, facts=facts)


def _fallback(basis: Basis, plan: Plan) -> Finding:
    """What becomes of an offer that nobody takes: only what still begins before the end of what is simulated."""
    first, months = {o.track for o in basis.first}, basis.study.months
    rounds = max((o.round for o in schedule(plan, months) if o.track in first), default=0)
    pause = max(plan.tracks[k].pause for k in first)
    facts = {
        "rounds": Fact(value=_times(rounds), n=rounds),
        "pause": Fact(value=words.counted(pause, "month"), n=pause),
        "end": Fact(value=words.month(month_of(basis.case, months - 1))),
    }
    if rounds:
        claim = "An offer that runs out is withdrawn, and put again {rounds} before {end}, after a pause of {pause}. After that the matter is left to the other talks, and what was on offer for it stays with us."
    else:
        claim = "An offer that runs out is withdrawn and not put again before {end}; what was on offer for it stays with us."
    return Finding(id="brief.offer.fallback", question=OFFER, part="Fallback", claim=claim, facts=facts)


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _left_out(basis: Basis, plan: Plan) -> Finding:
    left = [i for i in basis.case.issue_ids if i not in on_the_table(basis)]
    left = sorted(left, key=lambda i: not basis.case.issue(i).core_right)
    facts = {
        "left": Fact(value=some(titles(left, basis.case)), n=len(left)),
        "count": Fact(value=len(left), unit="issues"),
        "of": Fact(value=len(basis.case.issues), unit="issues"),
    }
    claim = (
        "Neither negotiated nor asked for in public: {left} ({count:count} of {of:count} issues)."
        if left
        else "Nothing is left out: every issue is negotiated or asked for."
    )
    return Finding(id="brief.offer.left_out", question=OFFER, part="Left out", claim=claim, facts=facts)
