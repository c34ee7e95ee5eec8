"""Theories against the record: the report of ``modus weigh``."""

from __future__ import annotations

from importlib.metadata import version

import pandas as pd

from modusvivendi.case import Case
from modusvivendi.evidence.inference.posterior import THIN
from modusvivendi.evidence.inference.weights import Weights
from modusvivendi.findings import Fact, Finding, Report, Table, words
from modusvivendi.findings.calendar import notice
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.finding import for_scholars, parted
from modusvivendi.findings.skill import skill_findings
from modusvivendi.findings.weigh_evidence import Tables, evidence_findings, parts
from modusvivendi.findings.weigh_posterior import parameters, predictive
from modusvivendi.findings.weigh_variants import coders, placebos, variants

MADE = "How this was made"


def weigh_report(w: Weights, tables: Tables) -> Report:
    """All findings of weighing: skill first, then weights and evidence, rows, variants, placebos, posterior.

    tables: those of ``evidence.tables.tables_of``.
    """
    findings = [
        *skill_findings(w.skill, "weigh", _rolling_origin(w)),
        *evidence_findings(w, tables),
        *parted(coders(w)),
        *parted(variants(w, tables["sensitivities"])),
        *parted(placebos(w, tables["placebos"])),
        *parted(predictive(w, tables["predictive"])),
        *case_findings(w.case, "weigh"),
        theories(w),
        *thin(w),
        *for_scholars([parameters(w, tables["parameters"]), made(w)]),
    ]
    return Report(
        title=f"{w.case.title}: theories against the record",
        kind=f"evidence, case {w.case.digest()[:12]}",
        basis=basis(w),
        findings=tuple(findings),
        note="Weights carry the prior over theories and every choice listed below. They say how the theories fare against one "
        "another on this record, not whether any of them is true. Other commands use them only when asked to (--weights record).",
        notice=notice(w.case),
        slug="weigh",
    )


def basis(w: Weights) -> str:
    """What was weighed, and with which weights before the record."""
    rows = w.rows
    before = "the same for every family" if w.options.prior is None else "given by the user"
    return (
        f"{words.counted(len(rows.acts), 'act')} of the authority and {words.counted(int((rows.outcome >= 0).sum()), 'decided negotiation')} "
        f"over {words.counted(rows.months, 'month')} up to {words.day(w.case.as_of)}, coded by three coders; "
        f"{words.counted(len(w.theories), 'theory', 'theories')}, weights before the record {before}."
    )


def _rolling_origin(w: Weights) -> str:
    """How the forecasts were made."""
    start = w.rows.month_name(w.rows.months - w.skill.months)
    return (
        f"Every month from {start} on was forecast from what came before it ({words.counted(w.skill.months, 'month')}, "
        f"{words.counted(w.skill.tracks, 'negotiation')}). The yardstick is a forecaster who knows nothing but how often each issue moved so far."
    )


def theories(w: Weights) -> Finding:
    """What the theories claim."""
    shares = w.weights()
    frame = pd.DataFrame(
        {
            "theory": [f"{t.title} (`{t.name}`)" for t in w.theories],
            "before": [parts(w.prior[t.name]) for t in w.theories],
            "after": [parts(shares[t.name]) for t in w.theories],
            "claim": [t.claim for t in w.theories],
        }
    )
    table = Table(
        name="theories", caption="The theories, their parts of 100 before and after the record, and what they claim", frame=frame
    )
    return Finding(id="weigh.theories", question="The theories", tables=(table,))


def made(w: Weights) -> Finding:
    """Case, draws, rows left out, versions."""
    options, least = w.options, w.least_effective
    facts = {
        "Case": w.case.digest(),
        "Seed": str(options.seed),
        "Sampler": options.sampler,
        "Draws": f"{options.size.main:,} per theory and coding",
        "Effective draws": f"{least:.0f} at least, per theory and coding",
        "Rows not scored": "; ".join(f"{why}: {n}" for why, n in w.rows.excluded.items() if n),
        "Rows told only by a source of after the case's day": told_later(w.case),
        "Versions": ", ".join(f"{n} {version(n)}" for n in ("modus-vivendi", "numba", "numpy", "scipy")),
        "To run it again": f"modus weigh {w.case.name} --seed {options.seed} --draws {options.size.main} --sampler {options.sampler}",
    }
    table = Table(
        name="made", caption="What decides the numbers", frame=pd.DataFrame({"what": list(facts), "value": list(facts.values())})
    )
    how = "How acts and negotiations become probabilities, the coding rule, and what is judged: docs/evidence-method.md."
    return Finding(id="weigh.made", question=MADE, tables=(table,), method=how)


def told_later(case: Case) -> str:
    """How many rows of each table of a record rest on a source that was not there on the case's day, and which acts and moves."""
    found = case.record.cited_later(case.as_of) if case.record else {}
    weighed = [f"{len(names)} of {table} ({', '.join(names)})" for table, names in found.items() if table != "series"]
    series = f"{len(found['series'])} numbers, which are not weighed" if "series" in found else ""
    return "; ".join(filter(None, (*weighed, series))) or "none"


def thin(w: Weights) -> list[Finding]:
    """A warning if some log evidence rests on few effective draws."""
    name, least = min(((n, float(v.effective.min())) for n, v in w.main.items()), key=lambda pair: pair[1])
    if least >= THIN:
        return []
    return [
        Finding(
            id="weigh.thin",
            question=MADE,
            claim="Sampling was thin: what is said of `{theory}` rests on draws worth {least:fixed0} independent ones; more are needed before "
            "this is quoted.",
            facts={"least": Fact(value=least, unit="draws"), "theory": Fact(value=name)},
            headline=True,
        )
    ]
