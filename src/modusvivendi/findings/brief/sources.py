"""Annex H: under its number every claim, table and picture, what it rests on, and the command that makes it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from modusvivendi.findings.brief.words import SOURCES
from modusvivendi.findings.finding import Fact, Finding, Table

# Start of a finding's id → what findings of this kind rest on.
RESTS = {
    "brief.sheet": "Talks of the study; the case's ladders, positions and record; precedents of all records",
    "brief.offer.own": "The case's record of talks",
    "brief.offer.benchmarks": "The case's record of outsiders' moves, its benchmarks and ladders",
    "brief.offer": "Talks of the study; the case's ladders; precedents of all records",
    "brief.sign": "Dated signs, simulated under the option worked out with every theory",
    "brief.watch.signs": "Dated signs, simulated under the option worked out with every theory",
    "brief.evidence.events": "Dated signs, simulated under the option worked out with every theory",
    "brief.watch.exit": "Dated signs, simulated under the option worked out with every theory; weights of theories by Bayes' rule",
    "brief.known": "The case's record of the authority's acts and of outsiders' moves",
    "brief.deadlines": "The case's list of what outsiders decide by when",
    "brief.watch.uncounted": "The case's list of risks that no outcome counts",
    "brief.company": "The option worked out and today's course, run again with larger coalitions of the case",
    "brief.watch.constraints": "The case's record of outsiders' moves",
    "brief.watch.consent": "Rules of consent by lever, each with its source",
    "brief.skill": "Answers to an older set of dated questions, scored",
    "brief.limits": "What is known not to work",
    "brief.assumed": "The case, the theories and the settings of the study",
    "brief.confidence": "A checklist: months ahead, share of judgements, age, weights, skill, agreement, publishers",
    "brief.legend": "The scale's own publication",
    "brief.changed": "The earlier brief and this one",
    "brief.again": "Manifest of the study",
}
ELSE = "Outcomes of the study, told on the case's ladders and yardsticks"


def numbered(findings: Iterable[Finding]) -> dict[str, int]:
    """The number of each finding, by id, in the order of the brief."""
    return {f.id: n for n, f in enumerate(findings, 1)}


def rests_on(finding: Finding) -> str:
    """What a finding rests on: its own sources, else those of its kind."""
    kind = next((text for start, text in RESTS.items() if finding.id.startswith(start)), ELSE)
    return f"{kind}. {'; '.join(finding.sources)}" if finding.sources else kind


def sources_finding(findings: Sequence[Finding], command: str, basis: str) -> Finding:
    """The table of all findings."""
    rows = [{"no.": str(n), "finding": name} for name, n in numbered(findings).items()]
    frame = pd.DataFrame(rows).assign(**{"rests on": [rests_on(f) for f in findings]})
    claim = "The small numbers in the text are those of this table. All of it is made by “{command}”. {basis}"
    facts = {"command": Fact(value=command or "mv.make_brief in Python"), "basis": Fact(value=basis)}
    table = Table(name="sources", caption="Findings by number", frame=frame)
    return Finding(id="brief.sources", question=SOURCES, claim=claim, facts=facts, tables=(table,))
