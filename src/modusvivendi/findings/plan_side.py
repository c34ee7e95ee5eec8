"""What nobody aimed at: side effects of a plan, who is hurt where talks succeed, and what setting principles aside buys."""

from __future__ import annotations

from collections.abc import Mapping

from modusvivendi.analysis import PairedDifference
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.plan_words import gap, gap_form, gap_of, key_of, talks, unit
from modusvivendi.findings.words import listed
from modusvivendi.planning import Answer, PlanReport
from modusvivendi.study.summary import title_of

PART = "What nobody aimed at"


def side_findings(answer: Answer, report: PlanReport, question: str) -> list[Finding]:
    """Side effects and harm, always told; and what the plan owes to principles that were set aside."""
    found = [_side(report, question), _hurt(report, question)] if report.plan.tracks else []
    if report.bought is not None:
        found.append(bought_finding(report.bought, f"{key_of(report)}.bought", question))
    return found


def _changes(differences: Mapping[str, PairedDifference]) -> tuple[dict[str, Fact], str]:
    """Differences by outcome: facts, and the part of a claim that quotes them with their units."""
    facts = {name: gap_of(name, d) for name, d in differences.items()}
    return facts, "; ".join(f"{title_of(n)} {{{n}:{gap_form(f)}}} {unit(n)}" for n, f in facts.items())


def _side(report: PlanReport, question: str) -> Finding:
    facts, text = _changes(report.side)
    if facts:
        claim = f"Outside the aims, the talks also change: {text} (95% intervals of sampling error)."
    else:
        claim = "Outside the aims, the talks change no other outcome by as much as a tenth of a point of 100, as far as these futures tell."
    return Finding(id=f"{key_of(report)}.side", question=question, part=PART, claim=claim, facts=facts)


def _hurt(report: PlanReport, question: str) -> Finding:
    facts, said = {}, []
    for k, track in enumerate(report.tracks):
        for n, (group, change) in enumerate(track.hurt):
            name = f"hurt_{k + 1}_{n + 1}"
            facts[name] = gap("wellbeing", change.mean, change.low, change.high)
            said.append(f"{talks(k)} hurt {group} ({{{name}:{gap_form(facts[name])}}} points of wellbeing)")
    if said:
        claim = f"Where they succeed, {listed(said)}."
    else:
        claim = "Where they succeed, none of the talks noticeably hurts a group of the population."
    method = "Over the futures in which the talks are met, at least in part: an average over failures too would hide harm."
    return Finding(id=f"{key_of(report)}.hurt", question=question, part=PART, claim=claim, facts=facts, method=method)


def bought_finding(bought: Mapping[str, PairedDifference], id: str, question: str) -> Finding:
    """What a plan that uses relief as a bargaining chip gains by it, against the same with relief in talks of its own."""
    facts, text = _changes({name: d for name, d in bought.items() if name != "score"})
    claim = (
        "Relief is a bargaining chip in this plan, against humanitarian principles. With relief in talks of its own and all else "
        f"equal, the difference is what this buys: {text} (95% intervals of sampling error)."
    )
    return Finding(id=id, question=question, part=PART, claim=claim, facts=facts)
