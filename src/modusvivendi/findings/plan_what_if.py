"""What one change of a plan does: everything that changed, and what it does to each aim and to other outcomes."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings.calendar import notice
from modusvivendi.findings.finding import Fact, Finding, Report, Table
from modusvivendi.findings.plan import NOTE, basis_of
from modusvivendi.findings.plan_side import bought_finding
from modusvivendi.findings.plan_words import (
    difference_words,
    gap_form,
    gap_of,
    heading,
    level,
    noticed,
    scale_of,
    told,
    unit,
)
from modusvivendi.findings.words import counted
from modusvivendi.planning import Objective, WhatIf
from modusvivendi.study.scales import RUNGS

CHANGED, DOES = "What was changed?", "What does it do?"


def what_if_report(found: WhatIf, origin: str) -> Report:
    """Everything that ``modus plan --edit`` has to say. origin: where the weights of theories come from, in words."""
    return Report(
        title=f"{found.evaluator.case.title}: {found.changed.name} against {found.plan.name}",
        kind="agenda planner, what if",
        basis=f"Both were judged on {basis_of(found.evaluator, origin)}",
        findings=(_changes(found), *(_effect(found, o) for o in found.objectives), *_bought(found), _all_outcomes(found)),
        note=NOTE,
        notice=notice(found.evaluator.case),
        slug="what-if",
    )


def _changes(found: WhatIf) -> Finding:
    case = found.evaluator.case
    facts = {"plan": Fact(value=found.plan.name), "changed": Fact(value=found.changed.name)}
    if found.changes is None:
        claim = "Changed: {changed} instead of {plan}, a strategy that changes its posture over time and that no plan can say."
        return Finding(id="what_if.changes", question=CHANGED, claim=claim, facts=facts, headline=True)
    facts["count"] = Fact(value=len(found.changes), unit="changes")
    if not found.changes:
        claim = "Changed: nothing that the model knows."
        return Finding(id="what_if.changes", question=CHANGED, claim=claim, facts=facts, headline=True)
    words = [difference_words(d, case) for d in found.changes]
    facts |= {f"change_{n + 1}": Fact(value=f"{what} {before} → {after}") for n, (what, before, after) in enumerate(words)}
    claim = f"Changed, {counted(len(words), 'thing')}: {'; '.join(f'{{change_{n + 1}}}' for n in range(len(words)))}."
    frame = pd.DataFrame([{"what": what, "before": before, "after": after} for what, before, after in words])
    table = Table(name="changes", caption=f"Everything in which {found.changed.name} differs from {found.plan.name}", frame=frame)
    return Finding(id="what_if.changes", question=CHANGED, claim=claim, facts=facts, tables=(table,), headline=True)


def _effect(found: WhatIf, objective: Objective) -> Finding:
    name, d = objective.outcome, found.difference[objective.outcome]
    verdict = "better" if d.mean * objective.direction > 0 else "worse"
    if not d.clear:
        verdict = "no difference at all" if d.error == 0 else "not told apart by these futures"
    scales = found.evaluator.scales
    tied = not noticed(name, d.mean, d.clear, scales)
    if d.clear and tied:
        verdict = "too little to matter"
    difference = gap_of(name, d, scales)
    facts = {
        "aim": Fact(value=scale_of(scales, name).title),
        "difference": difference,
        "verdict": Fact(value=verdict),
        "unit": Fact(value=unit(scales, name)),
        "before": level(scales, name, found.means[name][0]),
        "after": level(scales, name, found.means[name][1]),
    }
    claim = f"{{aim}}: {{difference:{gap_form(difference)}}} {{unit}}, 95% interval of sampling error; {{verdict}}."
    return Finding(
        id=f"what_if.{name}", question=DOES, claim=claim, facts=facts, headline=True, too_close_to_call=tied and d.error > 0
    )


def _bought(found: WhatIf) -> list[Finding]:
    return [] if found.bought is None else [bought_finding(found.bought, found.evaluator.scales, "what_if.bought", DOES)]


def _all_outcomes(found: WhatIf) -> Finding:
    scales = found.evaluator.scales
    rows = [
        {
            "outcome": scale_of(scales, o).title,
            "told in": "rungs, from today" if unit(scales, o) == RUNGS else unit(scales, o),
            "before": level(scales, o, found.means[o][0]),
            "after": level(scales, o, found.means[o][1]),
            "difference": gap_of(o, d, scales),
            "matters": "yes" if noticed(o, d.mean, d.clear, scales) else "tied",
        }
        for o, d in found.difference.items()
        if scales.of(o) is not None
    ]
    theory = {
        heading(scales, o.outcome): [told(scales, o.outcome, float(v)) for v in found.by_theory[o.outcome]]
        for o in found.objectives
    }
    by_theory = pd.DataFrame({"theory": list(found.by_theory.index), **theory})
    tables = (
        Table(
            name="difference",
            caption=f"{found.changed.name} less {found.plan.name}: mean difference, ± half of the 95% interval of sampling error",
            frame=pd.DataFrame(rows),
            digits=2,
            brief=True,
        ),
        Table(name="by theory", caption="Difference by theory", frame=by_theory, digits=2, brief=True),
    )
    return Finding(id="what_if.outcomes", question=DOES, tables=tables)
