"""Page 1: the decision needed, the bottom line, the advice with who disagrees, judgements with chances, signs with dates."""

from __future__ import annotations

from datetime import date

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.words import (
    DECISION,
    aim_words,
    change_words,
    date_fact,
    direction_words,
    level_words,
    mixed,
    noticed,
    quoted,
    size_words,
    way_words,
)
from modusvivendi.findings.calendar import month_of, read_on
from modusvivendi.findings.confidence import confidence_fact
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.ladder_words import amount, in_unit
from modusvivendi.findings.likelihood import phrase
from modusvivendi.findings.run_world import first_issue, issue_finding, where_most_end
from modusvivendi.findings.signposts_dated import do_then
from modusvivendi.findings.world import World, named
from modusvivendi.study.outlook import Outlook
from modusvivendi.study.scales import POINTS, RUNGS

SIGNS, DISSENTS, REASONS = 3, 3, 2
POINTS_MEAN = (
    "This case has no ladders: a point of 100 is a hundredth of the way from what the authority would do alone to the full ask."
)
STANDS = "Where things stand, and where they go"
SELDOM = 0.01  # chance of any noticeable change below which there is nothing to judge


def decision_findings(basis: Basis) -> list[Finding]:
    """The first page."""
    return [
        _decision(basis),
        *_bottom_line(basis),
        _advice(basis),
        _dissent(basis),
        *_reach(basis),
        *_stands(basis),
        *_judgements(basis),
        _confidence(basis),
        *_signs(basis),
        _legend(basis),
    ]


def _decision(basis: Basis) -> Finding:
    by = decide_by(basis)
    facts = {
        "by": date_fact(words.day(by), by.isoformat()),
        "count": Fact(value=words.counted(len(basis.first), "offer"), n=len(basis.first)),
    }
    offer = ", and whether to put {count} on the table (part 3)" if basis.first else ""
    claim = f"Decide by {{by}} which line to take toward the authority for the next two quarters{offer}."
    return Finding(id="brief.decision", question=DECISION, part="Decision needed", claim=claim, facts=facts)


def decide_by(basis: Basis) -> date:
    """The day before which the agenda needs a decision: when its first month begins or, where that has begun, ends."""
    begins = month_of(basis.case, 0)
    return begins if begins > read_on(basis.case) else month_of(basis.case, 1)


def _bottom_line(basis: Basis) -> list[Finding]:
    """Two sentences: what no choice changes, and what the choice does change."""
    alike = [a for a, v in basis.aims.items() if v.all_tied]
    apart = [a for a in basis.aims if a not in alike]
    found = []
    if alike:
        facts = {"by": Fact(value=words.month(month_of(basis.case, basis.study.months - 1)))}
        for aim in alike:
            view = basis.aims[aim]
            facts[aim] = Fact(value=aim_words(basis.aim(aim), view, float(view.table.change.mean())))
        listed = words.listed(f"{{{aim}}}" for aim in alike)
        claim = f"Whatever is chosen, expect {listed}, on average by {{by}}: there the options are tied."
        found.append(
            Finding(
                id="brief.bottom_line.fixed",
                question=DECISION,
                part="Bottom line",
                claim=claim,
                facts=facts,
                too_close_to_call=True,
            )
        )
    found.append(_changes(basis, apart))
    return found


def _changes(basis: Basis, apart: list[str]) -> Finding:
    facts: dict[str, Fact] = {"option": Fact(value=basis.title(basis.option))}
    if not apart:
        claim = "On none of the aims does the choice among these options make a noticeable difference: they are tied."
        more, together = _together(basis)
        if together:
            facts |= more
            claim = f"What would make a difference is company: if all like-minded countries followed “{{option}}”, against today's course {together}."
        return Finding(
            id="brief.bottom_line.choice",
            question=DECISION,
            part="Bottom line",
            claim=claim,
            facts=facts,
            too_close_to_call=not together,
        )
    parts = []
    for aim in apart:
        view, worst = basis.aims[aim], basis.aims[aim].worst
        facts |= {f"{aim}_best": Fact(value=change_words(view, view.best)), f"{aim}_worst": Fact(value=change_words(view, worst))}
        facts |= {
            aim: Fact(value=basis.aim(aim)),
            f"{aim}_name": Fact(value=basis.title(view.best)),
            f"{aim}_other": Fact(value=basis.title(worst)),
        }
        parts.append(f"{{{aim}}} ({{{aim}_best}} under “{{{aim}_name}}”, {{{aim}_worst}} under “{{{aim}_other}}”)")
    claim = f"The choice does change, against today: {'; '.join(parts)}."
    return Finding(id="brief.bottom_line.choice", question=DECISION, part="Bottom line", claim=claim, facts=facts)


def _advice(basis: Basis) -> Finding:
    advice, all_ = basis.advice, len(basis.standing.theories)
    facts = {
        "option": Fact(value=basis.title(advice.option), unit="recommendation"),
        "tied": Fact(value=quoted(advice.tied, basis), n=len(advice.tied)),
        "good": Fact(value=len(advice.good), unit="theories"),
        "all": Fact(value=all_, unit="theories"),
        "aims": Fact(value=words.listed(map(basis.aim, basis.aims))),
    }
    tied = ", tied with {tied}" if advice.tied else ""
    why = {
        "cost": " Of these it is noticeably cheaper.",
        "talks": " Of these, noticeably more talks are met under it.",
        "order": " Nothing tells them apart; one is spelled out as an example.",
    }.get(advice.by, "")
    lead = f"Take “{{option}}”{tied}.{why}"
    if len(advice.tied) + 1 == len(basis.standing.options) > 1:
        lead = f"No option stands out: all are tied on every aim. “{{option}}” is spelled out.{why}"
    claim = f"{lead} It is good enough under {{good:count}} of {{all:count}} theories: there, no option does noticeably better on {{aims}}."
    return Finding(
        id="brief.advice",
        question=DECISION,
        part="Recommendation",
        claim=claim,
        facts=facts,
        headline=True,
        too_close_to_call=bool(advice.tied),
    )


def _dissent(basis: Basis) -> Finding:
    """Who disagrees: theories under which another option is noticeably better, and what the advice costs."""
    found = [(t, basis.standing.beaten_by(basis.option, t)) for t in basis.standing.theories]
    beaten = sorted(((t, max(rows, key=lambda r: r[2])) for t, rows in found if rows), key=lambda x: -x[1][2])
    facts: dict[str, Fact] = {"count": Fact(value=len(beaten), unit="theories")}
    said = []
    for n, (theory, (other, aim, size)) in enumerate(beaten[:DISSENTS]):
        view = basis.aims[aim]
        facts |= {
            f"theory{n}": Fact(value=basis.title(theory)),
            f"other{n}": Fact(value=basis.title(other)),
            f"aim{n}": Fact(value=basis.aim(aim)),
        }
        facts[f"by{n}"] = Fact(value=size_words(view.scale, size * view.scale.difference))
        said.append(f"If “{{theory{n}}}” holds, “{{other{n}}}” does better on {{aim{n}}} (by {{by{n}}}).")
    claim = " ".join(said) or "No theory makes another option noticeably better on any aim."
    cost = basis.world.of("money")
    if cost is not None:
        cheapest = cost.best
        if cost.told.loc[cheapest, basis.option]:
            facts |= {
                "mine": Fact(value=level_words(cost, float(cost.table.loc[basis.option, "mean"]))),
                "least": Fact(value=words.fixed(float(cost.table.loc[cheapest, "mean"]), cost.scale.digits)),
                "cheapest": Fact(value=basis.title(cheapest)),
            }
            claim += " The case against it is money: {mine}, against {least} under “{cheapest}”."
    return Finding(id="brief.dissent", question=DECISION, part="Who disagrees", claim=claim, facts=facts)


def _other(basis: Basis) -> dict[str, Outlook]:
    """Aims on which the advice would noticeably differ from today's course if all like-minded countries followed it."""
    wide, base = basis.given.wide, basis.baseline
    if wide is None or base is None or base == basis.option:
        return {}
    other = World(wide, basis.given.weights)
    seen = {aim: other.of(aim) for aim in basis.aims}
    return {aim: view for aim, view in seen.items() if view is not None and view.told.loc[basis.option, base]}


def _together(basis: Basis) -> tuple[dict[str, Fact], str]:
    """What all like-minded countries could do, as facts and part of a claim; "" where nothing is known of it."""
    facts = {}
    for aim, view in _other(basis).items():
        facts[f"{aim}_all"] = Fact(value=aim_words(basis.aim(aim), view, float(view.apart.loc[basis.option, basis.baseline])))
    return facts, words.listed(f"{{{name}}}" for name in facts)


def _reach(basis: Basis) -> list[Finding]:
    """What those who follow can do alone, and what all like-minded countries could."""
    facts: dict[str, Fact] = {"option": Fact(value=basis.title(basis.option))}
    parts = []
    for aim, seen in _other(basis).items():
        for name, own in (("alone", basis.aims[aim]), ("together", seen)):
            facts[f"{aim}_{name}"] = Fact(value=way_words(own.scale, float(own.apart.loc[basis.option, basis.baseline])))
        facts[aim] = Fact(value=basis.aim(aim))
        parts.append(f"{{{aim}}} {{{aim}_alone}} alone, {{{aim}_together}} with all like-minded countries")
    if not parts:
        return []
    claim = f"Under “{{option}}”, against today's course: {'; '.join(parts)}."
    return [Finding(id="brief.reach", question=DECISION, part="Alone or together", claim=claim, facts=facts)]


def _stands(basis: Basis) -> list[Finding]:
    """What holds today and where it goes, on the ladders: the first issue in facts, then where most futures end."""
    world, case = basis.world, basis.case
    issue = first_issue(case)
    found = [] if case.ladders else [Finding(id="brief.stands.none", question=DECISION, part=STANDS, claim=POINTS_MEAN)]
    if issue.id in world.ends:
        told = issue_finding(world, issue)
        found.append(
            Finding(
                id="brief.stands.first",
                question=DECISION,
                part=STANDS,
                claim=told.claim,
                facts=told.facts,
                too_close_to_call=told.too_close_to_call,
            )
        )
    if world.ends:
        ways, facts = where_most_end(world)
        if ways:
            found.append(Finding(id="brief.stands.others", question=DECISION, part=STANDS, claim=ways.strip(), facts=facts))
    return found


def _judgements(basis: Basis) -> list[Finding]:
    """One chance for each aim: of the direction that is the likelier."""
    found = []
    for aim, view in basis.aims.items():
        ways = {way: noticed(basis, aim, basis.option, way) for way in (-1, 1)}
        if sum(mixed(basis, chances) for chances in ways.values()) < SELDOM:
            continue  # it stays as it is
        way = max(ways, key=lambda w: mixed(basis, ways[w]))
        text, facts = phrase("chance", mixed(basis, ways[way]), ways[way], basis.given.scale)
        issues = view.scale.issues
        signs = [
            s.question.id
            for s in (basis.given.watch.signposts if basis.given.watch else ())
            if not issues or s.question.issue in issues
        ]
        facts |= {
            "what": Fact(value=named(view)),
            "signpost": Fact(value=signs[0] if signs else ""),
            "least": amount(view.scale, view.scale.difference),
        }
        comma = "" if view.scale.unit in (RUNGS, POINTS) else ","
        claim = f"{{what}}{comma} noticeably {direction_words(view.scale, way * view.better)} than today: {text}."
        found.append(
            Finding(
                id=f"brief.judgement.{aim}",
                question=DECISION,
                part="Judgements, if it is taken",
                claim=claim,
                facts=facts,
                sources=tuple(basis.study.strategies[basis.standing.options.index(basis.option)].sources),
                method=f"Noticeably: by {in_unit(view.scale, 'least')} or more.".format_map(facts),
            )
        )
    return found


def _confidence(basis: Basis) -> Finding:
    made = basis.confidence
    reasons = made.reasons[:REASONS]
    facts = {"level": confidence_fact(made, basis.study.months), "reasons": Fact(value="; ".join(reasons), n=len(made.reasons))}
    facts["status"] = Fact(value="assumed" if not basis.checklist.weighed else "weighed by the record")
    claim = "Status: theories are {status}. Confidence in these judgements is {level}: {reasons}."
    return Finding(id="brief.confidence", question=DECISION, part="How far to trust this", claim=claim, facts=facts)


def _signs(basis: Basis) -> list[Finding]:
    """The three most telling signs, with their dates."""
    watch = basis.given.watch
    found = []
    for n, sign in enumerate(watch.signposts[:SIGNS] if watch else ()):
        assert watch is not None
        most, least = max(sign.chances, key=sign.chances.__getitem__), min(sign.chances, key=sign.chances.__getitem__)
        facts = {
            "by": Fact(value=words.day(sign.question.by), unit="date ahead", note=sign.question.by.isoformat()),
            "sign": Fact(value=sign.question.text.rstrip(".")),
            "chance": Fact(value=sign.chance, unit="share"),
            "most": Fact(value=sign.chances[most], unit="share"),
            "least": Fact(value=sign.chances[least], unit="share"),
            "who": Fact(value=basis.title(most)),
            "other": Fact(value=basis.title(least)),
            "then": Fact(value=basis.named(do_then(watch, sign.if_no))),
        }
        then = " If not: {then}." if str(facts["then"].value) != "stay the course" else ""
        claim = f"By {{by}}: {{sign}}. Chance {{chance:in_hundred}} ({{most:of_hundred}} if “{{who}}” holds, {{least:of_hundred}} if “{{other}}” does).{then}"
        found.append(
            Finding(
                id=f"brief.sign.{n + 1}", question=DECISION, part="Signs that would change our mind", claim=claim, facts=facts
            )
        )
    return found


def _legend(basis: Basis) -> Finding:
    scale = basis.given.scale
    facts = {"title": Fact(value=scale.title), "legend": Fact(value=scale.legend)}
    claim = "Words for chances, {title}: {legend}."
    return Finding(id="brief.legend", question=DECISION, part="", claim=claim, facts=facts, sources=(scale.source,))
