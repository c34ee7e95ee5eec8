"""How the terms and numbers of a plan are said in plain words, everywhere the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor

import numpy as np

from modusvivendi.analysis import PairedDifference
from modusvivendi.case import Case
from modusvivendi.evidence.record.coding_rule import rule_for
from modusvivendi.findings import words
from modusvivendi.findings.calendar import quarter
from modusvivendi.findings.finding import Fact
from modusvivendi.findings.words import counted, listed
from modusvivendi.planning import Objective, Plan, PlanReport, PlanTrack
from modusvivendi.planning.agenda.change import Change, Difference, Term
from modusvivendi.planning.agenda.plan import as_strategy
from modusvivendi.strategy import Levers
from modusvivendi.strategy.followers import followers_of
from modusvivendi.study.scales import POINTS, RUNGS, Scale, Scales, along
from modusvivendi.study.summary import title_of

# What is counted by itself, for a plan that is told without its study.
PLAIN = {
    "attacks": "attacks a month", "broken_by_outsiders": "promises", "broken_by_authority": "promises",
    "paid_for_nothing": "rewards", "offered": "talks", "met": "talks", "partly": "talks", "reversed": "talks",
}  # fmt: skip
UNNOTICED = 0.0  # points of 100 below which a difference of an index without anchor is a tie: nothing says
NEARLY = 0.05  # of the way to recognition: so close is reached
REACHED = 0.2  # of a rung: so close to one is told as that one, the least difference that a reader would notice
SOME, MOST = 0.35, 0.65  # of a rung: parts of the way as they are asked for

REST = "all that is left"
NOTHING = "nothing noticeable on any aim"
SIZES = ((0.0, "no"), (0.05, "token"), (0.12, "small"), (0.25, "moderate"))


def size(value: float) -> str:
    """A share in a word: no, token, small, moderate, large."""
    return next((word for limit, word in SIZES if value <= limit + 1e-9), "large")


def how_public(publicity: float) -> str:
    """How talks are held."""
    return "in confidence" if publicity <= 0.3 else "half in the open" if publicity <= 0.6 else "in public"


def money(value: float) -> str:
    """A material reward, as a share of all that the leading group could give."""
    return f"{size(value)} money ({words.percent(value)} of what those who lead could give)" if value > 0 else "no money"


def status(value: float) -> str:
    """A reward in standing, beside what a record counts an embassy, an envoy and recognition for: recognition is all there is."""
    if value <= 0:
        return "no status"
    return f"{size(value)} status ({status_worth(value)}: {words.percent(value)} of the way to recognition)"


def status_worth(value: float) -> str:
    """What standing is worth in acts that a record counts."""
    embassy, envoy = (rule_for(kind, "recognition").effects[0].gain for kind in ("embassy_presence", "ambassador_credentials"))
    if value < embassy - NEARLY:
        return "less than an embassy opened"
    if value < envoy - NEARLY:
        return "about as an embassy opened"
    return "about as an envoy accepted" if value < (envoy + 1) / 2 else "near recognition"


def on_offer(track: PlanTrack) -> str:
    """What is offered in return."""
    parts = [*([money(track.reward)] if track.reward > 0 else []), *([status(track.standing)] if track.standing > 0 else [])]
    return listed(parts) if parts else "nothing in return"


def step_words(step: float, case: Case, issue: str) -> str:
    """How far policy on an issue is asked to move, in steps that can be asked for: the facts that would then hold, parts of the way to the
    next rung in words, or points of 100 where no ladder says."""
    ladder = case.ladders.get(issue)
    if ladder is None or ladder.marker is None:
        return points_words(step, 1.0 - case.issue(issue).start.centre)
    now, there = (float(along(ladder.rungs, np.array(x))) for x in (ladder.marker[1], ladder.marker[1] + step))
    if there >= len(ladder.rungs) - 1 - REACHED:
        return f"{REST}, “{ladder.rungs[-1].name}”"
    reached = floor(there + REACHED)
    left = there - max(reached, now)
    on = f"{_part(left)} “{ladder.rungs[reached + 1].name}”" if left > REACHED or reached <= now else ""
    return " and ".join([*([f"“{ladder.rungs[reached].name}”"] if reached > now else []), *([on] if on else [])])


def _part(share: float) -> str:
    """A part of the way to the next rung, as something that can be asked for."""
    return "a first step toward" if share <= SOME else "about half the way to" if share <= MOST else "most of the way to"


def points_words(step: float, left: float) -> str:
    """How far, of the whole way from the authority's ideal to the full ask, of which ``left`` is not had yet."""
    if step >= left:
        return f"{REST} ({100 * left:.0f} points of 100)"
    word = "small" if step <= 0.15 else "middling" if step <= 0.25 else "large"
    return f"a {word} step ({100 * step:.0f} points of 100)"


def ask(track: PlanTrack, case: Case) -> str:
    """What is asked for on each issue of a track; near the top of the way that is what is left of it."""
    return "; ".join(asks(track, case))


def asks(track: PlanTrack, case: Case) -> list[str]:
    """What is asked for, one line an issue, or one line for all where it is the same."""
    told = [step_words(track.steps.get(i, track.step), case, i) for i in track.issues]
    if len(set(told)) == 1:
        return [told[0] + (" on each" if len(told) > 1 else "")]
    return [f"{case.issue(i).title}: {t}" for i, t in zip(track.issues, told, strict=True)]


def rule_of(track: PlanTrack) -> str:
    """How the track is decided."""
    if len(track.issues) == 1:
        return "by itself"
    return "one deal, all or nothing" if track.all_or_nothing else "one table, each issue decided by itself"


def followers_in(bloc: str, plan: Plan, case: Case, followers: str | None = None) -> list[str]:
    """Titles of a bloc's countries that follow the plan."""
    follow = followers_of(as_strategy(plan), case, followers)
    return [c.title for c in case.countries if c.bloc == bloc and c.id in follow]


def leaders(track: PlanTrack, plan: Plan, case: Case, followers: str | None = None) -> str:
    """Who leads a track: the bloc, and which of its countries follow the plan."""
    return f"‘{case.bloc(track.bloc).title}’ ({listed(followers_in(track.bloc, plan, case, followers))})"


def titles(issues: Iterable[str], case: Case) -> list[str]:
    """Titles of issues."""
    return [case.issue(i).title for i in issues]


def named(issues: Iterable[str], case: Case) -> str:
    """Titles of issues in a phrase, each in quotation marks, none left out."""
    return listed(f"‘{t}’" for t in titles(issues, case))


def talks(number: int) -> str:
    """Short name of a track by its number from 0."""
    return f"talks {number + 1}"


def track_label(number: int, track: PlanTrack, case: Case) -> str:
    """A track by number (from 0) and first issue, for an axis; the table beside the picture names all issues."""
    more = f" + {len(track.issues) - 1}" if len(track.issues) > 1 else ""
    return f"{number + 1}. {case.issue(track.issues[0]).title}{more}"


def shape(plan: Plan) -> str:
    """How many talks on how many issues, how held."""
    if not plan.tracks:
        return "no talks"
    quiet = sum(how_public(t.publicity) == "in confidence" for t in plan.tracks)
    held = f"{'all' if quiet == len(plan.tracks) else quiet or 'none'} of them in confidence"
    several = f"{len(plan.tracks)} separate talks" if len(plan.tracks) > 1 else "one set of talks"
    once = f", with at most {counted(plan.at_once, 'offer')} on the table at once" if plan.at_once < len(plan.tracks) else ""
    return f"{several} on {counted(len(plan.issues), 'issue')}{once}, {held}"


def scale_of(scales: Scales | None, outcome: str) -> Scale:
    """In what an outcome is told: as anchored, or in points of 100 of an index that nothing anchors."""
    known = scales.of(outcome) if scales is not None else None
    if known is not None:
        return known
    if outcome in PLAIN:
        return Scale(outcome, title_of(outcome), PLAIN[outcome], 0.5, 1, 1.0)
    return Scale(outcome, title_of(outcome), POINTS, UNNOTICED, 1, 100.0, anchored=False)


def name_of(scales: Scales | None, outcome: str) -> str:
    """What is told of an outcome, inside a sentence."""
    title = scale_of(scales, outcome).title
    return title[:1].lower() + title[1:]


def unit(scales: Scales | None, outcome: str) -> str:
    """What an outcome is told in."""
    return scale_of(scales, outcome).unit


def told(scales: Scales | None, outcome: str, difference: float) -> float:
    """A difference as it is told."""
    return scale_of(scales, outcome).change(difference)


def level(scales: Scales | None, outcome: str, value: float) -> Fact:
    """A level of an outcome: the number, or for what is told in rungs the change from today."""
    scale = scale_of(scales, outcome)
    number = scale.change(value - scale.at) if scale.unit == RUNGS else float(scale.number(np.array(value)))
    return Fact(
        value=number, unit=scale.unit, form=f"signed_fixed{scale.digits}" if scale.unit == RUNGS else f"fixed{scale.digits}"
    )


def heading(scales: Scales | None, outcome: str) -> str:
    """The heading of a column that tells levels of an outcome."""
    scale = scale_of(scales, outcome)
    if scale.unit == RUNGS:
        return f"{scale.title} (rungs from today)"
    return scale.title if scale.unit.lower().startswith(scale.title.lower()) else f"{scale.title} ({scale.unit})"


def gap(outcome: str, mean: float, low: float, high: float, n: int | None = None, *, scales: Scales | None = None) -> Fact:
    """A difference with its 95 per cent interval, which is sampling error over simulated futures only."""
    ends = sorted(told(scales, outcome, v) for v in (low, high))
    return Fact(
        value=told(scales, outcome, mean),
        unit=unit(scales, outcome),
        low=ends[0],
        high=ends[1],
        interval="sampling error",
        level=0.95,
        n=n,
    )


def gap_of(outcome: str, difference: PairedDifference, scales: Scales | None = None) -> Fact:
    """A paired difference as a fact."""
    return gap(outcome, difference.mean, difference.low, difference.high, difference.futures, scales=scales)


def noticed(outcome: str, difference: float, clear: bool, scales: Scales | None = None) -> bool:
    """Whether a difference is told from sampling error and is at least what matters to a reader; else it is a tie."""
    return bool(clear and abs(told(scales, outcome, difference)) >= scale_of(scales, outcome).difference)


def gap_form(fact: Fact) -> str:
    """The form in which a difference is told: one digit after the point, two where the whole interval lies below half a point."""
    ends = (abs(fact.low or 0.0), abs(fact.high or 0.0))
    return f"signed_fixed{1 if fact.unit != POINTS or max(ends) >= 0.5 else 2},interval"


def gaps(
    aims: Sequence[Objective], differences: dict[str, PairedDifference], scales: Scales | None = None
) -> tuple[dict[str, Fact], str]:
    """Differences on every aim: the facts by outcome, and the part of a claim that quotes those that matter."""
    facts = {o.outcome: gap_of(o.outcome, differences[o.outcome], scales) for o in aims}
    shown = [o for o in aims if noticed(o.outcome, differences[o.outcome].mean, differences[o.outcome].clear, scales)]
    parts = [f"{name_of(scales, o.outcome)} {with_unit(facts[o.outcome], o.outcome)}" for o in shown]
    return facts, "; ".join(parts) or NOTHING


def with_unit(fact: Fact, name: str) -> str:
    """The part of a template that tells a difference with its unit."""
    form = gap_form(fact).removesuffix(",interval")
    beside = f" ({{{name}:{form.removeprefix('signed_')},range}})" if fact.low is not None else ""
    return f"{{{name}:{form}}} {fact.unit}{beside}"


def units_of() -> str:
    """What the intervals of a sentence are, in brackets."""
    return " (in brackets 95% intervals of sampling error)"


def rule_words(how: str) -> str:
    """Over what a plan was judged in the search: the rule 'expected', 'worst' or a percentile such as 'p10'."""
    if how == "expected":
        return "mean over weighted theories"
    return "worst theory" if how == "worst" else f"{how[1:]} per cent point over theories and futures"


def change_words(change: Change, case: Case) -> str:
    """A single change as something to do."""
    about = named(change.issues, case)
    if change.what == "set":
        setting = _setting(change.field, change.value, case, change.issues)
        return f"{about}: {setting}" if change.issues else setting
    return {
        "open": f"open talks on {about} alone, with nothing in return",
        "drop": f"take {about} off the agenda",
        "alone": f"negotiate {about} alone",
        "join": f"put {about} with {named(change.beside, case)}",
        "ask": f"ask for {about} in public",
        "stop": f"stop asking for {about} in public",
    }[change.what]


def _setting(field: str, value: Term, case: Case, issues: Sequence[str]) -> str:
    """A term that is set, as something to do."""
    if field == "all_or_nothing":
        return "make it one deal, all or nothing" if value else "decide issue by issue"
    if field == "bloc":
        return f"let ‘{case.bloc(str(value)).title}’ lead"
    if field == "follow_through" and value is None:
        return "leave the delivery of rewards as it is now"
    assert isinstance(value, (int, float))
    phrases = {
        "publicity": lambda v: f"hold talks {how_public(v)}",
        "reward": lambda v: f"offer {money(v)}",
        "standing": lambda v: f"offer {status(v)}",
        "start": lambda v: f"open in {quarter(case, int(v))}",
        "patience": lambda v: f"let the offer stand for {v} months",
        "step": lambda v: f"ask for {step_words(v, case, issues[0]) if len(issues) == 1 else points_words(v, 1.0)}",
        "at_once": lambda v: f"put at most {counted(int(v), 'offer')} on the table at once",
        "follow_through": lambda v: f"bind rewards so that {100 * v:.0f} of 100 are delivered",
        "demand_intensity": lambda v: "ask for nothing in public" if v == 0 else f"ask in public at intensity {v:g} of 1",
    }
    return phrases[field](value)


def difference_words(d: Difference, case: Case) -> tuple[str, str, str]:
    """What differs between two plans: of what, before, after."""
    if d.field == "place":
        return named(d.issues, case), _place(d.before, case), _place(d.after, case)
    name = d.field.replace("_", " ")
    about = f"{named(d.issues, case)}: {name}" if d.issues else name
    return about, _short(d.before, case), _short(d.after, case)


def _place(issues: Term, case: Case) -> str:
    if not isinstance(issues, tuple):
        return "off the agenda"
    return f"with {named(issues, case)}" if issues else "alone"


def _short(value: Term, case: Case) -> str:
    if isinstance(value, Levers):
        return ", ".join(f"{k} {v:g}" for k, v in value.model_dump(exclude_none=True).items())
    if isinstance(value, tuple):
        return named(value, case) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "as it is now" if value is None else words.number(value) if isinstance(value, float) else str(value)


def plan_name(report: PlanReport) -> str:
    """A plan inside a sentence."""
    return f"plan {report.letter}"


def key_of(report: PlanReport) -> str:
    """The first part of the ids of a plan's findings."""
    return f"plan.{report.letter.lower()}"
