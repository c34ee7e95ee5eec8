"""What one plan puts on the table, what it leaves out, what it brings, and whether parting the agenda helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from modusvivendi.findings.calendar import quarter
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.plan_words import (
    gap,
    key_of,
    level,
    name_of,
    named,
    noticed,
    plan_name,
    scale_of,
    shape,
    units_of,
    with_unit,
)
from modusvivendi.findings.words import counted, listed
from modusvivendi.planning import Answer, Objective, PlanReport
from modusvivendi.planning.agenda.agenda import schedule
from modusvivendi.planning.agenda.forms import FORMS
from modusvivendi.planning.explain.track_report import TrackReport
from modusvivendi.study.scales import RUNGS, Scale, Scales

NO_TALKS = FORMS["no-talks"]
UNDONE = 0.005  # share of futures from which on it is told that talks come undone


def offer_findings(answer: Answer, report: PlanReport, question: str, *, headline: bool = False) -> list[Finding]:
    """What one plan says first, under ``question``; headline: among the first things said on the whole page."""
    aims = answer.objectives
    found = [
        _opens(answer, report, question),
        left_out(answer, report, question),
        brings(report, aims, question, answer.evaluator.scales),
        unbundling(report, aims, question, answer.evaluator.scales),
        *([against_stock(report, aims, question, answer.evaluator.scales)] if len(report.stock) else []),
        *expected(answer, report, question),
    ]
    return [replace(f, headline=True) for f in found] if headline else found


def _opens(answer: Answer, report: PlanReport, question: str) -> Finding:
    plan, count, case = report.plan, len(answer.reports), answer.space.case
    which = (
        f"{report.role} of {counted(count, 'plan')} of which none beats another on every aim"
        if count > 1
        else "the only plan that is not beaten"
    )
    facts = {
        "plan": Fact(value=plan_name(report)),
        "which": Fact(value=which),
        "shape": Fact(value=shape(plan)),
        "talks": Fact(value=len(plan.tracks), unit="talks"),
        "issues": Fact(value=len(plan.issues), unit="issues"),
        "at_once": Fact(value=plan.at_once, unit="talks"),
        "plans": Fact(value=count, unit="plans"),
    }
    if not plan.tracks:
        claim = "Nothing is worth putting on the table in {plan}: {which}, it holds no talks at all."
        return Finding(id=f"{key_of(report)}.opens", question=question, claim=claim, facts=facts)
    first = min(o.opens for o in schedule(plan, answer.evaluator.study.months))
    opened = [o.track for o in schedule(plan, answer.evaluator.study.months) if o.opens == first]
    facts["when"] = Fact(value=quarter(case, first))
    facts["first"] = Fact(value="; ".join(f"talks {k + 1} on {named(plan.tracks[k].issues, case)}" for k in opened))
    claim = "On the table: {plan}, {which}, has {shape}. It opens in {when} with {first}."
    return Finding(id=f"{key_of(report)}.opens", question=question, claim=claim, facts=facts)


def left_out(answer: Answer, report: PlanReport, question: str) -> Finding:
    """Every issue that the plan does not touch at all, and those that it only asks for in public."""
    case, plan = answer.space.case, report.plan
    untouched = report.untouched(case)
    asked = plan.demands if plan.demand_intensity > 0 else ()
    barred = [i for i in untouched if i in answer.space.limits.off_table]
    facts = {
        "plan": Fact(value=plan_name(report)),
        "count": Fact(value=len(untouched), unit="issues"),
        "of": Fact(value=len(case.issues), unit="issues"),
        "untouched": Fact(value=named(untouched, case)),
        "asked": Fact(value=named(asked, case)),
        "barred": Fact(value=named(barred, case)),
    }
    if untouched:
        claim = "Left out: {plan} neither negotiates nor asks in public for {count} of {of} issues: {untouched}."
    else:
        claim = "Left out: none of {of} issues; {plan} negotiates or asks in public for each."
    claim += " It asks in public, without talks, for {asked}." if asked else " It asks for nothing in public beside the talks."
    claim += " Off the table by your limits: {barred}." if barred else ""
    return Finding(id=f"{key_of(report)}.left_out", question=question, claim=claim, facts=facts)


def brings(report: PlanReport, aims: Sequence[Objective], question: str, scales: Scales | None = None) -> Finding:
    """What the talks bring against the same conduct without talks, and under which theories they do not."""
    first = aims[0]
    before, after = (level(scales, first.outcome, x[first.outcome]) for x in (report.without, report.means))
    facts, claim, tied = against(report, NO_TALKS, aims, scales=scales)
    gained, none = report.theories_without_gain(aims)
    facts |= {
        "plan": Fact(value=plan_name(report)),
        "before": before,
        "after": after,
        "first_aim": Fact(value=scale_of(scales, first.outcome).title),
        "theories": Fact(value=len(report.gains), unit="theories"),
        "gained": Fact(value=", ".join(gained)),
        "without_gain": Fact(value=listed(none)),
    }
    moves = _moves(scale_of(scales, first.outcome), before, after)
    every = "all {theories} theories" if len(report.gains) > 1 else "the one theory asked"
    if not gained:
        holds = "On average over theories the talks serve none of the aims."
    else:
        holds = f"Where it gains on average, it does under {every}" + (" but {without_gain}." if none else ".")
    text = f"{moves} Against the same conduct without talks, {{plan}} {claim}{units_of()}. {holds}"
    return Finding(id=f"{key_of(report)}.brings", question=question, claim=text, facts=facts, too_close_to_call=tied)


def _moves(scale: Scale, before: Fact, after: Fact) -> str:
    """The first aim against today, with the talks and without them."""
    if scale.unit != RUNGS:
        digits = f"fixed{scale.digits}"
        if f"{before:{digits}}" == f"{after:{digits}}":
            return f"{{first_aim}}: {{after:{digits}}} {scale.unit}, with the talks as without them."
        return f"{{first_aim}}: {{after:{digits}}} {scale.unit} with the talks, {{before:{digits}}} without."
    if f"{before:fixed1}" == f"{after:fixed1}":
        return f"{{first_aim}}, against today: {_way(after, 'after')}, with the talks as without them."
    return f"{{first_aim}}, against today: {_way(after, 'after')} with the talks, {_way(before, 'before')} without."


def _way(change: Fact, name: str) -> str:
    """The direction of a change from today and its size, as part of a template."""
    told = f"{change:fixed1}"
    return "no change" if told == "0.0" else f"{'up' if float(change.value or 0) > 0 else 'down'} {{{name}:rungs}}"


def against(
    report: PlanReport, rival: str, aims: Sequence[Objective], prefix: str = "against", *, scales: Scales | None = None
) -> tuple[dict[str, Fact], str, bool]:
    """On which aims the plan is noticeably better than a rival, on which worse, on which neither: facts, a predicate that
    quotes them, and whether none is."""
    rows = report.against(rival)
    facts: dict[str, Fact] = {}
    groups: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for o in aims:
        row = rows.loc[o.outcome]
        name = f"{prefix}_{o.outcome}"
        facts[name] = gap(o.outcome, float(row.difference), float(row.low), float(row.high), scales=scales)
        tells = noticed(o.outcome, float(row.difference), bool(row.clear), scales)
        sign = int(np.sign(o.direction * row.difference)) if tells else 0
        groups[sign].append(f"{name_of(scales, o.outcome)}" + (f" {with_unit(facts[name], name)}" if sign else ""))
    verdicts = ((1, "does better on"), (-1, "worse on"), (0, "about the same on"))
    said = [f"{word} {listed(groups[sign])}" for sign, word in verdicts if groups[sign]]
    return facts, ", ".join(said) if groups[1] else "does " + ", ".join(said), not groups[1] and not groups[-1]


def unbundling(report: PlanReport, aims: Sequence[Objective], question: str, scales: Scales | None = None) -> Finding:
    """Whether parting the agenda helps: this plan against the better form of one big package of the same offers, and
    against every issue alone."""
    count, key = len(report.plan.tracks), f"{key_of(report)}.unbundling"
    facts = {"plan": Fact(value=plan_name(report))}
    if count < 2:
        facts |= {"verdict": Fact(value="does not help"), "itself": Fact(value="one track" if count else "no talks at all")}
        return Finding(id=key, question=question, claim="Unbundling does not help: {plan} itself is {itself}.", facts=facts)
    made = report.unbundled()
    single = count == len(report.plan.issues)
    verdict, words = _verdict(made.against_package, made.mixed, single or made.against_alone <= 0)
    found, package, tied = against(report, made.package, aims, "package", scales=scales)
    if tied:
        verdict, words = _verdict(0, False, single)
    facts |= {"verdict": Fact(value=verdict), "package": Fact(value=made.package)}
    text = f"{words}. Against {{package}}, with the same offers, {{plan}} {package}{units_of()}."
    if not single:
        more, alone, _ = against(report, FORMS["each-alone"], aims, "alone", scales=scales)
        found |= more
        text += f" Against every issue alone it {alone}."
    return Finding(id=key, question=question, claim=text, facts=facts | found, too_close_to_call=verdict == "no clear difference")


def _verdict(against_package: int, mixed: bool, all_the_way: bool) -> tuple[str, str]:
    """The verdict on unbundling as a name and in words."""
    if against_package > 0:
        return (
            "helps",
            "Unbundling helps" if all_the_way else "Unbundling helps, but not all the way: some issues belong together",
        )
    if against_package < 0:
        return "does not help", "Unbundling does not help: one big package does better"
    if mixed:
        return "gains and losses", "Unbundling gains on some aims and loses on others"
    return "no clear difference", "Unbundling makes no clear difference"


def against_stock(report: PlanReport, aims: Sequence[Objective], question: str, scales: Scales | None = None) -> Finding:
    """On which aims the plan is noticeably better or worse than the shipped strategies, which also hold another posture."""
    rivals = list(dict.fromkeys(report.stock.rival))
    said: dict[str, list[str]] = {}
    facts = {"strategies": Fact(value=len(rivals), unit="strategies")}
    for o in aims:
        rows = report.stock[report.stock.measure == o.outcome]
        better, worse = (
            [
                r.rival
                for r in rows.itertuples()
                if noticed(o.outcome, r.difference, r.clear, scales) and sign * o.direction * r.difference > 0
            ]
            for sign in (1, -1)
        )
        parts = [f"better than {_all_or(better, rivals)}"] if better else []
        parts += [f"worse than {_all_or(worse, rivals)}"] if worse else []
        said.setdefault(", ".join(parts) or "not noticeably different from any", []).append(name_of(scales, o.outcome))
        facts[f"better_{o.outcome}"] = Fact(value=len(better), unit="strategies", note=", ".join(better))
        facts[f"worse_{o.outcome}"] = Fact(value=len(worse), unit="strategies", note=", ".join(worse))
    text = "; ".join(f"on {listed(names)} it is {how}" for how, names in said.items())
    claim = f"Beside the {{strategies}} stock strategies, which also hold another posture: {text}."
    return Finding(id=f"{key_of(report)}.stock", question=question, claim=claim, facts=facts)


def _all_or(some: Sequence[str], every: Sequence[str]) -> str:
    """The names, or all, or all but the one or two that are missing."""
    missing = [name for name in every if name not in some]
    if not missing:
        return "all"
    return f"all but {listed(missing)}" if len(missing) <= 2 < len(some) else listed(some)


def expected(answer: Answer, report: PlanReport, question: str) -> list[Finding]:
    """Which talks are met most and least often, and which come undone."""
    if not report.tracks:
        return []
    case, made = answer.space.case, report.tracks

    def chance(n: int, result: str) -> float:
        return float(made[n].chances[result])

    def name(n: int) -> str:
        return f"talks {n + 1} on {named(made[n].track.issues, case)}"

    by_met = sorted(range(len(made)), key=lambda n: -chance(n, "met"))
    undone = max(range(len(made)), key=lambda n: chance(n, "undone from above"))
    facts = {
        "most": Fact(value=name(by_met[0])),
        "most_met": _share(made[by_met[0]], "met"),
        "least": Fact(value=name(by_met[-1])),
        "least_met": _share(made[by_met[-1]], "met"),
        "undone": Fact(value=f"talks {undone + 1}" if undone in (by_met[0], by_met[-1]) else name(undone)),
        "undone_share": _share(made[undone], "undone from above"),
    }
    text = "Of the talks, {most} are met in full most often ({most_met:in_hundred} futures)"
    text += "; {least} least often ({least_met:in_hundred})" if len(by_met) > 1 else ""
    if chance(undone, "undone from above") >= UNDONE:
        text += "; what was agreed in {undone} is undone from above most often ({undone_share:in_hundred})"
    claim = text + ". Some of this would have come without talks."
    return [Finding(id=f"{key_of(report)}.expected", question=question, claim=claim, facts=facts)]


def _share(made: TrackReport, result: str) -> Fact:
    return Fact(value=float(made.chances[result]), unit="share of futures")
