"""What follows from a study about its strategies: the report of ``modus compare``."""

from __future__ import annotations

from dataclasses import replace

from modusvivendi.analysis.compare import Comparison
from modusvivendi.findings import Fact, Finding, Report, words
from modusvivendi.findings.calendar import notice
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.compare_beliefs import beliefs_findings
from modusvivendi.findings.compare_drivers import driver_findings
from modusvivendi.findings.compare_failures import failure_findings
from modusvivendi.findings.compare_red_team import red_team_findings
from modusvivendi.findings.compare_robustness import HOLDS, enough_finding, regret_finding, robustness_findings
from modusvivendi.findings.compare_tradeoffs import acceptable_finding, tradeoff_findings
from modusvivendi.findings.compare_world import compared_findings
from modusvivendi.findings.finding import for_scholars
from modusvivendi.findings.made import again_finding, study_basis, theories_finding


def compare_report(c: Comparison, *, origin: str) -> Report:
    """All findings of a comparison. origin: where the weights of theories come from."""
    verdicts = c.verdicts
    scholars = [
        *(f for v in verdicts for f in robustness_findings(v)),
        *(regret_finding(v) for v in verdicts),
        acceptable_finding(c),
        *(f for v in verdicts for f in beliefs_findings(v, [s.name for s in c.study.strategies])),
        *tradeoff_findings(c.tradeoff),
        *(f for v in verdicts for f in failure_findings(v, c.titles)),
        *(f for v in verdicts for f in driver_findings(v, c.titles)),
        *(f for v in verdicts for f in red_team_findings(v, c.titles)),
        *(enough_finding(v) for v in verdicts),
        again_finding(c.study, "compare", _methods(c)),
    ]
    findings = [
        *([dropped_finding(c)] if c.dropped else []),
        *compared_findings(c),
        *case_findings(c.study.case, "compare"),
        theories_finding(c.study, c.weights, "compare"),
        *for_scholars(scholars),
    ]
    return Report(
        title=f"{c.study.case.title}: strategies compared",
        kind=f"comparison, study {c.study.digest[:12]}",
        basis=f"{study_basis(c.study, origin)} Compared by {words.listed(v.title.lower() for v in verdicts)}{_apart(c)}.",
        findings=methods_once(findings),
        note=_note(),
        notice=notice(c.study.case),
        slug="compare",
    )


def methods_once(findings: list[Finding]) -> tuple[Finding, ...]:
    """Findings of which a method that several of them share is told at the last only."""
    last = {(f.question, f.method): f.id for f in findings}
    return tuple(f if last[f.question, f.method] == f.id else replace(f, method="") for f in findings)


def _apart(c: Comparison) -> str:
    return ", each by itself: nothing adds them up (--value takes weights)" if len(c.verdicts) > 1 else ""


def _note() -> str:
    return (
        "These are conditional statements, not a forecast: they follow from the theories, the ranges and the weights. An option does "
        "noticeably better than another if it does so by the least difference that matters to a reader, a fifth of a rung unless the "
        "case says otherwise, and by more than sampling error; else the two are tied."
    )


def dropped_finding(c: Comparison) -> Finding:
    """How many draws were left out."""
    facts = {"dropped": Fact(value=c.dropped, unit="draws"), "draws": Fact(value=c.study.futures, unit="draws")}
    claim = "{dropped:count} of {draws:count} draws were left out: a run was not a finite number."
    return Finding(id="compare.dropped", question=HOLDS, claim=claim, facts=facts, headline=True)


def _methods(c: Comparison) -> dict[str, str]:
    driven = c.verdicts[0].drivers
    return {
        "values": "Each in its own unit, higher is better after the outcome's own direction. No score adds them up unless --value does.",
        "strategy tested": "; ".join(
            f"{v.title}: `{v.strategy}`, {'named by the user' if v.named else 'best on average'}" for v in c.verdicts
        ),
        "robustness": "A performance transform, a choice of worlds, an aggregate (McPhail et al. 2018); intervals by a bootstrap of draws.",
        "belief map": "Upper envelopes and linear programmes; intervals by the delta method.",
        "rules": "PRIM (Friedman & Fisher 1999; Bryant & Lempert 2010) and CART (Breiman et al. 1984) on worlds drawn by weight, found in "
        "the even draws and counted in the odd ones.",
        "sensitivity": f"Sobol indices on Saltelli's design of {driven.sobol.n:,} points over groups of numbers, worked out by SALib; "
        "feature scores by extremely randomised trees."
        if driven
        else "None: the value never varies.",
        "red team": "The most probable point (Hasofer & Lind 1974) in normal scores of the numbers that stand out, other numbers in their "
        "middle.",
    }
