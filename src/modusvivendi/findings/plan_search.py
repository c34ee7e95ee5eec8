"""How far the search for plans had come, and what was assumed."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings.finding import Chart, Fact, Finding, Table, for_scholars
from modusvivendi.findings.plan_words import named
from modusvivendi.findings.words import counted
from modusvivendi.planning import Answer, SearchResult
from modusvivendi.study.summary import title_of

QUESTION = "How far had the search come?"
ASSUMED = "What was assumed?"
SETTLED, NEARLY = 0.02, 0.05  # growth of the front in the last quarter of a search


def search_findings(found: SearchResult) -> list[Finding]:
    """How many plans were tried and whether the search had settled; how well independent searches agree."""
    late = found.late_growth
    settled = (
        "had settled"
        if late < SETTLED
        else "had nearly settled"
        if late < NEARLY
        else "was still improving: more generations may find better plans"
    )
    several = len(found.seeds) > 1
    facts = {
        "tried": Fact(value=found.evaluated, unit="plans"),
        "searches": Fact(value=len(found.seeds), unit="searches"),
        "late_growth": Fact(value=late, unit="share of the front's volume"),
        "settled": Fact(value=settled),
    }
    searches = f"{counted(len(found.seeds), 'independent search', 'independent searches')}" if several else "one search"
    claim = (
        f"{{tried:count}} different plans were tried in {searches}; in the last quarter of the generations the joint front grew by "
        "{late_growth:percent1} of its volume, so the search {settled}."
    )
    tried = Finding(id="search.tried", question=QUESTION, claim=claim, facts=facts, headline=True)
    said = f"{{tried:count}} different plans were tried in {searches}; the search {{settled}}."
    told = Finding(id="search.settled", question=QUESTION, claim=said, facts=facts, headline=True)
    return [told, *for_scholars([tried, _agreement(found, several)])]


def _agreement(found: SearchResult, several: bool) -> Finding:
    facts = {
        "least": Fact(value=float(found.agreement.min()), unit="share of the joint volume"),
        "most": Fact(value=float(found.agreement.max()), unit="share of the joint volume"),
        "shortfall": Fact(value=float(found.shortfall.max()), unit="share of the front's width"),
    }  # fmt: skip
    claim = (
        "Each search alone found {least:percent} to {most:percent} of the volume that all found together; for 95 of 100 plans on the "
        "joint front it has one that is at most {shortfall:percent} of the front's width worse on any aim."
        if several
        else "With one search nothing can be said about agreement: two or more would show it (--searches)."
    )
    rows = [
        {"generation": g + 1, "share": v, "seed": f"search {n + 1}"}
        for n, course in enumerate(found.hypervolume)
        for g, v in enumerate(course)
    ]
    data = pd.DataFrame(rows)
    wide = data.pivot(index="generation", columns="seed", values="share").reset_index()
    chart = Chart(
        form="search_lines",
        title="How the front of each search grew",
        description="One line per search: the volume that its front beats, generation by generation, as a share of what all searches beat together.",
        data=data,
        twin=Table(name="search", caption="Share of the joint volume, by generation", frame=wide),
    )
    return Finding(id="search.agreement", question=QUESTION, claim=claim, facts=facts, charts=(chart,), headline=True)


def assumption_findings(answer: Answer) -> list[Finding]:
    """Limits, units, posture, rule and weights, and what the model does not know."""
    limits, space, how = answer.space.limits, answer.space, answer.how
    case, evaluator = space.case, answer.evaluator
    posture = ", ".join(f"{k} {v:g}" for k, v in space.posture.model_dump(exclude_none=True).items())
    score = "; ".join(f"{title_of(k).lower()} {v:.4f}" for k, v in answer.scale.items())
    rows = {
        "Limits": f"budget {limits.budget:g}, standing budget {limits.standing_budget:g}, largest step {limits.largest_step:g}; "
        f"red lines: {', '.join(limits.red_lines) or 'none'}; off the table: {named(limits.off_table, case) or 'nothing'}; "
        f"staff: {limits.staff or 'any number of offers at once'}; deadline: {limits.deadline or evaluator.study.months} months",
        "Units of offers": "100% money is all that the leading bloc could give, 100% status all that it could accord; the budget is the sum over talks. "
        "token: to 5%, small: to 12%, moderate: to 25%, large: above",
        "Units of asks": "policy on an issue runs from 0, the authority’s own ideal, to 100, the full ask of outsiders",
        "Around the talks": f"every plan keeps the same posture ({posture}); what a posture does is what “modus run” compares",
        "Followers": evaluator.followers or space.followers,
        "Improved and tidied": "single changes that help and harm no aim were made, and what could be taken out without a loss of 2% of the front’s width on any aim was taken out; on other futures than those that judge",
        "Rule": f"plans were sought by the rule “{how}” over theories; the score adds up differences from each aim, each as a share "
        f"of the width of the front ({score}), in equal parts, on means over theories; it only ranks changes of one plan",
        "Weights of theories": ", ".join(f"{n} {w:.3f}" for n, w in zip(evaluator.theories, evaluator.weights, strict=True)),
        "Intervals": "they are sampling error over simulated futures only: not doubt about theories, about the record or about the model",
        "What the model does not know": "nothing speaks for publicity inside talks: audiences abroad are not modelled; a reward is worth the same to whoever pays it; "
        "issues touch each other only through who is in the room, attention, trust and the base",
    }
    frame = pd.DataFrame([{"what": k, "how": v} for k, v in rows.items()])
    return [
        Finding(id="plan.assumed", question=ASSUMED, tables=(Table(name="assumed", caption="What was assumed", frame=frame),))
    ]
