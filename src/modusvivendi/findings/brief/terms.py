"""Page 3, on what terms: who leads and what is asked beside the talks, principles, what then if nobody takes an offer, what is left out."""

from __future__ import annotations

from modusvivendi.case import Case
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.evidence.record.coding_rule import rule_for
from modusvivendi.findings import words
from modusvivendi.findings.brief.asked_before import benchmark_setter, spokesmen
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.company import pressing
from modusvivendi.findings.brief.leaders import first_of, led_by, members, on_the_table
from modusvivendi.findings.brief.risks import RECOGNITION, constraints, lowers, raises
from modusvivendi.findings.brief.words import OFFER, capital, following, heaviest, several, strategy_of, with_article
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.plan_words import titles
from modusvivendi.planning.agenda.agenda import schedule
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.agenda.principles import PRINCIPLES, broken_principles, paid_relief, parted

FOLLOWERS = 6  # of those who lead or follow, named; the others are counted
NAMED = 5  # issues of a long list that are named; the others are counted
OTHERS = 4  # askers whose asks on the same issues were met, named
SAME = 0.005  # of recognition: status closer than that is told alike
LEVERS = {
    "pressure": "pressure by sanctions and isolation",
    "contact": "contact",
    "aid": "humanitarian aid",
    "money": "development money",
    "publicity": "publicity of demands",
}  # postures that are told, as nouns
WORTH = (
    ("dialogue_bilateral", "engagement", "a round of talks between officials"),
    ("visit_high_level", "engagement", "a visit at high level"),
    ("embassy_presence", "recognition", "an embassy opened"),
    ("ambassador_credentials", "recognition", "an envoy accepted"),
    ("formal_recognition", "recognition", "recognition"),
)  # acts that the record counts as status, from the least


def terms_findings(basis: Basis, plan: Plan) -> list[Finding]:
    """The last part of the third page."""
    return [_leads(basis, plan), _kept(basis, plan), _fallback(basis, plan), _left_out(basis, plan)]


def _leads(basis: Basis, plan: Plan) -> Finding:
    """Who leads which talks, who only follows, and what goes on beside the talks."""
    facts: dict[str, Fact] = {}
    parts = []
    led = led_by(basis, [plan.tracks[o.track] for o in basis.first])
    mine = following(basis, basis.option)
    for n, (bloc, tracks) in enumerate(led.items()):
        every = len(tracks) == len(basis.first)
        about = [t for track in tracks for t in titles(track.issues, basis.case)]
        ids = members(basis, bloc)
        one = first_of(basis, ids)
        rest = heaviest(basis.case, [c for c in ids if heaviest(basis.case, [c]) != one], FOLLOWERS)
        facts[f"names{n}"] = Fact(value=capital(one or "nobody who follows"))
        facts[f"with{n}"] = Fact(value=rest)
        facts[f"what{n}"] = Fact(value="the talks" if every else some(about), n=len(about))
        verb = "lead" if _plural(one) else "leads"
        parts.append(f"{{names{n}}}{f', with {{with{n}}},' if rest else ''} {verb} {{what{n}}}")
    rest_ids = mine - {c for bloc in led for c in members(basis, bloc)}
    if rest_ids:
        facts["rest"] = Fact(value=capital(heaviest(basis.case, rest_ids, FOLLOWERS)), n=len(rest_ids))
        parts.append("{rest} " + ("support" if len(rest_ids) > 1 else "supports") + " the line")
    asked = plan.demands if plan.demand_intensity > 0 else ()
    rights = [i.id for i in basis.case.issues if i.core_right]
    short = len(rights) > 1 and set(asked) == set(rights)
    facts["asked"] = Fact(
        value=f"core rights, all {len(rights)} issues" if short else some(titles(asked, basis.case)), n=len(asked)
    )
    beside = "Still asked for in public: {asked}." if asked else "Nothing is asked for in public."
    alone = len(mine) == 1
    claim = (
        beside
        if alone
        else f"{'. '.join(parts)}. That is assumed, and for them to agree; the figures count on nobody else. {beside}"
    )
    facts["postures"] = Fact(value=postures(basis, basis.option))
    claim = f"{claim} {{postures}}" if facts["postures"].value else claim
    part = "Beside the talks" if alone else "Who leads, and what is asked beside the talks"
    return Finding(id="brief.offer.leads", question=OFFER, part=part, claim=claim, facts=facts)


def postures(basis: Basis, option: str) -> str:
    """What an option sets beside its talks, against what those who follow do today; "" of today's course."""
    if strategy_of(basis, option).nobody_follows:
        return ""
    told = {
        lever: "more " if raises(basis, option, lever) else "less " if lowers(basis, option, lever) is not None else ""
        for lever in LEVERS
    }
    moved = [f"{way}{LEVERS[lever]}" for lever, way in told.items() if way]
    same = [LEVERS[lever] for lever, way in told.items() if not way]
    parts = ([f"there is {words.listed(moved)}"] if moved else []) + (
        [f"{words.listed(same)} {'stay' if len(same) > 1 else 'stays'} about as today"] if same else []
    )
    return f"Apart from the talks and what is on offer in them, {'; '.join(parts)}." if parts else ""


def _plural(name: str) -> bool:
    """Whether a name takes a verb in the plural."""
    return name.endswith("institutions")


def some(names: list[str]) -> str:
    """The first of a long list of titles, and how many more."""
    more = [words.counted(len(names) - NAMED, "more", "more")] if len(names) > NAMED + 1 else []
    return several([*map(lowered, names[:NAMED] if more else names), *more])


def _kept(basis: Basis, plan: Plan) -> Finding:
    """The principles, once: what is no chip, and what status the offers come to together."""
    broken = broken_principles(plan, basis.case, tuple(PRINCIPLES))
    total = sum(plan.tracks[o.track].standing for o in basis.first)
    claim, relief = on_relief(plan, basis.case)
    are = "are" if len(basis.first) > 1 else "is"
    facts = {
        "broken": Fact(value="; ".join(broken), n=len(broken)),
        "rule": Fact(value="; ".join(PRINCIPLES.values())),
        "relief": Fact(value=several(map(lowered, titles(relief, basis.case))), n=len(relief)),
        "count": Fact(value=f"all {len(basis.first)}" if len(basis.first) > 1 else "it"),
        "total": Fact(value=total, unit="share of recognition"),
        "worth": Fact(value=worth(total)),
    }
    if total <= 0:
        claim += " No status is on offer, and no recognition."
    elif total >= RECOGNITION or facts["worth"].value == WORTH[-1][2]:
        claim += f" Status adds up: if {{count}} {are} met, to recognition."
    else:
        claim += " Recognition is not on offer."
    if constraints(basis) and plan.reward > 0:
        claim += " No money goes to those under sanctions (part 4)."
    return Finding(id="brief.offer.principles", question=OFFER, part="Principles", claim=claim, facts=facts)


def on_relief(plan: Plan, case: Case) -> tuple[str, list[str]]:
    """What is said of relief, and the issues of it that are meant: tied to something else, paid for, asked for by itself, or not asked for."""
    relief = humanitarian_issues(case)
    asked = [i for t in plan.tracks for i in t.issues if i in relief]
    paid = paid_relief(plan, case)
    if any(len(parted(t.issues, case)) > 1 for t in plan.tracks):
        return "Not kept: {broken}.", asked
    if paid:  # money or status is on offer for relief itself, so that it is a chip whatever it is tied to
        claim = "Not settled: the option gives something in return for relief ({relief}), which humanitarian donors ask for without a reward."
        return claim, paid
    if asked:
        return "Kept: relief ({relief}) is asked for with nothing in return, and is tied to nothing else.", asked
    return "Kept: {rule}.", []


def worth(standing: float) -> str:
    """The least act that a record counts for as much status."""
    gains = [(next(e.gain for e in rule_for(kind, way).effects if e.lever == "standing"), title) for kind, way, title in WORTH]
    return next((title for gain, title in sorted(gains) if gain >= standing - SAME), WORTH[-1][2])


def _fallback(basis: Basis, plan: Plan) -> Finding:
    """What becomes of an offer that nobody takes, and what is done instead: only what still begins before the end of what is simulated."""
    first, months = {o.track for o in basis.first}, basis.study.months
    rounds = max((o.round for o in schedule(plan, months) if o.track in first), default=0)
    pause = max(plan.tracks[k].pause for k in first)
    others = met_for_others(basis, {i for k in first for i in plan.tracks[k].issues})
    facts = {
        "rounds": Fact(value={1: "once", 2: "twice"}.get(rounds, f"{rounds} times"), n=rounds),
        "pause": Fact(value=words.counted(pause, "month"), n=pause),
        "end": Fact(value=words.month(month_of(basis.case, months - 1))),
        "others": Fact(value=several(others), n=len(others)),
        "base": Fact(value=basis.title(basis.baseline) if basis.baseline else ""),
    }
    again = "and put again {rounds} before {end}, after a pause of {pause}" if rounds else "and not put again"
    claim = f"An offer that runs out is withdrawn {again}; what was on offer stays with us."
    left = ["to work through those whose own asks on these matters were met ({others})"] if others else []
    left += ["“{base}”"] if basis.baseline else []
    claim += f" What is left then: {'; else '.join(left)}." if left else ""
    return Finding(id="brief.offer.fallback", question=OFFER, part="Fallback", claim=claim, facts=facts)


def met_for_others(basis: Basis, issues: set[str]) -> list[str]:
    """Who else asked for something on these issues and got it in full, with the month of the newest such ask, the newest first; none who have
    pressed hard of late."""
    record, mine = basis.case.record, spokesmen(basis)
    titles_of = {c.id: with_article(c.title) for c in basis.case.countries}
    found: dict[str, str] = {}
    for track in sorted(record.tracks if record else (), key=lambda t: t.start.first, reverse=True):
        other = track.actor in titles_of and track.actor not in mine and not pressing(basis, [track.actor])
        if track.outcome == "met" and other and issues & set(track.issues):
            found.setdefault(track.actor, f"{titles_of[track.actor]}, {words.month(track.start.first)}")
    return list(found.values())[:OTHERS]


def benchmarks_let_go(basis: Basis) -> list[str]:
    """Issues of benchmarks of those who act that the option worked out, if it has talks, neither negotiates nor asks for."""
    known = basis.case.roles.get("benchmarks", ()) if benchmark_setter(basis) and basis.agenda is not None else ()
    return [i for i in known if i not in on_the_table(basis)]


def _left_out(basis: Basis, plan: Plan) -> Finding:
    left = [i for i in basis.case.issue_ids if i not in on_the_table(basis)]
    left = sorted(left, key=lambda i: not basis.case.issue(i).core_right)
    record, setter = basis.case.record, benchmark_setter(basis)
    asked = {i for t in (record.tracks if record else ()) if t.actor in spokesmen(basis) for i in t.issues}
    dropped = [i for i in left if (setter and i in basis.case.roles.get("benchmarks", ())) or i in asked]
    facts = {
        "left": Fact(value=some(titles(left, basis.case)), n=len(left)),
        "dropped": Fact(value=some(titles(dropped, basis.case)), n=len(dropped)),
        "setter": Fact(value=setter),
        "count": Fact(value=len(left), unit="issues"),
        "of": Fact(value=len(basis.case.issues), unit="issues"),
    }
    claim = (
        "Neither negotiated nor asked for in public: {left} ({count:count} of {of:count} issues)."
        if left
        else "Nothing is left out: every issue is negotiated or asked for."
    )
    if dropped:
        it = ("it" if len(left) == 1 else "them") if len(dropped) == len(left) else "{dropped}"
        bench = (
            f" ({'a benchmark' if len(dropped) == 1 else 'benchmarks'} of {{setter}})"
            if setter and set(dropped) & set(basis.case.roles.get("benchmarks", ()))
            else ""
        )
        claim += f" Those who act have asked for {it} before{bench}: to let {'it' if len(dropped) == 1 else 'them'} go is a decision of its own."
    return Finding(id="brief.offer.left_out", question=OFFER, part="Left out", claim=claim, facts=facts)
