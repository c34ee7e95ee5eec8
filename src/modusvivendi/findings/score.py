"""Scores on held-out rows: the report of ``modus score``."""

from __future__ import annotations

from modusvivendi.evidence.forecast.held_out import HeldOut
from modusvivendi.findings import Fact, Finding, Report, words
from modusvivendi.findings.calendar import notice
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.skill import QUESTION, skill_findings


def score_report(found: HeldOut) -> Report:
    """Whether theories, their mixture or baselines predict held-out rows."""
    method = (
        f"Forecasters know the record up to {words.day(found.since)} and learn nothing about parameters and rates after it; what "
        "outsiders and the authority did in earlier months enters month by month."
    )
    if found.lent:
        method += f" The mixture from other authorities has met neither this case nor anything later; it comes from {found.lent}."
    return Report(
        title=f"{found.case.title}: scores on held-out rows",
        kind=f"held-out rows, case {found.case.digest()[:12]}",
        basis=f"{words.counted(found.acts, 'act')} and {words.counted(found.skill.tracks, 'decided negotiation')} of {found.first} to {found.last}, "
        f"after {words.day(found.since)}; weights of theories before the record: the same for every family.",
        findings=(*skill_findings(found.skill, "score", method), scored(found), *case_findings(found.case, "score")),
        note="Rows that nobody tuned to are the only fair test of a theory; few rows tell little.",
        notice=notice(found.case),
        slug="score",
    )


def scored(found: HeldOut) -> Finding:
    """Which rows are scored, and why others are not."""
    counts = {"acts": found.acts, "tracks": found.skill.tracks}
    facts = {name: Fact(value=n, unit="rows") for name, n in counts.items()}
    facts |= {
        "first": Fact(value=found.first),
        "last": Fact(value=found.last),
        "conditioned": Fact(value=found.conditioned, unit="rows"),
    }
    claim = "{acts:count} acts and {tracks:count} decided tracks of {first} to {last} are scored"
    if found.conditioned:
        claim += "; {conditioned:count} acts in the month of the cut are known, not scored"
    for number, (why, n) in enumerate(found.excluded.items()):
        if n:
            facts[f"excluded_{number}"] = Fact(value=n, unit="rows", note=why)
            claim += f"; {{excluded_{number}:count}} not scored: {why}"
    return Finding(id="score.rows", question=QUESTION, claim=f"{claim}.", facts=facts)
