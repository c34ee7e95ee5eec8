"""Each of a plan's talks: why they are made so, what the plan owes to them, how they end, and what failure costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from modusvivendi.case import Case
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import in_hundreds
from modusvivendi.findings.plan_words import NOTHING, change_words, gaps, key_of, named, talks, titles, units_of
from modusvivendi.findings.words import listed
from modusvivendi.planning import Answer, Objective, PlanReport
from modusvivendi.planning.explain.answer import SCORE, Effect
from modusvivendi.planning.explain.track_report import TrackReport
from modusvivendi.planning.judging.evaluate import RESULTS

PART = "Each of the talks: why so, what it is worth, what failure costs"
CHANGES = "What one change would do"
TERMS = ("bloc", "start", "publicity", "step", "reward", "standing", "all_or_nothing", "patience", "renewals")
NOTICED = 0.005  # differences between shares of issues taken that are told as differences


def track_findings(answer: Answer, report: PlanReport, question: str) -> list[Finding]:
    """One finding per talks, and the best and the worst single change of the whole plan."""
    found = [part for n in range(len(report.tracks)) for part in _track(answer, report, n, question)]
    changes = [
        _change(answer, report, effect, what, question) for effect, what in ((report.best, "improve"), (report.worst, "harm"))
    ]
    return [*found, *changes]


def _track(answer: Answer, report: PlanReport, n: int, question: str) -> list[Finding]:
    case, made, aims, scales = answer.space.case, report.tracks[n], answer.objectives, answer.evaluator.scales
    name = f"Talks {n + 1} on {listed(titles(made.track.issues, case))}"
    facts, why = why_so(made, case, aims)
    failed, cost = failure_words(made)
    adds, added = gaps(aims, made.adds, scales)
    facts |= failed | {f"adds_{k}": v for k, v in adds.items()}
    claim = f"{talks(n).capitalize()}: {why} {cost} What the plan owes to it: {_prefixed(added, adds, 'adds')}."
    if made.other is not None:
        form = "parting it into single talks" if made.other.form == "parted" else "joining it with {match}"
        effects, changed = gaps(aims, made.other_effect, scales)
        facts |= {f"other_{k}": v for k, v in effects.items()}
        claim += f" Simulated, {form} would change: {_prefixed(changed, effects, 'other')}."
    caption = (
        f"Talks {n + 1}: how they end (shares of futures), what the authority takes of them at the start once it considers them, and "
        "what each side makes of the whole deal, in units in which 1 is a full step on an issue that matters most"
    )
    how = in_hundreds(made.by_theory[["theory", *RESULTS[1:], RESULTS[0]]], RESULTS)
    place = f"{report.plan.name} {n + 1}"
    table = Table(name=f"track ends/{place}", caption=f"Talks {n + 1}: how they end, of 100 futures, theory by theory", frame=how)
    whole = Table(name=f"track results/{place}", caption=caption, frame=made.by_theory, digits=2, folded=True)
    key = f"{key_of(report)}.talks_{n + 1}"
    told = Finding(id=key, question=question, part=PART, claim=claim, facts=facts, tables=(table,), folded=name)
    return [told, Finding(id=f"{key}.numbers", question=question, part=PART, tables=(whole,), view="scholar")]


def _prefixed(text: str, facts: dict[str, Fact], prefix: str) -> str:
    """Part of a claim, its facts renamed."""
    for name in facts:
        text = text.replace(f"{{{name}:", f"{{{prefix}_{name}:")
    return text


def why_so(made: TrackReport, case: Case, aims: Sequence[Objective]) -> tuple[dict[str, Fact], str]:
    """Why talks are made as they are: facts, and sentences that quote them."""
    reason = made.reason
    facts = {name: Fact(value=getattr(reason, name), unit="share of issues") for name in ("together", "apart", "unread")}
    if len(made.track.issues) > 1:
        return _why_together(made, case, facts)
    text = "On one issue by itself: the chance that the authority takes it when it considers it is {together:in_hundred}."
    if not reason.match:
        return facts, f"{text} Nothing else is on the agenda."
    facts |= {
        "match": Fact(value=named(reason.match, case)),
        "gain": Fact(value=100 * abs(reason.gain), unit="issues per 100 occasions"),
    }
    more = "more" if reason.gain >= 0 else "fewer"
    return facts, f"{text} Its best match is {{match}}: joined, {{gain:fixed0}} {more} issues would be taken per 100 occasions."


def _why_together(made: TrackReport, case: Case, facts: dict[str, Fact]) -> tuple[dict[str, Fact], str]:
    """Talks on several issues: what the authority takes together and apart, and what is gained or lost by joining them."""
    reason, issues = made.reason, made.track.issues
    wanted = [i for i, w in zip(issues, reason.worth, strict=True) if w >= 0]
    unwanted = [i for i, w in zip(issues, reason.worth, strict=True) if w < 0]
    facts |= {
        "wanted": Fact(value=named(wanted, case)),
        "unwanted": Fact(value=named(unwanted, case)),
        "political": Fact(value=named([reason.political], case)),
        "gain": Fact(value=reason.together - reason.apart, unit="share of issues"),
        "verdict": Fact(value=_at_the_table(reason.together - reason.apart)),
    }
    numbers = (
        "when the authority considers it, it takes {together:in_hundred} issues on average, against {apart:in_hundred} if each "
        "stood alone with its share of the offer"
    )
    if reason.together - reason.apart >= NOTICED:
        text = f"Together more is had at the table: {numbers}. {_mechanism(made, wanted, unwanted)}"
    else:
        less = (
            "Joining costs something at the table"
            if reason.apart - reason.together >= NOTICED
            else "Joining neither gains nor costs at the table"
        )
        text = f"{less}: {numbers}. {_in_the_course(made)}"
    beside = "Sitting beside {political} makes the others look more political at home"
    costs = reason.unread - reason.together >= NOTICED
    price = "; without that it would take {unread:in_hundred}." if costs else ", which costs nothing noticeable here."
    return facts, f"{text} {beside}{price}"


def _at_the_table(gain: float) -> str:
    return "gains" if gain >= NOTICED else "costs" if gain <= -NOTICED else "no difference"


def _mechanism(made: TrackReport, wanted: Sequence[str], unwanted: Sequence[str]) -> str:
    """By what joining gains, where it does."""
    if not made.track.all_or_nothing:
        return (
            "Each is decided by itself, so none holds another hostage, and one table takes one turn of the authority’s attention."
        )
    if wanted and unwanted:
        return "What the authority gains by {wanted} can pay for {unwanted}, which it would rather refuse."
    if wanted:
        return "The authority wants all of them on these terms, and one deal costs it less attention than several."
    return "The authority wants none of them at the start; one deal waits for a moment at which it wants enough of them."


def _in_the_course(made: TrackReport) -> str:
    """What the simulated course says for keeping issues together that gain nothing at the table."""
    score = made.other_effect[SCORE]
    if score.high < 0:
        return (
            "They are together for what happens over the whole course, where one table takes one turn of the authority’s attention "
            "and of the room for offers: parted, the plan does worse on the aims as a whole."
        )
    if score.low > 0:
        return "Over the whole course too the plan would do better on the aims as a whole if they were parted."
    return "Nor does the whole course show that they belong together: parted, the plan does neither clearly better nor worse."


def failure_words(made: TrackReport) -> tuple[dict[str, Fact], str]:
    """What failure costs: facts, and sentences that quote them."""
    if np.isnan(made.paid):
        never = Fact(value=0.0, unit="share of futures")
        text = (
            "It never ends unmet within the horizon: the offer does not run out, or something is always taken or comes by itself."
        )
        return {"fails": never}, text
    facts = {
        "fails": Fact(value=made.fails, unit="share of futures"),
        "paid": Fact(value=abs(made.paid), unit="share of the possible reward"),
        "trust": Fact(value=100 * abs(made.trust_lost), unit="of 100 promises"),
        "paid_change": Fact(value=made.paid, unit="share of the possible reward"),
        "trust_change": Fact(value=-made.trust_lost, unit="share of promises believed"),
    }
    if abs(made.trust_lost) < 5e-4:
        trust = "trust in outsiders’ promises is the same"
    else:
        trust = f"{{trust:fixed1}} {'fewer' if made.trust_lost > 0 else 'more'} of 100 promises of outsiders are believed"
    if abs(made.paid) < 5e-4:
        paid = "no more and no less is paid for nothing"
    elif made.paid > 0:
        paid = "{paid:percent} of all that the leading group could give goes out for nothing"
    else:
        paid = "{paid:percent} of all that the leading group could give goes out less for nothing"
    return (
        facts,
        f"The chance that nothing is met is {{fails:in_hundred}}; in such futures, compared with never opening it, {paid}, and {trust}.",
    )


def _change(answer: Answer, report: PlanReport, effect: Effect | None, what: str, question: str) -> Finding:
    """The best or worst single change with its differences."""
    aims = answer.objectives
    facts = {"tried": Fact(value=report.tried, unit="changes")}
    method = "Changes are ranked by a score that counts each aim by the width of the front, in equal parts."
    effects, text = gaps(aims, effect.difference, answer.evaluator.scales) if effect else ({}, NOTHING)
    if effect is None or text == NOTHING:
        claim = f"Of {{tried:count}} single changes that were tried, none would noticeably {what} this plan on any aim."
    else:
        facts |= effects | {"change": Fact(value=change_words(effect.change, answer.space.case))}
        claim = (
            f"Of {{tried:count}} single changes that were tried, the one that would most {what} it: {{change}}. "
            f"It changes {text}{units_of()}."
        )
    return Finding(id=f"{key_of(report)}.{what}", question=question, part=CHANGES, claim=claim, facts=facts, method=method)


def terms_table(answer: Answer) -> Table:
    """Terms of every track of every plan, one row each."""
    case = answer.space.case
    rows = [
        {"plan": r.plan.name, "track": n + 1, "issues": listed(titles(t.issues, case)), **{f: getattr(t, f) for f in TERMS}}
        for r in answer.reports
        for n, t in enumerate(r.plan.tracks)
    ]
    frame = pd.DataFrame(rows, columns=["plan", "track", "issues", *TERMS])
    return Table(
        name="tracks", caption="Terms of all talks of all plans, as the model has them", frame=frame, folded=True, digits=2
    )
