"""A text, claim by claim: the report of ``modus claims``."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from modusvivendi.analysis.claims.looks import FEWEST_ACTS
from modusvivendi.analysis.claims.rule import FAILS, FEWEST, HOLDS, LEAST_RATIO, LEAST_SHARE, Verdict, verdict_of
from modusvivendi.analysis.claims.try_claims import ClaimTried, TriedClaims
from modusvivendi.findings import Chart, Fact, Finding, Report, Table, words
from modusvivendi.findings.calendar import notice
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.claims_sections import section
from modusvivendi.findings.claims_words import of_hundred, signed

OVERVIEW, RULE = "All claims at a glance", "The rule"
VERDICTS: tuple[Verdict, ...] = ("holds", "fails", "too close", "cannot be tested here")


def claims_report(found: TriedClaims) -> Report:
    """All findings on a file of claims."""
    findings = [
        tally(found),
        *disagreements(found),
        overview(found),
        *theories(found),
        rule(found),
        *(f for tried in found.claims for f in section(found, tried)),
        *case_findings(found.case, "claims"),
    ]
    return Report(
        title=f"{found.file.title}, claim by claim: {found.case.title}",
        kind=f"claims {found.file.name}, case {found.case.digest()[:12]}",
        basis=_basis(found),
        findings=tuple(findings),
        note="A verdict follows by rule from numbers. Which experiments speak for a claim is a choice. Futures show what follows from "
        "the theories, the record what happened: neither proves a claim, and what a theory was written to say, its futures repeat.",
        notice=notice(found.case),
        slug="claims",
    )


def _basis(found: TriedClaims) -> str:
    stated = f" of {words.day(found.file.stated)}" if found.file.stated else ""
    origin = "uniform" if found.beliefs.weights is None else found.beliefs.origin
    return (
        f"{words.counted(len(found.claims), 'claim')}{stated} ({found.file.source}). {found.futures.simulated:,} simulated futures, "
        f"{words.counted(found.futures.futures, 'draw')} each, {words.counted(len(found.weights), 'theory', 'theories')}; weights of "
        f"theories: {origin}. What is known of the case ends on {words.day(found.case.as_of)}."
    )


def _of(found: TriedClaims, verdict: Verdict) -> list[ClaimTried]:
    return [t for t in found.claims if t.verdict == verdict]


def _named(claims: Iterable[ClaimTried]) -> str:
    return words.listed(t.claim.id for t in claims)


def tally(found: TriedClaims) -> Finding:
    """How many claims hold, fail, are too close, and cannot be tested."""
    groups = {v: _of(found, v) for v in VERDICTS}
    names = ("hold", "fail", "close", "cannot")
    facts = {name: Fact(value=len(groups[v]), unit="claims") for name, v in zip(names, VERDICTS, strict=True)}
    facts |= {f"{name}_which": Fact(value=_named(groups[v])) for name, v in zip(names, VERDICTS, strict=True)}
    facts["all"] = Fact(value=len(found.claims), unit="claims")
    parts = [
        f"{{{name}:count}} {text}" + (f": {{{name}_which}}" if groups[v] else "")
        for name, v, text in zip(names, VERDICTS, ("hold", "fail", "are too close to call", "cannot be tested here"), strict=True)
        if groups[v]
    ]
    claim = f"Of {{all:count}} claims {'; '.join(parts)}."
    return Finding(id="claims.tally", question=OVERVIEW, claim=claim, facts=facts, headline=True)


def disagreements(found: TriedClaims) -> list[Finding]:
    """Claims on which futures and the record contradict each other."""
    opposed = [t for t in found.claims if {t.in_model, t.in_record} == {"holds", "fails"}]
    if not opposed:
        return []
    facts = {
        "record": Fact(value=_named(t for t in opposed if t.in_record == "holds") or "none"),
        "futures": Fact(value=_named(t for t in opposed if t.in_model == "holds") or "none"),
        "count": Fact(value=len(opposed), unit="claims"),
    }
    claim = (
        "Futures and record contradict each other on {count:count} claims, which are therefore too close to call. The record speaks for, "
        "futures against: {record}. Futures speak for, the record against: {futures}."
    )
    return [Finding(id="claims.disagree", question=OVERVIEW, claim=claim, facts=facts, headline=True)]


def overview(found: TriedClaims) -> Finding:
    """The one table."""
    rows = [
        {
            "claim": f"{t.claim.id} {t.claim.title}",
            "verdict": signed(t.verdict),
            "in futures": signed(t.in_model) + (f", {of_hundred(t.chance)}" if t.tested else ""),
            "theories for : against": _theories(t),
            "by the record": signed(t.in_record),
            "looks for : against": _looks(t),
        }
        for t in found.claims
    ]
    caption = "The verdict on each claim; theories and looks at the record that speak for and against it"
    return Finding(
        id="claims.overview",
        question=OVERVIEW,
        tables=(Table(name="claims", caption=caption, frame=pd.DataFrame(rows), brief=True),),
    )


def _theories(t: ClaimTried) -> str:
    if not t.tested:
        return "–"
    said = [verdict_of(p) for p in t.by_theory.values()]
    return f"{said.count('holds')} : {said.count('fails')}"


def _looks(t: ClaimTried) -> str:
    said = [a.verdict for a in t.record]
    return f"{said.count('holds')} : {said.count('fails')}" if t.in_record != "cannot be tested here" else "–"


def theories(found: TriedClaims) -> list[Finding]:
    """Each claim under each theory, as a picture with its numbers."""
    rows = [
        {"row": f"{t.claim.id}", "column": theory.replace("_and_", " + "), "value": 100 * p, "text": str(round(100 * p))}
        for t in found.claims
        for theory, p in t.by_theory.items()
    ]
    if not rows:
        return []
    cells = [
        {"claim": f"{t.claim.id} {t.claim.title}"}
        | {f"`{theory}`": f"{round(100 * p)}{'†' if theory in t.assumed_by else ''}" for theory, p in t.by_theory.items()}
        for t in found.claims
        if t.by_theory
    ]
    caption = "In how many of 100 futures each claim is true under each theory; † the theory was written with it in mind"
    chart = Chart(
        form="heat_numbers",
        title="No theory makes all claims true" if _none_makes_all(found) else "Each claim under each theory",
        description=f"In how many of 100 futures a claim is true: one row a claim, one column a theory. {HOLDS} or more: it holds; {FAILS} or fewer: "
        "it fails.",
        data=pd.DataFrame(rows),
        settings={"title": "of 100 futures"},
        twin=Table(name="claims_by_theory", caption=caption, frame=pd.DataFrame(cells)),
    )
    return [Finding(id="claims.theories", question=OVERVIEW, charts=(chart,))]


def _none_makes_all(found: TriedClaims) -> bool:
    tested = [t for t in found.claims if t.by_theory]
    return not any(all(round(100 * t.by_theory[theory]) >= HOLDS for t in tested) for theory in found.weights)


def rule(found: TriedClaims) -> Finding:
    """The rule by which verdicts follow from numbers, printed."""
    facts = {
        "holds": Fact(value=HOLDS, unit="of 100"),
        "fails": Fact(value=FAILS, unit="of 100"),
        "acts": Fact(value=FEWEST_ACTS, unit="acts"),
        "few": Fact(value=FEWEST, unit="rows"),
        "share": Fact(value=LEAST_SHARE, unit="share"),
        "ratio": Fact(value=LEAST_RATIO, unit="times"),
    }
    claim = (
        "A statement that is true in {holds:count} of 100 or more holds; in {fails:count} or fewer, it fails; in between it is too close to "
        "call. In futures, the 100 are futures: draws of all that is uncertain, theories by weight, the same draws and the same chance on both "
        "sides. Two futures differ only if they do so by the least difference that matters: a fifth of a rung, a tenth of what is counted. A "
        "claim with several parts is as true as its least likely part, of those that can be tested. In the record, the 100 are draws of what "
        "its rows leave open; shares differ by {share:percent} or more, rates and odds by a factor of {ratio:3} or more, and fewer than "
        "{few:count} rows, or {acts:count} acts where rates are compared, tell nothing. Each look at the record is a witness: together they hold if at least one holds and none fails, fail the other way "
        "round, and are else too close. The verdict is that of both sides where they agree, of the one side where the other cannot be "
        "tested, and else too close."
    )
    return Finding(
        id="claims.rule",
        question=RULE,
        claim=claim,
        facts=facts,
        caveats=(
            "Rows of a record are taken as independent, which makes the record sound surer than it is; what follows another act in time "
            "need not follow from it. Experiments are one reading of the claims, and some were revised after a first run (docs/claims.md says which).",
        ),
        sources=(
            "Lines at two thirds and one third: Mastrandrea et al. 2010, guidance on uncertainty of the Intergovernmental Panel on Climate "
            "Change (likely, unlikely, about as likely as not).",
        ),
    )
