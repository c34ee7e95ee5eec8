"""Plans side by side along the trade-off, and each against other forms of the same offers and the shipped strategies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from modusvivendi.findings.finding import Chart, Fact, Finding, Table
from modusvivendi.findings.plan_tracks import terms_table
from modusvivendi.findings.plan_words import (
    gap,
    heading,
    key_of,
    level,
    name_of,
    noticed,
    plan_name,
    rule_words,
    scale_of,
    told,
    unit,
)
from modusvivendi.planning import Answer, Objective, PlanReport
from modusvivendi.study.scales import Scales

QUESTION = "How do the plans compare?"
COMPARED = "Compared with other forms of the same offers, and with the stock strategies"


def side_by_side(answer: Answer) -> list[Finding]:
    """The plans in one table, and what the best on the first aim gives up on another."""
    aims, scales = answer.objectives, answer.evaluator.scales
    rows = [
        {
            "plan": f"{r.letter}: {r.role}",
            **{heading(scales, o.outcome): level(scales, o.outcome, r.means[o.outcome]) for o in aims},
            "talks": len(r.plan.tracks),
            "issues": len(r.plan.issues),
            "issues in the largest": max((len(t.issues) for t in r.plan.tracks), default=0),
        }
        for r in answer.reports
    ]
    lead = answer.reports[0]
    none = {"plan": "no talks", **{heading(scales, o.outcome): level(scales, o.outcome, lead.without[o.outcome]) for o in aims}}
    rows.append({**none, "talks": 0, "issues": 0, "issues in the largest": 0})
    caption = "The plans: averages over futures and theories, on futures that took no part in the search"
    method = "The first plan is the most even: its largest shortfall from the best, aim by aim, is smallest. No talks: the same conduct otherwise."
    if answer.how != "expected":
        method += f" Plans were sought and named by the {rule_words(answer.how)}; the table shows means over all theories."
    table = Table(name="plans", caption=caption, frame=pd.DataFrame(rows), digits=1, brief=True)
    claim, facts = _given_up(answer)
    charts = (_trade_off(answer),) if len(aims) > 1 else ()
    return [
        Finding(
            id="plan.trade_off",
            question=QUESTION,
            claim=claim,
            facts=facts,
            tables=(table,),
            method=method,
        ),
        Finding(id="plan.trade_off.numbers", question=QUESTION, tables=(terms_table(answer),), charts=charts, view="scholar"),
    ]


def _given_up(answer: Answer) -> tuple[str, dict[str, Fact]]:
    """What the plan that is best on the first aim gives up on another, where it gives up most."""
    reports, (first, *rest), scales = answer.reports, answer.objectives, answer.evaluator.scales

    def best(o: Objective) -> PlanReport:
        return max(reports, key=lambda r: o.direction * r.means[o.outcome])

    def lost(o: Objective) -> float:
        return o.direction * (best(o).means[o.outcome] - best(first).means[o.outcome])

    facts = {"plan": Fact(value=f"Plan {best(first).letter}"), "aim": Fact(value=name_of(scales, first.outcome))}
    if not rest:
        return "{plan} has most of {aim} among the plans explained here.", facts
    other = max(rest, key=lambda o: lost(o) / (answer.scale[o.outcome] or np.inf))
    if lost(other) <= 0:
        return "{plan} has most of everything among the plans explained here.", facts
    if not noticed(other.outcome, lost(other), True, scales):
        return "{plan} does most for {aim}, and no plan does noticeably better than it on another aim.", facts
    facts |= {
        "gap": Fact(value=abs(told(scales, other.outcome, lost(other))), unit=unit(scales, other.outcome)),
        "other": Fact(value=plan_name(best(other))),
        "other_aim": Fact(value=name_of(scales, other.outcome)),
    }
    return (
        f"No plan is best on everything: {{plan}} does most for {{aim}} and is {{gap:fixed1}} {unit(scales, other.outcome)} behind {{other}} on {{other_aim}}.",
        facts,
    )


def _trade_off(answer: Answer) -> Chart:
    data = pd.DataFrame({"plan": [name[-1:].upper() for name in answer.front.plan]})
    for o in answer.objectives:
        data[heading(answer.evaluator.scales, o.outcome)] = [
            float(level(answer.evaluator.scales, o.outcome, x).value or 0.0) for x in answer.front[o.outcome] * o.direction
        ]
    names = [heading(answer.evaluator.scales, o.outcome) for o in answer.objectives]
    words = (
        f"Each dot is one of {len(data)} plans that no other tried plan beats on every aim; letters mark those explained here. "
        f"{names[0]} against each other aim, {rule_words(answer.how)}."
    )
    front = answer.front.assign(plan=answer.front.plan.replace("", "not explained here"))
    twin = Table(
        name="front",
        caption="Unbeaten plans: scores by the rule of the search (higher is better), and their shape",
        frame=front.sort_values("plan", key=lambda p: p.str.len(), kind="stable"),
        digits=4,
    )
    title = f"What one gives up: {answer.objectives[0].name} against each other aim"
    return Chart(form="tradeoff_points", title=title, description=words, data=data, settings={"objectives": names}, twin=twin)


def compared(answer: Answer, report: PlanReport, question: str, *, folded: bool) -> Finding:
    """One plan against other forms of its offers, against the shipped strategies, and theory by theory."""
    aims, name = answer.objectives, report.plan.name
    pairs = (
        (report.forms, "against forms", "Against other forms of the same offers: this plan less the other"),
        (
            report.stock,
            "against strategies",
            "Against the stock strategies, which also hold another posture: this plan less the strategy",
        ),
    )
    tables = [
        Table(
            name=f"{sheet}/{name}",
            caption=f"{words}, ± half of the 95 per cent interval of sampling error",
            frame=_rivals(rows, aims, answer.evaluator.scales),
            digits=2,
        )
        for rows, sheet, words in pairs
        if len(rows)
    ]
    by_theory = Table(
        name=f"by theory/{name}",
        caption="What the plan leads to, theory by theory, and how much of it the talks bring",
        frame=_by_theory(report, aims, answer.evaluator.scales),
        digits=1,
    )
    line = f"Plan {report.letter}: {COMPARED[0].lower()}{COMPARED[1:]}" if folded else ""
    return Finding(
        id=f"{key_of(report)}.compared",
        question=question,
        part=COMPARED,
        tables=(*tables, by_theory),
        folded=line,
    )


def _rivals(frame: pd.DataFrame, aims: Sequence[Objective], scales: Scales) -> pd.DataFrame:
    """One row per rival, one column per aim: the difference with its interval, and that it is a tie where it does not matter."""
    rows = []
    for rival in dict.fromkeys(frame.rival):
        part = frame[frame.rival == rival].set_index("measure")
        cells = {}
        for o in aims:
            row = part.loc[o.outcome]
            fact = gap(o.outcome, float(row.difference), float(row.low), float(row.high), scales=scales)
            tie = not noticed(o.outcome, float(row.difference), bool(row.clear), scales)
            digits = f"signed_fixed{max(1, scale_of(scales, o.outcome).digits)}"
            cells[difference_heading(scales, o.outcome)] = replace(fact, note="tied" if tie else "", form=digits)
        rows.append({"against": rival, **cells})
    return pd.DataFrame(rows)


def difference_heading(scales: Scales, outcome: str) -> str:
    """The heading of a column that tells differences of an outcome."""
    scale = scale_of(scales, outcome)
    return scale.title if scale.unit.lower().startswith(scale.title.lower()) else f"{scale.title} ({scale.unit})"


def _by_theory(report: PlanReport, aims: Sequence[Objective], scales: Scales) -> pd.DataFrame:
    rows = []
    for theory in report.by_theory.index:
        row: dict[str, object] = {"theory": theory}
        for o in aims:
            scale, gain = scale_of(scales, o.outcome), float(report.gains.loc[theory, o.outcome])
            row[heading(scales, o.outcome)] = level(scales, o.outcome, float(report.by_theory.loc[theory, o.outcome]))
            row[f"{scale.title}, by talks"] = Fact(
                value=scale.change(gain), unit=scale.unit, form=f"signed_fixed{max(1, scale.digits)}"
            )
        rows.append(row)
    return pd.DataFrame(rows)
