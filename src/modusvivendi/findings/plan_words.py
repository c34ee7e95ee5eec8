"""How the terms and numbers of a plan are said in plain words, everywhere the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from modusvivendi.analysis import PairedDifference
from modusvivendi.case import Case
from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact
from modusvivendi.findings.words import counted, listed
from modusvivendi.planning import Objective, Plan, PlanReport, PlanTrack
from modusvivendi.planning.agenda.change import Change, Difference, Term
from modusvivendi.planning.agenda.plan import as_strategy
from modusvivendi.strategy import Levers
from modusvivendi.strategy.followers import followers_of

# Outcomes that are not shares from 0 to 1, and what is counted.
COUNTED = {
    "attacks": "attacks a month", "broken_by_outsiders": "promises", "broken_by_authority": "promises",
    "paid_for_nothing": "rewards", "offered": "tracks", "met": "tracks", "partly": "tracks", "reversed": "tracks",
}  # fmt: skip
POINTS = "points of 100"
SIZES = ((0.0, "no"), (0.05, "token"), (0.12, "small"), (0.25, "moderate"))


def quarter(case: Case, month: int) -> str:
    """The calendar quarter of a month after the case's start, such as 2024 Q3."""
    year, first = int(case.start[:4]), int(case.start[5:])
    at = first - 1 + month
    return words.quarter(date(year + at // 12, at % 12 + 1, 1))


def size(value: float) -> str:
    """A share in a word: no, token, small, moderate, large."""
    return next((word for limit, word in SIZES if value <= limit + 1e-9), "large")


def how_public(publicity: float) -> str:
    """How talks are held."""
    return "in confidence" if publicity <= 0.3 else "half in the open" if publicity <= 0.6 else "in public"


def money(value: float) -> str:
    """A material reward, as a share of all that the leading group could give."""
    return f"{size(value)} money ({words.percent(value)})" if value > 0 else "no money"


def status(value: float) -> str:
    """A reward in standing, as a share of all that the leading group could accord."""
    return f"{size(value)} status ({words.percent(value)})" if value > 0 else "no status"


def on_offer(track: PlanTrack) -> str:
    """What is offered in return."""
    parts = [*([money(track.reward)] if track.reward > 0 else []), *([status(track.standing)] if track.standing > 0 else [])]
    return listed(parts) if parts else "nothing in return"


def step_words(step: float, left: float = 1.0) -> str:
    """How far policy is asked to move, of the whole way from the authority's ideal to the full ask; left: what is not had yet."""
    if step >= left:
        return f"all that is left ({100 * left:.0f} points of 100)"
    word = "small" if step <= 0.15 else "middling" if step <= 0.25 else "large"
    return f"a {word} step ({100 * step:.0f} points of 100)"


def ask(track: PlanTrack, case: Case) -> str:
    """What is asked for on each issue of a track; near the top of the way that is what is left of it."""
    left = {i: 1.0 - case.issue(i).start.centre for i in track.issues}
    asked = {i: min(track.steps.get(i, track.step), left[i]) for i in track.issues}
    if len(track.issues) == 1:
        return step_words(track.steps.get(track.issues[0], track.step), left[track.issues[0]])
    if len(set(asked.values())) == 1 and all(asked[i] < left[i] for i in asked):
        return f"{step_words(next(iter(asked.values())))} on each"
    whole = [i for i in asked if asked[i] >= left[i]]
    text = f"steps of {100 * min(asked.values()):.0f} to {100 * max(asked.values()):.0f} points of 100"
    return f"{text}; all that is left on {named(whole, case)}" if whole else text


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


def unit(outcome: str) -> str:
    """What an outcome is told in."""
    return COUNTED.get(outcome, POINTS)


def told(outcome: str, value: float) -> float:
    """A level or difference as it is told: points of 100 where it is a share, else as counted."""
    return value if outcome in COUNTED else 100 * value


def level(outcome: str, value: float) -> Fact:
    """A level of an outcome."""
    return Fact(value=told(outcome, value), unit=unit(outcome))


def gap(outcome: str, mean: float, low: float, high: float, n: int | None = None) -> Fact:
    """A difference with its 95 per cent interval, which is sampling error over simulated futures only."""
    low, high = (told(outcome, v) for v in (low, high))
    return Fact(value=told(outcome, mean), unit=unit(outcome), low=low, high=high, interval="sampling error", level=0.95, n=n)


def gap_of(outcome: str, difference: PairedDifference) -> Fact:
    """A paired difference as a fact."""
    return gap(outcome, difference.mean, difference.low, difference.high, difference.futures)


def gap_form(fact: Fact) -> str:
    """The form in which a difference is told: one digit after the point, two where the whole interval lies below half a point."""
    ends = (abs(fact.low or 0.0), abs(fact.high or 0.0))
    return f"signed_fixed{1 if max(ends) >= 0.5 else 2},interval"


def gaps(aims: Sequence[Objective], differences: dict[str, PairedDifference]) -> tuple[dict[str, Fact], str]:
    """Differences on every aim: the facts by outcome, and the part of a claim that quotes them."""
    facts = {o.outcome: gap_of(o.outcome, differences[o.outcome]) for o in aims}
    return facts, "; ".join(f"{o.name} {{{o.outcome}:{gap_form(facts[o.outcome])}}}" for o in aims)


def units_of(aims: Sequence[Objective]) -> str:
    """What the numbers of a sentence are, in brackets."""
    return f" ({'; '.join(dict.fromkeys(unit(o.outcome) for o in aims))}; 95% intervals of sampling error)"


def rule_words(how: str) -> str:
    """Over what a plan was judged in the search: the rule 'expected', 'worst' or a percentile such as 'p10'."""
    if how == "expected":
        return "mean over weighted theories"
    return "worst theory" if how == "worst" else f"{how[1:]} per cent point over theories and futures"


def change_words(change: Change, case: Case) -> str:
    """A single change as something to do."""
    about = named(change.issues, case)
    if change.what == "set":
        setting = _setting(change.field, change.value, case)
        return f"{about}: {setting}" if change.issues else setting
    return {
        "open": f"open talks on {about} alone, with nothing in return",
        "drop": f"take {about} off the agenda",
        "alone": f"negotiate {about} alone",
        "join": f"put {about} with {named(change.beside, case)}",
        "ask": f"ask for {about} in public",
        "stop": f"stop asking for {about} in public",
    }[change.what]


def _setting(field: str, value: Term, case: Case) -> str:
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
        "step": lambda v: f"ask for {step_words(v)}",
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
