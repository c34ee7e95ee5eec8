"""Page 4: dated signs, risks with early signs and owners, and whose consent is needed."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from modusvivendi.case.regime import Regime
from modusvivendi.case.risk import Risk
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import AHEAD, Basis
from modusvivendi.findings.brief.company import circles, members_of
from modusvivendi.findings.brief.risks import (
    COURTS,
    SELDOM,
    broken_chances,
    consents,
    constraints,
    count_talks,
    idle_chances,
    kept_promises,
    lines,
    losers,
    rules_of_binding,
    share_paid,
    undone,
)
from modusvivendi.findings.brief.signs import WELL, WRONG, chosen, sign_findings, stopping
from modusvivendi.findings.brief.words import (
    EDGE,
    FAR,
    WATCH,
    capital,
    direction_words,
    following,
    for_less,
    heaviest,
    mixed,
    noticed,
    partners_words,
    told,
)
from modusvivendi.findings.calendar import month_of
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.likelihood import rounded
from modusvivendi.findings.world import named
from modusvivendi.record import Move
from modusvivendi.study.scales import POINTS, RUNGS

REGIMES = 3  # standing regimes told, as the case orders them
CONSTRAINTS = 2  # sanctions and court acts told, one of each who imposed them
NO_SIGN = "No dated sign"
NO_ANSWER = "Remind; open no further talks on it"
JUDGED = ("judgement", "definition", "from memory")  # sources that are no series
ACTING = 4  # of those who would have to follow, named in a cell


def watch_findings(basis: Basis) -> list[Finding]:
    """The fourth page."""
    return [*sign_findings(basis), _risks(basis), _uncounted(basis), _consent(basis), *_constraints(basis)]


def _risks(basis: Basis) -> Finding:
    rows = [*_refused(basis), *_worse(basis), *_idle(basis), *_talks(basis), *_broken(basis)]
    hurt = losers(basis, basis.option)
    facts = {
        "option": Fact(value=basis.title(basis.option)),
        "hurt": Fact(value=words.listed(hurt), n=len(hurt)),
    }
    claim = "Under “{option}” these fare worse than on today's course: {hurt}." if hurt else ""
    caption = f"Risks of “{basis.title(basis.option)}”, {basis.role}: how often in futures of all theories"
    table = Table(name="risks", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return Finding(id="brief.watch.risks", question=WATCH, part="Risks", claim=claim, facts=facts, tables=(table,))


def _row(what: str, chance: str, early: str, then: str) -> dict[str, object]:
    return {"what could go wrong": what, "chance": chance, "early sign": early, "what then": then}


def _refused(basis: Basis) -> list[dict[str, object]]:
    """That those whom it takes do not agree: of a reader in company the others, else a body by which some act."""
    bodies = lines(basis, basis.option)
    if basis.alone is None and not bodies:
        return []
    base = f"“{basis.title(basis.baseline)}”" if basis.baseline else "what is done today"
    if basis.alone is not None:
        what, then = (
            f"{capital(partners_words(basis))} do not join",
            f"Stay with {base}: alone, “{basis.title(basis.option)}” brings nothing noticeable",
        )
    else:
        what, then = (
            f"No agreement on the line ({lowered(bodies[0]['needs'])})",
            f"Go on with those who agree, or stay with {base}",
        )
    return [_row(what, "not counted", "Objections, or no answer, before the day on which this is decided (part 1)", then)]


def _worse(basis: Basis) -> list[dict[str, object]]:
    """Aims that end noticeably worse than today."""
    rows: list[dict[str, object]] = []
    for aim, view in basis.aims.items():
        chances = noticed(basis, aim, basis.option, -1)
        if mixed(basis, chances) < SELDOM:
            continue
        what = f"{named(view)}{'' if view.scale.unit in (RUNGS, POINTS) else ','} noticeably {direction_words(view.scale, -view.better)} than now"
        people = _people(basis, aim)
        what += f", for {people} first" if people else ""
        rows.append(_row(what, _chance(basis, chances), _early(basis, aim), _then(basis, aim)))
    return rows


def _chance(basis: Basis, chances: Mapping[str, float]) -> str:
    """A chance over all theories, and the highest under one of them where that lies far above."""
    whole, most = mixed(basis, dict(chances)), max(chances, key=chances.__getitem__)
    far = rounded(chances[most]) - rounded(whole) >= FAR - EDGE
    return told(whole) + (f" ({100 * rounded(chances[most]):.0f} if “{most}” holds)" if far else "")


def _then(basis: Basis, aim: str) -> str:
    """What the choice can do about a risk; where no option does noticeably better, who else would have to act, if that is known to help."""
    view, option, base = basis.aims[aim], basis.option, basis.baseline
    if not view.all_tied and view.told.loc[option, view.best]:
        return f"Noticeably less under “{basis.title(view.best)}”"
    ahead = 0.0 if base is None or not view.told.loc[option, base] else view.better * float(view.apart.loc[option, base])
    if ahead and not view.all_tied:
        stay = "Stay: noticeably less" if option == basis.recommended else "Noticeably less"
        return f"{stay if ahead > 0 else 'Weigh it: noticeably more'} than on today's course"
    helped = _helped(basis, aim)
    if helped:
        return f"Win over {helped}: noticeably less then"
    stop = "Pause new offers if it comes; " if view.scale.issues and stopping(basis) in view.scale.issues else ""
    return capital(f"{stop}prepare for it: no option and no larger coalition changes it")


def _helped(basis: Basis, aim: str) -> str:
    """Who would have to follow, too, for the option to do noticeably better than today's course on an aim; "" where nobody helps."""
    option, base = basis.option, basis.baseline
    for name, world in basis.wider.items():
        view = world.of(aim)
        if base and view is not None and view.told.loc[option, base] and view.better * float(view.apart.loc[option, base]) > 0:
            return heaviest(basis.case, members_of(basis, name) - following(basis, option), ACTING)
    return ""


def _early(basis: Basis, aim: str) -> str:
    """What is seen before an aim is worse: of the signs shown the likeliest that something goes wrong on one of its issues, or one of going well that
    does not come; else the next count of a published series. A fall of the aim's only ladder is no early sign: it is what could go wrong."""
    found, view = chosen(basis), basis.aims[aim]
    for kind in (WRONG, WELL):
        some = [s for s in found[kind] if s.question.issue in view.scale.issues]
        some = [s for s in some if kind == WELL or s.question.kind == "act" or len(view.scale.issues) > 1]
        if some:
            sign = max(some, key=lambda s: s.chance)
            about = lowered(basis.case.issue(sign.question.issue).title)
            return f"{'By' if kind == WRONG else 'Not seen by'} {words.day(sign.question.by)}: the sign above on {about}"
    if view.scale.issues:
        return f"A step away from what is asked on {lowered(basis.case.issue(view.scale.issues[0]).title)}"
    known = basis.case.yardsticks.get(aim)
    if known is None or known.source.startswith(JUDGED):
        return NO_SIGN
    today = float(view.table["mean"].iloc[0] - view.table["change"].iloc[0])
    bound = words.fixed(today - view.better * view.scale.difference, view.scale.digits)
    return f"{bound} {view.scale.unit} or {direction_words(view.scale, -view.better)} in the next such count ({re.split('[,:]', known.source)[0]})"


def _people(basis: Basis, aim: str) -> str:
    """The group of the population whose welfare turns most on the issues of an aim; "" of aims that are of all."""
    issues = basis.aims[aim].scale.issues
    weight = {g.title: sum(g.issues[i].centre for i in issues if i in g.issues) for g in basis.case.groups}
    most = max(weight, key=weight.__getitem__, default="")
    return lowered(most) if issues and most and weight[most] > 0 else ""


def _idle(basis: Basis) -> list[dict[str, object]]:
    """That the option worked out brings nothing: in what share of futures it gains on no aim against today's course."""
    if basis.baseline is None or basis.option == basis.baseline:
        return []
    chances = idle_chances(basis, basis.option)
    if mixed(basis, chances) < SELDOM:
        return []
    what = "It ends without a noticeable gain over today's course on any aim"
    then, more = "Put no further offer", next((name for name, found in circles(basis).items() if found), "")
    cheaper, level = for_less(basis, basis.option)
    if max(chances, key=chances.__getitem__) in {basis.title(t) for t in level}:
        then += f": “{basis.title(cheaper)}” costs less"
    elif more:
        then += f", but win over {heaviest(basis.case, members_of(basis, more) - following(basis, basis.option), ACTING)}"
    early = NO_SIGN
    if basis.first:
        half = min(o.opens + (o.ends - o.opens) // 2 for o in basis.first)
        early = f"None of the first offers met by {words.month(month_of(basis.case, half))}"
    return [_row(what, _chance(basis, chances), early, then)]


def _broken(basis: Basis) -> list[dict[str, object]]:
    """That those who follow do not pay what they promised: how many rewards on average, and what it means."""
    count = count_talks(basis, basis.option).broken
    if count < 1:
        return []
    who = (
        capital(heaviest(basis.case, following(basis, basis.option)))
        if len(following(basis, basis.option)) == 1
        else "Those who act"
    )
    verb = "does" if who != "Those who act" and not who.endswith("institutions") else "do"
    what = f"{who} {verb} not pay what is due: {words.counted(count, 'reward')} on average (each is paid with {share_paid(basis)} in 100: {_paid_by(basis)})"
    chance = f"{_chance(basis, broken_chances(basis, basis.option))} for one or more"
    return [
        _row(
            what,
            chance,
            "An ask is met, and the budget for its reward is not voted",
            "Have the money voted before the offer is made: each breach lowers trust in the next",
        )
    ]


def _paid_by(basis: Basis) -> str:
    """On what that rests, in a word."""
    judged = all(str(q.source).startswith(JUDGED) for q in kept_promises(basis))
    return "a judgement" if judged else "source: annex B"


def _talks(basis: Basis) -> list[dict[str, object]]:
    """How many talks are not met, and deals that are undone."""
    if basis.agenda is None or not basis.first:
        return []
    count = count_talks(basis, basis.option)
    lost, rows = count.opened - count.met, list[dict[str, object]]()
    reply = f"No answer by {words.month(month_of(basis.case, min(o.opens for o in basis.first) + AHEAD))}"
    if count.opened and lost:
        what = f"Talks fail: {lost} of {words.counted(count.opened, 'set of talks', 'talks')} opened {'is' if lost == 1 else 'are'} not met in full, on average"
        rows.append(_row(what, "by talks: part 3", reply, NO_ANSWER))
    if (chance := undone(basis)) >= SELDOM:
        leader = f"“{basis.case.leader.title}”"
        what, early = f"A deal is kept, then undone by {leader}", f"An order from {leader} against what a ministry agreed"
        rows.append(_row(what, f"{told(chance)} for one or more", early, "What was promised for it stops"))
    return rows


def _consent(basis: Basis) -> Finding:
    """Whose consent the option worked out needs, by the rules in ``consent.yaml``."""
    found = consents(basis, basis.option)
    rows = [{"for": rule["what"], "whose consent": rule["needs"]} for rule in (*lines(basis, basis.option), *found)]
    facts = {"option": Fact(value=basis.title(basis.option)), "count": Fact(value=len(rows))}
    if not rows:
        claim = "“{option}” needs nobody's consent beyond that of those who follow it."
        return Finding(id="brief.watch.consent", question=WATCH, part="Consent", claim=claim, facts=facts)
    caption = f"Consent that “{basis.title(basis.option)}” needs"
    table = Table(name="consent", caption=caption, frame=pd.DataFrame(rows), brief=True)
    every = (*lines(basis, basis.option), *found)
    sources = tuple(f"{rule['what']}: {rule['source'].removeprefix('definition: ')}" for rule in every)
    return Finding(id="brief.watch.consent", question=WATCH, part="Consent", facts=facts, tables=(table,), sources=sources)


def _constraints(basis: Basis) -> list[Finding]:
    """Sanctions, freezes, bans and court acts on record that bind those who engage, those of who follows first."""
    every = constraints(basis)
    first = list({m.actor: m for m in reversed(every)}.values())[::-1]  # the newest of each
    first = sorted(first, key=every.index)
    courts = [m for m in first if m.actor in COURTS][:1]
    shown = [*[m for m in first if m not in courts][: CONSTRAINTS - len(courts)], *courts]
    if not (shown or regimes_of(basis)) or basis.case.record is None:
        return []
    said: list[str] = []
    facts: dict[str, Fact] = {"end": Fact(value=words.month(basis.case.as_of))}
    for n, move in enumerate(shown):
        facts |= {f"what{n}": Fact(value=move.what.rstrip(".")), f"when{n}": Fact(value=words.month(move.date.first))}
        said.append(f"{{what{n}}} ({{when{n}}})")
    sources = tuple(f"{m.origin.publisher}, “{m.origin.title}”" for m in shown if m.origin.publisher)
    part = "Sanctions and courts" if any(m.actor in COURTS for m in shown) else "Sanctions"
    means = binding(
        [m for m in every if m.actor in COURTS] if regimes_of(basis) else every
    )  # regimes say what they mean themselves
    facts["means"] = Fact(value="; ".join(means), n=len(means))
    standing = regimes_of(basis)
    facts["standing"] = Fact(value="; ".join(f"{r.what} ({r.means})" for r in standing), n=len(standing))
    claim = "In force: {standing}." if standing else ""
    claim += f" The newest on record up to {{end}}: {'; '.join(said)}." if said else ""
    claim = claim.strip() + (" What follows: {means}." if means else "")
    sources += tuple(r.source for r in standing)
    return [Finding(id="brief.watch.constraints", question=WATCH, part=part, claim=claim, facts=facts, sources=sources)]


def regimes_of(basis: Basis) -> list[Regime]:
    """Standing regimes of the case that bind those who act: of themselves, of bodies that are no states, and of nobody in the case; as the case lists
    them."""
    case, mine = basis.case, following(basis, basis.option)
    bodies = {c.id for c in case.countries if not c.state}
    who = {n: {c for name in r.who for c in case.coalitions.get(name, (name,))} for n, r in enumerate(case.regimes)}
    return [r for n, r in enumerate(case.regimes) if not who[n] or who[n] & (mine | bodies)][:REGIMES]


def binding(moves: list[Move]) -> list[str]:
    """What sanctions and warrants of these kinds mean for those who engage, by the rules in ``consent.yaml``."""
    kinds = {"court" if m.actor in COURTS else m.instrument for m in moves}
    return [rule["means"] for rule in rules_of_binding() if rule["kind"] in kinds]


def _uncounted_row(risk: Risk) -> dict[str, object]:
    """A risk of the case as a row; whom it hits stands with its source."""
    return {"what could go wrong": risk.what, "early sign": risk.sign, "what was done or asked for": risk.then}


def _uncounted(basis: Basis) -> Finding:
    """Which risks the model does not count, so that nobody takes silence for safety: those that the case has on record, else which to add."""
    part = "Risks that the model does not count"
    known = basis.case.risks
    if known:
        rows = [_uncounted_row(r) for r in known]
        table = Table(name="uncounted", caption=f"{part}, from the record", frame=pd.DataFrame(rows), brief=True)
        return Finding(
            id="brief.watch.uncounted",
            question=WATCH,
            part=part,
            tables=(table,),
            sources=tuple(f"{r.what}, hits {lowered(r.for_whom)}: {r.source}" for r in known),
        )
    claim = (
        "Diversion of aid, safety of staff, legitimacy that contact lends, and criticism by rights groups and at home. "
        "Those who run programmes and missions, and the legal service, should add them."
    )
    return Finding(id="brief.watch.uncounted", question=WATCH, part=part, claim=claim)
