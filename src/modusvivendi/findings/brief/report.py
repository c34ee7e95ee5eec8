"""The brief as a report: all findings, page by page."""

from __future__ import annotations

from modusvivendi.findings import words
from modusvivendi.findings.brief.annexes import annex_findings
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.changes import Standpoint, change_findings, standpoint
from modusvivendi.findings.brief.decision import decision_findings
from modusvivendi.findings.brief.offer import offer_findings
from modusvivendi.findings.brief.options import option_findings
from modusvivendi.findings.brief.sheets import sheet_findings
from modusvivendi.findings.brief.sources import sources_finding
from modusvivendi.findings.brief.watch import watch_findings
from modusvivendi.findings.brief.words import AGAIN, acting
from modusvivendi.findings.calendar import nearest_months, notice, read_on
from modusvivendi.findings.finding import Report
from modusvivendi.findings.made import study_basis


def brief_report(basis: Basis, old: Standpoint | None = None) -> tuple[Report, Standpoint]:
    """The report, and what the next brief compares itself with. old: what an earlier brief said."""
    now = standpoint(basis, read_on(basis.case).isoformat())
    annexes = annex_findings(basis)
    last = [f for f in annexes if f.question == AGAIN]
    findings = [
        *decision_findings(basis),
        *option_findings(basis),
        *offer_findings(basis),
        *watch_findings(basis),
        *sheet_findings(basis),
        *(f for f in annexes if f.question != AGAIN),
        *change_findings(basis, old, now),
        *last,
    ]
    basis_words = study_basis(basis.study, basis.given.origin)
    findings.append(sources_finding(findings, basis.given.command, basis_words))
    who = f"For {basis.given.reader}. " if basis.given.reader else ""
    told, read = notice_of(basis), words.day(read_on(basis.case))
    report = Report(
        title=f"{basis.case.title}: which line to take",
        kind=f"brief, study {basis.study.digest[:12]}",
        basis=basis_words,
        findings=tuple(findings),
        note=f"{who}Acting: {acting(basis)}.{'' if read in told else f' Read on {read}.'}",
        notice=told,
        slug="brief",
    )
    return report, now


def notice_of(basis: Basis) -> str:
    """What must be known first of an old case: how old it is and what is therefore assumed; of one of long ago, what every page says of it."""
    case, read = basis.case, read_on(basis.case)
    told = notice(case)
    if not told or read == case.as_of:
        return told
    age = words.counted(nearest_months(case.as_of, read), "month")
    return f"What is known ends on {words.day(case.as_of)}: all that follows takes it that nothing has changed in the {age} since (to {words.day(read)})."
