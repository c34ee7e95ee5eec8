"""Dated questions answered: chances as natural frequencies, the base rate beside them, and how good such answers were."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.case import Case
from modusvivendi.findings import words
from modusvivendi.findings.calendar import closed, notice
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.finding import Chart, Fact, Finding, Report, Table
from modusvivendi.forecasting.answer import FOLLOWED, Answer, Forecasts
from modusvivendi.forecasting.event import on_rung, rung_number
from modusvivendi.forecasting.question import Question
from modusvivendi.forecasting.scores import BASE, LAST_YEAR, MIXTURE, Difference, Scores, score

LIKELY, GOOD, CHOICE, DISAGREE, CAME = (
    "What is likely, and by when?",
    "How good have such answers been?",
    "What does the choice of strategy change?",
    "Where do theories disagree?",
    "How did they come out, and who says so?",
)
NAME = 70  # characters of a row's name
NAMED = 3
NOTICED = 0.10  # difference of chances that a reader would notice; judgement, range 0.05–0.15
SHOWN = 12
METHOD = (
    "Chances are shares of simulated futures, averaged over theories with the weights named above. Base rate: how often such a thing "
    "happened in the record up to that day; last year: what its last twelve months alone would say (docs/forecast.md)."
)
WRITER = (
    "Which questions are asked follows a rule that looks at the earlier record only, but the writer knew the later one; rungs of the "
    "ladders were worded knowing it too."
)


def forecast_report(found: Forecasts, origin: str, earlier: Forecasts | None = None) -> Report:
    """The report of ``modus forecast``. origin: where the weights come from; earlier: an older set whose questions are decided."""
    findings = [likely(found)]
    scored = score(found)
    past = (found, scored) if scored else (earlier, score(earlier)) if earlier else (None, None)
    if past[0] is not None and past[1] is not None:
        findings += [how_good(past[0], past[1]), where_good(past[1]), calibrated(past[1]), for_scholars(past[1])]
    findings += [choice(found), disagreement(found)]
    if found.resolved:
        findings.append(came_out(found))
    case = found.case
    return Report(
        title=f"{case.title}: dated questions",
        kind=f"forecast, case {case.digest()[:12]}",
        basis=f"{words.counted(len(found.answers), 'question')} answered as known on {words.day(case.as_of)}; shown: {_shown(found)}; "
        f"weights of theories: {origin}; {found.futures:,} futures for each theory and strategy.",
        findings=(*findings, *case_findings(case, "forecast")),
        note="A chance of 30 in 100 means: of 100 futures that fit what is known, 30 show it. It is not a promise either way.",
        notice=_notice(found),
        slug="forecast",
    )


def _notice(found: Forecasts) -> str:
    """How old the case is; of decided questions that nothing later is in the chances, and that answers stand beside them."""
    if found.resolved and closed(found.case.as_of):
        return f"Chances are as of {words.day(found.case.as_of)}; nothing later is in them. How questions came out stands beside them."
    return notice(found.case)


def _shown(found: Forecasts) -> str:
    first = found.strategies[0]
    return "outsiders acting as they then did" if first == FOLLOWED else f"outsiders following `{first}`"


def short(question: Question, case: Case) -> str:
    """A question as a row's name: the issue and what happens, else the start of its text."""
    if question.kind == "act":
        size = {3: "medium or large ", 4: "large ", 5: "very large "}.get(question.magnitude, "")
        return f"{case.issue(question.issue).title}: a {size}step {question.direction}"
    if question.kind == "rung":
        stands = on_rung(case.ladders[question.issue], case.issue(question.issue).start.centre)
        asked = rung_number(case.ladders[question.issue], float(question.rung or 0.0))
        way = "same rung" if asked == stands else "a higher rung" if asked > stands else "a lower rung"
        return f"{case.issue(question.issue).title}: {way}{'' if question.side == 'at_most' or asked > stands else ' or higher'}"
    if question.kind == "states":
        does = {"accredit": "accepts an envoy", "recognise": "recognises"}[question.what]
        many = {"accredit": "accept an envoy", "recognise": "recognise"}[question.what]
        return (
            f"{case.country(question.country).title} {does}"
            if question.country
            else f"at least {question.count} states of the case {many}"
        )
    text = question.text.rstrip("?")
    return text if len(text) <= NAME else f"{text[:NAME].rsplit(' ', 1)[0]} …"


def chance_fact(chance: float | None, low: float | None = None, high: float | None = None) -> Fact:
    """A chance as a fact; the range is over theories."""
    if chance is None:
        return Fact(value="not simulated")
    if low is None or high is None:
        return Fact(value=words.in_hundred(chance))
    return Fact(value=f"{words.in_hundred(chance)} ({round(100 * low)} to {round(100 * high)})")


def _row(found: Forecasts, a: Answer) -> dict[str, object]:
    ends = (None, None) if a.by_theory is None else (float(a.by_theory[0].min()), float(a.by_theory[0].max()))
    return {
        "question": short(a.question, found.case),
        "by": words.day(a.question.by),
        "chance": chance_fact(found.chance(a), *ends),
        "base rate": chance_fact(a.base.chance) if a.base.chance is not None else Fact(value="no such class"),
        "last year": chance_fact(a.last_year.chance) if a.last_year.chance is not None else Fact(value="no such class"),
        "answer": {True: "yes", False: "no", None: "open"}[a.resolution.answer],
    }


def likely(found: Forecasts) -> Finding:
    """All questions with their chances."""
    rows = [_row(found, a) for a in found.answers]
    told = [(c, a) for a in found.answers if (c := found.chance(a)) is not None]
    facts = {
        "count": Fact(value=len(found.answers)),
        "likely": Fact(value=sum(c >= 0.5 for c, _ in told)),
        "simulated": Fact(value=len(told)),
        "decided": Fact(value=len(found.resolved)),
        "yes": Fact(value=sum(bool(a.resolution.answer) for a in found.resolved)),
    }
    claim = "Of {count:count} questions the laboratory simulates {simulated:count}; {likely:count} of these are likelier than not to be answered yes."
    claim += " {decided:count} are decided by now, {yes:count} of them with yes." if found.resolved else " None is decided yet."
    still = sorted(((c, a) for c, a in told if a.resolution.answer is None), key=lambda pair: -pair[0])
    if still:
        facts |= {"most": _named(found, still[:NAMED]), "least": _named(found, still[-NAMED:][::-1])}
        claim += " Likeliest of the open ones: {most}. Least likely: {least}."
    return Finding(
        id="forecast.likely",
        question=LIKELY,
        claim=claim,
        facts=facts,
        headline=True,
        tables=(
            Table(
                name="questions",
                caption="Chance of yes, in brackets the lowest and highest over theories; how often such a thing happened before; and how it came out",
                frame=pd.DataFrame(rows),
                brief=True,
            ),
            Table(
                name="texts",
                caption="The questions in full",
                frame=pd.DataFrame(
                    [{"question": short(a.question, found.case), "in full": a.question.text} for a in found.answers]
                ),
                folded=True,
            ),
        ),
        method=METHOD,
        caveats=(WRITER,) if found.case.folder and found.resolved else (),
    )


def _until(a: Answer, case: Case) -> str:
    """A question's name with its last month, which the texts of tracks and series say themselves."""
    name = short(a.question, case)
    return name if a.question.kind in ("track", "series") else f"{name}, by {words.month(a.question.by)}"


def _named(found: Forecasts, pairs: list[tuple[float, Answer]]) -> Fact:
    return Fact(value="; ".join(f"{_until(a, found.case)} ({words.in_hundred(c)})" for c, a in pairs))


def _difference(d: Difference) -> Fact:
    return _gain(d.mean, d.low, d.high, d.groups)


def _gain(mean: float, low: float, high: float, groups: int | None = None) -> Fact:
    """A difference with its interval, which one group alone does not have."""
    if low != low:
        return Fact(value=mean, n=groups)
    return Fact(value=mean, low=low, high=high, interval="sampling error", level=0.9, n=groups)


def _verdict(d: Difference) -> str:
    return "too close to call" if not (d.low > 0 or d.high < 0) else "better" if d.mean > 0 else "worse"


def how_good(found: Forecasts, scores: Scores) -> Finding:
    """Brier scores against the base rate and the last year, with what can be told from so few questions."""
    table = scores.table
    mixture = float(table[table.forecaster == MIXTURE].brier.iloc[0])
    facts = {
        "n": Fact(value=scores.n),
        "groups": Fact(value=words.counted(scores.against[BASE].groups, "independent group")),
        "mixture": Fact(value=mixture, n=scores.n),
        "day": Fact(value=words.day(found.case.as_of)),
        "base": Fact(value=float(table[table.forecaster == BASE].brier.iloc[0])),
        "last": Fact(value=float(table[table.forecaster == LAST_YEAR].brier.iloc[0])),
        "base_gain": _difference(scores.against[BASE]),
        "last_gain": _difference(scores.against[LAST_YEAR]),
        "base_verdict": Fact(value=_verdict(scores.against[BASE])),
        "last_verdict": Fact(value=_verdict(scores.against[LAST_YEAR])),
    }
    rows = [
        {
            "forecaster": r.forecaster if r.forecaster in (MIXTURE, BASE, LAST_YEAR) else f"`{r.forecaster}` alone",
            "mean squared miss": Fact(value=r.brier, n=r.n),
            "better than the base rate by": _gain(r.gain, r.low, r.high),
        }
        for r in table.itertuples()
    ]
    ties = [_verdict(d) == "too close to call" for d in scores.against.values()]
    return Finding(
        id="forecast.skill",
        question=GOOD,
        claim="On {n:count} questions asked as of {day} and decided since, in {groups}, the mean squared miss "
        "(Brier score; 0 is perfect, 0.25 is saying one in two) is {mixture:fixed3} for the mixture of theories, {base:fixed3} for the base "
        "rate and {last:fixed3} for the last year. Against the base rate the mixture is {base_verdict} (by {base_gain:signed_fixed3,interval}), "
        "against the last year {last_verdict} (by {last_gain:signed_fixed3,interval}).",
        facts=facts,
        headline=True,
        too_close_to_call=all(ties),
        tables=(
            Table(
                name="scores",
                caption="Mean squared miss of each forecaster, the best first; difference with its 90% interval by group",
                frame=pd.DataFrame(rows),
                brief=True,
            ),
        ),
        method="Differences are summed within groups of questions that share a cause; the interval is Student's t over the groups, 90%.",
    )


KINDS = {
    "act": "acts",
    "rung": "rungs of ladders",
    "states": "envoys and recognition",
    "track": "asks that are met",
}


def where_good(scores: Scores) -> Finding:
    """On which kinds of question the mixture is better than its baselines, and on which worse."""
    frame = scores.by_kind
    rows = [
        {
            "kind": KINDS[r.kind],
            "questions": int(r.n),
            "mixture": f"{r.mixture:.3f}",
            "base rate": f"{r.base:.3f}",
            "last year": f"{r.last_year:.3f}",
        }
        for r in frame.itertuples()
    ]
    better = [KINDS[k] for k in frame.kind[frame.mixture < frame.base]]
    worse = [KINDS[k] for k in frame.kind[frame.mixture >= frame.base]]
    facts = {"better": Fact(value=words.listed(better, "and")), "worse": Fact(value=words.listed(worse, "and"))}
    parts = (["nearer than the base rate on {better}"] if better else []) + (["further off on {worse}"] if worse else [])
    return Finding(
        id="forecast.by_kind",
        question=GOOD,
        claim=f"In these questions the mixture was {' and '.join(parts)}; with so few of each kind that is a hint, no proof.",
        facts=facts,
        tables=(Table(name="by_kind", caption="Mean squared miss by kind of question", frame=pd.DataFrame(rows), brief=True),),
    )


def calibrated(scores: Scores) -> Finding:
    """Said and seen."""
    frame = scores.calibration
    rows = [
        {
            "said": f"{round(100 * r.said)} in 100",
            "questions": int(r.n),
            "came true": int(r.seen),
            "would be expected": f"{r.said * r.n:.1f}",
        }
        for r in frame.itertuples()
    ]
    expected, seen = float((frame.said * frame.n).sum()), int(frame.seen.sum())
    return Finding(
        id="forecast.calibration",
        question=GOOD,
        claim="Together the mixture expected {expected:fixed1} of these to come true; {seen:count} did.",
        facts={"expected": Fact(value=expected), "seen": Fact(value=seen)},
        tables=(
            Table(name="calibration", caption="What was said, and how many came true", frame=pd.DataFrame(rows), brief=True),
        ),
        charts=(calibration_chart(frame),),
    )


def calibration_chart(frame: pd.DataFrame) -> Chart:
    """Said and seen with the spread that chance alone gives."""
    spread = 1.645 * np.sqrt(frame.said * (1 - frame.said) / frame.n)
    data = pd.DataFrame(
        {
            "forecaster": MIXTURE,
            "said": frame.said,
            "seen": frame.seen / frame.n,
            "low": np.clip(frame.said - spread, 0, 1),
            "high": np.clip(frame.said + spread, 0, 1),
        }
    )
    return Chart(
        form="calibration_lines",
        title="What was said, and what came true",
        description="On the line, chances were right. Bars: where nine of ten would lie by chance alone if they were.",
        data=data,
        twin=None,
    )


def for_scholars(scores: Scores) -> Finding:
    """Log scores, behind a line."""
    frame = scores.table[["forecaster", "n", "brier", "log_score", "gain", "low", "high"]]
    return Finding(
        id="forecast.log_score",
        question=GOOD,
        folded="For scholars: log scores",
        tables=(
            Table(
                name="log_scores",
                caption="Brier and mean log score (nats, 0 at best), gain in Brier over the base rate, 90% interval by group",
                frame=frame,
            ),
        ),
        facts={"left_out": Fact(value=scores.left_out), "early": Fact(value=scores.early)},
        claim="{left_out:count} decided questions are left out because the model does not simulate them or the record holds no class for them, and {early:count} "
        "because their period is not over.",
    )


def choice(found: Forecasts) -> Finding:
    """Questions on which strategies differ by more than a reader would notice."""
    rows = []
    for a in found.answers:
        if a.by_strategy is None:
            continue
        own = {n: float(p) for n, p in zip(found.strategies, a.by_strategy, strict=True)}
        low, high = min(own, key=own.__getitem__), max(own, key=own.__getitem__)
        if own[high] - own[low] >= NOTICED:
            rows.append(
                {
                    "question": short(a.question, found.case),
                    "most": f"{words.in_hundred(own[high])} under `{high}`",
                    "least": f"{words.in_hundred(own[low])} under `{low}`",
                    "gap": own[high] - own[low],
                }
            )
    rows.sort(key=lambda r: -float(r["gap"]))  # type: ignore[arg-type]
    frame = pd.DataFrame([{k: v for k, v in r.items() if k != "gap"} for r in rows], columns=["question", "most", "least"])
    told = sum(a.by_strategy is not None for a in found.answers)
    return Finding(
        id="forecast.choice",
        question=CHOICE,
        claim="On {n:count} of {told:count} questions the strategies differ by {noticed:count} in 100 or more; on the others they are tied.",
        facts={"n": Fact(value=len(rows)), "told": Fact(value=told), "noticed": Fact(value=round(100 * NOTICED))},
        headline=True,
        tables=(
            Table(name="by_strategy", caption="Where the choice matters most", frame=frame.head(SHOWN), brief=True),
            _all(found),
        )
        if rows
        else (_all(found),),
    )


def _all(found: Forecasts) -> Table:
    rows = [
        {
            "question": a.question.text,
            **{f"`{n}`": words.in_hundred(float(p)) for n, p in zip(found.strategies, a.by_strategy, strict=True)},
        }
        for a in found.answers
        if a.by_strategy is not None
    ]
    return Table(
        name="strategies", caption="All questions by strategy, mixture of theories", frame=pd.DataFrame(rows), folded=True
    )


def disagreement(found: Forecasts) -> Finding:
    """Questions that tell theories apart."""
    theories = list(found.weights)
    rows = []
    for a in found.answers:
        if a.by_theory is not None:
            own = a.by_theory[0]
            gap = float(own.max() - own.min())
            if gap >= NOTICED:
                rows.append((gap, short(a.question, found.case), int(own.argmax()), int(own.argmin()), own))
    rows.sort(key=lambda r: -r[0])
    frame = pd.DataFrame(
        [
            {
                "question": text,
                "most": f"{words.in_hundred(float(own[h]))} under `{theories[h]}`",
                "least": f"{words.in_hundred(float(own[l]))} under `{theories[l]}`",
            }
            for _, text, h, l, own in rows
        ],
        columns=["question", "most", "least"],
    )
    table = Table(name="by_theory", caption="Where theories differ most", frame=frame.head(SHOWN), brief=True)
    everything = [
        {
            "question": a.question.text,
            **{f"`{t}`": words.in_hundred(float(p)) for t, p in zip(theories, a.by_theory[0], strict=True)},
        }
        for a in found.answers
        if a.by_theory is not None
    ]
    folded = Table(name="theories", caption="All questions by theory", frame=pd.DataFrame(everything), folded=True)
    return Finding(
        id="forecast.theories",
        question=DISAGREE,
        claim="Theories differ by {noticed:count} in 100 or more on {n:count} questions; the others cannot tell them apart.",
        facts={"n": Fact(value=len(rows)), "noticed": Fact(value=round(100 * NOTICED))},
        tables=(table, folded) if rows else (folded,),
    )


def came_out(found: Forecasts) -> Finding:
    """Every decided question with what decided it and its source."""
    rows = [
        {
            "question": short(a.question, found.case),
            "answer": "yes" if a.resolution.answer else "no",
            "on": words.day(a.resolution.on) if a.resolution.on else "",
            "because": a.resolution.because,
            "rows": ", ".join(a.resolution.rows[:4]),
            "source": a.resolution.sources[0] if a.resolution.sources else "",
        }
        for a in found.resolved
    ]
    return Finding(
        id="forecast.resolved",
        question=CAME,
        claim="{n:count} questions are decided by the record as known on {day}; by the codes of its first coder.",
        facts={"n": Fact(value=len(rows)), "day": Fact(value=words.day(found.known.as_of))},
        tables=(Table(name="resolutions", caption="What decided each question", frame=pd.DataFrame(rows), folded=True),),
    )
