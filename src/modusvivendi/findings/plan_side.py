"""What nobody aimed at: side effects of a plan, who is hurt where talks succeed, and what setting principles aside buys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from modusvivendi.analysis import PairedDifference
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.plan_words import gap, gap_form, gap_of, key_of, name_of, noticed, talks, units_of, with_unit
from modusvivendi.findings.words import listed
from modusvivendi.planning import Answer, PlanReport
from modusvivendi.study.scales import Scales

PART = "What nobody aimed at"


def side_findings(answer: Answer, report: PlanReport, question: str) -> list[Finding]:
    """Side effects and harm, always told; and what the plan owes to principles that were set aside."""
    scales = answer.evaluator.scales
    found = [_side(report, scales, question), *_hurt(report, question)] if report.plan.tracks else []
    if report.bought is not None:
        found.append(bought_finding(report.bought, scales, f"{key_of(report)}.bought", question))
    return found


def _changes(differences: Mapping[str, PairedDifference], scales: Scales) -> tuple[dict[str, Fact], str]:
    """Differences on outcomes that are told in the world's terms: facts, and the part of a claim that quotes those that matter."""
    facts = {name: gap_of(name, d, scales) for name, d in differences.items() if scales.of(name) is not None}
    shown = [name for name in facts if noticed(name, differences[name].mean, differences[name].clear, scales)]
    return facts, "; ".join(f"{name_of(scales, name)} {with_unit(facts[name], name)}" for name in shown)


def _side(report: PlanReport, scales: Scales, question: str) -> Finding:
    facts, text = _changes(report.side, scales)
    if text:
        claim = f"Outside the aims, the talks also change: {text}{units_of()}."
    else:
        claim = "Outside the aims, the talks change no other outcome by as much as matters to a reader."
    return Finding(id=f"{key_of(report)}.side", question=question, part=PART, claim=claim, facts=facts)


def _hurt(report: PlanReport, question: str) -> list[Finding]:
    """Who is hurt by name; by how much, for scholars: wellbeing of one group has no anchor."""
    facts, names, said = {}, [], []
    for k, track in enumerate(report.tracks):
        for n, (group, change) in enumerate(track.hurt):
            name = f"hurt_{k + 1}_{n + 1}"
            facts[name] = gap("wellbeing", change.mean, change.low, change.high)
            names.append(f"{talks(k)} hurt {group}")
            said.append(f"{talks(k)} hurt {group} ({{{name}:{gap_form(facts[name])}}} points of wellbeing)")
    claim = (
        f"Where they succeed, {listed(names)}." if names else "Where they succeed, none of the talks noticeably hurts a group."
    )
    told = Finding(id=f"{key_of(report)}.hurt", question=question, part=PART, claim=claim)
    if not said:
        return [told]
    method = "Over the futures in which the talks are met, at least in part: an average over failures too would hide harm."
    numbers = replace(
        told, id=f"{told.id}.numbers", claim=f"Where they succeed, {listed(said)}.", facts=facts, method=method, view="scholar"
    )
    return [told, numbers]


def bought_finding(bought: Mapping[str, PairedDifference], scales: Scales, id: str, question: str) -> Finding:
    """What a plan that uses relief as a bargaining chip gains by it, against the same with relief in talks of its own."""
    facts, text = _changes({name: d for name, d in bought.items() if name != "score"}, scales)
    claim = (
        "Relief is a bargaining chip in this plan, against humanitarian principles. With relief in talks of its own, nothing offered for it "
        f"and all else equal, the difference is what this buys: {text or 'nothing noticeable'}{units_of()}."
    )
    return Finding(id=id, question=question, part=PART, claim=claim, facts=facts)
